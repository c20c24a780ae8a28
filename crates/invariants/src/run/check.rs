//! One check: policy, setup, steps, teardown.

use std::borrow::Cow;

use tokio::time::Instant;

use super::policy::{Skipping, skipping, work_item_note};
use super::settings::Settings;
use super::shared::{Shared, Worker};
use super::step::{CheckScope, run_step};
use crate::document::{Check, Group, Severity, Step, Suite};
use crate::exec::ms;
use crate::report::CheckResult;
use crate::secrets::{Masker, Secrets};
use crate::template::{Variables, fill_step};

/// A check in its place.
#[derive(Clone, Copy)]
pub(crate) struct Planned<'a> {
    pub(crate) suite: &'a Suite,
    pub(crate) group: &'a Group,
    pub(crate) check: &'a Check,
}

impl Planned<'_> {
    /// The result before anything ran.
    pub(crate) fn blank(&self) -> CheckResult {
        let check = self.check;
        CheckResult {
            feature: self.suite.feature.clone(),
            contract: self.group.name.clone(),
            id: check.id.clone(),
            ok: true,
            work_item: check.work_item.clone().filter(|key| !key.trim().is_empty()),
            says: check.says.clone(),
            links: check.links.clone(),
            tags: check.tags.clone(),
            file: self.suite.file.clone(),
            line: check.place.line,
            ..CheckResult::default()
        }
    }
}

struct Running<'a> {
    scope: CheckScope<'a>,
    variables: Variables,
    secrets: Cow<'a, Secrets>,
    masker: Cow<'a, Masker>,
    result: CheckResult,
    failed: bool,
}

/// Runs a check.
pub(crate) async fn run_check(
    planned: Planned<'_>,
    settings: &Settings,
    shared: &Shared,
    worker: &Worker,
    secrets: &Secrets,
    masker: &Masker,
) -> CheckResult {
    #[cfg(not(feature = "postgres"))]
    let _ = worker;
    let start = Instant::now();
    let check = planned.check;
    let mut result = planned.blank();
    let stop = match (
        skipping(check, settings.options.today),
        work_item_note(check, settings),
    ) {
        (_, Some(note)) | (Skipping::Expired(note), None) => {
            result.notes.push(note);
            result.ok = false;
            true
        }
        (Skipping::Yes(reason), None) => {
            result.notes.push(format!("skipped: {reason}"));
            result.skipped = Some(reason);
            true
        }
        (Skipping::No, None) => false,
    };
    if stop {
        result.mask(masker);
        return result;
    }
    let mut running = Running {
        scope: CheckScope {
            settings,
            shared,
            #[cfg(feature = "http")]
            connections: crate::http::Connections::default(),
            #[cfg(feature = "postgres")]
            idle: &worker.idle,
        },
        variables: check.data.clone(),
        secrets: Cow::Borrowed(secrets),
        masker: Cow::Borrowed(masker),
        result,
        failed: false,
    };
    let fail_fast = settings.options.fail_fast;
    running.steps(&planned.group.setup, "setup", true).await;
    if !running.failed {
        running.steps(&check.setup, "setup", true).await;
    }
    if running.failed {
        let note = "setup failed, so the steps were not run".to_owned();
        running.result.notes.push(note);
    } else {
        running.steps(&check.steps, "", fail_fast).await;
    }
    running.steps(&check.teardown, "teardown", false).await;
    running
        .steps(&planned.group.teardown, "teardown", false)
        .await;
    let Running {
        mut result,
        masker,
        failed,
        ..
    } = running;
    result.ok = !failed;
    if failed && check.severity == Severity::Warn {
        result.ok = true;
        result.warned = true;
        result.notes.push(
            "warning: the check failed; its severity is `warn`, so the run does not".to_owned(),
        );
    }
    result.flaky = result.ok
        && result
            .steps
            .iter()
            .any(|s| s.ok && s.attempts > 1 && s.kind != "exec");
    result.duration_ms = ms(start.elapsed());
    result.mask(&masker);
    result
}

impl Running<'_> {
    async fn steps(&mut self, steps: &[Step], phase: &str, stop_at_failure: bool) {
        for step in steps {
            let filled = fill_step(step, &self.variables);
            let (mut result, captured) = run_step(&filled, &self.scope, &self.masker).await;
            phase.clone_into(&mut result.phase);
            let ok = result.ok;
            self.result.steps.push(result);
            self.keep(step, captured);
            if !ok {
                self.failed = true;
                if stop_at_failure {
                    break;
                }
            }
        }
    }

    fn keep(&mut self, step: &Step, captured: Variables) {
        let mut new_secret = false;
        for (name, value) in captured {
            let secret = step.captures.iter().any(|c| c.name == name && c.secret);
            if secret {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_compact(), str::to_owned);
                self.secrets.to_mut().add(&text);
                new_secret = true;
            }
            self.variables.push((name, value));
        }
        if new_secret {
            self.masker = Cow::Owned(self.secrets.masker());
        }
    }
}
