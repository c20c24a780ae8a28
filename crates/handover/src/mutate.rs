//! How strong are the contracts of a step? An artifact that passes is bent in many ways; the mutants that still pass show what a
//! contract does not see (section 24.7).

use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::load::Loaded;
use crate::root::{Root, read_limited};
use crate::run::{RunResult, StepStatus, check_only};
use crate::{Options, RelPath};

/// At most this many mutants are tried.
const MAX_MUTANTS: usize = 200;

/// One bent artifact.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// The file.
    pub file: String,
    /// What was done to it.
    pub change: String,
    /// A contract saw it.
    pub caught: bool,
    /// The first code that was reported.
    pub code: Option<&'static str>,
}

/// What became of all mutants.
#[derive(Debug, Clone, Default)]
pub struct MutationReport {
    /// The step.
    pub step: String,
    /// In the order in which they were tried.
    pub mutants: Vec<Mutant>,
    /// Why nothing could be tried.
    pub refused: Option<String>,
}

impl MutationReport {
    /// The number of mutants that no contract saw.
    pub fn survivors(&self) -> usize {
        self.mutants.iter().filter(|mutant| !mutant.caught).count()
    }

    /// For people: what was not seen, then the count.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for mutant in self.mutants.iter().filter(|mutant| !mutant.caught) {
            let _ = writeln!(out, "not seen: {} ({})", mutant.change, mutant.file);
        }
        let _ = writeln!(
            out,
            "{}: {} of {} mutants were caught, {} were let through",
            self.step,
            self.mutants.len() - self.survivors(),
            self.mutants.len(),
            self.survivors()
        );
        out
    }

    /// As a document.
    pub fn to_json(&self) -> Value {
        json!({
            "step": self.step,
            "tried": self.mutants.len(),
            "survivors": self.survivors(),
            "mutants": self.mutants.iter().map(|mutant| json!({"file": mutant.file, "change": mutant.change, "caught": mutant.caught, "code": mutant.code})).collect::<Vec<_>>(),
        })
    }
}

/// Tries mutants of the artifacts of a step against its contracts. Works on a copy; the folder given is not touched.
pub fn mutation_check(
    text: &str,
    file: &str,
    options: &Options,
    step: &str,
    workspace: &Path,
) -> MutationReport {
    let refused = |message: String| MutationReport {
        step: step.to_owned(),
        mutants: Vec::new(),
        refused: Some(message),
    };
    let before = check_only(text, file, options, step, workspace);
    let passed = before
        .steps
        .first()
        .is_some_and(|report| report.status == StepStatus::Passed);
    if !passed || before.steps.len() != 1 {
        let why = first(&before)
            .map(|(_, message)| format!(": {message}"))
            .unwrap_or_default();
        return refused(format!(
            "the artifacts of `{step}` must pass before they are bent{why}"
        ));
    }
    let loaded = Loaded::parse(text, file);
    let Some(definition) = loaded
        .pipeline
        .steps
        .iter()
        .find(|candidate| candidate.id == step)
    else {
        return refused(format!("the pipeline has no step `{step}`"));
    };
    let folder = options
        .storage
        .join(format!(".mutants-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let opened = std::fs::create_dir_all(&folder)
        .and_then(|()| Ok((Root::open(workspace)?, Root::open(&folder)?)));
    let (from, to) = match opened {
        Ok(opened) => opened,
        Err(error) => return refused(format!("cannot make a copy to work on: {error}")),
    };
    let mut report = MutationReport {
        step: step.to_owned(),
        ..MutationReport::default()
    };
    let mut left = 100_000;
    if let Err(why) = crate::workspace::copy_tree(
        &from,
        &RelPath::base(),
        &to,
        &RelPath::base(),
        false,
        &mut left,
    ) {
        report.refused = Some(format!("cannot copy the workspace: {why}"));
    } else {
        let mut files: Vec<RelPath> = Vec::new();
        let sources = definition
            .contracts
            .iter()
            .filter_map(|contract| contract.source.as_ref());
        for path in sources.chain(
            definition
                .output_artifacts
                .iter()
                .map(|artifact| &artifact.path),
        ) {
            match RelPath::parse(path) {
                Ok(path) if !files.contains(&path) => files.push(path),
                _ => {}
            }
        }
        for path in files {
            let Some(bytes) = to
                .file(&path)
                .ok()
                .and_then(|file| read_limited(file, 4 << 20).ok().flatten())
            else {
                continue;
            };
            let Ok(original) = String::from_utf8(bytes) else {
                continue;
            };
            for (change, mutant) in mutants(&original, path.extension().unwrap_or_default()) {
                if report.mutants.len() >= MAX_MUTANTS {
                    break;
                }
                if to.write(&path, mutant.as_bytes(), 0o644).is_err() {
                    continue;
                }
                let result = check_only(text, file, options, step, to.path());
                let found = first(&result);
                let caught = result
                    .steps
                    .first()
                    .is_none_or(|report| !report.violations.is_empty());
                report.mutants.push(Mutant {
                    file: path.to_string(),
                    change,
                    caught,
                    code: found.map(|(code, _)| code),
                });
            }
            let _ = to.write(&path, original.as_bytes(), 0o644);
        }
        if report.mutants.is_empty() {
            report.refused = Some(format!(
                "the step `{step}` has no text artifact that could be bent"
            ));
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
    report
}

fn first(result: &RunResult) -> Option<(&'static str, String)> {
    let violation = result
        .problems
        .iter()
        .chain(result.steps.iter().flat_map(|step| &step.violations))
        .next()?;
    Some((violation.code, violation.message.clone()))
}

fn mutants(text: &str, extension: &str) -> Vec<(String, String)> {
    let mut out = vec![("the file is emptied".to_owned(), String::new())];
    let half = crate::clean::cut_bytes(text, text.len() / 2);
    out.push(("the second half is cut off".into(), half.to_owned()));
    if extension == "json"
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        bend(
            &value,
            "",
            &mut |change, mutant| out.push((change, mutant)),
            &value,
        );
    } else if matches!(extension, "md" | "markdown") {
        for (at, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with('#'))
            .take(30)
        {
            let without: Vec<&str> = text
                .lines()
                .enumerate()
                .filter(|(n, _)| *n != at)
                .map(|(_, line)| line)
                .collect();
            out.push((
                format!("the heading `{line}` is removed"),
                without.join("\n"),
            ));
            let deeper: Vec<String> = text
                .lines()
                .enumerate()
                .map(|(n, line)| {
                    if n == at {
                        format!("##{line}")
                    } else {
                        line.to_owned()
                    }
                })
                .collect();
            out.push((
                format!("the heading `{line}` is two levels deeper"),
                deeper.join("\n"),
            ));
        }
    } else {
        for at in 0..text.lines().count().min(20) {
            let without: Vec<&str> = text
                .lines()
                .enumerate()
                .filter(|(n, _)| *n != at)
                .map(|(_, line)| line)
                .collect();
            out.push((format!("line {} is removed", at + 1), without.join("\n")));
        }
    }
    out.retain(|(_, mutant)| mutant != text);
    out
}

/// Every value once: dropped, of another type, emptied, or an extra member next to it.
fn bend(value: &Value, pointer: &str, report: &mut dyn FnMut(String, String), root: &Value) {
    let shown = crate::schema::place(pointer);
    let mut put = |change: String, new: Option<Value>| {
        let mut copy = root.clone();
        match new {
            Some(new) => {
                if let Some(slot) = copy.pointer_mut(pointer) {
                    *slot = new;
                }
            }
            None => {
                let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", ""));
                match copy.pointer_mut(parent) {
                    Some(Value::Object(members)) => {
                        members.shift_remove(&name.replace("~1", "/").replace("~0", "~"));
                    }
                    Some(Value::Array(items)) => {
                        if let Ok(at) = name.parse::<usize>() {
                            items.remove(at);
                        }
                    }
                    _ => {}
                }
            }
        }
        report(change, copy.to_string());
    };
    if !pointer.is_empty() {
        put(format!("{shown} is dropped"), None);
        put(format!("{shown} is null"), Some(Value::Null));
    }
    match value {
        Value::String(_) => {
            put(format!("{shown} is a number"), Some(json!(7)));
            put(format!("{shown} is an empty text"), Some(json!("")));
        }
        Value::Number(number) => {
            put(format!("{shown} is text"), Some(json!(number.to_string())));
            put(format!("{shown} is negative"), Some(json!(-987_654_321)));
        }
        Value::Bool(flag) => put(format!("{shown} is text"), Some(json!(flag.to_string()))),
        Value::Array(items) => {
            put(format!("{shown} is an empty array"), Some(json!([])));
            put(format!("{shown} is an object"), Some(json!({})));
            for (at, item) in items.iter().enumerate().take(2) {
                bend(item, &format!("{pointer}/{at}"), report, root);
            }
        }
        Value::Object(members) => {
            let mut more = members.clone();
            more.insert("unexpected_member".into(), json!(true));
            put(
                format!("{shown} has a member more"),
                Some(Value::Object(more)),
            );
            for (key, member) in members.iter().take(50) {
                bend(
                    member,
                    &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")),
                    report,
                    root,
                );
            }
        }
        Value::Null => put(format!("{shown} is text"), Some(json!("text"))),
    }
}
