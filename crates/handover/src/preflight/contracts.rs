//! What each contract type needs before a step runs: paths, schemas, types, rules, commands.

use std::sync::Arc;

use super::{Check, PathValues};
use crate::checks::{Dir, Prepared};
use crate::document::{Contract, ContractType as T, Step, Workspace};
use crate::markdown::CompiledRules;
use crate::root::read_limited;
use crate::schema::Schema;
use crate::violation::Severity;
use crate::workspace::Ground;
use crate::{RelPath, Violation, template};

impl Check<'_> {
    pub(super) fn contract(
        &mut self,
        at: usize,
        step: &Step,
        index: usize,
        contract: &Contract,
        values: &PathValues<'_>,
        ground: &Ground,
    ) -> Prepared {
        let mut prepared = Prepared {
            source: None,
            schema: None,
            types: None,
            dir: Dir::Workspace,
            rules: None,
            test_pattern: None,
            criteria: None,
            rust: None,
            fixture: None,
        };
        let Some(kind) = contract.kind else {
            return prepared;
        };
        if kind.has_source() {
            prepared.source = self.source(at, step, index, contract, values);
        }
        match kind {
            T::TestSuite => self.command(at, step, index, contract, ground, &mut prepared),
            T::JsonSchema => self.json_schema(at, index, contract, &mut prepared),
            T::MarkdownSpec => self.markdown(at, index, contract, &mut prepared),
            T::TypescriptInterface => self.typescript(at, index, contract, &mut prepared),
            T::Format => crate::checks::format_problem(contract)
                .into_iter()
                .for_each(|problem| {
                    self.of_contract(at, index, contract, "format", problem);
                }),
            T::TestDiff | T::TestCountBaseline => {
                if let Some(text) = &contract.test_func_pattern {
                    match fancy_regex::Regex::new(text) {
                        Ok(pattern) => prepared.test_pattern = Some(pattern),
                        Err(error) => {
                            let message = format!("`{text}` is no regular expression: {error}");
                            self.of_contract(
                                at,
                                index,
                                contract,
                                "test_func_pattern",
                                Violation::new("invalid_value", message),
                            );
                        }
                    }
                }
            }
            T::AgentReview => self.review(at, index, contract, &mut prepared),
            T::SourceDiff | T::NonEmptyFile | T::EventContains | T::LlmJudge => {}
        }
        prepared
    }

    fn source(
        &mut self,
        at: usize,
        step: &Step,
        index: usize,
        contract: &Contract,
        values: &PathValues<'_>,
    ) -> Option<RelPath> {
        let (text, from_artifact) = match (&contract.source, step.output_artifacts.first()) {
            (Some(text), _) => (text.clone(), false),
            (None, Some(artifact)) => (artifact.path.clone(), true),
            (None, None) => {
                let message = format!(
                    "{} needs `source`, because the step declares no output artifact",
                    contract.type_text
                );
                let mut violation = Violation::new("missing_field", message).field("source");
                violation.contract = Some(contract.type_text.clone());
                violation.index = Some(index);
                violation.name = contract.name.clone();
                self.report(at, &contract.at, violation);
                return None;
            }
        };
        match self.path(&text, "source", Some(values), "the workspace") {
            Ok(path) if path.is_base() => {
                let message = format!("`{text}` names the workspace itself, not a file in it");
                self.of_contract(
                    at,
                    index,
                    contract,
                    "source",
                    Violation::new("invalid_value", message),
                );
                None
            }
            Ok(path) => Some(path),
            Err(_) if from_artifact => None,
            Err(problem) => {
                self.of_contract(at, index, contract, "source", *problem);
                None
            }
        }
    }

    fn command(
        &mut self,
        at: usize,
        step: &Step,
        index: usize,
        contract: &Contract,
        ground: &Ground,
        prepared: &mut Prepared,
    ) {
        match contract.dir.as_deref() {
            None => {
                let reads_nothing = *ground == Ground::Empty
                    && step.output_artifacts.is_empty()
                    && step.exec_is_prompt();
                if reads_nothing && step.workspace == Workspace::Default {
                    let mut warning = Violation::new(
                        "invalid_value",
                        "the command runs in an empty workspace: it sees what the step writes, and nothing of the project",
                    )
                    .hint("write `workspace: {type: worktree}` or `dir: project_root` if it needs the project");
                    warning.severity = Severity::Warning;
                    self.of_contract(at, index, contract, "command", warning);
                }
            }
            Some("project_root") => prepared.dir = Dir::Project,
            Some(text) => match self.path(text, "dir", None, "the workspace") {
                Ok(path) => prepared.dir = Dir::Below(path),
                Err(problem) => self.of_contract(at, index, contract, "dir", *problem),
            },
        }
        if let Some(report) = &contract.report
            && let Err(problem) = self.path(report, "report", None, "the workspace")
        {
            self.of_contract(at, index, contract, "report", *problem);
        }
        let command = contract.command.clone().unwrap_or_default();
        let only_templates = template::fill(&command, &|name| {
            let value = name.strip_prefix("project.").map(|key| {
                self.options
                    .project_value(key)
                    .unwrap_or_default()
                    .to_owned()
            });
            value.or(Some("x".to_owned()))
        });
        let empty = !command.trim().is_empty() && only_templates.trim().is_empty();
        let texts = std::iter::once(&command).chain(contract.command_args.iter().flatten());
        let names: Vec<String> = texts
            .flat_map(|text| template::names(text))
            .map(str::to_owned)
            .collect();
        let unknown: Vec<Violation> = names
            .iter()
            .filter_map(|name| {
                crate::values::unknown(name, step, &self.loaded.pipeline, self.options)
            })
            .collect();
        if empty {
            let message = format!(
                "`command` is empty once its templates are filled: `{}`",
                command.trim()
            );
            let mut violation = Violation::new("missing_field", message);
            violation.hint = unknown.into_iter().find_map(|problem| problem.hint);
            self.of_contract(at, index, contract, "command", violation);
            return;
        }
        for problem in unknown {
            self.of_contract(at, index, contract, "command", problem);
        }
    }

    fn json_schema(
        &mut self,
        at: usize,
        index: usize,
        contract: &Contract,
        prepared: &mut Prepared,
    ) {
        let (key, loaded) = if let Some(text) = &contract.schema_path {
            let path = self
                .path(text, "schema_path", None, "the project")
                .map_err(|problem| vec![*problem]);
            (
                "schema_path",
                path.and_then(|path| self.schema_file(&path, "schema_path")),
            )
        } else if let Some(name) = contract
            .schema_text
            .as_deref()
            .and_then(|text| text.trim().strip_prefix("rust:"))
        {
            ("schema", self.rust_schema(name.trim(), prepared))
        } else if let Some(text) = &contract.schema_text {
            (
                "schema",
                Schema::of_text(self.project, text, None, "schema").map(Arc::new),
            )
        } else if let Some(value) = &contract.schema {
            (
                "schema",
                Schema::of_text(self.project, &value.to_string(), None, "schema").map(Arc::new),
            )
        } else {
            return;
        };
        match loaded {
            Ok(schema) => {
                for warning in schema.warnings.clone() {
                    self.of_contract(at, index, contract, key, warning);
                }
                prepared.schema = Some(schema);
            }
            Err(problems) => problems
                .into_iter()
                .for_each(|problem| self.of_contract(at, index, contract, key, problem)),
        }
    }

    fn rust_schema(
        &self,
        name: &str,
        prepared: &mut Prepared,
    ) -> Result<Arc<Schema>, Vec<Violation>> {
        let Some(source) = &self.options.schemas else {
            let message =
                format!("`rust:{name}` names a Rust contract, but no Rust project is at hand here");
            return Err(vec![
                Violation::new("schema_missing", message)
                    .field("schema")
                    .hint("run it where the crate with the type is, or give `schema_path`"),
            ]);
        };
        match source.schema(name) {
            Ok(found) => {
                prepared.fixture = found.fixture;
                prepared.rust = Some(name.to_owned());
                Schema::of_text(self.project, &found.text, None, "schema").map(Arc::new)
            }
            Err(error) => {
                let code = if error.drifted {
                    "schema_drifted"
                } else {
                    "schema_missing"
                };
                let mut violation = Violation::new(code, error.message).field("schema");
                violation.hint = error.hint;
                Err(vec![violation])
            }
        }
    }

    fn markdown(&mut self, at: usize, index: usize, contract: &Contract, prepared: &mut Prepared) {
        if contract.schema_path.is_some() {
            self.json_schema(at, index, contract, prepared);
        }
        if let Some(emit) = &contract.emit {
            match self.path(emit, "emit", None, "`.wave/output`") {
                Ok(path) if path.to_string().starts_with(".wave/output/") => {}
                Ok(path) => {
                    let message = format!("`emit` must be below `.wave/output/`, found `{path}`");
                    self.of_contract(
                        at,
                        index,
                        contract,
                        "emit",
                        Violation::new("invalid_value", message),
                    );
                }
                Err(problem) => self.of_contract(at, index, contract, "emit", *problem),
            }
        }
        if let Some(rules) = &contract.rules {
            match CompiledRules::new(rules) {
                Ok(rules) => prepared.rules = Some(Arc::new(rules)),
                Err(problems) => {
                    for (pointer, message) in problems {
                        let mut violation = Violation::new("invalid_value", message).field("match");
                        violation.contract = Some(contract.type_text.clone());
                        violation.index = Some(index);
                        self.report(at, &pointer, violation);
                    }
                }
            }
        }
    }

    fn typescript(
        &mut self,
        at: usize,
        index: usize,
        contract: &Contract,
        prepared: &mut Prepared,
    ) {
        let mode_a = prepared
            .source
            .as_ref()
            .is_some_and(crate::typescript::is_typescript);
        let Some(text) = &contract.schema_path else {
            if !mode_a && prepared.source.is_some() {
                let message = "the source is no TypeScript file, so `schema_path` must name the TypeScript type that the JSON value has to fit";
                self.of_contract(
                    at,
                    index,
                    contract,
                    "schema_path",
                    Violation::new("missing_field", message),
                );
            }
            return;
        };
        let path = match self.path(text, "schema_path", None, "the project") {
            Ok(path) => path,
            Err(problem) => return self.of_contract(at, index, contract, "schema_path", *problem),
        };
        match crate::typescript::load(self.project, &path, contract.interface.as_deref(), mode_a) {
            Ok(types) => prepared.types = types.map(Arc::new),
            Err(problems) => problems
                .into_iter()
                .for_each(|problem| self.of_contract(at, index, contract, "schema_path", problem)),
        }
    }

    fn review(&mut self, at: usize, index: usize, contract: &Contract, prepared: &mut Prepared) {
        let Some(text) = &contract.criteria_path else {
            return;
        };
        match self.path(text, "criteria_path", None, "the project") {
            Ok(path) => {
                let bytes = self
                    .project
                    .file(&path)
                    .ok()
                    .and_then(|file| read_limited(file, 1 << 20).ok().flatten());
                prepared.criteria = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
                if prepared.criteria.is_none() {
                    let message = format!("the criteria `{path}` cannot be read as text");
                    self.of_contract(
                        at,
                        index,
                        contract,
                        "criteria_path",
                        Violation::new("invalid_value", message),
                    );
                }
            }
            Err(problem) => self.of_contract(at, index, contract, "criteria_path", *problem),
        }
    }
}
