//! Finding and reading suite files: the only place where the file system is searched.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::glob::{Glob, Part, matches_name, parse_globs};

/// Suite files beyond this size are refused unread.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// How deep folders are searched for `**`.
const MAX_FOLDERS: usize = 64;

/// The regular files that a pattern names, each once, in ascending order of their paths compared as bytes.
/// Paths are as the pattern spells them: relative to `root`, or absolute.
pub fn find_files(root: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for glob in parse_globs(pattern) {
        let start = if glob.absolute {
            PathBuf::from("/")
        } else {
            PathBuf::new()
        };
        walk(root, &start, &glob.parts, 0, &mut found);
    }
    // A path that is taken literally wins over its reading as a pattern: names may hold brackets.
    if found.is_empty()
        && !pattern.is_empty()
        && root.join(pattern).is_file()
        && !pattern.starts_with('!')
    {
        found.push(PathBuf::from(pattern));
    }
    found.sort_by(|a, b| {
        a.as_os_str()
            .as_encoded_bytes()
            .cmp(b.as_os_str().as_encoded_bytes())
    });
    found.dedup();
    found
}

/// True if the pattern has wildcards, so that matching nothing is not the same as a missing file.
pub fn is_pattern(pattern: &str) -> bool {
    let globs: Vec<Glob> = parse_globs(pattern);
    globs.len() != 1
        || globs[0]
            .parts
            .iter()
            .any(|part| !matches!(part, Part::Name(_)))
}

fn walk(root: &Path, here: &Path, parts: &[Part], depth: usize, found: &mut Vec<PathBuf>) {
    let Some((first, rest)) = parts.split_first() else {
        return;
    };
    match first {
        Part::Name(name) => step(root, &here.join(name), rest, depth, found),
        Part::AnyFolders => {
            // `**` at the end stands for every file below.
            let rest_or_all = if rest.is_empty() {
                &[Part::Pattern(vec![crate::glob::Item::Star])][..]
            } else {
                rest
            };
            walk(root, here, rest_or_all, depth, found);
            if depth < MAX_FOLDERS {
                for (name, is_link) in names(root, here) {
                    let folder = here.join(&name);
                    // Links to folders are not followed by `**`, so that no loop can form.
                    if !name.starts_with('.') && !is_link && root.join(&folder).is_dir() {
                        walk(root, &folder, parts, depth + 1, found);
                    }
                }
            }
        }
        Part::Pattern(items) => {
            for (name, _) in names(root, here) {
                if matches_name(items, &name) {
                    step(root, &here.join(name), rest, depth, found);
                }
            }
        }
    }
}

fn step(root: &Path, path: &Path, rest: &[Part], depth: usize, found: &mut Vec<PathBuf>) {
    if rest.is_empty() {
        if root.join(path).is_file() {
            found.push(path.to_owned());
        }
    } else if root.join(path).is_dir() {
        walk(root, path, rest, depth, found);
    }
}

/// The entries of a folder, with a mark for links. Names that are no UTF-8 cannot be written in a pattern.
fn names(root: &Path, folder: &Path) -> Vec<(String, bool)> {
    let here = root.join(folder);
    let here = if here.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &here
    };
    let Ok(entries) = fs::read_dir(here) else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let is_link = entry.file_type().is_ok_and(|t| t.is_symlink());
            entry
                .file_name()
                .into_string()
                .ok()
                .map(|name| (name, is_link))
        })
        .collect()
}

/// The bytes of a file, at most `limit` of them.
///
/// # Errors
/// A sentence that says what could not be done with the file.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let shown = path.display();
    let file = fs::File::open(path).map_err(|e| format!("cannot open {shown}: {}", plain(&e)))?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| format!("cannot read {shown}: {}", plain(&e)))?;
    if bytes.len() as u64 > limit {
        return Err(format!("{shown} is larger than {limit} bytes"));
    }
    Ok(bytes)
}

/// An IO error without its number.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    text[..end].to_lowercase()
}

/// Writes a file so that readers see the old content or the new one, never a part: temporary name, then rename.
/// Missing folders are created.
///
/// # Errors
/// A sentence that says what could not be done.
pub fn write_atomically(path: &Path, content: &str) -> Result<(), String> {
    let shown = path.display();
    let fail = |verb: &str, e: &std::io::Error| format!("cannot {verb} {shown}: {}", plain(e));
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| fail("create the folder of", &e))?;
    }
    if path.is_dir() {
        return Err(format!("cannot write {shown}: it is a folder"));
    }
    // What is no regular file (a pipe, a device) cannot be replaced; it is written to.
    if path.exists() && !path.is_file() {
        return fs::write(path, content).map_err(|e| fail("write", &e));
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    fs::write(&temporary, content).map_err(|e| fail("write", &e))?;
    fs::rename(&temporary, path).map_err(|e| {
        let _ = fs::remove_file(&temporary);
        fail("write", &e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "b.yml",
            "a.yml",
            ".h.yml",
            "n.txt",
            "sub/c.yml",
            "sub/deep/d.yml",
            "odd[1].yml",
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        find_files(folder.path(), pattern)
            .iter()
            .map(|p| p.display().to_string())
            .collect()
    }

    #[test]
    fn files_come_in_byte_order_and_once() {
        assert_eq!(found("*.yml"), ["a.yml", "b.yml", "odd[1].yml"]);
        assert_eq!(found("{a,*}.yml"), ["a.yml", "b.yml", "odd[1].yml"]);
        assert_eq!(
            found("**/*.yml"),
            [
                "a.yml",
                "b.yml",
                "odd[1].yml",
                "sub/c.yml",
                "sub/deep/d.yml"
            ]
        );
        assert_eq!(found(".*.yml"), [".h.yml"]);
        assert_eq!(found("odd[1].yml"), ["odd[1].yml"]);
        assert!(found("sub").is_empty());
        assert!(found("!(a|b|odd*).yml").is_empty());
    }

    #[test]
    fn writing_creates_folders_and_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x/y/r.json");
        write_atomically(&path, "1").unwrap();
        write_atomically(&path, "2").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "2");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(write_atomically(folder.path(), "1").is_err());
    }
}
