//! Members, entries and alternatives.

use contractual_diag::{Pointer, counted};
use contractual_model::json::Json;

use super::super::schema::{Dialect, decimal};
use super::validator::{Check, Seen, Validator, refuse, short};

impl<'a> Validator<'a> {
    #[allow(
        clippy::too_many_arguments,
        reason = "the place of the schema and of the value belong together"
    )]
    pub(super) fn members(
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
                count_fits(keyword, inner, (members.len(), "member"), at)?;
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
    pub(super) fn entries(
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
                        .and_then(super::super::number::Decimal::as_count)
                };
                if hits < bound("minContains").unwrap_or(1)
                    || bound("maxContains").is_some_and(|max| hits > max)
                {
                    return refuse(
                        at,
                        format!(
                            "{} `contains`",
                            match hits {
                                1 => "1 entry matches".to_owned(),
                                hits => format!("{hits} entries match"),
                            }
                        ),
                    );
                }
            }
            ("minItems" | "maxItems", _) => {
                count_fits(keyword, inner, (items.len(), "entry"), at)?;
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

    pub(super) fn union(
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

    pub(super) fn unevaluated(
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

/// Whether a number of members or entries is within a bound, `min…` or `max…`.
fn count_fits(keyword: &str, bound: &Json, (count, noun): (usize, &str), at: &str) -> Check {
    let limit = bound
        .as_number()
        .and_then(decimal)
        .and_then(super::super::number::Decimal::as_count)
        .ok_or(None)?;
    let count = count as u64;
    match keyword.starts_with("min") {
        true if count < limit => refuse(
            at,
            format!("{}, at least {limit} are needed", counted(count, noun)),
        ),
        false if count > limit => refuse(
            at,
            format!("{}, at most {limit} are allowed", counted(count, noun)),
        ),
        true | false => Ok(()),
    }
}
