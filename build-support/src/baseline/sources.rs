//! The Rust sources of a package at its baseline, read from git: what `new-version` takes version 1 from.

use std::collections::BTreeMap;

use super::git::Git;
use crate::Package;

/// A label for messages, and the texts of sources by their path.
type Labelled = (String, BTreeMap<String, String>);

/// The texts of the package's sources at the merge-base with the baseline's branch, or at the newest release, with a label for
/// messages; `None` where there is no git, or where the baseline is the lock or a folder. Paths are relative to the package.
///
/// # Errors
/// The commit cannot be had, in one line.
pub fn sources(package: &Package, against: Option<&str>) -> Result<Option<Labelled>, String> {
    let asked = super::asked(package, against);
    let Some(git) = Git::open(&package.dir)? else {
        return Ok(None);
    };
    let (label, commit) = match asked.strip_prefix("git:") {
        Some(reference) => (
            asked.to_string(),
            git.merge_base(reference, against.is_some())?,
        ),
        None if asked == "released" => {
            match git.released(&package.settings.tag_pattern)?.into_iter().next() {
                Some((tag, commit)) => (tag, Some(commit)),
                None => return Err("nothing is released yet: no tag matches `tag_pattern`; name a revision with --against".to_owned()),
            }
        }
        // a lock or a folder of documents holds no Rust sources
        None => return Ok(None),
    };
    let Some(commit) = commit else {
        return Ok(None);
    };
    // sources may lie in any folder that a root lies in
    let mut folders: Vec<String> = package
        .roots()
        .iter()
        .filter_map(|root| Some(root.rsplit_once('/')?.0.to_owned()))
        .map(|folder| folder.split('/').next().unwrap_or_default().to_owned())
        .collect();
    folders.sort();
    folders.dedup();
    let mut texts = BTreeMap::new();
    for folder in folders {
        let files = git.files(&commit, &folder)?;
        texts.extend(files.into_iter().filter(|(path, _)| path.ends_with(".rs")));
    }
    Ok(Some((label, texts)))
}
