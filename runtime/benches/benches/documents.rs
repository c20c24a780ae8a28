//! The documents that are measured, and the same rules for each contestant.

use contractual::Contract;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract, garde::Validate)]
pub(crate) struct Order {
    /// Number of the order.
    #[contract(pattern = "^ORD-[0-9]{6}$")]
    #[garde(pattern(r"^ORD-[0-9]{6}$"))]
    pub(crate) number: String,
    /// Who ordered.
    #[garde(dive)]
    pub(crate) customer: Customer,
    /// What was ordered.
    #[contract(min_items = 1, max_items = 10000)]
    #[garde(length(min = 1, max = 10000), dive)]
    pub(crate) lines: Vec<Line>,
    /// A remark.
    #[contract(max_length = 200)]
    #[garde(length(chars, max = 200))]
    pub(crate) note: Option<String>,
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract, garde::Validate)]
pub(crate) struct Customer {
    /// Identifier.
    #[contract(pattern = "^cus_[0-9a-z]{4}$")]
    #[garde(pattern(r"^cus_[0-9a-z]{4}$"))]
    pub(crate) id: String,
    /// Full name.
    #[contract(min_length = 1, max_length = 80)]
    #[garde(length(chars, min = 1, max = 80))]
    pub(crate) name: String,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract, garde::Validate)]
pub(crate) struct Line {
    /// Article.
    #[contract(pattern = "^[A-Z]{3}-[0-9]{4}$")]
    #[garde(pattern(r"^[A-Z]{3}-[0-9]{4}$"))]
    pub(crate) sku: String,
    /// How many.
    #[contract(min = 1, max = 999)]
    #[garde(range(min = 1, max = 999))]
    pub(crate) quantity: u32,
    /// Price of one, in cents.
    #[contract(min = 0, max = 100000000)]
    #[garde(range(min = 0, max = 100000000))]
    pub(crate) cents: u64,
    /// Words.
    #[contract(max_items = 8, items(min_length = 1, max_length = 16))]
    #[garde(length(max = 8), inner(length(chars, min = 1, max = 16)))]
    pub(crate) tags: Vec<String>,
}

/// A tree: a document that is deep instead of long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Contract, garde::Validate)]
pub(crate) struct Node {
    /// Name of the node.
    #[contract(pattern = "^[a-z]+$", max_length = 20)]
    #[garde(pattern(r"^[a-z]+$"), length(chars, max = 20))]
    pub(crate) slug: String,
    /// Its children.
    #[garde(dive)]
    pub(crate) children: Vec<Node>,
}

fn order(lines: usize) -> Value {
    let lines: Vec<Value> = (0..lines)
        .map(|n| {
            json!({"sku": format!("ABC-{:04}", n % 10_000), "quantity": n % 900 + 1, "cents": 1000 + n,
                "tags": ["new", "sale", "summer"]})
        })
        .collect();
    json!({"number": "ORD-123456", "customer": {"id": "cus_0a9z", "name": "Ada Lovelace"},
        "lines": lines, "note": "Please ring twice."})
}

fn tree(depth: usize) -> Value {
    let children: Vec<Value> = match depth {
        0 => Vec::new(),
        _ => (0..2).map(|_| tree(depth - 1)).collect(),
    };
    json!({"slug": "node", "children": children})
}

/// About 900 bytes.
pub(crate) fn small() -> Vec<u8> {
    order(10).to_string().into_bytes()
}

/// About 90 kB.
pub(crate) fn large() -> Vec<u8> {
    order(1000).to_string().into_bytes()
}

/// A thousand nodes, nine levels deep.
pub(crate) fn nested() -> Vec<u8> {
    tree(9).to_string().into_bytes()
}

/// The same rules as a JSON Schema, written by hand so that nothing here depends on the emitter.
pub(crate) fn order_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object", "additionalProperties": false, "required": ["number", "customer", "lines"],
        "properties": {
            "number": {"type": "string", "pattern": "^ORD-[0-9]{6}$"},
            "customer": {"type": "object", "additionalProperties": false, "required": ["id", "name"], "properties": {
                "id": {"type": "string", "pattern": "^cus_[0-9a-z]{4}$"},
                "name": {"type": "string", "minLength": 1, "maxLength": 80}}},
            "lines": {"type": "array", "minItems": 1, "maxItems": 10000, "items": {
                "type": "object", "additionalProperties": false, "required": ["sku", "quantity", "cents", "tags"],
                "properties": {
                    "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
                    "quantity": {"type": "integer", "minimum": 1, "maximum": 999},
                    "cents": {"type": "integer", "minimum": 0, "maximum": 100000000},
                    "tags": {"type": "array", "maxItems": 8, "items": {"type": "string", "minLength": 1, "maxLength": 16}}}}},
            "note": {"type": ["string", "null"], "maxLength": 200}
        }
    })
}

/// The same rules for the tree.
pub(crate) fn node_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {
            "type": "object", "additionalProperties": false, "required": ["slug", "children"],
            "properties": {
                "slug": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 20},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}}}
    })
}
