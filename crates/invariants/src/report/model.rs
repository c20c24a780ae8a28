//! What a run found, as data. Everything here is masked before it leaves the process ([`Report::masked`]).

use crate::secrets::Masker;

/// A whole run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Without credentials; empty if none is set.
    pub base_url: String,
    /// Wall clock time.
    pub duration_ms: u64,
    /// One entry per check that ran, in file order.
    pub results: Vec<CheckResult>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CheckResult {
    /// The suite's feature.
    pub feature: String,
    /// The group's name.
    pub contract: String,
    /// The check's id.
    pub id: String,
    /// True if it did not fail the run.
    pub ok: bool,
    /// It failed, but its severity is `warn`.
    pub warned: bool,
    /// It was not run: the reason.
    pub skipped: Option<String>,
    /// It passed only after a step needed more than one attempt.
    pub flaky: bool,
    /// Key of the work item, if there is one.
    pub work_item: Option<String>,
    /// What must never drift.
    pub says: Option<String>,
    /// Where to read more.
    pub links: Vec<String>,
    /// For selection.
    pub tags: Vec<String>,
    /// Failures of the check itself (policy, skip).
    pub notes: Vec<String>,
    /// Its steps.
    pub steps: Vec<StepResult>,
    /// Wall clock time.
    pub duration_ms: u64,
    /// The suite file.
    pub file: String,
    /// The line of the check.
    pub line: u32,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepResult {
    /// It passed.
    pub ok: bool,
    /// `http`, `exec` or `sql`.
    pub kind: String,
    /// What was done, on one line.
    pub title: String,
    /// `setup` or `teardown`; empty for the check's own steps.
    pub phase: String,
    /// One per failed assertion, and hints.
    pub notes: Vec<String>,
    /// The failed assertions, structured.
    pub failures: Vec<Failure>,
    /// How often it was tried.
    pub attempts: u32,
    /// Wall clock time.
    pub duration_ms: u64,
    /// The line of the step.
    pub line: u32,
    /// HTTP: the method.
    pub method: Option<String>,
    /// HTTP: the URL with its query.
    pub url: Option<String>,
    /// HTTP: the final status code.
    pub status: Option<u16>,
    /// HTTP: the same request as a curl command.
    pub curl: Option<String>,
    /// Exec: the exit code; the inner `None` if it was killed.
    pub exit_code: Option<Option<i32>>,
    /// Exec: the signal that killed it.
    pub signal: Option<String>,
    /// Exec: the beginning of standard output.
    pub stdout: Option<String>,
    /// Exec: the beginning of standard error.
    pub stderr: Option<String>,
    /// SQL: rows returned or affected.
    pub rows: Option<u64>,
}

/// One failed assertion.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Failure {
    /// The key of the expectation, or what failed before there was anything to assert.
    pub assertion: String,
    /// The place in the answer, if there is one.
    pub path: Option<String>,
    /// What was expected.
    pub expected: Option<String>,
    /// What was found.
    pub actual: Option<String>,
    /// The note.
    pub message: String,
    /// The line of the expectation in the suite file.
    pub line: u32,
}

impl Report {
    /// Checks that ran.
    pub fn total(&self) -> usize {
        self.results.len()
    }

    /// Checks that failed the run.
    pub fn failed(&self) -> usize {
        self.results.iter().filter(|r| !r.ok).count()
    }

    /// Checks that did not.
    pub fn passed(&self) -> usize {
        self.total() - self.failed()
    }

    /// True when no check failed.
    pub fn ok(&self) -> bool {
        self.failed() == 0
    }

    /// The same report with every secret replaced.
    #[must_use]
    pub fn masked(mut self, masker: &Masker) -> Self {
        mask(masker, &mut self.base_url);
        for result in &mut self.results {
            result.mask(masker);
        }
        self
    }
}

impl CheckResult {
    /// Replaces every secret.
    pub fn mask(&mut self, masker: &Masker) {
        for text in [
            &mut self.feature,
            &mut self.contract,
            &mut self.id,
            &mut self.file,
        ] {
            mask(masker, text);
        }
        for text in [&mut self.work_item, &mut self.says, &mut self.skipped]
            .into_iter()
            .flatten()
        {
            mask(masker, text);
        }
        for texts in [&mut self.links, &mut self.tags, &mut self.notes] {
            texts.iter_mut().for_each(|text| mask(masker, text));
        }
        self.steps.iter_mut().for_each(|step| step.mask(masker));
    }
}

impl StepResult {
    fn mask(&mut self, masker: &Masker) {
        mask(masker, &mut self.title);
        self.notes.iter_mut().for_each(|text| mask(masker, text));
        for failure in &mut self.failures {
            for text in [
                &mut failure.path,
                &mut failure.expected,
                &mut failure.actual,
            ]
            .into_iter()
            .flatten()
            {
                mask(masker, text);
            }
            mask(masker, &mut failure.message);
        }
        for text in [
            &mut self.method,
            &mut self.url,
            &mut self.curl,
            &mut self.stdout,
            &mut self.stderr,
        ]
        .into_iter()
        .flatten()
        {
            mask(masker, text);
        }
    }
}

fn mask(masker: &Masker, text: &mut String) {
    if masker.is_hit(text) {
        *text = masker.mask(text);
    }
}
