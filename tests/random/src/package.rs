//! A package made of source text: written, built, asked.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contractual_tests_equivalence::{Case, Package};
use serde_json::{Value, json};

/// Source text with the contracts that are asked.
#[derive(Debug, Clone)]
pub(crate) struct Module {
    /// A Rust name.
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) contracts: Vec<String>,
}

/// What the Rust side says to a text.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// `T::from_json`.
    pub(crate) accepts: bool,
    /// The rules that are broken, if nothing else is.
    pub(crate) rules: Option<Vec<String>>,
    /// What differs within the runtime itself.
    pub(crate) odd: Option<String>,
    /// What serde writes of a value that was read and still fulfils its contract.
    pub(crate) written: Option<String>,
}

/// A package that has been built.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) package: Package,
    program: PathBuf,
}

const PREAMBLE: &str = "\
#![allow(dead_code, deprecated, unused_imports, clippy::all)]
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::num::{NonZeroI16, NonZeroU8};
use std::time::Duration;

use contractual::Contract;
use serde::{Deserialize, Deserializer, Serialize};

fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Somebody else's types.
pub mod far {
    #[derive(Debug)]
    pub struct Clock {
        pub minutes: u16,
        pub name: String,
        pub spare: Option<bool>,
    }
}

/// A number as text.
mod as_text {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub fn serialize<S: Serializer>(number: &u32, to: S) -> Result<S::Ok, S::Error> {
        number.to_string().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

fn double<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

";

/// Well-known crates, under the names that users give them.
const FOREIGN: &str = r#"bytes = { version = "1", default-features = false, features = ["serde", "std"] }
chrono = { version = "0.4", default-features = false, features = ["alloc", "serde"] }
indexmap = { version = "2", default-features = false, features = ["serde", "std"] }
jiff = { version = "0.2", default-features = false, features = ["serde", "std"] }
rust_decimal = { version = "1", default-features = false, features = ["serde", "std"] }
smol_str = { version = "0.3", default-features = false, features = ["serde", "std"] }
time = { version = "0.3", default-features = false, features = ["serde-human-readable"] }
url = { version = "2", default-features = false, features = ["serde", "std"] }
uuid = { version = "1", default-features = false, features = ["serde", "std"] }
"#;

const MAIN: &str = r#"use std::io::{BufRead, Write};

use contractual::Contract;
use serde_json::{Value, json};

fn judge<T: Contract + serde::Serialize + serde::de::DeserializeOwned>(text: &str) -> Value {
    let found = T::from_json(text.as_bytes());
    let mut odd = None;
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        let slow = T::violations(&value).is_empty();
        // A parsed value does not show repeated members.
        if slow != found.is_ok() && !(slow && !found.is_ok()) {
            odd = Some("from_json accepts what `violations` does not".to_owned());
        }
        if slow && found.is_err() {
            let text = found.as_ref().err().map(ToString::to_string).unwrap_or_default();
            if !text.contains("repeated") && !text.contains("again") {
                odd = Some(format!("`violations` accepts what from_json does not: {text}"));
            }
        }
    }
    match found {
        Ok(value) => {
            // What was left out may be written with its default, and then break a rule that counts or compares.
            let same = serde_json::from_str::<Value>(text).ok() == serde_json::to_value(&value).ok();
            if let (true, Err(wrong)) = (same, value.check()) {
                odd = Some(format!("what was read is not written: {wrong}"));
            }
            let written = value.check().is_ok().then(|| serde_json::to_string(&value).ok()).flatten();
            json!({"accepts": true, "odd": odd, "written": written})
        }
        Err(wrong) => {
            let rules: Option<Vec<&String>> = wrong.iter().map(|one| one.rule.as_ref()).collect();
            json!({"accepts": false, "rules": rules, "odd": odd})
        }
    }
}

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line.expect("a line")).expect("a case");
        let text = line["text"].as_str().expect("a text");
        let answer = match line["type"].as_str().expect("a type") {
JUDGES            other => panic!("no type {other}"),
        };
        writeln!(out, "{answer}").expect("an answer");
    }
}
"#;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the build places everything.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The operation that reads a contract and answers with it: the two directions of the type.
fn operation(module: &str, contract: &str) -> String {
    let name = format!("send_{}", contractual_model::naming::kebab(contract)).replace('-', "_");
    let ty = format!("crate::{module}::{contract}");
    format!(
        "    /// Send it.\n    #[post(\"/v1/{name}\", tag = \"all\")]\n    #[responds(200 => {ty})]\n    async fn {name}(&self, body: {ty}) -> {answer};\n",
        answer = format_args!("Sent{contract}"),
    )
}

/// Writes the package and builds it.
///
/// # Errors
/// A file cannot be written, or the types do not compile; the message holds what the compiler said.
pub(crate) fn build(name: &str, modules: &[Module]) -> Result<Built, String> {
    let target = target();
    let folder = target.join("random").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    }
    let root = fs::canonicalize(root()).map_err(|why| why.to_string())?;
    let write = |path: &str, text: &str| -> Result<(), String> {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|why| format!("{}: {why}", parent.display()))?;
        }
        fs::write(&path, text).map_err(|why| format!("{}: {why}", path.display()))
    };
    let root_text = root.display();
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
             contractual = {{ path = \"{root_text}/runtime\", default-features = false, features = [\"bytes1\", \"chrono04\", \"indexmap2\", \"jiff02\", \"rust_decimal1\", \"smol_str03\", \"time03\", \"url2\", \"uuid1\"] }}\n\
             {FOREIGN}\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\n[build-dependencies]\n\
             contractual-build = {{ path = \"{root_text}/build-support\" }}\n\n[profile.dev]\ndebug = false\n\n[workspace]\n"
        ),
    )?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))
        .map_err(|why| format!("Cargo.lock: {why}"))?;
    write(
        "build.rs",
        "fn main() {\n    contractual_build::run();\n}\n",
    )?;
    write(
        "contractual.toml",
        &format!("project = \"{name}\"\npackage = \"{name}\"\n"),
    )?;
    write(
        "pyproject.toml",
        &format!(
            "[project]\nname = \"{name}\"\nversion = \"0.0.0\"\nrequires-python = \">=3.11\"\n\n[tool.ruff]\nline-length = 100\n\n\
             [tool.mypy]\nmypy_path = \"src\"\nexplicit_package_bases = true\n"
        ),
    )?;
    for path in ["__init__.py", "api/__init__.py", "models/__init__.py"] {
        write(&format!("src/{name}/{path}"), "")?;
    }
    write(
        &format!("src/{name}/models/base.py"),
        "from pydantic import BaseModel, ConfigDict\n\n\nclass ContractModel(BaseModel):\n    model_config = ConfigDict(extra=\"forbid\")\n",
    )?;
    let mut lib = String::from("//! Random contracts.\n");
    let mut judges = String::new();
    let mut operations = String::new();
    for module in modules {
        lib.push_str(&format!("pub mod {};\n", module.name));
        write(
            &format!("src/{}.rs", module.name),
            &format!("//! Random contracts.\n{PREAMBLE}{}", module.source),
        )?;
        for contract in &module.contracts {
            judges.push_str(&format!(
                "            \"{contract}\" => judge::<{name}::{}::{contract}>(text),\n",
                module.name
            ));
            operations.push_str(&operation(&module.name, contract));
        }
    }
    lib.push_str("pub mod api;\n");
    write(
        "src/api.rs",
        &format!(
            "//! Every contract is read by one operation and written by another.\n\n/// All of them.\n#[contractual::api(version = 1)]\npub trait All {{\n{operations}}}\n"
        ),
    )?;
    write("src/lib.rs", &lib)?;
    write("src/main.rs", &MAIN.replace("JUDGES", &judges))?;
    let output = Command::new("cargo")
        .args(["build", "--offline", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", &target)
        // A build on a server compares only.
        .env_remove("CI")
        .env_remove("CONTRACTUAL")
        .output()
        .map_err(|why| format!("cargo: {why}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        let from = text.find("error").unwrap_or(0);
        let shown: String = text[from..].chars().take(6000).collect();
        return Err(format!("{} does not compile:\n{shown}", folder.display()));
    }
    Ok(Built {
        package: Package::new(&folder, name),
        program: target.join("debug").join(name),
    })
}

impl Built {
    /// What the Rust side says to each case.
    ///
    /// # Errors
    /// The program fails or does not answer every case.
    pub(crate) fn ask(&self, cases: &[Case]) -> Result<Vec<Answer>, String> {
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|why| format!("{}: {why}", self.program.display()))?;
        let input: String = cases
            .iter()
            .map(|case| json!({"type": case.contract, "text": case.text}).to_string() + "\n")
            .collect();
        let mut pipe = child.stdin.take().ok_or("no input")?;
        let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
        let output = child.wait_with_output().map_err(|why| why.to_string())?;
        if !matches!(writer.join(), Ok(Ok(()))) || !output.status.success() {
            return Err(format!("{}: {}", self.program.display(), output.status));
        }
        let answers: Result<Vec<Answer>, String> = String::from_utf8_lossy(&output.stdout)
            .lines()
            .map(|line| {
                let found: Value =
                    serde_json::from_str(line).map_err(|why| format!("{line}: {why}"))?;
                Ok(Answer {
                    accepts: found["accepts"] == Value::Bool(true),
                    rules: found["rules"].as_array().map(|rules| {
                        rules
                            .iter()
                            .filter_map(Value::as_str)
                            .map(str::to_owned)
                            .collect()
                    }),
                    odd: found["odd"].as_str().map(str::to_owned),
                    written: found["written"].as_str().map(str::to_owned),
                })
            })
            .collect();
        let answers = answers?;
        match answers.len() == cases.len() {
            true => Ok(answers),
            false => Err(format!(
                "{} answers to {} cases",
                answers.len(),
                cases.len()
            )),
        }
    }

    /// The rules of each contract, with those it refers to, that its schema file names and does not say.
    ///
    /// # Errors
    /// A schema file cannot be read.
    pub(crate) fn beyond_schema(
        &self,
        contracts: &[String],
    ) -> Result<BTreeMap<String, Vec<String>>, String> {
        let mut all = BTreeMap::new();
        for contract in contracts {
            let path = self.package.schema(contract);
            let text =
                fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
            let schema: Value =
                serde_json::from_str(&text).map_err(|why| format!("{}: {why}", path.display()))?;
            let mut found = Vec::new();
            let mut open = vec![&schema];
            while let Some(next) = open.pop() {
                match next {
                    Value::Array(items) => open.extend(items),
                    Value::Object(members) => {
                        let comment = members.get("$comment").and_then(Value::as_str);
                        let record = comment.and_then(|text| text.strip_prefix("contract-rules: "));
                        if let Some(record) = record {
                            let rules: Vec<Value> = serde_json::from_str(record)
                                .map_err(|why| format!("{}: {why}", path.display()))?;
                            let unsaid = rules
                                .iter()
                                .filter(|rule| rule["in_schema"] == Value::Bool(false));
                            found.extend(
                                unsaid.filter_map(|rule| rule["name"].as_str().map(str::to_owned)),
                            );
                        }
                        open.extend(members.values());
                    }
                    _ => {}
                }
            }
            all.insert(contract.clone(), found);
        }
        Ok(all)
    }
}
