//! The pipeline format as contract types: the one place that names its keys.
//!
//! The JSON Schema, the fixtures and the reference page in `docs/` are made from these types when this crate is built; the reader
//! in `load` takes its lists of known keys from their description (`contractual::member_names`). The types hold a file as it is written; the reader
//! makes a pipeline of it, with places and defaults. A key whose value is null counts as absent.
//!
//! What the types cannot say is the reader's alone: steps that other steps name, cycles, and everything that needs a file.

mod contract;
mod pipeline;

pub use contract::{
    ContextSource, ContractKind, EventPattern, ExternalLinks, ExtraHeadings, FrontMatter,
    HeadingOrder, HeadingRule, LinkRule, MarkdownRules, OnFailure, Recovery, RelativeTargets,
    ReviewContext, SchemaText, StepContract, TableRule,
};
pub use pipeline::{
    Artifact, ArtifactKind, ArtifactSource, Backoff, CommandKind, Exec, ExecKind, Handover,
    HandoverPipeline, Inject, Input, Memory, Metadata, Mount, MountMode, OnRetry, PipelineKind,
    Retry, RetryPolicy, Step, StepId, Strategy, UsedUp, WaitingTime, Workspace, WorkspaceKind,
};

/// The JSON Schema of pipeline files, as the build wrote it.
pub const SCHEMA: &str = include_str!("../../docs/contracts/handover-pipeline-v1.schema.json");
