//! An HTTP step: build the request, attempt it, judge the answer.

use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use hyper::header::{HeaderMap, HeaderValue};

use super::client::{Call, CallError, Connections, Reply, header};
use super::connect::basic;
use super::url::Url;
use crate::answer::parse_answer;
use crate::context::Context;
use crate::document::{Http, HttpExpect};
use crate::environment::replace_variables;
use crate::exec::ms;
use crate::judge::Judge;
use crate::matching::match_value;
use crate::observed::Observed;
use crate::pattern::Pattern;
use crate::secrets::is_sensitive_header;
use crate::value::Value;

const USER_AGENT: &str = concat!("contractual-invariants/", env!("CARGO_PKG_VERSION"));

/// Runs an HTTP step.
pub(crate) async fn run_http(
    http: &Http,
    expect: &HttpExpect,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
    connections: &Connections,
) -> Observed {
    judge.result.method = Some(http.method.clone());
    let call = match call_of(http, ctx) {
        Ok(call) => call,
        Err(reason) => {
            judge.fail("request", &reason);
            return Observed::default();
        }
    };
    judge.result.url = Some(call.url.text());
    let start = tokio::time::Instant::now();
    let reply = match super::tape::replayed(&call, ctx) {
        Some(reply) => reply.map_err(|e| (e, 0)),
        None => attempt(http, &call, ctx, connections).await,
    };
    let took = start.elapsed();
    judge.result.duration_ms = ms(took);
    let observed = match reply {
        Err((reason, attempts)) => {
            judge.result.attempts += attempts;
            let tries = if attempts > 1 {
                format!(" ({attempts} attempts)")
            } else {
                String::new()
            };
            judge.fail("request", &format!("no complete answer: {reason}{tries}"));
            Observed::default()
        }
        Ok((reply, attempts)) => {
            judge.result.attempts += attempts;
            judge.result.status = Some(reply.status);
            if let Err(reason) = super::tape::record(&call, &reply, ctx) {
                judge.fail("record", &reason);
            }
            judge_reply(reply, took, expect, judge, ctx)
        }
    };
    if !judge.result.failures.is_empty() {
        judge.result.curl = Some(curl(&call));
    }
    observed
}

/// Attempts until there is a complete answer; gives the number of attempts.
async fn attempt(
    http: &Http,
    call: &Call,
    ctx: &Context<'_>,
    connections: &Connections,
) -> Result<(Reply, u32), (String, u32)> {
    let limit = ctx.settings.limit(http.timeout_ms);
    let retries = http.retries.unwrap_or(ctx.settings.retries);
    let mut attempts = 1;
    loop {
        let outcome =
            tokio::time::timeout(limit, ctx.client.call(call, connections, ctx.settings)).await;
        let reason = match outcome {
            Ok(Ok(reply)) => return Ok((reply, attempts)),
            Ok(Err(CallError::Final(reason))) => return Err((reason, attempts)),
            Ok(Err(CallError::Retry(reason))) => reason,
            Err(_) => format!("the time limit of {} ms was reached", ms(limit)),
        };
        if attempts > retries {
            return Err((reason, attempts));
        }
        tokio::time::sleep(Duration::from_millis(500).saturating_mul(attempts)).await;
        attempts += 1;
    }
}

fn call_of(http: &Http, ctx: &Context<'_>) -> Result<Call, String> {
    let base = ctx
        .settings
        .base_url
        .as_deref()
        .ok_or("no base URL is set: give --base-url URL or set STONEY_BASE_URL")?;
    let base = base.trim().trim_end_matches('/');
    let base_only = Url::parse(base).map_err(|e| format!("the base URL cannot be used: {e}"))?;
    let mut url = Url::parse(&format!("{base}{}", http.path))
        .map_err(|e| format!("the URL cannot be used: {e}"))?;
    if !url.same_origin(&base_only) {
        return Err("the path changes the host of the base URL".to_owned());
    }
    url.set_query(&http.query);
    let method = Method::from_bytes(http.method.as_bytes())
        .map_err(|_| format!("`{}` is not an HTTP method", http.method))?;
    let mut headers = HeaderMap::new();
    for (name, value) in &http.headers {
        let (name, value) = header(name, value)?;
        // Sizes are ours to say.
        if name != "content-length" && name != "transfer-encoding" {
            headers.append(name, value);
        }
    }
    let (body, content_type) = body_of(&http.body, ctx)?;
    if let Some(content_type) = content_type
        && !headers.contains_key("content-type")
    {
        headers.insert("content-type", HeaderValue::from_static(content_type));
    }
    for (name, value) in [
        ("accept", "*/*"),
        ("accept-encoding", "gzip, deflate, br"),
        ("user-agent", USER_AGENT),
    ] {
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if !headers.contains_key("authorization")
        && let Some(value) = basic(&url)
    {
        headers.insert("authorization", header("authorization", &value)?.1);
    }
    url.credentials = None;
    Ok(Call {
        method,
        url,
        headers,
        body: body.map(Bytes::from),
        follow: http.follow,
    })
}

const JSON: &str = "application/json";
const TEXT: &str = "text/plain;charset=UTF-8";

/// The bytes of a body and their default type (specification 6.3).
fn body_of(
    body: &Value,
    ctx: &Context<'_>,
) -> Result<(Option<String>, Option<&'static str>), String> {
    Ok(match body {
        Value::Null => (None, None),
        Value::String(text) => (Some(text.clone()), Some(TEXT)),
        Value::Map(members) => match &members[..] {
            [(key, value)] if key == "json" => (Some(value.to_compact()), Some(JSON)),
            [(key, Value::String(text))] if key == "text" => (Some(text.clone()), Some(TEXT)),
            [(key, Value::String(path))] if key == "jsonFile" => {
                (Some(json_file(path, ctx)?), Some(JSON))
            }
            _ => (Some(body.to_compact()), Some(JSON)),
        },
        other => (Some(other.to_compact()), Some(JSON)),
    })
}

/// A JSON file relative to the working directory, with variables replaced in its string values.
fn json_file(path: &str, ctx: &Context<'_>) -> Result<String, String> {
    let full = ctx.settings.options.root.join(path);
    let bytes = crate::files::read_bytes(&full, crate::files::MAX_FILE_BYTES)
        .map_err(|e| format!("body.jsonFile: {e}"))?;
    let text =
        String::from_utf8(bytes).map_err(|_| format!("body.jsonFile: `{path}` is not UTF-8"))?;
    let answer = parse_answer(text.trim_start_matches('\u{feff}'))
        .map_err(|e| format!("body.jsonFile: `{path}` is not JSON: {e}"))?;
    if answer.cut {
        return Err(format!("body.jsonFile: `{path}` is nested too deeply"));
    }
    let mut value = answer.value;
    replace_in(&mut value, ctx);
    Ok(value.to_compact())
}

fn replace_in(value: &mut Value, ctx: &Context<'_>) {
    match value {
        Value::String(text) if text.contains("${") => {
            *text = replace_variables(text, &ctx.settings.env).text
        }
        Value::List(items) => items.iter_mut().for_each(|item| replace_in(item, ctx)),
        Value::Map(members) => members
            .iter_mut()
            .for_each(|(_, item)| replace_in(item, ctx)),
        _ => {}
    }
}

fn judge_reply(
    reply: Reply,
    took: Duration,
    expect: &HttpExpect,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
) -> Observed {
    if let Some(wanted) = &expect.status
        && *wanted != reply.status.into()
    {
        judge.differ("status", &wanted.to_string(), &reply.status.to_string());
    }
    let media_type = reply.header("content-type").unwrap_or_default().to_owned();
    let size = reply.body.len();
    let text = match String::from_utf8(reply.body) {
        Ok(text) => text,
        Err(e) => String::from_utf8_lossy(e.as_bytes()).into_owned(),
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    judge_text(&text, expect, judge);
    let json = read_json(&media_type, &text, expect.json.is_none(), judge);
    if let Some(expected) = &expect.json {
        match &json {
            Ok(actual) => judge.mismatches("json", &match_value(actual, expected, "json")),
            Err(reason) => {
                let expected = expected.shown(2_000);
                judge.unmet("json", &expected, None, &format!("json: {reason}"));
            }
        }
    }
    let more = &expect.more;
    judge.judge_headers(more, &reply.headers);
    if let Some(most) = more.max_duration_ms {
        let took = took.as_secs_f64() * 1000.0;
        if took > most {
            judge.differ(
                "max_response_ms",
                &format!("at most {most} ms"),
                &format!("{took:.0} ms"),
            );
        }
    }
    if let Some(most) = more.max_body_bytes
        && size as u64 > most
    {
        judge.differ(
            "max_body_bytes",
            &format!("at most {most} bytes"),
            &format!("{size} bytes"),
        );
    }
    let observed = Observed {
        text,
        json: Some(json),
        headers: reply.headers,
        status: Some(reply.status),
    };
    observed.judge_more(more, "json", judge, ctx);
    observed
}

fn judge_text(text: &str, expect: &HttpExpect, judge: &mut Judge<'_>) {
    let start = |judge: &Judge<'_>| -> String {
        text.chars()
            .take(1_000 + judge.masker().longest())
            .collect()
    };
    if let Some(part) = &expect.body_contains
        && !text.contains(part.as_str())
    {
        let message = format!("bodyContains: `{}` is not in the body", judge.shown(part));
        let actual = start(judge);
        judge.unmet("bodyContains", part, Some(&actual), &message);
    }
    if let Some(part) = &expect.more.body_not_contains
        && text.contains(part.as_str())
    {
        let message = format!("bodyNotContains: `{}` is in the body", judge.shown(part));
        judge.unmet("bodyNotContains", part, None, &message);
    }
    if let Some(pattern) = &expect.more.body_matches {
        match Pattern::new(pattern).and_then(|p| p.search(text)) {
            Err(reason) => judge.fail("bodyMatches", &format!("bodyMatches: {reason}")),
            Ok(true) => {}
            Ok(false) => {
                let message = format!(
                    "bodyMatches: `{}` is not found in the body",
                    judge.shown(pattern)
                );
                let actual = start(judge);
                judge.unmet("bodyMatches", pattern, Some(&actual), &message);
            }
        }
    }
}

/// The body as JSON, if its media type says that it is. A body that cannot be parsed is at least a hint.
fn read_json(
    media_type: &str,
    text: &str,
    hint: bool,
    judge: &mut Judge<'_>,
) -> Result<Value, String> {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if essence.is_empty() {
        return Err("the answer has no content type, so it is not JSON".to_owned());
    }
    if essence != JSON && !essence.ends_with("+json") {
        return Err(format!("the content type is `{essence}`, not JSON"));
    }
    if text.trim().is_empty() {
        return Err("the body is empty, which is not JSON".to_owned());
    }
    match parse_answer(text) {
        Ok(answer) => Ok(answer.value),
        Err(reason) => {
            let reason =
                format!("the body is not JSON, although its content type is `{essence}`: {reason}");
            if hint {
                judge.hint(&reason);
            }
            Err(reason)
        }
    }
}

/// The same request for a shell. Credentials are left out.
fn curl(call: &Call) -> String {
    let quote = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    let mut command = format!("curl -i -X {}", call.method);
    if call.follow {
        command.push_str(" -L");
    }
    for (name, value) in &call.headers {
        if matches!(name.as_str(), "user-agent" | "accept-encoding" | "accept") {
            continue;
        }
        let value = if is_sensitive_header(name.as_str()) {
            "***".to_owned()
        } else {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        command.push_str(&format!(" -H {}", quote(&format!("{name}: {value}"))));
    }
    if let Some(body) = &call.body {
        let text = String::from_utf8_lossy(body);
        if text.len() > 2_000 {
            command.push_str(&format!(" --data-binary @body # {} bytes", text.len()));
        } else {
            command.push_str(&format!(" --data-raw {}", quote(&text)));
        }
    }
    format!("{command} {}", quote(&call.url.text()))
}
