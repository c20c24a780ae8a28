//! The rules of section 5, each declared once: from a declaration come the registry, `contractual rules`, `explain`, the
//! page `docs/rules.md`, the texts of findings, and the test that runs its example pair.

mod arrays;
mod bodies;
mod build;
mod explain;
mod identity;
mod members;
mod numbers;
mod operations;
mod parameters;
mod responses;
mod security;
mod texts;
mod types;
mod unions;
mod values;

pub use explain::{explain_rule, render_rules_page};

use std::fmt;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A note; demands at most a minor version.
    Info,
    /// A warning; nothing is refused, but somebody may miss something.
    Warn,
    /// Breaking; demands a major version.
    Error,
}

impl Severity {
    /// The word of machine output: `info`, `warn`, `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warn => "warn",
            Severity::Error => "error",
        }
    }
}

/// What a finding demands of the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// Nothing.
    None,
    /// A patch.
    Patch,
    /// A minor version.
    Minor,
    /// A major version.
    Major,
}

impl Bump {
    /// The word of machine output.
    pub fn name(self) -> &'static str {
        match self {
            Bump::None => "none",
            Bump::Patch => "patch",
            Bump::Minor => "minor",
            Bump::Major => "major",
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a rule rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// A value or a message that one side sends and the other refuses.
    Instance,
    /// A decision of ours that no value can prove.
    Policy,
    /// Code that was generated from the contract (level `source`).
    Source,
}

/// The part of the contract that a rule speaks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Type sets and null.
    Types,
    /// Members of objects.
    Members,
    /// Texts.
    Texts,
    /// Numbers.
    Numbers,
    /// Arrays.
    Arrays,
    /// Enums and constants.
    Values,
    /// Unions, references and composition.
    Unions,
    /// Annotations and identity.
    Identity,
    /// Paths and operations.
    Operations,
    /// Parameters.
    Parameters,
    /// Request bodies.
    Bodies,
    /// Responses and headers.
    Responses,
    /// Security and servers.
    Security,
    /// Build and version policy.
    Build,
}

impl Section {
    /// The heading of the section.
    pub fn title(self) -> &'static str {
        match self {
            Section::Types => "Types and nullability",
            Section::Members => "Object members",
            Section::Texts => "Strings",
            Section::Numbers => "Numbers",
            Section::Arrays => "Arrays",
            Section::Values => "Enums and constants",
            Section::Unions => "Unions, references, composition",
            Section::Identity => "Annotations and identity",
            Section::Operations => "Paths and operations",
            Section::Parameters => "Parameters",
            Section::Bodies => "Request bodies",
            Section::Responses => "Responses and headers",
            Section::Security => "Security and servers",
            Section::Build => "Build and version policy",
        }
    }
}

/// The direction in which an example pair is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ask {
    /// As a request.
    Request,
    /// As a response.
    Response,
}

/// A pair of documents on which the rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The document as it was.
    pub old: &'static str,
    /// The document as it is now.
    pub new: &'static str,
    /// The direction that shows the rule at its worst.
    pub ask: Ask,
}

/// The declaration of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The name, for ever.
    pub id: &'static str,
    /// Where it belongs.
    pub section: Section,
    /// The change it finds.
    pub change: &'static str,
    /// Severity where the new contract reads what the old one wrote; also BACKWARD. `None`: not asked there.
    pub request: Option<Severity>,
    /// Severity where the old contract reads what the new one writes; also FORWARD.
    pub response: Option<Severity>,
    /// What it demands of the version: request, response.
    pub bump: (Bump, Bump),
    /// What it rests on.
    pub basis: Basis,
    /// The change in a few words.
    pub sample: &'static str,
    /// The message, with placeholders in braces.
    pub message: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// What is often asked about the rule.
    pub note: &'static str,
    /// A pair on which it fires; rules about a build and its files have none.
    pub example: Option<Example>,
}

const GROUPS: &[&[Rule]] = &[
    types::RULES,
    members::RULES,
    texts::RULES,
    numbers::RULES,
    arrays::RULES,
    values::RULES,
    unions::RULES,
    identity::RULES,
    operations::RULES,
    parameters::RULES,
    bodies::RULES,
    responses::RULES,
    security::RULES,
    build::RULES,
];

/// Every rule, in the order of the reference page.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|group| group.iter())
}

/// The rule of a name.
pub fn find_rule(id: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_every_text_is_there() {
        let mut seen = BTreeSet::new();
        for rule in all_rules() {
            assert!(seen.insert(rule.id), "{} is declared twice", rule.id);
            assert!(
                !rule.message.is_empty() && !rule.fix.is_empty() && !rule.change.is_empty(),
                "{}",
                rule.id
            );
            assert!(
                rule.request.is_some() || rule.response.is_some(),
                "{} is never asked",
                rule.id
            );
            assert!(
                rule.example.is_some() || rule.section == Section::Build,
                "{} has no example pair",
                rule.id
            );
        }
        assert!(seen.len() > 150);
    }
}
