//! The pipeline format as plain data: what a file says, with defaults filled in and nothing decided.
//!
//! Places are not kept here. Each step and contract knows its JSON pointer in the file ([`Step::at`], [`Contract::at`]), and the
//! loaded file ([`crate::Loaded`]) finds line and column for a pointer.

mod contract;
mod pipeline;

pub use contract::{
    Contract, ContractType, EventPattern, HeadingRule, Links, OnFailure, Order, RecoveryLevel,
    ReviewContext, Rules, TableRule,
};
pub use pipeline::{
    Artifact, ArtifactSource, ArtifactType, Backoff, Exec, Inject, InputInfo, Mount, OnRetry,
    Pipeline, Step, StepRetry, UsedUp, Workspace,
};
