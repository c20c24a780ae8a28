//! The attributes of an item, as the scanner needs them before it knows whether the item concerns us.

use crate::cfg::{CfgSet, Verdict, evaluate};
use crate::cursor::Cursor;
use crate::literal;
use crate::tree::{Delim, Place, Tree, place_of, to_text};

/// What the attributes of an item say, `cfg` and `cfg_attr` applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// Whether the item is there.
    pub cfg: Verdict,
    /// Paths of the derived traits, with `::`.
    pub derives: Vec<String>,
    /// Paths of the other attributes.
    pub paths: Vec<String>,
    /// `#[path = "..."]`.
    pub path: Option<String>,
}

/// Reads attributes.
pub fn heads(trees: &[Tree], set: &dyn CfgSet) -> Heads {
    let mut found = Heads {
        cfg: Verdict::Known(true),
        derives: Vec::new(),
        paths: Vec::new(),
        path: None,
    };
    let mut cursor = Cursor::new(trees, place_of(trees, Place::default()));
    while !cursor.is_empty() {
        if cursor.eat("#") {
            let inner = cursor.eat("!");
            if let (Some(group), false) = (cursor.group(Delim::Bracket), inner) {
                one(&group.trees, group.place, set, &mut found, 0);
            }
        } else {
            cursor.next();
        }
    }
    found
}

fn one(trees: &[Tree], place: Place, set: &dyn CfgSet, found: &mut Heads, depth: usize) {
    let mut cursor = Cursor::new(trees, place);
    let start = cursor;
    while cursor.eat("::") || cursor.ident().is_some() {}
    let path = to_text(cursor.since(start));
    match (path.as_str(), cursor.peek()) {
        ("cfg", Some(Tree::Group(group))) => {
            let verdict = evaluate(&group.trees, group.place, set);
            found.cfg = and(
                std::mem::replace(&mut found.cfg, Verdict::Known(true)),
                verdict,
            );
        }
        ("cfg_attr", Some(Tree::Group(group))) if depth < 16 => {
            let mut parts = group.trees.split(|tree| tree.is_punct(','));
            let predicate = parts.next().unwrap_or_default();
            if evaluate(predicate, group.place, set) == Verdict::Known(true) {
                for part in parts.filter(|part| !part.is_empty()) {
                    one(part, place, set, found, depth + 1);
                }
            }
        }
        ("derive", Some(Tree::Group(group))) => {
            let parts = group.trees.split(|tree| tree.is_punct(','));
            found
                .derives
                .extend(parts.map(to_text).filter(|path| !path.is_empty()));
        }
        ("path", _) if cursor.eat("=") => {
            found.path = cursor.literal().and_then(|(text, _)| literal::text(text));
        }
        _ => found.paths.push(path),
    }
}

/// Both hold.
fn and(a: Verdict, b: Verdict) -> Verdict {
    match (a, b) {
        (Verdict::Known(false), _) | (_, Verdict::Known(false)) => Verdict::Known(false),
        (Verdict::Known(true), other) => other,
        (doubt, _) => doubt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex;

    struct Only;

    impl CfgSet for Only {
        fn has(&self, name: &str, _: Option<&str>) -> Option<bool> {
            match name {
                "a" => Some(true),
                "test" => None,
                _ => Some(false),
            }
        }
    }

    #[test]
    fn attributes_are_read_with_cfg_applied() {
        let text = "/// doc\n#[cfg(a)] #[derive(Clone, contractual::Contract)] #[cfg_attr(a, derive(X), path = \"p.rs\")] #[cfg_attr(test, derive(Y))] #[serde(x)]";
        let found = heads(&lex(text, 0).unwrap(), &Only);
        assert_eq!(found.cfg, Verdict::Known(true));
        assert_eq!(found.derives, ["Clone", "contractual::Contract", "X"]);
        assert_eq!(found.path.as_deref(), Some("p.rs"));
        assert_eq!(found.paths, ["doc", "serde"]);
        let gone = heads(&lex("#[cfg(test)] #[cfg(b)]", 0).unwrap(), &Only);
        assert_eq!(gone.cfg, Verdict::Known(false));
    }
}
