//! The helpers that templates of the DSL have (specification 16.2).

mod flowchart;
mod matrix;
mod sequence;
mod yaml_block;

use super::Val;
use crate::flatten;
use crate::js;
use crate::value::{Map, Node, Value};

/// Helpers of the language itself, which are found even behind a path.
pub(super) fn is_builtin(name: &str) -> bool {
    matches!(name, "if" | "unless" | "each" | "with" | "lookup" | "log")
}

/// The members of the call itself, which a helper gets in the place of an argument that was left out.
const CALL_KEYS: [&str; 5] = ["lookupProperty", "name", "hash", "data", "loc"];

type Outcome = Option<Result<Val, String>>;

/// Runs a helper of the DSL; `None` if there is none of that name. `context` is the current context; no helper makes a
/// text of more than `bytes`.
pub(super) fn run(
    name: &str,
    params: &[Val],
    hash: &[(&str, Val)],
    context: &Value,
    bytes: usize,
) -> Outcome {
    let too_long = || Some(Err(format!("{name} writes more than {bytes} bytes")));
    // An argument that was left out is the call itself, then nothing.
    let arg = |at: usize| match at.cmp(&params.len()) {
        std::cmp::Ordering::Less => params[at].clone(),
        std::cmp::Ordering::Equal => Val::Options,
        std::cmp::Ordering::Greater => Val::Undefined,
    };
    let bool = |value: bool| Val::Value(Value::Bool(value));
    let first = arg(0);
    let value = match name {
        "eq" => bool(strictly_equal(&first, &arg(1))),
        "not" => bool(!first.truthy()),
        "or" => bool(params.iter().any(Val::truthy)),
        "and" => bool(params.iter().all(Val::truthy)),
        "gt" => bool(compare(&first, &arg(1)) == Some(std::cmp::Ordering::Greater)),
        "gte" => bool(matches!(
            compare(&first, &arg(1)),
            Some(std::cmp::Ordering::Greater | std::cmp::Ordering::Equal)
        )),
        "lt" => bool(compare(&first, &arg(1)) == Some(std::cmp::Ordering::Less)),
        "notEmpty" => bool(match first.value() {
            Some(Value::List(items)) => !items.is_empty(),
            Some(Value::Map(map)) => !map.is_empty(),
            _ => matches!(first, Val::Options),
        }),
        "inc" => match &first {
            Val::Value(Value::Text(text)) => Val::text(format!("{text}1")),
            Val::Value(Value::List(_) | Value::Map(_)) | Val::Safe(_) | Val::Options => {
                Val::text(format!("{}1", first.print()))
            }
            other => Val::Value(Value::Number(to_number(other) + 1.0)),
        },
        "join" => match first.value() {
            Some(Value::List(items)) => {
                let separator = arg(1);
                let separator = separator.value().and_then(Value::as_str).unwrap_or(", ");
                if separator.len().saturating_mul(items.len()) > bytes {
                    return too_long();
                }
                Val::text(js::join(items, separator))
            }
            _ => Val::text(""),
        },
        "contains" => bool(match first.value() {
            Some(Value::List(items)) => {
                let wanted = arg(1);
                items
                    .iter()
                    .any(|item| strictly_equal(&Val::Value(item.value.clone()), &wanted))
            }
            _ => false,
        }),
        "groupBy" => group_by(&first, &arg(1)),
        "filterByField" => match first.value() {
            Some(Value::List(items)) => {
                let (field, wanted) = (arg(1).print(), arg(2));
                let kept = items.iter().filter(|item| {
                    strictly_equal(&Val::Value(item.value.clone()).member(&field), &wanted)
                });
                Val::Value(Value::list(kept.cloned().collect()))
            }
            _ => Val::Value(Value::list(Vec::new())),
        },
        "keys" => Val::Value(Value::list(match first.value() {
            Some(Value::Map(map)) => map.keys().map(|key| Node::from(key.clone())).collect(),
            Some(Value::List(items)) => (0..items.len())
                .map(|at| Node::from(at.to_string()))
                .collect(),
            None if matches!(first, Val::Options) => {
                CALL_KEYS.iter().map(|key| Node::from(*key)).collect()
            }
            _ => Vec::new(),
        })),
        "values" => match first.value() {
            Some(Value::Map(map)) => Val::Value(Value::list(
                map.iter().map(|(_, node)| node.clone()).collect(),
            )),
            Some(Value::List(_)) => first,
            _ => Val::Value(Value::list(Vec::new())),
        },
        "size" => Val::Value(Value::Number(match first.value() {
            Some(Value::List(items)) => items.len() as f64,
            Some(Value::Map(map)) => map.len() as f64,
            None if matches!(first, Val::Options) => CALL_KEYS.len() as f64,
            _ => 0.0,
        })),
        "json" => Val::Safe(match &first {
            Val::Undefined => "undefined".to_owned(),
            Val::Options => "{}".to_owned(),
            Val::Safe(text) => js::quoted(text),
            Val::Value(value) => js::json(value, 2),
        }),
        "expand" => match first.value() {
            Some(Value::Text(text)) => {
                let mut text = text.to_string();
                for (key, value) in hash {
                    let value = match value {
                        Val::Undefined => "undefined".to_owned(),
                        Val::Value(Value::Null) => "null".to_owned(),
                        other => other.print(),
                    };
                    let place = format!("{{{{{key}}}}}");
                    let longer = value.len().saturating_mul(text.matches(&place).count());
                    if longer.saturating_add(text.len()) > bytes {
                        return too_long();
                    }
                    text = text.replace(&place, &value);
                }
                Val::Safe(text)
            }
            _ => Val::text(""),
        },
        "lookupPayloadFields" => Val::Value(payload_fields(&first.to_node())),
        "yamlBlock" => Val::text(match &first {
            Val::Undefined | Val::Options => String::new(),
            other => yaml_block::emit(&other.to_node().value),
        }),
        "sequenceDiagram" => Val::text(sequence_diagram(params, hash, context)),
        "overviewFlowchart" => {
            let given = params
                .first()
                .map(Val::to_node)
                .filter(|node| node.as_map().is_some());
            let own = context.as_map().and_then(|map| map.get("dsl").cloned());
            Val::text(
                given
                    .or(own)
                    .map(|dsl| flowchart::tables(&dsl))
                    .unwrap_or_default(),
            )
        }
        "guardrailCoverageMatrix" => Val::text(matrix::coverage(context)),
        "taskGuardrailMatrix" => Val::text(matrix::tasks(context)),
        _ => return None,
    };
    Some(Ok(value))
}

fn strictly_equal(a: &Val, b: &Val) -> bool {
    match (a, b) {
        (Val::Undefined, Val::Undefined) => true,
        (Val::Value(a), Val::Value(b)) => a.same(b),
        _ => false,
    }
}

fn to_number(value: &Val) -> f64 {
    match value {
        Val::Value(Value::Null) => 0.0,
        Val::Value(Value::Bool(value)) => f64::from(u8::from(*value)),
        Val::Value(Value::Number(number)) => *number,
        Val::Undefined => f64::NAN,
        other => {
            let text = other.print();
            let text = text.trim();
            let decimal = text
                .bytes()
                .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
            match text {
                "" => 0.0,
                "Infinity" | "+Infinity" => f64::INFINITY,
                "-Infinity" => f64::NEG_INFINITY,
                text if decimal => text.parse().unwrap_or(f64::NAN),
                _ => f64::NAN,
            }
        }
    }
}

fn compare(a: &Val, b: &Val) -> Option<std::cmp::Ordering> {
    match (primitive_text(a), primitive_text(b)) {
        (Some(a), Some(b)) => Some(js::compare_units(&a, &b)),
        _ => to_number(a).partial_cmp(&to_number(b)),
    }
}

/// The text that stands for a value where values are compared; none for nothing, numbers and truth values.
fn primitive_text(value: &Val) -> Option<String> {
    match value {
        Val::Undefined | Val::Value(Value::Null | Value::Bool(_) | Value::Number(_)) => None,
        other => Some(other.print()),
    }
}

fn group_by(list: &Val, field: &Val) -> Val {
    let mut groups: Vec<(String, Vec<Node>)> = Vec::new();
    if let Some(Value::List(items)) = list.value() {
        let field = field.print();
        for item in items.iter() {
            let key = match Val::Value(item.value.clone()).member(&field) {
                Val::Undefined => "undefined".to_owned(),
                Val::Value(value) => js::string(&value),
                other => other.print(),
            };
            match groups.iter_mut().find(|(name, _)| *name == key) {
                Some((_, group)) => group.push(item.clone()),
                None => groups.push((key, vec![item.clone()])),
            }
        }
    }
    Val::Value(Value::map(groups.into_iter().collect()))
}

/// `{name, type, required, enum}` of each property of a handoff schema.
fn payload_fields(schema: &Node) -> Value {
    let flat = flatten::one_level(schema);
    let required: Vec<&str> = flat.texts("required").collect();
    let fields = flat.section("properties").iter().map(|(name, property)| {
        let mut field = Map::new();
        field.insert("name", Node::from(name.clone()));
        let kind = property
            .get("type")
            .cloned()
            .filter(|node| js::truthy(node))
            .unwrap_or_else(|| Node::from("any"));
        field.insert("type", kind);
        field.insert("required", required.contains(&&**name));
        if let Some(values) = property.get("enum").and_then(|node| node.value.as_list()) {
            field.insert("enum", js::join(values, " | "));
        }
        Node::from(field)
    });
    Value::list(fields.collect())
}

fn sequence_diagram(params: &[Val], hash: &[(&str, Val)], context: &Value) -> String {
    let given = hash
        .iter()
        .find(|(key, _)| *key == "dsl")
        .map(|(_, value)| value.to_node());
    let context = Node::from(context.clone());
    if let Some(Value::Text(id)) = params.first().and_then(Val::value) {
        let dsl = params
            .get(1)
            .map(Val::to_node)
            .or(given)
            .unwrap_or_default();
        let Some(workflow) = dsl.section("workflow").get(id) else {
            return String::new();
        };
        return sequence::diagram(id, workflow, &dsl);
    }
    let dsl = given
        .or_else(|| context.get("dsl").cloned())
        .unwrap_or_default();
    let Some(workflow) = context
        .get("workflow")
        .filter(|node| node.as_map().is_some())
    else {
        return String::new();
    };
    sequence::diagram(workflow.str("id").unwrap_or_default(), workflow, &dsl)
}
