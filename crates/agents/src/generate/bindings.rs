//! Binding files: read, put over their base, checked (specification 19.1, 19.2).

use std::path::{Path, PathBuf};

use crate::config::{is_clean, issue, problems, selection_issues};
use crate::load::{Failure, FailureKind, FileKind, Files, Sources, find_base, merge, paths};
use crate::schema::{self, Issue, tables};
use crate::value::{Map, Node, Value};

/// Loads binding files in order.
///
/// # Errors
/// A file that is missing, is not YAML, has a circle of `extends`, or has not the shape of a binding.
pub fn load_bindings(
    files: &dyn Files,
    sources: &mut Sources,
    bindings: &[PathBuf],
) -> Result<Vec<Node>, Failure> {
    bindings
        .iter()
        .map(|path| load_binding(files, sources, path))
        .collect()
}

fn load_binding(files: &dyn Files, sources: &mut Sources, path: &Path) -> Result<Node, Failure> {
    let merged = load_chain(files, sources, path, &mut Vec::new())?;
    let mut issues = schema::check(&merged, tables::binding());
    issues.extend(cross_checks(&merged, &issues));
    if !issues.is_empty() {
        return Err(problems(
            &format!("Invalid binding schema in {}:", paths::show(path)),
            &issues,
        ));
    }
    Ok(schema::parse(&merged, tables::binding()))
}

fn load_chain(
    files: &dyn Files,
    sources: &mut Sources,
    path: &Path,
    chain: &mut Vec<PathBuf>,
) -> Result<Node, Failure> {
    let shown = paths::show(path);
    if chain.iter().any(|known| known == path) {
        return Err(Failure::config(format!(
            "Circular binding extends detected: {shown}"
        )));
    }
    if files.kind(path) != Some(FileKind::File) {
        return Err(Failure::config(format!("Binding file not found: {shown}")));
    }
    chain.push(path.to_path_buf());
    let child = sources.yaml(files, path).map_err(|failure| Failure {
        kind: FailureKind::Config,
        ..failure
    })?;
    let Value::Map(map) = &child.value else {
        if child.is_null() {
            return Err(Failure::new(format!("Binding file is empty: {shown}")).at(child.at));
        }
        return Ok(child);
    };
    let Some(name) = map.get("extends").filter(|name| name.as_str().is_some()) else {
        return Ok(child);
    };
    let folder = paths::parent(path);
    let base_path = find_base(
        files,
        sources,
        &folder,
        name,
        &["binding.yaml", "binding.yml"],
    )?;
    let base = load_chain(files, sources, &base_path, chain)?;
    let empty = Map::new();
    let base = base.value.as_map().unwrap_or(&empty);
    Ok(Node {
        value: Value::map(merge_bindings(base, map)?),
        at: child.at,
    })
}

fn merge_bindings(base: &Map, child: &Map) -> Result<Map, Failure> {
    let mut result = merge::over(base, child, |old, entry| {
        let merged = match (&*entry.key, old.map(|node| &node.value), &entry.node.value) {
            ("guardrail_impl" | "outputs", _, _) => {
                return merge::section(old, &entry.node, &entry.key);
            }
            ("renders", Some(Value::List(base)), Value::List(own)) => {
                Value::list([&base[..], &own[..]].concat())
            }
            ("reporting", Some(Value::Map(base)), Value::Map(own)) => {
                Value::map(merge::entity(base, own, "reporting")?)
            }
            _ => entry.node.value.clone(),
        };
        Ok(Node {
            value: merged,
            at: entry.node.at,
        })
    })?;
    result.remove("extends");
    Ok(result)
}

fn cross_checks(root: &Node, issues: &[Issue]) -> Vec<Issue> {
    let mut out = Vec::new();
    let given = |node: &Node, keys: &[&str]| {
        keys.iter()
            .filter(|key| node.str(key).is_some_and(|text| !text.is_empty()))
            .count()
    };
    for (id, output) in root.section("outputs").iter() {
        let path = format!("outputs.{id}");
        if is_clean(issues, &path) && given(output, &["template", "inline_template", "source"]) > 1
        {
            out.push(issue(
                path,
                "Only one of template, inline_template or source may be specified",
                output.at,
            ));
        }
    }
    for (at, render) in root.items("renders").iter().enumerate() {
        let path = format!("renders.{at}");
        if !is_clean(issues, &path) {
            continue;
        }
        if given(render, &["template", "inline_template"]) != 1 {
            out.push(issue(
                path.clone(),
                "Exactly one of template or inline_template must be specified",
                render.at,
            ));
        }
        selection_issues(render, &path, &mut out);
    }
    out
}
