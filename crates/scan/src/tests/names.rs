//! Names are found where Rust finds them.

use super::{clean, fields, ids, lib, scan};

#[test]
fn names_are_found_by_rusts_rules() {
    let scan = scan(
        r#"
== src/lib.rs
mod a;
mod b { pub(crate) mod deep; pub use self::deep::Deep as Renamed; }
#[path = "odd/place.rs"] mod moved;
use a::*;
use b::Renamed as Other;
use std::collections::{self, BTreeMap as Tree};
type Ids<T> = Vec<Option<T>>;
#[derive(contractual::Contract)]
pub struct All {
    a: One, b: Other, c: b::deep::Deep, d: crate::a::inner::Two, e: self::moved::Three, f: Ids<u8>,
    g: collections::HashMap<String, u8>, h: Tree<String, ::std::string::String>, i: &'static str, j: Box<[u8]>,
    k: std::borrow::Cow<'static, str>, l: [u8; N], m: (u8, char), n: (), o: serde_json::Value, p: super_alias::T,
}
mod super_alias { pub type T = super::Ids<super::One>; }
const N: usize = 2 * 3;
== src/a.rs
pub mod inner;
#[derive(Contract)] pub struct One { x: u8 }
#[derive(Contract)] struct Hidden { x: u8 }
== src/a/inner.rs
#[derive(Contract)] pub struct Two { x: super::One, y: super::Hidden }
== src/b/deep.rs
#[derive(Contract)] pub struct Deep { x: u8 }
== src/odd/place.rs
mod sub;
pub use sub::Three;
== src/odd/sub.rs
#[derive(Contract)] pub struct Three(pub u8);
"#,
    );
    let model = clean(&scan);
    assert_eq!(
        fields(model, "acme::All"),
        "a: a::One, b: b::deep::Deep, c: b::deep::Deep, d: a::inner::Two, e: moved::sub::Three, f: Vec<Option<u8>>, \
         g: Map<String, u8>, h: Map<String, String>, i: String, j: Vec<u8>, k: String, l: [u8; 6], m: (u8, char,), n: (), \
         o: Value, p: Vec<Option<a::One>>"
    );
}

#[test]
fn items_are_found_where_macros_and_functions_hide_them() {
    let scan = scan(
        r#"
== src/lib.rs
macro_rules! make { ($name:ident) => { #[derive(Contract)] pub struct $name { x: u8 } } }
make!(Made);
id! { #[derive(Contract)] pub struct Passed { x: u8 } }
include!("more.rs");
include!(concat!(env!("OUT_DIR"), "/generated.rs"));
fn outer() {
    #[derive(Contract)] struct Local { x: super_of_local::T, y: Passed }
    fn inner() { #[derive(Contract)] enum Deep { A } }
}
mod super_of_local { pub type T = u8; }
impl Passed { fn f() { #[derive(Contract)] struct InImpl { x: u8 } } }
const _: () = { #[derive(Contract)] struct InConst { x: u8 } };
== src/more.rs
#[derive(Contract)] pub struct Included { x: Passed }
"#,
    );
    let model = clean(&scan);
    assert_eq!(
        ids(model),
        [
            "acme::Included",
            "acme::Passed",
            "acme::_::InConst",
            "acme::impl::f::InImpl",
            "acme::outer::Local",
            "acme::outer::inner::Deep",
        ]
    );
    let local = scan
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Local")
        .expect("an entry");
    assert_eq!(
        (local.module.as_str(), local.file.as_str()),
        ("", "src/lib.rs")
    );
    let included = scan
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Included")
        .expect("an entry");
    assert_eq!(
        (included.module.as_str(), included.file.as_str()),
        ("", "src/more.rs")
    );
}

#[test]
fn shadowing_changes_what_a_name_means() {
    let scan = lib(r#"
        mod shadow {
            #[derive(Contract)] pub struct String { x: u8 }
            type Option<T> = Vec<T>;
            #[derive(Contract)] pub struct A { a: String, b: Option<u8>, c: std::string::String }
        }
        mod glob { pub use super::shadow::*; #[derive(Contract)] pub struct B { a: String } }
        mod explicit { use super::shadow::*; use std::string::String; #[derive(Contract)] pub struct C { a: String } }
        mod generic { #[derive(Contract)] pub struct D<String> { a: String } #[derive(Contract)] pub struct E { d: D<u8> } }
    "#);
    let model = clean(&scan);
    assert_eq!(
        fields(model, "acme::shadow::A"),
        "a: shadow::String, b: Vec<u8>, c: String"
    );
    assert_eq!(fields(model, "acme::glob::B"), "a: shadow::String");
    assert_eq!(fields(model, "acme::explicit::C"), "a: String");
    assert_eq!(fields(model, "acme::generic::D<U8>"), "a: u8");
}
