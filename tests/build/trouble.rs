//! Input that cannot be used: said with its place, and no artifact is touched.

use super::package::{Package, SCHEMA};

#[test]
fn an_unknown_setting_is_refused_at_its_place() {
    let package = Package::new("setting");
    package.write("contractual.toml", "project = \"setting\"\nemiters = 1\n");
    let said = package.refused(&[]);
    assert!(
        said.contains(
            "contractual.toml:2:1: [config-invalid] unknown key `emiters` in the settings"
        ),
        "{said}"
    );
    assert!(said.contains("write `emitters`"), "{said}");
    assert!(!package.path("docs").exists(), "nothing was written");
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 64, "{said}");
}

#[test]
fn malformed_settings_are_refused_at_their_place() {
    let package = Package::new("malformed");
    package.write("contractual.toml", "project = \n");
    let said = package.refused(&[]);
    assert!(
        said.contains("contractual.toml:1:11: [config-invalid] expected a value"),
        "{said}"
    );
}

#[test]
fn a_project_without_a_name_is_told_both_ways() {
    let package = Package::new("nameless");
    std::fs::remove_file(package.path("contractual.toml")).unwrap();
    let said = package.refused(&[]);
    assert!(said.contains("the project has no name"), "{said}");
    assert!(
        said.contains("contractual.toml") && said.contains("pyproject.toml"),
        "{said}"
    );
}

#[test]
fn a_syntax_error_is_left_to_rustc() {
    let package = Package::new("syntax");
    package.build();
    let before = package.files();
    package.edit("src/lib.rs", "pub weight: u32,", "pub weight: u32 oops");
    let said = package.refused(&[]);
    assert!(
        said.contains("error: expected"),
        "rustc says what is wrong: {said}"
    );
    assert!(
        !said.contains("failed to run custom build command"),
        "{said}"
    );
    let mut after = package.files();
    after.insert("src/lib.rs".to_owned(), before["src/lib.rs"].clone());
    assert_eq!(after, before);
}

#[test]
fn an_unknown_attribute_is_refused_at_its_key() {
    let package = Package::new("attribute");
    package.edit("src/lib.rs", "max = 30000", "maxx = 30000");
    let said = package.refused(&[]);
    assert!(said.contains("maxx") && said.contains("max"), "{said}");
    let line = package
        .read("src/lib.rs")
        .lines()
        .position(|line| line.contains("maxx"))
        .unwrap()
        + 1;
    assert!(said.contains(&format!("src/lib.rs:{line}:")), "{said}");
    assert!(!package.path(SCHEMA).exists());
}

#[test]
fn a_variable_that_means_nothing_is_refused() {
    let package = Package::new("variable");
    let said = package.refused(&[("CONTRACTUAL", "force")]);
    assert!(said.contains("CONTRACTUAL is `force`"), "{said}");
    assert!(!package.path(SCHEMA).exists());
}
