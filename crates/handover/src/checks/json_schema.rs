//! `json_schema`: a JSON file against a JSON Schema (section 11).

use serde_json::json;

use super::{Prepared, Scene, Verdict, read_file, refused};
use crate::clean::cut;
use crate::document::{Contract, RecoveryLevel};
use crate::jsontext::{
    Doc, Failure, Kind, Level, MAX_DEPTH, Places, Problem, Recovered, pointers_of_names, recover,
    scan,
};
use crate::schema::{Issue, Schema};
use crate::{RelPath, Violation};

pub(super) fn check(scene: &Scene<'_>, contract: &Contract, prepared: &Prepared) -> Verdict {
    let (Some(path), Some(schema)) = (&prepared.source, &prepared.schema) else {
        return Verdict::default();
    };
    let file = match read_file(scene.workspace, path, scene.options.limits.artifact_bytes) {
        Ok(file) => file,
        Err(violation) => return Verdict::one(*violation),
    };
    let mut verdict = Verdict::default();
    let mark = file.note.is_some();
    verdict.notes.extend(file.note);
    let shown = path.to_string();
    let original = if contract.wrapper_detection {
        unwrapped(file.text, &mut verdict, &shown)
    } else {
        file.text
    };
    let read = match read_document(original, level(contract), &shown) {
        Ok(read) => read,
        Err(violation) => {
            verdict.violations.push(*violation);
            return verdict;
        }
    };
    let (read, issues, total) = decode_twice(read, schema, level(contract));
    verdict.violations.extend(read.duplicates.iter().cloned());
    if let Some(name) = &prepared.rust {
        let rules = broken_rules(scene, name, &read, &issues, &shown);
        verdict.violations.extend(rules);
    }
    let texts = Texts {
        original: read.file_text(),
        recovered: read.recovered.as_ref(),
    };
    verdict
        .violations
        .extend(violations(&issues, total, schema, &texts, &shown));
    let mut fixes = read.fixes(&shown);
    if mark {
        // A byte order mark alone is skipped, not repaired: readers of the artifact meet it as it is.
        fixes.retain(|fix| !fix.is_empty());
    }
    if !fixes.is_empty() {
        let list = json!(fixes);
        for violation in &mut verdict.violations {
            violation.more.insert("recovered".into(), list.clone());
        }
        let message = format!(
            "`{shown}` was repaired before it was checked: {}",
            fixes.join("; ")
        );
        verdict.note(
            Violation::new("json_syntax", message)
                .file(shown.clone())
                .with("recovered", list),
        );
        if verdict.violations.is_empty() {
            rewrite(scene, path, &read, &mut verdict);
        }
    }
    verdict
}

/// The rules of a Rust contract, which no schema says in full. Where the schema itself refuses the same object by a combination, it
/// has said so already.
fn broken_rules(
    scene: &Scene<'_>,
    name: &str,
    read: &Read,
    issues: &[Issue],
    shown: &str,
) -> Vec<Violation> {
    const COMBINATIONS: [&str; 8] = [
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "if",
        "then",
        "else",
        "dependentRequired",
    ];
    let Some(source) = &scene.options.schemas else {
        return Vec::new();
    };
    let places = Places::new(read.file_text());
    let mut out = Vec::new();
    for broken in source.broken_rules(name, read.doc.text()) {
        let said = |issue: &Issue| {
            issue.pointer == broken.pointer && COMBINATIONS.contains(&issue.keyword.as_str())
        };
        if issues.iter().any(said) {
            continue;
        }
        let message = format!(
            "{} breaks the rule `{}`: expected {}, found {}",
            crate::schema::place(&broken.pointer),
            broken.rule,
            broken.expected,
            broken.found
        );
        let mut violation = Violation::new("schema_violation", message)
            .file(shown)
            .pointer(broken.pointer.clone())
            .with("rule", broken.rule)
            .with("expected", broken.expected)
            .with("actual", broken.found);
        violation.keyword = Some("rule".to_owned());
        if let Some(node) = read.doc.at(&broken.pointer) {
            let offset = read
                .recovered
                .as_ref()
                .map_or(node.start(), |recovered| recovered.original(node.start()));
            let (line, column) = places.of(offset);
            violation = violation.at(line, column);
        }
        out.push(violation);
    }
    out
}

/// Checks an injected artifact against an input schema (section 8.5).
pub(crate) fn check_input(text: String, schema: &Schema, shown: &str) -> Vec<Violation> {
    let mut found = match read_document(text, None, shown) {
        Ok(read) => {
            let (issues, total) = schema.check(&read.doc);
            let texts = Texts {
                original: read.file_text(),
                recovered: None,
            };
            let mut found = read.duplicates.clone();
            found.extend(violations(&issues, total, schema, &texts, shown));
            found
        }
        Err(violation) => vec![*violation],
    };
    for violation in &mut found {
        violation
            .more
            .insert("reason".into(), json!(violation.code));
        violation.code = "input_schema_violation";
    }
    found
}

fn level(contract: &Contract) -> Option<Level> {
    if contract.allow_recovery == Some(false) {
        return None;
    }
    Some(match contract.recovery_level.unwrap_or_default() {
        RecoveryLevel::Conservative => Level::Conservative,
        RecoveryLevel::Progressive => Level::Progressive,
        RecoveryLevel::Aggressive => Level::Aggressive,
    })
}

/// A document as it was read.
struct Read {
    /// The text of the file (without its mark); empty if nothing was repaired, the document has it then.
    original: String,
    doc: Doc,
    recovered: Option<Recovered>,
    unwrapped: Vec<String>,
    duplicates: Vec<Violation>,
}

impl Read {
    /// The text of the file: a copy is kept only where the document is another one.
    fn file_text(&self) -> &str {
        if self.recovered.is_none() && self.unwrapped.is_empty() {
            self.doc.text()
        } else {
            &self.original
        }
    }

    fn fixes(&self, _shown: &str) -> Vec<String> {
        let places = Places::new(&self.original);
        let mut out: Vec<String> = Vec::new();
        for (offset, fix) in self.recovered.iter().flat_map(|recovered| &recovered.fixes) {
            let (line, column) = places.of(*offset);
            let text = format!("{fix} ({line}:{column})");
            if !out.contains(&text) && out.len() < 50 {
                out.push(text);
            }
        }
        out.extend(self.unwrapped.iter().cloned());
        out
    }
}

fn read_document(text: String, level: Option<Level>, shown: &str) -> Result<Read, Box<Violation>> {
    let (problem, text) = match scan(text) {
        Ok((doc, mut found)) => {
            let duplicates = duplicates(&doc, &mut found, None, shown);
            // The document owns the text; a copy is kept only where something was repaired.
            return Ok(Read {
                original: String::new(),
                doc,
                recovered: None,
                unwrapped: Vec::new(),
                duplicates,
            });
        }
        Err(failed) => failed,
    };
    let Some(level) = level else {
        return Err(Box::new(syntax(&text, &problem, shown, "")));
    };
    if matches!(problem, Problem::TooDeep { .. }) {
        return Err(Box::new(syntax(&text, &problem, shown, "")));
    }
    let recovered = match recover(&text, level) {
        Ok(recovered) => recovered,
        Err(Failure::Broken(problem)) => return Err(Box::new(syntax(&text, &problem, shown, ""))),
        Err(Failure::Nothing) => return Err(Box::new(syntax(&text, &problem, shown, ""))),
        Err(Failure::Ambiguous(starts)) => return Err(Box::new(ambiguous(&text, &starts, shown))),
    };
    match scan(recovered.text.clone()) {
        Ok((doc, mut found)) => {
            let duplicates = duplicates(&doc, &mut found, Some((&text, &recovered)), shown);
            Ok(Read {
                original: text,
                doc,
                recovered: Some(recovered),
                unwrapped: Vec::new(),
                duplicates,
            })
        }
        Err((Problem::Syntax { offset, expected }, _)) => {
            let problem = Problem::Syntax {
                offset: recovered.original(offset),
                expected,
            };
            Err(Box::new(syntax(&text, &problem, shown, "")))
        }
        Err((Problem::TooDeep { offset }, _)) => Err(Box::new(syntax(
            &text,
            &Problem::TooDeep {
                offset: recovered.original(offset),
            },
            shown,
            "",
        ))),
    }
}

pub(super) fn syntax(text: &str, problem: &Problem, shown: &str, why: &str) -> Violation {
    let places = Places::new(text);
    match problem {
        Problem::Syntax { offset, expected } => {
            let (line, column) = places.of(*offset);
            let found = text[(*offset).min(text.len())..].chars().next();
            let found = match found {
                None => "the end of the file".to_owned(),
                Some('\n' | '\r') => "the end of the line".to_owned(),
                Some(c) => format!("`{c}`"),
            };
            Violation::new(
                "json_syntax",
                format!("`{shown}` is not JSON: expected {expected}, found {found}{why}"),
            )
            .file(shown)
            .at(line, column)
            .with("expected", expected.clone())
            .with("actual", found)
            .with("quote", cut(places.line(line), 200))
        }
        Problem::TooDeep { offset } => {
            let (line, column) = places.of(*offset);
            Violation::new(
                "json_too_deep",
                format!("`{shown}` is nested deeper than {MAX_DEPTH} levels"),
            )
            .file(shown)
            .at(line, column)
            .with("limit", MAX_DEPTH)
        }
    }
}

fn ambiguous(text: &str, starts: &[usize], shown: &str) -> Violation {
    let places = Places::new(text);
    let found: Vec<(u32, u32)> = starts.iter().map(|start| places.of(*start)).collect();
    let list: Vec<String> = found
        .iter()
        .map(|(line, column)| format!("{line}:{column}"))
        .collect();
    let (line, column) = found.first().copied().unwrap_or((1, 1));
    Violation::new(
        "json_ambiguous",
        format!(
            "`{shown}` holds {} JSON values, at {}: which one is meant is not guessed",
            found.len(),
            list.join(", ")
        ),
    )
    .file(shown)
    .at(line, column)
    .with(
        "positions",
        found
            .iter()
            .map(|(line, column)| json!({"line": line, "column": column}))
            .collect::<Vec<_>>(),
    )
    .hint("write one value, and nothing else, into the file")
}

pub(super) fn duplicates(
    doc: &Doc,
    found: &mut [crate::jsontext::Duplicate],
    repaired: Option<(&str, &Recovered)>,
    shown: &str,
) -> Vec<Violation> {
    if found.is_empty() {
        return Vec::new();
    }
    pointers_of_names(doc, found);
    let places = Places::new(repaired.map_or(doc.text(), |(text, _)| text));
    let offset =
        |offset: usize| repaired.map_or(offset, |(_, recovered)| recovered.original(offset));
    found
        .iter()
        .map(|duplicate| {
            let (line, column) = places.of(offset(duplicate.offset));
            let (first, _) = places.of(offset(duplicate.first));
            Violation::new(
                "json_duplicate_key",
                format!(
                    "the member `{}` is there twice; the first is in line {first}",
                    cut(&duplicate.name, 100)
                ),
            )
            .file(shown)
            .at(line, column)
            .pointer(duplicate.pointer.clone())
            .with("first_line", first)
        })
        .collect()
}

struct Texts<'a> {
    original: &'a str,
    recovered: Option<&'a Recovered>,
}

fn violations(
    issues: &[Issue],
    total: usize,
    schema: &Schema,
    texts: &Texts<'_>,
    shown: &str,
) -> Vec<Violation> {
    if issues.is_empty() {
        return Vec::new();
    }
    let places = Places::new(texts.original);
    let mut out: Vec<Violation> = issues
        .iter()
        .map(|issue| {
            let offset = texts
                .recovered
                .map_or(issue.offset, |recovered| recovered.original(issue.offset));
            let (line, column) = places.of(offset);
            let mut violation = Violation::new("schema_violation", issue.message.clone())
                .file(shown)
                .pointer(issue.pointer.clone())
                .at(line, column);
            violation.keyword = Some(issue.keyword.clone());
            violation.schema_pointer = Some(issue.schema_pointer.clone());
            if let Some(file) = issue.schema_file.as_ref().or(schema.file.as_ref()) {
                violation = violation.with("schema_file", file.clone());
            }
            violation = violation
                .with("expected", issue.expected.clone())
                .with("actual", issue.actual.clone());
            if !issue.missing.is_empty() {
                violation = violation.with("missing", issue.missing.clone());
            }
            if !issue.extra.is_empty() {
                violation = violation.with("extra", issue.extra.clone());
            }
            if let Some(branch) = issue.branch {
                violation = violation.with("branch", branch);
            }
            violation.hint = issue.hint.clone();
            violation
        })
        .collect();
    // One object that lacks several members: each line says so for its own, and all names are at hand.
    let missing: Vec<(Option<String>, Option<String>, String)> = issues
        .iter()
        .flat_map(|issue| {
            issue.missing.iter().map(|name| {
                (
                    Some(issue.pointer.clone()),
                    Some(issue.schema_pointer.clone()),
                    name.clone(),
                )
            })
        })
        .collect();
    for violation in &mut out {
        if violation.keyword.as_deref() == Some("required") {
            let names: Vec<String> = missing
                .iter()
                .filter(|(pointer, schema, _)| {
                    *pointer == violation.pointer && *schema == violation.schema_pointer
                })
                .map(|(_, _, name)| name.clone())
                .collect();
            if names.len() > 1 {
                violation.more.insert("all_missing".into(), json!(names));
            }
        }
    }
    if total > issues.len()
        && let Some(last) = out.last_mut()
    {
        last.more
            .insert("left_out".into(), json!(total - issues.len()));
        last.message.push_str(&format!(
            " (and {} of the schema)",
            contractual_diag::counted(total - issues.len(), "more violation")
        ));
    }
    out
}

/// A text that is itself JSON, where an object or array is wanted: opened once if what is inside passes (section 11.5.7).
fn decode_twice(
    mut read: Read,
    schema: &Schema,
    level: Option<Level>,
) -> (Read, Vec<Issue>, usize) {
    let (mut issues, mut total) = schema.check(&read.doc);
    if level.is_none_or(|level| level < Level::Progressive) {
        return (read, issues, total);
    }
    for _ in 0..8 {
        let wrapped = issues.iter().find(|issue| {
            issue.keyword == "type"
                && (issue.expected.contains("object") || issue.expected.contains("array"))
                && read
                    .doc
                    .at(&issue.pointer)
                    .is_some_and(|node| node.kind() == Kind::String)
        });
        let Some(pointer) = wrapped.map(|issue| issue.pointer.clone()) else {
            break;
        };
        let Some(node) = read.doc.at(&pointer) else {
            break;
        };
        let (start, written) = (node.start(), node.written().len());
        let inner = node.text().trim().to_owned();
        if !matches!(inner.as_bytes().first(), Some(b'{' | b'[')) || scan(inner.clone()).is_err() {
            break;
        }
        let text = format!(
            "{}{}{}",
            &read.doc.text()[..start],
            inner,
            &read.doc.text()[start + written..]
        );
        let Ok((doc, _)) = scan(text.clone()) else {
            break;
        };
        let (after, after_total) = schema.check(&doc);
        if after.iter().any(|issue| {
            issue.pointer == pointer || issue.pointer.starts_with(&format!("{pointer}/"))
        }) {
            break;
        }
        if read.recovered.is_none() && read.unwrapped.is_empty() {
            read.original = read.doc.text().to_owned();
        }
        read.unwrapped.push(format!(
            "opened a JSON text inside a string at {}",
            crate::schema::place(&pointer)
        ));
        read.doc = doc;
        (issues, total) = (after, after_total);
    }
    (read, issues, total)
}

/// An error report of the engine itself, taken for the answer: what is inside is checked instead (section 11.5.6).
fn unwrapped(text: String, verdict: &mut Verdict, shown: &str) -> String {
    let (doc, _) = match scan(text) {
        Ok(found) => found,
        Err((_, text)) => return text,
    };
    let root = doc.root();
    let is_text = |name: &str| {
        root.get(name)
            .is_some_and(|node| node.kind() == Kind::String)
    };
    let marked = ["contract_type", "step_id", "final_error", "attempts"]
        .iter()
        .any(|name| root.get(name).is_some());
    if root.kind() == Kind::Object && is_text("error_type") && is_text("raw_output") && marked {
        let inner = root
            .get("raw_output")
            .map(|node| node.text().into_owned())
            .unwrap_or_default();
        let message = format!(
            "`{shown}` is an error report of the engine; the text in `raw_output` was checked instead"
        );
        verdict.note(
            Violation::new("json_syntax", message)
                .file(shown)
                .pointer("/raw_output"),
        );
        return inner;
    }
    doc.text().to_owned()
}

/// Puts the repaired text in place, so that dependents read what was checked; the original stays next to it.
fn rewrite(scene: &Scene<'_>, path: &RelPath, read: &Read, verdict: &mut Verdict) {
    let shown = path.to_string();
    let raw = path.file_name().map(|name| format!("{name}.raw"));
    let raw = raw.and_then(|name| path.parent().join(&name).ok());
    let kept = raw
        .as_ref()
        .map(|raw| scene.workspace.write(raw, read.original.as_bytes(), 0o644));
    let text = format!("{}\n", read.doc.text().trim());
    let written = scene.workspace.write(path, text.as_bytes(), 0o644);
    if let (Some(Err(error)), _) | (_, Err(error)) = (kept, written) {
        let violation = refused(scene.workspace, path, error);
        let message = format!(
            "`{shown}` was repaired, but cannot be rewritten: {}",
            violation.message
        );
        verdict
            .violations
            .push(Violation::new("json_syntax", message).file(shown));
    }
}
