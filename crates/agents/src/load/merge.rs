//! A child over its base: sections, entities and the operators `$append`, `$prepend`, `$insert_after`, `$replace` and
//! `$remove` (specification 5.2 to 5.6).

use super::Failure;
use crate::value::{Entry, Map, Node, Value};

/// The operators, the strongest first: only the first one present in a map is applied.
const OPERATORS: [&str; 5] = [
    "$append",
    "$prepend",
    "$insert_after",
    "$replace",
    "$remove",
];

/// The operator of a map, if it has one, with its argument.
fn operator(map: &Map) -> Option<(&'static str, &Node)> {
    OPERATORS
        .iter()
        .find_map(|name| Some((*name, map.get(name)?)))
}

/// Entity merge (5.3): each child key over the base.
pub(crate) fn entity(base: &Map, child: &Map, path: &str) -> Result<Map, Failure> {
    over(base, child, |old, entry| {
        let below = format!("{path}.{}", entry.key);
        Ok(match (&entry.node.value, old.map(|node| &node.value)) {
            (Value::Map(map), _) if operator(map).is_some() => apply(old, map, &below)?,
            (Value::Map(map), Some(Value::Map(old))) => Node {
                value: Value::map(entity(old, map, &below)?),
                at: entry.node.at,
            },
            _ => entry.node.clone(),
        })
    })
}

/// A map over another: the keys of the base in order, then those that only the child has; `join` makes each value of the
/// child from the base's value, if there is one, and the child's entry.
pub(crate) fn over(
    base: &Map,
    child: &Map,
    mut join: impl FnMut(Option<&Node>, &Entry) -> Result<Node, Failure>,
) -> Result<Map, Failure> {
    let mut result = base.clone();
    for entry in child.entries() {
        let node = join(base.get(&entry.key), entry)?;
        result.insert_entry(Entry {
            node,
            ..entry.clone()
        });
    }
    Ok(result)
}

/// Section merge (5.4): the child's entities over the base's, or an operator on the whole section.
pub(crate) fn section(base: Option<&Node>, child: &Node, name: &str) -> Result<Node, Failure> {
    let empty = Map::new();
    let base = base.and_then(|node| node.value.as_map()).unwrap_or(&empty);
    let child_map = match &child.value {
        Value::Map(map) => map,
        Value::Null => {
            let message =
                format!("Cannot merge section {name}: the extending document gives it no value");
            return Err(Failure::new(message)
                .at(child.at)
                .advice("remove the key, or write `{}`"));
        }
        _ => {
            return Ok(Node {
                value: Value::map(base.clone()),
                at: child.at,
            });
        }
    };
    let value = if let Some((name_of, argument)) = operator(child_map) {
        map_operator(base, name_of, argument, name)?
    } else {
        let merged = over(base, child_map, |old, entry| {
            Ok(match (&entry.node.value, old.map(|node| &node.value)) {
                (Value::Map(new), Some(Value::Map(old))) => Node {
                    value: Value::map(entity(old, new, &format!("{name}.{}", entry.key))?),
                    at: entry.node.at,
                },
                _ => entry.node.clone(),
            })
        })?;
        Value::map(merged)
    };
    Ok(Node {
        value,
        at: child.at,
    })
}

/// Applies the operator of `map` to a base value (5.5).
fn apply(base: Option<&Node>, map: &Map, path: &str) -> Result<Node, Failure> {
    let Some((name, argument)) = operator(map) else {
        return Ok(Node::default());
    };
    let value = match base.map(|node| &node.value) {
        Some(Value::Map(base)) => map_operator(base, name, argument, path)?,
        Some(Value::List(base)) => list_operator(base, name, argument, path)?,
        _ => list_operator(&[], name, argument, path)?,
    };
    Ok(Node {
        value,
        at: argument.at,
    })
}

fn list_operator(base: &[Node], name: &str, argument: &Node, path: &str) -> Result<Value, Failure> {
    match name {
        "$append" => Ok(Value::list([base, &spread(argument, name, path)?].concat())),
        "$prepend" => Ok(Value::list([&spread(argument, name, path)?, base].concat())),
        "$insert_after" => {
            let target = argument.get("target").cloned().unwrap_or_default();
            let found = base.iter().position(|item| has_id(item, &target));
            let Some(at) = found else {
                return Err(Failure::new(format!(
                    "$insert_after target \"{}\" not found in base at {path}",
                    crate::js::string(&target)
                ))
                .at(argument.at));
            };
            let items = spread(
                &argument.get("items").cloned().unwrap_or_default(),
                name,
                path,
            )?;
            Ok(Value::list(
                [&base[..=at], &items, &base[at + 1..]].concat(),
            ))
        }
        "$replace" => Ok(argument.value.clone()),
        _ => {
            let wanted = spread(argument, name, path)?;
            let mut left = base.to_vec();
            let mut seen: Vec<Node> = Vec::new();
            let mut missing = Vec::new();
            for item in wanted {
                let id = item.get("id").cloned().unwrap_or_default();
                if seen.iter().any(|other| other.same(&id)) {
                    continue;
                }
                let found = left
                    .iter()
                    .position(|item| has_id(item, &id))
                    .filter(|_| !id.is_null());
                match found {
                    Some(at) => {
                        left.remove(at);
                    }
                    None => missing.push(if id.is_null() {
                        String::new()
                    } else {
                        crate::js::string(&id)
                    }),
                }
                seen.push(id);
            }
            if missing.is_empty() {
                return Ok(Value::list(left));
            }
            let ids = missing.join(", ");
            let failure = Failure::new(format!("$remove ids not found in base at {path}: {ids}"));
            Err(failure
                .at(argument.at)
                .advice("`$remove` takes a list of `{id: ...}`; items that are plain text cannot be removed, replace the list"))
        }
    }
}

fn map_operator(base: &Map, name: &str, argument: &Node, path: &str) -> Result<Value, Failure> {
    match name {
        "$append" => {
            let mut result = base.clone();
            for entry in entries(argument, name, path)?.entries() {
                result.insert_entry(entry.clone());
            }
            Ok(Value::map(result))
        }
        "$prepend" => {
            let mut result = entries(argument, name, path)?.into_owned();
            for entry in base.entries() {
                result.insert_entry(entry.clone());
            }
            Ok(Value::map(result))
        }
        "$insert_after" => {
            let after = argument
                .get("after")
                .map(|node| crate::js::string(node))
                .unwrap_or_default();
            if !base.contains(&after) {
                let message =
                    format!("$insert_after target \"{after}\" not found in base at {path}");
                return Err(Failure::new(message).at(argument.at));
            }
            let missing = Node::default();
            let new = entries(argument.get("entries").unwrap_or(&missing), name, path)?;
            let mut result = Map::new();
            for entry in base.entries() {
                result.insert_entry(entry.clone());
                if *entry.key == *after {
                    for entry in new.entries() {
                        result.insert_entry(entry.clone());
                    }
                }
            }
            Ok(Value::map(result))
        }
        "$replace" => Ok(argument.value.clone()),
        _ => {
            let wanted = spread(argument, name, path)?;
            let mut result = base.clone();
            let mut missing = Vec::new();
            for key in wanted {
                let key = crate::js::string(&key);
                if !base.contains(&key) {
                    missing.push(key);
                } else {
                    result.remove(&key);
                }
            }
            if missing.is_empty() {
                return Ok(Value::map(result));
            }
            let message = format!(
                "$remove keys not found in base at {path}: {}",
                missing.join(", ")
            );
            Err(Failure::new(message).at(argument.at))
        }
    }
}

fn has_id(item: &Node, id: &Node) -> bool {
    item.get("id").is_some_and(|own| own.same(id))
}

/// The items of a list argument. A text counts as the list of its characters, as existing projects rely on.
fn spread(argument: &Node, operator: &str, path: &str) -> Result<Vec<Node>, Failure> {
    match &argument.value {
        Value::List(items) => Ok(items.to_vec()),
        Value::Text(text) => Ok(text.chars().map(|c| Node::from(c.to_string())).collect()),
        other => {
            let kind = other.kind();
            let message = format!("{operator} at {path} takes a list, found {kind}");
            Err(Failure::new(message).at(argument.at))
        }
    }
}

fn entries<'n>(
    argument: &'n Node,
    operator: &str,
    path: &str,
) -> Result<std::borrow::Cow<'n, Map>, Failure> {
    use std::borrow::Cow;
    match &argument.value {
        Value::Map(map) => Ok(Cow::Borrowed(map)),
        // A list merged into a map gives its items under their positions, a scalar nothing: see 5.6.
        Value::List(items) => Ok(Cow::Owned(
            items
                .iter()
                .enumerate()
                .map(|(at, item)| (at.to_string(), item.clone()))
                .collect(),
        )),
        Value::Null if operator != "$insert_after" => Ok(Cow::Owned(Map::new())),
        other => {
            let kind = other.kind();
            let message = format!("{operator} at {path} takes a map, found {kind}");
            Err(Failure::new(message).at(argument.at))
        }
    }
}
