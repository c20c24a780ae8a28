//! The versions of JSON Schema that documents speak.

/// Which version of JSON Schema a document speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Draft4,
    Draft7,
    Draft2019,
    Draft2020,
    OpenApi30,
}

impl Dialect {
    /// The dialect that `$schema` names; 2020-12 without it.
    pub(crate) fn named(schema: &str) -> Option<Dialect> {
        let name = schema.trim_end_matches('#');
        Some(match name {
            "https://json-schema.org/draft/2020-12/schema"
            | "http://json-schema.org/draft/2020-12/schema"
            | "https://spec.openapis.org/oas/3.1/dialect/base" => Dialect::Draft2020,
            "https://json-schema.org/draft/2019-09/schema" => Dialect::Draft2019,
            "http://json-schema.org/draft-07/schema"
            | "https://json-schema.org/draft-07/schema"
            | "http://json-schema.org/draft-06/schema" => Dialect::Draft7,
            "http://json-schema.org/draft-04/schema" => Dialect::Draft4,
            _ => return None,
        })
    }

    pub(super) fn ignores_siblings_of_ref(self) -> bool {
        matches!(self, Dialect::Draft4 | Dialect::Draft7 | Dialect::OpenApi30)
    }

    pub(super) fn has_tuple_items(self) -> bool {
        matches!(self, Dialect::Draft4 | Dialect::Draft7 | Dialect::Draft2019)
    }
}
