//! Everything that is checked, step by step. A step that cannot run fails; none is skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::run::{cargo, command, output, run};
use crate::tools::{self, Tools};

/// What a step works on.
struct Place<'a> {
    root: &'a Path,
    tools: &'a Tools,
}

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&Place<'_>) -> Result<(), String>,
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "rustfmt finds nothing to change",
        run: format,
    },
    Step {
        name: "tidy",
        about: "the rules about the sources themselves",
        run: |at| crate::tidy::tidy(at.root),
    },
    Step {
        name: "lints",
        about: "clippy and rustc find nothing to warn of",
        run: lints,
    },
    Step {
        name: "tests",
        about: "all Rust tests and documentation examples",
        run: tests,
    },
    Step {
        name: "docs",
        about: "rustdoc finds nothing to warn of",
        run: docs,
    },
    Step {
        name: "python-pinned",
        about: "the emitted Python package, with the versions a scaffold pins",
        run: python_pinned,
    },
    Step {
        name: "python-newest",
        about: "the same with the newest versions",
        run: python_newest,
    },
    Step {
        name: "schemas",
        about: "emitted JSON Schemas: meta-schema, ajv in strict mode, every fixture",
        run: schemas,
    },
    Step {
        name: "typescript",
        about: "emitted TypeScript: strict compilation for bundlers and for Node, every fixture",
        run: typescript,
    },
    Step {
        name: "random",
        about: "random contract types and random texts: one verdict from every artifact, with a fixed seed",
        run: |at| random(at.root, &[]),
    },
    Step {
        name: "openapi",
        about: "emitted OpenAPI documents: four validators",
        run: openapi,
    },
];

/// Runs the named steps, or all.
///
/// # Errors
/// A step failed; all others have run.
pub(crate) fn test(root: &Path, names: &[&str]) -> Result<(), String> {
    if names == ["list"] {
        for step in STEPS {
            println!("{:15} {}", step.name, step.about);
        }
        return Ok(());
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| STEPS.iter().all(|step| step.name != **name))
    {
        return Err(format!(
            "no step `{unknown}`; `cargo xtask test list` names them"
        ));
    }
    let tools = tools::prepare(root)?;
    let place = Place {
        root,
        tools: &tools,
    };
    let mut report = Vec::new();
    for step in STEPS
        .iter()
        .filter(|step| names.is_empty() || names.contains(&step.name))
    {
        println!("\n=== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = (step.run)(&place);
        report.push((step.name, start.elapsed().as_secs(), outcome));
    }
    println!();
    for (name, seconds, outcome) in &report {
        match outcome {
            Ok(()) => println!("ok      {name} ({seconds} s)"),
            Err(why) => println!("FAILED  {name} ({seconds} s): {why}"),
        }
    }
    let failed = report
        .iter()
        .filter(|(_, _, outcome)| outcome.is_err())
        .count();
    println!("{} passed, {failed} failed", report.len() - failed);
    if failed == 0 {
        Ok(())
    } else {
        Err(format!("{failed} of {} steps failed", report.len()))
    }
}

fn format(at: &Place<'_>) -> Result<(), String> {
    run(cargo(at.root, &["fmt", "--all", "--check"]))
}

fn lints(at: &Place<'_>) -> Result<(), String> {
    run(cargo(
        at.root,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ],
    ))
}

fn tests(at: &Place<'_>) -> Result<(), String> {
    let mut all = cargo(at.root, &["test", "--workspace", "--no-fail-fast"]);
    all.env("CONTRACTUAL_TOOLS", at.root.join("target/tools"));
    run(all)
}

fn docs(at: &Place<'_>) -> Result<(), String> {
    let mut doc = cargo(at.root, &["doc", "--workspace", "--no-deps", "--quiet"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    run(doc)
}

fn python_pinned(at: &Place<'_>) -> Result<(), String> {
    python(at, &at.tools.pinned)
}

fn python_newest(at: &Place<'_>) -> Result<(), String> {
    python(at, &at.tools.newest)
}

/// The checks a Python project runs on itself.
fn python(at: &Place<'_>, bin: &Path) -> Result<(), String> {
    let mut found = 0;
    for folder in packages(at.root)? {
        if !folder.join("pyproject.toml").is_file() {
            continue;
        }
        found += 1;
        println!("{}", folder.display());
        run(command(
            &folder,
            bin.join("ruff"),
            &["check", "--no-cache", "src", "tests"],
        ))?;
        run(command(
            &folder,
            bin.join("ruff"),
            &["format", "--no-cache", "--check", "src", "tests"],
        ))?;
        let cache = at.root.join("target/tools/mypy-cache");
        let mut mypy = command(
            &folder,
            bin.join("mypy"),
            &["--ignore-missing-imports", "src", "tests"],
        );
        mypy.arg("--cache-dir")
            .arg(cache.join(bin.parent().and_then(Path::file_name).unwrap_or_default()));
        run(mypy)?;
        let mut pytest = command(
            &folder,
            bin.join("python"),
            &["-m", "pytest", "-q", "-p", "no:cacheprovider"],
        );
        pytest
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONPATH", "src");
        run(pytest)?;
    }
    if found == 0 {
        Err("no example has a Python package, so nothing was checked".to_owned())
    } else {
        Ok(())
    }
}

/// The examples, and every package of ours that has contracts.
fn packages(root: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for folder in ["crates", "examples", "tests"] {
        let folder = root.join(folder);
        let entries =
            fs::read_dir(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        let packages = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.join("docs/contracts").is_dir());
        found.extend(packages);
    }
    found.sort();
    Ok(found)
}

/// All committed artifacts of the examples whose name ends so.
fn artifacts(root: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for example in packages(root)? {
        let Ok(entries) = fs::read_dir(example.join("docs/contracts")) else {
            continue;
        };
        found.extend(
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.to_string_lossy().ends_with(ending)),
        );
    }
    found.sort();
    if found.is_empty() {
        return Err(format!(
            "no example has an artifact `*{ending}`, so nothing was checked"
        ));
    }
    Ok(found)
}

fn schemas(at: &Place<'_>) -> Result<(), String> {
    let files = artifacts(at.root, ".schema.json")?;
    let mut meta = command(
        at.root,
        at.tools.newest.join("check-jsonschema"),
        &["--check-metaschema"],
    );
    meta.args(&files);
    run(meta)?;
    let mut ajv = command(at.root, "node", &[]);
    ajv.env("NODE_PATH", at.tools.node.join("node_modules"))
        .arg(at.root.join("tests/tools/ajv-strict.cjs"))
        .args(&files);
    run(ajv)
}

fn typescript(at: &Place<'_>) -> Result<(), String> {
    crate::typescript::typescript(at.root, &at.tools.node, &packages(at.root)?)
}

fn openapi(at: &Place<'_>) -> Result<(), String> {
    let bin = at.tools.node.join("node_modules/.bin");
    let rules = at
        .root
        .join("tests/tools/spectral.yaml")
        .to_string_lossy()
        .into_owned();
    for file in artifacts(at.root, ".yaml")? {
        let document = file.to_string_lossy().into_owned();
        println!("{document}");
        run(command(
            at.root,
            at.tools.newest.join("openapi-spec-validator"),
            &[&document],
        ))?;
        // Redocly asks a registry for its newest version unless it is told not to.
        let mut redocly = command(at.root, bin.join("redocly"), &["lint", &document]);
        redocly
            .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
            .env("REDOCLY_TELEMETRY", "off");
        output(redocly)?;
        output(command(
            at.root,
            bin.join("spectral"),
            &["lint", &document, "-r", &rules],
        ))?;
        // validate-api takes every member named `$ref` for a reference, also one that a contract has.
        let text = std::fs::read_to_string(&file).map_err(|why| format!("{document}: {why}"))?;
        if text.lines().any(|line| line.trim() == "$ref:") {
            println!("  openapi-spec-validator, redocly and spectral accept it");
            continue;
        }
        output(command(at.root, bin.join("validate-api"), &[&document]))?;
        println!("  openapi-spec-validator, redocly, spectral and validate-api accept it");
    }
    Ok(())
}

/// Random contract types before all judges; the words go to the program.
pub(crate) fn random(root: &Path, words: &[&str]) -> Result<(), String> {
    let arguments = ["run", "--quiet", "-p", "contractual-tests-random", "--"];
    let mut command = cargo(root, &arguments);
    command
        .args(words)
        .env("CONTRACTUAL_TOOLS", root.join("target/tools"));
    run(command)
}
