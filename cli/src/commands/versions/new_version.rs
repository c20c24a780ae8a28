//! `contractual new-version`: what was promised stays as it was promised, and the change becomes the next major version beside it.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::Package;
use contractual_build::session::declared;
use contractual_build::source::{Scanned, outline_of, scan};
use contractual_model::naming::entity;

use super::plan::{Plan, call_sites, next_version, place};
use super::target::{OPENAPI, Target, all};
use super::{Place, finish, opened, refused, scanned_after};

/// Arguments of `contractual new-version`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// The contract, as messages name it, or its Rust type; `openapi` for the API
    contract: String,
    /// Take version 1 from this revision (its merge-base with HEAD) in place of the baseline
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    #[command(flatten)]
    pub(super) place: Place,
}

pub(super) fn run(args: &Args) -> ExitCode {
    let dir = args.place.package_dir.as_path();
    let (sources, target) = match opened(dir, &args.contract) {
        Ok(opened) => opened,
        Err(code) => return code,
    };
    let now = &sources.scanned;
    let (label, before) = match before(&sources.package, args.against.as_deref()) {
        Ok(before) => before,
        Err(message) => return refused(&message),
    };
    let plan = match next_version(&target, now, before.as_ref()) {
        Ok(plan) => plan,
        Err(message) => return refused(&message),
    };
    let after = match scanned_after(&sources.package, &plan.changes) {
        Ok(after) => after,
        Err(code) => return code,
    };
    if let Err(message) = both_versions(&target, &after) {
        return refused(&message);
    }
    let told = report(&target, &plan, &after, label.as_deref());
    finish(dir, &args.place, &plan.changes, &told)
}

/// The sources of the baseline, scanned; `None` where there is no git.
fn before(
    package: &Package,
    against: Option<&str>,
) -> Result<(Option<String>, Option<Scanned>), String> {
    let Some((label, texts)) = contractual_build::baseline::sources(package, against)? else {
        return Ok((None, None));
    };
    let texts: BTreeMap<String, String> = texts;
    let set = declared(package).map_err(|found| {
        found
            .first()
            .map_or_else(String::new, |found| found.headline.clone())
    })?;
    let scanned = scan(&outline_of(package, &set, &|path: &str| {
        texts.get(path).cloned()
    }));
    if scanned.has_errors() {
        let first = scanned
            .findings()
            .iter()
            .find(|found| found.is_error())
            .map_or_else(String::new, |found| match &found.loc {
                Some(loc) => format!("{loc}: {}", found.headline),
                None => found.headline.clone(),
            });
        return Err(format!(
            "the sources of {label} cannot be read as contracts, so version 1 cannot be taken from there: {first}"
        ));
    }
    Ok((Some(label), Some(scanned)))
}

/// The edit did what it should: both versions are there.
fn both_versions(target: &Target, after: &Scanned) -> Result<(), String> {
    let known = all(after.model());
    for major in [target.major, target.major + 1] {
        if !known
            .iter()
            .any(|other| other.name == target.name && other.major == major)
        {
            return Err(format!(
                "the edited sources would have no {} v{major}; nothing was written",
                target.name
            ));
        }
    }
    Ok(())
}

fn report(target: &Target, plan: &Plan, after: &Scanned, label: Option<&str>) -> String {
    let new = target.major + 1;
    let mut out = format!("contract {} v{new} is started\n", target.name);
    let find_next = |name: &str| {
        after
            .ids()
            .into_iter()
            .find(|id| id.to_string().rsplit("::").next() == Some(name))
            .and_then(|id| place(after, &id))
    };
    for (index, step) in plan.steps.iter().enumerate() {
        let (old_name, new_name) = &step.names;
        let at = |found: Option<String>| found.unwrap_or_else(|| step.file.clone());
        let back = match step.put_back {
            true => format!(", put back as it is in {}", label.unwrap_or("the baseline")),
            false => String::new(),
        };
        let (old, new) = (at(place(after, &step.id)), at(find_next(new_name)));
        let lead = match index < target.items.len() {
            true => ["v", "v"],
            false => ["with it, v", "with it, v"],
        };
        out.push_str(&format!(
            "  = {}{}: {old_name} at {old}{back}\n  = {}{}: {new_name} at {new}\n",
            lead[0],
            target.major,
            lead[1],
            target.major + 1
        ));
    }
    if label.is_none() {
        out.push_str("  = the baseline has no Rust sources: v1 is the type as it stands now\n");
    }
    let file = match target.name.as_str() {
        OPENAPI => format!("{OPENAPI}-v{}.yaml", target.major),
        _ => format!("{}.schema.json", entity(&target.title, target.major)),
    };
    out.push_str(&format!("  = {file} stays as it is, byte for byte\n"));
    let sites = call_sites(plan, after);
    if !sites.is_empty() {
        out.push_str(&format!(
            "  = {} still {} v{}:\n",
            contractual_diag::counted(sites.len(), "place"),
            if sites.len() == 1 { "names" } else { "name" },
            target.major
        ));
        for (file, line, text) in sites.iter().take(40) {
            out.push_str(&format!("      {file}:{line}  {text}\n"));
        }
        if sites.len() > 40 {
            out.push_str(&format!("      … and {} more\n", sites.len() - 40));
        }
    }
    out.push_str(&format!(
        "  = next: cargo build, then commit; to announce the end of v{}: #[contract(deprecated, sunset = \"YYYY-MM-DD\")] on {}\n",
        target.major, plan.steps.first().map_or("it", |step| step.names.0.as_str())
    ));
    out
}
