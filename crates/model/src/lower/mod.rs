//! From an item as written to what it means: an [`Item`] and the resolved type of each of its slots give a [`TypeDef`] or an `Api`.
//!
//! Shared by the scan, which resolves names from sources, and by the runtime, which resolves them by trait dispatch; so both mean the
//! same by an item. [`settle`] then looks through names where constraints speak of parts, and [`check`] judges a whole model: what one type cannot show by itself.

mod api;
mod conversions;
mod enums;
mod fields;
mod limits;
mod responses;
mod settle;
mod typing;
mod whole;

pub use api::lower_api;
pub use responses::{reason, variant_name};
pub use settle::{settle, waits};
pub use whole::{WholeProblem, check, check_some, fill_docs};

use contractual_diag::Diagnostic;
use conversions::Forms;

use crate::contract::{Deprecation, Field, Shape, Type, TypeDef, TypeId};
use crate::item::{
    ContainerAttributes, DefaultExpr, DeprecatedAttribute, FieldPlace, FieldsItem, Item, ItemBody,
    SlotPlace, SlotRole, TypeOrOpen,
};
use crate::refusals::{self, Refusal};
use crate::rule::{self, Rule};
use crate::{Additional, Kind, Object};

/// A fault of one part of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartProblem {
    /// The part.
    pub part: FieldPlace,
    /// What, why and what to do; without a location.
    pub diagnostic: Diagnostic,
}

/// A default that stands in the source and whose value is still to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingDefault {
    /// The field.
    pub part: FieldPlace,
    /// Index of the variant and of the field in the lowered type.
    pub at: (Option<usize>, usize),
    /// How the field says it.
    pub how: DefaultSource,
}

/// Where a default comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultSource {
    /// `default` on the field.
    Field(DefaultExpr),
    /// `default` on the struct: the value's own field.
    Container(DefaultExpr),
}

/// A lowered item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowered {
    /// The type.
    pub def: TypeDef,
    /// Defaults to be found: see [`Lowered::field_mut`].
    pub defaults: Vec<PendingDefault>,
}

impl Lowered {
    /// The field of a pending default.
    pub fn field_mut(&mut self, at: (Option<usize>, usize)) -> Option<&mut Field> {
        self.def.field_mut(at)
    }
}

/// What an item means. `slots` are the resolved types in the order of [`Item::slots`]; `None` for one that could not be resolved and was
/// reported. `name` is the contract name: [`Item::contract_name`], or that of the instance (see [`crate::instance::name`]).
///
/// # Errors
/// Everything that is wrong with the item; also an unresolved slot, which is not reported again.
pub fn lower(
    item: &Item,
    id: TypeId,
    name: &str,
    slots: &[Option<Type>],
) -> Result<Lowered, Vec<PartProblem>> {
    let mut run = Run::new(item, slots);
    let forms = match &item.body {
        ItemBody::Struct { attributes, fields } => run.structure(attributes, fields),
        ItemBody::Enum {
            attributes,
            variants,
        } => run.enumeration(attributes, variants),
        ItemBody::Api(_) => None,
    };
    let attributes = item.attributes();
    let rules = attributes.map(|a| run.rules(a)).unwrap_or_default();
    let (Some(forms), Some(attributes), true) = (forms, attributes, run.problems.is_empty()) else {
        return Err(run.problems);
    };
    let def = TypeDef {
        id,
        name: name.to_owned(),
        major: attributes.version.unwrap_or(1),
        release: attributes.release.clone(),
        entity: attributes.entity || attributes.version.is_some() || attributes.handover.is_some(),
        handover: attributes.handover.clone(),
        schema_id: attributes.id.clone(),
        title: attributes.title.clone(),
        docs: item.docs.clone(),
        deprecated: deprecation(attributes.deprecated.as_ref()),
        examples: attributes.examples.clone(),
        shape: forms.shape,
        written: forms.written,
        rules,
    };
    Ok(Lowered {
        def,
        defaults: run.defaults,
    })
}

fn deprecation(attribute: Option<&DeprecatedAttribute>) -> Option<Deprecation> {
    attribute.map(|found| Deprecation {
        note: found.note.clone(),
        sunset: found.sunset.clone(),
    })
}

/// One item being lowered.
struct Run<'a> {
    item: &'a Item,
    places: Vec<SlotPlace>,
    slots: &'a [Option<Type>],
    problems: Vec<PartProblem>,
    defaults: Vec<PendingDefault>,
}

impl<'a> Run<'a> {
    fn new(item: &'a Item, slots: &'a [Option<Type>]) -> Self {
        Self {
            item,
            places: item.slots().into_iter().map(|slot| slot.place).collect(),
            slots,
            problems: Vec::new(),
            defaults: Vec::new(),
        }
    }

    fn refuse(&mut self, part: FieldPlace, refusal: &'static Refusal, headline: impl Into<String>) {
        self.refuse_with(part, refusal, headline, refusal.advice);
    }

    fn refuse_with(
        &mut self,
        part: FieldPlace,
        refusal: &'static Refusal,
        headline: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(refusal.name, headline).fix(advice);
        self.problems.push(PartProblem { part, diagnostic });
    }

    /// The resolved type of a slot.
    fn slot(&self, part: FieldPlace, role: SlotRole) -> Option<Type> {
        let wanted = SlotPlace { part, role };
        let at = self.places.iter().position(|place| *place == wanted)?;
        self.slots.get(at)?.clone()
    }

    /// The JSON form of a part: `wire` if it is given, else the declared type.
    fn form(&self, part: FieldPlace) -> Option<Type> {
        let wire = SlotPlace {
            part,
            role: SlotRole::Wire,
        };
        if self.places.contains(&wire) {
            return self.slot(part, SlotRole::Wire);
        }
        self.slot(part, SlotRole::Declared)
    }

    fn structure(
        &mut self,
        attributes: &ContainerAttributes,
        fields: &FieldsItem,
    ) -> Option<Forms> {
        self.converted(attributes, |run, attributes| run.own(attributes, fields))
    }

    /// The form that follows from the fields.
    fn own(&mut self, attributes: &ContainerAttributes, fields: &FieldsItem) -> Option<Shape> {
        let whole = FieldPlace::Whole;
        let live: Vec<usize> = fields
            .all()
            .iter()
            .enumerate()
            .filter(|(_, field)| {
                let serde = &field.attributes.serde;
                !(serde.skip_serializing && serde.skip_deserializing)
            })
            .map(|(at, _)| at)
            .collect();
        let mut ty = match fields {
            _ if attributes.serde.transparent && live.len() == 1 => {
                self.value(&fields.all()[live[0]], FieldPlace::Field(live[0]))?
            }
            FieldsItem::Named(list) => {
                let object = self.object(
                    list,
                    &|at| FieldPlace::Field(at),
                    None,
                    &attributes.serde.rename_all,
                    attributes,
                );
                return object.map(Shape::Object);
            }
            FieldsItem::Unit => Type::new(Kind::Null),
            FieldsItem::Tuple(list) if list.len() == 1 => {
                if live.is_empty() {
                    self.refuse_with(
                        whole,
                        &refusals::SERDE_CONFLICT,
                        "the only field of this tuple struct is skipped",
                        "use a unit struct",
                    );
                    return None;
                }
                self.value(&list[0], FieldPlace::Field(0))?
            }
            FieldsItem::Tuple(list) => self.tuple(list, &|at| FieldPlace::Field(at))?,
        };
        self.apply(&attributes.limits, &mut ty, whole);
        if matches!(ty.kind, Kind::Null) && !attributes.limits.is_empty() {
            self.refuse(
                whole,
                &refusals::BAD_CONSTRAINT,
                "a unit struct is null and has nothing to constrain",
            );
        }
        Some(Shape::Alias(ty))
    }

    fn additional(&mut self, attributes: &ContainerAttributes) -> Option<Additional> {
        match &attributes.open {
            None => Some(Additional::Closed),
            Some(TypeOrOpen::Any) => Some(Additional::Open),
            Some(TypeOrOpen::Of(_)) => {
                let ty = self.slot(FieldPlace::Whole, SlotRole::Open)?;
                Some(Additional::Typed(Box::new(ty)))
            }
        }
    }

    fn rules(&mut self, attributes: &ContainerAttributes) -> Vec<Rule> {
        let mut found = Vec::new();
        let known: Vec<&str> = match &self.item.body {
            ItemBody::Struct { fields, .. } => fields
                .all()
                .iter()
                .map(|field| field.ident.as_str())
                .collect(),
            _ => Vec::new(),
        };
        for attribute in &attributes.rules {
            let expr = match rule::parse(&attribute.expr) {
                Ok(expr) => expr,
                Err(error) => {
                    let headline = format!("rule `{}`: {}", attribute.name, error.message);
                    self.refuse(FieldPlace::Whole, &refusals::BAD_RULE, headline);
                    continue;
                }
            };
            for name in expr.fields() {
                if known.contains(&name) || self.item.has_flattened() {
                    continue;
                }
                let headline = format!(
                    "rule `{}` speaks of `{name}`, which is no field",
                    attribute.name
                );
                match contractual_diag::nearest(name, known.iter().copied()) {
                    Some(near) => self.refuse_with(
                        FieldPlace::Whole,
                        &refusals::BAD_RULE,
                        headline,
                        format!("did you mean `{near}`?"),
                    ),
                    None => self.refuse(FieldPlace::Whole, &refusals::BAD_RULE, headline),
                }
            }
            found.push(Rule {
                name: attribute.name.clone(),
                expr,
                message: attribute.message.clone(),
            });
        }
        found
    }
}

impl Item {
    fn has_flattened(&self) -> bool {
        match &self.body {
            ItemBody::Struct { fields, .. } => fields
                .all()
                .iter()
                .any(|field| field.attributes.serde.flatten),
            _ => false,
        }
    }
}

/// An object without members.
fn empty(additional: Additional) -> Object {
    Object {
        fields: Vec::new(),
        additional,
        constraints: crate::Constraints::default(),
    }
}
