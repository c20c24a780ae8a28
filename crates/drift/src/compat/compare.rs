//! Two JSON Schema documents, old and new.

use contractual_diag::Pointer;
use contractual_model::json::Json;

use super::evaluate::{Validator, Verdict};
use super::finding::{Comparison, Finding};
use super::judge::{Judge, Site, Validators, bump_of, declared_severity};
use super::options::Options;
use super::rules::find_rule;
use super::sat::Solver;
use super::schema::{Dialect, Graph, Reader, Side};
use super::unusable::{Document, Unusable};

/// Compares two JSON Schema documents.
///
/// # Errors
/// A document that cannot be read: dangling, endless or remote references, another dialect, a malformed keyword. Nothing was
/// compared then.
pub fn compare_schemas(old: &Json, new: &Json, options: &Options) -> Result<Comparison, Unusable> {
    let dialects = (
        dialect_of(old, Document::Old)?,
        dialect_of(new, Document::New)?,
    );
    let mut graph = Graph::new();
    graph.watched = evaluates(old) || evaluates(new);
    let roots = (
        Reader::new(&mut graph, old, Side::Old, dialects.0).read("")?,
        Reader::new(&mut graph, new, Side::New, dialects.1).read("")?,
    );
    graph.classify(&[roots.0, roots.1]);
    let fresh = fresh_name(old, new);
    let mut solver = Solver::new(&mut graph, options.steps, fresh);
    let mut validators = Validators {
        old: Validator::new(old, dialects.0),
        new: Validator::new(new, dialects.1),
        #[cfg(feature = "witness-check")]
        second: super::second::Second::new(old, new),
    };
    let mut judge = Judge {
        solver: &mut solver,
        validators: &mut validators,
        options,
        old: Site {
            node: roots.0,
            pointer: String::new(),
        },
        new: Site {
            node: roots.1,
            pointer: String::new(),
        },
        questions: options.direction.questions().to_vec(),
    };
    let mut findings = judge.findings();
    findings.extend(dialect_change(old, new, options));
    Ok(Comparison::of(findings))
}

/// What a schema document says of a value; not sure where the document cannot be read.
pub(crate) fn verdict_on(schema: &Json, value: &Json) -> Verdict {
    match dialect_of(schema, Document::New) {
        Ok(dialect) => Validator::new(schema, dialect).validate("", value),
        Err(_) => Verdict::Unsure,
    }
}

/// The dialect that a schema document names.
pub(crate) fn dialect_of(root: &Json, document: Document) -> Result<Dialect, Unusable> {
    let fail = |pointer: Pointer, message: String, fix: &str| Unusable {
        document,
        pointer,
        message,
        fix: fix.to_owned(),
    };
    match root {
        Json::Object(_) | Json::Bool(_) => {}
        other => {
            let message = format!("expected a JSON Schema, found {}", other.type_name());
            return Err(fail(
                Pointer::root(),
                message,
                "give a schema or an OpenAPI document",
            ));
        }
    }
    let Some(named) = root.get("$schema") else {
        return Ok(Dialect::Draft2020);
    };
    named.as_str().and_then(Dialect::named).ok_or_else(|| {
        let shown = contractual_model::json::to_line(named);
        fail(
            Pointer::root().key("$schema"),
            format!("{shown} is a dialect that is not compared"),
            "use draft 2020-12, 2019-09, draft-07, draft-06 or draft-04",
        )
    })
}

/// A name that no schema of either document mentions.
pub(crate) fn fresh_name(old: &Json, new: &Json) -> String {
    let mut name = "zz_fresh".to_owned();
    while mentions(old, &name) || mentions(new, &name) {
        name.push('_');
    }
    name
}

/// Whether some schema asks what was left unevaluated.
pub(crate) fn evaluates(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(evaluates),
        Json::Object(members) => members
            .iter()
            .any(|(name, inner)| name.starts_with("unevaluated") || evaluates(inner)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => false,
    }
}

fn mentions(value: &Json, name: &str) -> bool {
    match value {
        Json::String(text) => text == name,
        Json::Array(items) => items.iter().any(|item| mentions(item, name)),
        Json::Object(members) => members
            .iter()
            .any(|(known, inner)| known == name || mentions(inner, name)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

fn dialect_change(old: &Json, new: &Json, options: &Options) -> Option<Finding> {
    let named = |root: &Json| {
        root.get("$schema")
            .and_then(Json::as_str)
            .map(|name| name.trim_end_matches('#').to_owned())
    };
    let (was, is) = (named(old)?, named(new)?);
    if was == is {
        return None;
    }
    let rule = find_rule("dialect-changed")?;
    let question = *options.direction.questions().first()?;
    let severity = declared_severity(options, rule, question)?;
    Some(Finding::plain(
        rule,
        question,
        severity,
        bump_of(rule, question, severity),
        "/$schema",
        &[("old", was), ("new", is)],
    ))
}
