//! Python names of components and members.

use contractual_model::naming;
use contractual_model::quick::{HashMap, HashSet};

use super::prelude;
use crate::python::{is_ambiguous, is_identifier, is_keyword, is_taken_by_model};
use crate::set::{Form, Set};

/// Python names, by component.
#[derive(Debug)]
pub(crate) struct Names {
    /// Of the class or alias.
    pub(crate) components: Vec<String>,
    /// Of the members of an object, in their order.
    pub(crate) members: Vec<Vec<String>>,
}

impl Names {
    /// Those of classes and aliases alone, by component.
    pub(crate) fn of_components(set: &Set<'_>) -> Vec<String> {
        components(set).0
    }

    pub(crate) fn of(set: &Set<'_>) -> Self {
        let (components, used) = components(set);
        // many members have the same names
        let mut known: HashMap<(&str, &str), String> = HashMap::default();
        let members = set
            .components
            .iter()
            .map(|component| match &component.form {
                Form::Object(object) => {
                    let mut own: HashSet<String> = HashSet::default();
                    let wire: HashSet<&str> = object
                        .members
                        .iter()
                        .map(|member| member.name.as_str())
                        .collect();
                    let each = object.members.iter().map(|member| {
                        let rust = member.path.last().map_or("", String::as_str);
                        let name = known.entry((&member.name, rust));
                        let mut name = name
                            .or_insert_with(|| member_name(&member.name, rust, &used))
                            .clone();
                        // A Python name must never be the wire name of another member.
                        while !own.insert(name.clone())
                            || (name != member.name && wire.contains(name.as_str()))
                        {
                            name.push('_');
                        }
                        name
                    });
                    each.collect()
                }
                Form::Value(_) | Form::Union(_) => Vec::new(),
            })
            .collect();
        Self {
            components,
            members,
        }
    }
}

/// The names of components, and all names that are taken.
fn components(set: &Set<'_>) -> (Vec<String>, HashSet<String>) {
    let mut used: HashSet<String> = prelude::NAMES
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    let mut components = vec![String::new(); set.components.len()];
    for id in &set.sorted {
        let clean: String = set.components[*id]
            .name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '_' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let mut name = if clean.starts_with(|c: char| c.is_ascii_digit()) {
            format!("_{clean}")
        } else {
            clean
        };
        while is_keyword(&name) || is_ambiguous(&name) || !used.insert(name.clone()) {
            name.push('_');
        }
        components[*id] = name;
    }
    (components, used)
}

/// The Python name of a member: its wire name if that is legal, else one in snake case made from it or from the Rust name.
fn member_name(wire: &str, rust: &str, used: &HashSet<String>) -> String {
    let snake = |text: &str| naming::snake(text);
    let candidates = if is_identifier(wire) && wire == snake(wire) {
        [wire.to_owned(), snake(rust)]
    } else {
        [snake(wire), snake(rust)]
    };
    let mut name = candidates
        .into_iter()
        .find(|name| is_identifier(name))
        .unwrap_or_else(|| "field".to_owned());
    let bad = |name: &str| {
        is_keyword(name)
            || is_ambiguous(name)
            || is_taken_by_model(name)
            || name.starts_with("model_")
            || name.starts_with('_')
            || used.contains(name)
    };
    if name.starts_with("model_") {
        name = format!("the_{name}");
    }
    // A wire name with a leading underscore or a sign keeps a mark, so that it is not taken for the plain name.
    if !wire.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.ends_with('_') {
        name.push('_');
    }
    while bad(&name) {
        name.push('_');
    }
    name
}
