//! What a run leaves in `OUT_DIR` so that the next one does only what changed: the emission by entity, and how the files looked.
//!
//! Neither is trusted further than it can be checked. The emission is that of the same program (its stamp) and says of every entity
//! what it follows from; a file counts as what was written last only if all files that we watch have the stamps (length, times,
//! on Unix also the inode) that they had after a run which wrote or verified all of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::SystemTime;

use contractual_emit::{Left, Memory};

use crate::cargo::{Directives, Environment};
use crate::fs::{self, Writer};
use crate::generate::OnDisk;
use crate::looks::{Comparison, Looks};
use crate::sealed;

const EMISSION: &str = "contractual/emission";
const PIECES: &str = "contractual/pieces";
const FILES: &str = "contractual/files";
const VERIFIED: &str = "verified";
const SEEN: &str = "seen";

/// The emission that an earlier run left.
pub(crate) struct Again {
    text: String,
    pieces: String,
    texts: BTreeMap<String, String>,
}

impl Again {
    /// Reads it from `OUT_DIR`: with the texts of files, unless they are known to lie on disk as that run left them.
    pub(crate) fn read(environment: &Environment, disk: OnDisk) -> Self {
        let mut again = Self {
            text: sealed::read_text(&environment.out_dir, EMISSION).unwrap_or_default(),
            pieces: sealed::read_text(&environment.out_dir, PIECES).unwrap_or_default(),
            texts: BTreeMap::new(),
        };
        if disk == OnDisk::Unknown {
            let names = again.index().map(|memory| {
                let names = memory.entities().map(str::to_owned);
                names.collect::<Vec<String>>()
            });
            for name in names.unwrap_or_default() {
                if let Some(text) = sealed::read_text(&environment.out_dir, &texts_of(&name)) {
                    again.texts.insert(name, text);
                }
            }
        }
        again
    }

    fn index(&self) -> Option<Memory<'_>> {
        Memory::read(&self.text)
    }

    /// The emission, if it is whole.
    pub(crate) fn memory(&self, disk: OnDisk) -> Memory<'_> {
        let memory = self.index().unwrap_or_default().with_pieces(&self.pieces);
        match disk {
            OnDisk::AsLeft => memory,
            OnDisk::Unknown => memory.with_texts(&self.texts),
        }
    }
}

/// Leaves an emission for the next run. The texts go first: those of a run that is killed here belong to no memory.
pub(crate) fn leave(environment: &Environment, left: Left) {
    for (name, text) in left.texts {
        sealed::write(environment, &texts_of(&name), text.into_bytes());
    }
    sealed::write(environment, PIECES, left.pieces.into_bytes());
    sealed::write(environment, EMISSION, left.memory.into_bytes());
}

/// Where the texts of an entity's files are kept.
fn texts_of(name: &str) -> String {
    let digest = contractual_model::digest::of_bytes(name.as_bytes());
    format!("contractual/texts/{digest:032x}")
}

/// A name for this run that no other has.
pub(crate) fn run_name() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    format!(
        "{}-{}",
        since.map_or(0, |since| since.as_nanos()),
        std::process::id()
    )
}

/// What is known of the files that we watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Files {
    /// Nothing, or something changed since the last run.
    #[default]
    Changed,
    /// They are as the last run found them.
    Seen,
    /// They are as the last run left them, and it wrote or verified each: they are what it generated.
    Verified,
}

/// How the files are, beside how the last run left them.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(crate) found: Files,
    paths: Vec<PathBuf>,
    looks: Looks,
}

/// The files that the last run named are looked at, by several threads, while the sources are read.
pub(crate) struct Looking {
    known: Arc<OnceLock<Option<Known>>>,
    threads: Vec<JoinHandle<()>>,
}

/// What the last run left of the files.
struct Known {
    found: Files,
    paths: Vec<PathBuf>,
    comparison: Comparison,
}

/// Most threads that look beside the one that asks; more do not help.
const MAX_THREADS: usize = 3;

impl Looking {
    /// Starts to look.
    pub(crate) fn start(environment: &Environment) -> Self {
        let known = Arc::new(OnceLock::new());
        let beside = std::thread::available_parallelism().map_or(1, |all| all.get() - 1);
        let threads = (0..beside.min(MAX_THREADS)).filter_map(|_| {
            let (known, folder) = (Arc::clone(&known), environment.out_dir.clone());
            let look = move || take_part(&known, &folder);
            std::thread::Builder::new().spawn(look).ok()
        });
        Self {
            threads: threads.collect(),
            known,
        }
    }

    /// Takes part until everything was looked at.
    pub(crate) fn end(self, environment: &Environment) -> Looked {
        take_part(&self.known, &environment.out_dir);
        for thread in self.threads {
            // one that stopped would have left a part of the work
            if thread.join().is_err() {
                return Looked::default();
            }
        }
        let known = Arc::into_inner(self.known).and_then(OnceLock::into_inner);
        let Some(Known {
            found,
            paths,
            comparison,
        }) = known.flatten()
        else {
            return Looked::default();
        };
        match comparison.end() {
            (looks, true) => Looked {
                found,
                paths,
                looks,
            },
            // as everything looks before anybody compares it
            (_, false) => Looked {
                found: Files::Changed,
                looks: Looks::of(&paths),
                paths,
            },
        }
    }
}

fn take_part(known: &OnceLock<Option<Known>>, out_dir: &Path) {
    if let Some(known) = known.get_or_init(|| read_files(out_dir)) {
        known.comparison.take_part();
    }
}

fn read_files(out_dir: &Path) -> Option<Known> {
    let bytes = fs::read(&out_dir.join(FILES)).ok()??;
    let (head, looks) = Looks::read(bytes)?;
    let mut lines = head.lines();
    let found = match lines.next()? {
        VERIFIED => Files::Verified,
        SEEN => Files::Seen,
        _ => return None,
    };
    Some(Known {
        found,
        paths: lines.map(PathBuf::from).collect(),
        comparison: Comparison::of(looks),
    })
}

/// Remembers how the files are. To be called with all of them written; `looked` is how they were before, `changed` what was written
/// and deleted since.
pub(crate) fn leave_files(
    environment: &Environment,
    out: &Directives,
    found: Files,
    looked: Looked,
    changed: &[PathBuf],
) {
    let mut head = match found {
        Files::Verified => VERIFIED,
        Files::Seen => SEEN,
        Files::Changed => return,
    }
    .to_owned();
    for path in out.outputs() {
        let Some(path) = path.to_str().filter(|path| !path.contains('\n')) else {
            return;
        };
        head.push('\n');
        head.push_str(path);
    }
    let looks = match looked.paths == out.outputs() {
        true => looked.looks.after(out.outputs(), changed),
        false => Looks::of(out.outputs()),
    };
    let _ = Writer::new(&environment.out_dir, None).write(FILES, &looks.write(&head));
}

/// Forgets how the files were: from here on they may change.
pub(crate) fn forget_files(environment: &Environment) {
    let _ = std::fs::remove_file(environment.out_dir.join(FILES));
}
