//! Contracts of pipelines beside TypeScript's own compiler.

use std::fs;
use std::path::Path;
use std::process::Command;

use contractual_handover::{Options, RunResult, StepStatus, check_only};
use tempfile::tempdir;

use crate::support::tools;

/// The folder with `tsc`, as the path of a command.
fn path() -> std::ffi::OsString {
    let own = tools().join("node/node_modules/.bin");
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&paths))).unwrap()
}

/// The contracts of the one step, against a folder.
fn check(project: &Path, contract: &str) -> RunResult {
    let pipeline = format!(
        "steps:\n  - id: write\n    persona: p\n    exec: {{type: prompt, source: x}}\n    handover:\n      contract: {contract}\n"
    );
    let mut options = Options::new(project, project.join("runs"));
    options.environment = vec![
        ("PATH".to_owned(), path()),
        ("HOME".to_owned(), project.into()),
    ];
    check_only(
        &pipeline,
        "pipeline.yaml",
        &options,
        "write",
        &project.join("workspace"),
    )
}

#[test]
fn the_compiler_finds_what_the_syntax_cannot_show() {
    let folder = tempdir().unwrap();
    let workspace = folder.path().join("workspace");
    fs::create_dir_all(workspace.join("src")).unwrap();
    let contract = "{type: typescript_interface, source: src/order.ts, require_compiler: true}";
    let judge = |text: &str| {
        fs::write(workspace.join("src/order.ts"), text).unwrap();
        check(folder.path(), contract)
    };
    let good = judge(
        "export interface Order { id: string; total?: number }\nexport const o: Order = { id: 'a' };\n",
    );
    assert_eq!(good.steps[0].status, StepStatus::Passed, "{:?}", good.steps);
    let bad = judge(
        "export interface Order { id: string }\nexport const o: Order = { id: 5 };\nexport const p: string = 1 + 1;\n",
    );
    let found: Vec<_> = bad.steps[0]
        .violations
        .iter()
        .map(|v| (v.code, v.file.as_deref(), v.line, v.column))
        .collect();
    assert_eq!(
        found,
        [
            ("ts_type", Some("src/order.ts"), Some(2), Some(27)),
            ("ts_type", Some("src/order.ts"), Some(3), Some(14)),
        ],
        "{:?}",
        bad.steps
    );
    assert_eq!(
        bad.steps[0].violations[0]
            .more
            .get("ts_code")
            .and_then(|code| code.as_str()),
        Some("TS2322")
    );
    // The nearest settings hold: here they allow what `strict` does not.
    fs::write(
        workspace.join("src/tsconfig.json"),
        r#"{"compilerOptions": {"target": "es2020", "lib": ["es2020"]}}"#,
    )
    .unwrap();
    let lib = judge(
        "export const all: Promise<number[]> = Promise.all([1]);\nexport const big: bigint = 1n;\n",
    );
    assert_eq!(lib.steps[0].status, StepStatus::Passed, "{:?}", lib.steps);
    let beyond = judge("export const at: number | undefined = [1].at(-1);\n");
    assert_eq!(
        beyond.steps[0].violations.first().map(|v| v.code),
        Some("ts_type"),
        "{:?}",
        beyond.steps
    );
}

/// A type, a JSON value, and what both must say.
const FITS: &[(&str, &str, bool)] = &[
    ("{ a: string; b?: number }", r#"{"a": "x"}"#, true),
    ("{ a: string; b?: number }", r#"{"a": "x", "c": 1}"#, false),
    ("{ a: string; b?: number }", r#"{"b": 1}"#, false),
    ("{ readonly a: string | null }", r#"{"a": null}"#, true),
    ("'on' | 'off' | 3", r#""on""#, true),
    ("'on' | 'off' | 3", "4", false),
    ("[string, ...number[]]", r#"["a", 1, 2]"#, true),
    ("[string, ...number[]]", r#"["a", "b"]"#, false),
    ("[string, number?]", r#"["a"]"#, true),
    ("Record<string, number>", r#"{"x": 1}"#, true),
    ("Record<'x' | 'y', number>", r#"{"x": 1}"#, false),
    ("Partial<{ a: string; b: number }>", "{}", true),
    ("Required<{ a?: string }>", "{}", false),
    ("Pick<{ a: string; b: number }, 'a'>", r#"{"a": "x"}"#, true),
    (
        "Omit<{ a: string; b: number }, 'a'>",
        r#"{"a": "x", "b": 1}"#,
        false,
    ),
    ("Exclude<'a' | 'b', 'a'>", r#""a""#, false),
    (
        "{ kind: 'a'; n: number } | { kind: 'b'; s: string }",
        r#"{"kind": "b", "s": "x"}"#,
        true,
    ),
    (
        "{ kind: 'a'; n: number } | { kind: 'b'; s: string }",
        r#"{"kind": "a", "s": "x"}"#,
        false,
    ),
    (
        "{ a: string } & { b: number }",
        r#"{"a": "x", "b": 1}"#,
        true,
    ),
    ("{ a: string } & { b: number }", r#"{"a": "x"}"#, false),
    ("`v${number}`", r#""v12""#, true),
    ("`v${number}`", r#""vx""#, false),
    ("ReadonlyArray<{ id: number }>", r#"[{"id": 1}]"#, true),
    (
        "{ [key: string]: boolean }",
        r#"{"a": true, "b": 1}"#,
        false,
    ),
    ("unknown", r#"[1, {"a": null}]"#, true),
    ("never[]", "[]", true),
    ("never[]", "[1]", false),
];

#[test]
fn values_fit_a_type_as_literals_fit_it_for_the_compiler() {
    let folder = tempdir().unwrap();
    let workspace = folder.path().join("workspace");
    fs::create_dir_all(&workspace).unwrap();
    let mut literals = String::new();
    for (n, (ty, value, _)) in FITS.iter().enumerate() {
        literals.push_str(&format!("export const v{n}: {ty} = {value};\n"));
    }
    let file = folder.path().join("literals.ts");
    fs::write(&file, literals).unwrap();
    let output = Command::new("tsc")
        .args(["--noEmit", "--strict", "--pretty", "false", "literals.ts"])
        .current_dir(folder.path())
        .env("PATH", path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for (n, (ty, value, wanted)) in FITS.iter().enumerate() {
        let line = format!("literals.ts({},", n + 1);
        assert_eq!(
            !said.contains(&line),
            *wanted,
            "tsc on {ty} = {value}: {said}"
        );
        fs::write(
            folder.path().join("type.ts"),
            format!("export type T = {ty};\n"),
        )
        .unwrap();
        fs::write(workspace.join("value.json"), value).unwrap();
        let result = check(
            folder.path(),
            "{type: typescript_interface, source: value.json, schema_path: type.ts, interface: T}",
        );
        let passed = result.steps[0].status == StepStatus::Passed;
        assert_eq!(
            passed, *wanted,
            "{ty} = {value}: {:?}",
            result.steps[0].violations
        );
    }
}
