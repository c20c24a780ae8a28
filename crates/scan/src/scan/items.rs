//! Candidates to items: each by itself, so that several threads take part.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use contractual_diag::Diagnostic;
use contractual_model::digest::{self, Digest};
use contractual_model::refusals;
use contractual_syntax::{Parsed, lex, parse_api, parse_item};

use super::found::Reporter;
use crate::cfg::Asking;
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
}

impl Outline {
    /// Reads the candidates at these places; gives them by place.
    pub(super) fn parse_all(&self, sources: &Sources, wanted: &[usize]) -> HashMap<usize, One> {
        let next = AtomicUsize::new(0);
        let take_part = || {
            let mut done = Vec::new();
            while let Some(&at) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((at, self.parse_one(sources, &self.walk.candidates[at])));
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
        One { findings, read }
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
