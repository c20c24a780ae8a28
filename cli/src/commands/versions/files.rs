//! Planned changes of files: shown, checked against what is there, and written all or none.

use std::path::Path;

use contractual_build::fs::{FsError, Writer, read_text};

use super::edits::unified;

/// One file as it is and as it is to be; `None`: no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileChange {
    /// Relative to the folder, with forward slashes.
    pub(super) path: String,
    /// As it was when the change was planned.
    pub(super) old: Option<String>,
    /// As it is to be.
    pub(super) new: Option<String>,
}

impl FileChange {
    /// What happens to the file.
    pub(super) fn word(&self) -> &'static str {
        match self.new {
            Some(_) => "written",
            None => "deleted",
        }
    }
}

/// The changes as a patch.
pub(super) fn patch(changes: &[FileChange]) -> String {
    changes
        .iter()
        .filter(|change| change.old != change.new)
        .map(|change| unified(&change.path, change.old.as_deref(), change.new.as_deref()))
        .collect()
}

/// Writes all changes below a folder, or none: what was written before a failure is put back.
///
/// # Errors
/// A file changed since the plan was made, or the disk refuses.
pub(super) fn write_all(folder: &Path, changes: &[FileChange]) -> Result<(), String> {
    for change in changes {
        let now = read_text(&folder.join(&change.path)).map_err(|error| error.to_string())?;
        if now != change.old {
            return Err(format!(
                "{} changed while the edit was planned; nothing was written",
                change.path
            ));
        }
    }
    let mut writer = Writer::new(folder, None);
    let put = |writer: &mut Writer, path: &str, text: Option<&str>| -> Result<(), FsError> {
        match text {
            Some(text) => writer.write(path, text.as_bytes()),
            None => writer.delete(path),
        }
    };
    for (done, change) in changes.iter().enumerate() {
        if let Err(error) = put(&mut writer, &change.path, change.new.as_deref()) {
            for earlier in &changes[..done] {
                // the disk that refused may refuse again; the first reason is the one to be told
                let _ = put(&mut writer, &earlier.path, earlier.old.as_deref());
            }
            return Err(format!("{error}; nothing was changed"));
        }
    }
    writer.finish();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, old: Option<&str>, new: Option<&str>) -> FileChange {
        FileChange {
            path: path.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        }
    }

    #[test]
    fn all_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a"), "1\n").unwrap();
        std::fs::write(at("b"), "1\n").unwrap();
        let good = [
            change("a", Some("1\n"), Some("2\n")),
            change("b", Some("1\n"), None),
            change("deep/c", None, Some("3\n")),
        ];
        write_all(folder.path(), &good).unwrap();
        assert_eq!(std::fs::read_to_string(at("a")).unwrap(), "2\n");
        assert!(!at("b").exists());
        assert_eq!(std::fs::read_to_string(at("deep/c")).unwrap(), "3\n");

        let stale = [change("a", Some("1\n"), Some("4\n"))];
        assert_eq!(
            write_all(folder.path(), &stale).unwrap_err(),
            "a changed while the edit was planned; nothing was written"
        );
        // the second leads out of the folder: the first is put back
        std::fs::write(folder.path().parent().unwrap().join("outside"), "x").unwrap();
        let escaping = [
            change("a", Some("2\n"), Some("5\n")),
            change("../outside", Some("x"), Some("5\n")),
        ];
        assert!(
            write_all(folder.path(), &escaping)
                .unwrap_err()
                .ends_with("nothing was changed")
        );
        assert_eq!(std::fs::read_to_string(at("a")).unwrap(), "2\n");
        std::fs::remove_file(folder.path().parent().unwrap().join("outside")).unwrap();
    }

    #[test]
    fn a_patch_names_what_changes() {
        let changes = [
            change("a", Some("1\n"), Some("1\n")),
            change("b", Some("1\n"), Some("2\n")),
        ];
        assert_eq!(patch(&changes), "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-1\n+2\n");
    }
}
