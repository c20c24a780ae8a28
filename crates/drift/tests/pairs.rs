//! Pairs beside the examples of the rules: verdicts read off the specification, row by row, in each direction and spelling.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "pairs/edits.rs"]
mod edits;

use contractual_drift::compat::{
    Comparison, ContentModel, Day, Direction, Level, Mode, Options, compare_openapi,
    compare_schemas,
};
use contractual_model::json::{Json, parse};
use edits::edited;

fn text<'j>(value: &'j Json, name: &str) -> Option<&'j str> {
    value.get(name).and_then(Json::as_str)
}

fn options(pair: &Json) -> Options {
    let mut options = Options::new(match text(pair, "ask") {
        Some("request") => Direction::Request,
        Some("response") => Direction::Response,
        Some("both") => Direction::Both,
        Some("event") => Direction::Event(match text(pair, "mode") {
            Some("BACKWARD") => Mode::Backward,
            Some("FORWARD") => Mode::Forward,
            _ => Mode::Full,
        }),
        other => panic!("ask cannot be {other:?}"),
    });
    options.today = Day::parse(text(pair, "today").unwrap_or("2026-11-22"));
    options.oracle = true;
    if text(pair, "level") == Some("source") {
        options.level = Level::Source;
    }
    if text(pair, "content") == Some("strict") {
        options.content_model = ContentModel::Strict;
    }
    options
}

/// What is wrong with an answer.
fn faults(pair: &Json, found: &Comparison) -> Vec<String> {
    let mut wrong = Vec::new();
    let shown = || -> Vec<String> {
        let findings = found.findings.iter();
        findings
            .map(|one| format!("{} {} at {}", one.severity.name(), one.rule.id, one.pointer))
            .collect()
    };
    // sound, though not exact
    let may_be_undecided = pair.get("undecided").is_some();
    let other = Some(found.verdict.name()) != text(pair, "verdict");
    let unexpected = match found.undecided {
        true => !may_be_undecided,
        false => other,
    };
    if unexpected {
        let undecided = if found.undecided { " (undecided)" } else { "" };
        wrong.push(format!(
            "{}{undecided}, expected {}: {:?}",
            found.verdict.name(),
            text(pair, "verdict").unwrap_or_default(),
            shown()
        ));
    }
    if let Some(bump) = text(pair, "bump")
        && bump != found.bump.name()
        && !may_be_undecided
    {
        wrong.push(format!("demands {}, expected {bump}", found.bump));
    }
    for rule in pair
        .get("rules")
        .and_then(Json::as_array)
        .unwrap_or_default()
    {
        let rule = rule.as_str().unwrap_or_default();
        if !found.findings.iter().any(|one| one.rule.id == rule) {
            wrong.push(format!("{rule} did not fire: {:?}", shown()));
        }
    }
    for one in &found.findings {
        let error = one.severity == contractual_drift::compat::Severity::Error;
        let by_table = may_be_undecided
            || (pair.get("no_witness").is_some() && one.no_witness.is_some())
            || text(pair, "level").is_some();
        if error && !one.is_policy() && one.witness.is_none() && !by_table {
            wrong.push(format!("{} has no witness", one.rule.id));
        }
    }
    wrong
}

fn schemas_of(pair: &Json, options: &Options) -> Comparison {
    let side = |name: &str| pair.get(name).unwrap();
    compare_schemas(side("old"), side("new"), options).unwrap_or_else(|error| panic!("{error}"))
}

fn run(data: &str, compare: impl Fn(&Json, &Options) -> Comparison) {
    let pairs = parse(data).unwrap();
    let mut wrong = Vec::new();
    for pair in pairs.as_array().unwrap() {
        let found = compare(pair, &options(pair));
        let id = text(pair, "id").unwrap_or_default();
        wrong.extend(
            faults(pair, &found)
                .into_iter()
                .map(|fault| format!("{id}: {fault}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn schemas() {
    run(include_str!("pairs/schemas.json"), schemas_of);
    run(include_str!("pairs/singles.json"), schemas_of);
}

/// Pairs that say the same: silent in every direction.
#[test]
fn rewrites() {
    let asked = |pair: &Json| {
        ["ab", "ba"].map(|order| {
            let mut out = pair.clone();
            let (old, new) = if order == "ab" {
                ("a", "b")
            } else {
                ("b", "a")
            };
            out.set("old", pair.get(old).unwrap().clone());
            out.set("new", pair.get(new).unwrap().clone());
            out.set("ask", "both");
            out.set("verdict", "none");
            out.set("bump", "none");
            out
        })
    };
    run_all(include_str!("pairs/equal.json"), &asked);
}

/// Pairs of which one admits less: wider is a break for readers, narrower one for senders.
#[test]
fn directions() {
    let asked = |pair: &Json| {
        [
            ("request", "less", "more", "additive"),
            ("response", "less", "more", "breaking"),
            ("request", "more", "less", "breaking"),
            ("response", "more", "less", "additive"),
        ]
        .map(|(ask, old, new, verdict)| {
            let mut out = pair.clone();
            let rules = if old == "less" { "widened" } else { "narrowed" };
            if let Some(rules) = pair.get(rules) {
                out.set("rules", rules.clone());
            }
            out.set("old", pair.get(old).unwrap().clone());
            out.set("new", pair.get(new).unwrap().clone());
            out.set("ask", ask);
            out.set("verdict", verdict);
            // sound, where it is breaking by mere doubt
            let doubt = pair.get("undecided").is_some();
            out.set(
                "bump",
                if verdict == "additive" {
                    "minor"
                } else {
                    "major"
                },
            );
            if doubt {
                out.set("rules", Vec::<Json>::new());
            }
            out
        })
    };
    run_all(include_str!("pairs/directions.json"), &asked);
}

fn run_all<const N: usize>(data: &str, asked: &dyn Fn(&Json) -> [Json; N]) {
    let pairs = parse(data).unwrap();
    let all: Vec<Json> = pairs.as_array().unwrap().iter().flat_map(asked).collect();
    run(
        &contractual_model::json::to_line(&Json::from(all)),
        schemas_of,
    );
}

#[test]
fn apis() {
    let base = parse(include_str!("pairs/api.json")).unwrap();
    run(include_str!("pairs/apis.json"), |pair, options| {
        let (old, new) = (
            edited(&base, pair.get("old")),
            edited(&base, pair.get("new")),
        );
        compare_openapi(&old, &new, options).unwrap_or_else(|error| panic!("{error}"))
    });
}

/// As `apis`, with more of a document: headers, links between schemas, webhooks, security, OpenAPI 3.0.
#[test]
fn shops() {
    let base = parse(include_str!("pairs/shop.json")).unwrap();
    run(include_str!("pairs/shops.json"), |pair, options| {
        let (old, new) = (
            edited(&base, pair.get("old")),
            edited(&base, pair.get("new")),
        );
        compare_openapi(&old, &new, options).unwrap_or_else(|error| panic!("{error}"))
    });
}

#[test]
fn every_pair_of_formats_is_decided() {
    let formats = [
        "date-time",
        "date",
        "time",
        "duration",
        "uuid",
        "email",
        "ipv4",
        "ipv6",
        "ip",
        "uri",
        "uri-reference",
        "hostname",
    ];
    let contains = [("ipv4", "ip"), ("ipv6", "ip"), ("uri", "uri-reference")];
    let mut wrong = Vec::new();
    for old in formats {
        for new in formats {
            let schema = |format: &str| {
                let mut out = Json::object();
                out.set("type", "string");
                out.set("format", format);
                out
            };
            let options = Options::new(Direction::Request);
            let found = compare_schemas(&schema(old), &schema(new), &options).unwrap();
            let expected = if old == new {
                "none"
            } else if contains.contains(&(old, new)) {
                "additive"
            } else {
                "breaking"
            };
            // true inclusions that the table does not name: no value can prove a break there
            let open = matches!(new, "uri-reference" | "hostname");
            if found.verdict.name() != expected || (found.undecided && !open) {
                wrong.push(format!(
                    "{old} -> {new}: {} undecided: {}",
                    found.verdict.name(),
                    found.undecided
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
