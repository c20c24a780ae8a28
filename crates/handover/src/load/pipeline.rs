//! The pipeline and its steps (sections 2, 7, 8 and 16.6).

use std::time::Duration;

use contractual::member_names;
use contractual_yaml::Node;

use super::reader::{Fields, Reader, shown};
use crate::document::{
    Artifact, ArtifactSource, ArtifactType, Backoff, Contract, Exec, Inject, InputInfo, Mount,
    OnRetry, Pipeline, Step, StepRetry, UsedUp, Workspace,
};
use crate::format;
use crate::paths::is_safe_component;
use crate::violation::Violation;

const ON_RETRY: [(&str, OnRetry); 2] = [("fresh", OnRetry::Fresh), ("keep", OnRetry::Keep)];

/// More steps than this are refused.
const MAX_STEPS: usize = 1000;

pub(super) fn read(reader: &mut Reader, root: &Node, stem: &str) -> Pipeline {
    let mut pipeline = Pipeline {
        name: stem.to_owned(),
        ..Pipeline::default()
    };
    let fields = Fields::of(
        reader,
        root,
        "",
        "a pipeline",
        &member_names::<format::HandoverPipeline>(),
    );
    if root.as_mapping().is_none() {
        return pipeline;
    }
    if let Some(kind) = fields.get("kind")
        && kind.as_str() != Some("WavePipeline")
    {
        reader.bad(
            kind,
            "kind",
            format!("`kind` must be `WavePipeline`, found {}", shown(kind)),
        );
    }
    if let Some(node) = fields.get("metadata") {
        let metadata = Fields::of(
            reader,
            node,
            "/metadata",
            "`metadata`",
            &member_names::<format::Metadata>(),
        );
        if let Some(name) = metadata.required(reader, "name", "`metadata`") {
            pipeline.name = name;
        }
        pipeline.description = metadata.text(reader, "description").unwrap_or_default();
    }
    if let Some(node) = fields.get("input") {
        let input = Fields::of(
            reader,
            node,
            "/input",
            "`input`",
            &member_names::<format::Input>(),
        );
        pipeline.input = Some(InputInfo {
            source: input.text(reader, "source"),
            example: input.text(reader, "example"),
        });
    }
    let Some(steps) = fields.get("steps") else {
        fields.missing(reader, "steps", "a pipeline needs `steps`");
        return pipeline;
    };
    let items = fields.items(reader, "steps");
    if steps.as_sequence().is_some_and(<[Node]>::is_empty) {
        reader.report(
            steps.span.start,
            Violation::new("missing_field", "`steps` is empty").field("steps"),
        );
    }
    if items.len() > MAX_STEPS {
        reader.bad(
            steps,
            "steps",
            format!(
                "a pipeline has at most {MAX_STEPS} steps, found {}",
                items.len()
            ),
        );
    }
    for (at, node) in items.iter().take(MAX_STEPS).enumerate() {
        reader.step = Some(at);
        let step = read_step(reader, node, at);
        pipeline.steps.push(step);
        reader.step = None;
    }
    pipeline
}

/// A pipeline of one step, which has the contracts of a file and does no work.
pub(super) fn of_contracts(reader: &mut Reader, root: &Node, file: &str) -> Pipeline {
    let mut on_retry = OnRetry::default();
    reader.step = Some(0);
    let contracts = if root.get("type").is_some() {
        vec![super::contract::read(reader, root, "", 0, &mut on_retry)]
    } else {
        contracts_below(reader, root, "", &mut on_retry)
    };
    reader.step = None;
    let step = Step {
        id: "contracts".into(),
        persona: None,
        dependencies: Vec::new(),
        exec: Exec::Command("true".into()),
        output_artifacts: Vec::new(),
        inject_artifacts: Vec::new(),
        contracts,
        workspace: Workspace::Empty,
        workspace_on_retry: on_retry,
        timeout: Duration::from_secs(60),
        retry: None,
        optional: false,
        rework_only: false,
        at: String::new(),
    };
    Pipeline {
        name: file.rsplit('/').next().unwrap_or(file).to_owned(),
        steps: vec![step],
        ..Pipeline::default()
    }
}

fn read_step(reader: &mut Reader, node: &Node, index: usize) -> Step {
    let at = format!("/steps/{index}");
    let fields = Fields::of(reader, node, &at, "a step", &member_names::<format::Step>());
    let id = fields.required(reader, "id", "a step");
    if let (Some(id), Some(node)) = (&id, fields.get("id"))
        && !is_safe_component(id)
    {
        reader.bad(
            node,
            "id",
            format!("`{id}` cannot be a step id: it must be one safe part of a path"),
        );
    }
    let exec = read_exec(reader, &fields);
    let persona = fields.filled(reader, "persona", "a step");
    if fields.get("persona").is_none()
        && node.as_mapping().is_some()
        && matches!(exec, Some(Exec::Prompt(_) | Exec::PromptFile(_)))
    {
        fields.missing(
            reader,
            "persona",
            "a step whose work is a prompt needs a `persona`",
        );
    }
    let mut inject_artifacts = Vec::new();
    if let Some(memory) = fields.get("memory") {
        let memory = Fields::of(
            reader,
            memory,
            &fields.pointer("memory"),
            "`memory`",
            &member_names::<format::Memory>(),
        );
        let _: Option<()> = memory.word(reader, "strategy", &[("fresh", ())]);
        for (at, item) in memory.items(reader, "inject_artifacts").iter().enumerate() {
            let pointer = format!("{}/{at}", memory.pointer("inject_artifacts"));
            inject_artifacts.extend(read_inject(reader, item, &pointer));
        }
    }
    let output_artifacts = read_artifacts(reader, &fields);
    let mut on_retry = fields
        .word(reader, "workspace_on_retry", &ON_RETRY)
        .unwrap_or_default();
    let contracts = read_handover(reader, &fields, &mut on_retry);
    let optional = fields.boolean(reader, "optional").unwrap_or(false);
    Step {
        id: id.unwrap_or_else(|| format!("steps[{index}]")),
        persona,
        dependencies: fields.texts(reader, "dependencies"),
        exec: exec.unwrap_or_else(|| Exec::Prompt(String::new())),
        output_artifacts,
        inject_artifacts,
        contracts,
        workspace: read_workspace(reader, &fields),
        workspace_on_retry: on_retry,
        timeout: Duration::from_secs(
            60 * fields
                .count(reader, "timeout_minutes", 1, u64::from(u32::MAX))
                .unwrap_or(30)
                .min(60 * 24 * 365),
        ),
        retry: read_retry(reader, &fields, optional),
        optional,
        rework_only: fields.boolean(reader, "rework_only").unwrap_or(false),
        at,
    }
}

fn read_exec(reader: &mut Reader, fields: &Fields<'_>) -> Option<Exec> {
    // The later spelling of a command step: `type: command` with `script`.
    if fields.get("type").is_some() || fields.get("script").is_some() {
        let _: Option<()> = fields.word(reader, "type", &[("command", ())]);
        if fields.get("exec").is_some()
            && let Some(exec) = fields.key("exec")
        {
            reader.bad(
                exec,
                "exec",
                "a step has either `exec` or `type: command` with `script`, not both",
            );
        }
        return fields
            .required(reader, "script", "a step of `type: command`")
            .map(Exec::Command);
    }
    let Some(node) = fields.get("exec") else {
        if fields.node.as_mapping().is_some() {
            fields.missing(reader, "exec", "a step needs `exec`");
        }
        return None;
    };
    let exec = Fields::of(
        reader,
        node,
        &fields.pointer("exec"),
        "`exec`",
        &member_names::<format::Exec>(),
    );
    node.as_mapping()?;
    if exec.get("type").is_none() {
        exec.missing(reader, "type", "`exec` needs `type`: `prompt` or `command`");
        return None;
    }
    let is_prompt = exec.word(reader, "type", &[("prompt", true), ("command", false)])?;
    if !is_prompt {
        if exec.get("source_path").is_some()
            && let Some(key) = exec.key("source_path")
        {
            reader.bad(
                key,
                "source_path",
                "`source_path` belongs to `type: prompt`; a command is written in `source`",
            );
        }
        return exec
            .required(reader, "source", "`exec` of `type: command`")
            .map(Exec::Command);
    }
    match (exec.get("source"), exec.get("source_path")) {
        (Some(_), Some(path)) => {
            reader.bad(
                path,
                "source_path",
                "`exec` has both `source` and `source_path`: give one of the two",
            );
            None
        }
        (Some(_), None) => exec.text(reader, "source").map(Exec::Prompt),
        (None, Some(_)) => exec.text(reader, "source_path").map(Exec::PromptFile),
        (None, None) => {
            exec.missing(
                reader,
                "source",
                "`exec` of `type: prompt` needs `source` or `source_path`",
            );
            None
        }
    }
}

fn read_artifacts(reader: &mut Reader, fields: &Fields<'_>) -> Vec<Artifact> {
    let mut out: Vec<Artifact> = Vec::new();
    for (at, item) in fields.items(reader, "output_artifacts").iter().enumerate() {
        let pointer = format!("{}/{at}", fields.pointer("output_artifacts"));
        let entry = Fields::of(
            reader,
            item,
            &pointer,
            "an output artifact",
            &member_names::<format::Artifact>(),
        );
        let source = entry
            .word(
                reader,
                "source",
                &[
                    ("file", ArtifactSource::File),
                    ("stdout", ArtifactSource::Stdout),
                ],
            )
            .unwrap_or_default();
        let name = entry.required(reader, "name", "an output artifact");
        let path = match source {
            ArtifactSource::File => entry.required(reader, "path", "an output artifact"),
            ArtifactSource::Stdout => {
                entry.filled(reader, "path", "an output artifact");
                if let Some(key) = entry.key("path") {
                    reader.warn(key, "path", "`path` is not used with `source: stdout`");
                }
                let id = fields.get("id").and_then(Node::as_str).unwrap_or("step");
                Some(format!(
                    ".wave/artifacts/{id}/{}",
                    name.as_deref().unwrap_or("stdout")
                ))
            }
        };
        let kind = entry.word(reader, "type", &ArtifactType::NAMES);
        let required = entry.boolean(reader, "required").unwrap_or(false);
        let (Some(name), Some(path)) = (name, path) else {
            continue;
        };
        if !is_safe_component(&name) {
            let node = entry.get("name").unwrap_or(item);
            reader.bad(
                node,
                "name",
                format!(
                    "`{name}` cannot be an artifact's name: it must be one safe part of a path"
                ),
            );
        }
        if out.iter().any(|other| other.name == name) {
            let node = entry.get("name").unwrap_or(item);
            reader.bad(
                node,
                "name",
                format!("the step has two artifacts named `{name}`"),
            );
        }
        let kind = kind.unwrap_or_else(|| ArtifactType::by_extension(&path));
        out.push(Artifact {
            name,
            path,
            kind,
            required,
            source,
        });
    }
    out
}

fn read_inject(reader: &mut Reader, item: &Node, at: &str) -> Option<Inject> {
    let entry = Fields::of(
        reader,
        item,
        at,
        "an entry of `inject_artifacts`",
        &member_names::<format::Inject>(),
    );
    let step = entry.required(reader, "step", "an entry of `inject_artifacts`");
    let artifact = entry.required(reader, "artifact", "an entry of `inject_artifacts`");
    let alias = entry.text(reader, "as");
    let optional = entry.boolean(reader, "optional").unwrap_or(false);
    let schema_path = entry.text(reader, "schema_path");
    let kind = entry.word(reader, "type", &ArtifactType::NAMES);
    let (step, artifact) = (step?, artifact?);
    let alias = alias.unwrap_or_else(|| artifact.clone());
    Some(Inject {
        step,
        artifact,
        alias,
        optional,
        schema_path,
        kind,
        at: at.to_owned(),
    })
}

fn read_handover(
    reader: &mut Reader,
    fields: &Fields<'_>,
    on_retry: &mut OnRetry,
) -> Vec<Contract> {
    let Some(node) = fields.get("handover") else {
        return Vec::new();
    };
    contracts_below(reader, node, &fields.pointer("handover"), on_retry)
}

fn contracts_below(
    reader: &mut Reader,
    node: &Node,
    at: &str,
    on_retry: &mut OnRetry,
) -> Vec<Contract> {
    let handover = Fields::of(
        reader,
        node,
        at,
        "`handover`",
        &member_names::<format::Handover>(),
    );
    if let Some(keep) = handover.word(reader, "workspace_on_retry", &ON_RETRY) {
        *on_retry = keep;
    }
    let many = handover.items(reader, "contracts");
    if let (Some(one), Some(_), Some(_)) = (
        handover.key("contract"),
        handover.get("contract"),
        handover.get("contracts"),
    ) {
        reader.bad(
            one,
            "contract",
            "`handover` has both `contract` and `contracts`: give one of the two",
        );
    }
    let mut out = Vec::new();
    if let Some(one) = handover.get("contract") {
        out.push(super::contract::read(
            reader,
            one,
            &handover.pointer("contract"),
            0,
            on_retry,
        ));
    }
    if out.is_empty() {
        for (index, item) in many.iter().enumerate() {
            let at = format!("{}/{index}", handover.pointer("contracts"));
            out.push(super::contract::read(reader, item, &at, index, on_retry));
        }
    }
    out
}

fn read_workspace(reader: &mut Reader, fields: &Fields<'_>) -> Workspace {
    let Some(node) = fields.get("workspace") else {
        return Workspace::Default;
    };
    let at = fields.pointer("workspace");
    let entry = Fields::of(
        reader,
        node,
        &at,
        "`workspace`",
        &member_names::<format::Workspace>(),
    );
    let shared = entry.text(reader, "ref");
    let mut mounts = Vec::new();
    for (index, item) in entry.items(reader, "mount").iter().enumerate() {
        let at = format!("{}/{index}", entry.pointer("mount"));
        let mount = Fields::of(
            reader,
            item,
            &at,
            "an entry of `mount`",
            &member_names::<format::Mount>(),
        );
        let source = mount.required(reader, "source", "an entry of `mount`");
        let target = mount.text(reader, "target");
        let modes = [
            ("readonly", true),
            ("readwrite", false),
            ("ro", true),
            ("rw", false),
        ];
        let read_only = mount.word(reader, "mode", &modes).unwrap_or(false);
        if let Some(source) = source {
            let target = target.unwrap_or_else(|| source.clone());
            mounts.push(Mount {
                source,
                target,
                read_only,
            });
        }
    }
    let worktree = entry.word(reader, "type", &[("empty", false), ("worktree", true)]);
    let branch = entry.text(reader, "branch");
    let base = entry.text(reader, "base");
    if let Some(step) = shared {
        return Workspace::Ref(step);
    }
    match worktree {
        Some(true) => Workspace::Worktree { branch, base },
        _ if !mounts.is_empty() => Workspace::Mount(mounts),
        Some(false) => Workspace::Empty,
        None => Workspace::Default,
    }
}

fn read_retry(reader: &mut Reader, fields: &Fields<'_>, optional: bool) -> Option<StepRetry> {
    let node = fields.get("retry")?;
    let entry = Fields::of(
        reader,
        node,
        &fields.pointer("retry"),
        "`retry`",
        &member_names::<format::Retry>(),
    );
    node.as_mapping()?;
    let seconds = Duration::from_secs;
    // policy, attempts, growth, base, cap (section 16.6)
    let presets = [
        ("none", (1, Backoff::Fixed, Duration::ZERO, Duration::ZERO)),
        (
            "standard",
            (3, Backoff::Exponential, seconds(1), seconds(30)),
        ),
        (
            "aggressive",
            (
                5,
                Backoff::Exponential,
                Duration::from_millis(200),
                seconds(30),
            ),
        ),
        (
            "patient",
            (3, Backoff::Exponential, seconds(5), seconds(90)),
        ),
    ];
    let default = (1, Backoff::Linear, seconds(1), seconds(60));
    let (attempts, backoff, base, cap) = entry.word(reader, "policy", &presets).unwrap_or(default);
    let growth = [
        ("fixed", Backoff::Fixed),
        ("linear", Backoff::Linear),
        ("exponential", Backoff::Exponential),
    ];
    let ends = [
        ("fail", UsedUp::Fail),
        ("skip", UsedUp::Skip),
        ("continue", UsedUp::Continue),
        ("rework", UsedUp::Rework),
    ];
    let max_attempts = entry
        .count(reader, "max_attempts", 1, u64::from(u32::MAX))
        .map_or(attempts, |count| u32::try_from(count).unwrap_or(u32::MAX));
    let on_failure = entry.word(reader, "on_failure", &ends);
    let rework_step = entry.text(reader, "rework_step");
    Some(StepRetry {
        max_attempts,
        backoff: entry.word(reader, "backoff", &growth).unwrap_or(backoff),
        base_delay: entry.duration(reader, "base_delay").unwrap_or(base),
        max_delay: entry.duration(reader, "max_delay").unwrap_or(cap),
        on_failure: on_failure.or(optional.then_some(UsedUp::Continue)),
        rework_step,
        no_escalate: entry.boolean(reader, "no_escalate").unwrap_or(false),
    })
}
