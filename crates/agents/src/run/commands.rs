//! The commands one by one (specification 1.3 to 1.9, 20 to 22).

use std::path::{Path, PathBuf};

use super::args::Args;
use super::session::{Session, listing, shown};
use super::tracking::Tracking;
use super::{Outcome, World};
use crate::config::Project;
use crate::document::Document;
use crate::finding::{Finding, Severity};
use crate::generate::{self, GuardrailInput, generate_guardrails, load_bindings};
use crate::load::{Failure, FileKind, Sources, paths};
use crate::render::{Enforcement, Output, render_targets};
use crate::value::{Map, Node, Value};
use crate::{integrity, js, lint, schema, score, yaml_out};

type Done = Result<bool, Failure>;

/// Runs a command.
pub(super) fn run(args: &Args, world: &World<'_>) -> Outcome {
    let mut session = Session::new(world, args);
    let result = match args.command {
        "resolve" => resolve(&mut session),
        "validate" => validate(&mut session),
        "lint" => run_lint(&mut session),
        "score" => run_score(&mut session),
        "render" => render(&mut session),
        "check" => check(&mut session),
        "generate" => run_generate(&mut session),
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
fn fails(findings: &[Finding], strict: bool) -> bool {
    findings.iter().any(|finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => strict,
        Severity::Info => false,
    })
}

/// References, handoff schemas and the warnings of the schema layer, as one list.
fn structure(root: &Node, warnings: Vec<Finding>) -> Result<Vec<Finding>, Failure> {
    let doc = Document::new(root);
    let mut findings = integrity::check_references(&doc);
    findings.extend(integrity::check_handoff_schemas(&doc)?);
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
            Some(root) => structure(root, checked.findings.clone())?,
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

fn lint_findings(session: &mut Session<'_>, root: &Node, warnings: &[Finding]) -> Vec<Finding> {
    let mut findings = lint(root);
    if session
        .config
        .as_ref()
        .is_some_and(|config| config.extra_rules)
    {
        findings.extend(crate::lint_gaps(root));
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
            Some(root) => lint_findings(session, root, &checked.findings),
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

fn schema_failed(project: &Project) -> String {
    let team = project
        .team
        .as_ref()
        .map(|team| format!(" for team {team}"))
        .unwrap_or_default();
    format!("Schema validation failed{team}. Run 'contractual agents validate' for details.\n")
}

/// What the `system` context gets from bindings.
fn enforcement(
    session: &mut Session<'_>,
    project: &Project,
    root: &Node,
) -> Result<Option<Enforcement>, Failure> {
    if project.bindings.is_empty() {
        return Ok(None);
    }
    let bindings = load_bindings(
        session.world.disk.files(),
        &mut session.sources,
        &project.bindings,
    )?;
    let policy = project
        .policy
        .as_ref()
        .and_then(|name| root.section("guardrail_policies").get(name))
        .cloned();
    Ok(Some(Enforcement { bindings, policy }))
}

/// Writes an output, and remembers it if files are tracked.
fn write(
    world: &World<'_>,
    tracking: &mut Option<Tracking>,
    output: &Output,
    (emitter, source): (&str, &str),
) -> Result<(), Failure> {
    if let Some(tracking) = tracking {
        tracking.refuse_edited(world.disk, output, source)?;
    }
    write_output(world, output)?;
    if let Some(tracking) = tracking {
        tracking.wrote(output, emitter, source);
    }
    Ok(())
}

fn write_output(world: &World<'_>, output: &Output) -> Result<(), Failure> {
    let result = match &output.content {
        Some(content) => world
            .disk
            .write(&output.path, content, output.executable, true),
        None => world.disk.remove(&output.path),
    };
    result.map_err(|reason| Failure::new(format!("Cannot write {}: {reason}", shown(&output.path))))
}

/// True if the file is not as the output says.
fn differs(world: &World<'_>, output: &Output) -> bool {
    match &output.content {
        Some(text) => world
            .disk
            .read(&output.path)
            .map_or(true, |bytes| bytes != *text),
        None => world.disk.kind(&output.path).is_some(),
    }
}

/// Emitters of tracked files, with what they are called in messages.
const RENDERS: (&str, &str) = ("agents_render", "a render target");
const GUARDRAILS: (&str, &str) = ("agents_guardrails", "a binding");
const INTERFACES: (&str, &str) = ("agents_interface", "the team interface");

/// Renders the configuration's targets; gives the files that were written, or that differ if `check` is true.
fn render_all(
    session: &mut Session<'_>,
    project: &Project,
    root: &Node,
    check: bool,
) -> Result<Vec<PathBuf>, Failure> {
    let enforcement = enforcement(session, project, root)?;
    let world = session.world;
    let targets = session
        .config
        .as_ref()
        .map(|config| config.renders.clone())
        .unwrap_or_default();
    let mut files = Vec::new();
    let tracking = &mut session.tracking;
    let mut emit = |output: Output| -> Result<(), Failure> {
        if check {
            let tracked = tracking
                .as_mut()
                .is_some_and(|tracking| tracking.claim(&output, RENDERS.1));
            if !tracked && differs(world, &output) {
                files.push(output.path);
            }
            return Ok(());
        }
        write(world, tracking, &output, RENDERS)?;
        if output.content.is_some() {
            files.push(output.path);
        }
        Ok(())
    };
    render_targets(
        world.disk.files(),
        &project.folder,
        root,
        &targets,
        enforcement.as_ref(),
        &mut emit,
    )?;
    Ok(files)
}

fn render(session: &mut Session<'_>) -> Done {
    session.open()?;
    for project in session.projects.clone() {
        session.header(&project, false);
        let checked = session.load_checked(&project)?;
        let Some(root) = checked.parsed.as_ref().filter(|_| checked.passed()) else {
            session.out.stderr.push_str(&schema_failed(&project));
            return Ok(false);
        };
        let check = session.args.check;
        let mut files = render_all(session, &project, root, check)?;
        if check {
            if session.covers_generated() {
                files.extend(generated_drift(session, &project, root)?);
            }
            if !files.is_empty() {
                session.out.stderr.push_str(&drift_text(&files));
                return Ok(false);
            }
            if session.tracking.is_none() {
                session.success("No drift detected.");
            }
        } else if !session.args.quiet {
            session.out.stdout.push_str(&format!(
                "Rendered {} file(s):\n{}",
                files.len(),
                listing(&files)
            ));
        }
    }
    if session.args.check {
        let clean = tracked(session);
        if clean && session.tracking.is_some() {
            session.success("No drift detected.");
        }
        return Ok(clean);
    }
    orphans(session, RENDERS.0)?;
    Ok(true)
}

/// Shows what is wrong with tracked files; true if nothing is.
fn tracked(session: &mut Session<'_>) -> bool {
    let Some(tracking) = &session.tracking else {
        return true;
    };
    let whole = session.args.team.is_none();
    let problems = tracking.problems(session.world.disk, whole);
    let clean = problems.is_empty();
    let project = session.projects.first().cloned();
    for (path, text) in problems {
        if let (true, Some(project)) = (session.format.is_document(), &project) {
            let finding = drift_finding(session, &path, text);
            session.show(project, &[finding]);
        } else {
            session.out.stderr.push_str(&format!("{text}\n"));
        }
    }
    clean
}

/// Removes tracked files that nothing gives any more, unless only a part was written.
fn orphans(session: &mut Session<'_>, emitter: &str) -> Result<(), Failure> {
    let disk = session.world.disk;
    let whole = session.args.team.is_none() && session.args.binding.is_empty();
    match &mut session.tracking {
        Some(tracking) if whole => tracking.remove_orphans(disk, emitter),
        _ => Ok(()),
    }
}

fn drift_text(files: &[PathBuf]) -> String {
    format!(
        "Drift detected in {} file(s):\n{}",
        files.len(),
        listing(files)
    )
}

/// Guardrail files, binding renders and interfaces that are not as `generate` would write them.
fn generated_drift(
    session: &mut Session<'_>,
    project: &Project,
    root: &Node,
) -> Result<Vec<PathBuf>, Failure> {
    let world = session.world;
    let bindings = load_bindings(world.disk.files(), &mut session.sources, &project.bindings)?;
    let input = GuardrailInput {
        root,
        project,
        bindings: &bindings,
        only: &[],
        dry_run: false,
        check: true,
    };
    let mut files = Vec::new();
    let tracking = &mut session.tracking;
    generate_guardrails(&input, world.disk.files(), &mut |output| {
        if let Some(tracking) = tracking
            && tracking.claim(&output, GUARDRAILS.1)
        {
            return Ok(());
        }
        let same_data = || {
            // A patched file is right when another patch changes nothing in it.
            let text = world
                .disk
                .read(&output.path)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            match (text, &output.content) {
                (Some(old), Some(new)) if output.patched => {
                    generate::same_data(&old, &String::from_utf8_lossy(new))
                }
                _ => false,
            }
        };
        if differs(world, &output) && !same_data() {
            files.push(output.path);
        }
        Ok(())
    })?;
    if root.get("team_interface").is_some() {
        let path = match &project.interface_output {
            Some(path) => paths::resolve(&project.folder, path),
            None => project.folder.join(INTERFACE_NAME),
        };
        let document = generate::interface_document(root, world.now)?;
        // The time in the file says nothing: a file that is right but for it counts as what is generated.
        let right = Sources::read_text(world.disk.files(), &path, 16 << 20)
            .ok()
            .filter(|text| !generate::interface_drifts(&document, text));
        let drifts = right.is_none();
        let json = path
            .extension()
            .is_some_and(|extension| extension == "json");
        let text = right.unwrap_or_else(|| generate::interface_text(&document, json));
        let output = plain_output(path, text);
        let tracked = session
            .tracking
            .as_mut()
            .is_some_and(|tracking| tracking.claim(&output, INTERFACES.1));
        if drifts && !tracked {
            files.push(output.path);
        }
    }
    Ok(files)
}

fn plain_output(path: PathBuf, text: String) -> Output {
    Output {
        path,
        content: Some(text.into_bytes()),
        executable: false,
        patched: false,
    }
}

const INTERFACE_NAME: &str = "team-interface.yaml";

fn check(session: &mut Session<'_>) -> Done {
    session.open()?;
    let multi = session.multi_team();
    let mut passed = true;
    let projects = session.projects.clone();
    let mut imports: Vec<(Project, Node)> = Vec::new();
    for (at, project) in projects.iter().enumerate() {
        session.header(project, false);
        let checked = session.load_checked(project)?;
        let Some(root) = checked.parsed.as_ref().filter(|_| checked.passed()) else {
            let findings = session.settle(checked.findings);
            session.show(project, &findings);
            passed = false;
            if multi {
                continue;
            }
            return Ok(false);
        };
        let mut findings = structure(root, checked.findings.clone())?;
        findings.extend(super::rust_types::breaks(
            root,
            &session.rust_uses,
            session.world.schemas,
            session.args.against.as_deref(),
        )?);
        let findings = session.settle(findings);
        // A warning of the schema layer fails `check` even without `--strict`.
        passed &= findings.is_empty();
        session.show(project, &findings);
        let mut findings = lint_findings(session, root, &[]);
        if at + 1 == projects.len() {
            findings.extend(session.unused_waivers());
        }
        passed &= !fails(&findings, session.args.strict);
        session.show(project, &findings);
        let mut files = render_all(session, project, root, true)?;
        if session.covers_generated() {
            files.extend(generated_drift(session, project, root)?);
        }
        if !files.is_empty() {
            passed = false;
            drift(session, project, &files);
        }
        if !multi && !session.covers_generated() && interface_drift(session, project, root)? {
            passed = false;
            let path = project.folder.join(INTERFACE_NAME);
            if session.format.is_document() {
                drift(session, project, &[path]);
            } else {
                session
                    .out
                    .stderr
                    .push_str(&format!("Drift detected in {INTERFACE_NAME}\n"));
            }
        }
        imports.push((project.clone(), root.clone()));
    }
    passed &= tracked(session);
    if multi && passed {
        for (project, root) in &imports {
            passed &= check_imports(session, project, root);
        }
    }
    if passed {
        session.success("All checks passed.");
    }
    Ok(passed)
}

/// Reports files that differ: as findings where the format is one document.
fn drift(session: &mut Session<'_>, project: &Project, files: &[PathBuf]) {
    if !session.format.is_document() {
        session.out.stderr.push_str(&drift_text(files));
        return;
    }
    let findings: Vec<Finding> = files
        .iter()
        .map(|path| {
            let text = "The file is not what the document gives".to_owned();
            drift_finding(session, path, text)
                .advice("run `contractual agents render` or `contractual agents generate`")
        })
        .collect();
    session.show(project, &findings);
}

/// A generated file that is not as it should be.
fn drift_finding(session: &mut Session<'_>, path: &Path, text: String) -> Finding {
    let at = crate::value::At {
        file: session.sources.number(path),
        line: 1,
        column: 1,
    };
    let name = paths::relative(session.world.cwd, path);
    Finding::error("generated-file-drift", name, text, at)
}

fn interface_drift(session: &Session<'_>, project: &Project, root: &Node) -> Result<bool, Failure> {
    let path = project.folder.join(INTERFACE_NAME);
    if root.get("team_interface").is_none()
        || session.world.disk.kind(&path) != Some(FileKind::File)
    {
        return Ok(false);
    }
    let text = Sources::read_text(session.world.disk.files(), &path, 16 << 20)
        .map_err(|reason| Failure::new(format!("Cannot read {}: {reason}", shown(&path))))?;
    let document = generate::interface_document(root, session.world.now)?;
    Ok(generate::interface_drifts(&document, &text))
}

/// The interface files of imports must exist (22.2).
fn check_imports(session: &mut Session<'_>, project: &Project, root: &Node) -> bool {
    let folder = paths::parent(&project.dsl);
    let mut found = true;
    for (id, import) in root.section("imports").iter() {
        let path = paths::resolve(&folder, import.str("interface").unwrap_or_default());
        if session.world.disk.kind(&path).is_none() {
            found = false;
            let team = project.team.as_deref().unwrap_or_default();
            let message = format!(
                "Team \"{team}\": import \"{id}\" names interface {} which does not exist",
                shown(&path)
            );
            if session.format.is_document() {
                let finding = Finding::error(
                    "import-interface-missing",
                    format!("imports.{id}.interface"),
                    message,
                    import.at,
                );
                session.show(project, &[finding]);
            } else {
                session.out.stderr.push_str(&format!("{message}\n"));
            }
        }
    }
    found
}

fn run_generate(session: &mut Session<'_>) -> Done {
    let kind = session
        .args
        .positional
        .clone()
        .unwrap_or_else(|| "guardrails".to_owned());
    match kind.as_str() {
        "guardrails" => guardrails(session),
        "interface" => interface(session),
        other => Err(Failure::new(format!(
            "Unknown generate type \"{other}\". Use \"guardrails\" or \"interface\"."
        ))),
    }
}

fn guardrails(session: &mut Session<'_>) -> Done {
    session.open()?;
    let multi = session.multi_team();
    let mut passed = true;
    for project in session.projects.clone() {
        session.header(&project, false);
        let checked = session.load_checked(&project)?;
        let Some(root) = checked.parsed.as_ref().filter(|_| checked.passed()) else {
            session.out.stderr.push_str(&schema_failed(&project));
            passed = false;
            continue;
        };
        let world = session.world;
        let bindings = load_bindings(world.disk.files(), &mut session.sources, &project.bindings)?;
        let input = GuardrailInput {
            root,
            project: &project,
            bindings: &bindings,
            only: &session.args.binding,
            dry_run: session.args.dry_run,
            check: false,
        };
        let tracking = &mut session.tracking;
        let generated = generate_guardrails(&input, world.disk.files(), &mut |output| {
            write(world, tracking, &output, GUARDRAILS)
        })?;
        let of = |severity: Severity| -> String {
            let findings = generated
                .findings
                .iter()
                .filter(|finding| finding.severity == severity);
            findings
                .map(|finding| {
                    format!(
                        "  {} [{}] {}\n",
                        severity.word(),
                        finding.path,
                        finding.message
                    )
                })
                .collect()
        };
        let (errors, warnings, infos) = (
            of(Severity::Error),
            of(Severity::Warning),
            of(Severity::Info),
        );
        if !errors.is_empty() {
            session.out.stderr.push_str(&format!("Errors:\n{errors}"));
            passed = false;
        }
        if !session.args.quiet {
            if !warnings.is_empty() {
                session
                    .out
                    .stderr
                    .push_str(&format!("Warnings:\n{warnings}"));
            }
            session.out.stderr.push_str(&infos);
            if errors.is_empty() || multi {
                let verb = if session.args.dry_run {
                    "Would generate"
                } else {
                    "Generated"
                };
                let count = generated.files.len();
                session.out.stdout.push_str(&format!(
                    "{verb} {count} file(s):\n{}",
                    listing(&generated.files)
                ));
            }
        }
    }
    if passed && !session.args.dry_run {
        orphans(session, GUARDRAILS.0)?;
    }
    Ok(passed)
}

fn interface(session: &mut Session<'_>) -> Done {
    let json = match session.args.format.as_deref() {
        None | Some("yaml") => false,
        Some("json") => true,
        Some(other) => {
            return Err(Failure::new(format!(
                "--format must be \"yaml\" or \"json\", got \"{other}\""
            )));
        }
    };
    session.open()?;
    for project in session.projects.clone() {
        session.header(&project, false);
        let checked = session.load_checked(&project)?;
        let Some(root) = checked.parsed.as_ref().filter(|_| checked.passed()) else {
            session.out.stderr.push_str(&schema_failed(&project));
            return Ok(false);
        };
        let document = generate::interface_document(root, session.world.now)?;
        let text = generate::interface_text(&document, json);
        if session.args.dry_run {
            session.out.stdout.push_str(&text);
            continue;
        }
        let path = match (&project.interface_output, &session.args.output) {
            (Some(path), _) => paths::resolve(&project.folder, path),
            (None, Some(path)) => paths::resolve(session.world.cwd, path),
            (None, None) => session.world.cwd.join(INTERFACE_NAME),
        };
        let output = plain_output(path.clone(), text.clone());
        if let Some(tracking) = &session.tracking {
            tracking.refuse_edited(session.world.disk, &output, INTERFACES.1)?;
        }
        write_plain(session.world, &path, &text)?;
        if let Some(tracking) = &mut session.tracking {
            tracking.wrote(&output, INTERFACES.0, INTERFACES.1);
        }
        session.success(&format!("Wrote {}", shown(&path)));
    }
    Ok(true)
}

/// Writes a file into a folder that must exist.
pub(super) fn write_plain(world: &World<'_>, path: &Path, text: &str) -> Result<(), Failure> {
    world
        .disk
        .write(path, text.as_bytes(), false, false)
        .map_err(|reason| {
            let message = if reason.starts_with("no such file") {
                format!("ENOENT: no such file or directory, open '{}'", shown(path))
            } else {
                format!("Cannot write {}: {reason}", shown(path))
            };
            Failure::new(message)
        })
}
