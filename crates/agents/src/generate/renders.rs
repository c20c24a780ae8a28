//! Renders of bindings, and what templates of outputs see (specification 19.6, 19.7).

use super::guardrails::{Run, replace_names, template_failure};
use crate::finding::Severity;
use crate::load::{Failure, Sources, paths};
use crate::render::{Contexts, expand_path};
use crate::template::{RenderOptions, Template};
use crate::value::{Map, Node, Value};

impl Run<'_, '_> {
    /// What outputs see (19.6).
    pub(super) fn output_context(
        &self,
        binding: &Node,
        policy: &Node,
        checks: &[Node],
        group: Option<&str>,
    ) -> Map {
        let root = self.input.root;
        let system = root.get("system");
        let mut map = Map::new();
        let system_part = ["id", "name"].map(|key| {
            (
                key,
                system
                    .and_then(|node| node.get(key))
                    .cloned()
                    .unwrap_or_default(),
            )
        });
        map.insert("system", Map::from_iter(system_part));
        map.insert("guardrails", root.section("guardrails").clone());
        map.insert("policy", policy.clone());
        map.insert("binding", binding.clone());
        let all = self.input.bindings.iter();
        let all: Map = all
            .map(|binding| (binding.str("software").unwrap_or_default(), binding.clone()))
            .collect();
        map.insert("all_bindings", all);
        map.insert("vars", self.input.project.vars.clone().unwrap_or_default());
        map.insert(
            "paths",
            self.input.project.paths.clone().unwrap_or_default(),
        );
        let reporting = self
            .input
            .bindings
            .iter()
            .find_map(|binding| binding.get("reporting"));
        let reporting = reporting.map(|node| {
            let fields = ["commands", "fail_open", "timeout_ms"];
            Node::from(
                fields
                    .iter()
                    .filter_map(|key| Some((*key, node.get(key)?.clone())))
                    .collect::<Map>(),
            )
        });
        map.insert("reporting", reporting.unwrap_or_default());
        map.insert("resolved_checks", checks.to_vec());
        for section in ["tasks", "artifacts", "agents", "handoff_types", "workflow"] {
            map.insert(section, root.section(section).clone());
        }
        if let Some(group) = group {
            map.insert("current_group", group);
        }
        map
    }

    /// A binding's render target (19.7).
    pub(super) fn render(
        &mut self,
        binding: &Node,
        software: &str,
        render: &Node,
        checks: &[Node],
    ) -> Result<(), Failure> {
        let project = self.input.project;
        let place = format!("binding.{software}.renders");
        let template = match render
            .str("inline_template")
            .filter(|text| !text.is_empty())
        {
            Some(inline) => Template::parse(inline)
                .map_err(|error| template_failure(&error, &place, render.at))?,
            None => {
                let name = render.str("template").unwrap_or_default();
                let path = paths::resolve(&project.folder, name);
                match Sources::read_text(self.files, &path, 4 << 20) {
                    Ok(text) => Template::parse(&text).map_err(|error| {
                        template_failure(&error, &paths::show(&path), render.at)
                    })?,
                    Err(reason) => {
                        self.report(
                            Severity::Error,
                            place,
                            format!("Cannot read template \"{name}\": {reason}"),
                            render.at,
                        );
                        return Ok(());
                    }
                }
            }
        };
        let contexts = Contexts::new(self.input.root);
        let context = render.str("context").unwrap_or_default();
        let names = |key: &str| -> Option<Vec<String>> {
            let list = render.get(key)?.value.as_list()?;
            Some(
                list.iter()
                    .filter_map(|item| item.as_str().map(str::to_owned))
                    .collect(),
            )
        };
        let ids: Vec<Option<&str>> = if context == "system" {
            vec![None]
        } else {
            let (include, exclude) = (names("include"), names("exclude"));
            let covered = crate::render::covered(
                self.input.root,
                context,
                include.as_deref(),
                exclude.as_deref(),
            );
            covered.into_iter().map(Some).collect()
        };
        for id in ids {
            let mut map = match id {
                Some(id) => contexts.entity(context, id),
                None => contexts.system(None),
            };
            map.insert("vars", project.vars.clone().unwrap_or_default());
            map.insert("paths", project.paths.clone().unwrap_or_default());
            map.insert("binding", binding.clone());
            map.insert("resolved_checks", checks.to_vec());
            let options = RenderOptions {
                no_escape: true,
                ..RenderOptions::default()
            };
            let text = template
                .render(&Value::from(map), options)
                .map_err(|error| template_failure(&error, &place, render.at))?;
            let pattern = render.str("output").unwrap_or_default();
            let written = id.map_or_else(
                || pattern.to_owned(),
                |id| expand_path(pattern, context, id),
            );
            let written = replace_names(&written, |name| {
                let vars = project.paths.as_ref()?;
                vars.get(name)
                    .and_then(|node| node.value.as_str())
                    .map(str::to_owned)
            });
            let path = match id {
                Some(id) if crate::render::unsafe_id(id) => {
                    crate::render::inside(&project.folder, &written).map_err(|reason| {
                        Failure::new(format!("Cannot render {context} \"{id}\": {reason}"))
                            .at(render.at)
                    })?
                }
                _ => paths::resolve(&project.folder, &written),
            };
            let blank = render
                .get("skip_empty")
                .and_then(|node| node.value.as_bool())
                == Some(true)
                && text.trim().is_empty();
            self.emit(path, (!blank).then(|| text.into_bytes()), render)?;
        }
        Ok(())
    }
}
