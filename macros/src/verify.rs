//! Is this item the one that the build script read? The second of the three checks; rustc does the third with what [`crate::expand`]
//! prints.

use contractual_model::handshake::{Expected, Finding, FindingClass, Line};
use contractual_model::item::FieldPlace;

use crate::ground::{Ground, Loaded};
use crate::input::{Complaint, Input};

/// How many items of one name a message lists.
const SHOWN: usize = 2;

/// What is known of an item.
pub(crate) enum Standing {
    /// It stands in the table: one candidate per module in which an equal item of the same name stands in the same file.
    Proven(Vec<Candidate>),
    /// It does not, and need not: its identity follows from where it is compiled.
    Free,
    /// It has faults that were reported: the implementations are printed without content, so that nothing is reported twice.
    Faulty,
}

/// An entry of the table that may be this item's.
pub(crate) struct Candidate {
    /// Module path below the crate's name.
    pub(crate) module: String,
    /// Nominal identity.
    pub(crate) id: String,
    /// What each slot has to be.
    pub(crate) slots: Vec<Expected>,
    /// What the build found.
    pub(crate) findings: Vec<Finding>,
    /// Digest of what it means; zero if it means nothing by itself.
    pub(crate) meaning: u128,
    /// True if a test can stand beside it: it is not compiled for tests only, and not inside of a function.
    pub(crate) testable: bool,
}

/// Compares the item with the table.
pub(crate) fn verify(
    input: &Input,
    ground: Ground,
    file: Option<&str>,
    table: Option<&Loaded>,
) -> Result<Standing, Complaint> {
    let late = input.item.attributes().is_some_and(|all| all.late);
    let name = &input.ident;
    match (ground, table) {
        (Ground::Proven, Some(_)) | (Ground::Editor, _) if late => Ok(Standing::Free),
        (Ground::Proven, Some(table)) => stands(input, file, table),
        (Ground::Editor, Some(table)) => Ok(remembered(input, table)),
        (Ground::Missing, _) => Err(Complaint::new(
            name.span(),
            format!(
                "`{name}`: no build script ran contractual's generator for this crate, so its contract would never be emitted\n\
                 add a `build.rs` with `fn main() {{ contractual_build::run() }}` and the build-dependency `contractual-build`; \
                 `contractual init` does both"
            ),
        )),
        _ => Ok(Standing::Free),
    }
}

fn stands(input: &Input, file: Option<&str>, table: &Loaded) -> Result<Standing, Complaint> {
    let name = input.ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let listed = table.entries(file, name);
    let equal = listed
        .iter()
        .filter(|line| line.canonical == input.canonical);
    let equal: Vec<&Line<'_>> = equal.collect();
    if let (true, Some(other)) = (equal.is_empty(), listed.first()) {
        return Err(differs(input, other));
    }
    if equal.is_empty() {
        return Err(unseen(input, file, table));
    }
    let candidates: Result<Vec<Candidate>, _> = equal.into_iter().map(candidate).collect();
    let candidates = candidates.map_err(|error| {
        Complaint::new(
            input.ident.span(),
            format!("the table of the build script is damaged: {error}"),
        )
    })?;
    unresolved(input, &candidates)?;
    Ok(Standing::Proven(candidates))
}

/// An editor's text may be newer than the table: use what fits, demand nothing.
fn remembered(input: &Input, table: &Loaded) -> Standing {
    let fitting = table
        .entries(None, &input.ident.to_string())
        .into_iter()
        .filter(|line| line.canonical == input.canonical)
        .map(|line| candidate(&line))
        .collect::<Result<Vec<_>, _>>();
    match fitting {
        Ok(candidates) if !candidates.is_empty() => Standing::Proven(candidates),
        _ => Standing::Free,
    }
}

fn candidate(line: &Line<'_>) -> Result<Candidate, contractual_model::handshake::HandshakeError> {
    Ok(Candidate {
        module: line.module.to_owned(),
        id: line.id.to_owned(),
        slots: line.slots()?,
        findings: line.findings()?,
        meaning: line.meaning.unwrap_or_default(),
        testable: !line.test_only && !within_function(line),
    })
}

/// The identity of an item in a function names the function; its module path does not.
fn within_function(line: &Line<'_>) -> bool {
    let steps = |path: &str| path.split("::").filter(|step| !step.is_empty()).count();
    // the crate before the module, the name behind it
    steps(line.id) > steps(line.module) + 2
}

/// Types without an identity that depend on no parameter: the scan could not tell what they are.
fn unresolved(input: &Input, candidates: &[Candidate]) -> Result<(), Complaint> {
    for candidate in candidates {
        let mut complaints = Vec::new();
        for (slot, expected) in input.slots.iter().zip(&candidate.slots) {
            if expected.identity.is_none() && !expected.generic {
                let mut text = format!("{}: {}", input.part_in_words(slot.part), expected.shown);
                if !expected.shown.contains("; ") {
                    text += "; import it by name, write its full path, or say its JSON form with `#[contract(wire = \"...\")]`";
                }
                complaints.push(Complaint::new(slot.span, text.replace("; ", "\n")));
            }
        }
        if let Some(complaint) = Complaint::all(complaints) {
            return Err(complaint);
        }
    }
    Ok(())
}

fn unseen(input: &Input, file: Option<&str>, table: &Loaded) -> Complaint {
    let name = &input.ident;
    let mut elsewhere: Vec<String> = table
        .entries(None, &name.to_string())
        .iter()
        .map(|line| format!("`{}` in {}", line.id, line.file))
        .collect();
    let more = elsewhere.len().saturating_sub(SHOWN);
    elsewhere.truncate(SHOWN);
    // A file outside of the package has no name that is the same on every machine.
    let place = file.filter(|file| !file.starts_with("../"));
    let mut text = format!(
        "`{name}` is a contract type, but the build script did not see it in {}",
        place.unwrap_or("the sources")
    );
    if !elsewhere.is_empty() {
        text += &format!("\nit saw {}", elsewhere.join(" and "));
    }
    if more > 0 {
        text += &format!(" and {more} more of this name");
    }
    text += "\nit is probably made by a macro, by `include!` of a computed path, behind a `cfg` that Cargo does not pass on, \
             or derived under another name; write it out in a module of the crate, or mark it `#[contract(late)]`";
    Complaint::new(name.span(), text)
}

fn differs(input: &Input, line: &Line<'_>) -> Complaint {
    let name = &input.ident;
    let difference = line
        .item()
        .ok()
        .and_then(|seen| seen.difference(&input.item));
    let mut text =
        format!("the contract of `{name}` compiled here is not the one that the build script read");
    let place = match &difference {
        Some(difference) => {
            text += &format!(
                "\n  build script read: {}\n  compiler has:      {}",
                difference.left, difference.right
            );
            difference.place
        }
        None => FieldPlace::Whole,
    };
    text += "\nan attribute macro or a `cfg` that Cargo does not pass on changes the item; write the item as it is compiled";
    Complaint::new(input.span(place), text)
}

/// Findings of a class, over all candidates, each once.
pub(crate) fn findings(candidates: &[Candidate], class: FindingClass) -> Vec<&Finding> {
    let mut found: Vec<&Finding> = Vec::new();
    for finding in candidates.iter().flat_map(|candidate| &candidate.findings) {
        if finding.class == class && !found.contains(&finding) {
            found.push(finding);
        }
    }
    found
}
