//! What a comparison says: findings, and the verdict over them.

use contractual_model::json::Json;

use super::options::Question;
use super::rules::{Basis, Bump, Rule, Severity};

/// The answer for a pair of contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompatVerdict {
    /// The same contract, or changes that only demand a patch.
    None,
    /// Something new that hurts nobody.
    Additive,
    /// Somebody is refused.
    Breaking,
}

impl CompatVerdict {
    /// The word of machine output.
    pub fn name(self) -> &'static str {
        match self {
            CompatVerdict::None => "none",
            CompatVerdict::Additive => "additive",
            CompatVerdict::Breaking => "breaking",
        }
    }
}

/// The result of a comparison.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The worst finding.
    pub verdict: CompatVerdict,
    /// Whether it is breaking only because something could not be decided.
    pub undecided: bool,
    /// What the findings demand of the version.
    pub bump: Bump,
    /// Findings: errors first, then by place and rule.
    pub findings: Vec<Finding>,
}

/// One place where a finding applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Pointer into the document.
    pub pointer: String,
    /// The direction of the place.
    pub direction: Question,
    /// The severity there.
    pub severity: Severity,
}

/// A value that proves a break.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// The value, or the message for an API.
    pub value: Json,
    /// Why the receiver's validator refuses it.
    pub reason: String,
}

/// One change that is worth a word.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// The direction in which it is that bad.
    pub direction: Question,
    /// Pointer into the new document, or into the old one for what is gone.
    pub pointer: String,
    /// The same place as people write it: `lines[].sku`.
    pub path: String,
    /// What was there.
    pub old: String,
    /// What is there now.
    pub new: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub fix: String,
    /// A value that proves it; errors without one say why in `no_witness`.
    pub witness: Option<Witness>,
    /// Why an error has no witness.
    pub no_witness: Option<String>,
    /// Why it could not be decided.
    pub reason: Option<String>,
    /// How many values were tried as a witness before the search gave up.
    pub tried: u64,
    /// The hash of rule, place and both canonical forms: stable over commits.
    pub finding: String,
    /// What it demands of the version.
    pub bump: Bump,
    /// Every place it applies to.
    pub places: Vec<Place>,
}

impl Finding {
    /// Whether no value can prove or disprove it.
    pub fn is_policy(&self) -> bool {
        self.rule.basis == Basis::Policy
    }

    /// The line that explains the witness, in the words of the direction; `name` and `version` name the old contract.
    pub fn witness_line(&self, name: &str) -> Option<String> {
        let witness = self.witness.as_ref()?;
        Some(match self.direction {
            Question::Request => format!("accepted by {name}, refused now: {}", witness.reason),
            Question::Response => format!(
                "may be sent now, refused by readers of {name}: {}",
                witness.reason
            ),
        })
    }
}

impl Comparison {
    pub(crate) fn of(mut findings: Vec<Finding>) -> Comparison {
        findings.sort_by(|a, b| {
            b.severity
                .cmp(&a.severity)
                .then_with(|| a.pointer.cmp(&b.pointer))
                .then_with(|| a.rule.id.cmp(b.rule.id))
                .then_with(|| a.finding.cmp(&b.finding))
        });
        let bump = findings
            .iter()
            .map(|finding| finding.bump)
            .max()
            .unwrap_or(Bump::None);
        let broken = findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        let verdict = match bump {
            _ if broken => CompatVerdict::Breaking,
            Bump::Minor | Bump::Major => CompatVerdict::Additive,
            Bump::None | Bump::Patch => CompatVerdict::None,
        };
        let proved = findings.iter().any(|finding| {
            finding.severity == Severity::Error
                && finding.rule.id != "undecided"
                && finding.no_witness.is_none()
        });
        let undecided = broken
            && !proved
            && findings
                .iter()
                .any(|finding| finding.rule.id == "undecided");
        Comparison {
            verdict,
            undecided,
            bump,
            findings,
        }
    }
}

/// Puts arguments into a template; placeholders without an argument are left out with their braces.
pub(crate) fn fill_template(template: &str, arguments: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            out.push_str(&rest[open..]);
            return out;
        };
        let name = &rest[open + 1..open + close];
        match arguments.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            // not a placeholder but text in braces, such as `{id}`
            None if !PLACEHOLDERS.contains(&name) => out.push_str(&rest[open..=open + close]),
            None => {}
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    out
}

const PLACEHOLDERS: &[&str] = &[
    "ptr", "old", "new", "op", "witness", "gained", "lost", "names", "value", "pattern", "a", "b",
    "i", "n", "type", "values", "name", "in", "status", "covering", "url", "scope", "date", "days",
    "path", "sunset", "rust", "reason", "contract", "bump", "version", "artifact", "fixture",
    "major",
];

impl Finding {
    /// A finding about something that is no schema.
    pub(crate) fn plain(
        rule: &'static Rule,
        direction: Question,
        severity: Severity,
        bump: Bump,
        pointer: &str,
        arguments: &[(&'static str, String)],
    ) -> Finding {
        let argument = |name: &str| {
            arguments
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        // the operation is a place and not part of what happened
        let happened: Vec<_> = arguments.iter().filter(|(name, _)| *name != "op").collect();
        let seed = format!("{}\n{pointer}\n{happened:?}", rule.id);
        Finding {
            rule,
            severity,
            direction,
            pointer: pointer.to_owned(),
            path: String::new(),
            old: argument("old"),
            new: argument("new"),
            message: fill_template(rule.message, arguments),
            fix: fill_template(rule.fix, arguments),
            witness: None,
            no_witness: None,
            reason: None,
            tried: 0,
            finding: crate::sha256::sha256_hex(seed.as_bytes())[..12].to_owned(),
            bump,
            places: vec![Place {
                pointer: pointer.to_owned(),
                direction,
                severity,
            }],
        }
    }
}
