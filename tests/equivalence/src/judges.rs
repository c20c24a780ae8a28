//! All judges of one package, and their verdicts on a batch.

use std::collections::BTreeMap;
use std::fmt;

use jsonschema::Validator;
use serde_json::Value;

use crate::linters;
use crate::programs::{Case, Package, Tools, program};

/// The environments that the Python artifacts are judged in.
const ENVIRONMENTS: [&str; 2] = ["python-pinned", "python-newest"];

/// Who judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judge {
    /// The Rust runtime, `T::from_json`.
    Runtime,
    /// The crate `jsonschema` on the schema file.
    JsonschemaRust,
    /// The package `jsonschema` on the schema file.
    JsonschemaPython,
    /// The package `jsonschema` on the component of the OpenAPI document.
    Component,
    /// ajv in strict mode on the schema file.
    Ajv,
    /// The emitted TypeScript check.
    TypeScript,
    /// `model_validate_json`.
    PydanticText,
    /// `model_validate` of the parsed value.
    PydanticValue,
}

impl Judge {
    /// The judge that a program calls by that label.
    fn labelled(label: &str) -> Option<Self> {
        Some(match label {
            "runtime" => Self::Runtime,
            "schema" => Self::JsonschemaPython,
            "component" => Self::Component,
            "ajv" => Self::Ajv,
            "typescript" => Self::TypeScript,
            "pydantic_text" => Self::PydanticText,
            "pydantic_value" => Self::PydanticValue,
            _ => return None,
        })
    }

    /// True if it knows no more than JSON Schema can say: it accepts a value that only breaks a rule beyond that.
    pub fn is_schema(self) -> bool {
        match self {
            Self::JsonschemaRust | Self::JsonschemaPython | Self::Component | Self::Ajv => true,
            Self::Runtime | Self::TypeScript | Self::PydanticText | Self::PydanticValue => false,
        }
    }
}

impl fmt::Display for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Runtime => "the Rust runtime",
            Self::JsonschemaRust => "jsonschema (Rust)",
            Self::JsonschemaPython => "jsonschema (Python)",
            Self::Component => "the OpenAPI component",
            Self::Ajv => "ajv",
            Self::TypeScript => "the TypeScript check",
            Self::PydanticText => "Pydantic, from text",
            Self::PydanticValue => "Pydantic, from a value",
        })
    }
}

/// What one judge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Who says it.
    pub judge: Judge,
    /// The environment it runs in, where there are several.
    pub with: Option<&'static str>,
    /// True if the text is accepted.
    pub accepts: bool,
}

/// What all judges but the Rust runtime say to each case, in the order of the cases. A judge without an artifact for a contract is
/// left out of its verdicts.
///
/// # Errors
/// A tool is missing or fails, or a schema file is no schema.
pub fn judge(
    tools: &Tools,
    package: &Package,
    cases: &[Case],
) -> Result<Vec<Vec<Verdict>>, String> {
    let programs = std::thread::scope(|scope| {
        let mut running = vec![(
            None,
            scope.spawn(|| program(tools.node(package), package, cases)),
        )];
        for environment in ENVIRONMENTS {
            let started =
                scope.spawn(|| program(tools.python(environment, package), package, cases));
            running.push((Some(environment), started));
        }
        let ended = running.into_iter().map(|(with, thread)| {
            let found = thread
                .join()
                .map_err(|_| "a judge's thread ended early".to_owned())?;
            Ok((with, found?))
        });
        ended.collect::<Result<Vec<_>, String>>()
    })?;
    let mut validators = BTreeMap::new();
    let mut all = Vec::with_capacity(cases.len());
    for (at, case) in cases.iter().enumerate() {
        let mut verdicts = Vec::new();
        if !validators.contains_key(case.contract.as_str()) {
            validators.insert(case.contract.as_str(), validator(package, &case.contract)?);
        }
        if let Some(Some(validator)) = validators.get(case.contract.as_str()) {
            let value = serde_json::from_str::<Value>(&case.text);
            let accepts = value.is_ok_and(|value| validator.is_valid(&value));
            verdicts.push(Verdict {
                judge: Judge::JsonschemaRust,
                with: None,
                accepts,
            });
        }
        for (with, found) in &programs {
            for (label, accepts) in &found[at] {
                let judge =
                    Judge::labelled(label).ok_or_else(|| format!("no judge `{label}` is known"))?;
                verdicts.push(Verdict {
                    judge,
                    with: *with,
                    accepts: *accepts,
                });
            }
        }
        all.push(verdicts);
    }
    Ok(all)
}

/// What ruff and mypy find in the Python sources of a package, in every environment.
///
/// # Errors
/// A tool is missing.
pub fn lint(tools: &Tools, package: &Package) -> Result<Vec<String>, String> {
    std::thread::scope(|scope| {
        let running =
            ENVIRONMENTS.map(|name| scope.spawn(move || linters::found(tools, name, package)));
        let mut all = Vec::new();
        for thread in running {
            let found = thread
                .join()
                .map_err(|_| "a linter's thread ended early".to_owned())?;
            all.extend(found?);
        }
        Ok(all)
    })
}

/// The second Rust engine: the emitted schema file, compiled.
fn validator(package: &Package, contract: &str) -> Result<Option<Validator>, String> {
    let path = package.schema(contract);
    if !path.is_file() {
        return Ok(None);
    }
    let at = |why: &dyn fmt::Display| format!("{}: {why}", path.display());
    let text = std::fs::read_to_string(&path).map_err(|why| at(&why))?;
    let schema: Value = serde_json::from_str(&text).map_err(|why| at(&why))?;
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .map(Some)
        .map_err(|why| at(&why))
}
