//! ECMA-262 patterns, as JSON Schema uses them: parsed once, decided as languages, and matched for single texts.
//!
//! [`syntax`] reads a pattern, [`build`] turns patterns into regular expressions with intersection and complement ([`language`]),
//! decided by derivatives over code points ([`words`]), and [`backtrack`] matches what no automaton can hold (back references).
//! The engine is our own so that lengths count code points and the build scripts of users compile no automata crate.

mod backtrack;
mod build;
mod classes;
mod language;
mod syntax;
mod words;

pub(crate) use language::{Languages, ReId};
pub(crate) use syntax::{Pattern, parse};
pub(crate) use words::Word;

/// Whether the pattern matches somewhere in the text; `None` if no engine could tell within its budget.
pub(crate) fn matches(pattern: &Pattern, text: &str) -> Option<bool> {
    // backtracking knows everything but may not end; derivatives always end but know less
    backtrack::matches(pattern, text).or_else(|| language::matches(pattern, text))
}
