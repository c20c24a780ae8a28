//! Where a default comes from: functions, methods of `impl` blocks, associated constants.

use contractual_model::item::TypeExpr;
use contractual_syntax::lex;
use contractual_syntax::tree::{Delim, Tree};

use super::fields::Defaults;
use crate::names::{Space, Target};
use crate::walk::DeclKind;

impl Defaults<'_> {
    /// Module and body of a function without arguments.
    pub(super) fn function(&self, module: usize, path: &str) -> Result<(usize, Vec<Tree>), String> {
        let steps: Vec<String> = match TypeExpr::parse(path) {
            Ok(TypeExpr::Path(found)) => found.segments.into_iter().map(|s| s.ident).collect(),
            _ => return Err(format!("`{path}` is no path")),
        };
        if let Ok(Target::Decl(home, index)) = self.names.find(module, &steps, false, Space::Values)
        {
            let decl = &self.names.walk.modules[home].decls[index];
            if decl.kind == DeclKind::Fn {
                let text = &self.names.walk.files[decl.file].text[decl.range.clone()];
                let trees = lex(text, 0).map_err(|e| e.message.to_owned())?;
                if let Some(Tree::Group(body)) = trees.last() {
                    return Ok((home, body.trees.clone()));
                }
            }
        }
        // `Type::function`, in an `impl` of a type of this crate.
        if let [.., name, function] = steps.as_slice()
            && let Some(found) = self.associated(module, name, function)
        {
            return Ok(found);
        }
        Err(format!("the function `{path}` is not found in the sources"))
    }

    pub(super) fn associated(
        &self,
        module: usize,
        name: &str,
        function: &str,
    ) -> Option<(usize, Vec<Tree>)> {
        self.names
            .walk
            .impls()
            .iter()
            .find_map(|(home, file, range)| {
                let text = &self.names.walk.files[*file].text[range.clone()];
                if !text.contains(function) {
                    return None;
                }
                let trees = lex(text, 0).ok()?;
                let Some(Tree::Group(body)) = trees.last() else {
                    return None;
                };
                let header = &trees[..trees.len() - 1];
                let own = (name == "Self" && *home == self.names.enclosing(module))
                    || header.iter().any(|tree| tree.ident() == Some(name));
                own.then(|| method(&body.trees, function))
                    .flatten()
                    .map(|body| (*home, body))
            })
    }

    /// Module and body of `impl Default for` a candidate.
    pub(super) fn impl_default(&self, candidate: usize) -> Option<(usize, Vec<Tree>)> {
        let wanted = &self.names.walk.candidates[candidate];
        self.names
            .walk
            .impls()
            .iter()
            .find_map(|(module, file, range)| {
                let text = &self.names.walk.files[*file].text[range.clone()];
                let trees = lex(text, 0).ok()?;
                let at = trees.iter().position(|tree| tree.ident() == Some("for"))?;
                let is_default = trees[..at].last().and_then(Tree::ident) == Some("Default");
                let Some(Tree::Group(body)) = trees.last() else {
                    return None;
                };
                let subject: Vec<String> = trees[at + 1..trees.len() - 1]
                    .iter()
                    .map_while(|tree| match tree {
                        Tree::Ident(..) => Some(tree.ident().map(str::to_owned)),
                        tree if tree.is_punct(':') => Some(None),
                        _ => None,
                    })
                    .flatten()
                    .collect();
                let found = self
                    .names
                    .find(*module, &subject, false, Space::Types)
                    .ok()?;
                let Target::Decl(home, index) = found else {
                    return None;
                };
                let is_ours = home == wanted.module
                    && self.names.walk.modules[home].decls[index].kind
                        == DeclKind::Contract(candidate);
                (is_default && is_ours)
                    .then(|| method(&body.trees, "default").map(|body| (*module, body)))
                    .flatten()
            })
    }

    pub(super) fn associated_const(
        &self,
        module: usize,
        owner: &str,
        name: &str,
    ) -> Option<(usize, Vec<Tree>)> {
        self.names
            .walk
            .impls()
            .iter()
            .find_map(|(home, file, range)| {
                let text = &self.names.walk.files[*file].text[range.clone()];
                if !text.contains(name) {
                    return None;
                }
                let trees = lex(text, 0).ok()?;
                let Some(Tree::Group(body)) = trees.last() else {
                    return None;
                };
                let own = (owner == "Self" && *home == self.names.enclosing(module))
                    || trees[..trees.len() - 1]
                        .iter()
                        .any(|tree| tree.ident() == Some(owner));
                if !own {
                    return None;
                }
                let at = body.trees.windows(2).position(|pair| {
                    pair[0].ident() == Some("const") && pair[1].ident() == Some(name)
                })?;
                let rest = &body.trees[at..];
                let equals = rest.iter().position(|tree| tree.is_punct('='))?;
                let end = rest.iter().position(|tree| tree.is_punct(';'))?;
                Some((*home, rest.get(equals + 1..end)?.to_vec()))
            })
    }
}

/// The body of a method of an `impl`.
fn method(trees: &[Tree], name: &str) -> Option<Vec<Tree>> {
    let at = trees
        .windows(2)
        .position(|pair| pair[0].ident() == Some("fn") && pair[1].ident() == Some(name))?;
    trees[at..].iter().find_map(|tree| match tree {
        Tree::Group(group) if group.delim == Delim::Brace => Some(group.trees.clone()),
        _ => None,
    })
}
