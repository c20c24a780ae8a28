//! Options of a run: arguments, `[handover]` of `contractual.toml`, and the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use contractual_build::fs::read_text;
use contractual_build::settings::{Handover, parse_manifest, parse_settings};
use contractual_diag::Diagnostic;
use contractual_diag::render::human;
use contractual_handover::{HookEvent, Options};

use super::args::Project;
use crate::contracts::Contracts;

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
    let contracts = Contracts::around(project.clone());
    let mut options = Options::new(project, storage);
    options.schemas = Some(Arc::new(contracts));
    options.environment = environment;
    let found = read(&options.project)?;
    options.personas.by_name = found.personas;
    options.personas.default = found.persona_command;
    options.judge_command = found.judge;
    options.env_passthrough = found.env_passthrough;
    options.project_values = found.project;
    let hooks = found.hooks.into_iter();
    options.hooks = hooks
        .filter_map(|(event, command)| Some((HookEvent::of(&event)?, command)))
        .collect();
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

/// `[handover]` of the folder's `contractual.toml`, or of the settings in its `Cargo.toml`. The whole file is read as a
/// build reads it, so that one file serves both.
fn read(project: &Path) -> Result<Handover, Failed> {
    let text =
        |name: &str| read_text(&project.join(name)).map_err(|error| format!("error: {error}\n"));
    let told = |faults: Vec<Diagnostic>, text: &str| -> Failed {
        faults.iter().map(|one| human(one, Some(text))).collect()
    };
    if let Some(text) = text("contractual.toml")? {
        return parse_settings("contractual.toml", &text)
            .map(|settings| settings.handover)
            .map_err(|faults| told(faults, &text));
    }
    let Some(text) = text("Cargo.toml")? else {
        return Ok(Handover::default());
    };
    parse_manifest("Cargo.toml", &text)
        .map(|settings| settings.unwrap_or_default().handover)
        .map_err(|faults| told(faults, &text))
}
