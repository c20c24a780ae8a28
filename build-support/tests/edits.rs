//! A series of edits, built twice: with everything that earlier builds left in `OUT_DIR`, and with an empty one. Both write the same files,
//! say the same, and leave the same table for the derive.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use contractual_build::build;
use contractual_build::cargo::Environment;

/// Parts of a package: a file, and what may stand at that place of it. The first of each is where it starts.
const PARTS: &[(&str, &[&str])] = &[
    (
        "contractual.toml",
        &[
            "project = \"acme\"\npackage = \"acme\"\n",
            "project = \"acme\"\npackage = \"acme\"\ntitle = \"Another\"\n",
            "project = \"acme\"\npackage = \"acme\"\nid_base = \"https://acme.example/s\"\n",
            "project = \"acme\"\npackage = \"acme\"\n\n[emitters]\nreference = false\n",
        ],
    ),
    (
        "src/lib.rs",
        &["use contractual::Contract;\nmod a;\nmod b;\n"],
    ),
    // what a name stands for: imports, globs, aliases, a type that hides a built-in one
    (
        "src/lib.rs",
        &[
            "use a::Size;\n",
            "use b::Size;\n",
            "use b::Other as Size;\n",
            "type Size = a::Size;\n",
        ],
    ),
    ("src/lib.rs", &["use a::*;\n", "use b::*;\n"]),
    (
        "src/lib.rs",
        &[
            "type Word = String;\n",
            "type Word = Vec<String>;\n",
            "type Word = a::Code;\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "",
            "#[derive(Contract)] #[contract(max_length = 2)] pub struct String(pub std::string::String);\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "/// Top.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Top { pub size: Size, pub word: Word, pub leaf: Leaf }\n",
            "/// Top.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Top { #[contract(max = 7)] pub size: Size, pub word: Word, pub leaf: Option<Leaf> }\n",
            "/// The top.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Top { pub page: Page<Leaf>, pub code: a::Code }\n",
            "/// Top.\n#[derive(Contract)] #[contract(version = 1)]\npub struct Top { #[serde(flatten)] pub base: b::Base, pub code: a::Code }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "/// A page.\n#[derive(Contract)] #[serde(deny_unknown_fields)]\npub struct Page<T> { pub items: Vec<T> }\n",
            "/// A page.\n#[derive(Contract)] #[serde(deny_unknown_fields)]\npub struct Page<T> { pub items: Vec<T>, pub next: Option<Word> }\n",
        ],
    ),
    (
        "src/lib.rs",
        &[
            "/// Uses.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Uses { pub base: b::Base, #[serde(default = \"limit\")] pub limit: u8 }\nfn limit() -> u8 { 3 }\n",
            "/// Uses.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Uses { pub base: b::Base, #[serde(default = \"limit\")] pub limit: u8 }\nfn limit() -> u8 { 4 }\n",
            "/// Uses.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Uses { pub page: Page<b::Base>, #[contract(items(max_length = 3))] pub codes: b::Codes }\n",
            "",
        ],
    ),
    (
        "src/a.rs",
        &[
            "use contractual::Contract;\npub type Size = u32;\n",
            "use contractual::Contract;\npub type Size = i16;\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "/// A leaf.\n#[derive(Contract)] #[serde(deny_unknown_fields)]\npub struct Leaf { pub code: Code, pub kind: Kind }\n",
            "/// A leaf.\n#[derive(Contract)] #[serde(deny_unknown_fields)]\npub struct Leaf { pub code: Code, pub more: Vec<super::Word> }\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "/// A code.\n#[derive(Contract)] #[contract(pattern = \"^[a-z]{2}$\")]\npub struct Code(pub String);\n",
            "/// A code.\n#[derive(Contract)] #[contract(pattern = \"^[a-z]{3}$\")]\npub struct Code(pub String);\n",
            "/// A code.\n#[derive(Contract)] #[contract(min = 2)]\npub struct Code(pub u8);\n",
        ],
    ),
    (
        "src/a.rs",
        &[
            "/// A kind.\n#[derive(Contract)] #[serde(rename_all = \"snake_case\")]\npub enum Kind { First, Second }\n",
            "/// A kind.\n#[derive(Contract)] #[serde(rename_all = \"snake_case\")]\npub enum Kind { First, Second, Third }\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "use contractual::Contract;\npub use super::a::Kind;\npub type Size = u64;\npub type Other = bool;\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "/// Base.\n#[derive(Contract)] pub struct Base { pub first: u8 }\n",
            "/// Base.\n#[derive(Contract)] pub struct Base { pub first: u8, pub kind: Kind }\n",
            "/// Base.\n#[derive(Contract)] pub struct Base { #[cfg(feature = \"more\")] pub second: u8, pub first: u16 }\n",
            "/// Base.\n#[derive(Contract)] pub struct Base { pub first: Missing }\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "/// Leaf.\n#[derive(Contract)] #[contract(name = \"BLeaf\")] #[serde(deny_unknown_fields)]\npub struct Leaf { pub b: bool }\n",
        ],
    ),
    (
        "src/b.rs",
        &[
            "/// Codes.\n#[derive(Contract)] pub struct Codes(pub Vec<String>);\n",
            "/// Codes.\n#[derive(Contract)] #[contract(max_items = 3)] pub struct Codes(pub Vec<String>);\n",
        ],
    ),
];

/// A package and its `OUT_DIR`.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("contractual-edits-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("package/src")).unwrap();
        let manifest = "[package]\nname = \"acme\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\nmore = []\n";
        fs::write(folder.join("package/Cargo.toml"), manifest).unwrap();
        Self { folder }
    }

    fn write(&self, choices: &[usize]) {
        let mut files: BTreeMap<&str, String> = BTreeMap::new();
        for ((file, all), choice) in PARTS.iter().zip(choices) {
            files.entry(file).or_default().push_str(all[*choice]);
        }
        for (file, text) in files {
            let path = self.folder.join("package").join(file);
            if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                fs::write(path, text).unwrap();
            }
        }
    }

    /// Builds, and gives everything that anybody can see: what is said, the files, the table and the model.
    fn build(&self) -> BTreeMap<String, String> {
        let out = self.folder.join("out");
        fs::create_dir_all(&out).unwrap();
        let environment = Environment {
            package_dir: self.folder.join("package"),
            out_dir: out.clone(),
            cfg: vec!["unix".to_owned()],
            ci: None,
            contractual: None,
            docs_rs: false,
            models: Vec::new(),
            declared: Vec::new(),
        };
        let said = build(&environment);
        let said = said.text().replace(self.folder.to_str().unwrap(), "");
        let mut seen = BTreeMap::from([("said".to_owned(), said)]);
        for file in ["handshake", "model.json"] {
            let text = fs::read_to_string(out.join("contractual").join(file));
            seen.insert(file.to_owned(), text.unwrap_or_default());
        }
        let package = self.folder.join("package");
        collect(&package, &package, &mut seen);
        seen
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn collect(root: &Path, folder: &Path, seen: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, seen);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            seen.insert(name.to_owned(), fs::read_to_string(&path).unwrap());
        }
    }
}

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

#[test]
fn what_earlier_builds_left_changes_nothing() {
    let mut random = Sequence(3);
    let (mut written, mut built) = (0, BTreeSet::new());
    for package in 0..4 {
        let with = Place::new(&format!("with-{package}"));
        let without = Place::new(&format!("without-{package}"));
        let mut choices = vec![0; PARTS.len()];
        for step in 0..80 {
            let before = choices.clone();
            if step > 0 {
                for _ in 0..=random.below(2) {
                    let at = random.below(PARTS.len());
                    choices[at] = match random.below(3) {
                        0 => 0,
                        _ => random.below(PARTS[at].1.len()),
                    };
                }
            }
            // a build with nothing new says again what the last one said
            if step > 0 && choices == before {
                continue;
            }
            with.write(&choices);
            without.write(&choices);
            let _ = fs::remove_dir_all(without.folder.join("out"));
            let (kept, afresh) = (with.build(), without.build());
            written += usize::from(afresh["said"].contains(" written"));
            if !afresh["said"].contains("have errors") {
                built.extend(choices.iter().copied().enumerate());
            }
            let names: Vec<&String> = kept.keys().chain(afresh.keys()).collect();
            for name in names {
                let (one, other) = (kept.get(name), afresh.get(name));
                assert!(
                    one == other,
                    "step {step}, {choices:?}, {name}:\n{}\n----\n{}",
                    one.map_or("", String::as_str),
                    other.map_or("", String::as_str)
                );
            }
        }
    }
    assert!(written > 100, "{written}");
    // all but the one that is wrong were part of a package that was built
    let all: usize = PARTS.iter().map(|(_, all)| all.len()).sum();
    assert_eq!(built.len(), all - 1, "{built:?}");
}
