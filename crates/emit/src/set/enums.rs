//! Enums in serde's four representations.

use contractual_model::json::Json;
use contractual_model::{Direction, Enum, Tagging, TypeDef, Variant, VariantBody};

use super::objects::{Alternative, product};
use super::resolve::Resolver;
use super::{Branch, Component, ComponentId, Form, Member, Node, NodeKind, ObjectForm, UnionForm};

/// The texts of an enum of unit variants, in order, without `#[serde(other)]`.
pub(super) fn text_members(all: &Enum, direction: Direction) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for variant in all.variants.iter().filter(|variant| !variant.other) {
        for name in names(variant, direction) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// The names of a variant on the wire: its own, and its aliases when it is read.
fn names(variant: &Variant, direction: Direction) -> Vec<String> {
    let mut found: Vec<String> = variant
        .name(direction)
        .map(str::to_owned)
        .into_iter()
        .collect();
    if direction == Direction::Read && !found.is_empty() {
        found.extend(
            variant
                .aliases
                .iter()
                .filter(|alias| Some(alias.as_str()) != variant.read.as_deref())
                .cloned(),
        );
    }
    found
}

/// The doc comment of an enum of unit variants, followed by those of its variants as a list.
pub(super) fn docs_with_variants(docs: &str, all: &Enum, direction: Direction) -> String {
    let mut text = docs.to_owned();
    for variant in all
        .variants
        .iter()
        .filter(|variant| !variant.docs.is_empty())
    {
        let Some(name) = variant.name(direction) else {
            continue;
        };
        if !text.is_empty() {
            text.push_str(if text.contains("\n- ") || text.starts_with("- ") {
                "\n"
            } else {
                "\n\n"
            });
        }
        text.push_str(&format!("- `{name}`: {}", variant.docs.replace('\n', " ")));
    }
    text
}

impl Resolver<'_> {
    pub(super) fn enum_component(
        &mut self,
        def: &TypeDef,
        all: &Enum,
        component: ComponentId,
        direction: Direction,
    ) -> Form {
        if all.is_text() {
            return Form::Value(Box::new(self.text_enum(all, component, direction)));
        }
        let name = self.component_name(component);
        let mut union = UnionForm {
            exclusive: true,
            branches: Vec::new(),
            tag: None,
        };
        let mut objects: Vec<Alternative> = Vec::new();
        let tagged: Vec<&Variant> = all
            .variants
            .iter()
            .filter(|v| {
                !v.untagged && all.tagging != Tagging::Untagged && v.name(direction).is_some()
            })
            .collect();
        for variant in &tagged {
            match all.tagging {
                Tagging::External => self.external(def, all, variant, &name, direction, &mut union),
                Tagging::Internal { .. } | Tagging::Adjacent { .. } => {
                    match self.tagged_objects(def, all, variant, direction, 0) {
                        Ok(parts) => objects.extend(parts.into_iter().map(|mut part| {
                            part.idents.insert(0, variant.ident.clone());
                            part
                        })),
                        Err(what) => self.error(bad_variant(def, variant, &what)),
                    }
                }
                Tagging::Untagged => {}
            }
        }
        if !objects.is_empty() {
            union = self.union_of(def, &name, objects, direction);
            for (branch, variant) in union
                .branches
                .iter()
                .zip(&tagged)
                .filter(|_| union.branches.len() == tagged.len())
            {
                if let NodeKind::Ref(id) = branch.node.kind {
                    self.describe(id, variant);
                }
            }
        }
        let untagged = all.variants.iter().filter(|v| {
            (v.untagged || all.tagging == Tagging::Untagged)
                && (v.read.is_some() || v.write.is_some() || v.untagged)
        });
        for variant in untagged {
            union.exclusive = false;
            union.tag = None;
            let node = self.bare(def, variant, &name, direction);
            union.branches.push(Branch {
                ident: variant.ident.clone(),
                node,
                tags: Vec::new(),
            });
        }
        Form::Union(union)
    }

    fn describe(&mut self, id: ComponentId, variant: &Variant) {
        let component = self.component_mut(id);
        component.docs.clone_from(&variant.docs);
        component.deprecated.clone_from(&variant.deprecated);
    }

    fn text_enum(&mut self, all: &Enum, component: ComponentId, direction: Direction) -> Node {
        let members = text_members(all, direction);
        if all.variants.iter().any(|variant| variant.other) {
            let component = self.component_mut(component);
            if component.examples.is_empty() {
                component.examples = members.into_iter().map(Json::from).collect();
            }
            return Node::new(NodeKind::Text);
        }
        Node::new(NodeKind::Choice(members))
    }

    fn external(
        &mut self,
        def: &TypeDef,
        all: &Enum,
        variant: &Variant,
        name: &str,
        direction: Direction,
        union: &mut UnionForm,
    ) {
        if variant.other {
            // The name of a variant with content alone is no value.
            let known = all.variants.iter().filter(|v| !v.other && !v.untagged);
            let known = known.flat_map(|v| names(v, direction)).collect();
            let node = Node::new(NodeKind::OtherTag(known));
            union.branches.push(Branch {
                ident: variant.ident.clone(),
                node,
                tags: Vec::new(),
            });
            return;
        }
        let node = if variant.body == VariantBody::Unit {
            Node::new(NodeKind::Tag(names(variant, direction)))
        } else {
            let body = self.body(
                def,
                variant,
                &format!("{name}{}Body", variant.ident),
                direction,
            );
            let form = ObjectForm {
                members: vec![tagged_member(variant, body, direction)],
                ..ObjectForm::default()
            };
            let id = self.push(Component {
                name: format!("{name}{}", variant.ident),
                id: def.id.clone(),
                direction,
                docs: variant.docs.clone(),
                deprecated: variant.deprecated.clone(),
                examples: Vec::new(),
                form: Form::Object(form),
                recursive: false,
                whole: false,
            });
            Node::new(NodeKind::Ref(id))
        };
        union.branches.push(Branch {
            ident: variant.ident.clone(),
            node,
            tags: Vec::new(),
        });
    }

    /// What a variant holds, as one value; members become a component of that name.
    fn body(&mut self, def: &TypeDef, variant: &Variant, name: &str, direction: Direction) -> Node {
        match &variant.body {
            VariantBody::Unit => Node::new(NodeKind::Null),
            VariantBody::Newtype(ty) => self.node(ty, direction),
            VariantBody::Tuple(items) => Node::new(NodeKind::Tuple(
                items
                    .iter()
                    .map(|item| self.node(item, direction))
                    .collect(),
            )),
            VariantBody::Struct(object) => {
                let key = (def.id.clone(), name.to_owned());
                if let Some(known) = self.bodies.get(&key) {
                    return Node::new(NodeKind::Ref(*known));
                }
                let mut found = self.alternatives(def, object, direction, 0);
                let form = if found.len() == 1 {
                    Form::Object(found.remove(0).form)
                } else {
                    Form::Union(self.union_of(def, name, found, direction))
                };
                let id = self.push(Component {
                    name: name.to_owned(),
                    id: def.id.clone(),
                    direction,
                    docs: String::new(),
                    deprecated: None,
                    examples: Vec::new(),
                    form,
                    recursive: false,
                    whole: false,
                });
                self.bodies.insert(key, id);
                Node::new(NodeKind::Ref(id))
            }
        }
    }

    /// An untagged variant: the value alone.
    fn bare(&mut self, def: &TypeDef, variant: &Variant, name: &str, direction: Direction) -> Node {
        let name = format!("{name}{}", variant.ident);
        let node = self.body(def, variant, &name, direction);
        if let (VariantBody::Struct(_), NodeKind::Ref(id)) = (&variant.body, &node.kind) {
            self.describe(*id, variant);
        }
        node
    }

    /// The objects of a variant: tag and members for an internal tag, tag and content for an adjacent one, the one member that
    /// names the variant for an external one (as flatten needs it).
    pub(super) fn tagged_objects(
        &mut self,
        def: &TypeDef,
        all: &Enum,
        variant: &Variant,
        direction: Direction,
        depth: usize,
    ) -> Result<Vec<Alternative>, String> {
        let values = names(variant, direction);
        let tag_node = if variant.other {
            let known = all
                .variants
                .iter()
                .filter(|v| !v.other)
                .flat_map(|v| names(v, direction));
            Node::new(NodeKind::OtherTag(known.collect()))
        } else {
            Node::new(NodeKind::Tag(values.clone()))
        };
        let tags = |tag: &String| {
            vec![(
                tag.clone(),
                if variant.other {
                    Vec::new()
                } else {
                    values.clone()
                },
            )]
        };
        match &all.tagging {
            Tagging::Internal { tag } => {
                let head = Alternative {
                    form: ObjectForm {
                        members: vec![tag_member(tag, tag_node)],
                        ..ObjectForm::default()
                    },
                    tags: tags(tag),
                    ..Alternative::default()
                };
                let mut parts = match &variant.body {
                    VariantBody::Unit => vec![Alternative::default()],
                    VariantBody::Newtype(ty) => self.spread(ty, direction, depth + 1)?,
                    VariantBody::Struct(object) => {
                        self.alternatives(def, object, direction, depth + 1)
                    }
                    VariantBody::Tuple(_) => {
                        return Err("several values cannot stand beside a tag".to_owned());
                    }
                };
                // What counts members counts those of the content, and the tag is one more.
                for form in parts.iter_mut().map(|part| &mut part.form) {
                    form.min_properties = form.min_properties.map(|n| n.saturating_add(1));
                    form.max_properties = form.max_properties.map(|n| n.saturating_add(1));
                }
                let mut found = product(&[head], &parts);
                found
                    .iter_mut()
                    .for_each(|part| part.leads = vec![tag.clone()]);
                Ok(found)
            }
            Tagging::Adjacent { tag, content } => {
                let data = format!("{}{}Data", self.enum_name(def, direction), variant.ident);
                let body = self.body(def, variant, &data, direction);
                let mut held = plain_member(content, body);
                held.required = variant.body != VariantBody::Unit && !held.node.nullable;
                let members = vec![tag_member(tag, tag_node), held];
                let form = ObjectForm {
                    members,
                    ..ObjectForm::default()
                };
                Ok(vec![Alternative {
                    form,
                    tags: tags(tag),
                    leads: vec![tag.clone(), content.clone()],
                    ..Alternative::default()
                }])
            }
            Tagging::External => {
                let name = format!("{}{}Body", self.enum_name(def, direction), variant.ident);
                let body = self.body(def, variant, &name, direction);
                let others = all.variants.iter().filter(|v| !v.untagged && !v.other);
                let form = ObjectForm {
                    members: vec![tagged_member(variant, body, direction)],
                    absent: others
                        .flat_map(|v| names(v, direction))
                        .filter(|name| !values.contains(name))
                        .collect(),
                    ..ObjectForm::default()
                };
                let tags = vec![(format!("<{}>", def.id), values.clone())];
                Ok(vec![Alternative {
                    form,
                    tags,
                    leads: values,
                    ..Alternative::default()
                }])
            }
            Tagging::Untagged => Err("it has no tag".to_owned()),
        }
    }
}

fn bad_variant(def: &TypeDef, variant: &Variant, what: &str) -> contractual_diag::Diagnostic {
    contractual_diag::Diagnostic::error(
        "tagged_newtype",
        format!(
            "the variant `{}` of `{}` cannot stand beside its tag: {what}",
            variant.ident, def.id
        ),
    )
    .why("serde fails at run time: \"cannot serialize tagged newtype variant\"")
    .fix("add `content = \"...\"` to `#[serde(tag = ..)]`, or make it a struct variant")
}

/// The member that names a variant and holds what it holds.
fn tagged_member(variant: &Variant, body: Node, direction: Direction) -> Member {
    let mut names = names(variant, direction).into_iter();
    let mut member = plain_member(&names.next().unwrap_or_default(), body);
    member.aliases = names.collect();
    member
}

fn tag_member(tag: &str, node: Node) -> Member {
    plain_member(tag, node)
}

fn plain_member(name: &str, node: Node) -> Member {
    Member {
        path: vec![format!("<{name}>")],
        name: name.to_owned(),
        aliases: Vec::new(),
        node,
        required: true,
        default: None,
        docs: String::new(),
        deprecated: None,
        read_only: false,
        write_only: false,
        examples: Vec::new(),
    }
}
