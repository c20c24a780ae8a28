//! Markdown as CommonMark sees it: outline, fences, tables, links, text, each with its line in the file (section 13).

mod outline;
mod rules;
mod tree;

pub(crate) use outline::{Document, parse};
pub(crate) use rules::{CompiledRules, check_rules, has_word};
pub(crate) use tree::to_json;

use crate::Violation;

/// The checks that every document gets (section 13.2).
pub(crate) fn check_structure(document: &Document) -> Vec<Violation> {
    let mut out = Vec::new();
    let outline: Vec<_> = document
        .headings
        .iter()
        .filter(|heading| heading.top)
        .collect();
    if outline.is_empty() {
        out.push(Violation::new(
            "md_no_heading",
            "the document has no heading at its top level",
        ));
    }
    for pair in outline.windows(2) {
        let (before, here) = (pair[0], pair[1]);
        if here.level > before.level + 1 {
            out.push(
                Violation::new(
                    "md_heading_skip",
                    format!(
                        "the heading \"{}\" has level {}, but the heading before it has level {}",
                        crate::clean::cut(&here.text, 100),
                        here.level,
                        before.level
                    ),
                )
                .at(here.line, 1)
                .with("heading", here.text.clone())
                .with("level", here.level)
                .hint(format!(
                    "use level {} ({})",
                    before.level + 1,
                    "#".repeat(usize::from(before.level) + 1)
                )),
            );
        }
    }
    for fence in document.fences.iter().filter(|fence| !fence.closed) {
        out.push(
            Violation::new(
                "md_unclosed_fence",
                format!(
                    "the code fence opened in line {} is never closed",
                    fence.line
                ),
            )
            .at(fence.line, fence.column)
            .hint("close it, or write the rest of the text: it may have been cut off"),
        );
    }
    out
}
