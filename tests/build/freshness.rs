//! The states of the committed set, their texts and exit statuses.

use super::package::{LOCK, Package, SCHEMA};

const CI: &[(&str, &str)] = &[("CI", "1")];

#[test]
fn a_clean_set_passes_a_check() {
    let package = Package::new("clean");
    package.build();
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("contract parcel v1: clean ("), "{said}");
    assert!(
        said.ends_with("contractual: 4 contracts, 4 clean, 0 additive, 0 breaking, 0 undecided, 0 artifact problems; required bump: none\n"),
        "{said}"
    );
    let output = package.cargo(&["build"]).env("CI", "1").output().unwrap();
    assert!(output.status.success(), "{}", super::package::said(&output));
}

#[test]
fn a_changed_contract_fails_a_check_on_its_field_and_writes_nothing() {
    let package = Package::new("stale");
    package.build();
    let before = package.files();
    package.edit("src/lib.rs", "max = 30000", "max = 31000");
    let said = package.refused(CI);
    assert!(
        said.contains(
            "contract parcel v1 changed, docs/contracts/parcel-v1.schema.json is out of date"
        ),
        "{said}"
    );
    assert!(said.contains("/properties/weight/maximum"), "{said}");
    // the place is the field, not the type
    let line = package
        .read("src/lib.rs")
        .lines()
        .position(|line| line.contains("pub weight"))
        .unwrap()
        + 1;
    assert!(said.contains(&format!("--> src/lib.rs:{line}:")), "{said}");
    let mut after = package.files();
    after.insert("src/lib.rs".to_owned(), before["src/lib.rs"].clone());
    assert_eq!(after, before, "a check writes nothing");
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("error[drift]: contract parcel v1: docs/contracts/parcel-v1.schema.json is out of date, "), "{said}");
    assert!(
        said.contains(
            "  = fix: run `cargo build`, then commit docs/contracts/parcel-v1.schema.json\n"
        ),
        "{said}"
    );
}

#[test]
fn a_changed_contract_is_written_with_a_warning_on_its_field() {
    let package = Package::new("warned");
    package.build();
    package.edit("src/lib.rs", "max = 30000", "max = 31000");
    let said = package.build();
    assert!(said.contains("/properties/weight/maximum"), "{said}");
    let line = package
        .read("src/lib.rs")
        .lines()
        .position(|line| line.contains("pub weight"))
        .unwrap()
        + 1;
    assert!(said.contains(&format!("--> src/lib.rs:{line}:")), "{said}");
    assert!(package.read(SCHEMA).contains("31000"));
}

#[test]
fn a_hand_edit_is_refused_and_restored() {
    let package = Package::new("edited");
    package.build();
    let clean = package.files();
    package.edit(SCHEMA, "30000", "40000");
    let edited = package.files();
    let said = package.refused(&[]);
    for text in [
        "error[hand-edited]: docs/contracts/parcel-v1.schema.json was changed by hand, it is generated from edited::Parcel",
        "= to drop the edit:  cargo contractual restore docs/contracts/parcel-v1.schema.json",
        "= to keep it:        move it into the type at src/lib.rs:",
        "= after a merge:     cargo contractual restore --all, then cargo build",
        "= nothing was written",
    ] {
        assert!(
            said.contains(text.trim_start_matches("error")),
            "{text}\n---\n{said}"
        );
    }
    assert_eq!(package.files(), edited, "nothing was written");
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 3, "{said}");
    assert!(
        said.contains(
            "error[hand-edited]: docs/contracts/parcel-v1.schema.json was changed by hand"
        ),
        "{said}"
    );
    // `cargo contractual` passes its own name first
    let (status, said) = package.contractual(&["restore", SCHEMA]);
    assert_eq!(status, 0, "{said}");
    assert_eq!(package.files(), clean);
    package.build();
}

#[test]
fn a_hand_edit_and_a_change_at_once_overwrite_nothing() {
    let package = Package::new("both");
    package.build();
    package.edit(SCHEMA, "30000", "40000");
    package.edit("src/lib.rs", "max = 30000", "max = 31000");
    let edited = package.files();
    let said = package.refused(&[]);
    assert!(said.contains("[hand-edited]"), "{said}");
    assert_eq!(package.files(), edited);
}

#[test]
fn a_missing_artifact_fails_a_check() {
    let package = Package::new("missing");
    package.build();
    std::fs::remove_file(package.path(SCHEMA)).unwrap();
    let said = package.refused(CI);
    assert!(
        said.contains("[missing]: docs/contracts/parcel-v1.schema.json does not exist, missing::Parcel claims it"),
        "{said}"
    );
    assert!(!package.path(SCHEMA).exists());
    assert_eq!(package.contractual(&["check"]).0, 3);
}

#[test]
fn an_orphan_is_kept_and_told() {
    let package = Package::new("orphan");
    package.build();
    package.edit("src/lib.rs", "pub struct Parcel", "pub struct Packet");
    let said = package.build();
    assert!(
        said.contains("docs/contracts/parcel-v1.schema.json belongs to no type"),
        "{said}"
    );
    assert!(
        package.path(SCHEMA).exists(),
        "a contract document is never deleted by a build"
    );
    assert!(
        package
            .path("docs/contracts/packet-v1.schema.json")
            .exists()
    );
    let stale: Vec<String> = package
        .files()
        .into_keys()
        .filter(|name| name.contains("fixtures/parcel."))
        .collect();
    assert!(stale.is_empty(), "files that follow from it go: {stale:?}");
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 3, "{said}");
    assert!(said.contains("error[orphaned]: docs/contracts/parcel-v1.schema.json belongs to no type\n  = last claimed by orphan::Parcel\n"), "{said}");
    assert!(said.contains("  = if the version is retired: cargo contractual retire parcel v1   (sunset: none announced)\n"), "{said}");
}

#[test]
fn an_equivalent_change_is_told_apart() {
    let package = Package::new("equivalent");
    package.build();
    package.edit(
        "src/lib.rs",
        "What it weighs, in grams.",
        "What it weighs, in gramme.",
    );
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 1, "{said}");
    assert!(
        said.contains("error[drift-equivalent]: contract parcel v1: docs/contracts/parcel-v1.schema.json is out of date, though the contract is the same\n"),
        "{said}"
    );
    assert!(
        said.contains("only annotations differ: /properties/weight/description"),
        "{said}"
    );
    package.build();
    assert_eq!(package.contractual(&["check"]).0, 0);
}

#[test]
fn a_lost_lock_is_written_again_without_harm() {
    let package = Package::new("lostlock");
    package.build();
    let files = package.files();
    std::fs::remove_file(package.path(LOCK)).unwrap();
    package.build();
    assert_eq!(package.files(), files);
}

#[test]
fn a_merge_is_put_right_by_restore_all() {
    let package = Package::new("merged");
    package.build();
    let clean = package.files();
    let lock = package.read(LOCK);
    package.write(
        LOCK,
        &format!("{}<<<<<<< HEAD\n=======\n>>>>>>> other\n", lock),
    );
    package.edit(SCHEMA, "{", "<<<<<<< HEAD\n{");
    let said = package.refused(&[]);
    assert!(
        said.contains("docs/contracts/contracts.lock:") && said.contains("merge conflict"),
        "{said}"
    );
    let (status, said) = package.contractual(&["check"]);
    assert_eq!(status, 64, "{said}");
    assert!(
        said.contains("error[config-invalid]: docs/contracts/contracts.lock:"),
        "{said}"
    );
    let (status, said) = package.contractual(&["restore", "--all"]);
    assert_eq!(status, 0, "{said}");
    package.build();
    assert_eq!(package.files(), clean);
}

/// Git in the package, as somebody without settings of their own.
fn git(package: &Package, arguments: &[&str]) {
    let out = std::process::Command::new("git")
        .current_dir(&package.dir)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.test"])
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", super::package::said(&out));
}

#[test]
fn a_break_is_a_compile_error_on_its_field_and_an_addition_a_warning() {
    let package = Package::new("judged");
    git(&package, &["init", "-q", "-b", "main"]);
    package.build();
    git(&package, &["add", "-A"]);
    git(&package, &["commit", "-q", "-m", "first"]);
    let line = |text: &str| {
        let source = package.read("src/lib.rs");
        let found = source.lines().position(|line| line.contains(text));
        found.unwrap() + 1
    };
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    let before = package.files();
    let said = package.refused(&[]);
    for text in [
        "contract parcel v1: breaking change against git:main",
        "/properties/weight  (request)",
        "numbers above 20000 are refused at",
        "accepted by parcel v1, refused now: /weight: 20001 is above 20000",
        "fix: clamp in the handler",
        "to start v2: cargo contractual new-version parcel",
        "to accept it: cargo contractual accept ",
        &format!("--> src/lib.rs:{}:", line("pub weight")),
    ] {
        assert!(said.contains(text), "{text}\n---\n{said}");
    }
    assert_eq!(package.files(), before, "nothing was written");
    // committed, it is the baseline
    package.edit("src/lib.rs", "max = 20000", "max = 30000");
    package.edit(
        "contractual.toml",
        "project = ",
        "contract.parcel.direction = \"request\"\nproject = ",
    );
    package.edit("src/lib.rs", "max = 30000", "max = 40000");
    let said = package.build();
    for text in [
        "contract parcel v1: docs/contracts/parcel-v1.schema.json extended",
        "[maximum-loosened] /properties/weight",
        &format!("--> src/lib.rs:{}:", line("pub weight")),
    ] {
        assert!(said.contains(text), "{text}\n---\n{said}");
    }
    assert!(package.read(SCHEMA).contains("40000"));
}
