//! What a comparison costs: every example pair of the rules and every pair of the tests, without and with the search for
//! witnesses, and documents of unusual size. Figures to read: the target is 2 ms without search and 50 ms with it, as medians.

use std::time::{Duration, Instant};

use contractual_drift::compat::{
    Ask, Day, Direction, Options, all_rules, compare_openapi, compare_schemas,
};
use contractual_model::json::{Json, parse};

struct Pair {
    name: String,
    old: Json,
    new: Json,
    direction: Direction,
}

fn read(text: &str) -> Json {
    parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn pairs() -> Vec<Pair> {
    let examples = all_rules().filter_map(|rule| {
        let example = rule.example?;
        Some(Pair {
            name: rule.id.to_owned(),
            old: read(example.old),
            new: read(example.new),
            direction: match example.ask {
                Ask::Request => Direction::Request,
                Ask::Response => Direction::Response,
            },
        })
    });
    let mut out: Vec<Pair> = examples.collect();
    let more = read(include_str!("../tests/pairs/schemas.json"));
    for pair in more.as_array().unwrap_or_default() {
        if let (Some(old), Some(new)) = (pair.get("old"), pair.get("new")) {
            let name = pair.get("id").and_then(Json::as_str);
            out.push(Pair {
                name: name.unwrap_or_default().to_owned(),
                old: old.clone(),
                new: new.clone(),
                direction: Direction::Both,
            });
        }
    }
    out
}

/// The best of three runs.
fn time(pair: &Pair, candidates: usize) -> Duration {
    let mut options = Options::new(pair.direction);
    options.today = Day::parse("2026-11-22");
    options.candidates = candidates;
    let runs = (0..3).map(|_| {
        let start = Instant::now();
        let found = match pair.new.get("openapi") {
            Some(_) => compare_openapi(&pair.old, &pair.new, &options),
            None => compare_schemas(&pair.old, &pair.new, &options),
        };
        std::hint::black_box(&found);
        start.elapsed()
    });
    runs.min().unwrap_or_default()
}

fn measure(title: &str, pairs: &[Pair], candidates: usize) {
    let mut times: Vec<(Duration, &str)> = pairs
        .iter()
        .map(|pair| (time(pair, candidates), pair.name.as_str()))
        .collect();
    times.sort();
    let at = |part: usize| {
        times
            .get(times.len() * part / 100)
            .map_or(0.0, |one| millis(one.0))
    };
    println!(
        "{title}: {} pairs, median {:.3} ms, 90 % below {:.3} ms, all below {:.3} ms",
        times.len(),
        at(50),
        at(90),
        times.last().map_or(0.0, |one| millis(one.0))
    );
    for (time, name) in times.iter().rev().take(3) {
        println!("    {:>9.3} ms  {name}", millis(*time));
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// An object of many members, each with a definition of its own.
fn wide(members: usize, maximum: u32) -> Json {
    let mut text = String::from("{\"type\":\"object\",\"properties\":{");
    for at in 0..members {
        let comma = if at == 0 { "" } else { "," };
        text.push_str(&format!("{comma}\"m{at}\":{{\"$ref\":\"#/$defs/d{at}\"}}"));
    }
    text.push_str("},\"$defs\":{");
    for at in 0..members {
        let comma = if at == 0 { "" } else { "," };
        let maximum = if at == 7 { maximum } else { 100 };
        text.push_str(&format!("{comma}\"d{at}\":{{\"type\":\"integer\",\"maximum\":{maximum},\"description\":\"the member number {at} of a wide object\"}}"));
    }
    text.push_str("}}");
    read(&text)
}

/// Definitions that refer to each other, one to the next.
fn chain(links: usize, maximum: u32) -> Json {
    let mut text = String::from("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for at in 0..links {
        text.push_str(&format!(
            "\"d{at}\":{{\"type\":\"object\",\"properties\":{{\"next\":{{\"$ref\":\"#/$defs/d{}\"}}}}}},",
            at + 1
        ));
    }
    text.push_str(&format!(
        "\"d{links}\":{{\"type\":\"integer\",\"maximum\":{maximum}}}}}}}"
    ));
    read(&text)
}

fn large() {
    let mut alias = String::from("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for at in 0..3000 {
        alias.push_str(&format!("\"d{at}\":{{\"$ref\":\"#/$defs/d{}\"}},", at + 1));
    }
    let alias = |kind: &str| read(&format!("{alias}\"d3000\":{{\"type\":\"{kind}\"}}}}}}"));
    let shapes = [
        (
            "object of 10,000 members",
            wide(10_000, 100),
            wide(10_000, 50),
        ),
        (
            "object of 60,000 members (10 MB)",
            wide(60_000, 100),
            wide(60_000, 50),
        ),
        (
            "chain of 3,000 objects",
            chain(3_000, 100),
            chain(3_000, 50),
        ),
        (
            "chain of 3,000 references",
            alias("integer"),
            alias("number"),
        ),
    ];
    for (name, old, new) in shapes {
        let start = Instant::now();
        let found = compare_schemas(&old, &new, &Options::new(Direction::Both));
        let words = match &found {
            Ok(found) => format!(
                "{}, {} findings",
                found.verdict.name(),
                found.findings.len()
            ),
            Err(error) => error.to_string(),
        };
        println!("{name}: {:.0} ms ({words})", millis(start.elapsed()));
    }
}

fn main() {
    let pairs = pairs();
    measure("without search", &pairs, 0);
    measure("with search", &pairs, 2_000);
    large();
}
