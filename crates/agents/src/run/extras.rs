//! Commands beyond the drop-in ones: `explain`, `init`, `graph` and `codegen`.

use super::produce::write_plain;
use super::session::{Session, shown};
use crate::codegen;
use crate::document::Document;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::load::{Failure, paths};
use crate::value::Node;
use crate::{integrity, lint, rules};

type Done = Result<bool, Failure>;

pub(super) fn explain(session: &mut Session<'_>) -> Done {
    let Some(name) = &session.args.positional else {
        for rule in rules::all() {
            session.out.stdout.push_str(&format!(
                "{:<40} {:<16} {}\n",
                rule.name, rule.severity, rule.summary
            ));
        }
        return Ok(true);
    };
    match rules::find(name) {
        Some(rule) => {
            session.out.stdout.push_str(&rule.page());
            Ok(true)
        }
        None => {
            let near = contractual_diag::nearest(name, rules::all().map(|rule| rule.name));
            let near = near
                .map(|near| format!("; did you mean \"{near}\"?"))
                .unwrap_or_default();
            Err(Failure::new(format!("Unknown rule \"{name}\"{near}")))
        }
    }
}

/// The files of a new project.
const PROJECT: [(&str, &str); 4] = [
    (
        "agent-contracts.yaml",
        include_str!("init/agent-contracts.yaml"),
    ),
    (
        "agent-contracts.config.yaml",
        include_str!("init/agent-contracts.config.yaml"),
    ),
    ("templates/agent.md.hbs", include_str!("init/agent.md.hbs")),
    (
        "templates/overview.md.hbs",
        include_str!("init/overview.md.hbs"),
    ),
];

pub(super) fn init(session: &mut Session<'_>) -> Done {
    let world = session.world;
    let folder = paths::resolve(world.cwd, session.args.positional.as_deref().unwrap_or("."));
    let existing = PROJECT
        .iter()
        .map(|(name, _)| folder.join(name))
        .find(|path| world.disk.kind(path).is_some());
    if let Some(path) = existing {
        return Err(Failure::new(format!(
            "{} exists; nothing was written",
            shown(&path)
        )));
    }
    for (name, text) in PROJECT {
        let path = folder.join(name);
        let result = world.disk.write(&path, text.as_bytes(), false, true);
        result
            .map_err(|reason| Failure::new(format!("Cannot write {}: {reason}", shown(&path))))?;
        session.success(&format!("Wrote {}", shown(&path)));
    }
    session.success("Next: contractual agents render, then contractual agents check");
    Ok(true)
}

pub(super) fn graph(session: &mut Session<'_>) -> Done {
    let format = session
        .args
        .format
        .clone()
        .unwrap_or_else(|| "html".to_owned());
    if !matches!(format.as_str(), "html" | "svg" | "mermaid") {
        return Err(Failure::new(format!(
            "--format must be \"html\", \"svg\" or \"mermaid\", got \"{format}\""
        )));
    }
    session.open()?;
    let multi = session.multi_team();
    for project in session.projects.clone() {
        let checked = session.load_checked(&project)?;
        let mut findings: Vec<Finding> = checked.findings;
        let Some(root) = checked.parsed else {
            session.show(&project, &findings);
            return Ok(false);
        };
        let doc = Document::new(&root);
        findings.extend(integrity::check_references(&doc));
        findings.extend(integrity::check_handoff_schemas(&doc)?);
        findings.extend(lint(&root));
        let graph = Graph::of(&root, &session.settle(findings));
        let text = match format.as_str() {
            "html" => graph.to_html(),
            "svg" => graph.to_svg(),
            _ => graph.to_mermaid(),
        };
        let team = project
            .team
            .as_ref()
            .filter(|_| multi)
            .map(|team| format!("-{team}"))
            .unwrap_or_default();
        let extension = if format == "mermaid" { "mmd" } else { &format };
        let name = session
            .args
            .output
            .clone()
            .unwrap_or_else(|| format!("agents{team}.{extension}"));
        if name == "-" {
            session.out.stdout.push_str(&text);
            continue;
        }
        let path = paths::resolve(session.world.cwd, &name);
        write_plain(session.world, &path, &text)?;
        session.success(&format!("Wrote {}", shown(&path)));
    }
    Ok(true)
}

pub(super) fn codegen(session: &mut Session<'_>) -> Done {
    session.open()?;
    let mut roots: Vec<Node> = Vec::new();
    for project in session.projects.clone() {
        let checked = session.load_checked(&project)?;
        match checked.parsed.as_ref().filter(|_| checked.passed()) {
            Some(root) => roots.push(root.clone()),
            None => {
                session.show(&project, &checked.findings);
                return Ok(false);
            }
        }
    }
    let text = codegen::rust_types(&roots);
    match session.args.output.clone() {
        Some(name) => {
            let path = paths::resolve(session.world.cwd, &name);
            write_plain(session.world, &path, &text)?;
            session.success(&format!("Wrote {}", shown(&path)));
        }
        None => session.out.stdout.push_str(&text),
    }
    Ok(true)
}
