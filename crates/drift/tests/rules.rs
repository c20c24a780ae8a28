//! Every rule on its own example pair, on every other pair, and on nothing.

use contractual_drift::compat::{
    Ask, Comparison, CompatVerdict, Direction, Options, Rule, Severity, all_rules, compare_openapi,
    compare_schemas,
};
use contractual_model::json::{Json, parse};

fn read(text: &str) -> Json {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn compare(old: &Json, new: &Json, direction: Direction) -> Comparison {
    let mut options = Options::new(direction);
    options.today = contractual_drift::compat::Day::parse("2026-11-22");
    let compared = if new.get("openapi").is_some() {
        compare_openapi(old, new, &options)
    } else {
        compare_schemas(old, new, &options)
    };
    compared.unwrap_or_else(|error| panic!("{error}"))
}

fn examples() -> impl Iterator<Item = (&'static Rule, Json, Json, Direction)> {
    all_rules().filter_map(|rule| {
        let example = rule.example?;
        let direction = match example.ask {
            Ask::Request => Direction::Request,
            Ask::Response => Direction::Response,
        };
        Some((rule, read(example.old), read(example.new), direction))
    })
}

/// The severity that the table promises for the example.
fn promised(rule: &Rule, direction: Direction) -> Option<Severity> {
    match direction {
        Direction::Request => rule.request,
        _ => rule.response,
    }
}

#[test]
fn every_rule_fires_on_its_example_with_the_severity_of_the_table() {
    let mut wrong = Vec::new();
    for (rule, old, new, direction) in examples() {
        let found = compare(&old, &new, direction);
        match found
            .findings
            .iter()
            .find(|finding| finding.rule.id == rule.id)
        {
            None => wrong.push(format!("{}: silent, found {:?}", rule.id, ids(&found))),
            Some(finding) if Some(finding.severity) != promised(rule, direction) => {
                wrong.push(format!(
                    "{}: {}, promised {:?}",
                    rule.id,
                    finding.severity.name(),
                    promised(rule, direction)
                ));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ids(found: &Comparison) -> Vec<(&'static str, &'static str)> {
    found
        .findings
        .iter()
        .map(|finding| (finding.rule.id, finding.severity.name()))
        .collect()
}

#[test]
fn every_contract_compared_with_itself_is_silent() {
    for (rule, old, new, _) in examples() {
        for document in [&old, &new] {
            let found = compare(document, document, Direction::Both);
            assert_eq!(
                found.verdict,
                CompatVerdict::None,
                "{}: {:?}",
                rule.id,
                ids(&found)
            );
            assert!(found.findings.is_empty(), "{}: {:?}", rule.id, ids(&found));
        }
    }
}

#[test]
fn an_error_has_a_witness_or_says_why_not() {
    for (rule, old, new, direction) in examples() {
        for finding in compare(&old, &new, direction).findings {
            let excused = finding.is_policy() || finding.no_witness.is_some();
            let silent =
                finding.severity == Severity::Error && finding.witness.is_none() && !excused;
            // answers that lose an encoding, and mappings, are told by the table alone
            let by_table = [
                "response-media-type-removed",
                "discriminator-mapping-changed",
            ]
            .contains(&finding.rule.id);
            assert!(
                !silent || by_table,
                "{} on the pair of {}",
                finding.rule.id,
                rule.id
            );
        }
    }
}

#[test]
fn no_message_keeps_a_placeholder() {
    for (rule, old, new, direction) in examples() {
        for finding in compare(&old, &new, direction).findings {
            for text in [&finding.message, &finding.fix] {
                assert!(
                    !text.contains("{ptr}") && !text.contains("{old}") && !text.contains("{op}"),
                    "{}: {text}",
                    rule.id
                );
                assert!(
                    !text.contains("``"),
                    "{} on the pair of {}: {text}",
                    finding.rule.id,
                    rule.id
                );
            }
        }
    }
}

#[test]
fn the_reference_page_is_the_one_in_the_repository() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
    let page = contractual_drift::compat::render_rules_page();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &page).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == page,
        "docs/rules.md is out of date: run BLESS=1 cargo test -p contractual-drift --test rules"
    );
}
