//! What is checked at a root: by `[check]` of its settings, else what lies in the conventional places of the root and its members.

use std::path::Path;

use contractual_build::fs;
use contractual_build::settings::parse_settings;
use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::toml;

use super::members::with_contracts;

/// A family of contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Data and API contracts of a Rust package.
    Contracts,
    /// Suites of invariants.
    Invariants,
    /// A pipeline.
    Handover,
    /// A project of agents.
    Agents,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [
        Self::Contracts,
        Self::Invariants,
        Self::Handover,
        Self::Agents,
    ];

    /// The name in machine output.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Contracts => "contracts",
            Self::Invariants => "invariants",
            Self::Handover => "handover",
            Self::Agents => "agents",
        }
    }

    /// One of it, and several.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Contracts => ("package", "packages"),
            Self::Invariants => ("suite", "suites"),
            Self::Handover => ("pipeline", "pipelines"),
            Self::Agents => ("agents project", "agents projects"),
        }
    }
}

/// One thing to check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind.words().0, self.path)
    }
}

const CONFIG: [&str; 2] = ["agent-contracts.config.yaml", "agent-contracts.yaml"];

/// The parts below a root; empty if it is one package and nothing else, which has its own report.
///
/// # Errors
/// Settings or manifests that cannot be read, or a listed path that is not there.
pub(crate) fn parts(root: &Path) -> Result<Vec<Part>, Vec<Diagnostic>> {
    let unreadable = |message: String| vec![Diagnostic::error("config-invalid", message)];
    let manifest = match fs::read_text(&root.join("Cargo.toml")) {
        Ok(Some(text)) => match toml::parse(&text) {
            Ok(table) => Some(table),
            // the check of the package says what is wrong
            Err(_) => return Ok(Vec::new()),
        },
        Ok(None) => None,
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let is_workspace = manifest
        .as_ref()
        .is_some_and(|manifest| manifest.table("workspace").is_some());
    if manifest.is_some() && !is_workspace {
        return Ok(Vec::new());
    }
    let text = fs::read_text(&root.join("contractual.toml"))
        .map_err(|error| unreadable(error.to_string()))?;
    let settings = match &text {
        Some(text) => Some(parse_settings("contractual.toml", text)?),
        None => None,
    };
    let members = match &manifest {
        Some(manifest) => with_contracts(root, manifest).map_err(unreadable)?,
        None => Vec::new(),
    };
    // settings at a root without a package are for the whole, and make no package of it
    let has_package = manifest
        .as_ref()
        .is_some_and(|manifest| manifest.table("package").is_some());
    let members: Vec<String> = members
        .into_iter()
        .filter(|folder| folder != "." || has_package)
        .collect();
    let listed = settings.map(|settings| settings.check).unwrap_or_default();
    let mut found: Vec<Part> = members
        .iter()
        .map(|path| Part {
            kind: Kind::Contracts,
            path: path.clone(),
        })
        .collect();
    let mut places = members.clone();
    if !places.iter().any(|place| place == ".") {
        places.insert(0, ".".to_owned());
    }
    for (kind, named) in [
        (Kind::Invariants, &listed.invariants),
        (Kind::Handover, &listed.handover),
        (Kind::Agents, &listed.agents),
    ] {
        match named {
            Some(named) => {
                for path in named {
                    found.push(Part {
                        kind,
                        path: there(root, kind, path)?,
                    });
                }
            }
            None => {
                for place in &places {
                    found.extend(conventional(root, kind, place));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    let alone = matches!(
        found.as_slice(),
        [] | [Part {
            kind: Kind::Contracts,
            ..
        }]
    );
    match alone && has_package {
        true => Ok(Vec::new()),
        false if found.is_empty() && manifest.is_some() => Err(vec![
            Diagnostic::error(
                "config-invalid",
                "no member of this workspace has contracts, and there are no suites, pipelines or agents here",
            )
            .at(SourceLoc::file("Cargo.toml"))
            .fix("make a package with `contractual init`, or name what is to be checked in `[check]` of contractual.toml"),
        ]),
        false => Ok(found),
    }
}

/// A path of the settings, which must be there.
fn there(root: &Path, kind: Kind, path: &str) -> Result<String, Vec<Diagnostic>> {
    let full = root.join(path);
    if kind == Kind::Agents && full.is_dir() {
        if let Some(name) = CONFIG.iter().find(|name| full.join(name).is_file()) {
            return Ok(joined(path, name));
        }
    } else if full.is_file() || (kind == Kind::Invariants && path.contains('*')) {
        return Ok(path.to_owned());
    }
    let found = Diagnostic::error(
        "config-invalid",
        format!("`check.{}` names `{path}`, which is not there", kind.name()),
    )
    .at(SourceLoc::file("contractual.toml"))
    .fix("correct the path; it is relative to this file");
    Err(vec![found])
}

fn conventional(root: &Path, kind: Kind, place: &str) -> Vec<Part> {
    let part = |path: String| Part { kind, path };
    let files = |folder: &str, endings: &[&str]| -> Vec<String> {
        let below = joined(place, folder);
        fs::list(&root.join(&below))
            .unwrap_or_default()
            .into_iter()
            .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
            .map(|name| joined(&below, &name))
            .collect()
    };
    match kind {
        Kind::Contracts => Vec::new(),
        // the default of `invariants run`; other YAML files may lie there, too
        Kind::Invariants => files("contracts", &[".yml"])
            .into_iter()
            .filter(|path| is_suite(root, path))
            .map(part)
            .collect(),
        Kind::Handover => {
            let mut found: Vec<String> = ["pipelines", ".wave/pipelines", ".agents/pipelines"]
                .iter()
                .flat_map(|folder| files(folder, &[".yaml", ".yml"]))
                .collect();
            let alone = joined(place, "pipeline.yaml");
            if root.join(&alone).is_file() {
                found.push(alone);
            }
            found.into_iter().map(part).collect()
        }
        Kind::Agents => CONFIG
            .iter()
            .map(|name| joined(place, name))
            .find(|path| root.join(path).is_file())
            .map(part)
            .into_iter()
            .collect(),
    }
}

/// True if a file says that it is a suite: it has `contracts` at its top.
fn is_suite(root: &Path, path: &str) -> bool {
    let text = fs::read_text(&root.join(path)).ok().flatten();
    text.is_some_and(|text| text.lines().any(|line| line.starts_with("contracts:")))
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "." | "" => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_diag::render::human;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root
    }

    fn shown(root: &tempfile::TempDir) -> Vec<String> {
        parts(root.path())
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    const PACKAGE: &str =
        "[package]\nname = \"x\"\n[build-dependencies]\ncontractual-build = \"1\"\n";

    #[test]
    fn all_families_are_found_in_their_places() {
        let root = tree(&[
            ("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n"),
            ("a/Cargo.toml", PACKAGE),
            ("a/pipelines/x.yaml", ""),
            ("a/contracts/openapi.yml", "openapi: 3.1.0\n"),
            ("contracts/health.yml", "feature: f\ncontracts:\n"),
            ("pipeline.yaml", ""),
            ("agent-contracts.config.yaml", ""),
            ("agent-contracts.yaml", ""),
        ]);
        assert_eq!(
            shown(&root),
            [
                "package a",
                "suite contracts/health.yml",
                "pipeline a/pipelines/x.yaml",
                "pipeline pipeline.yaml",
                "agents project agent-contracts.config.yaml",
            ]
        );
    }

    #[test]
    fn settings_say_what_is_checked() {
        let root = tree(&[
            (
                "contractual.toml",
                "[check]\ninvariants = []\nhandover = [\"p/one.yaml\"]\nagents = [\"team\"]\n",
            ),
            ("contracts/health.yml", "contracts:\n"),
            ("p/one.yaml", ""),
            ("team/agent-contracts.yaml", ""),
        ]);
        assert_eq!(
            shown(&root),
            [
                "pipeline p/one.yaml",
                "agents project team/agent-contracts.yaml"
            ]
        );
        let root = tree(&[("contractual.toml", "[check]\nhandover = [\"p.yaml\"]\n")]);
        let faults = parts(root.path()).unwrap_err();
        assert_eq!(
            human(&faults[0], None),
            "\
error[config-invalid]: `check.handover` names `p.yaml`, which is not there
  --> contractual.toml
  do: correct the path; it is relative to this file
"
        );
    }

    #[test]
    fn one_package_has_its_own_report() {
        let alone = tree(&[("Cargo.toml", PACKAGE), ("pipeline.yaml", "")]);
        assert!(shown(&alone).is_empty());
        let own = tree(&[("Cargo.toml", &format!("{PACKAGE}[workspace]\n"))]);
        assert!(shown(&own).is_empty());
        let both = tree(&[
            ("Cargo.toml", &format!("{PACKAGE}[workspace]\n")),
            ("pipeline.yaml", ""),
        ]);
        assert_eq!(shown(&both), ["package .", "pipeline pipeline.yaml"]);
        let nothing = tree(&[("Cargo.toml", "[workspace]\n")]);
        assert_eq!(
            human(&parts(nothing.path()).unwrap_err()[0], None),
            "\
error[config-invalid]: no member of this workspace has contracts, and there are no suites, pipelines or agents here
  --> Cargo.toml
  do: make a package with `contractual init`, or name what is to be checked in `[check]` of contractual.toml
"
        );
        assert!(shown(&tree(&[])).is_empty());
    }
}
