//! From the declaration of a module to its file.

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::refusals;
use contractual_syntax::{Heads, literal};

use super::{Place, State, Walker};
use crate::input::MAX_MODULES;
use crate::skeleton::RawItem;

impl Walker<'_> {
    #[allow(clippy::too_many_arguments, reason = "one walk, one place")]
    pub(super) fn module(
        &mut self,
        file: usize,
        text: &str,
        item: &RawItem,
        child: usize,
        heads: &Heads,
        place: &Place,
        state: &State,
        depth: usize,
    ) {
        let with = |list: &[String], step: &str| -> Vec<String> {
            list.iter().cloned().chain([step.to_owned()]).collect()
        };
        if let Some(body) = &item.body {
            let step = heads.path.as_deref().unwrap_or(&item.name);
            let inner = Place {
                folder: place.folder.clone(),
                below: with(&place.below, step),
                inline: with(&place.inline, step),
            };
            if depth > MAX_MODULES {
                return;
            }
            self.walk.shares[file].add("{");
            self.items(file, text, body.clone(), child, &inner, state, depth + 1);
            self.walk.shares[file].add("}");
            return;
        }
        let candidates = match &heads.path {
            Some(path) => {
                // In an inline module, the path starts below its folders; those of a file's own stem count then, too.
                let base = if place.inline.is_empty() {
                    &[][..]
                } else {
                    &place.below[..]
                };
                vec![(join(&place.folder, base, path), true)]
            }
            None => vec![
                (
                    join(&place.folder, &place.below, &format!("{}.rs", item.name)),
                    false,
                ),
                (
                    join(
                        &place.folder,
                        &place.below,
                        &format!("{}/mod.rs", item.name),
                    ),
                    true,
                ),
            ],
        };
        for (path, owns_folder) in &candidates {
            match self.files.read(path) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    let inner = Place {
                        folder: folder_of(path),
                        below: if *owns_folder {
                            Vec::new()
                        } else {
                            vec![item.name.clone()]
                        },
                        inline: Vec::new(),
                    };
                    self.file(path, found, child, &inner, state, depth + 1);
                    return;
                }
                Err(why) => return self.unreadable(path, &why),
            }
        }
        if state.doubt.is_some() || state.test_only {
            return;
        }
        let names: Vec<String> = candidates
            .iter()
            .map(|(path, _)| format!("`{path}`"))
            .collect();
        let here = self.walk.files[file].path.clone();
        let found = Diagnostic::error(
            refusals::MODULE_MISSING.name,
            format!("the file of module `{}` is missing", item.name),
        )
        .at(SourceLoc::of_offset(here, text, item.range.start))
        .expected(names.join(" or "))
        .fix(refusals::MODULE_MISSING.advice);
        self.walk.problems.push(found);
    }

    /// `include!("file.rs")`, if the path is a literal: the items of the file stand in this module.
    #[allow(clippy::too_many_arguments, reason = "one walk, one place")]
    pub(super) fn include(
        &mut self,
        file: usize,
        text: &str,
        item: &RawItem,
        module: usize,
        place: &Place,
        state: &State,
        depth: usize,
    ) {
        let Some(body) = &item.body else { return };
        let written = text[body.clone()].trim().trim_end_matches(',').trim();
        let Some(target) = literal::text(written) else {
            return;
        };
        self.walk.shares[file].add(&target);
        let path = join(&folder_of(&self.walk.files[file].path), &[], &target);
        match self.files.read(&path) {
            Ok(Some(found)) => self.file(&path, found, module, place, state, depth + 1),
            // rustc reports a missing file in its own words.
            Ok(None) => {}
            Err(why) => self.unreadable(&path, &why),
        }
    }
}

pub(super) fn folder_of(path: &str) -> String {
    path.rfind('/')
        .map_or(String::new(), |at| path[..at].to_owned())
}

/// A path below a folder, `.` and `..` resolved as far as they can be.
fn join(folder: &str, below: &[String], file: &str) -> String {
    let file = file.replace('\\', "/");
    let mut steps: Vec<&str> = Vec::new();
    let absolute = file.starts_with('/');
    let before = folder
        .split('/')
        .chain(below.iter().flat_map(|step| step.split('/')));
    let before: Vec<&str> = if absolute {
        Vec::new()
    } else {
        before.collect()
    };
    for step in before.into_iter().chain(file.split('/')) {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let joined = steps.join("/");
    if absolute {
        format!("/{joined}")
    } else {
        joined
    }
}
