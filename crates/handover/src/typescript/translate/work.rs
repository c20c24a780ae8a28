//! What is carried while types are worked out: the files, the types found so far, the place, and why a type is refused.

use std::collections::HashMap;

use oxc_span::Span;

use super::module::Module;
use crate::typescript::types::{Ty, Types};

/// Types inside each other while they are worked out.
pub(super) const MAX_DEPTH: usize = 100;
/// Types with generics put in, in all.
pub(super) const MAX_TYPES: usize = 5_000;

/// Why a type cannot be used.
pub(super) struct Unsupported {
    pub(super) module: usize,
    pub(super) span: Span,
    pub(super) message: String,
}

pub(super) type Result<T> = std::result::Result<T, Unsupported>;

/// Names that types are put in for.
pub(super) type Bound = Vec<(String, Ty)>;

pub(super) struct Work<'w, 'a> {
    pub(super) modules: &'w [Module<'a>],
    pub(super) links: &'w [HashMap<String, Option<usize>>],
    pub(super) table: Vec<(String, Option<Ty>)>,
    pub(super) known: HashMap<String, usize>,
    /// Members that are refused: the others are still looked at.
    pub(super) unsupported: Vec<Unsupported>,
}

/// Where a type stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'b> {
    pub(super) module: usize,
    pub(super) bound: &'b Bound,
    pub(super) depth: usize,
}

impl Place<'_> {
    pub(super) fn refuse<T>(&self, span: Span, message: impl Into<String>) -> Result<T> {
        Err(Unsupported {
            module: self.module,
            span,
            message: message.into(),
        })
    }
}

impl Work<'_, '_> {
    pub(super) fn show(&self, ty: &Ty) -> String {
        let types = Types {
            table: self.table.clone(),
            root: Ty::Any,
            name: String::new(),
        };
        types.show(ty)
    }
}
