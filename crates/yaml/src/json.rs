//! From the tree to a JSON value, numbers exact.

use contractual_diag::{Diagnostic, Pointer, SourceLoc};
use contractual_model::json::{Json, Number};

use crate::{Node, Span, Value};

/// A number that JSON cannot hold: infinite, or not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// The spelling of the number.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Where it stands in the document.
    pub pointer: Pointer,
}

impl JsonError {
    /// The error as a finding in `file`.
    pub fn diagnostic(&self, file: &str) -> Diagnostic {
        Diagnostic::error(
            "yaml_not_json",
            format!("`{}` has no form in JSON", self.text),
        )
        .at(SourceLoc::new(
            file,
            self.span.start.line,
            self.span.start.column,
        ))
        .pointer(self.pointer.clone())
        .fix("write a finite number, or put the text in quotes")
    }
}

impl std::fmt::Display for JsonError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` at {} has no form in JSON", self.text, self.pointer)
    }
}

impl std::error::Error for JsonError {}

impl TryFrom<&Node> for Json {
    type Error = JsonError;

    fn try_from(node: &Node) -> Result<Self, JsonError> {
        to_json(node)
    }
}

impl From<&Json> for crate::Data<'static> {
    fn from(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(number.to_string().into()),
            Json::String(text) => Self::Text(text.clone().into()),
            Json::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(members) => Self::Map(
                members
                    .iter()
                    .map(|(name, value)| (name.clone().into(), Self::from(value)))
                    .collect(),
            ),
        }
    }
}

/// The node as a JSON value; every digit of a number is kept.
///
/// # Errors
/// The first number that is infinite or not a number.
pub fn to_json(node: &Node) -> Result<Json, JsonError> {
    convert(node, &Pointer::root())
}

fn convert(node: &Node, at: &Pointer) -> Result<Json, JsonError> {
    Ok(match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Int(value) => Json::Number(exact(&value.to_string()).unwrap_or_else(Number::zero)),
        Value::Float(value) => {
            let raw = node.raw().unwrap_or("");
            match exact(raw).or_else(|| Number::from_f64(*value)) {
                Some(number) => Json::Number(number),
                None => {
                    return Err(JsonError {
                        text: raw.to_owned(),
                        span: node.span,
                        pointer: at.clone(),
                    });
                }
            }
        }
        Value::String(text) => Json::String(text.to_string()),
        Value::Sequence(items) => Json::Array(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| convert(item, &at.index(index)))
                .collect::<Result<_, _>>()?,
        ),
        Value::Mapping(mapping) => Json::Object(
            mapping
                .iter()
                .map(|(key, value)| Ok((key.to_owned(), convert(value, &at.key(key))?)))
                .collect::<Result<_, JsonError>>()?,
        ),
    })
}

/// The YAML spelling of a decimal number as JSON spells it: no plus sign, no leading zeros, digits on both sides of the dot.
fn exact(raw: &str) -> Option<Number> {
    let (sign, body) = match raw.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", raw.strip_prefix('+').unwrap_or(raw)),
    };
    let split = body.find(['e', 'E']).unwrap_or(body.len());
    let (mantissa, exponent) = body.split_at(split);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    Number::parse(&format!("{sign}{whole}{dot}{fraction}{exponent}"))
}
