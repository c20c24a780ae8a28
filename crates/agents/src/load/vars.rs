//! `${vars.NAME}` (specification 6).

use super::Failure;
use crate::value::{Map, Node, Value};

/// The bytes that all placeholders of a document together may be replaced with.
const MAX_BYTES: usize = 64 << 20;

/// The node with every `${vars.NAME}` in its text values replaced.
///
/// # Errors
/// The first undefined name.
pub fn substitute(node: &Node, vars: &Map) -> Result<Node, Failure> {
    let mut written = 0;
    Ok(walk(node, vars, &mut written)?.unwrap_or_else(|| node.clone()))
}

fn walk(node: &Node, vars: &Map, written: &mut usize) -> Result<Option<Node>, Failure> {
    let at = node.at;
    let changed = |value| Some(Node { value, at });
    match &node.value {
        Value::Text(text) => Ok(replace(text, vars, node, written)?.map(|text| Node {
            value: Value::text(text),
            at,
        })),
        Value::List(items) => {
            let mut new: Option<Vec<Node>> = None;
            for (index, item) in items.iter().enumerate() {
                if let Some(item) = walk(item, vars, written)? {
                    new.get_or_insert_with(|| items.to_vec())[index] = item;
                }
            }
            Ok(new.and_then(|items| changed(Value::list(items))))
        }
        Value::Map(map) => {
            let new = map.replaced(|entry| walk(&entry.node, vars, written))?;
            Ok(new.and_then(|map| changed(Value::map(map))))
        }
        _ => Ok(None),
    }
}

const OPEN: &str = "${vars.";

fn replace(
    text: &str,
    vars: &Map,
    node: &Node,
    written: &mut usize,
) -> Result<Option<String>, Failure> {
    if !text.contains(OPEN) {
        return Ok(None);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let after = &rest[at + OPEN.len()..];
        let length = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(after.len());
        if length == 0 || !after[length..].starts_with('}') {
            out.push_str(&rest[..at + OPEN.len()]);
            rest = after;
            continue;
        }
        let name = &after[..length];
        let Some(value) = vars.get(name).and_then(|node| node.value.as_str()) else {
            let names: Vec<&str> = vars.keys().map(|key| &**key).collect();
            let known = if names.is_empty() {
                "(none)".to_owned()
            } else {
                names.join(", ")
            };
            let message = format!(
                "Undefined variable \"{name}\" in \"{text}\"\nAvailable variables: {known}"
            );
            let failure = Failure::new(message).at(node.at);
            return Err(
                match contractual_diag::nearest(name, names.iter().copied()) {
                    Some(near) => failure.advice(format!("did you mean `${{vars.{near}}}`?")),
                    None => failure,
                },
            );
        };
        *written = written.saturating_add(value.len());
        if *written > MAX_BYTES {
            let message = format!("variables make the document larger than {MAX_BYTES} bytes");
            return Err(Failure::new(message).at(node.at));
        }
        out.push_str(&rest[..at]);
        out.push_str(value);
        rest = &after[length + 1..];
    }
    out.push_str(rest);
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Result<String, String> {
        let vars: Map = [("a", Node::from("A$1")), ("b-c", Node::from("${vars.a}"))]
            .into_iter()
            .collect();
        let node = substitute(&Node::from(text), &vars).map_err(|failure| failure.message)?;
        Ok(node.as_str().unwrap_or_default().to_owned())
    }

    #[test]
    fn each_placeholder_is_replaced_once() {
        assert_eq!(
            run("x ${vars.a}${vars.b-c} $").as_deref(),
            Ok("x A$1${vars.a} $")
        );
        for text in [
            "${env.X}",
            "$vars.a",
            "{{vars.a}}",
            "${ vars.a }",
            "${vars.}",
            "${vars.a b}",
            "${vars.a",
        ] {
            assert_eq!(run(text).as_deref(), Ok(text));
        }
        assert_eq!(run("${vars.${vars.a}}").as_deref(), Ok("${vars.A$1}"));
    }

    #[test]
    fn replacing_ends_within_bounds() {
        let vars: Map = [("a", Node::from("x".repeat(1 << 20)))]
            .into_iter()
            .collect();
        let failure = substitute(&Node::from("${vars.a}".repeat(100)), &vars).unwrap_err();
        assert_eq!(
            failure.message,
            "variables make the document larger than 67108864 bytes"
        );
    }

    #[test]
    fn names_that_other_languages_inherit_are_undefined_here() {
        assert_eq!(
            run("${vars.constructor}"),
            Err("Undefined variable \"constructor\" in \"${vars.constructor}\"\nAvailable variables: a, b-c".to_owned())
        );
    }
}
