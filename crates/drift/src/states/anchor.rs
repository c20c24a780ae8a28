//! From a place in a contract document to the Rust item that stands for it.

use contractual_diag::Pointer;
use contractual_model::json::Json;

use super::{Change, ChangeKind};

/// The Rust item that a place in a document belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// A contract type, by its contract name, or one member of it, by its wire name.
    Type {
        /// Contract name; `None` for the type that the document itself is about.
        name: Option<String>,
        /// Wire name of the member.
        member: Option<String>,
    },
    /// An operation, by path and method (both may be missing when the place is above them).
    Operation {
        /// Path template.
        path: String,
        /// Lower-case method.
        method: Option<String>,
    },
    /// The document as a whole.
    Document,
}

/// Where a change of a JSON Schema file or an OpenAPI document belongs.
pub fn anchor(change: &Change) -> Anchor {
    let mut steps: Vec<String> = change.pointer.steps().collect();
    if steps.first().is_some_and(|step| step == "paths") {
        return match steps.get(1) {
            Some(path) => Anchor::Operation {
                path: path.clone(),
                method: steps.get(2).cloned(),
            },
            None => Anchor::Document,
        };
    }
    let name = match &steps[..] {
        [a, b, name, ..] if a == "components" && b == "schemas" => Some((name.clone(), 3)),
        [a, name, ..] if a == "$defs" => Some((name.clone(), 2)),
        [a, ..]
            if [
                "info",
                "servers",
                "security",
                "tags",
                "components",
                "openapi",
            ]
            .contains(&a.as_str()) =>
        {
            return Anchor::Document;
        }
        _ => None,
    };
    if let Some((_, used)) = &name {
        steps.drain(..used);
    }
    let member = match (&steps[..], &change.kind) {
        ([a, member, ..], kind) if a == "properties" => {
            let gone = steps.len() == 2 && matches!(kind, ChangeKind::Removed(_));
            (!gone).then(|| member.clone())
        }
        (
            [a],
            ChangeKind::Member {
                item: Json::String(item),
                ..
            },
        ) if a == "required" => Some(item.clone()),
        (
            [a],
            ChangeKind::Member {
                item: Json::String(item),
                added: true,
            },
        ) if a == "enum" => Some(item.clone()),
        _ => None,
    };
    Anchor::Type {
        name: name.map(|(name, _)| name),
        member,
    }
}

/// The place above, for callers that only have a pointer (findings of the compatibility engine).
impl From<&Pointer> for Anchor {
    fn from(pointer: &Pointer) -> Self {
        anchor(&Change {
            pointer: pointer.clone(),
            kind: ChangeKind::Added(Json::Null),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(pointer: &str, kind: ChangeKind) -> Anchor {
        anchor(&Change {
            pointer: Pointer::parse(pointer).unwrap(),
            kind,
        })
    }

    fn member(name: Option<&str>, member: Option<&str>) -> Anchor {
        Anchor::Type {
            name: name.map(str::to_owned),
            member: member.map(str::to_owned),
        }
    }

    #[test]
    fn places_become_items() {
        let added = || ChangeKind::Added(Json::Null);
        assert_eq!(
            at("/properties/a/minLength", added()),
            member(None, Some("a"))
        );
        assert_eq!(
            at("/properties/a", ChangeKind::Removed(Json::Null)),
            member(None, None)
        );
        assert_eq!(
            at("/$defs/T/properties/x", added()),
            member(Some("T"), Some("x"))
        );
        assert_eq!(
            at(
                "/components/schemas/T/enum",
                ChangeKind::Member {
                    item: "v".into(),
                    added: true
                }
            ),
            member(Some("T"), Some("v"))
        );
        assert_eq!(
            at("/paths/~1v1~1jobs/post/summary", added()),
            Anchor::Operation {
                path: "/v1/jobs".into(),
                method: Some("post".into())
            }
        );
        assert_eq!(at("/info/title", added()), Anchor::Document);
    }
}
