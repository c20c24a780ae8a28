//! Annotations of GitHub Actions (workflow commands).

use crate::{Diagnostic, Severity};

/// The finding as one workflow command, such as `::error file=src/lib.rs,line=3,col=5,title=field_removed::...`.
/// Data is percent-encoded as the workflow command syntax asks.
pub fn github(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(loc) = &finding.loc {
        properties.push(format!("file={}", property(&loc.file)));
        if loc.line > 0 {
            properties.push(format!("line={}", loc.line));
        }
        if loc.column > 0 {
            properties.push(format!("col={}", loc.column));
        }
    }
    properties.push(format!("title={}", property(&finding.code)));
    let mut text = finding.headline.clone();
    for note in &finding.notes {
        text.push_str(&format!("\n{}: {}", note.kind.word(), note.text));
    }
    format!("::{level} {}::{}\n", properties.join(","), message(&text))
}

fn message(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceLoc;

    #[test]
    fn data_is_encoded() {
        let finding = Diagnostic::warning("a:b", "50 %\nof it").at(SourceLoc::new("x,y.rs", 2, 0));
        assert_eq!(
            github(&finding),
            "::warning file=x%2Cy.rs,line=2,title=a%3Ab::50 %25%0Aof it\n"
        );
    }
}
