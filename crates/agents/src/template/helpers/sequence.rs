//! `sequenceDiagram`: a workflow as a Mermaid sequence diagram (specification 17).

use std::collections::{HashMap, HashSet};

use crate::value::Node;

/// The groups of participants in output order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    External,
    Agents,
    Audit,
    Toolchain,
    Artifacts,
}

const GROUPS: [(Group, &str, &str); 5] = [
    (Group::External, "255,245,230", "External"),
    (Group::Agents, "200,220,255", "Agents"),
    (Group::Audit, "255,220,220", "Audit"),
    (Group::Toolchain, "220,255,220", "Toolchain"),
    (Group::Artifacts, "255,230,210", "Artifacts"),
];

struct Participant {
    alias: String,
    label: String,
    group: Group,
    actor: bool,
}

struct Diagram<'d> {
    dsl: &'d Node,
    participants: Vec<Participant>,
    /// Alias of the first participant with an id.
    aliases: HashMap<String, String>,
    lines: Vec<String>,
    current: Option<String>,
}

/// The diagram, without a final line feed.
pub(super) fn diagram(id: &str, workflow: &Node, dsl: &Node) -> String {
    let mut diagram = Diagram {
        dsl,
        participants: Vec::new(),
        aliases: HashMap::new(),
        lines: vec!["sequenceDiagram".to_owned()],
        current: None,
    };
    diagram.collect(workflow);
    diagram.boxes();
    diagram.heading(id, workflow);
    diagram.steps(workflow.items("steps"));
    diagram.lines.push(String::new());
    diagram.lines.push("    end".to_owned());
    diagram.lines.join("\n")
}

fn indent(level: usize) -> String {
    "    ".repeat(level)
}

fn sanitized(id: &str) -> String {
    id.encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || byte == b'_' => char::from(byte),
            _ => '_',
        })
        .collect()
}

fn initials(role: &str) -> String {
    // Units, not characters: half of a pair becomes an underscore like any other unit.
    let words: Vec<Vec<u16>> = role
        .split_whitespace()
        .map(|word| word.encode_utf16().collect())
        .collect();
    let units: Vec<u16> = match words.as_slice() {
        [one] => one.iter().take(4).copied().collect(),
        many => many
            .iter()
            .filter_map(|word| word.first().copied())
            .collect(),
    };
    units
        .iter()
        .map(|unit| match u8::try_from(*unit) {
            Ok(byte) if byte.is_ascii_alphanumeric() || byte == b'_' => char::from(byte),
            _ => '_',
        })
        .collect()
}

fn text<'n>(node: &'n Node, field: &str) -> Option<&'n str> {
    node.str(field).filter(|text| !text.is_empty())
}

/// Names in the order in which steps mention them.
#[derive(Default)]
struct Mentioned {
    agents: Vec<String>,
    tools: Vec<String>,
    artifacts: Vec<String>,
    seen: HashSet<(u8, String)>,
}

impl Mentioned {
    fn add(&mut self, kind: u8, name: Option<&str>) {
        let Some(name) = name else {
            return;
        };
        if self.seen.insert((kind, name.to_owned())) {
            match kind {
                0 => self.agents.push(name.to_owned()),
                1 => self.tools.push(name.to_owned()),
                _ => self.artifacts.push(name.to_owned()),
            }
        }
    }

    fn task(&mut self, task: &Node) {
        self.add(0, text(task, "target_agent"));
        for step in task.items("execution_steps") {
            self.add(1, text(step, "uses_tool"));
            self.add(2, text(step, "produces_artifact"));
            self.add(2, text(step, "reads_artifact"));
        }
    }
}

impl<'d> Diagram<'d> {
    fn task(&self, id: Option<&str>) -> Option<&'d Node> {
        self.dsl.section("tasks").get(id?)
    }

    fn collect(&mut self, workflow: &Node) {
        let mut names = Mentioned::default();
        for step in workflow.items("steps") {
            match step.str("type").unwrap_or_default() {
                "delegate" | "handoff" => {
                    names.add(0, text(step, "from_agent"));
                    if let Some(task) = self.task(text(step, "task")) {
                        names.task(task);
                    }
                    if let Some(retry) = step.get("retry") {
                        if let Some(task) = self.task(text(retry, "fix_task")) {
                            names.task(task);
                        }
                        if let Some(task) = self.task(text(retry, "revalidate_task")) {
                            names.add(0, text(task, "target_agent"));
                        }
                    }
                }
                "validation" => {
                    let Some(validation) = text(step, "validation")
                        .and_then(|id| self.dsl.section("validations").get(id))
                    else {
                        continue;
                    };
                    let kind = u8::from(validation.str("executor_type") != Some("agent"));
                    names.add(kind, text(validation, "executor"));
                    names.add(2, text(validation, "target_artifact"));
                }
                _ => {}
            }
        }
        let mut taken = HashSet::new();
        for external in workflow.items("external_participants") {
            let id = external.str("id").unwrap_or_default();
            let label = external.str("label").unwrap_or(id);
            self.add(
                &mut taken,
                id,
                sanitized(id),
                label,
                Group::External,
                external.str("kind") == Some("actor"),
            );
        }
        let agents = self.dsl.section("agents");
        for group in [Group::Agents, Group::Audit] {
            for id in &names.agents {
                let Some(agent) = agents.get(id) else {
                    continue;
                };
                let audit = agent.str("mode") == Some("read-only");
                if audit == (group == Group::Audit) {
                    let role = agent.str("role_name").unwrap_or(id);
                    self.add(&mut taken, id, initials(role), role, group, false);
                }
            }
        }
        for (section, list, group) in [
            ("tools", &names.tools, Group::Toolchain),
            ("artifacts", &names.artifacts, Group::Artifacts),
        ] {
            for id in list {
                if self.dsl.section(section).contains(id) {
                    self.add(&mut taken, id, sanitized(id), id, group, false);
                }
            }
        }
    }

    fn add(
        &mut self,
        taken: &mut HashSet<String>,
        id: &str,
        wish: String,
        label: &str,
        group: Group,
        actor: bool,
    ) {
        let mut alias = wish.clone();
        let mut number = 2;
        while !taken.insert(alias.clone()) {
            alias = format!("{wish}{number}");
            number += 1;
        }
        self.aliases
            .entry(id.to_owned())
            .or_insert_with(|| alias.clone());
        self.participants.push(Participant {
            alias,
            label: label.to_owned(),
            group,
            actor,
        });
    }

    fn alias(&self, id: &str) -> String {
        self.aliases
            .get(id)
            .cloned()
            .unwrap_or_else(|| sanitized(id))
    }

    fn boxes(&mut self) {
        for (group, colour, title) in GROUPS {
            let members: Vec<&Participant> = self
                .participants
                .iter()
                .filter(|one| one.group == group)
                .collect();
            if members.is_empty() {
                continue;
            }
            let mut lines = vec![format!("    box rgb({colour}) {title}")];
            for one in members {
                let word = if one.actor { "actor" } else { "participant" };
                let label = if one.label == one.alias {
                    String::new()
                } else {
                    format!(" as {}", one.label)
                };
                lines.push(format!("    {word} {}{label}", one.alias));
            }
            lines.push("    end".to_owned());
            self.lines.extend(lines);
        }
    }

    fn heading(&mut self, id: &str, workflow: &Node) {
        self.lines.push(String::new());
        let [red, green, blue] = colour(id);
        self.lines
            .push(format!("    rect rgb({red},{green},{blue})"));
        if let (Some(first), Some(last)) = (self.participants.first(), self.participants.last()) {
            let description = text(workflow, "description")
                .map(|text| format!(" — {text}"))
                .unwrap_or_default();
            let line = format!(
                "    Note over {},{}: {id}{description}",
                first.alias, last.alias
            );
            self.lines.push(line);
        }
        let actor = self
            .participants
            .iter()
            .find(|one| one.group == Group::External && one.actor);
        let agent = self
            .participants
            .iter()
            .find(|one| matches!(one.group, Group::Agents | Group::Audit));
        if let (Some(trigger), Some(actor), Some(agent)) = (text(workflow, "trigger"), actor, agent)
        {
            let line = format!("    {}->>{}: {trigger}", actor.alias, agent.alias);
            self.lines.push(line);
        }
    }

    fn steps(&mut self, steps: &[Node]) {
        let mut at = 0;
        while at < steps.len() {
            let group = text(&steps[at], "group");
            let run = match group {
                Some(_) => steps[at..]
                    .iter()
                    .take_while(|step| text(step, "group") == group)
                    .count(),
                None => 1,
            };
            self.lines.push(String::new());
            if let Some(group) = group.filter(|_| run > 1) {
                self.lines.push(format!("    par {group}"));
                for (index, step) in steps[at..at + run].iter().enumerate() {
                    if index > 0 {
                        self.lines.push("    and".to_owned());
                    }
                    self.step(step, 2);
                }
                self.lines.push("    end".to_owned());
            } else {
                self.step(&steps[at], 1);
            }
            at += run;
        }
    }

    fn line(&mut self, level: usize, line: String) {
        self.lines.push(format!("{}{line}", indent(level)));
    }

    fn step(&mut self, step: &Node, level: usize) {
        match step.str("type").unwrap_or_default() {
            "delegate" | "handoff" => self.delegation(step, level),
            "gate" => {
                if let Some(current) = self.current.clone() {
                    let alias = self.alias(&current);
                    let kind = step.str("gate_kind").unwrap_or_default();
                    self.line(level, format!("{alias}->>{alias}: {kind}"));
                }
            }
            "validation" => self.validation(step, level),
            "decision" => {
                let branches = step.section("branches");
                let alias = self.current.clone().map(|id| self.alias(&id));
                for (at, (key, values)) in branches.iter().enumerate() {
                    let word = if at == 0 { "alt" } else { "else" };
                    self.line(level, format!("{word} {key}"));
                    if let Some(alias) = &alias {
                        let names =
                            crate::js::join(values.value.as_list().unwrap_or_default(), ", ");
                        self.line(level + 1, format!("Note over {alias}: {names}"));
                    }
                }
                if !branches.is_empty() {
                    self.line(level, "end".to_owned());
                }
            }
            _ => {}
        }
    }

    fn delegation(&mut self, step: &Node, level: usize) {
        let from = text(step, "from_agent");
        if let Some(from) = from {
            self.current = Some(from.to_owned());
        }
        let name = text(step, "task");
        match (self.task(name), name) {
            (Some(task), Some(name)) => {
                let from = from.map(|from| self.alias(from));
                self.task_arrows(task, name, "delegate", from.as_deref(), level, true);
            }
            (None, None) if step.str("type") == Some("handoff") => {
                if let Some(from) = from {
                    let alias = self.alias(from);
                    let kind = step.str("handoff_kind").unwrap_or_default();
                    self.line(level, format!("{alias}->>{alias}: {kind}"));
                }
            }
            _ => {}
        }
        let Some(retry) = step.get("retry") else {
            return;
        };
        let from = from.map(|from| self.alias(from));
        self.line(
            level,
            format!("opt {}", retry.str("condition").unwrap_or_default()),
        );
        if let Some((task, name)) =
            text(retry, "fix_task").and_then(|name| Some((self.task(Some(name))?, name)))
        {
            self.task_arrows(task, name, "fix", from.as_deref(), level + 1, true);
        }
        if let Some((task, name)) =
            text(retry, "revalidate_task").and_then(|name| Some((self.task(Some(name))?, name)))
            && from.is_some()
        {
            self.task_arrows(task, name, "revalidate", from.as_deref(), level + 1, false);
        }
        self.line(level, "end".to_owned());
    }

    /// The call, what the target does, and the answer.
    fn task_arrows(
        &mut self,
        task: &Node,
        name: &str,
        verb: &str,
        from: Option<&str>,
        level: usize,
        with_steps: bool,
    ) {
        let target = self.alias(task.str("target_agent").unwrap_or_default());
        if let Some(from) = from {
            self.line(level, format!("{from}->>{target}: {verb} {name}"));
        }
        if with_steps {
            for step in task.items("execution_steps") {
                self.execution_step(step, &target, level);
            }
        }
        if let Some(from) = from {
            let result = task.str("result_handoff").unwrap_or_default();
            self.line(level, format!("{target}-->>{from}: {result}"));
        }
    }

    fn execution_step(&mut self, step: &Node, target: &str, level: usize) {
        let action = step.str("action").unwrap_or_default();
        let mut shown = false;
        for (field, mark) in [
            ("reads_artifact", "[R] "),
            ("produces_artifact", "[W] "),
            ("uses_tool", ""),
        ] {
            if let Some(name) = text(step, field) {
                let alias = self.alias(name);
                self.line(level, format!("{target}->>{alias}: {mark}{action}"));
                shown = true;
            }
        }
        if !shown {
            self.line(level, format!("{target}->>{target}: {action}"));
        }
    }

    fn validation(&mut self, step: &Node, level: usize) {
        let name = step.str("validation").unwrap_or_default();
        let Some(validation) = self.dsl.section("validations").get(name) else {
            return;
        };
        let executor = self.alias(validation.str("executor").unwrap_or_default());
        let artifact = validation.str("target_artifact").unwrap_or_default();
        let caller = self
            .current
            .as_ref()
            .map(|id| self.alias(id))
            .filter(|alias| *alias != executor);
        if let Some(caller) = &caller {
            self.line(level, format!("{caller}->>{executor}: {name}"));
        }
        let alias = self.alias(artifact);
        self.line(level, format!("{executor}->>{alias}: [R] {artifact}"));
        if let Some(caller) = &caller {
            self.line(level, format!("{executor}-->>{caller}: results"));
        }
    }
}

/// The background of a workflow, from its id.
fn colour(id: &str) -> [u32; 3] {
    let mut hash: i32 = 0;
    for c in id.chars() {
        let mut units = [0; 2];
        let unit = i32::from(c.encode_utf16(&mut units)[0]);
        hash = hash.wrapping_mul(31).wrapping_add(unit);
    }
    let hue = f64::from(hash.rem_euclid(360));
    let (saturation, lightness) = (0.15, 0.95);
    let chroma = (1.0 - (2.0 * lightness - 1.0_f64).abs()) * saturation;
    let second = chroma * (1.0 - ((hue / 60.0) % 2.0 - 1.0).abs());
    let base = lightness - chroma / 2.0;
    let (red, green, blue) = match hue {
        h if h < 60.0 => (chroma, second, 0.0),
        h if h < 120.0 => (second, chroma, 0.0),
        h if h < 180.0 => (0.0, chroma, second),
        h if h < 240.0 => (0.0, second, chroma),
        h if h < 300.0 => (second, 0.0, chroma),
        _ => (chroma, 0.0, second),
    };
    [red, green, blue].map(|channel| ((channel + base) * 255.0 + 0.5).floor() as u32)
}
