//! Writes a package with many contract types, for `cargo xtask bench build`:
//! `cargo run -p contractual-build --example many_types -- FOLDER COUNT [CHECKOUT [contract|serde|schemars|plain]]`.
//!
//! Ten types to a file: one entity, and nine types that it reaches (structs of six documented fields, an enum, a newtype), each
//! followed by about forty lines of ordinary code, since most text of a real crate is no contract.
#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: many_types FOLDER COUNT [CHECKOUT [contract|serde|schemars|plain]]");
        return ExitCode::FAILURE;
    };
    let Ok(count @ 10..=100_000) = count.parse::<usize>() else {
        eprintln!("COUNT is a whole number from 10 to 100000");
        return ExitCode::FAILURE;
    };
    let checkout = rest
        .first()
        .map_or(concat!(env!("CARGO_MANIFEST_DIR"), "/.."), String::as_str);
    let derives = match rest.get(1).map(String::as_str) {
        None | Some("contract") => Derives::Contract,
        Some("serde") => Derives::Serde,
        Some("schemars") => Derives::Schemars,
        Some("plain") => Derives::Plain,
        Some(other) => {
            eprintln!("`{other}`: expected contract, serde, schemars or plain");
            return ExitCode::FAILURE;
        }
    };
    match write(Path::new(folder), count / 10, checkout, derives) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the types derive beside `Debug` and `Clone`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derives {
    Contract,
    Serde,
    Schemars,
    Plain,
}

/// The build script: it notes how Cargo runs it, where the measurement asks for that.
const SCRIPT: &str = r#"fn main() {
    if let Some(path) = std::env::var_os("MANY_TYPES_SCRIPT") {
        let mut text = std::env::current_exe().unwrap().display().to_string();
        for (name, value) in std::env::vars().filter(|(name, _)| name != "MANY_TYPES_SCRIPT") {
            text.push_str(&format!("\0{name}={value}"));
        }
        std::fs::write(path, text).unwrap();
    }
    contractual_build::run();
}
"#;

fn write(folder: &Path, files: usize, checkout: &str, derives: Derives) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("src"))?;
    let mut manifest = String::from(
        "[package]\nname = \"many-types\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n[dependencies]\n",
    );
    if derives != Derives::Plain {
        manifest.push_str("serde = { version = \"1\", features = [\"derive\"] }\n");
    }
    if derives == Derives::Schemars {
        manifest.push_str("schemars = \"1\"\n");
    }
    if derives == Derives::Contract {
        let _ = writeln!(
            manifest,
            "contractual = {{ path = \"{checkout}/runtime\" }}\n\n[build-dependencies]\ncontractual-build = {{ path = \"{checkout}/build-support\" }}"
        );
        std::fs::write(folder.join("build.rs"), SCRIPT)?;
    }
    std::fs::write(folder.join("Cargo.toml"), manifest)?;
    std::fs::write(
        folder.join("contractual.toml"),
        "project = \"many-types\"\npackage = \"many_types\"\n",
    )?;
    let mut lib = String::from("//! Generated for a measurement.\n\n");
    for file in 0..files {
        let _ = writeln!(lib, "pub mod m{file:04};");
        std::fs::write(
            folder.join(format!("src/m{file:04}.rs")),
            module(file, derives),
        )?;
    }
    std::fs::write(folder.join("src/lib.rs"), lib)
}

/// One file of ten types.
fn module(file: usize, derives: Derives) -> String {
    let text = contracts(file);
    match derives {
        Derives::Contract => text,
        Derives::Serde => {
            without(&text, &["use contractual", "#[contract("]).replace(", Contract)]", ")]")
        }
        Derives::Schemars => without(&text, &["use contractual", "#[contract("])
            .replace(", Contract)]", ", schemars::JsonSchema)]"),
        Derives::Plain => without(
            &text,
            &["use contractual", "use serde", "#[contract(", "#[serde("],
        )
        .replace(", Serialize, Deserialize, Contract)]", ")]"),
    }
}

/// The text without lines that start so.
fn without(text: &str, starts: &[&str]) -> String {
    let kept = |line: &&str| {
        !starts
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    };
    text.lines()
        .filter(kept)
        .map(|line| format!("{line}\n"))
        .collect()
}

fn contracts(file: usize) -> String {
    let mut out =
        String::from("use contractual::Contract;\nuse serde::{Deserialize, Serialize};\n\n");
    let name = |index: usize| format!("T{file:04}{index}");
    // 0: the entity, 1 to 7: structs that it reaches one through the other, 8: an enum, 9: a newtype
    for index in 0..8 {
        let head = match index {
            0 => "#[contract(version = 1)]\n",
            _ => "",
        };
        let next = match index {
            7 => format!("Vec<{}>", name(8)),
            _ => format!("Option<{}>", name(index + 1)),
        };
        let _ = write!(
            out,
            "/// The type {index} of file {file}.\n#[derive(Debug, Clone, Serialize, Deserialize, Contract)]\n#[serde(deny_unknown_fields)]\n{head}pub struct {this} {{\n    /// Its identifier.\n    pub id: {id},\n    /// What people call it.\n    #[contract(min_length = 1, max_length = 80)]\n    pub title: String,\n    /// How many there are.\n    #[contract(min = 1, max = 1000)]\n    pub count: u32,\n    /// Words to find it by.\n    #[contract(max_items = 8, unique)]\n    pub tags: Vec<String>,\n    /// Set when it is over.\n    pub ended: Option<bool>,\n    /// What comes with it.\n    pub part: {next},\n}}\n\n",
            this = name(index),
            id = name(9),
        );
        ordinary(&mut out, &name(index));
    }
    let _ = write!(
        out,
        "/// How it is.\n#[derive(Debug, Clone, Serialize, Deserialize, Contract)]\n#[serde(rename_all = \"snake_case\")]\npub enum {} {{\n    New,\n    InUse,\n    Gone,\n}}\n\n/// An identifier.\n#[derive(Debug, Clone, Serialize, Deserialize, Contract)]\n#[contract(pattern = \"^[a-z]{{3}}-[0-9]{{4}}$\")]\npub struct {}(pub String);\n",
        name(8),
        name(9),
    );
    out
}

/// Forty lines that are no contract.
fn ordinary(out: &mut String, name: &str) {
    let _ = writeln!(out, "impl {name} {{");
    for at in 0..5 {
        let _ = write!(
            out,
            "    /// Weighs the words of `{name}` in the way {at}.\n    pub fn weight_{at}(&self) -> usize {{\n        let mut weight = {at};\n        for tag in &self.tags {{\n            weight += tag.len() + self.title.len(); // {{ not a brace\n        }}\n        weight\n    }}\n"
        );
    }
    out.push_str("}\n\n");
}
