//! The tools of others that our output is checked with: two Python environments and a Node folder under `target/tools`, made
//! from lock files in `tests/tools`. Each is made again when its lock file changes.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::run::{command, output, run};

/// Where the tools are.
#[derive(Debug)]
pub(crate) struct Tools {
    /// `bin` folder of the environment with the versions the Python scaffold pins.
    pub(crate) pinned: PathBuf,
    /// `bin` folder of the environment with the newest versions.
    pub(crate) newest: PathBuf,
    /// Folder that holds `node_modules`.
    pub(crate) node: PathBuf,
}

/// Makes what is missing.
///
/// # Errors
/// Python 3.11 or later, or Node, is not there, or a package cannot be had.
pub(crate) fn prepare(root: &Path) -> Result<Tools, String> {
    let folder = root.join("target/tools");
    let locks = root.join("tests/tools");
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    let pinned = python(
        &folder.join("python-pinned"),
        &locks.join("requirements-pinned.txt"),
    )?;
    let newest = python(
        &folder.join("python-newest"),
        &locks.join("requirements-newest.txt"),
    )?;
    let node = node(&folder.join("node"), &locks)?;
    Ok(Tools {
        pinned,
        newest,
        node,
    })
}

fn at(path: &Path) -> impl Fn(io::Error) -> String + '_ {
    move |why| format!("{}: {why}", path.display())
}

/// True if `folder` was made from exactly this lock text.
fn is_current(folder: &Path, lock: &str) -> bool {
    fs::read_to_string(folder.join("made-from")).is_ok_and(|made| made == lock)
}

fn start_afresh(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(at(folder)(why)),
        _ => Ok(()),
    }
}

fn python(folder: &Path, lock: &Path) -> Result<PathBuf, String> {
    let text = fs::read_to_string(lock).map_err(at(lock))?;
    let bin = folder.join("bin");
    if is_current(folder, &text) {
        return Ok(bin);
    }
    println!("making {}", folder.display());
    start_afresh(folder)?;
    let parent = folder.parent().unwrap_or(folder);
    let interpreter = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let version = output(command(
        parent,
        &interpreter,
        &["-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
    ))
    .map_err(|why| {
        format!("Python 3.11 or later is needed (set PYTHON to name another interpreter): {why}")
    })?;
    let (major, minor) = version.trim().split_once('.').unwrap_or(("0", "0"));
    if (major.parse().unwrap_or(0), minor.parse().unwrap_or(0)) < (3, 11) {
        return Err(format!(
            "Python 3.11 or later is needed, `{interpreter}` is {}",
            version.trim()
        ));
    }
    let folder_text = folder.to_string_lossy().into_owned();
    run(command(parent, &interpreter, &["-m", "venv", &folder_text]))
        .map_err(|why| format!("{why}; on Debian the package `python3-venv` brings it"))?;
    let lock_text = lock.to_string_lossy().into_owned();
    let arguments = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "-r",
        &lock_text,
    ];
    run(command(parent, bin.join("python"), &arguments))?;
    fs::write(folder.join("made-from"), text).map_err(at(folder))?;
    Ok(bin)
}

fn node(folder: &Path, locks: &Path) -> Result<PathBuf, String> {
    let lock = locks.join("package-lock.json");
    let text = fs::read_to_string(&lock).map_err(at(&lock))?;
    if is_current(folder, &text) {
        return Ok(folder.to_path_buf());
    }
    println!("making {}", folder.display());
    start_afresh(folder)?;
    fs::create_dir_all(folder).map_err(at(folder))?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(locks.join(name), folder.join(name)).map_err(at(folder))?;
    }
    run(command(
        folder,
        "npm",
        &[
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--silent",
        ],
    ))
    .map_err(|why| format!("Node 20 or later with npm is needed: {why}"))?;
    fs::write(folder.join("made-from"), text).map_err(at(folder))?;
    Ok(folder.to_path_buf())
}
