//! A package in a git repository of its own, and the program that runs in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const TYPES: &str = r#"use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A parcel.
#[derive(Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1)]
pub struct Parcel {
    /// In grams.
    #[contract(min = 1, max = 30000)]
    pub weight: u32,
    /// Said to the courier.
    pub note: Option<String>,
}
"#;

/// A package in a git repository of its own, with its artifacts committed.
pub(crate) struct Package {
    folder: TempDir,
    dir: PathBuf,
}

impl Package {
    pub(crate) fn new() -> Self {
        Self::below("")
    }

    /// A package in a folder of a repository.
    pub(crate) fn below(path: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let dir = match path {
            "" => folder.path().to_owned(),
            path => folder.path().join(path),
        };
        let package = Self { folder, dir };
        package.write(
            "Cargo.toml",
            "[package]\nname = \"parcels\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ncontractual = \"0.1\"\nserde = \"1\"\n",
        );
        package.write("contractual.toml", "project = \"parcels\"\n");
        package.write("src/lib.rs", TYPES);
        package.git(&["init", "-q", "-b", "main"]);
        let out = package.run(&["emit"]);
        assert!(out.status.success(), "{}", said(&out));
        package.commit("first");
        package
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder around the package.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.dir().join(file)
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn edit(&self, file: &str, old: &str, new: &str) {
        let text = std::fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(old), "{file} has no {old:?}");
        self.write(file, &text.replace(old, new));
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let out = Command::new("git")
            .current_dir(self.dir())
            .args([
                "-c",
                "user.name=a",
                "-c",
                "user.email=a@example.test",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(arguments)
            .output()
            .unwrap();
        assert!(out.status.success(), "git {arguments:?}: {}", said(&out));
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        run(self.dir(), arguments)
    }

    /// Exit status and standard output of `check` on a fixed day.
    pub(crate) fn check(&self, arguments: &[&str]) -> (i32, String) {
        let mut all = vec!["check", "--today", "2026-11-22"];
        all.extend(arguments);
        let out = self.run(&all);
        (
            out.status.code().unwrap(),
            String::from_utf8(out.stdout).unwrap(),
        )
    }

    /// The first finding about the parcel.
    pub(crate) fn finding(&self) -> Value {
        let report: Value = serde_json::from_str(&self.check(&["--format", "json"]).1).unwrap();
        let contracts = report["contracts"].as_array().unwrap();
        let parcel = contracts.iter().find(|one| one["name"] == "parcel");
        parcel.unwrap()["findings"][0].clone()
    }
}

pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contractual"))
        .current_dir(dir)
        .args(arguments)
        .env_remove("CI")
        .env_remove("CARGO_TARGET_DIR")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

pub(crate) fn said(out: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    )
}
