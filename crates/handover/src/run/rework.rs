//! Rework: another step repairs what this one left, and all contracts are checked again (section 16.8).

use serde_json::{Value, json};

use super::attempt::{Attempt, check};
use super::feedback::write_feedback;
use super::inject::inject;
use super::result::{StepReport, StepStatus};
use super::step::{After, Course};
use super::work::{Work, work};
use crate::Violation;

impl Course<'_> {
    /// Another step repairs in this step's workspace; then all contracts are checked again (section 16.8).
    pub(super) fn reworked(&mut self, target: &str, violations: Vec<Violation>) -> Option<After> {
        let frame = self.frame;
        let Some(at) = frame
            .pipeline
            .steps
            .iter()
            .position(|step| step.id == target)
        else {
            return Some(self.fail(violations));
        };
        let (step, plan) = (&frame.pipeline.steps[at], &frame.plan.steps[at]);
        let message = violations
            .first()
            .map(Violation::line_text)
            .unwrap_or_default();
        frame.journal.tell(
            Some(&self.step.id),
            "reworking",
            Some(self.report.attempts),
            message,
            json!({"rework_step": target}),
        );
        self.record(violations.clone());
        let Some(workspace) = self.workspace.take() else {
            return Some(self.fail(violations));
        };
        write_feedback(
            &workspace,
            &self.report.history,
            &frame.secrets,
            &self.returned,
        );
        let mut report = self
            .rework
            .take()
            .unwrap_or_else(|| StepReport::skipped(target, None));
        report.attempts += 1;
        frame.journal.tell(
            Some(target),
            "running",
            Some(report.attempts),
            format!("repairs `{}`", self.step.id),
            Value::Null,
        );
        let attempt = Attempt {
            step,
            plan,
            workspace: &workspace,
            number: report.attempts.max(2),
            of: self.most().max(report.attempts),
            feedback: Some((&violations, self.same, true)),
        };
        let done = inject(frame, &attempt).map(|()| work(frame, &attempt));
        let failure = match done {
            Err(violation) | Ok(Work::Failed(violation)) => Some(vec![*violation]),
            Ok(Work::Done { .. }) => {
                let found = check(frame, &attempt, &[]).violations(step);
                (!found.is_empty()).then_some(found)
            }
        };
        report.status = if failure.is_some() {
            StepStatus::Failed
        } else {
            StepStatus::Passed
        };
        report.violations = failure.clone().unwrap_or_default();
        self.rework = Some(report);
        if let Some(mut failure) = failure {
            self.workspace = Some(workspace);
            failure.extend(violations);
            return Some(self.fail(failure));
        }
        let own = Attempt {
            step: self.step,
            plan: self.plan,
            workspace: &workspace,
            number: self.report.attempts,
            of: self.most(),
            feedback: None,
        };
        let checked = check(frame, &own, &[]);
        self.workspace = Some(workspace);
        self.judge(checked)
    }
}
