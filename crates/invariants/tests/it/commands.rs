//! Exec steps: process groups, limits, output.
#![cfg(unix)]

use std::time::{Duration, Instant};

use crate::harness::{World, check, step};

/// True if a process with exactly this command line runs.
fn is_running(command: &str) -> bool {
    let output = std::process::Command::new("ps")
        .args(["-eo", "args"])
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .any(|line| line.trim() == command)
}

#[test]
fn exit_codes_and_streams() {
    let world = World::default().with("GREETING", "hello there");
    world.judge(
        &[
            check("ok0", "exec: {run: 'true'}"),
            check("bad1", "exec: {run: 'exit 3'}"),
            check("ok1", "exec: {run: 'exit 3'}, expect: {exit_code: 3}"),
            check("bad2", "exec: {run: 'kill -9 $$'}, expect: {exit_code: 137}"),
            check("ok2", "exec: {run: 'echo out; echo err >&2'}, expect: {stdout_contains: out, stderr_contains: err, stdout_not_contains: err}"),
            check("ok3", "exec: {run: 'cat; printf \" \\\\n\"'}, expect: {stdout_empty: true}"),
            check("bad3", "exec: {run: 'echo x'}, expect: {stdout_empty: true}"),
            check("ok4", "exec: {run: 'echo v12'}, expect: {stdout_regex: '(?<=v)\\d+'}"),
            check("bad4", "exec: {run: 'echo x'}, expect: {stdout_regex: '('}"),
            check("bad5", "exec: {run: 'true', cwd: /no/such/folder}"),
            check("ok5", "exec: {run: 'echo $GREETING; echo $OWN', env: {OWN: mine}}, expect: {stdout_contains: hello there, stdout_regex: 'mine'}"),
            check("bad6", "exec: {run: 'sleep 0.3'}, expect: {max_duration_ms: 50}"),
        ]
        .concat(),
    );
}

#[test]
fn the_whole_tree_ends_with_the_limit() {
    let start = Instant::now();
    let report = World::default().judge(
        &[
            check("bad_group", "exec: {run: 'sleep 61.701 & sleep 61.702; wait', timeout_ms: 300}"),
            check("bad_stubborn", "exec: {run: \"trap '' TERM; echo before; sleep 61.703; sleep 61.703\", timeout_ms: 300}, expect: {stdout_contains: before}"),
            check("bad_escaped", "exec: {run: 'setsid sleep 3.704', timeout_ms: 300}"),
        ]
        .concat(),
    );
    assert!(
        start.elapsed() < Duration::from_secs(6),
        "{:?}",
        start.elapsed()
    );
    for command in ["sleep 61.701", "sleep 61.702", "sleep 61.703"] {
        assert!(!is_running(command), "{command}");
    }
    assert_eq!(
        step(&report, "bad_stubborn").failures.len(),
        1,
        "the text before was seen"
    );
}

#[test]
fn children_that_hold_the_pipes_do_not_hold_the_step() {
    let start = Instant::now();
    World::default().judge(&check(
        "ok",
        "exec: {run: 'sleep 20 & echo hi'}, expect: {stdout_contains: hi}",
    ));
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn output_is_bounded_and_whole_characters() {
    let report = World::default().judge(
        &[
            check("ok_cut", "exec: {run: \"head -c 20000 /dev/zero | tr '\\\\\\\\0' b; echo END\", max_output_chars: 100}, expect: {stdout_contains: END}"),
            check("ok_huge", "exec: {run: 'head -c 400000000 /dev/zero'}"),
            check("bad_endless", "exec: {run: 'yes', timeout_ms: 400}"),
            check("ok_utf8", "exec: {run: \"printf '\\\\344'; sleep 0.05; printf '\\\\275\\\\240'\"}, expect: {stdout_contains: 你}"),
        ]
        .concat(),
    );
    let kept = step(&report, "ok_cut").stdout.clone().unwrap_or_default();
    assert!(kept.ends_with("\n…(truncated, 19904 more chars)"), "{kept}");
    assert!(
        step(&report, "ok_huge")
            .stdout
            .as_ref()
            .is_some_and(|s| s.chars().count() < 8300)
    );
}

#[test]
fn fail_fast_stops_inside_the_check() {
    let mut world = World::default();
    world.options.fail_fast = true;
    let report = world.run(&crate::harness::suite(
        "      - {id: a, steps: [{exec: {run: 'true'}}, {exec: {run: 'false'}}, {exec: {run: 'true'}}]}\n      - {id: b, steps: [{exec: {run: 'true'}}]}\n",
    ));
    assert_eq!(report.total(), 1);
    assert_eq!(report.results[0].steps.len(), 2);
}
