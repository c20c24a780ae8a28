//! Types of other crates.

use super::{clean, ids, lib, scan_with};
use crate::Scan;

#[test]
fn types_of_other_crates_come_through_their_models() {
    let other = lib(
        "pub mod deep { #[derive(Contract)] pub struct Money { amount: Amount } #[derive(Contract)] pub struct Amount(pub String); }",
    );
    let dependency = crate::Dependency {
        crate_name: "acme".into(),
        name: "bank".into(),
        model: clean(&other).clone(),
    };
    let scan = scan_with(
        "== src/lib.rs\nuse bank::Money as Cash;\n#[derive(Contract)] pub struct Bill { a: Cash, b: bank::deep::Money }",
        |options| {
            options.crate_name = "shop".into();
            options.dependencies.push(dependency);
        },
    );
    let model = clean(&scan);
    assert_eq!(
        ids(model),
        ["acme::deep::Amount", "acme::deep::Money", "shop::Bill"]
    );
}

/// A crate that uses `bank`, whose library is `acme`, with that source.
fn beside_bank(source: &str) -> Scan {
    let other = lib(
        "#[derive(Contract)] pub struct Page<T, const N: usize> { items: [T; N] } #[derive(Contract)] pub struct Money { amount: u64 } pub type Wallet = Page<Money, 3>;",
    );
    let dependency = crate::Dependency {
        crate_name: "acme".into(),
        name: "bank".into(),
        model: clean(&other).clone(),
    };
    scan_with(&format!("== src/lib.rs\n{source}"), |options| {
        options.crate_name = "shop".into();
        options.dependencies.push(dependency);
        options.absent.push(crate::Absent {
            name: "post".into(),
            why: "its model is not there".into(),
            advice: "fetch it".into(),
        });
    })
}

#[test]
fn instances_of_other_crates_are_those_that_their_model_has() {
    let scan = beside_bank(
        "#[derive(Contract)] pub struct Own { n: u8 } #[derive(Contract)] pub struct Bag<T> { all: Vec<T> }\n\
         #[derive(Contract)] pub struct Bill { a: Option<bank::Page<bank::Money, 3>>, b: (Own, bank::Money), c: Own, d: Bag<bank::Money> }",
    );
    let model = clean(&scan);
    assert!(
        ids(model).contains(&"acme::Page<acme::Money, 3>"),
        "{:?}",
        ids(model)
    );
    let bill = scan
        .handshake
        .entries
        .iter()
        .find(|entry| entry.ident == "Bill");
    let slots = &bill.expect("it was scanned").slots;
    // what names nothing of another crate needs no proof of what that means
    let known: Vec<bool> = slots.iter().map(|slot| slot.meaning.is_some()).collect();
    assert_eq!(known, [true, true, false, true]);
    // an instance means what its arguments mean, as rustc finds it
    assert_eq!(slots[0].meaning, slots[3].meaning);
    assert_ne!(slots[0].meaning, slots[1].meaning);
    assert!(slots.iter().all(|slot| slot.identity.is_some()));
}

#[test]
fn what_other_crates_do_not_give_is_told() {
    for (source, expected) in [
        (
            "#[derive(Contract)] pub struct A { x: bank::Page<bank::Money, 4> }",
            "the model of `bank` has no `acme::Page<acme::Money, 4>`",
        ),
        (
            "#[derive(Contract)] pub struct A { x: bank::Mony }",
            "`bank::Mony` is no contract of `bank`",
        ),
        (
            "use post::Letter; #[derive(Contract)] pub struct A { x: Letter }",
            "`post::Letter` is of another crate, and its model is not there",
        ),
    ] {
        let scan = beside_bank(source);
        let told: Vec<&str> = scan
            .diagnostics()
            .map(|found| found.headline.as_str())
            .collect();
        assert_eq!(told, [expected]);
    }
}
