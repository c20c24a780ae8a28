//! The sources of a package, scanned: for the table with the real cfg set, for committed artifacts with the declared one.

use std::cell::RefCell;

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::codec::Lines;
use contractual_model::handshake::{Entry, Finding, FindingClass};
use contractual_model::{Model, TypeId};
use contractual_scan::{Cfg, Options, Outline, Reporter, Scan};

use crate::Package;
use crate::fs;
use crate::generate::Places;
use crate::looks::{self, Stamp};

/// A scan of a package.
#[derive(Debug)]
pub struct Scanned {
    scan: Scan,
}

/// The outline of a package's sources: cheap, and enough to know that nothing changed.
pub fn outline(package: &Package, set: &[String]) -> Outline {
    let files = |path: &str| fs::read_text(&package.dir.join(path)).ok().flatten();
    outline_of(package, set, &files)
}

/// As [`outline`], with how the files looked before they were read; `skeletons` are those that an earlier one left.
pub(crate) fn outline_seen(package: &Package, set: &[String], skeletons: &[u8]) -> (Outline, Seen) {
    let seen = RefCell::new(Seen::default());
    let files = |path: &str| {
        let file = package.dir.join(path);
        let look = looks::settled(&file);
        let text = fs::read_text(&file).ok().flatten();
        let mut seen = seen.borrow_mut();
        match text {
            Some(_) => seen.files.push((path.to_owned(), look)),
            None => seen.missing.push(path.to_owned()),
        }
        text
    };
    let outline = Outline::read_again(&files, &all_options(package, set), skeletons);
    (outline, seen.into_inner())
}

/// The files of an outline, as they looked.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// In the order of the walk, without what was named more than once.
    pub(crate) files: Vec<(String, Stamp)>,
    /// Looked for, and not there.
    pub(crate) missing: Vec<String>,
}

/// What an outline would take from a file with this text; `functions` as [`Outline::functions`] gave them.
pub(crate) fn share_of(
    package: &Package,
    set: &[String],
    path: &str,
    text: &str,
    functions: &str,
) -> Option<String> {
    Outline::share_of(path, text, &options(package, set), functions)
}

/// The outline of other texts as the package's sources: planned edits, or an earlier commit.
pub fn outline_of(
    package: &Package,
    set: &[String],
    files: &dyn Fn(&str) -> Option<String>,
) -> Outline {
    let files = |path: &str| files(path);
    Outline::read(&files, &all_options(package, set))
}

fn all_options(package: &Package, set: &[String]) -> Options {
    Options {
        roots: package.roots(),
        ..options(package, set)
    }
}

/// Everything but the root files.
fn options(package: &Package, set: &[String]) -> Options {
    Options {
        crate_name: package.manifest.crate_name(),
        cfg: cfg(set),
        generator: env!("CARGO_PKG_VERSION").to_owned(),
        facade: package.manifest.facade.clone().unwrap_or_default(),
        ..Options::default()
    }
}

/// True if a scan with that set gives the same as the one that was made of this outline.
pub fn same_with(outline: &Outline, set: &[String]) -> bool {
    outline.gives_the_same_with(&cfg(set))
}

/// Texts such as `feature="a"` as a set.
fn cfg(set: &[String]) -> Cfg {
    let mut cfg = Cfg::default();
    for text in set {
        match text.split_once('=') {
            Some((name, value)) => cfg.insert(name, Some(value.trim_matches('"'))),
            None => cfg.insert(text, None),
        }
    }
    cfg
}

/// Parses and resolves everything that an outline shows.
pub fn scan(outline: &Outline) -> Scanned {
    Scanned {
        scan: outline.scan(),
    }
}

impl Scanned {
    pub(crate) fn of(scan: Scan) -> Self {
        Self { scan }
    }

    /// What the contracts mean.
    pub fn model(&self) -> &Model {
        &self.scan.model
    }

    /// The types of the model as lines of JSON.
    pub fn lines(&self) -> &Lines {
        &self.scan.lines
    }

    /// Crates whose types were asked for and whose models are not there.
    pub fn missed(&self) -> &[String] {
        &self.scan.missed
    }

    /// The table's entries, sorted by identity. What the scan alone knows of an item is among its findings.
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries = self.scan.handshake.entries.clone();
        for finding in &self.scan.findings {
            if let Reporter::Table(index, part) = &finding.reporter
                && let Some(entry) = entries.get_mut(*index)
            {
                entry.findings.push(Finding {
                    place: part.clone(),
                    class: match finding.diagnostic.is_error() {
                        true => FindingClass::Error,
                        false => FindingClass::Warning,
                    },
                    rule: finding.diagnostic.code.to_string(),
                    text: short_text(&finding.diagnostic),
                });
            }
        }
        entries.sort_by(|a, b| (&a.id, &a.file).cmp(&(&b.id, &b.file)));
        entries
    }

    /// Findings that only a build script can say.
    pub fn own_findings(&self) -> Vec<Diagnostic> {
        let own = self
            .scan
            .findings
            .iter()
            .filter(|finding| finding.reporter == Reporter::Build);
        own.map(|finding| finding.diagnostic.clone()).collect()
    }

    /// All findings, sorted.
    pub fn findings(&self) -> Vec<Diagnostic> {
        self.scan.diagnostics().cloned().collect()
    }

    /// True if something is wrong, so that no artifact can be made.
    pub fn has_errors(&self) -> bool {
        self.scan.has_errors()
    }

    /// File and byte range of an item, attributes included.
    pub fn item(&self, id: &TypeId) -> Option<(&str, std::ops::Range<usize>)> {
        self.scan.sources.item(id)
    }

    /// Files that were read, with their texts.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let sources = &self.scan.sources;
        sources
            .files()
            .filter_map(|path| Some((path, sources.text(path)?)))
    }

    /// Root files, sorted.
    pub fn roots(&self) -> &[String] {
        &self.scan.handshake.roots
    }

    /// The cfg set as the scan had it.
    pub fn cfg(&self) -> &[String] {
        &self.scan.handshake.cfg
    }

    /// The items of the table that are compiled in an ordinary build, sorted.
    pub fn ids(&self) -> Vec<TypeId> {
        let mut ids: Vec<TypeId> = self
            .scan
            .handshake
            .entries
            .iter()
            .filter(|entry| !entry.test_only)
            .map(|entry| TypeId(entry.id.clone()))
            .collect();
        ids.sort();
        ids
    }
}

impl Places for Scanned {
    fn place(&self, id: &TypeId, part: &str) -> Option<SourceLoc> {
        self.scan.sources.loc(id, part)
    }
}

/// A finding without its place and severity, which rustc adds: what the derive reports.
pub fn short_text(found: &Diagnostic) -> String {
    let mut text = format!("[{}] {}", found.code, found.headline);
    for note in &found.notes {
        text.push_str(&format!("\n  {}: {}", note.kind.word(), note.text));
        if let Some(loc) = &note.loc {
            text.push_str(&format!(" ({loc})"));
        }
    }
    text
}
