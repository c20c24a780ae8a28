//! The stories that READMEs tell: each `diff` block is applied and each command of a `console` block is run, in a copy of the folder
//! that is a git repository of its own, and the README must say what was printed. A line `...` stands for any lines.
//!
//! `CONTRACTUAL_BLESS=1` writes what was printed into the README; a block whose `...` still fit is left alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::build::package::program;
use crate::support::root;

/// A copy of an example, committed on `main`.
struct Copy {
    folder: TempDir,
}

impl Copy {
    fn of(example: &Path) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("contractual-story-")
            .tempdir()
            .unwrap();
        copy(example, folder.path());
        std::fs::write(folder.path().join(".gitignore"), "target\n").unwrap();
        let copy = Self { folder };
        let set_up = "git init -q -b main && git config user.name Ada && git config user.email ada@example.test && git config core.autocrlf false && git add -A && git commit -qm start";
        let (status, said) = copy.shell(set_up, None);
        assert_eq!(status, 0, "{said}");
        copy
    }

    /// Runs a command; gives its status and what it said on both streams.
    fn shell(&self, command: &str, input: Option<&str>) -> (i32, String) {
        let programs = program().parent().unwrap().to_path_buf();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path)))
                .unwrap();
        let mut child = Command::new("sh")
            .args(["-c", &format!("( {command}\n) 2>&1")])
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", "2026-11-22T12:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-22T12:00:00Z")
            .env_remove("CI")
            .env_remove("CONTRACTUAL")
            .env_remove("CARGO_TARGET_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        if let Some(input) = input {
            std::io::Write::write_all(&mut stdin, input.as_bytes()).unwrap();
        }
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        // the folder of this run is nobody's business
        let said = said.replace(&format!("{}/", self.folder.path().display()), "");
        (output.status.code().unwrap_or(-1), said)
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if name == "target" || name == ".git" {
            continue;
        }
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => {
                std::fs::copy(&path, to.join(name)).unwrap();
            }
        }
    }
}

/// Runs the story; gives the README as it should be, and the blocks that differ.
fn tell(readme: &str, copy: &Copy) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut wrong = Vec::new();
    let mut lines = readme.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else {
            continue;
        };
        let mut block = Vec::new();
        let mut first = 0;
        for (number, line) in lines.by_ref() {
            if first == 0 {
                first = number + 1;
            }
            if line == "```" {
                break;
            }
            block.push(line);
        }
        match kind {
            "console" => {
                for (command, expected) in commands(&block) {
                    let (status, mut said) = copy.shell(&command.replace("\\\n", ""), None);
                    if status != 0 {
                        said.push_str(&format!("[exit status: {status}]\n"));
                    }
                    out.push_str(&format!("$ {command}\n"));
                    if fits(&expected, &said.lines().collect::<Vec<_>>()) {
                        expected
                            .iter()
                            .for_each(|line| out.push_str(&format!("{line}\n")));
                    } else {
                        wrong.push(format!(
                            "line {first}: `{command}` says\n{said}but the README has\n{}",
                            expected.join("\n")
                        ));
                        out.push_str(&said);
                    }
                }
            }
            kind => {
                let text: String = block.iter().map(|line| format!("{line}\n")).collect();
                if kind == "diff" {
                    let (status, said) = copy.shell("git apply --recount -", Some(&text));
                    assert_eq!(status, 0, "line {first}: the change does not apply: {said}");
                }
                out.push_str(&text);
            }
        }
        out.push_str("```\n");
    }
    (out, wrong)
}

/// The commands of a block, each with the lines that it is expected to print. A backslash at the end of a line goes on.
fn commands<'b>(block: &[&'b str]) -> Vec<(String, Vec<&'b str>)> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_owned(), Vec::new())),
            (None, Some((command, expected))) if expected.is_empty() && command.ends_with('\\') => {
                command.push('\n');
                command.push_str(line);
            }
            (None, Some((_, expected))) => expected.push(line),
            (None, None) => panic!("a console block begins with a command: {line}"),
        }
    }
    found
}

/// True if the lines are as expected; `...` stands for any number of them.
fn fits(expected: &[&str], said: &[&str]) -> bool {
    match expected {
        [] => said.is_empty(),
        ["...", rest @ ..] => (0..=said.len()).any(|skipped| fits(rest, &said[skipped..])),
        [first, rest @ ..] => said.first() == Some(first) && fits(rest, &said[1..]),
    }
}

fn check(readme: PathBuf) {
    let text = std::fs::read_to_string(&readme).unwrap();
    let (told, wrong) = tell(&text, &Copy::of(readme.parent().unwrap()));
    if std::env::var_os("CONTRACTUAL_BLESS").is_some() {
        std::fs::write(&readme, told).unwrap();
        return;
    }
    assert!(
        wrong.is_empty(),
        "{}: run with CONTRACTUAL_BLESS=1 if this is right\n{}",
        readme.display(),
        wrong.join("\n\n")
    );
}

#[test]
fn the_story_of_the_job_api() {
    check(root().join("examples/job-api/README.md"));
}

#[test]
fn dots_stand_for_lines() {
    assert!(fits(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(fits(&["...", "d"], &["d"]));
    assert!(fits(&["a", "..."], &["a"]));
    assert!(!fits(&["a", "..."], &["b"]));
    assert!(!fits(&["a"], &["a", "b"]));
    let block = ["$ a \\", "  b", "said", "$ c"];
    assert_eq!(
        commands(&block),
        [
            ("a \\\n  b".to_owned(), vec!["said"]),
            ("c".to_owned(), vec![])
        ]
    );
}
