//! Merging generated data into a file that others own (specification 19.5 item 7).

use crate::js;
use crate::value::{Map, Node, Value};

/// How a patch is put into a target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strategy<'s> {
    /// True: a list target takes the patch as items.
    pub(crate) append: bool,
    /// The key that makes two list items the same.
    pub(crate) key: Option<&'s str>,
}

/// The target with the patch in it.
pub(crate) fn apply(target: &Value, patch: &Value, strategy: Strategy<'_>) -> Value {
    if strategy.append
        && let Value::List(items) = target
    {
        let new: Vec<Node> = match patch {
            Value::List(new) => new.to_vec(),
            one => vec![one.clone().into()],
        };
        return Value::list(merge_lists(items, &new, strategy));
    }
    deep(target, patch, strategy)
}

fn deep(target: &Value, patch: &Value, strategy: Strategy<'_>) -> Value {
    match (target, patch) {
        (Value::Map(old), Value::Map(new)) => {
            let mut result = Map::clone(old);
            for (key, node) in new.iter() {
                let merged = match old.get(key) {
                    Some(old) => Node::from(deep(old, node, strategy)),
                    None => node.clone(),
                };
                result.insert(key.clone(), merged);
            }
            Value::map(result)
        }
        (Value::List(old), Value::List(new)) => Value::list(merge_lists(old, new, strategy)),
        (_, patch) => patch.clone(),
    }
}

fn merge_lists(old: &[Node], new: &[Node], strategy: Strategy<'_>) -> Vec<Node> {
    let mut result = old.to_vec();
    for item in new {
        let own = strategy
            .key
            .and_then(|key| item.get(key).map(|value| (key, value)));
        let found = own.and_then(|(key, value)| {
            result
                .iter()
                .position(|other| other.get(key).is_some_and(|old| old.equals(value)))
        });
        match found {
            Some(at) => result[at] = item.clone(),
            None => result.push(item.clone()),
        }
    }
    result
}

/// The data of a text: JSON or YAML.
pub(crate) fn read(text: &str, yaml: bool) -> Result<Value, String> {
    if yaml {
        let options = contractual_yaml::Options {
            foreign_tags: true,
            typed_keys: true,
            ..contractual_yaml::Options::default()
        };
        let document = contractual_yaml::parse_one(text, "", &options)
            .map_err(|problems| problems[0].headline.clone())?;
        return Ok(crate::load::convert(document.root, 0).value);
    }
    let json = contractual_model::json::parse_foreign(text)
        .map_err(|error| format!("not JSON: {error}"))?;
    Ok(crate::jsonschema::from_json(&json).value)
}

/// True if two texts hold the same data, as JSON or as YAML.
pub fn same_data(a: &str, b: &str) -> bool {
    match (read(a, true), read(b, true)) {
        (Ok(a), Ok(b)) => a.equals(&b),
        _ => false,
    }
}

/// The text of data.
pub(crate) fn write(value: &Value, yaml: bool) -> String {
    if yaml {
        crate::yaml_out::emit(value)
    } else {
        format!("{}\n", js::json(value, 2))
    }
}
