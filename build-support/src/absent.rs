//! Files that a build would read if they were there: making one by hand runs the script, though Cargo cannot watch for it.
//!
//! Cargo takes a missing file that it is told to watch for a changed one, and would run the script in every build. A folder it walks,
//! following symbolic links and passing over those that lead nowhere. So `OUT_DIR/contractual/absent` holds one link to each place where
//! nothing is yet, and Cargo watches that folder: a link counts from the moment that somebody makes the file.

use std::path::{Path, PathBuf};

use crate::cargo::{Directives, Environment};
use crate::fs;

/// The folder of the links, below `OUT_DIR`.
const FOLDER: &str = "contractual/absent";

/// What a build reads if it is there.
#[derive(Debug, Default)]
pub(crate) struct Optional {
    /// Settings, and files of the project that the set is compared with.
    pub(crate) inputs: Vec<PathBuf>,
    /// Root files of targets, and folders of such.
    pub(crate) roots: Vec<PathBuf>,
}

impl Optional {
    fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.inputs.iter().chain(&self.roots)
    }

    /// Which of the files are there, as text: part of what decides whether anything changed.
    pub(crate) fn presence(&self) -> String {
        self.all()
            .map(|path| if path.exists() { '1' } else { '0' })
            .collect()
    }
}

/// Watches each of the files if it is there, and waits for those that are not.
pub(crate) fn watch_all(environment: &Environment, optional: &Optional, out: &mut Directives) {
    for path in optional.inputs.iter().filter(|path| path.exists()) {
        out.watch_output(path.clone());
    }
    for path in optional.roots.iter().filter(|path| path.exists()) {
        out.watch(path);
    }
    let links: Vec<(String, &Path)> = optional
        .all()
        .filter(|path| !path.exists())
        .map(|path| (name_of(path), path.as_path()))
        .collect();
    let folder = environment.out_dir.join(FOLDER);
    // best effort: without links a new file is noticed with the next change of a source
    if fs::links(&folder, &links, environment.write_time()).is_ok() && !links.is_empty() {
        out.watch(&folder);
    }
}

/// A name for a link: the path with its separators replaced, and a digest, so that no two are the same.
fn name_of(path: &Path) -> String {
    let text = path.to_string_lossy();
    let digest = contractual_model::digest::of_bytes(text.as_bytes());
    let last = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!(
        "{}-{last}",
        &contractual_model::digest::to_hex(digest)[..12]
    )
}
