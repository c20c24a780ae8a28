//! The emitters, declared once: reference pages, settings and tests derive from this table.

/// What an emitter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmitterInfo {
    /// Name in the settings.
    pub name: &'static str,
    /// The files it owns.
    pub files: &'static str,
    /// The specification it follows, with the version.
    pub follows: &'static str,
    /// What it cannot express, and what it does then.
    pub limits: &'static str,
    /// True if it needs a Python package.
    pub python: bool,
}

/// All emitters, in the order in which they run.
pub const EMITTERS: &[EmitterInfo] = &[
    EmitterInfo {
        name: "json_schema",
        files: "<contracts>/<entity>-v<major>.schema.json",
        follows: "JSON Schema 2020-12",
        limits: "Rules that compare two members are named in `$comment` (`contract-rules`); the length of months is left to `format`.",
        python: false,
    },
    EmitterInfo {
        name: "handover",
        files: "the path of `#[contract(handover = \"...\")]`",
        follows: "JSON Schema 2020-12",
        limits: "As json_schema: it is the same text. A type that reads and writes different forms gets the one that is read.",
        python: false,
    },
    EmitterInfo {
        name: "openapi",
        files: "<contracts>/openapi-v<major>.yaml",
        follows: "OpenAPI 3.1.0",
        limits: "As json_schema; rules are listed in `x-contract-rules`.",
        python: false,
    },
    EmitterInfo {
        name: "pydantic",
        files: "<source>/<package>/api/contracts.py",
        follows: "Pydantic 2.10 and later, Python 3.11 and later",
        limits: "Members of an object are told apart by name only: a repeated member is seen by the loader, not by the model.",
        python: true,
    },
    EmitterInfo {
        name: "typescript",
        files: "<contracts>/typescript/<entity>.ts, index.ts, _shared.ts, _schemas.ts, _rules.ts, _checks.ts (from major version 2 on below v<major>)",
        follows: "TypeScript 5.0 and later, ECMAScript 2022; the checks use ajv 8.17 and later",
        limits: "The types say kinds, not bounds or patterns; the checks say all. A check sees what `JSON.parse` gives: integers beyond 2^53 - 1 are rounded, of a repeated member the last is kept, `1.0` is 1 and `-0` is 0; ajv skips a member called `__proto__`.",
        python: false,
    },
    EmitterInfo {
        name: "fixtures",
        files: "<contract tests>/fixtures/<entity>.<scenario>.json",
        follows: "RFC 8259",
        limits: "A constraint for which no value fails at exactly one place gets no fixture and a warning.",
        python: false,
    },
    EmitterInfo {
        name: "pytest",
        files: "<contract tests>/test_contract_schemas.py, test_openapi_contract.py, test_pydantic_contract_models.py",
        follows: "pytest 8, jsonschema 4.23 and later",
        limits: "An integer written with a fraction (`1.0`) is accepted by JSON Schema and refused by Rust: no fixture writes one.",
        python: true,
    },
    EmitterInfo {
        name: "reference",
        files: "<contracts>/reference/<entity>-v<major>.md",
        follows: "CommonMark 0.31 with the tables of GitHub",
        limits: "Of a doc comment, HTML is shown as text, and a link to a Rust path as its text alone.",
        python: false,
    },
    EmitterInfo {
        name: "justfile",
        files: "the recipe `validate-schemas` of an existing justfile",
        follows: "just 1",
        limits: "Creates no justfile and no recipe.",
        python: false,
    },
    EmitterInfo {
        name: "model",
        files: "<contracts>/model.json",
        follows: "contractual's model file, format 1",
        limits: "Made for packages with `links = \"contractual_..\"`, for those that depend on them; its form is not for other tools.",
        python: false,
    },
];
