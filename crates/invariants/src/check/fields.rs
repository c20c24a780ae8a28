//! Reading mappings: which keys there may be, what type each has, and a diagnostic for everything else.

use std::collections::HashMap;

use contractual::member_names;
use contractual_diag::{Diagnostic, SourceLoc, nearest};
use contractual_model::json::Number;
use contractual_yaml::{Mapping, Node, Position, Value as Yaml};

use super::tree::to_value;
use crate::document::Place;
use crate::environment::{Environment, replace_variables};
use crate::format::{ExecExpect, HttpExpect, SqlExpect};
use crate::secrets::Secrets;
use crate::value::Value;

/// What is collected while a file is read.
pub(crate) struct Reader<'a> {
    pub(crate) file: &'a str,
    pub(crate) env: &'a Environment,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) secrets: Secrets,
    /// Which variables a text used, by the byte offset of its node.
    used: HashMap<u32, Vec<String>>,
    strict_env: bool,
}

/// How unknown keys are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// An error; `x-` keys are free.
    Refused,
    /// An error; `x-` keys too.
    AllRefused,
    /// A warning; `x-` keys are free.
    Warned,
}

/// A mapping that is being read.
pub(crate) struct Fields<'n> {
    pub(crate) mapping: &'n Mapping,
    pub(crate) node: &'n Node,
    pub(crate) path: String,
}

impl Fields<'_> {
    pub(crate) fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }
}

pub(crate) fn join(path: &str, key: &str) -> String {
    let mut joined = path.to_owned();
    crate::matching::push_key(&mut joined, key);
    joined
        .strip_prefix('.')
        .map(str::to_owned)
        .unwrap_or(joined)
}

pub(crate) fn place(node: &Node) -> Place {
    let Position { line, column, .. } = node.alias().unwrap_or(node.span.start);
    Place { line, column }
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: &'a str, env: &'a Environment, strict_env: bool) -> Self {
        Self {
            file,
            env,
            findings: Vec::new(),
            secrets: Secrets::default(),
            used: HashMap::new(),
            strict_env,
        }
    }

    fn loc(&self, node: &Node) -> SourceLoc {
        let Place { line, column } = place(node);
        SourceLoc::new(self.file, line, column)
    }

    pub(crate) fn error(
        &mut self,
        node: &Node,
        code: &'static str,
        text: impl Into<String>,
    ) -> &mut Diagnostic {
        let finding = Diagnostic::error(code, text).at(self.loc(node));
        self.push(finding)
    }

    pub(crate) fn warn(
        &mut self,
        node: &Node,
        code: &'static str,
        text: impl Into<String>,
    ) -> &mut Diagnostic {
        let finding = Diagnostic::warning(code, text).at(self.loc(node));
        self.push(finding)
    }

    fn push(&mut self, finding: Diagnostic) -> &mut Diagnostic {
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// Replaces variables in every string value below `node`.
    pub(crate) fn interpolate(&mut self, node: &mut Node, path: &str) {
        let at = node.span.start.offset;
        match &mut node.value {
            Yaml::String(text) if text.contains("${") => {
                let replaced = replace_variables(text, self.env);
                *text = replaced.text.into();
                for name in &replaced.unset {
                    let note = format!("`{path}` uses the variable `{name}`, which is not set");
                    let finding = if self.strict_env {
                        self.error(node, "variable_unset", note)
                    } else {
                        self.warn(node, "variable_unset", note)
                    };
                    add_note(
                        finding,
                        "it reads as the empty text",
                        &format!("set {name} for this run"),
                    );
                }
                if !replaced.used.is_empty() {
                    self.used.insert(at, replaced.used);
                }
            }
            Yaml::Sequence(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.interpolate(item, &format!("{path}[{index}]"));
                }
            }
            Yaml::Mapping(mapping) => {
                for entry in &mut mapping.entries {
                    let path = join(path, &entry.key);
                    self.interpolate(&mut entry.value, &path);
                }
            }
            _ => {}
        }
    }

    /// The variables that the text of a node used.
    pub(crate) fn used(&self, node: &Node) -> &[String] {
        self.used
            .get(&node.span.start.offset)
            .map_or(&[], Vec::as_slice)
    }

    /// The node as a mapping with known keys; other kinds are an error.
    pub(crate) fn fields<'n>(
        &mut self,
        node: &'n Node,
        path: &str,
        known: &[&str],
        unknown: Unknown,
    ) -> Option<Fields<'n>> {
        let Some(mapping) = node.as_mapping() else {
            self.wrong(node, path, "a mapping");
            return None;
        };
        for entry in &mapping.entries {
            let key = &*entry.key;
            let free = key.starts_with("x-") && unknown != Unknown::AllRefused;
            if known.contains(&key) || free {
                continue;
            }
            let what = format!("`{}` is not a key that is known here", join(path, key));
            let finding = if unknown == Unknown::Warned {
                self.warn(&entry.key_node, "unknown_key", what)
            } else {
                self.error(&entry.key_node, "unknown_key", what)
            };
            let mut fix = match (nearest(key, known.iter().copied()), elsewhere(key, known)) {
                (_, Some(hint)) => hint,
                (Some(near), None) => format!("did you mean `{near}`?"),
                (None, None) => "remove it".to_owned(),
            };
            if unknown != Unknown::AllRefused {
                fix.push_str("; keys of your own begin with `x-`");
            }
            add_note(
                finding,
                if unknown == Unknown::AllRefused {
                    "an assertion that is not understood would pass silently"
                } else {
                    "it would have no effect"
                },
                &fix,
            );
            finding.notes.push(contractual_diag::Note {
                kind: contractual_diag::NoteKind::Expected,
                text: known.join(", "),
                loc: None,
            });
        }
        Some(Fields {
            mapping,
            node,
            path: path.to_owned(),
        })
    }

    pub(crate) fn wrong(&mut self, node: &Node, path: &str, wanted: &str) {
        let shown = to_value(node).shown(60);
        let found = match node.kind() {
            "null" => "nothing (null)".to_owned(),
            kind @ ("list" | "mapping") => format!("a {kind}"),
            kind => format!("the {kind} {shown}"),
        };
        let path = if path.is_empty() {
            "the document"
        } else {
            &format!("`{path}`")
        };
        let finding = self.error(node, "wrong_type", format!("{path} must be {wanted}"));
        finding.notes.push(contractual_diag::Note {
            kind: contractual_diag::NoteKind::Found,
            text: found,
            loc: None,
        });
    }

    pub(crate) fn missing(&mut self, fields: &Fields<'_>, key: &str, wanted: &str) {
        let path = fields.path_of(key);
        let finding = self.error(fields.node, "missing_key", format!("`{path}` is missing"));
        finding.notes.push(contractual_diag::Note {
            kind: contractual_diag::NoteKind::Expected,
            text: wanted.to_owned(),
            loc: None,
        });
    }

    /// A string, trimmed, not blank.
    pub(crate) fn required_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        let Some(node) = fields.mapping.get(key) else {
            self.missing(fields, key, "a string that is not blank");
            return None;
        };
        let path = fields.path_of(key);
        let text = self.text(node, &path)?;
        if text.trim().is_empty() {
            self.error(node, "blank", format!("`{path}` must not be blank"));
            return None;
        }
        Some(text.trim().to_owned())
    }

    pub(crate) fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        match node.as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(node, path, "a string");
                None
            }
        }
    }

    pub(crate) fn optional_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        let node = fields.mapping.get(key)?;
        self.text(node, &fields.path_of(key))
    }

    pub(crate) fn optional_bool(&mut self, fields: &Fields<'_>, key: &str) -> Option<bool> {
        let node = fields.mapping.get(key)?;
        let value = node.as_bool();
        if value.is_none() {
            self.wrong(node, &fields.path_of(key), "true or false");
        }
        value
    }

    /// A finite number that is not negative.
    pub(crate) fn optional_number(&mut self, fields: &Fields<'_>, key: &str) -> Option<Number> {
        let node = fields.mapping.get(key)?;
        self.number(node, &fields.path_of(key))
    }

    pub(crate) fn number(&mut self, node: &Node, path: &str) -> Option<Number> {
        match to_value(node) {
            Value::Number(number) if !number.is_negative() => Some(number),
            _ => {
                self.wrong(node, path, "a number that is not negative");
                None
            }
        }
    }

    /// A time limit: more than zero milliseconds.
    pub(crate) fn optional_limit(&mut self, fields: &Fields<'_>, key: &str) -> Option<f64> {
        let node = fields.mapping.get(key)?;
        match to_value(node) {
            Value::Number(number) if !number.is_negative() && !number.is_zero() => {
                Some(number.as_f64())
            }
            _ => {
                self.wrong(
                    node,
                    &fields.path_of(key),
                    "a number of milliseconds, more than 0",
                );
                None
            }
        }
    }

    /// An integer from 0 to `most`.
    pub(crate) fn optional_count(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        most: u64,
    ) -> Option<u64> {
        let node = fields.mapping.get(key)?;
        let count = match to_value(node) {
            Value::Number(number) if !number.is_negative() && number.is_integer() => {
                number.as_u64().filter(|count| *count <= most)
            }
            _ => None,
        };
        if count.is_none() {
            let wanted = format!("an integer from 0 to {most}");
            self.wrong(node, &fields.path_of(key), &wanted);
        }
        count
    }

    /// A list that is not empty.
    pub(crate) fn required_list<'n>(&mut self, fields: &Fields<'n>, key: &str) -> &'n [Node] {
        match fields.mapping.get(key) {
            None => {
                self.missing(fields, key, "a list that is not empty");
                &[]
            }
            Some(node) => match node.as_sequence() {
                Some([]) => {
                    let path = fields.path_of(key);
                    self.error(node, "empty_list", format!("`{path}` must not be empty"));
                    &[]
                }
                Some(items) => items,
                None => {
                    self.wrong(node, &fields.path_of(key), "a list that is not empty");
                    &[]
                }
            },
        }
    }

    /// A list of strings.
    pub(crate) fn optional_texts(&mut self, fields: &Fields<'_>, key: &str) -> Vec<String> {
        let Some(node) = fields.mapping.get(key) else {
            return Vec::new();
        };
        let path = fields.path_of(key);
        let Some(items) = node.as_sequence() else {
            self.wrong(node, &path, "a list of strings");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(text) = self.text(item, &format!("{path}[{index}]")) {
                texts.push(text.trim().to_owned());
            }
        }
        texts
    }

    /// A string, number or boolean as text; numbers in their shortest form.
    pub(crate) fn scalar_text(&mut self, node: &Node, path: &str, wanted: &str) -> Option<String> {
        match to_value(node) {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(b) => Some(b.to_string()),
            _ => {
                self.wrong(node, path, wanted);
                None
            }
        }
    }

    /// A pattern that compiles; one that does not is a warning here and fails its check when it runs.
    pub(crate) fn pattern(&mut self, node: &Node, path: &str, text: &str) {
        if let Err(reason) = crate::pattern::Pattern::new(text) {
            let finding = self.warn(node, "pattern", format!("`{path}`: {reason}"));
            add_note(finding, "the check will fail", "correct the pattern");
        }
    }
}

/// Where a key belongs that is not known here.
fn elsewhere(key: &str, known: &[&str]) -> Option<String> {
    let in_expect = known.contains(&"assert");
    if key == "expect" {
        return Some("`expect` stands beside `http`, `exec` or `sql`, not inside".to_owned());
    }
    let kind = if member_names::<HttpExpect>().contains(&key) {
        "http"
    } else if member_names::<ExecExpect>().contains(&key) {
        "exec"
    } else if member_names::<SqlExpect>().contains(&key) {
        "sql"
    } else {
        return None;
    };
    Some(if in_expect {
        format!("`{key}` is an expectation of {kind} steps")
    } else {
        format!("`{key}` belongs into `expect` of {kind} steps")
    })
}

/// Adds why and what to do.
pub(crate) fn add_note(finding: &mut Diagnostic, why: &str, fix: &str) {
    use contractual_diag::{Note, NoteKind};
    for (kind, text) in [(NoteKind::Why, why), (NoteKind::Fix, fix)] {
        finding.notes.push(Note {
            kind,
            text: text.to_owned(),
            loc: None,
        });
    }
}
