//! What the environment says of this compilation.

use std::env;
use std::path::PathBuf;

/// Facts that decide what may be demanded of an item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// A macro server of an editor, not rustc.
    pub(crate) editor: bool,
    /// rustdoc compiles an example.
    pub(crate) doctest: bool,
    /// The package was packaged: it is a dependency from a registry, or `cargo package` verifies it.
    pub(crate) packaged: bool,
    /// Name of the crate being compiled.
    pub(crate) crate_name: Option<String>,
    /// Folder of the manifest.
    pub(crate) manifest: Option<PathBuf>,
    /// What the build script passed: layout and generation of its table.
    pub(crate) handshake: Option<String>,
    /// Where the table stands, and how sure we must be that it belongs to this build.
    pub(crate) table: Option<TableAt>,
}

/// Where a table stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TableAt {
    /// In `OUT_DIR`, written by this package's build script: its generation must be the announced one.
    OutDir(PathBuf),
    /// Named by `CONTRACTUAL_HANDSHAKE_FILE`: tests bring a table of their own, with files by the end of their path.
    Named(PathBuf),
}

/// Set by rust-analyzer for the processes it starts.
const EDITOR: &str = "RUST_ANALYZER_INTERNALS_DO_NOT_USE";

impl Surroundings {
    /// Reads them from the environment of this process.
    pub(crate) fn read() -> Self {
        let text = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let path = |name: &str| text(name).map(PathBuf::from);
        let server = env::current_exe()
            .ok()
            .and_then(|exe| Some(exe.file_stem()?.to_string_lossy().into_owned()));
        let manifest = path("CARGO_MANIFEST_DIR");
        let handshake = text("CONTRACTUAL_HANDSHAKE");
        // A package with a table of its own keeps it, whatever a test above it names.
        let own = path("OUT_DIR")
            .filter(|_| handshake.is_some())
            .map(|out| TableAt::OutDir(out.join("contractual").join("handshake")));
        let table = own.or_else(|| path("CONTRACTUAL_HANDSHAKE_FILE").map(TableAt::Named));
        Self {
            editor: env::var_os(EDITOR).is_some()
                || server.is_some_and(|name| name.contains("rust-analyzer")),
            doctest: env::var_os("UNSTABLE_RUSTDOC_TEST_PATH").is_some(),
            packaged: manifest
                .as_ref()
                .is_some_and(|folder| folder.join("Cargo.toml.orig").exists()),
            crate_name: text("CARGO_CRATE_NAME"),
            manifest,
            handshake,
            table,
        }
    }
}
