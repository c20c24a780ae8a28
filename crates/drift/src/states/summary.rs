//! The last line of every run.

use std::collections::BTreeSet;
use std::fmt;

use super::{ContractName, Problem, State};

/// How many contracts are in which state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// All contracts.
    pub contracts: usize,
    /// Clean or accepted.
    pub clean: usize,
    /// With additive changes.
    pub additive: usize,
    /// With breaking changes.
    pub breaking: usize,
    /// With undecided changes.
    pub undecided: usize,
    /// Artifacts that are missing, orphaned, edited or out of date.
    pub trouble: usize,
    /// The bump that the findings demand: `none`, `patch`, `minor`, `major`.
    pub bump: &'static str,
}

impl Summary {
    /// Counts the problems of `contracts`.
    pub fn of(contracts: &BTreeSet<ContractName>, problems: &[Problem]) -> Self {
        let mut summary = Self {
            contracts: contracts.len(),
            bump: "none",
            ..Self::default()
        };
        for contract in contracts {
            let state = problems
                .iter()
                .filter(|problem| problem.contract() == Some(contract))
                .map(Problem::state)
                .min()
                .unwrap_or(State::Clean);
            match state {
                State::Clean | State::Accepted => summary.clean += 1,
                State::DriftAdditive => summary.additive += 1,
                State::DriftBreaking => summary.breaking += 1,
                State::DriftUndecided => summary.undecided += 1,
                State::ConfigInvalid
                | State::BaselineUnavailable
                | State::VersionPolicy
                | State::HandEdited
                | State::Missing
                | State::Orphaned
                | State::Drift
                | State::DriftEquivalent => {}
            }
        }
        for problem in problems {
            let (trouble, bump) = match problem.state() {
                State::HandEdited | State::Missing | State::Orphaned | State::Drift => (1, 0),
                State::DriftEquivalent => (1, 1),
                State::DriftAdditive => (0, 2),
                State::DriftBreaking | State::DriftUndecided => (0, 3),
                State::ConfigInvalid
                | State::BaselineUnavailable
                | State::VersionPolicy
                | State::Accepted
                | State::Clean => (0, 0),
            };
            summary.trouble += trouble;
            summary.bump = ["none", "patch", "minor", "major"][bump.max(rank(summary.bump))];
        }
        summary
    }
}

impl Summary {
    /// The demanded bump is at least this one.
    pub fn raise(&mut self, bump: &str) {
        self.bump = ["none", "patch", "minor", "major"][rank(bump).max(rank(self.bump))];
    }
}

fn rank(bump: &str) -> usize {
    match bump {
        "patch" => 1,
        "minor" => 2,
        "major" => 3,
        _ => 0,
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "contractual: {} contracts, {} clean, {} additive, {} breaking, {} undecided, {} artifact problems; required bump: {}",
            self.contracts,
            self.clean,
            self.additive,
            self.breaking,
            self.undecided,
            self.trouble,
            self.bump
        )
    }
}
