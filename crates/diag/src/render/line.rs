//! One line, for places that allow no more (Cargo's directives).

use crate::Diagnostic;

/// The finding on one line: place, code, headline, then each further line behind a semicolon.
pub fn line(finding: &Diagnostic) -> String {
    let mut out = String::new();
    if let Some(loc) = &finding.loc {
        out.push_str(&format!("{loc}: "));
    }
    out.push_str(&format!("[{}] {}", finding.code, finding.headline));
    for note in &finding.notes {
        out.push_str(&format!("; {}: {}", note.kind.word(), note.text));
    }
    out.replace(['\n', '\r'], " ")
}
