//! A schema file or text to a validator; every problem is found here, before a step runs (section 11.1).

use std::sync::Arc;

use jsonschema::Validator;
use serde_json::Value;

use super::dialect::{dialect, meta};
use super::formats;
use super::refs::{build_problem, each_reference};
use super::retrieve::{ProjectFiles, file_uri};
use crate::jsontext::{Doc, Places, Problem, Tape, scan};
use crate::root::{Refused, Root, read_limited};
use crate::violation::Severity;
use crate::{RelPath, Violation};

/// Larger schema files are refused.
pub(crate) const MAX_SCHEMA_BYTES: u64 = 16 << 20;
/// At most this many problems of one schema are listed.
pub(super) const MAX_PROBLEMS: usize = 20;
/// Steps of one pattern match before it counts as undecided.
const BACKTRACK_LIMIT: usize = 1_000_000;

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
            let base = file_uri(
                &project.join(path.unwrap_or(&RelPath::base())),
                path.is_none(),
            );
            let build = |value: &Value| {
                let files = ProjectFiles::new(Arc::clone(project), path.cloned(), value);
                let built = validator(value, draft, &base, files.clone());
                built.map_err(|error| build_problem(&error, &files, value, &name))
            };
            match build(&value) {
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
                Err(found) => {
                    let found = each_reference(&value, found, |value| build(value).err());
                    problems.extend(found.into_iter().map(|(v, p)| at(v, &p)));
                }
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

fn validator(
    value: &Value,
    draft: jsonschema::Draft,
    base: &str,
    files: ProjectFiles,
) -> Result<Validator<Tape>, Box<jsonschema::ValidationError<'static>>> {
    let patterns = jsonschema::PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT);
    let options = jsonschema::options_for::<Tape>()
        .with_draft(draft)
        .with_base_uri(base)
        .with_retriever(files)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(patterns);
    formats::complete(options, draft)
        .build(value)
        .map_err(|error| Box::new(error.to_owned()))
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
