//! Whole artifacts of the job API and of the worked examples, as files to read. `CONTRACTUAL_BLESS=1` writes them anew.

use std::path::{Path, PathBuf};

use contractual_emit::Emission;

use crate::support::{emitted, examples::examples, jobs::jobs};

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(case)
}

/// Compares the artifacts that `shown` chooses, and the list of all paths.
fn check(case: &str, emission: &Emission, shown: &dyn Fn(&str) -> bool) {
    let paths: String = emission
        .artifacts
        .iter()
        .map(|artifact| format!("{}\n", artifact.path))
        .collect();
    let mut files = vec![("paths.txt".to_owned(), paths)];
    let chosen = emission
        .artifacts
        .iter()
        .filter(|artifact| shown(&artifact.path));
    files.extend(chosen.map(|artifact| (artifact.path.clone(), artifact.text.clone())));
    let bless = std::env::var_os("CONTRACTUAL_BLESS").is_some();
    if bless {
        let _ = std::fs::remove_dir_all(folder(case));
    }
    for (path, text) in files {
        let path = folder(case).join(path);
        if bless {
            let parent = path.parent().unwrap_or(&path);
            std::fs::create_dir_all(parent).unwrap_or_else(|e| panic!("{}: {e}", parent.display()));
            std::fs::write(&path, &text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
        let golden =
            std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        if golden != text {
            let line = golden
                .lines()
                .zip(text.lines())
                .position(|(a, b)| a != b)
                .unwrap_or_default();
            let (was, now) = (golden.lines().nth(line), text.lines().nth(line));
            panic!(
                "{}:{}:\n was: {was:?}\n now: {now:?}\nread the change, then run with CONTRACTUAL_BLESS=1",
                path.display(),
                line + 1
            );
        }
    }
}

#[test]
fn job_api() {
    check("job-api", &emitted(&jobs()), &|path| {
        !path.contains("/fixtures/") || path.contains("job-submit-request")
    });
}

#[test]
fn worked_examples() {
    check("examples", &emitted(&examples()), &|path| {
        path.ends_with(".schema.json")
            || path.ends_with("contracts.py")
            || path.ends_with("openapi-v1.yaml")
            || path.ends_with(".md")
            || path.contains("/typescript/")
    });
}
