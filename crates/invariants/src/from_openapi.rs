//! A suite from an OpenAPI document: probes, and one check per operation from its examples. Text in, text out.

use std::borrow::Cow;

use contractual_model::json::Json;
use contractual_yaml::{Data, write};

use crate::check::{parse_tree, to_value};
use crate::value::Value;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
const PROBES: [&str; 4] = ["/healthz", "/readyz", "/health", "/livez"];
/// How far `$ref` is followed.
const MAX_REFERENCES: usize = 32;

/// What was written, and what could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The suite, as YAML.
    pub text: String,
    /// Operations that got no check, each with the reason.
    pub left_out: Vec<String>,
    /// How many checks there are.
    pub checks: usize,
}

/// What is known of the components of a document beside the document.
pub struct Known<'k> {
    /// Whether `contract: NAME` may be asked for.
    pub contract: &'k dyn Fn(&str) -> bool,
    /// A valid value of a component, as JSON.
    pub example: &'k dyn Fn(&str) -> Option<Json>,
}

impl Known<'_> {
    /// Nothing: every name of a schema is taken for a contract's.
    pub const NOTHING: Known<'static> = Known {
        contract: &|_| true,
        example: &|_| None,
    };
}

/// Drafts a suite from an OpenAPI 3 document, JSON or YAML.
///
/// # Errors
/// Why the document cannot be used.
pub fn suite_from_openapi(bytes: &[u8], file: &str, known: &Known<'_>) -> Result<Drafted, String> {
    let (tree, _) = parse_tree(bytes, file).map_err(|findings| {
        let first = findings.first();
        first.map_or_else(
            || format!("{file} cannot be read"),
            |f| {
                let place = f
                    .loc
                    .as_ref()
                    .map_or_else(|| file.to_owned(), ToString::to_string);
                format!("{place}: {}", f.headline)
            },
        )
    })?;
    let document = to_value(&tree);
    let is_three = document
        .get("openapi")
        .and_then(Value::as_str)
        .is_some_and(|v| v.starts_with("3."));
    let Some(Value::Map(paths)) = document.get("paths").filter(|_| is_three) else {
        return Err(format!("{file} is not an OpenAPI 3 document with `paths`"));
    };
    let api = Api {
        document: &document,
        known,
    };
    let mut probes = Vec::new();
    let mut operations = Vec::new();
    let mut left_out = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let id = operation
                .get("operationId")
                .and_then(Value::as_str)
                .map_or_else(|| slug(method, path), str::to_owned);
            match api.check(&id, method, path, item, operation) {
                Ok(check) if PROBES.contains(&path.as_str()) => probes.push(check),
                Ok(check) => operations.push(check),
                Err(reason) => left_out.push(format!("{} {path}: {reason}", method.to_uppercase())),
            }
        }
    }
    let checks = probes.len() + operations.len();
    if checks == 0 {
        return Err(format!(
            "{file}: no operation has what a check needs: {}",
            left_out.join("; ")
        ));
    }
    let title = document
        .get("info")
        .and_then(|i| i.get("title"))
        .and_then(Value::as_str);
    let mut groups = Vec::new();
    for (name, description, checks) in [
        ("probes", "The service is up", probes),
        (
            "operations",
            "Every operation answers its own example as its contract says",
            operations,
        ),
    ] {
        if !checks.is_empty() {
            groups.push(map([
                ("name", text(name)),
                ("description", text(description)),
                ("checks", Data::List(checks)),
            ]));
        }
    }
    let suite = map([
        ("version", Data::Number("1".into())),
        ("feature", text(title.unwrap_or("api"))),
        ("contracts", Data::List(groups)),
    ]);
    Ok(Drafted {
        text: format!(
            "# Drafted from {}. Checks tagged `writes` change data: run them where that is allowed.\n{}",
            file.replace('\n', " "),
            write(&suite)
        ),
        left_out,
        checks,
    })
}

struct Api<'d> {
    document: &'d Value,
    known: &'d Known<'d>,
}

impl<'d> Api<'d> {
    /// Follows `$ref` inside the document.
    fn resolve(&self, value: &'d Value) -> Option<&'d Value> {
        let mut here = value;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = here.get("$ref").and_then(Value::as_str) else {
                return Some(here);
            };
            here = self.document;
            for step in reference.strip_prefix("#/")?.split('/') {
                let step =
                    crate::secrets::percent_decode(&step.replace("~1", "/").replace("~0", "~"));
                here = here.get(&step)?;
            }
        }
        None
    }

    fn check(
        &self,
        id: &str,
        method: &str,
        path: &str,
        item: &'d Value,
        operation: &'d Value,
    ) -> Result<Data<'d>, String> {
        let mut parameters: Vec<&'d Value> = Vec::new();
        for list in [item.get("parameters"), operation.get("parameters")]
            .into_iter()
            .flatten()
        {
            if let Value::List(items) = list {
                parameters.extend(items.iter().filter_map(|p| self.resolve(p)));
            }
        }
        let mut target = path.to_owned();
        let mut query = Vec::new();
        let mut headers = Vec::new();
        for parameter in parameters {
            let name = parameter
                .get("name")
                .and_then(Value::as_str)
                .ok_or("a parameter has no name")?;
            let place = parameter
                .get("in")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let required = parameter.get("required") == Some(&Value::Bool(true));
            let example = self.example(parameter, 0);
            match (place, example) {
                ("path", Some(value)) => {
                    let shown = crate::secrets::percent_encode(&plain(&value), "-._~", true);
                    target = target.replace(&format!("{{{name}}}"), &shown);
                }
                ("path", None) => {
                    return Err(format!("the path parameter `{name}` has no example"));
                }
                ("query", Some(value)) if required => {
                    query.push((Cow::Owned(name.to_owned()), text_of(plain(&value))))
                }
                ("header", Some(value)) if required => {
                    headers.push((Cow::Owned(name.to_owned()), text_of(plain(&value))))
                }
                (_, None) if required => {
                    return Err(format!("the parameter `{name}` has no example"));
                }
                _ => {}
            }
        }
        if target.contains('{') {
            return Err("a part of the path has no parameter".to_owned());
        }
        let mut http = vec![
            (Cow::Borrowed("method"), text_of(method.to_uppercase())),
            (Cow::Borrowed("path"), text_of(target)),
        ];
        if !headers.is_empty() {
            http.push(("headers".into(), Data::Map(headers)));
        }
        if !query.is_empty() {
            http.push(("query".into(), Data::Map(query)));
        }
        if let Some(body) = operation.get("requestBody").and_then(|b| self.resolve(b)) {
            let media = json_media(body).ok_or("its request body is not JSON")?;
            let example = self
                .example(media, 0)
                .ok_or("its request body has no example")?;
            // The wrapper keeps a body such as `{text: …}` what it is.
            http.push((
                "body".into(),
                Data::Map(vec![("json".into(), data(&example))]),
            ));
        }
        let (status, response) = self.success(operation)?;
        let mut expect = vec![(
            Cow::Borrowed("status"),
            Data::Number(status.to_string().into()),
        )];
        if let Some(name) = json_media(response)
            .and_then(|m| m.get("schema"))
            .and_then(|s| s.get("$ref"))
            .and_then(Value::as_str)
        {
            let name = name.rsplit('/').next().unwrap_or(name);
            if (self.known.contract)(name) {
                expect.push(("contract".into(), text_of(name.to_owned())));
            }
        }
        let step = Data::Map(vec![
            ("http".into(), Data::Map(http)),
            ("expect".into(), Data::Map(expect)),
        ]);
        let mut check = vec![(Cow::Borrowed("id"), text_of(id.to_owned()))];
        if let Some(summary) = operation
            .get("summary")
            .or(operation.get("description"))
            .and_then(Value::as_str)
        {
            let line = summary.lines().next().unwrap_or_default();
            check.push(("says".into(), text_of(line.to_owned())));
        }
        if !matches!(method, "get" | "head" | "options") {
            check.push(("tags".into(), Data::List(vec![text("writes")])));
        }
        check.push(("steps".into(), Data::List(vec![step])));
        Ok(Data::Map(check))
    }

    /// The first documented success.
    fn success(&self, operation: &'d Value) -> Result<(u16, &'d Value), String> {
        let Some(Value::Map(responses)) = operation.get("responses") else {
            return Err("it documents no responses".to_owned());
        };
        let mut found: Vec<(u16, &'d Value)> = responses
            .iter()
            .filter_map(|(code, response)| Some((code.parse().ok()?, self.resolve(response)?)))
            .filter(|(code, _)| (200..300).contains(code))
            .collect();
        found.sort_by_key(|(code, _)| *code);
        found
            .first()
            .copied()
            .ok_or_else(|| "it documents no success".to_owned())
    }

    /// An example of a parameter, a media type or a schema.
    fn example(&self, holder: &'d Value, depth: usize) -> Option<Value> {
        if depth > MAX_REFERENCES {
            return None;
        }
        let component = holder.get("$ref").and_then(Value::as_str);
        if let Some(name) = component.and_then(|name| name.strip_prefix("#/components/schemas/"))
            && let Some(value) = (self.known.example)(name)
        {
            return Some(Value::from(value));
        }
        let holder = self.resolve(holder)?;
        for key in ["example", "const", "default"] {
            if let Some(value) = holder.get(key) {
                return Some(value.clone());
            }
        }
        match holder.get("examples") {
            Some(Value::List(items)) if !items.is_empty() => return items.first().cloned(),
            Some(Value::Map(named)) => {
                if let Some(value) = named
                    .iter()
                    .find_map(|(_, e)| self.resolve(e)?.get("value").cloned())
                {
                    return Some(value);
                }
            }
            _ => {}
        }
        if let Some(Value::List(values)) = holder.get("enum") {
            return values.first().cloned();
        }
        if let Some(schema) = holder.get("schema") {
            return self.example(schema, depth + 1);
        }
        self.example_of_object(holder, depth)
    }

    /// An object all of whose required members have examples.
    fn example_of_object(&self, schema: &'d Value, depth: usize) -> Option<Value> {
        let Some(Value::Map(properties)) = schema.get("properties") else {
            return None;
        };
        let Some(Value::List(required)) = schema.get("required") else {
            return Some(Value::Map(Vec::new()));
        };
        let members = required.iter().map(|name| {
            let name = name.as_str()?;
            let (_, property) = properties.iter().find(|(key, _)| key == name)?;
            Some((name.to_owned(), self.example(property, depth + 1)?))
        });
        members.collect::<Option<Vec<_>>>().map(Value::Map)
    }
}

fn json_media(holder: &Value) -> Option<&Value> {
    let Value::Map(kinds) = holder.get("content")? else {
        return None;
    };
    kinds
        .iter()
        .find(|(kind, _)| kind.starts_with("application/json") || kind.ends_with("+json"))
        .map(|(_, media)| media)
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_compact(), str::to_owned)
}

fn slug(method: &str, path: &str) -> String {
    let words: Vec<&str> = path
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    format!("{method}_{}", words.join("_"))
}

fn text(text: &str) -> Data<'_> {
    Data::Text(text.into())
}

fn text_of<'d>(text: String) -> Data<'d> {
    Data::Text(text.into())
}

fn map<'d, const N: usize>(members: [(&'d str, Data<'d>); N]) -> Data<'d> {
    Data::Map(members.into_iter().map(|(k, v)| (k.into(), v)).collect())
}

fn data<'d>(value: &Value) -> Data<'d> {
    match value {
        Value::Null => Data::Null,
        Value::Bool(b) => Data::Bool(*b),
        Value::Number(n) => Data::Number(n.to_string().into()),
        Value::Special(s) => Data::Number(s.as_str().into()),
        // `${` would be replaced when the suite is read.
        Value::String(s) => Data::Text(s.clone().into()),
        Value::List(items) => Data::List(items.iter().map(data).collect()),
        Value::Map(members) => Data::Map(
            members
                .iter()
                .map(|(k, v)| (k.clone().into(), data(v)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    const API: &str = "
openapi: 3.1.0
info: {title: Jobs, version: '1'}
paths:
  /healthz:
    get: {responses: {'200': {description: up}}}
  /v1/jobs:
    post:
      operationId: submit_job
      summary: Submit a job.
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/JobRequest'}}}}
      responses: {'202': {content: {application/json: {schema: {$ref: '#/components/schemas/JobResponse'}}}}, '422': {}}
  /v1/jobs/{job_id}:
    parameters: [{name: job_id, in: path, required: true, schema: {type: string, examples: [a b]}}]
    get: {operationId: get_job, responses: {'200': {description: it}}}
  /v1/jobs/{id}/x:
    get: {parameters: [{name: id, in: path, required: true}], responses: {'200': {}}}
components:
  schemas:
    JobRequest: {type: object, required: [name, days], properties: {name: {type: string, examples: ['no']}, days: {enum: [14, 30]}}}
    JobResponse: {type: object}
";

    #[test]
    fn operations_become_checks() {
        let drafted = suite_from_openapi(API.as_bytes(), "openapi.yaml", &Known::NOTHING).unwrap();
        assert_eq!(drafted.checks, 3);
        assert_eq!(
            drafted.left_out,
            ["GET /v1/jobs/{id}/x: the path parameter `id` has no example"]
        );
        let loaded = crate::check::check_suite(
            drafted.text.as_bytes(),
            "x.yml",
            &Environment::default(),
            false,
        );
        let suite = loaded
            .suite
            .unwrap_or_else(|| panic!("{}\n{:?}", drafted.text, loaded.findings));
        let submit = &suite.contracts[1].checks[0];
        assert_eq!((submit.id.as_str(), submit.tags.len()), ("submit_job", 1));
        let crate::document::Action::Http(http, expect) = &submit.steps[0].action else {
            panic!("{submit:?}");
        };
        assert_eq!(
            http.body.to_compact(),
            r#"{"json":{"name":"no","days":14}}"#
        );
        assert_eq!(expect.more.contract.as_deref(), Some("JobResponse"));
        assert_eq!(
            suite.contracts[1].checks[1].steps[0].title(),
            "http GET /v1/jobs/a%20b"
        );
    }

    #[test]
    fn what_is_known_beside_the_document() {
        let known = Known {
            contract: &|_| false,
            example: &|name| (name == "JobRequest").then(|| Json::from("whole")),
        };
        let drafted = suite_from_openapi(API.as_bytes(), "openapi.yaml", &known).unwrap();
        assert!(!drafted.text.contains("contract:"), "{}", drafted.text);
        assert!(drafted.text.contains("json: whole"), "{}", drafted.text);
    }

    #[test]
    fn other_documents_are_refused() {
        assert!(suite_from_openapi(b"a: 1", "x.yaml", &Known::NOTHING).is_err());
        assert!(
            suite_from_openapi(b"openapi: 3.0.0\npaths: {}\n", "x.yaml", &Known::NOTHING).is_err()
        );
    }
}
