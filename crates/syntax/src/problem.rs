//! What the parser has to say, with the place it says it about.

use contractual_diag::Diagnostic;
use contractual_model::refusals::Refusal;

use crate::tree::Place;

/// One finding. The diagnostic carries no location: who made the trees knows what a place is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, why and what to do; its code is the name of a refusal.
    pub diagnostic: Diagnostic,
}

/// Findings, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Reports a refusal; the refusal's own advice is added unless the call gives a better one with `fix`.
    pub(crate) fn refuse(
        &mut self,
        refusal: &'static Refusal,
        place: Place,
        headline: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(refusal.name, headline).fix(refusal.advice);
        self.found.push(Problem { place, diagnostic });
    }

    /// The same with advice of its own.
    pub(crate) fn refuse_with(
        &mut self,
        refusal: &'static Refusal,
        place: Place,
        headline: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(refusal.name, headline).fix(advice);
        self.found.push(Problem { place, diagnostic });
    }

    pub(crate) fn into_inner(self) -> Vec<Problem> {
        self.found
    }
}
