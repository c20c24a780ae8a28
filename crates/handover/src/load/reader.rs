//! Fields of a mapping: their types, their words, and a problem for everything that does not belong.

use std::time::Duration;

use contractual_diag::nearest;
use contractual_yaml::{Mapping, Node, Position, Value};

use super::Found;
use crate::violation::{ConfigPlace, Severity, Violation};

/// Collects problems while a file is read.
pub(super) struct Reader {
    file: String,
    pub(super) found: Vec<Found>,
    pub(super) step: Option<usize>,
    /// Type, place in the list and label of the contract being read.
    pub(super) contract: Option<(String, usize, Option<String>)>,
}

impl Reader {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            found: Vec::new(),
            step: None,
            contract: None,
        }
    }

    pub(super) fn report(&mut self, at: Position, mut violation: Violation) {
        violation.config = Some(ConfigPlace {
            file: self.file.clone(),
            line: at.line.max(1),
            column: at.column.max(1),
        });
        if let Some((kind, index, name)) = &self.contract {
            violation.contract = Some(kind.clone());
            violation.index = Some(*index);
            violation.name = name.clone();
        }
        self.found.push(Found {
            step: self.step,
            violation,
        });
    }

    pub(super) fn bad(&mut self, node: &Node, field: &str, message: impl Into<String>) {
        self.report(
            node.span.start,
            Violation::new("invalid_value", message).field(field),
        );
    }

    pub(super) fn warn(&mut self, node: &Node, field: &str, message: impl Into<String>) {
        let mut violation = Violation::new("invalid_value", message).field(field);
        violation.severity = Severity::Warning;
        self.report(node.span.start, violation);
    }
}

/// A mapping being read field by field.
pub(super) struct Fields<'n> {
    pub(super) node: &'n Node,
    map: Option<&'n Mapping>,
    pub(super) at: String,
}

impl<'n> Fields<'n> {
    /// Begins to read a mapping; what is no mapping, and every unknown key, is reported.
    pub(super) fn of(
        reader: &mut Reader,
        node: &'n Node,
        at: &str,
        what: &str,
        known: &[&str],
    ) -> Self {
        let map = node.as_mapping();
        if map.is_none() {
            let field = at.rsplit('/').next().unwrap_or(what).to_owned();
            reader.bad(
                node,
                &field,
                format!("{what} must be a mapping, found {}", article(node.kind())),
            );
        }
        for entry in map.into_iter().flat_map(|map| &map.entries) {
            if known.contains(&&*entry.key) {
                continue;
            }
            let mut violation = Violation::new(
                "unknown_field",
                format!("{what} has no field `{}`", entry.key),
            )
            .field(entry.key.to_string());
            violation = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => violation
                    .hint(format!("did you mean `{near}`?"))
                    .with("nearest", near),
                None => violation.hint(format!("the fields are {}", list(known))),
            };
            reader.report(entry.key_node.span.start, violation);
        }
        Self {
            node,
            map,
            at: at.to_owned(),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.map?.get(key).filter(|node| !node.is_null())
    }

    /// The key is written, whatever its value.
    pub(super) fn key(&self, key: &str) -> Option<&'n Node> {
        self.map?.entry(key).map(|entry| &entry.key_node)
    }

    pub(super) fn pointer(&self, key: &str) -> String {
        format!("{}/{key}", self.at)
    }

    pub(super) fn missing(&self, reader: &mut Reader, key: &str, message: impl Into<String>) {
        let at = self
            .key(key)
            .map_or(self.node.span.start, |node| node.span.start);
        reader.report(at, Violation::new("missing_field", message).field(key));
    }

    pub(super) fn text(&self, reader: &mut Reader, key: &str) -> Option<String> {
        let node = self.get(key)?;
        match node.as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                reader.bad(
                    node,
                    key,
                    format!(
                        "`{key}` must be text, found {}{}",
                        article(node.kind()),
                        quote_hint(node)
                    ),
                );
                None
            }
        }
    }

    pub(super) fn required(&self, reader: &mut Reader, key: &str, what: &str) -> Option<String> {
        if self.get(key).is_none() {
            if self.map.is_some() {
                self.missing(reader, key, format!("{what} needs `{key}`"));
            }
            return None;
        }
        let text = self.text(reader, key)?;
        if text.trim().is_empty() {
            self.missing(reader, key, format!("`{key}` of {what} is empty"));
            return None;
        }
        Some(text)
    }

    /// A text that may be absent but not blank.
    pub(super) fn filled(&self, reader: &mut Reader, key: &str, what: &str) -> Option<String> {
        self.get(key)?;
        self.required(reader, key, what)
    }

    pub(super) fn boolean(&self, reader: &mut Reader, key: &str) -> Option<bool> {
        let node = self.get(key)?;
        let value = node.as_bool();
        if value.is_none() {
            reader.bad(
                node,
                key,
                format!("`{key}` must be true or false, found {}", shown(node)),
            );
        }
        value
    }

    pub(super) fn count(
        &self,
        reader: &mut Reader,
        key: &str,
        least: u64,
        most: u64,
    ) -> Option<u64> {
        let node = self.get(key)?;
        let value = node
            .as_int()
            .and_then(|value| u64::try_from(value).ok())
            .filter(|value| (least..=most).contains(value));
        if value.is_none() {
            let most = if node.as_int().is_some_and(|value| value > i128::from(most)) {
                format!(", at most {most}")
            } else {
                String::new()
            };
            reader.bad(
                node,
                key,
                format!(
                    "`{key}` must be a whole number, at least {least}{most}, found {}",
                    shown(node)
                ),
            );
        }
        value
    }

    pub(super) fn number(
        &self,
        reader: &mut Reader,
        key: &str,
        least: f64,
        most: f64,
    ) -> Option<f64> {
        let node = self.get(key)?;
        let value = node.as_f64().filter(|value| (least..=most).contains(value));
        if value.is_none() {
            reader.bad(
                node,
                key,
                format!(
                    "`{key}` must be a number from {least} to {most}, found {}",
                    shown(node)
                ),
            );
        }
        value
    }

    pub(super) fn duration(&self, reader: &mut Reader, key: &str) -> Option<Duration> {
        let node = self.get(key)?;
        let value = node.as_str().and_then(parse_duration);
        if value.is_none() {
            reader.bad(
                node,
                key,
                format!("`{key}` must be a duration above zero such as 500ms, 2s, 1m30s or 2h, found {}", shown(node)),
            );
        }
        value
    }

    pub(super) fn word<T: Copy>(
        &self,
        reader: &mut Reader,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let node = self.get(key)?;
        let found = node
            .as_str()
            .and_then(|text| words.iter().find(|(word, _)| *word == text));
        if let Some((_, value)) = found {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let mut violation = Violation::new(
            "invalid_value",
            format!(
                "`{key}` must be one of {}, found {}",
                list(&known),
                shown(node)
            ),
        )
        .field(key)
        .with("allowed", known.clone());
        if let Some(near) = node
            .as_str()
            .and_then(|text| nearest(text, known.iter().copied()))
        {
            violation = violation
                .hint(format!("did you mean `{near}`?"))
                .with("nearest", near);
        }
        reader.report(node.span.start, violation);
        None
    }

    pub(super) fn items(&self, reader: &mut Reader, key: &str) -> &'n [Node] {
        let Some(node) = self.get(key) else {
            return &[];
        };
        match node.as_sequence() {
            Some(items) => items,
            None => {
                reader.bad(
                    node,
                    key,
                    format!("`{key}` must be a list, found {}", article(node.kind())),
                );
                &[]
            }
        }
    }

    pub(super) fn texts(&self, reader: &mut Reader, key: &str) -> Vec<String> {
        let mut out = Vec::new();
        for item in self.items(reader, key) {
            match item.as_str() {
                Some(text) => out.push(text.to_owned()),
                None => reader.bad(
                    item,
                    key,
                    format!(
                        "`{key}` must be a list of texts, found {}{}",
                        article(item.kind()),
                        quote_hint(item)
                    ),
                ),
            }
        }
        out
    }
}

/// `500ms`, `2s`, `1m30s`, `2h`: a duration above zero, as Go writes them.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total = 0f64;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit_end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let factor = match &rest[..unit_end] {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            _ => return None,
        };
        rest = &rest[unit_end..];
        total += number * factor;
    }
    Duration::try_from_secs_f64(total)
        .ok()
        .filter(|duration| !duration.is_zero())
}

pub(super) fn list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn article(kind: &str) -> String {
    match kind {
        "null" => "nothing".into(),
        "integer" => "an integer".into(),
        other => format!("a {other}"),
    }
}

/// A value for a message.
pub(super) fn shown(node: &Node) -> String {
    match node.text() {
        Some(text) => format!("`{}`", crate::clean::cut(text, 60)),
        None => article(node.kind()),
    }
}

fn quote_hint(node: &Node) -> String {
    match (&node.value, node.text()) {
        (Value::Bool(_) | Value::Int(_) | Value::Float(_), Some(text)) => {
            format!(" (write \"{text}\")")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let ms = |text: &str| parse_duration(text).map(|duration| duration.as_millis());
        assert_eq!(ms("500ms"), Some(500));
        assert_eq!(ms("1m30s"), Some(90_000));
        assert_eq!(ms("2h"), Some(7_200_000));
        assert_eq!(ms("1.5s"), Some(1500));
        for bad in ["", "0s", "-1s", "5", "5 minutes", "s", "1e9999s"] {
            assert_eq!(ms(bad), None, "{bad}");
        }
    }
}
