//! Corners of the format: YAML as it is really written, keys that are nearly right, commands that misbehave, values that must not
//! be seen.

use std::time::{Duration, Instant};

use contractual_invariants::report::render_json;
use contractual_invariants::{Report, check_suite};

use crate::harness::{World, check, step, suite};

/// A check with steps in block style.
fn steps(id: &str, steps: &str) -> String {
    let lines: String = steps
        .lines()
        .map(|line| format!("          {line}\n"))
        .collect();
    format!("      - id: {id}\n        steps:\n{lines}")
}

#[test]
fn yaml_as_people_write_it() {
    World::default().judge(
        &[
            steps("ok_merge_list", "- exec: &a {run: 'true'}\n- exec: &b {run: 'exit 1'}\n  expect: {exit_code: 1}\n- exec: {<<: [*a, *b]}"),
            steps("ok_merge_loses_to_own_keys", "- exec: &c {run: 'exit 1'}\n  expect: {exit_code: 1}\n- exec: {<<: *c, run: 'true'}"),
            steps("ok_words_stay_words", "- exec: {run: 'printf %s $X', env: {X: no}}\n  expect: {stdout_contains: no}"),
            steps("ok_integers_in_other_bases", "- exec: {run: exit 16}\n  expect: {exit_code: 0x10}\n- exec: {run: exit 8}\n  expect: {exit_code: 0o10}"),
            steps("ok_a_float_that_is_whole", "- exec: {run: exit 1}\n  expect: {exit_code: 1.0}"),
            steps("ok_literal_block", "- exec:\n    run: |-\n      echo a\n      echo b\n  expect: {stdout_contains: \"a\\nb\"}"),
            steps("ok_folded_block", "- exec:\n    run: >\n      echo a\n      b\n  expect: {stdout_contains: a b}"),
            steps("ok_tag_of_the_core_schema", "- exec: {run: !!str 'true'}"),
            steps("ok_own_keys", "- exec: {run: 'true', x-a: 1}\n  x-b: 2"),
        ]
        .concat(),
    );
    for text in [
        format!(
            "%YAML 1.2\n---\n{}",
            suite(&check("a", "exec: {run: 'true'}"))
        ),
        format!("{}...\n", suite(&check("a", "exec: {run: 'true'}"))),
        format!("\u{feff}{}", suite(&check("a", "exec: {run: 'true'}"))).replace('\n', "\r\n"),
        suite(&check("a", "exec: {run: 'true'}")).replace("version: 1", "version: 1.0"),
    ] {
        assert!(World::default().run(&text).results[0].ok, "{text}");
    }
}

#[test]
fn what_is_refused_says_why() {
    let exec = |rest: &str| suite(&check("a", &format!("exec: {{run: 'true'}}{rest}")));
    let http = |rest: &str| {
        suite(&check(
            "a",
            &format!("http: {{method: GET, path: /}}{rest}"),
        ))
    };
    for (text, said) in [
        (suite(&check("a", "exec: *nope")), "nope"),
        (
            suite(&check("a", "exec: {run: !!python/object x}")),
            "python",
        ),
        (
            "version: 1\nfeature: f\ncontracts: &a [*a]\n".into(),
            "alias",
        ),
        (format!("{0}---\n{0}", exec("")), "a second document"),
        (suite("\t- id: a\n"), "tab"),
        (
            suite(&check(
                "a",
                "http: {method: POST, path: /, body: {a: 1, a: 2}}",
            )),
            "duplicate key",
        ),
        (http(", expect: {stauts: 200}"), "`status`"),
        (http(", expect: {body_contains: x}"), "`bodyContains`"),
        (http(", expect: {exit_code: 0}"), "exec"),
        (http(", expect: {status: -1}"), "not negative"),
        (
            suite(&check("a", "http: {method: GET, path: /, header: {a: b}}")),
            "`headers`",
        ),
        (
            suite(&check("a", "http: {method: GET, path: /, retries: 1.5}")),
            "retries",
        ),
        (
            suite(&check("a", "sql: {driver: postgres, url_env: U, qeury: x}")),
            "`query`",
        ),
        (
            suite(&check("a", "exec: {run: 'true', timeout_ms: 0}")),
            "timeout_ms",
        ),
        (
            suite(&check("a", "exec: {run: 'true', timeout_ms: '5'}")),
            "timeout_ms",
        ),
        (
            suite(&check(
                "a",
                "exec: {run: 'true'}, http: {method: GET, path: /}",
            )),
            "exactly one",
        ),
        (suite(&check("a", "expect: {status: 200}")), "exactly one"),
        (exec(", expect: {x-a: 1}"), "x-a"),
        (exec(", expect: {exit_code: '${CODE}'}"), "number"),
        (exec("").replace("version: 1", "version: true"), "`version`"),
    ] {
        let loaded = World::default().with("CODE", "0").load(&text);
        assert!(loaded.suite.is_none(), "{text}");
        let all: String = loaded
            .findings
            .iter()
            .map(|one| contractual_diag::render::human(one, Some(&text)))
            .collect();
        assert!(all.contains(said), "{said}: {text}\n{all}");
        assert!(all.contains("suite.yml:"), "{all}");
    }
    let environment = World::default().environment();
    for bytes in [
        &b"version: 1\nfeature: \"a\xff\"\n"[..],
        b"version: 1\nfeature: \"a\x00b\"\n",
        b"v\0e\0r\0",
    ] {
        assert!(
            check_suite(bytes, "suite.yml", &environment, false)
                .suite
                .is_none()
        );
    }
    for json in [
        r#"{"version":1,"feature":"f","feature":"g","contracts":[]}"#,
        r#"{"version":1,"feature":"f","contracts":[],}"#,
        "{\"version\":1, // x\n\"feature\":\"f\"}",
    ] {
        let loaded = check_suite(json.as_bytes(), "suite.json", &environment, false);
        assert!(loaded.suite.is_none(), "{json}");
    }
}

#[test]
fn variables_are_put_in_once_and_into_values_only() {
    World::default()
        .with("A", "${B}")
        .with("B", "zzz")
        .with("V", "v")
        .with("1A", "one")
        .judge(
            &[
                steps("ok_once", "- exec: {run: \"printf '%s' '${A}'\"}\n  expect: {stdout_contains: 'B}', stdout_not_contains: zzz}"),
                steps("ok_forms", "- exec: {run: \"cat <<'X'\\n${a} $V ${V:-x} ${V $${V} ${1A}\\nX\"}\n  expect: {stdout_contains: '${a} $V ${V:-x} ${V $v one'}"),
                steps("ok_unset", "- exec: {run: 'echo [${UNSET_X}]'}\n  expect: {stdout_contains: '[]'}"),
            ]
            .concat(),
        );
}

#[test]
fn commands_that_misbehave_do_not_hold_the_run() {
    let started = Instant::now();
    let report = World::default().judge(
        &[
            steps("ok_child_in_the_background", "- exec: {run: 'sleep 30 & echo up'}\n  expect: {stdout_contains: up}"),
            steps("ok_child_in_a_session_of_its_own", "- exec: {run: 'setsid sleep 30 & echo up', timeout_ms: 5000}\n  expect: {stdout_contains: up}"),
            steps("bad_late", "- exec: {run: 'echo early; sleep 30', timeout_ms: 400}\n  expect: {stdout_contains: early}"),
            steps("bad_signal", "- exec: {run: kill -9 $$}"),
            steps("bad_pattern_without_end", "- exec: {run: \"printf aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}\n  expect: {stdout_regex: '^(a+)+$'}"),
            steps("ok_anchors_at_the_ends_only", "- exec: {run: \"printf 'a\\nb'\"}\n  expect: {stdout_regex: '^a\\nb$'}"),
            steps("bad_anchor_in_the_middle", "- exec: {run: \"printf 'a\\nb'\"}\n  expect: {stdout_regex: ^b}"),
            steps("ok_look_behind_and_back_reference", "- exec: {run: echo abab-7}\n  expect: {stdout_regex: '(ab)\\1-(?<=-)7'}"),
            steps("ok_no_output_kept", "- exec: {run: echo hello, max_output_chars: 0}\n  expect: {stdout_contains: hello}"),
            steps("ok_blanks_are_empty", "- exec: {run: \"printf ' \\n' >&2\"}\n  expect: {stderr_empty: true, stdout_empty: true}"),
        ]
        .concat(),
    );
    assert!(
        started.elapsed() < Duration::from_secs(25),
        "{:?}",
        started.elapsed()
    );
    assert!(
        step(&report, "bad_late")
            .stdout
            .as_deref()
            .unwrap_or_default()
            .contains("early")
    );
    assert_eq!(step(&report, "bad_signal").exit_code, Some(None));
}

/// Every byte of a report.
fn all(report: &Report) -> String {
    render_json(report)
}

#[test]
fn derived_forms_of_secrets_are_masked() {
    let world = World::default()
        .with("MY_API_KEY", "s3cr3t/val+ue=")
        .with("X_TOKEN", "tok-12345678")
        .with("A_TOKEN", "abc");
    let text = all(&world.run(&suite(&[
        steps("${X_TOKEN}", "- exec: {run: 'printf %s \"$MY_API_KEY\" | base64; echo s3cr3t%2Fval%2Bue%3D; echo $MY_API_KEY; false'}"),
        steps("b", "- exec: {run: 'printf user:%s $X_TOKEN | base64; printf %s $X_TOKEN | base64; echo ${X_TOKEN}; false'}"),
        steps("short", "- exec: {run: 'echo abc; false'}"),
    ]
    .concat())));
    for hidden in [
        "s3cr3t",
        "tok-12345678",
        "czNjcjN0",
        "dG9rLTEyMzQ1Njc4",
        "dXNlcjp0b2stMTIzNDU2Nzg",
    ] {
        assert!(!text.contains(hidden), "{hidden}: {text}");
    }
    assert!(text.contains("***") && text.contains("abc"), "{text}");
}
