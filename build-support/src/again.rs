//! What a run leaves in `OUT_DIR` so that the next one does only what changed: the emission by entity, and how the files looked.
//!
//! Neither is trusted further than it can be checked. The emission is that of the same program (its stamp) and says of every entity
//! what it follows from; a file counts as what was written last only if all files that we watch have the stamps (length, times,
//! on Unix also the inode) that they had after a run which wrote or verified all of them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use contractual_emit::{Left, Memory};

use crate::cargo::{Directives, Environment};
use crate::fs;
use crate::generate::OnDisk;
use crate::looks::Looks;
use crate::sealed;

const EMISSION: &str = "contractual/emission";
const FILES: &str = "contractual/files";
const VERIFIED: &str = "verified";
const SEEN: &str = "seen";

/// The running program: a changed emitter is never hidden behind an unchanged version.
pub(crate) fn program() -> String {
    std::env::current_exe()
        .ok()
        .and_then(|path| fs::stamp(&path))
        .map(|stamp| format!("contractual-build {} {stamp}", env!("CARGO_PKG_VERSION")))
        .unwrap_or_default()
}

/// The emission that an earlier run left.
pub(crate) struct Again {
    text: String,
    program: String,
    texts: HashMap<String, String>,
}

impl Again {
    /// Reads it from `OUT_DIR`: with the texts of files, unless they are known to lie on disk as that run left them.
    pub(crate) fn read(environment: &Environment, disk: OnDisk) -> Self {
        let mut again = Self {
            text: sealed::read_text(&environment.out_dir, EMISSION).unwrap_or_default(),
            program: program(),
            texts: HashMap::new(),
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
        let (head, rest) = self.text.split_once('\n')?;
        let of_this = head == self.program && !head.is_empty();
        of_this.then(|| Memory::read(rest)).flatten()
    }

    /// The emission, if this program left it and it is whole.
    pub(crate) fn memory(&self, disk: OnDisk) -> Memory<'_> {
        let memory = self.index().unwrap_or_default();
        match disk {
            OnDisk::AsLeft => memory,
            OnDisk::Unknown => memory.with_texts(&self.texts),
        }
    }

    /// Leaves an emission for the next run. The texts go first: those of a run that is killed here belong to no memory.
    pub(crate) fn leave(&self, environment: &Environment, left: &Left) {
        for (name, text) in &left.texts {
            sealed::write(environment, &texts_of(name), text.clone().into_bytes());
        }
        let text = format!("{}\n{}", self.program, left.memory);
        sealed::write(environment, EMISSION, text.into_bytes());
    }
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

/// Looks at the files that the last run named.
pub(crate) fn look(out_dir: &Path) -> Looked {
    look_at_files(out_dir).unwrap_or_default()
}

fn look_at_files(out_dir: &Path) -> Option<Looked> {
    let known = sealed::read(out_dir, FILES)?;
    let end = known.windows(2).position(|pair| pair == b"\n\n")?;
    let head = std::str::from_utf8(&known[..end]).ok()?;
    let mut lines = head.lines();
    let found = match lines.next()? {
        VERIFIED => Files::Verified,
        SEEN => Files::Seen,
        _ => return None,
    };
    let paths: Vec<PathBuf> = lines.map(PathBuf::from).collect();
    let looks = Looks::of(&paths);
    let same = looks.bytes() == known[end + 2..];
    Some(Looked {
        found: if same { found } else { Files::Changed },
        paths,
        looks,
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
    let mut known = match found {
        Files::Verified => VERIFIED,
        Files::Seen => SEEN,
        Files::Changed => return,
    }
    .as_bytes()
    .to_vec();
    for path in out.outputs() {
        let Some(path) = path.to_str().filter(|path| !path.contains('\n')) else {
            return;
        };
        known.push(b'\n');
        known.extend_from_slice(path.as_bytes());
    }
    known.extend_from_slice(b"\n\n");
    let looks = match looked.paths == out.outputs() {
        true => looked.looks.after(changed),
        false => Looks::of(out.outputs()),
    };
    known.extend(looks.bytes());
    sealed::write(environment, FILES, known);
}

/// Forgets how the files were: from here on they may change.
pub(crate) fn forget_files(environment: &Environment) {
    let _ = std::fs::remove_file(environment.out_dir.join(FILES));
}
