//! One step: attempts until a decision ends them (sections 15 and 16).

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::attempt::{Attempt, Checked, Frame, before, check};
use super::delay::delay;
use super::feedback::write_feedback;
use super::inject::{archive_path, inject};
use super::outcome::{Budget, Decision, allowance, decide, fingerprint};
use super::result::{StepReport, StepStatus};
use super::state::StepState;
use super::work::{Work, work};
use crate::document::{OnRetry, Step, UsedUp};
use crate::preflight::StepPlan;
use crate::root::{Root, read_limited};
use crate::workspace::{self, Ground};
use crate::{RelPath, Violation};

/// What the scheduler must do after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    GoOn,
    /// No new step starts.
    NoNew,
    /// What runs is ended.
    Stop,
}

/// A finished step.
pub(crate) struct Done {
    pub(crate) report: StepReport,
    pub(crate) after: After,
    pub(crate) workspace: Option<String>,
    /// The report of the step that repaired it.
    pub(crate) rework: Option<StepReport>,
}

/// Larger artifacts of a failed attempt are not given back to the persona.
const MAX_RETURNED: u64 = 4 << 20;

/// A step on its way.
pub(super) struct Course<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) step: &'a Step,
    pub(super) plan: &'a StepPlan,
    pub(super) report: StepReport,
    budget: Budget,
    last: Vec<Violation>,
    pub(super) same: bool,
    pub(super) returned: Vec<(RelPath, Vec<u8>)>,
    pub(super) workspace: Option<Root>,
    pub(super) rework: Option<StepReport>,
    /// Told after each attempt, so that a killed run can go on.
    save: &'a dyn Fn(&StepReport, Option<&Root>),
}

/// Runs a step to its end.
pub(crate) fn run_step(
    frame: &Frame<'_>,
    at: usize,
    earlier: Option<&StepState>,
    shared: Option<Root>,
    save: &dyn Fn(&StepReport, Option<&Root>),
) -> Done {
    let step = &frame.pipeline.steps[at];
    let started = Instant::now();
    let mut course = Course {
        frame,
        step,
        plan: &frame.plan.steps[at],
        report: StepReport::skipped(&step.id, None),
        budget: Budget {
            used: vec![0; step.contracts.len()],
            ..Budget::default()
        },
        last: Vec::new(),
        same: false,
        returned: Vec::new(),
        workspace: shared,
        rework: None,
        save,
    };
    let mut past = Duration::ZERO;
    if let Some(earlier) = earlier {
        course.report.attempts = earlier.attempts;
        course.report.history = earlier.history.clone();
        past = Duration::from_millis(earlier.duration_ms);
        course.recount();
    }
    frame.journal.tell(
        Some(&step.id),
        "started",
        None,
        step.persona.clone().unwrap_or_else(|| "command".into()),
        Value::Null,
    );
    let after = course.attempts();
    let took = past + started.elapsed();
    course.report.duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let state = match course.report.status {
        StepStatus::Passed => "completed",
        StepStatus::SoftFailed => "soft_failed",
        StepStatus::Failed => "failed",
        StepStatus::Skipped => "skipped",
        StepStatus::Rejected => "rejected",
    };
    let message = course
        .report
        .violations
        .first()
        .map(Violation::line_text)
        .unwrap_or_default();
    let violations: Value = course
        .report
        .violations
        .iter()
        .map(Violation::to_json)
        .collect();
    frame.journal.tell(
        Some(&step.id),
        state,
        Some(course.report.attempts),
        message,
        json!({"violations": violations}),
    );
    let workspace = course
        .workspace
        .as_ref()
        .map(|root| root.path().to_string_lossy().into_owned());
    Done {
        report: course.report,
        after,
        workspace,
        rework: course.rework,
    }
}

impl Course<'_> {
    /// The retries that a continued run has spent already.
    fn recount(&mut self) {
        for entry in &self.report.history {
            let indexes = entry
                .get("violations")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let mut charged: Vec<usize> = indexes
                .filter_map(|violation| {
                    violation
                        .get("index")?
                        .as_u64()
                        .and_then(|n| usize::try_from(n).ok())
                })
                .collect();
            charged.sort_unstable();
            charged.dedup();
            for index in charged {
                if let Some(used) = self.budget.used.get_mut(index) {
                    *used += 1;
                }
            }
        }
    }

    /// Attempts in all, as far as it can be said beforehand.
    pub(super) fn most(&self) -> u32 {
        let contracts = self
            .step
            .contracts
            .iter()
            .map(|contract| allowance(self.step, contract))
            .max()
            .unwrap_or(0);
        let own = self
            .step
            .retry
            .as_ref()
            .map_or(1, |retry| retry.max_attempts);
        (contracts.saturating_add(1)).max(own)
    }

    fn attempts(&mut self) -> After {
        loop {
            if self.frame.cancelled() {
                return self.cancelled();
            }
            let number = self.report.attempts + 1;
            let workspace = match self.prepare(number) {
                Ok(workspace) => workspace,
                Err(violation) => return self.fail(vec![*violation]),
            };
            let plan = self.plan;
            let step = self.step;
            let feedback = (!self.last.is_empty()).then(|| (self.last.clone(), self.same));
            let keeps = step.workspace_on_retry == OnRetry::Keep;
            let attempt = Attempt {
                step,
                plan,
                workspace: &workspace,
                number,
                of: self.most().max(number),
                feedback: feedback
                    .as_ref()
                    .map(|(violations, same)| (violations.as_slice(), *same, keeps)),
            };
            if let Err(violation) = inject(self.frame, &attempt) {
                self.workspace = Some(workspace);
                return self.fail(vec![*violation]);
            }
            let found_before = before(&attempt);
            self.report.attempts = number;
            (self.save)(&self.report, Some(&workspace));
            self.frame.journal.tell(
                Some(&step.id),
                "running",
                Some(number),
                format!("attempt {number} of {}", attempt.of),
                json!({"of": attempt.of}),
            );
            let done = work(self.frame, &attempt);
            let checked = match done {
                Work::Failed(violation) => {
                    self.workspace = Some(workspace);
                    match self.failed_work(*violation) {
                        Some(after) => return after,
                        None => continue,
                    }
                }
                Work::Done { background } => {
                    let mut checked = check(self.frame, &attempt, &found_before);
                    if background {
                        let note = Violation::new(
                            "timeout",
                            "the work left a background process behind, which was ended",
                        );
                        checked.notes.push(note.with("note", "background_process"));
                    }
                    checked
                }
            };
            self.workspace = Some(workspace);
            if let Some(after) = self.judge(checked) {
                return after;
            }
        }
    }

    /// The workspace of an attempt, with feedback in it.
    fn prepare(&mut self, number: u32) -> Result<Root, Box<Violation>> {
        let frame = self.frame;
        let keep = number > 1 && self.step.workspace_on_retry == OnRetry::Keep;
        let workspace = match self.workspace.take() {
            Some(kept) if keep || matches!(self.plan.ground, Ground::Ref(_)) => {
                if number > 1 {
                    for (n, path) in self.plan.artifacts.iter().enumerate() {
                        let away =
                            RelPath::parse(&format!(".wave/previous/attempt-{}/{n}", number - 1))
                                .unwrap_or_default();
                        if kept.exists(path) && kept.rename(path, &away).is_err() {
                            let _ = kept.remove(path);
                        }
                    }
                }
                kept
            }
            _ => {
                let folder = frame
                    .storage
                    .path()
                    .join("work")
                    .join(&self.step.id)
                    .join(format!("attempt-{number}"));
                let made =
                    workspace::make(&folder, &self.plan.ground, frame.project, frame.options)?;
                frame.journal.tell(
                    Some(&self.step.id),
                    "workspace_created",
                    Some(number),
                    String::new(),
                    json!({"workspace": made.path().to_string_lossy()}),
                );
                made
            }
        };
        write_feedback(
            &workspace,
            &self.report.history,
            &frame.secrets,
            &self.returned,
        );
        Ok(workspace)
    }

    /// Records a failed attempt for feedback and history.
    pub(super) fn record(&mut self, violations: Vec<Violation>) {
        let number = self.report.attempts;
        let list: Value = violations.iter().map(Violation::to_json).collect();
        let mut entry = json!({"attempt": number, "violations": list});
        self.frame.secrets.mask_value(&mut entry);
        self.report.history.push(entry);
        self.same = !self.last.is_empty() && fingerprint(&self.last) == fingerprint(&violations);
        self.last = violations;
        self.returned.clear();
        if let Some(workspace) = &self.workspace {
            for path in &self.plan.artifacts {
                if let Some(bytes) = workspace
                    .file(path)
                    .ok()
                    .and_then(|file| read_limited(file, MAX_RETURNED).ok().flatten())
                {
                    self.returned.push((path.clone(), bytes));
                }
            }
            if let Ground::Worktree { base, .. } = &self.plan.ground {
                let reference = format!(
                    "refs/contractual/{}/{}/attempt-{number}",
                    self.frame.plan.run, self.step.id
                );
                workspace::keep_commits(
                    workspace,
                    base,
                    self.frame.project,
                    &reference,
                    self.frame.options,
                );
            }
        }
    }

    /// Another attempt: after its delay, unless the run ends meanwhile.
    fn again(&mut self, violations: Vec<Violation>, delay: Duration) -> Option<After> {
        let reason = violations
            .first()
            .map(Violation::line_text)
            .unwrap_or_default();
        self.record(violations);
        (self.save)(&self.report, self.workspace.as_ref());
        let next = self.report.attempts + 1;
        self.frame.journal.tell(
            Some(&self.step.id),
            "retrying",
            Some(next),
            reason,
            json!({"of": self.most().max(next)}),
        );
        let until = Instant::now() + delay;
        while Instant::now() < until {
            if self.frame.cancelled() {
                return Some(self.cancelled());
            }
            std::thread::sleep(
                Duration::from_millis(20).min(until.saturating_duration_since(Instant::now())),
            );
        }
        None
    }

    /// The work itself failed: only the step's own `retry` runs it again (section 5.3, item 12).
    fn failed_work(&mut self, violation: Violation) -> Option<After> {
        if violation.code == "cancelled" {
            return Some(self.cancelled());
        }
        let attempt = self.report.attempts;
        let retry = self.step.retry.as_ref();
        if let Some(retry) =
            retry.filter(|retry| attempt < retry.max_attempts && violation.retry_helps())
        {
            let delay = delay(retry, attempt + 1);
            return self.again(vec![violation], delay);
        }
        Some(self.used_up(vec![violation]))
    }

    pub(super) fn judge(&mut self, checked: Checked) -> Option<After> {
        let violations = checked.violations(self.step);
        if violations
            .iter()
            .any(|violation| violation.code == "cancelled")
            || (self.frame.cancelled() && !violations.is_empty())
        {
            return Some(self.cancelled());
        }
        self.report.notes = checked.notes.clone();
        self.budget
            .scores
            .resize(self.step.contracts.len(), Vec::new());
        for (index, score) in &checked.scores {
            self.budget.scores[*index].push(*score);
        }
        match decide(
            self.step,
            &checked.failed,
            &checked.outside,
            self.report.attempts,
            &mut self.budget,
        ) {
            Decision::Pass => Some(self.end(StepStatus::Passed, Vec::new())),
            Decision::Soft => Some(self.end(StepStatus::SoftFailed, violations)),
            Decision::Retry => self.again(violations, Duration::ZERO),
            Decision::Rework(target) => self.reworked(&target, violations),
            Decision::Fail => Some(self.used_up(violations)),
            Decision::Halt => {
                self.report.status = StepStatus::Failed;
                self.report.violations = violations;
                Some(After::Stop)
            }
            Decision::Rejected => {
                self.report.status = StepStatus::Rejected;
                self.report.violations = violations;
                Some(After::Stop)
            }
        }
    }

    /// Nothing more is tried: what `retry.on_failure` says, else the step fails.
    fn used_up(&mut self, violations: Vec<Violation>) -> After {
        let by_step = self.step.retry.as_ref().and_then(|retry| retry.on_failure);
        let hard = violations
            .iter()
            .any(|violation| violation.code == "path_escape");
        match by_step {
            Some(UsedUp::Skip) if !hard => {
                self.report.status = StepStatus::Skipped;
                self.report.because =
                    Some("its attempts are used up, and `retry.on_failure` is `skip`".into());
                self.report.violations = violations;
                After::GoOn
            }
            Some(UsedUp::Continue) if !hard => self.end(StepStatus::SoftFailed, violations),
            Some(UsedUp::Rework) if !hard && self.rework.is_none() => {
                let target = self
                    .step
                    .retry
                    .as_ref()
                    .and_then(|retry| retry.rework_step.clone())
                    .unwrap_or_default();
                self.reworked(&target, violations.clone())
                    .unwrap_or_else(|| self.fail(violations))
            }
            _ => self.fail(violations),
        }
    }

    pub(super) fn fail(&mut self, violations: Vec<Violation>) -> After {
        self.report.violations = violations;
        if self.step.optional {
            // A failed optional step does not fail the run; its dependents are skipped (section 2.2).
            self.report.status = StepStatus::SoftFailed;
            self.report.because = Some("the step is optional".into());
            return After::GoOn;
        }
        self.report.status = StepStatus::Failed;
        After::NoNew
    }

    fn cancelled(&mut self) -> After {
        let message = if self.frame.options.cancel.is_cancelled() {
            "the run was interrupted"
        } else {
            "the run was stopped by another step"
        };
        self.report.status = StepStatus::Failed;
        self.report.violations = vec![Violation::new("cancelled", message)];
        After::Stop
    }

    /// Hands over what was written (section 8.3).
    fn end(&mut self, status: StepStatus, violations: Vec<Violation>) -> After {
        let checked = status == StepStatus::Passed;
        self.report.status = status;
        self.report.violations = violations;
        let frame = self.frame;
        let rework = self.rework.as_ref().and_then(|report| {
            let at = frame
                .pipeline
                .steps
                .iter()
                .position(|step| step.id == report.id)?;
            Some((&frame.pipeline.steps[at], &frame.plan.steps[at]))
        });
        if let Some(workspace) = &self.workspace {
            for (artifact, path) in self.step.output_artifacts.iter().zip(&self.plan.artifacts) {
                // What a rework step declares under the same name replaces the step's own.
                let replaced = rework.and_then(|(step, plan)| {
                    step.output_artifacts
                        .iter()
                        .zip(&plan.artifacts)
                        .find(|(other, _)| other.name == artifact.name)
                        .map(|(_, path)| path)
                });
                let path = replaced.unwrap_or(path);
                if !workspace.exists(path) {
                    continue;
                }
                let kept = archive_path(&self.step.id, &artifact.name);
                match crate::archive::store(workspace, path, frame.storage, &kept) {
                    Ok(digest) => {
                        frame.journal.tell(
                            Some(&self.step.id),
                            "artifact_created",
                            Some(self.report.attempts),
                            artifact.name.clone(),
                            json!({"sha256": digest, "checked": checked}),
                        );
                        self.report
                            .artifacts
                            .push((artifact.name.clone(), digest, checked));
                    }
                    Err(why) => {
                        let message =
                            format!("the artifact `{}` cannot be kept: {why}", artifact.name);
                        return self.fail(vec![Violation::new("workspace_failed", message)]);
                    }
                }
            }
            if let Ground::Worktree { base, branch } = &self.plan.ground {
                let reference = match branch {
                    Some(branch) => format!("refs/heads/{branch}"),
                    None => format!("refs/heads/contractual/{}/{}", frame.plan.run, self.step.id),
                };
                workspace::keep_commits(workspace, base, frame.project, &reference, frame.options);
            }
        }
        After::GoOn
    }
}
