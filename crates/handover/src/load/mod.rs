//! Text to a pipeline: YAML with positions, shape, graph (section 5.1). No file is opened here; what needs one is preflight.

mod contract;
mod graph;
mod pipeline;
mod reader;
mod rules;

use contractual_diag::Pointer;
use contractual_yaml::{Node, Options};

use crate::document::Pipeline;
use crate::violation::{ConfigPlace, Severity, Violation};

pub(crate) use graph::ancestors;
pub use reader::parse_duration;

/// A problem of the pipeline file, with the step it belongs to.
#[derive(Debug, Clone)]
pub struct Found {
    /// The place of the step in the list.
    pub step: Option<usize>,
    /// What was found.
    pub violation: Violation,
}

/// A pipeline file that was read, with everything that was found while reading.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The file as the user named it.
    pub file: String,
    /// The pipeline, as far as it could be read.
    pub pipeline: Pipeline,
    /// Errors and warnings, in file order.
    pub found: Vec<Found>,
    tree: Option<Node>,
}

impl Loaded {
    /// Reads a pipeline; `file` is its name for positions and, without its extension, the default of `metadata.name`.
    pub fn parse(text: &str, file: &str) -> Self {
        let mut loaded = Self::shape(text, file);
        if let Some(tree) = loaded.tree.take() {
            graph::check(&mut loaded, &tree);
            loaded.tree = Some(tree);
            loaded.sort();
        }
        loaded
    }

    /// The first part of [`Loaded::parse`]: what each value is for itself. Whether the steps that other steps name are there, and
    /// wait for each other in an order that exists, is the second.
    pub fn shape(text: &str, file: &str) -> Self {
        let stem = file.rsplit('/').next().unwrap_or(file);
        let stem = stem
            .strip_suffix(".yaml")
            .or_else(|| stem.strip_suffix(".yml"))
            .unwrap_or(stem);
        let mut loaded = Self {
            file: file.to_owned(),
            pipeline: Pipeline::default(),
            found: Vec::new(),
            tree: None,
        };
        loaded.pipeline.name = stem.to_owned();
        let document = match contractual_yaml::parse_one(text, file, &Options::default()) {
            Ok(document) => document,
            Err(problems) => {
                loaded.found = problems
                    .iter()
                    .map(|problem| Found {
                        step: None,
                        violation: of_yaml(problem, file),
                    })
                    .collect();
                return loaded;
            }
        };
        let mut reader = reader::Reader::new(file);
        loaded.pipeline = pipeline::read(&mut reader, &document.root, stem);
        loaded.found = reader.found;
        loaded.tree = Some(document.root);
        loaded.sort();
        loaded
    }

    /// Reads a file of contracts alone: one contract, or what stands below `handover` of a step. They become those of one step
    /// that does no work. Nothing if the text is a pipeline, or cannot be read as YAML.
    pub fn contracts(text: &str, file: &str) -> Option<Self> {
        let document = contractual_yaml::parse_one(text, file, &Options::default()).ok()?;
        let root = document.root;
        root.as_mapping()?;
        if root.get("steps").is_some()
            || !["type", "contract", "contracts"]
                .iter()
                .any(|key| root.get(key).is_some())
        {
            return None;
        }
        let mut reader = reader::Reader::new(file);
        let pipeline = pipeline::of_contracts(&mut reader, &root, file);
        let mut loaded = Self {
            file: file.to_owned(),
            pipeline,
            found: reader.found,
            tree: Some(root),
        };
        loaded.sort();
        Some(loaded)
    }

    /// True if something was found that forbids to run.
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|found| found.violation.severity == Severity::Error)
    }

    /// Line and column of what a JSON pointer names, or of the nearest thing around it.
    pub fn place(&self, pointer: &str) -> ConfigPlace {
        place(self.tree.as_ref(), &self.file, pointer)
    }

    pub(crate) fn sort(&mut self) {
        self.found.sort_by_cached_key(|found| {
            (
                found.violation.config.clone(),
                found.violation.code,
                found.violation.message.clone(),
            )
        });
    }
}

fn place(tree: Option<&Node>, file: &str, pointer: &str) -> ConfigPlace {
    let start = match (tree, Pointer::parse(pointer)) {
        (Some(tree), Some(pointer)) => tree.nearest(&pointer).span.start,
        _ => contractual_yaml::Position {
            line: 1,
            column: 1,
            offset: 0,
        },
    };
    ConfigPlace {
        file: file.to_owned(),
        line: start.line.max(1),
        column: start.column.max(1),
    }
}

fn of_yaml(problem: &contractual_diag::Diagnostic, file: &str) -> Violation {
    let mut violation = Violation::new("yaml_syntax", problem.headline.clone());
    let (line, column) = problem
        .loc
        .as_ref()
        .map_or((1, 1), |loc| (loc.line.max(1), loc.column.max(1)));
    violation.config = Some(ConfigPlace {
        file: file.to_owned(),
        line,
        column,
    });
    if let Some(fix) = problem
        .notes
        .iter()
        .find(|note| note.kind == contractual_diag::NoteKind::Fix)
    {
        violation.hint = Some(fix.text.clone());
    }
    violation
}
