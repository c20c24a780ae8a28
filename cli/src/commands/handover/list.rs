//! `list`: contracts with the schemas they use, and runs that are kept.

use std::path::{Path, PathBuf};

use contractual_handover::Loaded;
use serde_json::{Value, json};

use super::args::{Format, List, Listed};
use super::run::{read, shown};
use super::settings::options;
use super::{UNUSABLE, complain, print};

pub(super) fn list(args: &List) -> u8 {
    match args.what {
        Listed::Contracts => contracts(args),
        Listed::Runs => runs(args),
    }
}

/// The pipelines of a project.
fn pipelines(args: &List) -> Vec<PathBuf> {
    if !args.pipelines.is_empty() {
        return args.pipelines.clone();
    }
    let project = args
        .project
        .project
        .clone()
        .unwrap_or_else(|| PathBuf::from("."));
    let mut out = Vec::new();
    for folder in ["pipelines", ".wave/pipelines", ".agents/pipelines"] {
        let entries = std::fs::read_dir(project.join(folder))
            .ok()
            .into_iter()
            .flatten()
            .filter_map(Result::ok);
        out.extend(entries.map(|entry| entry.path()).filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
        }));
    }
    out.sort();
    out
}

fn contracts(args: &List) -> u8 {
    let mut rows: Vec<Value> = Vec::new();
    for path in pipelines(args) {
        let text = match read(&path) {
            Ok(text) => text,
            Err(message) => {
                complain(&message);
                return UNUSABLE;
            }
        };
        let file = shown(&path);
        let loaded = Loaded::parse(&text, &file);
        for step in &loaded.pipeline.steps {
            for contract in &step.contracts {
                let source = contract
                    .source
                    .clone()
                    .or_else(|| Some(step.output_artifacts.first()?.path.clone()));
                let inline = contract.schema.is_some() || contract.schema_text.is_some();
                let schema = contract
                    .schema_path
                    .clone()
                    .or_else(|| inline.then(|| "(inline)".to_owned()));
                rows.push(json!({
                    "pipeline": file, "step": step.id, "contract": contract.label(), "type": contract.type_text,
                    "schema": schema, "source": contract.kind.filter(|kind| kind.has_source()).and(source),
                    "on_failure": contract.policy().word(), "max_retries": contract.max_retries,
                    "must_pass": contract.must_pass.unwrap_or(true),
                }));
            }
        }
    }
    let keys = [
        "pipeline",
        "step",
        "contract",
        "schema",
        "source",
        "on_failure",
    ];
    show(args, &rows, &keys)
}

fn runs(args: &List) -> u8 {
    let options = match options(&args.project) {
        Ok(options) => options,
        Err(message) => {
            complain(&message);
            return UNUSABLE;
        }
    };
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(&options.storage)
        .ok()
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
    {
        let state = state(&entry.path());
        if let Some(state) = state {
            rows.push(state);
        }
    }
    rows.sort_by_key(|row| row.get("run").and_then(Value::as_str).map(str::to_owned));
    show(args, &rows, &["run", "pipeline", "status"])
}

/// Prints the rows: all that is known of them as JSON, or a table of these keys.
fn show(args: &List, rows: &[Value], keys: &[&str]) -> u8 {
    if args.project.format == Format::Json {
        print(&format!(
            "{}\n",
            serde_json::to_string_pretty(rows).unwrap_or_default()
        ));
        return 0;
    }
    let cell = |row: &Value, key: &str| {
        let text = row.get(key).and_then(Value::as_str);
        text.unwrap_or("-").to_owned()
    };
    let table: Vec<Vec<String>> = rows
        .iter()
        .map(|row| keys.iter().map(|key| cell(row, key)).collect())
        .collect();
    print(&columns(keys, &table));
    0
}

fn state(folder: &Path) -> Option<Value> {
    let text = read(&folder.join("run.json")).ok()?;
    let value: Value = serde_json::from_str(&text).ok()?;
    Some(
        json!({"run": value.get("run")?, "pipeline": value.get("pipeline")?, "status": value.get("status")?, "file": value.get("file")?}),
    )
}

/// Columns as wide as their widest cell, under the keys in capitals.
fn columns(keys: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = keys.iter().map(|key| key.to_uppercase()).collect();
    let widths: Vec<usize> = (0..head.len())
        .map(|at| {
            rows.iter()
                .map(|row| row[at].chars().count())
                .chain([head[at].len()])
                .max()
                .unwrap_or(0)
        })
        .collect();
    let line = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    std::iter::once(line(&head))
        .chain(rows.iter().map(|row| line(row)))
        .collect()
}
