//! What can be wrong with a contract's artifacts, and what each wants done.

use contractual_diag::SourceLoc;

use super::{Change, State};

/// A contract as messages name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContractName {
    /// Its name, as in the names of its files.
    pub name: String,
    /// Its major version.
    pub major: u32,
}

impl std::fmt::Display for ContractName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} v{}", self.name, self.major)
    }
}

/// One thing that is not as it should be, with everything its text needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// Settings, lock or list of accepted findings cannot be read.
    ConfigInvalid {
        /// The file.
        file: String,
        /// The line, from one; zero if the whole file is meant.
        line: u32,
        /// What is wrong.
        message: String,
    },
    /// The baseline cannot be had.
    BaselineUnavailable {
        /// As in the settings.
        baseline: String,
        /// Why.
        reason: String,
    },
    /// The version does not fit the findings.
    VersionPolicy {
        /// The contract.
        contract: ContractName,
        /// The bump that the findings demand: `minor` or `major`.
        bump: String,
        /// Version before.
        old: String,
        /// Version now.
        new: String,
        /// Rule and pointer of each finding that demands it.
        findings: Vec<(String, String)>,
        /// The version that would fit.
        required: String,
    },
    /// A frozen version differs.
    Frozen {
        /// The contract.
        contract: ContractName,
        /// The version that was released since.
        next: u32,
        /// The file that differs.
        file: String,
    },
    /// Breaking findings that nothing covers.
    Breaking {
        /// The contract.
        contract: ContractName,
        /// What was compared with.
        baseline: String,
        /// The findings.
        breaks: Vec<Break>,
        /// The day that the text proposes for an acceptance: `YYYY-MM-DD`.
        until: String,
    },
    /// Findings that could not be decided.
    Undecided(Box<Undecided>),
    /// The file is not what was written last.
    HandEdited {
        /// The contract; `None` for a file of the whole set.
        contract: Option<ContractName>,
        /// The file.
        file: String,
        /// The type it is generated from, as `crate::module::Type`.
        rust: String,
        /// Where the type stands.
        place: Option<SourceLoc>,
        /// The first line that differs from what the types generate.
        difference: LineDifference,
    },
    /// The file is not there.
    Missing {
        /// The contract; `None` for a file of the whole set.
        contract: Option<ContractName>,
        /// The file.
        file: String,
        /// The type that claims it.
        rust: String,
    },
    /// No type claims the file.
    Orphaned {
        /// The contract it belonged to, if that is known.
        contract: Option<ContractName>,
        /// The file.
        file: String,
        /// The type that claimed it last, if that is known.
        rust: Option<String>,
        /// The commit that last had it claimed, if that is known.
        commit: Option<String>,
        /// The announced day, if there is one.
        sunset: Option<String>,
        /// True if it is a file that follows from a contract and may go with it: a build deletes it.
        derived: bool,
    },
    /// The contract changed since the file was written.
    Drifted(Box<Drifted>),
    /// The file's bytes differ, the contract does not.
    Equivalent {
        /// The contract; `None` for a file of the whole set.
        contract: Option<ContractName>,
        /// The file.
        file: String,
        /// What differs.
        what: String,
    },
    /// Breaking findings, all accepted.
    Accepted {
        /// The contract.
        contract: ContractName,
        /// The accepted findings.
        findings: Vec<Acceptance>,
    },
    /// An acceptance ran out while it is needed.
    AcceptanceExpired {
        /// The entry.
        entry: Acceptance,
        /// The next major version.
        next: u32,
        /// The contract.
        contract: ContractName,
    },
}

/// A changed contract file.
#[derive(Debug, Clone, PartialEq)]
pub struct Drifted {
    /// The contract; `None` for a file of the whole set.
    pub contract: Option<ContractName>,
    /// The file.
    pub file: String,
    /// What changed since the file was written.
    pub changes: Vec<Change>,
    /// Set when the compatibility engine found only additive changes: the rules that fired, and the versions. `None`: not judged.
    pub additive: Option<Additive>,
}

/// Additive findings of one contract, as the compatibility engine gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Additive {
    /// Rule, pointer and message of each.
    pub findings: Vec<(String, String, String)>,
    /// Version before and after, where the document has one.
    pub versions: Option<(String, String)>,
}

/// One breaking finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Break {
    /// The rule.
    pub rule: String,
    /// Where in the document.
    pub pointer: String,
    /// `request` or `response`.
    pub direction: String,
    /// What it means.
    pub message: String,
    /// The field or type that changed.
    pub place: Option<SourceLoc>,
    /// One value that proves it.
    pub witness: Option<Witness>,
    /// Why there is none.
    pub no_witness: Option<String>,
    /// What to do.
    pub fix: String,
    /// The finding's hash.
    pub finding: String,
}

/// A value that was accepted by one side and is refused by the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The value on one line.
    pub json: String,
    /// The contract's version before.
    pub old_version: String,
    /// Why the validator refuses it.
    pub reason: String,
    /// True if it is a response: sent now, refused by readers of the old version.
    pub response: bool,
}

/// A finding that could not be decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Undecided {
    /// The contract.
    pub contract: ContractName,
    /// Where in the document.
    pub pointer: String,
    /// Why it cannot be decided.
    pub reason: String,
    /// The old fragment in canonical form.
    pub old: String,
    /// The new fragment in canonical form.
    pub new: String,
    /// How many values were tried.
    pub tried: u64,
    /// The finding's hash.
    pub finding: String,
    /// The day that the text proposes for an acceptance: `YYYY-MM-DD`.
    pub until: String,
}

/// An accepted finding as reports show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The rule.
    pub rule: String,
    /// Where in the document.
    pub pointer: String,
    /// `YYYY-MM-DD`.
    pub expires: String,
    /// Why it was accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
}

/// The first line in which a file differs from what is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDifference {
    /// From one.
    pub line: usize,
    /// The line on disk; `None` if the file ends before it.
    pub found: Option<String>,
    /// The generated line; `None` if the generated text ends before it.
    pub expected: Option<String>,
}

impl LineDifference {
    /// Compares two texts line by line.
    pub fn of(found: &str, expected: &str) -> Self {
        let mut a = found.lines();
        let mut b = expected.lines();
        let mut line = 1;
        loop {
            let (x, y) = (a.next(), b.next());
            if x != y || (x.is_none() && y.is_none()) {
                return Self {
                    line,
                    found: x.map(str::to_owned),
                    expected: y.map(str::to_owned),
                };
            }
            line += 1;
        }
    }
}

impl std::fmt::Display for LineDifference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cut = |text: &str| -> String {
            let text = text.trim();
            if text.chars().count() <= 100 {
                return format!("`{text}`");
            }
            let mut short: String = text.chars().take(99).collect();
            short.push('…');
            format!("`{short}`")
        };
        write!(f, "line {}: ", self.line)?;
        match (&self.found, &self.expected) {
            (Some(found), Some(expected)) => {
                write!(f, "{}, generated: {}", cut(found), cut(expected))
            }
            (Some(found), None) => write!(f, "{}, where the generated file has ended", cut(found)),
            (None, Some(expected)) => write!(f, "the file has ended, generated: {}", cut(expected)),
            (None, None) => f.write_str("only line ends differ"),
        }
    }
}

/// What a problem wants done with its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fix {
    /// Write what is generated.
    Write,
    /// Delete it.
    Delete,
    /// Nothing: it is only told.
    None,
    /// A person decides.
    Person,
}

impl Problem {
    /// The state it puts its contract in.
    pub fn state(&self) -> State {
        match self {
            Self::ConfigInvalid { .. } => State::ConfigInvalid,
            Self::BaselineUnavailable { .. } => State::BaselineUnavailable,
            Self::VersionPolicy { .. } | Self::Frozen { .. } => State::VersionPolicy,
            Self::Breaking { .. } | Self::AcceptanceExpired { .. } => State::DriftBreaking,
            Self::Undecided(_) => State::DriftUndecided,
            Self::HandEdited { .. } => State::HandEdited,
            Self::Missing { .. } => State::Missing,
            Self::Orphaned { .. } => State::Orphaned,
            Self::Drifted(drifted) if drifted.additive.is_some() => State::DriftAdditive,
            Self::Drifted(_) => State::Drift,
            Self::Equivalent { .. } => State::DriftEquivalent,
            Self::Accepted { .. } => State::Accepted,
        }
    }

    /// The file it is about, if it is about one.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::ConfigInvalid { file, .. }
            | Self::Frozen { file, .. }
            | Self::HandEdited { file, .. }
            | Self::Missing { file, .. }
            | Self::Orphaned { file, .. }
            | Self::Equivalent { file, .. } => Some(file),
            Self::Drifted(drifted) => Some(&drifted.file),
            Self::BaselineUnavailable { .. }
            | Self::VersionPolicy { .. }
            | Self::Breaking { .. }
            | Self::Undecided(_)
            | Self::Accepted { .. }
            | Self::AcceptanceExpired { .. } => None,
        }
    }

    /// The contract it is about; `None` if it is about the whole set.
    pub fn contract(&self) -> Option<&ContractName> {
        match self {
            Self::VersionPolicy { contract, .. }
            | Self::Frozen { contract, .. }
            | Self::Breaking { contract, .. }
            | Self::AcceptanceExpired { contract, .. }
            | Self::Accepted { contract, .. } => Some(contract),
            Self::Undecided(undecided) => Some(&undecided.contract),
            Self::HandEdited { contract, .. }
            | Self::Missing { contract, .. }
            | Self::Orphaned { contract, .. }
            | Self::Equivalent { contract, .. } => contract.as_ref(),
            Self::Drifted(drifted) => drifted.contract.as_ref(),
            Self::ConfigInvalid { .. } | Self::BaselineUnavailable { .. } => None,
        }
    }

    /// What a developer's build does about it.
    pub fn fix(&self) -> Fix {
        match self {
            Self::Missing { .. } | Self::Drifted(_) | Self::Equivalent { .. } => Fix::Write,
            Self::Orphaned { derived: true, .. } => Fix::Delete,
            Self::Orphaned { derived: false, .. }
            | Self::Accepted { .. }
            | Self::BaselineUnavailable { .. } => Fix::None,
            Self::ConfigInvalid { .. }
            | Self::VersionPolicy { .. }
            | Self::Frozen { .. }
            | Self::Breaking { .. }
            | Self::Undecided(_)
            | Self::HandEdited { .. }
            | Self::AcceptanceExpired { .. } => Fix::Person,
        }
    }
}
