//! Checking a value against a schema that was made ready.

use std::collections::HashSet;

use super::compile::Schema;
use crate::js;
use crate::value::{At, Map, Node, Value};

/// One place where a value breaks a schema.
#[derive(Debug, Clone)]
pub struct Violation {
    /// JSON pointer into the value.
    pub pointer: String,
    /// The keyword that is broken.
    pub keyword: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// Where the value was written.
    pub at: At,
}

/// References inside each other while evaluating; more is a schema that refers to itself without going deeper.
const MAX_DEPTH: usize = 250;
/// Violations that are collected.
const MAX_VIOLATIONS: usize = 10_000;

pub(super) fn all(schema: &Schema, value: &Node) -> Vec<Violation> {
    let mut run = Run {
        schema,
        pointer: String::new(),
        depth: 0,
        found: Vec::new(),
    };
    run.value(&schema.root, value);
    run.found
}

struct Run<'s> {
    schema: &'s Schema,
    pointer: String,
    depth: usize,
    found: Vec<Violation>,
}

impl Run<'_> {
    fn report(&mut self, keyword: &'static str, message: impl Into<String>, at: At) {
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(Violation {
                pointer: self.pointer.clone(),
                keyword,
                message: message.into(),
                at,
            });
        }
    }

    fn below(&mut self, step: &str, run: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer
            .push_str(&step.replace('~', "~0").replace('/', "~1"));
        run(self);
        self.pointer.truncate(length);
    }

    /// True if the value obeys; what was found is kept apart.
    fn obeys(&mut self, schema: &Node, value: &Node) -> (bool, Vec<Violation>) {
        let before = std::mem::take(&mut self.found);
        self.value(schema, value);
        let found = std::mem::replace(&mut self.found, before);
        (found.is_empty(), found)
    }

    fn value(&mut self, schema: &Node, value: &Node) {
        match &schema.value {
            Value::Bool(false) => self.report("false schema", "boolean schema is false", value.at),
            Value::Map(map) => {
                if self.depth >= MAX_DEPTH {
                    self.report("$ref", "the schema refers to itself without end", value.at);
                    return;
                }
                self.depth += 1;
                self.keywords(schema, map, value);
                self.depth -= 1;
            }
            _ => {}
        }
    }

    fn keywords(&mut self, schema: &Node, map: &Map, value: &Node) {
        if let Some(target) = schema
            .str("$ref")
            .and_then(|name| self.schema.targets.get(name))
        {
            self.value(target, value);
        }
        self.general(schema, map, value);
        match &value.value {
            Value::Number(number) => self.number(schema, *number, value.at),
            Value::Text(text) => self.text(schema, text, value.at),
            Value::List(items) => self.list(schema, map, items, value.at),
            Value::Map(members) => self.map(schema, map, members, value),
            Value::Null | Value::Bool(_) => {}
        }
        self.combined(schema, map, value);
    }

    fn general(&mut self, schema: &Node, map: &Map, value: &Node) {
        match map.get("type").map(|node| &node.value) {
            Some(Value::Text(name)) if !has_type(&value.value, name) => {
                self.report("type", format!("must be {name}"), value.at);
            }
            Some(Value::List(names)) => {
                let names: Vec<&str> = names.iter().filter_map(|name| name.as_str()).collect();
                if !names.iter().any(|name| has_type(&value.value, name)) {
                    self.report("type", format!("must be {}", names.join(",")), value.at);
                }
            }
            _ => {}
        }
        if let Some(constant) = map.get("const")
            && !constant.value.equals(&value.value)
        {
            self.report("const", "must be equal to constant", value.at);
        }
        if map.contains("enum")
            && !schema
                .items("enum")
                .iter()
                .any(|one| one.value.equals(&value.value))
        {
            self.report(
                "enum",
                "must be equal to one of the allowed values",
                value.at,
            );
        }
    }

    fn number(&mut self, schema: &Node, number: f64, at: At) {
        let limit = |key: &str| schema.get(key).and_then(|node| node.value.as_number());
        if let Some(max) = limit("maximum").filter(|max| number > *max || number.is_nan()) {
            self.report("maximum", format!("must be <= {}", js::number(max)), at);
        }
        if let Some(min) = limit("minimum").filter(|min| number < *min || number.is_nan()) {
            self.report("minimum", format!("must be >= {}", js::number(min)), at);
        }
        if let Some(max) = limit("exclusiveMaximum").filter(|max| number >= *max || number.is_nan())
        {
            self.report(
                "exclusiveMaximum",
                format!("must be < {}", js::number(max)),
                at,
            );
        }
        if let Some(min) = limit("exclusiveMinimum").filter(|min| number <= *min || number.is_nan())
        {
            self.report(
                "exclusiveMinimum",
                format!("must be > {}", js::number(min)),
                at,
            );
        }
        if let Some(step) = limit("multipleOf") {
            let times = number / step;
            if times.fract() != 0.0 || !times.is_finite() {
                self.report(
                    "multipleOf",
                    format!("must be multiple of {}", js::number(step)),
                    at,
                );
            }
        }
    }

    fn text(&mut self, schema: &Node, text: &str, at: At) {
        let length = text.chars().count();
        let limit = |key: &str| schema.get(key).and_then(|node| node.value.as_number());
        if let Some(max) = limit("maxLength").filter(|max| length as f64 > *max) {
            self.report(
                "maxLength",
                format!("must NOT have more than {} characters", js::number(max)),
                at,
            );
        }
        if let Some(min) = limit("minLength").filter(|min| (length as f64) < *min) {
            self.report(
                "minLength",
                format!("must NOT have fewer than {} characters", js::number(min)),
                at,
            );
        }
        if let Some(pattern) = schema.str("pattern") {
            let known = self.schema.patterns.get(pattern);
            if known.is_some_and(|regex| regex.find(text).is_none()) {
                self.report("pattern", format!("must match pattern \"{pattern}\""), at);
            }
        }
    }

    fn list(&mut self, schema: &Node, map: &Map, items: &[Node], at: At) {
        let limit = |key: &str| schema.get(key).and_then(|node| node.value.as_number());
        if let Some(max) = limit("maxItems").filter(|max| items.len() as f64 > *max) {
            self.report(
                "maxItems",
                format!("must NOT have more than {} items", js::number(max)),
                at,
            );
        }
        if let Some(min) = limit("minItems").filter(|min| (items.len() as f64) < *min) {
            self.report(
                "minItems",
                format!("must NOT have fewer than {} items", js::number(min)),
                at,
            );
        }
        if schema
            .get("uniqueItems")
            .and_then(|node| node.value.as_bool())
            == Some(true)
            && has_duplicates(items)
        {
            self.report("uniqueItems", "must NOT have duplicate items", at);
        }
        if let Some(contained) = map.get("contains") {
            let mut some = false;
            let mut found = Vec::new();
            for (index, item) in items.iter().enumerate() {
                let mut ok = false;
                self.below(&index.to_string(), |run| {
                    let (obeyed, violations) = run.obeys(contained, item);
                    ok = obeyed;
                    found.extend(violations);
                });
                some |= ok;
            }
            if !some {
                self.found.extend(found);
                self.report("contains", "must contain at least 1 valid item(s)", at);
            }
        }
        match map.get("items").map(|node| (&node.value, node)) {
            Some((Value::List(schemas), _)) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(schema) = schemas.get(index).or_else(|| map.get("additionalItems"))
                    {
                        self.below(&index.to_string(), |run| run.value(schema, item));
                    }
                }
            }
            Some((_, one)) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), |run| run.value(one, item));
                }
            }
            None => {}
        }
    }

    fn map(&mut self, schema: &Node, map: &Map, members: &Map, value: &Node) {
        let at = value.at;
        let limit = |key: &str| schema.get(key).and_then(|node| node.value.as_number());
        if let Some(max) = limit("maxProperties").filter(|max| members.len() as f64 > *max) {
            self.report(
                "maxProperties",
                format!("must NOT have more than {} properties", js::number(max)),
                at,
            );
        }
        if let Some(min) = limit("minProperties").filter(|min| (members.len() as f64) < *min) {
            self.report(
                "minProperties",
                format!("must NOT have fewer than {} properties", js::number(min)),
                at,
            );
        }
        for name in schema.texts("required") {
            if !members.contains(name) {
                self.report(
                    "required",
                    format!("must have required property '{name}'"),
                    at,
                );
            }
        }
        for (name, dependency) in schema.section("dependencies").iter() {
            if !members.contains(name) {
                continue;
            }
            match &dependency.value {
                Value::List(names) => {
                    for other in names.iter().filter_map(|node| node.as_str()) {
                        if !members.contains(other) {
                            self.report(
                                "dependencies",
                                format!(
                                    "must have property {other} when property {name} is present"
                                ),
                                at,
                            );
                        }
                    }
                }
                _ => self.value(dependency, value),
            }
        }
        if let Some(names) = map.get("propertyNames") {
            for entry in members.entries() {
                let name = Node {
                    value: Value::Text(entry.key.clone()),
                    at: entry.key_at,
                };
                let (ok, violations) = self.obeys(names, &name);
                if !ok {
                    self.found.extend(violations);
                    self.report("propertyNames", "property name must be valid", entry.key_at);
                }
            }
        }
        let properties = schema.section("properties");
        let patterns = schema.section("patternProperties");
        for (name, member) in members.iter() {
            let mut known = false;
            if let Some(schema) = properties.get(name) {
                known = true;
                self.below(name, |run| run.value(schema, member));
            }
            for (pattern, schema) in patterns.iter() {
                let matches = self
                    .schema
                    .patterns
                    .get(pattern)
                    .is_some_and(|regex| regex.find(name).is_some());
                if matches {
                    known = true;
                    self.below(name, |run| run.value(schema, member));
                }
            }
            if let Some(other) = map.get("additionalProperties").filter(|_| !known) {
                if other.value.as_bool() == Some(false) {
                    self.report(
                        "additionalProperties",
                        format!("must NOT have additional property \"{name}\""),
                        member.at,
                    );
                } else {
                    self.below(name, |run| run.value(other, member));
                }
            }
        }
    }

    fn combined(&mut self, schema: &Node, map: &Map, value: &Node) {
        for part in schema.items("allOf") {
            self.value(part, value);
        }
        if map.contains("anyOf") {
            let mut found = Vec::new();
            let mut some = false;
            for part in schema.items("anyOf") {
                let (ok, violations) = self.obeys(part, value);
                some |= ok;
                found.extend(violations);
            }
            if !some {
                self.found.extend(found);
                self.report("anyOf", "must match a schema in anyOf", value.at);
            }
        }
        if map.contains("oneOf") {
            let mut found = Vec::new();
            let mut passing = 0;
            for part in schema.items("oneOf") {
                let (ok, violations) = self.obeys(part, value);
                passing += usize::from(ok);
                found.extend(violations);
            }
            if passing != 1 {
                self.found.extend(found);
                self.report("oneOf", "must match exactly one schema in oneOf", value.at);
            }
        }
        if let Some(part) = map.get("not")
            && self.obeys(part, value).0
        {
            self.report("not", "must NOT be valid", value.at);
        }
        if let Some(condition) = map.get("if") {
            let word = if self.obeys(condition, value).0 {
                "then"
            } else {
                "else"
            };
            if let Some(part) = map.get(word) {
                let (ok, violations) = self.obeys(part, value);
                if !ok {
                    self.found.extend(violations);
                    self.report("if", format!("must match \"{word}\" schema"), value.at);
                }
            }
        }
    }
}

fn has_type(value: &Value, name: &str) -> bool {
    match (name, value) {
        ("null", Value::Null)
        | ("boolean", Value::Bool(_))
        | ("string", Value::Text(_))
        | ("array", Value::List(_))
        | ("object", Value::Map(_)) => true,
        ("number", Value::Number(number)) => number.is_finite(),
        ("integer", Value::Number(number)) => number.is_finite() && number.fract() == 0.0,
        _ => false,
    }
}

fn has_duplicates(items: &[Node]) -> bool {
    let texts = items.iter().all(|item| item.as_str().is_some());
    if texts {
        let mut seen = HashSet::new();
        return items
            .iter()
            .filter_map(|item| item.as_str())
            .any(|text| !seen.insert(text));
    }
    items.iter().enumerate().any(|(at, item)| {
        items[..at]
            .iter()
            .any(|other| other.value.equals(&item.value))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Schema;
    use super::super::compile::from_json;

    fn pointers(schema: &str) -> Vec<String> {
        let node = from_json(&contractual_model::json::parse(schema).unwrap_or_default());
        let mut found: Vec<String> = Schema::check_schema(&node)
            .map(|v| v.into_iter().map(|v| v.pointer).collect())
            .unwrap_or_default();
        found.sort();
        found
    }

    #[test]
    fn the_meta_schema_reports_every_branch() {
        assert_eq!(pointers(r#"{"type":"objct"}"#), ["/type", "/type", "/type"]);
        assert_eq!(
            pointers(r#"{"items":[5]}"#),
            ["/items", "/items", "/items/0"]
        );
        assert_eq!(pointers(r#"{"enum":[]}"#), ["/enum"]);
        assert_eq!(
            pointers(r#"{"properties":{"a/b":{"minLength":-1}}}"#),
            ["/properties/a~1b/minLength"]
        );
        assert!(
            pointers(r#"{"type":["string","null"],"$defs":{"x":5},"format":"zz","pattern":"("}"#)
                .is_empty()
        );
    }

    #[test]
    fn values_are_checked() {
        let run = |schema: &str, value: &str| {
            let read =
                |text: &str| from_json(&contractual_model::json::parse(text).unwrap_or_default());
            Schema::compile(&read(schema))
                .map(|s| s.check(&read(value)).len())
                .map_err(|e| e.message)
        };
        assert_eq!(
            run(
                r##"{"definitions":{"t":{"items":{"$ref":"#/definitions/t"},"type":"array"}},"$ref":"#/definitions/t"}"##,
                "[[],[[]]]"
            ),
            Ok(0)
        );
        assert_eq!(run(r#"{"pattern":"^\\p{Lu}"}"#, "\"a\""), Ok(1));
        assert_eq!(
            run(
                r#"{"if":{"required":["a"]},"then":{"required":["b"]}}"#,
                r#"{"a":1}"#
            ),
            Ok(2)
        );
        assert!(run(r#"{"pattern":"("}"#, "1").is_err());
        assert!(run(r##"{"$ref":"#/nowhere"}"##, "1").is_err());
        assert!(
            run(
                r#"{"$schema":"https://json-schema.org/draft/2020-12/schema"}"#,
                "1"
            )
            .is_err()
        );
        assert_eq!(run(r##"{"$ref":"#"}"##, "1"), Ok(1));
        assert_eq!(
            run(
                r#"{"uniqueItems":true}"#,
                r#"[{"a":1,"b":2},{"b":2,"a":1}]"#
            ),
            Ok(1)
        );
        assert_eq!(
            run(r#"{"multipleOf":0.5,"exclusiveMinimum":1}"#, "1.25"),
            Ok(1)
        );
    }
}
