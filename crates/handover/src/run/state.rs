//! What is kept of a run, so that it can be continued and looked at (section 19.4).
//!
//! ```text
//! <storage>/<run>/run.json               status, input digest, ids of the steps
//!                 steps/STEP.json        attempts, violations, artifacts with digests; written when the step changes
//!                 events.jsonl           every event
//!                 result.json            the result document
//!                 artifacts/STEP/NAME    what was handed over
//!                 work/STEP/attempt-N/   workspaces
//! ```

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::result::StepStatus;
use crate::RelPath;
use crate::paths::is_safe_component;
use crate::root::{Root, read_limited};

/// The version of `run.json`.
const FORMAT: u64 = 2;

/// A run as it is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunState {
    pub(crate) run: String,
    pub(crate) pipeline: String,
    pub(crate) file: String,
    pub(crate) pipeline_digest: String,
    pub(crate) input_digest: String,
    pub(crate) status: String,
    /// The ids of all steps, in file order.
    pub(crate) ids: Vec<String>,
    /// Those that have begun.
    pub(crate) steps: BTreeMap<String, StepState>,
}

/// A step as it is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct StepState {
    /// `running`, or a status of the result document.
    pub(crate) status: String,
    /// How often the work was started.
    pub(crate) attempts: u32,
    pub(crate) duration_ms: u64,
    /// One document per attempt that came to an end.
    pub(crate) history: Vec<Value>,
    /// Digest and whether it was checked, by name.
    pub(crate) artifacts: BTreeMap<String, (String, bool)>,
    /// Violations of the last attempt, as documents.
    pub(crate) violations: Vec<Value>,
    pub(crate) workspace: Option<String>,
}

impl StepState {
    pub(crate) fn done(&self) -> Option<StepStatus> {
        StepStatus::of(&self.status).filter(|status| status.hands_over())
    }
}

impl StepState {
    fn to_json(&self) -> Value {
        let artifacts: serde_json::Map<String, Value> = self
            .artifacts
            .iter()
            .map(|(name, (digest, checked))| {
                (name.clone(), json!({"sha256": digest, "checked": checked}))
            })
            .collect();
        json!({
            "status": self.status, "attempts": self.attempts, "duration_ms": self.duration_ms,
            "history": self.history, "artifacts": artifacts, "violations": self.violations,
            "workspace": self.workspace,
        })
    }

    fn from_json(step: &Value) -> Self {
        let list = |key: &str| {
            step.get(key)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let artifacts = step
            .get("artifacts")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, value)| {
                let checked = value
                    .get("checked")
                    .and_then(Value::as_bool)
                    .unwrap_or(false);
                (name.clone(), (text(value, "sha256"), checked))
            })
            .collect();
        let count = |key: &str| step.get(key).and_then(Value::as_u64).unwrap_or(0);
        Self {
            status: text(step, "status"),
            attempts: u32::try_from(count("attempts")).unwrap_or(u32::MAX),
            duration_ms: count("duration_ms"),
            history: list("history"),
            artifacts,
            violations: list("violations"),
            workspace: step
                .get("workspace")
                .and_then(Value::as_str)
                .map(str::to_owned),
        }
    }
}

fn text(value: &Value, key: &str) -> String {
    value
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// Where a step is kept. Ids are safe parts of a path.
fn step_path(id: &str) -> RelPath {
    RelPath::parse(&format!("steps/{id}.json")).unwrap_or_default()
}

fn store(storage: &Root, path: &RelPath, value: &Value) -> Result<(), String> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    storage
        .write(path, text.as_bytes(), 0o644)
        .map_err(|refused| {
            format!(
                "{path} cannot be written into the folder of runs: {refused}; make room there, or name another with XDG_STATE_HOME"
            )
        })
}

fn load(storage: &Root, path: &RelPath) -> Result<Value, String> {
    let file = storage
        .file(path)
        .map_err(|refused| format!("the run has no {path}: {refused}"))?;
    let bytes = read_limited(file, 256 << 20)
        .map_err(|error| error.to_string())?
        .ok_or_else(|| format!("{path} is too large"))?;
    serde_json::from_slice(&bytes).map_err(|error| format!("{path} cannot be read: {error}"))
}

impl RunState {
    /// Writes what is said of the run as a whole, and the steps that are there already.
    pub(crate) fn write(&self, storage: &Root) -> Result<(), String> {
        for id in self.steps.keys() {
            self.write_step(storage, id)?;
        }
        self.write_head(storage)
    }

    /// Writes what is said of the run as a whole.
    pub(crate) fn write_head(&self, storage: &Root) -> Result<(), String> {
        let value = json!({
            "format": FORMAT, "run": self.run, "pipeline": self.pipeline, "file": self.file,
            "pipeline_sha256": self.pipeline_digest, "input_sha256": self.input_digest, "status": self.status,
            "steps": self.ids,
        });
        store(
            storage,
            &RelPath::parse("run.json").unwrap_or_default(),
            &value,
        )
    }

    /// Writes one step.
    pub(crate) fn write_step(&self, storage: &Root, id: &str) -> Result<(), String> {
        match self.steps.get(id) {
            Some(step) => store(storage, &step_path(id), &step.to_json()),
            None => Ok(()),
        }
    }

    pub(crate) fn read(storage: &Root) -> Result<Self, String> {
        let value = load(storage, &RelPath::parse("run.json").unwrap_or_default())?;
        if value.get("format").and_then(Value::as_u64) != Some(FORMAT) {
            return Err("run.json has a format that this version does not know".into());
        }
        let ids: Vec<String> = value
            .get("steps")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|id| id.as_str().map(str::to_owned))
            .filter(|id| is_safe_component(id))
            .collect();
        let mut steps = BTreeMap::new();
        for id in &ids {
            // A step that never began has no file.
            if storage.exists(&step_path(id)) {
                let step = load(storage, &step_path(id))?;
                steps.insert(id.clone(), StepState::from_json(&step));
            }
        }
        Ok(Self {
            run: text(&value, "run"),
            pipeline: text(&value, "pipeline"),
            file: text(&value, "file"),
            pipeline_digest: text(&value, "pipeline_sha256"),
            input_digest: text(&value, "input_sha256"),
            status: text(&value, "status"),
            ids,
            steps,
        })
    }
}
