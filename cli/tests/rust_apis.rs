//! Suites and Rust: a suite drafted from an API trait, and `contract: Name` of a suite that is run.
#![cfg(feature = "invariants")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

const API: &str = r#"
use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A request to run a job.
#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct JobRequest {
    #[contract(min_length = 2)]
    pub name: String,
}

/// A job.
#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1, rule(name = "done_has_end", expr = "done => present(end)"))]
pub struct JobResponse {
    pub id: JobId,
    pub done: bool,
    pub end: Option<u32>,
}

/// The job's identifier.
#[derive(Serialize, Deserialize, Contract)]
#[contract(pattern = "^job_[0-9]{4}$")]
pub struct JobId(pub String);

/// Submit jobs.
#[contractual::api(version = 1)]
pub trait Jobs {
    /// Submit a job.
    #[post("/v1/jobs", tag = "jobs")]
    #[responds(202 => JobResponse)]
    async fn submit_job(&self, body: JobRequest) -> SubmitJob;
    /// Read a job.
    #[get("/v1/jobs/{id}", tag = "jobs")]
    #[responds(200 => JobResponse)]
    async fn get_job(&self, id: JobId) -> GetJob;
}
"#;

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(path, text).expect("written");
}

fn package(folder: &Path) {
    write(
        &folder.join("Cargo.toml"),
        "[package]\nname = \"jobs\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    write(&folder.join("src/lib.rs"), API);
}

fn invariants(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contractual"))
        .arg("invariants")
        .args(words)
        .current_dir(folder)
        .env_remove("STONEY_BASE_URL")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn shown(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_suite_is_drafted_from_a_trait() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path());
    let output = invariants(
        folder.path(),
        &["init", "--api", "Jobs", "--out", "api.yml"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    assert!(!shown(&output).contains("left out"), "{}", shown(&output));
    let suite = std::fs::read_to_string(folder.path().join("api.yml")).expect("written");
    for part in [
        "path: /healthz",
        "path: /readyz",
        "id: submit_job",
        "path: /v1/jobs/job_0000",
        "contract: JobResponse",
        "- writes",
    ] {
        assert!(suite.contains(part), "{part}:\n{suite}");
    }
    // The probes answer with types that are no contract of the package.
    assert!(!suite.contains("HealthResponse"), "{suite}");
    let valid = invariants(folder.path(), &["validate", "--suite", "api.yml"]);
    assert_eq!(valid.status.code(), Some(0), "{}", shown(&valid));
}

#[test]
fn a_name_that_is_no_trait_is_refused_with_the_nearest() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path());
    let output = invariants(folder.path(), &["init", "--api", "Job"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        shown(&output),
        "no API trait is called `Job`; write `Jobs`\n"
    );
    assert!(!folder.path().join("contracts").exists());
}

#[test]
fn the_answer_of_a_step_is_checked_against_a_rust_contract() {
    let folder = tempfile::tempdir().expect("folder");
    package(folder.path());
    let answer = |json: &str| {
        write(
            &folder.path().join("s.yml"),
            &format!(
                "version: 1\nfeature: jobs\ncontracts:\n  - name: jobs\n    checks:\n      - id: answer\n        steps:\n          - exec: {{run: \"printf '%s' \\\"$ANSWER\\\"\", env: {{ANSWER: '{json}'}}}}\n            expect: {{contract: JobResponse}}\n"
            ),
        );
        invariants(folder.path(), &["run", "--suite", "s.yml"])
    };
    let good = answer(r#"{"id": "job_0001", "done": true, "end": 5}"#);
    assert_eq!(good.status.code(), Some(0), "{}", shown(&good));
    for (json, said) in [
        (r#"{"id": "job_1", "done": false, "end": null}"#, "/id"),
        (r#"{"id": "job_0001", "done": true, "end": null}"#, "rule"),
        (
            r#"{"id": "job_0001", "done": false, "end": 1, "x": 1}"#,
            "`x`",
        ),
        ("nonsense", "not JSON"),
    ] {
        let bad = answer(json);
        assert_eq!(bad.status.code(), Some(1), "{json}: {}", shown(&bad));
        assert!(shown(&bad).contains(said), "{json}: {}", shown(&bad));
    }
    // A name that is no contract is never green.
    answer(r#"{"id": "job_0001", "done": true, "end": 5}"#);
    let path = folder.path().join("s.yml");
    let text = std::fs::read_to_string(&path).expect("read");
    write(
        &path,
        &text.replace("contract: JobResponse", "contract: JobRespons"),
    );
    let output = invariants(folder.path(), &["run", "--suite", "s.yml"]);
    assert_ne!(output.status.code(), Some(0), "{}", shown(&output));
    assert!(shown(&output).contains("JobResponse"), "{}", shown(&output));
}
