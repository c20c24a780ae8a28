//! What every artifact of a package says to JSON texts.
//!
//! [`judge`] puts any number of texts before all judges of one package: two JSON Schema engines on the emitted files, the OpenAPI
//! component, ajv in strict mode, the Pydantic model from text and from a parsed value (both with the pinned and with the newest
//! versions), and the TypeScript check. Each engine is one process for the whole batch. The Rust runtime is asked by the caller, who
//! has the types: in process, or with [`program`] in a program whose `main` is [`answer`].
//! [`disagreements`] compares the verdicts with what is expected and leaves out the listed [`Gap`]s.
//!
//! ```no_run
//! # use contractual_tests_equivalence::{Case, Expected, Package, Tools, disagreements, judge};
//! # fn main() -> Result<(), String> {
//! let package = Package::new("tests/constructs", "constructs");
//! let cases = [Case::new("Terms", r#"{"id": 1}"#)];
//! for (case, verdicts) in cases.iter().zip(judge(&Tools::find()?, &package, &cases)?) {
//!     let wrong = disagreements(case, Expected { accepts: false, in_schema: true }, &verdicts);
//!     assert!(wrong.is_empty(), "{wrong:?}");
//! }
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod compare;
mod fixtures;
mod gaps;
mod judges;
mod linters;
mod programs;

pub use compare::{Expected, disagreements};
pub use gaps::Gap;
pub use judges::{Judge, Verdict, judge, lint};
pub use programs::{ByType, Case, Package, Tools, answer, program};
