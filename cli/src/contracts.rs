//! Contracts by name: what `rust: Name`, `schema: rust:Name`, `contract:` and `validate --contract` mean.
//!
//! All families look names up here, so a name that works in one works in all of them. The sources of the package are
//! read when the first name is asked for, and once.

use contractual_diag::nearest;
use contractual_model::naming::{entity, kebab};
use contractual_model::{Model, TypeDef};

/// Why a contract cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// What is wrong, in one line.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: Option<String>,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// The contract of a name: as the type is called, its path (also with `crate::`), or as its files are called.
///
/// # Errors
/// No contract is called so, or several are.
pub(crate) fn find<'m>(model: &'m Model, name: &str) -> Result<&'m TypeDef, Missing> {
    let found: Vec<&TypeDef> = model.types.values().filter(|def| fits(def, name)).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let mut names: Vec<&str> = model.types.values().map(|def| def.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            let hint = match nearest(name, names.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None if names.is_empty() => {
                    "derive `Contract` on the type; this package has no contract".to_owned()
                }
                None => format!("one of: {}", names.join(", ")),
            };
            Err(Missing {
                message: format!("no contract is called `{name}`"),
                hint: Some(hint),
            })
        }
        many => {
            let ids: Vec<String> = many.iter().map(|def| def.id.to_string()).collect();
            Err(Missing {
                message: format!("`{name}` is the name of {} contracts", many.len()),
                hint: Some(format!("name one by its path: {}", ids.join(", "))),
            })
        }
    }
}

fn fits(def: &TypeDef, name: &str) -> bool {
    let id = def.id.to_string();
    let inner = id.split_once("::").map(|(_, path)| path);
    name == def.name
        || name == id
        || name == kebab(&def.name)
        || name == entity(&def.name, def.major)
        || inner.is_some_and(|path| name.strip_prefix("crate::") == Some(path))
}

/// Faults as one line, each with its place.
#[cfg(any(feature = "agents", feature = "handover", feature = "invariants"))]
pub(crate) fn in_one_line(faults: &[contractual_diag::Diagnostic]) -> String {
    let one = |fault: &contractual_diag::Diagnostic| match &fault.loc {
        Some(loc) => format!("{loc}: {}", fault.headline),
        None => fault.headline.clone(),
    };
    faults.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(any(feature = "agents", feature = "handover", feature = "invariants"))]
pub(crate) use package::Contracts;

#[cfg(any(feature = "agents", feature = "handover", feature = "invariants"))]
mod package {
    use std::path::{Path, PathBuf};
    use std::sync::OnceLock;

    #[cfg(feature = "agents")]
    use contractual_build::baseline::{Baseline, Depth};
    use contractual_build::session::Sources;
    use contractual_model::{Model, TypeDef, toml};

    use super::{Missing, find, in_one_line};

    /// The contracts of a Rust package.
    pub(crate) struct Contracts {
        folder: PathBuf,
        search: bool,
        sources: OnceLock<Result<Sources, Missing>>,
        #[cfg(feature = "handover")]
        pub(crate) stale: OnceLock<Vec<crate::artifacts::Stale>>,
        #[cfg(feature = "agents")]
        baseline: OnceLock<Result<Baseline, Missing>>,
    }

    impl Contracts {
        /// Those of the package in `folder`.
        #[cfg(feature = "invariants")]
        pub(crate) fn of(folder: PathBuf) -> Self {
            Self::new(folder, false)
        }

        /// Those of the nearest package: in `folder`, or in a folder above it.
        #[cfg(any(feature = "agents", feature = "handover"))]
        pub(crate) fn around(folder: PathBuf) -> Self {
            Self::new(folder, true)
        }

        fn new(folder: PathBuf, search: bool) -> Self {
            Self {
                folder,
                search,
                sources: OnceLock::new(),
                #[cfg(feature = "handover")]
                stale: OnceLock::new(),
                #[cfg(feature = "agents")]
                baseline: OnceLock::new(),
            }
        }

        /// The contract of a name, with the model it stands in.
        ///
        /// # Errors
        /// There is no package, its sources are refused, or the name means none of its contracts.
        pub(crate) fn contract(&self, name: &str) -> Result<(&Model, &TypeDef), Missing> {
            let model = self.sources()?.scanned.model();
            Ok((model, find(model, name)?))
        }

        /// The package and its model.
        ///
        /// # Errors
        /// There is no package, or its sources are refused.
        pub(crate) fn sources(&self) -> Result<&Sources, Missing> {
            let sources = self.sources.get_or_init(|| self.open());
            sources.as_ref().map_err(Clone::clone)
        }

        /// The JSON Schema that a contract had at the baseline: its own file, or its definition in another one. Where the
        /// major version is new, that of the one before.
        ///
        /// # Errors
        /// As [`Contracts::contract`], or why the baseline cannot be read.
        #[cfg(feature = "agents")]
        pub(crate) fn schema_before(
            &self,
            name: &str,
            against: Option<&str>,
        ) -> Result<Option<String>, Missing> {
            use contractual_model::json::{Json, to_line};
            use contractual_model::naming::entity;
            let (_, def) = self.contract(name)?;
            let package = &self.sources()?.package;
            let read = || {
                let lock = contractual_build::store::read_lock(package).map_err(|_| Missing {
                    message: "the lock of the contracts cannot be read".to_owned(),
                    hint: Some("run `contractual check`: it says what is wrong with it".to_owned()),
                })?;
                let baseline = Baseline::read(package, &lock, against, Depth::Last);
                match baseline.unavailable.first() {
                    None => Ok(baseline),
                    Some(reason) => Err(Missing {
                        message: format!(
                            "the baseline {} cannot be read: {reason}",
                            baseline.label
                        ),
                        hint: None,
                    }),
                }
            };
            let baseline = self.baseline.get_or_init(read);
            let baseline = baseline.as_ref().map_err(Clone::clone)?;
            for major in (1..=def.major).rev() {
                let file = format!(
                    "{}/{}.schema.json",
                    package.settings.contracts(),
                    entity(&def.name, major)
                );
                if let Some(earlier) = baseline.documents.get(&file).and_then(|all| all.first()) {
                    return Ok(Some(to_line(&earlier.document)));
                }
            }
            for earlier in baseline.documents.values().filter_map(|all| all.first()) {
                let definitions = earlier.document.get("$defs");
                if definitions.and_then(|all| all.get(&def.name)).is_some()
                    && let Some(definitions) = definitions
                {
                    let schema = Json::Object(vec![
                        (
                            "$ref".to_owned(),
                            Json::String(format!("#/$defs/{}", def.name)),
                        ),
                        ("$defs".to_owned(), definitions.clone()),
                    ]);
                    return Ok(Some(to_line(&schema)));
                }
            }
            Ok(None)
        }

        /// The JSON Schema of a contract, as text in one line.
        ///
        /// # Errors
        /// As [`Contracts::contract`], or why the contract has no schema.
        #[cfg(any(feature = "agents", feature = "handover"))]
        pub(crate) fn schema(&self, name: &str) -> Result<(String, &TypeDef), Missing> {
            let (model, def) = self.contract(name)?;
            let reason = match contractual_emit::schema(model, &def.id) {
                Some(Ok(schema)) => return Ok((contractual_model::json::to_line(&schema), def)),
                Some(Err(faults)) => format!(": {}", in_one_line(&faults)),
                None => String::new(),
            };
            Err(Missing {
                message: format!("`{name}` has no schema{reason}"),
                hint: None,
            })
        }

        fn open(&self) -> Result<Sources, Missing> {
            let folder = match self.search {
                true => nearest_package(&self.folder)?,
                false => self.folder.clone(),
            };
            Sources::open(&folder).map_err(|failure| Missing {
                message: format!(
                    "the contracts of `{}` cannot be read: {}",
                    folder.display(),
                    in_one_line(&failure.diagnostics())
                ),
                hint: Some("run `contractual check` there: it shows each fault whole".to_owned()),
            })
        }
    }

    impl std::fmt::Debug for Contracts {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_struct("Contracts")
                .field("folder", &self.folder)
                .finish_non_exhaustive()
        }
    }

    /// The nearest folder whose `Cargo.toml` has a package. One that is no TOML counts: opening it tells what is wrong.
    fn nearest_package(folder: &Path) -> Result<PathBuf, Missing> {
        let start = folder
            .canonicalize()
            .unwrap_or_else(|_| folder.to_path_buf());
        let has_package = |folder: &&Path| {
            let text = contractual_build::fs::read_text(&folder.join("Cargo.toml"));
            match text {
                Ok(Some(text)) => {
                    toml::parse(&text).map_or(true, |table| table.table("package").is_some())
                }
                _ => false,
            }
        };
        let found = start.ancestors().find(has_package);
        found.map(Path::to_path_buf).ok_or_else(|| Missing {
            message: format!(
                "no Cargo.toml with a package is in `{}` or above it",
                folder.display()
            ),
            hint: Some("run it in the folder of the Rust package with the type".to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::{Additional, Constraints, Object, Shape, TypeId};

    fn model(ids: &[(&str, &str)]) -> Model {
        let def = |(id, name): &(&str, &str)| TypeDef {
            id: TypeId((*id).to_owned()),
            name: (*name).to_owned(),
            major: 2,
            release: None,
            entity: true,
            handover: None,
            schema_id: None,
            title: None,
            docs: String::new(),
            deprecated: None,
            examples: Vec::new(),
            shape: Shape::Object(Object {
                fields: Vec::new(),
                additional: Additional::Closed,
                constraints: Constraints::default(),
            }),
            written: None,
            rules: Vec::new(),
        };
        let types = ids.iter().map(|one| (TypeId(one.0.to_owned()), def(one)));
        Model {
            types: types.collect(),
            apis: Vec::new(),
        }
    }

    #[test]
    fn each_way_to_name_a_contract() {
        let model = model(&[("acme::jobs::JobDone", "JobDone"), ("acme::Order", "Order")]);
        for name in [
            "JobDone",
            "acme::jobs::JobDone",
            "crate::jobs::JobDone",
            "job-done",
            &entity("JobDone", 2),
        ] {
            assert_eq!(find(&model, name).unwrap().name, "JobDone", "{name}");
        }
        for name in [
            "jobdone",
            "jobs::JobDone",
            "acme::JobDone",
            "crate::JobDone",
            "",
        ] {
            assert!(find(&model, name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_name_that_means_none_or_several() {
        let two = model(&[("acme::a::Order", "Order"), ("acme::b::Order", "Order")]);
        let told = |model: &Model, name: &str| find(model, name).unwrap_err().to_string();
        assert_eq!(
            told(&two, "Order"),
            "`Order` is the name of 2 contracts; name one by its path: acme::a::Order, acme::b::Order"
        );
        assert_eq!(
            find(&two, "crate::b::Order").unwrap().id.0,
            "acme::b::Order"
        );
        assert_eq!(
            told(&two, "Ordr"),
            "no contract is called `Ordr`; write `Order`"
        );
        assert_eq!(
            told(&model(&[("acme::Order", "Order")]), "Shipment"),
            "no contract is called `Shipment`; one of: Order"
        );
        assert_eq!(
            told(&model(&[]), "Order"),
            "no contract is called `Order`; derive `Contract` on the type; this package has no contract"
        );
    }
}
