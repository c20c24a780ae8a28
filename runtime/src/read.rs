//! JSON to checked value, value to verdict: the full check. It builds a tree and reports everything.

use contractual_model::Direction;
use contractual_model::json::{self, Json, Number};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::described::Described;
use crate::entry::Entry;
use crate::strict;
use crate::to_json::to_json;
use crate::violation::{Violation, Violations};

pub(crate) fn from_json<T: DeserializeOwned + Described>(
    entry: &Entry,
    bytes: &[u8],
) -> Result<T, Violations> {
    if entry.reads_strictly()
        && let Some(value) = strict::read::<T>(bytes)
        && value.holds()
    {
        return Ok(value);
    }
    let refuse = |violation| Violations::new(entry.name(), vec![violation]);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        refuse(Violation::new(
            "",
            "json",
            "UTF-8",
            format!("another byte at offset {at}"),
        ))
    })?;
    let value = json::parse(text).map_err(|error| {
        let found = format!(
            "{} (line {}, column {})",
            error.message, error.line, error.column
        );
        refuse(Violation::new(
            "",
            "json",
            "a JSON text without repeated members",
            found,
        ))
    })?;
    judge(entry, &value)?;
    serde_json::from_slice(bytes)
        .or_else(|error| by_tree(bytes).ok_or_else(|| refuse(only_serde(&error))))
}

/// The same by way of serde_json's tree. Any crate in the graph can switch on serde_json's `arbitrary_precision`, and then serde's buffers
/// (untagged enums, flattened members) refuse every fraction that comes straight from text.
fn by_tree<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    T::deserialize(value).ok()
}

pub(crate) fn from_value<T: DeserializeOwned>(
    entry: &Entry,
    value: serde_json::Value,
) -> Result<T, Violations> {
    judge(entry, &from_serde(&value))?;
    T::deserialize(value).map_err(|error| Violations::new(entry.name(), vec![only_serde(&error)]))
}

pub(crate) fn violations(
    entry: &Entry,
    value: &serde_json::Value,
    direction: Direction,
) -> Vec<Violation> {
    entry.judge(&from_serde(value), direction)
}

pub(crate) fn check<T: Serialize + ?Sized>(entry: &Entry, value: &T) -> Result<(), Violations> {
    let found = match to_json(value) {
        Ok(json) => entry.judge(&json, Direction::Write),
        Err(error) => vec![Violation::new(
            "",
            "type",
            "a value that JSON can say",
            error.found(),
        )],
    };
    match found.is_empty() {
        true => Ok(()),
        false => Err(Violations::new(entry.name(), found)),
    }
}

fn judge(entry: &Entry, value: &Json) -> Result<(), Violations> {
    let found = entry.judge(value, Direction::Read);
    match found.is_empty() {
        true => Ok(()),
        false => Err(Violations::new(entry.name(), found)),
    }
}

/// The contract accepts the value, serde does not: a `try_from` that says no.
fn only_serde(error: &serde_json::Error) -> Violation {
    Violation::new(
        "",
        "serde",
        "what `Deserialize` of the type accepts",
        error.to_string(),
    )
}

/// serde_json's tree as ours.
fn from_serde(value: &serde_json::Value) -> Json {
    use serde_json::Value;
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        // serde_json prints every number it can hold as JSON.
        Value::Number(number) => {
            Number::parse(&number.to_string()).map_or(Json::Null, Json::Number)
        }
        Value::String(text) => Json::String(text.clone()),
        Value::Array(items) => Json::Array(items.iter().map(from_serde).collect()),
        Value::Object(members) => Json::Object(
            members
                .iter()
                .map(|(name, value)| (name.clone(), from_serde(value)))
                .collect(),
        ),
    }
}
