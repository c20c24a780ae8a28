//! The fast path: if nothing that decides the outcome changed since a run that ended clean, that run's lines are said again.

use std::fmt::Write as _;

use contractual_scan::Outline;

use crate::again::{self, Files};
use crate::cargo::{Directives, Environment};
use crate::fs;
use crate::sealed;
use crate::{Mode, Package};

const KEY: &str = "contractual/key";
const LINES: &str = "contractual/lines";
const ONE: &str = "one scan";
const TWO: &str = "two scans";

/// Everything that decides the outcome but the committed files: the sources' contracts, settings, cfg, and the generator itself (the
/// stamp of the running program, so that a changed emitter is never hidden behind an unchanged version).
pub(crate) fn key(
    environment: &Environment,
    package: &Package,
    mode: Mode,
    real: &Outline,
    second: Option<&Outline>,
) -> String {
    let mut key = format!("{} {mode:?}\n", again::program());
    for text in &environment.cfg {
        let _ = writeln!(key, "cfg {text}");
    }
    let _ = writeln!(key, "settings {:?}", package.settings);
    let _ = writeln!(
        key,
        "baseline {} on {:?}",
        crate::baseline::identity(package),
        crate::compat::today()
    );
    key.push_str(&package.manifest_text);
    let pyproject = package.root.join("pyproject.toml");
    let _ = writeln!(key, "\n{}", fs::stamp(&pyproject).unwrap_or_default());
    key.push_str(&real.text());
    if let Some(second) = second {
        key.push_str(&second.text());
    }
    key
}

/// What is remembered of the last run that ended clean.
pub(crate) struct Known {
    /// True if one scan served table and artifacts.
    pub(crate) one_scan: bool,
    key: String,
}

impl Known {
    /// Reads it from `OUT_DIR`.
    pub(crate) fn read(environment: &Environment) -> Option<Self> {
        let text = sealed::read_text(&environment.out_dir, KEY)?;
        let (head, key) = text.split_once('\n')?;
        Some(Self {
            one_scan: head == ONE,
            key: key.to_owned(),
        })
    }

    /// The lines of that run, if it had the same key and no file that it wrote or compared has changed since.
    /// `files` is asked last: it waits for whoever looks.
    pub(crate) fn unchanged(
        &self,
        environment: &Environment,
        key: &str,
        files: impl FnOnce() -> Files,
    ) -> Option<Directives> {
        if self.key != key || !environment.out_dir.join("contractual/handshake").is_file() {
            return None;
        }
        if files() == Files::Changed {
            return None;
        }
        let lines = sealed::read_text(&environment.out_dir, LINES)?;
        Some(Directives::said_before(lines))
    }
}

/// Remembers a run that ended clean.
pub(crate) fn remember(environment: &Environment, one_scan: bool, key: &str, out: &Directives) {
    let mut text = format!("{}\n", if one_scan { ONE } else { TWO });
    text.push_str(key);
    sealed::write(environment, LINES, out.text().as_bytes().to_vec());
    sealed::write(environment, KEY, text.into_bytes());
}

/// Forgets, after a run that found something.
pub(crate) fn forget(environment: &Environment) {
    let _ = std::fs::remove_file(environment.out_dir.join(KEY));
}
