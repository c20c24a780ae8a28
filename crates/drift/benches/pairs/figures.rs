//! The figures of the specification, each beside its goal.

use std::time::{Duration, Instant};

use contractual_drift::compat::{Comparison, Finding, Unusable};

use super::case::Case;

struct Answered<'c> {
    case: &'c Case,
    found: Result<Comparison, Unusable>,
    /// Without and with the search for a witness.
    times: (Duration, Duration),
}

/// Compares every case and prints shares, medians and every answer that is not the expected one.
pub(crate) fn print(cases: &[Case]) {
    let answered: Vec<Answered<'_>> = cases.iter().map(answer).collect();
    for one in &answered {
        for fault in faults(one) {
            println!("  {}: {fault}", one.case.name);
        }
    }
    let schemas = |one: &&Answered<'_>| !one.case.is_api();
    let apis = |one: &&Answered<'_>| one.case.is_api();
    let of = |keep: &dyn Fn(&&Answered<'_>) -> bool| -> Vec<&Answered<'_>> {
        answered
            .iter()
            .filter(|one| judged(one) && keep(one))
            .collect()
    };
    let all = of(&|_| true);
    share("schema pairs right", count(&of(&schemas), right), ">= 98 %");
    share("API pairs right", count(&of(&apis), right), ">= 97 %");
    share("all pairs right", count(&all, right), ">= 98 %");
    share("exact verdict of three", count(&all, exact), ">= 97 %");
    share("undecided", count(&all, undecided), "<= 2 %");
    let provable: Vec<&Answered<'_>> = of(&|one| one.case.expected.provable && !by_policy(one));
    share(
        "provable breaks missed",
        count(&provable, |one| !right(one)),
        "0",
    );
    let (schema, api): (Vec<&Answered<'_>>, Vec<&Answered<'_>>) =
        provable.iter().partition(|one| !one.case.is_api());
    share(
        "provable schema breaks with a checked witness",
        count(&schema, proved),
        ">= 95 %",
    );
    share(
        "provable API breaks with a checked message",
        count(&api, proved),
        "-",
    );
    let ruled = of(&|one| !one.case.expected.rules.is_empty());
    share("rules as expected", count(&ruled, rules), ">= 90 %");
    for (words, goal, time) in [
        (
            "without search",
            "<= 2 ms",
            (|one: &Answered<'_>| one.times.0) as fn(&Answered<'_>) -> Duration,
        ),
        ("with search", "<= 50 ms", |one| one.times.1),
    ] {
        let mut times: Vec<(Duration, &str)> = answered
            .iter()
            .map(|one| (time(one), one.case.name.as_str()))
            .collect();
        times.sort();
        let at = |part: usize| {
            times
                .get(times.len() * part / 100)
                .map_or(0.0, |one| millis(one.0))
        };
        let last = times.last().copied().unwrap_or_default();
        println!(
            "a pair {words}: median {:.3} ms, 90 % below {:.3} ms, slowest {:.3} ms ({}); goal for the median {goal}",
            at(50),
            at(90),
            millis(last.0),
            last.1
        );
    }
}

fn answer(case: &Case) -> Answered<'_> {
    let best = |candidates: usize| {
        // the best of some runs is near the CPU time, also on a busy machine
        let runs = (0..5).map(|_| {
            let start = Instant::now();
            std::hint::black_box(case.compare(candidates).is_ok());
            start.elapsed()
        });
        runs.min().unwrap_or_default()
    };
    Answered {
        case,
        found: case.compare(2_000),
        times: (best(0), best(2_000)),
    }
}

/// Time that this thread was running, in steps of some milliseconds; by the clock on the wall where the system does not say it.
pub(crate) fn now() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = said.and_then(|text| text.split(' ').next()?.parse().ok());
    spent.map_or_else(
        || START.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}

fn verdict<'a>(one: &'a Answered<'_>) -> &'a str {
    match &one.found {
        Ok(found) => found.verdict.name(),
        Err(_) => "unusable",
    }
}

/// Whether an answer is expected at all: notes and warnings of a rule alone are not judged.
fn judged(one: &Answered<'_>) -> bool {
    !one.case.expected.verdict.is_empty()
}

fn right(one: &Answered<'_>) -> bool {
    (verdict(one) == "breaking") == (one.case.expected.verdict == "breaking") && one.found.is_ok()
}

fn exact(one: &Answered<'_>) -> bool {
    verdict(one) == one.case.expected.verdict
}

fn undecided(one: &Answered<'_>) -> bool {
    one.found.as_ref().is_ok_and(|found| found.undecided)
}

fn proved(one: &Answered<'_>) -> bool {
    one.found.as_ref().is_ok_and(|found| {
        found
            .findings
            .iter()
            .any(|finding| finding.witness.is_some())
    })
}

/// Whether everything that breaks is a decision of ours, which no value can prove.
fn by_policy(one: &Answered<'_>) -> bool {
    let Ok(found) = &one.found else { return false };
    let error = |finding: &&Finding| finding.severity.name() == "error";
    let mut errors = found.findings.iter().filter(error).peekable();
    errors.peek().is_some() && errors.all(|finding| finding.is_policy())
}

fn rules(one: &Answered<'_>) -> bool {
    let Ok(found) = &one.found else { return false };
    let fired = |rule: &String| found.findings.iter().any(|finding| finding.rule.id == rule);
    one.case.expected.rules.iter().all(fired)
}

fn faults(one: &Answered<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let found = match &one.found {
        Ok(found) => found,
        Err(error) => return vec![error.to_string()],
    };
    let shown: Vec<String> = found
        .findings
        .iter()
        .map(|finding| {
            let (severity, place) = (finding.severity.name(), &finding.pointer);
            format!("{severity} {} at {place}", finding.rule.id)
        })
        .collect();
    if judged(one) && !exact(one) {
        let expected = &one.case.expected.verdict;
        out.push(format!("{}, expected {expected}: {shown:?}", verdict(one)));
    }
    if undecided(one) && !one.case.expected.may_be_undecided {
        out.push(format!("undecided: {shown:?}"));
    }
    if let Some(bump) = one.case.expected.bump.as_deref()
        && bump != found.bump.name()
    {
        out.push(format!(
            "demands {}, expected {bump}: {shown:?}",
            found.bump
        ));
    }
    if !rules(one) {
        out.push(format!(
            "expected {:?}, found {shown:?}",
            one.case.expected.rules
        ));
    }
    if one.case.expected.provable && !by_policy(one) && !proved(one) {
        out.push(format!("no witness: {shown:?}"));
    }
    out
}

fn count(of: &[&Answered<'_>], what: impl Fn(&Answered<'_>) -> bool) -> (usize, usize) {
    (of.iter().filter(|one| what(one)).count(), of.len())
}

fn share(words: &str, (part, all): (usize, usize), goal: &str) {
    if all > 0 {
        let share = part as f64 * 100.0 / all as f64;
        println!("{words}: {part} of {all} ({share:.1} %), goal {goal}");
    }
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
