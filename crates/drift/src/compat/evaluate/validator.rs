//! The keywords of a schema, one after the other.

use std::collections::{BTreeSet, HashMap};

use contractual_diag::Pointer;
use contractual_model::json::{Json, to_line};

use super::super::pattern::Pattern;
use super::super::schema::{Dialect, Index, Target};
use super::scalars::number;

/// Keyword evaluations for one value; beyond it nothing is said.
const MAX_STEPS: usize = 400_000;
const MAX_DEPTH: usize = 120;

/// Stands for a place without a schema, where everything is admitted.
pub(crate) const ANYTHING: &str = "anything";

/// What a validator says of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Admits,
    /// Refused, and why.
    Refuses(String),
    /// Not decided.
    Unsure,
}

/// A validator for the schemas of one document.
pub(crate) struct Validator<'a> {
    pub(super) dialect: Dialect,
    pub(super) index: Index<'a>,
    pub(super) patterns: HashMap<String, Option<Pattern>>,
    steps: usize,
    depth: usize,
}

/// Members and entries that some schema has looked at.
#[derive(Default, Clone)]
pub(super) struct Seen {
    pub(super) names: BTreeSet<String>,
    pub(super) entries: BTreeSet<usize>,
}

impl Seen {
    pub(super) fn take(&mut self, other: Seen) {
        self.names.extend(other.names);
        self.entries.extend(other.entries);
    }
}

/// `Err(None)`: not decided. `Err(Some(reason))`: refused.
pub(super) type Check = Result<(), Option<String>>;

impl<'a> Validator<'a> {
    pub(crate) fn new(root: &'a Json, dialect: Dialect) -> Validator<'a> {
        Validator {
            dialect,
            index: Index::new(root),
            patterns: HashMap::new(),
            steps: 0,
            depth: 0,
        }
    }

    /// A part of the document.
    pub(crate) fn part(&self, pointer: &Pointer) -> Option<&'a Json> {
        self.index.at(pointer)
    }

    /// Whether the schema at a place of the document admits the value.
    pub(crate) fn validate(&mut self, pointer: &str, value: &Json) -> Verdict {
        self.steps = 0;
        self.depth = 0;
        if pointer == ANYTHING {
            return Verdict::Admits;
        }
        let Some(schema) = Pointer::parse(pointer).and_then(|pointer| self.index.at(&pointer))
        else {
            return Verdict::Unsure;
        };
        match self.check(pointer, schema, value, "", &mut Seen::default()) {
            Ok(()) => Verdict::Admits,
            Err(Some(reason)) => Verdict::Refuses(reason),
            Err(None) => Verdict::Unsure,
        }
    }

    pub(super) fn check(
        &mut self,
        pointer: &str,
        schema: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            return Err(None);
        }
        self.depth += 1;
        let verdict = self.keywords(pointer, schema, value, at, seen);
        self.depth -= 1;
        verdict
    }

    fn keywords(
        &mut self,
        pointer: &str,
        schema: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        let members = match schema {
            Json::Bool(true) => return Ok(()),
            Json::Bool(false) => return refuse(at, "nothing is admitted here"),
            Json::Object(members) => members,
            _ => return Err(None),
        };
        let old_ref = matches!(
            self.dialect,
            Dialect::Draft4 | Dialect::Draft7 | Dialect::OpenApi30
        );
        if old_ref && let Some(reference) = schema.get("$ref") {
            return self.follow(pointer, reference, value, at, seen);
        }
        let place = Pointer::parse(pointer).unwrap_or_default();
        let mut own = Seen::default();
        for (keyword, inner) in members {
            let here = place.key(keyword);
            self.keyword(
                here.as_str(),
                pointer,
                schema,
                keyword,
                inner,
                value,
                at,
                &mut own,
            )?;
        }
        for keyword in ["unevaluatedProperties", "unevaluatedItems"] {
            if let Some(inner) = schema.get(keyword) {
                let here = place.key(keyword);
                self.unevaluated(here.as_str(), keyword, inner, value, at, &mut own)?;
            }
        }
        seen.take(own);
        Ok(())
    }

    fn follow(
        &mut self,
        pointer: &str,
        reference: &Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        let Some(text) = reference.as_str() else {
            return Err(None);
        };
        match self.index.resolve(pointer, text) {
            Target::Here(target) => {
                match Pointer::parse(&target).and_then(|target| self.index.at(&target)) {
                    Some(schema) => self.check(&target, schema, value, at, seen),
                    None => Err(None),
                }
            }
            Target::Remote | Target::Dangling => Err(None),
        }
    }

    #[allow(
        clippy::too_many_arguments,
        clippy::too_many_lines,
        reason = "one table of keywords, read top to bottom"
    )]
    fn keyword(
        &mut self,
        here: &str,
        pointer: &str,
        schema: &'a Json,
        keyword: &str,
        inner: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        match keyword {
            "$ref" => self.follow(pointer, inner, value, at, seen),
            "$dynamicRef" | "$recursiveRef" => {
                let anchor = inner
                    .as_str()
                    .unwrap_or_default()
                    .trim_start_matches('#')
                    .to_owned();
                match self.index.single_dynamic(&anchor).map(str::to_owned) {
                    Some(target) => {
                        match Pointer::parse(&target).and_then(|target| self.index.at(&target)) {
                            Some(schema) => self.check(&target, schema, value, at, seen),
                            None => Err(None),
                        }
                    }
                    None => Err(None),
                }
            }
            "type" => self.kind(schema, inner, value, at),
            "const" if inner != value => {
                refuse(at, format!("{} is not {}", short(value), short(inner)))
            }
            "enum"
                if !inner
                    .as_array()
                    .is_some_and(|values| values.contains(value)) =>
            {
                refuse(
                    at,
                    format!("{} is not one of {}", short(value), short(inner)),
                )
            }
            "minLength" | "maxLength" | "pattern" | "format" => {
                self.text(keyword, inner, value, at)
            }
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                number(schema, keyword, inner, value, at)
            }
            "properties"
            | "patternProperties"
            | "additionalProperties"
            | "required"
            | "minProperties"
            | "maxProperties"
            | "propertyNames"
            | "dependentRequired"
            | "dependentSchemas"
            | "dependencies" => self.members(here, schema, keyword, inner, value, at, seen),
            "prefixItems" | "items" | "additionalItems" | "contains" | "minItems" | "maxItems"
            | "uniqueItems" => self.entries(here, schema, keyword, inner, value, at, seen),
            "allOf" => {
                for (n, branch) in inner.as_array().unwrap_or_default().iter().enumerate() {
                    self.check(&format!("{here}/{n}"), branch, value, at, seen)?;
                }
                Ok(())
            }
            "anyOf" | "oneOf" => self.union(here, keyword, inner, value, at, seen),
            "not" => match self.check(here, inner, value, at, &mut Seen::default()) {
                Ok(()) => refuse(at, format!("{} is excluded by `not`", short(value))),
                Err(Some(_)) => Ok(()),
                Err(None) => Err(None),
            },
            "if" => {
                let branch = match self.check(here, inner, value, at, seen) {
                    Ok(()) => "then",
                    Err(Some(_)) => "else",
                    Err(None) => return Err(None),
                };
                match schema.get(branch) {
                    Some(next) => {
                        let place = Pointer::parse(pointer).unwrap_or_default().key(branch);
                        self.check(place.as_str(), next, value, at, seen)
                    }
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn refuse(at: &str, what: impl Into<String>) -> Check {
    let what = what.into();
    Err(Some(if at.is_empty() {
        what
    } else {
        format!("{at}: {what}")
    }))
}

pub(super) fn short(value: &Json) -> String {
    let text = to_line(value);
    if text.chars().count() <= 60 {
        text
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    fn admits(schema: &str, value: &str) -> bool {
        let schema = parse(schema).unwrap();
        Validator::new(&schema, Dialect::Draft2020).validate("", &parse(value).unwrap())
            == Verdict::Admits
    }

    #[test]
    fn keywords_that_look_at_each_other() {
        let schema = r##"{"allOf":[{"properties":{"a":{}}}],"properties":{"b":{}},"unevaluatedProperties":false}"##;
        assert!(admits(schema, r#"{"a":1,"b":2}"#));
        assert!(!admits(schema, r#"{"c":1}"#));
        assert!(!admits(
            r#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#,
            "1"
        ));
        assert!(admits(
            r#"{"oneOf":[{"type":"integer"},{"type":"number"}]}"#,
            "1.5"
        ));
        assert!(!admits(r#"{"prefixItems":[true],"items":false}"#, "[1,2]"));
        assert!(admits(
            r#"{"contains":{"const":0},"maxContains":1}"#,
            "[1,0]"
        ));
        assert!(!admits(
            r#"{"type":"string","format":"date"}"#,
            r#""2026-13-01""#
        ));
    }

    #[test]
    fn a_refusal_says_where_and_why() {
        let schema = parse(r#"{"properties":{"a":{"items":{"minimum":3}}}}"#).unwrap();
        let mut validator = Validator::new(&schema, Dialect::Draft2020);
        assert_eq!(
            validator.validate("", &parse(r#"{"a":[5,1]}"#).unwrap()),
            Verdict::Refuses("/a/1: 1 is below 3".to_owned())
        );
    }
}
