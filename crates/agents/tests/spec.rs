//! The specification as small projects: `tests/spec/*.txt` holds, for each rule, files, command lines and what they must
//! print, written down from the text of the specification, not from the output.
//!
//! A case starts with `## `. `@ NAME` starts a file (`doc` is a document whose version and system are filled in, `config`
//! the configuration), `$ ` a command line. Behind it: `exit N`; `! CODE PATH`, all diagnostics in order (`clean`: none;
//! `only CODE...`: those with these codes); `out`, `err` and `file NAME` with whole texts in `|` lines; `has` and `hasnot`
//! a piece of the output; `absent NAME`.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use contractual_agents::run::{NoSchemas, RealDisk, World, main};

const HEAD: [(&str, &str); 2] = [
    (
        "system:",
        "system: {id: s, name: S, default_workflow_order: [w]}\n",
    ),
    ("version:", "version: 1\n"),
];

/// What one command line printed, the folder of the project shown as `/p`.
struct Ran {
    status: u8,
    out: String,
    err: String,
}

fn run(folder: &Path, line: &str) -> Ran {
    let world = World {
        disk: &RealDisk,
        cwd: folder,
        now: "2026-01-01T00:00:00.000Z",
        schemas: &NoSchemas,
    };
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let outcome = main(&words, &world);
    let shown = |text: &str| text.replace(&folder.to_string_lossy().into_owned(), "/p");
    Ran {
        status: outcome.status,
        out: shown(&outcome.stdout),
        err: shown(&outcome.stderr),
    }
}

/// Code and path of a line `PATH: SEVERITY [CODE] MESSAGE`.
fn diagnostic(line: &str) -> Option<String> {
    let (head, rest) = line.split_once(" [")?;
    let (code, _) = rest.split_once("] ")?;
    let (path, severity) = head.rsplit_once(' ').unwrap_or(("", head));
    let path = path.strip_suffix(':')?;
    let word = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    (word(code) && word(severity)).then(|| format!("{code} {path}").trim_end().to_owned())
}

fn write(folder: &Path, name: &str, text: &str) {
    let (name, mut text) = match name {
        "doc" => ("agent-contracts.yaml", text.to_owned()),
        "config" => ("agent-contracts.config.yaml", text.to_owned()),
        name => (name, text.to_owned()),
    };
    if name == "agent-contracts.yaml" && text.contains("#doc\n") {
        text = text.replace("#doc\n", "");
        for (key, line) in HEAD {
            if !text.lines().any(|one| one.starts_with(key)) {
                text.insert_str(0, line);
            }
        }
    }
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What differs between what a command did and what it should.
fn differences(folder: &Path, ran: &Ran, expected: &str, checks: &mut usize) -> String {
    let mut wrong = String::new();
    let mut complain = |what: &str, got: &str, wanted: &str| {
        let _ = writeln!(wrong, "{what}\n--- got\n{got}\n--- wanted\n{wanted}");
    };
    let all = format!("{}{}", ran.out, ran.err);
    let (mut wanted, mut only, mut listed) = (Vec::new(), None, false);
    let mut lines = expected.lines().filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        *checks += usize::from(!matches!(word, "!" | "only"));
        match word {
            "exit" => {
                let got = ran.status.to_string();
                if got != rest {
                    complain("exit status", &format!("{got}\n{all}"), rest);
                }
            }
            "!" => {
                *checks += usize::from(!listed);
                listed = true;
                wanted.push(rest);
            }
            "clean" => listed = true,
            "only" => {
                listed = true;
                only = Some(rest.split(' ').collect::<Vec<_>>());
            }
            "has" | "hasnot" => {
                if all.contains(rest) != (word == "has") {
                    complain(word, &all, rest);
                }
            }
            "absent" => {
                if folder.join(rest).exists() {
                    complain("a file that should not be", rest, "");
                }
            }
            "out" | "err" | "file" => {
                let mut text: Vec<&str> = Vec::new();
                while let Some(line) = lines.next_if(|line| line.starts_with('|')) {
                    text.push(line.strip_prefix("| ").unwrap_or(&line[1..]));
                }
                let got = match word {
                    "out" => ran.out.clone(),
                    "err" => ran.err.clone(),
                    _ => std::fs::read_to_string(folder.join(rest)).unwrap_or_default(),
                };
                let got = got.strip_suffix('\n').unwrap_or(&got);
                if got != text.join("\n") {
                    complain(line, got, &text.join("\n"));
                }
            }
            other => panic!("`{other}` is no word of the case files"),
        }
    }
    if listed {
        let got = ran.err.lines().filter_map(diagnostic);
        let got: Vec<String> = got
            .filter(|one| {
                let code = one.split(' ').next().unwrap_or_default();
                only.as_ref().is_none_or(|only| only.contains(&code))
            })
            .collect();
        if got != wanted {
            complain("diagnostics", &got.join("\n"), &wanted.join("\n"));
        }
    }
    wrong
}

/// Runs the cases of a file; the number of checks, and what went wrong.
fn cases(name: &str) -> (usize, String) {
    let text = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/spec")
        .join(name);
    let text = std::fs::read_to_string(text).unwrap();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("spec")
        .join(name);
    let _ = std::fs::remove_dir_all(&root);
    let (mut checks, mut wrong) = (0, String::new());
    for (at, case) in text.split("\n## ").enumerate() {
        let (title, body) = case.split_once('\n').unwrap_or((case, ""));
        let folder = root.join(at.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let folder = std::fs::canonicalize(folder).unwrap();
        let mut parts: Vec<String> = Vec::new();
        for line in body.lines() {
            if line.starts_with("@ ") || line.starts_with("$ ") || line == "$" {
                parts.push(String::new());
            }
            if let Some(part) = parts.last_mut() {
                part.push_str(line);
                part.push('\n');
            }
        }
        for part in parts {
            let (head, rest) = part.split_once('\n').unwrap_or((&part, ""));
            if let Some(name) = head.strip_prefix("@ ") {
                let mark = if name == "doc" { "#doc\n" } else { "" };
                write(&folder, name, &format!("{mark}{rest}"));
                continue;
            }
            let line = head[1..].trim();
            let ran = run(&folder, line);
            let found = differences(&folder, &ran, rest, &mut checks);
            if !found.is_empty() {
                let _ = writeln!(wrong, "## {title}\n$ {line}\n{found}");
            }
        }
    }
    (checks, wrong)
}

#[test]
fn each_case_of_the_specification_holds() {
    let mut all = 0;
    let mut wrong = String::new();
    for name in ["load.txt", "checks.txt", "render.txt", "generate.txt"] {
        let (checks, found) = cases(name);
        all += checks;
        wrong.push_str(&found);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(all > 500, "{all} checks");
}

#[test]
fn a_case_that_does_not_hold_is_told() {
    let ran = Ran {
        status: 1,
        out: String::new(),
        err: "a.b: error [some-rule] text\n: other [other] text\n".to_owned(),
    };
    for (expected, fails) in [
        ("exit 1\n! some-rule a.b\n! other\n", false),
        ("only other\n! other\n", false),
        ("exit 0\n", true),
        ("! some-rule a.b\n", true),
        ("clean\n", true),
        ("has nothing\n", true),
        ("hasnot text\n", true),
        ("out\n| x\n", true),
        ("file nope\n| x\n", true),
    ] {
        let found = differences(Path::new("/nowhere"), &ran, expected, &mut 0);
        assert_eq!(!found.is_empty(), fails, "{expected}{found}");
    }
}
