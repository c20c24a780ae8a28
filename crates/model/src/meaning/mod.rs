//! What a contract means: the set of JSON values it accepts.
//!
//! [`Checker`] judges a value against a type of a model and reports every violation with place, keyword, expectation and finding.
//! It is the reference the artifacts are proven against at build time, and what the runtime reports with. It is written after the
//! normative section of the contract set (closed objects, nothing coerced, sets without repeats, ...), not after any artifact.
//!
//! ```
//! use contractual_model::meaning::Checker;
//! use contractual_model::{Constraints, Direction, Kind, Model, Type, json};
//! let model = Model::default();
//! let short = Type {
//!     kind: Kind::Text,
//!     constraints: Constraints { max_length: Some(2), ..Constraints::default() },
//! };
//! let found = Checker::new(&model).check(&short, &json::parse("\"abc\"")?, Direction::Read);
//! assert_eq!(found[0].keyword, "maxLength");
//! assert_eq!(found[0].to_string(), "the whole document: expected at most 2 characters, found 3 (maxLength)");
//! # Ok::<(), json::ParseError>(())
//! ```

mod enums;
mod fields;
mod objects;
mod scalars;
#[cfg(test)]
mod tests;
mod violation;

pub use violation::{Outer, Violation};

use std::cell::RefCell;
use std::collections::HashMap;

use contractual_diag::Pointer;

use crate::json::Json;
use crate::pattern::Matcher;
use crate::{Direction, Kind, Model, Pattern, Shape, Type, TypeId};

/// How many references may be followed without a value getting smaller: more is a type that contains nothing but itself.
const MAX_REFERENCES: usize = 64;

/// Judges values against one model. Compiled patterns are kept, so one checker for many values is fast.
#[derive(Debug)]
pub struct Checker<'m> {
    model: &'m Model,
    matchers: RefCell<HashMap<String, Matcher>>,
    spelled: bool,
}

impl<'m> Checker<'m> {
    /// A checker for the types of `model`.
    pub fn new(model: &'m Model) -> Self {
        Self {
            model,
            matchers: RefCell::default(),
            spelled: false,
        }
    }

    /// The same, but an integer has to be written as one: serde refuses `1.0`, `1e0` and `-0`, or takes them for another thing where it
    /// buffers values.
    #[must_use]
    pub fn as_written(self) -> Self {
        Self {
            spelled: true,
            ..self
        }
    }

    /// All violations of `value` as a `ty`, in the order of the document; none means that the value is accepted.
    pub fn check(&self, ty: &Type, value: &Json, direction: Direction) -> Vec<Violation> {
        let mut run = Run {
            checker: self,
            direction,
            at: Pointer::root(),
            outer: None,
            found: Vec::new(),
            references: 0,
            among_members: false,
        };
        run.ty(ty, value);
        run.found
    }

    /// As [`Checker::check`], for a named type.
    pub fn check_id(&self, id: &TypeId, value: &Json, direction: Direction) -> Vec<Violation> {
        self.check(&Type::new(Kind::Ref(id.clone())), value, direction)
    }

    fn is_match(&self, pattern: &Pattern, text: &str) -> bool {
        let mut matchers = self.matchers.borrow_mut();
        if let Some(matcher) = matchers.get(&pattern.common) {
            return matcher.is_match(text);
        }
        let matcher = Matcher::new(pattern);
        let found = matcher.is_match(text);
        matchers.insert(pattern.common.clone(), matcher);
        found
    }
}

/// One walk over one value.
struct Run<'c, 'm> {
    checker: &'c Checker<'m>,
    direction: Direction,
    at: Pointer,
    outer: Option<Outer>,
    found: Vec<Violation>,
    references: usize,
    /// True if the externally tagged enum that is judged next stands among the members of an object: a unit variant is a member, too.
    among_members: bool,
}

impl<'m> Run<'_, 'm> {
    fn report(
        &mut self,
        keyword: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.found.push(Violation {
            pointer: self.at.clone(),
            keyword,
            expected: expected.into(),
            found: found.into(),
            rule: None,
            outer: self.outer.clone(),
        });
    }

    fn wrong_type(&mut self, expected: &str, value: &Json) {
        self.report("type", expected, violation::describe(value));
    }

    /// Runs `judge` one step deeper.
    fn below(&mut self, at: Pointer, judge: impl FnOnce(&mut Self)) {
        let here = std::mem::replace(&mut self.at, at);
        let references = std::mem::take(&mut self.references);
        judge(self);
        self.references = references;
        self.at = here;
    }

    /// The violations that `judge` finds, without reporting them.
    fn trial(&mut self, judge: impl FnOnce(&mut Self)) -> Vec<Violation> {
        let kept = std::mem::take(&mut self.found);
        judge(self);
        std::mem::replace(&mut self.found, kept)
    }

    /// Runs `judge` on a part of a union: a validator of the artifact reports the union, at the place where it stands.
    fn within(&mut self, keyword: &'static str, judge: impl FnOnce(&mut Self)) {
        let before = self.outer.clone();
        self.outer.get_or_insert_with(|| Outer {
            pointer: self.at.clone(),
            keyword,
        });
        judge(self);
        self.outer = before;
    }

    fn ty(&mut self, ty: &Type, value: &Json) {
        let before = self.found.len();
        match &ty.kind {
            Kind::Nullable(inner) => {
                if *value != Json::Null {
                    self.nullable(inner, value);
                }
                return;
            }
            Kind::Ref(id) => self.reference(id, value),
            Kind::List(item) => self.list(item, value, false),
            Kind::Set(item) => self.list(item, value, true),
            Kind::Array(item, length) => self.array(item, *length, value),
            Kind::Tuple(items) => self.tuple(items, value),
            Kind::Map { key, value: member } => self.map(key, member, value),
            Kind::Any => {}
            Kind::AnyObject => {
                if value.as_object().is_none() {
                    self.wrong_type("an object", value);
                }
            }
            scalar => self.scalar(scalar, value),
        }
        let typed = self.found.len() == before;
        self.constraints(ty, value, typed);
    }

    /// A value that is not null, of a type that may be.
    fn nullable(&mut self, inner: &Type, value: &Json) {
        if inner.nullable_inline() {
            self.ty(inner, value)
        } else {
            self.within("anyOf", |run| run.ty(inner, value))
        }
    }

    fn reference(&mut self, id: &TypeId, value: &Json) {
        self.references += 1;
        let model: &'m Model = self.checker.model;
        let Some(def) = model
            .types
            .get(id)
            .filter(|_| self.references <= MAX_REFERENCES)
        else {
            self.report(
                "$ref",
                format!("a type that is known (`{id}` is not)"),
                violation::describe(value),
            );
            return;
        };
        match def.form(self.direction) {
            Shape::Alias(ty) => self.ty(ty, value),
            Shape::Object(object) => self.object(object, value),
            Shape::Enum(all) => self.choice(all, value),
        }
        self.rules(def, value);
    }
}

impl Type {
    /// True if `T or null` is written as one schema with a type array, such as `{"type": ["string", "null"]}`; else it is an
    /// `anyOf` of the type and null. Only plain scalars are: an `enum`, a `const`, a `$ref` or the guard of a pattern would
    /// refuse null.
    pub fn nullable_inline(&self) -> bool {
        let scalar = matches!(
            self.kind,
            Kind::Bool | Kind::Integer(_) | Kind::Float { .. } | Kind::Char | Kind::Text
        );
        let c = &self.constraints;
        let plain = c.constant.is_none()
            && c.one_of.is_none()
            && c.format.is_none()
            && !c.pattern.as_ref().is_some_and(|pattern| pattern.guarded);
        scalar && plain
    }
}
