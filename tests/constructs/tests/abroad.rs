//! Types of another crate before all judges: `abroad/orders.rs` names the types of `abroad/goods.rs`, which is a member of the same
//! workspace, a path dependency outside of it, or a packaged crate in a vendored registry. The artifacts are the same bytes each time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use contractual_tests_equivalence::{
    Case, Expected, Judge, Package, Tools, Verdict, disagreements, judge,
};
use serde_json::json;
use tempfile::TempDir;

/// The contracts of the service.
const CONTRACTS: [&str; 3] = ["Order", "Person", "Message"];

/// The program that judges by the service's types.
const MAIN: &str = r#"//! Judges texts by Rust types.

use contractual::Contract;
use orders::{Message, Order, Person};

fn main() {
    for line in std::io::stdin().lines() {
        let line: serde_json::Value = serde_json::from_str(&line.expect("a line")).expect("a case");
        let text = line["text"].as_str().expect("a text").as_bytes();
        let accepts = match line["type"].as_str().expect("a type") {
            "Order" => Order::from_json(text).is_ok(),
            "Person" => Person::from_json(text).is_ok(),
            "Message" => Message::from_json(text).is_ok(),
            other => panic!("no type {other}"),
        };
        println!("{accepts}");
    }
}
"#;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn repository() -> PathBuf {
    std::fs::canonicalize(here().join("../..")).expect("the repository")
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| repository().join("target"), PathBuf::from)
        .join("e2e")
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

/// A folder with the service and, somewhere, the crate with its types.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("contractual-abroad-")
            .tempdir();
        let place = Self(folder.expect("a folder"));
        std::fs::copy(repository().join("Cargo.lock"), place.path("Cargo.lock")).expect("a lock");
        place
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn cargo(&self, folder: &str, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(self.path(folder))
            .env_remove("CI")
            .env_remove("CONTRACTUAL")
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_NET_OFFLINE", "true")
            .output()
            .expect("cargo");
        let said = said(&output);
        assert!(output.status.success(), "cargo {arguments:?}: {said}");
        said
    }

    /// A package of this repository's crates, in that folder.
    fn package(&self, folder: &str, name: &str, line: &str, dependency: &str) {
        let repository = repository();
        let repository = repository.display();
        self.write(
            &format!("{folder}/Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\ndescription = \"x\"\nlicense = \"MIT\"\n{line}\n\n\
                 [dependencies]\n{dependency}\ncontractual = {{ path = \"{repository}/runtime\", version = \"0.1.0\", default-features = false }}\n\
                 serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\n\
                 [build-dependencies]\ncontractual-build = {{ path = \"{repository}/build-support\", version = \"0.1.0\" }}\n"
            ),
        );
        self.write(
            &format!("{folder}/build.rs"),
            "fn main() {\n    contractual_build::run();\n}\n",
        );
        self.write(
            &format!("{folder}/contractual.toml"),
            &format!(
                "project = \"{name}\"\npackage = \"{}\"\n",
                name.replace('-', "_")
            ),
        );
    }

    /// The crate with the types.
    fn goods(&self, folder: &str) {
        self.package(
            folder,
            "goods-types",
            "links = \"contractual_goods_types_v0\"",
            "",
        );
        for (file, to) in [("goods.rs", "lib.rs"), ("places.rs", "places.rs")] {
            let text = std::fs::read_to_string(here().join("abroad").join(file)).expect("types");
            self.write(&format!("{folder}/src/{to}"), &text);
        }
    }

    /// The service, with that dependency on the types.
    fn orders(&self, dependency: &str) {
        self.package(
            "orders",
            "orders",
            "",
            &format!("goods-types = {dependency}"),
        );
        let text = std::fs::read_to_string(here().join("abroad/orders.rs")).expect("types");
        self.write("orders/src/lib.rs", &text);
        self.write("orders/src/main.rs", MAIN);
        self.write(
            "orders/pyproject.toml",
            "[project]\nname = \"orders\"\nversion = \"0.0.0\"\nrequires-python = \">=3.11\"\n",
        );
        for file in ["__init__.py", "api/__init__.py", "models/__init__.py"] {
            self.write(&format!("orders/src/orders/{file}"), "");
        }
        self.write(
            "orders/src/orders/models/base.py",
            "from pydantic import BaseModel, ConfigDict\n\n\nclass ContractModel(BaseModel):\n    model_config = ConfigDict(extra=\"forbid\")\n",
        );
    }

    /// Builds the service; what it has written below its folder.
    fn built(&self) -> BTreeMap<String, Vec<u8>> {
        self.cargo("orders", &["build", "--quiet"]);
        // The compiled types describe themselves as the build script read them.
        let tested = self.cargo("orders", &["test", "--quiet", "--lib"]);
        assert!(tested.contains("test result: ok"), "{tested}");
        let mut files = BTreeMap::new();
        let mut open = vec![
            self.path("orders/docs"),
            self.path("orders/src/orders"),
            self.path("orders/tests"),
        ];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path
                        .strip_prefix(self.path("orders"))
                        .expect("a file of it");
                    let bytes = std::fs::read(&path).expect("a file");
                    files.insert(name.to_string_lossy().into_owned(), bytes);
                }
            }
        }
        files
    }

    /// What the runtime says to each text.
    fn runtime(&self, cases: &[Case]) -> Vec<bool> {
        let mut child = Command::new(target().join("debug/orders"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service's program");
        let input: String = cases
            .iter()
            .map(|case| json!({"type": case.contract, "text": case.text}).to_string() + "\n")
            .collect();
        let mut pipe = child.stdin.take().expect("its input");
        let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
        let output = child.wait_with_output().expect("its output");
        writer.join().expect("a writer").expect("its input is read");
        assert!(output.status.success(), "{}", said(&output));
        let found: Vec<bool> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|line| line == "true")
            .collect();
        assert_eq!(found.len(), cases.len());
        found
    }

    /// Every value of the tables and every fixture, before all judges.
    fn agree(&self) {
        let package = Package::new(self.path("orders"), "orders");
        let mut rows: Vec<(Case, Expected)> = Vec::new();
        for name in CONTRACTS {
            for (kind, accepts) in [("accept", true), ("reject", false)] {
                let path = here().join(format!("abroad/{name}.{kind}.jsonl"));
                let lines = std::fs::read_to_string(&path)
                    .unwrap_or_else(|why| panic!("{}: {why}", path.display()));
                let in_schema = true;
                rows.extend(
                    lines
                        .lines()
                        .map(|line| (Case::new(name, line), Expected { accepts, in_schema })),
                );
            }
        }
        rows.extend(
            package
                .fixtures(&CONTRACTS)
                .unwrap_or_else(|why| panic!("{why}")),
        );
        let cases: Vec<Case> = rows.iter().map(|(case, _)| case.clone()).collect();
        let tools = Tools::find().unwrap_or_else(|why| panic!("{why}"));
        let all = judge(&tools, &package, &cases).unwrap_or_else(|why| panic!("{why}"));
        let mut wrong = String::new();
        for (((case, expected), mut verdicts), accepts) in
            rows.iter().zip(all).zip(self.runtime(&cases))
        {
            verdicts.push(Verdict {
                judge: Judge::Runtime,
                with: None,
                accepts,
            });
            assert_eq!(verdicts.len(), 12, "a judge is missing: {verdicts:?}");
            for message in disagreements(case, *expected, &verdicts) {
                let _ = writeln!(wrong, "{message}");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }
}

/// The service and the types are members of one workspace.
fn in_the_workspace() -> Place {
    let place = Place::new();
    place.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"orders\", \"goods\"]\n",
    );
    place.goods("goods");
    place.orders("{ path = \"../goods\" }");
    place
}

/// The types are a path dependency that no workspace of the service knows.
fn outside_of_the_workspace() -> Place {
    let place = Place::new();
    std::fs::create_dir_all(place.path("orders")).expect("a folder");
    std::fs::rename(place.path("Cargo.lock"), place.path("orders/Cargo.lock")).expect("a lock");
    place.goods("elsewhere/goods");
    place.orders("{ path = \"../elsewhere/goods\" }");
    let manifest = std::fs::read_to_string(place.path("orders/Cargo.toml")).expect("a manifest");
    place.write("orders/Cargo.toml", &format!("{manifest}\n[workspace]\n"));
    place
}

/// The types are a packaged crate of a registry whose crates stand in a folder.
fn vendored() -> Place {
    let place = Place::new();
    // The package as `cargo package` makes it, of a build of its own.
    let author = Place::new();
    author.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"goods\"]\n",
    );
    author.goods("goods");
    author.cargo("goods", &["build", "--quiet"]);
    author.cargo(
        "goods",
        &[
            "package",
            "--quiet",
            "--no-verify",
            "--allow-dirty",
            "--no-metadata",
            "--exclude-lockfile",
        ],
    );
    let archive = target().join("package/goods-types-0.1.0.crate");
    std::fs::create_dir_all(place.path("vendor")).expect("a folder");
    let unpacked = Command::new("tar")
        .arg("-xzf")
        .arg(&archive)
        .arg("-C")
        .arg(place.path("vendor"))
        .output()
        .expect("tar");
    assert!(unpacked.status.success(), "{}", said(&unpacked));
    let packaged = "vendor/goods-types-0.1.0";
    assert!(
        place
            .path(packaged)
            .join("docs/contracts/model.json")
            .is_file()
    );
    place.write(
        &format!("{packaged}/.cargo-checksum.json"),
        "{\"files\": {}}",
    );
    place.write(
        ".cargo/config.toml",
        "[registries.shelf]\nindex = \"https://shelf.invalid/index\"\n\n[source.shelf]\nregistry = \"https://shelf.invalid/index\"\n\
         replace-with = \"vendored\"\n\n[source.vendored]\ndirectory = \"vendor\"\n",
    );
    let repository = repository();
    let repository = repository.display();
    place.write(
        "Cargo.toml",
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"orders\"]\n\n[patch.crates-io]\ncontractual = {{ path = \"{repository}/runtime\" }}\n\
             contractual-build = {{ path = \"{repository}/build-support\" }}\n"
        ),
    );
    place.orders("{ version = \"0.1\", registry = \"shelf\" }");
    place
}

#[test]
fn types_of_another_crate_mean_the_same_wherever_the_crate_comes_from() {
    let member = in_the_workspace();
    let artifacts = member.built();
    assert!(
        artifacts
            .keys()
            .any(|name| name.ends_with("order-v1.schema.json"))
    );
    member.agree();
    for (place, whence) in [
        (
            outside_of_the_workspace(),
            "a path outside of the workspace",
        ),
        (vendored(), "a vendored registry"),
    ] {
        let found = place.built();
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&artifacts), "{whence}");
        for (name, bytes) in &found {
            let other = &artifacts[name];
            assert!(
                bytes == other,
                "{whence}: {name}:\n{}",
                String::from_utf8_lossy(bytes)
            );
        }
        place.agree();
    }
}
