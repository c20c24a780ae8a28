//! From a package's folder to its compared set, without compiling anything: what the command line works with.

use std::path::Path;

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_drift::states::{ContractName, Lock, Problem};

use crate::compat::{Ask, Outcome, judge_all};
use crate::dependencies::Dependencies;
use crate::generate::{Committed, Generated, generate};
use crate::source::{Scanned, outline, scan};
use crate::store::{Compared, compare, read_lock};
use crate::{Names, Package, cfg};

/// Why a session could not be opened.
#[derive(Debug)]
pub enum Failure {
    /// Findings, sorted.
    Findings(Vec<Diagnostic>),
    /// The lock or the list of accepted findings cannot be read: nothing may be concluded.
    Unreadable(Vec<Problem>),
}

impl Failure {
    /// The failure as findings.
    pub fn diagnostics(self) -> Vec<Diagnostic> {
        match self {
            Self::Findings(found) => found,
            Self::Unreadable(problems) => problems
                .into_iter()
                .map(|problem| match problem {
                    Problem::ConfigInvalid {
                        file,
                        line,
                        message,
                    } => Diagnostic::error("config-invalid", message)
                        .at(SourceLoc::new(file, line, 0)),
                    other => Diagnostic::error(other.state().name(), other.state().name()),
                })
                .collect(),
        }
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(found: Vec<Diagnostic>) -> Self {
        Self::Findings(found)
    }
}

/// A package and the model of its sources, with the declared features.
#[derive(Debug)]
pub struct Sources {
    /// The package.
    pub package: Package,
    /// The scan, which has no errors.
    pub scanned: Scanned,
}

impl Sources {
    /// Reads settings and sources of the package in `dir`.
    ///
    /// # Errors
    /// What cannot be read, resolved or is refused.
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        let package = Package::load(dir)?;
        let set = declared(&package)?;
        let mut others = Dependencies::of_sources(&package)?;
        let mut scanned = scan(&others.complete(outline(&package, &set))?);
        if !scanned.missed().is_empty() && others.take_published(&package, scanned.missed()) {
            scanned = scan(&others.complete(outline(&package, &set))?);
        }
        if scanned.has_errors() {
            return Err(Failure::Findings(scanned.findings()));
        }
        Ok(Self { package, scanned })
    }
}

/// The declared cfg set of a package.
///
/// # Errors
/// The manifest cannot be read.
pub fn declared(package: &Package) -> Result<Vec<String>, Vec<Diagnostic>> {
    let settings = &package.settings;
    let asked = settings
        .features
        .clone()
        .unwrap_or_else(|| vec!["default".to_owned()]);
    let features =
        crate::Manifest::features_of(&package.manifest_text, &asked).map_err(|message| {
            vec![Diagnostic::error("config-invalid", message).at(SourceLoc::file("Cargo.toml"))]
        })?;
    for feature in settings.features.iter().flatten() {
        if !package.manifest.features.contains(feature) {
            let known = package.manifest.features.iter().map(String::as_str);
            let fix = match contractual_diag::nearest(feature, known) {
                Some(near) => format!("write `{near}`"),
                None => "declare it in [features] of Cargo.toml, or remove it".to_owned(),
            };
            return Err(vec![
                Diagnostic::error(
                    "config-invalid",
                    format!("`features` names `{feature}`, which Cargo.toml does not declare"),
                )
                .at(SourceLoc::file("contractual.toml"))
                .fix(fix),
            ]);
        }
    }
    Ok(cfg::declared(&features, settings.target.as_deref()))
}

/// A package whose set was generated and compared.
#[derive(Debug)]
pub struct Session {
    /// The package and its model.
    pub sources: Sources,
    /// The names that artifacts carry.
    pub names: Names,
    /// What the types generate.
    pub generated: Generated,
    /// That beside what is there.
    pub compared: Compared,
    /// The contracts beside the baseline; empty where nobody asked.
    pub outcome: Outcome,
}

impl Session {
    /// Opens the package in `dir`.
    ///
    /// # Errors
    /// As [`Sources::open`], or what cannot be emitted or compared.
    pub fn open(dir: &Path) -> Result<Self, Failure> {
        Self::with(dir, Committed::Read, read_lock)
    }

    /// Opens the package for dropping edits: of committed documents only what they list as carried over counts.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn restoring(dir: &Path) -> Result<Self, Failure> {
        Self::with(dir, Committed::Listed, read_lock)
    }

    /// As [`Session::restoring`], with an empty lock where it cannot be read: after a merge.
    ///
    /// # Errors
    /// As [`Session::open`], but for the lock.
    pub fn fresh(dir: &Path) -> Result<Self, Failure> {
        Self::with(dir, Committed::Listed, |package| {
            Ok(read_lock(package).unwrap_or_default())
        })
    }

    fn with(
        dir: &Path,
        committed: Committed,
        lock: impl FnOnce(&Package) -> Result<Lock, Box<Problem>>,
    ) -> Result<Self, Failure> {
        let sources = Sources::open(dir)?;
        let package = &sources.package;
        let names = package.names()?;
        let lock = lock(package).map_err(|problem| Failure::Unreadable(vec![*problem]))?;
        let generated = generate(
            package,
            &names,
            sources.scanned.model(),
            &sources.scanned,
            &lock,
            committed,
        )?;
        let read = |file: &str, text: &str| generated.read(file, text);
        let compared = compare(package, &generated.claims, lock, &read)?;
        Ok(Self {
            sources,
            names,
            generated,
            compared,
            outcome: Outcome::default(),
        })
    }

    /// Opens the package in `dir` and judges its contracts against the baseline.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn judged(dir: &Path, ask: &Ask) -> Result<Self, Failure> {
        let mut session = Self::open(dir)?;
        session.outcome = judge_all(
            &session.sources.package,
            session.sources.scanned.model(),
            &session.sources.scanned,
            &session.generated,
            &mut session.compared,
            ask,
        );
        let unreadable: Vec<Problem> = session
            .compared
            .reconciled
            .problems
            .iter()
            .filter(|problem| matches!(problem, Problem::ConfigInvalid { .. }))
            .cloned()
            .collect();
        match unreadable.is_empty() {
            true => Ok(session),
            false => Err(Failure::Unreadable(unreadable)),
        }
    }

    /// What messages call the set as a whole.
    pub fn set_name(&self) -> ContractName {
        self.sources.package.set_name(&self.names)
    }
}
