//! Messages as witnesses: an ordinary request or answer of the sender, with one part exchanged.

use contractual_model::json::{Json, to_line};

use super::super::schema::Side;
use super::compare::{Sent, Session};
use super::model::{Location, Operation, Parameter};
use super::responses::covering;

/// The part of a message that shows the break.
pub(super) enum Part {
    None,
    /// A parameter's value.
    Parameter(String, Json),
    /// The body, in a media type.
    Body(String, Json),
    /// A header of an answer.
    Header(String, Json),
}

impl Session<'_, '_> {
    /// A request that the sender may write.
    pub(super) fn request(&mut self, sent: Sent<'_>, part: Part) -> Json {
        let operation = sent.operation;
        let mut parameters = Json::object();
        for parameter in &operation.parameters {
            let key = wire_key(parameter);
            match &part {
                Part::Parameter(known, value) if *known == key => {
                    parameters.set(&key, texts(value))
                }
                _ if parameter.required => {
                    let value = self.sample(sent.side, parameter.schema.as_deref());
                    parameters.set(&key, texts(&value));
                }
                _ => {}
            }
        }
        let mut kind = Json::Null;
        let mut body = Json::Null;
        match part {
            Part::Body(given, value) => {
                kind = Json::from(given);
                body = value;
            }
            _ => {
                if let Some(first) = operation
                    .body
                    .as_ref()
                    .filter(|body| body.required)
                    .and_then(|body| body.content.first())
                {
                    kind = Json::from(first.kind.as_str());
                    body = self.sample(sent.side, first.schema.as_deref());
                }
            }
        }
        let mut auth = Json::object();
        for (definition, scheme) in operation
            .security
            .first()
            .map(|first| &first.schemes)
            .into_iter()
            .flatten()
        {
            auth.set(
                definition,
                scheme
                    .scopes
                    .iter()
                    .map(|scope| Json::from(scope.as_str()))
                    .collect::<Vec<Json>>(),
            );
        }
        let mut out = Json::object();
        out.set("kind", if self.flipped { "webhook" } else { "request" });
        out.set("op", operation_words(sent));
        out.set(
            "server",
            operation.servers.first().cloned().unwrap_or_default(),
        );
        out.set("auth", auth);
        out.set("params", parameters);
        out.set("contentType", kind);
        out.set("body", body);
        out
    }

    /// An answer that the sender may give.
    pub(super) fn answer(&mut self, sent: Sent<'_>, status: &str, part: Part) -> Json {
        let mut headers = Json::object();
        let mut kind = Json::Null;
        let mut body = Json::Null;
        let entry = covering(sent.operation, status);
        if let Some((_, response)) = entry {
            for (name, header) in response
                .headers
                .iter()
                .filter(|(_, header)| header.required)
            {
                let value = self.sample(sent.side, header.schema.as_deref());
                headers.set(name, as_text(&value));
            }
            let first = response.content.first();
            if let Some(first) = first {
                kind = Json::from(first.kind.as_str());
                body = self.sample(sent.side, first.schema.as_deref());
            }
        }
        match part {
            Part::Body(given, value) => {
                kind = Json::from(given);
                body = value;
            }
            Part::Header(name, value) => headers.set(&name, as_text(&value)),
            Part::None | Part::Parameter(..) => {}
        }
        let number = match status {
            "default" => 500,
            range if range.ends_with("XX") => in_range(sent.operation, range),
            exact => exact.parse().unwrap_or(0),
        };
        let mut out = Json::object();
        out.set("kind", "response");
        out.set("op", operation_words(sent));
        out.set("status", number);
        out.set("headers", headers);
        out.set("contentType", kind);
        out.set("body", body);
        out
    }
}

/// A status of a range that no entry of its own speaks of.
fn in_range(operation: &Operation, range: &str) -> i64 {
    let class = range.chars().next().and_then(|c| c.to_digit(10));
    let first = i64::from(class.unwrap_or(2)) * 100;
    let free = |status: &i64| !operation.responses.contains_key(&status.to_string());
    (first..first + 100).find(free).unwrap_or(first)
}

fn operation_words(sent: Sent<'_>) -> Vec<Json> {
    vec![
        Json::from(sent.operation.method.to_uppercase()),
        Json::from(sent.operation.template.as_str()),
    ]
}

/// `query:limit`, `path:0`.
pub(super) fn wire_key(parameter: &Parameter) -> String {
    match parameter.location {
        Location::Path | Location::Query | Location::Header | Location::Cookie => {
            format!("{}:{}", parameter.location.name(), parameter.key)
        }
    }
}

/// A parameter's value as the texts on the wire.
fn texts(value: &Json) -> Vec<Json> {
    match value {
        Json::Array(items) => items.iter().map(|item| Json::from(as_text(item))).collect(),
        one => vec![Json::from(as_text(one))],
    }
}

pub(super) fn as_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => to_line(other),
    }
}

/// The other side.
pub(super) fn sides(question: super::super::options::Question) -> (Side, Side) {
    match question {
        super::super::options::Question::Request => (Side::Old, Side::New),
        super::super::options::Question::Response => (Side::New, Side::Old),
    }
}
