//! What one emission gives.

use std::collections::BTreeMap;

use contractual_diag::{Diagnostic, Pointer};
use contractual_model::Artifact;
use contractual_model::json::Json;

/// Artifacts and what is to be said about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Emission {
    /// All files, sorted by path.
    pub artifacts: Vec<Artifact>,
    /// Files that [`crate::emit_again`] did not make again, sorted by path: they are what they were. Their texts are empty if its memory
    /// has none.
    pub remembered: Vec<Artifact>,
    /// Files that were not made again and are only counted, where [`crate::Now::aside`] asks for that.
    pub aside: Vec<Aside>,
    /// The trees of the documents that are no JSON, by path.
    pub trees: BTreeMap<String, Json>,
    /// Findings that do not stop the emission, sorted.
    pub warnings: Vec<Diagnostic>,
    /// Places where members that are not declared are allowed: asked for by name, listed by the build.
    pub open: Vec<OpenPlace>,
    /// Parts of committed documents that no Rust type produces and that are kept.
    pub carried_over: Vec<CarriedOver>,
}

/// Files of one emitter for one entity, which are what they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Name and major version of the contract.
    pub contract: (String, u32),
    /// The emitter.
    pub emitter: &'static str,
    /// The folder that they are in.
    pub folder: String,
    /// How many they are.
    pub files: usize,
}

/// A place where any members are allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenPlace {
    /// Name of the component.
    pub component: String,
    /// Where in its schema.
    pub pointer: Pointer,
}

/// A part of a committed document that is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CarriedOver {
    /// Path of the document.
    pub file: String,
    /// Where in it.
    pub pointer: Pointer,
}
