//! Are the guardrails defined, enforced and in use?

use std::collections::HashSet;

use crate::document::{Document, GUARDED};
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
    for section in GUARDED {
        for (id, entity) in doc.section(section).iter() {
            for item in entity.items("guardrails") {
                let name = item.as_str().unwrap_or_default();
                if !doc.guardrails.contains(name) {
                    let message = format!("\"{id}\" lists undefined guardrail \"{name}\"");
                    let finding = finding(
                        "entity-guardrail-undefined",
                        Error,
                        format!("{section}.{id}.guardrails"),
                        message,
                        item.at,
                    );
                    out.push(finding.near(name, doc.guardrails.keys().map(|key| &**key)));
                }
            }
        }
    }
}

pub(super) fn entity_no_guardrails(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for section in GUARDED {
        for (id, entity) in doc.section(section).iter() {
            if !doc.guarded(section, id, entity) {
                let message = format!("\"{id}\" has no guardrails and is in the scope of none");
                out.push(finding(
                    "entity-no-guardrails",
                    Info,
                    format!("{section}.{id}"),
                    message,
                    entity.at,
                ));
            }
        }
    }
}

pub(super) fn guardrail_orphaned(doc: &Document<'_>, out: &mut Vec<Finding>) {
    let mut named: HashSet<&str> = HashSet::new();
    for section in GUARDED {
        for (_, entity) in doc.section(section).iter() {
            named.extend(entity.texts("guardrails"));
        }
    }
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
