//! Which files Cargo must watch: sources, what is read if it is there, and what is written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use contractual_scan::Outline;

use crate::absent::Optional;
use crate::cargo::Directives;
use crate::dependencies::Dependencies;
use crate::generate::Generated;
use crate::{Names, Package};

pub(crate) fn watch_sources(package: &Package, outline: &Outline, out: &mut Directives) {
    for file in outline.files() {
        out.watch(&package.dir.join(file));
    }
}

pub(crate) fn watch_dependencies(others: &Dependencies, out: &mut Directives) {
    for file in others.files() {
        if file.exists() {
            out.watch(&file);
        }
    }
}

/// What a build reads if it is there: settings, what the project owns beside its contracts, root files of the targets.
pub(crate) fn optional(package: &Package) -> Optional {
    let paths = &package.settings.paths;
    let or = |path: &Option<String>, usual: &str| path.clone().unwrap_or_else(|| usual.to_owned());
    let mut inputs = vec![
        package.dir.join("contractual.toml"),
        package.root.join("pyproject.toml"),
        package.root.join(or(&paths.conftest, "tests/conftest.py")),
        package.root.join(or(&paths.justfile, "justfile")),
        package.root.join(format!(
            "{}/versioning-policy.md",
            package.settings.contracts()
        )),
    ];
    if let Ok(Names {
        package: Some(module),
        ..
    }) = package.names()
    {
        let source = or(&paths.source, "src");
        inputs.push(
            package
                .root
                .join(format!("{source}/{module}/models/base.py")),
        );
    }
    let roots = ["src/lib.rs", "src/main.rs", "src/bin"];
    Optional {
        inputs,
        roots: roots.map(|root| package.dir.join(root)).into(),
    }
}

/// Everything that was written or read beside the sources: an edit by hand must run the script.
pub(crate) fn watch_outputs(package: &Package, generated: &Generated, out: &mut Directives) {
    let contracts = package.settings.contracts();
    output(out, package.root.join(contracts));
    let below = |file: &str, folder: &str| {
        file.strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    // folders that hold nothing but ours
    let aside = generated.emission.aside.iter();
    let aside = aside.filter(|aside| aside.emitter == "fixtures");
    let mut fixtures: BTreeSet<&str> = aside.map(|aside| aside.folder.as_str()).collect();
    for claim in generated
        .claims
        .iter()
        .filter(|claim| claim.emitter == "fixtures")
    {
        fixtures.extend(claim.file.rsplit_once('/').map(|(folder, _)| folder));
    }
    fixtures.retain(|folder| *folder != contracts && !below(folder, contracts));
    for claim in &generated.claims {
        let watched = below(&claim.file, contracts)
            || fixtures.iter().any(|folder| below(&claim.file, folder));
        if !watched {
            output(out, package.root.join(&claim.file));
        }
    }
    for folder in fixtures {
        output(out, package.root.join(folder));
    }
}

/// Watches what is there: Cargo takes a missing file for a changed one, each time.
fn output(out: &mut Directives, path: PathBuf) {
    if path.exists() {
        out.watch_output(path);
    }
}
