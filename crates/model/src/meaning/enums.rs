//! Enums: the variant is told first, then judged, so that the violations are those of the variant that was meant.

use contractual_diag::Pointer;

use super::violation::describe;
use super::{Run, fields};
use crate::json::{Json, to_line};
use crate::{Enum, Kind, Object, Tagging, Type, Variant, VariantBody};

impl Run<'_, '_> {
    pub(super) fn choice(&mut self, all: &Enum, value: &Json) {
        if all.is_text() {
            return self.text_enum(all, value);
        }
        if all.tagging == Tagging::Untagged {
            return self.untagged(&all.variants.iter().collect::<Vec<_>>(), value);
        }
        if !all.variants.iter().any(|variant| variant.untagged) {
            return self.by_tag(all, value);
        }
        // What is no value of the variant that it names may be one of a variant without a tag.
        let problems = self.trial(|run| run.by_tag(all, value));
        if problems.is_empty() {
            return;
        }
        let untagged: Vec<&Variant> = all.variants.iter().filter(|v| v.untagged).collect();
        let others = self.trial(|run| run.untagged(&untagged, value));
        if !others.is_empty() {
            let found = if self.is_named(all, value) {
                problems
            } else {
                others
            };
            self.found.extend(found);
        }
    }

    fn by_tag(&mut self, all: &Enum, value: &Json) {
        match &all.tagging {
            Tagging::External => self.external(all, value),
            Tagging::Internal { tag } => self.internal(all, tag, value),
            Tagging::Adjacent { tag, content } => self.adjacent(all, tag, content, value),
            Tagging::Untagged => {}
        }
    }

    /// True if a value says which variant it is meant to be.
    fn is_named(&self, all: &Enum, value: &Json) -> bool {
        match (&all.tagging, value) {
            (Tagging::External, Json::String(name)) => self.variant(all, name).is_some(),
            (Tagging::External, Json::Object(members)) => match members.as_slice() {
                [(name, _)] => self.variant(all, name).is_some(),
                _ => false,
            },
            (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, Json::Object(_)) => {
                self.tagged(all, tag, value).is_some()
            }
            _ => false,
        }
    }

    fn text_enum(&mut self, all: &Enum, value: &Json) {
        let Json::String(text) = value else {
            return self.wrong_type("text", value);
        };
        let open = all.variants.iter().any(|variant| variant.other);
        if !open && self.variant(all, text).is_none() {
            self.report("enum", self.expected_names(all), describe(value));
        }
    }

    /// The variant of that name in this direction.
    fn variant<'v>(&self, all: &'v Enum, name: &str) -> Option<&'v Variant> {
        let reads = self.direction == crate::Direction::Read;
        all.variants
            .iter()
            .filter(|variant| !variant.untagged)
            .find(|variant| {
                variant.name(self.direction) == Some(name)
                    || (reads && variant.aliases.iter().any(|alias| alias == name))
            })
    }

    fn expected_names(&self, all: &Enum) -> String {
        let names: Vec<String> = all
            .variants
            .iter()
            .filter(|variant| !variant.untagged)
            .filter_map(|variant| variant.name(self.direction))
            .map(|name| to_line(&Json::from(name)))
            .collect();
        format!("one of {}", names.join(", "))
    }

    fn external(&mut self, all: &Enum, value: &Json) {
        let among_members = std::mem::take(&mut self.among_members);
        let named = match value {
            Json::String(name) => Some((name, None)),
            Json::Object(members) if members.len() == 1 => {
                members.first().map(|(name, body)| (name, Some(body)))
            }
            _ => None,
        };
        let variant = named
            .and_then(|(name, body)| self.variant(all, name).map(|variant| (variant, name, body)));
        match variant {
            Some((variant, _, None)) if variant.body == VariantBody::Unit => {}
            Some((variant, name, Some(body)))
                if among_members && variant.body == VariantBody::Unit =>
            {
                self.within("oneOf", |run| {
                    if *body != Json::Null {
                        run.below(run.at.key(name), |run| {
                            run.report("const", "null", describe(body))
                        });
                    }
                });
            }
            Some((variant, name, Some(body))) if variant.body != VariantBody::Unit => {
                self.within("oneOf", |run| {
                    run.below(run.at.key(name), |run| run.body(&variant.body, body))
                });
            }
            None if named.is_some_and(|(_, body)| body.is_none())
                && all.variants.iter().any(|v| v.other) => {}
            _ => self.unknown_variant(all, value),
        }
    }

    fn unknown_variant(&mut self, all: &Enum, value: &Json) {
        let forms: Vec<String> = all
            .variants
            .iter()
            .filter_map(|variant| {
                let name = variant.name(self.direction)?;
                Some(match variant.body {
                    VariantBody::Unit => to_line(&Json::from(name)),
                    VariantBody::Newtype(_) | VariantBody::Tuple(_) | VariantBody::Struct(_) => {
                        format!("{{{}: …}}", to_line(&Json::from(name)))
                    }
                })
            })
            .collect();
        let found = match value {
            Json::Object(_) | Json::Array(_) => to_line(value).chars().take(60).collect(),
            scalar => describe(scalar),
        };
        self.report("oneOf", format!("one of {}", forms.join(", ")), found);
    }

    /// The variant that the tag of a value names.
    pub(super) fn tagged<'v>(&self, all: &'v Enum, tag: &str, value: &Json) -> Option<&'v Variant> {
        let name = value.get(tag)?.as_str()?;
        self.variant(all, name)
            .or_else(|| all.variants.iter().find(|variant| variant.other))
    }

    /// Reports what is wrong with the tag.
    fn bad_tag(&mut self, all: &Enum, tag: &str, value: &Json) {
        let expected = self.expected_names(all);
        if value.as_object().is_none() {
            self.within("oneOf", |run| run.wrong_type("an object", value));
        } else {
            self.within("oneOf", |run| match value.get(tag) {
                None => run.report("required", format!("the member `{tag}`"), "no such member"),
                Some(found) => {
                    run.below(run.at.key(tag), |run| {
                        run.report("const", expected, describe(found))
                    });
                }
            });
        }
    }

    fn internal(&mut self, all: &Enum, tag: &str, value: &Json) {
        let Some(variant) = self
            .tagged(all, tag, value)
            .filter(|_| value.as_object().is_some())
        else {
            return self.bad_tag(all, tag, value);
        };
        self.within("oneOf", |run| match &variant.body {
            VariantBody::Unit => run.members(&closed(), value, &[tag]),
            VariantBody::Struct(object) => run.members(object, value, &[tag]),
            VariantBody::Newtype(ty) => run.tagged_newtype(ty, value, tag),
            VariantBody::Tuple(_) => run.report(
                "type",
                "a variant that can be tagged",
                variant.ident.clone(),
            ),
        });
    }

    /// The content of an internally tagged newtype variant: the value without its tag, unless the content has a member of that
    /// name itself.
    fn tagged_newtype(&mut self, ty: &Type, value: &Json, tag: &str) {
        if fields::is_null(self.checker.model, ty) {
            return self.members(&closed(), value, &[tag]);
        }
        let mut rest = value.clone();
        if !matches!(fields::flat(self.checker.model, ty), fields::Flat::Free) {
            rest.remove(tag);
        }
        self.among_members = matches!(
            fields::flat(self.checker.model, ty),
            fields::Flat::Enum(inner) if inner.tagging == Tagging::External && !inner.is_text()
        );
        self.ty(ty, &rest);
    }

    fn adjacent(&mut self, all: &Enum, tag: &str, content: &str, value: &Json) {
        let Some(variant) = self
            .tagged(all, tag, value)
            .filter(|_| value.as_object().is_some())
        else {
            return self.bad_tag(all, tag, value);
        };
        self.within("oneOf", |run| {
            match (&variant.body, value.get(content)) {
                (VariantBody::Unit, None | Some(Json::Null)) => {}
                (VariantBody::Unit, Some(other)) => {
                    run.below(run.at.key(content), |run| {
                        run.report("const", "null", describe(other))
                    });
                }
                (body, Some(inner)) => run.below(run.at.key(content), |run| run.body(body, inner)),
                (
                    VariantBody::Newtype(Type {
                        kind: Kind::Nullable(_),
                        ..
                    }),
                    None,
                ) => {}
                (_, None) => run.report(
                    "required",
                    format!("the member `{content}`"),
                    "no such member",
                ),
            }
            run.members(&closed(), value, &[tag, content]);
        });
    }

    /// The first variant that accepts; else the violations of the variant that comes nearest.
    fn untagged(&mut self, variants: &[&Variant], value: &Json) {
        let mut nearest: Option<Vec<super::Violation>> = None;
        for variant in variants {
            let problems = self.trial(|run| {
                run.within("anyOf", |run| match &variant.body {
                    VariantBody::Unit if *value == Json::Null => {}
                    VariantBody::Unit => run.wrong_type("null", value),
                    body => run.body(body, value),
                });
            });
            if problems.is_empty() {
                return;
            }
            if nearest
                .as_ref()
                .is_none_or(|best| rank(&self.at, &problems) < rank(&self.at, best))
            {
                nearest = Some(problems);
            }
        }
        match nearest {
            Some(problems) => self.found.extend(problems),
            None => self.report("anyOf", "no value at all", describe(value)),
        }
    }

    fn body(&mut self, body: &VariantBody, value: &Json) {
        match body {
            VariantBody::Unit => self.wrong_type("null", value),
            VariantBody::Newtype(ty) => self.ty(ty, value),
            VariantBody::Tuple(types) => self.tuple(types, value),
            VariantBody::Struct(object) => self.object(object, value),
        }
    }
}

/// How far a variant is from accepting the value at `at`: a wrong type of the value itself is farthest, then the number of
/// violations.
fn rank(at: &Pointer, problems: &[super::Violation]) -> (bool, usize) {
    (
        problems
            .iter()
            .any(|p| p.keyword == "type" && p.pointer == *at),
        problems.len(),
    )
}

/// An object without members.
fn closed() -> Object {
    Object {
        fields: Vec::new(),
        additional: crate::Additional::Closed,
        constraints: crate::Constraints::default(),
    }
}
