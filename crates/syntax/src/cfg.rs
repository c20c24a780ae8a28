//! `cfg` predicates. rustc has applied them before a derive sees its item; the scanner applies them here, by Cargo's variables.

use crate::cursor::Cursor;
use crate::literal;
use crate::tree::{Delim, Place, Tree};

/// The cfg set of a build.
pub trait CfgSet {
    /// Whether `name` (or `name = "value"`) is set; `None` if a build script cannot know, as for `test` and `doc`.
    fn has(&self, name: &str, value: Option<&str>) -> Option<bool>;
}

/// What a predicate gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Known.
    Known(bool),
    /// It depends on a cfg that is not known: its name and place.
    Unknown(String, Place),
    /// It is no predicate.
    Malformed(Place),
}

/// Judges a predicate, as inside `#[cfg(..)]`.
pub fn evaluate(predicate: &[Tree], around: Place, set: &dyn CfgSet) -> Verdict {
    let mut cursor = Cursor::new(predicate, around);
    let verdict = one(&mut cursor, set, 0);
    cursor.eat(",");
    if cursor.is_empty() {
        verdict
    } else {
        Verdict::Malformed(cursor.place())
    }
}

fn one(cursor: &mut Cursor<'_>, set: &dyn CfgSet, depth: usize) -> Verdict {
    if let Some(group) = cursor.group(Delim::None) {
        return one(&mut Cursor::inside(group), set, depth);
    }
    let here = cursor.place();
    let Some((name, place)) = cursor.ident() else {
        return Verdict::Malformed(here);
    };
    if let Some(group) = cursor.group(Delim::Paren) {
        if depth > 32 {
            return Verdict::Malformed(place);
        }
        let mut inside = Cursor::inside(group);
        let mut parts = Vec::new();
        while !inside.is_empty() {
            parts.push(one(&mut inside, set, depth + 1));
            if !inside.eat(",") && !inside.is_empty() {
                return Verdict::Malformed(inside.place());
            }
        }
        if let Some(bad) = parts.iter().find(|p| matches!(p, Verdict::Malformed(_))) {
            return bad.clone();
        }
        let decides = match name {
            "not" if parts.len() == 1 => {
                return match parts.swap_remove(0) {
                    Verdict::Known(value) => Verdict::Known(!value),
                    other => other,
                };
            }
            "all" => false,
            "any" => true,
            _ => return Verdict::Malformed(place),
        };
        if parts.contains(&Verdict::Known(decides)) {
            return Verdict::Known(decides);
        }
        return parts
            .into_iter()
            .find(|part| matches!(part, Verdict::Unknown(..)))
            .unwrap_or(Verdict::Known(!decides));
    }
    if cursor.eat("=") {
        let Some(value) = cursor.literal().and_then(|(text, _)| literal::text(text)) else {
            return Verdict::Malformed(cursor.place());
        };
        return match set.has(name, Some(&value)) {
            Some(known) => Verdict::Known(known),
            None => Verdict::Unknown(format!("{name} = {value:?}"), place),
        };
    }
    match name {
        "true" => Verdict::Known(true),
        "false" => Verdict::Known(false),
        _ => match set.has(name, None) {
            Some(known) => Verdict::Known(known),
            None => Verdict::Unknown(name.to_owned(), place),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::lex;

    struct Linux;

    impl CfgSet for Linux {
        fn has(&self, name: &str, value: Option<&str>) -> Option<bool> {
            match (name, value) {
                ("test", _) => None,
                ("unix", None) | ("feature", Some("a")) => Some(true),
                _ => Some(false),
            }
        }
    }

    #[test]
    fn predicates_are_judged_with_what_is_known() {
        let known = Verdict::Known;
        for (text, verdict) in [
            ("unix", known(true)),
            ("not(windows)", known(true)),
            ("all(unix, feature = \"a\",)", known(true)),
            ("all(unix, feature = \"b\")", known(false)),
            ("any()", known(false)),
            ("all()", known(true)),
            ("any(test, unix)", known(true)),
            ("all(test, windows)", known(false)),
            (
                "not(test)",
                Verdict::Unknown("test".into(), Place { start: 4, end: 8 }),
            ),
            ("some(unix)", Verdict::Malformed(Place { start: 0, end: 4 })),
            ("false", known(false)),
        ] {
            let trees = lex(text, 0).unwrap();
            assert_eq!(
                evaluate(&trees, Place::default(), &Linux),
                verdict,
                "{text}"
            );
        }
    }
}
