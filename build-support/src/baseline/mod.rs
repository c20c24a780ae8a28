//! What contracts are compared with: the merge-base in git, the last released tag, the lock, or a folder.
//!
//! Nothing is checked out and nothing is fetched. What was asked for and cannot be had is [`Baseline::unavailable`], never
//! "nothing to compare with".

mod git;
mod sources;

use std::collections::BTreeMap;
use std::path::Path;

use contractual_drift::contracts::{Earlier, api_major};
use contractual_drift::states::Lock;

use crate::generate::documents;
use crate::{Package, fs};
use git::Git;

pub use sources::sources;

/// The largest document that is read.
const MAX_BYTES: usize = 16 << 20;

/// The earlier forms of a package's contract documents.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// As messages call it: `git:main`, `released`, `lock`, `file:../old`.
    pub label: String,
    /// By file, relative to the root: newest first.
    pub documents: BTreeMap<String, Vec<Earlier>>,
    /// The texts of the other files of the contracts folder and of fixtures at the newest form, by file.
    pub texts: BTreeMap<String, String>,
    /// What was asked for and cannot be had.
    pub unavailable: Vec<String>,
    /// What the result depends on besides the files of the working tree: commits.
    pub identity: String,
}

/// How far back is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// With the last form only.
    Last,
    /// With every released form.
    All,
}

/// The setting, or what `--against` says instead.
pub fn asked<'a>(package: &'a Package, against: Option<&'a str>) -> std::borrow::Cow<'a, str> {
    match against {
        None => package.settings.baseline.as_str().into(),
        Some(named) => {
            let known = ["released", "lock"].contains(&named)
                || named.starts_with("git:")
                || named.starts_with("file:");
            match known {
                true => named.into(),
                false => format!("git:{named}").into(),
            }
        }
    }
}

impl Baseline {
    /// Reads the baseline of a package. `against` is in place of the setting.
    pub fn read(package: &Package, lock: &Lock, against: Option<&str>, depth: Depth) -> Self {
        let asked = asked(package, against);
        let explicit = against.is_some() || package.settings.baseline_set;
        let mut out = Self {
            label: asked.to_string(),
            ..Self::default()
        };
        if let Some(path) = asked.strip_prefix("file:") {
            out.folder(package, path);
        } else if asked == "lock" {
            out.lock(lock);
        } else {
            match Git::open(&package.root) {
                Ok(Some(git)) => {
                    out.git(package, &git, &asked, explicit, depth);
                    if out.unavailable.is_empty() {
                        out.pin(lock);
                    }
                }
                Ok(None) if !explicit => {
                    out.label = "lock".to_owned();
                    out.lock(lock);
                }
                Ok(None) => out
                    .unavailable
                    .push("this folder is in no git repository".to_owned()),
                Err(reason) => out.unavailable.push(reason),
            }
        }
        out
    }

    fn git(&mut self, package: &Package, git: &Git, asked: &str, explicit: bool, depth: Depth) {
        let contracts = package.settings.contracts();
        let pattern = &package.settings.tag_pattern;
        let mut commits: Vec<(String, String)> = Vec::new();
        let found = match asked.strip_prefix("git:") {
            Some(reference) => git.merge_base(reference, explicit).map(|commit| {
                commits.extend(commit.map(|commit| (asked.to_owned(), commit)));
            }),
            None => git.released(pattern).map(|tags| {
                self.label = tags
                    .first()
                    .map_or_else(|| asked.to_owned(), |(tag, _)| format!("{asked} {tag}"));
                commits.extend(tags.into_iter().take(1));
            }),
        };
        if let Err(reason) = found {
            self.unavailable.push(reason);
            return;
        }
        if depth == Depth::All {
            match git.released(pattern) {
                Ok(tags) => commits.extend(tags),
                Err(reason) => self.unavailable.push(reason),
            }
        }
        let mut seen = Vec::new();
        for (at, (label, commit)) in commits.iter().enumerate() {
            if seen.contains(&commit) {
                continue;
            }
            seen.push(commit);
            self.identity.push_str(commit);
            self.identity.push('\n');
            match git.files(commit, contracts) {
                Ok(files) => {
                    for (file, text) in files {
                        self.add(&file, label, text, at == 0);
                    }
                }
                Err(reason) => self.unavailable.push(reason),
            }
            let tests = package.settings.paths.tests.as_deref();
            let fixtures = format!("{}/fixtures", tests.unwrap_or("tests/contracts"));
            if at == 0
                && let Ok(files) = git.files(commit, &fixtures)
            {
                self.texts.extend(files);
            }
        }
    }

    /// Versions that are marked as released are compared with their released form.
    fn pin(&mut self, lock: &Lock) {
        let mut released: BTreeMap<&str, Vec<Earlier>> = BTreeMap::new();
        for one in lock.released.iter().rev() {
            released.entry(&one.file).or_default().push(Earlier {
                label: format!("{} {}", one.contract, one.version),
                document: one.document.clone(),
                text: None,
            });
        }
        for (file, forms) in released {
            self.documents.insert(file.to_owned(), forms);
        }
    }

    fn lock(&mut self, lock: &Lock) {
        self.pin(lock);
    }

    fn folder(&mut self, package: &Package, path: &str) {
        let place = package.root.join(path);
        let contracts = package.settings.contracts();
        let read = |path: &Path, name: &str, out: &mut Self| match fs::read_text(path) {
            Ok(Some(text)) => out.add(
                &format!("{contracts}/{name}"),
                &self.label.clone(),
                text,
                true,
            ),
            Ok(None) => {}
            Err(error) => out.unavailable.push(error.to_string()),
        };
        let mut out = Self::default();
        if place.is_dir() {
            match fs::list(&place) {
                Ok(names) => {
                    for name in names {
                        if name.ends_with(".json") || name.ends_with(".yaml") {
                            read(&place.join(&name), &name, &mut out);
                        }
                    }
                }
                Err(error) => out.unavailable.push(error.to_string()),
            }
        } else if let (true, Some(name)) = (place.is_file(), place.file_name()) {
            read(&place, &name.to_string_lossy(), &mut out);
        } else {
            out.unavailable
                .push(format!("there is no file or folder {path}"));
        }
        self.documents = out.documents;
        self.unavailable = out.unavailable;
    }

    fn add(&mut self, file: &str, label: &str, text: String, newest: bool) {
        let document = file.ends_with(".schema.json") || api_major(file).is_some();
        if !document {
            if newest {
                self.texts.insert(file.to_owned(), text);
            }
            return;
        }
        if text.len() > MAX_BYTES {
            let found = format!(
                "{file} at {label} has {} bytes, at most {MAX_BYTES} are read",
                text.len()
            );
            self.unavailable.push(found);
            return;
        }
        let conflict = text
            .lines()
            .position(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "));
        if let Some(line) = conflict {
            self.unavailable.push(format!(
                "{file} at {label} has a merge-conflict marker in line {}",
                line + 1
            ));
            return;
        }
        match documents(file, &text) {
            Some(document) => self
                .documents
                .entry(file.to_owned())
                .or_default()
                .push(Earlier {
                    label: label.to_owned(),
                    document,
                    text: Some(text),
                }),
            None => self
                .unavailable
                .push(format!("{file} at {label} is no document that can be read")),
        }
    }
}

/// The commits that a baseline would be read from, for deciding that nothing changed; empty without git.
pub fn identity(package: &Package) -> String {
    let Some(reference) = package.settings.baseline.strip_prefix("git:") else {
        return match (package.settings.baseline.as_str(), Git::open(&package.root)) {
            ("released", Ok(Some(git))) => {
                format!("{:?}", git.released(&package.settings.tag_pattern))
            }
            _ => String::new(),
        };
    };
    match Git::open(&package.root) {
        Ok(Some(git)) => format!(
            "{:?}",
            git.merge_base(reference, package.settings.baseline_set)
        ),
        Ok(None) | Err(_) => String::new(),
    }
}

/// The files that say when a commit or branch moved; empty without git.
pub fn watched(package: &Package) -> Vec<std::path::PathBuf> {
    if !(package.settings.baseline.starts_with("git:") || package.settings.baseline == "released") {
        return Vec::new();
    }
    match Git::open(&package.root) {
        Ok(Some(git)) => git.moving(),
        Ok(None) | Err(_) => Vec::new(),
    }
}
