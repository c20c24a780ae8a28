//! What a schema says, as plain data: one [`Shape`] for each place, edges as numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use contractual_model::json::Json;

use super::super::number::Decimal;
use super::super::pattern::Pattern;

/// The number of a schema in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct NodeId(pub(super) u32);

/// Which document a schema comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Side {
    Old,
    New,
}

/// A set of JSON types. `number` is `INTEGER` and `FRACTION` together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Types(pub(crate) u8);

impl Types {
    pub(crate) const NONE: Types = Types(0);
    pub(crate) const NULL: Types = Types(1);
    pub(crate) const BOOLEAN: Types = Types(2);
    pub(crate) const INTEGER: Types = Types(4);
    pub(crate) const FRACTION: Types = Types(8);
    pub(crate) const NUMBER: Types = Types(12);
    pub(crate) const STRING: Types = Types(16);
    pub(crate) const ARRAY: Types = Types(32);
    pub(crate) const OBJECT: Types = Types(64);
    pub(crate) const ALL: Types = Types(127);

    pub(crate) fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Types) -> Types {
        Types(self.0 & !other.0)
    }

    pub(crate) fn has(self, other: Types) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn within(self, other: Types) -> bool {
        self.0 & !other.0 == 0
    }

    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn named(name: &str) -> Option<Types> {
        Some(match name {
            "null" => Types::NULL,
            "boolean" => Types::BOOLEAN,
            "integer" => Types::INTEGER,
            "number" => Types::NUMBER,
            "string" => Types::STRING,
            "array" => Types::ARRAY,
            "object" => Types::OBJECT,
            _ => return None,
        })
    }

    pub(crate) fn of(value: &Json) -> Types {
        match value {
            Json::Null => Types::NULL,
            Json::Bool(_) => Types::BOOLEAN,
            Json::Number(number) if number.is_integer() => Types::INTEGER,
            Json::Number(_) => Types::FRACTION,
            Json::String(_) => Types::STRING,
            Json::Array(_) => Types::ARRAY,
            Json::Object(_) => Types::OBJECT,
        }
    }

    /// The names, as JSON Schema writes them.
    pub(crate) fn names(self) -> Vec<&'static str> {
        let mut out = Vec::new();
        for (name, bits) in [
            ("object", Types::OBJECT),
            ("array", Types::ARRAY),
            ("string", Types::STRING),
            ("number", Types::FRACTION),
            ("integer", Types::INTEGER),
            ("boolean", Types::BOOLEAN),
            ("null", Types::NULL),
        ] {
            if self.has(bits) && !(name == "integer" && self.has(Types::FRACTION)) {
                out.push(name);
            }
        }
        out
    }
}

/// One end of a range of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bound {
    pub(crate) value: Decimal,
    pub(crate) exclusive: bool,
}

/// `contains` with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Contains {
    pub(crate) schema: NodeId,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

/// Whether a union is inclusive or exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum UnionKind {
    Any,
    One,
}

/// `anyOf` or `oneOf`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Union {
    pub(crate) kind: UnionKind,
    pub(crate) branches: Vec<NodeId>,
}

/// `if`, `then` and `else`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Condition {
    pub(crate) test: NodeId,
    pub(crate) then: Option<NodeId>,
    pub(crate) otherwise: Option<NodeId>,
}

/// What stands beside the assertions and decides nothing: kept for the rules of section 5.8.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Annotations {
    pub(crate) title: Option<String>,
    pub(crate) default: Option<Json>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) sunset: Option<String>,
    pub(crate) draft: bool,
    pub(crate) content: Vec<(String, Json)>,
    pub(crate) id: Option<String>,
    pub(crate) discriminator: Option<(String, BTreeMap<String, String>)>,
}

/// One schema: every assertion in its place, children as numbers.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) types: Types,
    pub(crate) values: Option<Vec<Json>>,
    pub(crate) min_length: u64,
    pub(crate) max_length: Option<u64>,
    pub(crate) patterns: BTreeSet<String>,
    pub(crate) formats: BTreeSet<String>,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) steps: Vec<Decimal>,
    pub(crate) prefix: Vec<NodeId>,
    pub(crate) items: Option<NodeId>,
    pub(crate) contains: Vec<Contains>,
    pub(crate) min_items: u64,
    pub(crate) max_items: Option<u64>,
    pub(crate) unique: bool,
    pub(crate) unevaluated_items: Option<NodeId>,
    pub(crate) properties: BTreeMap<String, NodeId>,
    pub(crate) pattern_properties: BTreeMap<String, NodeId>,
    pub(crate) additional: Option<NodeId>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) min_properties: u64,
    pub(crate) max_properties: Option<u64>,
    pub(crate) names: Vec<NodeId>,
    pub(crate) dependent_required: BTreeMap<String, BTreeSet<String>>,
    pub(crate) dependent_schemas: Vec<(String, NodeId)>,
    pub(crate) unevaluated_properties: Option<NodeId>,
    pub(crate) all: Vec<NodeId>,
    pub(crate) unions: Vec<Union>,
    pub(crate) nots: Vec<NodeId>,
    pub(crate) conditions: Vec<Condition>,
    /// Why nothing can be decided about this schema, if so.
    pub(crate) opaque: Option<&'static str>,
    pub(crate) notes: Annotations,
    /// Where the schema stands in its document.
    pub(crate) pointer: Rc<str>,
    /// The order in which members were written: for messages only.
    pub(crate) order: Vec<String>,
}

impl Shape {
    pub(crate) fn anything(pointer: &str) -> Shape {
        Shape {
            types: Types::ALL,
            values: None,
            min_length: 0,
            max_length: None,
            patterns: BTreeSet::new(),
            formats: BTreeSet::new(),
            minimum: None,
            maximum: None,
            steps: Vec::new(),
            prefix: Vec::new(),
            items: None,
            contains: Vec::new(),
            min_items: 0,
            max_items: None,
            unique: false,
            unevaluated_items: None,
            properties: BTreeMap::new(),
            pattern_properties: BTreeMap::new(),
            additional: None,
            required: BTreeSet::new(),
            min_properties: 0,
            max_properties: None,
            names: Vec::new(),
            dependent_required: BTreeMap::new(),
            dependent_schemas: Vec::new(),
            unevaluated_properties: None,
            all: Vec::new(),
            unions: Vec::new(),
            nots: Vec::new(),
            conditions: Vec::new(),
            opaque: None,
            notes: Annotations::default(),
            pointer: Rc::from(pointer),
            order: Vec::new(),
        }
    }

    pub(crate) fn nothing(pointer: &str) -> Shape {
        Shape {
            types: Types::NONE,
            ..Shape::anything(pointer)
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.types.is_none()
    }

    /// Whether the schema has any keyword that looks at the members of an object.
    pub(crate) fn looks_at_members(&self) -> bool {
        !self.properties.is_empty()
            || !self.pattern_properties.is_empty()
            || self.additional.is_some()
            || self.unevaluated_properties.is_some()
    }

    /// Whether nothing but types and keywords of single types is left: no union, negation or condition.
    pub(crate) fn is_plain(&self) -> bool {
        self.all.is_empty() && self.is_plain_beside_parts()
    }

    fn is_plain_beside_parts(&self) -> bool {
        self.unions.is_empty()
            && self.nots.is_empty()
            && self.conditions.is_empty()
            && self.dependent_schemas.is_empty()
            && self.values.is_none()
            && self.opaque.is_none()
    }

    /// The schema that this one refers to and says nothing beside, not even a notice.
    pub(crate) fn only_refers(&self) -> Option<NodeId> {
        match self.all[..] {
            [only]
                if self.types == Types::ALL
                    && self.is_bare_beside_parts()
                    && self.notes == Annotations::default() =>
            {
                Some(only)
            }
            _ => None,
        }
    }

    /// Whether only the type set says anything.
    pub(crate) fn is_bare(&self) -> bool {
        self.all.is_empty() && self.is_bare_beside_parts()
    }

    fn is_bare_beside_parts(&self) -> bool {
        self.is_plain_beside_parts()
            && self.min_length == 0
            && self.max_length.is_none()
            && self.patterns.is_empty()
            && self.formats.is_empty()
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.steps.is_empty()
            && self.prefix.is_empty()
            && self.items.is_none()
            && self.contains.is_empty()
            && self.min_items == 0
            && self.max_items.is_none()
            && !self.unique
            && self.unevaluated_items.is_none()
            && !self.looks_at_members()
            && self.required.is_empty()
            && self.min_properties == 0
            && self.max_properties.is_none()
            && self.names.is_empty()
            && self.dependent_required.is_empty()
    }

    /// Whether every value is admitted.
    pub(crate) fn is_anything(&self) -> bool {
        self.types == Types::ALL && self.is_bare()
    }
}

/// Both documents of a comparison, and what was found out about their schemas so far.
pub(crate) struct Graph {
    pub(super) shapes: Vec<Shape>,
    pub(super) flat: Vec<Option<Rc<Shape>>>,
    pub(super) places: HashMap<(Side, String), NodeId>,
    pub(super) joined: HashMap<Vec<NodeId>, NodeId>,
    pub(super) conjunctions: HashMap<NodeId, Vec<NodeId>>,
    pub(super) made: HashMap<String, NodeId>,
    /// By the number of the schema; the largest number where it has none.
    pub(super) classes: Vec<u32>,
    pub(super) parsed: HashMap<String, Option<Rc<Pattern>>>,
    pub(super) matched: HashMap<(String, String), Option<bool>>,
    /// Some schema has `unevaluated*`: which members and entries a keyword evaluates counts, even where it allows all.
    pub(crate) watched: bool,
}

impl Graph {
    pub(crate) fn new() -> Graph {
        Graph {
            shapes: Vec::new(),
            flat: Vec::new(),
            places: HashMap::new(),
            joined: HashMap::new(),
            conjunctions: HashMap::new(),
            made: HashMap::new(),
            classes: Vec::new(),
            parsed: HashMap::new(),
            matched: HashMap::new(),
            watched: false,
        }
    }

    pub(crate) fn add(&mut self, shape: Shape) -> NodeId {
        let id = NodeId(u32::try_from(self.shapes.len()).unwrap_or(u32::MAX));
        self.shapes.push(shape);
        self.flat.push(None);
        id
    }

    /// The schema as it was written, apart from spelling.
    pub(crate) fn written(&self, id: NodeId) -> &Shape {
        &self.shapes[id.0 as usize]
    }

    /// A schema made by the checker itself, shared by its key.
    pub(crate) fn make(&mut self, key: &str, build: impl FnOnce() -> Shape) -> NodeId {
        if let Some(id) = self.made.get(key) {
            return *id;
        }
        let id = self.add(build());
        self.made.insert(key.to_owned(), id);
        id
    }

    pub(crate) fn anything(&mut self) -> NodeId {
        self.make("anything", || Shape::anything(""))
    }

    pub(crate) fn nothing(&mut self) -> NodeId {
        self.make("nothing", || Shape::nothing(""))
    }

    /// The conjunction of schemas.
    pub(crate) fn join(&mut self, parts: Vec<NodeId>) -> NodeId {
        // conjunctions of conjunctions are taken apart, so that there are only finitely many
        let made = |graph: &Graph, id: NodeId| {
            graph
                .conjunctions
                .get(&id)
                .cloned()
                .unwrap_or_else(|| vec![id])
        };
        let mut parts: Vec<NodeId> = parts.into_iter().flat_map(|id| made(self, id)).collect();
        parts.sort_unstable();
        parts.dedup();
        if let [only] = parts[..] {
            return only;
        }
        if let Some(id) = self.joined.get(&parts) {
            return *id;
        }
        let pointer = parts.first().map_or_else(
            || Rc::from(""),
            |first| self.written(*first).pointer.clone(),
        );
        let shape = Shape {
            all: parts.clone(),
            ..Shape::anything(&pointer)
        };
        let id = self.add(shape);
        self.conjunctions.insert(id, parts.clone());
        self.joined.insert(parts, id);
        id
    }

    /// The pattern, parsed once; `None` if it is no pattern (refused when read).
    pub(crate) fn pattern(&mut self, text: &str) -> Option<Rc<Pattern>> {
        if let Some(known) = self.parsed.get(text) {
            return known.clone();
        }
        let parsed = super::super::pattern::parse(text).ok().map(Rc::new);
        self.parsed.insert(text.to_owned(), parsed.clone());
        parsed
    }
}
