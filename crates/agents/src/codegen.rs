//! Rust types for the handoffs of a document, so that a team can start from either side.
//!
//! What Rust types can say of a schema becomes types and attributes; what they cannot (`oneOf`, conditions, open
//! objects) becomes `serde_json::Value`, with a comment that says so.

use std::collections::HashSet;

use crate::flatten;
use crate::value::Node;

/// Rust source with one type per handoff type, and the types that they hold.
pub fn rust_types(root: &Node) -> String {
    let mut made = Made {
        names: HashSet::new(),
        types: Vec::new(),
    };
    for (id, handoff) in root.section("handoff_types").iter() {
        let name = made.name(&pascal(id));
        let schema = handoff.get("schema").cloned().unwrap_or_default();
        let version = handoff
            .get("version")
            .and_then(|node| node.value.as_number())
            .unwrap_or(1.0);
        let doc = handoff.str("description").unwrap_or_default().to_owned();
        made.object(
            &name,
            &flatten::one_level(&schema),
            &doc,
            Some((id, version)),
        );
    }
    let mut out = String::from(
        "//! Messages between agents. Made by `contractual agents codegen` once; from here on these types are the source.\n\nuse contractual::Contract;\nuse serde::{Deserialize, Serialize};\n",
    );
    made.types.sort_by_key(|(order, _)| *order);
    for (_, text) in &made.types {
        out.push('\n');
        out.push_str(text);
    }
    out
}

struct Made {
    names: HashSet<String>,
    /// Types with the order in which their names were given.
    types: Vec<(usize, String)>,
}

impl Made {
    /// A name that no other type has.
    fn name(&mut self, wish: &str) -> String {
        let wish = if wish.is_empty() || wish.starts_with(|c: char| c.is_ascii_digit()) {
            format!("Type{wish}")
        } else {
            wish.to_owned()
        };
        let mut name = wish.clone();
        let mut number = 2;
        while !self.names.insert(name.clone()) {
            name = format!("{wish}{number}");
            number += 1;
        }
        name
    }

    fn object(&mut self, name: &str, schema: &Node, doc: &str, handoff: Option<(&str, f64)>) {
        let order = self.names.len();
        let doc = if doc.is_empty() {
            format!("A `{name}`.")
        } else {
            doc.to_owned()
        };
        let mut out = doc_comment(&doc, "");
        out.push_str("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]\n");
        if let Some((id, version)) = handoff {
            out.push_str(&format!(
                "#[contract(name = {}, schema_version = \"{}\")]\n",
                literal(id),
                crate::js::number(version)
            ));
        }
        let required: HashSet<&str> = schema.texts("required").collect();
        out.push_str(&format!("pub struct {name} {{\n"));
        let mut fields = HashSet::new();
        for (key, property) in schema.section("properties").iter() {
            let mut field = snake(key);
            while !fields.insert(field.clone()) {
                field.push('_');
            }
            let (kind, note) = self.kind(name, key, property);
            let doc = property
                .str("description")
                .or(property.str("title"))
                .unwrap_or_default();
            out.push_str(&doc_comment(
                if doc.is_empty() {
                    note.unwrap_or("")
                } else {
                    doc
                },
                "    ",
            ));
            if *field != **key {
                out.push_str(&format!("    #[serde(rename = {})]\n", literal(key)));
            }
            let rules = constraints(property);
            if !rules.is_empty() {
                out.push_str(&format!("    #[contract({})]\n", rules.join(", ")));
            }
            if required.contains(&**key) {
                out.push_str(&format!("    pub {}: {kind},\n", keyword_safe(&field)));
            } else {
                out.push_str("    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n");
                out.push_str(&format!(
                    "    pub {}: Option<{kind}>,\n",
                    keyword_safe(&field)
                ));
            }
        }
        out.push_str("}\n");
        self.types.push((order, out));
    }

    /// The Rust type of a property, with a note where it says less than the schema.
    fn kind(&mut self, owner: &str, key: &str, schema: &Node) -> (String, Option<&'static str>) {
        let schema = flatten::one_level(schema);
        let words: Vec<&str> = schema.texts("enum").collect();
        if !words.is_empty() && words.len() == schema.items("enum").len() {
            return (self.words(owner, key, &words), None);
        }
        match schema.str("type") {
            Some("string") => ("String".to_owned(), None),
            Some("boolean") => ("bool".to_owned(), None),
            Some("integer") => {
                let positive = schema
                    .get("minimum")
                    .and_then(|node| node.value.as_number())
                    .is_some_and(|min| min >= 0.0);
                (if positive { "u64" } else { "i64" }.to_owned(), None)
            }
            Some("number") => ("f64".to_owned(), None),
            Some("array") => match schema.get("items").filter(|items| items.as_map().is_some()) {
                Some(items) => {
                    let (kind, note) = self.kind(owner, &format!("{key}-item"), items);
                    (format!("Vec<{kind}>"), note)
                }
                None => ("Vec<serde_json::Value>".to_owned(), Some("Any values.")),
            },
            Some("object") if !schema.section("properties").is_empty() => {
                let name = self.name(&format!("{owner}{}", pascal(key)));
                self.object(
                    &name,
                    &schema,
                    schema.str("description").unwrap_or_default(),
                    None,
                );
                (name, None)
            }
            _ => (
                "serde_json::Value".to_owned(),
                Some("Any value: the schema says more than a Rust type can."),
            ),
        }
    }

    fn words(&mut self, owner: &str, key: &str, words: &[&str]) -> String {
        let name = self.name(&format!("{owner}{}", pascal(key)));
        let order = self.names.len();
        let mut out = doc_comment(&format!("Values of `{key}`."), "");
        out.push_str(
            "#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Contract)]\n",
        );
        out.push_str(&format!("pub enum {name} {{\n"));
        let mut variants = HashSet::new();
        for word in words {
            let mut variant = pascal(word);
            if variant.is_empty() || variant.starts_with(|c: char| c.is_ascii_digit()) {
                variant = format!("Value{variant}");
            }
            while !variants.insert(variant.clone()) {
                variant.push('2');
            }
            out.push_str(&format!("    /// `{}`\n", word.replace('\n', " ")));
            if variant != *word {
                out.push_str(&format!("    #[serde(rename = {})]\n", literal(word)));
            }
            out.push_str(&format!("    {variant},\n"));
        }
        out.push_str("}\n");
        self.types.push((order, out));
        name
    }
}

fn constraints(schema: &Node) -> Vec<String> {
    let mut out = Vec::new();
    let kind = schema.str("type").unwrap_or_default();
    let number = |key: &str| schema.get(key).and_then(|node| node.value.as_number());
    if kind == "string" {
        for (key, name) in [("minLength", "min_length"), ("maxLength", "max_length")] {
            out.extend(number(key).map(|value| format!("{name} = {}", crate::js::number(value))));
        }
        for key in ["pattern", "format"] {
            out.extend(
                schema
                    .str(key)
                    .map(|text| format!("{key} = {}", literal(text))),
            );
        }
    }
    if matches!(kind, "integer" | "number") {
        let text = |value: f64| {
            let text = crate::js::number(value);
            if kind == "number" && !text.contains(['.', 'e']) {
                format!("{text}.0")
            } else {
                text
            }
        };
        for (key, name) in [
            ("minimum", "min"),
            ("maximum", "max"),
            ("exclusiveMinimum", "exclusive_min"),
            ("exclusiveMaximum", "exclusive_max"),
        ] {
            out.extend(number(key).map(|value| format!("{name} = {}", text(value))));
        }
    }
    if kind == "array" {
        for (key, name) in [("minItems", "min_items"), ("maxItems", "max_items")] {
            out.extend(number(key).map(|value| format!("{name} = {}", crate::js::number(value))));
        }
        if schema
            .get("uniqueItems")
            .and_then(|node| node.value.as_bool())
            == Some(true)
        {
            out.push("unique".to_owned());
        }
    }
    out
}

fn doc_comment(text: &str, indent: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| format!("{indent}/// {}\n", line.trim()))
        .collect()
}

fn literal(text: &str) -> String {
    format!("{text:?}")
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    let mut lower = false;
    for c in text.chars() {
        if !c.is_ascii_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh || (lower && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c.to_ascii_lowercase());
        }
        fresh = false;
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    words
}

fn pascal(text: &str) -> String {
    let capital = |word: &String| word[..1].to_ascii_uppercase() + &word[1..];
    words(text).iter().map(capital).collect()
}

fn snake(text: &str) -> String {
    let name = words(text).join("_");
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format!("field_{name}")
    } else {
        name
    }
}

fn keyword_safe(field: &str) -> String {
    const KEYWORDS: [&str; 44] = [
        "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "extern",
        "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move",
        "mut", "pub", "ref", "return", "static", "struct", "trait", "true", "type", "unsafe",
        "use", "where", "while", "abstract", "become", "box", "do", "final", "macro", "override",
        "try", "yield",
    ];
    match field {
        "self" | "super" | "crate" => format!("{field}_"),
        _ if KEYWORDS.contains(&field) => format!("r#{field}"),
        _ => field.to_owned(),
    }
}
