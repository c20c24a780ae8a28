//! A schema file or text to a validator; every problem is found here, before a step runs (section 11.1).

use std::sync::Arc;

use jsonschema::{Draft, Validator};
use serde_json::Value;

use super::formats;
use super::retrieve::{ProjectFiles, file_uri};
use crate::jsontext::{Doc, Places, Problem, Tape, scan};
use crate::root::{Refused, Root, read_limited};
use crate::violation::Severity;
use crate::{RelPath, Violation};

/// Larger schema files are refused.
pub(crate) const MAX_SCHEMA_BYTES: u64 = 16 << 20;
/// At most this many problems of one schema are listed.
const MAX_PROBLEMS: usize = 20;
/// Steps of one pattern match before it counts as undecided.
const BACKTRACK_LIMIT: usize = 1_000_000;

const DIALECTS: [(&str, Draft); 5] = [
    ("json-schema.org/draft/2020-12/schema", Draft::Draft202012),
    ("json-schema.org/draft/2019-09/schema", Draft::Draft201909),
    ("json-schema.org/draft-07/schema", Draft::Draft7),
    ("json-schema.org/draft-06/schema", Draft::Draft6),
    ("json-schema.org/draft-04/schema", Draft::Draft4),
];

/// A compiled schema.
pub(crate) struct Schema {
    pub(super) validator: Validator<Tape>,
    pub(super) value: Value,
    /// The file, relative to the project root; nothing for an inline schema.
    pub(crate) file: Option<String>,
    /// What should be looked at although the schema works.
    pub(crate) warnings: Vec<Violation>,
    pub(super) project: std::path::PathBuf,
}

impl Schema {
    /// Loads a schema file of the project. `field` is the key of the pipeline file that names it.
    pub(crate) fn of_file(
        project: &Arc<Root>,
        path: &RelPath,
        field: &str,
    ) -> Result<Self, Vec<Violation>> {
        let shown = path.to_string();
        let bytes = match project
            .file(path)
            .map(|file| read_limited(file, MAX_SCHEMA_BYTES))
        {
            Ok(Ok(Some(bytes))) => bytes,
            Ok(Ok(None)) => {
                let message =
                    format!("the schema `{shown}` is larger than {MAX_SCHEMA_BYTES} bytes");
                return Err(vec![
                    Violation::new("schema_malformed", message)
                        .field(field)
                        .with("schema_file", shown),
                ]);
            }
            Ok(Err(error)) => {
                let message = format!("cannot read the schema `{shown}`: {error}");
                return Err(vec![
                    Violation::new("schema_missing", message)
                        .field(field)
                        .with("schema_file", shown),
                ]);
            }
            Err(refused) => return Err(vec![refused_schema(project, path, field, refused)]),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let message = format!(
                    "the schema `{shown}` is not UTF-8 at byte {}",
                    error.utf8_error().valid_up_to()
                );
                return Err(vec![
                    Violation::new("schema_malformed", message)
                        .field(field)
                        .with("schema_file", shown),
                ]);
            }
        };
        Self::of_text(project, &text, Some(path), field)
    }

    /// Loads a schema from its text; `path` is where it stands, for relative references.
    pub(crate) fn of_text(
        project: &Arc<Root>,
        text: &str,
        path: Option<&RelPath>,
        field: &str,
    ) -> Result<Self, Vec<Violation>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let name = path.map_or_else(
            || "the inline schema".to_owned(),
            |path| format!("the schema `{path}`"),
        );
        let mark = |violation: Violation| {
            let violation = violation.field(field);
            match path {
                Some(path) => violation.with("schema_file", path.to_string()),
                None => violation,
            }
        };
        let (doc, duplicates) = match scan(text.to_owned()) {
            Ok(found) => found,
            Err((problem, text)) => {
                let places = Places::new(&text);
                let (offset, message) = match problem {
                    Problem::Syntax { offset, expected } => {
                        (offset, format!("{name} is not JSON: expected {expected}"))
                    }
                    Problem::TooDeep { offset } => (offset, format!("{name} is nested too deeply")),
                };
                let (line, column) = places.of(offset);
                let violation =
                    Violation::new("schema_malformed", format!("{message} at {line}:{column}"))
                        .at(line, column)
                        .with("quote", crate::clean::cut(places.line(line), 200));
                return Err(vec![mark(violation)]);
            }
        };
        let places = Places::new(doc.text());
        if let Some(duplicate) = duplicates.first() {
            let (line, column) = places.of(duplicate.offset);
            let message = format!(
                "{name} has the member `{}` twice in one object",
                duplicate.name
            );
            return Err(vec![mark(
                Violation::new("schema_malformed", message).at(line, column),
            )]);
        }
        let value = doc.root().to_value();
        let at =
            |violation: Violation, pointer: &str| mark(placed(violation, &doc, &places, pointer));
        if !matches!(value, Value::Object(_) | Value::Bool(_)) {
            let message = format!(
                "{name} must be an object, true or false, found {}",
                doc.root().shown()
            );
            return Err(vec![at(Violation::new("schema_invalid", message), "")]);
        }
        let draft = match dialect(&value) {
            Ok(draft) => draft,
            Err(found) => {
                let message = format!("{name} names the dialect `{found}`, which is not known");
                let hint = "use https://json-schema.org/draft/2020-12/schema, 2019-09, draft-07, draft-06 or draft-04";
                return Err(vec![at(
                    Violation::new("schema_invalid", message).hint(hint),
                    "/$schema",
                )]);
            }
        };
        let mut problems = Vec::new();
        meta(&value, draft, &name, &mut |violation, pointer| {
            problems.push(at(violation, pointer))
        });
        if problems.is_empty() {
            let files = ProjectFiles::new(Arc::clone(project), path.cloned(), &value);
            let base = file_uri(
                &project.join(path.unwrap_or(&RelPath::base())),
                path.is_none(),
            );
            let patterns =
                jsonschema::PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT);
            let options = jsonschema::options_for::<Tape>()
                .with_draft(draft)
                .with_base_uri(base)
                .with_retriever(files.clone())
                .should_validate_formats(true)
                .should_ignore_unknown_formats(true)
                .with_pattern_options(patterns);
            let options = formats::complete(options, draft);
            match options.build(&value) {
                Ok(validator) => {
                    let warnings = formats::unknown(&value, draft)
                        .into_iter()
                        .map(|(pointer, format)| {
                            let message =
                                format!("{name} names the format `{format}`, which nothing checks");
                            let mut violation =
                                at(Violation::new("schema_invalid", message), &pointer);
                            violation.severity = Severity::Warning;
                            violation
                        })
                        .collect();
                    return Ok(Self {
                        validator,
                        value,
                        file: path.map(ToString::to_string),
                        warnings,
                        project: project.path().to_path_buf(),
                    });
                }
                Err(error) => problems.extend(
                    build_problem(&error, &files, &value, &name)
                        .into_iter()
                        .map(|(v, p)| at(v, &p)),
                ),
            }
        }
        crate::violation::sort(&mut problems);
        problems.truncate(MAX_PROBLEMS);
        Err(problems)
    }

    /// The schema as it was written.
    pub(crate) fn value(&self) -> &Value {
        &self.value
    }
}

fn placed(violation: Violation, doc: &Doc, places: &Places<'_>, pointer: &str) -> Violation {
    let mut nearest = pointer;
    let node = loop {
        if let Some(node) = doc.at(nearest) {
            break node;
        }
        match nearest.rfind('/') {
            Some(at) => nearest = &nearest[..at],
            None => break doc.root(),
        }
    };
    let (line, column) = places.of(node.start());
    let mut violation = violation.at(line, column);
    violation.schema_pointer = Some(pointer.to_owned());
    violation
}

fn refused_schema(project: &Root, path: &RelPath, field: &str, refused: Refused) -> Violation {
    let shown = path.to_string();
    let violation = match refused {
        Refused::Escape(link) => Violation::new(
            "path_escape",
            format!("`{shown}` leads out of the project by the link `{link}`"),
        ),
        Refused::Missing | Refused::NotFolder => {
            let violation = Violation::new(
                "schema_missing",
                format!("there is no schema `{shown}` in the project"),
            );
            let names = project.names(&path.parent(), 200).unwrap_or_default();
            let wanted = path.file_name().unwrap_or_default();
            match contractual_diag::nearest(wanted, names.iter().map(String::as_str)) {
                Some(near) => violation
                    .hint(format!("did you mean `{near}`?"))
                    .with("nearest", near),
                None => violation.hint("the path is relative to the project root"),
            }
        }
        Refused::NotFile => Violation::new("schema_missing", format!("`{shown}` is not a file")),
        Refused::Loop => Violation::new(
            "schema_missing",
            format!("the links at `{shown}` lead in a circle"),
        ),
        Refused::Io(error) => Violation::new(
            "schema_missing",
            format!("cannot read the schema `{shown}`: {error}"),
        ),
    };
    violation.field(field).with("schema_file", shown)
}

/// The dialect of a schema; 2020-12 where none is named.
fn dialect(value: &Value) -> Result<Draft, String> {
    let Some(named) = value.get("$schema") else {
        return Ok(Draft::Draft202012);
    };
    let Some(text) = named.as_str() else {
        return Err(named.to_string());
    };
    let bare = text.trim_end_matches('#');
    let bare = bare
        .strip_prefix("https://")
        .or_else(|| bare.strip_prefix("http://"))
        .unwrap_or(bare);
    DIALECTS
        .iter()
        .find(|(uri, _)| *uri == bare)
        .map(|(_, draft)| *draft)
        .ok_or_else(|| text.to_owned())
}

/// Checks a schema against its metaschema; the pointer of each problem is that of the wrong value.
fn meta(value: &Value, draft: Draft, name: &str, report: &mut dyn FnMut(Violation, &str)) {
    let mut seen: Vec<String> = Vec::new();
    let validator = jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(true)
        .build(&meta_document(draft));
    let Ok(validator) = validator else { return };
    for error in validator.iter_errors(value).take(MAX_PROBLEMS) {
        let pointer = error.instance_path().as_str().to_owned();
        if seen.contains(&pointer) {
            continue;
        }
        let found = value.pointer(&pointer).map_or_else(String::new, |value| {
            crate::clean::cut(&value.to_string(), 120)
        });
        let what = super::report::wanted(&error);
        let keyword = pointer.rsplit('/').next().unwrap_or_default();
        let place = if pointer.is_empty() {
            "its root".to_owned()
        } else {
            format!("`{pointer}`")
        };
        let mut violation = Violation::new(
            "schema_invalid",
            format!("{name} is no valid JSON Schema at {place}: {what}, found {found}"),
        )
        .with("expected", what)
        .with("actual", found.clone());
        if keyword == "type"
            && let Some(text) = value.pointer(&pointer).and_then(Value::as_str)
            && let Some(near) = contractual_diag::nearest(
                text,
                [
                    "string", "number", "integer", "boolean", "object", "array", "null",
                ],
            )
        {
            violation = violation.hint(format!("did you mean `{near}`?"));
        }
        report(violation, &pointer);
        seen.push(pointer);
    }
}

fn meta_document(draft: Draft) -> Value {
    let uri = DIALECTS
        .iter()
        .find(|(_, known)| *known == draft)
        .map_or("", |(uri, _)| uri);
    let (scheme, end) = if uri.contains("20") {
        ("https", "")
    } else {
        ("http", "#")
    };
    serde_json::json!({"$ref": format!("{scheme}://{uri}{end}")})
}

/// What a failed build says, as violations with their pointers.
fn build_problem(
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

pub(super) fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let raw = text.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let hex = (raw[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(raw[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every reference of a schema with the pointer of its text.
pub(super) fn all_refs(value: &Value, at: &str) -> Vec<(String, String)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> (tempfile::TempDir, Arc<Root>) {
        let folder = tempfile::tempdir().expect("folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        let root = Arc::new(Root::open(folder.path()).expect("open"));
        (folder, root)
    }

    fn inline(text: &str) -> Result<Schema, Vec<Violation>> {
        let (_folder, root) = project(&[]);
        Schema::of_text(&root, text, None, "schema")
    }

    /// `(keyword, pointer, schema pointer, names)` of each issue.
    fn issues(schema: &Schema, text: &str) -> Vec<(String, String, String)> {
        let (doc, _) = scan(text.to_owned()).expect("JSON");
        schema
            .check(&doc)
            .0
            .into_iter()
            .map(|issue| (issue.keyword, issue.pointer, issue.schema_pointer))
            .collect()
    }

    #[track_caller]
    fn check(schema: &str, text: &str, want: &[(&str, &str, &str)]) {
        let schema = inline(schema).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let want: Vec<_> = want
            .iter()
            .map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned()))
            .collect();
        assert_eq!(issues(&schema, text), want, "{text}");
    }

    #[test]
    fn leaves_have_keyword_pointer_and_schema_pointer() {
        check(
            r#"{"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"type":"number"}},"b/c":{"const":1}},"additionalProperties":false}"#,
            r#"{"b/c": 2, "x": 1}"#,
            &[
                ("additionalProperties", "", "/additionalProperties"),
                ("required", "", "/required"),
                ("const", "/b~1c", "/properties/b~1c/const"),
            ],
        );
        check(
            r#"{"items":{"type":"number"}}"#,
            r#"[1,"x",2,null]"#,
            &[("type", "/1", "/items/type"), ("type", "/3", "/items/type")],
        );
        check(
            r##"{"$ref":"#/$defs/p","$defs":{"p":{"minLength":3}}}"##,
            r#""x""#,
            &[("minLength", "", "/$defs/p/minLength")],
        );
        check(
            r#"{"prefixItems":[{"type":"string"}],"items":false}"#,
            r#"["a",1,2]"#,
            &[("items", "/1", "/items"), ("items", "/2", "/items")],
        );
        check(
            r#"{"properties":{"x":false}}"#,
            r#"{"x":1}"#,
            &[("properties", "/x", "/properties/x")],
        );
        check(
            r#"{"dependentRequired":{"a":["b"]}}"#,
            r#"{"a":1}"#,
            &[("dependentRequired", "", "/dependentRequired")],
        );
        check(
            r#"{"if":{"required":["a"]},"then":{"required":["b"]}}"#,
            r#"{"a":1}"#,
            &[("required", "", "/then/required")],
        );
        check(
            r#"{"allOf":[{"type":"string"},{"maxLength":1}]}"#,
            r#""ab""#,
            &[("maxLength", "", "/allOf/1/maxLength")],
        );
        check(
            r#"{"uniqueItems":true}"#,
            r#"[1,{"a":1,"b":2},{"b":2.0,"a":1}]"#,
            &[("uniqueItems", "", "/uniqueItems")],
        );
        check(
            r#"{"propertyNames":{"pattern":"^a"}}"#,
            r#"{"b":1}"#,
            &[("pattern", "", "/propertyNames/pattern")],
        );
        check(
            r#"{"not":{"type":"string"}}"#,
            r#""x""#,
            &[("not", "", "/not")],
        );
        check(
            r#"{"contains":{"type":"string"}}"#,
            r"[1]",
            &[("contains", "", "/contains")],
        );
    }

    #[test]
    fn the_branch_that_got_furthest_is_reported() {
        let shapes = r#"{"oneOf":[
            {"properties":{"kind":{"const":"circle"},"radius":{"type":"number"}},"required":["kind","radius"]},
            {"properties":{"kind":{"const":"square"},"side":{"type":"number"}},"required":["kind","side"]}]}"#;
        check(
            shapes,
            r#"{"kind":"circle","radius":"x"}"#,
            &[("type", "/radius", "/oneOf/0/properties/radius/type")],
        );
        check(
            shapes,
            r#"{"kind":"square"}"#,
            &[("required", "", "/oneOf/1/required")],
        );
        check(
            r#"{"anyOf":[{"type":"string"},{"type":"object","required":["a","b"]}]}"#,
            "{}",
            &[
                ("required", "", "/anyOf/1/required"),
                ("required", "", "/anyOf/1/required"),
            ],
        );
        check(
            r#"{"oneOf":[{"type":"number"},{"type":"integer"}]}"#,
            "1",
            &[("oneOf", "", "/oneOf")],
        );
    }

    #[test]
    fn numbers_formats_and_patterns_are_exact() {
        check(
            r#"{"const":9007199254740993}"#,
            "9007199254740992",
            &[("const", "", "/const")],
        );
        check(
            r#"{"const":123456789012345678901234567890}"#,
            "123456789012345678901234567891",
            &[("const", "", "/const")],
        );
        check(
            r#"{"const":123456789012345678901234567890}"#,
            "123456789012345678901234567890.0",
            &[],
        );
        check(
            r#"{"enum":[0.1]}"#,
            "0.10000000000000000001",
            &[("enum", "", "/enum")],
        );
        check(
            r#"{"maximum":0.3}"#,
            "0.30000000000000000001",
            &[("maximum", "", "/maximum")],
        );
        check(r#"{"multipleOf":0.01}"#, "19.99", &[]);
        check(r#"{"type":"integer"}"#, "1.0", &[]);
        check(r#"{"type":"integer"}"#, "1e400", &[]);
        check(r#"{"minimum":5}"#, "1e400", &[]);
        check(
            r#"{"pattern":"^(?!x)"}"#,
            r#""xa""#,
            &[("pattern", "", "/pattern")],
        );
        check(r#"{"pattern":"b"}"#, r#""abc""#, &[]);
        check(
            r#"{"pattern":"^\\d$"}"#,
            "\"\u{663}\"",
            &[("pattern", "", "/pattern")],
        );
        check(r#"{"maxLength":1}"#, "\"\u{1f600}\"", &[]);
        for dialect in [
            "https://json-schema.org/draft/2020-12/schema",
            "http://json-schema.org/draft-07/schema#",
            "http://json-schema.org/draft-04/schema#",
        ] {
            for format in [
                "uuid",
                "date-time",
                "date",
                "duration",
                "email",
                "ipv4",
                "uri",
                "hostname",
                "regex",
                "json-pointer",
            ] {
                let bad = if format == "hostname" {
                    "-_ x"
                } else if format == "regex" {
                    "("
                } else {
                    "not right"
                };
                check(
                    &format!(r#"{{"$schema":"{dialect}","format":"{format}"}}"#),
                    &format!("\"{bad}\""),
                    &[("format", "", "/format")],
                );
            }
        }
    }

    #[test]
    fn a_huge_exponent_takes_no_time() {
        let started = std::time::Instant::now();
        let schema = inline(r#"{"type":"integer","minimum":1,"multipleOf":3}"#).expect("schema");
        issues(&schema, "1e1000000000");
        assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
    }

    #[track_caller]
    fn refused(schema: &str, code: &str, pointer: &str) -> Violation {
        let problems = inline(schema).err().expect("refused");
        assert_eq!(problems[0].code, code, "{problems:#?}");
        assert_eq!(
            problems[0].schema_pointer.as_deref(),
            Some(pointer),
            "{problems:#?}"
        );
        problems[0].clone()
    }

    #[test]
    fn problems_of_a_schema_have_their_pointer() {
        refused(
            r#"{"properties":{"count":{"type":"integr"}}}"#,
            "schema_invalid",
            "/properties/count/type",
        );
        refused(r#"{"required":"a"}"#, "schema_invalid", "/required");
        refused(
            r#"{"properties":{"a":{"pattern":"("}}}"#,
            "schema_invalid",
            "/properties/a/pattern",
        );
        refused(
            r#"{"patternProperties":{"(":{}}}"#,
            "schema_invalid",
            "/patternProperties",
        );
        refused(
            r#"{"$schema":"http://example.com/x"}"#,
            "schema_invalid",
            "/$schema",
        );
        refused("[]", "schema_invalid", "");
        refused(
            r##"{"properties":{"a":{"$ref":"#/$defs/none"}}}"##,
            "schema_ref_unresolved",
            "/properties/a/$ref",
        );
        refused(
            r#"{"properties":{"a":{"$ref":"other.json"}}}"#,
            "schema_ref_unresolved",
            "/properties/a/$ref",
        );
        refused(
            r#"{"allOf":[{"$ref":"https://example.com/x.json"}]}"#,
            "schema_ref_unresolved",
            "/allOf/0/$ref",
        );
        refused(r#"{"$ref":"../../../../x.json"}"#, "path_escape", "/$ref");
        let problems = inline("{\n \"a\": 1,\n}").err().expect("refused");
        assert_eq!(
            (problems[0].code, problems[0].line, problems[0].column),
            ("schema_malformed", Some(3), Some(1))
        );
    }

    #[test]
    fn references_lead_to_files_of_the_project() {
        let (_folder, root) = project(&[
            (
                "schemas/main.json",
                r#"{"properties":{"a":{"$ref":"parts/a.json"},"b":{"$ref":"https://example.com/b.json"}}}"#,
            ),
            (
                "schemas/parts/a.json",
                r##"{"$ref":"../common.json#/$defs/n"}"##,
            ),
            (
                "schemas/common.json",
                r#"{"$defs":{"n":{"type":"number"}}}"#,
            ),
            (
                "lib/b.json",
                r#"{"$id":"https://example.com/b.json","type":"string"}"#,
            ),
        ]);
        let path = RelPath::parse("schemas/main.json").expect("path");
        let schema = Schema::of_file(&root, &path, "schema_path")
            .unwrap_or_else(|problems| panic!("{problems:#?}"));
        let (doc, _) = scan(r#"{"a":"x","b":1}"#.to_owned()).expect("JSON");
        let found: Vec<_> = schema
            .check(&doc)
            .0
            .into_iter()
            .map(|issue| (issue.pointer, issue.schema_file, issue.schema_pointer))
            .collect();
        assert_eq!(
            found[0],
            (
                "/a".into(),
                Some("schemas/common.json".into()),
                "/$defs/n/type".into()
            )
        );
        assert_eq!(found[1].0, "/b");
    }

    #[test]
    fn examples_satisfy_their_schema() {
        for text in [
            r##"{"type":"object","required":["a","b","c"],"properties":{"a":{"$ref":"#/$defs/a"},"b":{"type":"array","items":{"type":"integer","minimum":5},"minItems":2},"c":{"enum":["x"]}},"$defs":{"a":{"type":"string","format":"date"}}}"##,
            r#"{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"v"}}}]}"#,
        ] {
            let schema = inline(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
            assert!(super::super::example(&schema).is_some(), "{text}");
        }
    }
}
