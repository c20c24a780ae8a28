//! Every rule does what its page says: the example is clean, `before` is found, `after` is not.
#![allow(clippy::unwrap_used)]

use contractual_agents::run::{Disk, NoSchemas, Outcome, World, main};
use contractual_agents::{load, rules};
use contractual_yaml::{Data, Node, Options, Value, parse_one};
use std::borrow::Cow;
use std::path::Path;

/// A disk that cannot be written.
struct ReadOnly(load::MemoryFiles);

impl load::Files for ReadOnly {
    fn kind(&self, path: &Path) -> Option<load::FileKind> {
        self.0.kind(path)
    }
    fn read(&self, path: &Path) -> Result<Vec<u8>, String> {
        self.0.read(path)
    }
    fn list(&self, path: &Path) -> Result<Vec<String>, String> {
        self.0.list(path)
    }
}

impl Disk for ReadOnly {
    fn write(&self, path: &Path, _: &[u8], _: bool, _: bool) -> Result<(), String> {
        panic!("{} written", path.display())
    }
    fn remove(&self, path: &Path) -> Result<(), String> {
        panic!("{} removed", path.display())
    }
    fn files(&self) -> &dyn load::Files {
        self
    }
}

fn run(command: &str, document: &str, config: &str) -> Outcome {
    let files = load::MemoryFiles::new([
        ("/p/agent-contracts.yaml", document.to_owned()),
        ("/p/agent-contracts.config.yaml", config.to_owned()),
    ]);
    let world = World {
        disk: &ReadOnly(files),
        cwd: Path::new("/p"),
        now: "2026-01-01T00:00:00.000Z",
        schemas: &NoSchemas,
    };
    let words: Vec<String> = command.split(' ').map(str::to_owned).collect();
    main(&words, &world)
}

const CONFIG: &str = "dsl: agent-contracts.yaml\nextra_rules: true\n";

/// Both commands' findings, as text.
fn findings(document: &str) -> String {
    let (validate, lint) = (
        run("validate", document, CONFIG),
        run("lint", document, CONFIG),
    );
    validate.stderr + &lint.stderr
}

fn read(text: &str) -> Node {
    parse_one(text, "x.yaml", &Options::default())
        .unwrap_or_else(|e| panic!("{text}\n{e:?}"))
        .root
}

/// `change` over `base`: maps merge, all else replaces.
fn overlay<'n>(base: &'n Node, change: &'n Node) -> Data<'n> {
    let (Value::Mapping(base), Value::Mapping(change)) = (&base.value, &change.value) else {
        return Data::from(change);
    };
    let mut entries: Vec<(Cow<'n, str>, Data<'n>)> = Vec::new();
    for (key, value) in base.iter() {
        let new = change
            .get(key)
            .map_or_else(|| Data::from(value), |other| overlay(value, other));
        entries.push((key.into(), new));
    }
    for (key, value) in change.iter() {
        if base.get(key).is_none() {
            entries.push((key.into(), Data::from(value)));
        }
    }
    Data::Map(entries)
}

fn changed(change: &str) -> String {
    let (base, change) = (read(rules::EXAMPLE), read(change));
    contractual_yaml::write(&overlay(&base, &change))
}

#[test]
fn the_example_is_clean() {
    assert_eq!(findings(rules::EXAMPLE), "");
}

#[test]
fn every_pair_shows_its_rule() {
    for rule in rules::all().filter(|rule| !rule.before.is_empty()) {
        let marker = format!("[{}]", rule.name);
        let before = findings(&changed(rule.before));
        assert!(
            before.contains(&marker),
            "{} is not found in its example:\n{before}",
            rule.name
        );
        let after = findings(&changed(rule.after));
        assert!(
            !after.contains(&marker),
            "{} is still found when all is right:\n{after}",
            rule.name
        );
    }
}

#[test]
fn every_finding_is_of_a_known_rule_and_has_a_place() {
    for rule in rules::all().filter(|rule| !rule.before.is_empty()) {
        for command in ["validate --positions", "lint --positions"] {
            for line in run(command, &changed(rule.before), CONFIG).stderr.lines() {
                let Some((_, rest)) = line.split_once(" [") else {
                    continue;
                };
                let code = rest.split(']').next().unwrap();
                assert!(rules::find(code).is_some(), "unknown rule {code}");
                assert!(
                    line.starts_with("agent-contracts.yaml:"),
                    "no place: {line}"
                );
            }
        }
    }
}

#[test]
fn rules_are_named_once() {
    let mut names: Vec<&str> = rules::all().map(|rule| rule.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn severities_and_waivers() {
    let document = changed(
        "agents: {Bob: {role_name: B, purpose: p, dispatch_only: true, guardrails: [safe]}}",
    );
    let line = "agents.Bob: warning [agent-key-casing] \"Bob\" should be kebab-case (lower case words joined by hyphens)\n";
    assert_eq!(run("lint", &document, CONFIG).stderr, line);
    let off = format!("{CONFIG}lint_rules: {{agent-key-casing: 'off'}}\n");
    assert_eq!(run("lint", &document, &off).stdout, "Lint passed.\n");
    let error = format!("{CONFIG}lint_rules: {{agent-key-casing: error}}\n");
    assert_eq!(run("lint", &document, &error).status, 1);
    let waiver = |path: &str| {
        format!(
            "{CONFIG}waivers: [{{rule: agent-key-casing, path: {path}, reason: he is called so}}]\n"
        )
    };
    assert_eq!(
        run("lint", &document, &waiver("agents.Bob")).stdout,
        "Lint passed.\n"
    );
    assert_eq!(
        run("lint", &document, &waiver("agents.*")).stdout,
        "Lint passed.\n"
    );
    let unused = run("lint", &document, &waiver("agents.Tim")).stderr;
    assert!(
        unused.contains("[unused-waiver]") && unused.contains("he is called so"),
        "{unused}"
    );
}

#[test]
fn the_reference_page_is_fresh() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/guide/src/agents/rules.md"
    );
    let page = rules::reference();
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
        std::fs::write(path, &page).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == page,
        "docs/guide/src/agents/rules.md is stale: run `BLESS=1 cargo test -p contractual-agents --test rules`"
    );
}
