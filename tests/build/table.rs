//! The table between build script and derive, in a real package.

use super::package::Package;

#[test]
fn without_a_build_script_a_contract_does_not_compile() {
    let package = Package::new("scriptless");
    std::fs::remove_file(package.path("build.rs")).unwrap();
    let said = package.refused(&[]);
    assert!(
        said.contains("no build script ran contractual's generator for this crate")
            && said.contains("fn main() { contractual_build::run() }")
            && said.contains("--> src/lib.rs:"),
        "{said}"
    );
    // Nothing but the missing script is complained of.
    assert!(!said.contains("error[E"), "{said}");
}

#[test]
fn tests_and_examples_may_have_contracts_of_their_own() {
    let package = Package::new("beside");
    package.write(
        "tests/own.rs",
        "use contractual::Contract;\n\
         #[derive(serde::Deserialize, Contract)]\n\
         struct Own { #[contract(max = 3)] a: u8 }\n\
         #[test]\n\
         fn works() {\n    assert!(Own::from_json(b\"{\\\"a\\\": 3}\").is_ok_and(|own| own.a == 3));\n    \
         assert!(Own::from_json(b\"{\\\"a\\\": 4}\").is_err());\n}\n",
    );
    let output = package.cargo(&["test", "--test", "own"]).output().unwrap();
    let said = super::package::said(&output);
    assert!(output.status.success(), "{said}");
    assert!(!package.path("docs/contracts/own-v1.schema.json").exists());
}
