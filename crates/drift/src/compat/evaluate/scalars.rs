//! Types, texts and numbers.

use contractual_model::json::{Json, to_line};

use super::super::format;
use super::super::pattern;
use super::super::schema::{Dialect, decimal};
use super::validator::{Check, Validator, refuse, short};

impl Validator<'_> {
    pub(super) fn kind(&self, schema: &Json, inner: &Json, value: &Json, at: &str) -> Check {
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

    pub(super) fn text(&mut self, keyword: &str, inner: &Json, value: &Json, at: &str) -> Check {
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
            .and_then(super::super::number::Decimal::as_count);
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

    pub(super) fn matches(&mut self, written: &str, text: &str) -> Option<bool> {
        let parsed = self
            .patterns
            .entry(written.to_owned())
            .or_insert_with(|| pattern::parse(written).ok());
        pattern::matches(parsed.as_ref()?, text)
    }
}

pub(super) fn number(schema: &Json, keyword: &str, inner: &Json, value: &Json, at: &str) -> Check {
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
