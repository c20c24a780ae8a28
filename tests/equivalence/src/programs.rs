//! Judges in other languages: one process for a batch, one line of JSON in and one out for each case.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// A text and the contract it is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Name of the contract, such as `JobResponse`.
    pub contract: String,
    /// JSON text.
    pub text: String,
}

impl Case {
    /// A case of that contract.
    pub fn new(contract: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            contract: contract.into(),
            text: text.into(),
        }
    }
}

/// A package with committed or freshly built artifacts in the default folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The folder with `docs/contracts` and `src`.
    pub root: PathBuf,
    /// Name of its Python package.
    pub python: String,
    /// Major version of the set.
    pub major: u32,
}

impl Package {
    /// The first major version of a package.
    pub fn new(root: impl Into<PathBuf>, python: impl Into<String>) -> Self {
        Self {
            root: root.into(),
            python: python.into(),
            major: 1,
        }
    }

    /// The schema file of a contract.
    pub fn schema(&self, contract: &str) -> PathBuf {
        let entity = contractual_model::naming::entity(contract, self.major);
        self.root
            .join(format!("docs/contracts/{entity}.schema.json"))
    }
}

/// The folder with other people's tools, which `cargo xtask tools` makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools(PathBuf);

impl Tools {
    /// The folder that `CONTRACTUAL_TOOLS` names, or `target/tools` of the repository.
    ///
    /// # Errors
    /// The folder is not there.
    pub fn find() -> Result<Self, String> {
        let folder = std::env::var_os("CONTRACTUAL_TOOLS")
            .map_or_else(|| repository().join("target/tools"), PathBuf::from);
        if folder.join("node").is_dir() {
            Ok(Self(folder))
        } else {
            Err(format!(
                "{} is missing; run `cargo xtask tools`",
                folder.display()
            ))
        }
    }

    /// A program of a Python environment.
    pub(crate) fn program(&self, environment: &str, name: &str) -> PathBuf {
        self.0.join(environment).join("bin").join(name)
    }

    /// The judge of the Python artifacts, in the environment of that name.
    pub(crate) fn python(&self, environment: &str, package: &Package) -> Command {
        let mut command = Command::new(self.program(environment, "python"));
        command
            .arg(repository().join("tests/equivalence/judge.py"))
            .arg(&package.root)
            .arg(&package.python)
            .arg(package.major.to_string())
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    /// The judge of what runs in JavaScript: ajv on the schema files, and the TypeScript checks.
    pub(crate) fn node(&self, package: &Package) -> Command {
        let mut command = Command::new("node");
        command
            .arg(repository().join("tests/equivalence/judge.cjs"))
            .arg(package.root.join("docs/contracts"))
            .arg(package.major.to_string())
            .env("NODE_PATH", self.0.join("node/node_modules"));
        command
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a judge program over all cases: verdicts by label, for each case.
///
/// # Errors
/// The program cannot be started, fails, or does not answer every case.
pub fn program(
    mut command: Command,
    package: &Package,
    cases: &[Case],
) -> Result<Vec<BTreeMap<String, bool>>, String> {
    let what = format!("{command:?}");
    let at = |doing: &'static str| {
        let what = what.clone();
        move |why: std::io::Error| format!("{what}: {doing}: {why}")
    };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(at("cannot be started"))?;
    let mut input = String::new();
    let mut entities: BTreeMap<&str, Value> = BTreeMap::new();
    for case in cases {
        let entity = entities.entry(&case.contract).or_insert_with(|| {
            let path = package.schema(&case.contract);
            let name = path.file_name().map(|name| name.to_string_lossy());
            match name {
                Some(name) if path.is_file() => json!(name),
                _ => Value::Null,
            }
        });
        let line = json!({ "type": case.contract, "entity": entity, "text": case.text });
        input.push_str(&line.to_string());
        input.push('\n');
    }
    let mut pipe = child
        .stdin
        .take()
        .ok_or_else(|| format!("{what}: no input"))?;
    let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    let output = child
        .wait_with_output()
        .map_err(at("its answers cannot be read"))?;
    let written = writer.join();
    if !output.status.success() {
        return Err(format!("{what}: {}", output.status));
    }
    if !matches!(written, Ok(Ok(()))) {
        return Err(format!("{what}: it does not read its input"));
    }
    let verdicts: Result<Vec<_>, String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).map_err(|why| format!("{what}: {line}: {why}")))
        .collect();
    let verdicts = verdicts?;
    if verdicts.len() == cases.len() {
        Ok(verdicts)
    } else {
        Err(format!(
            "{what}: {} answers to {} cases",
            verdicts.len(),
            cases.len()
        ))
    }
}

/// How a type judges a text.
pub type ByType = fn(&str) -> bool;

/// The `main` of a program that judges by Rust types: answers each line of standard input with `{"runtime": bool}`, or with `{}` if
/// it does not have the type.
///
/// # Errors
/// A line that is no case, or a broken pipe.
pub fn answer(judges: &[(&str, ByType)]) -> Result<(), String> {
    let judges: BTreeMap<&str, ByType> = judges.iter().copied().collect();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|why| why.to_string())?;
        let case: Value = serde_json::from_str(&line).map_err(|why| format!("{line}: {why}"))?;
        let (name, text) = (case["type"].as_str(), case["text"].as_str());
        let (Some(name), Some(text)) = (name, text) else {
            return Err(format!("{line}: no case"));
        };
        let verdict = match judges.get(name) {
            Some(judge) => json!({ "runtime": judge(text) }),
            None => json!({}),
        };
        writeln!(out, "{verdict}").map_err(|why| why.to_string())?;
    }
    out.flush().map_err(|why| why.to_string())
}
