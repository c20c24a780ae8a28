//! The house form, for people.

use crate::Diagnostic;

/// The finding as a person reads it, with the source line underlined when `source` (the whole text of the file) is given.
/// Ends with a line feed.
pub fn human(finding: &Diagnostic, source: Option<&str>) -> String {
    let mut out = format!(
        "{}[{}]: {}\n",
        finding.severity.word(),
        finding.code,
        finding.headline
    );
    if let Some(loc) = &finding.loc {
        out.push_str(&format!("  --> {loc}\n"));
        if let Some(text) = source.and_then(|s| s.lines().nth((loc.line as usize).wrapping_sub(1)))
        {
            let number = loc.line.to_string();
            let pad = " ".repeat(number.len());
            out.push_str(&format!(
                "  {pad} |\n  {number} | {}\n",
                text.replace('\t', " ")
            ));
            if loc.column > 0 {
                let lead = " ".repeat(loc.column as usize - 1);
                let width = word_width(text, loc.column as usize - 1);
                out.push_str(&format!("  {pad} | {lead}{}\n", "^".repeat(width)));
            }
        }
    }
    if let Some(pointer) = &finding.pointer {
        let shown = if pointer.is_root() {
            "the whole document"
        } else {
            pointer.as_str()
        };
        out.push_str(&format!("  at: {shown}\n"));
    }
    for note in &finding.notes {
        let label = note.kind.word();
        let mut lines = note.text.lines();
        out.push_str(&format!("  {label}: {}", lines.next().unwrap_or_default()));
        if let Some(loc) = &note.loc {
            out.push_str(&format!(" ({loc})"));
        }
        out.push('\n');
        let lead = " ".repeat(label.len() + 4);
        for line in lines {
            out.push_str(&format!("{lead}{line}\n"));
        }
    }
    out
}

/// How many characters of `text` from the character `start` on belong to the word there; at least one.
fn word_width(text: &str, start: usize) -> usize {
    text.chars()
        .skip(start)
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .count()
        .max(1)
}
