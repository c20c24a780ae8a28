//! The third leg: what compiled types say of themselves by trait dispatch is what the scan reads from their source text.

use contractual::{Contract, Described};
use contractual_model::{Model, TypeDef};
use contractual_scan::{Cfg, Options, Outline};

use crate::types::*;

/// The model that the scan makes of this test's own sources.
fn scanned() -> Model {
    let files =
        |path: &str| std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).ok();
    let options = Options {
        crate_name: "it".to_owned(),
        roots: vec!["tests/it/main.rs".to_owned()],
        cfg: Cfg::new([("unix", None), ("feature", Some("schema"))]),
        ..Options::default()
    };
    Outline::read(&files, &options).scan().model
}

fn check<T: Contract + Described>(scanned: &Model, compared: &mut usize) {
    let entry = T::__entry();
    assert_eq!(entry.problems(), [] as [String; 0]);
    for (id, compiled) in &entry.model().types {
        let Some(read) = scanned.types.get(id) else {
            panic!("the scan did not find {id}");
        };
        assert_eq!(Shown(compiled), Shown(read), "{id}");
        *compared += 1;
    }
}

/// One definition, printed over many lines where two differ.
#[derive(PartialEq)]
struct Shown<'a>(&'a TypeDef);

impl std::fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#?}", self.0)
    }
}

#[test]
fn is_what_the_scan_reads() {
    let scanned = scanned();
    let mut compared = 0;
    check::<JobSubmitRequest>(&scanned, &mut compared);
    check::<Reading>(&scanned, &mut compared);
    check::<Dispatch>(&scanned, &mut compared);
    check::<PaymentSource>(&scanned, &mut compared);
    check::<Promotion>(&scanned, &mut compared);
    check::<Quantity>(&scanned, &mut compared);
    check::<Basket>(&scanned, &mut compared);
    check::<Stock>(&scanned, &mut compared);
    check::<Parcel>(&scanned, &mut compared);
    check::<Contact>(&scanned, &mut compared);
    check::<Terms>(&scanned, &mut compared);
    check::<Report>(&scanned, &mut compared);
    check::<Node>(&scanned, &mut compared);
    check::<Holder>(&scanned, &mut compared);
    assert!(compared > 25, "{compared} definitions");
}
