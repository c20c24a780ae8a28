//! Running other programs, and finding the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
pub(crate) fn root() -> Result<PathBuf, String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| "the repository has no root".to_owned())
}

/// A command that runs in `folder`.
pub(crate) fn command(
    folder: &Path,
    program: impl AsRef<std::ffi::OsStr>,
    arguments: &[&str],
) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments);
    command
}

/// Cargo, in the repository.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    command(
        root,
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        arguments,
    )
}

/// Runs a command to its end; its output is shown.
///
/// # Errors
/// The command cannot be started, or fails.
pub(crate) fn run(mut command: Command) -> Result<(), String> {
    let shown = show(&command);
    let status = command
        .status()
        .map_err(|why| format!("cannot run {shown}: {why}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{shown}: {status}"))
    }
}

/// Runs a command to its end and gives its standard output.
///
/// # Errors
/// The command cannot be started, or fails; its error output is part of the message.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let shown = show(&command);
    let output = command
        .output()
        .map_err(|why| format!("cannot run {shown}: {why}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let all = [output.stdout, output.stderr].concat();
        Err(format!(
            "{shown}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&all)
        ))
    }
}

/// A command as it would be typed.
pub(crate) fn show(command: &Command) -> String {
    let words: Vec<String> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    format!("`{}`", words.join(" "))
}
