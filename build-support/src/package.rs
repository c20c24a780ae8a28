//! A Rust package with its settings: where things are, read once, the same for the build script and the command line.

use std::path::{Path, PathBuf};

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_drift::states::ContractName;

use crate::fs::{self, FsError};
use crate::settings::{POLICY_FILE, follow_policy, parse_manifest, parse_settings};
use crate::{Manifest, Names, Settings, names};

/// A package and its settings.
#[derive(Debug, Clone)]
pub struct Package {
    /// The folder of its `Cargo.toml`.
    pub dir: PathBuf,
    /// Text of its `Cargo.toml`.
    pub manifest_text: String,
    /// What that says.
    pub manifest: Manifest,
    /// The settings.
    pub settings: Settings,
    /// The folder that artifacts' paths are relative to.
    pub root: PathBuf,
    /// Files that the settings and names were read from, relative to `dir`; also those that could have been there.
    pub inputs: Vec<String>,
}

impl Package {
    /// Reads `Cargo.toml` and the settings.
    ///
    /// # Errors
    /// What cannot be read, each with its place.
    pub fn load(dir: &Path) -> Result<Self, Vec<Diagnostic>> {
        let io = |error: FsError| vec![unreadable(&error)];
        let manifest_path = dir.join("Cargo.toml");
        let Some(manifest_text) = fs::read_text(&manifest_path).map_err(io)? else {
            return Err(vec![
                Diagnostic::error(
                    "config-invalid",
                    format!("there is no Cargo.toml in {}", dir.display()),
                )
                .fix("run this in the folder of a Rust package, or name it with --package-dir"),
            ]);
        };
        let manifest = Manifest::parse(&manifest_text).map_err(|message| {
            vec![Diagnostic::error("config-invalid", message).at(SourceLoc::file("Cargo.toml"))]
        })?;
        let text = fs::read_text(&dir.join("contractual.toml")).map_err(io)?;
        let in_manifest = parse_manifest("Cargo.toml", &manifest_text)?;
        let settings_file = match in_manifest {
            Some(_) => "[package.metadata.contractual] of Cargo.toml",
            None => "contractual.toml",
        };
        let mut settings = match (text, in_manifest) {
            (Some(_), Some(_)) => {
                return Err(vec![
                    Diagnostic::error("config-invalid", "there are two settings: contractual.toml and [package.metadata.contractual]")
                        .at(SourceLoc::file("contractual.toml"))
                        .fix("keep one of them"),
                ]);
            }
            (Some(text), None) => parse_settings("contractual.toml", &text)?,
            (None, Some(settings)) => settings,
            (None, None) => Settings::default(),
        };
        let root = match settings.root.as_str() {
            "." => dir.to_owned(),
            relative => dir.join(relative),
        };
        let policy = format!("{}/{POLICY_FILE}", settings.contracts());
        if let Some(text) = fs::read_text(&root.join(&policy)).map_err(io)? {
            let shown = match settings.root.as_str() {
                "." => policy,
                relative => format!("{relative}/{policy}"),
            };
            follow_policy(&mut settings, (&shown, &text), settings_file)?;
        }
        Ok(Self {
            dir: dir.to_owned(),
            manifest_text,
            manifest,
            settings,
            root,
            inputs: vec!["Cargo.toml".to_owned(), "contractual.toml".to_owned()],
        })
    }

    /// The names that artifacts carry, from the settings and `pyproject.toml`.
    ///
    /// # Errors
    /// The file cannot be read, or there is no name.
    pub fn names(&self) -> Result<Names, Vec<Diagnostic>> {
        let text = fs::read_text(&self.root.join("pyproject.toml"))
            .map_err(|error| vec![unreadable(&error)])?;
        let shown = match self.settings.root.as_str() {
            "." => "pyproject.toml".to_owned(),
            root => format!("{root}/pyproject.toml"),
        };
        names(&self.settings, &shown, text.as_deref()).map_err(|fault| vec![*fault])
    }

    /// Root files of the library and the binaries that exist, relative to `dir`, the library first.
    pub fn roots(&self) -> Vec<String> {
        let exists = |path: &String| self.dir.join(path).is_file();
        let mut roots: Vec<String> = Vec::new();
        let lib = self
            .manifest
            .lib_path
            .clone()
            .unwrap_or_else(|| "src/lib.rs".to_owned());
        roots.extend(Some(lib).filter(exists));
        let listed = self.manifest.bins.iter().map(|(name, path)| match path {
            Some(path) => path.clone(),
            None => format!("src/bin/{name}.rs"),
        });
        let mut bins: Vec<String> = listed.chain(["src/main.rs".to_owned()]).collect();
        for name in fs::list(&self.dir.join("src/bin")).unwrap_or_default() {
            match name.ends_with(".rs") {
                true => bins.push(format!("src/bin/{name}")),
                false => bins.push(format!("src/bin/{name}/main.rs")),
            }
        }
        for bin in bins {
            if exists(&bin) && !roots.contains(&bin) {
                roots.push(bin);
            }
        }
        roots
    }

    /// True if its build script passes its model on to those that depend on it.
    pub fn passes_on(&self) -> bool {
        let links = self.manifest.links.as_deref();
        links.is_some_and(|links| links.starts_with(crate::dependencies::LINKS))
    }

    /// The path of the committed model, relative to the root.
    pub fn model_path(&self) -> String {
        format!("{}/model.json", self.settings.contracts())
    }

    /// The path of the lock, relative to the root.
    pub fn lock_path(&self) -> String {
        format!("{}/contracts.lock", self.settings.contracts())
    }

    /// What messages call the set as a whole.
    pub fn set_name(&self, names: &Names) -> ContractName {
        ContractName {
            name: names.project.clone(),
            major: 1,
        }
    }
}

/// An IO error as a finding.
pub fn unreadable(error: &FsError) -> Diagnostic {
    Diagnostic::error("config-invalid", error.to_string())
        .fix("check that the file is there and that it may be read")
}
