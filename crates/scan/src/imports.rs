//! `use` trees.

use contractual_syntax::lex;
use contractual_syntax::tree::{Delim, Tree};

/// One name that a `use` brings in; no name for a glob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) name: Option<String>,
    pub(crate) path: Vec<String>,
}

/// The imports of `use ..;`. A leading `::` is kept as an empty first step.
pub(crate) fn parse(text: &str) -> Vec<Import> {
    let trees = lex(text, 0).unwrap_or_default();
    let at = trees.iter().position(|tree| tree.ident() == Some("use"));
    let mut found = Vec::new();
    if let Some(at) = at {
        let end = trees
            .iter()
            .position(|t| t.is_punct(';'))
            .unwrap_or(trees.len());
        tree(&trees[at + 1..end], &[], &mut found, 0);
    }
    found
}

fn tree(trees: &[Tree], before: &[String], found: &mut Vec<Import>, depth: usize) {
    if depth > 32 {
        return;
    }
    let mut path = before.to_vec();
    let mut at = 0;
    if trees.first().is_some_and(|t| t.is_punct(':')) {
        if path.is_empty() {
            path.push(String::new());
        }
        at = 2;
    }
    while let Some(tree_at) = trees.get(at) {
        match tree_at {
            Tree::Ident(..) => {
                let name = tree_at.ident().unwrap_or_default().to_owned();
                let last = !trees.get(at + 1).is_some_and(|t| t.is_punct(':'));
                if last {
                    let alias = trees.get(at + 1).filter(|t| t.ident() == Some("as"));
                    let alias = alias.and_then(|_| trees.get(at + 2)).and_then(Tree::ident);
                    if name != "self" || path.is_empty() {
                        path.push(name);
                    }
                    let name = alias.map(str::to_owned).or_else(|| path.last().cloned());
                    // `as _` brings no name.
                    if name.as_deref() != Some("_") {
                        found.push(Import { name, path });
                    }
                    return;
                }
                path.push(name);
                at += 3;
            }
            Tree::Punct('*', ..) => {
                found.push(Import { name: None, path });
                return;
            }
            Tree::Group(group) if group.delim == Delim::Brace => {
                for part in group.trees.split(|t| t.is_punct(',')) {
                    if !part.is_empty() {
                        tree(part, &path, found, depth + 1);
                    }
                }
                return;
            }
            _ => return,
        }
    }
}

/// The alias of `extern crate a as b;`.
pub(crate) fn alias(text: &str) -> Option<String> {
    let trees = lex(text, 0).ok()?;
    let at = trees.iter().position(|tree| tree.ident() == Some("as"))?;
    trees.get(at + 1)?.ident().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn use_trees_come_apart() {
        let show = |text: &str| -> Vec<String> {
            parse(text)
                .iter()
                .map(|i| {
                    format!(
                        "{} = {}",
                        i.name.as_deref().unwrap_or("*"),
                        i.path.join("::")
                    )
                })
                .collect()
        };
        assert_eq!(show("use a::b;"), ["b = a::b"]);
        assert_eq!(
            show("pub(crate) use a::{self, b as c, d::{e, f::*}, r#type, g as _};"),
            [
                "a = a",
                "c = a::b",
                "e = a::d::e",
                "* = a::d::f",
                "type = a::type"
            ]
        );
        assert_eq!(show("use ::std::{fmt};"), ["fmt = ::std::fmt"]);
        assert_eq!(show("use super::*;"), ["* = super"]);
        assert_eq!(show("use {a::b, crate::c};"), ["b = a::b", "c = crate::c"]);
        assert_eq!(show("use self::x as y;"), ["y = self::x"]);
        assert_eq!(alias("extern crate a as b;").as_deref(), Some("b"));
    }
}
