//! The emitted TypeScript, as its users compile it: with every strictness, for bundlers and for Node, and run over the fixtures.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{command, run};

/// How the sources are compiled: name, module system, resolution, further options.
const MANNERS: [(&str, &str, &str, &str); 2] = [
    (
        "bundler",
        "esnext",
        "bundler",
        "\"verbatimModuleSyntax\": true, \"noEmit\": true",
    ),
    ("node", "nodenext", "nodenext", ""),
];

/// Compiles the TypeScript of each package and runs its checks.
///
/// # Errors
/// A compiler finds something, a check gives a wrong verdict, or there is nothing to check.
pub(crate) fn typescript(root: &Path, node: &Path, packages: &[PathBuf]) -> Result<(), String> {
    let (mut found, mut judged) = (0, 0);
    for package in packages {
        let sources = package.join("docs/contracts/typescript");
        if !sources.join("index.ts").is_file() {
            continue;
        }
        found += 1;
        println!("{}", sources.display());
        let name = package.file_name().unwrap_or_default().to_string_lossy();
        // Below the folder of the tools, so that the compiled modules find their packages.
        let work = node.join("typescript").join(name.as_ref());
        let at = |why: std::io::Error| format!("{}: {why}", work.display());
        if work.exists() {
            fs::remove_dir_all(&work).map_err(at)?;
        }
        // Copied, because a module is what the nearest package.json says.
        let copied = work.join("contracts");
        copy(&sources, &copied)?;
        fs::write(work.join("package.json"), "{\"type\": \"module\"}\n").map_err(at)?;
        let usage = root.join(format!("tests/tools/typescript/{name}.ts"));
        if usage.is_file() {
            fs::copy(&usage, work.join("usage.ts")).map_err(at)?;
        }
        for (manner, module, resolution, more) in MANNERS {
            let settings = settings(module, resolution, more);
            let file = format!("tsconfig.{manner}.json");
            fs::write(work.join(&file), settings).map_err(at)?;
            let mut tsc = command(&work, "node", &[]);
            tsc.arg(node.join("node_modules/typescript/bin/tsc"))
                .args(["-p", &file]);
            run(tsc)?;
        }
        let folder = package.join("tests/contracts/fixtures");
        if folder.is_dir() {
            judged += 1;
            let mut fixtures = command(&work, "node", &[]);
            fixtures
                .arg(root.join("tests/tools/typescript/fixtures.mjs"))
                .arg(work.join("compiled/contracts"))
                .arg(folder);
            run(fixtures)?;
        }
    }
    if found == 0 || judged == 0 {
        return Err("no package has TypeScript and fixtures, so nothing was checked".to_owned());
    }
    Ok(())
}

fn settings(module: &str, resolution: &str, more: &str) -> String {
    let more = if more.is_empty() {
        String::new()
    } else {
        format!("\n    {more},")
    };
    format!(
        "{{
  \"compilerOptions\": {{
    \"strict\": true, \"exactOptionalPropertyTypes\": true, \"noUncheckedIndexedAccess\": true,
    \"noPropertyAccessFromIndexSignature\": true, \"noImplicitReturns\": true, \"noFallthroughCasesInSwitch\": true,
    \"noUnusedLocals\": true, \"noUnusedParameters\": true, \"isolatedModules\": true,
    \"module\": \"{module}\", \"moduleResolution\": \"{resolution}\",{more}
    \"target\": \"es2022\", \"lib\": [\"es2022\"], \"types\": [], \"outDir\": \"compiled\", \"rootDir\": \".\",
    \"paths\": {{ \"contracts/*\": [\"./contracts/*\"] }}
  }},
  \"include\": [\"contracts/**/*.ts\", \"usage.ts\"]
}}
"
    )
}

/// Copies the sources of a folder and of the folders in it.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let at = |why: std::io::Error| format!("{}: {why}", from.display());
    fs::create_dir_all(to).map_err(at)?;
    for entry in fs::read_dir(from).map_err(at)? {
        let path = entry.map_err(at)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(at)?;
        }
    }
    Ok(())
}
