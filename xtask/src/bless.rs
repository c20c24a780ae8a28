//! Accepting goldens and expected messages.

use std::path::Path;

use crate::run::{cargo, run};

/// Runs the tests that have goldens with the variables that make them write.
///
/// # Errors
/// A test fails although it may write.
pub(crate) fn bless(root: &Path) -> Result<(), String> {
    let mut all = cargo(root, &["test", "--workspace"]);
    all.env("CONTRACTUAL_BLESS", "1")
        .env("TRYBUILD", "overwrite")
        .env("UPDATE_EXPECT", "1");
    run(all)?;
    println!("blessed; read `git diff` as a change of interface before you commit it");
    Ok(())
}
