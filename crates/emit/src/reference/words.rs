//! Types and constraints in words.

use contractual_model::json::{Json, Number, to_line};
use contractual_model::{Bound, Constraints};

use super::markdown::code;
use crate::set::{ComponentId, Node, NodeKind};

/// How a page names another component: a link.
pub(super) type Link<'l> = dyn Fn(ComponentId) -> String + 'l;

/// The type of a value.
pub(super) fn type_of(node: &Node, link: &Link<'_>) -> String {
    let c = &node.constraints;
    let closed = c.constant.is_some() || c.one_of.is_some();
    let name = match &node.kind {
        NodeKind::Null => "`null`".to_owned(),
        NodeKind::Bool => "boolean".to_owned(),
        NodeKind::Integer(_) => "integer".to_owned(),
        NodeKind::Float { .. } => "number".to_owned(),
        NodeKind::Text if closed => "string".to_owned(),
        NodeKind::Text | NodeKind::Choice(_) | NodeKind::Tag(_) | NodeKind::OtherTag(_) => {
            "string".to_owned()
        }
        NodeKind::Any => "any value".to_owned(),
        NodeKind::AnyObject => "any object".to_owned(),
        NodeKind::List(item) => format!("array of {}", type_of(item, link)),
        NodeKind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| type_of(item, link)).collect();
            format!("array of {}: {}", items.len(), items.join(", "))
        }
        NodeKind::Map { value, .. } => format!("object with values: {}", type_of(value, link)),
        NodeKind::Ref(id) => link(*id),
    };
    if node.nullable && !matches!(node.kind, NodeKind::Null | NodeKind::Any) {
        format!("{name} or `null`")
    } else {
        name
    }
}

/// Everything that must hold of a value beyond its type.
pub(super) fn constraints(node: &Node) -> Vec<String> {
    let mut out = Vec::new();
    words(node, &mut out);
    let c = &node.constraints;
    if let Some(value) = &c.constant {
        out.push(json(value));
    }
    if let Some(values) = &c.one_of {
        out.push(one_of(values.iter().map(json)));
    }
    numbers(node, &mut out);
    texts(c, &mut out);
    lists(node, &mut out);
    out.extend(range("member", c.min_properties, c.max_properties));
    nested(node, &mut out);
    out
}

fn words(node: &Node, out: &mut Vec<String>) {
    let quoted = |words: &[String]| -> Vec<String> {
        words
            .iter()
            .map(|word| json(&Json::from(word.as_str())))
            .collect()
    };
    match &node.kind {
        NodeKind::Choice(words) | NodeKind::Tag(words) => {
            out.push(one_of(quoted(words).into_iter()))
        }
        NodeKind::OtherTag(known) if !known.is_empty() => {
            out.push(format!("none of {}", quoted(known).join(", ")));
        }
        _ => {}
    }
}

fn one_of(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    match values.as_slice() {
        [only] => only.clone(),
        several => format!("one of {}", several.join(", ")),
    }
}

fn numbers(node: &Node, out: &mut Vec<String>) {
    let c = &node.constraints;
    let closed = c.constant.is_some() || c.one_of.is_some();
    let mut ends = [c.min.clone(), c.max.clone()];
    if let (NodeKind::Integer(int), false) = (&node.kind, closed) {
        // As the schema says them: the tighter of the declared bound and that of the Rust type.
        let (low, high) = int.range();
        let [min, max] = &mut ends;
        let bound = |value: i128| Bound {
            value: Number::from(value),
            exclusive: false,
        };
        if min.as_ref().is_none_or(|min| min.value < Number::from(low)) {
            *min = Some(bound(low));
        }
        if max
            .as_ref()
            .is_none_or(|max| max.value > Number::from(high))
        {
            *max = Some(bound(high));
        }
    }
    let number = |number: &Number| json(&Json::Number(number.clone()));
    match &ends {
        [Some(min), Some(max)] if !min.exclusive && !max.exclusive => {
            out.push(format!("{} to {}", number(&min.value), number(&max.value)));
        }
        [min, max] => {
            if let Some(min) = min {
                let word = if min.exclusive {
                    "more than"
                } else {
                    "at least"
                };
                out.push(format!("{word} {}", number(&min.value)));
            }
            if let Some(max) = max {
                let word = if max.exclusive {
                    "less than"
                } else {
                    "at most"
                };
                out.push(format!("{word} {}", number(&max.value)));
            }
        }
    }
    if let Some(step) = &c.multiple_of {
        out.push(format!("a multiple of {}", number(step)));
    }
}

fn texts(c: &Constraints, out: &mut Vec<String>) {
    out.extend(range("character", c.min_length, c.max_length));
    if let Some(format) = c.format {
        out.push(format!(
            "format {}",
            code(format.keyword().unwrap_or(format.name()))
        ));
    }
    if let Some(pattern) = &c.pattern {
        out.push(format!("matches {}", code(&pattern.common)));
    }
}

fn lists(node: &Node, out: &mut Vec<String>) {
    let c = &node.constraints;
    if !matches!(node.kind, NodeKind::Tuple(_)) {
        out.extend(range("item", c.min_items, c.max_items));
    }
    if c.unique {
        out.push("no item twice".to_owned());
    }
}

fn nested(node: &Node, out: &mut Vec<String>) {
    let mut inner = |what: &str, node: &Node| {
        let found = constraints(node);
        if !found.is_empty() {
            out.push(format!("{what}: {}", found.join(", ")));
        }
    };
    match &node.kind {
        NodeKind::List(item) => inner("each item", item),
        NodeKind::Tuple(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| inner(&format!("item {}", at + 1), item)),
        NodeKind::Map { key, value } => {
            inner("each name", key);
            inner("each value", value);
        }
        _ => {}
    }
}

/// `1 to 80 characters`.
fn range(unit: &str, least: Option<u64>, most: Option<u64>) -> Option<String> {
    let units = |n: u64| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
    match (least.filter(|n| *n > 0), most) {
        (None, None) => None,
        (Some(least), Some(most)) if least == most => Some(format!("exactly {}", units(most))),
        (Some(least), Some(most)) => Some(format!("{least} to {}", units(most))),
        (Some(least), None) => Some(format!("at least {}", units(least))),
        (None, Some(most)) => Some(format!("at most {}", units(most))),
    }
}

/// A value as code.
pub(super) fn json(value: &Json) -> String {
    code(&to_line(value))
}
