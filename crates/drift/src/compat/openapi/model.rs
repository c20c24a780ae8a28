//! An OpenAPI document, resolved: components inlined, path-level parts moved to the operations, names of templates dropped.

use std::collections::{BTreeMap, BTreeSet};

/// Everything about one document that a comparison looks at.
#[derive(Debug, Default)]
pub(super) struct Api {
    /// By template (placeholders without names), then by method.
    pub(super) paths: BTreeMap<String, PathItem>,
    /// Webhooks and callbacks, by a name that people know.
    pub(super) hooks: BTreeMap<String, Operation>,
}

#[derive(Debug, Default)]
pub(super) struct PathItem {
    pub(super) written: String,
    pub(super) pointer: String,
    pub(super) operations: BTreeMap<String, Operation>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Operation {
    pub(super) pointer: String,
    pub(super) method: String,
    pub(super) template: String,
    pub(super) written: String,
    pub(super) deprecated: bool,
    pub(super) sunset: Option<String>,
    pub(super) draft: bool,
    pub(super) id: Option<String>,
    pub(super) tags: BTreeSet<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) responses: BTreeMap<String, Response>,
    pub(super) security: Vec<Alternative>,
    pub(super) servers: Vec<String>,
    pub(super) servers_at: String,
    pub(super) security_at: String,
}

impl Operation {
    /// `GET /items/{id}`.
    pub(super) fn words(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.written)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    pub(super) fn name(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Parameter {
    pub(super) pointer: String,
    pub(super) location: Location,
    pub(super) name: String,
    /// What it is matched by: the position for path parameters.
    pub(super) key: String,
    pub(super) required: bool,
    pub(super) style: String,
    pub(super) explode: bool,
    pub(super) media: Option<String>,
    pub(super) schema: Option<String>,
    pub(super) deprecated: bool,
    pub(super) sunset: Option<String>,
    /// A query parameter may be sent without a value.
    pub(super) empty: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) pointer: String,
    pub(super) required: bool,
    pub(super) content: Vec<Media>,
}

/// One media type with its schema, if any.
#[derive(Debug, Clone)]
pub(super) struct Media {
    pub(super) kind: String,
    pub(super) pointer: String,
    pub(super) schema: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Response {
    pub(super) pointer: String,
    pub(super) content: Vec<Media>,
    pub(super) headers: BTreeMap<String, Header>,
}

#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) pointer: String,
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) schema: Option<String>,
}

/// One way in: every scheme of it is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Alternative {
    pub(super) schemes: BTreeMap<String, Scheme>,
}

/// A scheme, by what it is and not by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scheme {
    pub(super) name: String,
    pub(super) scopes: BTreeSet<String>,
}

/// Whether a media type or range covers another one.
pub(super) fn covers(range: &str, kind: &str) -> bool {
    if range == kind || range == "*/*" {
        return true;
    }
    range
        .strip_suffix("/*")
        .is_some_and(|group| kind.split('/').next() == Some(group))
}

/// Whether it is a range of media types.
pub(super) fn is_range(kind: &str) -> bool {
    kind.ends_with("/*")
}
