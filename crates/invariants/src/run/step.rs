//! One step of any kind, with `eventually` around it, captures after it, and nothing escaping from it.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use tokio::time::{Instant, sleep};

use super::settings::{Settings, limit};
use super::shared::Shared;
use crate::context::Context;
use crate::document::{Action, CaptureFrom, Step};
use crate::exec::{ms, run_exec};
use crate::judge::Judge;
use crate::observed::Observed;
use crate::report::StepResult;
use crate::secrets::Masker;
use crate::value::Value;

/// What lives as long as one check.
pub(crate) struct CheckScope<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) shared: &'a Shared,
    #[cfg(feature = "http")]
    pub(crate) connections: crate::http::Connections,
    /// Of the worker, not of the check.
    #[cfg(feature = "postgres")]
    pub(crate) idle: &'a crate::sql::Idle,
}

/// Runs a step until it passes or may not be tried again. Gives the values that it captured.
pub(crate) async fn run_step(
    step: &Step,
    scope: &CheckScope<'_>,
    masker: &Masker,
) -> (StepResult, Vec<(String, Value)>) {
    let start = Instant::now();
    let (mut result, mut captured) = guarded(step, scope, masker).await;
    let Some(eventually) = step.eventually else {
        return (result, captured);
    };
    let within = limit(eventually.within_ms);
    let every = limit(eventually.every_ms);
    let mut rounds = 1;
    let mut attempts = result.attempts;
    while !result.ok && start.elapsed() + every < within {
        sleep(every).await;
        rounds += 1;
        (result, captured) = guarded(step, scope, masker).await;
        attempts += result.attempts;
    }
    result.attempts = attempts;
    result.duration_ms = ms(start.elapsed());
    if !result.ok {
        result.notes.push(format!(
            "eventually: still failing after {rounds} rounds in {} ms (limit {} ms)",
            ms(start.elapsed()),
            ms(within)
        ));
    }
    (result, captured)
}

/// A defect of ours fails the step and nothing else.
async fn guarded(
    step: &Step,
    scope: &CheckScope<'_>,
    masker: &Masker,
) -> (StepResult, Vec<(String, Value)>) {
    let mut work = pin!(once(step, scope, masker));
    let outcome = poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(done)) => Poll::Ready(Some(done)),
            Err(_) => Poll::Ready(None),
        },
    )
    .await;
    outcome.unwrap_or_else(|| {
        let mut judge = Judge::new(step, masker);
        judge.fail(
            "internal",
            "internal error of the runner in this step; please report it",
        );
        (judge.finish(), Vec::new())
    })
}

async fn once(
    step: &Step,
    scope: &CheckScope<'_>,
    masker: &Masker,
) -> (StepResult, Vec<(String, Value)>) {
    let start = Instant::now();
    let mut judge = Judge::new(step, masker);
    let ctx = Context {
        settings: scope.settings,
        masker,
        captures_any: !step.captures.is_empty(),
        captures_json: step
            .captures
            .iter()
            .any(|c| matches!(c.from, CaptureFrom::Json(_))),
        #[cfg(feature = "http")]
        client: &scope.shared.client,
        #[cfg(feature = "postgres")]
        idle: scope.idle,
    };
    let observed = act(step, &mut judge, &ctx, scope).await;
    let mut captured = Vec::new();
    // Captures of a step that failed would only add noise.
    if judge.result.failures.is_empty() {
        for capture in &step.captures {
            match observed.capture(capture) {
                Ok(value) => captured.push((capture.name.clone(), value)),
                Err(reason) => {
                    judge.fail("capture", &format!("capture.{}: {reason}", capture.name))
                }
            }
        }
    }
    let mut result = judge.finish();
    if result.duration_ms == 0 {
        result.duration_ms = ms(start.elapsed());
    }
    (result, captured)
}

async fn act(
    step: &Step,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
    scope: &CheckScope<'_>,
) -> Observed {
    #[cfg(feature = "postgres")]
    if !matches!(step.action, Action::Sql(..)) {
        scope.idle.close().await;
    }
    match &step.action {
        Action::Exec(exec, expect) => run_exec(exec, expect, judge, ctx).await,
        #[cfg(feature = "http")]
        Action::Http(http, expect) => {
            let _turn = scope.shared.turn("http").await;
            crate::http::run_http(http, expect, judge, ctx, &scope.connections).await
        }
        #[cfg(feature = "postgres")]
        Action::Sql(sql, expect) => {
            let _turn = scope.shared.turn(&sql.url_env).await;
            crate::sql::run_sql(sql, expect, judge, ctx).await
        }
        #[cfg(not(all(feature = "http", feature = "postgres")))]
        _ => {
            let _ = scope;
            judge.fail(
                "feature",
                &format!("this build of the runner has no {} steps", step.kind()),
            );
            Observed::default()
        }
    }
}
