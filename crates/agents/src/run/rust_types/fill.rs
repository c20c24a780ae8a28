//! The schema of the Rust contract in the place of each `rust: Name`.

use std::collections::HashMap;

use super::RustUse;
use super::dialect::rust_schema;
use crate::load::Failure;
use crate::run::SchemaSource;
use crate::value::{At, Entry, Map, Node, Value};

/// The document with the schema of the Rust contract in the place of each `rust: Name`, and all such places.
pub(in crate::run) fn fill_in(
    root: Node,
    source: &dyn SchemaSource,
) -> Result<(Node, Vec<RustUse>), Failure> {
    let mut uses = Vec::new();
    let Value::Map(map) = &root.value else {
        return Ok((root, uses));
    };
    let mut changed: Option<Map> = None;
    if let Some(types) = map.get("handoff_types")
        && let Some(new) = in_section(types, Some("schema"), "handoff_types", source, &mut uses)?
    {
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert("handoff_types", Value::map(new));
    }
    if let Some(components) = map.get("components")
        && let Some(schemas) = components.get("schemas")
        && let Some(new) = in_section(schemas, None, "components.schemas", source, &mut uses)?
    {
        let mut own = components.value.as_map().cloned().unwrap_or_default();
        own.insert("schemas", Value::map(new));
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert("components", Value::map(own));
    }
    let at = root.at;
    let node = changed.map_or(root, |map| Node {
        value: Value::map(map),
        at,
    });
    Ok((node, uses))
}

/// The section with its names replaced, if there are any; `inner` is the key that holds the schema.
fn in_section(
    section: &Node,
    inner: Option<&str>,
    name_of: &'static str,
    source: &dyn SchemaSource,
    uses: &mut Vec<RustUse>,
) -> Result<Option<Map>, Failure> {
    let Some(map) = section.value.as_map() else {
        return Ok(None);
    };
    let mut changed: Option<Map> = None;
    for entry in map.entries() {
        let (schema, path) = match inner {
            Some(key) => (
                entry.node.get(key),
                format!("{name_of}.{}.{key}", entry.key),
            ),
            None => (Some(&entry.node), format!("{name_of}.{}", entry.key)),
        };
        let Some(schema) = schema else {
            continue;
        };
        let mut filler = Filler {
            source,
            handoff: inner.map(|_| entry.key.to_string()),
            path,
            uses,
            definitions: Map::new(),
            known: HashMap::new(),
        };
        let Some(found) = filler.whole(schema)? else {
            continue;
        };
        let node = match inner {
            Some(key) => {
                let mut own = entry.node.value.as_map().cloned().unwrap_or_default();
                own.insert(key, found);
                Node {
                    value: Value::map(own),
                    at: entry.node.at,
                }
            }
            None => found,
        };
        changed
            .get_or_insert_with(|| Map::clone(map))
            .insert_entry(Entry {
                node,
                ..entry.clone()
            });
    }
    Ok(changed)
}

/// Replaces the names in one schema.
struct Filler<'f> {
    source: &'f dyn SchemaSource,
    handoff: Option<String>,
    /// The path of the schema that is being looked at.
    path: String,
    uses: &'f mut Vec<RustUse>,
    /// What the contracts inside of the schema define: it goes to the root, where their references look for it.
    definitions: Map,
    /// What stands for a contract inside of the schema, once that is clear.
    known: HashMap<String, Node>,
}

impl Filler<'_> {
    /// A whole schema, if it names a contract.
    fn whole(&mut self, schema: &Node) -> Result<Option<Node>, Failure> {
        if let Some((name, at)) = rust_name(schema) {
            return self.contract(name, at).map(Some);
        }
        let Some(mut new) = self.below(schema)? else {
            return Ok(None);
        };
        if self.definitions.is_empty() {
            return Ok(Some(new));
        }
        let mut map = new.value.as_map().cloned().unwrap_or_default();
        let own = map.get("definitions").and_then(|node| node.value.as_map());
        let mut definitions = own.cloned().unwrap_or_default();
        for entry in self.definitions.entries() {
            definitions.insert_entry(entry.clone());
        }
        map.insert("definitions", definitions);
        new.value = Value::map(map);
        Ok(Some(new))
    }

    /// The schema of a contract.
    fn contract(&mut self, name: String, at: At) -> Result<Node, Failure> {
        let mut found = rust_schema(self.source, &name).map_err(|reason| {
            let place = self.path.strip_suffix(".schema").unwrap_or(&self.path);
            Failure::new(format!("Cannot find the schema of {place}: {reason}")).at(at)
        })?;
        relocate(&mut found, at);
        self.uses.push(RustUse {
            name,
            path: self.path.clone(),
            handoff: self.handoff.clone(),
            at,
        });
        Ok(found)
    }

    /// A schema inside of another, if it is or holds a name.
    fn schema(&mut self, schema: &Node) -> Result<Option<Node>, Failure> {
        match rust_name(schema) {
            Some((name, at)) => {
                let found = self.contract(name.clone(), at)?;
                let mut here = match self.known.get(&name) {
                    Some(known) => known.clone(),
                    None => {
                        let new = self.hoisted(found, name.rsplit("::").next().unwrap_or(&name));
                        self.known.insert(name, new.clone());
                        new
                    }
                };
                relocate(&mut here, at);
                Ok(Some(here))
            }
            None => self.below(schema),
        }
    }

    /// The schemas that a schema holds, by the keywords of JSON Schema; what `enum` and its like hold are values.
    fn below(&mut self, schema: &Node) -> Result<Option<Node>, Failure> {
        let Some(map) = schema.value.as_map() else {
            return Ok(None);
        };
        let changed = map.replaced(|entry| {
            let length = self.path.len();
            self.path.push('.');
            self.path.push_str(&entry.key);
            let new = match &*entry.key {
                "properties" | "patternProperties" | "definitions" | "$defs" | "dependencies"
                | "dependentSchemas" => self.members(&entry.node)?,
                "allOf" | "anyOf" | "oneOf" | "prefixItems" => self.list(&entry.node)?,
                "items" if entry.node.as_list().is_some() => self.list(&entry.node)?,
                "items"
                | "additionalItems"
                | "additionalProperties"
                | "contains"
                | "propertyNames"
                | "not"
                | "if"
                | "then"
                | "else"
                | "unevaluatedItems"
                | "unevaluatedProperties" => self.schema(&entry.node)?,
                _ => None,
            };
            self.path.truncate(length);
            Ok(new)
        })?;
        Ok(changed.map(|map| Node {
            value: Value::map(map),
            at: schema.at,
        }))
    }

    fn members(&mut self, node: &Node) -> Result<Option<Node>, Failure> {
        let Some(map) = node.value.as_map() else {
            return Ok(None);
        };
        let changed = map.replaced(|entry| {
            let length = self.path.len();
            self.path.push('.');
            self.path.push_str(&entry.key);
            let new = self.schema(&entry.node)?;
            self.path.truncate(length);
            Ok(new)
        })?;
        Ok(changed.map(|map| Node {
            value: Value::map(map),
            at: node.at,
        }))
    }

    fn list(&mut self, node: &Node) -> Result<Option<Node>, Failure> {
        let items = node.value.as_list().unwrap_or_default();
        let mut changed: Option<Vec<Node>> = None;
        for (at, item) in items.iter().enumerate() {
            let length = self.path.len();
            self.path.push_str(&format!(".{at}"));
            let new = self.schema(item)?;
            self.path.truncate(length);
            if let Some(new) = new {
                changed.get_or_insert_with(|| items.to_vec())[at] = new;
            }
        }
        Ok(changed.map(|items| Node {
            value: Value::list(items),
            at: node.at,
        }))
    }

    /// A contract's schema for a place inside of another schema: its definitions move to the root of that one.
    fn hoisted(&mut self, schema: Node, name: &str) -> Node {
        let Some(map) = schema.value.as_map() else {
            return schema;
        };
        let mut map = map.clone();
        let own = map.remove("definitions");
        let own = own.and_then(|entry| entry.node.value.as_map().cloned());
        let own = own.unwrap_or_default();
        let at = schema.at;
        let schema = Node {
            value: Value::map(map),
            at,
        };
        let recursive = names_itself(&schema) || own.iter().any(|(_, node)| names_itself(node));
        let mut root = name.to_owned();
        while recursive && (own.contains(&root) || self.definitions.contains(&root)) {
            root.push('_');
        }
        // Two contracts may define different things under one name; the later one then gets a number.
        let mut renamed: HashMap<String, String> = HashMap::new();
        for (key, node) in own.iter() {
            renamed.insert(key.to_string(), self.free_name(key, node));
        }
        for (key, node) in own.iter() {
            let node = pointed(node, &renamed, &root);
            self.definitions.insert(renamed[&**key].as_str(), node);
        }
        let whole = pointed(&schema, &renamed, &root);
        if !recursive {
            return whole;
        }
        // A contract that names itself needs a name at the root.
        let target = format!("#/definitions/{}", escaped(&root));
        self.definitions.insert(root, whole);
        let mut map = Map::new();
        map.insert("$ref", Node::from(target));
        Node {
            value: Value::map(map),
            at,
        }
    }

    fn free_name(&self, wish: &str, node: &Node) -> String {
        let mut name = wish.to_owned();
        let mut number = 2;
        while self
            .definitions
            .get(&name)
            .is_some_and(|known| !known.value.equals(&node.value))
        {
            name = format!("{wish}{number}");
            number += 1;
        }
        name
    }
}

/// True if a reference leads to the root of its schema.
fn names_itself(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.iter().any(|(key, node)| {
            (&**key == "$ref" && node.as_str() == Some("#")) || names_itself(node)
        }),
        Value::List(items) => items.iter().any(names_itself),
        _ => false,
    }
}

/// The schema with its references leading to where the definitions are now.
fn pointed(node: &Node, renamed: &HashMap<String, String>, root: &str) -> Node {
    let value = match &node.value {
        Value::Map(map) => {
            let entries = map.iter().map(|(key, node)| {
                let target = node.as_str().filter(|_| &**key == "$ref");
                let node = match target.map(|target| moved(target, renamed, root)) {
                    Some(target) => Node {
                        value: Value::text(target),
                        at: node.at,
                    },
                    None => pointed(node, renamed, root),
                };
                (key.clone(), node)
            });
            Value::map(entries.collect())
        }
        Value::List(items) => Value::list(
            items
                .iter()
                .map(|item| pointed(item, renamed, root))
                .collect(),
        ),
        other => other.clone(),
    };
    Node { value, at: node.at }
}

fn moved(target: &str, renamed: &HashMap<String, String>, root: &str) -> String {
    if target == "#" {
        return format!("#/definitions/{}", escaped(root));
    }
    let Some(rest) = target.strip_prefix("#/definitions/") else {
        return target.to_owned();
    };
    let (name, below) = match rest.split_once('/') {
        Some((name, below)) => (name, format!("/{below}")),
        None => (rest, String::new()),
    };
    let plain = name.replace("~1", "/").replace("~0", "~");
    let name = renamed.get(&plain).unwrap_or(&plain);
    format!("#/definitions/{}{below}", escaped(name))
}

/// A name as a step of a pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The contract that `{rust: Name}` or `rust:Name` stands for.
fn rust_name(schema: &Node) -> Option<(String, At)> {
    match &schema.value {
        Value::Map(map) if map.len() == 1 => {
            let name = map.get("rust")?;
            Some((name.as_str()?.to_owned(), name.at))
        }
        Value::Text(text) => Some((text.strip_prefix("rust:")?.trim().to_owned(), schema.at)),
        _ => None,
    }
}

fn relocate(node: &mut Node, at: At) {
    node.at = at;
    match &mut node.value {
        Value::List(items) => {
            let items = std::sync::Arc::make_mut(items);
            for item in items {
                relocate(item, at);
            }
        }
        Value::Map(map) => {
            let moved: Map = map
                .iter()
                .map(|(key, node)| {
                    let mut node = node.clone();
                    relocate(&mut node, at);
                    (key.clone(), node)
                })
                .collect();
            *map = std::sync::Arc::new(moved);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(schema: &str) -> (String, Vec<String>) {
        let source = |name: &str| -> Result<String, String> {
            Ok(match name {
                "Item" => r##"{"type":"object","properties":{"state":{"$ref":"#/$defs/State"}},"$defs":{"State":{"enum":["a"]}}}"##,
                "Other" => r##"{"$ref":"#/$defs/State","$defs":{"State":{"enum":["b"]}}}"##,
                "tree::Leaf" => r##"{"type":"array","items":{"$ref":"#"}}"##,
                _ => return Err(format!("no {name}")),
            }
            .to_owned())
        };
        let text = format!("handoff_types: {{h: {{version: 1, schema: {schema}}}}}");
        let files = crate::load::MemoryFiles::new([("/p/a.yaml", text)]);
        let mut sources = crate::load::Sources::new();
        let root = sources.yaml(&files, "/p/a.yaml".as_ref()).unwrap();
        match fill_in(root, &source) {
            Ok((root, uses)) => {
                let schema = root.section("handoff_types").get("h").unwrap();
                let schema = crate::js::json(schema.get("schema").unwrap(), 0);
                let uses = uses
                    .iter()
                    .map(|one| format!("{} {} {}", one.name, one.path, one.at.column()));
                (schema, uses.collect())
            }
            Err(failure) => (failure.message, Vec::new()),
        }
    }

    #[test]
    fn names_inside_of_schemas_are_replaced_and_their_definitions_go_to_the_root() {
        let (schema, uses) = filled(
            "{type: object, properties: {one: {rust: Item}, two: {type: array, items: 'rust:Item'}, three: {allOf: [{rust: Other}]}}}",
        );
        assert_eq!(
            schema,
            r##"{"type":"object","properties":{"one":{"type":"object","properties":{"state":{"$ref":"#/definitions/State"}}},"two":{"type":"array","items":{"type":"object","properties":{"state":{"$ref":"#/definitions/State"}}}},"three":{"allOf":[{"$ref":"#/definitions/State2"}]}},"definitions":{"State":{"enum":["a"]},"State2":{"enum":["b"]}}}"##
        );
        assert_eq!(
            uses,
            [
                "Item handoff_types.h.schema.properties.one 81",
                "Item handoff_types.h.schema.properties.two.items 114",
                "Other handoff_types.h.schema.properties.three.allOf.0 151",
            ]
        );
    }

    #[test]
    fn a_contract_that_names_itself_gets_a_name_at_the_root() {
        let (schema, _) = filled("{type: object, additionalProperties: {rust: 'tree::Leaf'}}");
        assert_eq!(
            schema,
            r##"{"type":"object","additionalProperties":{"$ref":"#/definitions/Leaf"},"definitions":{"Leaf":{"type":"array","items":{"$ref":"#/definitions/Leaf"}}}}"##
        );
    }

    #[test]
    fn values_and_properties_of_that_name_are_no_types() {
        let text = "{type: object, properties: {rust: {type: string}}, enum: [{rust: Item}], const: {rust: Gone}, default: 'rust:Gone', example: {rust: Gone}}";
        let (schema, uses) = filled(text);
        assert!(schema.contains(r#""const":{"rust":"Gone"}"#), "{schema}");
        assert!(uses.is_empty());
    }

    #[test]
    fn a_name_that_is_not_known_says_where_it_stands() {
        let (message, _) = filled("{properties: {a: {not: {rust: Gone}}}}");
        assert_eq!(
            message,
            "Cannot find the schema of handoff_types.h.schema.properties.a.not: no Gone"
        );
    }
}
