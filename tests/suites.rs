//! The suites of `examples/job-api`, run for real: its server, commands in its folder, and PostgreSQL.

#[path = "../crates/invariants/tests/it/cluster.rs"]
mod cluster;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use cluster::Cluster;

use crate::build::program;
use crate::support::root;

/// The example's server, which ends with the value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server; gives its URL, too.
fn start() -> (Server, String) {
    let status = Command::new(env!("CARGO"))
        .args(["build", "-q", "-p", "job-api", "--example", "server"])
        .current_dir(root())
        .status()
        .unwrap();
    assert!(status.success(), "the server does not build");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), std::path::PathBuf::from);
    let mut child = Command::new(target.join("debug/examples/server"))
        .arg("0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let out = child.stdout.take().unwrap();
    BufReader::new(out).read_line(&mut line).unwrap();
    let url = line
        .trim()
        .strip_prefix("listening on ")
        .unwrap()
        .to_owned();
    (Server(child), url)
}

fn run(url: &str, database: &str, words: &[&str]) -> (Output, String) {
    let report = tempfile::tempdir().unwrap();
    let report = report.path().join("report.json");
    let output = Command::new(program())
        .args(["invariants", "run", "--base-url", url, "--report"])
        .arg(report)
        .args(words)
        .current_dir(root().join("examples/job-api"))
        .env("STONEY_DB_URL", database)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    (output, said)
}

#[test]
fn the_suites_of_the_example_hold() {
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::start(folder.path(), "-c log_min_messages=panic", |_| {})
        .unwrap_or_else(|e| panic!("{e}"));
    let tables = std::fs::read_to_string(root().join("examples/job-api/contracts/tables.sql"))
        .unwrap()
        .replace('\'', "''")
        .replace('\n', " ");
    let seed = folder.path().join("seed.yml");
    std::fs::write(
        &seed,
        format!(
            "version: 1\nfeature: seed\ncontracts: [{{name: s, checks: [{{id: s, steps: [{{sql: {{driver: postgres, url_env: STONEY_DB_URL, query: '{tables}'}}}}]}}]}}]\n"
        ),
    )
    .unwrap();
    let seeded = Command::new(program())
        .args(["invariants", "run", "--suite"])
        .arg(&seed)
        .current_dir(folder.path())
        .env("STONEY_DB_URL", &cluster.url)
        .env("STONEY_ALLOW_WRITE_SQL", "true")
        .env("STONEY_ALLOW_MULTI_SQL", "true")
        .output()
        .unwrap();
    assert!(seeded.status.success(), "{seeded:?}");
    let (scheme, place) = cluster.url.rsplit_once('@').unwrap();
    assert!(scheme.starts_with("postgres://"));
    let reader = format!("postgres://reader:reader-pw-1@{place}");

    let (_server, url) = start();
    let (output, said) = run(&url, &reader, &["--suite", "contracts/*.yml"]);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("13 of 13 passed"), "{said}");
    assert!(!said.contains("reader-pw-1"), "{said}");
    // Side by side as well, and each suite alone.
    for words in [
        &["--suite", "contracts/*.yml", "--jobs", "4"][..],
        &["--suite", "contracts/service.yml", "--tag", "smoke"][..],
    ] {
        let (output, said) = run(&url, &reader, words);
        assert!(output.status.success(), "{said}");
    }
    // As somebody who may do everything, the last check fails.
    let (output, said) = run(
        &url,
        &cluster.url,
        &[
            "--only-check",
            "readers_cannot_write",
            "--suite",
            "contracts/*.yml",
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{said}");
}
