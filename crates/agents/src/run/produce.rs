//! The commands that write: `render` and `generate` (specification 14, 19 and 20).

use std::path::{Path, PathBuf};

use super::World;
use super::check::{drift_text, generated_drift, tracked};
use super::session::{Session, listing, shown};
use super::tracking::Tracking;
use crate::config::Project;
use crate::finding::Severity;
use crate::generate::{self, GuardrailInput, generate_guardrails, load_bindings};
use crate::load::{Failure, Sources, paths};
use crate::render::{Enforcement, Output, render_targets};
use crate::value::Node;

type Done = Result<bool, Failure>;

pub(super) fn schema_failed(project: &Project) -> String {
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
pub(super) fn differs(world: &World<'_>, output: &Output) -> bool {
    match &output.content {
        Some(text) => world
            .disk
            .read(&output.path)
            .map_or(true, |bytes| bytes != *text),
        None => world.disk.kind(&output.path).is_some(),
    }
}

/// Emitters of tracked files, with what they are called in messages.
pub(super) const RENDERS: (&str, &str) = ("agents_render", "a render target");
pub(super) const GUARDRAILS: (&str, &str) = ("agents_guardrails", "a binding");
pub(super) const INTERFACES: (&str, &str) = ("agents_interface", "the team interface");

/// Renders the configuration's targets; gives the files that were written, or that differ if `check` is true.
pub(super) fn render_all(
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

pub(super) fn render(session: &mut Session<'_>) -> Done {
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

/// Removes tracked files that nothing gives any more, unless only a part was written.
fn orphans(session: &mut Session<'_>, emitter: &str) -> Result<(), Failure> {
    let disk = session.world.disk;
    let whole = session.args.team.is_none() && session.args.binding.is_empty();
    match &mut session.tracking {
        Some(tracking) if whole => tracking.remove_orphans(disk, emitter),
        _ => Ok(()),
    }
}

pub(super) fn plain_output(path: PathBuf, text: String) -> Output {
    Output {
        path,
        content: Some(text.into_bytes()),
        executable: false,
        patched: false,
    }
}

pub(super) const INTERFACE_NAME: &str = "team-interface.yaml";

pub(super) fn run_generate(session: &mut Session<'_>) -> Done {
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
        let right = Sources::read_text(session.world.disk.files(), &path, 16 << 20)
            .is_ok_and(|text| !generate::interface_drifts(&document, &text));
        if let Some(tracking) = session.tracking.as_ref().filter(|_| !right) {
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
