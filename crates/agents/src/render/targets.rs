//! From render targets to texts under paths (specification 14). Nothing is written here.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::contexts::{Contexts, Enforcement, section_of};
use crate::load::{Failure, Files, paths};
use crate::template::{RenderOptions, Template};
use crate::value::{Map, Node, Value};

/// One render target, from the configuration or from a binding.
#[derive(Debug, Clone)]
pub struct Target {
    /// The template file, absolute.
    pub template: PathBuf,
    /// The context.
    pub context: String,
    /// The output path with placeholders.
    pub output: String,
    /// Only these ids.
    pub include: Option<Vec<String>>,
    /// Not these ids.
    pub exclude: Option<Vec<String>>,
    /// A blank result deletes the file instead of writing it.
    pub skip_empty: bool,
    /// Where the target was written.
    pub at: crate::value::At,
}

/// A text that belongs under a path.
#[derive(Debug, Clone)]
pub struct Output {
    /// The file, absolute.
    pub path: PathBuf,
    /// Its content; `None`: the file must not exist.
    pub content: Option<Vec<u8>>,
    /// True: the file is executable.
    pub executable: bool,
    /// True: the text is what others wrote with something merged into it.
    pub patched: bool,
}

/// The path of an entity's output: `{CONTEXT.id}` is replaced.
pub fn expand_path(pattern: &str, context: &str, id: &str) -> String {
    pattern.replace(&format!("{{{context}.id}}"), id)
}

/// A path under `root`; ids and targets may not lead out of it.
pub(crate) fn inside(root: &Path, path: &str) -> Result<PathBuf, String> {
    let full = paths::resolve(root, path);
    if full.starts_with(root) && full != root {
        return Ok(full);
    }
    Err(format!("\"{path}\" leads out of the project"))
}

/// The ids of a context's section that a target covers.
pub(crate) fn covered<'d>(
    root: &'d Node,
    context: &str,
    include: Option<&[String]>,
    exclude: Option<&[String]>,
) -> Vec<&'d str> {
    let ids = root.section(section_of(context)).keys().map(|key| &**key);
    ids.filter(|id| match (include, exclude) {
        (Some(include), _) => include.iter().any(|one| one == id),
        (None, Some(exclude)) => !exclude.iter().any(|one| one == id),
        (None, None) => true,
    })
    .collect()
}

/// Renders the targets one after the other; `emit` gets each output as soon as it is ready.
///
/// # Errors
/// A missing template, a template error, an output that leads out of the project, and what `emit` refuses.
pub fn render_targets(
    files: &dyn Files,
    folder: &Path,
    root: &Node,
    targets: &[Target],
    enforcement: Option<&Enforcement>,
    emit: &mut dyn FnMut(Output) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let contexts = Contexts::new(root);
    let mut templates: HashMap<PathBuf, Template> = HashMap::new();
    for target in targets {
        if !templates.contains_key(&target.template) {
            templates.insert(
                target.template.clone(),
                read_template(files, &target.template, target.at)?,
            );
        }
        let template = &templates[&target.template];
        let mut one = |id: Option<&str>, context: Map| -> Result<(), Failure> {
            let shown = paths::show(&target.template);
            let text = template
                .render(&Value::from(context), RenderOptions::default())
                .map_err(|error| failure(&error, &shown, target.at))?;
            let written = match id {
                Some(id) => expand_path(&target.output, &target.context, id),
                None => target.output.clone(),
            };
            let path = match id {
                // Only an id can lead somewhere that the author of the target did not write.
                Some(id) if written.contains(id) && unsafe_id(id) => inside(folder, &written)
                    .map_err(|reason| {
                        Failure::new(format!(
                            "Cannot render {} \"{id}\": {reason}",
                            target.context
                        ))
                        .at(target.at)
                    })?,
                _ => paths::resolve(folder, &written),
            };
            let blank = target.skip_empty && text.trim().is_empty();
            emit(Output {
                path,
                content: (!blank).then(|| text.into_bytes()),
                executable: false,
                patched: false,
            })
        };
        if target.context == "system" {
            one(None, contexts.system(enforcement))?;
        } else {
            for id in covered(
                root,
                &target.context,
                target.include.as_deref(),
                target.exclude.as_deref(),
            ) {
                one(Some(id), contexts.entity(&target.context, id))?;
            }
        }
    }
    Ok(())
}

/// True for an id that can change the folder of a path.
pub(crate) fn unsafe_id(id: &str) -> bool {
    id.contains("..") || id.starts_with('/') || id.contains('\\') || id.contains('\0')
}

pub(crate) fn read_template(
    files: &dyn Files,
    path: &Path,
    at: crate::value::At,
) -> Result<Template, Failure> {
    let shown = paths::show(path);
    let text = crate::load::Sources::read_text(files, path, 4 << 20).map_err(|reason| {
        let message = if files.kind(path).is_none() {
            format!("ENOENT: no such file or directory, open '{shown}'")
        } else {
            format!("Cannot read template {shown}: {reason}")
        };
        Failure::new(message).at(at)
    })?;
    Template::parse(&text).map_err(|error| failure(&error, &shown, at))
}

/// A template error names the file and the line.
fn failure(error: &crate::template::TemplateError, shown: &str, at: crate::value::At) -> Failure {
    Failure::new(error.message.clone())
        .at(at)
        .advice(format!("in the template {shown}, line {}", error.line))
}
