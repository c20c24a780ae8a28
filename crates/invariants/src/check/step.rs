//! Steps and their options.

use contractual::member_names;
use contractual_yaml::{Node, Value as Yaml};

use super::expect::{read_exec_expect, read_http_expect, read_sql_expect};
use super::fields::{Fields, Reader, Unknown, add_note, place};
use super::tree::to_value;
use crate::document::{Action, Capture, CaptureFrom, Eventually, Exec, Http, Place, Sql, Step};
use crate::format::{self, CaptureSource, ExecOptions, HttpOptions, HttpStep, SqlOptions};
use crate::secrets::is_sensitive_header;
use crate::value::Value;

const KINDS: [&str; 3] = ["http", "exec", "sql"];
pub(crate) fn read_steps(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<Step> {
    let path = fields.path_of("steps");
    let nodes = reader.required_list(fields, "steps");
    let steps = nodes.iter().enumerate();
    steps
        .filter_map(|(index, node)| read_step(reader, node, &format!("{path}[{index}]")))
        .collect()
}

pub(crate) fn read_step(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Step> {
    let known: Vec<&str> = (KINDS.into_iter())
        .chain(
            member_names::<HttpStep>()
                .iter()
                .copied()
                .filter(|key| *key != "http"),
        )
        .collect();
    let fields = reader.fields(node, path, &known, Unknown::Refused)?;
    let present: Vec<&str> = KINDS
        .into_iter()
        .filter(|kind| fields.mapping.get(kind).is_some())
        .collect();
    let kind = match present[..] {
        [kind] => kind,
        [] => {
            let finding = reader.error(
                node,
                "step_kind",
                format!("`{path}` has none of `http`, `exec` and `sql`"),
            );
            add_note(finding, "a step does exactly one thing", "add one of them");
            return None;
        }
        _ => {
            let found = present.join("` and `");
            let finding = reader.error(node, "step_kind", format!("`{path}` has `{found}`"));
            add_note(
                finding,
                "a step does exactly one thing",
                "make a step of each",
            );
            return None;
        }
    };
    let options = fields.mapping.get(kind)?;
    let options_path = fields.path_of(kind);
    let expect = fields.mapping.get("expect");
    let expect_path = fields.path_of("expect");
    let action = match kind {
        "http" => {
            let http = read_http(reader, options, &options_path);
            let expect = read_http_expect(reader, expect, &expect_path);
            http.map(|http| Action::Http(http, expect))
        }
        "exec" => {
            let exec = read_exec(reader, options, &options_path);
            let expect = read_exec_expect(reader, expect, &expect_path);
            exec.map(|exec| Action::Exec(exec, expect))
        }
        _ => {
            let sql = read_sql(reader, options, &options_path);
            let expect = read_sql_expect(reader, expect, &expect_path);
            sql.map(|sql| Action::Sql(sql, expect))
        }
    };
    let eventually = read_eventually(reader, &fields);
    let captures = read_captures(reader, &fields);
    Some(Step {
        action: action?,
        eventually,
        captures,
        place: place(node),
        places: expect.map(places_of).unwrap_or_default(),
    })
}

/// Where each expectation stands; those of `assert` as `assert[0]`.
fn places_of(expect: &Node) -> Vec<(String, Place)> {
    let Yaml::Mapping(mapping) = &expect.value else {
        return Vec::new();
    };
    mapping
        .entries
        .iter()
        .map(|entry| (entry.key.to_string(), place(&entry.key_node)))
        .collect()
}

fn read_http(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Http> {
    let fields = reader.fields(node, path, &member_names::<HttpOptions>(), Unknown::Refused)?;
    let method = reader
        .required_text(&fields, "method")
        .map(|m| m.to_uppercase());
    if let (Some(method), Some(node)) = (&method, fields.mapping.get("method"))
        && !method.bytes().all(is_token_byte)
    {
        reader.wrong(
            node,
            &fields.path_of("method"),
            "an HTTP method such as GET",
        );
    }
    let target = reader.required_text(&fields, "path");
    if let (Some(target), Some(node)) = (&target, fields.mapping.get("path"))
        && !target.starts_with('/')
    {
        let path = fields.path_of("path");
        let shown = Value::from(target.as_str()).shown(80);
        let finding = reader.error(
            node,
            "path",
            format!("`{path}` must start with `/`, found {shown}"),
        );
        add_note(
            finding,
            "the base URL comes from --base-url or STONEY_BASE_URL",
            "write the part behind the base URL",
        );
    }
    let headers = read_headers(reader, &fields);
    let query = read_query(reader, &fields);
    let body = fields.mapping.get("body").map(to_value).unwrap_or_default();
    warn_about_wrapper(reader, &fields, &body);
    let timeout_ms = reader.optional_limit(&fields, "timeout_ms");
    let retries = read_retries(reader, &fields);
    let follow = match fields.mapping.get("redirect") {
        None => true,
        Some(node) => match node.as_str() {
            Some("follow") => true,
            Some("manual") => false,
            _ => {
                reader.wrong(node, &fields.path_of("redirect"), "`follow` or `manual`");
                true
            }
        },
    };
    Some(Http {
        method: method?,
        path: target?,
        headers,
        query,
        body,
        timeout_ms,
        retries,
        follow,
    })
}

/// The bytes that RFC 9110 allows in a token.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn read_retries(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<u32> {
    let count = reader.optional_count(fields, "retries", u64::from(u32::MAX))?;
    u32::try_from(count).ok()
}

fn read_headers(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for (name, node, path) in members(
        reader,
        fields,
        "headers",
        "a mapping of header names to strings",
    ) {
        if name.is_empty() || !name.bytes().all(is_token_byte) {
            reader.error(
                node,
                "header_name",
                format!("`{path}`: `{}` is not a header name", name.escape_debug()),
            );
            continue;
        }
        let Some(value) = reader.scalar_text(node, &path, "a string, a number or a boolean") else {
            continue;
        };
        if is_sensitive_header(name) {
            for variable in reader.used(node).to_vec() {
                if let Some(value) = reader.env.get(&variable) {
                    reader.secrets.add_header_value(value);
                }
            }
        }
        headers.push((name.to_owned(), value));
    }
    headers
}

type Member<'n> = (&'n str, &'n Node, String);

fn members<'n>(
    reader: &mut Reader<'_>,
    fields: &Fields<'n>,
    key: &str,
    wanted: &str,
) -> Vec<Member<'n>> {
    let Some(node) = fields.mapping.get(key) else {
        return Vec::new();
    };
    let path = fields.path_of(key);
    match node.as_mapping() {
        Some(mapping) => mapping
            .iter()
            .map(|(name, node)| (name, node, super::fields::join(&path, name)))
            .collect(),
        None => {
            reader.wrong(node, &path, wanted);
            Vec::new()
        }
    }
}

fn read_query(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<(String, Vec<String>)> {
    const WANTED: &str = "a string, a number, a boolean or a list of them";
    let mut query = Vec::new();
    for (name, node, path) in members(reader, fields, "query", "a mapping of names to values") {
        let values = match node.as_sequence() {
            Some(items) => items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| {
                    reader.scalar_text(
                        item,
                        &format!("{path}[{index}]"),
                        "a string, a number or a boolean",
                    )
                })
                .collect(),
            None => reader
                .scalar_text(node, &path, WANTED)
                .into_iter()
                .collect(),
        };
        query.push((name.to_owned(), values));
    }
    query
}

/// A mapping with one key named like a wrapper is one: the author should know.
fn warn_about_wrapper(reader: &mut Reader<'_>, fields: &Fields<'_>, body: &Value) {
    let (Value::Map(members), Some(node)) = (body, fields.mapping.get("body")) else {
        return;
    };
    let [(key, _)] = &members[..] else { return };
    let path = fields.path_of("body");
    if matches!(key.as_str(), "text" | "json") {
        let finding = reader.warn(
            node,
            "body_wrapper",
            format!("`{path}` has the one key `{key}` and is taken for a wrapper"),
        );
        add_note(
            finding,
            &format!("the value of `{key}` is sent, not a mapping that holds it"),
            &format!("if you mean the mapping, write `body: {{json: {{{key}: …}}}}`"),
        );
    }
}

fn read_exec(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Exec> {
    let fields = reader.fields(node, path, &member_names::<ExecOptions>(), Unknown::Refused)?;
    let run = reader.required_text(&fields, "run");
    let cwd = reader.optional_text(&fields, "cwd");
    let mut env = Vec::new();
    for (name, node, path) in members(reader, &fields, "env", "a mapping of names to strings") {
        if name.is_empty() || name.contains(['=', '\0']) {
            reader.error(
                node,
                "variable_name",
                format!("`{path}`: `{}` cannot name a variable", name.escape_debug()),
            );
        }
        if let Some(value) = reader.text(node, &path) {
            env.push((name.to_owned(), value));
        }
    }
    let timeout_ms = reader.optional_limit(&fields, "timeout_ms");
    let retries = read_retries(reader, &fields);
    let max_output_chars = reader.optional_count(&fields, "max_output_chars", u64::MAX);
    Some(Exec {
        run: run?,
        cwd,
        env,
        timeout_ms,
        retries,
        max_output_chars,
    })
}

fn read_sql(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Sql> {
    let fields = reader.fields(node, path, &member_names::<SqlOptions>(), Unknown::Refused)?;
    if let Some(driver) = reader.required_text(&fields, "driver")
        && driver != "postgres"
        && let Some(node) = fields.mapping.get("driver")
    {
        reader.wrong(node, &fields.path_of("driver"), "`postgres`");
    }
    let url_env = reader.required_text(&fields, "url_env");
    if let Some(name) = &url_env
        && let Some(value) = reader.env.get(name)
    {
        reader.secrets.add_database_url(value);
    }
    let query = reader.required_text(&fields, "query");
    if let Some(node) = fields.mapping.get("query") {
        let used = reader.used(node).to_vec();
        if !used.is_empty() {
            let path = fields.path_of("query");
            let names = used.join("`, `");
            let finding = reader.warn(
                node,
                "variable_in_query",
                format!("`{path}` contains the variable `{names}`"),
            );
            add_note(
                finding,
                "its value is pasted into the SQL text as it is",
                "write $1 in the query and give the value in `params: [\"${…}\"]`",
            );
        }
    }
    let params = read_params(reader, &fields);
    let timeout_ms = reader.optional_limit(&fields, "timeout_ms");
    Some(Sql {
        url_env: url_env?,
        query: query?,
        params,
        timeout_ms,
    })
}

fn read_params(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<Option<String>> {
    let Some(node) = fields.mapping.get("params") else {
        return Vec::new();
    };
    let path = fields.path_of("params");
    let Some(items) = node.as_sequence() else {
        reader.wrong(node, &path, "a list");
        return Vec::new();
    };
    items
        .iter()
        .map(|item| match to_value(item) {
            Value::Null => None,
            Value::Bool(b) => Some(b.to_string()),
            Value::Number(n) => Some(n.to_string()),
            Value::Special(crate::value::Special::NaN) => Some("NaN".to_owned()),
            Value::Special(crate::value::Special::Infinity) => Some("Infinity".to_owned()),
            Value::Special(crate::value::Special::NegativeInfinity) => Some("-Infinity".to_owned()),
            Value::String(text) => Some(text),
            // Lists and mappings are for json and jsonb parameters.
            value @ (Value::List(_) | Value::Map(_)) => Some(value.to_compact()),
        })
        .collect()
}

fn read_eventually(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<Eventually> {
    let node = fields.mapping.get("eventually")?;
    let path = fields.path_of("eventually");
    let inner = reader.fields(
        node,
        &path,
        &member_names::<format::Eventually>(),
        Unknown::Refused,
    )?;
    if inner.mapping.get("within_ms").is_none() {
        reader.missing(&inner, "within_ms", "a number of milliseconds");
    }
    let within_ms = reader.optional_limit(&inner, "within_ms");
    let every_ms = reader.optional_limit(&inner, "every_ms");
    Some(Eventually {
        within_ms: within_ms?,
        every_ms: every_ms.unwrap_or(500.0).max(10.0),
    })
}

fn read_captures(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Vec<Capture> {
    let mut captures = Vec::new();
    for (name, node, path) in members(reader, fields, "capture", "a mapping of names to sources") {
        if name.is_empty()
            || !name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        {
            reader.error(
                node,
                "capture_name",
                format!("`{path}`: a name is made of letters, digits, `_` and `-`"),
            );
            continue;
        }
        if let Some(capture) = read_capture(reader, name, node, &path) {
            captures.push(capture);
        }
    }
    captures
}

/// `name: $.a.b`, or `name: {json: $.a.b, secret: true}`, `{header: X}`, `{regex: "id=(\\d+)"}`, `{status: true}`, `{text: true}`.
fn read_capture(reader: &mut Reader<'_>, name: &str, node: &Node, path: &str) -> Option<Capture> {
    let of = |from: CaptureFrom, secret: bool| Capture {
        name: name.to_owned(),
        from,
        secret,
    };
    if let Some(text) = node.as_str() {
        check_json_path(reader, node, path, text);
        return Some(of(CaptureFrom::Json(text.to_owned()), false));
    }
    let fields = reader.fields(
        node,
        path,
        &member_names::<CaptureSource>(),
        Unknown::Refused,
    )?;
    let secret = reader.optional_bool(&fields, "secret").unwrap_or(false);
    let json = reader.optional_text(&fields, "json");
    let header = reader.optional_text(&fields, "header");
    let regex = reader.optional_text(&fields, "regex");
    let status = read_true(reader, &fields, "status");
    let text = read_true(reader, &fields, "text");
    if let (Some(json), Some(node)) = (&json, fields.mapping.get("json")) {
        check_json_path(reader, node, &fields.path_of("json"), json);
    }
    if let (Some(regex), Some(node)) = (&regex, fields.mapping.get("regex")) {
        reader.pattern(node, &fields.path_of("regex"), regex);
    }
    let mut found: Vec<CaptureFrom> = Vec::new();
    found.extend(json.map(CaptureFrom::Json));
    found.extend(header.map(CaptureFrom::Header));
    found.extend(regex.map(CaptureFrom::Regex));
    found.extend(status.map(|()| CaptureFrom::Status));
    found.extend(text.map(|()| CaptureFrom::Text));
    match <[CaptureFrom; 1]>::try_from(found) {
        Ok([from]) => Some(of(from, secret)),
        Err(_) => {
            reader.wrong(
                node,
                path,
                "a mapping with exactly one of `json`, `header`, `regex`, `status` and `text`",
            );
            None
        }
    }
}

/// A key whose only value is `true`.
fn read_true(reader: &mut Reader<'_>, fields: &Fields<'_>, key: &str) -> Option<()> {
    let node = fields.mapping.get(key)?;
    if node.as_bool() != Some(true) {
        reader.wrong(node, &fields.path_of(key), "true");
    }
    Some(())
}

pub(crate) fn check_json_path(reader: &mut Reader<'_>, node: &Node, path: &str, text: &str) {
    if let Err(reason) = crate::json_path::JsonPath::parse(text) {
        let finding = reader.error(node, "json_path", format!("`{path}`: {reason}"));
        add_note(
            finding,
            "the value cannot be found",
            "write a path such as `$.items[0].id`",
        );
    }
}
