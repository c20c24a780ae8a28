//! How files look from outside: names, lengths, times and (on Unix) inodes, for comparing with how they looked earlier. Nothing is read.
//!
//! Thousands of files may have to be looked at, so after a write only what was written is looked at again.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(not(unix))]
use std::time::SystemTime;

/// How deep folders are followed.
const MAX_DEPTH: u32 = 8;

/// Files and folders as they look, in the order in which the file system lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Looks {
    all: Vec<(PathBuf, Look)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Look {
    /// Not there, or not to be looked at.
    None,
    File(Stamp),
    Folder(Vec<(OsString, Look)>),
}

/// Length, inode, times.
type Stamp = [u64; 6];

impl Looks {
    /// Looks at files, and at all files below folders.
    pub(crate) fn of(paths: &[PathBuf]) -> Self {
        let look = |path: &PathBuf| {
            let look = fs::metadata(path).map_or(Look::None, |meta| look_at(path, &meta, 0));
            (path.clone(), look)
        };
        Self {
            all: paths.iter().map(look).collect(),
        }
    }

    /// The same after these files were written or deleted: only they are looked at again, and the folders that they are in are listed.
    pub(crate) fn after(mut self, changed: &[PathBuf]) -> Self {
        let mut folders: Vec<&Path> = Vec::new();
        for path in changed {
            if let Some((_, look)) = self.all.iter_mut().find(|(known, _)| known == path) {
                *look = fs::metadata(path).map_or(Look::None, |meta| look_at(path, &meta, 0));
            }
            let folder = path.parent().unwrap_or(path);
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        for folder in folders {
            for (root, look) in &mut self.all {
                if let Ok(below) = folder.strip_prefix(&*root) {
                    let steps: Vec<&OsStr> = below.iter().collect();
                    again(look, root, &steps, 0, changed);
                }
            }
        }
        self
    }

    /// As bytes: equal looks give equal bytes, and others do not.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (path, look) in &self.all {
            put(path.as_os_str(), look, &mut out);
        }
        out
    }
}

fn put(name: &OsStr, look: &Look, out: &mut Vec<u8>) {
    // no name has a zero, and what follows it has a fixed length or an end
    out.extend_from_slice(name.as_encoded_bytes());
    match look {
        Look::None => out.extend_from_slice(b"\0-"),
        Look::File(stamp) => {
            out.extend_from_slice(b"\0=");
            for part in stamp {
                out.extend_from_slice(&part.to_le_bytes());
            }
        }
        Look::Folder(entries) => {
            out.extend_from_slice(b"\0{");
            for (name, look) in entries {
                put(name, look, out);
            }
            out.extend_from_slice(b"\0}");
        }
    }
}

fn look_at(path: &Path, meta: &fs::Metadata, depth: u32) -> Look {
    match (meta.is_dir(), depth) {
        (true, MAX_DEPTH..) => Look::None,
        (true, _) => Look::Folder(list(path, depth, |_| None)),
        (false, _) => Look::File(stamp(meta)),
    }
}

/// The entries of a folder; those that are known are not looked at.
fn list(
    folder: &Path,
    depth: u32,
    mut known: impl FnMut(&OsStr) -> Option<Look>,
) -> Vec<(OsString, Look)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let look = known(&name).unwrap_or_else(|| {
            // of the entry itself, without a walk from the root of the file system; links are followed
            let meta = entry.metadata().and_then(|meta| match meta.is_symlink() {
                true => fs::metadata(entry.path()),
                false => Ok(meta),
            });
            match meta {
                Ok(meta) if meta.is_dir() => look_at(&entry.path(), &meta, depth + 1),
                Ok(meta) => Look::File(stamp(&meta)),
                Err(_) => Look::None,
            }
        });
        found.push((name, look));
    }
    found
}

/// Lists the folder that these steps lead to again.
fn again(look: &mut Look, path: &Path, steps: &[&OsStr], depth: u32, changed: &[PathBuf]) {
    let Look::Folder(entries) = look else {
        // it was no folder: whatever it is now
        *look = fs::metadata(path).map_or(Look::None, |meta| look_at(path, &meta, depth));
        return;
    };
    if let [step, rest @ ..] = steps {
        if let Some(at) = entries.iter().position(|(name, _)| name == step) {
            let inner = &mut entries[at].1;
            return again(inner, &path.join(step), rest, depth + 1, changed);
        }
        // a new folder: the one that it is in is listed again
        return again(look, path, &[], depth, changed);
    }
    let mut before: HashMap<OsString, Look> = std::mem::take(entries).into_iter().collect();
    for file in changed.iter().filter(|file| file.parent() == Some(path)) {
        if let Some(name) = file.file_name() {
            before.remove(name);
        }
    }
    *entries = list(path, depth, |name| before.remove(name));
}

#[cfg(unix)]
fn stamp(meta: &fs::Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    [
        meta.size(),
        meta.ino(),
        meta.mtime().cast_unsigned(),
        meta.mtime_nsec().cast_unsigned(),
        meta.ctime().cast_unsigned(),
        meta.ctime_nsec().cast_unsigned(),
    ]
}

#[cfg(not(unix))]
fn stamp(meta: &fs::Metadata) -> Stamp {
    let age = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok())
        .unwrap_or_default();
    [
        meta.len(),
        0,
        age.as_secs(),
        u64::from(age.subsec_nanos()),
        0,
        0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_at_what_was_written_is_looking_at_everything() {
        let root = std::env::temp_dir().join(format!("contractual-looks-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            // by renaming, as builds write
            fs::write(root.join("new"), text).unwrap();
            fs::rename(root.join("new"), &path).unwrap();
            path
        };
        for at in 0..40 {
            write(&format!("set/inner/{at}.json"), "1");
        }
        write("set/x.json", "1");
        write("one.txt", "1");
        let paths = [root.join("set"), root.join("one.txt"), root.join("none")];
        let first = Looks::of(&paths);
        assert_eq!(Looks::of(&paths), first);
        let mut changed = vec![
            write("set/inner/7.json", "22"),
            write("set/inner/new.json", "3"),
            write("set/deep/er/a.json", "3"),
            write("one.txt", "4"),
            write("none", "5"),
        ];
        fs::remove_file(root.join("set/x.json")).unwrap();
        changed.push(root.join("set/x.json"));
        let now = Looks::of(&paths);
        assert_ne!(now.bytes(), first.bytes());
        assert_eq!(first.clone().after(&changed).bytes(), now.bytes());
        // what nobody said was written is as it was seen first
        write("set/inner/8.json", "by hand");
        assert_eq!(first.after(&changed).bytes(), now.bytes());
        assert_ne!(Looks::of(&paths).bytes(), now.bytes());
        fs::remove_dir_all(&root).unwrap();
    }
}
