//! Integer constants: literals, named constants, and sums and products of them.

use contractual_syntax::tree::{Delim, Tree};
use contractual_syntax::{lex, literal};

use crate::names::{Names, Space, Target};
use crate::walk::DeclKind;

const MAX_DEPTH: usize = 32;

/// The value of an expression; `None` if it is more than literals, names, `+`, `-`, `*`, `<<` and brackets.
pub(crate) fn integer(
    names: &Names<'_>,
    module: usize,
    trees: &[Tree],
    depth: usize,
) -> Option<i128> {
    if depth > MAX_DEPTH || trees.is_empty() {
        return None;
    }
    for operators in [&['<'][..], &['+', '-'], &['*']] {
        for at in (1..trees.len()).rev() {
            let Tree::Punct(c, ..) = trees[at] else {
                continue;
            };
            if !operators.contains(&c) || matches!(trees[at - 1], Tree::Punct(..)) {
                continue;
            }
            let width = if c == '<' { 2 } else { 1 };
            let left = integer(names, module, &trees[..at], depth + 1)?;
            let right = integer(names, module, trees.get(at + width..)?, depth + 1)?;
            return match c {
                '+' => left.checked_add(right),
                '-' => left.checked_sub(right),
                '*' => left.checked_mul(right),
                _ => left.checked_shl(u32::try_from(right).ok()?),
            };
        }
    }
    match trees {
        [Tree::Literal(text, _)] => literal::number(text)?.as_i128(),
        [Tree::Group(group)] if group.delim != Delim::Bracket => {
            integer(names, module, &group.trees, depth + 1)
        }
        [Tree::Punct('-', ..), rest @ ..] => integer(names, module, rest, depth + 1)?.checked_neg(),
        _ => {
            let steps = path(trees)?;
            if let Some(value) = limit(&steps) {
                return Some(value);
            }
            let (home, trees) = value_of(names, module, &steps)?;
            integer(names, home, &trees, depth + 1)
        }
    }
}

/// `u8::MAX` and its like.
fn limit(steps: &[String]) -> Option<i128> {
    let [.., kind, which] = steps else {
        return None;
    };
    let (low, high) = contractual_model::Int::from_name(kind)?.range();
    match which.as_str() {
        "MIN" => Some(low),
        "MAX" => Some(high),
        _ => None,
    }
}

/// The steps of a plain path.
pub(crate) fn path(trees: &[Tree]) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    let mut rest = trees;
    loop {
        match rest {
            [name, tail @ ..] if name.ident().is_some() => {
                steps.push(name.ident()?.to_owned());
                rest = tail;
            }
            _ => return None,
        }
        match rest {
            [] => return Some(steps),
            [a, b, tail @ ..] if a.is_punct(':') && b.is_punct(':') => rest = tail,
            _ => return None,
        }
    }
}

/// The module and the value expression of a named constant.
pub(crate) fn value_of(
    names: &Names<'_>,
    module: usize,
    steps: &[String],
) -> Option<(usize, Vec<Tree>)> {
    let Ok(Target::Decl(home, index)) = names.find(module, steps, false, Space::Values) else {
        return None;
    };
    let decl = &names.walk.modules[home].decls[index];
    if decl.kind != DeclKind::Const {
        return None;
    }
    let text = &names.walk.files[decl.file].text[decl.range.clone()];
    let trees = lex(text, 0).ok()?;
    let at = trees.iter().position(|tree| tree.is_punct('='))?;
    let end = trees.iter().rposition(|tree| tree.is_punct(';'))?;
    Some((home, trees.get(at + 1..end)?.to_vec()))
}
