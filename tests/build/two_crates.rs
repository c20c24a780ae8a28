//! Contract types of another crate: every way to have its model, the proof that it is the compiled crate's, and what is said where
//! it cannot be had.

use std::process::Command;

use super::package::{Package, SCHEMA, TYPES, program, ran_script, said};

const ORDER: &str = "docs/contracts/order-v1.schema.json";

/// A service whose types name those of another crate, `TYPES`.
const SERVICE: &str = r#"//! A service.

use contractual::Contract;
use serde::{Deserialize, Serialize};
use TYPES::{Door as Gate, Parcel};

/// What is to be delivered.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct Order {
    /// What.
    pub parcel: Parcel,
    /// Where to, if not to the parcel's address.
    pub elsewhere: Vec<TYPES::Address>,
    /// How the gate is.
    pub gate: Option<Gate>,
}
"#;

/// A workspace of a service and the crate with its types.
struct Pair {
    service: Package,
    types: String,
}

impl Pair {
    /// `links`: the line of the types' manifest, or nothing. `dependency`: what follows the name of the types in the service's.
    fn new(name: &str, links: &str, dependency: &str) -> Self {
        let service = Package::new(name);
        let types = format!("{name}-types");
        let pair = Self { service, types };
        let outside = pair.service.outside();
        std::fs::write(
            outside.join("Cargo.toml"),
            format!("[workspace]\nresolver = \"3\"\nmembers = [\"{name}\", \"types\"]\n"),
        )
        .unwrap();
        std::fs::rename(pair.service.path("Cargo.lock"), outside.join("Cargo.lock")).unwrap();
        let manifest = pair.service.manifest().replace("[workspace]\n\n", "");
        let types = manifest
            .replace(
                &format!("name = \"{name}\""),
                &format!("name = \"{}\"", pair.types),
            )
            .replace("edition", &format!("{links}edition"));
        pair.in_types("Cargo.toml", &types);
        pair.in_types(
            "build.rs",
            "fn main() {\n    contractual_build::run();\n}\n",
        );
        pair.in_types(
            "contractual.toml",
            &format!("project = \"{}\"\n", pair.types),
        );
        pair.in_types("src/lib.rs", TYPES);
        let line = format!("[dependencies]\n{} = {dependency}\n", pair.types);
        pair.service.write(
            "Cargo.toml",
            &manifest.replacen("[dependencies]\n", &line, 1),
        );
        let source = SERVICE.replace("TYPES", &pair.types.replace('-', "_"));
        pair.service.write("src/lib.rs", &source);
        pair
    }

    fn in_types(&self, file: &str, text: &str) {
        self.service.write(&format!("../types/{file}"), text);
    }

    fn edit_types(&self, old: &str, new: &str) {
        self.service.edit("../types/src/lib.rs", old, new);
    }

    /// The service is built, tested, and found clean without compiling; its artifacts hold what its types mean.
    fn holds(&self) {
        let service = &self.service;
        service.build();
        let schema = service.read(ORDER);
        for part in [
            "\"Parcel\": {",
            "\"Address\": {",
            "\"maximum\": 30000",
            "\"closed\"",
        ] {
            assert!(schema.contains(part), "{part}\n{schema}");
        }
        assert!(
            !service.path(SCHEMA).exists(),
            "the other crate's schema is its own"
        );
        assert!(service.path("../types").join(SCHEMA).exists());
        let again = service.build();
        assert!(!ran_script(&again, &service.name), "{again}");
        let (status, told) = service.contractual(&["check"]);
        assert_eq!(status, 0, "{told}");
        let files = service.files();
        let (status, told) = service.contractual(&["emit"]);
        assert_eq!(status, 0, "{told}");
        assert_eq!(service.files(), files);
        let output = service.cargo(&["test", "--lib"]).output().unwrap();
        let told = said(&output);
        assert!(
            output.status.success() && told.contains("contract_of_Order ... ok"),
            "{told}"
        );
    }

    /// A change over there is one here.
    fn follows(&self) {
        self.edit_types("max = 30000", "max = 31000");
        let (status, told) = self.service.contractual(&["check"]);
        assert_eq!(status, 1, "{told}");
        self.service.build();
        assert!(self.service.read(ORDER).contains("31000"));
        let (status, told) = self.service.contractual(&["check"]);
        assert_eq!(status, 0, "{told}");
        let again = self.service.build();
        assert!(!ran_script(&again, &self.service.name), "{again}");
    }
}

#[test]
fn a_model_is_passed_on_by_links() {
    let pair = Pair::new(
        "linked",
        "links = \"contractual_linked_types_v0\"\n",
        "{ path = \"../types\" }",
    );
    pair.holds();
    let model = pair.service.read("../types/docs/contracts/model.json");
    assert!(
        model.contains("\"crate\": \"linked_types\"") && model.contains("linked_types::Parcel"),
        "{model}"
    );
    assert!(!pair.service.path("docs/contracts/model.json").exists());
    pair.follows();
}

#[test]
fn a_dependency_may_have_another_name() {
    let pair = Pair::new(
        "renamed",
        "links = \"contractual_renamed_types_v0\"\n",
        "{ path = \"../types\" }",
    );
    pair.service.edit(
        "Cargo.toml",
        "renamed-types = { path",
        "goods = { package = \"renamed-types\", path",
    );
    pair.service.edit("src/lib.rs", "renamed_types", "goods");
    pair.holds();
}

#[test]
fn the_folder_of_a_dependency_may_stand_in_the_settings() {
    let pair = Pair::new("named", "", "{ path = \"../types\" }");
    pair.service.write(
        "contractual.toml",
        "project = \"named\"\n[dependencies]\nnamed-types = \"../types\"\n",
    );
    pair.holds();
    pair.follows();
}

#[test]
fn a_model_that_is_not_there_is_told_with_the_ways_out() {
    let pair = Pair::new("alone", "", "{ path = \"../types\" }");
    let told = pair.service.refused(&[]);
    let (status, without_compiling) = pair.service.contractual(&["check"]);
    assert_eq!(status, 64, "{without_compiling}");
    for told in [&told, &without_compiling] {
        for text in [
            "`alone_types::Parcel` is of another crate, and its crate `alone_types` does not pass on its model",
            "add `links = \"contractual_alone_types_v0\"` to [package] of ../types/Cargo.toml",
            "[dependencies] alone_types = \"../types\"",
            "src/lib.rs:",
        ] {
            assert!(told.contains(text), "{text}\n---\n{told}");
        }
    }
    assert!(!pair.service.path("docs").exists(), "nothing was written");
}

#[test]
fn a_folder_of_the_settings_that_cannot_be_used_is_told() {
    let pair = Pair::new("astray", "", "{ path = \"../types\" }");
    for (line, expected) in [
        (
            "astray-types = \"../nowhere\"",
            "there is no Cargo.toml in ",
        ),
        (
            "astray-tipes = \"../types\"",
            "[dependencies] names `astray-tipes`, which is no dependency of this package",
        ),
        ("astray-types = \".\"", "depends on itself"),
    ] {
        let settings = format!("project = \"astray\"\n[dependencies]\n{line}\n");
        pair.service.write("contractual.toml", &settings);
        let (status, told) = pair.service.contractual(&["check"]);
        assert_eq!(status, 64, "{told}");
        assert!(told.contains(expected), "{told}");
        let told = pair.service.refused(&[]);
        assert!(told.contains(expected), "{told}");
    }
}

/// The model is of other sources than those that are compiled: rustc says so, on the field.
#[test]
fn a_model_that_is_not_the_compiled_crates_does_not_compile() {
    let pair = Pair::new("stale", "", "{ path = \"../types\" }");
    for file in ["Cargo.toml", "build.rs", "contractual.toml", "src/lib.rs"] {
        let text = pair.service.read(&format!("../types/{file}"));
        let text = text.replace("max = 30000", "max = 29999");
        pair.service.write(&format!("../old/{file}"), &text);
    }
    pair.service.write(
        "contractual.toml",
        "project = \"stale\"\n[dependencies]\nstale-types = \"../old\"\n",
    );
    let told = pair.service.refused(&[]);
    assert!(
        told.contains("field `parcel` of `Order`: what `stale_types::Parcel` is in its crate, as compiled, is not what the build script read of it"),
        "{told}"
    );
    assert!(
        told.contains("--> stale/src/lib.rs:") || told.contains("--> src/lib.rs:"),
        "{told}"
    );
    // what is the same in both is no fault
    assert!(!told.contains("field `gate`"), "{told}");
}

/// From a registry, as far as both sides can see: named by version, packaged, with its model.
#[test]
fn a_published_package_brings_its_model() {
    let pair = Pair::new(
        "fetched",
        "links = \"contractual_fetched_types_v0\"\n",
        "\"0.1\"",
    );
    let output = Command::new(program())
        .args(["emit", "--package-dir", "../types"])
        .current_dir(&pair.service.dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let manifest = pair.service.outside().join("Cargo.toml");
    let patched = "[workspace]\nresolver = \"3\"\nmembers = [\"fetched\"]\nexclude = [\"types\"]\n[patch.crates-io]\nfetched-types = { path = \"types\" }\n";
    std::fs::write(manifest, patched).unwrap();
    pair.in_types("Cargo.toml.orig", "");
    // what is not declared there is not what committed artifacts follow from: the model is read, not the sources
    let before = pair.service.read("../types/docs/contracts/model.json");
    pair.holds();
    assert_eq!(
        pair.service.read("../types/docs/contracts/model.json"),
        before
    );
}
