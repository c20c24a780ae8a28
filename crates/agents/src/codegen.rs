//! Rust types for the handoffs of documents, so that a team can start from either side.
//!
//! What Rust types can say of a schema becomes types and attributes, so that the schema that a build writes for them says the
//! same; what they cannot (`oneOf`, conditions, several types) becomes `serde_json::Value`, with a comment that says so.

use std::collections::{HashMap, HashSet};

use crate::flatten;
use crate::value::Node;

/// Rust source with one type per handoff type, and the types that they hold. A handoff that several documents share, to the
/// letter, is one type.
pub fn rust_types(roots: &[Node]) -> String {
    let mut made = Made {
        names: HashSet::new(),
        types: Vec::new(),
        maps: false,
    };
    let mut known: HashMap<&str, Vec<&Node>> = HashMap::new();
    for root in roots {
        for (id, handoff) in root.section("handoff_types").iter() {
            let same = known.entry(id).or_default();
            if same.iter().any(|other| other.equals(handoff)) {
                continue;
            }
            same.push(handoff);
            made.handoff(id, handoff);
        }
    }
    let maps = if made.maps {
        "use std::collections::BTreeMap;\n\n"
    } else {
        ""
    };
    let mut out = format!(
        "//! Messages between agents. Made by `contractual agents codegen` once; from here on these types are the source.\n\n{maps}use contractual::Contract;\nuse serde::{{Deserialize, Serialize}};\n",
    );
    made.types.sort_by_key(|(order, _)| *order);
    for (_, text) in &made.types {
        out.push('\n');
        out.push_str(text);
    }
    out
}

const DERIVES: &str = "#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract)]\n";
const LOOSE: &str = "Any value: the schema says more than a Rust type can.";

struct Made {
    names: HashSet<String>,
    /// Types with the order in which their names were given.
    types: Vec<(usize, String)>,
    /// True if a type holds a map.
    maps: bool,
}

/// The Rust type of a schema.
struct Kind {
    text: String,
    /// Where it says less than the schema.
    note: Option<&'static str>,
    /// Null is a value, too.
    nullable: bool,
}

impl Kind {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            note: None,
            nullable: false,
        }
    }

    fn loose() -> Self {
        Self {
            note: Some(LOOSE),
            ..Self::of("serde_json::Value")
        }
    }
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

    fn handoff(&mut self, id: &str, handoff: &Node) {
        let name = self.name(&pascal(id));
        let schema = handoff.get("schema").cloned().unwrap_or_default();
        let schema = flatten::one_level(&schema);
        let version = handoff
            .get("version")
            .and_then(|node| node.value.as_number())
            .unwrap_or(1.0);
        let doc = handoff.str("description").unwrap_or_default().to_owned();
        let entity = vec![
            format!("version = {}", version.clamp(1.0, 1e6).trunc()),
            "entity".to_owned(),
        ];
        let is_object = match schema.str("type") {
            Some(kind) => kind == "object" && !is_map(&schema),
            None => !schema.section("properties").is_empty(),
        };
        if is_object {
            self.object(&name, &schema, &doc, entity);
            return;
        }
        let order = self.names.len();
        let kind = self.kind(&name, "value", &schema);
        let mut attributes = entity;
        attributes.extend(constraints(&schema));
        let mut out = described(&name, &doc);
        if let Some(note) = kind.note {
            out.push_str(&doc_comment(note, ""));
        }
        out.push_str(DERIVES);
        out.push_str(&format!("#[contract({})]\n", attributes.join(", ")));
        out.push_str(&format!("pub struct {name}(pub {});\n", kind.text));
        self.types.push((order, out));
    }

    fn object(&mut self, name: &str, schema: &Node, doc: &str, mut attributes: Vec<String>) {
        let order = self.names.len();
        let closed = schema
            .get("additionalProperties")
            .and_then(|node| node.value.as_bool())
            == Some(false);
        if !closed {
            attributes.push("open".to_owned());
        }
        let mut out = described(name, doc);
        out.push_str(DERIVES);
        if !attributes.is_empty() {
            out.push_str(&format!("#[contract({})]\n", attributes.join(", ")));
        }
        let required: HashSet<&str> = schema.texts("required").collect();
        out.push_str(&format!("pub struct {name} {{\n"));
        let mut fields = HashSet::new();
        for (key, property) in schema.section("properties").iter() {
            let mut field = snake(key);
            while !fields.insert(field.clone()) {
                field.push('_');
            }
            let kind = self.kind(name, key, property);
            let doc = property
                .str("description")
                .or(property.str("title"))
                .unwrap_or_default();
            let plain = format!("`{key}`.");
            let doc = match (doc, kind.note) {
                ("", Some(note)) => note,
                ("", None) => &plain,
                (doc, _) => doc,
            };
            out.push_str(&doc_comment(doc, "    "));
            if *field != **key {
                out.push_str(&format!("    #[serde(rename = {})]\n", literal(key)));
            }
            let needed = required.contains(&**key);
            let mut rules = if kind.note.is_none() {
                constraints(property)
            } else {
                Vec::new()
            };
            // Any value may be null, so that only leaving it out is told apart.
            let optional = !needed && kind.text != "serde_json::Value";
            match (optional, kind.nullable) {
                (true, false) => rules.insert(0, "optional".to_owned()),
                (false, true) => rules.insert(0, "nullable".to_owned()),
                _ => {}
            }
            if !rules.is_empty() {
                out.push_str(&format!("    #[contract({})]\n", rules.join(", ")));
            }
            let field = keyword_safe(&field);
            let text = kind.text;
            if needed && !kind.nullable {
                out.push_str(&format!("    pub {field}: {text},\n"));
            } else {
                if !needed {
                    out.push_str("    #[serde(skip_serializing_if = \"Option::is_none\")]\n");
                }
                out.push_str(&format!("    pub {field}: Option<{text}>,\n"));
            }
        }
        out.push_str("}\n");
        self.types.push((order, out));
    }

    fn kind(&mut self, owner: &str, key: &str, schema: &Node) -> Kind {
        let schema = flatten::one_level(schema);
        const MORE: [&str; 6] = ["oneOf", "anyOf", "not", "if", "$ref", "dependencies"];
        if MORE.iter().any(|word| schema.get(word).is_some()) {
            return Kind::loose();
        }
        if let Some(constant) = schema.get("const") {
            return match constant.as_str() {
                Some(_) => Kind::of("String"),
                None => Kind::loose(),
            };
        }
        let words: Vec<&str> = schema.texts("enum").collect();
        if !words.is_empty() && words.len() == schema.items("enum").len() {
            return Kind::of(self.words(owner, key, &words));
        }
        if schema.get("enum").is_some() {
            return Kind::loose();
        }
        let types: Vec<&str> = match schema.get("type") {
            Some(one) if one.as_str().is_some() => one.as_str().into_iter().collect(),
            _ => schema.texts("type").collect(),
        };
        let nullable = types.contains(&"null");
        let others: Vec<&&str> = types.iter().filter(|one| **one != "null").collect();
        let mut kind = match others.as_slice() {
            [one] => self.typed(one, owner, key, &schema),
            _ => return Kind::loose(),
        };
        kind.nullable = nullable;
        kind
    }

    fn typed(&mut self, word: &str, owner: &str, key: &str, schema: &Node) -> Kind {
        match word {
            "string" => Kind::of("String"),
            "boolean" => Kind::of("bool"),
            "integer" => {
                let least = schema
                    .get("minimum")
                    .and_then(|node| node.value.as_number());
                let positive = least.is_some_and(|least| least >= 0.0);
                Kind::of(if positive { "u64" } else { "i64" })
            }
            "number" => Kind::of("f64"),
            "array" => match schema.get("items").filter(|items| items.as_map().is_some()) {
                Some(items) => {
                    let inner = self.kind(owner, &format!("{key}-item"), items);
                    let text = if inner.nullable {
                        format!("Vec<Option<{}>>", inner.text)
                    } else {
                        format!("Vec<{}>", inner.text)
                    };
                    Kind {
                        note: inner.note,
                        ..Kind::of(text)
                    }
                }
                None => Kind {
                    note: Some("Any values."),
                    ..Kind::of("Vec<serde_json::Value>")
                },
            },
            "object" if !schema.section("properties").is_empty() => {
                let name = self.name(&format!("{owner}{}", pascal(key)));
                let doc = schema.str("description").unwrap_or_default();
                self.object(&name, schema, doc, Vec::new());
                Kind::of(name)
            }
            "object" if is_map(schema) => {
                let values = schema
                    .get("additionalProperties")
                    .cloned()
                    .unwrap_or_default();
                let inner = self.kind(owner, &format!("{key}-value"), &values);
                self.maps = true;
                Kind {
                    note: inner.note,
                    ..Kind::of(format!("BTreeMap<String, {}>", inner.text))
                }
            }
            "object" => Kind {
                note: Some("Any members."),
                ..Kind::of("serde_json::Map<String, serde_json::Value>")
            },
            _ => Kind::loose(),
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
    if let Some(text) = schema.str("const") {
        return vec![format!("const = {}", literal(text))];
    }
    if schema.get("enum").is_some() {
        return out;
    }
    let kind = schema
        .str("type")
        .or_else(|| schema.texts("type").find(|word| *word != "null"))
        .unwrap_or_default();
    let number = |key: &str| schema.get(key).and_then(|node| node.value.as_number());
    if kind == "string" {
        for (key, name) in [("minLength", "min_length"), ("maxLength", "max_length")] {
            out.extend(number(key).map(|value| format!("{name} = {}", crate::js::number(value))));
        }
        // A pattern that contracts do not know stays out: a wider type is safe, a refused one is not. So does `format`,
        // which is only a note in a handoff but a promise in a contract.
        out.extend(
            schema
                .str("pattern")
                .filter(|text| contractual_model::pattern::parse(text).is_ok())
                .map(|text| format!("pattern = {}", literal(text))),
        );
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

/// True for an object whose members have any name and one type.
fn is_map(schema: &Node) -> bool {
    let values = schema.get("additionalProperties");
    schema.section("properties").is_empty() && values.is_some_and(|one| one.as_map().is_some())
}

/// The description of a type, or its name.
fn described(name: &str, doc: &str) -> String {
    if doc.trim().is_empty() {
        doc_comment(&format!("A `{name}`."), "")
    } else {
        doc_comment(doc, "")
    }
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
