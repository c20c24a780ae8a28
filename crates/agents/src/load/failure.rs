//! An error that ends a command, as opposed to a diagnostic.

use contractual_diag::Diagnostic;

use crate::value::At;

/// Which prefix the command line shows (specification 1.1 item 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// `Error:`
    Plain,
    /// `Config error:` in `render`, `check` and `generate`, `Error:` elsewhere.
    Config,
}

/// An error that ends a command.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Which prefix is shown.
    pub kind: FailureKind,
    /// What is wrong; the first line names it, further lines give details.
    pub message: String,
    /// Where, if it has a place.
    pub at: At,
    /// What to do about it, for the formats that show it.
    pub advice: Option<String>,
}

impl Failure {
    /// An error without a place.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Plain,
            message: message.into(),
            at: At::default(),
            advice: None,
        }
    }

    /// An error in the configuration or in a binding file.
    pub fn config(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Config,
            ..Self::new(message)
        }
    }

    /// The same error with its place.
    #[must_use]
    pub fn at(mut self, at: At) -> Self {
        self.at = at;
        self
    }

    /// The same error with what to do.
    #[must_use]
    pub fn advice(mut self, text: impl Into<String>) -> Self {
        self.advice = Some(text.into());
        self
    }

    /// The first of the problems of a YAML file, told with the path that the user gave.
    pub(crate) fn yaml(path: &str, problems: &[Diagnostic], text: &str, at: At) -> Self {
        let mut message = format!("Invalid YAML in {path}");
        for problem in problems.iter().take(20) {
            let (line, column) = problem
                .loc
                .as_ref()
                .map_or((0, 0), |loc| (loc.line, loc.column));
            message.push_str(&format!(
                "\n  {} at line {line}, column {column}",
                problem.headline
            ));
            for note in &problem.notes {
                if let Some(loc) = &note.loc {
                    message.push_str(&format!(
                        "\n    {} (line {}, column {})",
                        note.text, loc.line, loc.column
                    ));
                }
            }
            if let Some(excerpt) = text
                .lines()
                .nth((line as usize).saturating_sub(1))
                .filter(|_| line > 0)
            {
                let shown: String = excerpt.chars().take(100).collect();
                let caret = " ".repeat((column as usize).saturating_sub(1).min(100));
                message.push_str(&format!("\n\n    {shown}\n    {caret}^"));
            }
        }
        Self::new(message).at(at)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
