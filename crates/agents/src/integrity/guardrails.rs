//! Guardrails that entities, scopes and policies name (specification 9.11 to 9.13).

use super::{missing, not_ordered};
use crate::document::Document;
use crate::finding::Finding;

pub(super) fn check(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for one in &doc.guarded {
        for item in one.own {
            if item
                .as_str()
                .is_some_and(|name| !doc.guardrails.contains(name))
            {
                let path = format!("{}.{}.guardrails", one.section, one.id);
                out.push(missing(
                    "entity-guardrail-ref-not-found",
                    path,
                    item,
                    doc.guardrails,
                    "guardrails",
                ));
            }
        }
    }
    for (id, guardrail) in doc.guardrails.iter() {
        let Some(scope) = guardrail.get("scope") else {
            continue;
        };
        for kind in ["agents", "tasks", "tools", "artifacts", "workflows"] {
            for item in scope.items(kind) {
                let name = item.as_str().unwrap_or_default();
                let path = format!("guardrails.{id}.scope.{kind}");
                if kind == "workflows" {
                    if !doc.ordered(name) {
                        let mut finding = not_ordered(doc, path, name, item);
                        finding.code = "guardrail-scope-ref-not-found";
                        out.push(finding);
                    }
                } else if !doc.section(kind).contains(name) {
                    out.push(missing(
                        "guardrail-scope-ref-not-found",
                        path,
                        item,
                        doc.section(kind),
                        kind,
                    ));
                }
            }
        }
    }
    for (id, policy) in doc.guardrail_policies.iter() {
        for (at, rule) in policy.items("rules").iter().enumerate() {
            if let Some(item) = rule.get("guardrail")
                && item
                    .as_str()
                    .is_some_and(|name| !doc.guardrails.contains(name))
            {
                let path = format!("guardrail_policies.{id}.rules[{at}].guardrail");
                out.push(missing(
                    "guardrail-policy-ref-not-found",
                    path,
                    item,
                    doc.guardrails,
                    "guardrails",
                ));
            }
        }
    }
}
