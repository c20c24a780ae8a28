//! The two documents side by side: schemas read and classified once, operations compared one by one.

use std::collections::BTreeSet;

use contractual_diag::Pointer;
use contractual_model::json::Json;

use super::super::compare::{evaluates, fresh_name};
use super::super::evaluate::{ANYTHING, Validator};
use super::super::finding::{Comparison, Finding, Place, Witness};
use super::super::judge::{Judge, Site, Validators, bump_of, declared_severity};
use super::super::options::{Options, Question, RuleLevel};
use super::super::rules::{Basis, Bump, Rule, Severity, find_rule};
use super::super::sat::{Answer, Literal, Solver};
use super::super::schema::{Dialect, Graph, NodeId, Reader, Side};
use super::super::unusable::{Document, Unusable};
use super::model::{Api, Operation};
use super::read::ApiReader;

/// Compares two OpenAPI documents, 3.0 or 3.1.
///
/// # Errors
/// A document that cannot be read: another version, dangling, endless or remote references, a malformed part. Nothing was
/// compared then.
pub fn compare_openapi(old: &Json, new: &Json, options: &Options) -> Result<Comparison, Unusable> {
    let dialects = (dialect(old, Document::Old)?, dialect(new, Document::New)?);
    let (before, after) = (
        ApiReader::new(old, Document::Old).read()?,
        ApiReader::new(new, Document::New).read()?,
    );
    let mut graph = Graph::new();
    graph.watched = evaluates(old) || evaluates(new);
    let mut roots = Vec::new();
    for (root, side, dialect, api) in [
        (old, Side::Old, dialects.0, &before),
        (new, Side::New, dialects.1, &after),
    ] {
        let mut reader = Reader::new(&mut graph, root, side, dialect);
        for pointer in schemas_of(api) {
            roots.push(reader.read(&pointer)?);
        }
    }
    graph.classify(&roots);
    let fresh = fresh_name(old, new);
    let mut session = Session {
        solver: Solver::new(&mut graph, options.steps, fresh),
        validators: Validators {
            old: Validator::new(old, dialects.0),
            new: Validator::new(new, dialects.1),
            #[cfg(feature = "witness-check")]
            second: super::super::second::Second::new(old, new),
        },
        options,
        findings: Vec::new(),
        draft: false,
        flipped: false,
    };
    session.paths(&before, &after);
    session.hooks(&before, &after);
    Ok(Comparison::of(session.findings))
}

fn dialect(root: &Json, document: Document) -> Result<Dialect, Unusable> {
    let fail = |at: Pointer, message: String, fix: &str| Unusable {
        document,
        pointer: at,
        message,
        fix: fix.to_owned(),
    };
    if let Some(version) = root.get("swagger") {
        let message = format!("Swagger {} is not compared", super::read::words(version));
        return Err(fail(
            Pointer::root().key("swagger"),
            message,
            "convert the document to OpenAPI 3.1",
        ));
    }
    let version = root
        .get("openapi")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let dialect = if version == "3.0" || version.starts_with("3.0.") {
        Dialect::OpenApi30
    } else if version.starts_with("3.1") || version.starts_with("3.2") {
        Dialect::Draft2020
    } else {
        let message = format!("{version:?} is no version of OpenAPI that is compared");
        return Err(fail(
            Pointer::root().key("openapi"),
            message,
            "use OpenAPI 3.0 or 3.1",
        ));
    };
    match root.get("jsonSchemaDialect").and_then(Json::as_str) {
        Some(named) => Dialect::named(named).ok_or_else(|| {
            let message = format!("{named} is a dialect that is not compared");
            fail(
                Pointer::root().key("jsonSchemaDialect"),
                message,
                "use draft 2020-12",
            )
        }),
        None => Ok(dialect),
    }
}

/// Every schema that a message can meet.
fn schemas_of(api: &Api) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let operations = api
        .paths
        .values()
        .flat_map(|path| path.operations.values())
        .chain(api.hooks.values());
    for operation in operations {
        out.extend(
            operation
                .parameters
                .iter()
                .filter_map(|parameter| parameter.schema.clone()),
        );
        out.extend(
            operation
                .body
                .iter()
                .flat_map(|body| &body.content)
                .filter_map(|media| media.schema.clone()),
        );
        for response in operation.responses.values() {
            out.extend(
                response
                    .content
                    .iter()
                    .filter_map(|media| media.schema.clone()),
            );
            out.extend(
                response
                    .headers
                    .values()
                    .filter_map(|header| header.schema.clone()),
            );
        }
    }
    out
}

/// A comparison under way.
pub(super) struct Session<'g, 'a> {
    pub(super) solver: Solver<'g>,
    pub(super) validators: Validators<'a>,
    pub(super) options: &'a Options,
    pub(super) findings: Vec<Finding>,
    /// The operation at hand was a draft.
    pub(super) draft: bool,
    /// The provider sends: webhooks and callbacks.
    pub(super) flipped: bool,
}

impl Session<'_, '_> {
    /// Whether the question is asked.
    pub(super) fn asks(&self, question: Question) -> bool {
        self.options.direction.questions().contains(&question)
    }

    /// The question that requests, or answers, are judged by here.
    pub(super) fn question(&self, of: Question) -> Question {
        match (of, self.flipped) {
            (question, false) => question,
            (Question::Request, true) => Question::Response,
            (Question::Response, true) => Question::Request,
        }
    }

    /// Reports a rule about messages.
    pub(super) fn report(
        &mut self,
        rule: &'static str,
        question: Question,
        pointer: &str,
        arguments: &[(&'static str, String)],
        witness: Option<Witness>,
    ) {
        self.report_as(rule, question, pointer, arguments, witness, None);
    }

    /// As `report`, with a severity that a proof has corrected.
    pub(super) fn report_as(
        &mut self,
        rule: &'static str,
        question: Question,
        pointer: &str,
        arguments: &[(&'static str, String)],
        witness: Option<Witness>,
        corrected: Option<Severity>,
    ) {
        if !self.asks(question) {
            return;
        }
        let Some(rule) = find_rule(rule) else { return };
        let Some(mut severity) = declared_severity(self.options, rule, question) else {
            return;
        };
        if let Some(corrected) = corrected {
            severity = severity.min(corrected);
        }
        self.add(rule, question, severity, pointer, arguments, witness);
    }

    /// Reports a rule where the parts of a message travel the other way: webhooks and callbacks. The table speaks of ordinary requests and
    /// answers, so the severity is what follows from who sends.
    pub(super) fn report_flipped(
        &mut self,
        rule: &'static str,
        question: Question,
        severity: Severity,
        pointer: &str,
        arguments: &[(&'static str, String)],
        witness: Option<Witness>,
    ) {
        if !self.asks(question) {
            return;
        }
        let Some(rule) = find_rule(rule) else { return };
        let severity = match self.options.rules.get(rule.id) {
            Some(RuleLevel::Off) => return,
            Some(RuleLevel::As(forced)) => *forced,
            None => severity,
        };
        self.add(rule, question, severity, pointer, arguments, witness);
    }

    fn add(
        &mut self,
        rule: &'static Rule,
        question: Question,
        mut severity: Severity,
        pointer: &str,
        arguments: &[(&'static str, String)],
        witness: Option<Witness>,
    ) {
        if self.draft && severity == Severity::Error {
            severity = Severity::Warn;
        }
        let mut bump = bump_of(rule, question, severity);
        if self.flipped {
            // the table has no demand for this way
            bump = bump.max(Bump::Minor);
        }
        let mut finding = Finding::plain(rule, question, severity, bump, pointer, arguments);
        if severity == Severity::Error {
            if witness.is_none() && rule.basis != Basis::Policy {
                finding.no_witness = Some("no witness found within the budget".to_owned());
            }
            finding.witness = witness;
        }
        self.push(finding);
    }

    /// Adds a finding, or another place of a known one.
    pub(super) fn push(&mut self, finding: Finding) {
        let twin = self.findings.iter_mut().find(|known| {
            known.rule.id == finding.rule.id
                && known.finding == finding.finding
                && known.pointer == finding.pointer
        });
        match twin {
            None => self.findings.push(finding),
            Some(known) => {
                let mut places: Vec<Place> = std::mem::take(&mut known.places);
                places.extend(
                    finding
                        .places
                        .iter()
                        .filter(|place| !places.contains(place))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
                let bump = known.bump.max(finding.bump);
                if finding.severity > known.severity {
                    *known = finding;
                }
                known.places = places;
                known.bump = bump;
            }
        }
    }

    pub(super) fn node(&mut self, side: Side, pointer: Option<&str>) -> NodeId {
        match pointer.and_then(|pointer| self.solver.graph.place(side, pointer)) {
            Some(id) => id,
            None => self.solver.graph.anything(),
        }
    }

    /// Findings about a pair of schemas; witnesses are put into messages.
    pub(super) fn schemas(
        &mut self,
        old: Option<&str>,
        new: Option<&str>,
        question: Question,
        message: impl Fn(&mut Self, Json) -> Json,
    ) -> Vec<Finding> {
        if !self.asks(question) || (old.is_none() && new.is_none()) {
            return Vec::new();
        }
        let nodes = (self.node(Side::Old, old), self.node(Side::New, new));
        let site = |node: NodeId, pointer: Option<&str>| Site {
            node,
            pointer: pointer.unwrap_or(ANYTHING).to_owned(),
        };
        let mut judge = Judge {
            solver: &mut self.solver,
            validators: &mut self.validators,
            options: self.options,
            old: site(nodes.0, old),
            new: site(nodes.1, new),
            questions: vec![question],
        };
        let mut findings = judge.findings();
        let at = new.or(old).unwrap_or_default();
        for finding in &mut findings {
            if self.draft && finding.severity == Severity::Error {
                finding.severity = Severity::Warn;
                finding.bump = bump_of(finding.rule, question, Severity::Warn);
                finding.no_witness = None;
            }
            if let Some(witness) = &mut finding.witness {
                witness.value = message(self, witness.value.clone());
            }
            for place in &mut finding.places {
                place.pointer = at.to_owned();
                place.severity = finding.severity;
            }
        }
        findings
    }

    /// An ordinary value that a schema admits.
    pub(super) fn sample(&mut self, side: Side, pointer: Option<&str>) -> Json {
        let schema = self.node(side, pointer);
        self.solver.refill();
        match self.solver.solve(vec![Literal::Holds {
            schema,
            declares: true,
        }]) {
            Answer::Yes(value) => value,
            Answer::No | Answer::Unknown(_) => Json::Null,
        }
    }
}

/// Which operation of which side.
#[derive(Clone, Copy)]
pub(super) struct Sent<'o> {
    pub(super) side: Side,
    pub(super) operation: &'o Operation,
}
