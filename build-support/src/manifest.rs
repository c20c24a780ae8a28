//! What a package's `Cargo.toml` says of its targets and features, read without calling Cargo. Text in, data out.

use std::path::PathBuf;

use contractual_model::toml::{self, Table, Value};

/// The parts of a manifest that matter here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Package name.
    pub name: String,
    /// Package version, if it is written there (not inherited).
    pub version: Option<String>,
    /// The value of `links`.
    pub links: Option<String>,
    /// Name and path of the library, where the manifest says them.
    pub lib_name: Option<String>,
    /// See `lib_name`.
    pub lib_path: Option<String>,
    /// Names and paths of binaries that the manifest lists.
    pub bins: Vec<(String, Option<String>)>,
    /// Features that `default` turns on, closed over other features, sorted.
    pub default_features: Vec<String>,
    /// All declared features, sorted; optional dependencies without `dep:` count.
    pub features: Vec<String>,
    /// Name under which the sources know the facade, if it was renamed.
    pub facade: Option<String>,
    /// True if the manifest is the one of a workspace, too.
    pub workspace: bool,
    /// What `[dependencies]` name, those of single targets included, in order.
    pub dependencies: Vec<Named>,
}

/// A dependency as a manifest names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The key.
    pub key: String,
    /// The key as an identifier: what sources call the crate, unless its library has another name than the package.
    pub name: String,
    /// Name of the package.
    pub package: String,
    /// True if the key is not the package's name: then it is what sources call the crate in any case.
    pub renamed: bool,
    /// Its folder, relative to the manifest's.
    pub path: Option<PathBuf>,
    /// True if the workspace says the rest.
    pub workspace: bool,
}

impl Named {
    fn read(entry: &toml::Entry) -> Self {
        let table = match &entry.node.value {
            Value::Table(table) => Some(table),
            _ => None,
        };
        let text = |key: &str| table.and_then(|table| table.str(key));
        Self {
            key: entry.key.clone(),
            name: entry.key.replace('-', "_"),
            package: text("package").unwrap_or(&entry.key).to_owned(),
            renamed: text("package").is_some_and(|package| package != entry.key),
            path: text("path").map(PathBuf::from),
            workspace: table
                .is_some_and(|table| matches!(table.get("workspace"), Some(Value::Bool(true)))),
        }
    }

    /// True if `name` means this dependency: its key, with or without hyphens, or its package.
    pub fn is_called(&self, name: &str) -> bool {
        name == self.key || name == self.name || name == self.package
    }
}

impl Manifest {
    /// Reads a manifest. Unknown keys are Cargo's business.
    ///
    /// # Errors
    /// The text is no TOML, or no package is described.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table = toml::parse(text).map_err(|error| error.to_string())?;
        let package = table
            .table("package")
            .ok_or("there is no [package]: this is the manifest of a workspace; name a package")?;
        let lib = table.table("lib");
        let mut manifest = Self {
            name: package.str("name").unwrap_or_default().to_owned(),
            version: package.str("version").map(str::to_owned),
            links: package.str("links").map(str::to_owned),
            lib_name: lib.and_then(|lib| lib.str("name")).map(str::to_owned),
            lib_path: lib.and_then(|lib| lib.str("path")).map(str::to_owned),
            facade: facade(&table),
            workspace: table.table("workspace").is_some(),
            ..Self::default()
        };
        manifest.dependencies = dependencies(&table);
        if let Some(targets) = table.table("target") {
            for entry in targets.entries() {
                if let Value::Table(target) = &entry.node.value {
                    manifest.dependencies.extend(dependencies(target));
                }
            }
        }
        if let Some(Value::Array(bins)) = table.get("bin") {
            for bin in bins {
                if let Value::Table(bin) = &bin.value {
                    let name = bin.str("name").unwrap_or_default().to_owned();
                    manifest
                        .bins
                        .push((name, bin.str("path").map(str::to_owned)));
                }
            }
        }
        if let Some(features) = table.table("features") {
            manifest.default_features = closure(features, &["default".to_owned()]);
            manifest.features = features
                .entries()
                .iter()
                .map(|entry| entry.key.clone())
                .collect();
            manifest.features.sort();
        }
        Ok(manifest)
    }

    /// The features that are on when `asked` are, closed over each other; sorted.
    ///
    /// # Errors
    /// As [`Manifest::parse`].
    pub fn features_of(text: &str, asked: &[String]) -> Result<Vec<String>, String> {
        let table = toml::parse(text).map_err(|error| error.to_string())?;
        Ok(match table.table("features") {
            Some(features) => closure(features, asked),
            None => Vec::new(),
        })
    }

    /// The table of dependencies that a workspace shares; `None` if the text is not the manifest of a workspace.
    pub fn shared_dependencies(text: &str) -> Option<Vec<Named>> {
        let table = toml::parse(text).ok()?;
        Some(dependencies(table.table("workspace")?))
    }

    /// The major version: the first number of the version, 0 if it is inherited.
    pub fn major(&self) -> u32 {
        let version = self.version.as_deref().unwrap_or_default();
        let major = version.split('.').next().unwrap_or_default();
        major.parse().unwrap_or_default()
    }

    /// The crate's name as rustc has it.
    pub fn crate_name(&self) -> String {
        self.lib_name
            .clone()
            .unwrap_or_else(|| self.name.replace('-', "_"))
    }
}

fn dependencies(table: &Table) -> Vec<Named> {
    let listed = table.table("dependencies");
    let entries = listed.map(Table::entries).unwrap_or_default();
    entries.iter().map(Named::read).collect()
}

/// The key of a dependency with `package = "contractual"`, as an identifier.
fn facade(table: &Table) -> Option<String> {
    let renamed = |dependencies: &Table| {
        let entry = dependencies
            .entries()
            .iter()
            .find(|entry| match &entry.node.value {
                Value::Table(one) => one.str("package") == Some("contractual"),
                _ => false,
            })?;
        Some(entry.key.replace('-', "_"))
    };
    table.table("dependencies").and_then(renamed)
}

/// Features reachable from `asked`; `dep:x`, `x/y` and `x?/y` turn on no feature of this package.
fn closure(features: &Table, asked: &[String]) -> Vec<String> {
    let mut on: Vec<String> = Vec::new();
    let mut open: Vec<String> = asked.to_vec();
    while let Some(name) = open.pop() {
        if on.contains(&name) {
            continue;
        }
        if let Some(Value::Array(items)) = features.get(&name) {
            for item in items {
                if let Value::String(next) = &item.value
                    && !next.contains('/')
                    && !next.starts_with("dep:")
                {
                    open.push(next.clone());
                }
            }
            on.push(name);
        } else if name != "default" {
            on.push(name);
        }
    }
    on.sort();
    on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_and_their_names() {
        let text = "[package]\nname = \"a\"\nversion = \"2.1.0\"\n[dependencies]\nacme-types = { path = \"../types\" }\nother = { package = \"acme-other\", version = \"1\" }\nserde = \"1\"\n[dependencies.shared]\nworkspace = true\n[target.'cfg(unix)'.dependencies]\nnix = \"1\"\n";
        let manifest = Manifest::parse(text).unwrap();
        assert_eq!(manifest.major(), 2);
        let told: Vec<String> = manifest
            .dependencies
            .iter()
            .map(|one| {
                let path = one
                    .path
                    .as_ref()
                    .map_or("-".into(), |path| path.display().to_string());
                format!(
                    "{} {} {} {path} {}",
                    one.name, one.package, one.renamed, one.workspace
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "acme_types acme-types false ../types false",
                "other acme-other true - false",
                "serde serde false - false",
                "shared shared false - true",
                "nix nix false - false",
            ]
        );
        let shared = "[workspace]\n[workspace.dependencies]\nshared = { path = \"shared\" }\n";
        assert_eq!(Manifest::shared_dependencies(shared).unwrap().len(), 1);
        assert_eq!(Manifest::shared_dependencies(text), None);
    }

    #[test]
    fn targets_and_features() {
        let text = "[package]\nname = \"job-api\"\nlinks = \"x\"\n[lib]\npath = \"rust/lib.rs\"\n[[bin]]\nname = \"b\"\n[features]\ndefault = [\"a\"]\na = [\"b\", \"dep:serde\", \"x/y\"]\nb = []\nc = []\n";
        let manifest = Manifest::parse(text).unwrap();
        assert_eq!(manifest.crate_name(), "job_api");
        assert_eq!(manifest.lib_path.as_deref(), Some("rust/lib.rs"));
        assert_eq!(manifest.bins, [("b".to_owned(), None)]);
        assert_eq!(manifest.default_features, ["a", "b", "default"]);
        assert_eq!(manifest.features, ["a", "b", "c", "default"]);
        assert_eq!(manifest.major(), 0);
        assert!(
            Manifest::parse("[workspace]\n")
                .unwrap_err()
                .contains("workspace")
        );
    }
}
