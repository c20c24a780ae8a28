//! What the compiler says about every way in which a scan can be wrong, and about every mistake of a user: one mistake per file in
//! `ui/<theme>/`, the message beside it. The scan really runs over each file; what it finds is the table that the derive gets.
//!
//! Directives in the first lines of a file:
//! * `//@ cfg: target_pointer_width="16"`: what the scan is told, in place of what the compiler has;
//! * `//@ scanned: old => new`: the scan sees the text with one part replaced, as a stale table would have it;
//! * `//@ error: part: text`, `//@ warning: part: text`: a drift finding of the build on the part of the last item.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use contractual_model::handshake::{Finding, FindingClass, Handshake};
use contractual_scan::{Cfg, Options, Outline, Reporter, Scan};

use crate::support::root;

/// Where the derive finds the table of a test.
const TABLE: &str = "CONTRACTUAL_HANDSHAKE_FILE";

#[test]
fn messages_of_the_compiler() {
    if std::env::var_os(TABLE).is_some() {
        return compile();
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = folder.path().join("handshake");
    fs::write(&table, tables().write().0).expect("the table is written");
    // The table's place is a variable, which only another process can be given.
    let status = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "ui::messages_of_the_compiler", "--nocapture"])
        .env(TABLE, &table)
        .status()
        .expect("this program runs");
    assert!(
        status.success(),
        "messages differ: see above, or `cargo xtask bless`"
    );
}

/// Refusals that no file can show here.
const NOT_SHOWN: [(&str, &str); 3] = [
    (
        "limit_exceeded",
        "a file larger than the scan reads; the scan's own tests make one",
    ),
    (
        "syntax_error",
        "rustc itself refuses the file; the scan's own tests show what is said of it",
    ),
    (
        "cfg_unknown",
        "rustc knows each condition that Cargo passes on here; the scan's own tests have the others",
    ),
];

#[test]
fn every_refusal_is_shown() {
    let shown: std::collections::BTreeSet<String> = files()
        .iter()
        .flat_map(|file| scanned(file).findings)
        .map(|finding| finding.diagnostic.code.to_string())
        .collect();
    let missing: Vec<&str> = contractual_model::refusals::ALL
        .iter()
        .map(|refusal| refusal.name)
        .filter(|name| !shown.contains(*name) && NOT_SHOWN.iter().all(|(other, _)| other != name))
        .collect();
    assert!(
        missing.is_empty(),
        "no file below tests/ui shows {}",
        missing.join(", ")
    );
    for (name, why) in NOT_SHOWN {
        assert!(!shown.contains(name), "{name} is shown ({why})");
    }
}

fn compile() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

/// The tables of all files in one.
fn tables() -> Handshake {
    let mut all = Handshake {
        generator: "0.1.0".to_owned(),
        crate_name: "ui".to_owned(),
        ..Handshake::default()
    };
    for file in files() {
        let found = table(&file);
        all.roots.extend(found.roots);
        all.entries.extend(found.entries);
    }
    assert!(all.entries.len() > 10, "the scan found next to nothing");
    all
}

fn files() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join("tests/ui"))
        .expect("the folder of the cases")
        .flat_map(|theme| fs::read_dir(theme.expect("a folder").path()).expect("a folder"))
        .map(|file| file.expect("a file").path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    found.sort();
    found
}

fn table(file: &Path) -> Handshake {
    let mut scan = scanned(file);
    report(&mut scan);
    let text = fs::read_to_string(file).expect("a case is text");
    for (word, class) in [
        ("error", FindingClass::Error),
        ("warning", FindingClass::Warning),
    ] {
        for finding in directives(&text, word) {
            let (place, text) = finding.split_once(": ").expect("part: text");
            let last = scan.handshake.entries.last_mut().expect("an item");
            last.findings.push(Finding {
                place: place.to_owned(),
                class,
                rule: "drift".to_owned(),
                text: text.to_owned(),
            });
        }
    }
    scan.handshake
}

/// The lines of a case that start with `//@ word: `.
fn directives(text: &str, word: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix(&format!("//@ {word}: ")))
        .map(str::to_owned)
        .collect()
}

fn scanned(file: &Path) -> Scan {
    let name = file
        .strip_prefix(root())
        .expect("a case of this repository")
        .to_string_lossy()
        .replace('\\', "/");
    let text = fs::read_to_string(file).expect("a case is text");
    let directive = |word: &str| directives(&text, word);
    let mut scanned = text.clone();
    for change in directive("scanned") {
        let (old, new) = change.split_once("=>").expect("old => new");
        let (head, body) = scanned.split_once("use contractual").expect("an import");
        assert!(body.contains(old.trim()), "{name}: `{old}` is not there");
        scanned = format!(
            "{head}use contractual{}",
            body.replacen(old.trim(), new.trim(), 1)
        );
    }
    let files = |path: &str| match path {
        _ if path == name => Some(scanned.clone()),
        other => fs::read_to_string(root().join(other)).ok(),
    };
    let other: Vec<(String, String)> = directive("cfg")
        .iter()
        .map(|pair| {
            let (key, value) = pair.split_once('=').expect("key=\"value\"");
            (key.to_owned(), value.trim_matches('"').to_owned())
        })
        .collect();
    let width = other.iter().find(|(key, _)| key == "target_pointer_width");
    let width = width.map_or("64", |(_, value)| value.as_str());
    let options = Options {
        crate_name: "ui".to_owned(),
        roots: vec![name.clone()],
        cfg: Cfg::new([("unix", None), ("target_pointer_width", Some(width))]),
        ..Options::default()
    };
    Outline::read(&files, &options).scan()
}

/// Puts the errors that the derive is to report into the table, as a build does. Lints stay out: a case shows one mistake.
fn report(scan: &mut Scan) {
    for finding in scan
        .findings
        .iter()
        .filter(|finding| finding.diagnostic.is_error())
    {
        if let Reporter::Table(entry, place) = &finding.reporter
            && let Some(entry) = scan.handshake.entries.get_mut(*entry)
        {
            entry.findings.push(Finding {
                place: place.clone(),
                class: FindingClass::Error,
                rule: finding.diagnostic.code.to_string(),
                text: contractual_build::source::short_text(&finding.diagnostic),
            });
        }
    }
}
