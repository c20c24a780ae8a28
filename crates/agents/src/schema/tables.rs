//! The known objects of the DSL, of the configuration and of bindings, in schema order (specification 2, 3 and 19.1).
//!
//! This file is long because it is one table; it holds no logic.

use super::shape::Filling::{
    EmptyList, EmptyMap, False, NoSchemas, Number as Num, Text as Txt, True,
};
use super::shape::Shape::{
    AnyMap, Bool, Count, List, Number, Object as Obj, One, Record, Tagged, Text, Words,
};
use super::shape::{Need, Object, Shape, default, optional, required};

const TEXTS: Shape = List(&Text);

macro_rules! object {
    ($id:ident, $name:literal, open, [$($field:expr),* $(,)?]) => {
        pub(crate) static $id: Object = Object { name: $name, open: true, fields: &[$($field),*] };
    };
    ($id:ident, $name:literal, closed, [$($field:expr),* $(,)?]) => {
        pub(crate) static $id: Object = Object { name: $name, open: false, fields: &[$($field),*] };
    };
}

pub(crate) static ROOT_SHAPE: Shape = Obj(&ROOT);

object!(
    ROOT,
    "document",
    open,
    [
        required("version", One),
        optional("extends", Text),
        required("system", Obj(&SYSTEM)),
        default("agents", Record(&Obj(&AGENT)), EmptyMap),
        default("tasks", Record(&Obj(&TASK)), EmptyMap),
        default("artifacts", Record(&Obj(&ARTIFACT)), EmptyMap),
        default("tools", Record(&Obj(&TOOL)), EmptyMap),
        default("validations", Record(&Obj(&VALIDATION)), EmptyMap),
        default("handoff_types", Record(&Obj(&HANDOFF_TYPE)), EmptyMap),
        optional("team_interface", Obj(&TEAM_INTERFACE)),
        optional("imports", Record(&Obj(&IMPORT))),
        default("workflow", Record(&Obj(&WORKFLOW)), EmptyMap),
        default("policies", Record(&Obj(&POLICY)), EmptyMap),
        default("guardrails", Record(&Obj(&GUARDRAIL)), EmptyMap),
        default(
            "guardrail_policies",
            Record(&Obj(&GUARDRAIL_POLICY)),
            EmptyMap
        ),
        default("components", Obj(&COMPONENTS), NoSchemas),
        default("extensions", Record(&Obj(&EXTENSION)), EmptyMap),
        default("extensions_strict", Bool, False),
    ]
);

object!(
    SYSTEM,
    "system",
    open,
    [
        required("id", Text),
        required("name", Text),
        required("default_workflow_order", TEXTS),
    ]
);

object!(
    AGENT,
    "agent",
    open,
    [
        required("role_name", Text),
        required("purpose", Text),
        default("can_read_artifacts", TEXTS, EmptyList),
        default("can_write_artifacts", TEXTS, EmptyList),
        default("can_execute_tools", TEXTS, EmptyList),
        default("can_perform_validations", TEXTS, EmptyList),
        default("can_invoke_agents", TEXTS, EmptyList),
        default("can_return_handoffs", TEXTS, EmptyList),
        optional("dispatch_only", Bool),
        optional("mode", Words(&["read-only", "read-write"])),
        optional("responsibilities", TEXTS),
        optional("constraints", TEXTS),
        optional("rules", List(&Obj(&RULE))),
        optional("anti_patterns", TEXTS),
        optional("escalation_criteria", List(&Obj(&ESCALATION_CRITERION))),
        optional("sections", List(&Obj(&SECTION))),
        optional("prerequisites", List(&Obj(&PREREQUISITE))),
        optional("guardrails", TEXTS),
    ]
);

object!(
    RULE,
    "rule",
    open,
    [
        required("id", Text),
        optional("name", Text),
        required("description", Text),
        required("severity", Words(&["mandatory", "recommended", "optional"])),
        optional("detection_method", Text),
        optional("escalation", Text),
        optional("ref", Text),
    ]
);

object!(
    ESCALATION_CRITERION,
    "escalation criterion",
    open,
    [
        required("condition", Text),
        required(
            "action",
            Words(&[
                "stop_and_report",
                "report_to_architect",
                "wait_for_approval"
            ])
        ),
    ]
);

object!(
    SECTION,
    "section",
    closed,
    [required("title", Text), required("content", Text)]
);

object!(
    PREREQUISITE,
    "prerequisite",
    open,
    [
        required("action", Words(&["read", "execute"])),
        required("target", Text),
        required("required", Bool),
    ]
);

object!(
    TASK,
    "task",
    open,
    [
        required("description", Text),
        required("target_agent", Text),
        required("allowed_from_agents", TEXTS),
        required("workflow", Text),
        required("input_artifacts", TEXTS),
        required("invocation_handoff", Text),
        required("result_handoff", Text),
        optional("default_priority", Text),
        optional("responsibilities", TEXTS),
        optional("constraints", TEXTS),
        optional("execution_steps", List(&Obj(&EXECUTION_STEP))),
        optional("completion_criteria", TEXTS),
        optional("rules", List(&Obj(&RULE))),
        optional("anti_patterns", TEXTS),
        optional("escalation_criteria", List(&Obj(&ESCALATION_CRITERION))),
        default("validations", TEXTS, EmptyList),
        optional("guardrails", TEXTS),
    ]
);

object!(
    EXECUTION_STEP,
    "execution step",
    open,
    [
        required("id", Text),
        required("action", Text),
        optional("description", Text),
        optional("required", Bool),
        optional("abort_on_failure", Bool),
        optional("uses_tool", Text),
        optional("produces_artifact", Text),
        optional("reads_artifact", Text),
        optional("depends_on", TEXTS),
        optional("skip_condition", Text),
        optional("wait_for_approval", Bool),
    ]
);

object!(
    ARTIFACT,
    "artifact",
    open,
    [
        required("type", Text),
        optional("description", Text),
        required("owner", Text),
        required("producers", TEXTS),
        required("editors", TEXTS),
        required("consumers", TEXTS),
        required("states", TEXTS),
        default("required_validations", TEXTS, EmptyList),
        optional("visibility", Text),
        optional("guardrails", TEXTS),
    ]
);

object!(
    TOOL,
    "tool",
    open,
    [
        required("kind", Text),
        optional("description", Text),
        default("input_artifacts", TEXTS, EmptyList),
        default("output_artifacts", TEXTS, EmptyList),
        required("invokable_by", TEXTS),
        default("side_effects", TEXTS, EmptyList),
        default("commands", List(&Obj(&TOOL_COMMAND)), EmptyList),
        optional("guardrails", TEXTS),
    ]
);

object!(
    TOOL_COMMAND,
    "tool command",
    closed,
    [
        required("command", Text),
        required("category", Text),
        default("reads", TEXTS, EmptyList),
        default("writes", TEXTS, EmptyList),
        optional("purpose", Text),
    ]
);

object!(
    VALIDATION,
    "validation",
    open,
    [
        required("target_artifact", Text),
        required(
            "kind",
            Words(&[
                "schema",
                "mechanical",
                "semantic",
                "approval",
                "provenance",
                "traceability",
                "fidelity"
            ])
        ),
        required("executor_type", Words(&["tool", "agent"])),
        required("executor", Text),
        required("blocking", Bool),
        optional("produces_evidence", Text),
    ]
);

object!(
    HANDOFF_TYPE,
    "handoff type",
    open,
    [
        required("version", Number),
        optional("description", Text),
        required("schema", AnyMap),
        optional("example", AnyMap),
    ]
);

object!(
    TEAM_INTERFACE,
    "team interface",
    open,
    [
        required("version", Number),
        optional("description", Text),
        optional("accepts", Obj(&ACCEPTS)),
        optional("exposes", Obj(&EXPOSES)),
        optional("constraints", TEXTS),
    ]
);

object!(
    ACCEPTS,
    "accepts",
    open,
    [required("workflows", Record(&Obj(&ACCEPTED_WORKFLOW)))]
);
object!(EXPOSES, "exposes", open, [required("artifacts", TEXTS)]);

object!(
    ACCEPTED_WORKFLOW,
    "accepted workflow",
    open,
    [
        optional("internal_workflow", Text),
        required("input_handoff", Text),
        required("output_handoff", Text),
        optional("description", Text),
    ]
);

object!(
    IMPORT,
    "import",
    open,
    [required("interface", Text), optional("version", Text)]
);

object!(
    WORKFLOW,
    "workflow",
    open,
    [
        optional("description", Text),
        default("entry_conditions", TEXTS, EmptyList),
        optional("trigger", Text),
        required("steps", List(&STEP)),
        default("external_participants", List(&Obj(&PARTICIPANT)), EmptyList),
    ]
);

object!(
    PARTICIPANT,
    "external participant",
    closed,
    [
        required("id", Text),
        required("kind", Words(&["actor", "participant"])),
        required("label", Text),
        optional("description", Text),
    ]
);

pub(crate) static STEP: Shape = Tagged(&[
    ("delegate", &DELEGATE),
    ("gate", &GATE),
    ("handoff", &HANDOFF),
    ("validation", &VALIDATION_STEP),
    ("decision", &DECISION),
    ("team_task", &TEAM_TASK),
]);

object!(
    DELEGATE,
    "delegate step",
    open,
    [
        required("type", Text),
        optional("description", Text),
        required("task", Text),
        required("from_agent", Text),
        optional("group", Text),
        optional("max_retries", Count),
        optional("max_follow_ups", Count),
        optional("retry", Obj(&RETRY)),
    ]
);

object!(
    GATE,
    "gate step",
    open,
    [
        required("type", Text),
        optional("description", Text),
        required("gate_kind", Text),
        optional("group", Text),
    ]
);

object!(
    HANDOFF,
    "handoff step",
    open,
    [
        required("type", Text),
        optional("description", Text),
        required("handoff_kind", Text),
        optional("task", Text),
        optional("from_agent", Text),
        optional("group", Text),
        optional("retry", Obj(&RETRY)),
    ]
);

object!(
    VALIDATION_STEP,
    "validation step",
    open,
    [
        required("type", Text),
        optional("description", Text),
        required("validation", Text),
        optional("group", Text),
    ]
);

object!(
    DECISION,
    "decision step",
    open,
    [
        required("type", Text),
        optional("description", Text),
        optional("on", Text),
        optional("routing_key", Text),
        required("branches", Record(&TEXTS)),
        optional("group", Text),
    ]
);

object!(
    TEAM_TASK,
    "team task step",
    open,
    [
        required("type", Text),
        optional("description", Text),
        required("to_team", Text),
        required("workflow", Text),
        required("handoff", Text),
        required("expects", Text),
        optional("group", Text),
    ]
);

object!(
    RETRY,
    "retry",
    closed,
    [
        required("condition", Text),
        required("fix_task", Text),
        optional("revalidate_task", Text),
    ]
);

object!(
    POLICY,
    "policy",
    open,
    [
        required("when", Obj(&WHEN)),
        optional("requires_validations", TEXTS),
        optional("requires", TEXTS),
    ]
);

object!(
    WHEN,
    "policy condition",
    open,
    [optional("artifact_type", Text), optional("workflow", Text)]
);

object!(
    GUARDRAIL,
    "guardrail",
    open,
    [
        required("description", Text),
        required("scope", Obj(&SCOPE)),
        optional("rationale", Text),
        default("tags", TEXTS, EmptyList),
        optional("exemptions", TEXTS),
    ]
);

object!(
    SCOPE,
    "guardrail scope",
    open,
    [
        optional("agents", TEXTS),
        optional("tasks", TEXTS),
        optional("tools", TEXTS),
        optional("artifacts", TEXTS),
        optional("workflows", TEXTS),
    ]
);

object!(
    GUARDRAIL_POLICY,
    "guardrail policy",
    open,
    [
        optional("description", Text),
        required("rules", List(&Obj(&POLICY_RULE))),
    ]
);

object!(
    POLICY_RULE,
    "guardrail policy rule",
    open,
    [
        required("guardrail", Text),
        required(
            "severity",
            Words(&["critical", "mandatory", "warning", "info"])
        ),
        required("action", Words(&["block", "warn", "shadow", "info"])),
        default("allow_override", Bool, False),
        optional("override_requires", TEXTS),
        optional("escalation", Obj(&ESCALATION)),
    ]
);

object!(
    ESCALATION,
    "escalation",
    open,
    [required("target", Text), optional("condition", Text)]
);

object!(
    COMPONENTS,
    "components",
    open,
    [default("schemas", Record(&AnyMap), EmptyMap)]
);

/// The node types that an extension may be declared for, in the order in which they are visited.
pub(crate) const NODE_TYPES: [&str; 18] = [
    "root",
    "system",
    "agent",
    "task",
    "execution_step",
    "artifact",
    "tool",
    "tool_command",
    "validation",
    "handoff_type",
    "workflow",
    "workflow_step",
    "policy",
    "guardrail",
    "guardrail_policy",
    "rule",
    "escalation_criterion",
    "prerequisite",
];

object!(
    EXTENSION,
    "extension declaration",
    closed,
    [
        required("type", Text),
        optional("items", Text),
        optional("description", Text),
        optional("scope", List(&Words(&NODE_TYPES))),
        optional("schema", AnyMap),
        default("required", Bool, False),
    ]
);

// Configuration (2). Unknown keys are ignored.

object!(
    CONFIG,
    "configuration",
    closed,
    [
        optional("dsl", Text),
        optional("teams", Record(&Obj(&TEAM))),
        optional("vars", Record(&Text)),
        default("renders", List(&Obj(&TARGET)), EmptyList),
        default("bindings", TEXTS, EmptyList),
        optional("active_guardrail_policy", Text),
        optional("paths", Record(&Text)),
        default("extra_rules", Bool, False),
        optional(
            "lint_rules",
            Record(&Words(&["off", "info", "warning", "error"]))
        ),
        optional("waivers", List(&Obj(&WAIVER))),
    ]
);

// The last three keys of the configuration are not known to older tools of this DSL, which ignore unknown keys.
object!(
    WAIVER,
    "waiver",
    closed,
    [
        required("rule", Text),
        required("path", Text),
        required("reason", Text)
    ]
);

object!(
    TEAM,
    "team",
    closed,
    [
        optional("dsl", Text),
        default("bindings", TEXTS, EmptyList),
        optional("vars", Record(&Text)),
        optional("paths", Record(&Text)),
        optional("active_guardrail_policy", Text),
        optional("interface_output", Text),
    ]
);

pub(crate) const CONTEXTS: [&str; 11] = [
    "agent",
    "task",
    "artifact",
    "tool",
    "validation",
    "handoff_type",
    "workflow",
    "policy",
    "guardrail",
    "guardrail_policy",
    "system",
];

object!(
    TARGET,
    "render target",
    closed,
    [
        required("template", Text),
        required("context", Words(&CONTEXTS)),
        required("output", Text),
        optional("include", TEXTS),
        optional("exclude", TEXTS),
        optional("skip_empty", Bool),
    ]
);

// Bindings (19.1).

object!(
    BINDING,
    "binding",
    open,
    [
        required("software", Text),
        required("version", One),
        optional("extends", Text),
        optional("guardrail_impl", Record(&Obj(&IMPLEMENTATION))),
        optional("outputs", Record(&Obj(&OUTPUT))),
        optional("renders", List(&Obj(&BINDING_RENDER))),
        optional("reporting", Obj(&REPORTING)),
    ]
);

object!(
    IMPLEMENTATION,
    "guardrail implementation",
    closed,
    [required("checks", List(&Obj(&CHECK)))]
);

object!(
    CHECK,
    "check",
    open,
    [
        optional("matcher", MATCHER),
        optional("script", Text),
        optional("message", Text),
    ]
);

const MATCHER: Shape = Tagged(&[
    ("command_regex", &COMMAND_REGEX),
    ("content_regex", &CONTENT_REGEX),
    ("file_glob", &FILE_GLOB),
]);

object!(
    COMMAND_REGEX,
    "matcher command_regex",
    open,
    [required("type", Text), required("pattern", Text)]
);
object!(
    CONTENT_REGEX,
    "matcher content_regex",
    open,
    [
        required("type", Text),
        required("pattern", Text),
        optional("file_glob", Text),
        optional("exclude_glob", Text),
    ]
);
object!(
    FILE_GLOB,
    "matcher file_glob",
    open,
    [
        required("type", Text),
        required("pattern", Text),
        optional("exclude_glob", Text),
    ]
);

object!(
    OUTPUT,
    "output",
    open,
    [
        required("target", Text),
        optional("template", Text),
        optional("inline_template", Text),
        optional("source", Text),
        default("mode", Words(&["write", "patch"]), Txt("write")),
        optional("format", Words(&["json", "yaml", "text"])),
        optional("patch_strategy", Words(&["deep_merge", "append"])),
        optional("array_merge_key", Text),
        optional("group_by", Text),
        optional("executable", Bool),
        optional("skip_empty", Bool),
    ]
);

object!(
    BINDING_RENDER,
    "binding render",
    open,
    [
        optional("template", Text),
        optional("inline_template", Text),
        required("context", Words(&CONTEXTS)),
        required("output", Text),
        optional("include", TEXTS),
        optional("exclude", TEXTS),
        optional("skip_empty", Bool),
        optional("executable", Bool),
    ]
);

object!(
    REPORTING,
    "reporting",
    open,
    [
        required("commands", Record(&Text)),
        default("fail_open", Bool, True),
        default("timeout_ms", Number, Num(5000.0)),
    ]
);

/// A known object, for reference pages, editors' schemas and generated code.
#[derive(Debug, Clone)]
pub struct ObjectInfo {
    /// What it is called.
    pub name: &'static str,
    /// True if other keys are kept.
    pub open: bool,
    /// Its keys in schema order.
    pub fields: Vec<FieldInfo>,
}

/// A known key.
#[derive(Debug, Clone)]
pub struct FieldInfo {
    /// The key.
    pub name: &'static str,
    /// What it holds, in words.
    pub holds: String,
    /// True if it must be there.
    pub required: bool,
    /// The value it has when it is absent, in JSON.
    pub default: Option<&'static str>,
}

/// All known objects of a document, in the order of the specification.
pub fn objects() -> Vec<ObjectInfo> {
    let all = [
        &ROOT,
        &SYSTEM,
        &AGENT,
        &RULE,
        &ESCALATION_CRITERION,
        &SECTION,
        &PREREQUISITE,
        &TASK,
        &EXECUTION_STEP,
        &ARTIFACT,
        &TOOL,
        &TOOL_COMMAND,
        &VALIDATION,
        &HANDOFF_TYPE,
        &TEAM_INTERFACE,
        &ACCEPTS,
        &EXPOSES,
        &ACCEPTED_WORKFLOW,
        &IMPORT,
        &WORKFLOW,
        &PARTICIPANT,
        &DELEGATE,
        &GATE,
        &HANDOFF,
        &VALIDATION_STEP,
        &DECISION,
        &TEAM_TASK,
        &RETRY,
        &POLICY,
        &WHEN,
        &GUARDRAIL,
        &SCOPE,
        &GUARDRAIL_POLICY,
        &POLICY_RULE,
        &ESCALATION,
        &COMPONENTS,
        &EXTENSION,
        &CONFIG,
        &WAIVER,
        &TEAM,
        &TARGET,
        &BINDING,
        &IMPLEMENTATION,
        &CHECK,
        &COMMAND_REGEX,
        &CONTENT_REGEX,
        &FILE_GLOB,
        &OUTPUT,
        &BINDING_RENDER,
        &REPORTING,
    ];
    all.iter()
        .map(|object| ObjectInfo {
            name: object.name,
            open: object.open,
            fields: object
                .fields
                .iter()
                .map(|field| FieldInfo {
                    name: field.name,
                    holds: holds(&field.shape),
                    required: field.need == Need::Required,
                    default: match field.need {
                        Need::Default(filling) => Some(match filling {
                            EmptyList => "[]",
                            EmptyMap => "{}",
                            False => "false",
                            True => "true",
                            Num(_) => "5000",
                            Txt(_) => "\"write\"",
                            NoSchemas => "{\"schemas\": {}}",
                        }),
                        Need::Required | Need::Optional => None,
                    },
                })
                .collect(),
        })
        .collect()
}

fn holds(shape: &Shape) -> String {
    match shape {
        Text => "text".to_owned(),
        Number => "number".to_owned(),
        Count => "whole number, zero or more".to_owned(),
        Bool => "true or false".to_owned(),
        One => "the number 1".to_owned(),
        Words(words) => words.join(", "),
        List(item) => format!("list of {}", holds(item)),
        Record(value) => format!("map of {}", holds(value)),
        AnyMap => "map".to_owned(),
        Obj(object) => object.name.to_owned(),
        Tagged(variants) => variants
            .iter()
            .map(|(_, object)| object.name)
            .collect::<Vec<_>>()
            .join(", "),
    }
}
