//! From the document to the model: references followed, defaults filled in, what the standard has ignored left out.

use std::collections::{BTreeMap, BTreeSet};

use contractual_diag::Pointer;
use contractual_model::json::{Json, to_line};

use super::super::schema::{Index, Target};
use super::super::unusable::{Document, Unusable};
use super::model::{
    Alternative, Api, Body, Header, Location, Media, Operation, Parameter, PathItem, Response,
    Scheme,
};
use super::spelling::{is_status, normal, normal_media, spelled_out};

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];
/// How many references may lead to each other.
const MAX_HOPS: usize = 50;

pub(super) struct ApiReader<'a> {
    root: &'a Json,
    document: Document,
    index: Index<'a>,
}

type Read<T> = Result<T, Unusable>;
type At<'a> = (String, &'a Json);

impl<'a> ApiReader<'a> {
    pub(super) fn new(root: &'a Json, document: Document) -> ApiReader<'a> {
        ApiReader {
            root,
            document,
            index: Index::new(root),
        }
    }

    pub(super) fn read(&self) -> Read<Api> {
        let mut api = Api::default();
        let root = (String::new(), self.root);
        for (written, item) in self.members(&root, "paths")? {
            if !written.starts_with('/') {
                continue;
            }
            let item = self.follow(item)?;
            let (template, placeholders) = normal(&written);
            let mut path = PathItem {
                written: written.clone(),
                pointer: item.0.clone(),
                operations: BTreeMap::new(),
            };
            for (method, operation) in self.operations(&item, &template, &written, &placeholders)? {
                self.callbacks(&mut api, &operation, &item, &method)?;
                path.operations.insert(method, operation);
            }
            if api.paths.contains_key(&template) {
                return Err(self.fail(
                    &item.0,
                    format!("{written} and another path are the same template"),
                    "remove one of them",
                ));
            }
            api.paths.insert(template, path);
        }
        for (name, item) in self.members(&root, "webhooks")? {
            let item = self.follow(item)?;
            for (method, operation) in self.operations(&item, &name, &name, &[])? {
                api.hooks
                    .insert(format!("{name} ({})", method.to_uppercase()), operation);
            }
        }
        Ok(api)
    }

    fn callbacks(
        &self,
        api: &mut Api,
        operation: &Operation,
        item: &At<'a>,
        method: &str,
    ) -> Read<()> {
        let Some(written) = self.child(item, method) else {
            return Ok(());
        };
        for (name, callback) in self.members(&written, "callbacks")? {
            let callback = self.follow(callback)?;
            for (expression, inner) in self.entries(&callback) {
                if expression.starts_with("x-") {
                    continue;
                }
                let inner = self.follow(inner)?;
                for (inner_method, hook) in
                    self.operations(&inner, &expression, &expression, &[])?
                {
                    let key = format!(
                        "{} {name} {expression} ({})",
                        operation.words(),
                        inner_method.to_uppercase()
                    );
                    api.hooks.insert(key, hook);
                }
            }
        }
        Ok(())
    }

    fn operations(
        &self,
        item: &At<'a>,
        template: &str,
        written: &str,
        placeholders: &[String],
    ) -> Read<BTreeMap<String, Operation>> {
        let mut out = BTreeMap::new();
        for method in METHODS {
            let Some(value) = self.child(item, method) else {
                continue;
            };
            if !matches!(value.1, Json::Object(_)) {
                return Err(self.fail(
                    &value.0,
                    "expected an operation".to_owned(),
                    "write it as an object",
                ));
            }
            let text = |name: &str| value.1.get(name).and_then(Json::as_str).map(str::to_owned);
            let flag = |name: &str| value.1.get(name).and_then(Json::as_bool) == Some(true);
            let (servers, servers_at) = self.servers(&value, item);
            let (security, security_at) = self.security(&value)?;
            out.insert(
                (*method).to_owned(),
                Operation {
                    pointer: value.0.clone(),
                    method: (*method).to_owned(),
                    template: template.to_owned(),
                    written: written.to_owned(),
                    deprecated: flag("deprecated"),
                    sunset: text("x-sunset"),
                    draft: [Some(value.1), Some(self.root), self.root.get("info")]
                        .into_iter()
                        .flatten()
                        .any(|holder| {
                            holder.get("x-stability").and_then(Json::as_str) == Some("draft")
                        }),
                    id: text("operationId"),
                    tags: value
                        .1
                        .get("tags")
                        .and_then(Json::as_array)
                        .unwrap_or_default()
                        .iter()
                        .filter_map(Json::as_str)
                        .map(str::to_owned)
                        .collect(),
                    parameters: self.parameters(item, &value, placeholders)?,
                    body: self.body(&value)?,
                    responses: self.responses(&value)?,
                    security,
                    servers,
                    servers_at,
                    security_at,
                },
            );
        }
        Ok(out)
    }

    fn parameters(
        &self,
        item: &At<'a>,
        operation: &At<'a>,
        placeholders: &[String],
    ) -> Read<Vec<Parameter>> {
        let mut out: Vec<Parameter> = Vec::new();
        for holder in [item, operation] {
            let Some(list) = self.child(holder, "parameters") else {
                continue;
            };
            for (at, value) in list.1.as_array().unwrap_or_default().iter().enumerate() {
                let value = self.follow((format!("{}/{at}", list.0), value))?;
                let parameter = self.parameter(&value, placeholders)?;
                if parameter.location == Location::Header
                    && ["accept", "content-type", "authorization"].contains(&parameter.key.as_str())
                {
                    continue;
                }
                out.retain(|known| {
                    (known.location, &known.key) != (parameter.location, &parameter.key)
                });
                out.push(parameter);
            }
        }
        out.sort_by(|a, b| (a.location, &a.key).cmp(&(b.location, &b.key)));
        Ok(out)
    }

    fn parameter(&self, value: &At<'a>, placeholders: &[String]) -> Read<Parameter> {
        let text = |name: &str| value.1.get(name).and_then(Json::as_str);
        let flag = |name: &str| value.1.get(name).and_then(Json::as_bool);
        let (Some(name), Some(place)) = (text("name"), text("in")) else {
            return Err(self.fail(
                &value.0,
                "a parameter needs `name` and `in`".to_owned(),
                "complete it",
            ));
        };
        let location = match place {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => {
                return Err(self.fail(
                    &format!("{}/in", value.0),
                    format!("{place:?} is no place of a parameter"),
                    "use path, query, header or cookie",
                ));
            }
        };
        let key = match location {
            Location::Path => match placeholders.iter().position(|known| known == name) {
                Some(at) => at.to_string(),
                None => name.to_owned(),
            },
            Location::Header => name.to_lowercase(),
            Location::Query | Location::Cookie => name.to_owned(),
        };
        let style = text("style").unwrap_or(match location {
            Location::Path | Location::Header => "simple",
            Location::Query | Location::Cookie => "form",
        });
        let media = self.media(value)?.into_iter().next();
        Ok(Parameter {
            pointer: value.0.clone(),
            location,
            name: name.to_owned(),
            key,
            required: location == Location::Path || flag("required") == Some(true),
            style: style.to_owned(),
            explode: flag("explode").unwrap_or(style == "form"),
            media: media.as_ref().map(|media| media.kind.clone()),
            schema: match &media {
                Some(media) => media.schema.clone(),
                None => value.1.get("schema").map(|_| format!("{}/schema", value.0)),
            },
            deprecated: flag("deprecated") == Some(true),
            sunset: text("x-sunset").map(str::to_owned),
            empty: location == Location::Query && flag("allowEmptyValue") == Some(true),
        })
    }

    fn media(&self, holder: &At<'a>) -> Read<Vec<Media>> {
        let mut out = Vec::new();
        for (kind, value) in self.members(holder, "content")? {
            let value = self.follow(value)?;
            out.push(Media {
                kind: normal_media(&kind),
                pointer: value.0.clone(),
                schema: value.1.get("schema").map(|_| format!("{}/schema", value.0)),
            });
        }
        out.sort_by(|a, b| a.kind.cmp(&b.kind));
        Ok(out)
    }

    fn body(&self, operation: &At<'a>) -> Read<Option<Body>> {
        let Some(body) = self.child(operation, "requestBody") else {
            return Ok(None);
        };
        let body = self.follow(body)?;
        Ok(Some(Body {
            pointer: body.0.clone(),
            required: body.1.get("required").and_then(Json::as_bool) == Some(true),
            content: self.media(&body)?,
        }))
    }

    fn responses(&self, operation: &At<'a>) -> Read<BTreeMap<String, Response>> {
        let mut out = BTreeMap::new();
        for (status, value) in self.members(operation, "responses")? {
            if status.starts_with("x-") {
                continue;
            }
            if !is_status(&status) {
                let message = format!("`{status}` is no status of a response");
                let fix = "write a status such as 200, a range such as 2XX, or default";
                return Err(self.fail(&value.0, message, fix));
            }
            let value = self.follow(value)?;
            let mut headers = BTreeMap::new();
            for (name, header) in self.members(&value, "headers")? {
                let header = self.follow(header)?;
                if name.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                let media = self.media(&header)?.into_iter().next();
                headers.insert(
                    name.to_lowercase(),
                    Header {
                        pointer: header.0.clone(),
                        name: name.clone(),
                        required: header.1.get("required").and_then(Json::as_bool) == Some(true),
                        schema: match media {
                            Some(media) => media.schema,
                            None => header
                                .1
                                .get("schema")
                                .map(|_| format!("{}/schema", header.0)),
                        },
                    },
                );
            }
            let response = Response {
                pointer: value.0.clone(),
                content: self.media(&value)?,
                headers,
            };
            out.insert(
                if status == "default" {
                    status
                } else {
                    status.to_uppercase()
                },
                response,
            );
        }
        Ok(out)
    }

    fn servers(&self, operation: &At<'a>, item: &At<'a>) -> (Vec<String>, String) {
        let root = (String::new(), self.root);
        for holder in [operation, item, &root] {
            let Some(list) = self.child(holder, "servers") else {
                continue;
            };
            let mut urls: Vec<String> = Vec::new();
            for server in list.1.as_array().unwrap_or_default() {
                let Some(url) = server.get("url").and_then(Json::as_str) else {
                    continue;
                };
                urls.extend(spelled_out(url, server.get("variables")));
            }
            if !urls.is_empty() {
                urls.sort();
                urls.dedup();
                return (urls, list.0);
            }
        }
        (vec![String::new()], "/servers".to_owned())
    }

    fn security(&self, operation: &At<'a>) -> Read<(Vec<Alternative>, String)> {
        let root = (String::new(), self.root);
        for holder in [operation, &root] {
            let Some(list) = self.child(holder, "security") else {
                continue;
            };
            let mut out: Vec<Alternative> = Vec::new();
            for requirement in list.1.as_array().unwrap_or_default() {
                let mut alternative = Alternative::default();
                for (name, scopes) in requirement.as_object().unwrap_or_default() {
                    let scopes: BTreeSet<String> = scopes
                        .as_array()
                        .unwrap_or_default()
                        .iter()
                        .filter_map(Json::as_str)
                        .map(str::to_owned)
                        .collect();
                    let definition = self.scheme(name, &list.0)?;
                    alternative.schemes.insert(
                        definition,
                        Scheme {
                            name: name.clone(),
                            scopes,
                        },
                    );
                }
                if !out.contains(&alternative) {
                    out.push(alternative);
                }
            }
            return Ok((out, list.0));
        }
        Ok((Vec::new(), "/security".to_owned()))
    }

    /// What a scheme is, as a text: type, place and name; not its description.
    fn scheme(&self, name: &str, at: &str) -> Read<String> {
        let found = ["components", "securitySchemes", name]
            .iter()
            .try_fold((String::new(), self.root), |here, step| {
                self.child(&here, step)
            });
        let Some(found) = found else {
            return Err(self.fail(
                at,
                format!("the security scheme `{name}` is not defined"),
                "define it in components",
            ));
        };
        let found = self.follow(found)?;
        let text = |name: &str| {
            found
                .1
                .get(name)
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Ok(match text("type").as_str() {
            "apiKey" if text("in") == "header" => {
                format!("apiKey in header {}", text("name").to_lowercase())
            }
            "apiKey" => format!("apiKey in {} {}", text("in"), text("name")),
            "http" => format!("http {}", text("scheme").to_lowercase()),
            "openIdConnect" => format!("openIdConnect {}", text("openIdConnectUrl")),
            other => other.to_owned(),
        })
    }

    fn child(&self, holder: &At<'a>, name: &str) -> Option<At<'a>> {
        let value = holder.1.get(name)?;
        Some((
            Pointer::parse(&holder.0)
                .unwrap_or_default()
                .key(name)
                .as_str()
                .to_owned(),
            value,
        ))
    }

    fn entries(&self, holder: &At<'a>) -> Vec<(String, At<'a>)> {
        let place = Pointer::parse(&holder.0).unwrap_or_default();
        holder
            .1
            .as_object()
            .unwrap_or_default()
            .iter()
            .map(|(name, value)| (name.clone(), (place.key(name).as_str().to_owned(), value)))
            .collect()
    }

    fn members(&self, holder: &At<'a>, name: &str) -> Read<Vec<(String, At<'a>)>> {
        let Some(value) = self.child(holder, name) else {
            return Ok(Vec::new());
        };
        match value.1 {
            Json::Object(_) => Ok(self.entries(&value)),
            Json::Null => Ok(Vec::new()),
            other => {
                let message = format!("`{name}` must be an object, found {}", other.type_name());
                Err(self.fail(&value.0, message, "write it as an object"))
            }
        }
    }

    fn follow(&self, from: At<'a>) -> Read<At<'a>> {
        let mut here = from;
        for _ in 0..MAX_HOPS {
            let Some(reference) = here.1.get("$ref") else {
                return Ok(here);
            };
            let at = format!("{}/$ref", here.0);
            let Some(text) = reference.as_str() else {
                return Err(self.fail(
                    &at,
                    "a reference must be a text".to_owned(),
                    "write a pointer",
                ));
            };
            here = match self.index.resolve(&here.0, text) {
                Target::Here(target) => {
                    match Pointer::parse(&target).and_then(|pointer| self.index.at(&pointer)) {
                        Some(value) => (target, value),
                        None => {
                            return Err(self.fail(
                                &at,
                                format!("the reference `{text}` leads nowhere"),
                                "define its target",
                            ));
                        }
                    }
                }
                Target::Dangling => {
                    return Err(self.fail(
                        &at,
                        format!("the reference `{text}` leads nowhere"),
                        "define its target",
                    ));
                }
                Target::Remote => {
                    let message = format!(
                        "the reference `{text}` leads to another document, and nothing is fetched"
                    );
                    return Err(self.fail(&at, message, "bundle the documents into one first"));
                }
            };
        }
        Err(self.fail(
            &here.0,
            "references that lead to each other without end".to_owned(),
            "break the cycle",
        ))
    }

    fn fail(&self, pointer: &str, message: String, fix: &str) -> Unusable {
        Unusable {
            document: self.document,
            pointer: Pointer::parse(pointer).unwrap_or_default(),
            message,
            fix: fix.to_owned(),
        }
    }
}

/// Short words for a value in a message.
pub(super) fn words(value: &Json) -> String {
    to_line(value)
}
