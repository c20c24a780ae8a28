//! Is the new contract compatible with the old one? The rules of the compatibility specification, decided soundly.
//!
//! [`compare_schemas`] and [`compare_openapi`] take two documents and give a [`Comparison`]: a verdict, the version bump it
//! demands, and findings with rule, place and witness. No IO happens here; the command line and the build script read files.
//!
//! The parts, in the order a comparison passes them: `schema` (graph and canonical form), `sat` (the decision procedure),
//! `walk` (which rule fires where), `judge` (how bad it is, with a witness checked by validators), `openapi` (messages).

mod compare;
mod evaluate;
mod finding;
mod format;
mod judge;
mod notice;
mod number;
mod openapi;
mod options;
mod pattern;
mod rules;
mod sat;
mod schema;
#[cfg(feature = "witness-check")]
mod second;
mod unusable;
mod walk;
mod witness;

pub use compare::compare_schemas;
pub(crate) use compare::verdict_on;
pub(crate) use evaluate::Verdict;
pub use finding::{Comparison, CompatVerdict, Finding, Place, Witness};
pub use openapi::compare_openapi;
pub use options::{ContentModel, Day, Direction, Level, Mode, Options, Question, RuleLevel};
pub use rules::{
    Ask, Basis, Bump, Example, Rule, Section, Severity, all_rules, explain_rule, find_rule,
    render_rules_page,
};
pub use unusable::{Document, Unusable};
