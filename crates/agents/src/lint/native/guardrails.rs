//! Are the guardrails defined, enforced and in use?

use std::collections::HashSet;

use crate::document::Document;
use crate::finding::{Finding, Severity::Error, Severity::Info, Severity::Warning};
use crate::lint::finding;

pub(super) fn guardrail_no_policy_rule(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for (id, guardrail) in doc.guardrails.iter() {
        if !doc.ruled(id) {
            let message = format!("Guardrail \"{id}\" is in no guardrail policy");
            out.push(finding(
                "guardrail-no-policy-rule",
                Warning,
                format!("guardrails.{id}"),
                message,
                guardrail.at,
            ));
        }
    }
}

pub(super) fn entity_guardrail_undefined(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for one in &doc.guarded {
        for item in one.own {
            let name = item.as_str().unwrap_or_default();
            if !doc.guardrails.contains(name) {
                let message = format!("\"{}\" lists undefined guardrail \"{name}\"", one.id);
                let finding = finding(
                    "entity-guardrail-undefined",
                    Error,
                    format!("{}.{}.guardrails", one.section, one.id),
                    message,
                    item.at,
                );
                out.push(finding.near(name, doc.guardrails.keys().map(|key| &**key)));
            }
        }
    }
}

pub(super) fn entity_no_guardrails(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for one in &doc.guarded {
        if !doc.is_guarded(one) {
            let message = format!(
                "\"{}\" has no guardrails and is in the scope of none",
                one.id
            );
            out.push(finding(
                "entity-no-guardrails",
                Info,
                format!("{}.{}", one.section, one.id),
                message,
                one.entity.at,
            ));
        }
    }
}

pub(super) fn guardrail_orphaned(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let named: HashSet<&str> = doc
        .guarded
        .iter()
        .flat_map(|one| one.own)
        .filter_map(|item| item.as_str())
        .collect();
    for (id, guardrail) in doc.guardrails.iter() {
        let scope = guardrail.get("scope");
        let kinds = ["agents", "tasks", "tools", "artifacts", "workflows"];
        let scoped =
            scope.is_some_and(|scope| kinds.iter().any(|kind| !scope.items(kind).is_empty()));
        if !scoped && !named.contains(&**id) {
            let message = format!("Guardrail \"{id}\" has an empty scope and no entity names it");
            out.push(finding(
                "guardrail-orphaned",
                Warning,
                format!("guardrails.{id}"),
                message,
                guardrail.at,
            ));
        }
    }
}
