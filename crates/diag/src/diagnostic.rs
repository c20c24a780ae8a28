//! The one type every finding is reported as. Plain data: nothing here prints.

use std::borrow::Cow;

use crate::{Pointer, SourceLoc};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails anything.
    Note,
    /// Should be looked at; never fails a build.
    Warning,
    /// Fails the build or the command.
    Error,
}

impl Severity {
    /// The word in front of a message: `error`, `warning` or `note`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a further line of a diagnostic says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// What it was before.
    Was,
    /// What it is now.
    Now,
    /// What was expected.
    Expected,
    /// What was found.
    Found,
    /// The consequence, or the clause of the specification.
    Why,
    /// Text to paste or a command to run.
    Fix,
    /// Another place that belongs to the finding.
    See,
    /// Anything else.
    Info,
}

impl NoteKind {
    /// The label in front of the line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Was => "was",
            Self::Now => "now",
            Self::Expected => "expected",
            Self::Found => "found",
            Self::Why => "why",
            Self::Fix => "do",
            Self::See => "see",
            Self::Info => "note",
        }
    }
}

/// A further line of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note {
    /// What the line says.
    pub kind: NoteKind,
    /// The line, without its label; several lines are allowed.
    pub text: String,
    /// A place the line speaks of, if there is one.
    pub loc: Option<SourceLoc>,
}

/// One finding: where, what, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// The rule or refusal, in the spelling `contractual explain` takes.
    pub code: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// One line: lower case, no final stop, the user's own items in backticks.
    pub headline: String,
    /// The place in a file.
    pub loc: Option<SourceLoc>,
    /// The place in a document.
    pub pointer: Option<Pointer>,
    /// Further lines, in the order in which they are shown.
    pub notes: Vec<Note>,
}

impl Diagnostic {
    /// A finding of the given severity.
    pub fn new(
        severity: Severity,
        code: impl Into<Cow<'static, str>>,
        headline: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            severity,
            headline: headline.into(),
            loc: None,
            pointer: None,
            notes: Vec::new(),
        }
    }

    /// A finding that fails the build or the command.
    pub fn error(code: impl Into<Cow<'static, str>>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, headline)
    }

    /// A finding that should be looked at.
    pub fn warning(code: impl Into<Cow<'static, str>>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, headline)
    }

    /// A finding worth knowing.
    pub fn note(code: impl Into<Cow<'static, str>>, headline: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, headline)
    }

    /// The same finding with its place in a file.
    #[must_use]
    pub fn at(mut self, loc: SourceLoc) -> Self {
        self.loc = Some(loc);
        self
    }

    /// The same finding with its place in a document.
    #[must_use]
    pub fn pointer(mut self, pointer: Pointer) -> Self {
        self.pointer = Some(pointer);
        self
    }

    /// The same finding with a further line.
    #[must_use]
    pub fn with(mut self, kind: NoteKind, text: impl Into<String>) -> Self {
        self.notes.push(Note {
            kind,
            text: text.into(),
            loc: None,
        });
        self
    }

    /// The same finding with another place that belongs to it.
    #[must_use]
    pub fn see(mut self, text: impl Into<String>, loc: SourceLoc) -> Self {
        self.notes.push(Note {
            kind: NoteKind::See,
            text: text.into(),
            loc: Some(loc),
        });
        self
    }

    /// The same finding with what was expected.
    #[must_use]
    pub fn expected(self, text: impl Into<String>) -> Self {
        self.with(NoteKind::Expected, text)
    }

    /// The same finding with what was found.
    #[must_use]
    pub fn found(self, text: impl Into<String>) -> Self {
        self.with(NoteKind::Found, text)
    }

    /// The same finding with its consequence.
    #[must_use]
    pub fn why(self, text: impl Into<String>) -> Self {
        self.with(NoteKind::Why, text)
    }

    /// The same finding with what to do.
    #[must_use]
    pub fn fix(self, text: impl Into<String>) -> Self {
        self.with(NoteKind::Fix, text)
    }

    /// True if the finding fails the build or the command.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts findings by file, line, column, code and headline: the order every report has.
pub fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by(|a, b| {
        (&a.loc, &a.pointer, &a.code, &a.headline).cmp(&(&b.loc, &b.pointer, &b.code, &b.headline))
    });
}
