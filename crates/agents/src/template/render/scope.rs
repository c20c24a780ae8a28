//! What a statement sees: contexts, data variables, block parameters and partial blocks.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::ast::{Path, Program};
use super::{Renderer, Val};
use crate::value::Value;

/// Contexts inside each other, the current one first.
#[derive(Debug)]
pub(super) struct Contexts {
    pub(super) current: Val,
    pub(super) outer: Option<Rc<Contexts>>,
}

/// Data variables; a frame holds all that its outer frames hold, too.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) values: HashMap<&'static str, Val>,
    pub(super) outer: Option<Rc<Frame>>,
}

/// Block parameters inside each other.
#[derive(Debug)]
pub(super) struct Params<'t> {
    pub(super) names: &'t [String],
    pub(super) values: Vec<Val>,
    pub(super) outer: Option<Rc<Params<'t>>>,
}

/// A partial: its body, and what its body sees.
#[derive(Debug, Clone)]
pub(super) struct PartialBody<'t> {
    pub(super) program: &'t Program,
    /// The contexts around it; partials of the template itself see none.
    pub(super) contexts: Option<Rc<Contexts>>,
    pub(super) params: Option<Rc<Params<'t>>>,
    /// For a partial block: the partial block that was there before.
    pub(super) previous: Option<Rc<PartialBody<'t>>>,
}

/// What a statement sees.
#[derive(Debug, Clone)]
pub(super) struct Scope<'t> {
    pub(super) contexts: Rc<Contexts>,
    pub(super) frame: Rc<Frame>,
    pub(super) params: Option<Rc<Params<'t>>>,
    pub(super) partial_block: Option<Rc<PartialBody<'t>>>,
}

/// The two bodies of a block, for helpers that take one.
#[derive(Clone, Copy)]
pub(super) struct Bodies<'t> {
    pub(super) program: Option<&'t Program>,
    pub(super) inverse: Option<&'t Program>,
}

impl<'t> Renderer<'t> {
    pub(super) fn block_param(&self, name: &str, scope: &Scope<'t>) -> Option<Val> {
        let mut params = scope.params.as_ref();
        while let Some(here) = params {
            if let Some(at) = here.names.iter().position(|own| own == name) {
                return Some(here.values.get(at).cloned().unwrap_or(Val::Undefined));
            }
            params = here.outer.as_ref();
        }
        None
    }

    pub(super) fn lookup(&self, path: &Path, scope: &Scope<'t>) -> Val {
        let mut parts = path.parts.iter();
        let mut value;
        if path.data {
            let mut frame = Some(&scope.frame);
            for _ in 0..path.depth {
                frame = frame.and_then(|frame| frame.outer.as_ref());
            }
            let name = parts.next().map_or("", String::as_str);
            value = frame
                .and_then(|frame| frame.values.get(name))
                .cloned()
                .unwrap_or(Val::Undefined);
        } else {
            let param = match path.parts.first() {
                Some(first) if path.depth == 0 && !path.scoped() => self.block_param(first, scope),
                _ => None,
            };
            if let Some(param) = param {
                parts.next();
                value = param;
            } else {
                let mut contexts = Some(&scope.contexts);
                for _ in 0..path.depth {
                    contexts = contexts.and_then(|contexts| contexts.outer.as_ref());
                }
                value = contexts.map_or(Val::Undefined, |contexts| contexts.current.clone());
            }
        }
        for part in parts {
            if matches!(value, Val::Undefined | Val::Value(Value::Null)) {
                return value;
            }
            if part == "length" {
                self.work(value.text_len() / 64);
            }
            value = value.member(part);
        }
        value
    }
}
