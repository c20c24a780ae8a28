//! Whether a value is admitted by a schema of the graph. Used by the decision procedure for constants; witnesses are
//! checked by validators that know nothing of this graph.

use contractual_model::json::Json;

use super::super::format;
use super::super::pattern;
use super::read::decimal;
use super::shape::{Graph, NodeId, Shape, Types, UnionKind};

impl Graph {
    /// Whether the schema admits the value; `None` where that was not decided.
    pub(crate) fn admits(&mut self, id: NodeId, value: &Json) -> Option<bool> {
        let flat = self.flat(id);
        self.admits_shape(&flat, value)
    }

    pub(crate) fn admits_shape(&mut self, shape: &Shape, value: &Json) -> Option<bool> {
        if !shape.types.has(Types::of(value)) {
            return Some(false);
        }
        if let Some(values) = &shape.values
            && !values.contains(value)
        {
            return Some(false);
        }
        let mut sure = shape.opaque.is_none();
        let mut note = |verdict: Option<bool>| match verdict {
            Some(false) => true,
            Some(true) => false,
            None => {
                sure = false;
                false
            }
        };
        let kind = match value {
            Json::String(text) => self.admits_text(shape, text),
            Json::Number(_) => admits_number(shape, value),
            Json::Array(items) => self.admits_array(shape, items),
            Json::Object(members) => self.admits_object(shape, value, members),
            Json::Null | Json::Bool(_) => Some(true),
        };
        if note(kind) {
            return Some(false);
        }
        for part in &shape.all {
            if note(self.admits(*part, value)) {
                return Some(false);
            }
        }
        for inner in &shape.nots {
            if note(self.admits(*inner, value).map(|admitted| !admitted)) {
                return Some(false);
            }
        }
        for union in &shape.unions {
            let verdicts: Vec<Option<bool>> = union
                .branches
                .iter()
                .map(|branch| self.admits(*branch, value))
                .collect();
            let hits = verdicts
                .iter()
                .filter(|verdict| **verdict == Some(true))
                .count();
            let open = verdicts.iter().filter(|verdict| verdict.is_none()).count();
            let verdict = match union.kind {
                UnionKind::Any if hits > 0 => Some(true),
                UnionKind::One if hits > 1 => Some(false),
                UnionKind::Any | UnionKind::One if open > 0 => None,
                UnionKind::Any | UnionKind::One => Some(hits == 1),
            };
            if note(verdict) {
                return Some(false);
            }
        }
        for condition in &shape.conditions {
            let branch = match self.admits(condition.test, value) {
                Some(true) => condition.then,
                Some(false) => condition.otherwise,
                None => {
                    note(None);
                    None
                }
            };
            if let Some(branch) = branch
                && note(self.admits(branch, value))
            {
                return Some(false);
            }
        }
        sure.then_some(true)
    }

    fn admits_text(&mut self, shape: &Shape, text: &str) -> Option<bool> {
        let length = text.chars().count() as u64;
        if length < shape.min_length || shape.max_length.is_some_and(|max| length > max) {
            return Some(false);
        }
        if shape.formats.iter().any(|name| !format::admits(name, text)) {
            return Some(false);
        }
        let mut sure = true;
        for written in &shape.patterns {
            match self.matches(written, text) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => sure = false,
            }
        }
        sure.then_some(true)
    }

    /// Whether the pattern matches somewhere in the text.
    pub(crate) fn matches(&mut self, written: &str, text: &str) -> Option<bool> {
        let key = (written.to_owned(), text.to_owned());
        if let Some(known) = self.matched.get(&key) {
            return *known;
        }
        let parsed = self.pattern(written)?;
        let verdict = pattern::matches(&parsed, text);
        self.matched.insert(key, verdict);
        verdict
    }

    fn admits_array(&mut self, shape: &Shape, items: &[Json]) -> Option<bool> {
        let length = items.len() as u64;
        if length < shape.min_items || shape.max_items.is_some_and(|max| length > max) {
            return Some(false);
        }
        if shape.unique
            && items
                .iter()
                .enumerate()
                .any(|(at, item)| items[..at].contains(item))
        {
            return Some(false);
        }
        let mut sure = shape.unevaluated_items.is_none();
        for (at, item) in items.iter().enumerate() {
            if let Some(schema) = shape.prefix.get(at).copied().or(shape.items) {
                match self.admits(schema, item) {
                    Some(false) => return Some(false),
                    Some(true) => {}
                    None => sure = false,
                }
            }
        }
        for contains in &shape.contains {
            let verdicts: Vec<Option<bool>> = items
                .iter()
                .map(|item| self.admits(contains.schema, item))
                .collect();
            let hits = verdicts
                .iter()
                .filter(|verdict| **verdict == Some(true))
                .count() as u64;
            if verdicts.contains(&None) {
                sure = false;
            } else if hits < contains.min || contains.max.is_some_and(|max| hits > max) {
                return Some(false);
            }
        }
        sure.then_some(true)
    }

    fn admits_object(
        &mut self,
        shape: &Shape,
        value: &Json,
        members: &[(String, Json)],
    ) -> Option<bool> {
        let count = members.len() as u64;
        if count < shape.min_properties || shape.max_properties.is_some_and(|max| count > max) {
            return Some(false);
        }
        if shape.required.iter().any(|name| value.get(name).is_none()) {
            return Some(false);
        }
        for (name, needed) in &shape.dependent_required {
            if value.get(name).is_some() && needed.iter().any(|needed| value.get(needed).is_none())
            {
                return Some(false);
            }
        }
        let mut sure = shape.unevaluated_properties.is_none();
        let mut schemas: Vec<(NodeId, Json)> = Vec::new();
        for (name, inner) in members {
            for schema in &shape.names {
                schemas.push((*schema, Json::String(name.clone())));
            }
            let mut named = false;
            if let Some(schema) = shape.properties.get(name) {
                schemas.push((*schema, inner.clone()));
                named = true;
            }
            for (pattern, schema) in &shape.pattern_properties {
                match self.matches(pattern, name) {
                    Some(true) => {
                        schemas.push((*schema, inner.clone()));
                        named = true;
                    }
                    Some(false) => {}
                    None => sure = false,
                }
            }
            if !named && let Some(schema) = shape.additional {
                schemas.push((schema, inner.clone()));
            }
        }
        for (name, schema) in &shape.dependent_schemas {
            if value.get(name).is_some() {
                schemas.push((*schema, value.clone()));
            }
        }
        for (schema, inner) in schemas {
            match self.admits(schema, &inner) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => sure = false,
            }
        }
        sure.then_some(true)
    }
}

fn admits_number(shape: &Shape, value: &Json) -> Option<bool> {
    let number = decimal(value.as_number()?)?;
    let low = shape
        .minimum
        .is_none_or(|b| number > b.value || (number == b.value && !b.exclusive));
    let high = shape
        .maximum
        .is_none_or(|b| number < b.value || (number == b.value && !b.exclusive));
    let formats = shape
        .formats
        .iter()
        .filter_map(|name| format::range(name))
        .all(|(a, b)| a <= number && number <= b);
    if !low || !high || !formats {
        return Some(false);
    }
    let mut sure = true;
    for step in &shape.steps {
        match number.is_multiple_of(*step) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => sure = false,
        }
    }
    sure.then_some(true)
}
