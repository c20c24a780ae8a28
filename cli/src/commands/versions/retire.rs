//! `contractual retire`: takes away the documents of a version that no type claims any more, when its announced day has come.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::baseline::{Baseline, Depth};
use contractual_build::compat::today;
use contractual_build::fs;
use contractual_build::generate::documents;
use contractual_build::session::Session;
use contractual_drift::compat::Day;
use contractual_drift::states::Problem;
use contractual_model::json::Json;

use super::files::FileChange;
use super::plan::place;
use super::target::all;
use super::{Place, failed, finish, refused};

/// Arguments of `contractual retire`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// The contract, as messages name it
    contract: String,
    /// The major version: v1
    #[arg(value_parser = major)]
    major: u32,
    /// The day for sunsets (UTC); today unless told
    #[arg(long, value_name = "DATE", value_parser = super::super::day)]
    today: Option<Day>,
    #[command(flatten)]
    pub(super) place: Place,
}

fn major(text: &str) -> Result<u32, String> {
    let digits = text.strip_prefix('v').unwrap_or(text);
    let number = digits.parse::<u32>().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("{text:?} is no major version; write it as v1"))
}

pub(super) fn run(args: &Args) -> ExitCode {
    let dir = args.place.package_dir.as_path();
    let session = match Session::open(dir) {
        Ok(session) => session,
        Err(failure) => return failed(failure, dir),
    };
    let package = &session.sources.package;
    let now = &session.sources.scanned;
    let name = format!("{} v{}", args.contract, args.major);
    let claimed = all(now.model())
        .into_iter()
        .find(|target| target.name == args.contract && target.major == args.major);
    if let Some(claimed) = claimed {
        let at = claimed.items.first().and_then(|id| place(now, id));
        let id = claimed
            .items
            .first()
            .map_or_else(String::new, ToString::to_string);
        return refused(&format!(
            "{name} is claimed by {id}{}\n  do: announce its end there, `#[contract(deprecated, sunset = \"YYYY-MM-DD\")]`, and remove the type when that day has come",
            at.map_or_else(String::new, |at| format!(" ({at})"))
        ));
    }
    let wanted = format!("{}-v{}.", args.contract, args.major);
    let of_it = |file: &str| {
        file.rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with(&wanted))
    };
    let files: Vec<String> = session
        .compared
        .reconciled
        .problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::Orphaned {
                file,
                derived: false,
                ..
            } if of_it(file) => Some(file.clone()),
            _ => None,
        })
        .collect();
    if files.is_empty() {
        return refused(&format!(
            "there is no document of {name} in {}\n  do: contractual check",
            package.settings.contracts()
        ));
    }
    let Some(today) = args.today.or_else(today) else {
        return refused("the day is not known: the clock stands before 1970\n  do: --today DATE");
    };
    let baseline = Baseline::read(package, &session.compared.lock, None, Depth::All);
    let mut changes = Vec::new();
    let mut told = format!("{name} is retired\n");
    let mut lock = session.compared.lock.clone();
    for file in files {
        let text = match fs::read_text(&package.root.join(&file)) {
            Ok(text) => text,
            Err(error) => return refused(&error.to_string()),
        };
        // what others hold is the baseline's form: its announcement counts, not one written today
        let held = baseline
            .documents
            .get(&file)
            .and_then(|forms| forms.first());
        let held = held.map(|form| form.document.clone());
        if held.is_none() && !baseline.unavailable.is_empty() {
            return refused(&format!(
                "the baseline {} cannot be read, so nobody knows what was promised: {}",
                baseline.label,
                baseline.unavailable.join("; ")
            ));
        }
        match held.as_ref().map(|document| may_go(document, today)) {
            None => told.push_str(&format!(
                "  = {file} is not in {}: nobody holds it\n",
                baseline.label
            )),
            Some(Going::Draft) => told.push_str(&format!("  = {file} was a draft\n")),
            Some(Going::Passed(day)) => {
                told.push_str(&format!("  = {file} was promised until {day}\n"));
            }
            Some(Going::Until(day)) => {
                return refused(&format!(
                    "{name} was promised until {day}, and it is {today}\n  = {file}\n  do: put the type back until then (git shows it: git log -S'{}'), and run this again on that day",
                    args.contract
                ));
            }
            Some(Going::NotAnnounced) => {
                return refused(&format!(
                    "{name} has no announced end: `deprecated` alone gives no right to remove it\n  = {file}\n  do: put the type back, write `#[contract(deprecated, sunset = \"{}\")]` on it, release that, and retire it when the day has come",
                    today.plus_days(i64::from(package.settings.min_sunset_days))
                ));
            }
        }
        if documents(&file, text.as_deref().unwrap_or_default()).is_none() && text.is_some() {
            told.push_str(&format!("  = {file} could not be read any more\n"));
        }
        lock.files.remove(&file);
        changes.push(FileChange {
            path: file,
            old: text,
            new: None,
        });
    }
    let path = package.lock_path();
    let old = match fs::read_text(&package.root.join(&path)) {
        Ok(old) => old,
        Err(error) => return refused(&error.to_string()),
    };
    if old.is_some() {
        changes.push(FileChange {
            path,
            old,
            new: Some(lock.print()),
        });
    }
    told.push_str("  = undo: git checkout HEAD -- ");
    told.push_str(package.settings.contracts());
    told.push_str("\n  = next: cargo build, which deletes what followed from it, then commit\n");
    finish(&package.root, &args.place, &changes, &told)
}

/// Whether a document may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Going {
    /// It was never more than a draft.
    Draft,
    /// Its day has come.
    Passed(Day),
    /// Its day is to come.
    Until(Day),
    /// Nobody was told.
    NotAnnounced,
}

/// Section 8 of the compatibility rules: the announced day of the document, or of all its operations.
fn may_go(document: &Json, today: Day) -> Going {
    let text = |value: &Json, key: &str| value.get(key).and_then(Json::as_str).map(str::to_owned);
    if text(document, "x-stability").as_deref() == Some("draft") {
        return Going::Draft;
    }
    let day = |value: &Json| text(value, "x-sunset").and_then(|day| Day::parse(&day));
    let announced = day(document).or_else(|| {
        let paths = document.get("paths")?.as_object()?;
        let mut last: Option<Day> = None;
        for (path, item) in paths {
            if ["/healthz", "/readyz"].contains(&path.as_str()) {
                continue;
            }
            for (method, operation) in item.as_object()? {
                if METHODS.contains(&method.as_str()) {
                    last = last.max(Some(day(operation)?));
                }
            }
        }
        last
    });
    match announced {
        None => Going::NotAnnounced,
        Some(day) if day <= today => Going::Passed(day),
        Some(day) => Going::Until(day),
    }
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    #[test]
    fn only_what_was_announced_may_go() {
        let today = Day::parse("2027-06-30").unwrap();
        for (document, expected) in [
            (r#"{"x-sunset": "2027-06-30"}"#, Going::Passed(today)),
            (
                r#"{"x-sunset": "2027-07-01"}"#,
                Going::Until(Day::parse("2027-07-01").unwrap()),
            ),
            (r#"{"deprecated": true}"#, Going::NotAnnounced),
            (r#"{"x-sunset": "soon"}"#, Going::NotAnnounced),
            (r#"{"x-stability": "draft"}"#, Going::Draft),
            (
                r#"{"paths": {"/healthz": {"get": {}}, "/v1/a": {"get": {"x-sunset": "2027-06-30"}, "parameters": []}}}"#,
                Going::Passed(today),
            ),
            (
                r#"{"paths": {"/v1/a": {"get": {"x-sunset": "2027-06-30"}, "put": {}}}}"#,
                Going::NotAnnounced,
            ),
            (
                r#"{"paths": {"/healthz": {"get": {}}}}"#,
                Going::NotAnnounced,
            ),
        ] {
            assert_eq!(
                may_go(&parse(document).unwrap(), today),
                expected,
                "{document}"
            );
        }
        assert_eq!(major("v2"), Ok(2));
        assert!(major("v0").is_err() && major("two").is_err());
    }
}
