//! Names of source files, as the table has them.

use std::path::{Component, Path, PathBuf};

/// A file as rustc names it (absolute, or relative to the folder in which rustc runs), relative to the manifest's folder with forward
/// slashes. A file outside of that folder is reached by `..`, as `#[path]` writes it.
pub(crate) fn below_manifest(file: &Path, current: &Path, manifest: &Path) -> String {
    let file = clean(&current.join(file));
    let manifest = clean(&current.join(manifest));
    let mut steps: Vec<String> = Vec::new();
    let mut base = manifest.as_path();
    loop {
        if let Ok(rest) = file.strip_prefix(base) {
            steps.extend(rest.iter().map(|step| step.to_string_lossy().into_owned()));
            return steps.join("/");
        }
        match base.parent() {
            Some(parent) => base = parent,
            // Another drive: nothing in common.
            None => return file.to_string_lossy().replace('\\', "/"),
        }
        steps.push("..".to_owned());
    }
}

/// Without `.` and `..`, by name alone: links are not followed, the scanner does not follow them either.
fn clean(path: &Path) -> PathBuf {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(file: &str, expected: &str) {
        let found = below_manifest(Path::new(file), Path::new("/ws"), Path::new("/ws/acme"));
        assert_eq!(found, expected, "{file}");
    }

    #[test]
    fn files_are_named_from_the_manifest() {
        check("acme/src/lib.rs", "src/lib.rs");
        check("/ws/acme/src/a/b.rs", "src/a/b.rs");
        check("acme/src/../../shared/x.rs", "../shared/x.rs");
        check("/elsewhere/x.rs", "../../elsewhere/x.rs");
    }
}
