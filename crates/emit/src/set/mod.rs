//! The set of one major version: which types get a schema file, and every component in the form that all emitters share.
//!
//! A [`Component`] is one named schema: flattened members are merged, tags are members, directions are chosen. JSON Schema, OpenAPI,
//! Pydantic, TypeScript and fixtures all follow from components, so they cannot say different things.

mod direction;
mod enums;
mod integers;
mod objects;
mod open;
mod probes;
mod resolve;

pub(crate) use direction::Uses;
pub(crate) use resolve::resolve;

use contractual_model::json::{Json, Number};
use contractual_model::rule::Rule;
use contractual_model::{Api, Constraints, Deprecation, Direction, Int, Model, Operation, TypeId};

/// Index of a component in [`Set::components`].
pub(crate) type ComponentId = usize;

/// Everything of one major version.
#[derive(Debug)]
pub(crate) struct Set<'m> {
    pub(crate) major: u32,
    pub(crate) model: &'m Model,
    /// The types of the operational probes that the model does not have itself.
    pub(crate) probes: Model,
    /// Every component that something refers to, entities included.
    pub(crate) components: Vec<Component>,
    /// Components in the order of their names.
    pub(crate) sorted: Vec<ComponentId>,
    /// The components with a file of their own, in the order of their names.
    pub(crate) entities: Vec<Entity>,
    /// The APIs of this version.
    pub(crate) apis: Vec<&'m Api>,
    /// The operations of all APIs, in order.
    pub(crate) operations: Vec<OperationForm<'m>>,
    /// The answers of the probes: component of `/healthz`, component of `/readyz`.
    pub(crate) health: ComponentId,
    pub(crate) ready: ComponentId,
}

/// An operation with its types in the form of components.
#[derive(Debug)]
pub(crate) struct OperationForm<'m> {
    pub(crate) operation: &'m Operation,
    /// As `operation.parameters`.
    pub(crate) parameters: Vec<Node>,
    pub(crate) body: Option<Node>,
    /// As `operation.responses`: body, headers.
    pub(crate) responses: Vec<(Option<Node>, Vec<Node>)>,
}

/// A component with a schema file and fixtures.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    pub(crate) component: ComponentId,
    /// Name in file names: `job-response` (fixtures) and `job-response-v1` (schemas).
    pub(crate) stem: String,
    pub(crate) file: String,
    /// `$id` set by hand.
    pub(crate) schema_id: Option<String>,
    /// One more file for the schema.
    pub(crate) handover: Option<String>,
    pub(crate) title: String,
    /// The whole version, where the source counts it.
    pub(crate) release: Option<String>,
    /// True if its files come from this set; a type of another major version has its files from the set of that version.
    pub(crate) own: bool,
}

/// One named schema.
#[derive(Debug, Clone)]
pub(crate) struct Component {
    pub(crate) name: String,
    /// The type it comes from.
    pub(crate) id: TypeId,
    pub(crate) direction: Direction,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<Deprecation>,
    pub(crate) examples: Vec<Json>,
    pub(crate) form: Form,
    /// True if the component can contain itself.
    pub(crate) recursive: bool,
    /// True for a whole type, false for a part of one: a variant, the members of a variant.
    pub(crate) whole: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Form {
    /// A newtype or a set of strings.
    Value(Box<Node>),
    Object(ObjectForm),
    Union(UnionForm),
}

/// An object with declared members, after flattening.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectForm {
    pub(crate) members: Vec<Member>,
    pub(crate) rest: Rest,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    /// Members that are there together or not at all: flattened options.
    pub(crate) together: Vec<Together>,
    pub(crate) rules: Vec<RuleForm>,
    /// Members that are not there, although others may be: those of the other variants of a flattened enum.
    pub(crate) absent: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) enum Rest {
    #[default]
    Closed,
    Open,
    Typed(Box<Node>),
}

/// The members of a flattened `Option<Struct>`.
#[derive(Debug, Clone)]
pub(crate) struct Together {
    /// Rust name of the flattened field.
    pub(crate) ident: String,
    /// All wire names.
    pub(crate) all: Vec<String>,
    /// Those that are there whenever one is.
    pub(crate) required: Vec<String>,
}

/// A rule of this object, or of one that was merged into it.
#[derive(Debug, Clone)]
pub(crate) struct RuleForm {
    pub(crate) rule: Rule,
    /// Rust names that lead from this object to the one the rule was written for.
    pub(crate) prefix: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Rust names that lead to it: one, or more behind flattened fields.
    pub(crate) path: Vec<String>,
    /// Name on the wire.
    pub(crate) name: String,
    /// Further names that are read.
    pub(crate) aliases: Vec<String>,
    pub(crate) node: Node,
    pub(crate) required: bool,
    pub(crate) default: Option<Json>,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<Deprecation>,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) examples: Vec<Json>,
}

impl Member {
    /// What made-up values say: the last Rust name that leads to it.
    pub(crate) fn hint(&self) -> &str {
        self.path.last().unwrap_or(&self.name)
    }
}

/// Alternatives.
#[derive(Debug, Clone)]
pub(crate) struct UnionForm {
    /// True if no value fits two branches.
    pub(crate) exclusive: bool,
    pub(crate) branches: Vec<Branch>,
    /// The member that tells the branches apart, if it does so for all of them.
    pub(crate) tag: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Branch {
    /// Rust name of the variant.
    pub(crate) ident: String,
    pub(crate) node: Node,
    /// The values of the tag that lead here.
    pub(crate) tags: Vec<String>,
}

/// A value at a place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) nullable: bool,
    pub(crate) constraints: Constraints,
}

#[derive(Debug, Clone)]
pub(crate) enum NodeKind {
    Null,
    Bool,
    Integer(Int),
    Float {
        double: bool,
    },
    Text,
    /// One of these texts.
    Choice(Vec<String>),
    /// The tag of a variant: one of these texts (more than one only with aliases).
    Tag(Vec<String>),
    /// Any text but these: the tag of `#[serde(other)]`.
    OtherTag(Vec<String>),
    Any,
    AnyObject,
    /// Length and uniqueness are in the constraints.
    List(Box<Node>),
    Tuple(Vec<Node>),
    Map {
        key: Box<Node>,
        value: Box<Node>,
    },
    Ref(ComponentId),
}

impl Node {
    pub(crate) fn new(kind: NodeKind) -> Self {
        Self {
            kind,
            nullable: false,
            constraints: Constraints::default(),
        }
    }

    /// True if `null` is said by a type array and not by an `anyOf`: see `Type::nullable_inline`, which says the same of the model.
    pub(crate) fn nullable_inline(&self) -> bool {
        let scalar = matches!(
            self.kind,
            NodeKind::Bool | NodeKind::Integer(_) | NodeKind::Float { .. } | NodeKind::Text
        );
        let c = &self.constraints;
        scalar
            && c.constant.is_none()
            && c.one_of.is_none()
            && c.format.is_none()
            && !c.pattern.as_ref().is_some_and(|pattern| pattern.guarded)
    }

    /// Calls `seen` with every component that the node names.
    pub(crate) fn references(&self, seen: &mut dyn FnMut(ComponentId)) {
        match &self.kind {
            NodeKind::Ref(id) => seen(*id),
            NodeKind::List(item) => item.references(seen),
            NodeKind::Tuple(items) => items.iter().for_each(|item| item.references(seen)),
            NodeKind::Map { key, value } => {
                key.references(seen);
                value.references(seen);
            }
            NodeKind::Null
            | NodeKind::Bool
            | NodeKind::Integer(_)
            | NodeKind::Float { .. }
            | NodeKind::Text
            | NodeKind::Choice(_)
            | NodeKind::Tag(_)
            | NodeKind::OtherTag(_)
            | NodeKind::Any
            | NodeKind::AnyObject => {}
        }
    }
}

impl Form {
    /// Calls `seen` with every component that the form names.
    pub(crate) fn references(&self, seen: &mut dyn FnMut(ComponentId)) {
        match self {
            Self::Value(node) => node.references(seen),
            Self::Object(object) => {
                object
                    .members
                    .iter()
                    .for_each(|member| member.node.references(seen));
                if let Rest::Typed(node) = &object.rest {
                    node.references(seen);
                }
            }
            Self::Union(union) => union
                .branches
                .iter()
                .for_each(|branch| branch.node.references(seen)),
        }
    }
}

impl Set<'_> {
    pub(crate) fn component(&self, id: ComponentId) -> &Component {
        &self.components[id]
    }

    /// The components that `from` refers to, directly or not, without itself unless it is recursive; in the order of their names.
    pub(crate) fn closure(&self, from: ComponentId) -> Vec<ComponentId> {
        let mut seen = vec![false; self.components.len()];
        let mut found = Vec::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            self.components[next].form.references(&mut |id| {
                if !seen[id] {
                    seen[id] = true;
                    found.push(id);
                    open.push(id);
                }
            });
        }
        found.sort_by(|a, b| self.components[*a].name.cmp(&self.components[*b].name));
        found
    }

    /// The types that a file of an entity follows from, the entity first.
    pub(crate) fn claimed_by(&self, entity: &Entity) -> Vec<TypeId> {
        let mut found = vec![self.component(entity.component).id.clone()];
        for id in self.closure(entity.component) {
            let id = &self.component(id).id;
            if !found.contains(id) {
                found.push(id.clone());
            }
        }
        found
    }

    /// The node with newtypes opened until its form is known: constraints of all of them hold together. Objects and unions stay references.
    pub(crate) fn opened(&self, node: &Node) -> Node {
        let mut here = node.clone();
        for _ in 0..64 {
            let NodeKind::Ref(id) = here.kind else { break };
            let Form::Value(inner) = &self.components[id].form else {
                break;
            };
            let nullable = here.nullable || inner.nullable;
            let constraints = merge(&here.constraints, &inner.constraints);
            here = Node {
                kind: inner.kind.clone(),
                nullable,
                constraints,
            };
        }
        here
    }

    /// The patterns of newtypes on the way to `opened` that its own constraints, which hold one, do not name.
    pub(crate) fn further_patterns(&self, node: &Node, opened: &Node) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut here = node;
        for _ in 0..64 {
            let c = &here.constraints;
            let own = c
                .pattern
                .as_ref()
                .filter(|p| Some(*p) != opened.constraints.pattern.as_ref());
            found.extend(own.map(|pattern| pattern.common.clone()));
            let format = c.format.filter(|f| Some(*f) != opened.constraints.format);
            found.extend(format.map(|format| format.pattern().common));
            let NodeKind::Ref(id) = here.kind else { break };
            let Form::Value(inner) = &self.components[id].form else {
                break;
            };
            here = inner;
        }
        found
    }

    /// The member that a path of Rust names leads to, with the members on the way; `None` if the path leads through something else than
    /// objects.
    pub(crate) fn walk<'s>(
        &'s self,
        object: &'s ObjectForm,
        path: &[String],
    ) -> Option<Vec<&'s Member>> {
        let member = object
            .members
            .iter()
            .find(|member| path.starts_with(&member.path))?;
        let rest = &path[member.path.len()..];
        if rest.is_empty() {
            return Some(vec![member]);
        }
        let NodeKind::Ref(id) = self.opened(&member.node).kind else {
            return None;
        };
        let Form::Object(inner) = &self.components[id].form else {
            return None;
        };
        let mut steps = vec![member];
        steps.extend(self.walk(inner, rest)?);
        Some(steps)
    }
}

/// Both constraints together.
pub(crate) fn merge(a: &Constraints, b: &Constraints) -> Constraints {
    fn larger<T: Ord + Copy>(a: Option<T>, b: Option<T>) -> Option<T> {
        a.max(b)
    }
    fn smaller<T: Ord + Copy>(a: Option<T>, b: Option<T>) -> Option<T> {
        match (a, b) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
    let min = match (&a.min, &b.min) {
        (Some(x), Some(y)) => {
            let first = x.value > y.value || (x.value == y.value && x.exclusive);
            Some(if first { x.clone() } else { y.clone() })
        }
        (x, y) => x.clone().or_else(|| y.clone()),
    };
    let max = match (&a.max, &b.max) {
        (Some(x), Some(y)) => {
            let first = x.value < y.value || (x.value == y.value && x.exclusive);
            Some(if first { x.clone() } else { y.clone() })
        }
        (x, y) => x.clone().or_else(|| y.clone()),
    };
    Constraints {
        min,
        max,
        multiple_of: both_steps(a.multiple_of.as_ref(), b.multiple_of.as_ref()),
        min_length: larger(a.min_length, b.min_length),
        max_length: smaller(a.max_length, b.max_length),
        pattern: a.pattern.clone().or_else(|| b.pattern.clone()),
        format: a.format.or(b.format),
        min_items: larger(a.min_items, b.min_items),
        max_items: smaller(a.max_items, b.max_items),
        unique: a.unique || b.unique,
        min_properties: larger(a.min_properties, b.min_properties),
        max_properties: smaller(a.max_properties, b.max_properties),
        constant: a.constant.clone().or_else(|| b.constant.clone()),
        one_of: match (&a.one_of, &b.one_of) {
            // A constant is one of the listed values, or the types would not have been accepted.
            _ if a.constant.is_some() || b.constant.is_some() => None,
            (Some(a), Some(b)) => Some(a.iter().filter(|one| b.contains(one)).cloned().collect()),
            (a, b) => a.clone().or_else(|| b.clone()),
        },
        // A settled model has none.
        parts: Vec::new(),
    }
}

/// The steps that are steps of both.
fn both_steps(a: Option<&Number>, b: Option<&Number>) -> Option<Number> {
    let (Some(x), Some(y)) = (a, b) else {
        return a.or(b).cloned();
    };
    let (Some(m), Some(n)) = (x.as_i128(), y.as_i128()) else {
        return Some(x.clone());
    };
    let (mut g, mut rest) = (m, n);
    while rest != 0 {
        (g, rest) = (rest, g % rest);
    }
    let least = m.checked_div(g).and_then(|part| part.checked_mul(n));
    Some(least.map_or_else(|| x.clone(), Number::from))
}
