//! Candidates to items: each by itself, so that several threads take part.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use contractual_diag::Diagnostic;
use contractual_model::digest::{self, Digest};
use contractual_model::quick::HashMap;
use contractual_model::refusals;
use contractual_syntax::{Parsed, lex, parse_api, parse_item};

use super::found::Reporter;
use crate::cfg::Asking;
use crate::memory::{Known, Memory};
use crate::outline::Outline;
use crate::sources::Sources;
use crate::walk::Candidate;

/// Fewer candidates are not worth a thread.
const FEW: usize = 50;

/// What came of a candidate.
#[derive(Default)]
pub(super) struct One {
    pub(super) findings: Vec<(Diagnostic, Reporter)>,
    /// The item, if it could be read, its canonical form, and the digest of that.
    pub(super) read: Option<(Parsed, String, Digest)>,
    /// The item as it is remembered: then it was not read.
    pub(super) known: Option<Known>,
}

impl One {
    fn is_plain(&self) -> bool {
        let read = self.read.as_ref();
        self.known.is_some() || read.is_some_and(|(parsed, ..)| !parsed.item.is_generic())
    }
}

impl Outline {
    /// Reads the candidates at these places, or takes them from a memory; gives them by place. `None` if the memory does not hold for them.
    pub(super) fn parse_all(
        &self,
        sources: &Sources,
        wanted: &[usize],
        memory: Option<&Memory<'_>>,
    ) -> Option<HashMap<usize, One>> {
        let all = self.parse_each(sources, wanted, memory);
        // what the items that were taken from it name is what it was
        let holds = |memory: &Memory<'_>| {
            let mut each = all.iter();
            each.all(|(at, one)| one.is_plain() == memory.is_plain(*at))
        };
        memory.is_none_or(holds).then_some(all)
    }

    fn parse_each(
        &self,
        sources: &Sources,
        wanted: &[usize],
        memory: Option<&Memory<'_>>,
    ) -> HashMap<usize, One> {
        let next = AtomicUsize::new(0);
        let one = |at: usize| {
            let candidate = &self.walk.candidates[at];
            let text = &self.walk.files[candidate.file].text[candidate.range.clone()];
            match memory.and_then(|memory| memory.known(at, text)) {
                Some(known) => One {
                    known: Some(known),
                    ..One::default()
                },
                None => self.parse_one(sources, candidate),
            }
        };
        let take_part = || {
            let mut done = Vec::new();
            while let Some(&at) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((at, one(at)));
            }
            done
        };
        if wanted.len() < FEW {
            return take_part().into_iter().collect();
        }
        std::thread::scope(|scope| {
            let beside = std::thread::Builder::new().spawn_scoped(scope, take_part);
            let mut done: HashMap<usize, One> = take_part().into_iter().collect();
            if let Ok(beside) = beside {
                done.extend(beside.join().unwrap_or_else(|why| resume_unwind(why)));
            }
            done
        })
    }

    fn parse_one(&self, sources: &Sources, candidate: &Candidate) -> One {
        let mut findings = Vec::new();
        let read = self.parse(sources, candidate, &mut findings);
        let read = read.map(|parsed| {
            let canonical = parsed.item.canonical();
            let digest = digest::of_bytes(canonical.as_bytes());
            (parsed, canonical, digest)
        });
        One {
            findings,
            read,
            known: None,
        }
    }

    fn parse(
        &self,
        sources: &Sources,
        candidate: &Candidate,
        findings: &mut Vec<(Diagnostic, Reporter)>,
    ) -> Option<Parsed> {
        let walk = &self.walk;
        let file = &walk.files[candidate.file];
        let text = &file.text[candidate.range.clone()];
        let trees = match lex(text, candidate.range.start) {
            Ok(trees) => trees,
            Err(error) => {
                let at = sources.at(candidate.file, candidate.range.start + error.offset);
                let found = Diagnostic::error(refusals::SYNTAX_ERROR.name, error.message)
                    .at(at)
                    .fix(refusals::SYNTAX_ERROR.advice);
                findings.push((found, Reporter::Build));
                return None;
            }
        };
        let asking = Asking {
            cfg: &self.options.cfg,
            test: candidate.test_only.then_some(true),
            asked: &walk.asked,
        };
        let outcome = if candidate.api {
            parse_api(None, &trees, Some(&asking))
        } else {
            parse_item(&trees, Some(&asking))
        };
        let clean = outcome.problems.is_empty();
        for problem in outcome.problems {
            let at = sources.at(candidate.file, problem.place.start as usize);
            // A cfg is unknown to the scan alone: rustc has decided it before the derive runs.
            let reporter = if problem.diagnostic.code == refusals::CFG_UNKNOWN.name {
                Reporter::Build
            } else {
                Reporter::Derive
            };
            findings.push((problem.diagnostic.at(at), reporter));
        }
        let parsed = outcome.parsed.filter(|_| clean)?;
        if let Some(doubt) = &candidate.doubt {
            let at = sources.at(candidate.file, parsed.ident.start as usize);
            let found = Diagnostic::error(
                refusals::CFG_UNKNOWN.name,
                format!("whether `{}` is compiled depends on the cfg `{doubt}`, which Cargo does not tell build scripts", candidate.name),
            )
            .at(at)
            .fix("declare it in contractual.toml, or move the attribute off contract types");
            findings.push((found, Reporter::Build));
            return None;
        }
        Some(parsed)
    }
}
