//! The warning about an entry that is not needed any more.

use contractual_diag::{Diagnostic, SourceLoc};

use super::Placed;

/// The warning; `file` is the list's name in messages.
pub fn spent_warning(file: &str, placed: &Placed) -> Diagnostic {
    let entry = &placed.entry;
    let at = match entry.at.as_str() {
        "" => String::new(),
        at => format!(" {at}"),
    };
    let (rule, contract) = (&entry.rule, &entry.contract);
    Diagnostic::warning(
        "accepted-spent",
        format!("the acceptance of [{rule}]{at} in `{contract}` is not needed any more"),
    )
    .at(SourceLoc::new(file, placed.line, 1))
    .why("the baseline has the change, or the change was undone")
    .fix(format!(
        "cargo contractual accept --remove {}",
        entry.finding
    ))
}
