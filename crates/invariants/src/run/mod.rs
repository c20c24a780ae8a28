//! Running suites: order, fail-fast, jobs, signals. Steps do their IO in `http`, `exec` and `sql`.

mod check;
mod plan;
mod policy;
pub(crate) mod settings;
mod shared;
mod signals;
mod step;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

use check::{Planned, run_check};
pub use plan::{Plan, PlannedCheck, plan_suites};
pub use settings::{RunOptions, Settings};
use shared::{Shared, Worker};
pub use signals::{Interrupt, listen};

use crate::document::Suite;
use crate::exec::ms;
use crate::race::{First, race};
use crate::report::{CheckResult, Report};
use crate::secrets::Secrets;

/// How a run went.
#[derive(Debug)]
pub struct RunOutcome {
    /// What was found, masked.
    pub report: Report,
    /// How many checks the options selected.
    pub selected: usize,
    /// The number of the signal that ended the run.
    pub signal: Option<i32>,
}

/// Runs suites in the order given. `seen` gets every finished check, masked, in file order.
///
/// # Errors
/// The runtime could not be started.
pub fn run_suites(
    suites: &[Suite],
    settings: &Settings,
    secrets: &Secrets,
    interrupt: &Interrupt,
    mut seen: impl FnMut(&CheckResult),
) -> Result<RunOutcome, String> {
    let start = Instant::now();
    let planned = select(suites, settings);
    let masker = secrets.masker();
    let shared = Shared::new(settings.options.jobs_per_target);
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let first_error = Mutex::new(None);
    let mut slots: Vec<Option<CheckResult>> = planned.iter().map(|_| None).collect();
    let work = |out: &mut dyn FnMut(usize, CheckResult)| {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(reason) => {
                if let Ok(mut first) = first_error.lock() {
                    *first = Some(reason);
                }
                return;
            }
        };
        let worker = Worker::default();
        while !stop.load(Ordering::SeqCst) && interrupt.signal().is_none() {
            let index = next.fetch_add(1, Ordering::SeqCst);
            let Some(planned) = planned.get(index) else {
                break;
            };
            let check = run_check(*planned, settings, &shared, &worker, secrets, &masker);
            let result = match runtime.block_on(async { race(check, interrupt.wait()).await }) {
                First::Left(result) => result,
                First::Right(signal) => {
                    let mut result = planned.blank();
                    result.ok = false;
                    result
                        .notes
                        .push(format!("stopped by signal {signal} before the check ended"));
                    result.mask(&masker);
                    result
                }
            };
            if !result.ok && settings.options.fail_fast {
                stop.store(true, Ordering::SeqCst);
            }
            out(index, result);
        }
        runtime.block_on(worker.close());
        runtime.shutdown_background();
    };
    let jobs = settings
        .options
        .jobs
        .clamp(1, 256)
        .min(planned.len().max(1));
    if jobs == 1 {
        work(&mut |index, result| {
            seen(&result);
            slots[index] = Some(result);
        });
    } else {
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..jobs {
                let sender = sender.clone();
                let work = &work;
                scope.spawn(move || work(&mut |index, result| drop(sender.send((index, result)))));
            }
            drop(sender);
            let mut shown = 0;
            for (index, result) in receiver {
                slots[index] = Some(result);
                while let Some(Some(result)) = slots.get(shown) {
                    seen(result);
                    shown += 1;
                }
            }
        });
    }
    if let Some(reason) = first_error.into_inner().ok().flatten()
        && slots.iter().all(Option::is_none)
    {
        return Err(reason);
    }
    let report = Report {
        base_url: settings
            .base_url()
            .map(crate::secrets::without_user)
            .unwrap_or_default(),
        duration_ms: ms(start.elapsed()),
        results: slots.into_iter().flatten().collect(),
    };
    Ok(RunOutcome {
        report: report.masked(&masker),
        selected: planned.len(),
        signal: interrupt.signal(),
    })
}

fn select<'a>(suites: &'a [Suite], settings: &Settings) -> Vec<Planned<'a>> {
    let mut planned = Vec::new();
    for suite in suites {
        for group in &suite.contracts {
            for check in &group.checks {
                if policy::is_selected(group, check, &settings.options) {
                    planned.push(Planned {
                        suite,
                        group,
                        check,
                    });
                }
            }
        }
    }
    planned
}

fn runtime() -> Result<Runtime, String> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| {
            format!(
                "the runtime could not be started: {}",
                crate::files::plain(&e)
            )
        })
}
