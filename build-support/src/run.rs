//! One run of the build script: sources to model to files, the table for the derive, the lines for Cargo.

use std::panic::resume_unwind;
use std::path::PathBuf;

use contractual_diag::Diagnostic;
use contractual_drift::states::{Audience, Lock, Ownership, Problem, render};
use contractual_model::codec::write_published;
use contractual_model::handshake::{Handshake, variable};

use crate::absent;
use crate::again::{self, Again, Files, Looking};
use crate::baseline;
use crate::cargo::{Directives, Environment, finish};
use crate::compat::{Ask, judge_all};
use crate::dependencies::{Dependencies, Wanted};
use crate::findings::Placed;
use crate::fs::{self, FsError, Writer};
use crate::generate::{Generated, OnDisk, generate_again};
use crate::items::Kept;
use crate::locked::Locked;
use crate::session::declared;
use crate::source::{Scanned, outline, outline_seen, same_with, scan};
use crate::store::{Compared, compare_known, read_locked};
use crate::told::{Outcome, report, unscanned};
use crate::watched::{optional, watch_dependencies, watch_outputs, watch_sources};
use crate::{Mode, Package, fast, items, mode};

/// The model of the scan, for the tests that the macros print, and for dependents.
const MODEL: &str = "contractual/model.json";
/// The model of the declared features and target, where that is another.
const DECLARED: &str = "contractual/declared.json";

/// Runs as the build script of a package: `fn main() { contractual_build::run(); }`.
///
/// Scans the sources, writes the contract set (or compares it, see [`Mode`]), leaves the table for the derive in `OUT_DIR`, and
/// tells Cargo when to run it again. Ends the process with status 1 if the package must not be compiled.
pub fn run() {
    let directives = match Environment::read() {
        Ok(environment) => build(&environment),
        Err(message) => {
            let mut directives = Directives::default();
            directives.error(&message);
            directives
        }
    };
    finish(&directives);
}

/// One run, without printing.
pub fn build(environment: &Environment) -> Directives {
    let mut out = Directives::default();
    for name in ["CI", "CONTRACTUAL", "DOCS_RS"] {
        out.watch_variable(name);
    }
    out.watch(&environment.package_dir.join("Cargo.toml"));
    let package = match Package::load(&environment.package_dir) {
        Ok(package) => package,
        Err(faults) => {
            out.findings(&faults);
            return out;
        }
    };
    let mode = match mode(package.settings.mode, environment.signs()) {
        Ok(mode) => mode,
        Err(message) => {
            out.error(&message);
            return out;
        }
    };
    match mode {
        Mode::Foreign => foreign(environment, &package, &mut out),
        Mode::Write | Mode::Check => own(environment, &package, mode, &mut out),
    }
    out
}

/// A tree that is not ours: the table is made, nothing else.
fn foreign(environment: &Environment, package: &Package, out: &mut Directives) {
    let outline = outline(package, &environment.cfg);
    watch_sources(package, &outline, out);
    absent::watch_all(environment, &optional(package), out);
    // what is wrong was wrong when it was published; the derive trusts such a package
    let others = Dependencies::of_build(package, environment, Wanted::Compiled).unwrap_or_default();
    watch_dependencies(&others, out);
    let scanned = match others.complete(outline) {
        Ok(outline) => scan(&outline),
        Err(faults) => {
            out.findings(&faults);
            return;
        }
    };
    table(environment, package, &scanned, None, Vec::new(), out);
}

/// A tree of ours: compared, and written if that is the mode.
fn own(environment: &Environment, package: &Package, mode: Mode, out: &mut Directives) {
    // other builds of this package wait here: what one looks at and compares, it also writes
    let guard = fs::lock(&package.root);
    // thousands of files may have to be looked at: that is done while the sources are read
    let mut looking = Some(Looking::start(environment));
    let mut look = || {
        let looking = looking.take();
        looking.map(|all| all.end(environment)).unwrap_or_default()
    };
    let optional = optional(package);
    let set = declared(package);
    let dependencies = |wanted| Dependencies::of_build(package, environment, wanted);
    let others = dependencies(Wanted::Compiled)
        .and_then(|compiled| Ok((compiled, dependencies(Wanted::Declared)?)));
    let mut looked = None;
    let mut key = None;
    if let (Ok(set), Ok((compiled, shared))) = (&set, &others) {
        let now = fast::key(environment, package, mode, &optional, [compiled, shared]);
        let files = || looked.insert(look()).found;
        let sets = [environment.cfg.as_slice(), set];
        let whole = environment.out_dir.join(MODEL).is_file();
        if let Some(directives) = fast::Known::read(environment)
            .filter(|_| whole)
            .and_then(|known| known.unchanged(environment, package, &now, sets, files))
        {
            absent::watch_all(environment, &optional, out);
            *out = directives;
            return;
        }
        key = Some(now);
    }
    let skeletons = Kept::read(environment, items::SKELETONS);
    let (real, seen) = outline_seen(package, &environment.cfg, &skeletons.memory);
    watch_sources(package, &real, out);
    absent::watch_all(environment, &optional, out);
    let set = match set {
        Ok(set) => set,
        Err(faults) => {
            out.findings(&faults);
            return;
        }
    };
    let (compiled, shared) = match others {
        Ok(others) => others,
        Err(faults) => {
            out.findings(&faults);
            return;
        }
    };
    watch_dependencies(&compiled, out);
    watch_dependencies(&shared, out);
    let looked = looked.unwrap_or_else(look);
    let real = match compiled.complete(real) {
        Ok(real) => real,
        Err(faults) => {
            out.findings(&faults);
            return;
        }
    };
    // what the comparison needs is read while the sources are parsed
    let (scanned, ahead) = std::thread::scope(|scope| {
        let read = || Ahead::read(environment, package, &looked);
        let beside = std::thread::Builder::new().spawn_scoped(scope, read);
        let scanned = items::scan(environment, items::REAL, &real, &compiled.text());
        let ahead = match beside {
            Ok(beside) => beside.join().unwrap_or_else(|why| resume_unwind(why)),
            Err(_) => read(),
        };
        (scanned, ahead)
    });
    // where the sources ask nothing in which the two sets part, one scan serves both
    let one_scan = same_with(&real, &set) && compiled.text() == shared.text();
    let second = match one_scan {
        true => None,
        false => {
            let (second, seen) = outline_seen(package, &set, &skeletons.memory);
            match shared.complete(second) {
                Ok(second) => Some((second, seen)),
                Err(faults) => {
                    out.findings(&faults);
                    return;
                }
            }
        }
    };
    skeletons.leave(environment, real.skeletons());
    let scanned = scanned.leave(environment);
    let other = second.as_ref().map(|(second, _)| {
        let other = items::scan(environment, items::DECLARED, second, &shared.text());
        other.leave(environment)
    });
    let committed = other.as_ref().unwrap_or(&scanned);
    let mut findings = scanned.own_findings();
    for found in committed.own_findings() {
        if !findings.contains(&found) {
            findings.push(found);
        }
    }
    contractual_diag::sort(&mut findings);
    let placed = if scanned.has_errors() || committed.has_errors() {
        unscanned(&findings, out);
        Vec::new()
    } else {
        out.findings(&findings);
        match compared_set(
            environment,
            package,
            mode,
            &scanned,
            committed,
            (looked, ahead),
            out,
        ) {
            Ok(placed) => placed,
            Err(faults) => {
                out.findings(&faults);
                out.warning("contractual: no artifact was touched");
                return;
            }
        }
    };
    let settled =
        placed.is_empty() && !out.failed() && !scanned.has_errors() && !committed.has_errors();
    table(environment, package, &scanned, other.as_ref(), placed, out);
    match key.filter(|_| settled && !out.failed()) {
        Some(key) => {
            let mut outlines = vec![(&real, &seen)];
            outlines.extend(second.as_ref().map(|(second, seen)| (second, seen)));
            fast::remember(environment, key, &outlines, out);
        }
        None => fast::forget(environment),
    }
    drop(guard);
    left_to_the_system((scanned, other, real, second));
}

/// What a comparison needs beside what the sources give.
struct Ahead {
    lock: Result<(Lock, Locked), Box<Problem>>,
    disk: OnDisk,
    memory: Again,
}

impl Ahead {
    fn read(environment: &Environment, package: &Package, looked: &again::Looked) -> Self {
        let disk = match looked.found {
            Files::Verified => OnDisk::AsLeft,
            Files::Seen | Files::Changed => OnDisk::Unknown,
        };
        let index = |text: &str| match disk {
            OnDisk::AsLeft => Locked::read(environment, text.to_owned()),
            OnDisk::Unknown => Locked::default(),
        };
        Self {
            lock: read_locked(package, index),
            disk,
            memory: Again::read(environment, disk),
        }
    }
}

/// The script ends soon, and the system takes all memory back at once: freeing each part of a large model takes longer.
fn left_to_the_system<T>(all: T) {
    std::mem::forget(all);
}

/// Generates, compares, and writes; gives the findings that belong on items.
fn compared_set(
    environment: &Environment,
    package: &Package,
    mode: Mode,
    scanned: &Scanned,
    artifacts: &Scanned,
    (looked, ahead): (again::Looked, Ahead),
    out: &mut Directives,
) -> Result<Vec<Placed>, Vec<Diagnostic>> {
    let names = package.names()?;
    let Ahead {
        lock,
        disk,
        memory: before,
    } = ahead;
    let mut unreadable_lock = |problem: &Problem| {
        let text = render(problem, Audience::Check, &package.set_name(&names));
        out.error_text(&text);
        Ok(Vec::new())
    };
    let (mut lock, mut locked) = match lock {
        Ok(lock) => lock,
        Err(problem) => return unreadable_lock(&problem),
    };
    again::forget_files(environment);
    let run = again::run_name();
    let memory = before.memory(disk);
    let again = |lock: &Lock, aside: bool| {
        let memory = (&memory, run.as_str(), artifacts.lines());
        let (model, disk) = (artifacts.model(), (disk, aside));
        generate_again(package, &names, model, artifacts, lock, memory, disk)
    };
    let has_index = locked.has_index();
    let (mut generated, mut left) = again(&lock, has_index)?;
    if has_index && locked.keep(&generated.emission.aside, &mut lock).is_none() {
        // the lock does not list what the memory says: it is read whole
        (lock, locked) = match read_locked(package, |_| Locked::default()) {
            Ok(lock) => lock,
            Err(problem) => return unreadable_lock(&problem),
        };
        (generated, left) = again(&lock, false)?;
    }
    again::leave(environment, left);
    let same: &[bool] = match disk {
        OnDisk::AsLeft => &generated.same,
        OnDisk::Unknown => &[],
    };
    let read = |file: &str, text: &str| generated.read(file, text);
    let mut compared = compare_known(package, &generated.claims, same, (lock, locked), &read)?;
    let outcome = judge_all(
        package,
        artifacts.model(),
        artifacts,
        &generated,
        &mut compared,
        &Ask::default(),
    );
    for path in baseline::watched(package) {
        out.watch(&path);
    }
    out.findings(&generated.emission.warnings);
    out.findings(&outcome.warnings);
    let outcome = match mode {
        Mode::Write if !compared.stops_writing() => {
            let mut writer = Writer::new(&package.root, environment.write_time());
            if disk == OnDisk::AsLeft {
                // a killed build sets no time of a folder back
                writer = writer.of_clean_folders();
            }
            let done = compared.write(package, &generated.claims, &mut writer);
            writer.finish();
            match done {
                Ok(done) => Outcome::Written(done),
                Err(error) if error.is_read_only() => {
                    out.warning(&format!(
                        "contractual: the source tree cannot be written ({error}); the artifacts are in {}",
                        environment.out_dir.join("contractual/artifacts").display()
                    ));
                    aside(environment, package, &generated, &compared, same);
                    Outcome::ReadOnly
                }
                Err(error) => {
                    out.error(&error.to_string());
                    Outcome::Refused
                }
            }
        }
        Mode::Write => Outcome::Refused,
        Mode::Check | Mode::Foreign => Outcome::Compared,
    };
    watch_outputs(package, &generated, out);
    let verified = match &outcome {
        Outcome::Written(done) => compared.is_written(&generated.claims, same, &done.written),
        Outcome::Compared => compared.is_written(&generated.claims, same, &[]),
        Outcome::Refused | Outcome::ReadOnly => false,
    };
    let found = if verified {
        Files::Verified
    } else {
        Files::Seen
    };
    let changed: Vec<PathBuf> = match &outcome {
        Outcome::Written(done) => {
            let files = done.written.iter().chain(&done.deleted);
            let lock = package.lock_path();
            files
                .chain([&lock])
                .map(|file| package.root.join(file))
                .collect()
        }
        Outcome::Refused | Outcome::Compared | Outcome::ReadOnly => Vec::new(),
    };
    again::leave_files(environment, out, found, looked, &changed);
    if verified && (!has_index || !compared.is_lock_as_it_was()) {
        compared.lock_when_written().leave(environment);
    }
    let placed = report(
        package, &names, scanned, artifacts, &generated, &compared, &outcome, out,
    );
    left_to_the_system((generated, compared, before));
    Ok(placed)
}

/// Leaves the table for the derive, and the variable that ties this compilation to it.
fn table(
    environment: &Environment,
    package: &Package,
    scanned: &Scanned,
    declared: Option<&Scanned>,
    placed: Vec<Placed>,
    out: &mut Directives,
) {
    let mut entries = scanned.entries();
    for one in placed {
        if let Some(entry) = entries
            .iter_mut()
            .find(|entry| one.id.as_ref().is_some_and(|id| id.0 == entry.id))
        {
            entry.findings.push(one.finding);
        }
    }
    let handshake = Handshake {
        generator: env!("CARGO_PKG_VERSION").to_owned(),
        crate_name: package.manifest.crate_name(),
        cfg: scanned.cfg().to_vec(),
        roots: scanned.roots().to_vec(),
        entries,
    };
    let (text, generation) = handshake.write();
    if let Err(error) = keep(environment, "contractual/handshake", &text) {
        out.error(&error.to_string());
        return;
    }
    let text = |scanned: &Scanned| {
        let name = package.manifest.crate_name();
        write_published(
            &package.manifest.name,
            &name,
            scanned.model(),
            scanned.lines(),
        )
    };
    let mut kept = keep(environment, MODEL, &text(scanned));
    if let Some(declared) = declared {
        kept = kept.and_then(|()| keep(environment, DECLARED, &text(declared)));
    }
    if let Err(error) = kept {
        out.error(&error.to_string());
        return;
    }
    if package.passes_on() {
        let built = |path: &str| environment.out_dir.join(path);
        // a published package says itself what it declares
        let committed = package.root.join(package.model_path());
        let shared = match (environment.signs().foreign && committed.is_file(), declared) {
            (true, _) => committed,
            (false, Some(_)) => built(DECLARED),
            (false, None) => built(MODEL),
        };
        out.metadata("MODEL", &built(MODEL).display().to_string());
        out.metadata("DECLARED", &shared.display().to_string());
    }
    out.rustc_env("CONTRACTUAL_HANDSHAKE", &variable(generation));
}

/// Writes a file below `OUT_DIR`, unless it says the same already.
fn keep(environment: &Environment, path: &str, text: &str) -> Result<(), FsError> {
    let there = fs::read(&environment.out_dir.join(path)).ok().flatten();
    if there.as_deref() == Some(text.as_bytes()) {
        return Ok(());
    }
    Writer::new(&environment.out_dir, None).write(path, text.as_bytes())
}

/// Artifacts beside the sources cannot be written: they go where the build may write.
fn aside(
    environment: &Environment,
    package: &Package,
    generated: &Generated,
    compared: &Compared,
    same: &[bool],
) {
    let folder = environment.out_dir.join("contractual/artifacts");
    if std::fs::create_dir_all(&folder).is_err() {
        return;
    }
    let mut writer = Writer::new(&folder, None);
    // as they lie beside the sources
    let copy = |file: &str, writer: &mut Writer| {
        if let Ok(Some(bytes)) = fs::read(&package.root.join(file)) {
            let _ = writer.write(file, &bytes);
        }
    };
    compared
        .set_aside()
        .for_each(|file| copy(file, &mut writer));
    for (at, claim) in generated.claims.iter().enumerate() {
        if same.get(at) == Some(&true) {
            copy(&claim.file, &mut writer);
        } else if claim.ownership != Ownership::Lines {
            let _ = writer.write(&claim.file, claim.text.as_bytes());
        }
    }
}
