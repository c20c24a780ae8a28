//! A scan with what an earlier one left gives what a scan from nothing gives, whatever was edited in between.

use std::collections::HashMap;

use crate::{Cfg, Options, Outline, Scan};

/// The parts of a crate: a file, and what may stand at that place of it. Each edit changes a few of the choices.
const PARTS: &[(&str, &[&str])] = &[
    (
        "src/lib.rs",
        &["mod a;\nmod b;\nmod deep { pub mod er; }\n"],
    ),
    // what a name stands for
    (
        "src/lib.rs",
        &[
            "use a::Size;\n",
            "use b::Size;\n",
            "use a::Size as Other; use b::Size;\n",
            "type Size = u8;\n",
            "type Size = a::Size;\n",
        ],
    ),
    (
        "src/lib.rs",
        &["", "use a::*;\n", "use b::*;\n", "use a::*; use b::*;\n"],
    ),
    (
        "src/lib.rs",
        &[
            "type Word = String;\n",
            "type Word = u16;\n",
            "type Word = Vec<a::Word>;\n",
            "type Word<T = u8> = Vec<T>;\n",
            "type Word = a::Missing;\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "const COUNT: usize = 3;\n",
            "const COUNT: usize = 4;\n",
            "const COUNT: usize = b::COUNT + 1;\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "pub mod String2 {}\n",
            "#[derive(Contract)] pub struct String { pub own: u8 }\n",
            "mod std {}\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "type Used = Page<a::Leaf>;\n",
            "type Used = Page<Page<Word>>;\n",
        ],
    ),
    // items
    (
        "src/lib.rs",
        &[
            "/// Top.\n#[derive(Contract)] #[contract(version = 1)] pub struct Top { pub size: Size, pub word: Word, pub leaf: a::Leaf, pub all: [u8; COUNT] }\n",
            "#[derive(Contract)] #[contract(version = 1)] pub struct Top { pub size: Size, #[contract(max_length = 4)] pub word: String }\n",
            "#[derive(Contract)] #[contract(version = 2)] pub struct Top { pub page: Page<a::Leaf>, pub leaf: Option<Leaf> }\n",
            "#[derive(Contract)] #[contract(version = 1)] pub struct Top { #[serde(flatten)] pub base: b::Base, pub word: Word }\n",
            "#[derive(Contract)] #[contract(version = 1)] pub struct Top { #[serde(default)] pub base: Kept, #[contract(items(max_length = 3))] pub words: b::Words }\n",
            "#[derive(Contract)] #[contract(version = 1)] pub struct Top { pub size: Sized }\n",
            "#[derive(Contract)] #[contract(version = 1)] pub struct Top { pub size: u8 ",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "#[derive(Contract, Default)] pub struct Kept { pub size: u8 }\n",
            "#[derive(Contract, Default)] #[serde(default)] pub struct Kept { pub size: u8, pub leaf: Option<a::Leaf> }\n",
            "#[derive(Contract)] pub struct Kept { pub size: u8 }\nimpl Default for Kept { fn default() -> Self { Self { size: 7 } } }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "#[derive(Contract)] pub struct Page<T> { pub items: Vec<T>, pub more: bool }\n",
            "#[derive(Contract)] pub struct Page<T> { pub items: Vec<T>, pub next: Option<Word> }\n",
            "#[derive(Contract)] pub struct Page<T = u8> { pub items: T }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "fn body() { #[derive(Contract)] struct Inner { part: Word } }\n",
            "fn body() { type Word = bool; #[derive(Contract)] struct Inner { part: Word } }\n",
            "fn body() { #[derive(Contract)] struct Inner { part: u8 } }\nfn other() { #[derive(Contract)] struct Inner { part: u8 } }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "#[cfg(feature = \"a\")] #[derive(Contract)] pub struct More { pub size: Size }\n",
            "#[cfg(feature = \"b\")] #[derive(Contract)] pub struct More { pub size: Size }\n",
            "#[derive(Contract)] pub struct More { #[cfg(feature = \"b\")] pub size: Size, #[cfg(unix)] pub word: Word }\n",
            "#[cfg(test)] #[derive(Contract)] pub struct More { pub size: Size }\n",
            "#[derive(Contract)] #[contract(allow(wide_integer, reason = \"so\"))] pub struct More { pub long: u64 }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "#[derive(Contract)] #[contract(version = 1)] pub struct Uses { pub more: More }\n",
            "#[derive(Contract)] pub struct Uses { pub time: std::time::Duration, pub ring: Option<Box<Uses>> }\n",
            "#[derive(Contract)] #[contract(name = \"Another\")] pub struct Uses { pub own: Option<Box<Self>> }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "#[contractual::api] pub trait Service { #[get(\"/v1/top\")] #[responds(200 => Top)] async fn read_top(&self) -> ReadTop; }\n",
            "#[contractual::api] pub trait Service { #[get(\"/v1/leaf/{id}\")] #[responds(200 => a::Leaf)] async fn read_leaf(&self, id: a::Id) -> ReadLeaf; }\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "pub type Size = u32;\n",
            "pub type Size = i64;\n",
            "pub use crate::b::Size;\n",
            "#[derive(Contract)] pub struct Size(pub u8);\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "pub type Word = u8;\n",
            "#[derive(Contract)] pub enum Word { One, Two }\n",
            "#[derive(Contract)] #[serde(tag = \"kind\")] pub enum Word { One { leaf: Leaf }, Two }\n",
            "pub struct Word;\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "#[derive(Contract)] pub struct Leaf { #[contract(max = 5)] pub count: u8 }\n",
            "#[derive(Contract)] pub struct Leaf { #[contract(max = 6)] pub count: u8 }\n",
            "/// A leaf.\n#[derive(Contract)] pub struct Leaf { pub id: Id, /** Of what? */ pub of: super::Word }\n",
            "#[derive(Contract)] pub struct Leaf<T = u8> { pub count: T }\n",
            "#[derive(Contract)] pub struct Leaf;\n",
            "pub struct Leaf;\n",
            "#[derive(Contract)] #[contract(entity)] pub struct Leaf { pub count: std::num::NonZeroU8, pub own: Option<Vec<Leaf>> }\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "#[derive(Contract)] #[contract(pattern = \"^[a-z]+$\")] pub struct Id(pub String);\n",
            "#[derive(Contract)] #[contract(max_length = 9)] pub struct Id(pub String);\n",
            "#[derive(Contract)] #[contract(min = 1.0)] pub struct Id(pub f64);\n",
            "pub type Id = u64;\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "pub type Size = i16;\n",
            "pub use super::deep::er::Size;\n",
            "pub use std::string::String as Size;\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "pub const COUNT: usize = 1;\n",
            "pub const COUNT: usize = 2 * 3;\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "#[derive(Contract)] pub struct Base { pub first: u8 }\n",
            "#[derive(Contract)] pub struct Base { pub first: String, pub leaf: crate::a::Leaf }\n",
            "#[derive(Contract)] pub enum Base { First }\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "#[derive(Contract)] pub struct Words(pub Vec<String>);\n",
            "#[derive(Contract)] #[contract(max_items = 2)] pub struct Words(pub Vec<String>);\n",
            "#[derive(Contract)] pub struct Words(pub Vec<u8>);\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "",
            "#[derive(Contract)] #[contract(name = \"Other\")] pub struct Leaf { pub other: bool }\n",
            "pub use crate::a::Leaf;\n",
        ],
    ),
    (
        "src/deep/er.rs",
        &[
            "pub type Size = bool;\n",
            "use super::super::a::*;\npub type Size = u8;\n#[derive(Contract)] pub struct Below { pub leaf: Leaf, pub size: Size }\n",
            "use crate::b::*;\npub type Size = u8;\n#[derive(Contract)] pub struct Below { pub leaf: Leaf, pub base: Option<Base> }\n",
        ],
    ),
];

/// A sequence that looks random, and is the same in each run.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn outline(choices: &[usize], feature: &str, skeletons: &[u8]) -> Outline {
    let mut files: HashMap<&str, String> = HashMap::new();
    for ((file, all), choice) in PARTS.iter().zip(choices) {
        files.entry(file).or_default().push_str(all[*choice]);
    }
    let read = move |path: &str| files.get(path).cloned();
    let options = Options {
        crate_name: "acme".into(),
        roots: vec!["src/lib.rs".into()],
        cfg: Cfg::new([("unix", None), ("feature", Some(feature))]),
        generator: "0.1.0".into(),
        ..Options::default()
    };
    Outline::read_again(&read, &options, skeletons)
}

/// Everything that a scan gives, positions and all.
fn shown(scan: &Scan) -> String {
    let Scan {
        model,
        lines,
        handshake,
        sources,
        findings,
        missed,
        restored: _,
    } = scan;
    format!("{model:?}\n{lines:?}\n{handshake:?}\n{sources:?}\n{findings:?}\n{missed:?}")
}

#[track_caller]
fn same(one: &Scan, other: &Scan, choices: &[usize]) {
    let (one, other) = (shown(one), shown(other));
    if one != other {
        let at = one
            .bytes()
            .zip(other.bytes())
            .take_while(|(one, other)| one == other);
        let at = at.count().saturating_sub(80);
        let part = |text: &str| text.chars().skip(at).take(200).collect::<String>();
        panic!("{choices:?}:\n{}\n{}", part(&one), part(&other));
    }
}

#[test]
fn with_a_memory_the_same_is_found() {
    let mut random = Sequence(7);
    let (mut clean, mut restored) = (0, 0);
    for _ in 0..60 {
        let mut choices = vec![0; PARTS.len()];
        let mut feature = "a";
        let mut memories: Vec<Vec<u8>> = vec![Vec::new()];
        let mut skeletons = Vec::new();
        for _ in 0..25 {
            for _ in 0..=random.below(2) {
                let at = random.below(PARTS.len());
                // mostly what is well-formed: a scan with errors leaves nothing
                choices[at] = match random.below(3) {
                    0 => 0,
                    _ => random.below(PARTS[at].1.len()),
                };
            }
            if random.below(20) == 0 {
                feature = if feature == "a" { "b" } else { "a" };
            }
            let afresh = outline(&choices, feature, &[]).scan();
            // the memory of any earlier scan, mostly of the last
            let at = memories.len() - 1 - random.below(memories.len()).min(random.below(3));
            let outline = outline(&choices, feature, &skeletons);
            skeletons = outline.skeletons();
            let (scan, left) = outline.scan_again(&memories[at], "");
            same(&scan, &afresh, &choices);
            let Some(left) = left else { continue };
            clean += 1;
            // what was left does not follow from what was taken
            assert_eq!(left, outline.scan_again(&[], "").1.unwrap_or_default());
            let (again, _) = outline.scan_again(&left, "");
            same(&again, &afresh, &choices);
            restored += again.restored;
            memories.push(left);
        }
    }
    assert!(clean > 300 && restored > 1000, "{clean} {restored}");
}

#[test]
fn a_broken_memory_and_one_of_other_crates_are_ignored() {
    let outline = outline(&vec![0; PARTS.len()], "a", &[]);
    let afresh = outline.scan();
    let (_, left) = outline.scan_again(&[], "");
    let left = left.expect("nothing is wrong with it");
    let (scan, _) = outline.scan_again(&left, "another");
    assert_eq!(scan.restored, 0);
    same(&scan, &afresh, &[]);
    for at in 0..left.len() {
        let (scan, _) = outline.scan_again(&left[..at], "");
        assert_eq!(scan.restored, 0);
    }
    let skeletons = outline.skeletons();
    for at in 0..=skeletons.len() {
        let cut = self::outline(&vec![0; PARTS.len()], "a", &skeletons[..at]);
        assert_eq!(cut.skeletons(), skeletons);
        assert_eq!(cut.text(), outline.text());
        assert_eq!(cut.shares(), outline.shares());
    }
}

/// What is wrong with a remembered item, or hinted at, is said where it stands now.
#[test]
fn hints_on_remembered_items_have_their_places() {
    let scan = |text: &str, memory: &[u8]| {
        let text = text.to_owned();
        let read = move |path: &str| (path == "src/lib.rs").then(|| text.clone());
        let options = Options {
            crate_name: "acme".into(),
            roots: vec!["src/lib.rs".into()],
            ..Options::default()
        };
        Outline::read(&read, &options).scan_again(memory, "")
    };
    let job = "#[derive(Contract)] #[contract(version = 1)] pub struct Job { pub id: u64, pub name: String }\n";
    let (first, left) = scan(job, &[]);
    let left = left.expect("hints do not stop it");
    assert!(!first.findings.is_empty(), "a lint speaks of `Job`");
    let moved = format!("// a line above\n\n{job}");
    let (again, _) = scan(&moved, &left);
    let (afresh, _) = scan(&moved, &[]);
    assert_eq!((again.restored, afresh.restored), (1, 0));
    same(&again, &afresh, &[]);
}

/// What an item follows from beside its own text: each pair of sources has one item with the same text, which is not the same.
#[test]
fn an_item_changes_with_what_it_follows_from() {
    let job = |attributes: &str, fields: &str| {
        format!(
            "#[derive(Contract)] #[contract(version = 1)] {attributes} pub struct Job {{ {fields} }}\n"
        )
    };
    let pairs = [
        (
            "the body of a default",
            job("", "#[serde(default = \"limit\")] pub size: u8"),
            ["fn limit() -> u8 { 5 }\n", "fn limit() -> u8 { 6 }\n"],
        ),
        (
            "the default of another type",
            job("", "#[serde(default)] pub part: Part"),
            [
                "#[derive(Contract)] pub struct Part { pub size: u8 }\nimpl Default for Part { fn default() -> Self { Self { size: 7 } } }\n",
                "#[derive(Contract)] pub struct Part { pub size: u8 }\nimpl Default for Part { fn default() -> Self { Self { size: 8 } } }\n",
            ],
        ),
        (
            "what a name with constraints on its parts stands for",
            job("", "#[contract(items(max_length = 3))] pub words: Words"),
            [
                "#[derive(Contract)] pub struct Words(pub Vec<String>);\n",
                "#[derive(Contract)] #[contract(items(min_length = 1))] pub struct Words(pub Vec<String>);\n",
            ],
        ),
        (
            "who may see a name",
            job("", "pub size: Size"),
            [
                "mod d { pub use super::c::Size; } mod b { pub type Size = u16; } mod c { pub type Size = u8; }\nuse d::*;\n",
                "mod d { use super::c::Size; } mod b { pub type Size = u16; } mod c { pub type Size = u8; }\nuse d::*;\n",
            ],
        ),
        (
            "a name that hides a built-in type",
            job("", "pub name: String"),
            [
                "",
                "#[derive(Contract)] pub struct String { pub size: u8 }\n",
            ],
        ),
        (
            "an alias, three steps away",
            job("", "pub size: One"),
            [
                "type One = a::Two; mod a { pub use super::b::Three as Two; } mod b { pub type Three = u8; }\n",
                "type One = a::Two; mod a { pub use super::b::Three as Two; } mod b { pub type Three = u16; }\n",
            ],
        ),
        (
            "the parameters of what it names",
            job("", "pub page: Page"),
            [
                "#[derive(Contract)] pub struct Page { pub size: u8 }\n",
                "#[derive(Contract)] pub struct Page<T = u8> { pub size: T }\n",
            ],
        ),
    ];
    for (what, job, rests) in pairs {
        let scan = |rest: &str, memory: &[u8]| {
            let text = format!("{rest}{job}");
            let read = move |path: &str| (path == "src/lib.rs").then(|| text.clone());
            let options = Options {
                crate_name: "acme".into(),
                roots: vec!["src/lib.rs".into()],
                ..Options::default()
            };
            Outline::read(&read, &options).scan_again(memory, "")
        };
        for (before, after) in [(rests[0], rests[1]), (rests[1], rests[0])] {
            let (_, left) = scan(before, &[]);
            let (again, _) = scan(after, &left.unwrap_or_default());
            let (afresh, _) = scan(after, &[]);
            assert_eq!(shown(&again), shown(&afresh), "{what}");
        }
        let parted = rests.map(|rest| format!("{:?}", scan(rest, &[]).0.model));
        assert_ne!(parted[0], parted[1], "{what}");
    }
}

/// What an item asks of the cfg set, and the lints that it allows, are part of what it says.
#[test]
fn what_is_asked_and_allowed_is_not_forgotten() {
    let outline = |fields: &str| {
        let text = format!(
            "/// One.\n#[derive(Contract)] #[contract(version = 1)] pub struct One {{ {fields} }}\n/// Two.\n#[derive(Contract)] pub struct Two {{ /** Its size. */ pub size: u8 }}\n"
        );
        let read = move |path: &str| (path == "src/lib.rs").then(|| text.clone());
        let options = Options {
            crate_name: "acme".into(),
            roots: vec!["src/lib.rs".into()],
            cfg: Cfg::new([("feature", Some("a"))]),
            ..Options::default()
        };
        Outline::read(&read, &options)
    };
    let asking = outline("#[cfg(feature = \"a\")] /** Its size. */ pub size: u8");
    let (_, left) = asking.scan_again(&[], "");
    let asking = outline("#[cfg(feature = \"a\")] /** Its size. */ pub size: u8");
    let (again, _) = asking.scan_again(&left.expect("nothing is wrong"), "");
    assert_eq!(again.restored, 1);
    assert!(!asking.gives_the_same_with(&Cfg::default()));

    let allowing =
        "/** Its size. */ #[contract(allow(wide_integer, reason = \"so\"))] pub size: u64";
    let (first, left) = outline(allowing).scan_again(&[], "");
    let (again, _) = outline(allowing).scan_again(&left.expect("nothing is wrong"), "");
    assert_eq!(again.restored, 1);
    same(&again, &first, &[]);
}
