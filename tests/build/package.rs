//! A package in a temporary folder, and ways to build it and look at it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

use tempfile::TempDir;

use crate::support::root;

/// The types of most tests: an entity, a type that it reaches, an API.
pub(crate) const TYPES: &str = r#"//! A small contract.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A parcel on its way.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct Parcel {
    /// What it weighs, in grams.
    #[contract(min = 1, max = 30000)]
    pub weight: u32,
    /// Where it goes.
    pub to: Address,
    /// Said to the courier.
    pub note: Option<String>,
}

/// A place.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number.
    #[contract(min_length = 1, max_length = 80)]
    pub street: String,
    /// The state of the door.
    pub door: Door,
}

/// How a door is.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// Open.
    Open,
    /// Closed.
    Closed,
}

/// Ordinary code.
pub fn answer() -> u32 {
    42
}
"#;

/// The schema file of the entity.
pub(crate) const SCHEMA: &str = "docs/contracts/parcel-v1.schema.json";

/// The lock.
pub(crate) const LOCK: &str = "docs/contracts/contracts.lock";

/// A package of its own.
pub(crate) struct Package {
    folder: TempDir,
    /// Folder of the package, below the temporary one.
    pub(crate) dir: PathBuf,
    /// Name of the package.
    pub(crate) name: String,
}

impl Package {
    /// A package with [`TYPES`].
    pub(crate) fn new(name: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("contractual-e2e-")
            .tempdir()
            .unwrap();
        let dir = folder.path().join(name);
        let package = Self {
            folder,
            dir,
            name: name.to_owned(),
        };
        package.write("Cargo.toml", &package.manifest());
        package.write(
            "build.rs",
            "fn main() {\n    contractual_build::run();\n}\n",
        );
        package.write("contractual.toml", &format!("project = \"{name}\"\n"));
        package.write("src/lib.rs", TYPES);
        std::fs::copy(root().join("Cargo.lock"), package.path("Cargo.lock")).unwrap();
        package
    }

    /// A manifest that names the crates of this repository.
    pub(crate) fn manifest(&self) -> String {
        let repository = root();
        let repository = repository.display();
        format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"x\"\nlicense = \"MIT\"\n\n[workspace]\n\n[dependencies]\ncontractual = {{ path = \"{repository}/runtime\", version = \"0.1.0\" }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\n[build-dependencies]\ncontractual-build = {{ path = \"{repository}/build-support\", version = \"0.1.0\" }}\n",
            self.name
        )
    }

    /// The temporary folder around the package.
    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    /// A path in the package.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.dir.join(file)
    }

    /// Writes a file.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Replaces a part of a file, which must be there.
    pub(crate) fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file);
        assert!(text.contains(old), "{file} does not contain {old:?}");
        self.write(file, &text.replace(old, new));
    }

    /// Cargo in the package, without the variables that change what a build may do.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(arguments)
            .current_dir(&self.dir)
            .env_remove("CI")
            .env_remove("CONTRACTUAL")
            .env_remove("RUSTFLAGS")
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never");
        command
    }

    /// Builds; panics if that fails. Gives what cargo said.
    pub(crate) fn build(&self) -> String {
        let output = self.cargo(&["build", "-v"]).output().unwrap();
        let said = said(&output);
        assert!(output.status.success(), "{said}");
        said
    }

    /// Builds; panics if that does not fail. Gives what cargo said.
    pub(crate) fn refused(&self, variables: &[(&str, &str)]) -> String {
        let output = self
            .cargo(&["build"])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let said = said(&output);
        assert!(!output.status.success(), "the build passed:\n{said}");
        said
    }

    /// The program, in the package: exit status, and what it said on both streams.
    pub(crate) fn contractual(&self, arguments: &[&str]) -> (i32, String) {
        let output = Command::new(program())
            .args(arguments)
            .current_dir(&self.dir)
            .env_remove("CI")
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .unwrap();
        (output.status.code().unwrap_or(-1), said(&output))
    }

    /// Every file but Cargo's own, with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.dir, &self.dir, &mut files);
        files.remove("Cargo.lock");
        files
    }

    /// Every file with its modification time.
    pub(crate) fn times(&self) -> BTreeMap<String, SystemTime> {
        let time = |name: &String| {
            std::fs::metadata(self.path(name))
                .unwrap()
                .modified()
                .unwrap()
        };
        self.files()
            .into_keys()
            .map(|name| (name.clone(), time(&name)))
            .collect()
    }
}

/// True if this build ran the package's build script (`cargo build -v`).
pub(crate) fn ran_script(said: &str, name: &str) -> bool {
    let script = format!("/build/{name}-");
    said.lines().any(|line| {
        line.trim_start().starts_with("Running")
            && line.contains(&script)
            && line.contains("build-script-build")
    })
}

/// The target folder of all packages.
pub(crate) fn target() -> PathBuf {
    let base =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    base.join("e2e")
}

/// The program, built once.
pub(crate) fn program() -> PathBuf {
    static BUILT: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    BUILT
        .get_or_init(|| {
            let status = Command::new(env!("CARGO"))
                .args([
                    "build",
                    "-q",
                    "-p",
                    "contractual-cli",
                    "--bin",
                    "contractual",
                ])
                .current_dir(root())
                .status()
                .unwrap();
            assert!(status.success(), "the program does not build");
            let base = std::env::var_os("CARGO_TARGET_DIR")
                .map_or_else(|| root().join("target"), PathBuf::from);
            base.join("debug/contractual")
        })
        .clone()
}

/// Both streams.
pub(crate) fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path
                .file_name()
                .is_some_and(|name| name != "target" && name != ".git")
            {
                collect(root, &path, files);
            }
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}
