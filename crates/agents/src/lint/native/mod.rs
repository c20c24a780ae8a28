//! The native rules, in the order in which they run; each walks the entities in document order.

mod access;
mod coverage;
mod guardrails;
mod wiring;

use crate::document::Document;
use crate::finding::Finding;

/// A native rule.
type Rule = fn(&Document<'_>, &mut Vec<Finding>);

/// All native rules in order (specification 11, column 1).
const RULES: [Rule; 15] = [
    coverage::validation_coverage,
    access::tool_execution,
    access::task_agent_binding,
    wiring::merge_integrity,
    access::artifact_ownership,
    wiring::tool_commands,
    guardrails::guardrail_no_policy_rule,
    wiring::yaml_reserved_key_safety,
    wiring::artifact_required_validation_wiring,
    coverage::task_output_validation_completeness,
    coverage::semantic_validation_phase_coverage,
    guardrails::entity_guardrail_undefined,
    guardrails::entity_no_guardrails,
    guardrails::guardrail_orphaned,
    wiring::validation_executor_no_context,
];

pub(super) fn run(doc: &Document<'_>, out: &mut Vec<Finding>) {
    for rule in RULES {
        rule(doc, out);
    }
}
