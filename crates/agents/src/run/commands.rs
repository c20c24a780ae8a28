//! The commands that only read: `resolve`, `validate`, `lint` and `score` (specification 1.3 to 1.6); and which command is which.

use super::args::Args;
use super::session::Session;
use super::{Outcome, World, check, produce};
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::lint::lint_document;
use crate::load::Failure;
use crate::value::{Map, Value};
use crate::{integrity, js, schema, score, yaml_out};

type Done = Result<bool, Failure>;

/// Runs a command.
pub(super) fn run(args: &Args, world: &World<'_>) -> Outcome {
    let mut session = Session::new(world, args);
    let result = match args.command {
        "resolve" => resolve(&mut session),
        "validate" => validate(&mut session),
        "lint" => run_lint(&mut session),
        "score" => run_score(&mut session),
        "render" => produce::render(&mut session),
        "check" => check::check(&mut session),
        "generate" => produce::run_generate(&mut session),
        "explain" => super::extras::explain(&mut session),
        "init" => super::extras::init(&mut session),
        "graph" => super::extras::graph(&mut session),
        _ => super::extras::codegen(&mut session),
    };
    session.finish(result)
}

fn resolve(session: &mut Session<'_>) -> Done {
    session.open()?;
    let json = session.args.format.as_deref() == Some("json");
    let multi = session.multi_team();
    let mut all = Map::new();
    for project in session.projects.clone() {
        if !json {
            session.header(&project, true);
        }
        let mut root = session.load(&project)?;
        if session.args.expand_defaults {
            root = schema::expand_defaults(&root).unwrap_or(root);
        }
        match (json, &project.team) {
            (true, Some(team)) => all.insert(team.as_str(), root),
            (true, None) => session
                .out
                .stdout
                .push_str(&format!("{}\n", js::json(&root, 2))),
            (false, _) => session.out.stdout.push_str(&yaml_out::emit(&root)),
        }
    }
    if json && multi {
        session
            .out
            .stdout
            .push_str(&format!("{}\n", js::json(&Value::map(all), 2)));
    }
    Ok(true)
}

/// True if a list of findings fails its command.
pub(super) fn fails(findings: &[Finding], strict: bool) -> bool {
    findings.iter().any(|finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => strict,
        Severity::Info => false,
    })
}

/// References, handoff schemas and the warnings of the schema layer, as one list.
pub(super) fn structure(
    doc: &Document<'_>,
    warnings: Vec<Finding>,
) -> Result<Vec<Finding>, Failure> {
    let mut findings = integrity::check_references(doc);
    findings.extend(integrity::check_handoff_schemas(doc)?);
    findings.extend(warnings);
    Ok(findings)
}

fn validate(session: &mut Session<'_>) -> Done {
    session.open()?;
    let (mut passed, mut silent) = (true, true);
    for project in session.projects.clone() {
        session.header(&project, false);
        let checked = session.load_checked(&project)?;
        let findings = match checked.parsed.as_ref().filter(|_| checked.passed()) {
            Some(root) => structure(&Document::new(root), checked.findings.clone())?,
            None => checked.findings,
        };
        let findings = session.settle(findings);
        passed &= !fails(&findings, session.args.strict);
        silent &= findings.is_empty();
        session.show(&project, &findings);
    }
    if silent {
        session.success("Validation passed.");
    }
    Ok(passed)
}

pub(super) fn lint_findings(
    session: &mut Session<'_>,
    doc: &Document<'_>,
    warnings: &[Finding],
) -> Vec<Finding> {
    let mut findings = lint_document(doc);
    if session
        .config
        .as_ref()
        .is_some_and(|config| config.extra_rules)
    {
        findings.extend(crate::lint_gaps(doc.root));
    }
    findings.extend(warnings.iter().cloned());
    session.settle(findings)
}

fn run_lint(session: &mut Session<'_>) -> Done {
    session.open()?;
    let (mut passed, mut silent) = (true, true);
    let projects = session.projects.clone();
    for (at, project) in projects.iter().enumerate() {
        session.header(project, false);
        let checked = session.load_checked(project)?;
        let mut findings = match checked.parsed.as_ref().filter(|_| checked.passed()) {
            Some(root) => lint_findings(session, &Document::new(root), &checked.findings),
            None => checked.findings,
        };
        if at + 1 == projects.len() {
            findings.extend(
                session
                    .unused_waivers()
                    .into_iter()
                    .filter(|one| crate::rules::is_lint(&one.path["config.waivers.".len()..])),
            );
        }
        passed &= !fails(&findings, session.args.strict);
        silent &= findings.is_empty();
        session.show(project, &findings);
    }
    if silent {
        session.success("Lint passed.");
    }
    Ok(passed)
}

/// The leading whole number of a text.
fn leading_number(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0).then(|| {
        text[..sign + digits]
            .trim_start_matches('+')
            .parse()
            .unwrap_or(i64::MAX)
    })
}

fn run_score(session: &mut Session<'_>) -> Done {
    session.open()?;
    let threshold = session.args.threshold.as_ref().map(|text| {
        leading_number(text)
            .ok_or_else(|| Failure::new(format!("--threshold must be a number, got \"{text}\"")))
    });
    if session.multi_team()
        && let Some(Err(failure)) = &threshold
    {
        return Err(failure.clone());
    }
    let mut passed = true;
    for project in session.projects.clone() {
        session.header(&project, true);
        let checked = session.load_checked(&project)?;
        let Some(root) = checked.parsed.as_ref().filter(|_| checked.passed()) else {
            session.out.stderr.push_str("Schema validation failed:\n");
            for finding in &checked.findings {
                session
                    .out
                    .stderr
                    .push_str(&format!("  {}: {}\n", finding.path, finding.message));
            }
            passed = false;
            continue;
        };
        let score = score(root);
        if session.args.format.as_deref() == Some("json") {
            session
                .out
                .stdout
                .push_str(&format!("{}\n", score.to_json()));
        } else {
            session.out.stdout.push_str(&score.to_text());
        }
        match &threshold {
            Some(Ok(threshold)) if i64::from(score.overall) < *threshold => {
                session.out.stderr.push_str(&format!(
                    "Score {} is below threshold {threshold}\n",
                    score.overall
                ));
                passed = false;
            }
            Some(Err(failure)) => return Err(failure.clone()),
            _ => {}
        }
    }
    Ok(passed)
}
