//! The states of a contract, in the order in which they are printed.

/// What a contract's artifacts are in. The order is the table's: the first that holds decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Settings or the list of accepted findings cannot be read.
    ConfigInvalid,
    /// The baseline was asked for and cannot be had.
    BaselineUnavailable,
    /// The version does not fit the findings.
    VersionPolicy,
    /// Breaking findings without a new version or an acceptance.
    DriftBreaking,
    /// As breaking, but only undecided findings.
    DriftUndecided,
    /// The file's bytes are not what the generator last wrote.
    HandEdited,
    /// A type claims an artifact that is not there.
    Missing,
    /// An artifact that no type claims.
    Orphaned,
    /// Additive findings, file not regenerated.
    DriftAdditive,
    /// The contract changed; nobody has said yet whom that hurts.
    Drift,
    /// Same contract, other bytes.
    DriftEquivalent,
    /// Breaking findings, all covered by acceptances.
    Accepted,
    /// Nothing to do.
    Clean,
}

impl State {
    /// The word in brackets and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::ConfigInvalid => "config-invalid",
            Self::BaselineUnavailable => "baseline-unavailable",
            Self::VersionPolicy => "version-policy",
            Self::DriftBreaking => "drift-breaking",
            Self::DriftUndecided => "drift-undecided",
            Self::HandEdited => "hand-edited",
            Self::Missing => "missing",
            Self::Orphaned => "orphaned",
            Self::DriftAdditive => "drift-additive",
            Self::Drift => "drift",
            Self::DriftEquivalent => "drift-equivalent",
            Self::Accepted => "accepted",
            Self::Clean => "clean",
        }
    }

    /// All states, in order.
    pub const ALL: [Self; 13] = [
        Self::ConfigInvalid,
        Self::BaselineUnavailable,
        Self::VersionPolicy,
        Self::DriftBreaking,
        Self::DriftUndecided,
        Self::HandEdited,
        Self::Missing,
        Self::Orphaned,
        Self::DriftAdditive,
        Self::Drift,
        Self::DriftEquivalent,
        Self::Accepted,
        Self::Clean,
    ];

    /// What it means, why it matters, and what to do: the text of `contractual explain`.
    pub fn doc(self) -> &'static str {
        match self {
            Self::ConfigInvalid => include_str!("doc/config-invalid.md"),
            Self::BaselineUnavailable => include_str!("doc/baseline-unavailable.md"),
            Self::VersionPolicy => include_str!("doc/version-policy.md"),
            Self::DriftBreaking => include_str!("doc/drift-breaking.md"),
            Self::DriftUndecided => include_str!("doc/drift-undecided.md"),
            Self::HandEdited => include_str!("doc/hand-edited.md"),
            Self::Missing => include_str!("doc/missing.md"),
            Self::Orphaned => include_str!("doc/orphaned.md"),
            Self::DriftAdditive => include_str!("doc/drift-additive.md"),
            Self::Drift => include_str!("doc/drift.md"),
            Self::DriftEquivalent => include_str!("doc/drift-equivalent.md"),
            Self::Accepted => include_str!("doc/accepted.md"),
            Self::Clean => include_str!("doc/clean.md"),
        }
    }

    /// Exit status of `contractual check` when this is the first state that holds.
    pub fn code(self) -> u8 {
        match self {
            Self::ConfigInvalid => 64,
            Self::BaselineUnavailable => 65,
            Self::VersionPolicy => 4,
            Self::DriftBreaking | Self::DriftUndecided => 2,
            Self::HandEdited | Self::Missing | Self::Orphaned => 3,
            Self::DriftAdditive | Self::Drift | Self::DriftEquivalent => 1,
            Self::Accepted | Self::Clean => 0,
        }
    }

    /// True if a developer's build fails on it, and then writes nothing.
    pub fn stops_writing(self) -> bool {
        match self {
            Self::ConfigInvalid
            | Self::VersionPolicy
            | Self::DriftBreaking
            | Self::DriftUndecided
            | Self::HandEdited => true,
            Self::BaselineUnavailable
            | Self::Missing
            | Self::Orphaned
            | Self::DriftAdditive
            | Self::Drift
            | Self::DriftEquivalent
            | Self::Accepted
            | Self::Clean => false,
        }
    }
}
