//! What an error is.
//!
//! Every part of contractual reports through one plain data type, [`Diagnostic`]: where, what, why and what to do.
//! This crate holds that type, the places it points at ([`SourceLoc`], [`Pointer`]) and the ways to show it
//! ([`render`]). It does no IO and depends on nothing.
//!
//! ```
//! use contractual_diag::{Diagnostic, SourceLoc};
//! let found = Diagnostic::error("unknown_key", "unknown key `emiters`")
//!     .at(SourceLoc::new("contractual.toml", 3, 1))
//!     .why("settings are closed, so that a typing error is never taken for a default")
//!     .fix("write `emitters`");
//! let text = contractual_diag::render::human(&found, None);
//! assert!(text.starts_with("error[unknown_key]: unknown key `emiters`\n  --> contractual.toml:3:1\n"));
//! ```
#![forbid(unsafe_code)]

mod counted;
mod diagnostic;
mod escape;
mod location;
pub mod render;
mod suggest;

pub use counted::counted;
pub use diagnostic::{Diagnostic, Note, NoteKind, Severity, sort};
pub use escape::{uri, xml_attribute, xml_text};
pub use location::{Pointer, SourceLoc, line_column};
pub use suggest::nearest;
