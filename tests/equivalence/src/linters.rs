//! What a Python project runs on itself: the emitted sources are a fixed point of the formatter, and clean.

use std::process::Command;

use crate::programs::{Package, Tools};

/// What is run, and its arguments.
const RUNS: [(&str, &[&str]); 3] = [
    ("ruff", &["format", "--no-cache", "--check", "src", "tests"]),
    ("ruff", &["check", "--no-cache", "src", "tests"]),
    ("mypy", &["--ignore-missing-imports", "src", "tests"]),
];

/// Runs ruff and mypy of an environment over a package; what they find, if they find anything.
///
/// # Errors
/// A tool is missing.
pub(crate) fn found(
    tools: &Tools,
    environment: &str,
    package: &Package,
) -> Result<Option<String>, String> {
    for (tool, arguments) in RUNS {
        let mut command = Command::new(tools.program(environment, tool));
        command.args(arguments).current_dir(&package.root);
        if tool == "mypy" {
            command
                .arg("--cache-dir")
                .arg(package.root.join(".mypy").join(environment));
        }
        let output = command
            .output()
            .map_err(|why| format!("{command:?}: {why}"))?;
        if !output.status.success() {
            let all = [output.stdout.as_slice(), &output.stderr].concat();
            let all = String::from_utf8_lossy(&all).into_owned();
            let shown: String = all.chars().take(3000).collect();
            let first = arguments.first().copied().unwrap_or_default();
            return Ok(Some(format!("{tool} {first} ({environment}):\n{shown}")));
        }
    }
    Ok(None)
}
