//! What a scan needs from outside.

use contractual_model::Model;

use crate::cfg::Cfg;

/// Gives the text of source files. Paths are relative to the manifest, with forward slashes.
pub trait Files {
    /// The text of a file; `None` if there is none.
    ///
    /// # Errors
    /// Why a file that is there cannot be read.
    fn read(&self, path: &str) -> Result<Option<String>, String>;
}

impl<F: Fn(&str) -> Option<String>> Files for F {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        Ok(self(path))
    }
}

/// What to scan.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Name of the library crate as rustc has it (no hyphens): the first step of every nominal identity.
    pub crate_name: String,
    /// Root files: the library's first, if there is one.
    pub roots: Vec<String>,
    /// The cfg set to evaluate with.
    pub cfg: Cfg,
    /// Models of other crates whose types may be named, with the name under which the crate is known here.
    pub dependencies: Vec<Dependency>,
    /// Other crates that this one names and whose models cannot be had.
    pub absent: Vec<Absent>,
    /// Version of the generator, for the handshake.
    pub generator: String,
    /// Name under which the facade is known here, if it was renamed; `contractual` if empty.
    pub facade: String,
}

/// The model of another crate.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// Name of the crate in this one's sources.
    pub name: String,
    /// Its name as rustc has it: the first step of its types' identities.
    pub crate_name: String,
    /// Its model.
    pub model: Model,
}

/// A crate that may have contracts, whose model is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Name of the crate in this one's sources.
    pub name: String,
    /// Why its model is not there.
    pub why: String,
    /// What to do.
    pub advice: String,
}

/// Largest source file that is read.
pub const MAX_FILE: usize = 16 << 20;
/// Most files of one crate.
pub const MAX_FILES: usize = 20_000;
/// How deep modules may stand inside each other.
pub const MAX_MODULES: usize = 128;
