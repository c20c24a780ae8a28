//! `contractual accept`: a breaking or undecided change let through on purpose, with a reason and a last day.

use std::process::{Command, ExitCode, Stdio};

use clap::Args as ClapArgs;
use contractual_build::compat::{Ask, accepted_path, policy, read_accepted, today};
use contractual_build::session::Session;
use contractual_build::{Package, fs};
use contractual_diag::nearest;
use contractual_drift::compat::Day;
use contractual_drift::contracts::{Cover, Judged, JudgedFinding, spent};
use contractual_drift::versions::accepted::{self, Bounds, Entry, List, Refused, add, remove};
use contractual_model::json::{Json, to_pretty};

use super::files::FileChange;
use super::{Place, as_json, failed, finish, refused};
use crate::commands::print;

/// Arguments of `contractual accept`.
#[derive(Debug, ClapArgs)]
#[command(group(clap::ArgGroup::new("what").multiple(false).args(["finding", "remove", "prune"])))]
pub(crate) struct Args {
    /// Hashes of findings, as `check` prints them; without any, those that can be accepted are listed
    #[arg(value_name = "FINDING")]
    finding: Vec<String>,
    /// Why nobody is hurt by the change
    #[arg(long, value_name = "TEXT", requires = "finding")]
    reason: Option<String>,
    /// The last day on which it counts (UTC), at most `max_accept_days` ahead
    #[arg(long, value_name = "DATE", value_parser = super::super::day, requires = "finding")]
    expires: Option<Day>,
    /// Who accepts it; else `user.name` of git
    #[arg(long, value_name = "NAME", requires = "finding")]
    by: Option<String>,
    /// The contract, where several have this finding
    #[arg(long, value_name = "NAME", requires = "finding")]
    contract: Option<String>,
    /// Remove the entry of a finding
    #[arg(long, value_name = "FINDING")]
    remove: Option<String>,
    /// Remove every entry that nothing needs any more
    #[arg(long)]
    prune: bool,
    /// Compare with this revision in place of the baseline
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    /// The day on which it is accepted (UTC); today unless told
    #[arg(long, value_name = "DATE", value_parser = super::super::day)]
    today: Option<Day>,
    #[command(flatten)]
    pub(super) place: Place,
}

pub(super) fn run(args: &Args) -> ExitCode {
    let dir = args.place.package_dir.as_path();
    let ask = Ask {
        against: args.against.clone(),
        today: args.today,
        semantic: false,
    };
    if let Some(finding) = &args.remove {
        return remove_one(args, &ask, finding);
    }
    let session = match Session::judged(dir, &ask) {
        Ok(session) => session,
        Err(failure) => return failed(failure, dir),
    };
    let package = &session.sources.package;
    // a list that cannot be read must not be written over
    let list = match read_accepted(package, &policy(&package.settings, &ask)) {
        Ok(list) => list,
        Err(faults) => return failed(faults.into(), dir),
    };
    if args.prune {
        let judged = &session.outcome.judged;
        let old = spent(&list, judged);
        let indexes: Vec<usize> = (0..list.entries.len())
            .filter(|index| old.iter().any(|one| **one == list.entries[*index]))
            .collect();
        if judged.is_empty() && !list.entries.is_empty() {
            return refused(
                "nothing could be compared, so no entry can be called spent\n  do: contractual check",
            );
        }
        return taken_out(args, package, &list, &indexes);
    }
    let open: Vec<(&Judged, &JudgedFinding)> = session
        .outcome
        .judged
        .iter()
        .flat_map(|judged| judged.findings.iter().map(move |found| (judged, found)))
        .filter(|(_, found)| found.may_be_accepted())
        .collect();
    if args.finding.is_empty() {
        listed(&open);
        return ExitCode::SUCCESS;
    }
    let Some(today) = args.today.or_else(today) else {
        return refused("the day is not known: the clock stands before 1970\n  do: --today DATE");
    };
    let bounds = Bounds {
        today,
        max_days: package.settings.max_accept_days,
    };
    let old = match text(package) {
        Ok(text) => text,
        Err(message) => return refused(&message),
    };
    let file = accepted_path(package);
    let mut new = old.clone().unwrap_or_default();
    let mut list = list;
    let mut told = String::new();
    for hash in &args.finding {
        let added = one_of(args, &open, hash)
            .and_then(|(judged, found)| Ok((judged, entry(args, judged, found, bounds, package)?)))
            .and_then(|(judged, entry)| match add(&new, &list, &entry) {
                Ok(text) => Ok((judged, entry, text)),
                Err(Refused::Inline) => Err(INLINE.to_owned()),
            });
        let (judged, entry, text) = match added {
            Ok(added) => added,
            Err(message) => return refused(&message),
        };
        new = text;
        list = match accepted::read(&file, &new, bounds) {
            Ok(list) => list,
            Err(faults) => return failed(faults.into(), dir),
        };
        let versions: Vec<String> = open
            .iter()
            .filter(|(other, found)| {
                found.finding.finding == *hash && other.contract.name == judged.contract.name
            })
            .map(|(other, _)| other.contract.to_string())
            .collect();
        told.push_str(&format!(
            "accepted [{}] {}  ({}) in {} until {}\n",
            entry.rule,
            entry.at,
            entry.direction,
            versions.join(" and "),
            entry.expires
        ));
    }
    told.push_str("  = next: cargo build, then commit the list with the contract\n");
    let change = FileChange {
        path: file,
        old,
        new: Some(new),
    };
    finish(&package.root, &args.place, &[change], &told)
}

/// The one finding of a hash.
fn one_of<'s>(
    args: &Args,
    open: &[(&'s Judged, &'s JudgedFinding)],
    hash: &str,
) -> Result<(&'s Judged, &'s JudgedFinding), String> {
    let found: Vec<&(&Judged, &JudgedFinding)> = open
        .iter()
        .filter(|(judged, found)| {
            found.finding.finding == hash
                && args
                    .contract
                    .as_ref()
                    .is_none_or(|name| judged.contract.name == *name)
        })
        .collect();
    let one_name = found
        .windows(2)
        .all(|pair| pair[0].0.contract.name == pair[1].0.contract.name);
    match found.as_slice() {
        // an entry names the contract, whatever the version: it covers the same change in all of them
        [one, ..] if one_name => Ok(**one),
        [] => {
            let hashes = open.iter().map(|(_, found)| found.finding.finding.as_str());
            let fix = match nearest(hash, hashes) {
                Some(near) => format!("write `{near}`"),
                None => "list them: cargo contractual accept".to_owned(),
            };
            Err(format!(
                "no breaking or undecided finding is `{hash}`\n  do: {fix}"
            ))
        }
        many => {
            let names: Vec<&str> = many
                .iter()
                .map(|(judged, _)| judged.contract.name.as_str())
                .collect();
            Err(format!(
                "several contracts have the finding `{hash}`: {}\n  do: name one with --contract",
                names.join(", ")
            ))
        }
    }
}

const INLINE: &str = "an entry of the list stands inside `accept = [...]`\n  do: write each entry under a header `[[accept]]`";

fn entry(
    args: &Args,
    judged: &Judged,
    found: &JudgedFinding,
    bounds: Bounds,
    package: &Package,
) -> Result<Entry, String> {
    let hash = &found.finding.finding;
    let latest = bounds.latest();
    let example = bounds.today.plus_days(i64::from(bounds.max_days.min(90)));
    let whole = format!(
        "cargo contractual accept {hash} --reason \"no client sends it, see ticket 812\" --expires {example}"
    );
    let reason = args.reason.as_deref().map(str::trim).unwrap_or_default();
    if reason.is_empty() {
        return Err(format!(
            "an acceptance needs a reason: why nobody is hurt\n  do: {whole}"
        ));
    }
    if reason.chars().any(char::is_control) {
        return Err("the reason holds a control character\n  do: write it on one line".to_owned());
    }
    let Some(expires) = args.expires else {
        return Err(format!("an acceptance needs a last day\n  do: {whole}"));
    };
    if expires < bounds.today {
        return Err(format!(
            "the day {expires} has passed\n  do: name a day from {} to {latest}",
            bounds.today
        ));
    }
    if expires > latest {
        return Err(format!(
            "the day {expires} is more than {} days ahead (max_accept_days)\n  do: name {latest} or an earlier day, or start a new version: cargo contractual new-version {}",
            bounds.max_days, judged.contract.name
        ));
    }
    let by = match &args.by {
        Some(by) => by.trim().to_owned(),
        None => user(package).unwrap_or_default(),
    };
    Ok(Entry {
        contract: judged.contract.name.clone(),
        rule: found.finding.rule.id.to_owned(),
        at: found.finding.pointer.clone(),
        direction: found.finding.direction.name().to_owned(),
        finding: hash.clone(),
        reason: reason.to_owned(),
        by: by.chars().filter(|c| !c.is_control()).collect(),
        expires,
    })
}

/// `user.name` of git.
fn user(package: &Package) -> Option<String> {
    let output = Command::new("git")
        .args(["config", "user.name"])
        .current_dir(&package.root)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!name.is_empty()).then_some(name)
}

fn listed(open: &[(&Judged, &JudgedFinding)]) {
    if as_json() {
        let each: Vec<Json> = open
            .iter()
            .map(|(judged, found)| {
                let finding = &found.finding;
                let (state, expires) = match &found.cover {
                    Cover::Open => ("open", Json::Null),
                    Cover::Accepted(entry) => ("accepted", entry.expires.to_string().into()),
                    Cover::Expired(entry) => ("expired", entry.expires.to_string().into()),
                };
                [
                    ("finding", Json::from(finding.finding.as_str())),
                    ("rule", finding.rule.id.into()),
                    ("ptr", finding.pointer.as_str().into()),
                    ("direction", finding.direction.name().into()),
                    ("contract", judged.contract.name.as_str().into()),
                    ("major", u64::from(judged.contract.major).into()),
                    ("state", state.into()),
                    ("expires", expires),
                ]
                .into_iter()
                .collect()
            })
            .collect();
        let object: Json = [("format", Json::from(1_u64)), ("findings", each.into())]
            .into_iter()
            .collect();
        print(&to_pretty(&object));
        return;
    }
    for (judged, found) in open {
        let finding = &found.finding;
        let state = match &found.cover {
            Cover::Open => String::new(),
            Cover::Accepted(entry) => format!("  accepted until {}", entry.expires),
            Cover::Expired(entry) => format!("  ran out on {}", entry.expires),
        };
        print(&format!(
            "{}  [{}] {}  ({}) in {}{state}\n",
            finding.finding,
            finding.rule.id,
            finding.pointer,
            finding.direction.name(),
            judged.contract
        ));
    }
    if open.is_empty() {
        print("nothing is breaking or undecided: there is nothing to accept\n");
    }
}

fn text(package: &Package) -> Result<Option<String>, String> {
    fs::read_text(&package.root.join(accepted_path(package))).map_err(|error| error.to_string())
}

fn remove_one(args: &Args, ask: &Ask, finding: &str) -> ExitCode {
    let dir = args.place.package_dir.as_path();
    let package = match Package::load(dir) {
        Ok(package) => package,
        Err(faults) => return failed(faults.into(), dir),
    };
    let list = match read_accepted(&package, &policy(&package.settings, ask)) {
        Ok(list) => list,
        Err(faults) => return failed(faults.into(), dir),
    };
    let indexes: Vec<usize> = (0..list.entries.len())
        .filter(|index| list.entries[*index].entry.finding == finding)
        .collect();
    if indexes.is_empty() {
        return refused(&format!(
            "{} has no entry for `{finding}`",
            accepted_path(&package)
        ));
    }
    taken_out(args, &package, &list, &indexes)
}

fn taken_out(args: &Args, package: &Package, list: &List, indexes: &[usize]) -> ExitCode {
    if indexes.is_empty() {
        print("every entry is needed; nothing was removed\n");
        return ExitCode::SUCCESS;
    }
    let old = match text(package) {
        Ok(old) => old,
        Err(message) => return refused(&message),
    };
    let new = match remove(old.as_deref().unwrap_or_default(), list, indexes) {
        Ok(new) => new,
        Err(Refused::Inline) => return refused(INLINE),
    };
    let mut told = String::new();
    for index in indexes {
        let entry = &list.entries[*index].entry;
        told.push_str(&format!(
            "removed the acceptance of [{}] {} in {}\n",
            entry.rule, entry.at, entry.contract
        ));
    }
    let change = FileChange {
        path: accepted_path(package),
        old,
        // a list without entries and without remarks is no list
        new: Some(new).filter(|new| !new.trim().is_empty()),
    };
    finish(&package.root, &args.place, &[change], &told)
}
