//! Places inside values: as schemas that look there, as parts of a value, as words.

use contractual_model::json::Json;

use super::super::sat::Solver;
use super::super::schema::{NodeId, Shape, Types};
use super::super::walk::Step;

/// A schema that says: at the end of this path there is a value that fails the demand.
pub(crate) fn probe(solver: &mut Solver<'_>, path: &[Step], demand: NodeId) -> NodeId {
    let graph = &mut solver.graph;
    let anything = graph.anything();
    let mut inner = graph.make(&format!("fails {demand:?}"), || Shape {
        nots: vec![demand],
        ..Shape::anything("")
    });
    for step in path.iter().rev() {
        let key = format!("probe {step:?} {inner:?}");
        let not_inner = graph.make(&format!("fails {inner:?}"), || Shape {
            nots: vec![inner],
            ..Shape::anything("")
        });
        let mut guard = Shape::anything("");
        let mut shape = Shape::anything("");
        match step {
            Step::Member(name) => {
                shape.types = Types::OBJECT;
                shape.required.insert(name.clone());
                shape.properties.insert(name.clone(), inner);
            }
            Step::Entry(at) => {
                shape.types = Types::ARRAY;
                shape.min_items = *at as u64 + 1;
                shape.prefix = vec![anything; *at];
                shape.prefix.push(inner);
            }
            Step::Other(schema) => {
                let flat = graph.flat(*schema);
                guard.properties = flat
                    .properties
                    .keys()
                    .map(|name| (name.clone(), anything))
                    .collect();
                guard.pattern_properties = flat
                    .pattern_properties
                    .keys()
                    .map(|name| (name.clone(), anything))
                    .collect();
                guard.additional = Some(not_inner);
                shape.types = Types::OBJECT;
            }
            Step::Matching(pattern) => {
                guard.pattern_properties.insert(pattern.clone(), not_inner);
                shape.types = Types::OBJECT;
            }
            Step::Tail(from) => {
                guard.prefix = vec![anything; *from];
                guard.items = Some(not_inner);
                shape.types = Types::ARRAY;
            }
        }
        if !guard.is_anything() {
            let guard = graph.make(&format!("{key} guard"), || guard);
            shape.nots.push(guard);
        }
        inner = graph.make(&key, || shape);
    }
    inner
}

/// The parts of a value that a path leads to.
pub(super) fn parts_at<'v>(value: &'v Json, path: &[Step]) -> Vec<&'v Json> {
    let mut here = vec![value];
    for step in path {
        let below = |value: &'v Json| -> Vec<&'v Json> {
            match (step, value) {
                (Step::Member(name), value) => value.get(name).into_iter().collect(),
                (Step::Other(_) | Step::Matching(_), Json::Object(members)) => {
                    members.iter().map(|(_, inner)| inner).collect()
                }
                (Step::Entry(at), Json::Array(items)) => items.get(*at).into_iter().collect(),
                (Step::Tail(from), Json::Array(items)) => items.iter().skip(*from).collect(),
                _ => Vec::new(),
            }
        };
        here = here.into_iter().flat_map(below).collect();
    }
    here
}

/// The path as people write it: `lines[].sku`.
pub(crate) fn path_words(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Member(name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Step::Other(_) | Step::Matching(_) => out.push_str("{*}"),
            Step::Entry(at) => out.push_str(&format!("[{at}]")),
            Step::Tail(_) => out.push_str("[]"),
        }
    }
    out
}

/// A place in a message: the pointer, and the path beside it.
pub(crate) fn place_words(pointer: &str, path: &str) -> String {
    match (pointer.is_empty(), path.is_empty()) {
        (true, true) => "the document".to_owned(),
        (true, false) => path.to_owned(),
        (false, true) => pointer.to_owned(),
        (false, false) => format!("{pointer} ({path})"),
    }
}
