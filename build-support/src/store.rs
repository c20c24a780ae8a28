//! The committed set on disk: compared with what is generated, and brought up to date.
//!
//! Order of a write, so that a build killed anywhere leaves nothing that looks edited by hand: the lock with both digests of
//! every file about to change, the files, the deletions, the lock with the new digests alone.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use contractual_diag::Diagnostic;
use contractual_drift::states::{
    Changes, Claim, Digests, Disk, Documents, Fix, Local, Lock, Ownership, Problem, Reconciled,
    State, Written, reconcile_known, sha256_hex,
};
use contractual_model::quick::{HashMap, HashSet};

use crate::fs::{self, FsError, Writer};
use crate::locked::Locked;
use crate::{Package, unreadable};

/// The committed set beside the generated one.
#[derive(Debug)]
pub struct Compared {
    /// Problems and contracts.
    pub reconciled: Reconciled,
    /// The lock as it was read.
    pub lock: Lock,
    /// The lines in which the lock is not as it should be.
    next: Changes,
    /// The files as they are, but for those that are known to be as they are generated.
    local: Local,
    /// True if the digests in the lock are known to be those of the files.
    trusted: bool,
    /// The lines of the lock that no claim stands for: they stay.
    aside: Locked,
    whole: OnceCell<Locked>,
}

/// What a write did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Files that were written, sorted; the lock is not among them.
    pub written: Vec<String>,
    /// Files that were deleted, sorted.
    pub deleted: Vec<String>,
}

/// Reads the lock.
///
/// # Errors
/// It cannot be read: nothing may be concluded from it, and nothing written.
pub fn read_lock(package: &Package) -> Result<Lock, Box<Problem>> {
    Ok(read_locked(package, |_| Locked::default())?.0)
}

/// As [`read_lock`], without the lines that are set aside in its text.
pub(crate) fn read_locked(
    package: &Package,
    locked: impl FnOnce(&str) -> Locked,
) -> Result<(Lock, Locked), Box<Problem>> {
    let path = package.lock_path();
    let invalid = |line: u32, message: String| {
        Box::new(Problem::ConfigInvalid {
            file: path.clone(),
            line,
            message,
        })
    };
    match fs::read_text(&package.root.join(&path)) {
        Ok(None) => Ok((Lock::default(), Locked::default())),
        Ok(Some(text)) => {
            let locked = locked(&text);
            if locked.has_index()
                && let Ok(lock) = Lock::parse(&locked.rest())
            {
                return Ok((lock, locked));
            }
            let lock = Lock::parse(&text).map_err(|error| invalid(error.line, error.message))?;
            Ok((lock, Locked::default()))
        }
        Err(error) => Err(invalid(0, error.to_string())),
    }
}

/// Compares what is generated with what is there.
///
/// # Errors
/// A file that is there cannot be read.
pub fn compare(
    package: &Package,
    claims: &[Claim],
    lock: Lock,
    documents: &Documents<'_>,
) -> Result<Compared, Vec<Diagnostic>> {
    compare_known(package, claims, &[], (lock, Locked::default()), documents)
}

/// As [`compare`], where it is known of every file that its digest is the one in the lock, and of some claims (by their place in the
/// list) that the file has the bytes of the claim, which then need not have its text. An empty list: nothing is known. Files that were
/// set aside are neither among the claims nor in the lock.
pub(crate) fn compare_known(
    package: &Package,
    claims: &[Claim],
    same: &[bool],
    (lock, aside): (Lock, Locked),
    documents: &Documents<'_>,
) -> Result<Compared, Vec<Diagnostic>> {
    let io = |error: FsError| vec![unreadable(&error)];
    let mut local = Local::new();
    for (at, claim) in claims.iter().enumerate() {
        if same.get(at) != Some(&true)
            && let Some(bytes) = fs::read(&package.root.join(&claim.file)).map_err(io)?
        {
            local.insert(claim.file.clone(), bytes);
        }
    }
    let claimed: HashSet<&str> = claims.iter().map(|claim| claim.file.as_str()).collect();
    let unclaimed = |path: &&String| !claimed.contains(path.as_str());
    for path in lock.files.keys().filter(unclaimed) {
        if let Some(bytes) = fs::read(&package.root.join(path)).map_err(io)? {
            local.insert(path.clone(), bytes);
        }
    }
    let contracts = package.settings.contracts();
    let strays: Vec<String> = fs::list(&package.root.join(contracts))
        .map_err(io)?
        .into_iter()
        .filter(|name| is_document(name))
        .map(|name| format!("{contracts}/{name}"))
        .collect();
    let disk = Disk {
        local: &local,
        strays: &strays,
        same,
        digests: match same {
            [] => Digests::Unknown,
            _ => Digests::OfLock,
        },
    };
    // digests take their time, and nobody waits for them before the end
    let next = AtomicUsize::new(0);
    let (mut reconciled, digests) = std::thread::scope(|scope| {
        let take_part = || digests(claims, &disk, &lock, &next);
        let beside = std::thread::Builder::new().spawn_scoped(scope, take_part);
        let reconciled = reconcile_known(claims, &disk, &lock, documents);
        let mut digests = take_part();
        if let Ok(beside) = beside {
            digests.extend(beside.join().unwrap_or_else(|why| resume_unwind(why)));
        }
        (reconciled, digests)
    });
    let next = next_lock(
        claims,
        digests,
        &disk,
        &lock,
        &claimed,
        &reconciled.problems,
    );
    let only_lock = !next.is_empty() && reconciled.problems.is_empty();
    if only_lock {
        reconciled.problems.push(Problem::Equivalent {
            contract: None,
            file: package.lock_path(),
            what: "the digests in it are not those of the files".to_owned(),
        });
    }
    Ok(Compared {
        reconciled,
        lock,
        next,
        local,
        trusted: !same.is_empty(),
        aside,
        whole: OnceCell::new(),
    })
}

impl Compared {
    /// True if a developer's build must fail, and write nothing.
    pub fn stops_writing(&self) -> bool {
        self.reconciled
            .problems
            .iter()
            .any(|problem| problem.state().stops_writing())
    }

    /// The first state that holds.
    pub fn state(&self) -> State {
        self.reconciled
            .problems
            .iter()
            .map(Problem::state)
            .min()
            .unwrap_or(State::Clean)
    }

    /// True if every claimed file, and the lock, has the bytes of its claim, now that the files of that list (sorted) are written.
    pub(crate) fn is_written(&self, claims: &[Claim], same: &[bool], written: &[String]) -> bool {
        let fine = |(at, claim): (usize, &Claim)| {
            claim.ownership == Ownership::Lines
                || same.get(at) == Some(&true)
                || written.binary_search(&claim.file).is_ok()
                || self.local.get(&claim.file).map(Vec::as_slice) == Some(claim.text.as_bytes())
        };
        (self.next.is_empty() || !written.is_empty()) && claims.iter().enumerate().all(fine)
    }

    /// Writes and deletes what the problems ask for.
    ///
    /// # Errors
    /// The disk refuses; files already written stay, and are known to the lock.
    pub fn write(
        &self,
        package: &Package,
        claims: &[Claim],
        writer: &mut Writer,
    ) -> Result<Done, FsError> {
        let problems = &self.reconciled.problems;
        let wrong: HashSet<&str> = problems.iter().filter_map(Problem::file).collect();
        let texts: HashMap<&str, &Claim> = claims
            .iter()
            .map(|claim| (claim.file.as_str(), claim))
            .filter(|(file, _)| wrong.contains(file))
            .collect();
        let mut done = Done::default();
        for problem in problems {
            let Some(file) = problem.file() else { continue };
            match problem.fix() {
                Fix::Write if texts.contains_key(file) => done.written.push(file.to_owned()),
                Fix::Delete => done.deleted.push(file.to_owned()),
                Fix::Write | Fix::None | Fix::Person => {}
            }
        }
        done.written.sort();
        done.deleted.sort();
        let lock_path = package.lock_path();
        let mut before: BTreeMap<&str, String> = BTreeMap::new();
        for file in &done.written {
            let listed = match self.next.get(file) {
                Some(change) => change.is_some(),
                None => self.lock.files.contains_key(file),
            };
            if let (true, Some(bytes)) = (listed, self.local.get(file)) {
                let known = self.lock.files.get(file).filter(|_| self.trusted);
                let digest = known.map_or_else(|| sha256_hex(bytes), |known| known.digest.clone());
                before.insert(file, digest);
            }
        }
        let journal = !before.is_empty();
        if journal {
            let text = self.lock.print_changed(&self.next, &before);
            writer.write(&lock_path, self.aside.merged(&text).text().as_bytes())?;
        }
        for file in &done.written {
            if let Some(claim) = texts.get(file.as_str()) {
                writer.write(file, claim.text.as_bytes())?;
            }
        }
        for file in &done.deleted {
            writer.delete(file)?;
        }
        if journal || !self.next.is_empty() {
            writer.write(&lock_path, self.lock_when_written().text().as_bytes())?;
        }
        Ok(done)
    }

    /// The lock as it is when everything is written.
    pub(crate) fn lock_when_written(&self) -> &Locked {
        self.whole.get_or_init(|| {
            let text = self.lock.print_changed(&self.next, &BTreeMap::new());
            self.aside.merged(&text)
        })
    }

    /// True if the lock needs no other line.
    pub(crate) fn is_lock_as_it_was(&self) -> bool {
        self.next.is_empty()
    }

    /// The files that were set aside.
    pub(crate) fn set_aside(&self) -> impl Iterator<Item = &str> {
        self.aside.paths()
    }
}

impl Compared {
    /// Writes the wanted files as they are generated, whatever stands there, and brings their lines of the lock up to date.
    /// Gives the files that were written.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn restore(
        &self,
        package: &Package,
        claims: &[Claim],
        wanted: &BTreeSet<String>,
        writer: &mut Writer,
    ) -> Result<Vec<String>, FsError> {
        let mut lock = self.lock.clone();
        let mut written = Vec::new();
        for claim in claims.iter().filter(|claim| wanted.contains(&claim.file)) {
            if self.local.get(&claim.file).map(Vec::as_slice) != Some(claim.text.as_bytes()) {
                writer.write(&claim.file, claim.text.as_bytes())?;
                written.push(claim.file.clone());
            }
            if let Some(Some(entry)) = self.next.get(&claim.file) {
                lock.files.insert(claim.file.clone(), entry.clone());
            }
        }
        let path = package.lock_path();
        let text = lock.print();
        if fs::read(&package.root.join(&path))?.as_deref() != Some(text.as_bytes()) {
            writer.write(&path, text.as_bytes())?;
        }
        Ok(written)
    }
}

/// Contract documents by their names: `<entity>-v<major>.schema.json`, `openapi-v<major>.yaml`.
fn is_document(name: &str) -> bool {
    let versioned = |stem: &str| {
        stem.rsplit_once("-v")
            .is_some_and(|(entity, major)| !entity.is_empty() && major.parse::<u32>().is_ok())
    };
    name.strip_suffix(".schema.json").is_some_and(versioned)
        || name
            .strip_suffix(".yaml")
            .is_some_and(|stem| stem.starts_with("openapi-") && versioned(stem))
}

/// The digests of texts, by the places of their claims; none of those that are known to be what they were. Whoever calls this takes one
/// after the other, as long as there are some.
fn digests(
    claims: &[Claim],
    disk: &Disk<'_>,
    lock: &Lock,
    next: &AtomicUsize,
) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(claim) = claims.get(at) else {
            return found;
        };
        if claim.ownership == Ownership::Lines || disk.same.get(at) == Some(&true) {
            continue;
        }
        let bytes = disk.local.get(&claim.file).map(Vec::as_slice);
        let unchanged = bytes == Some(claim.text.as_bytes());
        let known = lock
            .files
            .get(&claim.file)
            .filter(|_| unchanged && disk.digests == Digests::OfLock);
        let digest = known.map_or_else(
            || sha256_hex(claim.text.as_bytes()),
            |known| known.digest.clone(),
        );
        found.insert(at, digest);
    }
}

/// What changes in the lock when everything that is generated is written: claims, and orphans that stay.
fn next_lock(
    claims: &[Claim],
    digests: BTreeMap<usize, String>,
    disk: &Disk<'_>,
    lock: &Lock,
    claimed: &HashSet<&str>,
    problems: &[Problem],
) -> Changes {
    let mut next = Changes::new();
    for (at, digest) in digests {
        let claim = &claims[at];
        let known = lock.files.get(&claim.file);
        let written = Written {
            digest,
            before: None,
            emitter: claim.emitter.to_owned(),
            contract: claim
                .contract
                .as_ref()
                .map(|name| (name.name.clone(), name.major)),
            rust: claim.rust.clone(),
        };
        if known != Some(&written) {
            next.insert(claim.file.clone(), Some(written));
        }
    }
    let stays = |file: &str| {
        problems.iter().any(|problem| {
            matches!(problem, Problem::Orphaned { file: stays, derived: false, .. } if stays == file)
        })
    };
    let gone: HashSet<&str> = claims
        .iter()
        .filter(|claim| claim.ownership == Ownership::Lines)
        .map(|claim| claim.file.as_str())
        .collect();
    for file in lock.files.keys() {
        let claimed = claimed.contains(file.as_str()) && !gone.contains(file.as_str());
        let kept = disk.local.contains_key(file) && stays(file);
        if !(claimed || kept) {
            next.insert(file.clone(), None);
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn package(name: &str) -> Package {
        let dir: PathBuf =
            std::env::temp_dir().join(format!("contractual-store-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("Cargo.toml"), "[package]\nname = \"a\"\n").unwrap();
        Package::load(&dir).unwrap()
    }

    fn claim(file: &str, text: &str) -> Claim {
        Claim {
            file: file.to_owned(),
            text: text.to_owned(),
            emitter: if file.contains("schema") {
                "json_schema"
            } else {
                "fixtures"
            },
            rust: "a::A".to_owned(),
            place: None,
            contract: None,
            ownership: if file.contains("schema") {
                Ownership::Contract
            } else {
                Ownership::Derived
            },
        }
    }

    fn run(package: &Package, claims: &[Claim]) -> (State, Done) {
        let lock = read_lock(package).unwrap();
        let read = |_: &str, text: &str| {
            contractual_model::json::parse(text)
                .ok()
                .map(std::borrow::Cow::Owned)
        };
        let compared = compare(package, claims, lock, &read).unwrap();
        let state = compared.state();
        if compared.stops_writing() {
            return (state, Done::default());
        }
        let done = compared
            .write(package, claims, &mut Writer::new(&package.root, None))
            .unwrap();
        (state, done)
    }

    const SCHEMA: &str = "docs/contracts/a-v1.schema.json";
    const FIXTURE: &str = "tests/contracts/fixtures/a.valid-minimal.json";

    #[test]
    fn a_set_lives() {
        let package = package("lives");
        let first = [claim(SCHEMA, "{\"a\": 1}\n"), claim(FIXTURE, "1\n")];
        let (state, done) = run(&package, &first);
        assert_eq!((state, done.written.len()), (State::Missing, 2));
        assert_eq!(run(&package, &first), (State::Clean, Done::default()));
        let second = [claim(SCHEMA, "{\"a\": 2}\n")];
        let (state, done) = run(&package, &second);
        assert_eq!(state, State::Orphaned);
        assert_eq!(done.written, [SCHEMA]);
        assert_eq!(done.deleted, [FIXTURE]);
        assert_eq!(run(&package, &second).0, State::Clean);
        std::fs::write(package.root.join(SCHEMA), "{\"a\": 3}\n").unwrap();
        assert_eq!(run(&package, &second), (State::HandEdited, Done::default()));
        assert_eq!(
            std::fs::read(package.root.join(SCHEMA)).unwrap(),
            b"{\"a\": 3}\n"
        );
        std::fs::remove_dir_all(&package.root).unwrap();
    }

    #[test]
    fn an_orphaned_contract_stays_until_it_is_retired() {
        let package = package("orphan");
        run(&package, &[claim(SCHEMA, "{\"a\": 1}\n")]);
        assert_eq!(run(&package, &[]), (State::Orphaned, Done::default()));
        assert_eq!(run(&package, &[]), (State::Orphaned, Done::default()));
        std::fs::remove_file(package.root.join("docs/contracts/contracts.lock")).unwrap();
        assert_eq!(
            run(&package, &[]).0,
            State::Orphaned,
            "known by its name without a lock"
        );
        std::fs::remove_dir_all(&package.root).unwrap();
    }

    #[test]
    fn a_killed_build_is_no_edit() {
        let package = package("killed");
        run(
            &package,
            &[claim(SCHEMA, "{\"a\": 1}\n"), claim(FIXTURE, "1\n")],
        );
        // killed after the journal and the first of two files: then the types change again
        let second = [claim(SCHEMA, "{\"a\": 2}\n"), claim(FIXTURE, "2\n")];
        let lock = read_lock(&package).unwrap();
        let compared = compare(&package, &second, lock, &|_, text| {
            contractual_model::json::parse(text)
                .ok()
                .map(std::borrow::Cow::Owned)
        })
        .unwrap();
        let mut both = compared.lock.clone();
        for (file, change) in &compared.next {
            let mut entry = change.clone().expect("nothing goes");
            entry.before = Some(sha256_hex(&compared.local[file]));
            both.files.insert(file.clone(), entry);
        }
        let mut writer = Writer::new(&package.root, None);
        writer
            .write(&package.lock_path(), both.print().as_bytes())
            .unwrap();
        writer.write(SCHEMA, b"{\"a\": 2}\n").unwrap();
        let third = [claim(SCHEMA, "{\"a\": 3}\n"), claim(FIXTURE, "3\n")];
        let (state, done) = run(&package, &third);
        assert_eq!((state, done.written.len()), (State::Drift, 2));
        assert_eq!(run(&package, &third).0, State::Clean);
        std::fs::remove_dir_all(&package.root).unwrap();
    }
}
