//! Entries beside the findings of today: what each covers, which ran out, which are spent.

use contractual_diag::{Diagnostic, SourceLoc};

use super::{List, Placed};
use crate::compat::Day;

/// A breaking or undecided finding, as far as an acceptance looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptable {
    /// The contract, as in the names of its files.
    pub contract: String,
    /// The finding's hash.
    pub finding: String,
    /// `request` or `response`.
    pub direction: String,
}

/// How a finding stands to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No entry speaks of it.
    Open,
    /// The entry of that index covers it.
    Accepted(usize),
    /// The entry of that index did cover it, until its day had passed.
    Expired(usize),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// One standing for each finding, in their order.
    pub standings: Vec<Standing>,
    /// Entries that no finding needs any more, by index.
    pub spent: Vec<usize>,
}

/// Judges findings by the list. An entry counts through its last day.
pub fn judge(list: &List, findings: &[Acceptable], today: Day) -> Judged {
    let mut needed = vec![false; list.entries.len()];
    let standings = findings
        .iter()
        .map(|found| {
            let covers = |placed: &Placed| {
                placed.entry.finding == found.finding
                    && placed.entry.contract == found.contract
                    && placed.entry.direction == found.direction
            };
            match list.entries.iter().position(covers) {
                None => Standing::Open,
                Some(index) => {
                    needed[index] = true;
                    match list.entries[index].entry.expires < today {
                        true => Standing::Expired(index),
                        false => Standing::Accepted(index),
                    }
                }
            }
        })
        .collect();
    let spent = (0..needed.len()).filter(|index| !needed[*index]).collect();
    Judged { standings, spent }
}

/// The warning about an entry that is not needed any more; `file` is the list's name in messages.
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
