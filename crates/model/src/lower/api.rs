//! API traits.

use super::{PartProblem, Run, deprecation, reason, variant_name};
use crate::contract::{
    Api, Header, Kind, Operation, Parameter, ParameterPlace, Response, Type, TypeId,
};
use crate::item::{ApiItem, FieldPlace, Item, ItemBody, OperationItem, ResponseItem, SlotRole};
use crate::refusals;

/// What an API trait means. `slots` as for [`super::lower`].
///
/// # Errors
/// Everything that is wrong with the trait.
pub fn lower_api(item: &Item, id: TypeId, slots: &[Option<Type>]) -> Result<Api, Vec<PartProblem>> {
    let mut run = Run::new(item, slots);
    let ItemBody::Api(api) = &item.body else {
        return Err(Vec::new());
    };
    let major = api.version.unwrap_or(1);
    let mut operations: Vec<Operation> = Vec::new();
    let mut complete = true;
    for (at, operation) in api.operations.iter().enumerate() {
        run.path(operation, at, major);
        if let Some(other) = operations
            .iter()
            .find(|o| o.method == operation.method && same_path(&o.path, &operation.path))
        {
            let headline = format!(
                "`{}` and `{}` are both {} {}",
                operation.ident,
                other.ident,
                operation.method.name().to_uppercase(),
                operation.path
            );
            run.refuse(operation_part(api, at), &refusals::API_CLASH, headline);
        }
        match run.operation(operation, at) {
            Some(operation) => operations.push(operation),
            None => complete = false,
        }
    }
    if !run.problems.is_empty() || !complete {
        return Err(run.problems);
    }
    let mut tags = api.tags.clone();
    for tag in api.operations.iter().flat_map(|o| &o.tags) {
        if !tags.iter().any(|(known, _)| known == tag) {
            tags.push((tag.clone(), String::new()));
        }
    }
    Ok(Api {
        id,
        name: item.ident.clone(),
        major,
        release: api.release.clone(),
        title: api.title.clone(),
        docs: item.docs.clone(),
        servers: api.servers.clone(),
        tags,
        operations,
    })
}

/// The first part of an operation that has a place.
fn operation_part(api: &ApiItem, at: usize) -> FieldPlace {
    match api.operations.get(at) {
        Some(operation) if !operation.responses.is_empty() => FieldPlace::Response(at, 0),
        _ => FieldPlace::Whole,
    }
}

/// Two templates that differ in parameter names only match the same requests.
fn same_path(a: &str, b: &str) -> bool {
    let blank = |path: &str| -> Vec<String> {
        let step = |s: &str| {
            if s.starts_with('{') {
                "{}".to_owned()
            } else {
                s.to_owned()
            }
        };
        path.split('/').map(step).collect()
    };
    blank(a) == blank(b)
}

impl Run<'_> {
    fn path(&mut self, operation: &OperationItem, at: usize, major: u32) {
        let probe = matches!(operation.path.as_str(), "/healthz" | "/readyz");
        let prefix = format!("/v{major}/");
        if !probe && !operation.path.starts_with(&prefix) {
            self.refuse_with(
                FieldPlace::Response(at, 0),
                &refusals::API_PATH,
                format!(
                    "the path `{}` does not start with `{prefix}`",
                    operation.path
                ),
                format!("write `{}{}`", prefix.trim_end_matches('/'), operation.path),
            );
        }
    }

    fn operation(&mut self, operation: &OperationItem, at: usize) -> Option<Operation> {
        let mut parameters = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let part = FieldPlace::Parameter(at, index);
            let mut ty = self.slot(part, SlotRole::Declared)?;
            let mut required = true;
            if let Kind::Nullable(inner) = ty.kind {
                if parameter.place == ParameterPlace::Path {
                    self.refuse_with(
                        part,
                        &refusals::API_PARAMETER,
                        format!(
                            "`{}` stands in the path, so it is always there",
                            parameter.ident
                        ),
                        "use the type without Option",
                    );
                }
                ty = *inner;
                required = false;
            }
            self.apply(&parameter.limits, &mut ty, part);
            parameters.push(Parameter {
                ident: parameter.ident.clone(),
                name: parameter
                    .name
                    .clone()
                    .unwrap_or_else(|| parameter.ident.clone()),
                place: parameter.place,
                ty,
                required,
                docs: parameter.docs.clone(),
            });
        }
        let body = match &operation.body {
            Some(_) => Some(self.slot(FieldPlace::Body(at), SlotRole::Declared)?),
            None => None,
        };
        let mut responses = Vec::new();
        for (index, response) in operation.responses.iter().enumerate() {
            responses.push(self.response(response, at, index)?);
        }
        for (index, response) in responses.iter().enumerate() {
            if responses[..index]
                .iter()
                .any(|r| r.variant == response.variant)
            {
                let headline = format!(
                    "two responses of `{}` are called `{}`",
                    operation.ident, response.variant
                );
                self.refuse_with(
                    FieldPlace::Response(at, index),
                    &refusals::API_RESPONSE,
                    headline,
                    "give one of them another name: { variant = \"..\" }",
                );
            }
        }
        responses.sort_by_key(|response| response.status);
        let (summary, description) = split_docs(&operation.docs);
        Some(Operation {
            ident: operation.ident.clone(),
            method: operation.method,
            path: operation.path.clone(),
            tags: operation.tags.clone(),
            summary,
            description,
            parameters,
            body,
            responses,
            public: operation.public,
            deprecated: deprecation(operation.deprecated.as_ref()),
        })
    }

    fn response(&mut self, response: &ResponseItem, at: usize, index: usize) -> Option<Response> {
        let part = FieldPlace::Response(at, index);
        let body = match &response.body {
            Some(_) => Some(self.slot(part, SlotRole::Declared)?),
            None => None,
        };
        let mut headers = Vec::new();
        for (nth, header) in response.headers.iter().enumerate() {
            let part = FieldPlace::Header(at, index, nth);
            let mut ty = self.slot(part, SlotRole::Declared)?;
            let mut required = header.required;
            if let Kind::Nullable(inner) = ty.kind {
                ty = *inner;
                required = false;
            }
            self.apply(&header.limits, &mut ty, part);
            headers.push(Header {
                name: header.name.clone(),
                ty,
                required,
                description: header.description.clone(),
            });
        }
        Some(Response {
            status: response.status,
            variant: response
                .variant
                .clone()
                .unwrap_or_else(|| variant_name(response.status)),
            description: response
                .description
                .clone()
                .unwrap_or_else(|| format!("{}.", reason(response.status))),
            body,
            headers,
        })
    }
}

/// First paragraph without its final stop, and the rest.
fn split_docs(docs: &str) -> (String, String) {
    let (first, rest) = docs.split_once("\n\n").unwrap_or((docs, ""));
    let summary = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let summary = summary.strip_suffix('.').unwrap_or(&summary).to_owned();
    (summary, rest.trim().to_owned())
}
