//! The contracts of a package judged against its baseline, and the states that follow from it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use contractual_diag::Diagnostic;
use contractual_drift::compat::{
    Bump, CompatVerdict, ContentModel, Day, Direction, Level, Mode, RuleLevel, Severity,
};
use contractual_drift::contracts::{
    Earlier, Fixture, Judged, JudgedFinding, NearSunset, Policy, Subject, declared_version, judge,
    near_sunsets, settle, spent,
};
use contractual_drift::states::{Claim, ContractName, Lock, Problem, problem_order};
use contractual_drift::versions::accepted::{self, Bounds, List};
use contractual_model::{Direction as Side, Kind, Model, Shape, Type, TypeId};

use crate::baseline::{Baseline, Depth};
use crate::findings::item_at;
use crate::generate::{Generated, Places, documents};
use crate::settings::Settings;
use crate::store::Compared;
use crate::{Package, fs, unreadable};

/// What is asked besides the settings.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// In place of the baseline of the settings.
    pub against: Option<String>,
    /// In place of today.
    pub today: Option<Day>,
    /// Fifty times the effort.
    pub semantic: bool,
}

/// What was judged.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The baseline, as messages call it.
    pub baseline: String,
    /// Every contract document.
    pub judged: Vec<Judged>,
    /// The list of accepted findings.
    pub accepted: List,
    /// Entries that nothing needs any more.
    pub warnings: Vec<Diagnostic>,
}

/// The day, UTC.
pub fn today() -> Option<Day> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(Day::of_epoch_days(i64::try_from(seconds / 86_400).ok()?))
}

/// Path of the list of accepted findings, relative to the root.
pub fn accepted_path(package: &Package) -> String {
    format!("{}/{}", package.settings.contracts(), accepted::FILE)
}

/// Judges every contract document against the baseline, and brings the findings into the list of problems.
pub fn judge_all(
    package: &Package,
    model: &Model,
    places: &dyn Places,
    generated: &Generated,
    compared: &mut Compared,
    ask: &Ask,
) -> Outcome {
    let claims = &generated.claims;
    let policy = policy(&package.settings, ask);
    let accepted = match read_accepted(package, &policy) {
        Ok(accepted) => accepted,
        Err(faults) => {
            let file = accepted_path(package);
            let invalid = faults.iter().map(|fault| Problem::ConfigInvalid {
                file: file.clone(),
                line: fault.loc.as_ref().map_or(0, |loc| loc.line),
                message: fault.headline.clone(),
            });
            compared.reconciled.problems.splice(0..0, invalid);
            return Outcome::default();
        }
    };
    let directions = directions(model, &package.settings, claims);
    let depth = match directions.values().any(|(_, depth)| *depth == Depth::All) {
        true => Depth::All,
        false => Depth::Last,
    };
    let mut baseline = Baseline::read(package, &compared.lock, ask.against.as_deref(), depth);
    let mut outcome = Outcome {
        baseline: baseline.label.clone(),
        judged: Vec::new(),
        accepted,
        warnings: Vec::new(),
    };
    if !baseline.unavailable.is_empty() {
        for reason in &baseline.unavailable {
            compared
                .reconciled
                .problems
                .push(Problem::BaselineUnavailable {
                    baseline: baseline.label.clone(),
                    reason: reason.clone(),
                });
        }
        compared
            .reconciled
            .problems
            .sort_by_cached_key(problem_order);
        return outcome;
    }
    for claim in claims.iter().filter(|claim| claim.ownership.is_contract()) {
        let Some(contract) = claim.contract.clone() else {
            continue;
        };
        let mut earlier = baseline.documents.remove(&claim.file).unwrap_or_default();
        let (direction, depth) = directions
            .get(&contract)
            .copied()
            .unwrap_or((Direction::Both, Depth::Last));
        if depth == Depth::Last {
            earlier.truncate(1);
        }
        let same = earlier
            .iter()
            .all(|earlier| earlier.text.as_deref() == Some(claim.text.as_str()));
        let released = released(&compared.lock, &contract);
        if released.is_empty() && (same || earlier.is_empty()) && !speaks_of_sunset(&claim.text) {
            // what it is compared with, if there is anything, has its bytes: nothing to be found
            outcome
                .judged
                .push(unjudged(contract, &claim.file, &earlier));
            continue;
        }
        let Some(document) = generated.read(&claim.file, &claim.text) else {
            continue;
        };
        if same && !earlier.is_empty() {
            // the same bytes: nothing to parse into a graph
            earlier.truncate(1);
        }
        if let Some(today) = policy.today {
            let before = earlier.first().map(|earlier| &earlier.document);
            for near in near_sunsets(&document, before, today, policy.min_sunset_days) {
                outcome.warnings.push(sunset_warning(
                    &near,
                    claim,
                    &contract,
                    policy.min_sunset_days,
                    model,
                    places,
                ));
            }
        }
        let fixtures = fixtures(&baseline, &contract);
        let subject = Subject {
            contract,
            file: &claim.file,
            document: &document,
            direction,
            earlier,
            fixtures,
            released,
        };
        outcome
            .judged
            .push(judge(&subject, &policy, &outcome.accepted));
    }
    let place =
        |judged: &Judged, found: &JudgedFinding| place_of(judged, found, claims, model, places);
    settle(
        &mut compared.reconciled,
        claims,
        &mut outcome.judged,
        (&outcome.baseline, &policy),
        &place,
    );
    let file = accepted_path(package);
    let spent: Vec<Diagnostic> = spent(&outcome.accepted, &outcome.judged)
        .into_iter()
        .map(|placed| accepted::spent_warning(&file, placed))
        .collect();
    outcome.warnings.extend(spent);
    outcome
}

/// True if a text may hold `x-sunset`, the key of an announced end, which is looked at even where nothing changed. There are many texts,
/// and a letter is found quickly even in an unoptimised build script.
fn speaks_of_sunset(text: &str) -> bool {
    let mut after = text.split('x').skip(1);
    after.any(|rest| rest.starts_with("-sunset"))
}

/// What [`judge`] says of a document without an earlier form, or with the same bytes as all of them.
fn unjudged(contract: ContractName, file: &str, earlier: &[Earlier]) -> Judged {
    let version = earlier
        .first()
        .and_then(|earlier| declared_version(&earlier.document));
    Judged {
        contract,
        file: file.to_owned(),
        is_new: earlier.is_empty(),
        against: earlier
            .first()
            .map_or_else(String::new, |earlier| earlier.label.clone()),
        verdict: CompatVerdict::None,
        bump: Bump::None,
        findings: Vec::new(),
        versions: (version, version),
        unreadable: Vec::new(),
    }
}

/// The released forms of a contract, newest first.
fn released(lock: &Lock, contract: &ContractName) -> Vec<Earlier> {
    let of_it = lock
        .released
        .iter()
        .rev()
        .filter(|known| known.contract == contract.name && known.major == contract.major);
    of_it
        .map(|known| Earlier {
            label: known.version.clone(),
            document: known.document.clone(),
            text: None,
        })
        .collect()
}

/// The warning about an announced end that comes too soon.
fn sunset_warning(
    near: &NearSunset,
    claim: &Claim,
    contract: &ContractName,
    least: i64,
    model: &Model,
    places: &dyn Places,
) -> Diagnostic {
    let when = match near.ahead {
        ahead if ahead < 0 => "has passed".to_owned(),
        0 => "is today".to_owned(),
        1 => "is one day ahead".to_owned(),
        ahead => format!("is {ahead} days ahead"),
    };
    let mut found = Diagnostic::warning(
        "sunset-too-near",
        format!("the announced day {} {when}, and {} {} promised (min_sunset_days)", near.day, contractual_diag::counted(least, "day"), if least == 1 { "is" } else { "are" }),
    )
    .pointer(near.pointer.clone())
    .why(format!("who holds {contract} has that long to change, counted from the day on which the end is announced"))
    .fix("write a later day in `sunset`");
    let owner = TypeId(claim.rust.clone());
    let (id, part) = item_at(near.pointer.as_str(), Some(&owner), Some(contract), model);
    found.loc = id
        .and_then(|id| places.place(&id, &part).or_else(|| places.place(&id, "")))
        .or_else(|| Some(contractual_diag::SourceLoc::file(claim.file.as_str())));
    found
}

/// The Rust source position of a finding: of the field, variant, operation or type that it is about.
pub fn place_of(
    judged: &Judged,
    found: &JudgedFinding,
    claims: &[Claim],
    model: &Model,
    places: &dyn Places,
) -> Option<contractual_diag::SourceLoc> {
    let owner = claims
        .iter()
        .find(|claim| claim.file == judged.file)
        .map(|claim| TypeId(claim.rust.clone()));
    let (id, part) = item_at(
        &found.finding.pointer,
        owner.as_ref(),
        Some(&judged.contract),
        model,
    );
    let id = id?;
    places.place(&id, &part).or_else(|| places.place(&id, ""))
}

/// Valid documents that are committed for a contract at the baseline.
fn fixtures(baseline: &Baseline, contract: &ContractName) -> Vec<Fixture> {
    let mut out = Vec::new();
    for (file, text) in &baseline.texts {
        let name = file.rsplit('/').next().unwrap_or(file);
        let Some(rest) = name.strip_prefix(&contract.name) else {
            continue;
        };
        if rest.starts_with(".valid") && rest.ends_with(".json") {
            let file = file.clone();
            out.extend(documents(&file, text).map(|value| Fixture { file, value }));
        }
    }
    out
}

/// The list of accepted findings; an empty one if there is none.
///
/// # Errors
/// It cannot be read, or an entry runs longer than the settings allow.
pub fn read_accepted(package: &Package, policy: &Policy) -> Result<List, Vec<Diagnostic>> {
    let file = accepted_path(package);
    let text =
        fs::read_text(&package.root.join(&file)).map_err(|error| vec![unreadable(&error)])?;
    let (Some(text), Some(today)) = (text, policy.today) else {
        return Ok(List::default());
    };
    let bounds = Bounds {
        today,
        max_days: package.settings.max_accept_days,
    };
    accepted::read(&file, &text, bounds)
}

/// What the settings say about judging.
pub fn policy(settings: &Settings, ask: &Ask) -> Policy {
    let mut policy = Policy::default();
    if settings.level == "source" {
        policy.level = Level::Source;
    }
    if settings.content_model == "strict" {
        policy.content_model = ContentModel::Strict;
    }
    policy.rules = settings
        .rules
        .iter()
        .filter_map(|(name, level)| {
            let level = match level.as_str() {
                "error" => RuleLevel::As(Severity::Error),
                "warn" => RuleLevel::As(Severity::Warn),
                "info" => RuleLevel::As(Severity::Info),
                "off" => RuleLevel::Off,
                _ => return None,
            };
            Some((name.clone(), level))
        })
        .collect();
    policy.today = ask.today.or_else(today);
    policy.min_sunset_days = i64::from(settings.min_sunset_days);
    policy.max_accept_days = i64::from(settings.max_accept_days);
    policy.candidates = settings.budget_values as usize;
    policy.document.clone_from(&settings.policy);
    if ask.semantic {
        policy.oracle = true;
        policy.candidates = policy.candidates.saturating_mul(50);
        policy.steps = policy.steps.saturating_mul(50);
    }
    policy
}

/// In which direction each contract is judged, and how far back: by the settings, else by its uses in the APIs, else both ways.
pub fn directions(
    model: &Model,
    settings: &Settings,
    claims: &[Claim],
) -> BTreeMap<ContractName, (Direction, Depth)> {
    let mut read = BTreeSet::new();
    let mut written = BTreeSet::new();
    for operation in model.apis.iter().flat_map(|api| &api.operations) {
        for parameter in &operation.parameters {
            reach(model, &parameter.ty, &mut read);
        }
        if let Some(body) = &operation.body {
            reach(model, body, &mut read);
        }
        for response in &operation.responses {
            if let Some(body) = &response.body {
                reach(model, body, &mut written);
            }
            for header in &response.headers {
                reach(model, &header.ty, &mut written);
            }
        }
    }
    let mut out = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.ownership.is_contract()) {
        let Some(contract) = &claim.contract else {
            continue;
        };
        let id = TypeId(claim.rust.clone());
        let by_use = match (read.contains(&id), written.contains(&id)) {
            (true, false) => Direction::Request,
            (false, true) => Direction::Response,
            (true, true) => Direction::Both,
            (false, false) => by_sides(model, &id),
        };
        let kept = settings.per_contract.get(&contract.name);
        let asked = kept.and_then(|one| one.direction.as_deref());
        let mode = kept.and_then(|one| one.mode.as_deref());
        let retention = kept.and_then(|one| one.retention);
        let (direction, depth) = match asked {
            Some("request") => (Direction::Request, Depth::Last),
            Some("response") => (Direction::Response, Depth::Last),
            Some("both") => (Direction::Both, Depth::Last),
            Some("event") => {
                let mode = mode.unwrap_or("FULL");
                let depth = match (mode.ends_with("_TRANSITIVE"), retention) {
                    (true, _) | (false, None) => Depth::All,
                    (false, Some(_)) => Depth::Last,
                };
                let half = match mode.trim_end_matches("_TRANSITIVE") {
                    "BACKWARD" => Mode::Backward,
                    "FORWARD" => Mode::Forward,
                    _ => Mode::Full,
                };
                (Direction::Event(half), depth)
            }
            _ => (by_use, Depth::Last),
        };
        out.insert(contract.clone(), (direction, depth));
    }
    out
}

/// A type that no API uses: only read, only written, or both.
fn by_sides(model: &Model, id: &TypeId) -> Direction {
    let Some(def) = model.types.get(id) else {
        return Direction::Both;
    };
    let (Shape::Object(object), None) = (&def.shape, &def.written) else {
        return Direction::Both;
    };
    let has = |side: Side| object.fields.iter().any(|field| field.side(side).is_some());
    match (has(Side::Read), has(Side::Write)) {
        (true, false) => Direction::Request,
        (false, true) => Direction::Response,
        (true, true) | (false, false) => Direction::Both,
    }
}

/// All contract types that a type reaches.
fn reach(model: &Model, ty: &Type, seen: &mut BTreeSet<TypeId>) {
    let mut open = Vec::new();
    ty.visit(&mut |ty| {
        if let Kind::Ref(id) = &ty.kind {
            open.push(id.clone());
        }
    });
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        if let Some(def) = model.types.get(&id) {
            def.visit_types(&mut |ty| {
                if let Kind::Ref(id) = &ty.kind {
                    open.push(id.clone());
                }
            });
        }
    }
}
