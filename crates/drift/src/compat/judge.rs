//! How bad a change is: the rule's severity, corrected by inclusion, with a witness wherever there is one.
//!
//! A change that the walker proposed is an error only if some value, sent by one side, breaks *this* demand at *this* place
//! and is refused by the whole contract of the other side. The decision procedure looks for that value; validators check it.

use contractual_model::json::Json;

use super::evaluate::{Validator, Verdict};
use super::finding::{Finding, Place, Witness, fill_template};
use super::options::{ContentModel, Level, Options, Question, RuleLevel};
use super::rules::{Basis, Bump, Rule, Section, Severity, find_rule};
use super::sat::{Answer, Literal, Solver};
use super::schema::{Graph, NodeId, Shape, Types};
use super::sha256;
use super::walk::{Change, Dispatch, Step, Visited, Walker};

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
    pub(crate) second: super::second::Second<'a>,
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
enum Proof {
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
        let mut findings: Vec<Finding> = Vec::new();
        for question in self.questions.clone() {
            self.solver.refill();
            let root = self.included(question);
            let mut broken = false;
            let mut open: Option<String> = None;
            // demands whose rule the settings moved below an error
            let mut lowered: Vec<Literal> = Vec::new();
            for change in &changes {
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
                merge(&mut findings, finding, question);
            }
            if root.is_no() && self.options.oracle && !broken {
                findings.extend(self.oracle(question));
            }
            if root.is_no() || broken {
                continue;
            }
            if !lowered.is_empty() && self.refused_elsewhere(question, lowered).is_no() {
                continue;
            }
            let finding = self.unexplained(question, &root, &visited, open);
            merge(&mut findings, finding, question);
        }
        if findings.is_empty() {
            findings.extend(self.silent_change(&visited));
        }
        findings
    }

    /// Whether everything that the sender writes is admitted.
    fn included(&mut self, question: Question) -> Answer {
        let (sender, receiver) = self.sides(question);
        self.solver
            .solve(vec![self.sent(sender), Literal::Fails(receiver)])
    }

    /// Whether something is refused though it meets these demands.
    fn refused_elsewhere(&mut self, question: Question, demands: Vec<Literal>) -> Answer {
        let (sender, receiver) = self.sides(question);
        let mut goal = vec![self.sent(sender), Literal::Fails(receiver)];
        goal.extend(demands);
        self.solver.solve(goal)
    }

    fn sides(&self, question: Question) -> (NodeId, NodeId) {
        match question {
            Question::Request => (self.old.node, self.new.node),
            Question::Response => (self.new.node, self.old.node),
        }
    }

    fn sent(&self, schema: NodeId) -> Literal {
        Literal::Holds {
            schema,
            declares: self.options.content_model == ContentModel::Declared,
        }
    }

    fn table(&self, rule: &Rule, question: Question) -> Option<Severity> {
        match question {
            Question::Request => rule.request,
            Question::Response => rule.response,
        }
    }

    /// The severity by table, level and settings.
    fn declared(&self, rule: &Rule, question: Question) -> Option<Severity> {
        declared_severity(self.options, rule, question)
    }

    /// Looks for a value that breaks the demand of a change.
    fn prove(&mut self, question: Question, change: &Change) -> Proof {
        let demand = match question {
            Question::Request => change.demands.0,
            Question::Response => change.demands.1,
        };
        let (sender, receiver) = self.sides(question);
        let probe = probe(self.solver, &change.path, demand);
        for fixture in self.options.fixtures.clone() {
            if self.solver.graph.admits(probe, &fixture) == Some(true)
                && let Some(reason) = self.check(question, &fixture)
            {
                return Proof::Shown(Witness {
                    value: fixture,
                    reason,
                });
            }
        }
        let goal = vec![
            self.sent(sender),
            Literal::Holds {
                schema: probe,
                declares: false,
            },
            Literal::Fails(receiver),
        ];
        match self.solver.solve(goal) {
            Answer::No => Proof::Harmless,
            Answer::Unknown(reason) => Proof::Open(reason.to_owned()),
            Answer::Yes(value) => match self.check(question, &value) {
                Some(_) => Proof::Shown(self.shrunk(question, probe, value)),
                None => Proof::Open(
                    self.solver
                        .approximated
                        .unwrap_or("the validators do not agree")
                        .to_owned(),
                ),
            },
        }
    }

    /// A value of a tag that the sender's target admits and the receiver's refuses, inside a whole value of the sender. To readers that do
    /// not dispatch the whole may be as good as before.
    fn dispatched(
        &mut self,
        question: Question,
        change: &Change,
        dispatch: &Dispatch,
    ) -> Result<Witness, String> {
        let (mine, theirs) = match question {
            Question::Request => (dispatch.old, dispatch.new),
            Question::Response => (dispatch.new, dispatch.old),
        };
        let graph = &mut self.solver.graph;
        let (property, tag) = (&dispatch.property, &dispatch.tag);
        let only = graph.make(&format!("tag {tag}"), || Shape {
            values: Some(vec![Json::from(tag.as_str())]),
            ..Shape::anything("")
        });
        let tagged = graph.make(&format!("tagged {property} {tag}"), || Shape {
            types: Types::OBJECT,
            required: [property.clone()].into(),
            properties: [(property.clone(), only)].into(),
            ..Shape::anything("")
        });
        let not = |graph: &mut Graph, id: NodeId| {
            graph.make(&format!("fails {id:?}"), || Shape {
                nots: vec![id],
                ..Shape::anything("")
            })
        };
        let refused = not(graph, theirs);
        let wanted = graph.join(vec![mine, tagged, refused]);
        let unwanted = not(graph, wanted);
        let probe = probe(self.solver, &change.path, unwanted);
        let (sender, _) = self.sides(question);
        let goal = vec![
            self.sent(sender),
            Literal::Holds {
                schema: probe,
                declares: false,
            },
        ];
        let value = match self.solver.solve(goal) {
            Answer::Yes(value) => value,
            Answer::No => return Err("no value of the tag tells the targets apart".to_owned()),
            Answer::Unknown(why) => return Err(why.to_owned()),
        };
        let written = |id: NodeId| self.solver.graph.written(id).pointer.to_string();
        let (old, new) = (written(dispatch.old), written(dispatch.new));
        let whole = match question {
            Question::Request => self.validators.old.validate(&self.old.pointer, &value),
            Question::Response => self.validators.new.validate(&self.new.pointer, &value),
        };
        let reason = parts_at(&value, &change.path)
            .into_iter()
            .find_map(|part| self.validators.proves(question, &old, &new, part))
            .filter(|_| whole == Verdict::Admits);
        match reason {
            Some(reason) => Ok(Witness { value, reason }),
            None => Err("the validators do not agree".to_owned()),
        }
    }

    fn check(&mut self, question: Question, value: &Json) -> Option<String> {
        self.validators
            .proves(question, &self.old.pointer, &self.new.pointer, value)
    }

    /// Makes a witness smaller while it still proves the point at the same place.
    fn shrunk(&mut self, question: Question, probe: NodeId, value: Json) -> Witness {
        let mut best = value;
        let mut tries = 0;
        'again: loop {
            for smaller in super::witness::smaller(&best) {
                tries += 1;
                if tries > 60 {
                    break 'again;
                }
                if self.solver.graph.admits(probe, &smaller) == Some(true)
                    && self.check(question, &smaller).is_some()
                {
                    best = smaller;
                    continue 'again;
                }
            }
            break;
        }
        let reason = self.check(question, &best).unwrap_or_default();
        Witness {
            value: best,
            reason,
        }
    }

    /// Inclusion fails and no rule explains it: the smallest enclosing place, as `type-changed` or `undecided`.
    fn unexplained(
        &mut self,
        question: Question,
        root: &Answer,
        visited: &[Visited],
        open: Option<String>,
    ) -> Finding {
        let mut by_depth: Vec<&Visited> = visited.iter().collect();
        by_depth.sort_by_key(|visited| std::cmp::Reverse(visited.path.len()));
        let (sender, receiver) = self.sides(question);
        let mut place: Option<&Visited> = None;
        let mut reason = open;
        for candidate in by_depth.iter().take(60) {
            let (mine, theirs) = match question {
                Question::Request => (candidate.old, candidate.new),
                Question::Response => (candidate.new, candidate.old),
            };
            let local = self
                .solver
                .solve(vec![self.sent(mine), Literal::Fails(theirs)]);
            if local.is_no() {
                continue;
            }
            place.get_or_insert(candidate);
            let probe = probe(self.solver, &candidate.path, theirs);
            let goal = vec![
                self.sent(sender),
                Literal::Holds {
                    schema: probe,
                    declares: false,
                },
                Literal::Fails(receiver),
            ];
            match self.solver.solve(goal) {
                Answer::Yes(value) => {
                    if self.check(question, &value).is_some() {
                        let witness = self.shrunk(question, probe, value);
                        let change = self.generic(candidate);
                        return self.named(
                            ("type-changed", &change),
                            question,
                            Severity::Error,
                            Some(witness),
                            None,
                        );
                    }
                }
                Answer::Unknown(why) => {
                    reason.get_or_insert(why.to_owned());
                }
                Answer::No => {}
            }
        }
        let whole = Visited {
            old: self.old.node,
            new: self.new.node,
            path: Vec::new(),
        };
        let (found, tried) = self.searched(question);
        if let Some(found) = found {
            let change = self.generic(place.unwrap_or(&whole));
            return self.named(
                ("type-changed", &change),
                question,
                Severity::Error,
                Some(found),
                None,
            );
        }
        let why = match root {
            Answer::Unknown(why) => (*why).to_owned(),
            _ => reason.unwrap_or_else(|| {
                self.solver
                    .approximated
                    .unwrap_or("no value proves or disproves it")
                    .to_owned()
            }),
        };
        let mut change = self.generic(place.unwrap_or(&whole));
        change.arguments.push(("reason", why.clone()));
        let missing = format!("tried {tried} values, none proves a break ({why})");
        let mut finding = self.named(
            ("undecided", &change),
            question,
            Severity::Error,
            None,
            Some(missing),
        );
        let fragment = |validator: &Validator<'_>, id: NodeId| {
            let pointer = &self.solver.graph.written(id).pointer;
            let part = validator.part(&contractual_diag::Pointer::parse(pointer)?)?;
            Some(super::walk::clip(&contractual_model::json::to_line(part)))
        };
        let (old, new) = change.nodes;
        finding.old = fragment(&self.validators.old, old).unwrap_or(finding.old);
        finding.new = fragment(&self.validators.new, new).unwrap_or(finding.new);
        finding.reason = Some(why);
        finding.tried = tried;
        finding
    }

    /// The last resort: values made and mutated without the decision procedure.
    /// The witness, if there is one, and how many values were tried.
    fn searched(&mut self, question: Question) -> (Option<Witness>, u64) {
        let (sender, _) = self.sides(question);
        let mut seeds = self.options.fixtures.clone();
        if let Answer::Yes(value) = self.solver.solve(vec![self.sent(sender)]) {
            seeds.push(value);
        }
        let words = super::witness::words_of(self.solver.graph, &[self.old.node, self.new.node]);
        let mut tried = 0;
        for value in super::witness::mutations(&seeds, &words, self.options.candidates) {
            tried += 1;
            if let Some(reason) = self.check(question, &value) {
                return (Some(Witness { value, reason }), tried);
            }
        }
        (None, tried)
    }

    /// The search where inclusion is proved (section 6.1): a value that is sent and refused would be a fault of the checker, and is reported
    /// as the break that it is.
    fn oracle(&mut self, question: Question) -> Option<Finding> {
        let (found, _) = self.searched(question);
        let found = found?;
        let (sender, _) = self.sides(question);
        let line = contractual_model::json::to_line(&found.value);
        let only = self.solver.graph.make(&format!("only {line}"), || Shape {
            values: Some(vec![found.value.clone()]),
            ..Shape::anything("")
        });
        let sent = vec![
            self.sent(sender),
            Literal::Holds {
                schema: only,
                declares: false,
            },
        ];
        if !matches!(self.solver.solve(sent), Answer::Yes(_)) {
            return None;
        }
        let whole = Visited {
            old: self.old.node,
            new: self.new.node,
            path: Vec::new(),
        };
        let change = self.generic(&whole);
        let error = Severity::Error;
        Some(self.named(
            ("type-changed", &change),
            question,
            error,
            Some(found),
            None,
        ))
    }

    /// No rule fired and nothing that was asked breaks, but the contracts differ: said once, as a note.
    fn silent_change(&mut self, visited: &[Visited]) -> Option<Finding> {
        let (old, new) = (self.old.node, self.new.node);
        if self.solver.graph.same(old, new) {
            return None;
        }
        let any = |schema| Literal::Holds {
            schema,
            declares: false,
        };
        let grew = !self
            .solver
            .solve(vec![any(new), Literal::Fails(old)])
            .is_no();
        let shrank = !self
            .solver
            .solve(vec![any(old), Literal::Fails(new)])
            .is_no();
        let rule = match (grew, shrank) {
            (false, false) => return None,
            (true, false) => "type-widened",
            (false, true) => "type-narrowed",
            (true, true) => "type-changed",
        };
        let question = *self.questions.first()?;
        let whole = Visited {
            old,
            new,
            path: Vec::new(),
        };
        let deepest = visited
            .iter()
            .max_by_key(|visited| visited.path.len())
            .unwrap_or(&whole);
        let change = self.generic(deepest);
        Some(self.named((rule, &change), question, Severity::Info, None, None))
    }

    fn generic(&self, at: &Visited) -> Change {
        let written = |id: NodeId| self.solver.graph.written(id).pointer.to_string();
        Change {
            rule: "type-changed",
            pointer: written(at.new),
            path: at.path.clone(),
            old: "what it admitted".to_owned(),
            new: "what it admits now".to_owned(),
            arguments: vec![
                ("gained", "other values".to_owned()),
                ("lost", "some values".to_owned()),
            ],
            demands: (at.new, at.old),
            nodes: (at.old, at.new),
            draft: false,
            sunset_passed: false,
            always: false,
            dispatch: None,
        }
    }

    fn named(
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

    fn finding(
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
                super::walk::clip(&contractual_model::json::to_line(&witness.value)),
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
        let hash = sha256::hex(
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

/// A schema that says: at the end of this path there is a value that fails the demand.
pub(crate) fn probe(solver: &mut Solver<'_>, path: &[Step], demand: NodeId) -> NodeId {
    let graph = &mut solver.graph;
    let anything = graph.anything();
    let mut inner = graph.make(&format!("fails {demand:?}"), || Shape {
        nots: vec![demand],
        ..Shape::anything("")
    });
    for step in path.iter().rev() {
        let key = format!("probe {step:?} {inner:?}");
        let not_inner = graph.make(&format!("fails {inner:?}"), || Shape {
            nots: vec![inner],
            ..Shape::anything("")
        });
        let mut guard = Shape::anything("");
        let mut shape = Shape::anything("");
        match step {
            Step::Member(name) => {
                shape.types = Types::OBJECT;
                shape.required.insert(name.clone());
                shape.properties.insert(name.clone(), inner);
            }
            Step::Entry(at) => {
                shape.types = Types::ARRAY;
                shape.min_items = *at as u64 + 1;
                shape.prefix = vec![anything; *at];
                shape.prefix.push(inner);
            }
            Step::Other(schema) => {
                let flat = graph.flat(*schema);
                guard.properties = flat
                    .properties
                    .keys()
                    .map(|name| (name.clone(), anything))
                    .collect();
                guard.pattern_properties = flat
                    .pattern_properties
                    .keys()
                    .map(|name| (name.clone(), anything))
                    .collect();
                guard.additional = Some(not_inner);
                shape.types = Types::OBJECT;
            }
            Step::Matching(pattern) => {
                guard.pattern_properties.insert(pattern.clone(), not_inner);
                shape.types = Types::OBJECT;
            }
            Step::Tail(from) => {
                guard.prefix = vec![anything; *from];
                guard.items = Some(not_inner);
                shape.types = Types::ARRAY;
            }
        }
        if !guard.is_anything() {
            let guard = graph.make(&format!("{key} guard"), || guard);
            shape.nots.push(guard);
        }
        inner = graph.make(&key, || shape);
    }
    inner
}

/// The parts of a value that a path leads to.
fn parts_at<'v>(value: &'v Json, path: &[Step]) -> Vec<&'v Json> {
    let mut here = vec![value];
    for step in path {
        let below = |value: &'v Json| -> Vec<&'v Json> {
            match (step, value) {
                (Step::Member(name), value) => value.get(name).into_iter().collect(),
                (Step::Other(_) | Step::Matching(_), Json::Object(members)) => {
                    members.iter().map(|(_, inner)| inner).collect()
                }
                (Step::Entry(at), Json::Array(items)) => items.get(*at).into_iter().collect(),
                (Step::Tail(from), Json::Array(items)) => items.iter().skip(*from).collect(),
                _ => Vec::new(),
            }
        };
        here = here.into_iter().flat_map(below).collect();
    }
    here
}

/// The path as people write it: `lines[].sku`.
pub(crate) fn path_words(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Member(name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
            Step::Other(_) | Step::Matching(_) => out.push_str("{*}"),
            Step::Entry(at) => out.push_str(&format!("[{at}]")),
            Step::Tail(_) => out.push_str("[]"),
        }
    }
    out
}

/// A place in a message: the pointer, and the path beside it.
pub(crate) fn place_words(pointer: &str, path: &str) -> String {
    match (pointer.is_empty(), path.is_empty()) {
        (true, true) => "the document".to_owned(),
        (true, false) => path.to_owned(),
        (false, true) => pointer.to_owned(),
        (false, false) => format!("{pointer} ({path})"),
    }
}

/// The same change found in another direction is one finding, with the worse severity.
fn merge(findings: &mut Vec<Finding>, finding: Finding, question: Question) {
    let twin = findings.iter_mut().find(|known| {
        known.rule.id == finding.rule.id
            && known.pointer == finding.pointer
            && known.path == finding.path
            && known.finding == finding.finding
    });
    let Some(known) = twin else {
        findings.push(finding);
        return;
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

/// Every id that this module names is declared, as a test proves; a finding is never lost for a missing one.
fn unreachable_rule(id: &str) -> Finding {
    let rule = super::rules::all_rules().next();
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
