//! From files to one document: references, imports, inheritance and variables (specification 4 to 6).
//!
//! Nothing here touches the disk: files come through the trait [`Files`].

mod document;
mod extends;
mod failure;
mod files;
pub(crate) mod merge;
pub(crate) mod paths;
mod quick;
mod references;
mod sources;
mod vars;

pub use document::{Loaded, load_document};
pub use extends::find_base;
pub use failure::{Failure, FailureKind};
pub use files::{FileKind, Files, MemoryFiles};
pub(crate) use sources::MAX_DEPTH;
pub use sources::Sources;
pub(crate) use sources::convert;
pub use vars::substitute;
