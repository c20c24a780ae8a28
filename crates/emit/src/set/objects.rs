//! Objects: members of one direction, flattened fields merged, flattened enums distributed over their branches.

use contractual_diag::Diagnostic;
use contractual_model::{
    Additional, Direction, Enum, Field, FieldSide, Kind, Object, Shape, Tagging, Type, TypeDef,
    TypeId, VariantBody, naming,
};

use super::resolve::Resolver;
use super::{
    Branch, Component, ComponentId, Form, Member, Node, NodeKind, ObjectForm, Rest, RuleForm,
    Together, UnionForm,
};

/// One of the forms an object has: several if an enum is flattened into it.
#[derive(Debug, Clone, Default)]
pub(super) struct Alternative {
    pub(super) form: ObjectForm,
    /// Rust names of the variants that lead here.
    pub(super) idents: Vec<String>,
    /// The tags that lead here: member and values.
    pub(super) tags: Vec<(String, Vec<String>)>,
    /// True if another alternative may accept the same value.
    pub(super) overlaps: bool,
    /// The members that say that a flattened enum is there.
    pub(super) leads: Vec<String>,
}

impl Resolver<'_> {
    pub(super) fn object_component(
        &mut self,
        def: &TypeDef,
        object: &Object,
        component: ComponentId,
        direction: Direction,
    ) -> Form {
        let mut alternatives = self.alternatives(def, object, direction, 0);
        let own = |alternative: &mut Alternative| {
            let own = def.rules.iter().map(|rule| RuleForm {
                rule: rule.clone(),
                prefix: Vec::new(),
            });
            alternative.form.rules.extend(own);
        };
        alternatives.iter_mut().for_each(own);
        if alternatives.len() == 1
            && let Some(only) = alternatives.pop()
        {
            return Form::Object(only.form);
        }
        let name = self.component_name(component);
        Form::Union(self.union_of(def, &name, alternatives, direction))
    }

    /// A component for each alternative, and the union of them.
    pub(super) fn union_of(
        &mut self,
        def: &TypeDef,
        name: &str,
        alternatives: Vec<Alternative>,
        direction: Direction,
    ) -> UnionForm {
        let tag = common_tag(&alternatives);
        let exclusive = !alternatives.iter().any(|alternative| alternative.overlaps)
            && alternatives
                .iter()
                .all(|alternative| !alternative.tags.is_empty());
        let branches = alternatives.into_iter().map(|alternative| {
            let ident = alternative.idents.concat();
            let tags = tag
                .as_ref()
                .and_then(|tag| alternative.tags.iter().find(|(name, _)| name == tag))
                .map(|(_, values)| values.clone())
                .unwrap_or_default();
            let component = self.push(Component {
                name: format!("{name}{ident}"),
                id: def.id.clone(),
                direction,
                docs: String::new(),
                deprecated: None,
                examples: Vec::new(),
                form: Form::Object(alternative.form),
                recursive: false,
                whole: false,
            });
            Branch {
                ident,
                node: Node::new(NodeKind::Ref(component)),
                tags,
            }
        });
        UnionForm {
            exclusive,
            branches: branches.collect(),
            tag,
        }
    }

    /// The forms of an object, in the order of the variants of what is flattened into it.
    pub(super) fn alternatives(
        &mut self,
        def: &TypeDef,
        object: &Object,
        direction: Direction,
        depth: usize,
    ) -> Vec<Alternative> {
        let rest = match &object.additional {
            Additional::Closed => Rest::Closed,
            Additional::Open => Rest::Open,
            Additional::Typed(ty) => Rest::Typed(Box::new(self.node(ty, direction))),
        };
        let mut found = vec![Alternative {
            form: ObjectForm {
                rest,
                min_properties: object.constraints.min_properties,
                max_properties: object.constraints.max_properties,
                ..ObjectForm::default()
            },
            ..Alternative::default()
        }];
        for field in &object.fields {
            let Some(side) = field.side(direction) else {
                continue;
            };
            if field.flatten {
                let parts = self.flattened(def, field, side, direction, depth);
                let without = (side.nullable && parts.iter().any(|part| !part.idents.is_empty()))
                    .then(|| self.without(field, &parts));
                let parts: Vec<Alternative> = parts
                    .into_iter()
                    .map(|part| below(part, field, side))
                    .chain(without)
                    .collect();
                found = product(&found, &parts);
            } else {
                let member = self.member(field, side, direction);
                found
                    .iter_mut()
                    .for_each(|alternative| alternative.form.members.push(member.clone()));
            }
        }
        found
    }

    /// A flattened option of an enum, or of a struct with one in it: that none of its members is there is a further alternative.
    fn without(&self, field: &Field, parts: &[Alternative]) -> Alternative {
        let mut absent: Vec<String> = Vec::new();
        for part in parts {
            let members = part
                .form
                .members
                .iter()
                .filter(|_| !self.is_enum(&field.ty));
            let names = members.flat_map(|m| std::iter::once(&m.name).chain(&m.aliases));
            for name in part.leads.iter().chain(names) {
                if !absent.contains(name) {
                    absent.push(name.clone());
                }
            }
        }
        Alternative {
            form: ObjectForm {
                absent,
                ..ObjectForm::default()
            },
            idents: vec![format!(
                "Without{}",
                naming::Case::Pascal.field(&field.ident)
            )],
            ..Alternative::default()
        }
    }

    fn is_enum(&self, ty: &Type) -> bool {
        match &ty.kind {
            Kind::Nullable(inner) => self.is_enum(inner),
            Kind::Ref(id) => self.def(id).is_some_and(|def| match &def.shape {
                Shape::Enum(_) => true,
                Shape::Alias(inner) => self.is_enum(inner),
                Shape::Object(_) => false,
            }),
            _ => false,
        }
    }

    fn member(&mut self, field: &Field, side: &FieldSide, direction: Direction) -> Member {
        let mut node = self.node(&field.ty, direction);
        node.nullable |= side.nullable;
        let reads = direction == Direction::Read;
        Member {
            path: vec![field.ident.clone()],
            name: side.name.clone(),
            aliases: if reads {
                field.aliases.clone()
            } else {
                Vec::new()
            },
            node,
            required: side.required,
            default: field.default.clone().filter(|_| reads && !side.required),
            docs: field.docs.clone(),
            deprecated: field.deprecated.clone(),
            read_only: field.read_only || field.read.is_none(),
            write_only: field.write_only || field.write.is_none(),
            examples: field.examples.clone(),
        }
    }

    /// The forms of what a flattened field brings in.
    fn flattened(
        &mut self,
        def: &TypeDef,
        field: &Field,
        _side: &FieldSide,
        direction: Direction,
        depth: usize,
    ) -> Vec<Alternative> {
        match self.spread(&field.ty, direction, depth + 1) {
            Ok(found) => found,
            Err(what) => {
                let found = Diagnostic::error(
                    "flatten",
                    format!("`{}` of `{}` cannot be flattened: {what}", field.ident, def.id),
                )
                .why("the members of a flattened field become members of the object around it, so it must be an object")
                .fix("flatten a struct, a map, an option of these, or a tagged enum; or take `#[serde(flatten)]` away");
                self.error(found);
                vec![Alternative::default()]
            }
        }
    }

    /// The objects that a type stands for; an error says what it is instead.
    pub(super) fn spread(
        &mut self,
        ty: &Type,
        direction: Direction,
        depth: usize,
    ) -> Result<Vec<Alternative>, String> {
        if depth > 32 {
            return Err("it contains itself".to_owned());
        }
        let free = |rest: Rest| {
            let form = ObjectForm {
                rest,
                min_properties: ty.constraints.min_properties,
                max_properties: ty.constraints.max_properties,
                ..ObjectForm::default()
            };
            Ok(vec![Alternative {
                form,
                ..Alternative::default()
            }])
        };
        match &ty.kind {
            Kind::Null => Ok(vec![Alternative::default()]),
            Kind::AnyObject => free(Rest::Open),
            Kind::Map { value, .. } => {
                let value = self.node(value, direction);
                free(Rest::Typed(Box::new(value)))
            }
            Kind::Nullable(inner) => self.spread(inner, direction, depth + 1),
            Kind::Ref(id) => {
                let mut found = self.spread_reference(id, direction, depth)?;
                for form in found.iter_mut().map(|part| &mut part.form) {
                    let c = &ty.constraints;
                    form.min_properties = form.min_properties.max(c.min_properties);
                    form.max_properties = fewer(form.max_properties, c.max_properties);
                }
                Ok(found)
            }
            _ => Err("it is no object".to_owned()),
        }
    }

    fn spread_reference(
        &mut self,
        id: &TypeId,
        direction: Direction,
        depth: usize,
    ) -> Result<Vec<Alternative>, String> {
        let Some(def) = self.def(id) else {
            return Err(format!("`{id}` is unknown"));
        };
        match def.form(direction) {
            Shape::Alias(inner) => self.spread(inner, direction, depth + 1),
            Shape::Object(object) => {
                let mut found = self.alternatives(def, object, direction, depth + 1);
                for alternative in &mut found {
                    let own = def.rules.iter().map(|rule| RuleForm {
                        rule: rule.clone(),
                        prefix: Vec::new(),
                    });
                    alternative.form.rules.extend(own);
                }
                Ok(found)
            }
            Shape::Enum(all) => self.spread_enum(def, all, direction, depth + 1),
        }
    }

    fn spread_enum(
        &mut self,
        def: &TypeDef,
        all: &Enum,
        direction: Direction,
        depth: usize,
    ) -> Result<Vec<Alternative>, String> {
        let mut found = Vec::new();
        for variant in &all.variants {
            if variant.name(direction).is_none() {
                continue;
            }
            let untagged = variant.untagged || all.tagging == Tagging::Untagged;
            let parts = if untagged {
                match &variant.body {
                    VariantBody::Newtype(ty) => self.spread(ty, direction, depth)?,
                    VariantBody::Struct(object) => self.alternatives(def, object, direction, depth),
                    VariantBody::Unit | VariantBody::Tuple(_) => {
                        return Err(format!("its variant `{}` is no object", variant.ident));
                    }
                }
            } else {
                self.tagged_objects(def, all, variant, direction, depth)?
            };
            for mut part in parts {
                part.overlaps |= untagged;
                part.idents.insert(0, variant.ident.clone());
                found.push(part);
            }
        }
        Ok(found)
    }
}

/// The members of a flattened field's forms, seen from the object around it.
fn below(mut part: Alternative, field: &Field, side: &FieldSide) -> Alternative {
    for member in &mut part.form.members {
        member.path.insert(0, field.ident.clone());
    }
    for rule in &mut part.form.rules {
        rule.prefix.insert(0, field.ident.clone());
    }
    if side.nullable && part.idents.is_empty() {
        let names = |required: bool| {
            let chosen = part
                .form
                .members
                .iter()
                .filter(|member| member.required || !required);
            chosen.map(|member| member.name.clone()).collect::<Vec<_>>()
        };
        let together = Together {
            ident: field.ident.clone(),
            all: names(false),
            required: names(true),
        };
        if !together.required.is_empty() {
            part.form.together.push(together);
        }
        part.form
            .members
            .iter_mut()
            .for_each(|member| member.required = false);
    }
    part
}

/// The smaller limit, if there is one.
fn fewer(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Every form of `left` with every form of `right`.
pub(super) fn product(left: &[Alternative], right: &[Alternative]) -> Vec<Alternative> {
    let mut found = Vec::new();
    for a in left {
        for b in right {
            let mut both = a.clone();
            both.form.members.extend(b.form.members.iter().cloned());
            both.form.together.extend(b.form.together.iter().cloned());
            both.form.rules.extend(b.form.rules.iter().cloned());
            if !matches!(b.form.rest, Rest::Closed) {
                both.form.rest = b.form.rest.clone();
            }
            both.form.min_properties = both.form.min_properties.max(b.form.min_properties);
            both.form.max_properties = fewer(both.form.max_properties, b.form.max_properties);
            both.idents.extend(b.idents.iter().cloned());
            both.tags.extend(b.tags.iter().cloned());
            both.overlaps |= b.overlaps;
            both.leads.extend(b.leads.iter().cloned());
            both.form.absent.extend(b.form.absent.iter().cloned());
            found.push(both);
        }
    }
    found
}

/// The tag that every alternative has, with values that no other has. A variant that is told by the name of its member has none.
fn common_tag(alternatives: &[Alternative]) -> Option<String> {
    let first = alternatives.first()?;
    let tells = |tag: &String| {
        let mut seen: Vec<&String> = Vec::new();
        alternatives.iter().all(|alternative| {
            let is_member = alternative.form.members.iter().any(|m| m.name == *tag);
            let values = alternative.tags.iter().find(|(name, _)| name == tag);
            let values = values.map_or(&[][..], |(_, values)| values.as_slice());
            let fresh = !values.is_empty() && !values.iter().any(|value| seen.contains(&value));
            seen.extend(values);
            is_member && fresh
        })
    };
    let mut tags = first.tags.iter().map(|(name, _)| name);
    tags.find(|tag| tells(tag)).cloned()
}
