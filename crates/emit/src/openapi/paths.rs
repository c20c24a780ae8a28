//! Paths, operations, tags.

use contractual_diag::Diagnostic;
use contractual_model::json::Json;
use contractual_model::quick::HashMap;
use contractual_model::{Header, Method, Operation, Parameter, ParameterPlace, Response};

use super::{Examples, object};
use crate::json_schema::{Target, value};
use crate::set::{ComponentId, Node, NodeKind, OperationForm, Set};

/// The operational paths: they carry no version.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// All tags: the probes' first, then those of the APIs in order.
pub(super) fn tags(set: &Set<'_>) -> Json {
    let mut found: Vec<(String, String)> =
        vec![("ops".to_owned(), "Operational probes".to_owned())];
    for api in &set.apis {
        let first_line = api
            .docs
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end_matches('.');
        let used = api.operations.iter().flat_map(|operation| &operation.tags);
        let named = api.tags.iter().map(|(name, _)| name);
        for name in named.chain(used) {
            let docs = api
                .tags
                .iter()
                .find(|(tag, _)| tag == name)
                .map_or("", |(_, docs)| docs.as_str());
            let docs = if docs.is_empty() && api.tags.len() <= 1 {
                first_line
            } else {
                docs
            };
            match found.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) if known.is_empty() => docs.clone_into(known),
                Some(_) => {}
                None => found.push((name.clone(), docs.to_owned())),
            }
        }
    }
    let each = found.into_iter().map(|(name, docs)| {
        let mut tag = object([("name", name.into())]);
        if !docs.is_empty() {
            tag.set("description", docs);
        }
        tag
    });
    each.collect::<Vec<_>>().into()
}

/// All paths: the probes first, then those of the APIs in order of their first operation.
pub(super) fn paths(set: &Set<'_>, examples: &Examples) -> Result<Json, Vec<Diagnostic>> {
    let mut items: Vec<(String, Vec<(Method, Json)>)> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::default();
    let mut put = |path: &str, method: Method, operation: Json| {
        let index = *at.entry(path.to_owned()).or_insert_with(|| {
            items.push((path.to_owned(), Vec::new()));
            items.len() - 1
        });
        items[index].1.push((method, operation));
    };
    let own: Vec<&Operation> = set.operations.iter().map(|form| form.operation).collect();
    let errors = problems(set, &own);
    if !errors.is_empty() {
        return Err(errors);
    }
    for path in PROBES {
        let is_probe = |form: &&OperationForm<'_>| {
            form.operation.path == path && form.operation.method == Method::Get
        };
        match set.operations.iter().find(is_probe) {
            Some(form) => put(path, Method::Get, operation_object(set, form, examples)),
            None => put(path, Method::Get, probe(set, path, examples)),
        }
    }
    for form in &set.operations {
        let operation = form.operation;
        if !(PROBES.contains(&operation.path.as_str()) && operation.method == Method::Get) {
            put(
                &operation.path,
                operation.method,
                operation_object(set, form, examples),
            );
        }
    }
    let each = items.into_iter().map(|(path, mut operations)| {
        operations.sort_by_key(|(method, _)| Method::ALL.iter().position(|known| known == method));
        let item = operations
            .into_iter()
            .map(|(method, operation)| (method.name().to_owned(), operation));
        (path, Json::Object(item.collect()))
    });
    Ok(Json::Object(each.collect()))
}

/// What no document can say, or what readers would take for something else.
fn problems(set: &Set<'_>, operations: &[&Operation]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let prefix = format!("/v{}/", set.major);
    let mut ids: HashMap<&str, &Operation> = HashMap::default();
    let mut places: HashMap<(String, Method), &Operation> = HashMap::default();
    for operation in operations {
        let name = format!(
            "`{} {}`",
            operation.method.name().to_ascii_uppercase(),
            operation.path
        );
        if !PROBES.contains(&operation.path.as_str()) && !operation.path.starts_with(&prefix) {
            found.push(
                Diagnostic::error(
                    "path_without_version",
                    format!("the path of {name} does not start with `{prefix}`"),
                )
                .why("every path but the operational ones carries the major version")
                .fix(format!(
                    "write `{prefix}{}`",
                    operation.path.trim_start_matches('/')
                )),
            );
        }
        if let Some(other) = ids.insert(&operation.ident, operation) {
            found.push(
                Diagnostic::error(
                    "operation_id_clash",
                    format!("two operations are named `{}`", operation.ident),
                )
                .found(format!("{} and {}", other.path, operation.path))
                .why("an operation id names one operation of the whole document")
                .fix("rename one of the methods"),
            );
        }
        // `/a/{x}` and `/a/{y}` are the same path.
        let shape: Vec<&str> = operation
            .path
            .split('/')
            .map(|step| if step.starts_with('{') { "{}" } else { step })
            .collect();
        if let Some(other) = places.insert((shape.join("/"), operation.method), operation) {
            found.push(
                Diagnostic::error("path_clash", format!("two operations answer {name}"))
                    .found(format!("`{}` and `{}`", other.ident, operation.ident))
                    .fix("give one of them another path or method"),
            );
        }
        let in_template: Vec<&str> = operation
            .path
            .split(['{', '}'])
            .enumerate()
            .filter(|(at, _)| at % 2 == 1)
            .map(|(_, name)| name)
            .collect();
        for name_in_path in &in_template {
            let declared =
                |p: &&Parameter| p.place == ParameterPlace::Path && p.name == *name_in_path;
            if !operation.parameters.iter().any(|p| declared(&p)) {
                found.push(
                    Diagnostic::error(
                        "path_parameter",
                        format!("{name} has no argument for `{{{name_in_path}}}`"),
                    )
                    .fix(format!(
                        "add an argument `{name_in_path}` to `{}`",
                        operation.ident
                    )),
                );
            }
        }
        for parameter in operation
            .parameters
            .iter()
            .filter(|p| p.place == ParameterPlace::Path)
        {
            if !in_template.contains(&parameter.name.as_str()) {
                found.push(
                    Diagnostic::error(
                        "path_parameter",
                        format!(
                            "the argument `{}` of `{}` is not in the path {name}",
                            parameter.ident, operation.ident
                        ),
                    )
                    .fix(format!(
                        "add `{{{}}}` to the path, or take the argument from the query",
                        parameter.name
                    )),
                );
            }
        }
        if operation.responses.is_empty() {
            found.push(
                Diagnostic::error("no_response", format!("{name} declares no response"))
                    .fix("add `#[responds(200 => ...)]`"),
            );
        }
    }
    found
}

fn probe(set: &Set<'_>, path: &str, examples: &Examples) -> Json {
    let alive = path == PROBES[0];
    let (id, summary, component) = if alive {
        ("healthz", "Liveness probe", set.health)
    } else {
        ("readyz", "Readiness probe", set.ready)
    };
    let answer = |description: &str| {
        object([
            ("description", description.into()),
            ("content", content_of(set, component, examples)),
        ])
    };
    let responses = if alive {
        object([("200", answer("The service is alive."))])
    } else {
        object([
            ("200", answer("The service is ready.")),
            ("503", answer("The service is not ready.")),
        ])
    };
    object([
        ("operationId", id.into()),
        ("summary", summary.into()),
        ("tags", vec![Json::from("ops")].into()),
        ("security", Json::Array(Vec::new())),
        ("responses", responses),
    ])
}

fn operation_object(set: &Set<'_>, form: &OperationForm<'_>, examples: &Examples) -> Json {
    let operation = form.operation;
    let mut out = object([("operationId", operation.ident.as_str().into())]);
    let summary = if operation.summary.is_empty() {
        operation.ident.replace('_', " ")
    } else {
        operation.summary.clone()
    };
    out.set("summary", summary);
    if !operation.description.is_empty() {
        out.set("description", operation.description.as_str());
    }
    if !operation.tags.is_empty() {
        out.set(
            "tags",
            operation
                .tags
                .iter()
                .map(|tag| Json::from(tag.as_str()))
                .collect::<Vec<_>>(),
        );
    }
    if operation.deprecated.is_some() {
        out.set("deprecated", true);
    }
    if operation.public {
        out.set("security", Json::Array(Vec::new()));
    }
    if !operation.parameters.is_empty() {
        let each = operation
            .parameters
            .iter()
            .zip(&form.parameters)
            .map(|(p, node)| parameter(set, p, node));
        out.set("parameters", each.collect::<Vec<_>>());
    }
    if let Some(body) = &form.body {
        let content = content(set, body, examples);
        out.set(
            "requestBody",
            object([("required", true.into()), ("content", content)]),
        );
    }
    let sunset = operation
        .deprecated
        .as_ref()
        .and_then(|deprecated| deprecated.sunset.as_deref());
    let responses = operation
        .responses
        .iter()
        .zip(&form.responses)
        .map(|(each, nodes)| {
            let mut out = response(set, each, nodes, examples);
            if sunset.is_some() {
                document_sunset(&mut out);
            }
            (each.status.to_string(), out)
        });
    out.set("responses", Json::Object(responses.collect()));
    if let Some(sunset) = sunset {
        out.set("x-sunset", sunset);
    }
    out
}

fn parameter(set: &Set<'_>, parameter: &Parameter, node: &Node) -> Json {
    let place = match parameter.place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
    };
    let mut out = object([
        ("name", parameter.name.as_str().into()),
        ("in", place.into()),
    ]);
    if parameter.required || parameter.place == ParameterPlace::Path {
        out.set("required", true);
    }
    if !parameter.docs.is_empty() {
        out.set("description", parameter.docs.as_str());
    }
    if parameter.place == ParameterPlace::Query
        && matches!(set.opened(node).kind, NodeKind::List(_))
    {
        out.set("style", "form");
        out.set("explode", false);
    }
    out.set("schema", value(set, node, Target::OpenApi));
    out
}

fn response(
    set: &Set<'_>,
    response: &Response,
    (body, headers): &(Option<Node>, Vec<Node>),
    examples: &Examples,
) -> Json {
    let description = if response.description.is_empty() {
        response.variant.as_str()
    } else {
        &response.description
    };
    let mut out = object([("description", description.into())]);
    if !response.headers.is_empty() {
        let named = response.headers.iter().zip(headers);
        let each =
            named.map(|(header, node)| (header.name.clone(), header_object(set, header, node)));
        out.set("headers", Json::Object(each.collect()));
    }
    if let Some(body) = body {
        out.set("content", content(set, body, examples));
    }
    out
}

/// An operation with an announced end may say so in each answer (RFC 8594).
fn document_sunset(response: &mut Json) {
    let header = object([
        (
            "description",
            "The day from which on this operation may be gone, as an HTTP date (RFC 8594).".into(),
        ),
        ("schema", object([("type", "string".into())])),
    ]);
    let headers = match response.get("headers") {
        Some(Json::Object(known)) if known.iter().any(|(name, _)| name == "Sunset") => return,
        Some(Json::Object(known)) => {
            let mut all = known.clone();
            all.push(("Sunset".to_owned(), header));
            Json::Object(all)
        }
        _ => object([("Sunset", header)]),
    };
    let Json::Object(members) = response else {
        return;
    };
    match members.iter_mut().find(|(name, _)| name == "headers") {
        Some((_, place)) => *place = headers,
        // behind the description, as everywhere
        None => members.insert(1.min(members.len()), ("headers".to_owned(), headers)),
    }
}

fn header_object(set: &Set<'_>, header: &Header, node: &Node) -> Json {
    let mut out = Json::object();
    if !header.description.is_empty() {
        out.set("description", header.description.as_str());
    }
    if header.required {
        out.set("required", true);
    }
    out.set("schema", value(set, node, Target::OpenApi));
    out
}

fn content(set: &Set<'_>, node: &Node, examples: &Examples) -> Json {
    match node.kind {
        NodeKind::Ref(component) if node.constraints.is_empty() && !node.nullable => {
            content_of(set, component, examples)
        }
        _ => object([(
            "application/json",
            object([("schema", value(set, node, Target::OpenApi))]),
        )]),
    }
}

fn content_of(set: &Set<'_>, component: ComponentId, examples: &Examples) -> Json {
    let name = format!(
        "{}{}",
        Target::OpenApi.prefix(),
        set.component(component).name
    );
    let mut media = object([("schema", object([("$ref", name.into())]))]);
    if let Some(example) = examples.get(&component) {
        media.set(
            "examples",
            object([("valid-minimal", object([("value", example.clone())]))]),
        );
    }
    object([("application/json", media)])
}
