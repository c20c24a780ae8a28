//! Runs every small case of `tests/checks`: one contract against some files, or one pipeline file through preflight. The form is
//! described in `tests/checks/README.md`.

use std::path::Path;

use contractual_handover::{Options, check_only, validate};
use serde_json::Value;

#[derive(Default)]
struct Case {
    name: String,
    contract: String,
    files: Vec<(String, String)>,
    expected: Vec<String>,
}

fn parse(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut in_expected = false;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            in_expected = false;
            cases.push(Case {
                name: name.to_owned(),
                ..Case::default()
            });
            continue;
        }
        let Some(case) = cases.last_mut() else {
            continue;
        };
        if line == "===" {
            in_expected = true;
        } else if in_expected {
            if !line.trim().is_empty() {
                case.expected.push(line.trim().to_owned());
            }
        } else if let Some(file) = line.strip_prefix("--- ") {
            let (path, text) = file.split_once(": ").expect("a path and a text");
            let text = serde_json::from_str(text).unwrap_or_else(|why| panic!("{line}: {why}"));
            case.files.push((path.to_owned(), text));
        } else {
            case.contract.push_str(&format!("        {line}\n"));
        }
    }
    cases
}

fn place(value: &Value) -> String {
    let number = |key: &str| value.get(key).map(Value::to_string).unwrap_or_default();
    format!("{}:{}", number("line"), number("column"))
}

fn fits(expected: &str, found: &Value) -> bool {
    let mut parts = expected.split(" ~ ");
    let mut words = parts.next().unwrap_or_default().split_whitespace();
    let text = |key: &str| found.get(key).and_then(Value::as_str).unwrap_or_default();
    if words.next() != Some(text("code")) {
        return false;
    }
    let words = words.all(|word| {
        let (key, wanted) = word.split_once('=').expect("key=value");
        match key {
            "kw" => text("keyword") == wanted,
            "ptr" => found.get("pointer").is_some() && text("pointer") == wanted.trim_matches('"'),
            "at" if wanted.contains(':') => place(found) == wanted,
            "at" => found.get("line").map(Value::to_string).as_deref() == Some(wanted),
            "cfg" => found.get("config").map(place).as_deref() == Some(wanted),
            "field" => text("field") == wanted,
            other => panic!("unknown key {other}"),
        }
    });
    let all = found
        .to_string()
        .replace("\\\"", "\"")
        .replace("\":", "\": ");
    words && parts.all(|part| all.contains(part) || found.to_string().contains(part))
}

fn list(value: &Value, key: &str) -> Vec<Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}

/// Runs one case; what differs is returned.
fn differences(case: &Case) -> Vec<String> {
    let folder = tempfile::tempdir().expect("folder");
    let [project, workspace] = ["project", "workspace"].map(|name| folder.path().join(name));
    for root in [&project, &workspace] {
        std::fs::create_dir(root).expect("folder");
    }
    let mut pipeline = None;
    let mut artifact = None;
    for (path, text) in &case.files {
        let target = match path.strip_prefix("project:") {
            Some(path) => project.join(path),
            None if path == "pipeline.yaml" => {
                pipeline = Some(text.clone());
                continue;
            }
            None => {
                artifact.get_or_insert(path.clone());
                workspace.join(path)
            }
        };
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("folder");
        std::fs::write(target, text).expect("written");
    }
    let mut options = Options::new(&project, folder.path().join("runs"));
    options.environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .collect();
    let result = match pipeline {
        Some(text) => validate(&text, "pipeline.yaml", &options, false),
        None => {
            let artifact = artifact.unwrap_or_else(|| "o.txt".into());
            let text = format!(
                "steps:\n  - id: s\n    persona: p\n    exec: {{type: prompt, source: x}}\n    output_artifacts: [{{name: o, path: {artifact}}}]\n    handover:\n      contract:\n{}",
                case.contract
            );
            check_only(&text, "pipeline.yaml", &options, "s", &workspace)
        }
    };
    let result = result.to_json();
    let steps = list(&result, "steps");
    let of_steps =
        |key: &str| -> Vec<Value> { steps.iter().flat_map(|step| list(step, key)).collect() };
    let mut found = of_steps("violations");
    found.extend(list(&result, "problems"));
    let mut told = of_steps("notes");
    told.extend(list(&result, "warnings"));
    let mut out = Vec::new();
    assert!(!case.expected.is_empty(), "{}: nothing expected", case.name);
    for expected in case.expected.iter().filter(|line| *line != "pass") {
        if let Some(warning) = expected.strip_prefix("warn ") {
            if !told.iter().any(|one| fits(warning, one)) {
                out.push(format!("nothing like `{expected}` in {told:#?}"));
            }
            continue;
        }
        match found.iter().position(|one| fits(expected, one)) {
            Some(at) => {
                found.remove(at);
            }
            None => out.push(format!("nothing like `{expected}`")),
        }
    }
    out.extend(found.iter().map(|one| format!("not expected: {one}")));
    out
}

#[test]
fn every_check_comes_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checks");
    let only = std::env::var("HANDOVER_CHECK").unwrap_or_default();
    let mut bad = String::new();
    let mut ran = 0;
    for entry in std::fs::read_dir(&folder).expect("checks") {
        let path = entry.expect("entry").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        for case in parse(&text).iter().filter(|case| case.name.contains(&only)) {
            ran += 1;
            let found = differences(case);
            if !found.is_empty() {
                bad.push_str(&format!("\n{}:\n  {}\n", case.name, found.join("\n  ")));
            }
        }
    }
    assert!(ran > 0, "no case in {}", folder.display());
    assert!(bad.is_empty(), "{bad}");
}
