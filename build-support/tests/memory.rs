//! What a run keeps in `OUT_DIR` is used only while everything that it follows from is the same: with it, without it, and with what is
//! stale or broken, builds write the same files and tell the same edits.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use contractual_build::build;
use contractual_build::cargo::{Directives, Environment};

/// A package in a folder of its own.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("contractual-memory-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("package/src")).unwrap();
        fs::create_dir_all(folder.join("out")).unwrap();
        let place = Self { folder };
        place.write(
            "Cargo.toml",
            "[package]\nname = \"acme\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        );
        place.write(
            "contractual.toml",
            "project = \"acme\"\npackage = \"acme\"\n",
        );
        place
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join("package").join(path), text).unwrap();
    }

    fn build(&self) -> Directives {
        let environment = Environment {
            package_dir: self.folder.join("package"),
            out_dir: self.folder.join("out"),
            cfg: Vec::new(),
            ci: None,
            contractual: None,
            docs_rs: false,
            models: Vec::new(),
            declared: Vec::new(),
        };
        build(&environment)
    }

    /// What lies below a folder, by path.
    fn files(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(root, &path, found);
                } else if path.is_file() {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                    found.insert(name.to_owned(), fs::read(&path).unwrap());
                }
            }
        }
        let root = self.folder.join(below);
        let mut found = BTreeMap::new();
        collect(&root, &root, &mut found);
        found
    }

    /// The committed set, and the table for the derive, made by a build that remembers nothing.
    fn afresh(source: &str, name: &str) -> BTreeMap<String, Vec<u8>> {
        let place = Self::new(name);
        place.write("src/lib.rs", source);
        let out = place.build();
        assert!(!out.failed(), "{}", out.text());
        place.set()
    }

    /// The committed set without the model, which an orphaned contract is no part of.
    fn artifacts(&self) -> BTreeMap<String, Vec<u8>> {
        let mut set = self.files("package");
        set.retain(|path, _| path.starts_with("docs/contracts/") && path.ends_with(".json"));
        set
    }

    fn set(&self) -> BTreeMap<String, Vec<u8>> {
        let mut set = self.files("package");
        set.retain(|path, _| !path.starts_with("src/lib.rs"));
        set.insert(
            "model".to_owned(),
            fs::read(self.folder.join("out/contractual/model.json")).unwrap(),
        );
        set
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Three entities, two of which share a type; `most` is a bound of the shared one, `alone` one of the third.
fn source(most: u32, alone: u32) -> String {
    format!(
        "use contractual::Contract;
/// One.
#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]
pub struct One {{ #[contract(max_length = 9)] pub name: String, pub part: Shared }}
/// Two.
#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]
pub struct Two {{ pub parts: Vec<Shared> }}
/// Three.
#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]
pub struct Three {{ #[contract(max = {alone})] pub count: u32 }}
/// Shared.
#[derive(Contract)] #[serde(deny_unknown_fields)]
pub struct Shared {{ #[contract(max = {most})] pub size: u32 }}
"
    )
}

/// The files of the memory, which a run may use in place of work.
fn memory(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let mut all = place.files("out/contractual");
    all.retain(|path, _| {
        path.starts_with("texts/")
            || [
                "emission",
                "pieces",
                "files",
                "key",
                "shares",
                "locked",
                "lines",
                "items",
                "skeletons",
            ]
            .contains(&path.as_str())
    });
    all
}

fn put(place: &Place, memory: &BTreeMap<String, Vec<u8>>) {
    for (path, bytes) in memory {
        fs::write(place.folder.join("out/contractual").join(path), bytes).unwrap();
    }
}

#[test]
fn with_a_memory_and_without_the_same_is_written() {
    let place = Place::new("with");
    for (at, (most, alone)) in [(5, 5), (5, 5), (6, 5), (6, 7), (5, 5), (8, 8)]
        .into_iter()
        .enumerate()
    {
        place.write("src/lib.rs", &source(most, alone));
        // the second run settles, the third is the fast one
        for _ in 0..3 {
            let out = place.build();
            assert!(!out.failed(), "{}", out.text());
        }
        assert_eq!(
            place.set(),
            Place::afresh(&source(most, alone), &format!("with-{at}"))
        );
    }
}

#[test]
fn a_stale_or_broken_memory_is_ignored() {
    let place = Place::new("broken");
    place.write("src/lib.rs", &source(5, 5));
    place.build();
    place.build();
    let old = memory(&place);
    assert!(old.len() >= 6, "{:?}", old.keys());
    place.write("src/lib.rs", &source(6, 5));
    place.build();
    place.build();
    let current = memory(&place);
    let mut kinds: Vec<(String, BTreeMap<String, Vec<u8>>)> =
        vec![("stale".to_owned(), old.clone())];
    for (path, bytes) in &current {
        let mut one = |what: &str, bytes: Vec<u8>| {
            kinds.push((format!("{path} {what}"), [(path.clone(), bytes)].into()));
        };
        one("empty", Vec::new());
        one("cut off", bytes[..bytes.len() / 2].to_vec());
        one("longer", [bytes.as_slice(), b"x"].concat());
        one("of another file", current["lines"].clone());
        if let Some(old) = old.get(path) {
            one("of an earlier run", old.clone());
        }
        for at in (0..bytes.len()).step_by(bytes.len() / 9 + 1) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            one(&format!("with another byte {at}"), bytes);
        }
    }
    for (at, (what, broken)) in kinds.into_iter().enumerate() {
        // from the same state, into a state that changes one part of what is remembered
        let most = 100 + u32::try_from(at).unwrap();
        place.write("src/lib.rs", &source(most, 5));
        let out = place.build();
        assert!(!out.failed(), "{what}: {}", out.text());
        put(&place, &broken);
        let next = source(most, 6 + u32::try_from(at % 3).unwrap());
        place.write("src/lib.rs", &next);
        let out = place.build();
        assert!(!out.failed(), "{what}: {}", out.text());
        assert_eq!(place.set(), Place::afresh(&next, "broken-afresh"), "{what}");
    }
}

/// The sums that a memory is sealed with do not make an edit of the committed files unseen, whatever was remembered.
#[test]
fn an_edit_is_seen_beside_any_memory() {
    let place = Place::new("edit");
    let files = [
        "docs/contracts/one-v1.schema.json",
        "tests/contracts/fixtures/two.valid-minimal.json",
    ];
    for file in files {
        place.write("src/lib.rs", &source(5, 5));
        for _ in 0..3 {
            assert!(!place.build().failed());
        }
        let path = place.folder.join("package").join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text} ")).unwrap();
        for change in [source(5, 5), source(5, 6)] {
            place.write("src/lib.rs", &change);
            let out = place.build();
            let told = fs::read_to_string(place.folder.join("out/contractual/handshake")).unwrap();
            assert!(
                out.text().contains("hand-edited") || told.contains("changed by hand"),
                "{file}: {}",
                out.text()
            );
            assert_eq!(fs::read_to_string(&path).unwrap(), format!("{text} "));
        }
        fs::write(&path, text).unwrap();
    }
}

/// Where one scan serves the table and the artifacts, a `cfg` that is asked for the first time may part them.
#[test]
fn a_feature_that_was_not_asked_for_is_seen() {
    let place = Place::new("asked");
    place.write(
        "Cargo.toml",
        "[package]\nname = \"acme\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\nmore = []\n",
    );
    place.write(
        "contractual.toml",
        "project = \"acme\"\npackage = \"acme\"\nfeatures = [\"more\"]\n",
    );
    place.write("src/lib.rs", &source(5, 5));
    for _ in 0..3 {
        assert!(!place.build().failed());
    }
    let more = "#[cfg(feature = \"more\")]\n/// Four.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct Four { pub count: u32 }\n";
    place.write("src/lib.rs", &format!("{}{more}", source(5, 5)));
    assert!(!place.build().failed());
    let schema = place
        .folder
        .join("package/docs/contracts/four-v1.schema.json");
    assert!(schema.is_file());
}

/// Sources in several files: what is read of each, and which files there are.
#[test]
fn edits_of_any_file_are_seen() {
    let entity = |name: &str, rest: &str| {
        format!(
            "use contractual::Contract;\n/// {name}.\n#[derive(Contract)] #[contract(version = 1)] #[serde(deny_unknown_fields)]\npub struct {name} {{ {rest} }}\n"
        )
    };
    let lib = "mod one;\nmod deep;\n#[path = \"two.rs\"]\nmod other;\nfn body() -> u32 { 1 }\nfn limit() -> u32 { 5 }\n";
    let one = entity("One", "#[serde(default = \"crate::limit\")] pub size: u32");
    let base: Vec<(&str, String)> = vec![
        ("src/lib.rs", lib.to_owned()),
        ("src/one.rs", one.clone()),
        ("src/two.rs", entity("Two", "pub size: u32")),
        ("src/three.rs", entity("Two", "pub size: u64")),
        ("src/deep/mod.rs", "mod inner;\n".to_owned()),
        (
            "src/deep/inner.rs",
            entity("Inner", "pub size: Size").replace("use ", "type Size = u32;\nuse "),
        ),
    ];
    let edits: Vec<(&str, String)> = vec![
        // of no consequence: a comment, a body
        ("src/one.rs", format!("{one}// more\n")),
        ("src/lib.rs", lib.replace("{ 1 }", "{ 2 }")),
        // the body of a function that a default names
        ("src/lib.rs", lib.replace("{ 5 }", "{ 6 }")),
        ("src/lib.rs", lib.replace("two.rs", "three.rs")),
        (
            "src/lib.rs",
            lib.replace("mod deep;", "#[cfg(test)] mod deep;"),
        ),
        ("src/lib.rs", lib.replace("mod deep;", "")),
        (
            "src/deep/inner.rs",
            entity("Inner", "pub size: Size").replace("use ", "type Size = u8;\nuse "),
        ),
        ("src/two.rs", entity("Two", "pub size: Option<u32>")),
        (
            "src/two.rs",
            entity("Two", "pub size: u32")
                + &entity("More", "pub size: u32").replace("use contractual::Contract;", ""),
        ),
        ("src/lib.rs", format!("{lib}mod added;\n")),
    ];
    let package = |files: &[(&str, String)], name: &str| {
        let place = Place::new(name);
        fs::create_dir_all(place.folder.join("package/src/deep")).unwrap();
        for (path, text) in files {
            place.write(path, text);
        }
        place.write("src/added.rs", &entity("Added", "pub size: u32"));
        place
    };
    for (at, (path, text)) in edits.iter().enumerate() {
        let place = package(&base, &format!("files-{at}"));
        for _ in 0..3 {
            let out = place.build();
            assert!(!out.failed(), "{at}: {}", out.text());
        }
        place.write(path, text);
        for _ in 0..2 {
            let out = place.build();
            assert!(!out.failed(), "{at}: {}", out.text());
        }
        let mut files = base.clone();
        files.retain(|(known, _)| known != path);
        files.push((path, text.clone()));
        let afresh = package(&files, &format!("files-{at}-afresh"));
        afresh.build();
        for (file, bytes) in afresh.artifacts() {
            let there = fs::read(place.folder.join("package").join(&file)).ok();
            assert!(there == Some(bytes), "{at}: {file}");
        }
    }
}
