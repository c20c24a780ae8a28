//! Where the packages of a graph lie, asked of Cargo: for the command line, which no build script gives models to. Nothing is fetched.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contractual_model::json::{self, Json};

/// Name and folder of every package in the graph of the package in `dir`; empty if Cargo cannot tell without the network.
pub(crate) fn folders(dir: &Path) -> Vec<(String, PathBuf)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline"])
        .current_dir(dir)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let Ok(metadata) = json::parse(&text) else {
        return Vec::new();
    };
    let packages = metadata.get("packages").and_then(Json::as_array);
    packages
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let name = package.get("name").and_then(Json::as_str)?;
            let manifest = package.get("manifest_path").and_then(Json::as_str)?;
            Some((name.to_owned(), Path::new(manifest).parent()?.to_owned()))
        })
        .collect()
}
