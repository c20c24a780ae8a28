//! Settings from the text of `contractual.toml` or `Cargo.toml`.

use contractual_diag::{Diagnostic, SourceLoc, nearest};
use contractual_drift::compat::{Section, all_rules, find_rule};
use contractual_model::toml::{self, Table, Value};

use super::reader::{Climb, Reader};
use super::{Check, Contract, ModeSetting, Settings, handover};

/// Settings from `contractual.toml`; `file` is its name in messages.
///
/// # Errors
/// Every fault, each at its line and column, sorted.
pub fn parse_settings(file: &str, text: &str) -> Result<Settings, Vec<Diagnostic>> {
    let table = toml::parse(text).map_err(|error| vec![syntax(file, &error)])?;
    read(file, text, &table)
}

/// Settings from `[package.metadata.contractual]` of a `Cargo.toml`; `None` if there is no such table.
///
/// # Errors
/// As [`parse_settings`]. A manifest that is no TOML is Cargo's to report: `None`.
pub fn parse_manifest(file: &str, text: &str) -> Result<Option<Settings>, Vec<Diagnostic>> {
    let Ok(manifest) = toml::parse(text) else {
        return Ok(None);
    };
    let metadata = manifest
        .table("package")
        .and_then(|package| package.table("metadata"));
    match metadata.and_then(|metadata| metadata.table("contractual")) {
        Some(table) => read(file, text, table).map(Some),
        None => Ok(None),
    }
}

fn syntax(file: &str, error: &toml::ParseError) -> Diagnostic {
    Diagnostic::error("config-invalid", error.message.clone())
        .at(SourceLoc::new(file, error.line, error.column))
        .why("the settings cannot be read, and no default is guessed for what they may say")
        .fix("correct the line; the grammar is TOML 1.0")
}

fn read(file: &str, text: &str, table: &Table) -> Result<Settings, Vec<Diagnostic>> {
    let mut reader = Reader {
        file,
        text,
        faults: Vec::new(),
    };
    let settings = settings(&mut reader, table);
    if reader.faults.is_empty() {
        return Ok(settings);
    }
    contractual_diag::sort(&mut reader.faults);
    Err(reader.faults)
}

fn settings(r: &mut Reader<'_>, table: &Table) -> Settings {
    const TOP: [&str; 23] = [
        "project",
        "package",
        "root",
        "mode",
        "baseline",
        "tag_pattern",
        "level",
        "content_model",
        "id_base",
        "title",
        "servers",
        "features",
        "target",
        "max_accept_days",
        "min_sunset_days",
        "budget",
        "paths",
        "emitters",
        "rules",
        "contract",
        "dependencies",
        "handover",
        "check",
    ];
    r.closed(table, "the settings", &TOP);
    let project = r
        .text(table, "project")
        .filter(|name| name_ok(r, table, "project", name, "-_. "));
    let package = r
        .text(table, "package")
        .filter(|name| name_ok(r, table, "package", name, "_"));
    let mut s = Settings {
        project,
        package,
        given: table
            .entries()
            .iter()
            .map(|entry| entry.key.clone())
            .collect(),
        ..Settings::default()
    };
    if let Some(root) = r.path(table, "root", Climb::Allowed) {
        s.root = root;
    }
    match r
        .choice(table, "mode", &["auto", "write", "check"])
        .as_deref()
    {
        Some("write") => s.mode = ModeSetting::Write,
        Some("check") => s.mode = ModeSetting::Check,
        _ => {}
    }
    if let Some(baseline) = r.text(table, "baseline") {
        let known = ["released", "lock"].contains(&baseline.as_str())
            || baseline
                .strip_prefix("git:")
                .is_some_and(|rev| !rev.is_empty() && !rev.starts_with('-'))
            || baseline
                .strip_prefix("file:")
                .is_some_and(|path| !path.is_empty());
        if known {
            s.baseline = baseline;
            s.baseline_set = true;
        } else {
            let at = table.entry("baseline").map_or(0, |entry| entry.node.at);
            r.fault(
                at,
                format!("`baseline` cannot be `{baseline}`"),
                "one of: git:<ref>, released, lock, file:<path>",
            );
        }
    }
    if let Some(pattern) = r.text(table, "tag_pattern") {
        s.tag_pattern = pattern;
    }
    if let Some(level) = r.choice(table, "level", &["wire", "source"]) {
        s.level = level;
    }
    if let Some(model) = r.choice(table, "content_model", &["declared", "strict"]) {
        s.content_model = model;
    }
    s.id_base = r.text(table, "id_base").filter(|base| {
        let absolute =
            base.starts_with("https://") || base.starts_with("http://") || base.starts_with("urn:");
        if !absolute || base.contains(['#', ' ']) {
            let at = table.entry("id_base").map_or(0, |entry| entry.node.at);
            r.fault(
                at,
                format!("`id_base` is no absolute URI without a fragment: `{base}`"),
                "write for example `https://acme.example/schemas`",
            );
            return false;
        }
        true
    });
    s.title = r.text(table, "title");
    s.servers = servers(r, table);
    s.features = r.texts(table, "features");
    s.target = r.text(table, "target");
    s.max_accept_days = r
        .count(table, "max_accept_days")
        .unwrap_or(s.max_accept_days);
    s.min_sunset_days = r
        .count(table, "min_sunset_days")
        .unwrap_or(s.min_sunset_days);
    if let Some(budget) = r.table(table, "budget") {
        r.closed(budget, "[budget]", &["values", "millis"]);
        s.budget_values = r.count(budget, "values").unwrap_or(s.budget_values);
        s.budget_millis = r.count(budget, "millis").unwrap_or(s.budget_millis);
    }
    if let Some(paths) = r.table(table, "paths") {
        r.closed(
            paths,
            "[paths]",
            &["contracts", "source", "tests", "conftest", "justfile"],
        );
        s.paths.contracts = r.path(paths, "contracts", Climb::Refused);
        s.paths.source = r.path(paths, "source", Climb::Refused);
        s.paths.tests = r.path(paths, "tests", Climb::Refused);
        s.paths.conftest = r.path(paths, "conftest", Climb::Refused);
        s.paths.justfile = r.path(paths, "justfile", Climb::Refused);
    }
    tables(r, table, &mut s);
    s.handover = handover::read(r, table);
    s.check = check(r, table);
    s
}

const MODES: [&str; 6] = [
    "BACKWARD",
    "FORWARD",
    "FULL",
    "BACKWARD_TRANSITIVE",
    "FORWARD_TRANSITIVE",
    "FULL_TRANSITIVE",
];

/// The tables whose keys are names.
fn tables(r: &mut Reader<'_>, table: &Table, s: &mut Settings) {
    if let Some(emitters) = r.table(table, "emitters") {
        let names: Vec<&str> = contractual_emit::EMITTERS
            .iter()
            .map(|info| info.name)
            .collect();
        r.closed(emitters, "[emitters]", &names);
        for entry in emitters.entries() {
            if let Some(on) = r.truth(entry) {
                s.emitters.insert(entry.key.clone(), on);
            }
        }
    }
    if let Some(rules) = r.table(table, "rules") {
        for entry in rules.entries() {
            let Some(rule) = find_rule(&entry.key) else {
                let fix = match nearest(&entry.key, all_rules().map(|rule| rule.id)) {
                    Some(near) => format!("write `{near}`"),
                    None => "`contractual rules` lists them".to_owned(),
                };
                r.fault(entry.at, format!("there is no rule `{}`", entry.key), fix);
                continue;
            };
            let fixed = rule.id == "undecided" || rule.section == Section::Build;
            if fixed && entry.node.value != Value::String("error".to_owned()) {
                r.fault(
                    entry.at,
                    format!("the rule `{}` cannot be lowered", rule.id),
                    "remove the line",
                );
                continue;
            }
            if let Some(level) = r.choice(rules, &entry.key, &["error", "warn", "info", "off"]) {
                s.rules.insert(entry.key.clone(), level);
            }
        }
    }
    if let Some(contracts) = r.table(table, "contract") {
        for entry in contracts.entries() {
            let Some(one) = r.table(contracts, &entry.key) else {
                continue;
            };
            let place = format!("[contract.{}]", entry.key);
            r.closed(one, &place, &["direction", "mode", "retention"]);
            let contract = Contract {
                direction: r.choice(one, "direction", &["request", "response", "both", "event"]),
                mode: r.choice(one, "mode", &MODES),
                retention: r.count(one, "retention"),
            };
            for key in ["mode", "retention"] {
                if contract.direction.as_deref() != Some("event")
                    && let Some(found) = one.entry(key)
                {
                    r.fault(
                        found.at,
                        format!("`{key}` in {place} is for events only"),
                        "add `direction = \"event\"`, or remove it",
                    );
                }
            }
            s.per_contract.insert(entry.key.clone(), contract);
        }
    }
    if let Some(dependencies) = r.table(table, "dependencies") {
        for entry in dependencies.entries() {
            if let Some(path) = r.path(dependencies, &entry.key, Climb::Allowed) {
                s.dependencies.insert(entry.key.clone(), path);
            }
        }
    }
}

/// `[check]`: lists of paths below the file.
fn check(r: &mut Reader<'_>, table: &Table) -> Check {
    let Some(check) = r.table(table, "check") else {
        return Check::default();
    };
    r.closed(check, "[check]", &["invariants", "handover", "agents"]);
    let mut paths = |key: &str| -> Option<Vec<String>> {
        let paths = r.texts(check, key)?;
        for path in &paths {
            let leaves = path.starts_with('/')
                || path.contains(['\\', ':'])
                || path.split('/').any(|step| step == "..");
            if leaves {
                let at = check.entry(key).map_or(0, |entry| entry.node.at);
                r.fault(
                    at,
                    format!("the path `{path}` of `{key}` leaves the folder of this file"),
                    "write paths below it, with forward slashes",
                );
            }
        }
        Some(paths)
    };
    Check {
        invariants: paths("invariants"),
        handover: paths("handover"),
        agents: paths("agents"),
    }
}

/// URLs, or tables with `url` and `description`.
fn servers(r: &mut Reader<'_>, table: &Table) -> Option<Vec<(String, String)>> {
    let entry = table.entry("servers")?;
    let Value::Array(items) = &entry.node.value else {
        r.fault(
            entry.node.at,
            format!(
                "`servers` is {}, expected an array",
                entry.node.value.kind()
            ),
            "write `servers = [\"https://api.example\"]`",
        );
        return None;
    };
    let mut servers = Vec::new();
    for item in items {
        match &item.value {
            Value::String(url) => servers.push((url.clone(), String::new())),
            Value::Table(one) => {
                r.closed(one, "`servers`", &["url", "description"]);
                match r.text(one, "url") {
                    Some(url) => {
                        servers.push((url, r.text(one, "description").unwrap_or_default()))
                    }
                    None if one.entry("url").is_none() => {
                        r.fault(
                            item.at,
                            "this server has no `url`".to_owned(),
                            "add `url = \"https://...\"`",
                        );
                    }
                    None => {}
                }
            }
            other => r.fault(
                item.at,
                format!("a server is {}, expected text or a table", other.kind()),
                "write its URL between quotation marks",
            ),
        }
    }
    Some(servers)
}

/// True if a name has only letters, digits and `further` characters; else the fault is noted.
fn name_ok(r: &mut Reader<'_>, table: &Table, key: &str, name: &str, further: &str) -> bool {
    let ok = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || further.contains(c));
    if !ok {
        let at = table.entry(key).map_or(0, |entry| entry.node.at);
        r.fault(
            at,
            format!("the name `{name}` of `{key}` has other characters than letters, digits and `{further}`"),
            "choose a plain name",
        );
    }
    ok
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_diag::render::human;

    fn faults(text: &str) -> String {
        match parse_settings("contractual.toml", text) {
            Ok(settings) => panic!("read as {settings:?}"),
            Err(found) => found.iter().map(|one| human(one, Some(text))).collect(),
        }
    }

    #[test]
    fn all_keys() {
        let text = r#"
project = "acme-jobs"
package = "acme_jobs"
root = "../py"
mode = "check"
baseline = "git:origin/main"
level = "source"
id_base = "https://acme.example/schemas/"
servers = ["https://a.example", { url = "https://b.example", description = "Test" }]
features = ["v2"]
max_accept_days = 30
budget = { values = 10 }
[paths]
contracts = "./contracts/"
[emitters]
justfile = false
[rules]
"enum-value-added" = "warn"
[contract.job-response]
direction = "response"
[dependencies]
acme_types = "../types"
"#;
        let settings = parse_settings("contractual.toml", text).unwrap();
        assert_eq!(settings.project.as_deref(), Some("acme-jobs"));
        assert_eq!(settings.mode, ModeSetting::Check);
        assert_eq!(settings.contracts(), "contracts");
        assert_eq!(settings.servers.as_ref().map(Vec::len), Some(2));
        assert_eq!(settings.emitters.get("justfile"), Some(&false));
        let contract = &settings.per_contract["job-response"];
        assert_eq!(contract.direction.as_deref(), Some("response"));
        assert_eq!((settings.budget_values, settings.budget_millis), (10, 200));
        let manifest =
            "[package]\nname = \"a\"\n[package.metadata.contractual]\nlevel = \"source\"\n";
        let other = parse_manifest("Cargo.toml", manifest).unwrap().unwrap();
        assert_eq!(other.level, "source");
        assert_eq!(parse_manifest("Cargo.toml", "[package]\n"), Ok(None));
    }

    #[test]
    fn every_key_is_in_the_reference() {
        // a key the reference does not name would be refused here, and one it names is not
        for (key, _) in super::super::KEYS {
            let top = key.split('.').next().unwrap_or(key);
            let found = parse_settings("s", &format!("{top} = 1e0\n"));
            let message = found
                .err()
                .map(|f| f[0].headline.clone())
                .unwrap_or_default();
            assert!(!message.starts_with("unknown key"), "{key}: {message}");
        }
    }

    #[test]
    fn faults_are_collected_with_their_places() {
        let text = "emiters = 1\nmode = \"chek\"\nlevel = 3\n[paths]\ncontracts = \"../x\"\n";
        let expected = "\
error[config-invalid]: unknown key `emiters` in the settings
  --> contractual.toml:1:1
    |
  1 | emiters = 1
    | ^^^^^^^
  do: write `emitters`
error[config-invalid]: `mode` cannot be `chek`
  --> contractual.toml:2:8
    |
  2 | mode = \"chek\"
    |        ^
  do: write `check`
error[config-invalid]: `level` is a whole number, expected text between quotation marks
  --> contractual.toml:3:9
    |
  3 | level = 3
    |         ^
  do: write text between quotation marks
error[config-invalid]: the path `../x` of `contracts` leaves the root
  --> contractual.toml:5:13
    |
  5 | contracts = \"../x\"
    |             ^
  do: write a path relative to the root, with forward slashes and without `..`
";
        assert_eq!(faults(text), expected);
        assert!(faults("mode = \n").contains("--> contractual.toml:1:8"));
    }
}
