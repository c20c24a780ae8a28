//! What is wrong with the whole: problems of the model on their parts, and lints.

use std::collections::BTreeSet;

use contractual_diag::Diagnostic;
use contractual_model::item::FieldPlace;
use contractual_model::lower::{self, PartProblem, WholeProblem};
use contractual_model::{TypeId, lints, refusals};

use super::found::Reporter;
use super::run::{Read, Run};

impl Run<'_> {
    pub(super) fn report(&mut self, candidate: usize, read: &Read, problems: Vec<PartProblem>) {
        let file = self.outline.walk.candidates[candidate].file;
        for problem in problems {
            let at = self.loc(file, read.parsed.place_of(problem.part));
            let part = match problem.part {
                FieldPlace::Whole => String::new(),
                part => read.parsed.item.part_name(part),
            };
            self.find(problem.diagnostic.at(at), Reporter::Table(read.entry, part));
        }
    }

    /// Judges the whole model; `known` are the problems that it had before, `open` the types that are not known to be fine.
    pub(super) fn judge(&mut self, known: Vec<WholeProblem>, open: &BTreeSet<TypeId>) {
        let broken = self
            .findings
            .iter()
            .any(|finding| finding.diagnostic.is_error());
        let found = lower::check_some(&self.model, &open.iter().collect());
        for problem in known.into_iter().chain(found) {
            // A reference to a type that has faults of its own is not another fault.
            if broken && problem.diagnostic.code == refusals::NOT_A_CONTRACT.name {
                continue;
            }
            let loc = self.sources.loc(&problem.id, &problem.part);
            let base = problem
                .id
                .0
                .split('<')
                .next()
                .unwrap_or_default()
                .to_owned();
            let entry = self.entries.iter().position(|entry| entry.id == base);
            let reporter = match entry {
                Some(entry) => Reporter::Table(entry, problem.part.clone()),
                None => Reporter::Build,
            };
            let diagnostic = match loc {
                Some(loc) => problem.diagnostic.at(loc),
                None => problem.diagnostic,
            };
            self.find(diagnostic, reporter);
        }
    }

    /// Lints of these types, unless the part or its item silences them. Gives the items that were spoken of, silenced ones included.
    pub(super) fn lint(
        &mut self,
        reads: &[Option<Read>],
        types: &BTreeSet<TypeId>,
    ) -> BTreeSet<String> {
        let mut hinted = BTreeSet::new();
        if self
            .findings
            .iter()
            .any(|finding| finding.diagnostic.is_error())
        {
            return hinted;
        }
        for hint in lints::lint_some(&self.model, &types.iter().collect()) {
            let base = hint.id.0.split('<').next().unwrap_or_default();
            hinted.insert(base.to_owned());
            let read = reads
                .iter()
                .flatten()
                .find(|read| self.entries[read.entry].id == base);
            // what is remembered allows nothing
            let mut restored = self.restored.iter().map(|one| one.entry);
            let restored = restored.find(|entry| self.entries[*entry].id == base);
            let entry = match (read, restored) {
                (Some(read), _) if read.parsed.item.allows(hint.lint.name, &hint.part) => continue,
                (Some(read), _) => read.entry,
                (None, Some(entry)) => entry,
                (None, None) => continue,
            };
            let mut found = Diagnostic::warning(hint.lint.name, hint.headline).fix(format!(
                "{}; or silence it: #[contract(allow({}, reason = \"...\"))]",
                hint.lint.advice, hint.lint.name
            ));
            if let Some(loc) = self.sources.loc(&hint.id, &hint.part) {
                found = found.at(loc);
            }
            self.find(found, Reporter::Table(entry, hint.part));
        }
        hinted
    }
}
