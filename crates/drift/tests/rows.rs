//! The tables of the compatibility specification, row by row: pairs with what each direction must answer, read off the specification.
//! A pair says `"request": "<verdict> <bump> <rules…>"` and the same for `response`; `both` and the modes of events follow from these two
//! and are asked as well, and so are the levels and content models where a pair names them (`source_request`, `strict_response`, …).
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "pairs/edits.rs"]
mod edits;

use std::collections::BTreeSet;

use contractual_drift::compat::{
    Comparison, ContentModel, Day, Direction, Level, Mode, Options, Question, Section, Severity,
    all_rules, compare_openapi, compare_schemas, find_rule,
};
use contractual_model::json::{Json, parse};
use edits::edited;

/// What a table row promises for one direction.
#[derive(Debug, Clone)]
struct Promise {
    verdict: String,
    bump: String,
    /// Rules with the severity that is written beside them, else the one of the table.
    rules: Vec<(String, Option<String>)>,
}

impl Promise {
    fn read(text: &str) -> Promise {
        let mut words = text.split_whitespace();
        let verdict = words.next().unwrap().to_owned();
        let bump = words.next().unwrap_or("major").to_owned();
        let rules = words
            .map(|word| match word.split_once(':') {
                Some((rule, severity)) => (rule.to_owned(), Some(severity.to_owned())),
                None => (word.to_owned(), None),
            })
            .collect();
        Promise {
            verdict,
            bump,
            rules,
        }
    }

    /// Both questions asked: the worse answer counts.
    fn worse(&self, other: &Promise) -> Promise {
        let rank = |word: &str| {
            [
                "none",
                "patch",
                "additive",
                "minor",
                "undecided",
                "breaking",
                "major",
            ]
            .iter()
            .position(|known| *known == word)
        };
        let pick = |a: &String, b: &String| if rank(a) < rank(b) { b } else { a }.clone();
        let names = |promise: &Promise| -> Vec<(String, Option<String>)> {
            promise
                .rules
                .iter()
                .map(|(rule, _)| (rule.clone(), Some("any".to_owned())))
                .collect()
        };
        let mut rules = names(self);
        rules.extend(names(other));
        Promise {
            verdict: pick(&self.verdict, &other.verdict),
            bump: pick(&self.bump, &other.bump),
            rules,
        }
    }
}

fn text<'j>(value: &'j Json, name: &str) -> Option<&'j str> {
    value.get(name).and_then(Json::as_str)
}

/// Every question that a pair answers, with its promise.
fn asked(pair: &Json) -> Vec<(String, Options, Promise)> {
    let today = Day::parse(text(pair, "today").unwrap_or("2026-11-22"));
    let promise = |name: &str| text(pair, name).map(Promise::read);
    let mut out = Vec::new();
    let mut ask = |name: &str, direction: Direction, promise: Option<Promise>| {
        let Some(promise) = promise else { return };
        let mut options = Options::new(direction);
        options.today = today;
        options.oracle = true;
        if name.starts_with("source") {
            options.level = Level::Source;
        }
        if name.starts_with("strict") {
            options.content_model = ContentModel::Strict;
        }
        out.push((name.to_owned(), options, promise));
    };
    let (request, response) = (promise("request"), promise("response"));
    let both = request
        .as_ref()
        .zip(response.as_ref())
        .map(|(a, b)| a.worse(b));
    ask("request", Direction::Request, request.clone());
    ask("response", Direction::Response, response.clone());
    ask("both", Direction::Both, both.clone());
    ask("BACKWARD", Direction::Event(Mode::Backward), request);
    ask("FORWARD", Direction::Event(Mode::Forward), response);
    ask("FULL", Direction::Event(Mode::Full), both);
    for model in ["source", "strict"] {
        for (word, direction) in [
            ("request", Direction::Request),
            ("response", Direction::Response),
        ] {
            let name = format!("{model}_{word}");
            ask(&name, direction, promise(&name));
        }
    }
    out
}

fn faults(options: &Options, promise: &Promise, found: &Comparison) -> Vec<String> {
    let shown: Vec<String> = found
        .findings
        .iter()
        .map(|one| {
            format!(
                "{}:{} at {}{}",
                one.rule.id,
                one.severity.name(),
                one.pointer,
                if one.witness.is_some() { " (W)" } else { "" }
            )
        })
        .collect();
    let said = if found.undecided {
        "undecided"
    } else {
        found.verdict.name()
    };
    let mut wrong = Vec::new();
    if said != promise.verdict {
        wrong.push(format!(
            "says {said}, promised {}: {shown:?}",
            promise.verdict
        ));
        return wrong;
    }
    if found.bump.name() != promise.bump {
        wrong.push(format!(
            "demands {}, promised {}: {shown:?}",
            found.bump, promise.bump
        ));
    }
    for (id, severity) in &promise.rules {
        let rule = find_rule(id).unwrap_or_else(|| panic!("no rule {id}"));
        let fired = found.findings.iter().find(|one| one.rule.id == id);
        let Some(fired) = fired else {
            wrong.push(format!("{id} did not fire: {shown:?}"));
            continue;
        };
        let question = options.direction.questions()[0];
        let by_table = match question {
            Question::Request => rule.request,
            Question::Response => rule.response,
        };
        let promised = match severity.as_deref() {
            Some("any") => continue,
            Some(word) => Some(word),
            None if options.level == Level::Source => continue,
            None => by_table.map(Severity::name),
        };
        if Some(fired.severity.name()) != promised {
            wrong.push(format!("{id} is not {promised:?}: {shown:?}"));
        }
    }
    if promise.verdict == "none" && promise.bump == "none" && !found.findings.is_empty() {
        wrong.push(format!("is not silent: {shown:?}"));
    }
    for one in &found.findings {
        let proved = one.severity != Severity::Error
            || one.witness.is_some()
            || one.is_policy()
            || one.no_witness.is_some()
            || options.level == Level::Source;
        if !proved {
            wrong.push(format!(
                "{} has no witness and does not say why",
                one.rule.id
            ));
        }
    }
    let decided = found.verdict.name() == "breaking" && !found.undecided;
    if decided
        && options.level == Level::Wire
        && !found
            .findings
            .iter()
            .any(|one| one.witness.is_some() || one.is_policy() || told_by_table(one.rule.id))
    {
        wrong.push(format!("breaks without a witness: {shown:?}"));
    }
    wrong
}

/// Errors of the table that no message proves.
fn told_by_table(rule: &str) -> bool {
    [
        "response-media-type-removed",
        "discriminator-mapping-changed",
        "webhook-removed",
    ]
    .contains(&rule)
}

fn run(file: &str, data: &str, compare: impl Fn(&Json, &Options) -> Comparison) -> Vec<String> {
    let pairs = parse(data).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut wrong = Vec::new();
    for pair in pairs.as_array().unwrap() {
        let id = text(pair, "id").unwrap_or_default();
        for (name, options, promise) in asked(pair) {
            let found = compare(pair, &options);
            wrong.extend(
                faults(&options, &promise, &found)
                    .into_iter()
                    .map(|fault| format!("{file}: {id}, {name}: {fault}")),
            );
        }
    }
    wrong
}

const SCHEMAS: [(&str, &str); 9] = [
    ("types", include_str!("pairs/rows/types.json")),
    ("members", include_str!("pairs/rows/members.json")),
    ("texts", include_str!("pairs/rows/texts.json")),
    ("numbers", include_str!("pairs/rows/numbers.json")),
    ("arrays", include_str!("pairs/rows/arrays.json")),
    ("values", include_str!("pairs/rows/values.json")),
    ("unions", include_str!("pairs/rows/unions.json")),
    ("notes", include_str!("pairs/rows/notes.json")),
    ("mixed", include_str!("pairs/rows/mixed.json")),
];

#[test]
fn rows_of_schemas() {
    let mut wrong = Vec::new();
    for (file, data) in SCHEMAS {
        wrong.extend(run(file, data, |pair, options| {
            compare_schemas(pair.get("old").unwrap(), pair.get("new").unwrap(), options)
                .unwrap_or_else(|error| panic!("{file}: {pair:?}: {error}"))
        }));
    }
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn rows_of_apis() {
    let base = parse(include_str!("pairs/shop.json")).unwrap();
    let wrong = run(
        "apis",
        include_str!("pairs/rows/apis.json"),
        |pair, options| {
            let side = |name: &str| edited(&base, pair.get(name));
            compare_openapi(&side("old"), &side("new"), options)
                .unwrap_or_else(|error| panic!("{pair:?}: {error}"))
        },
    );
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The list of rows: each rule of the tables stands in a promise for every direction in which it has a severity. Rules of builds and versions
/// have no pair of documents; `undecided` has its own pairs.
#[test]
fn every_row_of_the_tables_is_promised_by_a_pair() {
    let mut promised: BTreeSet<(String, &str)> = BTreeSet::new();
    let apis = ("apis", include_str!("pairs/rows/apis.json"));
    for (file, data) in SCHEMAS.into_iter().chain([apis]) {
        let pairs = parse(data).unwrap_or_else(|error| panic!("{file}: {error}"));
        for pair in pairs.as_array().unwrap() {
            for question in ["request", "response"] {
                let promise = Promise::read(text(pair, question).unwrap());
                promised.extend(promise.rules.into_iter().map(|(rule, _)| (rule, question)));
                if promise.verdict == "undecided" {
                    promised.insert(("undecided".to_owned(), question));
                }
            }
        }
    }
    let mut missing = Vec::new();
    for rule in all_rules().filter(|rule| rule.section != Section::Build) {
        for (severity, question) in [(rule.request, "request"), (rule.response, "response")] {
            if severity.is_some() && !promised.contains(&(rule.id.to_owned(), question)) {
                missing.push(format!("{} as {question}", rule.id));
            }
        }
    }
    assert!(missing.is_empty(), "no pair for\n{}", missing.join("\n"));
}
