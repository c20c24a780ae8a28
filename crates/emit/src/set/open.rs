//! The places where members that are not declared are allowed: listed, so that none is open by accident.

use contractual_diag::Pointer;

use super::{Form, Member, Node, NodeKind, Rest, Set};
use crate::OpenPlace;

impl Set<'_> {
    /// Every open place, with the component it is in.
    pub(crate) fn open_places(&self) -> Vec<OpenPlace> {
        let mut found = Vec::new();
        for component in &self.components {
            let mut push = |pointer: &Pointer| {
                found.push(OpenPlace {
                    component: component.name.clone(),
                    pointer: pointer.clone(),
                });
            };
            let root = Pointer::root();
            match &component.form {
                Form::Value(node) => in_node(node, &root, &mut push),
                Form::Object(object) => {
                    if !matches!(object.rest, Rest::Closed) {
                        push(&root);
                    }
                    let holds_open = |member: &&Member| is_open(&member.node);
                    for member in object.members.iter().filter(holds_open) {
                        in_node(
                            &member.node,
                            &root.key("properties").key(&member.name),
                            &mut push,
                        );
                    }
                }
                Form::Union(union) => {
                    union
                        .branches
                        .iter()
                        .for_each(|branch| in_node(&branch.node, &root, &mut push));
                }
            }
        }
        found
    }
}

/// True if there is a place in it.
fn is_open(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Any | NodeKind::AnyObject => true,
        NodeKind::List(item) => is_open(item),
        NodeKind::Tuple(items) => items.iter().any(is_open),
        NodeKind::Map { value, .. } => is_open(value),
        NodeKind::Null
        | NodeKind::Bool
        | NodeKind::Integer(_)
        | NodeKind::Float { .. }
        | NodeKind::Text
        | NodeKind::Choice(_)
        | NodeKind::Tag(_)
        | NodeKind::OtherTag(_)
        | NodeKind::Ref(_) => false,
    }
}

fn in_node(node: &Node, at: &Pointer, push: &mut dyn FnMut(&Pointer)) {
    match &node.kind {
        NodeKind::Any | NodeKind::AnyObject => push(at),
        NodeKind::List(item) => in_node(item, &at.key("items"), push),
        NodeKind::Tuple(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| in_node(item, &at.key("prefixItems").index(index), push));
        }
        NodeKind::Map { value, .. } => in_node(value, &at.key("additionalProperties"), push),
        NodeKind::Null
        | NodeKind::Bool
        | NodeKind::Integer(_)
        | NodeKind::Float { .. }
        | NodeKind::Text
        | NodeKind::Choice(_)
        | NodeKind::Tag(_)
        | NodeKind::OtherTag(_)
        | NodeKind::Ref(_) => {}
    }
}
