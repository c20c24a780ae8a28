//! The language as types: what a document, a configuration and a binding file may hold.
//!
//! These types are the one declaration of the language. The tables of the schema layer are made from what they say of themselves
//! ([`crate::schema`]), and the build script of this crate writes their JSON Schemas and fixtures into `docs/contracts`, for editors
//! and other tools. The fields stand in the order in which findings are reported and documents are written (specification 3.20).
//!
//! An object is open unless it says otherwise: it may have `x-` keys. What the types cannot say (an unknown key without `x-`, a
//! decision without a routing key) is checked by the schema layer.

mod agent;
mod artifact;
mod binding;
mod configuration;
mod document;
mod guardrail;
mod handoff;
mod task;
mod workflow;

pub use agent::{
    Agent, AgentMode, EscalationAction, EscalationCriterion, Prerequisite, PrerequisiteAction,
    Rule, RuleSeverity, Section,
};
pub use artifact::{Artifact, ExecutorType, Tool, ToolCommand, Validation, ValidationKind};
pub use binding::{
    Binding, BindingOutput, BindingRender, Check, CommandRegex, ContentRegex, FileGlob,
    Implementation, Matcher, OutputFormat, OutputMode, PatchStrategy, Reporting,
};
pub use configuration::{Configuration, LintLevel, RenderContext, RenderTarget, Team, Waiver};
pub use document::{Components, Document, System};
pub use guardrail::{
    Escalation, Extension, Guardrail, GuardrailPolicy, GuardrailScope, NodeType, Policy,
    PolicyAction, PolicyCondition, PolicyRule, PolicySeverity,
};
pub use handoff::{AcceptedWorkflow, Accepts, Exposes, HandoffType, Import, TeamInterface};
pub use task::{ExecutionStep, Task};
pub use workflow::{
    DecisionStep, DelegateStep, GateStep, HandoffStep, Participant, ParticipantKind, Retry, Step,
    TeamTaskStep, ValidationStep, Workflow,
};

/// The JSON Schema (draft 2020-12) of [`Document`], as the build writes it; for editors.
pub const DOCUMENT_SCHEMA: &str =
    include_str!("../../docs/contracts/agent-document-v1.schema.json");
/// The JSON Schema of [`Configuration`].
pub const CONFIGURATION_SCHEMA: &str =
    include_str!("../../docs/contracts/agent-configuration-v1.schema.json");
/// The JSON Schema of [`Binding`].
pub const BINDING_SCHEMA: &str = include_str!("../../docs/contracts/agent-binding-v1.schema.json");
