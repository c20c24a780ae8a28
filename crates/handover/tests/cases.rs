//! Runs every case of `tests/cases`: a pipeline, a script that stands in for all personas, and what must come of it. The form of
//! a case is described in `tests/cases/README.md`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use contractual_handover::{Options, run};
use serde_json::Value;

fn fits(want: &Value, got: &Value) -> bool {
    let Some(want) = want.as_object() else {
        return false;
    };
    want.iter().all(|(key, value)| {
        if key == "contains" {
            let text = got.to_string().replace("\\\"", "\"").replace("\\n", "\n");
            let raw = got.to_string();
            let parts = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            return parts
                .into_iter()
                .all(|part| text.contains(part) || raw.contains(part));
        }
        got.get(key) == Some(value)
    })
}

/// Gives every wanted violation one of its own; those left without are returned.
fn unmatched<'v>(wanted: &'v [Value], actual: &[Value]) -> Vec<&'v Value> {
    fn place(
        at: usize,
        wanted: &[Value],
        actual: &[Value],
        owner: &mut BTreeMap<usize, usize>,
        seen: &mut Vec<usize>,
    ) -> bool {
        for (n, got) in actual.iter().enumerate() {
            if seen.contains(&n) || !fits(&wanted[at], got) {
                continue;
            }
            seen.push(n);
            let free = match owner.get(&n).copied() {
                None => true,
                Some(other) => place(other, wanted, actual, owner, seen),
            };
            if free {
                owner.insert(n, at);
                return true;
            }
        }
        false
    }
    let mut owner = BTreeMap::new();
    (0..wanted.len())
        .filter(|at| !place(*at, wanted, actual, &mut owner, &mut Vec::new()))
        .map(|at| &wanted[at])
        .collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for entry in std::fs::read_dir(from).expect("case") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Runs one case; what differs is returned.
fn differences(case: &Path) -> Vec<String> {
    let folder = tempfile::tempdir().expect("folder");
    let (copied, state) = (folder.path().join("case"), folder.path().join("state"));
    copy(case, &copied);
    std::fs::create_dir_all(&state).expect("state");
    let project = copied.join("project");
    std::fs::create_dir_all(&project).expect("project");
    if copied.join("setup.sh").exists() {
        let status = std::process::Command::new("sh")
            .arg(copied.join("setup.sh"))
            .current_dir(&project)
            .status();
        assert!(status.expect("sh").success(), "setup of {}", case.display());
    }
    let want: Value =
        serde_json::from_slice(&std::fs::read(copied.join("expected.json")).expect("expected"))
            .expect("JSON");
    let mut options = Options::new(&project, folder.path().join("runs"));
    options.environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .collect();
    let mut put = |name: &str, value: &dyn AsRef<std::ffi::OsStr>| {
        options
            .environment
            .push((name.to_owned(), OsString::from(value.as_ref())));
    };
    put("CASE_DIR", &copied.as_os_str());
    put("CASE_STATE", &state.as_os_str());
    put("HANDOVER_TEST_TOKEN", &"a-secret-value");
    options.personas.default = Some("STEP_ID=\"$WAVE_STEP_ID\" sh \"$CASE_DIR/agent.sh\"".into());
    if let Ok(text) = std::fs::read_to_string(copied.join("input.txt")) {
        options.input = text.strip_suffix('\n').unwrap_or(&text).to_owned();
    }
    let pipeline = std::fs::read_to_string(copied.join("pipeline.yaml")).expect("pipeline");
    let started = Instant::now();
    let result = run(&pipeline, "pipeline.yaml", &options, &[]).to_json();
    let took = started.elapsed();
    let mut out = Vec::new();
    if result.get("ok") != want.get("ok") {
        out.push(format!("ok: {:?}", result.get("ok")));
    }
    let (wanted, found) = (list(&want, "steps"), list(&result, "steps"));
    if wanted.len() != found.len() {
        out.push(format!("{} steps: {result:#}", found.len()));
        return out;
    }
    for (want, got) in wanted.iter().zip(found) {
        let id = want.get("id").and_then(Value::as_str).unwrap_or_default();
        for key in ["id", "status", "attempts"] {
            if want.get(key) != got.get(key) {
                out.push(format!(
                    "{id}: {key}: expected {:?}, found {:?} in {got:#}",
                    want.get(key),
                    got.get(key)
                ));
            }
        }
        let (expected, actual) = (list(want, "violations"), list(got, "violations"));
        for missing in unmatched(expected, actual) {
            out.push(format!(
                "{id}: nothing like {missing} in {:#}",
                Value::from(actual.to_vec())
            ));
        }
        let exact = want.get("exact") == Some(&Value::Bool(true))
            || want.get("status").and_then(Value::as_str) == Some("passed");
        if exact && actual.len() > expected.len() {
            out.push(format!(
                "{id}: {} violations, expected exactly {}: {:#}",
                actual.len(),
                expected.len(),
                Value::from(actual.to_vec())
            ));
        }
        let ran = std::fs::read_to_string(state.join(format!("{id}.count")))
            .map_or(0, |text| text.trim().parse().unwrap_or(0));
        if want.get("attempts").and_then(Value::as_u64) != Some(ran) {
            out.push(format!("{id}: the work ran {ran} times"));
        }
    }
    let checks = want.get("checks").cloned().unwrap_or_default();
    if let Some(most) = checks.get("max_seconds").and_then(Value::as_u64)
        && took > Duration::from_secs(most)
    {
        out.push(format!("took {took:?}"));
    }
    let bytes = result.to_string().len() as u64;
    if checks
        .get("max_result_bytes")
        .and_then(Value::as_u64)
        .is_some_and(|most| bytes > most)
    {
        out.push(format!("the result has {bytes} bytes"));
    }
    if let Some(wait) = checks.get("wait_then_absent") {
        std::thread::sleep(Duration::from_secs(
            wait.get("seconds").and_then(Value::as_u64).unwrap_or(1),
        ));
        for name in list(wait, "state_files").iter().filter_map(Value::as_str) {
            if state.join(name).exists() {
                out.push(format!("{name} exists: something lived on"));
            }
        }
    }
    out
}

#[test]
fn every_case_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let only = std::env::var("HANDOVER_CASE").unwrap_or_default();
    let mut cases: Vec<_> = std::fs::read_dir(&folder)
        .expect("cases")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.is_dir() && path.to_string_lossy().contains(&only))
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    let mut bad = String::new();
    for case in &cases {
        let found = differences(case);
        if !found.is_empty() {
            bad.push_str(&format!(
                "\n{}:\n  {}\n",
                case.file_name().unwrap_or_default().to_string_lossy(),
                found.join("\n  ")
            ));
        }
    }
    assert!(bad.is_empty(), "{bad}");
}
