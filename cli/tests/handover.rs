//! `contractual handover` as a program: the transcript of the example, streams, exit statuses, interruption and resume.
#![cfg(all(unix, feature = "handover"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/pipeline")
}

fn program(arguments: &[&str], folder: &Path, storage: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contractual"));
    command
        .arg("handover")
        .args(arguments)
        .current_dir(folder)
        .env("XDG_STATE_HOME", storage)
        .env("CI", "1");
    command.stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(arguments: &[&str], folder: &Path, storage: &Path) -> Output {
    program(arguments, folder, storage)
        .output()
        .expect("the program starts")
}

#[test]
fn the_example_does_what_its_readme_shows() {
    let storage = tempfile::tempdir().expect("folder");
    let readme = std::fs::read_to_string(example().join("README.md")).expect("README");
    let block = readme
        .split("```console\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a transcript");
    let (command, shown) = block.split_once('\n').expect("a command and its output");
    assert_eq!(
        command,
        "$ contractual handover run pipeline.yaml --input \"apples at 2.50\" --jobs 1"
    );
    let output = run(
        &[
            "run",
            "pipeline.yaml",
            "--input",
            "apples at 2.50",
            "--jobs",
            "1",
        ],
        &example(),
        storage.path(),
    );
    assert_eq!(text(&output.stderr) + &text(&output.stdout), shown);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn json_stands_alone_on_standard_output() {
    let storage = tempfile::tempdir().expect("folder");
    let output = run(
        &["run", "pipeline.yaml", "--format", "json"],
        &example(),
        storage.path(),
    );
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(document["ok"], true);
    assert_eq!(document["steps"][0]["attempts"], 3);
    assert_eq!(
        document["steps"][0]["history"].as_array().map(Vec::len),
        Some(2)
    );
}

#[test]
fn each_kind_of_end_has_its_status() {
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write(
        "good.yaml",
        "steps:\n  - {id: a, exec: {type: command, source: \"true\"}}\n",
    );
    write(
        "fails.yaml",
        "steps:\n  - {id: a, exec: {type: command, source: \"exit 3\"}}\n",
    );
    write(
        "typo.yaml",
        "steps:\n  - {id: a, exec: {type: comand, source: \"true\"}}\n",
    );
    write(
        "bomb.yaml",
        "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\ng: [*f, *f, *f, *f, *f, *f, *f, *f, *f]\n",
    );
    for (file, status) in [
        ("good.yaml", 0),
        ("fails.yaml", 1),
        ("typo.yaml", 2),
        ("bomb.yaml", 2),
        ("absent.yaml", 2),
    ] {
        let output = run(&["run", file, "-q"], folder.path(), storage.path());
        assert_eq!(
            output.status.code(),
            Some(status),
            "{file}: {}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
    }
    let output = run(&["validate", "typo.yaml"], folder.path(), storage.path());
    assert_eq!(
        text(&output.stdout),
        "failed      a\n  error[invalid_value]: `type` must be one of `prompt`, `command`, found `comand`\n    --> typo.yaml:2:26\n     do: did you mean `command`?\n\nrefused before anything ran: 1 failed\n"
    );
    let output = run(
        &["run", "typo.yaml", "--format", "github"],
        folder.path(),
        storage.path(),
    );
    assert!(
        text(&output.stdout)
            .starts_with("::error file=typo.yaml,line=2,col=26,title=a%3A invalid_value::"),
        "{}",
        text(&output.stdout)
    );
    let output = run(
        &["run", "fails.yaml", "--format", "junit", "-q"],
        folder.path(),
        storage.path(),
    );
    assert!(text(&output.stdout).contains(
        "<failure message=\"the work ended with status 3: `exit 3`\" type=\"step_failed\">"
    ));
}

#[test]
fn an_interrupted_run_ends_its_children_and_can_go_on() {
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    let pipeline = "steps:\n  - {id: one, persona: p, exec: {type: prompt, source: x}, output_artifacts: [{name: a, path: a.txt}], handover: {contract: {type: non_empty_file}}}\n  - {id: two, persona: p, dependencies: [one], exec: {type: prompt, source: x}}\n";
    std::fs::write(folder.path().join("p.yaml"), pipeline).expect("written");
    let state = folder.path().to_string_lossy().into_owned();
    let agent = format!(
        "echo $WAVE_STEP_ID >> {state}/log; echo 1 > a.txt; if [ $WAVE_STEP_ID = two ] && [ ! -e {state}/go ]; then touch {state}/there; sleep 30; touch {state}/lived; fi"
    );
    let arguments = ["run", "p.yaml", "-q", "--persona-command", agent.as_str()];
    let mut child = program(
        &[&arguments[..], &["--run-id", "r"]].concat(),
        folder.path(),
        storage.path(),
    )
    .stdout(Stdio::null())
    .spawn()
    .expect("the program starts");
    let started = Instant::now();
    while !folder.path().join("there").exists() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "the second step never began"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    let interrupted = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(interrupted.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(
        started.elapsed() < Duration::from_secs(25),
        "it waited for its children"
    );
    std::fs::write(folder.path().join("go"), "").expect("written");
    let output = run(
        &[&arguments[..], &["--resume", "r"]].concat(),
        folder.path(),
        storage.path(),
    );
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    let log = std::fs::read_to_string(folder.path().join("log")).expect("log");
    assert_eq!(
        log, "one\ntwo\ntwo\n",
        "the finished step must not run again"
    );
    assert!(!folder.path().join("lived").exists());
}

/// A limit on the size of files stands for a disk without room: writing fails in the same calls.
#[test]
fn a_disk_without_room_is_told_and_nothing_passes() {
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    let pipeline = "steps:\n  - {id: one, persona: p, exec: {type: prompt, source: x}, output_artifacts: [{name: a, path: a.txt}], handover: {contract: {type: non_empty_file}}}\n";
    std::fs::write(folder.path().join("p.yaml"), pipeline).expect("written");
    let limited = |blocks: &str| {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" handover run p.yaml -q --persona-command 'echo 1 > a.txt'"
        );
        Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_contractual")])
            .current_dir(folder.path())
            .env("XDG_STATE_HOME", storage.path())
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    };
    let room = limited("unlimited");
    assert_eq!(room.status.code(), Some(0), "{}", text(&room.stderr));
    let none = limited("0");
    assert_eq!(none.status.code(), Some(2), "{}", text(&none.stdout));
    assert_eq!(
        text(&none.stderr) + &text(&none.stdout),
        "error[invalid_value]: run.json cannot be written into the folder of runs: File too large (os error 27); make room there, or name another with XDG_STATE_HOME\n\nrefused before anything ran\n"
    );
}

#[test]
fn sarif_is_valid_against_its_schema() {
    // As published by OASIS; one of its patterns is no regular expression of ECMA-262 with the flag `u`.
    let broken = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    let schema = include_str!("data/sarif-2.1.0.schema.json");
    let schema = schema.replace(broken, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let schema = "{type: object, required: [b, c], properties: {a: {type: string}}}";
    write(
        "bad output.yaml",
        &format!(
            "steps:\n  - id: a\n    exec: {{type: command, source: 'cp \"$WAVE_PROJECT_ROOT/o 1.json\" .'}}\n    output_artifacts: [{{name: o, path: o 1.json}}]\n    handover: {{contract: {{type: json_schema, schema: {schema}}}}}\n"
        ),
    );
    write(
        "typo.yaml",
        "steps:\n  - {id: a, exec: {type: comand, source: x}}\n  - {id: a, exec: {type: command, source: x}}\n",
    );
    write("loop.yaml", "a: &a [*a]\n");
    write(
        "fine.yaml",
        "steps:\n  - {id: a, exec: {type: command, source: \"true\"}}\n",
    );
    write("o 1.json", "{\"a\": 1}");
    let check = [
        "check",
        "bad output.yaml",
        "--step",
        "a",
        "--workspace",
        ".",
    ];
    let cases: [(&[&str], i32, usize, &str); 6] = [
        (&["run", "bad output.yaml", "-q"], 1, 2, "o%201.json"),
        (&check, 1, 2, "o%201.json"),
        (&["validate", "typo.yaml"], 2, 2, "typo.yaml"),
        (&["run", "loop.yaml"], 2, 1, "loop.yaml"),
        (&["validate", "fine.yaml"], 0, 0, ""),
        (&["run", "fine.yaml", "-q"], 0, 0, ""),
    ];
    for (words, status, least, uri) in cases {
        let output = run(
            &[words, &["--format", "sarif"]].concat(),
            folder.path(),
            storage.path(),
        );
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{words:?}: {said}");
        let report: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("one document");
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{words:?}: {errors:#?}\n{said}");
        let found = report["runs"][0]["results"].as_array().expect("results");
        let failing = found.iter().filter(|one| one["level"] == "error").count();
        assert!(failing >= least && (least > 0 || failing == 0), "{said}");
        if let Some(first) = found.iter().find(|one| one["level"] == "error") {
            let place = &first["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], uri, "{said}");
            assert!(place["region"]["startLine"].is_u64(), "{said}");
        }
    }
}

const JUDGED: &str = "steps:\n  - id: a\n    persona: p\n    exec: {type: prompt, source: x}\n    output_artifacts: [{name: o, path: o.txt}]\n    handover: {contract: {type: llm_judge, criteria: [good, short], threshold: 0.5}}\n";

#[test]
fn a_judge_is_paid_once_for_the_same_content() {
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    let asked = folder.path().join("asked");
    std::fs::write(folder.path().join("p.yaml"), JUDGED).expect("written");
    let judge = format!(
        "echo 1 >> {}; echo '{{\"verdicts\": [{{\"criterion\": 0, \"pass\": true}}, {{\"criterion\": 1, \"pass\": false, \"reason\": \"long\"}}]}}'",
        asked.display()
    );
    let times = || {
        std::fs::read_to_string(&asked)
            .unwrap_or_default()
            .lines()
            .count()
    };
    let other_judge = format!("{judge} # another one");
    let mut told_before = std::collections::HashSet::new();
    for (content, more, judge, expected) in [
        ("one", &[][..], &judge, 1),
        ("one", &[], &judge, 1),
        ("two", &[], &judge, 2),
        ("one", &["--judge-again"], &judge, 3),
        ("one", &[], &other_judge, 4),
    ] {
        let agent = format!("echo {content} > o.txt");
        let words = [
            "run",
            "p.yaml",
            "-q",
            "--format",
            "json",
            "--persona-command",
            agent.as_str(),
            "--judge-command",
            judge.as_str(),
        ];
        let output = run(&[&words, more].concat(), folder.path(), storage.path());
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert_eq!(times(), expected, "{content} {more:?}: {said}");
        // The criterion that is not met is told in either case.
        assert!(
            said.contains("the criterion \\\"short\\\" is not met: long"),
            "{said}"
        );
        let before = told_before.insert((content, judge.clone()));
        let from_memory = !before && more.is_empty();
        assert_eq!(said.contains("verdict_kept"), from_memory, "{said}");
    }
}

#[test]
fn hooks_are_told_and_change_nothing() {
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(
        folder.path().join("p.yaml"),
        "steps:\n  - id: a\n    persona: p\n    exec: {type: prompt, source: x}\n    output_artifacts: [{name: o, path: o.txt}]\n    handover: {contract: {type: non_empty_file, max_retries: 1}}\n  - id: b\n    dependencies: [a]\n    exec: {type: command, source: exit 4}\n",
    )
    .expect("written");
    std::fs::write(
        folder.path().join("contractual.toml"),
        "[handover.hooks]\nstep_failed = \"cat >> told\"\n",
    )
    .expect("written");
    let note = "echo $WAVE_HOOK $WAVE_RUN_ID $WAVE_STEP_ID >> told";
    let mut words: Vec<String> = [
        "run",
        "p.yaml",
        "--run-id",
        "r",
        "--persona-command",
        "[ $WAVE_ATTEMPT = 1 ] || echo 1 > o.txt",
        "--hook",
        "artifact_created=exit 3",
    ]
    .map(str::to_owned)
    .to_vec();
    for event in [
        "workspace_created",
        "contract_validated",
        "step_retrying",
        "artifact_created",
    ] {
        words.extend(["--hook".into(), format!("{event}={note}")]);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = run(&words, folder.path(), storage.path());
    let said = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("a: the hook of artifact_created ended with status 3"),
        "{said}"
    );
    let told = std::fs::read_to_string(folder.path().join("told")).expect("told");
    let lines: Vec<&str> = told.lines().collect();
    let noted = [
        "workspace_created r a",
        "contract_validated r a",
        "step_retrying r a",
        "workspace_created r a",
        "contract_validated r a",
        "artifact_created r a",
        "workspace_created r b",
    ];
    assert_eq!(lines[..noted.len()], noted, "{told}");
    let event: serde_json::Value = serde_json::from_str(lines[noted.len()]).expect("an event");
    assert_eq!(
        (&event["step"], &event["state"]),
        (&"b".into(), &"failed".into())
    );
    assert_eq!(lines.len(), noted.len() + 1, "{told}");
    let output = run(
        &["run", "p.yaml", "--hook", "step_faild=true"],
        folder.path(),
        storage.path(),
    );
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: there is no event `step_faild` for hooks\n  do: did you mean `step_failed`?\n"
    );
}

#[test]
fn contracts_are_checked_without_a_pipeline() {
    let storage = tempfile::tempdir().expect("folder");
    let folder = tempfile::tempdir().expect("folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("a.json", "{\"n\": \"1\"}");
    write(
        "one.yaml",
        "type: json_schema\nsource: a.json\nschema: {properties: {n: {type: number}}}\n",
    );
    write(
        "two.yaml",
        "contracts:\n  - {type: non_empty_file, source: a.json}\n  - {type: test_suite, command: test -s a.json}\n",
    );
    write("typo.yaml", "type: json_shema\n");
    write(
        "pipeline.yaml",
        "steps:\n  - {id: a, exec: {type: command, source: \"true\"}}\n",
    );
    for (file, status, said) in [
        ("one.yaml", 1, "--> a.json:1:7"),
        ("two.yaml", 0, "passed      contracts"),
        (
            "typo.yaml",
            2,
            "--> typo.yaml:1:7\n     do: did you mean `json_schema`?",
        ),
        (
            "pipeline.yaml",
            2,
            "name the step of the pipeline: --step ID",
        ),
    ] {
        let words = ["check", file, "--workspace", "."];
        let output = run(&words, folder.path(), storage.path());
        let all = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{file}: {all}");
        assert!(all.contains(said), "{file}: {all}");
    }
}
