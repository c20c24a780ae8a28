//! From the model to components.

use std::collections::VecDeque;

use contractual_diag::Diagnostic;
use contractual_model::json::{Json, to_line};
use contractual_model::quick::HashMap;
use contractual_model::{
    Api, Constraints, Direction, Kind, Model, Pattern, Shape, Type, TypeDef, TypeId, naming,
};

use super::{
    Component, ComponentId, Entity, Form, Node, NodeKind, OperationForm, Set, Uses, merge, probes,
};

/// The set of one major version.
pub(crate) fn resolve(model: &Model, major: u32) -> Result<Set<'_>, Vec<Diagnostic>> {
    let apis: Vec<&Api> = model.apis.iter().filter(|api| api.major == major).collect();
    let uses = Uses::find(model, &apis, major);
    let builtin = probes::probes(major);
    let own = |name: &str| {
        model
            .types
            .values()
            .find(|def| def.major == major && def.name == name)
    };
    let health = own("HealthResponse")
        .map_or_else(|| TypeId(probes::HEALTH.to_owned()), |def| def.id.clone());
    let ready =
        own("ReadyResponse").map_or_else(|| TypeId(probes::READY.to_owned()), |def| def.id.clone());

    let mut resolver = Resolver {
        model,
        major,
        builtin: &builtin,
        uses: &uses,
        components: Vec::new(),
        index: HashMap::default(),
        names: HashMap::default(),
        bodies: HashMap::default(),
        open: VecDeque::new(),
        errors: Vec::new(),
    };
    let mut entities: Vec<Entity> = Vec::new();
    for id in uses.entities.iter().chain([&health, &ready]) {
        let forms = if uses.forms(id).is_empty() {
            vec![Direction::Read]
        } else {
            uses.forms(id)
        };
        for direction in forms {
            let component = resolver.intern(id, direction);
            if !entities.iter().any(|known| known.component == component) {
                entities.push(resolver.entity(id, direction, component));
            }
        }
    }
    let operations: Vec<OperationForm<'_>> = apis
        .iter()
        .flat_map(|api| &api.operations)
        .map(|operation| OperationForm {
            operation,
            parameters: operation
                .parameters
                .iter()
                .map(|p| resolver.node(&p.ty, Direction::Read))
                .collect(),
            body: operation
                .body
                .as_ref()
                .map(|body| resolver.node(body, Direction::Read)),
            responses: operation
                .responses
                .iter()
                .map(|response| {
                    let body = response
                        .body
                        .as_ref()
                        .map(|body| resolver.node(body, Direction::Write));
                    (
                        body,
                        response
                            .headers
                            .iter()
                            .map(|h| resolver.node(&h.ty, Direction::Write))
                            .collect(),
                    )
                })
                .collect(),
        })
        .collect();
    let health = resolver.intern(&health, Direction::Write);
    let ready = resolver.intern(&ready, Direction::Write);
    resolver.run();
    let Resolver {
        mut components,
        errors,
        ..
    } = resolver;
    if !errors.is_empty() {
        return Err(errors);
    }
    mark_recursive(&mut components);
    let mut sorted: Vec<ComponentId> = (0..components.len()).collect();
    sorted.sort_by(|a, b| components[*a].name.cmp(&components[*b].name));
    entities.sort_by(|a, b| a.file.cmp(&b.file));
    let set = Set {
        major,
        model,
        probes: builtin,
        components,
        sorted,
        entities,
        apis,
        operations,
        health,
        ready,
    };
    clashing_files(&set)?;
    Ok(set)
}

fn clashing_files(set: &Set<'_>) -> Result<(), Vec<Diagnostic>> {
    let clash = |pair: &[Entity]| {
        let [a, b] = pair else { return None };
        (a.file == b.file).then(|| {
            let (a, b) = (set.component(a.component), set.component(b.component));
            Diagnostic::error(
                "file_clash",
                format!("`{}` and `{}` have the same file name", a.name, b.name),
            )
            .found(format!("`{}` and `{}`", a.id, b.id))
            .why("each contract with a schema file needs a name that stays distinct in kebab case")
            .fix("give one of them another name: `#[contract(name = \"...\")]`")
        })
    };
    let found: Vec<Diagnostic> = set.entities.windows(2).filter_map(clash).collect();
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// What is known while components are made.
pub(super) struct Resolver<'r> {
    major: u32,
    model: &'r Model,
    builtin: &'r Model,
    uses: &'r Uses,
    components: Vec<Component>,
    index: HashMap<(TypeId, Direction), ComponentId>,
    names: HashMap<String, ComponentId>,
    /// The members of variants, by type and name: an enum that is flattened into several objects has one component for each.
    pub(super) bodies: HashMap<(TypeId, String), ComponentId>,
    open: VecDeque<(ComponentId, TypeId, Direction)>,
    errors: Vec<Diagnostic>,
}

impl<'r> Resolver<'r> {
    pub(super) fn def(&self, id: &TypeId) -> Option<&'r TypeDef> {
        self.model
            .types
            .get(id)
            .or_else(|| self.builtin.types.get(id))
    }

    pub(super) fn error(&mut self, found: Diagnostic) {
        self.errors.push(found);
    }

    /// The component of a type in a direction; it is made later, by [`Resolver::run`].
    pub(super) fn intern(&mut self, id: &TypeId, direction: Direction) -> ComponentId {
        let direction = self.uses.canonical(id, direction);
        let key = (id.clone(), direction);
        if let Some(known) = self.index.get(&key) {
            return *known;
        }
        let (name, docs, deprecated, examples) = match self.def(id) {
            Some(def) => (
                format!("{}{}", def.name, self.uses.suffix(id, direction)),
                def.docs.clone(),
                def.deprecated.clone(),
                def.examples.clone(),
            ),
            None => {
                self.error(
                    Diagnostic::error("unknown_type", format!("`{id}` is named, but is no contract of this model"))
                        .fix("derive `Contract` on it, or name its wire form: `#[contract(wire = \"...\")]`"),
                );
                (id.0.clone(), String::new(), None, Vec::new())
            }
        };
        let component = self.push(Component {
            name,
            id: id.clone(),
            direction,
            docs,
            deprecated,
            examples,
            form: Form::Value(Box::new(Node::new(NodeKind::Any))),
            recursive: false,
            whole: true,
        });
        self.index.insert(key, component);
        self.open.push_back((component, id.clone(), direction));
        component
    }

    /// Adds a component; a second one of the same name is an error.
    pub(super) fn push(&mut self, component: Component) -> ComponentId {
        let next = self.components.len();
        if let Some(other) = self.names.insert(component.name.clone(), next) {
            let other = &self.components[other];
            let found = Diagnostic::error("name_clash", format!("two contracts are named `{}`", component.name))
                .found(format!("`{}` and `{}`", other.id, component.id))
                .why("a name means one thing in every artifact; nothing is numbered or overwritten in silence")
                .fix("give one of them another name: `#[contract(name = \"...\")]`");
            self.errors.push(found);
        }
        self.components.push(component);
        next
    }

    fn run(&mut self) {
        while let Some((component, id, direction)) = self.open.pop_front() {
            let Some(def) = self.def(&id) else { continue };
            let form = match def.form(direction) {
                Shape::Alias(ty) => Form::Value(Box::new(self.node(ty, direction))),
                Shape::Object(object) => self.object_component(def, object, component, direction),
                Shape::Enum(all) => self.enum_component(def, all, component, direction),
            };
            let Component {
                form: place, docs, ..
            } = &mut self.components[component];
            *place = form;
            if let Shape::Enum(all) = def.form(direction)
                && all.is_text()
            {
                *docs = super::enums::docs_with_variants(docs, all, direction);
            }
        }
    }

    fn entity(&self, id: &TypeId, direction: Direction, component: ComponentId) -> Entity {
        let name = &self.components[component].name;
        let def = self.def(id);
        let major = def.map_or(1, |def| def.major);
        let plain = self.uses.suffix(id, direction).is_empty();
        Entity {
            component,
            stem: naming::kebab(name),
            file: naming::entity(name, major),
            schema_id: def.and_then(|def| def.schema_id.clone()).filter(|_| plain),
            // What a persona writes is what Rust reads.
            handover: def
                .and_then(|def| def.handover.clone())
                .filter(|_| direction == Direction::Read || self.uses.forms(id).len() < 2),
            title: def
                .and_then(|def| def.title.clone())
                .filter(|_| plain)
                .unwrap_or_else(|| format!("{name} v{major}")),
            release: def.and_then(|def| def.release.clone()),
            own: def.is_none_or(|def| def.major == self.major),
        }
    }

    pub(super) fn component_mut(&mut self, id: ComponentId) -> &mut Component {
        &mut self.components[id]
    }

    /// The name of a type's component in a direction, whether it is made or not.
    pub(super) fn enum_name(&self, def: &TypeDef, direction: Direction) -> String {
        let direction = self.uses.canonical(&def.id, direction);
        format!("{}{}", def.name, self.uses.suffix(&def.id, direction))
    }

    pub(super) fn component_name(&self, id: ComponentId) -> String {
        self.components[id].name.clone()
    }

    /// A value of that type at a place.
    pub(super) fn node(&mut self, ty: &Type, direction: Direction) -> Node {
        let mut constraints = ty.constraints.clone();
        let kind = match &ty.kind {
            Kind::Null => NodeKind::Null,
            Kind::Bool => NodeKind::Bool,
            Kind::Integer(int) => NodeKind::Integer(*int),
            Kind::Float { double } => NodeKind::Float { double: *double },
            Kind::Char => {
                constraints.min_length = Some(1);
                constraints.max_length = Some(1);
                NodeKind::Text
            }
            Kind::Text => NodeKind::Text,
            Kind::Any => NodeKind::Any,
            Kind::AnyObject => NodeKind::AnyObject,
            Kind::Nullable(inner) => {
                let mut node = self.node(inner, direction);
                node.constraints = merge(&constraints, &node.constraints);
                node.nullable = true;
                return node;
            }
            Kind::List(item) => NodeKind::List(Box::new(self.node(item, direction))),
            Kind::Set(item) => {
                constraints.unique = true;
                NodeKind::List(Box::new(self.node(item, direction)))
            }
            Kind::Array(item, length) => {
                constraints.min_items = Some(*length);
                constraints.max_items = Some(*length);
                NodeKind::List(Box::new(self.node(item, direction)))
            }
            Kind::Tuple(items) => NodeKind::Tuple(
                items
                    .iter()
                    .map(|item| self.node(item, direction))
                    .collect(),
            ),
            Kind::Map { key, value } => NodeKind::Map {
                key: Box::new(self.key(key, direction)),
                value: Box::new(self.node(value, direction)),
            },
            Kind::Ref(id) => NodeKind::Ref(self.intern(id, direction)),
            other => {
                self.error(Diagnostic::error(
                    "unknown_kind",
                    format!("`{other:?}` has no form in the artifacts yet"),
                ));
                NodeKind::Any
            }
        };
        Node {
            kind,
            nullable: false,
            constraints,
        }
    }

    /// The name of a member of a map: always text.
    fn key(&mut self, ty: &Type, direction: Direction) -> Node {
        let text = |constraints: Constraints| Node {
            kind: NodeKind::Text,
            nullable: false,
            constraints,
        };
        match &ty.kind {
            Kind::Text => text(ty.constraints.clone()),
            Kind::Char => text(Constraints {
                min_length: Some(1),
                max_length: Some(1),
                ..ty.constraints.clone()
            }),
            Kind::Bool => {
                let all = listed(&ty.constraints)
                    .unwrap_or_else(|| vec![Json::Bool(true), Json::Bool(false)]);
                Node::new(NodeKind::Choice(all.iter().map(to_line).collect()))
            }
            Kind::Integer(int) if listed(&ty.constraints).is_some() => {
                let (low, high) = int.range();
                let fits = |value: &Json| {
                    let Json::Number(number) = value else {
                        return false;
                    };
                    let c = &ty.constraints;
                    number.as_i128().is_some_and(|n| (low..=high).contains(&n))
                        && c.min.as_ref().is_none_or(|b| {
                            *number > b.value || (!b.exclusive && *number == b.value)
                        })
                        && c.max.as_ref().is_none_or(|b| {
                            *number < b.value || (!b.exclusive && *number == b.value)
                        })
                        && c.multiple_of
                            .as_ref()
                            .and_then(|step| step.as_i128().filter(|step| *step != 0))
                            .is_none_or(|step| number.as_i128().is_some_and(|n| n % step == 0))
                };
                let all = listed(&ty.constraints).unwrap_or_default();
                let all = all.iter().filter(|value| fits(value));
                Node::new(NodeKind::Choice(all.map(to_line).collect()))
            }
            Kind::Integer(int) => {
                let (low, high) = int.range();
                let end = |bound: &Option<contractual_model::Bound>, step: i128| {
                    bound
                        .as_ref()
                        .and_then(|b| Some(b.value.as_i128()? + if b.exclusive { step } else { 0 }))
                };
                let low = end(&ty.constraints.min, 1).map_or(low, |min| min.max(low));
                let high = end(&ty.constraints.max, -1).map_or(high, |max| max.min(high));
                let common = super::integers::pattern(low, high);
                let pattern = Pattern {
                    written: common.clone(),
                    common,
                    guarded: true,
                };
                text(Constraints {
                    pattern: Some(pattern),
                    ..Constraints::default()
                })
            }
            Kind::Ref(id) => match self.def(id).map(|def| &def.shape) {
                Some(Shape::Alias(inner)) => {
                    let constraints = merge(&ty.constraints, &inner.constraints);
                    self.key(
                        &Type {
                            kind: inner.kind.clone(),
                            constraints,
                        },
                        direction,
                    )
                }
                Some(Shape::Enum(all)) if all.is_text() => {
                    let mut members = super::enums::text_members(all, direction);
                    if let Some(listed) = listed(&ty.constraints) {
                        members.retain(|name| listed.contains(&Json::from(name.as_str())));
                    }
                    Node::new(NodeKind::Choice(members))
                }
                _ => self.bad_key(ty),
            },
            _ => self.bad_key(ty),
        }
    }

    fn bad_key(&mut self, ty: &Type) -> Node {
        let found = Diagnostic::error("map_key", format!("`{:?}` cannot be the key of a map", ty.kind))
            .why("the name of a JSON member is text; serde_json fails at run time for other keys")
            .fix("use text, an integer, `bool`, `char`, an enum of unit variants, or a newtype around one of these");
        self.error(found);
        Node::new(NodeKind::Text)
    }
}

/// The values that constraints list.
fn listed(c: &Constraints) -> Option<Vec<Json>> {
    let constant = c.constant.clone().map(|value| vec![value]);
    constant.or_else(|| c.one_of.clone())
}

/// A component is recursive if it can be reached from itself (Tarjan's strongly connected components, without recursion).
fn mark_recursive(components: &mut [Component]) {
    let edges: Vec<Vec<ComponentId>> = components
        .iter()
        .map(|component| {
            let mut to = Vec::new();
            component.form.references(&mut |id| to.push(id));
            to
        })
        .collect();
    const NEW: usize = usize::MAX;
    let count = components.len();
    let (mut order, mut low, mut on_stack) =
        (vec![NEW; count], vec![NEW; count], vec![false; count]);
    let (mut stack, mut next) = (Vec::new(), 0);
    for start in 0..count {
        if order[start] != NEW {
            continue;
        }
        let mut calls = vec![(start, 0)];
        while let Some((at, edge)) = calls.pop() {
            if edge == 0 {
                order[at] = next;
                low[at] = next;
                next += 1;
                stack.push(at);
                on_stack[at] = true;
            }
            if let Some(&to) = edges[at].get(edge) {
                calls.push((at, edge + 1));
                if order[to] == NEW {
                    calls.push((to, 0));
                } else if on_stack[to] {
                    low[at] = low[at].min(order[to]);
                }
                continue;
            }
            if let Some(&(parent, _)) = calls.last() {
                low[parent] = low[parent].min(low[at]);
            }
            if low[at] == order[at] {
                let from = stack.iter().position(|id| *id == at).unwrap_or(0);
                let group = stack.split_off(from);
                let cyclic = group.len() > 1 || edges[at].contains(&at);
                for id in group {
                    on_stack[id] = false;
                    components[id].recursive = cyclic;
                }
            }
        }
    }
}
