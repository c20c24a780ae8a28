//! Generated files as artifacts: what was written last is remembered in a lock, and every file is in one of the states that all
//! artifacts of this tool have (`contractual explain hand-edited`). On with `lock: FILE` in the configuration.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use contractual_drift::states::{
    Claim, Local, Lock, Ownership, Problem, Written, reconcile, sha256_hex,
};

use super::Disk;
use crate::load::{Failure, FileKind, Sources, paths};
use crate::render::Output;

/// The largest lock that is read.
const MAX_BYTES: usize = 16 << 20;

/// The lock of a project, and what this command did.
#[derive(Debug)]
pub(super) struct Tracking {
    path: PathBuf,
    folder: PathBuf,
    lock: Lock,
    claims: Vec<Claim>,
    changed: bool,
}

impl Tracking {
    /// Reads the lock; one that does not exist is empty.
    pub(super) fn open(disk: &dyn Disk, folder: &Path, path: &Path) -> Result<Self, Failure> {
        let shown = paths::show(path);
        let lock = if disk.kind(path) == Some(FileKind::File) {
            let text = Sources::read_text(disk.files(), path, MAX_BYTES)
                .map_err(|reason| Failure::config(format!("Cannot read {shown}: {reason}")))?;
            Lock::parse(&text).map_err(|error| {
                Failure::config(format!("Cannot read {shown}: line {error}")).advice(
                    "delete the lock and render again: files that were edited are then reported",
                )
            })?
        } else {
            Lock::default()
        };
        Ok(Self {
            path: path.to_path_buf(),
            folder: folder.to_path_buf(),
            lock,
            claims: Vec::new(),
            changed: false,
        })
    }

    /// The name of a file in the lock; files outside of the project and files that are only patched are not tracked.
    fn name(&self, output: &Output) -> Option<String> {
        let inside = output.path.starts_with(&self.folder);
        (inside && !output.patched).then(|| paths::relative(&self.folder, &output.path))
    }

    /// Refuses to write over a file that somebody changed by hand.
    pub(super) fn refuse_edited(
        &self,
        disk: &dyn Disk,
        output: &Output,
        source: &str,
    ) -> Result<(), Failure> {
        let (Some(name), Ok(found)) = (self.name(output), disk.read(&output.path)) else {
            return Ok(());
        };
        let same = output.content.as_ref().is_some_and(|new| *new == found);
        let ours = self.lock.files.get(&name);
        if same || ours.is_some_and(|written| written.matches(&found)) {
            return Ok(());
        }
        let reason = match ours {
            Some(_) => "was changed by hand",
            None => "was not written by this tool",
        };
        Err(Failure::new(format!(
            "[hand-edited] {name} {reason}; {source} would overwrite it\n  to drop the edit: delete the file\n  to keep it: move it into the template\n  nothing was written there"
        )))
    }

    /// Remembers what was written.
    pub(super) fn wrote(&mut self, output: &Output, emitter: &str, source: &str) {
        let Some(name) = self.name(output) else {
            return;
        };
        self.changed = true;
        match &output.content {
            None => {
                self.lock.files.remove(&name);
            }
            Some(bytes) => {
                let written = Written {
                    digest: sha256_hex(bytes),
                    before: None,
                    emitter: emitter.to_owned(),
                    contract: None,
                    rust: source.to_owned(),
                };
                self.lock.files.insert(name.clone(), written);
                self.claim(output, source);
            }
        }
    }

    /// Notes what the documents give now; false if the file is not tracked.
    pub(super) fn claim(&mut self, output: &Output, source: &str) -> bool {
        let (Some(name), Some(bytes)) = (self.name(output), &output.content) else {
            return false;
        };
        self.claims.push(Claim {
            file: name,
            text: String::from_utf8_lossy(bytes).into_owned(),
            emitter: "agents",
            rust: source.to_owned(),
            place: None,
            contract: None,
            ownership: Ownership::Derived,
        });
        true
    }

    /// Removes the files of `emitter` that nothing gives any more and nobody changed, and forgets those that are gone.
    pub(super) fn remove_orphans(&mut self, disk: &dyn Disk, emitter: &str) -> Result<(), Failure> {
        let claimed: BTreeSet<&str> = self.claims.iter().map(|claim| &*claim.file).collect();
        let orphans: Vec<String> = self
            .lock
            .files
            .iter()
            .filter(|(name, written)| {
                written.emitter == emitter && !claimed.contains(name.as_str())
            })
            .map(|(name, _)| name.clone())
            .collect();
        for name in orphans {
            let path = paths::resolve(&self.folder, &name);
            let written = &self.lock.files[&name];
            if let Ok(bytes) = disk.read(&path) {
                if !path.starts_with(&self.folder) || !written.matches(&bytes) {
                    continue;
                }
                disk.remove(&path).map_err(|reason| {
                    Failure::new(format!("Cannot remove {}: {reason}", paths::show(&path)))
                })?;
            }
            self.lock.files.remove(&name);
            self.changed = true;
        }
        Ok(())
    }

    /// Writes the lock, if anything was written.
    pub(super) fn save(&self, disk: &dyn Disk) -> Result<(), Failure> {
        if !self.changed {
            return Ok(());
        }
        disk.write(&self.path, self.lock.print().as_bytes(), false, true)
            .map_err(|reason| {
                Failure::new(format!(
                    "Cannot write {}: {reason}",
                    paths::show(&self.path)
                ))
            })
    }

    /// What is wrong with the claimed files; `whole`: everything was claimed, so that the rest of the lock is orphaned.
    pub(super) fn problems(&self, disk: &dyn Disk, whole: bool) -> Vec<(PathBuf, String)> {
        let mut local = Local::new();
        let named = self.claims.iter().map(|claim| &claim.file);
        for name in named.chain(self.lock.files.keys().filter(|_| whole)) {
            if let Ok(bytes) = disk.read(&paths::resolve(&self.folder, name)) {
                local.insert(name.clone(), bytes);
            }
        }
        let found = reconcile(&self.claims, &local, &self.lock, &[], &|_, _| None);
        let described = found.problems.iter().filter_map(|problem| {
            let name = problem.file()?;
            Some((self.folder.join(name), text(problem, name)))
        });
        described.collect()
    }
}

/// A problem in words, with the name of its state in front.
fn text(problem: &Problem, name: &str) -> String {
    let state = problem.state().name();
    let (what, fix) = match problem {
        Problem::HandEdited {
            rust, difference, ..
        } => (
            format!("{name} was changed by hand, {rust} gives it; {difference}"),
            "to drop the edit, delete the file and render or generate again; to keep it, move it into the template",
        ),
        Problem::Missing { rust, .. } => (
            format!("{name} does not exist, {rust} gives it"),
            "run `contractual agents render` or `contractual agents generate`, then commit the file",
        ),
        Problem::Orphaned { .. } => (
            format!("{name} is given by nothing any more"),
            "run `contractual agents render` or `contractual agents generate`: they delete it if nobody changed it",
        ),
        _ => (
            format!("{name} is not what the document gives"),
            "run `contractual agents render` or `contractual agents generate`, then commit the file",
        ),
    };
    format!("[{state}] {what}\n  = fix: {fix}")
}
