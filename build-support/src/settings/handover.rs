//! `[handover]`: what `contractual handover` reads. A build only checks that it is written as it should be.

use std::collections::BTreeMap;

use contractual_model::toml::{Table, Value};

use super::reader::Reader;

/// How pipelines are run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Handover {
    /// The command of every persona without one of its own.
    pub persona_command: Option<String>,
    /// The command that judges for `llm_judge`.
    pub judge: Option<String>,
    /// Variables that contract and step commands get as well.
    pub env_passthrough: Vec<String>,
    /// Commands by persona.
    pub personas: BTreeMap<String, String>,
    /// What `project.*` stands for in templates.
    pub project: BTreeMap<String, String>,
    /// Commands by the event that they are told of.
    pub hooks: BTreeMap<String, String>,
}

/// The events that hooks listen to.
const HOOKS: [&str; 5] = [
    "contract_validated",
    "step_retrying",
    "step_failed",
    "artifact_created",
    "workspace_created",
];

const KNOWN: [&str; 6] = [
    "persona_command",
    "judge",
    "env_passthrough",
    "personas",
    "project",
    "hooks",
];

/// Reads the table, if it is there.
pub(super) fn read(r: &mut Reader<'_>, settings: &Table) -> Handover {
    let mut out = Handover::default();
    let Some(table) = r.table(settings, "handover") else {
        return out;
    };
    r.closed(table, "[handover]", &KNOWN);
    out.persona_command = command(r, table, "persona_command");
    out.judge = command(r, table, "judge");
    out.env_passthrough = r.texts(table, "env_passthrough").unwrap_or_default();
    out.personas = commands(r, table, "personas");
    out.project = commands(r, table, "project");
    if let Some(hooks) = r.table(table, "hooks") {
        r.closed(hooks, "[handover.hooks]", &HOOKS);
    }
    out.hooks = commands(r, table, "hooks");
    out
}

fn commands(r: &mut Reader<'_>, table: &Table, key: &str) -> BTreeMap<String, String> {
    let Some(inner) = r.table(table, key) else {
        return BTreeMap::new();
    };
    let entries = inner.entries().iter();
    entries
        .filter_map(|entry| Some((entry.key.clone(), command(r, inner, &entry.key)?)))
        .collect()
}

/// Text that a shell reads: it may have several lines.
fn command(r: &mut Reader<'_>, table: &Table, key: &str) -> Option<String> {
    let entry = table.entry(key)?;
    match &entry.node.value {
        Value::String(text) if text.contains('\0') => {
            r.fault(
                entry.node.at,
                format!("`{key}` holds a zero character, which no command can"),
                "remove it",
            );
            None
        }
        Value::String(text) => Some(text.clone()),
        other => {
            let found = other.kind();
            r.fault(
                entry.node.at,
                format!("`{key}` is {found}, expected text between quotation marks"),
                "write text between quotation marks",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{KEYS, parse_settings};
    use super::*;
    use contractual_diag::render::human;

    #[test]
    fn one_file_serves_builds_and_pipelines() {
        let text = r#"
level = "source"
[handover]
persona_command = "sh agent.sh" # all
judge = """
judge \\
  --strict"""
env_passthrough = [
  "A",
  'B', # and B
]
personas = { navigator = 'go "x"' }
[handover.project]
test_command = "cargo test"
[paths]
contracts = "contracts"
"#;
        let settings = parse_settings("contractual.toml", text).unwrap();
        assert_eq!(
            (settings.level.as_str(), settings.contracts()),
            ("source", "contracts")
        );
        let handover = &settings.handover;
        assert_eq!(handover.persona_command.as_deref(), Some("sh agent.sh"));
        assert_eq!(handover.judge.as_deref(), Some("judge \\\n  --strict"));
        assert_eq!(handover.env_passthrough, ["A", "B"]);
        assert_eq!(handover.personas["navigator"], "go \"x\"");
        assert_eq!(handover.project["test_command"], "cargo test");
        let without = parse_settings("contractual.toml", "level = \"wire\"\n").unwrap();
        assert_eq!(without.handover, Handover::default());
    }

    #[test]
    fn unknown_keys_and_other_values_are_refused_at_their_place() {
        let text = "[handover]\npersona_comand = \"x\"\njudge = 3\nenv_passthrough = \"A\"\n[handover.personas]\np = true\n";
        let found = parse_settings("contractual.toml", text).unwrap_err();
        let shown: String = found.iter().map(|one| human(one, Some(text))).collect();
        assert_eq!(
            shown,
            "\
error[config-invalid]: unknown key `persona_comand` in [handover]
  --> contractual.toml:2:1
    |
  2 | persona_comand = \"x\"
    | ^^^^^^^^^^^^^^
  do: write `persona_command`
error[config-invalid]: `judge` is a whole number, expected text between quotation marks
  --> contractual.toml:3:9
    |
  3 | judge = 3
    |         ^
  do: write text between quotation marks
error[config-invalid]: `env_passthrough` is text, expected an array of texts
  --> contractual.toml:4:19
    |
  4 | env_passthrough = \"A\"
    |                   ^
  do: write an array of texts
error[config-invalid]: `p` is a truth value, expected text between quotation marks
  --> contractual.toml:6:5
    |
  6 | p = true
    |     ^^^^
  do: write text between quotation marks
"
        );
    }

    #[test]
    fn the_reference_names_every_key() {
        let named: Vec<&str> = KEYS
            .iter()
            .filter_map(|(key, _)| key.strip_prefix("handover.")?.split('.').next())
            .collect();
        assert_eq!(named, KNOWN);
    }
}
