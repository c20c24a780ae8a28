//! One verdict from every artifact: each value of `tests/constructs/cases` goes through the Rust runtime, two JSON Schema engines on
//! the emitted file, the OpenAPI component, ajv in strict mode, and the Pydantic model from text and from a parsed value, with the
//! pinned and with the newest versions.
#![allow(
    clippy::unwrap_used,
    reason = "a test states what it expects by unwrapping"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contractual::Contract;
use serde_json::{Value, json};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder with other people's tools, which `cargo xtask tools` makes. Without it this test fails.
fn tools() -> PathBuf {
    let folder = std::env::var_os("CONTRACTUAL_TOOLS")
        .map_or_else(|| root().join("target/tools"), PathBuf::from);
    assert!(
        folder.join("node").is_dir(),
        "{} is missing; run `cargo xtask tools`",
        folder.display()
    );
    folder
}

/// How a type judges a text.
type Judge = fn(&str) -> bool;

fn by_runtime<T: Contract + serde::de::DeserializeOwned>(text: &str) -> bool {
    T::from_json(text.as_bytes()).is_ok()
}

/// Every entity of the package with its judge.
fn entities() -> Vec<(&'static str, Judge)> {
    use constructs::{
        bodies, enums, flatten, generics, maps, names, newtypes, numbers, presence, relations,
    };
    vec![
        ("Amount", by_runtime::<enums::Amount>),
        ("Contact", by_runtime::<names::Contact>),
        ("Counters", by_runtime::<flatten::Counters>),
        ("Courier", by_runtime::<enums::Courier>),
        ("CustomerId", by_runtime::<newtypes::CustomerId>),
        ("Handover", by_runtime::<enums::Handover>),
        ("Offer", by_runtime::<enums::Offer>),
        ("Palette", by_runtime::<bodies::Palette>),
        ("Parcel", by_runtime::<flatten::Parcel>),
        ("Payment", by_runtime::<enums::Payment>),
        ("Reading", by_runtime::<numbers::Reading>),
        ("Receipt", by_runtime::<newtypes::Receipt>),
        ("Report", by_runtime::<relations::Report>),
        ("Shelf", by_runtime::<generics::Shelf>),
        ("Stock", by_runtime::<maps::Stock>),
        ("Terms", by_runtime::<presence::Terms>),
        ("TermsPatch", by_runtime::<presence::TermsPatch>),
    ]
}

/// One value and the verdict it must get.
struct Case {
    name: &'static str,
    judge: Judge,
    text: String,
    accepted: bool,
    /// False for a rule that JSON Schema cannot express: its engines accept the value.
    in_schema: bool,
}

fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn entity_file(name: &str) -> String {
    format!("{}.schema.json", contractual_model::naming::entity(name, 1))
}

/// The cases of all entities; a line that starts with `@` breaks a rule that JSON Schema cannot express.
fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for (name, judge) in entities() {
        for (kind, accepted) in [("accept", true), ("reject", false)] {
            let path = package().join(format!("cases/{name}.{kind}.jsonl"));
            let lines = std::fs::read_to_string(&path)
                .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            assert!(!lines.trim().is_empty(), "{} has no cases", path.display());
            all.extend(lines.lines().map(|line| Case {
                name,
                judge,
                text: line.trim_start_matches('@').to_owned(),
                accepted,
                in_schema: !line.starts_with('@'),
            }));
        }
    }
    all
}

/// Runs a judge program over all cases: one line in, one object of verdicts out.
fn program(mut command: Command, cases: &[Case]) -> Vec<BTreeMap<String, bool>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the judge can be started");
    let input: String = cases
        .iter()
        .map(|case| {
            json!({ "type": case.name, "entity": entity_file(case.name), "text": case.text })
                .to_string()
                + "\n"
        })
        .collect();
    let mut pipe = child.stdin.take().expect("the judge's input is a pipe");
    let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("the judge ends");
    writer
        .join()
        .expect("the writer ends")
        .expect("the judge reads its input");
    assert!(output.status.success(), "{command:?}: {}", output.status);
    let verdicts: Vec<BTreeMap<String, bool>> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}")))
        .collect();
    assert_eq!(
        verdicts.len(),
        cases.len(),
        "{command:?} answers every case"
    );
    verdicts
}

fn python(environment: &str) -> Command {
    let mut command = Command::new(tools().join(environment).join("bin/python"));
    command
        .arg(root().join("tests/equivalence/judge.py"))
        .arg(package())
        .args(["constructs", "1"]);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

fn ajv() -> Command {
    let mut command = Command::new("node");
    command
        .arg(root().join("tests/equivalence/judge.cjs"))
        .arg(package().join("docs/contracts"));
    command.env("NODE_PATH", tools().join("node/node_modules"));
    command
}

/// The second Rust engine: the emitted schema file, compiled.
fn by_schema(name: &str, text: &str) -> bool {
    let path = package().join("docs/contracts").join(entity_file(name));
    let schema: Value = serde_json::from_str(&read(&path)).expect("an emitted schema is JSON");
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str::<Value>(text).is_ok_and(|value| validator.is_valid(&value))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn every_artifact_gives_the_verdict_of_the_table() {
    let cases = cases();
    let judges = [
        ("pinned", program(python("python-pinned"), &cases)),
        ("newest", program(python("python-newest"), &cases)),
    ];
    let ajv = program(ajv(), &cases);
    let mut wrong = String::new();
    let mut asked = 0;
    for (at, case) in cases.iter().enumerate() {
        let mut verdicts: Vec<(String, bool, bool)> = vec![
            ("runtime".to_owned(), (case.judge)(&case.text), false),
            (
                "jsonschema (Rust)".to_owned(),
                by_schema(case.name, &case.text),
                true,
            ),
        ];
        for (label, verdict) in &ajv[at] {
            verdicts.push((label.clone(), *verdict, true));
        }
        for (environment, all) in &judges {
            for (label, verdict) in &all[at] {
                let is_schema = matches!(label.as_str(), "schema" | "component");
                verdicts.push((format!("{label} ({environment})"), *verdict, is_schema));
            }
        }
        for (label, verdict, is_schema) in verdicts {
            asked += 1;
            let expected = case.accepted || (is_schema && !case.in_schema);
            if verdict != expected {
                let _ = writeln!(
                    wrong,
                    "{}: {label} says {verdict}, expected {expected}: {}",
                    case.name, case.text
                );
            }
        }
    }
    println!("{} values, {asked} verdicts", cases.len());
    assert!(wrong.is_empty(), "{wrong}");
}
