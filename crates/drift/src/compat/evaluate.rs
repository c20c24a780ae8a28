//! A small validator over the documents as they are written. It shares nothing with the decision procedure but patterns and
//! formats, so that a witness is judged by somebody else.

use std::collections::{BTreeSet, HashMap};

use contractual_diag::Pointer;
use contractual_model::json::{Json, to_line};

use super::format;
use super::pattern::{self, Pattern};
use super::schema::{Dialect, Index, Target, decimal};

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
    dialect: Dialect,
    index: Index<'a>,
    patterns: HashMap<String, Option<Pattern>>,
    steps: usize,
    depth: usize,
}

/// Members and entries that some schema has looked at.
#[derive(Default, Clone)]
struct Seen {
    names: BTreeSet<String>,
    entries: BTreeSet<usize>,
}

impl Seen {
    fn take(&mut self, other: Seen) {
        self.names.extend(other.names);
        self.entries.extend(other.entries);
    }
}

/// `Err(None)`: not decided. `Err(Some(reason))`: refused.
type Check = Result<(), Option<String>>;

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

    fn check(
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

    fn kind(&self, schema: &Json, inner: &Json, value: &Json, at: &str) -> Check {
        let found = value.type_name();
        let fits = |name: &Json| {
            let name = name.as_str().unwrap_or_default();
            name == found || (name == "number" && found == "integer")
        };
        let nullable = self.dialect == Dialect::OpenApi30
            && *value == Json::Null
            && schema.get("nullable").and_then(Json::as_bool) == Some(true);
        let admitted = match inner {
            Json::Array(names) => names.iter().any(fits),
            one => fits(one),
        };
        if admitted || nullable {
            Ok(())
        } else {
            refuse(at, format!("{} is no {}", short(value), words(inner)))
        }
    }

    fn text(&mut self, keyword: &str, inner: &Json, value: &Json, at: &str) -> Check {
        if keyword == "format"
            && let (Some(name), Some(found)) = (inner.as_str(), value.as_number())
        {
            let Some(number) = decimal(found) else {
                return Err(None);
            };
            return match format::range(name) {
                Some((low, high)) if number < low || number > high => refuse(
                    at,
                    format!("{} is out of the range of {name}", short(value)),
                ),
                _ => Ok(()),
            };
        }
        let Some(text) = value.as_str() else {
            return Ok(());
        };
        let length = text.chars().count() as u64;
        let count = inner
            .as_number()
            .and_then(decimal)
            .and_then(super::number::Decimal::as_count);
        match keyword {
            "minLength" if count.is_some_and(|count| length < count) => refuse(
                at,
                format!("{} is shorter than {}", short(value), to_line(inner)),
            ),
            "maxLength" if count.is_some_and(|count| length > count) => refuse(
                at,
                format!("{} is longer than {}", short(value), to_line(inner)),
            ),
            "pattern" => {
                let Some(written) = inner.as_str() else {
                    return Err(None);
                };
                match self.matches(written, text) {
                    Some(true) => Ok(()),
                    Some(false) => refuse(
                        at,
                        format!("{} does not match {}", short(value), short(inner)),
                    ),
                    None => Err(None),
                }
            }
            "format" => {
                let name = inner.as_str().unwrap_or_default();
                if format::admits(name, text) {
                    Ok(())
                } else {
                    refuse(at, format!("{} is no {name}", short(value)))
                }
            }
            _ => Ok(()),
        }
    }

    fn matches(&mut self, written: &str, text: &str) -> Option<bool> {
        let parsed = self
            .patterns
            .entry(written.to_owned())
            .or_insert_with(|| pattern::parse(written).ok());
        pattern::matches(parsed.as_ref()?, text)
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the place of the schema and of the value belong together"
    )]
    fn members(
        &mut self,
        here: &str,
        schema: &'a Json,
        keyword: &str,
        inner: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        let Some(members) = value.as_object() else {
            return Ok(());
        };
        let below = |name: &str| {
            Pointer::parse(at)
                .unwrap_or_default()
                .key(name)
                .as_str()
                .to_owned()
        };
        let inside = |name: &str| {
            Pointer::parse(here)
                .unwrap_or_default()
                .key(name)
                .as_str()
                .to_owned()
        };
        match keyword {
            "properties" => {
                for (name, schema) in inner.as_object().unwrap_or_default() {
                    if let Some(member) = value.get(name) {
                        self.check(
                            &inside(name),
                            schema,
                            member,
                            &below(name),
                            &mut Seen::default(),
                        )?;
                        seen.names.insert(name.clone());
                    }
                }
            }
            "patternProperties" => {
                for (written, schema) in inner.as_object().unwrap_or_default() {
                    for (name, member) in members {
                        if self.matches(written, name).ok_or(None)? {
                            self.check(
                                &inside(written),
                                schema,
                                member,
                                &below(name),
                                &mut Seen::default(),
                            )?;
                            seen.names.insert(name.clone());
                        }
                    }
                }
            }
            "additionalProperties" => {
                for (name, member) in members {
                    let named = schema
                        .get("properties")
                        .is_some_and(|known| known.get(name).is_some());
                    let mut matched = false;
                    for (written, _) in schema
                        .get("patternProperties")
                        .and_then(Json::as_object)
                        .unwrap_or_default()
                    {
                        matched |= self.matches(written, name).ok_or(None)?;
                    }
                    if !named && !matched {
                        if *inner == Json::Bool(false) {
                            return refuse(at, format!("the member {name:?} is unknown"));
                        }
                        self.check(here, inner, member, &below(name), &mut Seen::default())?;
                        seen.names.insert(name.clone());
                    }
                }
            }
            "required" => {
                for name in inner
                    .as_array()
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Json::as_str)
                {
                    if value.get(name).is_none() {
                        return refuse(at, format!("the member {name:?} is missing"));
                    }
                }
            }
            "minProperties" | "maxProperties" => {
                let limit = inner
                    .as_number()
                    .and_then(decimal)
                    .and_then(super::number::Decimal::as_count)
                    .ok_or(None)?;
                let count = members.len() as u64;
                if keyword == "minProperties" && count < limit {
                    return refuse(at, format!("{count} members, at least {limit} are needed"));
                }
                if keyword == "maxProperties" && count > limit {
                    return refuse(at, format!("{count} members, at most {limit} are allowed"));
                }
            }
            "propertyNames" => {
                for (name, _) in members {
                    self.check(
                        here,
                        inner,
                        &Json::from(name.as_str()),
                        &below(name),
                        &mut Seen::default(),
                    )?;
                }
            }
            _ => {
                for (name, needed) in inner.as_object().unwrap_or_default() {
                    if value.get(name).is_none() {
                        continue;
                    }
                    match needed {
                        Json::Array(names) => {
                            for other in names.iter().filter_map(Json::as_str) {
                                if value.get(other).is_none() {
                                    return refuse(
                                        at,
                                        format!("with {name:?}, the member {other:?} is missing"),
                                    );
                                }
                            }
                        }
                        schema => self.check(&inside(name), schema, value, at, seen)?,
                    }
                }
            }
        }
        Ok(())
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the place of the schema and of the value belong together"
    )]
    fn entries(
        &mut self,
        here: &str,
        schema: &'a Json,
        keyword: &str,
        inner: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        let Some(items) = value.as_array() else {
            return Ok(());
        };
        let tuple = match (schema.get("prefixItems"), schema.get("items")) {
            (_, Some(Json::Array(list))) => list.len(),
            (Some(Json::Array(list)), _)
                if !matches!(self.dialect, Dialect::Draft4 | Dialect::Draft7) =>
            {
                list.len()
            }
            _ => 0,
        };
        match (keyword, inner) {
            ("prefixItems" | "items", Json::Array(list)) => {
                for (n, (schema, item)) in list.iter().zip(items).enumerate() {
                    self.check(
                        &format!("{here}/{n}"),
                        schema,
                        item,
                        &format!("{at}/{n}"),
                        &mut Seen::default(),
                    )?;
                    seen.entries.insert(n);
                }
            }
            ("items" | "additionalItems", _) => {
                let from = match (keyword, schema.get("items")) {
                    ("additionalItems", Some(Json::Array(_))) => tuple,
                    ("additionalItems", _) => return Ok(()),
                    _ => tuple,
                };
                for (n, item) in items.iter().enumerate().skip(from) {
                    if *inner == Json::Bool(false) {
                        return refuse(at, format!("the entry {n} is one too many"));
                    }
                    self.check(
                        here,
                        inner,
                        item,
                        &format!("{at}/{n}"),
                        &mut Seen::default(),
                    )?;
                    seen.entries.insert(n);
                }
            }
            ("contains", _) => {
                let mut hits = 0u64;
                for (n, item) in items.iter().enumerate() {
                    match self.check(
                        here,
                        inner,
                        item,
                        &format!("{at}/{n}"),
                        &mut Seen::default(),
                    ) {
                        Ok(()) => {
                            hits += 1;
                            seen.entries.insert(n);
                        }
                        Err(Some(_)) => {}
                        Err(None) => return Err(None),
                    }
                }
                let bound = |name: &str| {
                    schema
                        .get(name)
                        .and_then(Json::as_number)
                        .and_then(decimal)
                        .and_then(super::number::Decimal::as_count)
                };
                if hits < bound("minContains").unwrap_or(1)
                    || bound("maxContains").is_some_and(|max| hits > max)
                {
                    return refuse(at, format!("{hits} entries match `contains`"));
                }
            }
            ("minItems" | "maxItems", _) => {
                let limit = inner
                    .as_number()
                    .and_then(decimal)
                    .and_then(super::number::Decimal::as_count)
                    .ok_or(None)?;
                let count = items.len() as u64;
                if keyword == "minItems" && count < limit {
                    return refuse(at, format!("{count} entries, at least {limit} are needed"));
                }
                if keyword == "maxItems" && count > limit {
                    return refuse(at, format!("{count} entries, at most {limit} are allowed"));
                }
            }
            ("uniqueItems", Json::Bool(true)) => {
                if let Some(n) = (0..items.len()).find(|n| items[..*n].contains(&items[*n])) {
                    return refuse(at, format!("the entry {n} is there twice"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn union(
        &mut self,
        here: &str,
        keyword: &str,
        inner: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        let mut hits = 0;
        let mut unsure = false;
        let mut first = None;
        for (n, branch) in inner.as_array().unwrap_or_default().iter().enumerate() {
            let mut own = Seen::default();
            match self.check(&format!("{here}/{n}"), branch, value, at, &mut own) {
                Ok(()) => {
                    hits += 1;
                    seen.take(own);
                }
                Err(Some(reason)) => {
                    first.get_or_insert(reason);
                }
                Err(None) => unsure = true,
            }
        }
        match (keyword, hits) {
            ("oneOf", 2..) => refuse(
                at,
                format!("{} matches {hits} branches of oneOf", short(value)),
            ),
            ("anyOf", 1..) => Ok(()),
            _ if unsure => Err(None),
            (_, 0) => refuse(
                at,
                format!("{} matches no branch of {keyword}", short(value)),
            ),
            _ => Ok(()),
        }
    }

    fn unevaluated(
        &mut self,
        here: &str,
        keyword: &str,
        inner: &'a Json,
        value: &Json,
        at: &str,
        seen: &mut Seen,
    ) -> Check {
        if keyword == "unevaluatedProperties" {
            for (name, member) in value.as_object().unwrap_or_default() {
                if seen.names.contains(name) {
                    continue;
                }
                if *inner == Json::Bool(false) {
                    return refuse(at, format!("the member {name:?} is unknown"));
                }
                self.check(
                    here,
                    inner,
                    member,
                    &format!("{at}/{name}"),
                    &mut Seen::default(),
                )?;
                seen.names.insert(name.clone());
            }
        } else {
            for (n, item) in value.as_array().unwrap_or_default().iter().enumerate() {
                if seen.entries.contains(&n) {
                    continue;
                }
                self.check(
                    here,
                    inner,
                    item,
                    &format!("{at}/{n}"),
                    &mut Seen::default(),
                )?;
                seen.entries.insert(n);
            }
        }
        Ok(())
    }
}

fn number(schema: &Json, keyword: &str, inner: &Json, value: &Json, at: &str) -> Check {
    let Some(found) = value.as_number() else {
        return Ok(());
    };
    let (Some(found), Some(limit)) = (decimal(found), inner.as_number().and_then(decimal)) else {
        // a flag of draft 4 belongs to its neighbour
        return if inner.as_bool().is_some() {
            Ok(())
        } else {
            Err(None)
        };
    };
    let flag = |name: &str| schema.get(name).and_then(Json::as_bool) == Some(true);
    let refused = match keyword {
        "minimum" => found < limit || (found == limit && flag("exclusiveMinimum")),
        "maximum" => found > limit || (found == limit && flag("exclusiveMaximum")),
        "exclusiveMinimum" => found <= limit,
        "exclusiveMaximum" => found >= limit,
        _ => !found.is_multiple_of(limit).ok_or(None)?,
    };
    if !refused {
        return Ok(());
    }
    let what = match keyword {
        "minimum" => "below",
        "maximum" => "above",
        "exclusiveMinimum" => "not above",
        "exclusiveMaximum" => "not below",
        _ => "no multiple of",
    };
    refuse(at, format!("{} is {what} {}", short(value), to_line(inner)))
}

fn refuse(at: &str, what: impl Into<String>) -> Check {
    let what = what.into();
    Err(Some(if at.is_empty() {
        what
    } else {
        format!("{at}: {what}")
    }))
}

fn short(value: &Json) -> String {
    let text = to_line(value);
    if text.chars().count() <= 60 {
        text
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}

fn words(types: &Json) -> String {
    match types {
        Json::Array(names) => names
            .iter()
            .filter_map(Json::as_str)
            .collect::<Vec<_>>()
            .join(" or "),
        one => one.as_str().unwrap_or_default().to_owned(),
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
