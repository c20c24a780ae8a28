//! The second opinion on a witness: the `jsonschema` crate, which shares no line with our own validator.

use std::collections::HashMap;

use contractual_model::json::{Json, to_line};
use jsonschema::{Draft, Retrieve, Uri, Validator};

use super::evaluate::ANYTHING;
use super::format;
use super::options::Question;
use super::schema::Side;

/// Validators for both documents, compiled when they are first asked.
pub(crate) struct Second<'a> {
    old: &'a Json,
    new: &'a Json,
    compiled: HashMap<(Side, String), Option<Validator>>,
    /// Bytes of documents that may still be compiled: each schema is compiled with its whole document.
    left: usize,
    sizes: HashMap<Side, usize>,
}

struct Refuse;

impl Retrieve for Refuse {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<serde_json::Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("{uri} is another document, and nothing is fetched").into())
    }
}

impl<'a> Second<'a> {
    pub(crate) fn new(old: &'a Json, new: &'a Json) -> Second<'a> {
        Second {
            old,
            new,
            compiled: HashMap::new(),
            left: MAX_COMPILED,
            sizes: HashMap::new(),
        }
    }

    /// Whether this validator is sure that the value is no witness. Where it cannot read a schema it says nothing.
    pub(crate) fn contradicts(
        &mut self,
        question: Question,
        old: &str,
        new: &str,
        value: &Json,
    ) -> bool {
        let (sender, receiver) = match question {
            Question::Request => ((Side::Old, old), (Side::New, new)),
            Question::Response => ((Side::New, new), (Side::Old, old)),
        };
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&to_line(value)) else {
            return false;
        };
        self.admits(sender, &value) == Some(false) || self.admits(receiver, &value) == Some(true)
    }

    fn admits(&mut self, (side, pointer): (Side, &str), value: &serde_json::Value) -> Option<bool> {
        if pointer == ANYTHING {
            return Some(true);
        }
        let root = match side {
            Side::Old => self.old,
            Side::New => self.new,
        };
        let key = (side, target(root, pointer));
        if !self.compiled.contains_key(&key) {
            let size = self
                .sizes
                .entry(side)
                .or_insert_with(|| to_line(root).len());
            let affordable = *size <= self.left;
            self.left = self.left.saturating_sub(*size);
            let validator = affordable.then(|| compile(root, &key.1)).flatten();
            self.compiled.insert(key.clone(), validator);
        }
        let compiled = self.compiled.get(&key)?.as_ref()?;
        Some(compiled.is_valid(value))
    }
}

/// Documents beyond this size are left to one validator.
const MAX_BYTES: usize = 2 << 20;

/// Bytes of documents compiled for one comparison; after that one validator decides.
const MAX_COMPILED: usize = 16 << 20;

/// References from one schema to the next that are followed to the one that says something.
const MAX_REFERENCES: usize = 16;

/// The schema that a place only refers to, so that a component is compiled once and not for each of its uses.
fn target(root: &Json, pointer: &str) -> String {
    let mut pointer = pointer.to_owned();
    for _ in 0..MAX_REFERENCES {
        let Some(parsed) = contractual_diag::Pointer::parse(&pointer) else {
            break;
        };
        let found = parsed.steps().try_fold(root, |at, step| match at {
            Json::Object(_) => at.get(&step),
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
        });
        let Some([(keyword, Json::String(reference))]) = found.and_then(Json::as_object) else {
            break;
        };
        match reference.strip_prefix('#') {
            Some(next) if keyword == "$ref" && next.starts_with('/') && !next.contains('%') => {
                next.clone_into(&mut pointer);
            }
            _ => break,
        }
    }
    pointer
}

fn compile(root: &Json, pointer: &str) -> Option<Validator> {
    // `nullable` of OpenAPI 3.0 is no keyword of JSON Schema
    if root
        .get("openapi")
        .and_then(Json::as_str)
        .is_some_and(|version| version.starts_with("3.0"))
    {
        return None;
    }
    let text = to_line(root);
    if text.len() > MAX_BYTES {
        return None;
    }
    let mut document: serde_json::Value = serde_json::from_str(&text).ok()?;
    let draft = match document.get("$schema").and_then(serde_json::Value::as_str) {
        Some(named) if named.contains("draft-04") => Draft::Draft4,
        Some(named) if named.contains("draft-06") => Draft::Draft6,
        Some(named) if named.contains("draft-07") => Draft::Draft7,
        Some(named) if named.contains("2019-09") => Draft::Draft201909,
        _ => Draft::Draft202012,
    };
    spell_out_ranges(&mut document);
    if !pointer.is_empty() {
        let reference = format!("#{}", fragment(pointer));
        document
            .as_object_mut()?
            .insert("$ref".to_owned(), serde_json::Value::String(reference));
    }
    let mut options = jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(true)
        .with_retriever(Refuse);
    for name in [
        "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "ip",
    ] {
        options = options.with_format(name, move |text: &str| format::admits(name, text));
    }
    options.build(&document).ok()
}

/// The crate asks formats for texts only: integer formats become the bounds they stand for.
fn spell_out_ranges(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            members.values_mut().for_each(spell_out_ranges);
            let range = members
                .get("format")
                .and_then(serde_json::Value::as_str)
                .and_then(format::range);
            let Some((low, high)) = range else { return };
            let bounds = format!("{{\"minimum\":{low},\"maximum\":{high}}}");
            let Ok(bounds) = serde_json::from_str::<serde_json::Value>(&bounds) else {
                return;
            };
            match members.get_mut("allOf") {
                Some(serde_json::Value::Array(parts)) => parts.push(bounds),
                _ => {
                    members.insert("allOf".to_owned(), serde_json::Value::Array(vec![bounds]));
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(spell_out_ranges),
        _ => {}
    }
}

fn fragment(pointer: &str) -> String {
    pointer
        .bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'$' => {
                char::from(b).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
