//! The goals, and how far each document is from them.
//!
//! Criterion's own figures are wall time of one contestant after the other, which says little on a machine that others use. Here
//! the contestants take turns in short rounds and the fastest round of each counts, so that a ratio means the same under load.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How many turns each contestant has.
const ROUNDS: usize = 150;

/// How long one turn is, about.
const TURN: Duration = Duration::from_millis(2);

/// One who takes part: a name and what it does.
pub(crate) struct Contestant<'c> {
    pub(crate) name: &'static str,
    pub(crate) run: Box<dyn Fn() -> bool + 'c>,
}

impl<'c> Contestant<'c> {
    pub(crate) fn new(name: &'static str, run: impl Fn() -> bool + 'c) -> Self {
        Self {
            name,
            run: Box::new(run),
        }
    }

    /// Seconds of one call, in a turn of that many calls.
    fn turn(&self, calls: u32) -> f64 {
        let start = Instant::now();
        for _ in 0..calls {
            assert!(
                black_box((self.run)()),
                "{} refuses the document",
                self.name
            );
        }
        start.elapsed().as_secs_f64() / f64::from(calls)
    }
}

/// The fastest turn of each contestant, in seconds of one call.
pub(crate) fn fastest(contestants: &[Contestant<'_>]) -> Vec<f64> {
    let calls: Vec<u32> = contestants
        .iter()
        .map(|one| {
            let once = one.turn(1).max(one.turn(3)).max(1e-9);
            (TURN.as_secs_f64() / once).clamp(1.0, 100_000.0) as u32
        })
        .collect();
    let mut best = vec![f64::INFINITY; contestants.len()];
    for _ in 0..ROUNDS {
        for ((one, calls), best) in contestants.iter().zip(&calls).zip(&mut best) {
            *best = best.min(one.turn(*calls));
        }
    }
    best
}

/// What is demanded of a ratio.
#[derive(Clone, Copy)]
pub(crate) enum Demand {
    /// At most so many times the other's time.
    AtMost(f64),
    /// At least so many times faster.
    AtLeast(f64),
    /// Faster at all.
    Faster,
}

/// One goal in one line: `ours` and `other` are seconds of one call.
pub(crate) fn report(document: &str, what: &str, ours: f64, other: f64, demand: Demand) -> String {
    let (shown, ratio, met) = match demand {
        Demand::AtMost(limit) => {
            let ratio = ours / other;
            (format!("at most {limit} times"), ratio, ratio <= limit)
        }
        Demand::AtLeast(limit) => {
            let ratio = other / ours;
            (
                format!("at least {limit} times faster"),
                ratio,
                ratio >= limit,
            )
        }
        Demand::Faster => {
            let ratio = other / ours;
            ("faster".to_owned(), ratio, ratio > 1.0)
        }
    };
    format!(
        "{document:<8} {what:<42} {ratio:>6.2}   goal: {shown:<24} {}   ({} against {})",
        if met { "met" } else { "MISSED" },
        seconds(ours),
        seconds(other),
    )
}

fn seconds(value: f64) -> String {
    match value {
        v if v < 1e-6 => format!("{:.0} ns", v * 1e9),
        v if v < 1e-3 => format!("{:.2} us", v * 1e6),
        v => format!("{:.2} ms", v * 1e3),
    }
}
