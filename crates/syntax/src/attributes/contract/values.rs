//! The value of one key, read by the grammar that the table names.

use contractual_diag::nearest;
use contractual_model::attributes::{Attribute, AttributePlace, Grammar};
use contractual_model::item::{Allow, RuleAttribute, TypeExpr};
use contractual_model::{Format, pattern, refusals, rule};

use super::{Keys, Value};
use crate::attributes::{type_of, value};
use crate::literal;
use crate::meta::{Args, Meta, metas};
use crate::problem::Problems;
use crate::tree::{Group, Place, Tree};

pub(super) fn read_value(
    attribute: &'static Attribute,
    meta: &Meta<'_>,
    problems: &mut Problems,
) -> Option<Value> {
    let value = match (attribute.grammar, meta.args) {
        (Grammar::Flag | Grammar::FlagOrText | Grammar::FlagOrType, Args::None) => {
            Some(Value::Flag)
        }
        (Grammar::Text | Grammar::FlagOrText, Args::Value(..)) => meta.text().map(Value::Text),
        (Grammar::Type | Grammar::FlagOrType, Args::Value(trees, place)) => match meta.text() {
            Some(text) => return type_of(&text, place, problems).map(Value::Type),
            None => type_tokens(trees).map(Value::Type),
        },
        (Grammar::Count, Args::Value(trees, _)) => value::number(trees)
            .and_then(|n| n.as_u64())
            .map(Value::Count),
        (Grammar::Version, Args::Value(trees, _)) => match meta.text() {
            Some(text) => Some(Value::Text(text)),
            None => value::number(trees)
                .and_then(|number| number.as_u64())
                .map(Value::Count),
        },
        (Grammar::Number, Args::Value(trees, _)) => value::number(trees).map(Value::Number),
        (Grammar::Value, Args::Value(trees, _)) => value::json(trees).map(Value::Json),
        (Grammar::Values, Args::List(group)) => match value::list(&group.trees) {
            Some(values) if !values.is_empty() => Some(Value::List(values)),
            _ => None,
        },
        (Grammar::Format, Args::Value(_, place)) => match meta.text() {
            Some(name) => return format(&name, place, problems).map(Value::Format),
            None => None,
        },
        (Grammar::Limits, Args::List(group)) => {
            let mut keys = Keys::new(AttributePlace::Nested);
            keys.read_group(group, problems);
            Some(Value::Limits(Box::new(keys.limits(problems))))
        }
        (Grammar::Rule, Args::List(group)) => {
            return rule_value(meta, group, problems).map(Value::Rule);
        }
        (Grammar::Allow, Args::List(group)) => return allow_value(meta, group, problems),
        (Grammar::Server, Args::Value(..)) => {
            meta.text().map(|url| Value::Pair(url, String::new()))
        }
        (Grammar::Server, Args::List(group)) => pair(group, "url", problems),
        (Grammar::Tag, Args::List(group)) => pair(group, "name", problems),
        (Grammar::Path, Args::Value(..)) => Some(Value::Flag),
        _ => None,
    };
    if value.is_none() {
        let example = attribute.grammar.example().replace("key", attribute.name);
        problems.refuse_with(
            &refusals::BAD_VALUE,
            meta.value_place(),
            format!("the value of `{}` has the wrong form", attribute.name),
            format!("write `{}{example}`", attribute.name),
        );
    }
    if let (Some(Value::Text(text)), "pattern") = (&value, attribute.name) {
        check_pattern(text, meta, problems);
    }
    value
}

fn check_pattern(text: &str, meta: &Meta<'_>, problems: &mut Problems) {
    let Err(error) = pattern::parse(text) else {
        return;
    };
    let part = text.get(error.range.clone()).unwrap_or_default();
    let headline = if part.is_empty() || part.len() == text.len() {
        format!("pattern `{text}`: {}", error.message)
    } else {
        format!("`{part}` in the pattern `{text}`: {}", error.message)
    };
    problems.refuse(&refusals::BAD_PATTERN, meta.value_place(), headline);
}

fn type_tokens(trees: &[Tree]) -> Option<TypeExpr> {
    let mut cursor = crate::cursor::Cursor::new(trees, Place::default());
    let found = crate::types::parse(&mut cursor, 0);
    (cursor.is_empty() && !matches!(found, TypeExpr::Other(_))).then_some(found)
}

fn format(name: &str, place: Place, problems: &mut Problems) -> Option<Format> {
    let found = Format::from_name(name);
    if found.is_none() {
        let names = Format::ALL.map(Format::name);
        let advice = match nearest(name, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of \"{}\"", names.join("\", \"")),
        };
        problems.refuse_with(
            &refusals::BAD_VALUE,
            place,
            format!("`{name}` is no format"),
            advice,
        );
    }
    found
}

/// The texts of a list of `key = "text"`, in the order of `names`; unknown keys are reported.
fn texts(
    metas: &[Meta<'_>],
    names: &[&str],
    problems: &mut Problems,
) -> Vec<Option<(String, Place)>> {
    let mut found = vec![None; names.len()];
    for meta in metas {
        let Some(at) = names.iter().position(|name| *name == meta.key) else {
            let headline = format!("unknown key `{}`", meta.key);
            let advice = match nearest(&meta.key, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of `{}`", names.join("`, `")),
            };
            problems.refuse_with(&refusals::UNKNOWN_KEY, meta.key_place, headline, advice);
            continue;
        };
        match meta.text() {
            Some(text) => found[at] = Some((text, meta.value_place())),
            None => problems.refuse_with(
                &refusals::BAD_VALUE,
                meta.value_place(),
                format!("`{}` takes text", meta.key),
                format!("write `{} = \"...\"`", meta.key),
            ),
        }
    }
    found
}

fn pair(group: &Group, first: &str, problems: &mut Problems) -> Option<Value> {
    let list = metas(group, problems);
    let mut found = texts(&list, &[first, "description"], problems).into_iter();
    let name = found.next().flatten()?.0;
    let description = found.next().flatten().map(|d| d.0).unwrap_or_default();
    Some(Value::Pair(name, description))
}

fn rule_value(meta: &Meta<'_>, group: &Group, problems: &mut Problems) -> Option<RuleAttribute> {
    let list = metas(group, problems);
    let mut found = texts(&list, &["name", "expr", "message"], problems).into_iter();
    let (name, expr) = (found.next().flatten(), found.next().flatten());
    let message = found.next().flatten().map(|m| m.0);
    let (Some((name, name_place)), Some((expr, expr_place))) = (name, expr) else {
        problems.refuse_with(
            &refusals::BAD_RULE,
            meta.place(),
            "a rule has a name and an expression",
            "write `rule(name = \"start_before_end\", expr = \"start <= end\")`",
        );
        return None;
    };
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(word) || name.starts_with(|c: char| c.is_ascii_digit())
    {
        problems.refuse_with(
            &refusals::BAD_RULE,
            name_place,
            format!("`{name}` is no name for a rule"),
            "write it in snake_case: it names a fixture and a Python method",
        );
    }
    if let Err(error) = rule::parse(&expr) {
        let part = expr.get(error.range.clone()).unwrap_or_default();
        let headline = if part.is_empty() {
            format!("rule `{name}`, at the end of `{expr}`: {}", error.message)
        } else {
            format!("rule `{name}`, at `{part}` in `{expr}`: {}", error.message)
        };
        problems.refuse(&refusals::BAD_RULE, expr_place, headline);
    }
    Some(RuleAttribute {
        name,
        expr,
        message,
    })
}

fn allow_value(meta: &Meta<'_>, group: &Group, problems: &mut Problems) -> Option<Value> {
    let mut lints = Vec::new();
    let mut reason = None;
    for inner in metas(group, problems) {
        match (inner.key.as_str(), inner.args) {
            ("reason", _) => reason = inner.text(),
            (_, Args::None) => lints.push(inner.key.clone()),
            _ => {}
        }
    }
    if let [lint] = lints.as_slice()
        && contractual_model::lints::find(lint).is_none()
    {
        let headline = format!("`{lint}` is no lint");
        let names: Vec<&str> = contractual_model::lints::ALL
            .iter()
            .map(|l| l.name)
            .collect();
        let advice = match nearest(lint, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{}`", names.join("`, `")),
        };
        problems.refuse_with(&refusals::UNKNOWN_KEY, meta.value_place(), headline, advice);
        return None;
    }
    match (lints.as_slice(), reason) {
        ([lint], Some(reason)) if !reason.trim().is_empty() => Some(Value::Allow(Allow {
            lint: lint.clone(),
            reason,
        })),
        _ => {
            problems.refuse_with(
                &refusals::BAD_VALUE,
                meta.place(),
                "`allow` takes one lint and a reason",
                "write `allow(lint_name, reason = \"why\")`",
            );
            None
        }
    }
}

/// The status code or other small number of a literal.
pub(crate) fn small_number(text: &str) -> Option<u16> {
    literal::number(text)
        .and_then(|n| n.as_u64())
        .and_then(|n| u16::try_from(n).ok())
}
