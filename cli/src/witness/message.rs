//! A message that proves a break, as an HTTP message and as a test of a router.

use std::fmt::Write as _;

use contractual_drift::contracts::JudgedFinding;
use contractual_model::json::{Json, to_line};

use super::quoted;

/// One HTTP message, read from the witness of an API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Message {
    /// `None`: it is an answer.
    method: Option<String>,
    /// Path and query of a request.
    target: String,
    /// Host of the server that the contract names.
    host: Option<String>,
    status: i64,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Message {
    /// Reads a witness; `None` if it is no message.
    pub(super) fn read(witness: &Json) -> Option<Self> {
        let text = |name: &str| witness.get(name).and_then(Json::as_str);
        let op = witness.get("op")?.as_array()?;
        let (method, template) = (op.first()?.as_str()?, op.get(1)?.as_str()?);
        let mut message = Self::default();
        let answer = text("kind") == Some("response");
        for (name, value) in members(witness, "headers") {
            let text = value.as_str().map_or_else(|| to_line(value), str::to_owned);
            message.headers.push((name.clone(), text));
        }
        if let Some(kind) = text("contentType") {
            message
                .headers
                .push(("content-type".to_owned(), concrete(kind)));
            let body = witness.get("body").unwrap_or(&Json::Null);
            message.body = Some(match (kind.contains("json"), body) {
                (false, Json::String(text)) => text.clone(),
                (_, body) => to_line(body),
            });
        }
        if answer {
            let status = witness.get("status").map(to_line);
            message.status = status.and_then(|status| status.parse().ok())?;
            return Some(message);
        }
        message.method = Some(method.to_owned());
        message.request(witness, template, text("server").unwrap_or_default());
        Some(message)
    }

    fn request(&mut self, witness: &Json, template: &str, server: &str) {
        let (host, prefix) = match server.split_once("://") {
            Some((_, rest)) => match rest.split_once('/') {
                Some((host, path)) => (Some(host), format!("/{path}")),
                None => (Some(rest), String::new()),
            },
            None => (None, server.trim_end_matches('/').to_owned()),
        };
        self.host = host.map(str::to_owned);
        let mut path = format!("{prefix}{template}");
        let mut query: Vec<String> = Vec::new();
        let mut cookies: Vec<String> = Vec::new();
        for (key, values) in members(witness, "params") {
            let values: Vec<&str> = values
                .as_array()
                .unwrap_or_default()
                .iter()
                .filter_map(Json::as_str)
                .collect();
            match key.split_once(':') {
                Some(("path", _)) => {
                    path = path.replacen("{}", &encoded(&values.join(",")), 1);
                }
                Some(("query", name)) => query.extend(
                    values
                        .iter()
                        .map(|value| format!("{}={}", encoded(name), encoded(value))),
                ),
                Some(("header", name)) => self.headers.push((name.to_owned(), values.join(","))),
                Some(("cookie", name)) => {
                    cookies.push(format!("{name}={}", encoded(&values.join(","))));
                }
                _ => {}
            }
        }
        for (scheme, _) in members(witness, "auth") {
            let words: Vec<&str> = scheme.split(' ').collect();
            match words[..] {
                ["apiKey", "in", "header", name] => {
                    self.headers.push((name.to_owned(), "KEY".to_owned()));
                }
                ["apiKey", "in", "query", name] => query.push(format!("{}=KEY", encoded(name))),
                ["apiKey", "in", "cookie", name] => cookies.push(format!("{name}=KEY")),
                ["http", "basic"] => self.credential("Basic TOKEN"),
                _ => self.credential("Bearer TOKEN"),
            }
        }
        if !cookies.is_empty() {
            self.headers.push(("cookie".to_owned(), cookies.join("; ")));
        }
        self.target = match query.is_empty() {
            true => path,
            false => format!("{path}?{}", query.join("&")),
        };
        if self.target.is_empty() {
            self.target = "/".to_owned();
        }
    }

    fn credential(&mut self, text: &str) {
        self.headers
            .push(("authorization".to_owned(), text.to_owned()));
    }

    /// The message as it goes over the wire, with line feeds.
    pub(super) fn http(&self) -> String {
        let mut out = match &self.method {
            Some(method) => {
                let host = self.host.as_deref().unwrap_or("localhost");
                format!("{method} {} HTTP/1.1\nhost: {host}\n", self.target)
            }
            None => format!("HTTP/1.1 {}\n", self.status),
        };
        for (name, value) in &self.headers {
            let _ = writeln!(out, "{name}: {}", value.replace(['\r', '\n'], " "));
        }
        out.push('\n');
        if let Some(body) = &self.body {
            out.push_str(body);
            out.push('\n');
        }
        out
    }

    /// A test that fails as long as the break is there: a router that is asked, or an answer that a router must not give.
    pub(super) fn test(&self, name: &str, found: &JudgedFinding, contract: &str) -> String {
        let said = found.finding.witness_line(contract).unwrap_or_default();
        let (rule, at) = (found.finding.rule.id, &found.finding.pointer);
        let mut out = format!("/// [{rule}] {at}: {}\n", said.replace('\n', " "));
        let Some(method) = &self.method else {
            let _ = writeln!(
                out,
                "///\n/// `answer` is what the operation answers; give it the request that leads here."
            );
            let _ = writeln!(out, "fn {name}(answer: (u16, &str)) {{");
            let body = quoted(self.body.as_deref().unwrap_or_default());
            let _ = writeln!(
                out,
                "    assert_ne!(answer, ({}, {body}), \"readers of {contract} refuse this, so it must not be sent\");",
                self.status
            );
            out.push_str("}\n");
            return out;
        };
        let _ = writeln!(
            out,
            "///\n/// `router` is the router of the API over your implementation."
        );
        let _ = writeln!(out, "async fn {name}(router: axum::Router) {{");
        let _ = writeln!(out, "    let request = axum::http::Request::builder()");
        let _ = writeln!(out, "        .method({})", quoted(method));
        let _ = writeln!(out, "        .uri({})", quoted(&self.target));
        for (header, value) in &self.headers {
            let _ = writeln!(
                out,
                "        .header({}, {})",
                quoted(header),
                quoted(value)
            );
        }
        let body = match &self.body {
            Some(body) => format!("axum::body::Body::from({})", quoted(body)),
            None => "axum::body::Body::empty()".to_owned(),
        };
        let _ = writeln!(out, "        .body({body})");
        let _ = writeln!(out, "        .expect(\"a request\");");
        let _ = writeln!(
            out,
            "    let answer = tower::ServiceExt::oneshot(router, request).await.expect(\"an answer\");"
        );
        let _ = writeln!(
            out,
            "    assert!(!answer.status().is_client_error(), \"senders of {contract} may write this: {{}}\", answer.status());"
        );
        out.push_str("}\n");
        out
    }
}

fn members<'j>(witness: &'j Json, name: &str) -> &'j [(String, Json)] {
    let value = witness.get(name).and_then(Json::as_object);
    value.unwrap_or_default()
}

/// A range of media types as one of it.
fn concrete(kind: &str) -> String {
    kind.replace("*/*", "text/plain")
        .replace("/*", "/octet-stream")
}

/// Text in a path or query: what a URI cannot hold is written in percent.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    #[test]
    fn a_request_goes_over_the_wire() {
        let witness = parse(
            r#"{"kind": "request", "op": ["POST", "/items/{}"], "server": "https://a.test/v1", "auth": {"http bearer": [], "apiKey in header x-key": []},
                "params": {"path:0": ["a b"], "query:tag": ["1", "&"], "header:x-a": ["y"], "cookie:c": ["z"]}, "contentType": "application/json", "body": {"n": 1}}"#,
        )
        .unwrap();
        let message = Message::read(&witness).unwrap();
        assert_eq!(
            message.http(),
            "POST /v1/items/a%20b?tag=1&tag=%26 HTTP/1.1\nhost: a.test\ncontent-type: application/json\nx-a: y\nauthorization: Bearer TOKEN\nx-key: KEY\ncookie: c=z\n\n{\"n\": 1}\n"
        );
    }

    #[test]
    fn an_answer_goes_over_the_wire() {
        let witness = parse(
            r#"{"kind": "response", "op": ["GET", "/items"], "status": 404, "headers": {"etag": "x"}, "contentType": null, "body": null}"#,
        )
        .unwrap();
        let message = Message::read(&witness).unwrap();
        assert_eq!(message.http(), "HTTP/1.1 404\netag: x\n\n");
        assert_eq!(Message::read(&parse("{}").unwrap()), None);
    }
}
