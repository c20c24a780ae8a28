//! Guardrail generation: each binding's outputs and renders (specification 19.3 to 19.7).

use std::path::{Path, PathBuf};

use super::patch::{self, Strategy};
use crate::config::Project;
use crate::finding::{Finding, Layer, Severity};
use crate::load::{Failure, FileKind, Files, Sources, paths};
use crate::render::Output;
use crate::template::{RenderOptions, Template};
use crate::value::{At, Map, Node, Value};

/// What generation works on.
pub struct GuardrailInput<'i> {
    /// The parsed document.
    pub root: &'i Node,
    /// The project: its folder, policy, variables and paths.
    pub project: &'i Project,
    /// The loaded bindings, in order.
    pub bindings: &'i [Node],
    /// Only bindings of this software; empty means all.
    pub only: &'i [String],
    /// True: nothing is read that only writing needs.
    pub dry_run: bool,
    /// True: the outputs are only compared, so text is not appended a second time.
    pub check: bool,
}

/// What generation found and made.
#[derive(Debug, Clone, Default)]
pub struct Generated {
    /// Errors, warnings and notes.
    pub findings: Vec<Finding>,
    /// The files, in the order in which they were made; those that were removed or left out are not here.
    pub files: Vec<PathBuf>,
}

/// Generates; `emit` gets each output as soon as it is ready, `files` must see what was emitted before.
///
/// # Errors
/// A template error, a patch that is not data, and what `emit` refuses; what was emitted stays.
pub fn generate_guardrails(
    input: &GuardrailInput<'_>,
    files: &dyn Files,
    emit: &mut dyn FnMut(Output) -> Result<(), Failure>,
) -> Result<Generated, Failure> {
    const PATH: &str = "config.active_guardrail_policy";
    let mut run = Run {
        input,
        files,
        emit,
        out: Generated::default(),
    };
    let Some(name) = &input.project.policy else {
        run.report(
            Severity::Warning,
            PATH,
            "No active_guardrail_policy is set; nothing is generated",
            At::default(),
        );
        return Ok(run.out);
    };
    let Some(policy) = input.root.section("guardrail_policies").get(name) else {
        run.report(
            Severity::Error,
            PATH,
            format!("Guardrail policy \"{name}\" is not defined"),
            At::default(),
        );
        return Ok(run.out);
    };
    for binding in input.bindings {
        let software = binding.str("software").unwrap_or_default();
        let wanted = input.only.is_empty() || input.only.iter().any(|one| one == software);
        if wanted && (binding.get("outputs").is_some() || binding.get("renders").is_some()) {
            run.binding(binding, software, policy)?;
        }
    }
    Ok(run.out)
}

pub(super) struct Run<'i, 'e> {
    pub(super) input: &'i GuardrailInput<'i>,
    pub(super) files: &'i dyn Files,
    emit: &'e mut dyn FnMut(Output) -> Result<(), Failure>,
    out: Generated,
}

/// A rendered text with where it goes.
struct Piece {
    path: PathBuf,
    text: String,
}

impl Run<'_, '_> {
    pub(super) fn report(
        &mut self,
        severity: Severity,
        path: impl Into<String>,
        message: impl Into<String>,
        at: At,
    ) {
        self.out.findings.push(Finding {
            layer: Layer::Generation,
            severity,
            ..Finding::error("guardrail-generation", path, message, at)
        });
    }

    fn binding(&mut self, binding: &Node, software: &str, policy: &Node) -> Result<(), Failure> {
        let checks = self.resolved_checks(binding, software, policy);
        for (id, output) in binding.section("outputs").iter() {
            self.output(binding, software, policy, id, output, &checks)?;
        }
        for render in binding.items("renders") {
            self.render(binding, software, render, &checks)?;
        }
        Ok(())
    }

    /// Each check of the binding with its guardrail and the policy's rule (19.4).
    fn resolved_checks(&mut self, binding: &Node, software: &str, policy: &Node) -> Vec<Node> {
        let guardrails = self.input.root.section("guardrails");
        let mut checks = Vec::new();
        for entry in binding.section("guardrail_impl").entries() {
            let id = &entry.key;
            let path = format!("binding.{software}.guardrail_impl.{id}");
            let Some(guardrail) = guardrails.get(id) else {
                self.report(
                    Severity::Error,
                    path,
                    format!("Guardrail \"{id}\" is not defined in the DSL"),
                    entry.key_at,
                );
                continue;
            };
            let Some(rule) = policy
                .items("rules")
                .iter()
                .find(|rule| rule.str("guardrail") == Some(id))
            else {
                self.report(
                    Severity::Info,
                    path,
                    format!("Guardrail \"{id}\" has no rule in the active policy; skipped"),
                    entry.key_at,
                );
                continue;
            };
            for check in entry.node.items("checks") {
                let map = Map::from_iter([
                    ("guardrail_id", Node::from(id.clone())),
                    ("guardrail", guardrail.clone()),
                    ("policy_rule", rule.clone()),
                    ("check", check.clone()),
                ]);
                checks.push(Node::from(map));
            }
        }
        checks
    }

    /// `{name}` replaced from the path variables; the first unknown name is the error.
    fn target(&self, pattern: &str) -> Result<String, String> {
        let empty = Map::new();
        let vars = self.input.project.paths.as_ref().unwrap_or(&empty);
        let mut unknown = None;
        let text = replace_names(pattern, |name| {
            let value = vars
                .get(name)
                .and_then(|node| node.value.as_str())
                .map(str::to_owned);
            if value.is_none() {
                unknown.get_or_insert_with(|| name.to_owned());
            }
            value
        });
        match unknown {
            Some(name) => Err(name),
            None => Ok(text),
        }
    }

    fn output(
        &mut self,
        binding: &Node,
        software: &str,
        policy: &Node,
        id: &str,
        output: &Node,
        checks: &[Node],
    ) -> Result<(), Failure> {
        let folder = self.input.project.folder.clone();
        let written = output.str("target").unwrap_or_default();
        let target = match self.target(written) {
            Ok(target) => paths::resolve(&folder, &target),
            Err(name) => {
                let message =
                    format!("Unknown path variable \"{name}\" in target of output \"{id}\"");
                self.report(
                    Severity::Error,
                    format!("binding.{software}.outputs"),
                    message,
                    output.at,
                );
                return Ok(());
            }
        };
        let text = |key: &str| output.str(key).filter(|text| !text.is_empty());
        if let Some(source) = text("source") {
            return self.copy(
                software,
                id,
                output,
                &paths::resolve(&folder, source),
                target,
            );
        }
        let place = format!("binding.{software}.outputs.{id}");
        let template = match (text("inline_template"), text("template")) {
            (Some(inline), _) => Template::parse(inline)
                .map_err(|error| template_failure(&error, &place, output.at))?,
            (None, Some(name)) if name.starts_with("builtin:") => {
                self.report(
                    Severity::Info,
                    place,
                    format!("Builtin template \"{name}\" is not implemented; skipped"),
                    output.at,
                );
                return Ok(());
            }
            (None, Some(name)) => {
                let path = paths::resolve(&folder, name);
                match Sources::read_text(self.files, &path, 4 << 20) {
                    Ok(text) => Template::parse(&text).map_err(|error| {
                        template_failure(&error, &paths::show(&path), output.at)
                    })?,
                    Err(reason) => {
                        let message = format!("Cannot read template \"{name}\": {reason}");
                        self.report(Severity::Error, place, message, output.at);
                        return Ok(());
                    }
                }
            }
            (None, None) => {
                let message = format!("Output \"{id}\" has no template, inline_template or source");
                self.report(Severity::Error, place, message, output.at);
                return Ok(());
            }
        };
        let mut pieces = Vec::new();
        let mut outside = Vec::new();
        let mut render =
            |checks: &[Node], group: Option<&str>, path: PathBuf| -> Result<(), Failure> {
                let context = self.output_context(binding, policy, checks, group);
                let options = RenderOptions {
                    no_escape: true,
                    ..RenderOptions::default()
                };
                let text = template
                    .render(&Value::from(context), options)
                    .map_err(|error| template_failure(&error, &place, output.at))?;
                pieces.push(Piece { path, text });
                Ok(())
            };
        match output.str("group_by") {
            None => render(checks, None, target)?,
            Some(field) => {
                let mut groups: Vec<(String, Vec<Node>)> = Vec::new();
                for check in checks {
                    let value = check.get("check").and_then(|check| check.get(field));
                    let name =
                        value.map_or_else(|| "default".to_owned(), |node| crate::js::string(node));
                    match groups.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, group)) => group.push(check.clone()),
                        None => groups.push((name, vec![check.clone()])),
                    }
                }
                for (name, group) in &groups {
                    let path = paths::resolve(&target, name);
                    if !path.starts_with(&target) {
                        outside.push(format!(
                            "Group \"{name}\" leads out of the folder of output \"{id}\""
                        ));
                        continue;
                    }
                    render(group, Some(name), path)?;
                }
            }
        }
        for message in outside {
            self.report(Severity::Error, place.clone(), message, output.at);
        }
        for piece in pieces {
            self.write(software, id, output, piece)?;
        }
        Ok(())
    }

    fn copy(
        &mut self,
        software: &str,
        id: &str,
        output: &Node,
        source: &Path,
        target: PathBuf,
    ) -> Result<(), Failure> {
        if self.input.dry_run {
            self.out.files.push(target);
            return Ok(());
        }
        let text = match self.files.kind(source) {
            Some(FileKind::File) => self.files.read(source),
            _ => Err("no such file".to_owned()),
        };
        match text {
            Ok(text) => self.emit(target, Some(text), output),
            Err(reason) => {
                let message = format!(
                    "Cannot copy source \"{}\": {reason}",
                    output.str("source").unwrap_or_default()
                );
                self.report(
                    Severity::Error,
                    format!("binding.{software}.outputs.{id}"),
                    message,
                    output.at,
                );
                Ok(())
            }
        }
    }

    fn write(
        &mut self,
        software: &str,
        id: &str,
        output: &Node,
        piece: Piece,
    ) -> Result<(), Failure> {
        let flag = |key: &str| output.get(key).and_then(|node| node.value.as_bool()) == Some(true);
        if flag("skip_empty") && piece.text.trim().is_empty() {
            return self.emit(piece.path, None, output);
        }
        if output.str("mode") != Some("patch") || self.input.dry_run {
            return self.emit(piece.path, Some(piece.text.into_bytes()), output);
        }
        let existing = match self.files.kind(&piece.path) {
            Some(FileKind::File) => Some(
                Sources::read_text(self.files, &piece.path, 64 << 20).map_err(|reason| {
                    Failure::new(format!(
                        "Cannot read {}: {reason}",
                        paths::show(&piece.path)
                    ))
                })?,
            ),
            _ => None,
        };
        let format = output.str("format").unwrap_or("json");
        if format == "text" {
            let existing = existing.unwrap_or_default();
            let text = if self.input.check && existing.contains(&piece.text) {
                existing
            } else {
                existing + &piece.text
            };
            return self.emit(piece.path, Some(text.into_bytes()), output);
        }
        let yaml = format == "yaml";
        let patch = patch::read(&piece.text, yaml).map_err(|reason| {
            Failure::new(format!(
                "Cannot parse the patch of output \"{id}\" for {}: {reason}",
                paths::show(&piece.path)
            ))
            .at(output.at)
        })?;
        let merged = match existing.as_deref().map(|text| patch::read(text, yaml)) {
            None => patch,
            Some(Ok(target)) => {
                let strategy = Strategy {
                    append: output.str("patch_strategy") == Some("append"),
                    key: output.str("array_merge_key").filter(|key| !key.is_empty()),
                };
                patch::apply(&target, &patch, strategy)
            }
            Some(Err(reason)) => {
                // Overwriting what cannot be read would destroy it.
                let message = format!(
                    "Cannot patch {}, which is left as it is: {reason}",
                    paths::show(&piece.path)
                );
                self.report(
                    Severity::Error,
                    format!("binding.{software}.outputs.{id}"),
                    message,
                    output.at,
                );
                return Ok(());
            }
        };
        self.emit(
            piece.path,
            Some(patch::write(&merged, yaml).into_bytes()),
            output,
        )
    }

    pub(super) fn emit(
        &mut self,
        path: PathBuf,
        content: Option<Vec<u8>>,
        output: &Node,
    ) -> Result<(), Failure> {
        if content.is_some() {
            self.out.files.push(path.clone());
        }
        if self.input.dry_run {
            return Ok(());
        }
        let executable = output
            .get("executable")
            .and_then(|node| node.value.as_bool())
            == Some(true);
        (self.emit)(Output {
            path,
            content,
            executable,
            patched: output.str("mode") == Some("patch"),
        })
    }
}

pub(super) fn template_failure(
    error: &crate::template::TemplateError,
    place: &str,
    at: At,
) -> Failure {
    Failure::new(error.message.clone())
        .at(at)
        .advice(format!("in the template of {place}, line {}", error.line))
}

/// Replaces `{name}` (letters, digits, underscore) where `value` knows the name.
pub(super) fn replace_names(
    pattern: &str,
    mut value: impl FnMut(&str) -> Option<String>,
) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let length = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(after.len());
        let found = (length > 0 && after[length..].starts_with('}'))
            .then(|| value(&after[..length]))
            .flatten();
        match found {
            Some(text) => {
                out.push_str(&text);
                rest = &after[length + 1..];
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
