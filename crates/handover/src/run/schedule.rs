//! The steps of a run in the order of their graph, up to `jobs` at a time; what is kept; how it all ends.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use serde_json::{Value, json};

use super::attempt::{Attempt, Frame, check};
use super::events::{Event, Journal, Observer};
use super::result::{RunResult, StepReport, StepStatus};
use super::resume::{from_state, remember, resumed};
use super::state::{RunState, StepState};
use super::step::{After, Done, run_step};
use crate::archive::digest_text;
use crate::load::Loaded;
use crate::preflight::{Preflight, preflight};
use crate::process::Cancel;
use crate::root::Root;
use crate::violation::Severity;
use crate::workspace::Ground;
use crate::{Options, RelPath, Violation};

/// Writes every event as a line.
struct EventFile(Mutex<File>);

impl Observer for EventFile {
    fn event(&self, event: &Event) {
        let line = format!("{}\n", event.to_json());
        // A full disk must not end a run whose work still succeeds; the result says what counts.
        let _ = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write_all(line.as_bytes());
    }
}

fn problem(message: String) -> RunResult {
    let mut result = RunResult::refused("", "", &[], &[]);
    result
        .problems
        .push(Violation::new("invalid_value", message));
    result.refused = true;
    result.ok = false;
    result
}

fn ids(loaded: &Loaded) -> Vec<String> {
    loaded
        .pipeline
        .steps
        .iter()
        .map(|step| step.id.clone())
        .collect()
}

fn open_project(options: &Options) -> Result<Arc<Root>, String> {
    Root::open(&options.project).map(Arc::new).map_err(|error| {
        format!(
            "the project `{}` cannot be opened: {error}",
            options.project.display()
        )
    })
}

/// Checks a pipeline without running anything.
pub fn validate(text: &str, file: &str, options: &Options, personas: bool) -> RunResult {
    let loaded = Loaded::parse(text, file);
    let project = match open_project(options) {
        Ok(project) => project,
        Err(message) => return problem(message),
    };
    let Preflight { found, .. } = preflight(&loaded, options, &project, "validate", personas);
    RunResult::refused(&loaded.pipeline.name, "", &ids(&loaded), &found)
}

/// Runs a pipeline.
pub fn run(text: &str, file: &str, options: &Options, observers: &[&dyn Observer]) -> RunResult {
    let mut loaded = Loaded::parse(text, file);
    let project = match open_project(options) {
        Ok(project) => project,
        Err(message) => return problem(message),
    };
    let run = options
        .resume
        .clone()
        .or_else(|| options.run_id.clone())
        .unwrap_or_else(|| new_name(&loaded.pipeline.name));
    if !crate::paths::is_safe_component(&run) {
        return problem(format!(
            "`{run}` cannot be the name of a run: it must be one safe part of a path"
        ));
    }
    let Preflight { found, plan } = preflight(&loaded, options, &project, &run, true);
    let refused = RunResult::refused(&loaded.pipeline.name, &run, &ids(&loaded), &found);
    let Some(plan) = plan else {
        return masked(refused, options);
    };
    let folder = options.storage.join(&run);
    let storage = match open_storage(&folder, options.resume.is_some()) {
        Ok(storage) => storage,
        Err(message) => return problem(message),
    };
    let mut state = RunState {
        run: run.clone(),
        pipeline: loaded.pipeline.name.clone(),
        file: file.to_owned(),
        pipeline_digest: digest_text(text),
        input_digest: digest_text(&options.input),
        status: "running".into(),
        ids: ids(&loaded),
        steps: BTreeMap::new(),
    };
    if options.resume.is_some() {
        match resumed(&storage, &state, options, &loaded) {
            Ok(steps) => state.steps = steps,
            Err(message) => return problem(message),
        }
    }
    if let Err(message) = state.write(&storage) {
        return problem(message);
    }
    let copy = RelPath::parse("pipeline.yaml").unwrap_or_default();
    let _ = storage.write(&copy, text.as_bytes(), 0o644);
    let event_file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(storage.path().join("events.jsonl"))
        .ok()
        .map(|file| EventFile(Mutex::new(file)));
    let mut all: Vec<&dyn Observer> = observers.to_vec();
    all.extend(event_file.as_ref().map(|file| file as &dyn Observer));
    let secrets = options.secrets();
    let journal = Journal::new(&run, all, secrets.clone()).with_hooks(options);
    journal.tell(
        None,
        "started",
        None,
        loaded.pipeline.name.clone(),
        Value::Null,
    );
    let pipeline = std::mem::take(&mut loaded.pipeline);
    let frame = Frame {
        options,
        project: &project,
        storage: &storage,
        pipeline: &pipeline,
        plan: &plan,
        journal: &journal,
        secrets,
        stop: Cancel::default(),
    };
    let mut result = Run {
        frame: &frame,
        state: Mutex::new(state),
        reports: vec![None; pipeline.steps.len()],
        no_new: false,
    }
    .go();
    result.warnings = refused.warnings;
    result.forced = options.force && options.resume.is_some();
    let end = match (result.rejected, result.ok && !result.cancelled) {
        (true, _) => "rejected",
        (false, true) => "completed",
        (false, false) => "failed",
    };
    journal.tell(None, end, None, String::new(), json!({"ok": result.ok}));
    crate::process::end_leftovers();
    let result = masked(result, options);
    let path = RelPath::parse("result.json").unwrap_or_default();
    let _ = storage.write(
        &path,
        serde_json::to_string_pretty(&result.to_json())
            .unwrap_or_default()
            .as_bytes(),
        0o644,
    );
    result
}

/// Checks the contracts of a step against a folder, without any work (section 19.5).
pub fn check_only(
    text: &str,
    file: &str,
    options: &Options,
    step: &str,
    workspace: &Path,
) -> RunResult {
    check_loaded(&Loaded::parse(text, file), options, step, workspace)
}

/// Checks a file of contracts alone against a folder; nothing if the text is a pipeline, which needs a step to be named.
pub fn check_contracts(
    text: &str,
    file: &str,
    options: &Options,
    workspace: &Path,
) -> Option<RunResult> {
    let loaded = Loaded::contracts(text, file)?;
    Some(check_loaded(&loaded, options, "contracts", workspace))
}

fn check_loaded(loaded: &Loaded, options: &Options, step: &str, workspace: &Path) -> RunResult {
    let project = match open_project(options) {
        Ok(project) => project,
        Err(message) => return problem(message),
    };
    let Preflight { found, plan } = preflight(loaded, options, &project, "check", false);
    let refused = RunResult::refused(&loaded.pipeline.name, "check", &ids(loaded), &found);
    let Some(plan) = plan else {
        return masked(refused, options);
    };
    let Some(at) = loaded
        .pipeline
        .steps
        .iter()
        .position(|candidate| candidate.id == step)
    else {
        let ids = ids(loaded);
        let near = contractual_diag::nearest(step, ids.iter().map(String::as_str))
            .map(|near| format!(": did you mean `{near}`?"))
            .unwrap_or_default();
        return problem(format!("the pipeline has no step `{step}`{near}"));
    };
    let workspace = match Root::open(workspace) {
        Ok(workspace) => workspace,
        Err(error) => {
            return problem(format!(
                "the workspace `{}` cannot be opened: {error}",
                workspace.display()
            ));
        }
    };
    let journal = Journal::new("check", Vec::new(), options.secrets());
    let frame = Frame {
        options,
        project: &project,
        storage: &workspace,
        pipeline: &loaded.pipeline,
        plan: &plan,
        journal: &journal,
        secrets: options.secrets(),
        stop: Cancel::default(),
    };
    let definition = &loaded.pipeline.steps[at];
    let attempt = Attempt {
        step: definition,
        plan: &plan.steps[at],
        workspace: &workspace,
        number: 1,
        of: 1,
        feedback: None,
    };
    let checked = check(&frame, &attempt, &[]);
    let violations = checked.violations(definition);
    let mut report = StepReport::skipped(step, None);
    let hard = violations
        .iter()
        .any(|violation| violation.severity == Severity::Error);
    report.status = match (violations.is_empty(), hard, definition.contracts.is_empty()) {
        // Where nothing was checked, nothing has passed.
        (true, _, true) => StepStatus::Skipped,
        (true, _, false) => StepStatus::Passed,
        (false, true, _) => StepStatus::Failed,
        (false, false, _) => StepStatus::SoftFailed,
    };
    report.because = definition
        .contracts
        .is_empty()
        .then(|| "the step has no contract".to_owned());
    report.violations = violations;
    report.notes = checked.notes;
    let mut result = RunResult::refused(&loaded.pipeline.name, "check", &[], &[]);
    result.warnings = refused.warnings;
    result.ok = report.status != StepStatus::Failed;
    result.steps = vec![report];
    masked(result, options)
}

fn masked(mut result: RunResult, options: &Options) -> RunResult {
    let secrets = options.secrets();
    let all = result
        .steps
        .iter_mut()
        .flat_map(|step| step.violations.iter_mut().chain(&mut step.notes));
    for violation in all.chain(&mut result.problems).chain(&mut result.warnings) {
        violation.message = secrets.mask(&violation.message);
        violation.hint = violation.hint.as_ref().map(|hint| secrets.mask(hint));
        violation
            .more
            .values_mut()
            .for_each(|value| secrets.mask_value(value));
    }
    result
}

fn new_name(pipeline: &str) -> String {
    let name: String = pipeline
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let mixed = (now.as_nanos() as u64 ^ u64::from(std::process::id()).rotate_left(40))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{name}-{:08x}", mixed >> 32)
}

fn open_storage(folder: &Path, must_exist: bool) -> Result<Root, String> {
    if !must_exist {
        if folder.exists() {
            return Err(format!(
                "there is already a run in `{}`: continue it with --resume, or choose another name",
                folder.display()
            ));
        }
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    }
    Root::open(folder)
        .map_err(|error| format!("there is no run in `{}`: {error}", folder.display()))
}

struct Run<'a> {
    frame: &'a Frame<'a>,
    state: Mutex<RunState>,
    reports: Vec<Option<StepReport>>,
    no_new: bool,
}

impl Run<'_> {
    fn go(mut self) -> RunResult {
        let frame = self.frame;
        let steps = &frame.pipeline.steps;
        let earlier: BTreeMap<String, StepState> = self.lock().steps.clone();
        for (at, step) in steps.iter().enumerate() {
            if let Some((state, status)) = earlier
                .get(&step.id)
                .and_then(|state| Some((state, state.done()?)))
            {
                self.reports[at] = Some(from_state(&step.id, state, status));
            }
        }
        let jobs = frame.options.jobs.max(1);
        let mut workspaces: BTreeMap<String, String> = earlier
            .iter()
            .filter_map(|(id, state)| Some((id.clone(), state.workspace.clone()?)))
            .collect();
        let mut running: Vec<usize> = Vec::new();
        let state = &self.state;
        let reports = &mut self.reports;
        let mut no_new = self.no_new;
        std::thread::scope(|scope| {
            let (sender, finished) = mpsc::channel::<(usize, Done)>();
            loop {
                skip_unreachable(frame, reports, &running);
                while !no_new && !frame.cancelled() && running.len() < jobs {
                    let Some(at) = next_ready(frame, reports, &running) else {
                        break;
                    };
                    let step = &steps[at];
                    let shared = match &frame.plan.steps[at].ground {
                        Ground::Ref(target) => workspaces
                            .get(target)
                            .and_then(|path| Root::open(Path::new(path)).ok()),
                        Ground::Empty | Ground::Worktree { .. } | Ground::Mount(_) => None,
                    };
                    let sender = sender.clone();
                    let before = earlier.get(&step.id);
                    running.push(at);
                    scope.spawn(move || {
                        let save = |report: &StepReport, workspace: Option<&Root>| {
                            let workspace =
                                workspace.map(|root| root.path().to_string_lossy().into_owned());
                            remember(state, frame, report, "running", workspace);
                        };
                        let done = run_step(frame, at, before, shared, &save);
                        let _ = sender.send((at, done));
                    });
                }
                if running.is_empty() {
                    break;
                }
                let Ok((at, done)) = finished.recv() else {
                    break;
                };
                running.retain(|other| *other != at);
                match done.after {
                    After::GoOn => {}
                    After::NoNew => no_new = true,
                    After::Stop => {
                        no_new = true;
                        frame.stop.cancel();
                    }
                }
                let cancelled = done
                    .report
                    .violations
                    .iter()
                    .any(|violation| violation.code == "cancelled");
                let word = if cancelled {
                    "running"
                } else {
                    done.report.status.word()
                };
                remember(state, frame, &done.report, word, done.workspace.clone());
                if let Some(workspace) = done.workspace {
                    workspaces.insert(steps[at].id.clone(), workspace);
                }
                if let Some(rework) = done.rework {
                    let at = steps.iter().position(|step| step.id == rework.id);
                    if let Some(slot) = at.and_then(|at| reports.get_mut(at)) {
                        *slot = Some(rework);
                    }
                }
                reports[at] = Some(done.report);
            }
        });
        self.no_new = no_new;
        self.finish()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, RunState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(mut self) -> RunResult {
        let frame = self.frame;
        let cancelled = frame.options.cancel.is_cancelled();
        let stopper = frame
            .pipeline
            .steps
            .iter()
            .zip(&self.reports)
            .find_map(|(step, report)| {
                let report = report.as_ref()?;
                matches!(report.status, StepStatus::Failed | StepStatus::Rejected)
                    .then(|| format!("{} {}", step.id, report.status.word()))
            });
        let mut steps = Vec::new();
        for (step, report) in frame
            .pipeline
            .steps
            .iter()
            .zip(std::mem::take(&mut self.reports))
        {
            steps.push(report.unwrap_or_else(|| {
                let because = match (step.rework_only, cancelled) {
                    (true, _) => "it runs only when a rework asks for it".to_owned(),
                    (false, true) => "the run was interrupted".to_owned(),
                    (false, false) => stopper
                        .clone()
                        .unwrap_or_else(|| "the run was stopped".into()),
                };
                frame.journal.tell(
                    Some(&step.id),
                    "skipped",
                    None,
                    because.clone(),
                    Value::Null,
                );
                StepReport::skipped(&step.id, Some(because))
            }));
        }
        let failed = steps.iter().any(|step| step.status == StepStatus::Failed);
        let rejected = steps.iter().any(|step| step.status == StepStatus::Rejected);
        // What a rejection cancels is no failure of its own.
        let only_cancelled = steps
            .iter()
            .filter(|step| step.status == StepStatus::Failed)
            .all(|step| {
                step.violations
                    .iter()
                    .all(|violation| violation.code == "cancelled")
            });
        let ok = !cancelled && (!failed || (rejected && only_cancelled));
        {
            let mut state = self.lock();
            state.status = match (cancelled, rejected && ok, ok) {
                (true, _, _) => "interrupted",
                (_, true, _) => "rejected",
                (_, _, true) => "completed",
                _ => "failed",
            }
            .into();
            let _ = state.write_head(frame.storage);
        }
        RunResult {
            ok,
            pipeline: frame.pipeline.name.clone(),
            run: frame.plan.run.clone(),
            steps,
            problems: Vec::new(),
            warnings: Vec::new(),
            refused: false,
            cancelled,
            rejected: rejected && ok,
            forced: false,
        }
    }
}

/// A step whose dependencies will never hand over is skipped.
fn skip_unreachable(frame: &Frame<'_>, reports: &mut [Option<StepReport>], running: &[usize]) {
    let steps = &frame.pipeline.steps;
    loop {
        let mut changed = false;
        for (at, step) in steps.iter().enumerate() {
            if reports[at].is_some() || running.contains(&at) || step.rework_only {
                continue;
            }
            let blocked = step.dependencies.iter().find_map(|dependency| {
                let other = steps.iter().position(|other| &other.id == dependency)?;
                let report = reports[other].as_ref()?;
                let optional_failed = steps[other].optional
                    && report.status == StepStatus::SoftFailed
                    && report.because.is_some();
                (!report.status.hands_over() || optional_failed).then(|| {
                    let word = if optional_failed {
                        "failed"
                    } else {
                        report.status.word()
                    };
                    format!("{dependency} {word}")
                })
            });
            if let Some(because) = blocked {
                frame.journal.tell(
                    Some(&step.id),
                    "skipped",
                    None,
                    because.clone(),
                    Value::Null,
                );
                reports[at] = Some(StepReport::skipped(&step.id, Some(because)));
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

fn next_ready(
    frame: &Frame<'_>,
    reports: &[Option<StepReport>],
    running: &[usize],
) -> Option<usize> {
    let steps = &frame.pipeline.steps;
    steps.iter().enumerate().position(|(at, step)| {
        reports[at].is_none()
            && !running.contains(&at)
            && !step.rework_only
            && step.dependencies.iter().all(|dependency| {
                let other = steps.iter().position(|other| &other.id == dependency);
                other
                    .and_then(|other| reports[other].as_ref())
                    .is_some_and(|report| report.status.hands_over())
            })
    })
}
