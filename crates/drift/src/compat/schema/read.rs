//! One document into the graph: keywords to shapes, references to edges, dialects to the newest one.
//!
//! Reading is a work list over places, so deep reference chains cost no stack. A malformed assertion is refused where it
//! stands: a keyword that was skipped could hide a break.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contractual_diag::Pointer;
use contractual_model::json::{Json, Number};

use super::super::format;
use super::super::number::Decimal;
use super::super::unusable::{Document, Unusable};
use super::classes::ValueSet;
use super::dialect::Dialect;
use super::resolve::{Index, Target, joined};
use super::shape::{
    Bound, Condition, Contains, Graph, NodeId, Shape, Side, Types, Union, UnionKind,
};

/// Schemas in one document; beyond it the document is refused.
const MAX_NODES: usize = 400_000;
/// Conjunctions, unions and references inside each other without a member or an entry between them.
const MAX_IN_PLACE: usize = 100;

/// Reads schemas of one document into the graph.
pub(crate) struct Reader<'a> {
    graph: &'a mut Graph,
    side: Side,
    dialect: Dialect,
    index: Index<'a>,
    queue: Vec<(NodeId, String, &'a Json)>,
}

pub(super) type Read<T> = Result<T, Unusable>;

impl<'a> Reader<'a> {
    pub(crate) fn new(
        graph: &'a mut Graph,
        root: &'a Json,
        side: Side,
        dialect: Dialect,
    ) -> Reader<'a> {
        Reader {
            graph,
            side,
            dialect,
            index: Index::new(root),
            queue: Vec::new(),
        }
    }

    /// The schema at a place, and everything it refers to.
    pub(crate) fn read(&mut self, pointer: &str) -> Read<NodeId> {
        let id = self.node(pointer)?;
        while let Some((id, pointer, value)) = self.queue.pop() {
            let shape = self.shape(&pointer, value)?;
            self.graph.shapes[id.0 as usize] = shape;
            if self.graph.shapes.len() > MAX_NODES {
                return Err(self.fail(
                    "",
                    format!("more than {MAX_NODES} schemas"),
                    "split the document",
                ));
            }
        }
        self.refuse_endless(id)?;
        Ok(id)
    }

    pub(super) fn fail(
        &self,
        pointer: &str,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Unusable {
        Unusable {
            document: match self.side {
                Side::Old => Document::Old,
                Side::New => Document::New,
            },
            pointer: Pointer::parse(pointer).unwrap_or_default(),
            message: message.into(),
            fix: fix.into(),
        }
    }

    fn node(&mut self, pointer: &str) -> Read<NodeId> {
        if let Some(id) = self.graph.places.get(&(self.side, pointer.to_owned())) {
            return Ok(*id);
        }
        let value = Pointer::parse(pointer).and_then(|pointer| self.index.at(&pointer));
        let Some(value) = value else {
            return Err(self.fail(
                pointer,
                "there is no schema here",
                "look at the reference that leads here",
            ));
        };
        Ok(self.node_at(pointer, value))
    }

    /// The schema at a place whose value is at hand.
    pub(super) fn node_at(&mut self, pointer: &str, value: &'a Json) -> NodeId {
        let key = (self.side, pointer.to_owned());
        if let Some(id) = self.graph.places.get(&key) {
            return *id;
        }
        let id = self.graph.add(Shape::anything(pointer));
        self.graph.places.insert(key, id);
        self.queue.push((id, pointer.to_owned(), value));
        id
    }

    fn child(&mut self, pointer: &str, steps: &[&str]) -> Read<NodeId> {
        let join = |at: String, step: &&str| joined(&at, step);
        let at = steps.iter().fold(pointer.to_owned(), join);
        self.node(&at)
    }

    fn shape(&mut self, pointer: &str, value: &'a Json) -> Read<Shape> {
        let members = match value {
            Json::Bool(true) => return Ok(Shape::anything(pointer)),
            Json::Bool(false) => return Ok(Shape::nothing(pointer)),
            Json::Object(members) => members,
            other => {
                let message = format!(
                    "expected a schema (an object, true or false), found {}",
                    other.type_name()
                );
                return Err(self.fail(pointer, message, "write the schema as an object"));
            }
        };
        let mut shape = Shape::anything(pointer);
        if let Some(reference) = value.get("$ref") {
            let id = self.reference(pointer, "$ref", reference)?;
            shape.all.push(id);
            if self.dialect.ignores_siblings_of_ref() {
                return Ok(shape);
            }
        }
        for (name, inner) in members {
            let at = joined(pointer, name);
            self.keyword(&mut shape, pointer, value, name, inner, &at)?;
        }
        if self.dialect == Dialect::OpenApi30
            && value.get("nullable").and_then(Json::as_bool) == Some(true)
            && value.get("type").is_some()
        {
            shape.types = shape.types.or(Types::NULL);
        }
        Ok(shape)
    }

    #[allow(
        clippy::too_many_lines,
        reason = "one table of keywords, read top to bottom"
    )]
    fn keyword(
        &mut self,
        shape: &mut Shape,
        pointer: &str,
        schema: &'a Json,
        name: &str,
        value: &'a Json,
        at: &str,
    ) -> Read<()> {
        match name {
            "type" => shape.types = self.types(value, at)?,
            "const" => merge_values(shape, vec![value.clone()]),
            "enum" => {
                let values = self.list(value, at)?;
                merge_values(shape, values.to_vec());
            }
            "minLength" => shape.min_length = self.count(value, at)?,
            "maxLength" => shape.max_length = Some(self.count(value, at)?),
            "pattern" => {
                let text = self.text(value, at)?;
                self.check_pattern(&text, at)?;
                shape.patterns.insert(text);
            }
            "format" => {
                let text = self.text(value, at)?;
                if format::is_asserted(&text) {
                    shape.formats.insert(text);
                }
            }
            "minimum" | "maximum" => {
                if let Json::Bool(_) = value {
                    return Err(self.fail(
                        at,
                        format!("`{name}` must be a number"),
                        "write a number",
                    ));
                }
                let number = self.number(value, at)?;
                let flag = if name == "minimum" {
                    "exclusiveMinimum"
                } else {
                    "exclusiveMaximum"
                };
                let exclusive = schema.get(flag).and_then(Json::as_bool) == Some(true);
                tighten(
                    shape,
                    name == "minimum",
                    Bound {
                        value: number,
                        exclusive,
                    },
                );
            }
            "exclusiveMinimum" | "exclusiveMaximum" => match value {
                Json::Bool(_) if matches!(self.dialect, Dialect::Draft4 | Dialect::OpenApi30) => {}
                _ => {
                    let number = self.number(value, at)?;
                    tighten(
                        shape,
                        name == "exclusiveMinimum",
                        Bound {
                            value: number,
                            exclusive: true,
                        },
                    );
                }
            },
            "multipleOf" => {
                let step = self.number(value, at)?;
                if step <= Decimal::ZERO {
                    return Err(self.fail(
                        at,
                        "`multipleOf` must be above zero",
                        "write a step above zero",
                    ));
                }
                shape.steps.push(step);
            }
            "prefixItems" if !self.dialect.has_tuple_items() => {
                shape.prefix = self.children(value, at)?
            }
            "items" => match value {
                Json::Array(_) if self.dialect.has_tuple_items() => {
                    shape.prefix = self.children(value, at)?;
                    if schema.get("additionalItems").is_some() {
                        shape.items = Some(self.child(pointer, &["additionalItems"])?);
                    }
                }
                _ => shape.items = Some(self.node_at(at, value)),
            },
            "contains" => {
                let min = match schema.get("minContains") {
                    Some(count) => self.count(count, at)?,
                    None => 1,
                };
                let max = match schema.get("maxContains") {
                    Some(count) => Some(self.count(count, at)?),
                    None => None,
                };
                shape.contains.push(Contains {
                    schema: self.node_at(at, value),
                    min,
                    max,
                });
            }
            "minItems" => shape.min_items = self.count(value, at)?,
            "maxItems" => shape.max_items = Some(self.count(value, at)?),
            "uniqueItems" => shape.unique = self.flag(value, at)?,
            "unevaluatedItems" => shape.unevaluated_items = Some(self.node_at(at, value)),
            "properties" => {
                shape.properties = self.named(value, at)?;
                shape.order = value
                    .as_object()
                    .unwrap_or_default()
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect();
            }
            "patternProperties" => {
                shape.pattern_properties = self.named(value, at)?;
                for pattern in shape.pattern_properties.keys() {
                    self.check_pattern(pattern, &joined(at, pattern))?;
                }
            }
            "additionalProperties" => shape.additional = Some(self.node_at(at, value)),
            "required" => match value {
                // draft 3 and sloppy OpenAPI wrote a flag on the member itself
                Json::Bool(_) => {
                    return Err(self.fail(
                        at,
                        "`required` must be a list of names",
                        "list the names beside `properties`",
                    ));
                }
                _ => shape.required = self.names(value, at)?,
            },
            "minProperties" => shape.min_properties = self.count(value, at)?,
            "maxProperties" => shape.max_properties = Some(self.count(value, at)?),
            "propertyNames" => shape.names.push(self.node_at(at, value)),
            "dependentRequired" => {
                for (name, inner) in self.members(value, at)? {
                    let names = self.names(inner, &joined(at, name))?;
                    shape.dependent_required.insert(name.clone(), names);
                }
            }
            "dependentSchemas" => {
                for (name, id) in self.named(value, at)? {
                    shape.dependent_schemas.push((name, id));
                }
            }
            "dependencies"
                if self.dialect != Dialect::Draft2020 && self.dialect != Dialect::OpenApi30 =>
            {
                for (name, inner) in self.members(value, at)? {
                    let place = joined(at, name);
                    if matches!(inner, Json::Array(_)) {
                        let names = self.names(inner, &place)?;
                        shape.dependent_required.insert(name.clone(), names);
                    } else {
                        let id = self.node_at(&place, inner);
                        shape.dependent_schemas.push((name.clone(), id));
                    }
                }
            }
            "unevaluatedProperties" => shape.unevaluated_properties = Some(self.node_at(at, value)),
            "allOf" => {
                let ids = self.children(value, at)?;
                shape.all.extend(ids);
            }
            "anyOf" | "oneOf" => {
                let branches = self.children(value, at)?;
                if branches.is_empty() {
                    return Err(self.fail(
                        at,
                        format!("`{name}` without branches"),
                        "list at least one branch",
                    ));
                }
                let kind = if name == "anyOf" {
                    UnionKind::Any
                } else {
                    UnionKind::One
                };
                shape.unions.push(Union { kind, branches });
            }
            "not" => shape.nots.push(self.node_at(at, value)),
            "if" => {
                let then = schema
                    .get("then")
                    .map(|_| self.child(pointer, &["then"]))
                    .transpose()?;
                let otherwise = schema
                    .get("else")
                    .map(|_| self.child(pointer, &["else"]))
                    .transpose()?;
                if then.is_some() || otherwise.is_some() || self.graph.watched {
                    shape.conditions.push(Condition {
                        test: self.node_at(at, value),
                        then,
                        otherwise,
                    });
                }
            }
            "$dynamicRef" | "$recursiveRef" => {
                let text = self.text(value, at)?;
                let anchor = text.strip_prefix('#').unwrap_or(&text);
                let single = self.index.single_dynamic(anchor).map(str::to_owned);
                match single {
                    Some(pointer) => {
                        let id = self.node(&pointer)?;
                        shape.all.push(id);
                    }
                    None if name == "$dynamicRef" && !self.is_dynamic(anchor) => {
                        let id = self.reference(pointer, name, value)?;
                        shape.all.push(id);
                    }
                    None => shape.opaque = Some("dynamic reference"),
                }
            }
            _ => self.annotation(shape, pointer, name, value),
        }
        Ok(())
    }

    fn is_dynamic(&self, anchor: &str) -> bool {
        self.index.single_dynamic(anchor).is_none()
            && !anchor.starts_with('/')
            && !anchor.is_empty()
    }

    fn annotation(&mut self, shape: &mut Shape, pointer: &str, name: &str, value: &Json) {
        let notes = &mut shape.notes;
        let set = value.as_bool() == Some(true);
        match name {
            "title" => notes.title = value.as_str().map(str::to_owned),
            "default" => notes.default = Some(value.clone()),
            "deprecated" => notes.deprecated = set,
            "readOnly" => notes.read_only = set,
            "writeOnly" => notes.write_only = set,
            "x-sunset" => notes.sunset = value.as_str().map(str::to_owned),
            "x-stability" => notes.draft = value.as_str() == Some("draft"),
            "contentEncoding" | "contentMediaType" | "contentSchema" => {
                notes.content.push((name.to_owned(), value.clone()));
                notes.content.sort_by(|a, b| a.0.cmp(&b.0));
            }
            "$id" => notes.id = value.as_str().map(str::to_owned),
            "discriminator" => {
                let property = value.get("propertyName").and_then(Json::as_str);
                let mapping = value
                    .get("mapping")
                    .and_then(Json::as_object)
                    .unwrap_or_default();
                if let Some(property) = property {
                    let mut pairs = BTreeMap::new();
                    for (tag, target) in mapping {
                        let target = target.as_str().unwrap_or_default();
                        let named = format!("#/components/schemas/{target}");
                        let text = if target.contains(['/', '#']) {
                            target
                        } else {
                            &named
                        };
                        if let Target::Here(found) = self.index.resolve(pointer, text) {
                            pairs.insert(tag.clone(), found);
                        }
                    }
                    notes.discriminator = Some((property.to_owned(), pairs));
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, pointer: &str, keyword: &str, value: &Json) -> Read<NodeId> {
        let at = joined(pointer, keyword);
        let text = self.text(value, &at)?;
        match self.index.resolve(pointer, &text) {
            Target::Here(target) => self.node(&target),
            Target::Dangling => Err(self.fail(
                &at,
                format!("the reference `{text}` leads nowhere"),
                "define its target in this document, or correct the reference",
            )),
            Target::Remote => Err(self.fail(
                &at,
                format!("the reference `{text}` leads to another document, and nothing is fetched"),
                "bundle the documents into one first",
            )),
        }
    }

    /// A chain of references and combinators that comes back to its start without a member or entry between has no meaning.
    fn refuse_endless(&mut self, start: NodeId) -> Read<()> {
        let mut done: HashMap<NodeId, usize> = HashMap::new();
        let mut open: BTreeSet<NodeId> = BTreeSet::new();
        let mut stack = Vec::new();
        let mut pending = vec![start];
        let mut seen: BTreeSet<NodeId> = BTreeSet::from([start]);
        while let Some((id, leaving)) = stack.pop().or_else(|| pending.pop().map(|id| (id, false)))
        {
            let shape = self.graph.written(id);
            let edges = in_place(shape);
            if leaving {
                open.remove(&id);
                let depth = edges
                    .iter()
                    .filter_map(|edge| done.get(edge))
                    .max()
                    .map_or(0, |depth| depth + 1);
                if depth > MAX_IN_PLACE {
                    let pointer = shape.pointer.to_string();
                    let message = format!(
                        "more than {MAX_IN_PLACE} references and combinators inside each other"
                    );
                    return Err(self.fail(&pointer, message, "shorten the chain"));
                }
                done.insert(id, depth);
                continue;
            }
            if done.contains_key(&id) {
                continue;
            }
            if !open.insert(id) {
                continue;
            }
            stack.push((id, true));
            for edge in edges {
                if open.contains(&edge) {
                    let pointer = self.graph.written(edge).pointer.to_string();
                    return Err(self.fail(
                        &pointer,
                        "the reference comes back to itself without a member or an entry between",
                        "break the cycle",
                    ));
                }
                if !done.contains_key(&edge) {
                    stack.push((edge, false));
                }
            }
            // what lies below is checked too, each from its own start
            for child in below(self.graph.written(id)) {
                if seen.insert(child) {
                    pending.push(child);
                }
            }
        }
        Ok(())
    }
}

/// A number of a document, exactly; `None` with more digits than are compared.
pub(crate) fn decimal(number: &Number) -> Option<Decimal> {
    Decimal::parse(&number.to_string())
}

fn merge_values(shape: &mut Shape, values: Vec<Json>) {
    shape.values = Some(match shape.values.take() {
        None => values,
        Some(known) => ValueSet::of(&values).keep(known),
    });
}

fn tighten(shape: &mut Shape, lower: bool, bound: Bound) {
    let slot = if lower {
        &mut shape.minimum
    } else {
        &mut shape.maximum
    };
    *slot = Some(match *slot {
        None => bound,
        Some(known) => tighter(known, bound, lower),
    });
}

/// The stricter of two bounds.
pub(super) fn tighter(a: Bound, b: Bound, lower: bool) -> Bound {
    let a_wins = if a.value == b.value {
        a.exclusive
    } else {
        (a.value > b.value) == lower
    };
    if a_wins { a } else { b }
}

/// Schemas that look at the same value.
pub(super) fn in_place(shape: &Shape) -> Vec<NodeId> {
    let mut out: Vec<NodeId> = shape.all.clone();
    out.extend(
        shape
            .unions
            .iter()
            .flat_map(|union| union.branches.iter().copied()),
    );
    out.extend(&shape.nots);
    for condition in &shape.conditions {
        out.push(condition.test);
        out.extend(condition.then);
        out.extend(condition.otherwise);
    }
    out.extend(shape.dependent_schemas.iter().map(|(_, id)| *id));
    out
}

/// Schemas that look at members, entries and names.
pub(super) fn below(shape: &Shape) -> Vec<NodeId> {
    let mut out: Vec<NodeId> = shape.properties.values().copied().collect();
    out.extend(shape.pattern_properties.values());
    out.extend(shape.additional);
    out.extend(&shape.names);
    out.extend(&shape.prefix);
    out.extend(shape.items);
    out.extend(shape.contains.iter().map(|contains| contains.schema));
    out.extend(shape.unevaluated_items);
    out.extend(shape.unevaluated_properties);
    out
}
