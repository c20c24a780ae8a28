//! Changes to findings: declared severities, proofs, words.

use std::collections::HashMap;

use contractual_model::json::Json;

use crate::sha256::sha256_hex;

use super::super::evaluate::{Validator, Verdict};
use super::super::finding::{Finding, Place, Witness, fill_template};
use super::super::options::{ContentModel, Level, Options, Question, RuleLevel};
use super::super::rules::{Basis, Bump, Rule, Section, Severity, find_rule};
use super::super::sat::{Answer, Literal, Solver};
use super::super::schema::NodeId;
use super::super::walk::{Change, Walker};
use super::places::{path_words, place_words, probe};

/// One side of a comparison of schemas: where it stands, and who validates for it.
pub(crate) struct Site {
    pub(crate) node: NodeId,
    pub(crate) pointer: String,
}

/// The validators of both documents.
pub(crate) struct Validators<'a> {
    pub(crate) old: Validator<'a>,
    pub(crate) new: Validator<'a>,
    #[cfg(feature = "witness-check")]
    pub(crate) second: super::super::second::Second<'a>,
}

impl Validators<'_> {
    /// Why the receiver refuses what the sender admits; `None` if that is not so, or not sure.
    pub(crate) fn proves(
        &mut self,
        question: Question,
        old: &str,
        new: &str,
        value: &Json,
    ) -> Option<String> {
        let (admitted, refused) = match question {
            Question::Request => (self.old.validate(old, value), self.new.validate(new, value)),
            Question::Response => (self.new.validate(new, value), self.old.validate(old, value)),
        };
        let (Verdict::Admits, Verdict::Refuses(reason)) = (admitted, refused) else {
            return None;
        };
        #[cfg(feature = "witness-check")]
        if self.second.contradicts(question, old, new, value) {
            return None;
        }
        Some(reason)
    }
}

/// What inclusion says about a change in one direction.
pub(super) enum Proof {
    /// A value shows the break.
    Shown(Witness),
    /// Proved: this change refuses nothing.
    Harmless,
    /// Neither; why.
    Open(String),
}

/// Judges the changes of one pair of places.
pub(crate) struct Judge<'j, 'g, 'a> {
    pub(crate) solver: &'j mut Solver<'g>,
    pub(crate) validators: &'j mut Validators<'a>,
    pub(crate) options: &'j Options,
    pub(crate) old: Site,
    pub(crate) new: Site,
    /// Before this question each step budget is full.
    pub(crate) questions: Vec<Question>,
}

impl Judge<'_, '_, '_> {
    /// Every finding about the pair.
    pub(crate) fn findings(&mut self) -> Vec<Finding> {
        let (old, new) = (self.old.node, self.new.node);
        self.solver.refill();
        let mut walker = Walker::new(self.solver, self.options.today);
        walker.compare(old, new);
        let (changes, visited) = (walker.changes, walker.visited);
        let mut findings = Found::default();
        for question in self.questions.clone() {
            self.solver.refill();
            let root = self.included(question);
            let mut broken = false;
            let mut open: Option<String> = None;
            // demands whose rule the settings moved below an error
            let mut lowered: Vec<Literal> = Vec::new();
            for change in &changes {
                if change.only.is_some_and(|only| only != question) {
                    continue;
                }
                let Some(rule) = find_rule(change.rule) else {
                    continue;
                };
                let declared = self.declared(rule, question);
                let by_table = self.table(rule, question) == Some(Severity::Error);
                if by_table && declared != Some(Severity::Error) && !change.always {
                    let demand = match question {
                        Question::Request => change.demands.0,
                        Question::Response => change.demands.1,
                    };
                    lowered.push(Literal::Fails(probe(self.solver, &change.path, demand)));
                }
                let Some(mut severity) = declared else {
                    continue;
                };
                let mut witness = None;
                let mut missing = None;
                let proven = rule.basis != Basis::Policy && !change.always;
                if severity == Severity::Error && proven && by_table {
                    let proof = if root.is_no() {
                        Proof::Harmless
                    } else if self.solver.is_spent() && !self.solver.lends() {
                        Proof::Open("budget used up".to_owned())
                    } else {
                        self.prove(question, change)
                    };
                    match proof {
                        Proof::Harmless => severity = Severity::Info,
                        Proof::Shown(found) => witness = Some(found),
                        Proof::Open(reason) => {
                            open.get_or_insert(reason.clone());
                            missing =
                                Some(format!("no witness found within the budget ({reason})"));
                        }
                    }
                }
                if let (Some(dispatch), Severity::Error) = (&change.dispatch, severity) {
                    match self.dispatched(question, change, dispatch) {
                        Ok(found) => witness = Some(found),
                        Err(why) => {
                            missing = Some(format!("no witness found within the budget ({why})"));
                        }
                    }
                }
                if severity == Severity::Error && (change.draft || change.sunset_passed) {
                    severity = Severity::Warn;
                    missing = None;
                    broken |= witness.is_some();
                }
                broken |= severity == Severity::Error
                    && (witness.is_some() || (missing.is_none() && proven));
                let finding = self.finding(rule, change, question, severity, witness, missing);
                findings.merge(finding, question);
            }
            if root.is_no() && self.options.oracle && !broken {
                findings.list.extend(self.oracle(question));
            }
            if root.is_no() || broken {
                continue;
            }
            if !lowered.is_empty() && self.refused_elsewhere(question, lowered).is_no() {
                continue;
            }
            let finding = self.unexplained(question, &root, &visited, open);
            findings.merge(finding, question);
        }
        let mut findings = findings.list;
        if findings.is_empty() {
            findings.extend(self.silent_change(&visited));
        }
        findings
    }

    /// Whether everything that the sender writes is admitted.
    pub(super) fn included(&mut self, question: Question) -> Answer {
        let (sender, receiver) = self.sides(question);
        self.solver
            .solve(vec![self.sent(sender), Literal::Fails(receiver)])
    }

    /// Whether something is refused though it meets these demands.
    pub(super) fn refused_elsewhere(
        &mut self,
        question: Question,
        demands: Vec<Literal>,
    ) -> Answer {
        let (sender, receiver) = self.sides(question);
        let mut goal = vec![self.sent(sender), Literal::Fails(receiver)];
        goal.extend(demands);
        self.solver.solve(goal)
    }

    pub(super) fn sides(&self, question: Question) -> (NodeId, NodeId) {
        match question {
            Question::Request => (self.old.node, self.new.node),
            Question::Response => (self.new.node, self.old.node),
        }
    }

    pub(super) fn sent(&self, schema: NodeId) -> Literal {
        Literal::Holds {
            schema,
            declares: self.options.content_model == ContentModel::Declared,
        }
    }

    pub(super) fn table(&self, rule: &Rule, question: Question) -> Option<Severity> {
        match question {
            Question::Request => rule.request,
            Question::Response => rule.response,
        }
    }

    /// The severity by table, level and settings.
    pub(super) fn declared(&self, rule: &Rule, question: Question) -> Option<Severity> {
        declared_severity(self.options, rule, question)
    }

    pub(super) fn named(
        &mut self,
        (id, change): (&'static str, &Change),
        question: Question,
        severity: Severity,
        witness: Option<Witness>,
        missing: Option<String>,
    ) -> Finding {
        match find_rule(id) {
            Some(rule) => self.finding(rule, change, question, severity, witness, missing),
            None => unreachable_rule(id),
        }
    }

    pub(super) fn finding(
        &mut self,
        rule: &'static Rule,
        change: &Change,
        question: Question,
        severity: Severity,
        witness: Option<Witness>,
        missing: Option<String>,
    ) -> Finding {
        let path = path_words(&change.path);
        let mut arguments = vec![("old", change.old.clone()), ("new", change.new.clone())];
        if let Some(witness) = &witness {
            arguments.push((
                "witness",
                super::super::walk::clip(&contractual_model::json::to_line(&witness.value)),
            ));
        } else {
            arguments.push(("witness", "a value".to_owned()));
        }
        // arguments of the change win over the general ones
        let mut all = change.arguments.clone();
        all.extend(arguments);
        all.push(("ptr", place_words(&change.pointer, &path)));
        all.push((
            "rust",
            if path.is_empty() {
                "the type".to_owned()
            } else {
                path.clone()
            },
        ));
        let (old_form, new_form) = (
            self.solver.graph.canonical_hash(change.nodes.0),
            self.solver.graph.canonical_hash(change.nodes.1),
        );
        let hash = sha256_hex(
            format!(
                "{}\n{}\n{old_form}\n{new_form}\n{:?}",
                rule.id, change.pointer, change.arguments
            )
            .as_bytes(),
        );
        Finding {
            rule,
            severity,
            direction: question,
            pointer: change.pointer.clone(),
            path,
            old: change.old.clone(),
            new: change.new.clone(),
            message: fill_template(rule.message, &all),
            fix: fill_template(rule.fix, &all),
            witness,
            no_witness: missing,
            reason: None,
            tried: 0,
            finding: hash[..12].to_owned(),
            bump: bump_of(rule, question, severity),
            places: vec![Place {
                pointer: change.pointer.clone(),
                direction: question,
                severity,
            }],
        }
    }
}

/// The severity of a rule by table, level and settings; `None` where the rule is not asked.
pub(crate) fn declared_severity(
    options: &Options,
    rule: &Rule,
    question: Question,
) -> Option<Severity> {
    let mut severity = match question {
        Question::Request => rule.request,
        Question::Response => rule.response,
    }?;
    if options.level == Level::Source && rule.basis == Basis::Source {
        severity = Severity::Error;
    }
    if rule.id != "undecided" && rule.section != Section::Build {
        match options.rules.get(rule.id) {
            Some(RuleLevel::Off) => return None,
            Some(RuleLevel::As(forced)) => severity = *forced,
            None => {}
        }
    }
    Some(severity)
}

/// What a finding demands of the version: the table, corrected where inclusion changed the severity.
pub(crate) fn bump_of(rule: &Rule, question: Question, severity: Severity) -> Bump {
    let table = match question {
        Question::Request => rule.bump.0,
        Question::Response => rule.bump.1,
    };
    match severity {
        Severity::Error => Bump::Major,
        Severity::Warn | Severity::Info if table == Bump::Major => Bump::Minor,
        Severity::Warn | Severity::Info => table,
    }
}

/// Findings, each known by its rule, places and hash.
#[derive(Default)]
struct Found {
    list: Vec<Finding>,
    at: HashMap<(&'static str, String, String, String), usize>,
}

impl Found {
    /// The same change found in another direction is one finding, with the worse severity.
    fn merge(&mut self, finding: Finding, question: Question) {
        let key = (
            finding.rule.id,
            finding.pointer.clone(),
            finding.path.clone(),
            finding.finding.clone(),
        );
        let known = match self.at.get(&key) {
            Some(at) => &mut self.list[*at],
            None => {
                self.at.insert(key, self.list.len());
                self.list.push(finding);
                return;
            }
        };
        if known
            .places
            .iter()
            .any(|place| place.direction == question && place.pointer == finding.pointer)
        {
            return;
        }
        let mut places = std::mem::take(&mut known.places);
        places.extend(finding.places.clone());
        let bump = known.bump.max(finding.bump);
        if finding.severity > known.severity
            || (known.witness.is_none()
                && finding.severity == known.severity
                && finding.witness.is_some())
        {
            *known = finding;
        }
        known.places = places;
        known.bump = bump;
    }
}

/// Every id that this module names is declared, as a test proves; a finding is never lost for a missing one.
fn unreachable_rule(id: &str) -> Finding {
    let rule = super::super::rules::all_rules().next();
    match rule {
        Some(rule) => Finding {
            rule,
            severity: Severity::Error,
            direction: Question::Request,
            pointer: String::new(),
            path: String::new(),
            old: String::new(),
            new: String::new(),
            message: format!("the rule {id} is not declared"),
            fix: "report this as a bug".to_owned(),
            witness: None,
            no_witness: Some("the rule is not declared".to_owned()),
            reason: None,
            tried: 0,
            finding: String::new(),
            bump: Bump::Major,
            places: Vec::new(),
        },
        None => unreachable!("the registry is a constant that is not empty"),
    }
}
