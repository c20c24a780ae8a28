//! Witnesses as files: one JSON document for each break, and a test that can be pasted into the crate; for an API also the HTTP message.

mod message;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use contractual_build::fs::Writer;
use contractual_drift::compat::Question;
use contractual_drift::contracts::{Judged, JudgedFinding};
use contractual_drift::states::Claim;
use contractual_model::json::{to_line, to_pretty};
use contractual_model::naming::snake;

use message::Message;

/// The folder below the target folder.
const FOLDER: &str = "contractual/witness";

/// Writes the witness of every finding that fails; gives the folder, and how many there are.
///
/// # Errors
/// The target folder cannot be written.
pub(crate) fn write(
    package: &Path,
    judged: &[Judged],
    claims: &[Claim],
) -> Result<Option<(PathBuf, usize)>, String> {
    let mut files: Vec<(String, String)> = Vec::new();
    // versions of one contract count on, so that none takes the other's files
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for one in judged {
        for found in one.failing() {
            let Some(witness) = &found.finding.witness else {
                continue;
            };
            let number = numbers.entry(&one.contract.name).or_default();
            *number += 1;
            let name = format!("{}-{number}", one.contract.name);
            files.push((format!("{name}.json"), to_pretty(&witness.value)));
            if let Some(message) = Message::read(&witness.value).filter(|_| is_api(&one.file)) {
                let rule = found.finding.rule.id.replace('-', "_");
                let test = format!("{}_{rule}_{number}", snake(&one.contract.name));
                let contract = format!("{} {}", one.contract.name, found.version);
                files.push((format!("{name}.http"), message.http()));
                files.push((format!("{name}.rs"), message.test(&test, found, &contract)));
                continue;
            }
            let claim = claims.iter().find(|claim| claim.file == one.file);
            if let Some(claim) = claim.filter(|claim| !is_api(&claim.file)) {
                files.push((format!("{name}.rs"), test(one, found, claim, *number)));
            }
        }
    }
    if files.is_empty() {
        return Ok(None);
    }
    let folder = target(package).join(FOLDER);
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut writer = Writer::new(&folder, None);
    let count = files
        .iter()
        .filter(|(name, _)| name.ends_with(".json"))
        .count();
    for (name, text) in files {
        writer
            .write(&name, text.as_bytes())
            .map_err(|error| error.to_string())?;
    }
    Ok(Some((folder, count)))
}

fn is_api(file: &str) -> bool {
    !file.ends_with(".json")
}

/// A raw string of Rust.
fn quoted(text: &str) -> String {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// The target folder: as Cargo is told, else beside the nearest lock file.
fn target(package: &Path) -> PathBuf {
    if let Some(folder) = std::env::var_os("CARGO_TARGET_DIR") {
        return PathBuf::from(folder);
    }
    let package = package
        .canonicalize()
        .unwrap_or_else(|_| package.to_path_buf());
    let workspace = package
        .ancestors()
        .find(|folder| folder.join("Cargo.lock").is_file());
    workspace.unwrap_or(&package).join("target")
}

/// A test that fails as long as the break is there.
fn test(one: &Judged, found: &JudgedFinding, claim: &Claim, number: usize) -> String {
    let finding = &found.finding;
    let Some(witness) = &finding.witness else {
        return String::new();
    };
    let (name, version) = (&one.contract.name, &found.version);
    let mut out = String::new();
    let said = finding
        .witness_line(&format!("{name} {version}"))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "/// [{}] {}: {}",
        finding.rule.id,
        finding.pointer,
        said.replace('\n', " ")
    );
    let _ = writeln!(out, "#[test]");
    let _ = writeln!(
        out,
        "fn {}_{}_{number}() {{",
        snake(name),
        finding.rule.id.replace('-', "_")
    );
    let value = quoted(&to_line(&witness.value));
    let _ = writeln!(out, "    let witness = {value};");
    let _ = writeln!(
        out,
        "    let read = <{} as contractual::Contract>::from_json(witness.as_bytes());",
        claim.rust
    );
    let _ = match finding.direction {
        Question::Request => writeln!(
            out,
            "    assert!(read.is_ok(), \"senders of {name} {version} may write this: {{:?}}\", read.err());"
        ),
        Question::Response => writeln!(
            out,
            "    assert!(read.is_err(), \"readers of {name} {version} refuse this, so it must not be sent\");"
        ),
    };
    out.push_str("}\n");
    out
}
