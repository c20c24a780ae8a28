//! The texts of the states, to the letter. Placeholders are filled, nothing is added (so `1 artifacts`); a terminal's colour is the caller's.

use contractual_diag::SourceLoc;

use super::{Acceptance, Break, ContractName, Drifted, Problem, Undecided};

/// Who reads the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A build that may write, and did.
    Developer,
    /// A check: nothing was written.
    Check,
}

/// The line of a clean contract.
pub fn clean(contract: &ContractName, artifacts: usize, baseline: &str) -> String {
    format!("contract {contract}: clean ({artifacts} artifacts, baseline {baseline})\n")
}

/// The problem's text; `set` names the whole set where a file belongs to no single contract. Ends with a line feed.
pub fn render(problem: &Problem, audience: Audience, set: &ContractName) -> String {
    let mut lines: Vec<String> = Vec::new();
    let label = problem.contract().unwrap_or(set);
    match problem {
        Problem::ConfigInvalid {
            file,
            line,
            message,
        } => {
            let place = match line {
                0 => file.clone(),
                line => format!("{file}:{line}"),
            };
            lines.push(format!("error[config-invalid]: {place}: {message}"));
            lines.push("  = nothing was checked".to_owned());
        }
        Problem::BaselineUnavailable { baseline, reason } => {
            let word = match audience {
                Audience::Developer => "warning",
                Audience::Check => "error",
            };
            lines.push(format!(
                "{word}[baseline-unavailable]: cannot read the baseline {baseline}"
            ));
            lines.push(format!("  = {reason}"));
            lines.push(
                "  = fix: fetch the history (fetch-depth: 0), or set `baseline = \"lock\"`"
                    .to_owned(),
            );
        }
        Problem::VersionPolicy {
            contract,
            bump,
            old,
            new,
            findings,
            required,
        } => {
            let name = &contract.name;
            lines.push(format!(
                "error[version-policy]: contract {name}: the findings demand a {bump} version, it went from {old} to {new}"
            ));
            for (rule, pointer) in findings {
                lines.push(format!("  ! [{rule}] {pointer}"));
            }
            lines.push(format!("  = required: {required}"));
            lines.push(format!("  = fix: cargo contractual bump {name} {bump}"));
        }
        Problem::Frozen {
            contract,
            next,
            file,
        } => {
            lines.push(format!(
                "error[version-policy]: contract {contract} is frozen since v{next} was released, {file} differs"
            ));
            lines.push(format!("  = fix: cargo contractual restore {file}"));
        }
        Problem::Breaking {
            contract,
            baseline,
            breaks,
            until,
        } => breaking(contract, baseline, breaks, until, &mut lines),
        Problem::Undecided(undecided) => self::undecided(undecided, &mut lines),
        Problem::HandEdited {
            file,
            rust,
            place,
            difference,
            ..
        } => {
            lines.push(format!(
                "error[hand-edited]: {file} was changed by hand, it is generated from {rust}"
            ));
            lines.push(format!("  = {difference}"));
            lines.push(format!(
                "  = to drop the edit:  cargo contractual restore {file}"
            ));
            let place = match place {
                Some(SourceLoc { file, line, .. }) => format!("{file}:{line}"),
                None => rust.clone(),
            };
            lines.push(format!(
                "  = to keep it:        move it into the type at {place}"
            ));
            lines.push(
                "  = after a merge:     cargo contractual restore --all, then cargo build"
                    .to_owned(),
            );
            lines.push("  = nothing was written".to_owned());
        }
        Problem::Missing { file, rust, .. } => match audience {
            Audience::Developer => {
                lines.push(format!("note[missing]: {file} written, {rust} claims it"))
            }
            Audience::Check => {
                lines.push(format!(
                    "error[missing]: {file} does not exist, {rust} claims it"
                ));
                lines.push(format!("  = fix: run `cargo build`, then commit {file}"));
            }
        },
        Problem::Orphaned {
            derived: true,
            file,
            ..
        } if audience == Audience::Developer => {
            lines.push(format!(
                "note[orphaned]: {file} deleted, it belongs to no type"
            ));
        }
        Problem::Orphaned {
            contract,
            file,
            rust,
            commit,
            sunset,
            derived,
        } => {
            let word = match audience {
                Audience::Developer => "warning",
                Audience::Check => "error",
            };
            lines.push(format!("{word}[orphaned]: {file} belongs to no type"));
            if let Some(rust) = rust {
                match commit {
                    Some(commit) => lines.push(format!("  = last claimed by {rust} in {commit}")),
                    None => lines.push(format!("  = last claimed by {rust}")),
                }
            }
            if *derived {
                lines.push("  = fix: run `cargo build`, which deletes it, then commit".to_owned());
            } else if let Some(contract) = contract {
                lines.push(format!(
                    "  = if the type was renamed: put `#[contract(name = \"{}\")]` on the new one",
                    type_name(rust.as_deref(), contract)
                ));
                lines.push(format!(
                    "  = if the version is retired: cargo contractual retire {} v{}   (sunset: {})",
                    contract.name,
                    contract.major,
                    sunset.as_deref().unwrap_or("none announced")
                ));
            } else {
                lines.push("  = fix: delete it, or annotate the type it belongs to".to_owned());
            }
        }
        Problem::Drifted(drifted) => self::drifted(drifted, label, audience, &mut lines),
        Problem::Equivalent { file, what, .. } => match audience {
            Audience::Developer => {
                lines.push(format!(
                    "note[drift-equivalent]: contract {label}: {file} rewritten, the contract is the same"
                ));
                lines.push(format!("  = {what}"));
            }
            Audience::Check => {
                lines.push(format!(
                    "error[drift-equivalent]: contract {label}: {file} is out of date, though the contract is the same"
                ));
                lines.push(format!("  = {what}"));
                lines.push(format!("  = fix: run `cargo build`, then commit {file}"));
            }
        },
        Problem::Accepted { contract, findings } => {
            lines.push(format!(
                "contract {contract}: {} breaking changes, all accepted",
                findings.len()
            ));
            for Acceptance {
                rule,
                pointer,
                expires,
                reason,
                by,
            } in findings
            {
                lines.push(format!(
                    "  ~ [{rule}] {pointer}  until {expires}: {reason} ({by})"
                ));
            }
        }
        Problem::AcceptanceExpired { entry, next, .. } => {
            lines.push(format!(
                "error[accepted-expired]: the acceptance of [{}] {} ran out on {}",
                entry.rule, entry.pointer, entry.expires
            ));
            lines.push(format!("  = reason given: {}", entry.reason));
            lines.push(format!(
                "  = fix: undo the change, start v{next}, or accept it again with a new date"
            ));
        }
    }
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// The name that the attribute takes: of the type that claimed the file last, else made from the contract's.
fn type_name(rust: Option<&str>, contract: &ContractName) -> String {
    let last = rust.and_then(|path| path.rsplit("::").next());
    last.map_or_else(|| contract.name.clone(), str::to_owned)
}

fn breaking(
    contract: &ContractName,
    baseline: &str,
    breaks: &[Break],
    until: &str,
    lines: &mut Vec<String>,
) {
    lines.push(format!(
        "error[drift-breaking]: contract {contract}: {} breaking changes against {baseline}",
        breaks.len()
    ));
    for found in breaks {
        lines.push(format!(
            "  ! [{}] {}  ({})",
            found.rule, found.pointer, found.direction
        ));
        lines.push(format!("    {}", found.message));
        if let Some(place) = &found.place {
            lines.push(format!("    --> {place}"));
        }
        if let Some(witness) = &found.witness {
            lines.push(format!("    = witness: {}", witness.json));
            let (name, old, reason) = (&contract.name, &witness.old_version, &witness.reason);
            lines.push(if witness.response {
                format!("      may be sent now, refused by readers of {name} {old}: {reason}")
            } else {
                format!("      accepted by {name} {old}, refused now: {reason}")
            });
        } else if let Some(missing) = &found.no_witness {
            lines.push(format!("    = {missing}"));
        }
        lines.push(format!("    = fix: {}", found.fix));
    }
    lines.push(format!(
        "  = to keep v{}: undo the change or follow the fixes above",
        contract.major
    ));
    lines.push(format!(
        "  = to start v{}: cargo contractual new-version {}",
        contract.major + 1,
        contract.name
    ));
    for found in breaks {
        lines.push(format!(
            "  = to accept it:     cargo contractual accept {} --reason \"…\" --expires {until}",
            found.finding
        ));
    }
    lines.push("  = nothing was written".to_owned());
}

fn undecided(found: &Undecided, lines: &mut Vec<String>) {
    lines.push(format!(
        "error[drift-undecided]: contract {}: cannot decide whether {} is compatible: treated as breaking",
        found.contract, found.pointer
    ));
    lines.push(format!("  = reason: {}", found.reason));
    lines.push(format!("  = old: {}", found.old));
    lines.push(format!("  = new: {}", found.new));
    lines.push(format!(
        "  = tried {} values, none proves a break",
        found.tried
    ));
    lines.push(format!(
        "  = fix: rewrite {} in a form that can be decided, or",
        found.pointer
    ));
    lines.push(format!(
        "         cargo contractual accept {} --reason \"…\" --expires {}",
        found.finding, found.until
    ));
    lines.push("  = nothing was written".to_owned());
}

fn drifted(drifted: &Drifted, label: &ContractName, audience: Audience, lines: &mut Vec<String>) {
    let file = &drifted.file;
    let (state, kind, listed): (&str, &str, Vec<String>) = match &drifted.additive {
        Some(additive) => (
            "drift-additive",
            "additive changes",
            additive
                .findings
                .iter()
                .map(|(rule, pointer, message)| format!("  + [{rule}] {pointer}  {message}"))
                .collect(),
        ),
        None => (
            "drift",
            "changes",
            drifted
                .changes
                .iter()
                .map(|change| {
                    format!(
                        "  + [{}] {}  {}",
                        change.word(),
                        change.pointer,
                        change.message()
                    )
                })
                .collect(),
        ),
    };
    let n = listed.len();
    match audience {
        Audience::Developer => {
            let verb = if drifted.additive.is_some() {
                "extended"
            } else {
                "rewritten"
            };
            lines.push(format!(
                "note[{state}]: contract {label}: {file} {verb}, {n} {kind}"
            ));
        }
        Audience::Check => lines.push(format!(
            "error[{state}]: contract {label}: {file} is out of date, {n} {kind} are not in it"
        )),
    }
    // at most 40 lines of difference
    let more = n.saturating_sub(40);
    lines.extend(listed.into_iter().take(40));
    if more > 0 {
        lines.push(format!("  + … and {more} more"));
    }
    match (audience, &drifted.additive) {
        (Audience::Developer, Some(additive)) => {
            if let Some((old, new)) = &additive.versions {
                lines.push(format!("  = version: {old} -> {new} (minor)"));
            }
        }
        (Audience::Developer, None) => {}
        (Audience::Check, _) => {
            lines.push(format!("  = fix: run `cargo build`, then commit {file}"))
        }
    }
}

#[cfg(test)]
mod tests;
