//! What a page says of one component: members, variants, rules.

use contractual_model::Deprecation;

use super::markdown::{block, cell, code, table};
use super::words::{self, Link, json};
use crate::json_schema::is_in_schema;
use crate::set::{Component, Form, Member, ObjectForm, Rest, Set, UnionForm};

/// Writes the parts of a component below a heading of that level.
pub(super) fn component(
    set: &Set<'_>,
    component: &Component,
    level: usize,
    link: &Link<'_>,
    out: &mut String,
) {
    let mut part = |heading: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!(
                "{} {heading}\n\n{}\n\n",
                "#".repeat(level),
                text.trim_end()
            ));
        }
    };
    match &component.form {
        Form::Value(node) => {
            let mut text = format!("Type: {}\n", words::type_of(node, link));
            for constraint in words::constraints(node) {
                text.push_str(&format!("\n* {constraint}"));
            }
            part("Value", &text);
        }
        Form::Object(object) => {
            part("Members", &members(object, link));
            part("Rules", &rules(set, object));
        }
        Form::Union(union) => part("Variants", &variants(union, link)),
    }
}

/// The description of a component, with its deprecation before it.
pub(super) fn description(component: &Component) -> String {
    let mut out = String::new();
    if let Some(deprecated) = &component.deprecated {
        out.push_str(&format!("> {}\n\n", deprecation(deprecated)));
    }
    if !component.docs.is_empty() {
        out.push_str(&format!("{}\n\n", block(&component.docs)));
    }
    out
}

fn deprecation(deprecated: &Deprecation) -> String {
    let mut out = "**Deprecated.**".to_owned();
    if let Some(note) = &deprecated.note {
        out.push_str(&format!(" {}", cell(note)));
    }
    if let Some(day) = &deprecated.sunset {
        out.push_str(&format!(" It may go from {day} on."));
    }
    out
}

fn members(object: &ObjectForm, link: &Link<'_>) -> String {
    let rows: Vec<Vec<String>> = object
        .members
        .iter()
        .map(|member| {
            vec![
                code(&member.name),
                words::type_of(&member.node, link),
                presence(member),
                words::constraints(&member.node).join("; "),
                member_description(member),
            ]
        })
        .collect();
    let mut out = String::new();
    if rows.is_empty() {
        out.push_str("No members are declared.\n\n");
    } else {
        let head = ["Member", "Type", "Presence", "Constraints", "Description"];
        out.push_str(&table(&head, &rows));
        out.push('\n');
    }
    out.push_str(&match &object.rest {
        Rest::Closed => "Other members are refused.".to_owned(),
        Rest::Open => "Other members are allowed.".to_owned(),
        Rest::Typed(node) => {
            let mut text = format!("Other members are allowed: {}", words::type_of(node, link));
            let constraints = words::constraints(node);
            if !constraints.is_empty() {
                text.push_str(&format!(" ({})", constraints.join("; ")));
            }
            text.push('.');
            text
        }
    });
    out
}

fn presence(member: &Member) -> String {
    match (&member.default, member.required) {
        (_, true) => "required".to_owned(),
        (None, false) => "optional".to_owned(),
        (Some(default), false) => format!("optional, default {}", json(default)),
    }
}

fn member_description(member: &Member) -> String {
    let mut parts = vec![cell(&member.docs)];
    parts.extend(member.deprecated.as_ref().map(deprecation));
    if member.read_only {
        parts.push("Only in answers.".to_owned());
    }
    if member.write_only {
        parts.push("Only in requests.".to_owned());
    }
    if !member.aliases.is_empty() {
        let names: Vec<String> = member.aliases.iter().map(|name| code(name)).collect();
        parts.push(format!(
            "Also read under the old name {}.",
            names.join(" or ")
        ));
    }
    if !member.examples.is_empty() {
        let examples: Vec<String> = member.examples.iter().map(json).collect();
        parts.push(format!("For example {}.", examples.join(", ")));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

fn rules(set: &Set<'_>, object: &ObjectForm) -> String {
    let mut out = String::new();
    let names = |names: &[String]| -> String {
        names
            .iter()
            .map(|name| code(name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    for together in &object.together {
        out.push_str(&format!(
            "* {} come together: where one of them is, {} must be.\n",
            names(&together.all),
            names(&together.required)
        ));
    }
    let count = |word: &str, count: Option<u64>| {
        count.map(|n| format!("* {word} {n} member{}.\n", if n == 1 { "" } else { "s" }))
    };
    out.extend(count("At least", object.min_properties.filter(|n| *n > 0)));
    out.extend(count("At most", object.max_properties));
    for (at, form) in object.rules.iter().enumerate() {
        let prefix = form.prefix.join(".");
        out.push_str(&format!(
            "* {}: {}",
            code(&form.rule.name),
            code(&form.rule.expr.to_string())
        ));
        if !prefix.is_empty() {
            out.push_str(&format!(" (in {})", code(&prefix)));
        }
        out.push('.');
        if let Some(message) = &form.rule.message {
            out.push_str(&format!(" {}", cell(message)));
        }
        if !is_in_schema(set, object, at) {
            out.push_str(" Checked by the models and at run time; JSON Schema cannot say it.");
        }
        out.push('\n');
    }
    out
}

fn variants(union: &UnionForm, link: &Link<'_>) -> String {
    let rows: Vec<Vec<String>> = union
        .branches
        .iter()
        .map(|branch| {
            let tags: Vec<String> = branch
                .tags
                .iter()
                .map(|tag| json(&tag.as_str().into()))
                .collect();
            vec![
                code(&branch.ident),
                words::type_of(&branch.node, link),
                tags.join(" or "),
                words::constraints(&branch.node).join("; "),
            ]
        })
        .collect();
    let number = if union.exclusive {
        "exactly"
    } else {
        "at least"
    };
    let mut out = format!("A value fits {number} one of these.");
    if let Some(tag) = &union.tag {
        out.push_str(&format!(" The member {} tells which.", code(tag)));
    }
    let told = match &union.tag {
        Some(tag) => code(tag),
        None => "Tag".to_owned(),
    };
    out.push_str("\n\n");
    out.push_str(&table(&["Variant", "Value", &told, "Constraints"], &rows));
    out
}
