//! A crate's sources to a model, without compiling them.
//!
//! Called by the build script and by the program. [`Outline::read`] finds modules, names and items by a skeleton lexer; [`Outline::scan`] parses
//! the items with `contractual-syntax`, resolves their names by Rust's rules and lowers them. No IO happens here: the texts come
//! through [`Files`]. What the scan believes of every item goes into a table ([`contractual_model::handshake`]), and rustc proves it:
//! a wrong reading is a compile error, never a wrong artifact.
//!
//! ```
//! use contractual_scan::{Options, Outline};
//! let files = |path: &str| (path == "src/lib.rs").then(|| "#[derive(Contract)] pub struct Job { id: u64 }".to_owned());
//! let options = Options {
//!     crate_name: "acme".into(),
//!     roots: vec!["src/lib.rs".into()],
//!     ..Options::default()
//! };
//! let scan = Outline::read(&files, &options).scan();
//! assert!(!scan.has_errors());
//! assert_eq!(scan.model.types.keys().map(|id| id.0.as_str()).collect::<Vec<_>>(), ["acme::Job"]);
//! ```
#![forbid(unsafe_code)]

mod cfg;
mod consts;
mod defaults;
mod imports;
mod input;
mod meaning;
mod memory;
mod names;
mod outline;
mod outside;
mod scan;
mod share;
pub mod skeleton;
mod sources;
#[cfg(test)]
mod tests;
mod types;
mod walk;

pub use cfg::Cfg;
pub use input::{Absent, Dependency, Files, MAX_FILE, MAX_FILES, MAX_MODULES, Options};
pub use outline::Outline;
pub use scan::{Reporter, Scan, ScanFinding};
pub use sources::Sources;
