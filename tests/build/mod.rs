//! Real packages, built by a real cargo: what a build writes, when it writes nothing, and what it says.
//!
//! All packages share one target folder, so that the dependencies are compiled once; each has its own folder and name.

mod agents;
mod cargo;
mod freshness;
mod handover;
mod init;
mod lints;
mod manners;
pub(crate) mod package;
mod same_bytes;
mod table;
mod third_leg;
mod trouble;
mod two_crates;

pub(crate) use package::program;
