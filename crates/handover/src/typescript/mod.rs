//! TypeScript: syntax and names by a parser of our own choice, types by `tsc` where it is there, and JSON values against a type
//! (section 12).

mod compiler;
mod fit;
mod separators;
mod show;
mod syntax;
mod translate;
mod types;

pub(crate) use compiler::{Compiled, find as find_compiler};
pub(crate) use fit::fit;
pub(crate) use syntax::{check as check_syntax, exports};
pub(crate) use translate::load;
pub(crate) use types::Types;

/// True for the extensions of TypeScript files.
pub(crate) fn is_typescript(path: &crate::RelPath) -> bool {
    path.extension()
        .is_some_and(|extension| matches!(extension, "ts" | "mts" | "cts" | "tsx"))
}

/// The kind of source that a file name says.
fn source_type(name: &str) -> oxc_span::SourceType {
    oxc_span::SourceType::from_path(name).unwrap_or_else(|_| oxc_span::SourceType::ts())
}
