//! How files look from outside: names, lengths, times and (on Unix) inodes, for comparing with how they looked earlier. Nothing is read.
//!
//! Thousands of files may have to be looked at in every run, by a script that is not optimised. So what is remembered stands in the
//! order in which it is asked for, as bytes; several threads ask, and nobody lists a folder: files that come and go change its time.
//! After a write only what was written is looked at again.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use crate::sealed::{SEAL, seal};

/// How deep folders are followed.
const MAX_DEPTH: u32 = 8;

/// Length, inode, times.
pub(crate) const STAMP: usize = 48;
pub(crate) type Stamp = [u8; STAMP];

/// What is not there, or not to be looked at.
pub(crate) const NONE: Stamp = [0; STAMP];

/// A file: where its name ends among those of the folder, and its stamp.
const ROW: usize = 4 + STAMP;

/// How many files a thread looks at before it asks for more.
const PORTION: usize = 256;

/// Files and folders as they look, as bytes with an index of the folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Looks {
    folders: Vec<Folder>,
    bytes: Vec<u8>,
}

/// A folder, or (where its path is empty) paths that are looked at by themselves. In the bytes stand its stamp, the names of its
/// files, sorted, one after the other, and their rows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Folder {
    /// With a final separator.
    path: String,
    start: usize,
    names: usize,
    rows: usize,
}

impl Folder {
    fn names_start(&self) -> usize {
        self.start + STAMP
    }

    fn rows_start(&self) -> usize {
        self.names_start() + self.names
    }

    fn end(&self) -> usize {
        self.rows_start() + self.rows * ROW
    }

    fn row(&self, at: usize) -> usize {
        self.rows_start() + at * ROW
    }
}

/// A folder's path and stamp, and its files.
type Listed = (String, Stamp, Vec<(String, Stamp)>);

impl Looks {
    /// Looks at files, and at all files below folders.
    pub(crate) fn of(paths: &[PathBuf]) -> Self {
        let mut found: Vec<Listed> = Vec::new();
        let mut alone = Vec::new();
        for path in paths.iter().filter_map(|path| path.to_str()) {
            match fs::metadata(path) {
                Ok(meta) if meta.is_dir() => list(path, stamp(&meta), 0, &mut found),
                meta => alone.push((path.to_owned(), meta.as_ref().map_or(NONE, stamp))),
            }
        }
        found.push((String::new(), NONE, alone));
        let mut looks = Self::default();
        for (path, stamp, mut files) in found {
            files.sort();
            looks.add(path, &stamp, &files);
        }
        looks
    }

    fn add(&mut self, path: String, stamp: &Stamp, files: &[(String, Stamp)]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(stamp);
        for (name, _) in files {
            self.bytes.extend_from_slice(name.as_bytes());
        }
        let mut end = 0;
        for (name, stamp) in files {
            end += name.len();
            // no folder has four gigabytes of names
            let short = u32::try_from(end).unwrap_or(u32::MAX);
            self.bytes.extend_from_slice(&short.to_le_bytes());
            self.bytes.extend_from_slice(stamp);
        }
        self.folders.push(Folder {
            path,
            start,
            names: end,
            rows: files.len(),
        });
    }

    /// The same after these files were written or deleted: only they are looked at again, and the folders that they are in.
    pub(crate) fn after(mut self, paths: &[PathBuf], changed: &[PathBuf]) -> Self {
        for path in changed {
            if !self.look_again(path) {
                return self.anew(paths, changed);
            }
        }
        for folder in 0..self.folders.len() {
            let Folder { path, start, .. } = &self.folders[folder];
            if changed.iter().any(|file| is_in(file, path)) {
                let stamp = look(path);
                self.bytes[*start..start + STAMP].copy_from_slice(&stamp);
            }
        }
        self
    }

    /// Looks at a file again; false if there is no place for it: it is new, or it was deleted.
    fn look_again(&mut self, file: &Path) -> bool {
        let Some(path) = file.to_str() else {
            return false;
        };
        for at in 0..self.folders.len() {
            let folder = &self.folders[at];
            let name = match folder.path.is_empty() {
                true => path,
                false if is_in(file, &folder.path) => &path[folder.path.len()..],
                false => continue,
            };
            let Some(row) = self.find(folder, name) else {
                if folder.path.is_empty() {
                    continue;
                }
                return false;
            };
            let meta = fs::metadata(file);
            if meta
                .as_ref()
                .map_or(!folder.path.is_empty(), fs::Metadata::is_dir)
            {
                return false;
            }
            let stamp = meta.as_ref().map_or(NONE, stamp);
            self.bytes[row + 4..row + ROW].copy_from_slice(&stamp);
            return true;
        }
        // nobody looks there, unless it is in a folder that was made since
        let below = |folder: &Folder| !folder.path.is_empty() && path.starts_with(&folder.path);
        !self.folders.iter().any(below)
    }

    /// Where the row of a file is.
    fn find(&self, folder: &Folder, name: &str) -> Option<usize> {
        let (mut from, mut to) = (0, folder.rows);
        while from < to {
            let middle = usize::midpoint(from, to);
            match self.name(folder, middle)?.cmp(name.as_bytes()) {
                std::cmp::Ordering::Equal => return Some(folder.row(middle)),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn name(&self, folder: &Folder, at: usize) -> Option<&[u8]> {
        let end = |at: usize| {
            let row = folder.row(at);
            let bytes: [u8; 4] = self.bytes.get(row..row + 4)?.try_into().ok()?;
            usize::try_from(u32::from_le_bytes(bytes)).ok()
        };
        let start = match at {
            0 => 0,
            _ => end(at - 1)?,
        };
        let names = self.bytes.get(folder.names_start()..folder.rows_start())?;
        names.get(start..end(at)?)
    }

    /// Looks at everything; what was known and is not said to have changed stays as it was seen first.
    fn anew(self, paths: &[PathBuf], changed: &[PathBuf]) -> Self {
        let mut known = HashMap::new();
        for folder in &self.folders {
            for at in 0..folder.rows {
                if let Some(name) = self.name(folder, at) {
                    let row = folder.row(at);
                    let path = [folder.path.as_bytes(), name].concat();
                    known.insert(path, &self.bytes[row + 4..row + ROW]);
                }
            }
        }
        for file in changed {
            known.remove(file.as_os_str().as_encoded_bytes());
        }
        let mut now = Self::of(paths);
        for folder in now.folders.clone() {
            for at in 0..folder.rows {
                let path = now.name(&folder, at);
                let path = path.map(|name| [folder.path.as_bytes(), name].concat());
                if let Some(stamp) = path.and_then(|path| known.get(&path)) {
                    let row = folder.row(at);
                    now.bytes[row + 4..row + ROW].copy_from_slice(stamp);
                }
            }
        }
        now
    }

    /// As bytes: the index with a sum over it, and what it leads to, in which any change makes another look.
    pub(crate) fn write(&self, head: &str) -> Vec<u8> {
        use std::fmt::Write as _;
        let mut index = format!("{head}\n\n");
        for folder in &self.folders {
            // Writing to a String cannot fail.
            let _ = writeln!(index, "{} {} {}", folder.names, folder.rows, folder.path);
        }
        index.push('\n');
        let mut out = Vec::with_capacity(index.len() + SEAL + self.bytes.len());
        out.extend_from_slice(index.as_bytes());
        out.extend_from_slice(&self.seal(index.as_bytes()));
        out.extend_from_slice(&self.bytes);
        out
    }

    /// The sum over the index, and over the paths that are looked at by themselves: a wrong name of what is not there would not be seen.
    fn seal(&self, index: &[u8]) -> [u8; SEAL] {
        let alone = self.folders.last().filter(|last| last.path.is_empty());
        let alone = alone.and_then(|last| self.bytes.get(last.start..));
        seal(&[index, alone.unwrap_or_default()].concat())
    }

    /// Reads what [`Looks::write`] made, with its head; `None` if it is not whole.
    pub(crate) fn read(mut bytes: Vec<u8>) -> Option<(String, Self)> {
        let find = |from: usize| {
            let rest = bytes.get(from..)?;
            Some(from + 2 + rest.windows(2).position(|pair| pair == b"\n\n")?)
        };
        let head = find(0)?;
        let end = find(head - 1)?;
        let index = std::str::from_utf8(bytes.get(..end)?).ok()?;
        let mut folders = Vec::new();
        let mut start = 0;
        for line in index[head..].lines().filter(|line| !line.is_empty()) {
            let mut fields = line.splitn(3, ' ');
            let folder = Folder {
                names: fields.next()?.parse().ok()?,
                rows: fields.next()?.parse().ok()?,
                path: fields.next()?.to_owned(),
                start,
            };
            start = folder.end();
            folders.push(folder);
        }
        let head = index[..head - 2].to_owned();
        let index = index.as_bytes().to_vec();
        let sum = bytes.get(end..end + SEAL)?.to_vec();
        bytes.drain(..end + SEAL);
        let looks = Self { folders, bytes };
        let whole = start == looks.bytes.len() && looks.seal(&index) == *sum;
        whole.then_some((head, looks))
    }
}

/// A comparison of remembered looks with how everything looks now: any number of threads may take part.
#[derive(Debug)]
pub(crate) struct Comparison {
    looks: Looks,
    /// Folder and first row.
    portions: Vec<(usize, usize)>,
    /// The working folder: paths below it are shorter to walk.
    here: Option<String>,
    next: AtomicUsize,
    differs: AtomicBool,
}

impl Comparison {
    pub(crate) fn of(looks: Looks) -> Self {
        let here = std::env::current_dir().ok();
        let here = here.and_then(|path| path.into_os_string().into_string().ok());
        let mut portions = Vec::new();
        for (at, folder) in looks.folders.iter().enumerate() {
            portions.push((at, 0));
            let more = (1..).map(|portion| portion * PORTION);
            portions.extend(
                more.take_while(|row| *row < folder.rows)
                    .map(|row| (at, row)),
            );
        }
        Self {
            looks,
            portions,
            here: here.map(|path| format!("{path}/")),
            next: AtomicUsize::new(0),
            differs: AtomicBool::new(false),
        }
    }

    /// Takes portions until none is left, or until something differs.
    pub(crate) fn take_part(&self) {
        while !self.differs.load(Ordering::Relaxed) {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(&(folder, from)) = self.portions.get(at) else {
                return;
            };
            if self.is_same(&self.looks.folders[folder], from).is_none() {
                self.differs.store(true, Ordering::Relaxed);
            }
        }
    }

    /// The looks, and whether everything was the same. To be called when all who take part are done.
    pub(crate) fn end(self) -> (Looks, bool) {
        (self.looks, !self.differs.into_inner())
    }

    /// Looks at a portion of a folder's files; `None` if one of them is not as it was.
    fn is_same(&self, folder: &Folder, from: usize) -> Option<()> {
        let bytes = &self.looks.bytes;
        if from == 0 && !folder.path.is_empty() {
            let stamp = bytes.get(folder.start..folder.start + STAMP)?;
            if stamp != look(&folder.path) {
                return None;
            }
        }
        let to = folder.rows.min(from + PORTION);
        let (rows, _) = bytes
            .get(folder.row(from)..folder.row(to))?
            .as_chunks::<ROW>();
        let first = self.end_of_name(folder, from)?;
        let last = self.end_of_name(folder, to)?;
        let names = bytes.get(folder.names_start()..folder.rows_start())?;
        let names = std::str::from_utf8(names.get(first..last)?).ok()?;
        let here = self.here.as_deref();
        let below = here.and_then(|here| folder.path.strip_prefix(here));
        let mut path = below.unwrap_or(&folder.path).to_owned();
        let base = path.len();
        let mut start = 0;
        for row in rows {
            let [a, b, c, d, stamp @ ..] = row;
            let end = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
            let end = end.checked_sub(first)?;
            path.truncate(base);
            path.push_str(names.get(start..end)?);
            if *stamp != look(&path) {
                return None;
            }
            start = end;
        }
        Some(())
    }

    /// Where the names of that many rows end.
    fn end_of_name(&self, folder: &Folder, rows: usize) -> Option<usize> {
        let Some(last) = rows.checked_sub(1) else {
            return Some(0);
        };
        let row = folder.row(last);
        let bytes: [u8; 4] = self.looks.bytes.get(row..row + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }
}

/// How a file looks that is to be read; [`NONE`] if it was changed just now: it could be changed once more without looking otherwise.
pub(crate) fn settled(file: &Path) -> Stamp {
    let now = SystemTime::now();
    let Ok(meta) = fs::metadata(file) else {
        return NONE;
    };
    match changed(&meta) {
        Some(time) if time.checked_add(SETTLED).is_some_and(|end| end < now) => stamp(&meta),
        Some(_) | None => NONE,
    }
}

/// Longer than the steps in which file systems count time.
const SETTLED: Duration = Duration::from_millis(2100);

#[cfg(unix)]
fn changed(meta: &fs::Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt;
    let time = Duration::new(
        u64::try_from(meta.ctime()).ok()?,
        u32::try_from(meta.ctime_nsec()).ok()?,
    );
    SystemTime::UNIX_EPOCH.checked_add(time)
}

#[cfg(not(unix))]
fn changed(meta: &fs::Metadata) -> Option<SystemTime> {
    meta.modified().ok()
}

/// How a file looks.
pub(crate) fn now(file: &Path) -> Stamp {
    fs::metadata(file).as_ref().map_or(NONE, stamp)
}

/// How a path looks.
fn look(path: &str) -> Stamp {
    fs::metadata(path).as_ref().map_or(NONE, stamp)
}

/// True if the file is in this folder, not deeper.
fn is_in(file: &Path, folder: &str) -> bool {
    let name = file.to_str().and_then(|file| file.strip_prefix(folder));
    !folder.is_empty() && name.is_some_and(|name| !name.contains('/'))
}

/// The files of a folder and of those in it. Links are followed.
fn list(folder: &str, own: Stamp, depth: u32, found: &mut Vec<Listed>) {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // a name that is no text is none of ours
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{folder}/{name}");
        match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => {
                if depth < MAX_DEPTH {
                    list(&path, stamp(&meta), depth + 1, found);
                }
            }
            meta => files.push((name, meta.as_ref().map_or(NONE, stamp))),
        }
    }
    found.push((format!("{folder}/"), own, files));
}

#[cfg(unix)]
fn stamp(meta: &fs::Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let words = [
        meta.size().to_le_bytes(),
        meta.ino().to_le_bytes(),
        meta.mtime().to_le_bytes(),
        meta.mtime_nsec().to_le_bytes(),
        meta.ctime().to_le_bytes(),
        meta.ctime_nsec().to_le_bytes(),
    ];
    words.as_flattened().try_into().unwrap_or(NONE)
}

#[cfg(not(unix))]
fn stamp(meta: &fs::Metadata) -> Stamp {
    let age = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok())
        .unwrap_or_default();
    let words = [
        meta.len().to_le_bytes(),
        // so that no file looks like none
        1_u64.to_le_bytes(),
        age.as_secs().to_le_bytes(),
        u64::from(age.subsec_nanos()).to_le_bytes(),
        [0; 8],
        [0; 8],
    ];
    words.as_flattened().try_into().unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(looks: &Looks) -> bool {
        let (head, read) = Looks::read(looks.write("x\ny")).unwrap();
        assert_eq!((head.as_str(), &read), ("x\ny", looks));
        let comparison = Comparison::of(read);
        std::thread::scope(|scope| {
            scope.spawn(|| comparison.take_part());
            comparison.take_part();
        });
        let (left, same) = comparison.end();
        assert_eq!(left, *looks);
        same
    }

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
        for at in 0..PORTION * 2 + 7 {
            write(&format!("set/inner/{at}.json"), "1");
        }
        write("set/x.json", "1");
        write("one.txt", "1");
        let paths = [root.join("set"), root.join("one.txt"), root.join("none")];
        let first = Looks::of(&paths);
        assert_eq!(Looks::of(&paths), first);
        assert!(is_same(&first));
        // files that were there
        let changed = vec![write("set/inner/7.json", "22"), write("one.txt", "4")];
        assert!(!is_same(&first));
        let second = first.clone().after(&paths, &changed);
        assert_eq!(second, Looks::of(&paths));
        assert!(is_same(&second));
        // files that come and go, and folders
        let mut changed = vec![
            write("set/inner/7.json", "333"),
            write("set/inner/new.json", "3"),
            write("set/deep/er/a.json", "3"),
            write("none", "5"),
        ];
        fs::remove_file(root.join("set/x.json")).unwrap();
        changed.push(root.join("set/x.json"));
        assert!(!is_same(&second));
        let third = second.clone().after(&paths, &changed);
        assert_eq!(third, Looks::of(&paths));
        assert!(is_same(&third));
        // what nobody said was written is as it was seen first
        fs::write(root.join("set/inner/8.json"), "by hand").unwrap();
        assert_eq!(third.clone().after(&paths, &changed[..1]), third);
        assert_eq!(second.after(&paths, &changed), third);
        assert_ne!(Looks::of(&paths), third);
        assert!(!is_same(&third));
        // a file more is seen by the time of its folder
        let now = Looks::of(&paths);
        write("set/inner/by-hand.json", "1");
        assert!(!is_same(&now));
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn what_is_cut_off_or_changed_is_no_look() {
        let root = std::env::temp_dir().join(format!("contractual-cut-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("set")).unwrap();
        fs::write(root.join("set/a"), "1").unwrap();
        fs::write(root.join("set/b"), "1").unwrap();
        let whole = Looks::of(&[root.join("set"), root.join("none")]).write("head");
        for at in 0..whole.len() {
            assert!(Looks::read(whole[..at].to_vec()).is_none());
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let same = Looks::read(changed).is_some_and(|(_, looks)| {
                let comparison = Comparison::of(looks);
                comparison.take_part();
                comparison.end().1
            });
            assert!(!same, "byte {at}");
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
