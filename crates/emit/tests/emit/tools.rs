//! The Python tools that read what is emitted.
//!
//! They are looked for in the folder that `CONTRACTUAL_TOOLS` names (`cargo xtask test` makes it). Without the variable these tests say
//! loudly that nothing was run; with `CI` set that is a failure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contractual_emit::Emission;

/// The `bin` folders of the pinned and of the newest tools.
pub fn pythons() -> Vec<PathBuf> {
    match std::env::var_os("CONTRACTUAL_TOOLS") {
        Some(root) => {
            let root = PathBuf::from(root);
            ["python-pinned", "python-newest"]
                .iter()
                .map(|name| root.join(name).join("bin"))
                .collect()
        }
        None => {
            assert!(
                std::env::var_os("CI").is_none(),
                "CONTRACTUAL_TOOLS is not set, so no Python tool can be run"
            );
            eprintln!(
                "SKIPPED: CONTRACTUAL_TOOLS is not set (`cargo xtask test` sets it); no Python tool was run"
            );
            Vec::new()
        }
    }
}

/// Writes an emission into a fresh Python project and gives its folder.
pub fn written_out(emission: &Emission, name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&root);
    let mut files: Vec<(String, &str)> = vec![
        ("src/acme_jobs/__init__.py".to_owned(), ""),
        ("src/acme_jobs/models/__init__.py".to_owned(), ""),
        ("src/acme_jobs/api/__init__.py".to_owned(), ""),
        ("src/acme_jobs/models/base.py".to_owned(), BASE),
        ("tests/conftest.py".to_owned(), CONFTEST),
        ("pyproject.toml".to_owned(), PYPROJECT),
    ];
    files.extend(
        emission
            .artifacts
            .iter()
            .map(|artifact| (artifact.path.clone(), artifact.text.as_str())),
    );
    for (path, text) in files {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        }
        std::fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    root
}

/// Runs a tool; its output is part of the failure.
pub fn run(bin: &Path, folder: &Path, tool: &str, arguments: &[&str]) {
    let output = Command::new(bin.join(tool))
        .args(arguments)
        .current_dir(folder)
        .env("PYTHONPATH", "src")
        .env("MYPYPATH", "src")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap_or_else(|e| panic!("{}: {e}", bin.join(tool).display()));
    assert!(
        output.status.success(),
        "{tool} {arguments:?} of {} in {}:\n{}{}",
        bin.display(),
        folder.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Everything a project runs over the emitted Python and TypeScript, and the validator of the document.
pub fn check_project(folder: &Path) {
    check_typescript(folder);
    for bin in pythons() {
        run(
            &bin,
            folder,
            "ruff",
            &["format", "--no-cache", "--diff", "."],
        );
        run(&bin, folder, "ruff", &["check", "--no-cache", "."]);
        run(
            &bin,
            folder,
            "mypy",
            &[
                "--strict",
                "--ignore-missing-imports",
                "--cache-dir=/dev/null",
                "src",
                "tests",
            ],
        );
        run(
            &bin,
            folder,
            "python",
            &[
                "-m",
                "pytest",
                "-q",
                "-x",
                "-p",
                "no:cacheprovider",
                "tests",
            ],
        );
        if bin.join("openapi-spec-validator").exists() {
            run(
                &bin,
                folder,
                "openapi-spec-validator",
                &["docs/contracts/openapi-v1.yaml"],
            );
        }
    }
}

/// Compiles the emitted TypeScript with every strictness.
pub fn check_typescript(folder: &Path) {
    let Some(tools) = std::env::var_os("CONTRACTUAL_TOOLS") else {
        eprintln!("SKIPPED: CONTRACTUAL_TOOLS is not set; the TypeScript was not compiled");
        return;
    };
    let modules = PathBuf::from(tools).join("node/node_modules");
    let settings = format!(
        r#"{{
  "compilerOptions": {{
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "noImplicitReturns": true,
    "noPropertyAccessFromIndexSignature": true, "noUnusedLocals": true, "noUnusedParameters": true,
    "isolatedModules": true, "verbatimModuleSyntax": true, "module": "esnext", "moduleResolution": "bundler",
    "target": "es2022", "lib": ["es2022"], "types": [], "noEmit": true,
    "paths": {{ "ajv/dist/2020.js": ["{}/ajv/dist/2020.d.ts"] }}
  }},
  "include": ["docs/contracts/typescript/**/*.ts"]
}}
"#,
        modules.display()
    );
    let path = folder.join("tsconfig.json");
    std::fs::write(&path, settings).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let output = Command::new("node")
        .arg(modules.join("typescript/bin/tsc"))
        .arg("-p")
        .arg(&path)
        .output()
        .unwrap_or_else(|e| panic!("node: {e}"));
    assert!(
        output.status.success(),
        "tsc in {}:\n{}",
        folder.display(),
        String::from_utf8_lossy(&output.stdout)
    );
}

/// What the artifacts say to each text: one line of JSON for each case, as `tests/equivalence/judge.py` writes it.
pub fn judged(bin: &Path, folder: &Path, cases: &[String]) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/equivalence/judge.py");
    let mut child = Command::new(bin.join("python"))
        .arg(&script)
        .arg(folder)
        .args(["acme_jobs", "1"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{}: {e}", bin.display()));
    let mut input = child
        .stdin
        .take()
        .unwrap_or_else(|| panic!("no standard input"));
    let lines = cases.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child
        .wait_with_output()
        .unwrap_or_else(|e| panic!("judge: {e}"));
    writer
        .join()
        .unwrap_or_else(|_| panic!("writer"))
        .unwrap_or_else(|e| panic!("judge: {e}"));
    assert!(
        output.status.success(),
        "the judge failed in {}",
        folder.display()
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

const BASE: &str = r#""""Base of the models of this package."""

from pydantic import BaseModel, ConfigDict


class ContractModel(BaseModel):
    """What every model shares."""

    model_config = ConfigDict(extra="forbid")
"#;

const PYPROJECT: &str = r#"[project]
name = "acme-jobs"
version = "0.1.0"

[tool.ruff]
line-length = 100
target-version = "py311"

[tool.ruff.lint]
select = ["E", "F", "I", "UP", "B", "W", "C4", "SIM"]
"#;

const CONFTEST: &str = r#""""The harness of the contract tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def contracts_dir() -> Path:
    return Path(__file__).parent.parent / "docs" / "contracts"


@pytest.fixture(scope="session")
def load_contract_schema(contracts_dir: Path) -> Callable[[str], Any]:
    def load(name: str) -> Any:
        return json.loads((contracts_dir / f"{name}.schema.json").read_text(encoding="utf-8"))

    return load


@pytest.fixture(scope="session")
def load_contract_fixture() -> Callable[[str], Any]:
    def load(name: str) -> Any:
        path = Path(__file__).parent / "contracts" / "fixtures" / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8"))

    return load
"#;
