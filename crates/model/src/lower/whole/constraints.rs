//! Constraints that reach through a reference, and the values that they leave.

use super::super::limits::{Subject, fits};
use super::{Base, Run, base, named};
use crate::contract::{Direction, Kind, Object, Shape, Type, TypeDef, VariantBody};
use crate::json::{Json, to_line};
use crate::refusals::{self};

impl<'m> Run<'m> {
    /// Constraints on a reference speak of what it comes down to.
    pub(super) fn constraints_through(&mut self, ty: &'m Type, part: &str) {
        let found = base(self.model, ty);
        for (name, subject) in named(&ty.constraints) {
            let meaningful = match &found {
                Base::Kind(kind) => fits(kind, subject),
                Base::Object(_) => matches!(subject, Subject::Members | Subject::Value),
                Base::Enum(_) => subject == Subject::Value,
                Base::Unknown => true,
            };
            if !meaningful {
                let headline = format!(
                    "`{name}` speaks of {}, and this is {}",
                    subject.words(),
                    self.words(ty)
                );
                self.refuse(part, &refusals::BAD_CONSTRAINT, headline);
            }
            if name == "multiple_of" && matches!(found, Base::Kind(Kind::Float { .. })) {
                self.refuse(part, &refusals::FLOAT_MULTIPLE, "`multiple_of` on a float");
            }
        }
    }

    /// `const` and `one_of` hold values of the type.
    pub(super) fn allowed(&mut self, ty: &Type, part: &str) {
        let values = ty.constraints.constant.iter().map(|value| ("const", value));
        let more = ty
            .constraints
            .one_of
            .iter()
            .flatten()
            .map(|value| ("one_of", value));
        let given: Vec<(&str, &Json)> = values.chain(more).collect();
        if given.is_empty() {
            return;
        }
        let mut plain = ty.clone();
        plain.constraints.constant = None;
        plain.constraints.one_of = None;
        for (at, (key, value)) in given.iter().enumerate() {
            if given[..at].iter().any(|(_, other)| other == value) {
                let headline = format!("`one_of` holds {} twice", to_line(value));
                self.refuse(part, &refusals::BAD_CONSTRAINT, headline);
            }
            let wrong = self.checker.check(&plain, value, Direction::Read);
            if let Some(first) = wrong.first() {
                let headline = format!(
                    "`{key}` holds {}, which the type refuses: expected {}, found {}",
                    to_line(value),
                    first.expected,
                    first.found
                );
                self.refuse(part, &refusals::BAD_CONSTRAINT, headline);
            }
        }
    }

    pub(super) fn key(&mut self, key: &'m Type, part: &str) {
        self.one_form(key, part);
        let fits = match base(self.model, key) {
            Base::Kind(kind) => matches!(
                kind,
                Kind::Text | Kind::Integer(_) | Kind::Bool | Kind::Char
            ),
            Base::Enum(all) => all.is_text(),
            Base::Object(_) => false,
            Base::Unknown => true,
        };
        if !fits {
            let headline = format!(
                "a map key is {}, which is no text on the wire",
                self.words(key)
            );
            self.refuse(part, &refusals::MAP_KEY, headline);
        }
        if matches!(base(self.model, key), Base::Kind(Kind::Integer(_))) && self.has_step(key) {
            self.refuse_with(
                part,
                &refusals::BAD_CONSTRAINT,
                "the key of a map is text, of which `multiple_of` says nothing".to_owned(),
                "list the keys: `one_of(..)`",
            );
        }
    }

    /// True if a number, by whatever names, is a multiple of something and not one of a list.
    fn has_step(&self, ty: &Type) -> bool {
        let mut here = ty;
        let mut found = false;
        for _ in 0..64 {
            let c = &here.constraints;
            if c.one_of.is_some() || c.constant.is_some() {
                return false;
            }
            found |= c.multiple_of.is_some();
            match &here.kind {
                Kind::Ref(id) => match self.model.types.get(id).map(|def| &def.shape) {
                    Some(crate::Shape::Alias(inner)) => here = inner,
                    _ => return false,
                },
                _ => return found,
            }
        }
        found
    }

    /// Defaults and examples are values of their types.
    pub(super) fn values(&mut self, def: &'m TypeDef) {
        for example in &def.examples {
            let wrong = self.checker.check_id(&def.id, example, Direction::Read);
            if let Some(first) = wrong.first() {
                let headline = format!(
                    "the example {} breaks the contract: {first}",
                    to_line(example)
                );
                self.refuse("", &refusals::BAD_EXAMPLE, headline);
            }
        }
        let mut objects: Vec<(&str, &'m Object)> = Vec::new();
        match &def.shape {
            Shape::Alias(_) => {}
            Shape::Object(object) => objects.push(("", object)),
            Shape::Enum(all) => {
                for variant in &all.variants {
                    if let VariantBody::Struct(object) = &variant.body {
                        objects.push((&variant.ident, object));
                    }
                }
            }
        }
        for (variant, object) in objects {
            for field in &object.fields {
                let defaults = field.default.iter().map(|value| ("default", value));
                let examples = field.examples.iter().map(|value| ("example", value));
                for (word, value) in defaults.chain(examples) {
                    let nullable = field.read.as_ref().is_some_and(|side| side.nullable);
                    if nullable && *value == Json::Null {
                        continue;
                    }
                    let wrong = self.checker.check(&field.ty, value, Direction::Read);
                    if let Some(first) = wrong.first() {
                        let headline = format!(
                            "the {word} {} of `{}` breaks the contract: {first}",
                            to_line(value),
                            field.ident
                        );
                        let part = match variant {
                            "" => field.ident.clone(),
                            variant => format!("{variant}.{}", field.ident),
                        };
                        self.refuse(&part, &refusals::BAD_EXAMPLE, headline);
                    }
                }
            }
        }
    }
}
