//! The build script of a crate with contracts, in one line: `fn main() { contractual_build::run() }`.
#![forbid(unsafe_code)]

mod absent;
mod again;
pub mod baseline;
pub mod cargo;
pub mod cfg;
pub mod compat;
pub mod dependencies;
mod fast;
pub mod findings;
pub mod fs;
pub mod generate;
mod items;
mod locked;
mod looks;
mod manifest;
mod mode;
mod package;
mod python;
mod registry;
mod run;
mod sealed;
pub mod session;
pub mod settings;
pub mod source;
pub mod store;
mod told;
mod watched;

pub use manifest::{Manifest, Named};
pub use mode::{Mode, Signs, is_foreign, mode};
pub use package::{Package, unreadable};
pub use python::{Names, names};
pub use run::{build, run};
pub use settings::Settings;
