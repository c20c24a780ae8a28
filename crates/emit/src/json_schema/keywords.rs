//! Keywords in their fixed order, and where references point.

use contractual_model::json::{Json, Number};

/// What a schema is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A schema file: references into `$defs`, the rule record in `$comment`.
    File,
    /// An OpenAPI document: references into `components/schemas`, number formats, discriminators and `x-` keys.
    OpenApi,
}

impl Target {
    /// What stands before the name of a component.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::File => "#/$defs/",
            Self::OpenApi => "#/components/schemas/",
        }
    }
}

/// The order of keywords: identity, annotations, kind, constraints by alphabet, object, applicators by alphabet, notes.
const ORDER: &[&str] = &[
    "$ref",
    "title",
    "description",
    "deprecated",
    "readOnly",
    "writeOnly",
    "type",
    "const",
    "enum",
    "format",
    "contentEncoding",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
    "required",
    "properties",
    "additionalProperties",
    "allOf",
    "anyOf",
    "dependentRequired",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "discriminator",
    "default",
    "examples",
    "$comment",
    "x-contract-rules",
    "x-sunset",
    "x-version",
];

fn rank(keyword: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == keyword)
}

/// A schema while it is written.
#[derive(Debug, Default)]
pub(super) struct Keywords(Vec<(usize, Json)>);

impl Keywords {
    pub(super) fn put(&mut self, keyword: &'static str, value: impl Into<Json>) {
        if let Some(rank) = rank(keyword) {
            let value = value.into();
            match self.0.iter_mut().find(|(known, _)| *known == rank) {
                Some((_, old)) => *old = value,
                None => self.0.push((rank, value)),
            }
        }
    }

    pub(super) fn put_some<T: Into<Json>>(&mut self, keyword: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.put(keyword, value);
        }
    }

    pub(super) fn put_number(&mut self, keyword: &'static str, value: &Number) {
        self.put(keyword, Json::Number(value.clone()));
    }

    /// Adds a schema that must hold as well.
    pub(super) fn also(&mut self, schema: Json) {
        match self
            .0
            .iter_mut()
            .find(|(known, _)| ORDER[*known] == "allOf")
        {
            Some((_, Json::Array(all))) => all.push(schema),
            _ => self.put("allOf", vec![schema]),
        }
    }

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.0.iter().any(|(rank, _)| ORDER[*rank] == keyword)
    }

    pub(super) fn into_json(mut self) -> Json {
        self.0.sort_by_key(|(rank, _)| *rank);
        Json::Object(
            self.0
                .into_iter()
                .map(|(rank, value)| (ORDER[rank].to_owned(), value))
                .collect(),
        )
    }
}

/// An object of one member.
pub(super) fn one(keyword: &str, value: impl Into<Json>) -> Json {
    Json::Object(vec![(keyword.to_owned(), value.into())])
}
