//! What is kept of a run, so that it can be continued and looked at (section 19.4).
//!
//! ```text
//! <storage>/<run>/run.json               status, input digest, steps, attempts, artifacts with digests
//!                 events.jsonl           every event
//!                 result.json            the result document
//!                 artifacts/STEP/NAME    what was handed over
//!                 work/STEP/attempt-N/   workspaces
//! ```

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::result::StepStatus;
use crate::RelPath;
use crate::root::{Root, read_limited};

/// The version of `run.json`.
const FORMAT: u64 = 1;

/// A run as it is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunState {
    pub(crate) run: String,
    pub(crate) pipeline: String,
    pub(crate) file: String,
    pub(crate) pipeline_digest: String,
    pub(crate) input_digest: String,
    pub(crate) status: String,
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

impl RunState {
    pub(crate) fn write(&self, storage: &Root) -> Result<(), String> {
        let steps: serde_json::Map<String, Value> = self
            .steps
            .iter()
            .map(|(id, step)| {
                let artifacts: serde_json::Map<String, Value> = step
                    .artifacts
                    .iter()
                    .map(|(name, (digest, checked))| (name.clone(), json!({"sha256": digest, "checked": checked})))
                    .collect();
                let value = json!({
                    "status": step.status, "attempts": step.attempts, "duration_ms": step.duration_ms,
                    "history": step.history, "artifacts": artifacts, "violations": step.violations,
                    "workspace": step.workspace,
                });
                (id.clone(), value)
            })
            .collect();
        let value = json!({
            "format": FORMAT, "run": self.run, "pipeline": self.pipeline, "file": self.file,
            "pipeline_sha256": self.pipeline_digest, "input_sha256": self.input_digest, "status": self.status,
            "steps": steps,
        });
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        let path = RelPath::parse("run.json").unwrap_or_default();
        storage
            .write(&path, text.as_bytes(), 0o644)
            .map_err(|refused| format!("cannot write run.json: {refused:?}"))
    }

    pub(crate) fn read(storage: &Root) -> Result<Self, String> {
        let path = RelPath::parse("run.json").unwrap_or_default();
        let file = storage
            .file(&path)
            .map_err(|refused| format!("the run has no run.json: {refused:?}"))?;
        let bytes = read_limited(file, 256 << 20)
            .map_err(|error| error.to_string())?
            .ok_or("run.json is too large")?;
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| format!("run.json cannot be read: {error}"))?;
        if value.get("format").and_then(Value::as_u64) != Some(FORMAT) {
            return Err("run.json has a format that this version does not know".into());
        }
        let text = |value: &Value, key: &str| {
            value
                .get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let mut steps = BTreeMap::new();
        for (id, step) in value
            .get("steps")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
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
            steps.insert(
                id.clone(),
                StepState {
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
                },
            );
        }
        Ok(Self {
            run: text(&value, "run"),
            pipeline: text(&value, "pipeline"),
            file: text(&value, "file"),
            pipeline_digest: text(&value, "pipeline_sha256"),
            input_digest: text(&value, "input_sha256"),
            status: text(&value, "status"),
            steps,
        })
    }
}
