//! `contractual check` at the root of a workspace: all four families in one report.

use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::build::package::{program, said};
use crate::support::root;
use crate::transcripts::copy;

/// A workspace with the job API as its member, a pipeline, a project of agents and a suite.
fn workspace() -> TempDir {
    let folder = tempfile::Builder::new()
        .prefix("contractual-workspace-")
        .tempdir()
        .unwrap();
    let at = |path: &str| folder.path().join(path);
    copy(&root().join("examples/job-api"), &at("services/jobs"));
    copy(&root().join("examples/pipeline"), &at("etl"));
    copy(&root().join("examples/agent-team"), &at("team"));
    std::fs::create_dir_all(at("contracts")).unwrap();
    for (path, text) in [
        ("Cargo.toml", "[workspace]\nmembers = [\"services/*\"]\n"),
        (
            "contractual.toml",
            "[check]\nhandover = [\"etl/pipeline.yaml\"]\nagents = [\"team\"]\n",
        ),
        (
            "contracts/health.yml",
            "version: 1\nfeature: health\ncontracts:\n  - name: service\n    checks:\n      - id: alive\n        steps:\n          - http: {method: GET, path: /healthz}\n            expect: {status: 200}\n",
        ),
    ] {
        std::fs::write(at(path), text).unwrap();
    }
    folder
}

fn check(folder: &Path, status: i32, arguments: &[&str]) -> String {
    let output = Command::new(program())
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .env_remove("CI")
        .env_remove("CARGO_TARGET_DIR")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = said(&output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    said
}

fn says(folder: &Path, status: i32, arguments: &[&str], expected: &Expect) {
    expected.assert_eq(&check(folder, status, arguments));
}

#[test]
fn one_report_of_all_families() {
    let folder = workspace();
    says(
        folder.path(),
        0,
        &[],
        &expect![[r#"
            == package services/jobs
            contract artifact-links-response v1: clean (14 artifacts, baseline lock)
            contract error-response v1: clean (15 artifacts, baseline lock)
            contract health-response v1: clean (14 artifacts, baseline lock)
            contract job-response v1: clean (21 artifacts, baseline lock)
            contract job-submit-request v1: clean (25 artifacts, baseline lock)
            contract openapi v1: clean (1 artifacts, baseline lock)
            contract ready-response v1: clean (12 artifacts, baseline lock)
            contractual: 7 contracts, 7 clean, 0 additive, 0 breaking, 0 undecided, 0 artifact problems; required bump: none
            == suite contracts/health.yml
            contracts/health.yml: valid
            == suite services/jobs/contracts/database.yml
            services/jobs/contracts/database.yml: valid
            == suite services/jobs/contracts/repository.yml
            services/jobs/contracts/repository.yml: valid
            == suite services/jobs/contracts/service.yml
            services/jobs/contracts/service.yml: valid
            == pipeline etl/pipeline.yaml
            ok: 3 steps, no problem found
            == agents project team/agent-contracts.config.yaml
            All checks passed.

            --- Team: product ---

            --- Team: review ---
            contractual: 1 package, 4 suites, 1 pipeline, 1 agents project; all in order
        "#]],
    );
    // a family that is not in order
    let pipeline = folder.path().join("etl/pipeline.yaml");
    let text = std::fs::read_to_string(&pipeline).unwrap();
    std::fs::write(&pipeline, text.replace("json_schema", "json_shema")).unwrap();
    let said = check(folder.path(), 5, &[]);
    assert!(
        said.ends_with("not in order: pipeline etl/pipeline.yaml\n"),
        "{said}"
    );
    // the contracts decide first
    let schema = folder
        .path()
        .join("services/jobs/docs/contracts/job-response-v1.schema.json");
    std::fs::remove_file(schema).unwrap();
    let said = check(folder.path(), 3, &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    let parts: Vec<(String, u64)> = report["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| {
            (
                part["family"].as_str().unwrap().to_owned(),
                part["code"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("contracts".to_owned(), 3),
            ("invariants".to_owned(), 0),
            ("invariants".to_owned(), 0),
            ("invariants".to_owned(), 0),
            ("invariants".to_owned(), 0),
            ("handover".to_owned(), 2),
            ("agents".to_owned(), 0),
        ]
    );
    assert_eq!(report["parts"][0]["report"]["state"], "missing");
    check(folder.path(), 0, &["--exit-zero"]);
    let said = check(folder.path(), 3, &["--format", "github"]);
    assert!(
        said.contains("::error file=etl/pipeline.yaml,title=family-failed::"),
        "{said}"
    );
}
