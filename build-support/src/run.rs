//! One run of the build script: sources to model to files, the table for the derive, the lines for Cargo.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::path::PathBuf;

use contractual_diag::render::line;
use contractual_diag::{Diagnostic, counted};
use contractual_drift::states::{Audience, Claim, Lock, Ownership, Problem, Summary, render};
use contractual_emit::OpenPlace;
use contractual_model::codec::write_published;
use contractual_model::handshake::{FindingClass, Handshake, variable};
use contractual_model::refusals;
use contractual_scan::Outline;

use crate::absent::{self, Optional};
use crate::again::{self, Again, Files};
use crate::baseline;
use crate::cargo::{Directives, Environment, finish};
use crate::compat::{Ask, judge_all};
use crate::dependencies::{Dependencies, Wanted};
use crate::findings::{Placed, by_file, place};
use crate::fs::{self, FsError, Writer};
use crate::generate::{Generated, OnDisk, generate_again};
use crate::session::declared;
use crate::source::{Scanned, outline, same_with, scan};
use crate::store::{Compared, Done, compare_known, read_lock};
use crate::{Mode, Names, Package, fast, mode};

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
    let folder = environment.out_dir.clone();
    let mut looking = Some(std::thread::spawn(move || again::look(&folder)));
    let mut look = || {
        let looked = looking.take().map(std::thread::JoinHandle::join);
        looked.and_then(Result::ok).unwrap_or_default()
    };
    let real = outline(package, &environment.cfg);
    watch_sources(package, &real, out);
    let optional = optional(package);
    absent::watch_all(environment, &optional, out);
    let set = match declared(package) {
        Ok(set) => set,
        Err(faults) => {
            out.findings(&faults);
            return;
        }
    };
    let dependencies = |wanted| Dependencies::of_build(package, environment, wanted);
    let others = dependencies(Wanted::Compiled)
        .and_then(|compiled| Ok((compiled, dependencies(Wanted::Declared)?)));
    let (compiled, shared) = match others {
        Ok(others) => others,
        Err(faults) => {
            out.findings(&faults);
            return;
        }
    };
    watch_dependencies(&compiled, out);
    watch_dependencies(&shared, out);
    // where the sources ask nothing in which the two sets part, one scan serves both
    let known = fast::Known::read(environment);
    let second = match known.as_ref().is_some_and(|known| known.one_scan) {
        true => None,
        false => Some(outline(package, &set)),
    };
    let key_of = |real: &Outline, second: Option<&Outline>| {
        let mut key = fast::key(environment, package, mode, real, second);
        key.push_str(&optional.presence());
        key.push_str(&compiled.text());
        key.push_str(&shared.text());
        key
    };
    let key = key_of(&real, second.as_ref());
    let whole = environment.out_dir.join(MODEL).is_file();
    let mut looked = None;
    if let Some(directives) = known.filter(|_| whole).and_then(|known| {
        let files = || looked.insert(look()).found;
        known.unchanged(environment, &key, files)
    }) {
        *out = directives;
        return;
    }
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
        let scanned = scan(&real);
        let ahead = match beside {
            Ok(beside) => beside.join().unwrap_or_else(|why| resume_unwind(why)),
            Err(_) => read(),
        };
        (scanned, ahead)
    });
    let one_scan = same_with(&real, &set) && compiled.text() == shared.text();
    let other = match one_scan {
        true => None,
        false => {
            let second = second.unwrap_or_else(|| outline(package, &set));
            match shared.complete(second) {
                Ok(second) => Some(scan(&second)),
                Err(faults) => {
                    out.findings(&faults);
                    return;
                }
            }
        }
    };
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
    if settled && !out.failed() {
        let second = (!one_scan).then(|| outline(package, &set));
        let key = key_of(&real, second.as_ref());
        fast::remember(environment, one_scan, &key, out);
    } else {
        fast::forget(environment);
    }
    drop(guard);
    left_to_the_system((scanned, other, real));
}

/// What a comparison needs beside what the sources give.
struct Ahead {
    lock: Result<Lock, Box<Problem>>,
    disk: OnDisk,
    memory: Again,
}

impl Ahead {
    fn read(environment: &Environment, package: &Package, looked: &again::Looked) -> Self {
        let disk = match looked.found {
            Files::Verified => OnDisk::AsLeft,
            Files::Seen | Files::Changed => OnDisk::Unknown,
        };
        Self {
            lock: read_lock(package),
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
    let lock = match lock {
        Ok(lock) => lock,
        Err(problem) => {
            out.error_text(&render(
                &problem,
                Audience::Check,
                &package.set_name(&names),
            ));
            return Ok(Vec::new());
        }
    };
    again::forget_files(environment);
    let (generated, left) = generate_again(
        package,
        &names,
        artifacts.model(),
        artifacts,
        &lock,
        (&before.memory(disk), &again::run_name(), artifacts.lines()),
        disk,
    )?;
    before.leave(environment, &left);
    let same: &[bool] = match disk {
        OnDisk::AsLeft => &generated.same,
        OnDisk::Unknown => &[],
    };
    let read = |file: &str, text: &str| generated.read(file, text);
    let mut compared = compare_known(package, &generated.claims, same, lock, &read)?;
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
            let done = compared.write(package, &generated.claims, &mut writer);
            writer.finish();
            match done {
                Ok(done) => Outcome::Written(done),
                Err(error) if error.is_read_only() => {
                    out.warning(&format!(
                        "contractual: the source tree cannot be written ({error}); the artifacts are in {}",
                        environment.out_dir.join("contractual/artifacts").display()
                    ));
                    aside(environment, package, &generated.claims, same);
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
    watch_outputs(package, &generated.claims, out);
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
    let placed = report(
        package, &names, scanned, artifacts, &generated, &compared, &outcome, out,
    );
    left_to_the_system((generated, compared, before, left));
    Ok(placed)
}

/// What came of a comparison.
enum Outcome {
    Written(Done),
    Refused,
    Compared,
    ReadOnly,
}

/// Says what happened, and gives the findings that the derive is to say.
#[allow(
    clippy::too_many_arguments,
    reason = "one call, of everything that a run has"
)]
fn report(
    package: &Package,
    names: &Names,
    scanned: &Scanned,
    artifacts: &Scanned,
    generated: &Generated,
    compared: &Compared,
    outcome: &Outcome,
    out: &mut Directives,
) -> Vec<Placed> {
    let set_name = package.set_name(names);
    let problems = &compared.reconciled.problems;
    let audience = match outcome {
        Outcome::Written(_) | Outcome::Refused | Outcome::ReadOnly => Audience::Developer,
        Outcome::Compared => Audience::Check,
    };
    let mut shown: Vec<Problem> = Vec::new();
    match outcome {
        // nothing was written: only what stopped it counts
        Outcome::Refused => shown.extend(
            problems
                .iter()
                .filter(|problem| problem.state().stops_writing())
                .cloned(),
        ),
        Outcome::Written(_) | Outcome::Compared => shown.extend(problems.iter().cloned()),
        Outcome::ReadOnly => {}
    }
    let mut placed = place(
        &shown,
        &generated.claims,
        artifacts.model(),
        audience,
        &set_name,
    );
    // a finding on an item that this build does not compile hangs on the first that it does
    let ids = scanned.ids();
    for one in &mut placed {
        if !one.id.as_ref().is_some_and(|id| ids.contains(id)) {
            one.id = None;
        }
    }
    let first = ids.first().cloned();
    let mut kept = Vec::new();
    for mut one in placed {
        if one.id.is_none() {
            if let Some(first) = &first {
                one.id = Some(first.clone());
                one.finding.place.clear();
            } else {
                match one.finding.class {
                    FindingClass::Error => out.error_text(&one.finding.text),
                    FindingClass::Warning => out.warning(&one.finding.text.replace('\n', " ")),
                }
                continue;
            }
        }
        kept.push(one);
    }
    if let Outcome::Written(done) = outcome {
        let by_file = by_file(problems, &generated.claims);
        for problem in problems {
            if let Some(text) = developer_line(problem, &by_file, &set_name) {
                out.warning(&text);
            }
        }
        out.warning(&summary_line(compared, &generated.claims, Some(done)));
    } else if matches!(outcome, Outcome::Compared) {
        let text = match problems.is_empty() {
            true => summary_line(compared, &generated.claims, None),
            false => Summary::of(&compared.reconciled.contracts, problems).to_string(),
        };
        out.warning(&text);
    } else if matches!(outcome, Outcome::Refused) {
        out.warning(&Summary::of(&compared.reconciled.contracts, problems).to_string());
    }
    for line in open_lines(&generated.emission.open) {
        out.warning(&line);
    }
    for carried in &generated.emission.carried_over {
        out.warning(&format!(
            "contractual: {} keeps {}, which no Rust type produces",
            carried.file, carried.pointer
        ));
    }
    kept
}

/// Each open object; many of them together by type, because Cargo shows these lines in every build.
fn open_lines(open: &[OpenPlace]) -> Vec<String> {
    if open.len() <= 5 {
        let line = |place: &OpenPlace| match place.pointer.as_str() {
            "" => format!("contractual: open object: `{}`", place.component),
            pointer => format!(
                "contractual: open object: `{}` at {pointer}",
                place.component
            ),
        };
        return open.iter().map(line).collect();
    }
    let mut places: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for place in open {
        let pointer = place.pointer.to_string();
        let pointer = if pointer.is_empty() {
            "the top".to_owned()
        } else {
            pointer
        };
        places.entry(&place.component).or_default().push(pointer);
    }
    let types: Vec<String> = places
        .iter()
        .map(|(component, pointers)| format!("`{component}` at {}", pointers.join(", ")))
        .collect();
    vec![format!("contractual: open objects: {}", types.join("; "))]
}

/// The line of a developer's build about one changed file; `None` for files that follow from others.
fn developer_line(
    problem: &Problem,
    claims: &HashMap<&str, &Claim>,
    set: &contractual_drift::states::ContractName,
) -> Option<String> {
    let document = || {
        problem
            .file()
            .and_then(|file| claims.get(file))
            .is_some_and(|claim| {
                claim.ownership.is_contract() || claim.ownership == Ownership::Lines
            })
    };
    let told = match problem {
        Problem::Drifted(_) | Problem::Equivalent { .. } => document(),
        Problem::Orphaned { derived, .. } => !derived,
        Problem::BaselineUnavailable { .. } | Problem::Accepted { .. } => true,
        Problem::Missing { .. }
        | Problem::ConfigInvalid { .. }
        | Problem::VersionPolicy { .. }
        | Problem::Frozen { .. }
        | Problem::Breaking { .. }
        | Problem::Undecided(_)
        | Problem::HandEdited { .. }
        | Problem::AcceptanceExpired { .. } => false,
    };
    let text = told.then(|| render(problem, Audience::Developer, set))?;
    let mut lines = text.lines();
    let mut line = lines.next().unwrap_or_default().to_owned();
    for (at, next) in lines.enumerate() {
        let _ = write!(
            line,
            "{} {}",
            if at == 0 { ":" } else { ";" },
            next.trim_start_matches([' ', '=', '+'])
        );
    }
    Some(
        line.trim_start_matches("note")
            .trim_start_matches("warning")
            .to_owned(),
    )
}

fn summary_line(compared: &Compared, claims: &[Claim], done: Option<&Done>) -> String {
    let mut text = format!(
        "contractual: {}, {} up to date",
        counted(compared.reconciled.contracts.len(), "contract"),
        counted(claims.len(), "artifact")
    );
    if let Some(done) = done
        && done.written.len() + done.deleted.len() > 0
    {
        let _ = write!(text, " ({} written", done.written.len());
        if !done.deleted.is_empty() {
            let _ = write!(text, ", {} deleted", done.deleted.len());
        }
        let named: Vec<&str> = done.written.iter().take(3).map(String::as_str).collect();
        if !named.is_empty() {
            let _ = write!(text, ": {}", named.join(", "));
            if done.written.len() > named.len() {
                text.push_str(", …");
            }
        }
        text.push(')');
    }
    text
}

/// Something in the sources is wrong. What rustc or the derive says better is left to them.
fn unscanned(findings: &[Diagnostic], out: &mut Directives) {
    for found in findings {
        match found.code == refusals::SYNTAX_ERROR.name {
            true => out.warning(&format!("{}; rustc says what is wrong", line(found))),
            false => out.findings(std::slice::from_ref(found)),
        }
    }
    out.warning("contractual: the sources have errors, so no artifact was touched");
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
fn aside(environment: &Environment, package: &Package, claims: &[Claim], same: &[bool]) {
    let folder = environment.out_dir.join("contractual/artifacts");
    if std::fs::create_dir_all(&folder).is_err() {
        return;
    }
    let mut writer = Writer::new(&folder, None);
    for (at, claim) in claims.iter().enumerate() {
        if same.get(at) == Some(&true) {
            // as it lies beside the sources
            if let Ok(Some(bytes)) = fs::read(&package.root.join(&claim.file)) {
                let _ = writer.write(&claim.file, &bytes);
            }
        } else if claim.ownership != Ownership::Lines {
            let _ = writer.write(&claim.file, claim.text.as_bytes());
        }
    }
}

fn watch_sources(package: &Package, outline: &Outline, out: &mut Directives) {
    for file in outline.files() {
        out.watch(&package.dir.join(file));
    }
}

fn watch_dependencies(others: &Dependencies, out: &mut Directives) {
    for file in others.files() {
        if file.exists() {
            out.watch(&file);
        }
    }
}

/// What a build reads if it is there: settings, what the project owns beside its contracts, root files of the targets.
fn optional(package: &Package) -> Optional {
    let paths = &package.settings.paths;
    let or = |path: &Option<String>, usual: &str| path.clone().unwrap_or_else(|| usual.to_owned());
    let mut inputs = vec![
        package.dir.join("contractual.toml"),
        package.root.join("pyproject.toml"),
        package.root.join(or(&paths.conftest, "tests/conftest.py")),
        package.root.join(or(&paths.justfile, "justfile")),
        package.root.join(format!(
            "{}/versioning-policy.md",
            package.settings.contracts()
        )),
    ];
    if let Ok(Names {
        package: Some(module),
        ..
    }) = package.names()
    {
        let source = or(&paths.source, "src");
        inputs.push(
            package
                .root
                .join(format!("{source}/{module}/models/base.py")),
        );
    }
    let roots = ["src/lib.rs", "src/main.rs", "src/bin"];
    Optional {
        inputs,
        roots: roots.map(|root| package.dir.join(root)).into(),
    }
}

/// Everything that was written or read beside the sources: an edit by hand must run the script.
fn watch_outputs(package: &Package, claims: &[Claim], out: &mut Directives) {
    let contracts = package.settings.contracts();
    output(out, package.root.join(contracts));
    let mut fixtures: Vec<&str> = Vec::new();
    for claim in claims {
        let below = |folder: &str| {
            claim
                .file
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
        };
        if below(contracts) || fixtures.iter().any(|folder| below(folder)) {
            continue;
        }
        match claim.file.rsplit_once('/') {
            // a folder that holds nothing but ours
            Some((folder, _)) if claim.emitter == "fixtures" => fixtures.push(folder),
            _ => output(out, package.root.join(&claim.file)),
        }
    }
    for folder in fixtures {
        output(out, package.root.join(folder));
    }
}

/// Watches what is there: Cargo takes a missing file for a changed one, each time.
fn output(out: &mut Directives, path: PathBuf) {
    if path.exists() {
        out.watch_output(path);
    }
}
