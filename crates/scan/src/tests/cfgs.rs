//! Conditions of compilation.

use super::{clean, faults, fields, ids, lib, scan_with};
use crate::Cfg;

#[test]
fn cfg_is_applied_by_cargos_variables() {
    let text = r#"
        #[cfg(unix)] #[derive(Contract)] pub struct Path { a: u8 }
        #[cfg(windows)] #[derive(Contract)] pub struct Path { b: u8 }
        #[cfg(feature = "a")] mod a { #[derive(Contract)] pub struct InA { x: super::Path } }
        #[cfg(not(feature = "a"))] mod a { }
        #[cfg(feature = "b")] mod missing;
        #[cfg_attr(feature = "a", derive(Contract))] pub struct Late {
            #[cfg(feature = "b")] gone: Unknown,
            #[cfg_attr(feature = "a", serde(rename = "there"))] here: u8,
            #[cfg_attr(test, allow(dead_code))] #[cfg_attr(docsrs, doc(cfg(x)))] y: u8,
        }
        #[cfg(test)] mod tests { #[derive(Contract)] struct Probe { x: super::Path } }
    "#;
    let found = lib(text);
    let model = clean(&found);
    assert_eq!(ids(model), ["acme::Late", "acme::Path", "acme::a::InA"]);
    assert_eq!(fields(model, "acme::Path"), "a: u8");
    assert_eq!(fields(model, "acme::Late"), "there: u8, y: u8");
    let probe = found
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Probe")
        .expect("an entry");
    assert!(probe.test_only && probe.module == "tests");
    let other = scan_with(&format!("== src/lib.rs\n{text}"), |options| {
        options.cfg = Cfg::new([("windows", None)]);
    });
    assert_eq!(ids(clean(&other)), ["acme::Path"]);
    assert_eq!(fields(&other.model, "acme::Path"), "b: u8");
}

#[test]
fn a_cfg_that_build_scripts_do_not_hear_of_is_refused_on_contracts_only() {
    let scan = lib(r#"
        #[cfg(loom)] mod harmless { pub struct A; }
        #[cfg(kani)] mod doubtful { #[derive(Contract)] pub struct D(u8); }
        #[cfg(my_flag)] #[derive(Contract)] pub struct B { x: u8 }
        #[derive(Contract)] pub struct C { #[cfg(test)] x: u8 }
    "#);
    assert_eq!(
        faults(&scan),
        [
            "cfg_unknown src/lib.rs:3:68 whether `D` is compiled depends on the cfg `kani`, which Cargo does not tell build scripts",
            "cfg_unknown src/lib.rs:4:15 `my_flag` is not known to build scripts, so the contract would depend on a guess",
            "cfg_unknown src/lib.rs:5:50 `test` is not known to build scripts, so the contract would depend on a guess",
        ]
    );
    let declared = scan_with(
        "== src/lib.rs\n#[cfg(my_flag)] #[derive(Contract)] pub struct B { x: u8 }",
        |options| {
            options.cfg.declare("my_flag");
        },
    );
    assert!(clean(&declared).types.is_empty());
}
