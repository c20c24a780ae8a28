//! The third leg: `cargo test` compares what compiled types say of themselves with what the build script read.

use std::path::PathBuf;

use super::package::{Package, said, target};

/// What the build script of a package read, as its last run left it.
fn model(package: &Package) -> PathBuf {
    let folders = std::fs::read_dir(target().join("debug/build")).unwrap();
    let prefix = format!("{}-", package.name);
    folders
        .map(|folder| folder.unwrap())
        .filter(|folder| folder.file_name().to_string_lossy().starts_with(&prefix))
        .map(|folder| folder.path().join("out/contractual/model.json"))
        .filter(|path| path.is_file())
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .expect("the build script left a model")
}

fn tested(package: &Package) -> (bool, String) {
    let output = package
        .cargo(&["test", "--lib"])
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    (output.status.success(), said(&output))
}

#[test]
fn every_contract_is_compared_also_where_it_is_private() {
    let package = Package::new("compared");
    package.edit(
        "src/lib.rs",
        "/// Ordinary code.",
        "mod hidden {\n    mod deep {\n        /// Seen by nobody.\n        #[derive(contractual::Contract)]\n        \
         pub struct Alone<'a> {\n            /// Text.\n            pub text: &'a str,\n        }\n    }\n}\n\n\
         /// Parcels over HTTP.\n#[contractual::api]\npub trait Parcels {\n    /// Send a parcel.\n    \
         #[post(\"/v1/parcels\")]\n    #[responds(200 => Parcel, 404)]\n    async fn send(&self, body: Parcel) -> Sent;\n}\n\n\
         #[cfg(test)]\nmod tests {\n    /// For tests only.\n    #[derive(contractual::Contract)]\n    pub struct Probe {\n        \
         pub parcel: super::Parcel,\n    }\n}\n\n/// Ordinary code.",
    );
    let (passed, told) = tested(&package);
    assert!(passed, "{told}");
    for name in [
        "contract_of_Parcel",
        "contract_of_Address",
        "contract_of_Door",
        "contract_of_Parcels",
        "hidden::deep::contract_of_Alone",
    ] {
        assert!(
            told.contains(&format!("test {name} ... ok")),
            "{name}\n{told}"
        );
    }
    assert!(!told.contains("Probe ..."), "{told}");
}

#[test]
fn a_difference_fails_the_test_and_shows_both_sides() {
    let package = Package::new("different");
    let (passed, told) = tested(&package);
    assert!(passed, "{told}");
    let model = model(&package);
    let text = std::fs::read_to_string(&model).unwrap();
    assert!(text.contains("30000"));
    std::fs::write(&model, text.replace("30000", "40000")).unwrap();
    let (passed, told) = tested(&package);
    assert!(!passed, "{told}");
    for text in [
        "the contract of `different::Parcel` that is compiled is not the one that the build script read",
        "  `weight`, type/constraints/max/value\n    build script read: 40000\n    compiled has:      30000\n",
    ] {
        assert!(told.contains(text), "{text}\n---\n{told}");
    }
}

/// What neither the tokens of an item nor the identity of its types can show: the value that a function makes.
#[test]
fn a_default_that_an_attribute_macro_changes_fails_the_test() {
    let package = Package::new("rewritten");
    let repository = crate::support::root();
    package.edit(
        "Cargo.toml",
        "[build-dependencies]",
        &format!(
            "contractual-tests-rewrite = {{ path = \"{}/tests/rewrite\" }}\n\n[build-dependencies]",
            repository.display()
        ),
    );
    package.edit(
        "src/lib.rs",
        "    pub weight: u32,",
        "    #[serde(default = \"five\")]\n    pub weight: u32,",
    );
    package.edit(
        "src/lib.rs",
        "/// Ordinary code.",
        "#[contractual_tests_rewrite::every_number_is_six]\nfn five() -> u32 {\n    5\n}\n\n/// Ordinary code.",
    );
    let (passed, told) = tested(&package);
    assert!(!passed, "{told}");
    assert!(
        told.contains("  `weight`, default\n    build script read: 5\n    compiled has:      6\n"),
        "{told}"
    );
}
