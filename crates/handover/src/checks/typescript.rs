//! `typescript_interface`: a TypeScript file compiles, or a JSON value fits a TypeScript type (section 12).

use super::{Prepared, Scene, Verdict, limit, read_file};
use crate::document::Contract;
use crate::jsontext::{Places, scan};
use crate::typescript::{check_syntax, exports, find_compiler, fit, is_typescript};
use crate::{RelPath, Violation};

/// The limit of `tsc` where the contract says nothing.
const COMPILER_SECONDS: u64 = 120;

pub(super) fn check(scene: &Scene<'_>, contract: &Contract, prepared: &Prepared) -> Verdict {
    let Some(path) = &prepared.source else {
        return Verdict::default();
    };
    let file = match read_file(scene.workspace, path, scene.options.limits.artifact_bytes) {
        Ok(file) => file,
        Err(violation) => return Verdict::one(*violation),
    };
    let mut verdict = Verdict::default();
    verdict.notes.extend(file.note);
    if is_typescript(path) {
        compiles(scene, contract, path, &file.text, &mut verdict);
    } else {
        fits(contract, prepared, path, file.text, &mut verdict);
    }
    let shown = path.to_string();
    for violation in verdict.violations.iter_mut().chain(&mut verdict.notes) {
        violation.file.get_or_insert_with(|| shown.clone());
    }
    verdict
}

fn compiles(
    scene: &Scene<'_>,
    contract: &Contract,
    path: &RelPath,
    text: &str,
    verdict: &mut Verdict,
) {
    let shown = path.to_string();
    verdict.violations.extend(check_syntax(text, &shown));
    if verdict
        .violations
        .iter()
        .any(|violation| violation.code == "ts_syntax")
    {
        return;
    }
    if let Some(declared) = &contract.schema_path {
        declared_exports(scene, declared, text, &shown, verdict);
    }
    let path_variable = scene
        .options
        .variable("PATH")
        .map(std::ffi::OsString::as_os_str);
    let reason = match find_compiler(scene.workspace, scene.project, path_variable) {
        None => "no TypeScript compiler was found".to_owned(),
        Some(compiler) => {
            let environment = (scene.environment)(&[], Vec::new());
            match compiler.check(
                scene.workspace,
                path,
                limit(contract, COMPILER_SECONDS),
                environment,
                scene.cancel,
            ) {
                crate::typescript::Compiled::Checked(found) => {
                    // The compiler repeats what the built-in steps have found already.
                    let known: Vec<Option<u32>> = verdict
                        .violations
                        .iter()
                        .map(|violation| violation.line)
                        .collect();
                    let repeats = ["TS2300", "TS2304", "TS2451", "TS2552"];
                    verdict
                        .violations
                        .extend(found.into_iter().filter(|violation| {
                            let code = violation
                                .more
                                .get("ts_code")
                                .and_then(serde_json::Value::as_str)
                                .unwrap_or_default();
                            !(repeats.contains(&code) && known.contains(&violation.line))
                        }));
                    return;
                }
                crate::typescript::Compiled::Unusable(why) => {
                    format!("the TypeScript compiler cannot be used: {why}")
                }
            }
        }
    };
    if contract.require_compiler {
        let message = format!("{reason}, and the contract says `require_compiler: true`");
        verdict
            .violations
            .push(Violation::new("ts_compiler_missing", message));
    } else {
        let message = format!("{reason}: syntax and names were checked, types were not");
        verdict
            .note(Violation::new("ts_compiler_missing", message).with("note", "types_not_checked"));
    }
}

/// The file must export everything that the declaration file exports (section 12.2, item 5).
fn declared_exports(
    scene: &Scene<'_>,
    declared: &str,
    text: &str,
    shown: &str,
    verdict: &mut Verdict,
) {
    let Ok(path) = RelPath::parse(declared) else {
        return;
    };
    let Ok(file) = read_file(scene.project, &path, scene.options.limits.artifact_bytes) else {
        return;
    };
    let (Some(wanted), Some(found)) = (exports(&file.text, declared), exports(text, shown)) else {
        let message = format!(
            "the exports of `{declared}` and `{shown}` could not be compared: one of them re-exports another file"
        );
        verdict.note(Violation::new("ts_type", message));
        return;
    };
    for name in wanted.iter().filter(|name| !found.contains(name)) {
        let mut violation = Violation::new(
            "ts_type",
            format!("`{shown}` does not export `{name}`, which `{declared}` declares"),
        )
        .at(1, 1);
        violation.hint = contractual_diag::nearest(name, found.iter().map(String::as_str))
            .map(|near| format!("`{near}` is exported: did you mean `{name}`?"));
        verdict
            .violations
            .push(violation.with("missing", vec![name.clone()]));
    }
}

fn fits(
    contract: &Contract,
    prepared: &Prepared,
    path: &RelPath,
    text: String,
    verdict: &mut Verdict,
) {
    let Some(types) = &prepared.types else { return };
    let shown = path.to_string();
    let (doc, duplicates) = match scan(text) {
        Ok((doc, mut found)) => {
            let duplicates = super::json_schema::duplicates(&doc, &mut found, None, &shown);
            (doc, duplicates)
        }
        Err((problem, text)) => {
            verdict
                .violations
                .push(super::json_schema::syntax(&text, &problem, &shown, ""));
            return;
        }
    };
    verdict.violations.extend(duplicates);
    let places = Places::new(doc.text());
    for mismatch in fit(types, &doc, contract.allow_extra) {
        let (line, column) = places.of(mismatch.offset);
        let mut violation = Violation::new("ts_value_mismatch", mismatch.message)
            .pointer(mismatch.pointer)
            .at(line, column)
            .with("expected", mismatch.expected)
            .with("actual", mismatch.actual);
        if !mismatch.missing.is_empty() {
            violation = violation.with("missing", mismatch.missing);
        }
        if !mismatch.extra.is_empty() {
            violation = violation.with("extra", mismatch.extra);
        }
        if let Some(branch) = mismatch.branch {
            violation = violation.with("branch", branch);
        }
        violation.hint = mismatch.hint;
        verdict.violations.push(violation);
    }
}
