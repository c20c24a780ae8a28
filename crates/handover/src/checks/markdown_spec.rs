//! `markdown_spec`: structure, house rules, and the JSON form against a schema (section 13).

use super::{Prepared, Scene, Verdict, read_file};
use crate::document::Contract;
use crate::jsontext::scan;
use crate::markdown::{check_rules, check_structure, parse, to_json};
use crate::{RelPath, Violation};

pub(super) fn check(scene: &Scene<'_>, contract: &Contract, prepared: &Prepared) -> Verdict {
    let Some(path) = &prepared.source else {
        return Verdict::default();
    };
    let file = match read_file(scene.workspace, path, scene.options.limits.artifact_bytes) {
        Ok(file) => file,
        Err(violation) => return Verdict::one(*violation),
    };
    let shown = path.to_string();
    let mut verdict = Verdict::default();
    verdict.notes.extend(file.note);
    let document = parse(&file.text);
    verdict.violations.extend(check_structure(&document));
    if let Some(rules) = &prepared.rules {
        let folder = path.parent();
        let exists = |target: &str| {
            let found = match target.strip_prefix('/') {
                Some(from_root) => RelPath::parse(from_root),
                None => folder.join(target),
            };
            found.is_ok_and(|path| scene.workspace.exists(&path))
        };
        verdict
            .violations
            .extend(check_rules(&document, rules, &exists));
    }
    let (json, lines) = if prepared.schema.is_some() || contract.emit.is_some() {
        to_json(&document)
    } else {
        Default::default()
    };
    if let Some(schema) = &prepared.schema
        && let Ok((doc, _)) = scan(json.to_string())
    {
        for issue in schema.check(&doc).0 {
            let mut nearest = issue.pointer.as_str();
            let line = loop {
                if let Some(line) = lines.get(nearest) {
                    break *line;
                }
                nearest = nearest.rfind('/').map_or("", |at| &nearest[..at]);
            };
            let mut violation = Violation::new("schema_violation", issue.message)
                .pointer(issue.pointer)
                .at(line, 1)
                .with("expected", issue.expected)
                .with("actual", issue.actual);
            violation.keyword = Some(issue.keyword);
            violation.schema_pointer = Some(issue.schema_pointer);
            violation.hint = issue.hint;
            verdict.violations.push(violation);
        }
    }
    for violation in &mut verdict.violations {
        violation.file = Some(shown.clone());
    }
    if let (Some(emit), true) = (&contract.emit, verdict.violations.is_empty())
        && let Ok(target) = RelPath::parse(emit)
    {
        let text = format!(
            "{}\n",
            serde_json::to_string_pretty(&json).unwrap_or_default()
        );
        if let Err(error) = scene.workspace.write(&target, text.as_bytes(), 0o644) {
            verdict
                .violations
                .push(super::refused(scene.workspace, &target, error));
        }
    }
    verdict
}
