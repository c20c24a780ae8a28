//! Defaults, as the sources say them.

use super::{clean, fields, lib};

#[test]
fn defaults_are_read_from_the_source() {
    let scan = lib(r#"
        const LIMIT: u32 = 10 * SIX;
        const SIX: u32 = 6;
        fn names() -> Vec<String> { vec!["a".to_string(), String::from("b"), "c".into()] }
        fn maybe() -> Option<u8> { Some(3) }
        fn limit() -> u32 { LIMIT }
        fn mode() -> Mode { Mode::Fast }
        fn id() -> Id { Id("x".to_owned()) }
        mod far { pub fn ratio() -> f64 { -0.5 } }
        #[derive(Contract, Default)] pub enum Mode { Fast, #[default] Slow }
        #[derive(Contract)] pub struct Id(String);
        #[derive(Contract)] #[serde(default)] pub struct Whole { a: u8, b: Option<u8>, c: Inner }
        impl Default for Whole { fn default() -> Self { Self { a: 7, b: None, c: Inner { x: 1, ..Default::default() } } } }
        #[derive(Contract, Default)] pub struct Inner { x: u8, y: Vec<u8> }
        #[derive(Contract)] pub struct All {
            #[serde(default = "names")] names: Vec<String>,
            #[serde(default = "maybe")] maybe: Option<u8>,
            #[serde(default = "limit")] limit: u32,
            #[serde(default = "mode")] mode: Mode,
            #[serde(default)] standard: Mode,
            #[serde(default = "id")] id: Id,
            #[serde(default = "far::ratio")] ratio: f64,
            #[serde(default)] list: Vec<u8>,
            #[serde(default = "Vec::new")] new: Vec<u8>,
            #[serde(default)] flag: bool,
            #[serde(default)] inner: Inner,
            #[serde(default = "All::assoc")] assoc: u8,
            #[contract(default = "z")] #[serde(default = "odd")] odd: String,
        }
        impl All { fn assoc() -> u8 { Self::C } const C: u8 = 9; }
    "#);
    let model = clean(&scan);
    assert_eq!(
        fields(model, "acme::All"),
        "names: Vec<String>? = [\"a\", \"b\", \"c\"], maybe: u8? or null = 3, limit: u32? = 60, mode: Mode? = \"Fast\", \
         standard: Mode? = \"Slow\", id: Id? = \"x\", ratio: f64? = -0.5, list: Vec<u8>? = [], new: Vec<u8>? = [], flag: bool? = false, \
         inner: Inner? = {\"x\": 0, \"y\": []}, assoc: u8? = 9, odd: String? = \"z\""
    );
    assert_eq!(
        fields(model, "acme::Whole"),
        "a: u8? = 7, b: u8? or null, c: Inner? = {\"x\": 1, \"y\": []}"
    );
}
