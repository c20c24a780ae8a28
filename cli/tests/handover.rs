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
