//! The report of a whole workspace for machines: annotations, SARIF, JUnit, a changelog. Paths are those from the root.

use std::path::Path;
use std::process::ExitCode;

use contractual_build::compat::Ask;
use contractual_build::session::Session;
use contractual_diag::{Diagnostic, NoteKind, Severity, SourceLoc, render::github};
use contractual_drift::compat::Bump;
use contractual_drift::states::State;

use super::{Asked as Plain, Checked, Kind, Part, code, complain, ended, print, program, summary};
use crate::commands::check::warnings_of;
use crate::report::{Format, Report};
use crate::told::{Told, junit, markdown, sarif};
use crate::witness;

/// What is asked of the whole.
pub(crate) struct Asked<'a> {
    /// The form of the report; text and JSON are made elsewhere.
    pub(crate) format: Format,
    /// Report, but end with status 0 unless nothing could be checked.
    pub(crate) exit_zero: bool,
    /// What each package is asked.
    pub(crate) ask: &'a Ask,
}

/// Everything that is told.
#[derive(Default)]
struct Whole {
    all: Vec<Checked>,
    told: Vec<Told>,
    warnings: Vec<Diagnostic>,
    groups: Vec<String>,
    bump: Option<Bump>,
}

/// Checks all parts and prints one report in that form.
pub(crate) fn machine(root: &Path, parts: Vec<Part>, asked: &Asked<'_>) -> ExitCode {
    let program = match program() {
        Ok(program) => program,
        Err(code) => return code,
    };
    let mut whole = Whole::default();
    for part in parts {
        if part.kind == Kind::Contracts {
            whole.package(root, part, asked.ask);
            continue;
        }
        let plain = Plain {
            json: false,
            exit_zero: false,
            arguments: &[],
        };
        match super::run(&program, root, part, &plain) {
            Ok(checked) => whole.family(checked),
            Err(message) => {
                complain(&format!("error: {message}\n"));
                return ExitCode::from(70);
            }
        }
    }
    let code = code(&whole.all);
    print(&whole.show(asked.format));
    ended(code, asked.exit_zero)
}

impl Whole {
    /// A package with contracts: its findings, with their places seen from the root.
    fn package(&mut self, root: &Path, part: Part, ask: &Ask) {
        let dir = root.join(&part.path);
        let status = match Session::judged(&dir, ask) {
            Ok(session) => {
                let warnings = warnings_of(&session);
                let report = Report::new(&session, &warnings);
                let own = report.told().into_iter().map(|mut one| {
                    one.diagnostic = from_root(&part.path, one.diagnostic);
                    one.group = group(&part.path, &one.group);
                    one
                });
                self.told.extend(own);
                let groups = report.groups();
                self.groups
                    .extend(groups.iter().map(|name| group(&part.path, name)));
                self.bump = self.bump.max(Some(report.bump()));
                let code = report.state().code();
                let warnings = warnings.into_iter().map(|one| from_root(&part.path, one));
                self.warnings.extend(warnings);
                let outcome = &session.outcome;
                if let Err(error) = witness::write(&dir, &outcome.judged, &session.generated.claims)
                {
                    // the report stands without the files
                    complain(&format!("warning: no witness was written: {error}\n"));
                }
                code
            }
            Err(failure) => {
                for found in failure.diagnostics() {
                    self.told
                        .push(plain(part.to_string(), from_root(&part.path, found)));
                }
                State::ConfigInvalid.code()
            }
        };
        self.all.push(Checked {
            part,
            status,
            out: String::new(),
            err: String::new(),
        });
    }

    /// A part of another family: one failure with what its command said, or a silent group.
    fn family(&mut self, checked: Checked) {
        let name = checked.part.to_string();
        if checked.status == 0 {
            self.groups.push(name);
        } else {
            let headline = format!("{name} is not in order: exit status {}", checked.status);
            let mut found = Diagnostic::error("family-failed", headline)
                .at(SourceLoc::file(checked.part.path.clone()));
            for line in checked.out.lines().chain(checked.err.lines()).take(40) {
                found = found.with(NoteKind::Info, line);
            }
            self.told.push(plain(name, found));
        }
        self.all.push(checked);
    }

    fn show(&self, format: Format) -> String {
        let title = "contractual check";
        match format {
            Format::Github | Format::Text | Format::Json => {
                let mut out: String = self.warnings.iter().map(github).collect();
                out.extend(self.told.iter().map(|one| github(&one.diagnostic)));
                out.push_str(&format!("{}\n", summary(&self.all)));
                out
            }
            Format::Sarif => sarif(&self.told),
            Format::Junit => junit(title, &self.groups, &self.told),
            Format::Markdown => {
                // a changelog tells of contracts, not of files
                let changes: Vec<Told> = self
                    .told
                    .iter()
                    .filter(|one| one.rule.is_some())
                    .cloned()
                    .collect();
                markdown("Changes", &changes, self.bump.unwrap_or(Bump::None))
            }
        }
    }
}

/// What is told of a part as a whole.
fn plain(group: String, found: Diagnostic) -> Told {
    let fails = found.severity == Severity::Error;
    Told {
        pointer: String::new(),
        rule: None,
        fix: String::new(),
        witness: None,
        hash: None,
        accepted: None,
        fails,
        group,
        diagnostic: found,
    }
}

fn from_root(member: &str, mut found: Diagnostic) -> Diagnostic {
    if let Some(loc) = &mut found.loc {
        let absolute = loc.file.starts_with('/') || loc.file.contains(':');
        if !absolute && member != "." {
            loc.file = format!("{member}/{}", loc.file);
        }
    }
    found
}

fn group(member: &str, contract: &str) -> String {
    match member {
        "." => contract.to_owned(),
        member => format!("{member}: {contract}"),
    }
}
