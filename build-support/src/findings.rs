//! Problems brought to the Rust items they belong to: what the derive reports on the field that changed.

use std::collections::{BTreeMap, BTreeSet};

use contractual_diag::Pointer;
use contractual_drift::states::{
    Anchor, Audience, Break, Change, ChangeKind, Claim, ContractName, Problem, anchor, render,
};
use contractual_model::handshake::{Finding, FindingClass};
use contractual_model::json::Json;
use contractual_model::quick::{HashMap, HashSet};
use contractual_model::{Field, Model, Shape, TypeDef, TypeId, VariantBody};

/// A finding and the item it is to be reported on; `None`: on no living item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The type or API trait.
    pub id: Option<TypeId>,
    /// What to say there.
    pub finding: Finding,
}

/// Every problem as findings on items, for a build that wrote (`Developer`) or only compared (`Check`).
///
/// A changed contract is reported on each field that changed. In a developer's build a missing or equivalent file is written
/// and needs no finding.
pub fn place(
    problems: &[Problem],
    claims: &[Claim],
    model: &Model,
    audience: Audience,
    set: &ContractName,
) -> Vec<Placed> {
    let by_file = by_file(problems, claims);
    let mut placed: Vec<Placed> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut broken: BTreeMap<(Option<TypeId>, String, String), usize> = BTreeMap::new();
    // files of one owner in one state are told once, with their number
    let mut groups: BTreeMap<(Option<TypeId>, &str), (usize, usize)> = BTreeMap::new();
    for problem in problems {
        let text = render(problem, audience, set);
        // rustc says the severity itself
        let text = text.trim_end();
        let text = ["error", "warning", "note"]
            .iter()
            .find_map(|word| text.strip_prefix(word).filter(|rest| rest.starts_with('[')))
            .unwrap_or(text);
        let stops = problem.state().stops_writing();
        let class = match (audience, stops) {
            (Audience::Check, _) | (Audience::Developer, true) => FindingClass::Error,
            (Audience::Developer, false) => FindingClass::Warning,
        };
        let owner = problem
            .file()
            .and_then(|file| by_file.get(file))
            .map(|claim| TypeId(claim.rust.clone()))
            .filter(|id| knows(model, id));
        match problem {
            Problem::Drifted(drifted) => {
                let contract = drifted.contract.as_ref().unwrap_or(set);
                // the place in the document, what kind of change it is, and what to say
                let changes: Vec<(Option<TypeId>, String, String, String)> = match &drifted.additive
                {
                    Some(additive) => additive
                        .findings
                        .iter()
                        .map(|(rule, pointer, message)| {
                            let (id, part) =
                                item_at(pointer, owner.as_ref(), drifted.contract.as_ref(), model);
                            let found = (rule.as_str(), pointer.as_str(), message.as_str());
                            let text = additive_text(found, &drifted.file, contract, audience);
                            (id, part, rule.clone(), text)
                        })
                        .collect(),
                    None => drifted
                        .changes
                        .iter()
                        .map(|change| {
                            let (id, part) =
                                item_of(change, owner.as_ref(), drifted.contract.as_ref(), model);
                            let text = change_text(change, &drifted.file, contract, audience);
                            (id, part, change.word().to_owned(), text)
                        })
                        .collect(),
                };
                for (id, part, kind, text) in changes {
                    if !seen.insert((id.clone(), part.clone(), kind)) {
                        continue;
                    }
                    placed.push(Placed {
                        id,
                        finding: Finding {
                            place: part,
                            class,
                            rule: problem.state().name().to_owned(),
                            text,
                        },
                    });
                }
            }
            Problem::Breaking {
                contract,
                baseline,
                breaks,
                until,
            } => {
                let owner = document_owner(contract, claims, model);
                for found in breaks {
                    let (id, part) = item_at(&found.pointer, owner.as_ref(), Some(contract), model);
                    let key = (id.clone(), part.clone(), found.rule.clone());
                    let accept = format!(
                        "cargo contractual accept {} --reason \"…\" --expires {until}",
                        found.finding
                    );
                    // the same field in another document: one error, with both ways out
                    if let Some(at) = broken.get(&key) {
                        if let Some(one) = placed.get_mut(*at) {
                            one.finding
                                .text
                                .push_str(&format!("\n  in {contract} as well: {accept}"));
                        }
                        continue;
                    }
                    broken.insert(key, placed.len());
                    placed.push(Placed {
                        id,
                        finding: Finding {
                            place: part,
                            class,
                            rule: found.rule.clone(),
                            text: break_text(found, contract, baseline, &accept),
                        },
                    });
                }
            }
            Problem::Undecided(undecided) => {
                let owner = document_owner(&undecided.contract, claims, model);
                let (id, part) = item_at(
                    &undecided.pointer,
                    owner.as_ref(),
                    Some(&undecided.contract),
                    model,
                );
                placed.push(Placed {
                    id,
                    finding: Finding {
                        place: part,
                        class,
                        rule: problem.state().name().to_owned(),
                        text: text.to_owned(),
                    },
                });
            }
            Problem::Missing { .. } | Problem::Equivalent { .. }
                if audience == Audience::Developer => {}
            Problem::Accepted { .. } => {}
            // it follows from a contract that changed, and that is told
            Problem::Missing { .. } | Problem::Equivalent { .. } | Problem::Orphaned { .. }
                if follows(problem, problems, &by_file) => {}
            Problem::Orphaned { .. } if audience == Audience::Developer => {}
            Problem::ConfigInvalid { .. }
            | Problem::BaselineUnavailable { .. }
            | Problem::VersionPolicy { .. }
            | Problem::Frozen { .. }
            | Problem::HandEdited { .. }
            | Problem::Missing { .. }
            | Problem::Orphaned { .. }
            | Problem::Equivalent { .. }
            | Problem::AcceptanceExpired { .. } => {
                let owner = owner.or_else(|| document_owner(problem.contract()?, claims, model));
                let grouped = matches!(
                    problem,
                    Problem::Missing { .. } | Problem::Orphaned { .. } | Problem::Equivalent { .. }
                );
                if grouped {
                    let key = (owner.clone(), problem.state().name());
                    let group = groups.entry(key).or_insert((placed.len(), 0));
                    group.1 += 1;
                    if group.1 > 1 {
                        continue;
                    }
                }
                placed.push(Placed {
                    id: owner,
                    finding: Finding {
                        place: String::new(),
                        class,
                        rule: problem.state().name().to_owned(),
                        text: text.to_owned(),
                    },
                });
            }
        }
    }
    for (index, files) in groups.into_values() {
        if let (true, Some(one)) = (files > 1, placed.get_mut(index)) {
            let more = files - 1;
            let more = format!(
                "\n  = {} {} in this state: cargo contractual check",
                contractual_diag::counted(more, "more file"),
                if more == 1 { "is" } else { "are" }
            );
            one.finding.text.push_str(&more);
        }
    }
    placed
}

/// The claims of the files that problems are about.
pub(crate) fn by_file<'c>(
    problems: &[Problem],
    claims: &'c [Claim],
) -> HashMap<&'c str, &'c Claim> {
    let wanted: HashSet<&str> = problems.iter().filter_map(Problem::file).collect();
    claims
        .iter()
        .map(|claim| (claim.file.as_str(), claim))
        .filter(|(file, _)| wanted.contains(file))
        .collect()
}

/// For each problem whether its file only follows from a contract that changed, so that it needs no words of its own.
pub fn followers(problems: &[Problem], claims: &[Claim]) -> Vec<bool> {
    let may = |problem: &Problem| match problem {
        Problem::Missing { .. } | Problem::Equivalent { .. } => true,
        Problem::Orphaned { derived, .. } => *derived,
        _ => false,
    };
    let by_file = by_file(problems, claims);
    problems
        .iter()
        .map(|problem| may(problem) && follows(problem, problems, &by_file))
        .collect()
}

/// True if a file is derived from a contract that drifted, or from the set while any contract drifted.
fn follows(problem: &Problem, problems: &[Problem], claims: &HashMap<&str, &Claim>) -> bool {
    let claim = problem.file().and_then(|file| claims.get(file));
    let document = claim.is_some_and(|claim| claim.ownership.is_contract());
    let kept = matches!(problem, Problem::Orphaned { derived: false, .. });
    !document
        && !kept
        && problems.iter().any(|other| {
            matches!(other, Problem::Drifted(_))
                && (problem.contract().is_none() || problem.contract() == other.contract())
        })
}

fn knows(model: &Model, id: &TypeId) -> bool {
    model.types.contains_key(id) || model.apis.iter().any(|api| api.id == *id)
}

fn change_text(change: &Change, file: &str, contract: &ContractName, audience: Audience) -> String {
    let head = match audience {
        Audience::Developer => format!("contract {contract} changed, {file} was rewritten"),
        Audience::Check => format!("contract {contract} changed, {file} is out of date"),
    };
    let mut text = format!(
        "{head}\n  [{}] {}  {}",
        change.word(),
        change.pointer,
        change.message()
    );
    if audience == Audience::Check {
        text.push_str(&format!("\n  fix: run `cargo build`, then commit {file}"));
    }
    text
}

/// A break as the derive says it: the facts of the state's text, in rustc's form.
fn break_text(found: &Break, contract: &ContractName, baseline: &str, accept: &str) -> String {
    let mut text = format!(
        "contract {contract}: breaking change against {baseline}\n  {}  ({})\n  {}",
        found.pointer, found.direction, found.message
    );
    if let Some(witness) = &found.witness {
        let (name, old) = (&contract.name, &witness.old_version);
        let line = match witness.response {
            true => format!("may be sent now, refused by readers of {name} {old}"),
            false => format!("accepted by {name} {old}, refused now"),
        };
        text.push_str(&format!(
            "\n  witness: {}\n    {line}: {}",
            witness.json, witness.reason
        ));
    } else if let Some(missing) = &found.no_witness {
        text.push_str(&format!("\n  {missing}"));
    }
    text.push_str(&format!(
        "\n  fix: {}\n  to start v{}: cargo contractual new-version {}\n  to accept it: {accept}\n  nothing was written",
        found.fix,
        contract.major + 1,
        contract.name
    ));
    text
}

fn additive_text(
    (rule, pointer, message): (&str, &str, &str),
    file: &str,
    contract: &ContractName,
    audience: Audience,
) -> String {
    match audience {
        Audience::Developer => {
            format!("contract {contract}: {file} extended\n  [{rule}] {pointer}  {message}")
        }
        Audience::Check => format!(
            "contract {contract}: {file} is out of date\n  [{rule}] {pointer}  {message}\n  fix: run `cargo build`, then commit {file}"
        ),
    }
}

/// The type or API that a contract's document is made from.
fn document_owner(contract: &ContractName, claims: &[Claim], model: &Model) -> Option<TypeId> {
    claims
        .iter()
        .find(|claim| claim.ownership.is_contract() && claim.contract.as_ref() == Some(contract))
        .map(|claim| TypeId(claim.rust.clone()))
        .filter(|id| knows(model, id))
}

/// The item and the part that a place in a document belongs to.
pub fn item_at(
    pointer: &str,
    owner: Option<&TypeId>,
    contract: Option<&ContractName>,
    model: &Model,
) -> (Option<TypeId>, String) {
    let change = Change {
        pointer: Pointer::parse(pointer).unwrap_or_default(),
        kind: ChangeKind::Added(Json::Null),
    };
    item_of(&change, owner, contract, model)
}

/// The item and the part that a change belongs to.
fn item_of(
    change: &Change,
    owner: Option<&TypeId>,
    contract: Option<&ContractName>,
    model: &Model,
) -> (Option<TypeId>, String) {
    let whole = || (owner.cloned(), String::new());
    match anchor(change) {
        Anchor::Document => whole(),
        Anchor::Operation { path, method } => {
            for api in &model.apis {
                for operation in &api.operations {
                    let fits = operation.path == path
                        && method
                            .as_deref()
                            .is_none_or(|method| operation.method.name() == method);
                    if fits {
                        return (Some(api.id.clone()), operation.ident.clone());
                    }
                }
            }
            whole()
        }
        Anchor::Type { name, member } => {
            let def = match &name {
                None => owner.and_then(|id| model.types.get(id)),
                Some(name) => {
                    let major = contract.map(|contract| contract.major);
                    let plain = name.strip_suffix("Output").unwrap_or(name);
                    let named = |wanted: &str| {
                        model.types.values().find(|def| {
                            def.name == wanted && major.is_none_or(|major| def.major == major)
                        })
                    };
                    named(name).or_else(|| named(plain))
                }
            };
            match def {
                Some(def) => (
                    Some(def.id.clone()),
                    member
                        .and_then(|member| part_of(def, &member))
                        .unwrap_or_default(),
                ),
                None => whole(),
            }
        }
    }
}

/// The Rust part with that wire name: a field, a variant, or a variant's field.
fn part_of(def: &TypeDef, member: &str) -> Option<String> {
    let named = |field: &&Field| {
        [&field.read, &field.write]
            .into_iter()
            .flatten()
            .any(|side| side.name == member)
    };
    match &def.shape {
        Shape::Alias(_) => None,
        Shape::Object(object) => object
            .fields
            .iter()
            .find(named)
            .map(|field| field.ident.clone()),
        Shape::Enum(all) => {
            let variant = all.variants.iter().find(|variant| {
                variant.read.as_deref() == Some(member) || variant.write.as_deref() == Some(member)
            });
            variant.map(|variant| variant.ident.clone()).or_else(|| {
                all.variants.iter().find_map(|variant| match &variant.body {
                    VariantBody::Struct(object) => object
                        .fields
                        .iter()
                        .find(named)
                        .map(|field| format!("{}.{}", variant.ident, field.ident)),
                    VariantBody::Unit | VariantBody::Newtype(_) | VariantBody::Tuple(_) => None,
                })
            })
        }
    }
}
