//! Verdicts of judges, kept beside the runs: the same content, criteria, model and judge are not paid for twice (section 14.7).

use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Options;
use crate::root::read_limited;

/// The folder in the storage of runs.
const FOLDER: &str = ".verdicts";
/// A kept verdict is at most this long.
const MAX_BYTES: u64 = 4 << 20;

/// Where the verdict of one request is kept.
pub(super) struct Kept {
    file: PathBuf,
}

impl Kept {
    /// The place of a request's verdict; nothing where verdicts are not to be kept.
    pub(super) fn of(options: &Options, command: &str, request: &Value) -> Option<Self> {
        if !options.keep_verdicts {
            return None;
        }
        let mut hasher = Sha256::new();
        hasher.update(json!([command, request]).to_string().as_bytes());
        let name: String = hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let file = options.storage.join(FOLDER).join(format!("{name}.json"));
        Some(Self { file })
    }

    /// The answer that was kept, as the judge would give it.
    pub(super) fn read(&self) -> Option<String> {
        let file = std::fs::File::open(&self.file).ok()?;
        let bytes = read_limited(file, MAX_BYTES).ok().flatten()?;
        String::from_utf8(bytes).ok()
    }

    /// Keeps an answer. Where that fails the judge is asked again the next time.
    pub(super) fn write(&self, verdicts: &[(bool, String)]) {
        let list: Vec<Value> = verdicts
            .iter()
            .enumerate()
            .map(|(at, (pass, reason))| json!({"criterion": at, "pass": pass, "reason": reason}))
            .collect();
        let text = json!({ "verdicts": list }).to_string();
        let Some(folder) = self.file.parent() else {
            return;
        };
        // A reader never sees half of it, and two writers write the same.
        let temporary = self
            .file
            .with_extension(format!("{}.tmp", std::process::id()));
        let written = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&temporary, text))
            .and_then(|()| std::fs::rename(&temporary, &self.file));
        if written.is_err() {
            let _ = std::fs::remove_file(&temporary);
        }
    }
}
