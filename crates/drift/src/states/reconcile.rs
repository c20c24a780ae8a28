//! Blessed, generated, local: three sources, one comparison.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use contractual_diag::SourceLoc;
use contractual_model::json::Json;
use contractual_model::quick::HashSet;

use super::document::{changes, is_within, same_contract};
use super::{ContractName, Drifted, LineDifference, Lock, Problem, State};

/// One file that the types generate now.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Relative to the project's root, with forward slashes.
    pub file: String,
    /// The whole content.
    pub text: String,
    /// The emitter that owns it.
    pub emitter: &'static str,
    /// The type that claims it, as `crate::module::Type`.
    pub rust: String,
    /// Where that type stands.
    pub place: Option<SourceLoc>,
    /// The contract it belongs to; `None` for a file of the whole set.
    pub contract: Option<ContractName>,
    /// How much of the file is ours.
    pub ownership: Ownership,
}

/// How much of a file is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// All of it, and it is a contract that others hold: schema file.
    Contract,
    /// A contract document that people may extend by hand; what they added is in the generated text.
    Extended,
    /// All of it, and it follows from the contracts: fixtures, models, tests.
    Derived,
    /// Some lines of it; the file belongs to the project.
    Lines,
}

impl Ownership {
    /// True for documents that others may hold a copy of.
    pub fn is_contract(self) -> bool {
        match self {
            Self::Contract | Self::Extended => true,
            Self::Derived | Self::Lines => false,
        }
    }
}

/// The files as they are: every claimed or locked file that exists, by path.
pub type Local = BTreeMap<String, Vec<u8>>;

/// How contract documents are read, by the reader of their format; `None` if the text is not of that format.
pub type Documents<'a> = dyn Fn(&str, &str) -> Option<Cow<'a, Json>> + 'a;

/// What lies on disk, and what is known of it without looking.
#[derive(Debug, Clone, Copy)]
pub struct Disk<'a> {
    /// The files.
    pub local: &'a Local,
    /// Contract documents that neither a claim nor the lock knows.
    pub strays: &'a [String],
    /// For each claim, by its place in the list, whether its file has the bytes of the claim; such a file needs no entry in `local`, and
    /// its claim no text. An empty list: nothing is known.
    pub same: &'a [bool],
    /// What is known of the digests.
    pub digests: Digests,
}

/// What is known of the digests of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digests {
    /// Nothing: they are computed.
    Unknown,
    /// Each file that the lock lists has the digest that it lists.
    OfLock,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Reconciled {
    /// Sorted by state, contract, file.
    pub problems: Vec<Problem>,
    /// All contracts that the types claim.
    pub contracts: BTreeSet<ContractName>,
}

/// Compares. `strays` are contract documents on disk that neither a claim nor the lock knows.
///
/// A file that equals what is generated is clean, whatever the lock says. One that differs is drift if its bytes are those
/// that were written last, and hand-edited otherwise, also when the lock has never heard of it: what we cannot show to have
/// written is not overwritten. Only a document that people may extend is taken over when everything in it is in the
/// generated one, too.
pub fn reconcile(
    claims: &[Claim],
    local: &Local,
    lock: &Lock,
    strays: &[String],
    documents: &Documents<'_>,
) -> Reconciled {
    let disk = Disk {
        local,
        strays,
        same: &[],
        digests: Digests::Unknown,
    };
    reconcile_known(claims, &disk, lock, documents)
}

/// As [`reconcile`], with what is known of the disk.
pub fn reconcile_known(
    claims: &[Claim],
    disk: &Disk<'_>,
    lock: &Lock,
    documents: &Documents<'_>,
) -> Reconciled {
    let local = disk.local;
    let mut problems = Vec::new();
    let mut contracts = BTreeSet::new();
    let claimed: HashSet<&str> = claims.iter().map(|claim| claim.file.as_str()).collect();
    for (at, claim) in claims.iter().enumerate() {
        if let (Some(contract), true) = (&claim.contract, claim.ownership.is_contract()) {
            contracts.insert(contract.clone());
        }
        if disk.same.get(at) == Some(&true) {
            continue;
        }
        match local.get(&claim.file) {
            Some(bytes) if bytes == claim.text.as_bytes() => {}
            Some(bytes) => {
                let ours = lock
                    .files
                    .get(&claim.file)
                    .is_some_and(|written| match disk.digests {
                        Digests::OfLock => true,
                        Digests::Unknown => written.matches(bytes),
                    });
                problems.push(differing(claim, bytes, ours, documents));
            }
            None if claim.ownership == Ownership::Lines => {}
            None => problems.push(Problem::Missing {
                contract: claim.contract.clone(),
                file: claim.file.clone(),
                rust: claim.rust.clone(),
            }),
        }
    }
    for (file, written) in &lock.files {
        if claimed.contains(file.as_str()) {
            continue;
        }
        let Some(bytes) = local.get(file) else {
            continue;
        };
        let document = matches!(written.emitter.as_str(), "json_schema" | "openapi");
        problems.push(Problem::Orphaned {
            contract: written
                .contract
                .clone()
                .map(|(name, major)| ContractName { name, major }),
            file: file.clone(),
            rust: Some(written.rust.clone()),
            commit: None,
            sunset: None,
            derived: !document && written.matches(bytes),
        });
    }
    for file in disk.strays {
        if !claimed.contains(file.as_str()) && !lock.files.contains_key(file) {
            problems.push(Problem::Orphaned {
                contract: None,
                file: file.clone(),
                rust: None,
                commit: None,
                sunset: None,
                derived: false,
            });
        }
    }
    problems.sort_by_cached_key(problem_order);
    Reconciled {
        problems,
        contracts,
    }
}

/// What problems are sorted by: state, then contracts of types before APIs and files of the whole set.
pub fn problem_order(problem: &Problem) -> (State, bool, Option<ContractName>, Option<String>) {
    let contract = problem.contract().cloned();
    let file = problem.file().map(str::to_owned);
    let last = contract
        .as_ref()
        .is_none_or(|contract| contract.name == "openapi");
    (problem.state(), last, contract, file)
}

/// The problem of a file that is not what is generated; `ours`: it is what was written last.
fn differing(claim: &Claim, bytes: &[u8], ours: bool, documents: &Documents<'_>) -> Problem {
    let equivalent = |what: String| Problem::Equivalent {
        contract: claim.contract.clone(),
        file: claim.file.clone(),
        what,
    };
    let found = String::from_utf8_lossy(bytes);
    if claim.ownership == Ownership::Lines {
        return equivalent(LineDifference::of(&found, &claim.text).to_string());
    }
    let read = || {
        Some((
            documents(&claim.file, &found)?,
            documents(&claim.file, &claim.text)?,
        ))
    };
    if !ours {
        let extended = claim.ownership == Ownership::Extended
            && read().is_some_and(|(old, new)| is_within(&old, &new));
        if !extended {
            return Problem::HandEdited {
                contract: claim.contract.clone(),
                file: claim.file.clone(),
                rust: claim.rust.clone(),
                place: claim.place.clone(),
                difference: LineDifference::of(&found, &claim.text),
            };
        }
    }
    if !claim.ownership.is_contract() {
        return equivalent(LineDifference::of(&found, &claim.text).to_string());
    }
    let Some((old, new)) = read() else {
        return equivalent(LineDifference::of(&found, &claim.text).to_string());
    };
    let changes = changes(&old, &new);
    match same_contract(&changes) {
        Some(what) => equivalent(what),
        None => Problem::Drifted(Box::new(Drifted {
            contract: claim.contract.clone(),
            file: claim.file.clone(),
            changes,
            additive: None,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Written, sha256_hex};
    use super::*;

    fn claim(text: &str, ownership: Ownership) -> Claim {
        Claim {
            file: "f.json".to_owned(),
            text: text.to_owned(),
            emitter: "json_schema",
            rust: "acme::F".to_owned(),
            place: None,
            contract: Some(ContractName {
                name: "f".to_owned(),
                major: 1,
            }),
            ownership,
        }
    }

    fn lock_of(text: &str) -> Lock {
        let mut lock = Lock::default();
        lock.files.insert(
            "f.json".to_owned(),
            Written {
                digest: sha256_hex(text.as_bytes()),
                before: None,
                emitter: "json_schema".to_owned(),
                contract: Some(("f".to_owned(), 1)),
                rust: "acme::F".to_owned(),
            },
        );
        lock
    }

    fn state(claims: &[Claim], local: Option<&str>, lock: &Lock) -> State {
        let local: Local = local
            .map(|text| ("f.json".to_owned(), text.as_bytes().to_vec()))
            .into_iter()
            .collect();
        let read = |_: &str, text: &str| contractual_model::json::parse(text).ok().map(Cow::Owned);
        reconcile(claims, &local, lock, &[], &read)
            .problems
            .first()
            .map_or(State::Clean, Problem::state)
    }

    #[test]
    fn every_state() {
        use Ownership::{Contract, Derived, Extended, Lines};
        let none = Lock::default();
        let a = "{\"a\": 1}\n";
        let b = "{\"a\": 2}\n";
        let spaced = "{\"a\":1}\n";
        for (generated, ownership, local, lock, expected) in [
            (a, Contract, Some(a), &none, State::Clean),
            (a, Contract, Some(a), &lock_of(b), State::Clean),
            (a, Contract, None, &lock_of(a), State::Missing),
            (a, Contract, Some(b), &lock_of(b), State::Drift),
            (a, Contract, Some(b), &lock_of(a), State::HandEdited),
            (a, Contract, Some(b), &none, State::HandEdited),
            (
                a,
                Contract,
                Some(spaced),
                &lock_of(spaced),
                State::DriftEquivalent,
            ),
            (a, Derived, Some(b), &lock_of(b), State::DriftEquivalent),
            (a, Derived, Some(b), &lock_of(a), State::HandEdited),
            (a, Lines, Some(b), &none, State::DriftEquivalent),
            (a, Lines, None, &none, State::Clean),
            (
                "{\"a\": 1, \"b\": 2}\n",
                Extended,
                Some(spaced),
                &none,
                State::Drift,
            ),
            (a, Extended, Some(spaced), &none, State::DriftEquivalent),
            (a, Extended, Some(b), &none, State::HandEdited),
        ] {
            assert_eq!(
                state(&[claim(generated, ownership)], local, lock),
                expected,
                "{generated} {ownership:?} {local:?}"
            );
        }
        assert_eq!(state(&[], Some(a), &lock_of(a)), State::Orphaned);
        assert_eq!(state(&[], None, &lock_of(a)), State::Clean);
    }

    #[test]
    fn derived_orphans_go_only_unedited() {
        let mut lock = lock_of("x");
        for written in lock.files.values_mut() {
            written.emitter = "fixtures".to_owned();
        }
        let read = |_: &str, _: &str| None;
        for (bytes, goes) in [("x", true), ("edited", false)] {
            let local: Local = [("f.json".to_owned(), bytes.as_bytes().to_vec())].into();
            let found = reconcile(&[], &local, &lock, &[], &read);
            assert!(
                matches!(found.problems[..], [Problem::Orphaned { derived, .. }] if derived == goes),
                "{bytes}"
            );
        }
    }
}
