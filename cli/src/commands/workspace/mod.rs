//! `contractual check` at the root of a workspace: the contracts of every member, the suites, pipelines and agent projects that are
//! found there, in one report.
//!
//! Each part is checked by the command of its family, in a process of its own, so that the report says what that command says. The
//! forms for machines are made of the findings themselves (`machine`).

mod machine;
mod members;
mod parts;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use contractual_model::json::{Json, parse, to_pretty};

use super::{complain, print};
pub(crate) use machine::{Asked as MachineAsked, machine};
pub(crate) use parts::{Kind, Part, parts};

/// Exit status when contracts are in order and the check of another family is not.
pub(crate) const FAMILY_FAILED: u8 = 5;

/// What is asked of the whole.
pub(crate) struct Asked<'a> {
    /// One object instead of text.
    pub(crate) json: bool,
    /// Report, but end with status 0 unless nothing could be checked.
    pub(crate) exit_zero: bool,
    /// Further arguments of `check` for each package: `--today`, `--against`, `--semantic`.
    pub(crate) arguments: &'a [String],
}

/// One part after its check.
struct Checked {
    part: Part,
    status: u8,
    /// Standard output of its command.
    out: String,
    /// Its standard error.
    err: String,
}

/// Checks all parts and prints one report.
pub(crate) fn check(root: &Path, parts: Vec<Part>, asked: &Asked<'_>) -> ExitCode {
    let program = match program() {
        Ok(program) => program,
        Err(code) => return code,
    };
    let mut all = Vec::new();
    for part in parts {
        match run(&program, root, part, asked) {
            Ok(checked) => all.push(checked),
            Err(message) => {
                complain(&format!("error: {message}\n"));
                return ExitCode::from(70);
            }
        }
    }
    let code = code(&all);
    match asked.json {
        true => print(&to_pretty(&json(&all, code))),
        false => text(&all),
    }
    ended(code, asked.exit_zero)
}

/// The status of the run: with `--exit-zero` a failure only where nothing could be checked.
fn ended(code: u8, exit_zero: bool) -> ExitCode {
    match exit_zero && code < 64 {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(code),
    }
}

/// This program: each part is checked by a process of its own.
fn program() -> Result<PathBuf, ExitCode> {
    std::env::current_exe().map_err(|error| {
        complain(&format!(
            "error: this program cannot be found again: {error}\n"
        ));
        ExitCode::from(70)
    })
}

fn run(program: &Path, root: &Path, part: Part, asked: &Asked<'_>) -> Result<Checked, String> {
    let mut command = Command::new(program);
    let format = match asked.json {
        true => "json",
        false => "text",
    };
    match part.kind {
        Kind::Contracts => {
            command
                .args([
                    "check",
                    "--only-package",
                    "--format",
                    format,
                    "--package-dir",
                ])
                .arg(root.join(&part.path))
                .args(asked.arguments);
        }
        Kind::Invariants => {
            command
                .args(["invariants", "validate", "--suite"])
                .arg(&part.path)
                .current_dir(root);
        }
        Kind::Handover => {
            let path = Path::new(&part.path);
            command
                .args(["handover", "validate"])
                .arg(path.file_name().unwrap_or_default())
                .current_dir(root.join(path.parent().unwrap_or(Path::new(""))));
        }
        Kind::Agents => {
            let path = Path::new(&part.path);
            command
                .args(["agents", "check", "-c"])
                .arg(path.file_name().unwrap_or_default())
                .current_dir(root.join(path.parent().unwrap_or(Path::new(""))));
        }
    }
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    let status = output
        .status
        .code()
        .and_then(|code| u8::try_from(code).ok());
    Ok(Checked {
        part,
        // ended by a signal
        status: status.unwrap_or(70),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The status of the whole: that of the first state of all contracts; else whether another family failed.
fn code(all: &[Checked]) -> u8 {
    // the order of states: what decides first stands first
    const ORDER: [u8; 8] = [70, 64, 65, 4, 2, 3, 1, 0];
    let rank = |code: u8| ORDER.iter().position(|known| *known == code).unwrap_or(0);
    let contracts = all
        .iter()
        .filter(|checked| checked.part.kind == Kind::Contracts)
        .map(|checked| checked.status)
        .min_by_key(|code| rank(*code))
        .unwrap_or(0);
    let others = all
        .iter()
        .any(|checked| checked.part.kind != Kind::Contracts && checked.status != 0);
    match contracts {
        0 if others => FAMILY_FAILED,
        code => code,
    }
}

fn text(all: &[Checked]) {
    for checked in all {
        print(&format!("== {}\n", checked.part));
        print(&checked.out);
        print(&checked.err);
        if checked.status != 0 && checked.part.kind != Kind::Contracts {
            print(&format!("  = exit status {}\n", checked.status));
        }
    }
    print(&format!("{}\n", summary(all)));
}

fn summary(all: &[Checked]) -> String {
    let mut words = Vec::new();
    for kind in Kind::ALL {
        let count = all
            .iter()
            .filter(|checked| checked.part.kind == kind)
            .count();
        if count > 0 {
            let (one, many) = kind.words();
            let word = match count {
                1 => one,
                _ => many,
            };
            words.push(format!("{count} {word}"));
        }
    }
    let failed: Vec<String> = all
        .iter()
        .filter(|checked| checked.status != 0)
        .map(|checked| checked.part.to_string())
        .collect();
    let verdict = match failed.as_slice() {
        [] => "all in order".to_owned(),
        failed => format!("not in order: {}", failed.join(", ")),
    };
    format!("contractual: {}; {verdict}", words.join(", "))
}

fn json(all: &[Checked], code: u8) -> Json {
    let parts: Vec<Json> = all
        .iter()
        .map(|checked| {
            let mut object = Json::object();
            object.set("family", checked.part.kind.name());
            object.set("path", checked.part.path.as_str());
            object.set("code", u64::from(checked.status));
            match parse(&checked.out) {
                Ok(report) if checked.part.kind == Kind::Contracts => object.set("report", report),
                _ => object.set("output", format!("{}{}", checked.out, checked.err)),
            };
            object
        })
        .collect();
    let mut object = Json::object();
    object.set("format", 1_u64);
    object.set("code", u64::from(code));
    object.set("parts", parts);
    object.set("summary", summary(all));
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(kind: Kind, status: u8) -> Checked {
        Checked {
            part: Part {
                kind,
                path: "a".to_owned(),
            },
            status,
            out: String::new(),
            err: String::new(),
        }
    }

    #[test]
    fn the_first_state_decides_and_other_families_count_last() {
        use Kind::{Agents, Contracts, Invariants};
        for (all, expected) in [
            (vec![(Contracts, 0), (Agents, 0)], 0),
            (vec![(Contracts, 3), (Contracts, 2), (Agents, 1)], 2),
            (vec![(Contracts, 1), (Contracts, 65)], 65),
            (vec![(Contracts, 2), (Contracts, 64)], 64),
            (vec![(Contracts, 0), (Invariants, 2)], FAMILY_FAILED),
            (vec![(Contracts, 1), (Invariants, 2)], 1),
            (vec![(Contracts, 99)], 99),
        ] {
            let all: Vec<Checked> = all
                .into_iter()
                .map(|(kind, status)| checked(kind, status))
                .collect();
            assert_eq!(code(&all), expected);
        }
    }

    #[test]
    fn the_last_line_counts_what_was_checked() {
        let all = [
            checked(Kind::Contracts, 0),
            checked(Kind::Contracts, 0),
            checked(Kind::Handover, 1),
        ];
        assert_eq!(
            summary(&all),
            "contractual: 2 packages, 1 pipeline; not in order: pipeline a"
        );
        assert_eq!(summary(&all[..1]), "contractual: 1 package; all in order");
    }
}
