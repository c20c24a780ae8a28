//! The references of a schema: where they stand, and which of them leads nowhere when the schema cannot be built.

use serde_json::Value;

use super::retrieve::ProjectFiles;
use crate::Violation;
use crate::paths::percent_decode;

/// What a failed build says, as violations with their pointers.
pub(super) fn build_problem(
    error: &jsonschema::ValidationError<'_>,
    files: &ProjectFiles,
    value: &Value,
    name: &str,
) -> Vec<(Violation, String)> {
    let refusals = files.refusals();
    if !refusals.is_empty() {
        return refusals
            .into_iter()
            .map(|refusal| {
                let pointer = pointer_of_ref(value, &refusal.reference, "").unwrap_or_default();
                (
                    Violation::new(refusal.code, format!("{name}: {}", refusal.message)),
                    pointer,
                )
            })
            .collect();
    }
    match error.kind() {
        jsonschema::error::ValidationErrorKind::Referencing(problem) => {
            let text = problem.to_string();
            let refs = all_refs(value, "");
            let named = refs.iter().find(|(_, reference)| {
                let fragment = reference.rsplit('#').next().unwrap_or(reference);
                let last = fragment.rsplit('/').next().unwrap_or(fragment);
                text.contains(reference.as_str())
                    || (!fragment.is_empty() && text.contains(fragment))
                    || (!last.is_empty() && text.contains(last))
            });
            // A reference inside the document can be tried out; that finds the place for sure.
            let broken = refs.iter().find(|(_, reference)| {
                reference.strip_prefix('#').is_some_and(|rest| {
                    (rest.is_empty() || rest.starts_with('/'))
                        && value.pointer(&percent_decode(rest)).is_none()
                })
            });
            let (pointer, reference) = broken.or(named).cloned().unwrap_or_default();
            let message = if reference.is_empty() {
                format!("{name} has a reference that leads nowhere: {text}")
            } else {
                format!("{name} has the reference `{reference}`, which leads nowhere")
            };
            vec![(
                Violation::new("schema_ref_unresolved", message).with("reason", text),
                pointer,
            )]
        }
        _ => {
            let path = error.schema_path().as_str();
            let instance = error.instance_path().as_str();
            let pointer = if value.pointer(path).is_some() && !path.is_empty() {
                path
            } else {
                instance
            };
            let message = format!("{name} cannot be used: {}", super::report::wanted(error));
            vec![(
                Violation::new("schema_invalid", message)
                    .with("reason", crate::clean::cut(&error.to_string(), 300)),
                pointer.to_owned(),
            )]
        }
    }
}

/// More references than this are not tried out one by one.
const MAX_TRIED: usize = 60;

/// A build stops at the first reference that leads nowhere. Each reference is tried out with the others taken away, so that all of
/// those are found; `first` is what the whole schema said.
pub(super) fn each_reference(
    value: &Value,
    first: Vec<(Violation, String)>,
    build: impl Fn(&Value) -> Option<Vec<(Violation, String)>>,
) -> Vec<(Violation, String)> {
    let refs = all_refs(value, "");
    if refs.len() < 2 || refs.len() > MAX_TRIED {
        return first;
    }
    let mut out: Vec<(Violation, String)> = Vec::new();
    for (kept, _) in &refs {
        let mut alone = value.clone();
        for (pointer, _) in refs.iter().filter(|(pointer, _)| pointer != kept) {
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                continue;
            };
            if let Some(Value::Object(members)) = alone.pointer_mut(parent) {
                members.shift_remove(key);
            }
        }
        for found in build(&alone).into_iter().flatten() {
            if !out.iter().any(|(_, pointer)| *pointer == found.1) {
                out.push(found);
            }
        }
    }
    // What only the references together say, such as a circle of them.
    if out.is_empty() { first } else { out }
}

/// Every reference of a schema with the pointer of its text.
fn all_refs(value: &Value, at: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                if matches!(key.as_str(), "const" | "enum" | "default" | "examples") {
                    continue;
                }
                if let ("$ref" | "$dynamicRef" | "$recursiveRef", Some(text)) =
                    (key.as_str(), member.as_str())
                {
                    out.push((pointer, text.to_owned()));
                } else {
                    out.extend(all_refs(member, &pointer));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                out.extend(all_refs(item, &format!("{at}/{index}")));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    out
}

fn pointer_of_ref(value: &Value, reference: &str, at: &str) -> Option<String> {
    let last = reference.rsplit('/').next().unwrap_or(reference);
    let refs = all_refs(value, at);
    refs.iter()
        .find(|(_, text)| {
            text.split('#')
                .next()
                .is_some_and(|file| file.rsplit('/').next() == Some(last))
        })
        .map(|(pointer, _)| pointer.clone())
}
