//! What a run says: findings for the derive, lines for Cargo.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use contractual_diag::render::line;
use contractual_diag::{Diagnostic, counted};
use contractual_drift::states::{Audience, Claim, Ownership, Problem, Summary, render};
use contractual_emit::OpenPlace;
use contractual_model::handshake::FindingClass;
use contractual_model::quick::HashMap;
use contractual_model::refusals;

use crate::cargo::Directives;
use crate::findings::{Placed, by_file, place};
use crate::generate::Generated;
use crate::source::Scanned;
use crate::store::{Compared, Done};
use crate::{Names, Package};

/// What came of a comparison.
pub(crate) enum Outcome {
    Written(Done),
    Refused,
    Compared,
    ReadOnly,
}

/// Says what happened, and gives the findings that the derive is to say.
#[allow(
    clippy::too_many_arguments,
    reason = "one call, of everything that a run has"
)]
pub(crate) fn report(
    package: &Package,
    names: &Names,
    scanned: &Scanned,
    artifacts: &Scanned,
    generated: &Generated,
    compared: &Compared,
    outcome: &Outcome,
    out: &mut Directives,
) -> Vec<Placed> {
    let set_name = package.set_name(names);
    let problems = &compared.reconciled.problems;
    let audience = match outcome {
        Outcome::Written(_) | Outcome::Refused | Outcome::ReadOnly => Audience::Developer,
        Outcome::Compared => Audience::Check,
    };
    let mut shown: Vec<Problem> = Vec::new();
    match outcome {
        // nothing was written: only what stopped it counts
        Outcome::Refused => shown.extend(
            problems
                .iter()
                .filter(|problem| problem.state().stops_writing())
                .cloned(),
        ),
        Outcome::Written(_) | Outcome::Compared => shown.extend(problems.iter().cloned()),
        Outcome::ReadOnly => {}
    }
    let mut placed = place(
        &shown,
        &generated.claims,
        artifacts.model(),
        audience,
        &set_name,
    );
    // a finding on an item that this build does not compile hangs on the first that it does
    let ids = scanned.ids();
    for one in &mut placed {
        if !one.id.as_ref().is_some_and(|id| ids.contains(id)) {
            one.id = None;
        }
    }
    let first = ids.first().cloned();
    let mut kept = Vec::new();
    for mut one in placed {
        if one.id.is_none() {
            if let Some(first) = &first {
                one.id = Some(first.clone());
                one.finding.place.clear();
            } else {
                match one.finding.class {
                    FindingClass::Error => out.error_text(&one.finding.text),
                    FindingClass::Warning => out.warning(&one.finding.text.replace('\n', " ")),
                }
                continue;
            }
        }
        kept.push(one);
    }
    if let Outcome::Written(done) = outcome {
        let by_file = by_file(problems, &generated.claims);
        for problem in problems {
            if let Some(text) = developer_line(problem, &by_file, &set_name) {
                out.warning(&text);
            }
        }
        out.warning(&summary_line(compared, generated.files(), Some(done)));
    } else if matches!(outcome, Outcome::Compared) {
        let text = match problems.is_empty() {
            true => summary_line(compared, generated.files(), None),
            false => Summary::of(&compared.reconciled.contracts, problems).to_string(),
        };
        out.warning(&text);
    } else if matches!(outcome, Outcome::Refused) {
        out.warning(&Summary::of(&compared.reconciled.contracts, problems).to_string());
    }
    for line in open_lines(&generated.emission.open) {
        out.warning(&line);
    }
    for carried in &generated.emission.carried_over {
        out.warning(&format!(
            "contractual: {} keeps {}, which no Rust type produces",
            carried.file, carried.pointer
        ));
    }
    kept
}

/// Each open object; many of them together by type, because Cargo shows these lines in every build.
fn open_lines(open: &[OpenPlace]) -> Vec<String> {
    if open.len() <= 5 {
        let line = |place: &OpenPlace| match place.pointer.as_str() {
            "" => format!("contractual: open object: `{}`", place.component),
            pointer => format!(
                "contractual: open object: `{}` at {pointer}",
                place.component
            ),
        };
        return open.iter().map(line).collect();
    }
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for place in open {
        let pointer = place.pointer.to_string();
        let pointer = if pointer.is_empty() {
            "the top".to_owned()
        } else {
            pointer
        };
        places.entry(&place.component).or_default().push(pointer);
    }
    let types: Vec<String> = places
        .iter()
        .map(|(component, pointers)| format!("`{component}` at {}", pointers.join(", ")))
        .collect();
    vec![format!("contractual: open objects: {}", types.join("; "))]
}

/// The line of a developer's build about one changed file; `None` for files that follow from others.
fn developer_line(
    problem: &Problem,
    claims: &HashMap<&str, &Claim>,
    set: &contractual_drift::states::ContractName,
) -> Option<String> {
    let document = || {
        problem
            .file()
            .and_then(|file| claims.get(file))
            .is_some_and(|claim| {
                claim.ownership.is_contract() || claim.ownership == Ownership::Lines
            })
    };
    let told = match problem {
        Problem::Drifted(_) | Problem::Equivalent { .. } => document(),
        Problem::Orphaned { derived, .. } => !derived,
        Problem::BaselineUnavailable { .. } | Problem::Accepted { .. } => true,
        Problem::Missing { .. }
        | Problem::ConfigInvalid { .. }
        | Problem::VersionPolicy { .. }
        | Problem::Frozen { .. }
        | Problem::Breaking { .. }
        | Problem::Undecided(_)
        | Problem::HandEdited { .. }
        | Problem::AcceptanceExpired { .. } => false,
    };
    let text = told.then(|| render(problem, Audience::Developer, set))?;
    let mut lines = text.lines();
    let mut line = lines.next().unwrap_or_default().to_owned();
    for (at, next) in lines.enumerate() {
        let _ = write!(
            line,
            "{} {}",
            if at == 0 { ":" } else { ";" },
            next.trim_start_matches([' ', '=', '+'])
        );
    }
    Some(
        line.trim_start_matches("note")
            .trim_start_matches("warning")
            .to_owned(),
    )
}

fn summary_line(compared: &Compared, files: usize, done: Option<&Done>) -> String {
    let mut text = format!(
        "contractual: {}, {} up to date",
        counted(compared.reconciled.contracts.len(), "contract"),
        counted(files, "artifact")
    );
    if let Some(done) = done
        && done.written.len() + done.deleted.len() > 0
    {
        let _ = write!(text, " ({} written", done.written.len());
        if !done.deleted.is_empty() {
            let _ = write!(text, ", {} deleted", done.deleted.len());
        }
        let named: Vec<&str> = done.written.iter().take(3).map(String::as_str).collect();
        if !named.is_empty() {
            let _ = write!(text, ": {}", named.join(", "));
            if done.written.len() > named.len() {
                text.push_str(", …");
            }
        }
        text.push(')');
    }
    text
}

/// Something in the sources is wrong. What rustc or the derive says better is left to them.
pub(crate) fn unscanned(findings: &[Diagnostic], out: &mut Directives) {
    for found in findings {
        match found.code == refusals::SYNTAX_ERROR.name {
            true => out.warning(&format!("{}; rustc says what is wrong", line(found))),
            false => out.findings(std::slice::from_ref(found)),
        }
    }
    out.warning("contractual: the sources have errors, so no artifact was touched");
}
