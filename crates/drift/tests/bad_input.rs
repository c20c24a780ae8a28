//! Documents that nobody should write: each gets an answer with its place, in bounded time, and never "nothing found".
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::{Duration, Instant};

use contractual_drift::compat::{
    Comparison, Direction, Options, Unusable, compare_openapi, compare_schemas,
};
use contractual_model::json::{Json, parse};

fn compare(old: &str, new: &str) -> Result<Comparison, Unusable> {
    let read = |text: &str| parse(text).unwrap_or_else(|error| panic!("{error}"));
    compared(&read(old), &read(new))
}

/// Both ways, within a generous bound that an endless search would not keep.
fn compared(old: &Json, new: &Json) -> Result<Comparison, Unusable> {
    let start = Instant::now();
    let options = Options::new(Direction::Both);
    let found = match new.get("openapi") {
        Some(_) => compare_openapi(old, new, &options),
        None => compare_schemas(old, new, &options),
    };
    assert!(start.elapsed() < Duration::from_secs(60), "too slow");
    found
}

#[track_caller]
fn refused(document: &str, place: &str, words: &str) {
    for (old, new) in [(document, "{}"), ("{}", document)] {
        match compare(old, new) {
            Ok(found) => panic!("{} for {document}", found.verdict.name()),
            Err(error) => {
                assert_eq!(error.pointer.as_str(), place, "{error}");
                assert!(error.message.contains(words), "{error}");
                assert!(!error.fix.is_empty(), "{error}");
            }
        }
    }
}

#[test]
fn references_that_lead_nowhere_or_away() {
    let nowhere = r##"{"properties":{"a":{"$ref":"#/$defs/b"}}}"##;
    refused(nowhere, "/properties/a/$ref", "#/$defs/b");
    for remote in ["https://a.example/b.json", "b.json", "file:///etc/passwd"] {
        let document = format!("{{\"items\":{{\"$ref\":\"{remote}\"}}}}");
        refused(&document, "/items/$ref", remote);
    }
    refused(r#"{"$ref":3}"#, "/$ref", "text");
}

#[test]
fn references_that_never_end() {
    let itself =
        r##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##;
    let error = compare(itself, "{}").unwrap_err();
    assert!(
        error.message.contains("itself")
            || error.message.contains("endless")
            || error.message.contains("never ends"),
        "{error}"
    );
    // through a member it is an ordinary recursive type
    let tree = r##"{"type":"object","properties":{"next":{"$ref":"#"}}}"##;
    assert_eq!(compare(tree, tree).unwrap().verdict.name(), "none");
}

#[test]
fn other_dialects_and_other_things() {
    refused(
        r#"{"$schema":"https://example.test/my-dialect"}"#,
        "/$schema",
        "dialect",
    );
    refused("3", "", "JSON Schema");
    refused(r#"{"properties":[]}"#, "/properties", "object");
    refused(r#"{"type":"strng"}"#, "/type", "unknown type name");
    refused(r#"{"pattern":"("}"#, "/pattern", "");
    refused(r#"{"minLength":-1}"#, "/minLength", "");
}

#[test]
fn long_chains_of_references() {
    let chain = |kind: &str| {
        let mut text = String::from(r##"{"$ref":"#/$defs/d0","$defs":{"##);
        for at in 0..3_000 {
            text.push_str(&format!(r##""d{at}":{{"$ref":"#/$defs/d{}"}},"##, at + 1));
        }
        text.push_str(&format!(r#""d3000":{{"type":"{kind}"}}}}}}"#));
        text
    };
    let error = compare(&chain("integer"), &chain("string")).unwrap_err();
    assert!(error.message.contains("inside each other"), "{error}");
    let objects = |maximum: u32| {
        let mut text = String::from(r##"{"$ref":"#/$defs/d0","$defs":{"##);
        for at in 0..1_000 {
            text.push_str(&format!(
                r##""d{at}":{{"properties":{{"next":{{"$ref":"#/$defs/d{}"}}}}}},"##,
                at + 1
            ));
        }
        text.push_str(&format!(
            r#""d1000":{{"type":"integer","maximum":{maximum}}}}}}}"#
        ));
        text
    };
    let found = compare(&objects(9), &objects(8)).unwrap();
    assert_eq!(found.verdict.name(), "breaking");
    assert!(
        compare(&objects(9), &objects(9))
            .unwrap()
            .findings
            .is_empty()
    );
}

#[test]
fn nesting_without_end() {
    let deep = |levels: usize| {
        let mut text = "{\"items\":".repeat(levels);
        text.push_str("{}");
        text.push_str(&"}".repeat(levels));
        text
    };
    let error = parse(&deep(10_000)).unwrap_err();
    assert!(error.line == 1 && error.column > 100, "{error}");
    // as deep as a document may be
    let (old, new) = (deep(60), deep(60).replace("{}", "{\"type\":\"string\"}"));
    assert_eq!(compare(&old, &new).unwrap().verdict.name(), "breaking");
}

#[test]
fn wide_documents() {
    let wide = |maximum: u32| {
        let members: Vec<String> = (0..5_000)
            .map(|at| {
                let most = if at == 7 { maximum } else { 100 };
                format!("\"m{at}\":{{\"type\":\"integer\",\"maximum\":{most}}}")
            })
            .collect();
        format!(
            "{{\"type\":\"object\",\"properties\":{{{}}}}}",
            members.join(",")
        )
    };
    let found = compare(&wide(100), &wide(50)).unwrap();
    assert_eq!(found.findings.len(), 1);
    assert_eq!(found.findings[0].pointer, "/properties/m7");
    assert!(found.findings[0].witness.is_some());
}

#[test]
fn patterns_that_ruin_backtrackers() {
    for pattern in [
        "^(a+)+$",
        "^(a|aa)+$",
        "^(.*)*x$",
        "^(a?){64}a{64}$",
        "^((a{1,20}){1,20}){1,20}$",
        "^[ab]*a[ab]{14}$",
    ] {
        let document = |more: &str| {
            let pattern = contractual_model::json::to_line(&Json::from(pattern));
            format!("{{\"type\":\"string\",\"pattern\":{pattern}{more}}}")
        };
        let found = compare(&document(""), &document(",\"maxLength\":3")).unwrap();
        // what cannot be decided is said to be undecided, and breaks
        let same = compare(&document(""), &document("")).unwrap();
        assert!(same.findings.is_empty(), "{pattern}");
        assert!(!found.findings.is_empty(), "{pattern}: nothing found");
    }
}

#[test]
fn numbers_beyond_all_machines() {
    let old = r#"{"type":"number","maximum":1e400,"multipleOf":1e-300}"#;
    let new = r#"{"type":"number","maximum":1e399,"multipleOf":1e-300}"#;
    match compare(old, new) {
        Ok(found) => assert_eq!(found.verdict.name(), "breaking"),
        Err(error) => assert!(!error.pointer.as_str().is_empty(), "{error}"),
    }
}

/// Tagged variants, of which one may be left out, another may have a member more.
fn tagged(word: &str, count: usize, without: Option<usize>, more: Option<usize>) -> Json {
    let variants: Vec<String> = (0..count)
        .filter(|at| Some(*at) != without)
        .map(|at| {
            let more = match Some(at) == more {
                true => ",\"more\":{\"type\":\"integer\"}",
                false => "",
            };
            format!("{{\"type\":\"object\",\"required\":[\"tag\"],\"properties\":{{\"tag\":{{\"const\":\"v{at}\"}},\"n\":{{\"type\":\"integer\"}}{more}}}}}")
        })
        .collect();
    parse(&format!("{{\"{word}\":[{}]}}", variants.join(","))).unwrap()
}

#[test]
fn many_tagged_variants_are_paired_by_their_tags() {
    // a budget far below the number of pairs of variants: each is asked about its partner alone
    let count = 120;
    for word in ["oneOf", "anyOf"] {
        let old = tagged(word, count, None, None);
        for (new, verdict) in [
            (tagged(word, count, None, Some(17)), "additive"),
            (tagged(word, count, Some(17), None), "breaking"),
        ] {
            let mut options = Options::new(Direction::Request);
            options.steps = 10 * count;
            options.oracle = false;
            let found = compare_schemas(&old, &new, &options).unwrap();
            assert_eq!(found.verdict.name(), verdict, "{word}");
            assert!(!found.undecided, "{word}");
        }
    }
}

#[test]
fn many_alternatives_that_overlap_use_up_the_budget() {
    // each look at an alternative is paid for, so that there is an answer soon
    let many = |more: &str| {
        let branches: Vec<String> = (0..150)
            .map(|at| format!("{{\"type\":\"object\",\"properties\":{{\"m{at}\":{{\"type\":\"string\"}}}},\"required\":[\"n\"]}}"))
            .collect();
        parse(&format!("{{\"oneOf\":[{}{more}]}}", branches.join(","))).unwrap()
    };
    let mut options = Options::new(Direction::Request);
    options.steps = 2_000;
    options.oracle = false;
    let found = compare_schemas(
        &many(""),
        &many(",{\"type\":\"object\",\"required\":[\"k\"]}"),
        &options,
    )
    .unwrap();
    assert!(found.undecided || found.verdict.name() == "breaking");
}

/// Unions whose alternatives are told apart by nothing that is seen at sight: each pair of documents ends within a small budget, whatever it
/// says. Without the budget these take minutes.
#[test]
fn alternatives_that_nothing_tells_apart_end_within_the_budget() {
    type Branch = fn(usize, usize) -> String;
    let branches: [Branch; 4] = [
        |at, more| {
            format!(
                "{{\"type\":\"integer\",\"minimum\":{},\"maximum\":{}}}",
                10 * at,
                10 * at + 12 + more
            )
        },
        |at, more| format!("{{\"type\":\"string\",\"pattern\":\"^a{at}|b{more}\"}}"),
        |at, more| {
            format!(
                "{{\"type\":\"object\",\"properties\":{{\"m{at}\":{{\"type\":\"integer\",\"minimum\":{more}}}}},\"required\":[\"m{at}\"]}}"
            )
        },
        |at, more| {
            format!(
                "{{\"type\":\"array\",\"items\":{{\"type\":\"integer\",\"minimum\":{at},\"maximum\":{}}}}}",
                1000 + more
            )
        },
    ];
    for branch in branches {
        let union = |more: usize| {
            let all: Vec<String> = (0..80).map(|at| branch(at, more)).collect();
            parse(&format!("{{\"oneOf\":[{}]}}", all.join(","))).unwrap()
        };
        let mut options = Options::new(Direction::Both);
        options.steps = 3_000;
        options.oracle = false;
        let found = compare_schemas(&union(0), &union(1), &options).unwrap();
        assert_eq!(found.verdict.name(), "breaking");
    }
}

/// Thousands of members that all changed: the first breaks have their values, the others say that the budget was used up.
#[test]
fn many_members_that_all_changed() {
    let wide = |most: usize| {
        let members: Vec<String> = (0..3_000)
            .map(|at| format!("\"m{at}\":{{\"type\":\"string\",\"maxLength\":{most}}}"))
            .collect();
        parse(&format!(
            "{{\"type\":\"object\",\"properties\":{{{}}}}}",
            members.join(",")
        ))
        .unwrap()
    };
    let mut options = Options::new(Direction::Request);
    options.steps = 10_000;
    options.oracle = false;
    let found = compare_schemas(&wide(9), &wide(8), &options).unwrap();
    assert_eq!(found.verdict.name(), "breaking");
    assert!(!found.undecided);
    let findings = &found.findings;
    assert!(findings.len() >= 3_000);
    assert!(findings.iter().any(|one| one.witness.is_some()));
    let silent = |one: &&contractual_drift::compat::Finding| {
        one.witness.is_none() && one.no_witness.is_none()
    };
    assert!(findings.iter().find(silent).is_none());
}
