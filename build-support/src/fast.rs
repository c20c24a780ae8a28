//! The fast path: if nothing that decides the outcome changed since a run that ended clean, that run's lines are said again.
//!
//! Sources that look as they did then are not even read. Of one that does not, only what the outline takes from it is compared: most
//! edits change nothing of that.

use std::fmt::Write as _;
use std::path::PathBuf;

use contractual_scan::Outline;

use crate::absent::Optional;
use crate::again::{self, Files};
use crate::cargo::{Directives, Environment};
use crate::dependencies::Dependencies;
use crate::fs::{self, Writer};
use crate::looks::{self, NONE, STAMP, Stamp};
use crate::sealed;
use crate::source::{Seen, share_of};
use crate::{Mode, Package};

const KEY: &str = "contractual/key";
const SHARES: &str = "contractual/shares";
const LINES: &str = "contractual/lines";

/// Everything that decides the outcome but the committed files and the sources: settings, cfg, models of other crates, and the generator
/// itself (the stamp of the running program, so that a changed emitter is never hidden behind an unchanged version).
pub(crate) fn key(
    environment: &Environment,
    package: &Package,
    mode: Mode,
    optional: &Optional,
    others: [&Dependencies; 2],
) -> String {
    let mut key = format!("{} {mode:?}\n", sealed::program());
    for text in &environment.cfg {
        let _ = writeln!(key, "cfg {text}");
    }
    let _ = writeln!(key, "settings {:?}", package.settings);
    let _ = writeln!(key, "roots {:?}", package.roots());
    let _ = writeln!(
        key,
        "baseline {} on {:?}",
        crate::baseline::identity(package),
        crate::compat::today()
    );
    key.push_str(&package.manifest_text);
    let pyproject = package.root.join("pyproject.toml");
    let _ = writeln!(key, "\n{}", fs::stamp(&pyproject).unwrap_or_default());
    key.push_str(&optional.presence());
    for other in others {
        key.push_str(&other.text());
    }
    key
}

/// What is remembered of the last run that ended clean.
pub(crate) struct Known {
    /// A name that it shares with the file of the shares.
    run: String,
    key: String,
    /// One outline, if one scan served table and artifacts; else two.
    outlines: Vec<KnownOutline>,
}

/// The files of an outline.
#[derive(Default)]
struct KnownOutline {
    functions: String,
    files: Vec<KnownFile>,
    missing: Vec<String>,
}

struct KnownFile {
    path: String,
    look: Stamp,
    /// Where its share is.
    start: usize,
    end: usize,
}

impl Known {
    /// Reads it from `OUT_DIR`.
    pub(crate) fn read(environment: &Environment) -> Option<Self> {
        let bytes = sealed::read(&environment.out_dir, KEY)?;
        let mut fields = Fields(&bytes);
        let mut known = Self {
            run: fields.text()?.to_owned(),
            key: fields.text()?.to_owned(),
            outlines: Vec::new(),
        };
        for _ in 0..fields.number()? {
            let mut outline = KnownOutline {
                functions: fields.text()?.to_owned(),
                ..KnownOutline::default()
            };
            for _ in 0..fields.number()? {
                outline.files.push(KnownFile {
                    path: fields.text()?.to_owned(),
                    look: fields.take(STAMP)?.try_into().ok()?,
                    start: fields.number()?,
                    end: fields.number()?,
                });
            }
            for _ in 0..fields.number()? {
                outline.missing.push(fields.text()?.to_owned());
            }
            known.outlines.push(outline);
        }
        fields.0.is_empty().then_some(known)
    }

    fn write(&self, environment: &Environment) {
        let mut out = Vec::new();
        put(&mut out, &self.run);
        put(&mut out, &self.key);
        put_number(&mut out, self.outlines.len());
        for outline in &self.outlines {
            put(&mut out, &outline.functions);
            put_number(&mut out, outline.files.len());
            for file in &outline.files {
                put(&mut out, &file.path);
                out.extend_from_slice(&file.look);
                put_number(&mut out, file.start);
                put_number(&mut out, file.end);
            }
            put_number(&mut out, outline.missing.len());
            for path in &outline.missing {
                put(&mut out, path);
            }
        }
        sealed::write(environment, KEY, out);
    }

    /// The lines of that run, if it had the same key, no source says anything else, and no file that it wrote or compared has changed since.
    /// `files` is asked last: it waits for whoever looks. `sets` are the cfg sets of the outlines.
    pub(crate) fn unchanged(
        mut self,
        environment: &Environment,
        package: &Package,
        key: &str,
        sets: [&[String]; 2],
        files: impl FnOnce() -> Files,
    ) -> Option<Directives> {
        if self.key != key || !environment.out_dir.join("contractual/handshake").is_file() {
            return None;
        }
        let mut shares = Shares {
            path: environment.out_dir.join(SHARES),
            run: &self.run,
            text: None,
        };
        let mut touched = false;
        for (outline, set) in self.outlines.iter_mut().zip(sets) {
            touched |= outline.is_same(package, set, &mut shares)?;
        }
        if files() == Files::Changed {
            return None;
        }
        let lines = sealed::read_text(&environment.out_dir, LINES)?;
        if touched {
            self.write(environment);
        }
        Some(Directives::said_before(lines))
    }
}

impl KnownOutline {
    /// `None` if the outline would be another; else whether a file looks otherwise than it did.
    fn is_same(
        &mut self,
        package: &Package,
        set: &[String],
        shares: &mut Shares<'_>,
    ) -> Option<bool> {
        if self
            .missing
            .iter()
            .any(|path| package.dir.join(path).exists())
        {
            return None;
        }
        let mut touched = false;
        for known in &mut self.files {
            let file = package.dir.join(&known.path);
            if known.look != NONE && looks::now(&file) == known.look {
                continue;
            }
            let look = looks::settled(&file);
            let text = fs::read_text(&file).ok()??;
            let share = share_of(package, set, &known.path, &text, &self.functions)?;
            if shares.get(known.start, known.end)? != share.as_bytes() {
                return None;
            }
            touched |= look != known.look;
            known.look = look;
        }
        Some(touched)
    }
}

/// The texts of shares, read when one is asked for. A damaged one is like none: it is compared with what a file says.
struct Shares<'r> {
    path: PathBuf,
    run: &'r str,
    text: Option<Vec<u8>>,
}

impl Shares<'_> {
    fn get(&mut self, start: usize, end: usize) -> Option<&[u8]> {
        if self.text.is_none() {
            self.text = fs::read(&self.path).ok()?;
        }
        let bytes = self.text.as_deref()?;
        let own = bytes.get(..self.run.len())? == self.run.as_bytes();
        own.then(|| bytes.get(start..end)).flatten()
    }
}

/// Remembers a run that ended clean, with the outline that it scanned, or the two.
pub(crate) fn remember(
    environment: &Environment,
    key: String,
    outlines: &[(&Outline, &Seen)],
    out: &Directives,
) {
    let mut known = Known {
        run: again::run_name(),
        key,
        outlines: Vec::new(),
    };
    let mut texts = known.run.clone().into_bytes();
    for (outline, seen) in outlines {
        let Some(shares) = outline.shares() else {
            return forget(environment);
        };
        let mut files = Vec::new();
        for ((path, share), (seen, look)) in shares.iter().zip(&seen.files) {
            if path != seen {
                return forget(environment);
            }
            let start = texts.len();
            texts.extend_from_slice(share.as_bytes());
            files.push(KnownFile {
                path: seen.clone(),
                look: *look,
                start,
                end: texts.len(),
            });
        }
        if files.len() != seen.files.len() || files.len() != shares.len() {
            return forget(environment);
        }
        known.outlines.push(KnownOutline {
            functions: outline.functions(),
            files,
            missing: seen.missing.clone(),
        });
    }
    forget(environment);
    let _ = Writer::new(&environment.out_dir, None).write(SHARES, &texts);
    sealed::write(environment, LINES, out.text().as_bytes().to_vec());
    known.write(environment);
}

/// Forgets, after a run that found something.
pub(crate) fn forget(environment: &Environment) {
    let _ = std::fs::remove_file(environment.out_dir.join(KEY));
}

fn put(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn put_number(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(&(number as u64).to_le_bytes());
}

/// Numbers, and texts with their lengths.
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (field, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes: [u8; 8] = self.take(8)?.try_into().ok()?;
        usize::try_from(u64::from_le_bytes(bytes)).ok()
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}
