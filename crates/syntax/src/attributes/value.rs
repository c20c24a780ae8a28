//! JSON values in attributes: literals, `[..]`, `{"a": ..}`, `true`, `false`, `null`.

use contractual_model::json::{Json, Number};

use crate::cursor::Cursor;
use crate::literal;
use crate::tree::{Delim, Tree};

const MAX_DEPTH: usize = 64;

/// The JSON value that the trees are; `None` if they are none.
pub(crate) fn json(trees: &[Tree]) -> Option<Json> {
    let mut cursor = Cursor::new(trees, crate::tree::Place::default());
    let found = one(&mut cursor, 0)?;
    cursor.is_empty().then_some(found)
}

/// A number, perhaps negative.
pub(crate) fn number(trees: &[Tree]) -> Option<Number> {
    match json(trees)? {
        Json::Number(number) => Some(number),
        _ => None,
    }
}

/// Comma-separated values.
pub(crate) fn list(trees: &[Tree]) -> Option<Vec<Json>> {
    let mut cursor = Cursor::new(trees, crate::tree::Place::default());
    items(&mut cursor, 0)
}

fn items(cursor: &mut Cursor<'_>, depth: usize) -> Option<Vec<Json>> {
    let mut found = Vec::new();
    while !cursor.is_empty() {
        found.push(one(cursor, depth + 1)?);
        if !cursor.eat(",") && !cursor.is_empty() {
            return None;
        }
    }
    Some(found)
}

fn one(cursor: &mut Cursor<'_>, depth: usize) -> Option<Json> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some((text, _)) = cursor.literal() {
        return literal::json(text);
    }
    if cursor.eat("-") {
        let (text, _) = cursor.literal()?;
        return literal::number(text).map(|n| n.negated().into());
    }
    if let Some((word, _)) = cursor.ident() {
        return match word {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            "null" => Some(Json::Null),
            _ => None,
        };
    }
    if let Some(group) = cursor.group(Delim::None) {
        return json(&group.trees);
    }
    if let Some(group) = cursor.group(Delim::Bracket) {
        return items(&mut Cursor::inside(group), depth).map(Json::Array);
    }
    let group = cursor.group(Delim::Brace)?;
    let mut inside = Cursor::inside(group);
    let mut object = Json::object();
    while !inside.is_empty() {
        let (name, _) = inside.literal()?;
        let name = literal::text(name)?;
        if !inside.eat(":") || object.get(&name).is_some() {
            return None;
        }
        let value = one(&mut inside, depth + 1)?;
        object.set(&name, value);
        if !inside.eat(",") && !inside.is_empty() {
            return None;
        }
    }
    Some(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::lex;
    use contractual_model::json::to_line;

    #[test]
    fn values_are_json() {
        for (text, value) in [
            ("-1.50", "-1.5"),
            ("[1, \"a\", [], true, null,]", "[1, \"a\", [], true, null]"),
            ("{\"a\": {\"b\": -2}}", "{\"a\": {\"b\": -2}}"),
            ("'x'", "\"x\""),
        ] {
            assert_eq!(
                json(&lex(text, 0).unwrap()).map(|v| to_line(&v)).as_deref(),
                Some(value)
            );
        }
        for text in ["a", "[1 2]", "{\"a\": 1, \"a\": 2}", "1, 2", ""] {
            assert_eq!(json(&lex(text, 0).unwrap()), None, "{text}");
        }
    }
}
