//! Everything that can be found before a step runs, for all steps at once (section 5.2).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::checks::{Dir, Prepared};
use crate::document::{ArtifactType, Contract, ContractType as T, Exec, Step, Workspace};
use crate::git::Git;
use crate::load::{Found, Loaded};
use crate::markdown::CompiledRules;
use crate::root::{Root, read_limited};
use crate::schema::Schema;
use crate::violation::Severity;
use crate::workspace::Ground;
use crate::{Options, RelPath, Violation, template};

/// What preflight has prepared for a step.
pub(crate) struct StepPlan {
    pub(crate) contracts: Vec<Prepared>,
    /// The path of each declared artifact.
    pub(crate) artifacts: Vec<RelPath>,
    /// Path below `.wave/artifacts` and input schema of each injected artifact.
    pub(crate) inject: Vec<(RelPath, Option<Arc<Schema>>)>,
    /// The text of the work, templates not filled.
    pub(crate) text: String,
    pub(crate) ground: Ground,
}

/// A pipeline that may run.
pub(crate) struct Plan {
    pub(crate) steps: Vec<StepPlan>,
    pub(crate) run: String,
    pub(crate) branch: String,
}

/// Problems and, where there is no error among them, the plan.
pub(crate) struct Preflight {
    pub(crate) found: Vec<Found>,
    pub(crate) plan: Option<Plan>,
}

/// Values of `artifact.path` and `source` templates.
struct PathValues<'a> {
    run: &'a str,
    step: &'a str,
    branch: &'a str,
}

struct Check<'a> {
    loaded: &'a Loaded,
    options: &'a Options,
    project: &'a Arc<Root>,
    found: Vec<Found>,
    /// Schemas by path: one file is read once.
    schemas: BTreeMap<String, Result<Arc<Schema>, Vec<Violation>>>,
}

/// Checks a loaded pipeline. `personas` says whether each persona must have a command.
pub(crate) fn preflight(
    loaded: &Loaded,
    options: &Options,
    project: &Arc<Root>,
    run: &str,
    personas: bool,
) -> Preflight {
    let mut check = Check {
        loaded,
        options,
        project,
        found: loaded.found.clone(),
        schemas: BTreeMap::new(),
    };
    let git = Git::find(project, options);
    let branch = git.as_ref().and_then(Git::branch).unwrap_or_default();
    let mut steps = Vec::new();
    let mut worktree = None;
    for (at, step) in loaded.pipeline.steps.iter().enumerate() {
        let values = PathValues {
            run,
            step: &step.id,
            branch: &branch,
        };
        let ground = check.ground(at, step, git.as_ref());
        if matches!(ground, Ground::Worktree { .. }) {
            worktree.get_or_insert(at);
        }
        let artifacts = check.artifacts(at, step, &values);
        let contracts = step
            .contracts
            .iter()
            .enumerate()
            .map(|(n, contract)| check.contract(at, step, n, contract, &values, &ground))
            .collect();
        let inject = check.inject(at, step);
        let text = check.text(at, step);
        if personas
            && let (Exec::Prompt(_) | Exec::PromptFile(_), Some(persona)) =
                (&step.exec, &step.persona)
        {
            check.persona(at, step, persona);
        }
        steps.push(StepPlan {
            contracts,
            artifacts,
            inject,
            text,
            ground,
        });
    }
    if let (Some(at), Some(git)) = (worktree, &git)
        && git.has_changes()
    {
        let mut warning = Violation::new(
            "invalid_value",
            "the project has uncommitted changes; they are not in the workspaces of the steps, which start at a commit",
        );
        warning.severity = Severity::Warning;
        check.report(
            at,
            &loaded.pipeline.steps[at].at,
            warning.field("workspace"),
        );
    }
    let mut found = check.found;
    found.sort_by_cached_key(|found| {
        (
            found.violation.config.clone(),
            found.violation.code,
            found.violation.message.clone(),
        )
    });
    let failed = found
        .iter()
        .any(|found| found.violation.severity == Severity::Error);
    let plan = (!failed).then(|| Plan {
        steps,
        run: run.to_owned(),
        branch,
    });
    Preflight { found, plan }
}

impl Check<'_> {
    fn report(&mut self, step: usize, pointer: &str, mut violation: Violation) {
        violation.config = Some(self.loaded.place(pointer));
        self.found.push(Found {
            step: Some(step),
            violation,
        });
    }

    fn of_contract(
        &mut self,
        step: usize,
        index: usize,
        contract: &Contract,
        key: &str,
        mut violation: Violation,
    ) {
        violation.contract = Some(contract.type_text.clone());
        violation.index = Some(index);
        violation.name = contract.name.clone();
        if violation.field.is_none() {
            violation.field = Some(key.to_owned());
        }
        self.report(step, &format!("{}/{key}", contract.at), violation);
    }

    /// A path as text: templates filled, nothing leads out.
    fn path(
        &self,
        text: &str,
        key: &str,
        values: Option<&PathValues<'_>>,
        base: &str,
    ) -> Result<RelPath, Box<Violation>> {
        for name in template::names(text) {
            let known = ["pipeline_id", "step_id", "branch_name"];
            if values.is_none()
                || !known.contains(&name.strip_prefix("pipeline_context.").unwrap_or(name))
            {
                let message = if values.is_some() {
                    format!(
                        "`{{{{ {name} }}}}` cannot be part of a path; `pipeline_id`, `step_id` and `branch_name` can"
                    )
                } else {
                    format!("`{key}` must be written out: it takes no template")
                };
                return Err(Box::new(
                    Violation::new("invalid_value", message).field(key),
                ));
            }
        }
        let filled = template::fill(text, &|name| {
            let values = values?;
            Some(
                match name.strip_prefix("pipeline_context.").unwrap_or(name) {
                    "pipeline_id" => values.run.to_owned(),
                    "step_id" => values.step.to_owned(),
                    "branch_name" => values.branch.to_owned(),
                    _ => return None,
                },
            )
        });
        RelPath::parse(&filled).map_err(|problem| {
            let message = format!("`{filled}` {}: it must stay inside {base}", problem.text());
            Box::new(Violation::new("path_escape", message).field(key))
        })
    }

    fn ground(&mut self, at: usize, step: &Step, git: Option<&Git>) -> Ground {
        match &step.workspace {
            Workspace::Empty => Ground::Empty,
            Workspace::Ref(step) => Ground::Ref(step.clone()),
            Workspace::Default => match git.and_then(Git::head) {
                Some(base) => Ground::Worktree { base, branch: None },
                None => Ground::Empty,
            },
            Workspace::Worktree { branch, base } => {
                let pointer = format!("{}/workspace", step.at);
                let Some(git) = git else {
                    let message = "`type: worktree` needs a project that is a git repository";
                    self.report(
                        at,
                        &pointer,
                        Violation::new("not_a_repository", message).field("workspace"),
                    );
                    return Ground::Empty;
                };
                let wanted = base.as_deref().unwrap_or("HEAD");
                match git.commit(wanted) {
                    Some(base) => Ground::Worktree {
                        base,
                        branch: branch.clone(),
                    },
                    None => {
                        let message = format!("the project has no commit `{wanted}`");
                        self.report(
                            at,
                            &format!("{pointer}/base"),
                            Violation::new("bad_ref", message).field("base"),
                        );
                        Ground::Empty
                    }
                }
            }
            Workspace::Mount(mounts) => {
                let mut out = Vec::new();
                for (n, mount) in mounts.iter().enumerate() {
                    let pointer = format!("{}/workspace/mount/{n}", step.at);
                    let source = self.path(&mount.source, "source", None, "the project");
                    let target = self.path(&mount.target, "target", None, "the workspace");
                    match (source, target) {
                        (Ok(source), Ok(target)) => {
                            if !self.project.exists(&source) {
                                let message = format!("there is no `{source}` in the project");
                                self.report(
                                    at,
                                    &pointer,
                                    Violation::new("invalid_value", message).field("source"),
                                );
                            }
                            out.push((source, target, mount.read_only));
                        }
                        (source, target) => {
                            for problem in [source.err(), target.err()].into_iter().flatten() {
                                self.report(at, &pointer, *problem);
                            }
                        }
                    }
                }
                Ground::Mount(out)
            }
        }
    }

    fn artifacts(&mut self, at: usize, step: &Step, values: &PathValues<'_>) -> Vec<RelPath> {
        let mut out = Vec::new();
        for (n, artifact) in step.output_artifacts.iter().enumerate() {
            let pointer = format!("{}/output_artifacts/{n}/path", step.at);
            match self.path(&artifact.path, "path", Some(values), "the workspace") {
                Ok(path) if path.is_base() && artifact.kind != ArtifactType::Directory => {
                    let message = format!(
                        "`{}` names the workspace itself, not a file in it",
                        artifact.path
                    );
                    self.report(
                        at,
                        &pointer,
                        Violation::new("invalid_value", message).field("path"),
                    );
                    out.push(path);
                }
                Ok(path) => out.push(path),
                Err(problem) => {
                    self.report(at, &pointer, *problem);
                    out.push(RelPath::base());
                }
            }
        }
        out
    }

    fn inject(&mut self, at: usize, step: &Step) -> Vec<(RelPath, Option<Arc<Schema>>)> {
        let mut out = Vec::new();
        for inject in &step.inject_artifacts {
            let path = match self.path(&inject.alias, "as", None, "`.wave/artifacts`") {
                Ok(path) => path,
                Err(problem) => {
                    self.report(at, &format!("{}/as", inject.at), *problem);
                    RelPath::base()
                }
            };
            let mut schema = None;
            if let Some(text) = &inject.schema_path {
                let loaded = self
                    .path(text, "schema_path", None, "the project")
                    .map_err(|problem| vec![*problem]);
                match loaded.and_then(|path| self.schema_file(&path, "schema_path")) {
                    Ok(found) => schema = Some(found),
                    Err(problems) => {
                        for problem in problems {
                            self.report(at, &format!("{}/schema_path", inject.at), problem);
                        }
                    }
                }
            }
            out.push((path, schema));
        }
        out
    }

    /// The text of the work, and every name in it.
    fn text(&mut self, at: usize, step: &Step) -> String {
        let (text, key, pointer) = match &step.exec {
            Exec::Prompt(text) | Exec::Command(text) => {
                (text.clone(), "source", format!("{}/exec/source", step.at))
            }
            Exec::PromptFile(path) => {
                let pointer = format!("{}/exec/source_path", step.at);
                let read = self
                    .path(path, "source_path", None, "the project")
                    .and_then(|path| {
                        let bytes = self
                            .project
                            .file(&path)
                            .ok()
                            .and_then(|file| read_limited(file, 4 << 20).ok().flatten());
                        bytes
                            .and_then(|bytes| String::from_utf8(bytes).ok())
                            .ok_or_else(|| {
                                let message =
                                    format!("the prompt file `{path}` cannot be read as text");
                                Box::new(
                                    Violation::new("invalid_value", message).field("source_path"),
                                )
                            })
                    });
                match read {
                    Ok(text) => (text, "source_path", pointer),
                    Err(problem) => {
                        self.report(at, &pointer, *problem);
                        return String::new();
                    }
                }
            }
        };
        let names: Vec<String> = template::names(&text).map(str::to_owned).collect();
        for name in names {
            if let Some(problem) =
                crate::values::unknown(&name, step, &self.loaded.pipeline, self.options)
            {
                self.report(at, &pointer, problem.field(key));
            }
        }
        text
    }

    fn persona(&mut self, at: usize, step: &Step, persona: &str) {
        if self.options.personas.command(persona).is_none() {
            let message = format!("nothing says how to ask the persona `{persona}`");
            let violation = Violation::new("missing_field", message)
                .field("persona")
                .hint("give --persona-command CMD, or its command under [handover.personas] in contractual.toml");
            self.report(at, &format!("{}/persona", step.at), violation);
        }
    }

    fn schema_file(&mut self, path: &RelPath, field: &str) -> Result<Arc<Schema>, Vec<Violation>> {
        let key = path.to_string();
        if let Some(known) = self.schemas.get(&key) {
            return known.clone();
        }
        let mut loaded = Schema::of_file(self.project, path, field).map(Arc::new);
        let source = self.options.schemas.as_ref().filter(|_| loaded.is_ok());
        if let Some(drift) = source.and_then(|source| source.drift(&self.project.join(path))) {
            let mut violation = Violation::new("schema_drifted", drift.message)
                .field(field)
                .with("schema_file", path.to_string());
            violation.hint = drift.hint;
            loaded = Err(vec![violation]);
        }
        self.schemas.insert(key, loaded.clone());
        loaded
    }

    fn contract(
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
