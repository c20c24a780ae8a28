//! `contractual bump`: raises the version that the source declares.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_model::toml::quote;

use super::edits::apply;
use super::files::FileChange;
use super::plan::place;
use super::rust::RustItem;
use super::{Place, finish, opened, refused, scanned_after};

/// What rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The third number
    Patch,
    /// The second number: something was added
    Minor,
    /// The first: see `new-version`
    Major,
}

/// Arguments of `contractual bump`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// The contract, as messages name it, or its Rust type; `openapi` for the API
    contract: String,
    /// What the findings demand
    #[arg(value_enum)]
    part: Part,
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
    if args.part == Part::Major {
        return refused(&format!(
            "a major version is a new contract beside the old one\n  do: cargo contractual new-version {}",
            target.name
        ));
    }
    let mut changes: Vec<FileChange> = Vec::new();
    let mut told = String::new();
    for id in &target.items {
        let Some((file, range)) = now.item(id) else {
            return refused(&format!(
                "`{id}` is made by a macro: write its version by hand"
            ));
        };
        let at = place(now, id).unwrap_or_else(|| file.to_owned());
        let known = changes.iter().position(|change| change.path == file);
        let text = match known {
            // two traits in one file: the second is edited where it stands now
            Some(_) => {
                return refused(&format!(
                    "{at}: several API traits make {target}, and two of them stand in one file: write `version` by hand"
                ));
            }
            None => now
                .files()
                .find(|(path, _)| *path == file)
                .map(|(_, text)| text),
        };
        let Some(text) = text else {
            return refused(&format!("{file} cannot be read"));
        };
        let start = range.end - text[range.clone()].trim_start().len();
        let item = match RustItem::read(&text[start..range.end]) {
            Ok(item) => item,
            Err(odd) => return refused(&format!("{at}: it cannot be edited: {}", odd.0)),
        };
        let old = item.version().unwrap_or_else(|| target.major.to_string());
        let Some(new) = raised(&old, args.part) else {
            return refused(&format!("{at}: `{old}` is no version that can rise"));
        };
        let edits = match item.set("version", &quote(&new)) {
            Ok(edits) => edits,
            Err(odd) => return refused(&format!("{at}: it cannot be edited: {}", odd.0)),
        };
        let Some(edited) = apply(&text[start..range.end], &edits) else {
            return refused(&format!("{at}: its attributes overlap"));
        };
        changes.push(FileChange {
            path: file.to_owned(),
            old: Some(text.to_owned()),
            new: Some(format!("{}{edited}{}", &text[..start], &text[range.end..])),
        });
        told.push_str(&format!(
            "contract {}: {} -> {new}\n  = at: {at}\n",
            target.name,
            whole(&old)
        ));
    }
    if let Err(code) = scanned_after(&sources.package, &changes) {
        return code;
    }
    told.push_str("  = next: cargo build, then commit the sources and the contracts together\n");
    finish(dir, &args.place, &changes, &told)
}

fn whole(version: &str) -> String {
    match version.contains('.') {
        true => version.to_owned(),
        false => format!("{version}.0.0"),
    }
}

fn raised(version: &str, part: Part) -> Option<String> {
    let whole = whole(version);
    let numbers: Vec<u32> = whole
        .split('.')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let [major, minor, patch] = numbers[..] else {
        return None;
    };
    Some(match part {
        Part::Patch => format!("{major}.{minor}.{}", patch.checked_add(1)?),
        Part::Minor => format!("{major}.{}.0", minor.checked_add(1)?),
        Part::Major => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_rise() {
        assert_eq!(raised("1", Part::Minor).as_deref(), Some("1.1.0"));
        assert_eq!(raised("1.4.2", Part::Minor).as_deref(), Some("1.5.0"));
        assert_eq!(raised("1.4.2", Part::Patch).as_deref(), Some("1.4.3"));
        assert_eq!(raised("1.4", Part::Patch), None);
        assert_eq!(raised("1.4294967295.0", Part::Minor), None);
    }
}
