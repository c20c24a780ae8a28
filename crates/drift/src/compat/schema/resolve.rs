//! Where references lead: pointers, anchors and relative identifiers inside one document. Nothing is ever fetched.

use std::cell::RefCell;
use std::collections::HashMap;

use contractual_diag::Pointer;
use contractual_model::json::Json;

/// Keywords whose values are data and not schemas.
const DATA: &[&str] = &["enum", "const", "default", "examples", "example"];

/// Anchors and identifiers of one document.
#[derive(Debug)]
pub(crate) struct Index<'a> {
    root: &'a Json,
    /// Members of large objects by name: a document may have ten thousands of definitions.
    large: RefCell<HashMap<usize, HashMap<&'a str, &'a Json>>>,
    /// Identifier to the pointer of its resource.
    resources: HashMap<String, String>,
    /// Resource pointer and anchor to a pointer.
    anchors: HashMap<(String, String), String>,
    dynamic: HashMap<String, Vec<String>>,
}

/// The pointer of a member, without taking the pointer apart.
pub(super) fn joined(pointer: &str, name: &str) -> String {
    let mut out = String::with_capacity(pointer.len() + name.len() + 1);
    out.push_str(pointer);
    out.push('/');
    match name.contains(['~', '/']) {
        false => out.push_str(name),
        true => out.push_str(&name.replace('~', "~0").replace('/', "~1")),
    }
    out
}

/// Objects with more members are looked up by name.
const LARGE: usize = 32;

/// What became of a reference.
#[derive(Debug, PartialEq)]
pub(crate) enum Target {
    /// A pointer into the same document.
    Here(String),
    /// Another document.
    Remote,
    /// Nothing there.
    Dangling,
}

impl<'a> Index<'a> {
    pub(crate) fn new(root: &'a Json) -> Index<'a> {
        let mut index = Index {
            root,
            large: RefCell::default(),
            resources: HashMap::new(),
            anchors: HashMap::new(),
            dynamic: HashMap::new(),
        };
        index.resources.insert(String::new(), String::new());
        index.collect(root, "", "", "", false);
        index
    }

    fn collect(&mut self, value: &Json, pointer: &str, resource: &str, base: &str, names: bool) {
        match value {
            Json::Object(members) => {
                let mut resource = resource.to_owned();
                let mut base = base.to_owned();
                if !names {
                    let id = value
                        .get("$id")
                        .or_else(|| value.get("id"))
                        .and_then(Json::as_str);
                    if let Some(id) =
                        id.filter(|id| !id.starts_with('#') && value.get("openapi").is_none())
                    {
                        base = join(&base, id);
                        base = base.trim_end_matches('#').to_owned();
                        // members called `id` of data are no identifiers: only a first claim counts
                        if value.get("$id").is_some() || pointer.is_empty() {
                            resource = pointer.to_owned();
                            self.resources
                                .entry(base.clone())
                                .or_insert_with(|| pointer.to_owned());
                        }
                    }
                    for keyword in ["$anchor", "$dynamicAnchor"] {
                        if let Some(anchor) = value.get(keyword).and_then(Json::as_str) {
                            let key = (resource.clone(), anchor.to_owned());
                            self.anchors
                                .entry(key)
                                .or_insert_with(|| pointer.to_owned());
                            if keyword == "$dynamicAnchor" {
                                self.dynamic
                                    .entry(anchor.to_owned())
                                    .or_default()
                                    .push(pointer.to_owned());
                            }
                        }
                    }
                    if let Some(anchor) = value
                        .get("$id")
                        .and_then(Json::as_str)
                        .and_then(|id| id.strip_prefix('#'))
                    {
                        let key = (resource.clone(), anchor.to_owned());
                        self.anchors
                            .entry(key)
                            .or_insert_with(|| pointer.to_owned());
                    }
                }
                for (name, inner) in members {
                    if !names && DATA.contains(&name.as_str()) {
                        continue;
                    }
                    let holds_names = !names
                        && matches!(
                            name.as_str(),
                            "properties"
                                | "patternProperties"
                                | "$defs"
                                | "definitions"
                                | "dependentSchemas"
                                | "schemas"
                        );
                    if matches!(inner, Json::Object(_) | Json::Array(_)) {
                        let at = joined(pointer, name);
                        self.collect(inner, &at, &resource, &base, holds_names);
                    }
                }
            }
            Json::Array(items) => {
                for (at, inner) in items.iter().enumerate() {
                    if !matches!(inner, Json::Object(_) | Json::Array(_)) {
                        continue;
                    }
                    self.collect(inner, &format!("{pointer}/{at}"), resource, base, false);
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }

    /// A part of the document.
    pub(crate) fn at(&self, pointer: &Pointer) -> Option<&'a Json> {
        let mut here = self.root;
        for step in pointer.steps() {
            here = match here {
                Json::Object(members) if members.len() > LARGE => {
                    let mut large = self.large.borrow_mut();
                    let by_name = large.entry(members.as_ptr() as usize).or_insert_with(|| {
                        let named = members.iter().rev();
                        named.map(|(name, inner)| (name.as_str(), inner)).collect()
                    });
                    by_name.get(step.as_str()).copied()?
                }
                other => other.at(&Pointer::root().key(&step))?,
            };
        }
        Some(here)
    }

    /// The resource that holds a place: the innermost one whose pointer leads to it.
    fn resource_of(&self, pointer: &str) -> (&str, &str) {
        self.resources
            .iter()
            .filter(|(_, at)| {
                let below = pointer.strip_prefix(at.as_str());
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|(base, at)| (at.len(), base.len()))
            .map_or(("", ""), |(base, at)| (base.as_str(), at.as_str()))
    }

    /// The only place of a dynamic anchor, if there is just one, so that it is an ordinary one.
    pub(crate) fn single_dynamic(&self, anchor: &str) -> Option<&str> {
        match self.dynamic.get(anchor).map(Vec::as_slice) {
            Some([only]) => Some(only),
            _ => None,
        }
    }

    /// Resolves a reference written at `from`.
    pub(crate) fn resolve(&self, from: &str, reference: &str) -> Target {
        let (base, resource) = self.resource_of(from);
        let (document, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = if document.is_empty() {
            resource
        } else {
            let absolute = join(base, document);
            match self
                .resources
                .get(&absolute)
                .or_else(|| self.resources.get(document))
            {
                Some(resource) => resource,
                None => return Target::Remote,
            }
        };
        let fragment = percent_decode(fragment);
        let pointer = if fragment.is_empty() || fragment.starts_with('/') {
            format!("{resource}{fragment}")
        } else {
            match self.anchors.get(&(resource.to_owned(), fragment)) {
                Some(pointer) => pointer.clone(),
                None => return Target::Dangling,
            }
        };
        let found = Pointer::parse(&pointer)
            .and_then(|pointer| self.at(&pointer))
            .is_some();
        if found {
            Target::Here(pointer)
        } else {
            Target::Dangling
        }
    }
}

/// A relative identifier against its base (RFC 3986, as far as identifiers of schemas go).
fn join(base: &str, reference: &str) -> String {
    let has_scheme = reference
        .find(':')
        .is_some_and(|colon| !reference[..colon].contains(['/', '?', '#']));
    if has_scheme || base.is_empty() {
        return reference.to_owned();
    }
    let authority = base.find("://").map(|at| {
        base[at + 3..]
            .find('/')
            .map_or(base.len(), |slash| at + 3 + slash)
    });
    if let Some(rest) = reference.strip_prefix('/') {
        return match authority {
            Some(end) => format!("{}/{rest}", &base[..end]),
            None => reference.to_owned(),
        };
    }
    match base.rfind('/') {
        Some(slash) if authority.is_none_or(|end| slash >= end) => {
            format!("{}/{reference}", &base[..slash])
        }
        _ => reference.to_owned(),
    }
}

fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(value) if bytes[at] == b'%' => {
                out.push(value);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    #[test]
    fn identifiers_anchors_and_pointers_lead_somewhere() {
        let root = parse(
            r#"{"$id":"https://x.test/a/root.json","$defs":{"p":{"$anchor":"P"},
                "q":{"$id":"q.json","$defs":{"r":{"type":"null"}}}, "a b":{}}}"#,
        )
        .unwrap();
        let index = Index::new(&root);
        let here = |text: &str| Target::Here(text.to_owned());
        assert_eq!(index.resolve("", "#P"), here("/$defs/p"));
        assert_eq!(
            index.resolve("", "q.json#/$defs/r"),
            here("/$defs/q/$defs/r")
        );
        assert_eq!(
            index.resolve("/$defs/q", "#/$defs/r"),
            here("/$defs/q/$defs/r")
        );
        assert_eq!(index.resolve("", "#/$defs/a%20b"), here("/$defs/a b"));
        assert_eq!(index.resolve("", "#/$defs/none"), Target::Dangling);
        assert_eq!(
            index.resolve("", "https://other.test/x.json"),
            Target::Remote
        );
    }
}
