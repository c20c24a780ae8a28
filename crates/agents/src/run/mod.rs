//! The commands (specification 1): arguments in, text and exit status out.
//!
//! [`main`] is the whole program for one command line. It reads and writes through [`Disk`] and gives its output as
//! text, so that it can be tested without a process.

mod args;
mod commands;
mod disk;
mod extras;
mod report;
mod session;

pub use disk::{Disk, RealDisk, timestamp};
pub use report::Format;

use std::path::Path;

use crate::jsonschema::from_json;
use crate::value::{Map, Node};

/// What a command line printed, and its exit status: 0 or 1.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// For standard output.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// 0 or 1.
    pub status: u8,
    /// The documents that were read.
    kept: Vec<Node>,
}

impl Outcome {
    /// Ends without giving the memory of the documents back, for a program that is about to end: freeing the trees of a
    /// large project takes as long as checking its references.
    pub fn forget(self) {
        std::mem::forget(self.kept);
    }
}

/// Where schemas of Rust contracts come from: the text of a JSON Schema by the name of a contract.
pub trait SchemaSource {
    /// The JSON Schema (draft-07) of the contract `name`, such as `Order` or `crate::Order`.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn schema(&self, name: &str) -> Result<String, String>;
}

/// No Rust contracts at hand.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSchemas;

impl SchemaSource for NoSchemas {
    fn schema(&self, name: &str) -> Result<String, String> {
        Err(format!(
            "the Rust contract `{name}` is not known here: no contract is in reach of this project"
        ))
    }
}

impl<F: Fn(&str) -> Result<String, String>> SchemaSource for F {
    fn schema(&self, name: &str) -> Result<String, String> {
        self(name)
    }
}

/// Everything a command line may use of its surroundings.
pub struct World<'w> {
    /// The disk.
    pub disk: &'w dyn Disk,
    /// The working directory, absolute.
    pub cwd: &'w Path,
    /// The time in UTC, `2026-01-31T08:00:00.000Z`.
    pub now: &'w str,
    /// Rust contracts.
    pub schemas: &'w dyn SchemaSource,
}

/// Runs one command line, without the program's name.
pub fn main(arguments: &[String], world: &World<'_>) -> Outcome {
    match args::parse(arguments) {
        args::Parsed::Print {
            text,
            to_stderr,
            status,
        } => {
            let mut outcome = Outcome {
                status,
                ..Outcome::default()
            };
            if to_stderr {
                outcome.stderr = text;
            } else {
                outcome.stdout = text;
            }
            outcome
        }
        args::Parsed::Run(arguments) => commands::run(&arguments, world),
    }
}

/// The schema of a Rust contract as a tree, for `rust: Name`. The dialect becomes draft-07, which handoffs are written in.
pub(crate) fn rust_schema(source: &dyn SchemaSource, name: &str) -> Result<Node, String> {
    let text = source.schema(name)?;
    let json = contractual_model::json::parse(&text)
        .map_err(|error| format!("the schema of `{name}` is not JSON: {error}"))?;
    Ok(draft_07(&from_json(&json)))
}

/// Draft 2020-12 as draft-07 says it: where definitions stand, how lists of items and dependencies are spelt.
fn draft_07(schema: &Node) -> Node {
    let Some(map) = schema.value.as_map() else {
        return match schema.value.as_list() {
            Some(items) => items.iter().map(draft_07).collect::<Vec<_>>().into(),
            None => schema.clone(),
        };
    };
    let mut out = Map::new();
    let mut dependencies = Map::new();
    let tuple = map.contains("prefixItems");
    for (key, node) in map.iter() {
        match &**key {
            "$schema" | "$id" | "unevaluatedProperties" | "unevaluatedItems" => {}
            "$ref" => {
                let target = node.as_str().unwrap_or_default();
                out.insert("$ref", target.replacen("#/$defs/", "#/definitions/", 1));
            }
            "$defs" => out.insert("definitions", members(node)),
            "prefixItems" => out.insert("items", draft_07(node)),
            "items" if tuple => out.insert("additionalItems", draft_07(node)),
            "dependentRequired" | "dependentSchemas" => {
                for (name, one) in members(node).iter() {
                    dependencies.insert(name.clone(), one.clone());
                }
            }
            "properties" | "patternProperties" => out.insert(key.clone(), members(node)),
            // These hold values, not schemas.
            "const" | "enum" | "default" | "examples" | "required" => {
                out.insert(key.clone(), node.clone())
            }
            _ => out.insert(key.clone(), draft_07(node)),
        }
    }
    if !dependencies.is_empty() {
        out.insert("dependencies", dependencies);
    }
    out.into()
}

fn members(node: &Node) -> Map {
    let map = node.value.as_map().into_iter().flat_map(Map::iter);
    map.map(|(name, one)| (name.clone(), draft_07(one)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_of_rust_contracts_become_draft_07() {
        let text = r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","type":"object","properties":{"$ref":{"$ref":"#/$defs/A"},"t":{"prefixItems":[{"type":"string"}],"items":false}},"$defs":{"A":{"enum":[{"$defs":1}]}},"dependentRequired":{"a":["b"]}}"##;
        let node = rust_schema(&|_: &str| Ok(text.to_owned()), "A").unwrap_or_default();
        assert_eq!(
            crate::js::json(&node, 0),
            r##"{"type":"object","properties":{"$ref":{"$ref":"#/definitions/A"},"t":{"items":[{"type":"string"}],"additionalItems":false}},"definitions":{"A":{"enum":[{"$defs":1}]}},"dependencies":{"a":["b"]}}"##
        );
        assert!(crate::jsonschema::Schema::compile(&node).is_ok());
    }
}
