//! The contract types: each takes what an attempt left behind and gives violations and notes (sections 10 to 14).

mod events;
mod file;
mod format;
mod json_schema;
mod judge;
mod kept_verdicts;
mod markdown_spec;
mod non_empty_file;
mod output;
mod review;
mod source_diff;
mod test_count;
mod test_suite;
mod typescript;

use std::sync::Arc;
use std::time::Duration;

use crate::document::{Contract, ContractType, Step};
use crate::process::{Cancel, Environment};
use crate::root::Root;
use crate::schema::Schema;
use crate::typescript::Types;
use crate::{Options, RelPath, Violation};

pub(crate) use file::{read_file, refused};
pub(crate) use format::problem as format_problem;
pub(crate) use json_schema::check_input;
pub(crate) use output::tail_of;

/// What preflight has prepared for one contract: paths read as text, schemas compiled.
pub(crate) struct Prepared {
    /// `source`, or the first output artifact.
    pub(crate) source: Option<RelPath>,
    pub(crate) schema: Option<Arc<Schema>>,
    pub(crate) types: Option<Arc<Types>>,
    pub(crate) dir: Dir,
    pub(crate) rules: Option<Arc<crate::markdown::CompiledRules>>,
    pub(crate) test_pattern: Option<fancy_regex::Regex>,
    pub(crate) criteria: Option<String>,
    /// The name of a Rust contract.
    pub(crate) rust: Option<String>,
    /// A fixture of a Rust contract, as text.
    pub(crate) fixture: Option<String>,
}

/// The folder of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dir {
    Workspace,
    Project,
    Below(RelPath),
}

/// An event of the step so far, for `event_contains`.
#[derive(Debug, Clone)]
pub(crate) struct PastEvent {
    pub(crate) state: String,
    pub(crate) message: String,
}

/// Makes the environment of a command: variables named by the contract, and variables of its own.
type MakeEnvironment<'a> = &'a dyn Fn(&[String], Vec<(String, std::ffi::OsString)>) -> Environment;

/// What a check can see.
pub(crate) struct Scene<'a> {
    pub(crate) options: &'a Options,
    pub(crate) project: &'a Root,
    pub(crate) workspace: &'a Root,
    pub(crate) step: &'a Step,
    /// The commit that a worktree began at.
    pub(crate) base: Option<&'a str>,
    pub(crate) environment: MakeEnvironment<'a>,
    /// Values of templates in commands.
    pub(crate) value: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) events: &'a dyn Fn() -> Vec<PastEvent>,
    pub(crate) cancel: &'a [&'a Cancel],
}

/// What a check found.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) violations: Vec<Violation>,
    /// Worth knowing, also when the contract passes.
    pub(crate) notes: Vec<Violation>,
    /// A score from 0 to 1, where the type has one.
    pub(crate) score: Option<f64>,
}

impl Verdict {
    pub(crate) fn one(violation: Violation) -> Self {
        Self {
            violations: vec![violation],
            ..Self::default()
        }
    }

    pub(crate) fn note(&mut self, note: Violation) {
        self.notes.push(note);
    }
}

/// Checks one contract.
pub(crate) fn check(
    scene: &Scene<'_>,
    contract: &Contract,
    index: usize,
    prepared: &Prepared,
) -> Verdict {
    let mut verdict = match contract.kind {
        Some(ContractType::TestSuite) => test_suite::check(scene, contract, prepared),
        Some(ContractType::JsonSchema) => json_schema::check(scene, contract, prepared),
        Some(ContractType::TypescriptInterface) => typescript::check(scene, contract, prepared),
        Some(ContractType::MarkdownSpec) => markdown_spec::check(scene, contract, prepared),
        Some(ContractType::NonEmptyFile) => non_empty_file::check(scene, prepared),
        Some(ContractType::Format) => format::check(scene, contract, prepared),
        Some(ContractType::SourceDiff) => source_diff::check(scene, contract),
        Some(ContractType::TestDiff) => test_count::check_diff(scene, contract, prepared),
        Some(ContractType::TestCountBaseline) => {
            test_count::check_baseline(scene, contract, prepared)
        }
        Some(ContractType::EventContains) => events::check(scene, contract),
        Some(ContractType::LlmJudge) => judge::check(scene, contract, prepared),
        Some(ContractType::AgentReview) => review::check(scene, contract, prepared),
        // Preflight refuses these; a contract that was not checked never passes.
        None => Verdict::one(Violation::new(
            "unknown_contract_type",
            format!("there is no contract type `{}`", contract.type_text),
        )),
    };
    for violation in verdict.violations.iter_mut().chain(&mut verdict.notes) {
        violation.contract = Some(contract.type_text.clone());
        violation.name = contract.name.clone();
        violation.index = Some(index);
    }
    crate::violation::sort(&mut verdict.violations);
    verdict
}

/// The limit of a contract, or its default.
pub(crate) fn limit(contract: &Contract, default_seconds: u64) -> Option<Duration> {
    Some(
        contract
            .timeout
            .unwrap_or(Duration::from_secs(default_seconds)),
    )
}
