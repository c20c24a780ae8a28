//! Rust types as the one source of truth for JSON contracts.
//!
//! Add `#[derive(Contract)]` beside serde's derives, say what must hold, and every reader gives the same verdict: this crate at run
//! time, and the JSON Schema, OpenAPI document, Pydantic models and TypeScript that `contractual-build` writes in `cargo build`.
//!
//! ```
//! use contractual::Contract;
//! use serde::{Deserialize, Serialize};
//!
//! /// A request to run a job.
//! #[derive(Debug, Serialize, Deserialize, Contract)]
//! #[contract(version = 1, rule(name = "window", expr = "first <= last"))]
//! struct JobSubmitRequest {
//!     #[contract(const = "1.0.0")]
//!     schema_version: String,
//!     #[contract(min_length = 1, max_length = 80)]
//!     name: String,
//!     #[contract(min_items = 1, unique)]
//!     outputs: Vec<Output>,
//!     first: u32,
//!     last: u32,
//! }
//!
//! /// What a job can produce.
//! #[derive(Debug, Serialize, Deserialize, Contract)]
//! #[serde(rename_all = "snake_case")]
//! enum Output {
//!     Log,
//!     CoverageReport,
//! }
//!
//! let good = br#"{"schema_version": "1.0.0", "name": "n", "outputs": ["log"], "first": 1, "last": 2}"#;
//! let job = JobSubmitRequest::from_json(good)?;
//! assert_eq!(job.name, "n");
//!
//! let bad = br#"{"schema_version": "1.0.0", "name": "", "outputs": ["log", "log"], "first": 1, "last": 2, "x": 0}"#;
//! let violations = JobSubmitRequest::from_json(bad).unwrap_err();
//! assert_eq!(
//!     violations.to_string(),
//!     "not a `JobSubmitRequest`: 3 violations
//!   at `/name`: expected at least 1 character, found 0 (minLength)
//!   at `/outputs`: expected items without repeats, found item 1 again: \"log\" (uniqueItems)
//!   at the top: expected no further members, found the member `x` (additionalProperties)"
//! );
//!
//! // Before it is sent, a value is checked as it would be written.
//! let late = JobSubmitRequest { first: 3, ..job };
//! assert_eq!(
//!     late.check().unwrap_err().iter().next().and_then(|found| found.rule.as_deref()),
//!     Some("window")
//! );
//! # Ok::<(), contractual::Violations>(())
//! ```
//!
//! * [`Contract`]: what a contract type can do, and [how to derive it](macro@Contract).
//! * [`api`](macro@api): operations as a trait, with a response enum each.
//! * [`Violation`]: one reason why a value is refused.
//!
//! What serde is lenient about (unknown members, structs as arrays, repeated members, folded sets, half-filled flattened options) is
//! refused here, so that the Rust side accepts exactly what the artifacts accept.
#![forbid(unsafe_code)]

#[path = "private.rs"]
#[doc(hidden)]
pub mod __private_v0_1_0;
mod contract;
mod describe;
mod described;
mod entry;
mod impls;
mod members;
mod prove;
mod read;
mod respond;
#[cfg(feature = "schema")]
mod schema;
#[cfg(feature = "schemars1")]
mod schemars;
mod strict;
mod sure;
mod to_json;
mod violation;

pub use contract::Contract;
#[doc = include_str!("../docs/derive.md")]
pub use contractual_macros::Contract;
#[doc = include_str!("../docs/api.md")]
pub use contractual_macros::api;
pub use described::Described;
pub use members::member_names;
pub use respond::{Answer, Respond};
pub use violation::{Violation, Violations};
