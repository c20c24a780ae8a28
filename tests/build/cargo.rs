//! When the build script runs, and what it touches.

use super::package::{LOCK, Package, SCHEMA, ran_script};

#[test]
fn a_second_build_does_not_run_the_script() {
    let package = Package::new("second");
    let first = package.build();
    assert!(ran_script(&first, "second"), "{first}");
    assert!(package.path(SCHEMA).exists() && package.path(LOCK).exists());
    let times = package.times();
    let again = package.build();
    assert!(!ran_script(&again, "second"), "{again}");
    assert!(again.contains("Fresh second v0.1.0"), "{again}");
    assert_eq!(package.times(), times);
}

#[test]
fn the_summary_counts_contracts_and_artifacts() {
    let package = Package::new("summary");
    let said = package.build();
    let line = said
        .lines()
        .find(|line| line.contains("contractual: "))
        .unwrap_or_else(|| panic!("{said}"));
    assert!(
        line.contains("4 contracts") && line.contains("artifacts up to date"),
        "{line}"
    );
}

#[test]
fn touching_a_source_without_a_contract_change_writes_nothing() {
    let package = Package::new("touched");
    package.build();
    let before = package.times();
    package.edit("src/lib.rs", "42", "43");
    let said = package.build();
    assert!(ran_script(&said, "touched"), "{said}");
    let mut after = package.times();
    after.insert("src/lib.rs".to_owned(), before["src/lib.rs"]);
    assert_eq!(after, before);
    let again = package.build();
    assert!(!ran_script(&again, "touched"), "{again}");
}

#[test]
fn a_change_is_written_once() {
    let package = Package::new("changed");
    package.build();
    let before = package.times();
    package.edit("src/lib.rs", "max = 30000", "max = 31000");
    let said = package.build();
    assert!(said.contains("parcel-v1.schema.json"), "{said}");
    assert!(package.read(SCHEMA).contains("31000"));
    let after = package.times();
    assert!(after[SCHEMA] != before[SCHEMA]);
    let again = package.build();
    assert!(!ran_script(&again, "changed"), "{again}");
}

#[test]
fn a_deleted_artifact_is_written_again() {
    let package = Package::new("deleted");
    package.build();
    let files = package.files();
    std::fs::remove_file(package.path(SCHEMA)).unwrap();
    let said = package.build();
    assert!(ran_script(&said, "deleted"), "{said}");
    assert_eq!(package.files(), files);
}

#[test]
fn checking_compiles_and_writes_the_same() {
    let package = Package::new("checked");
    let output = package.cargo(&["check"]).output().unwrap();
    assert!(output.status.success(), "{}", super::package::said(&output));
    let files = package.files();
    assert!(files.contains_key(SCHEMA));
    package.build();
    assert_eq!(package.files(), files);
}

#[test]
fn a_file_made_by_hand_after_the_first_build_is_noticed() {
    let package = Package::new("byhand");
    std::fs::remove_file(package.path("contractual.toml")).unwrap();
    let python = "[project]\nname = \"byhand\"\nversion = \"0.1.0\"\n";
    package.edit(
        "Cargo.toml",
        "[workspace]",
        "[package.metadata.contractual]\nproject = \"byhand\"\n\n[workspace]",
    );
    package.build();
    let quiet = |what: &str| {
        let said = package.build();
        assert!(!ran_script(&said, "byhand"), "{what}: {said}");
    };
    quiet("nothing is there, nothing is made");
    package.write("pyproject.toml", python);
    let said = package.build();
    assert!(ran_script(&said, "byhand"), "pyproject.toml: {said}");
    assert!(package.path("src/byhand/api/contracts.py").exists());
    quiet("pyproject.toml is known");
    for file in [
        "docs/contracts/versioning-policy.md",
        "justfile",
        "src/byhand/models/base.py",
        "tests/conftest.py",
        "src/bin/tool.rs",
    ] {
        package.write(
            file,
            if file.ends_with(".rs") {
                "fn main() {}\n"
            } else {
                ""
            },
        );
        let said = package.build();
        assert!(ran_script(&said, "byhand"), "{file}: {said}");
        quiet(file);
    }
    // two settings: refused, and put right by removing one
    package.write(
        "contractual.toml",
        "id_base = \"https://acme.example/schemas\"\n",
    );
    let said = package.refused(&[]);
    assert!(said.contains("there are two settings"), "{said}");
    std::fs::remove_file(package.path("contractual.toml")).unwrap();
    package.build();
    quiet("the settings are gone");
}

#[test]
fn settings_made_by_hand_after_the_first_build_count() {
    let package = Package::new("settled");
    std::fs::remove_file(package.path("contractual.toml")).unwrap();
    package.write(
        "pyproject.toml",
        "[project]\nname = \"settled\"\nversion = \"0.1.0\"\n",
    );
    package.build();
    assert!(
        package
            .read(SCHEMA)
            .contains("https://settled.local/schemas/")
    );
    package.write(
        "contractual.toml",
        "id_base = \"https://acme.example/schemas\"\n",
    );
    package.build();
    assert!(
        package
            .read(SCHEMA)
            .contains("https://acme.example/schemas/")
    );
    let again = package.build();
    assert!(!ran_script(&again, "settled"), "{again}");
}
