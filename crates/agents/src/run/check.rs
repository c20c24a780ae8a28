//! `check`: everything that is checked, and the drift of what is written (specification 22).

use std::path::{Path, PathBuf};

use super::commands::{fails, lint_findings, structure};
use super::produce::{GUARDRAILS, INTERFACE_NAME, INTERFACES, differs, plain_output, render_all};
use super::session::{Session, listing, shown};
use crate::config::Project;
use crate::document::Document;
use crate::finding::Finding;
use crate::generate::{self, GuardrailInput, generate_guardrails, load_bindings};
use crate::load::{Failure, FileKind, Sources, paths};
use crate::value::Node;

type Done = Result<bool, Failure>;

/// Shows what is wrong with tracked files; true if nothing is.
pub(super) fn tracked(session: &mut Session<'_>) -> bool {
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

pub(super) fn drift_text(files: &[PathBuf]) -> String {
    format!(
        "Drift detected in {} file(s):\n{}",
        files.len(),
        listing(files)
    )
}

/// Guardrail files, binding renders and interfaces that are not as `generate` would write them.
pub(super) fn generated_drift(
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

pub(super) fn check(session: &mut Session<'_>) -> Done {
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
        let doc = Document::new(root);
        let mut findings = structure(&doc, checked.findings.clone())?;
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
        let mut findings = lint_findings(session, &doc, &[]);
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
    let at = crate::value::At::new(session.sources.number(path), 1, 1);
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
