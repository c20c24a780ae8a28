//! How long the commands take on generated projects of 2,000 and 8,000 entities, and how much memory: each in a process of
//! its own, and part by part.
//!
//! Run with `cargo xtask bench agents`; needs no other tool. Fails if a figure is over its limit. Time is processor time
//! (user and system), the least of several runs, so that other work on the machine counts little.
#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Instant, SystemTime};

use contractual_agents::load::{Files as _, MemoryFiles, Sources, load_document};
use contractual_agents::run::{NoSchemas, RealDisk, World, main as agents, timestamp};
use contractual_agents::{lint, schema, score};

const PATH: &str = "/project/agent-contracts.yaml";

/// The commands that are measured, with the milliseconds that 2,000 entities may take.
const COMMANDS: [(&str, f64); 4] = [
    ("--version", 5.0),
    ("validate", 60.0),
    ("lint", 100.0),
    ("check", 100.0),
];
/// How many times the limits for 2,000 entities 8,000 may take: four times the entities, and a little for caches.
const TIMES: f64 = 4.5;
/// The memory of any command on 2,000 entities, in MiB.
const MEMORY: f64 = 60.0;
/// Set in the process that runs one command.
const CHILD: &str = "CONTRACTUAL_BENCH_CHILD";

fn main() -> ExitCode {
    if let Ok(command) = std::env::var(CHILD) {
        return child(&command);
    }
    let within = whole_commands();
    parts();
    ExitCode::from(u8::from(!within))
}

/// One command in the current folder; prints processor time in nanoseconds and the most memory in KiB.
fn child(command: &str) -> ExitCode {
    let cwd = std::env::current_dir().unwrap_or_default();
    let now = timestamp(SystemTime::now());
    let world = World {
        disk: &RealDisk,
        cwd: &cwd,
        now: &now,
        schemas: &NoSchemas,
    };
    let outcome = agents(&[command.to_owned()], &world);
    let status = outcome.status;
    if status != 0 {
        print!("{}{}", outcome.stdout, outcome.stderr);
    }
    outcome.forget();
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let spent = read("/proc/self/schedstat");
    let spent = spent.split(' ').next().unwrap_or_default().to_owned();
    let memory = read("/proc/self/status");
    let memory = memory.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let memory = memory.unwrap_or_default().trim().trim_end_matches(" kB");
    println!("{spent} {memory}");
    ExitCode::from(status)
}

/// Milliseconds and MiB of one run of a command; no figures where the system tells none.
fn measured(command: &str, folder: &Path) -> Option<(f64, f64)> {
    let program = std::env::current_exe().ok()?;
    let start = Instant::now();
    let output = Command::new(program)
        .env(CHILD, command)
        .current_dir(folder)
        .output()
        .ok()?;
    let wall = start.elapsed().as_secs_f64() * 1000.0;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command}: {text}");
    let mut words = text.split_whitespace();
    let spent: Option<f64> = words.next().and_then(|word| word.parse().ok());
    let memory: f64 = words
        .next()
        .and_then(|word| word.parse().ok())
        .unwrap_or(0.0);
    Some((spent.map_or(wall, |nanos| nanos / 1e6), memory / 1024.0))
}

/// The least of some runs.
fn least(command: &str, folder: &Path) -> (f64, f64) {
    let runs = (0..9).filter_map(|_| measured(command, folder));
    runs.fold((f64::INFINITY, f64::INFINITY), |least, one| {
        (least.0.min(one.0), least.1.min(one.1))
    })
}

/// Measures the commands; true if all figures are within their limits.
fn whole_commands() -> bool {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folders = [2_000, 8_000].map(|entities| {
        let folder = target.join(format!("agents-{entities}"));
        let made = std::fs::create_dir_all(&folder)
            .and_then(|()| {
                std::fs::write(folder.join("agent-contracts.yaml"), project(entities / 5))
            })
            .and_then(|()| {
                std::fs::write(
                    folder.join("agent-contracts.config.yaml"),
                    "dsl: agent-contracts.yaml\n",
                )
            });
        assert!(made.is_ok(), "{}: {made:?}", folder.display());
        folder
    });
    println!("command      2,000 entities        8,000 entities        ratio");
    let mut within = true;
    for (command, limit) in COMMANDS {
        let (small, large) = (least(command, &folders[0]), least(command, &folders[1]));
        let ratio = large.0 / small.0;
        let over = small.0 > limit
            || small.1 > MEMORY
            || large.0 > limit * TIMES
            || large.1 > MEMORY * TIMES;
        println!(
            "  {command:<10} {:>6.1} ms {:>5.1} MiB   {:>6.1} ms {:>5.1} MiB   {ratio:>5.2}  limits {limit} ms, {MEMORY} MiB; {TIMES} times that{}",
            small.0,
            small.1,
            large.0,
            large.1,
            if over { "  OVER" } else { "" },
        );
        within &= !over;
    }
    within
}

/// The parts of the commands, within one process.
fn parts() {
    for entities in [2_000, 8_000] {
        let text = project(entities / 5);
        let lines = text.lines().count();
        let files = MemoryFiles::new([(PATH, text)]);
        println!("{entities} entities, {lines} lines");
        median("parse YAML", || {
            let bytes = files.read(Path::new(PATH)).unwrap_or_default();
            let text = String::from_utf8(bytes).unwrap_or_default();
            let options = contractual_yaml::Options {
                limits: contractual_yaml::Limits {
                    max_nodes: 3_000_000,
                    ..contractual_yaml::Limits::default()
                },
                ..contractual_yaml::Options::default()
            };
            assert!(contractual_yaml::parse_one(&text, PATH, &options).is_ok());
        });
        let load = || {
            load_document(&files, &mut Sources::new(), Path::new(PATH), None)
                .map(|loaded| loaded.root)
        };
        median("load", || assert!(load().is_ok()));
        let split = split(entities);
        median("load, a file for each", || {
            let loaded = load_document(&split, &mut Sources::new(), Path::new(PATH), None);
            assert!(loaded.is_ok());
        });
        let root = load().unwrap_or_default();
        median("schema", || assert!(schema::check_document(&root).passed()));
        let parsed = schema::check_document(&root).parsed.unwrap_or_default();
        median("lint", || assert!(lint(&parsed).is_empty()));
        median("score", || assert!(score(&parsed).overall > 0));
    }
}

fn median(name: &str, mut run: impl FnMut()) {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("  {name:<22} {:>8.1} ms", times[2]);
}

/// Agents in files of their own, which add to one section.
fn split(count: usize) -> MemoryFiles {
    let one = |n: usize| {
        let text = format!("agents: {{agent-{n}: {{role_name: Agent {n}, purpose: Works}}}}\n");
        (format!("/project/agents/{n}.yaml"), text)
    };
    let root =
        "version: 1\nsystem: {id: big, name: Big, default_workflow_order: []}\n$refs: [agents]\n";
    let root = (PATH.to_owned(), root.to_owned());
    MemoryFiles::new((0..count).map(one).chain([root]))
}

/// A clean project: `count` agents, tasks, artifacts, tools and validations each.
fn project(count: usize) -> String {
    let mut out =
        String::from("version: 1\nsystem:\n  id: big\n  name: Big\n  default_workflow_order:\n");
    for phase in 0..10 {
        let _ = writeln!(out, "    - phase-{phase}");
    }
    let before = |n: usize| (n + count - 1) % count;
    out.push_str("agents:\n");
    for n in 0..count {
        let next = (n + 1) % count;
        let _ = writeln!(
            out,
            "  agent-{n}:\n    role_name: Agent {n}\n    purpose: Does the work of number {n}\n    can_read_artifacts:\n      - art-{n}\n      - art-{next}\n    can_write_artifacts:\n      - art-{n}\n    can_execute_tools:\n      - tool-{n}\n    can_perform_validations:\n      - val-{n}\n    can_invoke_agents:\n      - agent-{next}\n    can_return_handoffs:\n      - report\n    responsibilities:\n      - Keep number {n} right\n    constraints:\n      - Never touch the rest\n    rules:\n      - id: r-{n}\n        description: Be careful\n        severity: mandatory\n    guardrails:\n      - safe"
        );
    }
    out.push_str("tasks:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  task-{n}:\n    description: Work number {n}\n    target_agent: agent-{n}\n    allowed_from_agents:\n      - agent-{}\n    workflow: phase-{}\n    input_artifacts:\n      - art-{n}\n    invocation_handoff: order\n    result_handoff: report\n    execution_steps:\n      - id: look\n        action: Look at it\n        reads_artifact: art-{n}\n      - id: make\n        action: Make it\n        produces_artifact: art-{n}\n      - id: probe\n        action: Probe it\n        uses_tool: tool-{n}\n    completion_criteria:\n      - Done\n    validations:\n      - val-{n}\n    guardrails:\n      - safe",
            before(n),
            n % 10
        );
    }
    out.push_str("artifacts:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  art-{n}:\n    type: document\n    description: Thing {n}\n    owner: agent-{n}\n    producers:\n      - agent-{n}\n    editors:\n      - agent-{n}\n    consumers:\n      - agent-{}\n    states:\n      - draft\n      - final\n    required_validations:\n      - val-{n}\n    visibility: internal\n    guardrails:\n      - safe",
            before(n)
        );
    }
    out.push_str("tools:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  tool-{n}:\n    kind: cli\n    description: Tool {n}\n    input_artifacts:\n      - art-{n}\n    output_artifacts:\n      - art-{n}\n    invokable_by:\n      - agent-{n}\n    commands:\n      - command: tool{n} --go\n        category: run\n        reads:\n          - art-{n}\n        writes:\n          - art-{n}\n    guardrails:\n      - safe"
        );
    }
    out.push_str("validations:\n");
    for n in 0..count {
        let _ = writeln!(
            out,
            "  val-{n}:\n    target_artifact: art-{n}\n    kind: mechanical\n    executor_type: agent\n    executor: agent-{n}\n    blocking: true"
        );
    }
    out.push_str("handoff_types:\n  order:\n    version: 1\n    schema: {type: object, required: [x], properties: {x: {type: string}}}\n  report:\n    version: 1\n    schema: {type: object, properties: {ok: {type: boolean}}}\nworkflow:\n");
    for phase in 0..10 {
        let _ = writeln!(
            out,
            "  phase-{phase}:\n    description: Phase {phase}\n    trigger: now\n    entry_conditions:\n      - ready\n    steps:"
        );
        for n in (phase..count).step_by(10) {
            let _ = writeln!(
                out,
                "      - type: delegate\n        task: task-{n}\n        from_agent: agent-{}",
                before(n)
            );
        }
    }
    out.push_str("guardrails:\n  safe:\n    description: Be safe\n    scope: {agents: [agent-0]}\n    rationale: because\n    tags: [x]\nguardrail_policies:\n  house:\n    rules:\n      - guardrail: safe\n        severity: critical\n        action: block\n");
    out
}
