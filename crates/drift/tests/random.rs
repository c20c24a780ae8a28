//! Random pairs of schemas against another validator: where nothing breaks, no value of a large pool is refused, and each witness is one.
//! The content model is the strict one, where senders write everything that is admitted, so validity alone decides.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "random/apis.rs"]
mod apis;

use contractual_drift::compat::{CompatVerdict, ContentModel, Direction, Options, compare_schemas};
use contractual_model::json::{parse, to_line};
use serde_json::{Value, json};

/// A sequence that is the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % count as u64).unwrap()
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn schema(&mut self, depth: usize) -> Value {
        if depth == 0 {
            return self.scalar();
        }
        match self.below(16) {
            0 | 1 => self.scalar(),
            2 | 3 => self.list(depth),
            4..=7 => self.object(depth),
            8 => json!({"anyOf": [self.schema(depth - 1), self.schema(depth - 1)]}),
            9 => json!({"oneOf": [self.schema(depth - 1), self.schema(depth - 1)]}),
            10 => json!({"allOf": [self.schema(depth - 1), self.schema(depth - 1)]}),
            11 => json!({"not": self.schema(depth - 1)}),
            12 => json!({"$ref": self.of(&["#/$defs/x", "#/$defs/y"])}),
            13 => {
                json!({"if": self.schema(depth - 1), "then": self.schema(depth - 1), "else": self.schema(depth - 1)})
            }
            14 => {
                let mut out = self.object(depth);
                out["allOf"] = json!([self.object(depth - 1)]);
                out["unevaluatedProperties"] = json!(false);
                out.as_object_mut().unwrap().remove("additionalProperties");
                out
            }
            _ => self.of(&[json!(true), json!({}), json!({"type": ["string", "null"]})]),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.below(12) {
            0 => json!({"type": "integer", "minimum": self.below(4), "maximum": 2 + self.below(9)}),
            1 => json!({"type": "number", "exclusiveMinimum": self.below(3)}),
            2 => json!({"type": "integer", "multipleOf": 1 + self.below(5)}),
            3 => {
                json!({"type": "string", "minLength": self.below(3), "maxLength": 1 + self.below(3)})
            }
            4 => {
                json!({"type": "string", "pattern": self.of(&["^a", "b$", "^[ab]+$", "^a?b*$", "c"])})
            }
            5 => {
                json!({"enum": [self.of(&[json!(1), json!("a"), json!(null)]), self.of(&[json!(2), json!("b"), json!([])])]})
            }
            6 => json!({"const": self.of(&[json!(1), json!("a"), json!({"a": 1}), json!(null)])}),
            7 => json!({"type": "boolean"}),
            8 => json!({"type": "number"}),
            9 => json!({"type": "string"}),
            10 => json!({"type": ["integer", "null"]}),
            _ => json!({"maximum": self.below(5), "maxLength": 1 + self.below(3)}),
        }
    }

    fn list(&mut self, depth: usize) -> Value {
        let mut out = json!({"type": "array"});
        for _ in 0..1 + self.below(3) {
            let inner = self.schema(depth - 1);
            match self.below(6) {
                0 => out["items"] = inner,
                1 => out["prefixItems"] = json!([inner, self.scalar()]),
                2 => out["contains"] = inner,
                3 => out["minItems"] = json!(self.below(3)),
                4 => out["maxItems"] = json!(1 + self.below(3)),
                _ => out["uniqueItems"] = json!(true),
            }
        }
        out
    }

    fn object(&mut self, depth: usize) -> Value {
        let below = depth.saturating_sub(1);
        let mut out = json!({"type": "object", "properties": {"a": self.schema(below)}});
        for _ in 0..self.below(4) {
            let inner = self.schema(below);
            match self.below(9) {
                0 => out["properties"]["b"] = inner,
                1 => out["required"] = json!([self.of(&["a", "b", "c"])]),
                2 => out["additionalProperties"] = self.of(&[json!(false), inner]),
                3 => out["patternProperties"] = json!({self.of(&["^b", "c"]): inner}),
                4 => out["propertyNames"] = json!({"maxLength": self.below(3)}),
                5 => out["minProperties"] = json!(self.below(3)),
                6 => out["maxProperties"] = json!(1 + self.below(2)),
                7 => out["dependentRequired"] = json!({"a": ["b"]}),
                _ => out["dependentSchemas"] = json!({"b": inner}),
            }
        }
        out
    }

    /// One part of a schema exchanged.
    fn changed(&mut self, schema: &Value, depth: usize) -> Value {
        let mut out = schema.clone();
        let keys: Vec<String> = match &out {
            Value::Object(members) if depth > 0 => members.keys().cloned().collect(),
            _ => Vec::new(),
        };
        if keys.is_empty() || self.below(4) == 0 {
            return self.schema(depth);
        }
        let key = self.of(&keys);
        match key.as_str() {
            "items" | "contains" | "not" | "additionalProperties" | "if" | "then" | "else" => {
                out[&key] = self.changed(&schema[&key], depth - 1);
            }
            "properties" | "patternProperties" | "dependentSchemas" => {
                let names: Vec<String> = out[&key].as_object().unwrap().keys().cloned().collect();
                let name = self.of(&names);
                out[&key][&name] = self.changed(&schema[&key][&name], depth - 1);
            }
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => {
                let at = self.below(out[&key].as_array().unwrap().len());
                out[&key][at] = self.changed(&schema[&key][at], depth - 1);
            }
            _ => {
                out.as_object_mut().unwrap().remove(&key);
            }
        }
        out
    }
}

/// Values that small schemas tell apart.
fn pool() -> Vec<Value> {
    let scalars = vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1),
        json!(2),
        json!(3),
        json!(4),
        json!(6),
        json!(12),
        json!(0.5),
        json!(2.5),
        json!(""),
        json!("a"),
        json!("b"),
        json!("c"),
        json!("ab"),
        json!("bb"),
        json!("abc"),
        json!("zzzz"),
    ];
    let few = [
        json!(1),
        json!(2),
        json!("a"),
        json!("b"),
        json!(null),
        json!([]),
        json!({"a": 1}),
    ];
    let mut out = scalars.clone();
    out.extend([json!([]), json!({})]);
    for a in &scalars {
        out.push(json!([a]));
        for name in ["a", "b", "c", "zz"] {
            out.push(json!({name: a}));
        }
    }
    for a in &few {
        for b in &few {
            out.push(json!([a, b]));
            out.push(json!([a, b, a]));
            out.push(json!({"a": a, "b": b}));
            out.push(json!({"a": a, "c": b}));
            out.push(json!({"b": a, "bc": b}));
            out.push(json!({"a": {"a": a, "b": b}}));
            out.push(json!({"a": [a, b], "zz": b}));
            out.push(json!([{"a": a}, b]));
        }
    }
    out
}

#[test]
fn what_is_called_compatible_refuses_no_value_and_each_witness_is_one() {
    let pool = pool();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut compatible, mut proved, mut undecided) = (0, 0, 0);
    let mut wrong = Vec::new();
    for _ in 0..PAIRS {
        let definitions = json!({"x": random.schema(2), "y": random.scalar()});
        let root = |mut schema: Value| {
            if schema.is_boolean() {
                schema = json!({"allOf": [schema]});
            }
            schema["$defs"] = definitions.clone();
            schema
        };
        let first = random.schema(3);
        let second = random.changed(&first, 3);
        let (old, new) = (root(first), root(second));
        let mut options = Options::new(Direction::Request);
        options.content_model = ContentModel::Strict;
        options.candidates = 50;
        let read = |value: &Value| parse(&value.to_string()).unwrap();
        // a definition that leads to itself without a member between has no meaning
        let Ok(found) = compare_schemas(&read(&old), &read(&new), &options) else {
            continue;
        };
        let (before, after) = (
            jsonschema::validator_for(&old).unwrap(),
            jsonschema::validator_for(&new).unwrap(),
        );
        let breaks = |value: &Value| before.is_valid(value) && !after.is_valid(value);
        if found.undecided {
            undecided += 1;
        } else if found.verdict == CompatVerdict::Breaking {
            for finding in &found.findings {
                if let Some(witness) = &finding.witness {
                    let value: Value = serde_json::from_str(&to_line(&witness.value)).unwrap();
                    proved += 1;
                    if !breaks(&value) {
                        wrong.push(format!(
                            "no witness of {}: {value}\n{old}\n{new}",
                            finding.rule.id
                        ));
                    }
                }
            }
        } else {
            compatible += 1;
            if let Some(value) = pool.iter().find(|value| breaks(value)) {
                wrong.push(format!(
                    "{} but {value} is refused\n{old}\n{new}",
                    found.verdict.name()
                ));
            }
        }
    }
    println!("{compatible} compatible, {proved} witnesses, {undecided} undecided");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert!(
        compatible > PAIRS / 10 && proved > PAIRS / 4,
        "{compatible} {proved}"
    );
}

const PAIRS: usize = 1_500;
