//! Rounds: types, texts, verdicts, and what is left of a disagreement after shrinking.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use contractual_tests_equivalence::{
    Case, Expected, Gap, Judge, Tools, Verdict, disagreements, judge, lint,
};

use crate::package::{Answer, Built, Module, build};
use crate::patterns::{self, Patterned};
use crate::rng::Rng;
use crate::texts::{Tree, near};
use crate::types::{Item, Maker};

/// Types of one round.
const TYPES: usize = 36;
/// Patterns of one round, and subjects of each.
const PATTERNS: usize = 20;
const SUBJECTS: usize = 40;
/// How often a disagreement is made smaller.
const STEPS: usize = 14;
/// How many disagreements of a round are shrunk.
const SHRUNK: usize = 12;

/// Judges the kept cases, then random ones. The report says what was judged.
///
/// # Errors
/// Disagreements, each as a case file, or what kept the judges from working.
pub(crate) fn run(cases: usize, seed: u64, folder: Option<&Path>) -> Result<String, String> {
    let tools = Tools::find()?;
    let mut wrong = String::new();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let kept = replay(&tools, folder.unwrap_or(&own), seed, &mut wrong)?;
    if folder.is_some() {
        return match wrong.is_empty() {
            true => Ok(format!("{kept} pairs: one verdict each")),
            false => Err(wrong),
        };
    }
    let mut judged = 0;
    let mut types = 0;
    let mut accepted = 0;
    let mut round = 0_u64;
    while judged < cases {
        let items = Maker::new(seed.wrapping_add(round), &format!("R{round}T")).make(TYPES);
        let per_type = (cases - judged).div_ceil(items.len()).clamp(10, 70);
        let found = one_round(&tools, seed, round, &items, per_type, &mut wrong)?;
        judged += found.judged;
        accepted += found.accepted;
        types += found.types;
        round += 1;
        println!(
            "round {round}: {} pairs of {} types",
            found.judged, found.types
        );
    }
    if wrong.is_empty() {
        return Ok(format!(
            "{kept} kept cases; {judged} pairs of {types} random types with seed {seed}, {accepted} of them accepted: one verdict each"
        ));
    }
    Err(format!(
        "{wrong}\nKeep each case as a file in tests/random/cases; `--seed {seed} --cases {cases}` finds it again."
    ))
}

/// The cases of one package, with what the Rust side expects of the others.
struct Bench<'a> {
    tools: &'a Tools,
    built: &'a Built,
    beyond: BTreeMap<String, Vec<String>>,
}

/// One disagreement.
#[derive(Debug, Clone)]
struct Wrong {
    contract: String,
    text: String,
    /// Who differs, without the text.
    what: BTreeSet<String>,
    messages: Vec<String>,
}

impl Bench<'_> {
    fn expected(&self, contract: &str, answer: &Answer) -> Expected {
        let unsaid = self.beyond.get(contract);
        let by_rules_beyond = answer.rules.as_ref().is_some_and(|rules| {
            !rules.is_empty()
                && rules
                    .iter()
                    .all(|rule| unsaid.is_some_and(|all| all.contains(rule)))
        });
        Expected {
            accepts: answer.accepts,
            in_schema: answer.accepts || !by_rules_beyond,
        }
    }

    /// The verdict of the Rust side on each case, and what differs from it.
    fn judge(&self, cases: &[Case]) -> Result<(Vec<Answer>, Vec<Wrong>), String> {
        let answers = self.built.ask(cases)?;
        let verdicts = judge(self.tools, &self.built.package, cases)?;
        let mut wrong = Vec::new();
        for ((case, answer), mut verdicts) in cases.iter().zip(&answers).zip(verdicts) {
            verdicts.push(Verdict {
                judge: Judge::Runtime,
                with: None,
                accepts: answer.accepts,
            });
            let mut messages =
                disagreements(case, self.expected(&case.contract, answer), &verdicts);
            let mut what: BTreeSet<String> = messages
                .iter()
                .map(|message| message.replace(&case.text, ""))
                .collect();
            // A parsed value shows neither repeated members nor how a number is spelled.
            let unseen = [
                Gap::RepeatedMember,
                Gap::IntegerWithFraction,
                Gap::NegativeZero,
                Gap::BeyondDouble,
            ];
            let gaps = Gap::of(&case.text);
            let odd = answer
                .odd
                .as_ref()
                .filter(|_| !gaps.iter().any(|gap| unseen.contains(gap)));
            if let Some(odd) = odd {
                messages.push(format!("{}: {odd}", case.contract));
                what.insert(odd.split(':').next().unwrap_or_default().to_owned());
            }
            if !messages.is_empty() {
                wrong.push(Wrong {
                    contract: case.contract.clone(),
                    text: case.text.clone(),
                    what,
                    messages,
                });
            }
        }
        Ok((answers, wrong))
    }

    /// The other direction: what serde writes of the values that were read, before every judge of the written form, and texts near it,
    /// where the form has a name of its own. There all judges are compared with one engine.
    fn judge_written(
        &self,
        rng: &mut Rng,
        cases: &[Case],
        answers: &[Answer],
    ) -> Result<(usize, Vec<Wrong>), String> {
        let mut asked: Vec<(Case, bool)> = Vec::new();
        let mut seen = BTreeSet::new();
        for (case, answer) in cases.iter().zip(answers) {
            let Some(text) = &answer.written else {
                continue;
            };
            let own = format!("{}Output", case.contract);
            let has_own = self.built.package.schema(&own).is_file();
            let name = if has_own { &own } else { &case.contract };
            if !seen.insert((name.clone(), text.clone())) {
                continue;
            }
            asked.push((Case::new(name, text), true));
            let unsaid = self.beyond.get(&case.contract);
            let says_all = unsaid.is_none_or(Vec::is_empty);
            if let (true, true, Some(tree)) = (has_own, says_all, Tree::parse(text)) {
                for _ in 0..6 {
                    let other = near(rng, &tree, std::slice::from_ref(&tree)).print();
                    if seen.insert((name.clone(), other.clone())) {
                        asked.push((Case::new(name, other), false));
                    }
                }
            }
        }
        let written: Vec<Case> = asked.iter().map(|(case, _)| case.clone()).collect();
        if written.is_empty() {
            return Ok((0, Vec::new()));
        }
        let verdicts = judge(self.tools, &self.built.package, &written)?;
        let mut wrong = Vec::new();
        for ((case, by_serde), verdicts) in asked.iter().zip(verdicts) {
            let engine = verdicts
                .iter()
                .find(|verdict| verdict.judge == Judge::JsonschemaPython);
            let accepts = *by_serde || engine.is_some_and(|verdict| verdict.accepts);
            // Where readers differ no engine says what is right.
            if !by_serde && !Gap::of(&case.text).is_empty() {
                continue;
            }
            let expected = Expected {
                accepts,
                in_schema: true,
            };
            let messages = disagreements(case, expected, &verdicts);
            if !messages.is_empty() {
                wrong.push(Wrong {
                    contract: case.contract.clone(),
                    text: case.text.clone(),
                    what: messages
                        .iter()
                        .map(|message| message.replace(&case.text, ""))
                        .collect(),
                    messages,
                });
            }
        }
        Ok((asked.len(), wrong))
    }

    /// Makes the texts smaller while some of the same judges differ.
    fn shrink(&self, mut all: Vec<Wrong>) -> Result<Vec<Wrong>, String> {
        for _ in 0..STEPS {
            let mut cases = Vec::new();
            for one in &all {
                let smaller = Tree::parse(&one.text)
                    .map(|tree| tree.smaller())
                    .unwrap_or_default();
                cases.extend(
                    smaller
                        .into_iter()
                        .take(60)
                        .map(|tree| Case::new(&one.contract, tree.print())),
                );
            }
            if cases.is_empty() {
                break;
            }
            let (_, found) = self.judge(&cases)?;
            let mut changed = false;
            for one in &mut all {
                let best = found
                    .iter()
                    .filter(|other| {
                        other.contract == one.contract
                            && other.text.len() < one.text.len()
                            && other.what.iter().any(|what| one.what.contains(what))
                    })
                    .min_by_key(|other| other.text.len());
                if let Some(best) = best {
                    *one = best.clone();
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        Ok(all)
    }
}

/// What a round has judged.
struct Round {
    judged: usize,
    accepted: usize,
    types: usize,
}

fn one_round(
    tools: &Tools,
    seed: u64,
    round: u64,
    items: &[Item],
    per_type: usize,
    wrong: &mut String,
) -> Result<Round, String> {
    let module = Module {
        name: "types".to_owned(),
        source: items
            .iter()
            .map(|item| format!("{}\n", item.source))
            .collect(),
        contracts: items.iter().map(|item| item.name.clone()).collect(),
    };
    let name = format!("random_{seed}_{round}");
    let mut rng = Rng::new(seed ^ round.rotate_left(32) ^ 0x5eed);
    let patterned = patterns::make(&mut rng, &format!("R{round}"), PATTERNS, SUBJECTS);
    let built = build(&name, &[module.clone(), module_of(&patterned)])?;
    let bench = Bench {
        tools,
        beyond: built.beyond_schema(&module.contracts)?,
        built: &built,
    };
    for found in lint(tools, &built.package)? {
        let _ = writeln!(wrong, "// the Python sources of round {round}:\n{found}");
    }
    let mut cases: Vec<Case> = Vec::new();
    for one in &patterned {
        let texts = one
            .subjects
            .iter()
            .map(|text| Tree::Text(text.clone()).print());
        cases.extend(texts.map(|text| Case::new(&one.name, text)));
    }
    let mut types = 0;
    for contract in &module.contracts {
        // A type without fixtures has no value that the generator finds; the build says so.
        let Ok(fixtures) = built.package.fixtures(&[contract]) else {
            continue;
        };
        types += 1;
        let bases: Vec<Tree> = fixtures
            .iter()
            .filter_map(|(case, _)| Tree::parse(&case.text))
            .collect();
        let valid: Vec<Tree> = fixtures
            .iter()
            .filter(|(_, expected)| expected.accepts)
            .filter_map(|(case, _)| Tree::parse(&case.text))
            .collect();
        let mut seen = BTreeSet::new();
        let room = per_type / 3;
        let own = bases.iter().take(room.max(4)).map(Tree::print);
        let mut texts: Vec<String> = own.filter(|text| seen.insert(text.clone())).collect();
        let mut tries = 0;
        while texts.len() < per_type && tries < per_type * 8 && !bases.is_empty() {
            tries += 1;
            let base = match valid.is_empty() || rng.chance(1, 6) {
                true => rng.pick(&bases),
                false => rng.pick(&valid),
            };
            let text = near(&mut rng, base, &bases).print();
            if seen.insert(text.clone()) {
                texts.push(text);
            }
        }
        cases.extend(texts.into_iter().map(|text| Case::new(contract, text)));
    }
    let (answers, found) = bench.judge(&cases)?;
    let (written, found_written) = bench.judge_written(&mut rng, &cases, &answers)?;
    // One of each kind of disagreement for each type.
    let mut kinds = BTreeSet::new();
    let mut chosen: Vec<Wrong> = Vec::new();
    let all = found.len();
    for one in found {
        if kinds.insert((one.contract.clone(), one.what.clone())) && chosen.len() < SHRUNK {
            chosen.push(one);
        }
    }
    for one in bench.shrink(chosen)? {
        let _ = match patterned.iter().find(|other| other.name == one.contract) {
            Some(pattern) => writeln!(wrong, "{}", as_case(&one, &[&pattern.source])),
            None => writeln!(wrong, "{}", as_file(&one, items)),
        };
    }
    let all = all + found_written.len();
    for one in found_written {
        if kinds.insert((one.contract.clone(), one.what.clone())) {
            let read = Wrong {
                contract: one.contract.trim_end_matches("Output").to_owned(),
                ..one
            };
            let _ = writeln!(wrong, "// what is written:\n{}", as_file(&read, items));
        }
    }
    if all > 0 {
        let _ = writeln!(
            wrong,
            "// {all} disagreements in round {round} of seed {seed}"
        );
    }
    Ok(Round {
        judged: cases.len() + written,
        accepted: answers.iter().filter(|answer| answer.accepts).count() + written,
        types,
    })
}

/// A disagreement with the types it needs, in the form of a kept case.
fn as_file(wrong: &Wrong, items: &[Item]) -> String {
    let mut needed = vec![wrong.contract.clone()];
    let mut at = 0;
    while at < needed.len() {
        if let Some(item) = items.iter().find(|item| item.name == needed[at]) {
            for other in items {
                if uses(&item.source, &other.name) && !needed.contains(&other.name) {
                    needed.push(other.name.clone());
                }
            }
        }
        at += 1;
    }
    let needed = items.iter().filter(|item| needed.contains(&item.name));
    let sources: Vec<&str> = needed.map(|item| item.source.as_str()).collect();
    as_case(wrong, &sources)
}

fn as_case(wrong: &Wrong, sources: &[&str]) -> String {
    let mut out = String::from("// ---- a case\n");
    for message in &wrong.messages {
        let _ = writeln!(out, "// {}", message.replace('\n', "\n// "));
    }
    let _ = writeln!(out, "//@ {}: {}", wrong.contract, wrong.text);
    for source in sources {
        let _ = writeln!(out, "{}", without_lints(source));
    }
    out
}

/// The patterns as a module.
fn module_of(patterned: &[Patterned]) -> Module {
    Module {
        name: "patterns".to_owned(),
        source: patterned
            .iter()
            .map(|one| format!("{}\n", one.source))
            .collect(),
        contracts: patterned.iter().map(|one| one.name.clone()).collect(),
    }
}

/// Without what only silences lints: a case is to be read.
fn without_lints(source: &str) -> String {
    let mut out = String::new();
    let mut rest = source;
    while let Some(at) = rest.find("allow(") {
        out.push_str(rest[..at].trim_end_matches([' ', ',']));
        rest = rest[at..].split_once(")").map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out.replace("#[contract()]\n", "")
}

/// True if a name stands in a text as a word.
fn uses(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word == name)
}

/// Texts near the fixtures of each contract of a kept file.
const NEAR: usize = 24;

/// What a line of a kept file says of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Accepted,
    Refused,
    /// All judges agree.
    Nothing,
}

/// A line `//@ Type: text`, `//+` for what is accepted, `//-` for what is refused.
fn line_of(line: &str) -> Option<(Said, &str)> {
    [
        ("//@ ", Said::Nothing),
        ("//+ ", Said::Accepted),
        ("//- ", Said::Refused),
    ]
    .into_iter()
    .find_map(|(mark, said)| Some((said, line.strip_prefix(mark)?)))
}

/// Judges every text of every file of a folder, and texts near the fixtures of their types: Rust source, with lines `//@ Type: text`.
fn replay(tools: &Tools, folder: &Path, seed: u64, wrong: &mut String) -> Result<usize, String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|why| format!("{}: {why}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    let mut modules = Vec::new();
    let mut cases = Vec::new();
    let mut said = Vec::new();
    for file in &files {
        let source =
            fs::read_to_string(file).map_err(|why| format!("{}: {why}", file.display()))?;
        let mut contracts = Vec::new();
        for (mark, line) in source.lines().filter_map(line_of) {
            let (contract, text) = line
                .split_once(": ")
                .ok_or_else(|| format!("{}: `//@ Type: text` is expected", file.display()))?;
            if !contracts.contains(&contract.to_owned()) {
                contracts.push(contract.to_owned());
            }
            cases.push(Case::new(contract, text));
            said.push(mark);
        }
        let name = file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned());
        modules.push(Module {
            name: name.unwrap_or_default(),
            source,
            contracts,
        });
    }
    if cases.is_empty() {
        return Ok(0);
    }
    let built = build("random_kept", &modules)?;
    let contracts: Vec<String> = modules
        .iter()
        .flat_map(|module| module.contracts.clone())
        .collect();
    let bench = Bench {
        tools,
        beyond: built.beyond_schema(&contracts)?,
        built: &built,
    };
    for found in lint(tools, &built.package)? {
        let _ = writeln!(wrong, "// the Python sources of the kept cases:\n{found}");
    }
    let mut rng = Rng::new(seed);
    for contract in &contracts {
        let fixtures = built.package.fixtures(&[contract]).unwrap_or_default();
        let bases: Vec<Tree> = fixtures
            .iter()
            .filter_map(|(case, _)| Tree::parse(&case.text))
            .collect();
        cases.extend(fixtures.into_iter().map(|(case, _)| case));
        if !bases.is_empty() {
            for _ in 0..NEAR {
                let base = rng.pick(&bases).clone();
                cases.push(Case::new(contract, near(&mut rng, &base, &bases).print()));
            }
        }
    }
    let (answers, found) = bench.judge(&cases)?;
    for ((case, answer), said) in cases.iter().zip(&answers).zip(&said) {
        let accepts = match said {
            Said::Accepted => true,
            Said::Refused => false,
            Said::Nothing => continue,
        };
        if answer.accepts != accepts {
            let _ = writeln!(
                wrong,
                "// a kept case: {}: {}\nthe Rust runtime {} it",
                case.contract,
                case.text,
                if answer.accepts { "accepts" } else { "refuses" }
            );
        }
    }
    let (written, found_written) = bench.judge_written(&mut rng, &cases, &answers)?;
    for one in found.iter().chain(&found_written) {
        let _ = writeln!(
            wrong,
            "// a kept case: {}: {}\n{}",
            one.contract,
            one.text,
            one.messages.join("\n")
        );
    }
    Ok(cases.len() + written)
}
