//! Conditions on one value, and matching of lists in any order.

use contractual_model::json::Number;

use crate::document::Operator;
use crate::matching::{Mismatch, match_value, push_key};
use crate::pattern::Pattern;
use crate::value::Value;

/// Characters of a value in a message.
const SHOWN: usize = 10_000;

/// Lists longer than this are matched greedily.
const MAX_EXACT: usize = 2_000;

/// Whether the condition holds; otherwise what was expected and what was found.
pub(crate) fn judge_operators(operator: &Operator, value: &Value) -> Result<(), (String, String)> {
    let shown = |v: &Value| v.shown(SHOWN);
    let (holds, expected) = match operator {
        Operator::Eq(wanted) => (equal(value, wanted), shown(wanted)),
        Operator::Ne(wanted) => (
            !equal(value, wanted),
            format!("anything but {}", shown(wanted)),
        ),
        Operator::Matches(wanted) => (
            match_value(value, wanted, "").is_empty(),
            format!("a match of {}", shown(wanted)),
        ),
        Operator::Gt(n) => (compare(value, |v| v > n), format!("more than {n}")),
        Operator::Ge(n) => (compare(value, |v| v >= n), format!("at least {n}")),
        Operator::Lt(n) => (compare(value, |v| v < n), format!("less than {n}")),
        Operator::Le(n) => (compare(value, |v| v <= n), format!("at most {n}")),
        Operator::Contains(wanted) => (
            contains(value, wanted) == Some(true),
            format!("something that contains {}", shown(wanted)),
        ),
        Operator::NotContains(wanted) => (
            contains(value, wanted) == Some(false),
            format!("a string or list without {}", shown(wanted)),
        ),
        Operator::Regex(text) => {
            let found = Pattern::new(text).is_ok_and(|p| match value {
                Value::String(s) => p.search(s) == Ok(true),
                _ => false,
            });
            (found, format!("a string in which `{text}` is found"))
        }
        Operator::OneOf(items) => (
            items.iter().any(|item| equal(value, item)),
            format!("one of {}", shown(&Value::List(items.clone()))),
        ),
        // Judged by the caller, who knows whether there is a value.
        Operator::Exists(_) => (true, String::new()),
        Operator::Type(name) => (is_type(value, name), format!("a value of type {name}")),
        Operator::Length(n) => (
            length(value).is_some_and(|l| l == *n),
            format!("length {n}"),
        ),
        Operator::MinLength(n) => (
            length(value).is_some_and(|l| l >= *n),
            format!("length at least {n}"),
        ),
        Operator::MaxLength(n) => (
            length(value).is_some_and(|l| l <= *n),
            format!("length at most {n}"),
        ),
        Operator::Empty(wanted) => (
            length(value).is_some_and(|l| l.is_zero() == *wanted),
            if *wanted {
                "something empty"
            } else {
                "something that is not empty"
            }
            .to_owned(),
        ),
        Operator::AnyOrder(items) => {
            let holds = match value {
                Value::List(actual) => actual.len() == items.len() && assign(actual, items, equal),
                _ => false,
            };
            (
                holds,
                format!("in any order {}", shown(&Value::List(items.clone()))),
            )
        }
    };
    if holds {
        return Ok(());
    }
    let found = match (operator, length(value)) {
        (Operator::Length(_) | Operator::MinLength(_) | Operator::MaxLength(_), Some(length)) => {
            format!("length {length}: {}", shown(value))
        }
        _ => shown(value),
    };
    Err((expected, found))
}

/// Equality of JSON: the order of keys does not count, numbers by value.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Map(x), Value::Map(y)) => {
            x.len() == y.len()
                && x.iter()
                    .all(|(key, v)| b.get(key).is_some_and(|w| equal(v, w)))
        }
        (Value::List(x), Value::List(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(v, w)| equal(v, w))
        }
        (a, b) => a == b,
    }
}

fn compare(value: &Value, holds: impl Fn(&Number) -> bool) -> bool {
    matches!(value, Value::Number(n) if holds(n))
        // A header's value is text.
        || matches!(value, Value::String(s) if Number::parse(s.trim()).is_some_and(|n| holds(&n)))
}

fn contains(value: &Value, wanted: &Value) -> Option<bool> {
    match (value, wanted) {
        (Value::String(text), Value::String(part)) => Some(text.contains(part.as_str())),
        (Value::List(items), wanted) => Some(
            items
                .iter()
                .any(|item| match_value(item, wanted, "").is_empty()),
        ),
        (Value::Map(_), Value::String(key)) => Some(value.get(key).is_some()),
        _ => None,
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match (value, name) {
        (Value::Null, "null") | (Value::Bool(_), "boolean") | (Value::String(_), "string") => true,
        (Value::List(_), "array") | (Value::Map(_), "object") => true,
        (Value::Number(_) | Value::Special(_), "number") => true,
        (Value::Number(n), "integer") => n.is_integer(),
        _ => false,
    }
}

fn length(value: &Value) -> Option<Number> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::List(items) => items.len(),
        Value::Map(members) => members.len(),
        _ => return None,
    };
    Some(Number::from(length as u64))
}

/// As a deep subset match, but each expected element of a list may match any actual element, each actual element at most once.
pub(crate) fn match_any_order(actual: &Value, expected: &Value, path: &str) -> Vec<Mismatch> {
    match (actual, expected) {
        (Value::List(items), Value::List(wanted)) => {
            if assign(items, wanted, |a, b| match_any_order(a, b, "").is_empty()) {
                return Vec::new();
            }
            // Name the elements that match nothing at all; if each matches something, there are too few.
            let mut out: Vec<Mismatch> = wanted
                .iter()
                .enumerate()
                .filter(|(_, want)| {
                    !items
                        .iter()
                        .any(|item| match_any_order(item, want, "").is_empty())
                })
                .map(|(_, want)| Mismatch {
                    path: path.to_owned(),
                    expected: format!("an element that matches {}", want.shown(SHOWN)),
                    found: Some(actual.shown(SHOWN)),
                })
                .collect();
            if out.is_empty() {
                out.push(Mismatch {
                    path: path.to_owned(),
                    expected: format!("different elements that match {}", expected.shown(SHOWN)),
                    found: Some(actual.shown(SHOWN)),
                });
            }
            out
        }
        (Value::Map(_), Value::Map(wanted)) => {
            let mut out = Vec::new();
            for (key, want) in wanted {
                let mut path = path.to_owned();
                push_key(&mut path, key);
                match actual.get(key) {
                    Some(have) => out.extend(match_any_order(have, want, &path)),
                    None => out.push(Mismatch {
                        path,
                        expected: want.shown(SHOWN),
                        found: None,
                    }),
                }
            }
            out
        }
        (actual, expected) => match_value(actual, expected, path),
    }
}

/// Whether every `wanted` can be given an own element of `items` (bipartite matching by augmenting paths).
pub(crate) fn assign<A, B>(items: &[A], wanted: &[B], fits: impl Fn(&A, &B) -> bool) -> bool {
    if wanted.len() > items.len() {
        return false;
    }
    let mut owner: Vec<Option<usize>> = vec![None; items.len()];
    for want in 0..wanted.len() {
        let mut seen = vec![false; items.len()];
        if !augment(want, items, wanted, &fits, &mut owner, &mut seen, 0) {
            return false;
        }
    }
    true
}

fn augment<A, B>(
    want: usize,
    items: &[A],
    wanted: &[B],
    fits: &impl Fn(&A, &B) -> bool,
    owner: &mut [Option<usize>],
    seen: &mut [bool],
    depth: usize,
) -> bool {
    for at in 0..items.len() {
        if seen[at] || !fits(&items[at], &wanted[want]) {
            continue;
        }
        seen[at] = true;
        let free = match owner[at] {
            None => true,
            Some(other) if depth < MAX_EXACT => {
                augment(other, items, wanted, fits, owner, seen, depth + 1)
            }
            Some(_) => false,
        };
        if free {
            owner[at] = Some(want);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::parse_answer;

    fn read(text: &str) -> Value {
        parse_answer(text)
            .unwrap_or_else(|e| panic!("{text}: {e}"))
            .value
    }

    #[test]
    fn lists_in_any_order() {
        let fits = |a: &str, b: &str| match_any_order(&read(a), &read(b), "json").is_empty();
        assert!(fits("[1,2,3]", "[3,1]"));
        assert!(!fits("[1,2,3]", "[1,1]"));
        // The first wanted element must leave {"a":1,"b":2} to the second.
        assert!(fits(r#"[{"a":1,"b":2},{"a":1}]"#, r#"[{"a":1},{"b":2}]"#));
        assert!(!fits(r#"{"x":[1]}"#, r#"{"x":[2]}"#));
    }

    #[test]
    fn conditions() {
        let holds =
            |operator: Operator, value: &str| judge_operators(&operator, &read(value)).is_ok();
        assert!(holds(Operator::Gt(1.into()), "1.5") && !holds(Operator::Gt(1.into()), "1"));
        assert!(holds(
            Operator::Eq(read(r#"{"a":1,"b":2}"#)),
            r#"{"b":2,"a":1.0}"#
        ));
        assert!(!holds(Operator::Eq(read("[1]")), "[1,2]"));
        assert!(holds(
            Operator::Contains(read(r#"{"id":2}"#)),
            r#"[{"id":1},{"id":2,"x":0}]"#
        ));
        assert!(!holds(Operator::NotContains("a".into()), "5"));
        assert!(holds(Operator::Regex("^a\\d$".into()), "\"a1\""));
        assert!(holds(Operator::Length(2.into()), "\"é!\""));
        assert!(holds(
            Operator::AnyOrder(vec![read("1"), read("2")]),
            "[2,1]"
        ));
        assert!(!holds(Operator::AnyOrder(vec![read("1")]), "[1,2]"));
        assert!(
            holds(Operator::Type("integer".into()), "1.0")
                && !holds(Operator::Type("integer".into()), "1.5")
        );
    }
}
