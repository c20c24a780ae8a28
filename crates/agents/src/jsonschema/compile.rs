//! Making a schema ready: references found, patterns built, the meta-schema obeyed.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::evaluate::{self, Violation};
use super::{DRAFT_07, META};
use crate::value::{Map, Node, Text, Value};

/// Why a schema cannot be used.
#[derive(Debug, Clone)]
pub struct CompileError {
    /// What is wrong, in words.
    pub message: String,
    /// True if the schema names a dialect that is not draft-07.
    pub dialect: bool,
}

/// A schema ready for use.
#[derive(Debug)]
pub struct Schema {
    pub(super) root: Node,
    pub(super) patterns: HashMap<Text, regress::Regex>,
    /// Targets of references by their text.
    pub(super) targets: HashMap<Text, Node>,
}

static META_SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let json = contractual_model::json::parse(META).unwrap_or_default();
    let root = from_json(&json);
    let mut schema = Schema {
        root: root.clone(),
        patterns: HashMap::new(),
        targets: HashMap::new(),
    };
    // The meta-schema refers to itself only; nothing in it can fail.
    let _ = schema.prepare(&root, &mut Vec::new());
    schema
});

/// A JSON value as a tree without places.
pub(crate) fn from_json(json: &contractual_model::json::Json) -> Node {
    use contractual_model::json::Json;
    match json {
        Json::Null => Value::Null.into(),
        Json::Bool(value) => Value::Bool(*value).into(),
        Json::Number(number) => Value::Number(number.as_f64()).into(),
        Json::String(text) => Value::text(text.as_str()).into(),
        Json::Array(items) => items.iter().map(from_json).collect::<Vec<_>>().into(),
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (name.as_str(), from_json(value)))
            .collect::<Map>()
            .into(),
    }
}

impl Schema {
    /// The violations of the meta-schema by a schema; the error is another dialect.
    ///
    /// # Errors
    /// `$schema` is not draft-07.
    pub fn check_schema(schema: &Node) -> Result<Vec<Violation>, CompileError> {
        dialect(schema)?;
        Ok(evaluate::all(&META_SCHEMA, schema))
    }

    /// Makes a schema ready.
    ///
    /// # Errors
    /// Another dialect, a violation of the meta-schema, an unknown reference or a broken pattern.
    pub fn compile(root: &Node) -> Result<Self, CompileError> {
        let error = |message: String| CompileError {
            message,
            dialect: false,
        };
        if let Some(violation) = Self::check_schema(root)?.first() {
            let place = if violation.pointer.is_empty() {
                "/"
            } else {
                &violation.pointer
            };
            return Err(error(format!(
                "the schema is not valid: {place} {}",
                violation.message
            )));
        }
        let mut schema = Self {
            root: root.clone(),
            patterns: HashMap::new(),
            targets: HashMap::new(),
        };
        schema.prepare(root, &mut Vec::new()).map_err(error)?;
        Ok(schema)
    }

    /// The violations of this schema by a value.
    pub fn check(&self, value: &Node) -> Vec<Violation> {
        evaluate::all(self, value)
    }

    /// Walks everything that can be evaluated: patterns are built, references found.
    fn prepare(&mut self, node: &Node, seen: &mut Vec<Node>) -> Result<(), String> {
        let Value::Map(map) = &node.value else {
            return Ok(());
        };
        if seen.iter().any(|other| other.value.same(&node.value)) {
            return Ok(());
        }
        seen.push(node.clone());
        if let Some(pattern) = node.str("pattern") {
            self.pattern(pattern)?;
        }
        if let Some(reference) = node.str("$ref") {
            let target = self.find(reference)?;
            self.targets.insert(reference.into(), target.clone());
            self.prepare(&target, seen)?;
        }
        for (key, value) in map.iter() {
            match &**key {
                "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "additionalItems"
                | "additionalProperties"
                | "propertyNames" => self.prepare(value, seen)?,
                "items" | "allOf" | "anyOf" | "oneOf" => match &value.value {
                    Value::List(items) => {
                        for item in items.iter() {
                            self.prepare(item, seen)?;
                        }
                    }
                    _ => self.prepare(value, seen)?,
                },
                "properties" | "dependencies" => {
                    for (_, member) in node.section(key).iter() {
                        self.prepare(member, seen)?;
                    }
                }
                "patternProperties" => {
                    for (pattern, member) in node.section(key).iter() {
                        self.pattern(pattern)?;
                        self.prepare(member, seen)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn pattern(&mut self, pattern: &str) -> Result<(), String> {
        if !self.patterns.contains_key(pattern) {
            let regex = regress::Regex::with_flags(pattern, "u")
                .map_err(|error| format!("pattern `{pattern}`: {error}"))?;
            self.patterns.insert(pattern.into(), regex);
        }
        Ok(())
    }

    fn find(&self, reference: &str) -> Result<Node, String> {
        let unknown = || format!("can't resolve reference {reference}");
        if reference.trim_end_matches('#') == DRAFT_07 {
            return Ok(META_SCHEMA.root.clone());
        }
        let own = self
            .root
            .str("$id")
            .unwrap_or_default()
            .trim_end_matches('#');
        let fragment = match reference.strip_prefix('#') {
            Some(fragment) => fragment,
            None => {
                let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
                if base != own || own.is_empty() {
                    return self.by_id(reference).ok_or_else(unknown);
                }
                fragment
            }
        };
        if fragment.is_empty() {
            return Ok(self.root.clone());
        }
        let Some(pointer) = fragment.strip_prefix('/') else {
            return self.by_id(reference).ok_or_else(unknown);
        };
        let mut here = self.root.clone();
        for step in pointer.split('/') {
            let step = percent_decoded(step).replace("~1", "/").replace("~0", "~");
            let next = match &here.value {
                Value::Map(map) => map.get(&step).cloned(),
                Value::List(items) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|at| items.get(at).cloned()),
                _ => None,
            };
            here = next.ok_or_else(unknown)?;
        }
        Ok(here)
    }

    /// A sub-schema with this `$id`.
    fn by_id(&self, id: &str) -> Option<Node> {
        fn search(node: &Node, id: &str) -> Option<Node> {
            match &node.value {
                Value::Map(map) => {
                    if node.str("$id") == Some(id) {
                        return Some(node.clone());
                    }
                    map.iter().find_map(|(_, value)| search(value, id))
                }
                Value::List(items) => items.iter().find_map(|item| search(item, id)),
                _ => None,
            }
        }
        search(&self.root, id)
    }
}

fn dialect(schema: &Node) -> Result<(), CompileError> {
    let error = |message: String| {
        Err(CompileError {
            message,
            dialect: true,
        })
    };
    match schema.get("$schema").map(|node| &node.value) {
        None => Ok(()),
        Some(Value::Text(name)) if name.trim_end_matches('#') == DRAFT_07 => Ok(()),
        Some(Value::Text(name)) => error(format!("no schema with key or ref \"{name}\"")),
        Some(_) => error("$schema must be a string".to_owned()),
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let raw = text.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let code = raw
            .get(at + 1..at + 3)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        match code
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .filter(|_| raw[at] == b'%')
        {
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
