//! What several modules need.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in the repository")
        .to_path_buf()
}

/// The folder with other people's tools, which `cargo xtask tools` makes. A test that needs one fails without it.
pub(crate) fn tools() -> PathBuf {
    let folder = std::env::var_os("CONTRACTUAL_TOOLS")
        .map_or_else(|| root().join("target/tools"), PathBuf::from);
    assert!(
        folder.join("node").is_dir(),
        "{} is missing; run `cargo xtask tools`",
        folder.display()
    );
    folder
}

#[test]
fn tools_are_there() {
    let folder = tools();
    assert!(
        folder.join("python-pinned/bin/python").exists()
            && folder.join("python-newest/bin/python").exists()
    );
}
