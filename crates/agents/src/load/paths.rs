//! Paths as text: joined and made absolute without looking at the disk.

use std::path::{Component, Path, PathBuf};

/// `path` relative to `base`, with `.` and `..` resolved in the text.
pub(crate) fn resolve(base: &Path, path: &str) -> PathBuf {
    normalize(&base.join(path))
}

/// The path without `.` and `..`.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The folder a file is in.
pub(crate) fn parent(path: &Path) -> PathBuf {
    path.parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// The path as text.
pub(crate) fn show(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The path relative to `root` with forward slashes, if it is inside; else as it is.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}
