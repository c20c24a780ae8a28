//! The emitted fixtures as cases: their names say the verdict.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::compare::Expected;
use crate::programs::{Case, Package};

impl Package {
    /// Every fixture of the given contracts, with the verdict that its name says. A fixture that breaks a rule is accepted by JSON
    /// Schema if the rule record of the schema file says so.
    ///
    /// # Errors
    /// A file cannot be read, or is not named as a fixture; there is none for a contract.
    pub fn fixtures(&self, contracts: &[&str]) -> Result<Vec<(Case, Expected)>, String> {
        let folder = self.root.join("tests/contracts/fixtures");
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .map_err(|why| format!("{}: {why}", folder.display()))?
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let mut found = Vec::new();
        for contract in contracts {
            let start = format!("{}.", contractual_model::naming::kebab(contract));
            let beyond = beyond_schema(&self.schema(contract))?;
            let before = found.len();
            for name in names.iter().filter(|name| name.starts_with(&start)) {
                let scenario = name[start.len()..].trim_end_matches(".json");
                let accepts = scenario.starts_with("valid-");
                if !accepts && !scenario.starts_with("invalid-") {
                    return Err(format!("{name} is no fixture's name"));
                }
                let expected = Expected {
                    accepts,
                    in_schema: !beyond.contains(scenario),
                };
                found.push((Case::new(*contract, read(&folder.join(name))?), expected));
            }
            if found.len() == before {
                return Err(format!("{contract} has no fixture in {}", folder.display()));
            }
        }
        Ok(found)
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))
}

/// The scenarios of the rules that the schema file names and does not say.
fn beyond_schema(path: &Path) -> Result<BTreeSet<String>, String> {
    let schema: Value =
        serde_json::from_str(&read(path)?).map_err(|why| format!("{}: {why}", path.display()))?;
    let mut found = BTreeSet::new();
    let mut open = vec![&schema];
    while let Some(next) = open.pop() {
        match next {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                let comment = members.get("$comment").and_then(Value::as_str);
                let record = comment.and_then(|text| text.strip_prefix("contract-rules: "));
                let rules: Vec<Value> = match record {
                    Some(record) => serde_json::from_str(record)
                        .map_err(|why| format!("{}: {why}", path.display()))?,
                    None => Vec::new(),
                };
                found.extend(
                    rules
                        .iter()
                        .filter(|rule| rule["in_schema"] == Value::Bool(false))
                        .filter_map(|rule| rule["name"].as_str())
                        .map(|name| format!("invalid-{}", contractual_model::naming::kebab(name))),
                );
                open.extend(members.values());
            }
            _ => {}
        }
    }
    Ok(found)
}
