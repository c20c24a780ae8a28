//! `contractual init` in an empty package leads to a first artifact with one build.

use std::process::Command;

use super::package::{program, said, target};
use crate::support::root;

#[test]
fn an_empty_package_gets_its_first_artifact() {
    let folder = tempfile::Builder::new()
        .prefix("contractual-e2e-")
        .tempdir()
        .unwrap();
    let cargo = |arguments: &[&str], dir: &std::path::Path| {
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .current_dir(dir)
            .env_remove("CI")
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_NET_OFFLINE", "true")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    };
    cargo(
        &["new", "--lib", "--vcs", "none", "hello-contracts"],
        folder.path(),
    );
    let dir = folder.path().join("hello-contracts");
    let contractual = |arguments: &[&str]| {
        let output = Command::new(program())
            .args(arguments)
            .current_dir(&dir)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    };
    let checkout = root().display().to_string();
    let told = contractual(&["init", "--contractual-path", &checkout]);
    assert!(
        told.contains("made contractual.toml") && told.contains("next: cargo build"),
        "{told}"
    );
    std::fs::copy(root().join("Cargo.lock"), dir.join("Cargo.lock")).unwrap();
    cargo(&["build"], &dir);
    let schema =
        std::fs::read_to_string(dir.join("docs/contracts/greeting-v1.schema.json")).unwrap();
    assert!(
        schema.contains("\"https://hello-contracts.local/schemas/greeting-v1.schema.json\""),
        "{schema}"
    );
    let again = contractual(&["init", "--contractual-path", &checkout]);
    assert!(again.contains("everything is there already"), "{again}");

    contractual(&["init", "--python", "--contractual-path", &checkout]);
    cargo(&["build"], &dir);
    for file in [
        "src/hello_contracts/models/base.py",
        "src/hello_contracts/api/contracts.py",
        "tests/conftest.py",
        "tests/contracts/test_contract_schemas.py",
    ] {
        assert!(dir.join(file).exists(), "{file}");
    }
    cargo(&["test"], &dir);
}
