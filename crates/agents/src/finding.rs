//! What a check reports.

use std::borrow::Cow;

use crate::value::At;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be looked at; fails under `--strict`.
    Warning,
    /// Fails the command.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Which check a finding comes from: the layers differ in their drop-in output (specification 1.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The schema layer, reference integrity and handoff schemas: keys `path`, `message`, `code`, and `severity` for warnings.
    Structure,
    /// Lint rules: keys `ruleId`, `severity`, `path`, `message`.
    Lint,
    /// Guardrail generation: indented under a heading.
    Generation,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The check it comes from.
    pub layer: Layer,
    /// The rule, in the spelling `explain` takes.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where in the document, in the notation of the layer.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// Where in the files.
    pub at: At,
    /// What to do, where there is more to say than the message does.
    pub advice: Option<Cow<'static, str>>,
}

impl Finding {
    /// An error of the schema layer or of reference integrity.
    pub fn error(
        code: &'static str,
        path: impl Into<String>,
        message: impl Into<String>,
        at: At,
    ) -> Self {
        Self {
            layer: Layer::Structure,
            code,
            severity: Severity::Error,
            path: path.into(),
            message: message.into(),
            at,
            advice: None,
        }
    }

    /// A warning of the schema layer.
    pub fn warning(
        code: &'static str,
        path: impl Into<String>,
        message: impl Into<String>,
        at: At,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, path, message, at)
        }
    }

    /// The same finding with what to do.
    #[must_use]
    pub fn advice(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.advice = Some(text.into());
        self
    }

    /// The same finding with "did you mean", if one of `known` is near to `word`.
    #[must_use]
    pub fn near<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match contractual_diag::nearest(word, known) {
            Some(near) => {
                let text = format!("did you mean `{near}`?");
                self.advice(text)
            }
            None => self,
        }
    }

    /// True if it fails the command.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
