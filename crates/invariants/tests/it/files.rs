//! What is told about files that cannot be used.

use contractual_diag::render;
use expect_test::expect;

use crate::harness::World;

fn told(text: &str) -> String {
    let loaded = World::default().load(text);
    assert!(loaded.suite.is_none());
    loaded
        .findings
        .iter()
        .map(|f| render::human(f, Some(text)))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn all_problems_at_once_with_their_places() {
    let text = "\
version: \"1\"
feature: core
contracts:
  - name: group
    checks:
      - id: a
        steps:
          - http: {method: GET, path: health, expect: {status: 200}}
            expect: {statuss: 500}
      - id: a
        steps:
          - exec: {run: ' '}
            expect: {rows: 1}
";
    let shown = told(text);
    for part in [
        "`version` must be the number 1\n  --> suite.yml:1:10",
        "`contracts[0].checks[0].steps[0].http.path` must start with `/`, found \"health\"",
        "`contracts[0].checks[0].steps[0].http.expect` is not a key that is known here",
        "`expect` stands beside `http`, `exec` or `sql`, not inside",
        "`contracts[0].checks[0].steps[0].expect.statuss` is not a key that is known here\n  --> suite.yml:9:22",
        "did you mean `status`?",
        "`contracts[0].checks[1].id`: the id `a` is used twice in this group\n  --> suite.yml:10:13",
        "`contracts[0].checks[1].steps[0].exec.run` must not be blank",
        "`rows` is an expectation of sql steps",
    ] {
        assert!(shown.contains(part), "{part}\n---\n{shown}");
    }
}

#[test]
fn one_problem_in_full() {
    expect![[r#"
        error[wrong_type]: `contracts[0].checks[0].steps[0].expect.status` must be a number that is not negative
          --> suite.yml:3:96
            |
          3 | contracts: [{name: a, checks: [{id: b, steps: [{http: {method: GET, path: /}, expect: {status: '200'}}]}]}]
            |                                                                                                ^
          found: the string "200"
    "#]]
    .assert_eq(&told("version: 1\nfeature: x\ncontracts: [{name: a, checks: [{id: b, steps: [{http: {method: GET, path: /}, expect: {status: '200'}}]}]}]\n"));
}

#[test]
fn hostile_files_are_refused_quickly() {
    let start = std::time::Instant::now();
    let mut bomb = String::from("version: 1\nfeature: x\nx-a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    let names: Vec<char> = ('a'..='j').collect();
    for pair in names.windows(2) {
        let aliases = vec![format!("*{}", pair[0]); 10].join(",");
        bomb.push_str(&format!("x-{}: &{} [{aliases}]\n", pair[1], pair[1]));
    }
    told(&bomb);
    told(&format!(
        "version: 1\nx-d: {}{}\n",
        "[".repeat(100_000),
        "]".repeat(100_000)
    ));
    told("version: 1\nfeature: x\ncontracts: &a [{name: a, checks: *a}]\n");
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn unset_variables_and_queries_with_variables_are_warned_about() {
    let loaded = World::default().with("A", "1").load(
        "version: 1\nfeature: x\ncontracts: [{name: a, checks: [{id: b, steps: [{sql: {driver: postgres, url_env: DB, query: 'select ${A} ${NOPE}'}}]}]}]\n",
    );
    assert!(loaded.suite.is_some());
    let codes: Vec<_> = loaded.findings.iter().map(|f| f.code.to_string()).collect();
    assert_eq!(codes, ["variable_in_query", "variable_unset"]);
}

#[test]
fn suites_in_the_guide_are_valid() {
    let guide = include_str!("../../../../docs/guide/src/invariants/README.md");
    let suites: Vec<&str> = guide
        .split("```yaml\n")
        .skip(1)
        .filter_map(|part| part.split("```").next())
        .collect();
    assert_eq!(suites.len(), 2);
    for text in suites {
        let loaded = World::default().load(text);
        assert!(
            loaded.suite.is_some() && loaded.findings.is_empty(),
            "{:#?}",
            loaded.findings
        );
    }
}
