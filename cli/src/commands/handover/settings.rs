//! Options of a run: arguments, `[handover]` of `contractual.toml`, and the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use contractual_handover::Options;

use super::args::Project;

/// A message for standard error, and the exit status is 2.
pub(super) type Failed = String;

/// The options that every subcommand needs.
pub(super) fn options(args: &Project) -> Result<Options, Failed> {
    let project = match &args.project {
        Some(project) => project.clone(),
        None => std::env::current_dir()
            .map_err(|error| format!("error: cannot find the current folder: {error}\n"))?,
    };
    let environment: Vec<(String, OsString)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .collect();
    let storage = match &args.storage {
        Some(storage) => storage.clone(),
        None => default_storage(&project),
    };
    let mut options = Options::new(project, storage);
    options.environment = environment;
    let found = read(&options.project)?;
    options.personas.by_name = found.personas;
    options.personas.default = found.persona_command;
    options.judge_command = found.judge;
    options.env_passthrough = found.env_passthrough;
    options.project_values = found.project;
    Ok(options)
}

/// The folder of a project's runs: outside of the project, so that no tool that looks upwards finds it from a workspace.
fn default_storage(project: &Path) -> PathBuf {
    let variable = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = variable("XDG_STATE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")));
    let real = project
        .canonicalize()
        .unwrap_or_else(|_| project.to_path_buf());
    let name = real
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_else(|| "project".into());
    let below = PathBuf::from("contractual/handover").join(format!(
        "{name}-{:016x}",
        fnv(real.to_string_lossy().as_bytes())
    ));
    if let Some(base) = base {
        let folder = base.join(&below);
        if std::fs::create_dir_all(&folder).is_ok() && is_writable(&folder) {
            return folder;
        }
    }
    std::env::temp_dir().join(below)
}

fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    let written = std::fs::write(&probe, b"").is_ok();
    let _ = std::fs::remove_file(&probe);
    written
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What `[handover]` of `contractual.toml` says.
#[derive(Debug, Default)]
struct Settings {
    personas: BTreeMap<String, String>,
    persona_command: Option<String>,
    judge: Option<String>,
    env_passthrough: Vec<String>,
    project: BTreeMap<String, String>,
}

/// The folder's `contractual.toml`, as far as it speaks of handover. Strings and lists of strings are all there is.
fn read(project: &Path) -> Result<Settings, Failed> {
    let path = project.join("contractual.toml");
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(error) => Err(format!(
            "error: cannot read `{}`: {error}\n",
            path.display()
        )),
    }
}

fn parse(text: &str) -> Result<Settings, Failed> {
    let mut settings = Settings::default();
    let mut table = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            table = name.split(']').next().unwrap_or_default().trim().to_owned();
            continue;
        }
        if table != "handover" && !table.starts_with("handover.") {
            continue;
        }
        let bad = |what: &str| {
            format!(
                "error[invalid_value]: {what}\n  --> contractual.toml:{}:1\n",
                at + 1
            )
        };
        let (key, value) = line
            .split_once('=')
            .ok_or_else(|| bad("expected `key = value`"))?;
        let key = key.trim().trim_matches('"').to_owned();
        let value = value.trim();
        let text = || {
            strings(value)
                .filter(|found| found.len() == 1 && !value.starts_with('['))
                .map(|mut found| found.remove(0))
        };
        let text = || text().ok_or_else(|| bad(&format!("`{key}` must be a text in quotes")));
        match (table.as_str(), key.as_str()) {
            ("handover", "persona_command") => settings.persona_command = Some(text()?),
            ("handover", "judge") => settings.judge = Some(text()?),
            ("handover", "env_passthrough") => {
                settings.env_passthrough = strings(value)
                    .ok_or_else(|| bad("`env_passthrough` must be a list of texts"))?;
            }
            ("handover.personas", _) => {
                settings.personas.insert(key.clone(), text()?);
            }
            ("handover.project", _) => {
                settings.project.insert(key.clone(), text()?);
            }
            _ => {
                let known = ["persona_command", "judge", "env_passthrough"];
                let near = contractual_diag::nearest(&key, known)
                    .map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default();
                return Err(bad(&format!("unknown key `{key}` in [{table}]{near}")));
            }
        }
    }
    Ok(settings)
}

/// A text in quotes, or a list of such texts, in one line; comments may follow.
fn strings(value: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let list = value.starts_with('[');
    let mut rest = value.strip_prefix('[').unwrap_or(value).trim_start();
    loop {
        if list && let Some(behind) = rest.strip_prefix(']') {
            rest = behind;
            break;
        }
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let mut text = String::new();
        let mut chars = rest[1..].char_indices();
        let end = loop {
            let (at, c) = chars.next()?;
            match c {
                c if c == quote => break at + 2,
                '\\' if quote == '"' => text.push(match chars.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    c @ ('"' | '\\') => c,
                    _ => return None,
                }),
                c => text.push(c),
            }
        };
        out.push(text);
        rest = rest[end..].trim_start();
        if !list {
            break;
        }
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    let rest = rest.trim();
    (rest.is_empty() || rest.starts_with('#')).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handover_tables_are_read_and_typing_errors_refused() {
        let text = "[paths]\nx = 1\n[handover]\npersona_command = \"sh agent.sh\" # all\nenv_passthrough = [\"A\", 'B']\n[handover.personas]\nnavigator = 'go \"x\"'\n[handover.project]\ntest_command = \"cargo test\"\n";
        let settings = parse(text).expect("settings");
        assert_eq!(settings.persona_command.as_deref(), Some("sh agent.sh"));
        assert_eq!(settings.env_passthrough, ["A", "B"]);
        assert_eq!(settings.personas["navigator"], "go \"x\"");
        assert_eq!(settings.project["test_command"], "cargo test");
        let error = parse("[handover]\npersona_comand = \"x\"\n").expect_err("refused");
        assert_eq!(
            error,
            "error[invalid_value]: unknown key `persona_comand` in [handover]; did you mean `persona_command`?\n  --> contractual.toml:2:1\n"
        );
    }
}
