//! What follows from the Rust contracts of a package, for the other families: documents made from them, and files that went stale.

use crate::contracts::{Contracts, Missing, in_one_line};

#[cfg(feature = "handover")]
mod stale {
    use std::path::PathBuf;

    use contractual_build::session::Sources;
    use contractual_build::{fs, generate};
    use contractual_emit::{EMITTERS, Existing, emit};
    use contractual_model::{Model, TypeId};

    use super::{Contracts, Missing};

    /// A committed schema that is not what its type produces now.
    pub(crate) struct Stale {
        /// Below the root of the artifacts, as it is shown.
        pub(crate) file: String,
        /// On this machine.
        pub(crate) path: PathBuf,
        /// The types that it follows from.
        pub(crate) types: Vec<TypeId>,
    }

    impl Contracts {
        /// The model of the package.
        ///
        /// # Errors
        /// There is no package, or its sources are refused.
        pub(crate) fn model(&self) -> Result<&Model, Missing> {
            Ok(self.sources()?.scanned.model())
        }

        /// The committed schema files, and those of `#[contract(handover = ..)]`, that are not what the types produce now.
        pub(crate) fn stale(&self) -> &[Stale] {
            self.stale.get_or_init(|| match self.sources() {
                Ok(sources) => found(sources).unwrap_or_default(),
                // Whoever asks for a contract is told; a file that is no contract's needs no package.
                Err(_) => Vec::new(),
            })
        }
    }

    /// `None` if the package does not say what its files are called, or has none of them.
    fn found(sources: &Sources) -> Option<Vec<Stale>> {
        let package = &sources.package;
        let names = package.names().ok()?;
        let mut project = generate::project(package, &names);
        let others = EMITTERS
            .iter()
            .filter(|info| !matches!(info.name, "json_schema" | "handover"));
        project.off.extend(others.map(|info| info.name.to_owned()));
        let made = emit(sources.scanned.model(), &project, &Existing::default()).ok()?;
        let stale = made.artifacts.into_iter().filter_map(|artifact| {
            let path = package.root.join(&artifact.path);
            let committed = fs::read_text(&path).ok()??;
            (committed != artifact.text).then(|| Stale {
                file: artifact.path,
                path: path.canonicalize().unwrap_or(path),
                types: artifact.claimed_by,
            })
        });
        Some(stale.collect())
    }
}

#[cfg(feature = "handover")]
pub(crate) use stale::Stale;

#[cfg(feature = "invariants")]
impl Contracts {
    /// The OpenAPI document of an API trait, as the build would write it; of several versions, that of the newest.
    ///
    /// # Errors
    /// There is no package, no trait of that name, or the document cannot be made.
    pub(crate) fn openapi(&self, name: &str) -> Result<String, Missing> {
        use contractual_diag::nearest;
        use contractual_emit::{EMITTERS, Existing, Project, emit};

        let mut model = self.sources()?.scanned.model().clone();
        let short = |id: &str| id.rsplit("::").next().unwrap_or(id).to_owned();
        let names: Vec<String> = model
            .apis
            .iter()
            .map(|api| short(&api.id.to_string()))
            .collect();
        model.apis.retain(|api| {
            let id = api.id.to_string();
            id == name || short(&id) == name
        });
        let Some(newest) = model.apis.iter().map(|api| api.major).max() else {
            let hint = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => format!("write `{near}`"),
                None if names.is_empty() => {
                    "annotate a trait with `#[contractual::api]`, or give an OpenAPI document"
                        .to_owned()
                }
                None => format!("one of: {}", names.join(", ")),
            };
            return Err(Missing {
                message: format!("no API trait is called `{name}`"),
                hint: Some(hint),
            });
        };
        model.apis.retain(|api| api.major == newest);
        let mut project = Project::new(name);
        let others = EMITTERS.iter().filter(|info| info.name != "openapi");
        project.off = others.map(|info| info.name.to_owned()).collect();
        let made = emit(&model, &project, &Existing::default()).map_err(|faults| Missing {
            message: format!("`{name}` has no OpenAPI document: {}", in_one_line(&faults)),
            hint: Some("run `contractual check` there: it shows each fault whole".to_owned()),
        })?;
        let wanted = format!("openapi-v{newest}.yaml");
        let document = made
            .artifacts
            .into_iter()
            .find(|one| one.path.ends_with(&wanted));
        document.map(|one| one.text).ok_or_else(|| Missing {
            message: format!("`{name}` has no OpenAPI document"),
            hint: None,
        })
    }
}
