//! Renderings of a report that a hostile target had a hand in.

use contractual_invariants::report::*;

use crate::harness::{World, suite};

fn report() -> Report {
    World::default().run(&suite(
        "      - {id: good, work_item: K-1, steps: [{exec: {run: 'true'}}]}
      - {id: bad, work_item: K-1, says: It holds, steps: [{exec: {run: \"printf '<script>alert(1)</script>\\\\n::error::x\\\\n```\\\\n\\\\033[31m'; exit 1\"}, expect: {stdout_empty: true}}]}
",
    ))
}

#[test]
fn nothing_of_a_target_is_markup() {
    let report = report();
    assert!(!render_html(&report).contains("<script>"));
    let junit = render_junit(&report);
    assert!(!junit.contains("<script>") && junit.contains("failures=\"1\""));
    assert!(!junit.contains('\u{1b}'));
    for line in render_github(&report).lines() {
        assert!(line.starts_with("::error file=suite.yml,line="), "{line}");
    }
    let comment = render_comment(&report, &CommentOptions::default());
    assert!(comment.starts_with(
        "<!-- stoney-report -->\n### 🪨 Stoney Report — ❌ FAIL\n\n**1/2 passed**, 1 failed\n"
    ));
    assert_eq!(comment.matches("\n```\n").count(), 1, "{comment}");
    // In code spans markup is only text.
    let markdown = render_markdown(&report);
    assert!(
        markdown
            .lines()
            .filter(|l| l.contains("<script>"))
            .all(|l| l.starts_with("  - `") && l.ends_with('`'))
    );
    assert!(
        render_tap(&report)
            .starts_with("TAP version 14\n1..2\nok 1 - group :: good\nnot ok 2 - group :: bad\n")
    );
}

#[test]
fn machine_formats_are_what_they_say() {
    let report = report();
    let sarif = contractual_model::json::parse(&render_sarif(&report)).unwrap();
    let results = sarif
        .at(&contractual_diag::Pointer::parse("/runs/0/results").unwrap())
        .unwrap();
    assert_eq!(results.as_array().unwrap().len(), 2);
    let matrix = contractual_model::json::parse(&render_matrix_json(&report)).unwrap();
    let item = matrix
        .at(&contractual_diag::Pointer::parse("/work_items/0/holds").unwrap())
        .unwrap();
    assert_eq!(item.as_bool(), Some(false));
    assert!(
        render_matrix_markdown(&report)
            .contains("| K-1 | no | group :: bad | failed | It holds | suite.yml:7 |")
    );
    let read = parse_report(&render_json(&report)).unwrap();
    assert_eq!(render_json(&read), render_json(&report));
}
