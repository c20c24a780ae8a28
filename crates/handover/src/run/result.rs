//! The result document (section 19.1).

use serde_json::{Map, Value, json};

use crate::Violation;
use crate::load::Found;
use crate::violation::Severity;

/// How a step ended (section 15.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStatus {
    /// No violation in the last attempt.
    Passed,
    /// Violations, none of which had to pass.
    SoftFailed,
    /// A violation that had to pass, or the work failed.
    Failed,
    /// It did not run.
    Skipped,
    /// A valid negative answer.
    Rejected,
}

impl StepStatus {
    /// The word of the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::SoftFailed => "soft_failed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Rejected => "rejected",
        }
    }

    /// The status of a word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [
            Self::Passed,
            Self::SoftFailed,
            Self::Failed,
            Self::Skipped,
            Self::Rejected,
        ]
        .into_iter()
        .find(|status| status.word() == word)
    }

    /// True if dependents may run.
    pub(crate) fn hands_over(self) -> bool {
        matches!(self, Self::Passed | Self::SoftFailed)
    }
}

/// One step of a result.
#[derive(Debug, Clone)]
pub struct StepReport {
    /// Its id.
    pub id: String,
    /// How it ended.
    pub status: StepStatus,
    /// How often its work ran.
    pub attempts: u32,
    /// How long it took in all.
    pub duration_ms: u64,
    /// Those of the last attempt.
    pub violations: Vec<Violation>,
    /// Worth knowing.
    pub notes: Vec<Violation>,
    /// Violations of earlier attempts, as documents: they may come from a run that is continued.
    pub history: Vec<Value>,
    /// Why it was skipped.
    pub because: Option<String>,
    /// Its artifacts: name, digest, checked.
    pub artifacts: Vec<(String, String, bool)>,
}

impl StepReport {
    pub(crate) fn skipped(id: &str, because: Option<String>) -> Self {
        Self {
            id: id.to_owned(),
            status: StepStatus::Skipped,
            attempts: 0,
            duration_ms: 0,
            violations: Vec::new(),
            notes: Vec::new(),
            history: Vec::new(),
            because,
            artifacts: Vec::new(),
        }
    }

    fn to_json(&self) -> Value {
        let mut out = Map::new();
        out.insert("id".into(), json!(self.id));
        out.insert("status".into(), json!(self.status.word()));
        out.insert("attempts".into(), json!(self.attempts));
        if self.attempts > 0 {
            out.insert("duration_ms".into(), json!(self.duration_ms));
        }
        out.insert(
            "violations".into(),
            self.violations.iter().map(Violation::to_json).collect(),
        );
        if !self.history.is_empty() {
            out.insert("history".into(), json!(self.history));
        }
        if !self.notes.is_empty() {
            out.insert("notes".into(), self.notes.iter().map(note_json).collect());
        }
        if !self.artifacts.is_empty() {
            let list = self.artifacts.iter().map(|(name, digest, checked)| json!({"name": name, "sha256": digest, "checked": checked}));
            out.insert("artifacts".into(), list.collect());
        }
        if let Some(because) = &self.because {
            out.insert("because".into(), json!(because));
        }
        Value::Object(out)
    }
}

fn note_json(note: &Violation) -> Value {
    let mut note = note.clone();
    note.severity = Severity::Note;
    let mut value = note.to_json();
    if let Value::Object(members) = &mut value
        && let Some(name) = members.remove("note")
    {
        members.insert("code".into(), name);
    }
    value
}

/// The result of a run.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// No step failed.
    pub ok: bool,
    /// The pipeline's name.
    pub pipeline: String,
    /// The run's name.
    pub run: String,
    /// Every step, in file order.
    pub steps: Vec<StepReport>,
    /// Problems that belong to no step.
    pub problems: Vec<Violation>,
    /// Warnings of preflight.
    pub warnings: Vec<Violation>,
    /// Preflight refused the pipeline.
    pub refused: bool,
    /// The run was interrupted.
    pub cancelled: bool,
    /// The run ended with a valid negative answer.
    pub rejected: bool,
    /// It was resumed without looking at hashes.
    pub forced: bool,
}

impl RunResult {
    /// The result of a pipeline that preflight refuses: every step with a problem is failed, every other one skipped.
    pub(crate) fn refused(pipeline: &str, run: &str, ids: &[String], found: &[Found]) -> Self {
        let mut problems: Vec<Violation> = Vec::new();
        let mut warnings: Vec<Violation> = Vec::new();
        let mut of_step: Vec<Vec<Violation>> = vec![Vec::new(); ids.len()];
        for found in found {
            let violation = found.violation.clone();
            match (
                violation.severity,
                found.step.and_then(|at| of_step.get_mut(at)),
            ) {
                (Severity::Error, Some(list)) => list.push(violation),
                (Severity::Error, None) => problems.push(violation),
                _ => warnings.push(violation),
            }
        }
        let refused = !problems.is_empty() || of_step.iter().any(|list| !list.is_empty());
        let steps = ids
            .iter()
            .zip(of_step)
            .map(|(id, violations)| {
                let because = violations.is_empty().then(|| {
                    if refused {
                        "preflight refused the pipeline".to_owned()
                    } else {
                        "only validated".to_owned()
                    }
                });
                let mut report = StepReport::skipped(id, because);
                if !violations.is_empty() {
                    report.status = StepStatus::Failed;
                    report.violations = violations;
                    report.violations.sort_by_cached_key(|violation| {
                        (violation.config.clone(), violation.sort_key())
                    });
                }
                report
            })
            .collect();
        Self {
            ok: !refused,
            pipeline: pipeline.to_owned(),
            run: run.to_owned(),
            steps,
            problems,
            warnings,
            refused,
            cancelled: false,
            rejected: false,
            forced: false,
        }
    }

    /// The exit status (section 19.2).
    pub fn exit_status(&self) -> u8 {
        match (self.cancelled, self.refused, self.ok) {
            (true, _, _) => 130,
            (false, true, _) => 2,
            (false, false, false) => 1,
            (false, false, true) => 0,
        }
    }

    /// The result document.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        out.insert("ok".into(), json!(self.ok));
        out.insert("pipeline".into(), json!(self.pipeline));
        out.insert("run".into(), json!(self.run));
        for (key, set) in [
            ("rejected", self.rejected),
            ("cancelled", self.cancelled),
            ("forced", self.forced),
        ] {
            if set {
                out.insert(key.into(), json!(true));
            }
        }
        out.insert(
            "steps".into(),
            self.steps.iter().map(StepReport::to_json).collect(),
        );
        if !self.problems.is_empty() {
            out.insert(
                "problems".into(),
                self.problems.iter().map(Violation::to_json).collect(),
            );
        }
        if !self.warnings.is_empty() {
            out.insert(
                "warnings".into(),
                self.warnings.iter().map(Violation::to_json).collect(),
            );
        }
        Value::Object(out)
    }
}
