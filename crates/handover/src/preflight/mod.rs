//! Everything that can be found before a step runs, for all steps at once (section 5.2).

mod contracts;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::checks::Prepared;
use crate::document::{ArtifactType, Contract, Exec, Step, Workspace};
use crate::git::Git;
use crate::load::{Found, Loaded};
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
}
