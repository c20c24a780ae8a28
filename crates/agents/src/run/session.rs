//! What the commands share: the projects of a command line, loading and checking one, and collecting what is printed.

use std::path::{Path, PathBuf};

use super::args::Args;
use super::report::{self, Format, Record};
use super::rust_types::{self, RustUse};
use super::tracking::Tracking;
use super::{Outcome, World};
use crate::config::{CONFIG_NAME, Config, DSL_NAME, Project};
use crate::finding::{Finding, Layer, Severity};
use crate::load::{Failure, FileKind, Sources, load_document, paths};
use crate::schema::{self, Checked};
use crate::value::Node;

/// One command line being run.
pub(super) struct Session<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) args: &'w Args,
    pub(super) sources: Sources,
    pub(super) config: Option<Config>,
    pub(super) projects: Vec<Project>,
    pub(super) format: Format,
    pub(super) out: Outcome,
    /// Where the document that was loaded last names Rust types.
    pub(super) rust_uses: Vec<RustUse>,
    /// The lock of generated files, if the configuration names one.
    pub(super) tracking: Option<Tracking>,
    records: Vec<Record>,
    used_waivers: Vec<bool>,
}

impl<'w> Session<'w> {
    pub(super) fn new(world: &'w World<'w>, args: &'w Args) -> Self {
        let documents = matches!(args.command, "validate" | "lint" | "check");
        let format = if documents {
            Format::of(args.format.as_deref())
        } else {
            Format::Text
        };
        Self {
            world,
            args,
            sources: Sources::new(),
            config: None,
            projects: Vec::new(),
            format,
            out: Outcome::default(),
            rust_uses: Vec::new(),
            tracking: None,
            records: Vec::new(),
            used_waivers: Vec::new(),
        }
    }

    /// Finds the configuration and the documents (1.2).
    pub(super) fn open(&mut self) -> Result<(), Failure> {
        let world = self.world;
        let path = match &self.args.config {
            Some(path) => Some(paths::resolve(world.cwd, path)),
            None => {
                let path = world.cwd.join(CONFIG_NAME);
                (world.disk.kind(&path) == Some(FileKind::File)).then_some(path)
            }
        };
        if let Some(path) = path {
            self.config = Some(Config::load(
                world.disk.files(),
                &mut self.sources,
                &path,
                world.cwd,
            )?);
        }
        let needs_config = matches!(self.args.command, "render" | "check" | "generate");
        let positional = self.args.positional.as_deref().filter(|_| !needs_config);
        let given = positional.filter(|path| *path != DSL_NAME);
        match &self.config {
            None if needs_config => {
                let failure = Failure::config(format!(
                    "No config file found: {}",
                    paths::show(&world.cwd.join(CONFIG_NAME))
                ));
                return Err(
                    failure.advice("name one with `--config`, or run `contractual agents init`")
                );
            }
            None => self.projects = vec![self.bare_project(given.unwrap_or(DSL_NAME))],
            Some(config) if config.multi_team => {
                self.projects = config.projects.clone();
                if let Some(team) = &self.args.team {
                    self.projects
                        .retain(|project| project.team.as_ref() == Some(team));
                    if self.projects.is_empty() {
                        let names: Vec<&str> = config
                            .projects
                            .iter()
                            .filter_map(|project| project.team.as_deref())
                            .collect();
                        let message = format!(
                            "Team \"{team}\" not found. Available teams: {}",
                            names.join(", ")
                        );
                        return Err(Failure::new(message));
                    }
                }
            }
            Some(config) => {
                self.projects = config.projects.clone();
                if let (Some(given), Some(project)) = (given, self.projects.first_mut()) {
                    project.dsl = paths::resolve(world.cwd, given);
                }
            }
        }
        if let Some(config) = &self.config {
            self.used_waivers = vec![false; config.waivers.len()];
            let writes = matches!(self.args.command, "render" | "check" | "generate");
            if let Some(lock) = config.lock.as_ref().filter(|_| writes) {
                let folder = config.folder();
                self.tracking = Some(Tracking::open(world.disk, &folder, lock)?);
            }
        }
        Ok(())
    }

    fn bare_project(&self, dsl: &str) -> Project {
        Project {
            team: None,
            dsl: paths::resolve(self.world.cwd, dsl),
            folder: self.world.cwd.to_path_buf(),
            vars: None,
            bindings: Vec::new(),
            paths: None,
            policy: None,
            interface_output: None,
        }
    }

    /// True if drift checks cover guardrails, binding renders and interfaces: asked for, or because files are tracked.
    pub(super) fn covers_generated(&self) -> bool {
        self.args.generated || self.tracking.is_some()
    }

    pub(super) fn multi_team(&self) -> bool {
        self.config.as_ref().is_some_and(|config| config.multi_team)
    }

    /// The document of a project before any check.
    pub(super) fn load(&mut self, project: &Project) -> Result<Node, Failure> {
        let before = self.sources.warnings.len();
        let files = self.world.disk.files();
        let loaded = load_document(
            files,
            &mut self.sources,
            &project.dsl,
            project.vars.as_ref(),
        )?;
        for warning in &self.sources.warnings[before..] {
            self.out.stderr.push_str(&format!("{warning}\n"));
        }
        let (root, uses) = rust_types::fill_in(loaded.root, self.world.schemas)?;
        self.rust_uses = uses;
        Ok(root)
    }

    pub(super) fn load_checked(&mut self, project: &Project) -> Result<Checked, Failure> {
        let root = self.load(project)?;
        let checked = schema::check_document(&root);
        self.out.kept.push(root);
        self.out.kept.extend(checked.parsed.clone());
        Ok(checked)
    }

    /// Applies severities and waivers of the configuration.
    pub(super) fn settle(&mut self, findings: Vec<Finding>) -> Vec<Finding> {
        let Some(config) = &self.config else {
            return findings;
        };
        if config.severities.is_empty() && config.waivers.is_empty() {
            return findings;
        }
        let mut out = Vec::new();
        for mut finding in findings {
            match config.severities.get(finding.code) {
                Some(None) if finding.layer == Layer::Lint => continue,
                Some(Some(severity)) if finding.layer == Layer::Lint => {
                    finding.severity = *severity
                }
                _ => {}
            }
            let waived = config.waivers.iter().position(|waiver| {
                let matches = match waiver.path.strip_suffix('*') {
                    Some(start) => finding.path.starts_with(start),
                    None => finding.path == waiver.path,
                };
                matches && waiver.rule == finding.code
            });
            match waived {
                Some(at) => self.used_waivers[at] = true,
                None => out.push(finding),
            }
        }
        out
    }

    /// Waivers that no finding of this command needed.
    pub(super) fn unused_waivers(&self) -> Vec<Finding> {
        let Some(config) = &self.config else {
            return Vec::new();
        };
        let waivers = config
            .waivers
            .iter()
            .zip(&self.used_waivers)
            .filter(|(_, used)| !**used);
        waivers
            .map(|(waiver, _)| Finding {
                layer: Layer::Lint,
                severity: Severity::Warning,
                ..Finding::error(
                    "unused-waiver",
                    format!("config.waivers.{}", waiver.rule),
                    format!(
                        "No finding of rule \"{}\" at {} is left; remove the waiver ({})",
                        waiver.rule, waiver.path, waiver.reason
                    ),
                    waiver.at,
                )
            })
            .collect()
    }

    /// Shows a list of findings, at once or at the end, as the format wants it.
    pub(super) fn show(&mut self, project: &Project, findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        if self.format.is_document() {
            for finding in findings {
                let record = Record::new(
                    project.team.as_deref(),
                    finding.clone(),
                    &self.sources,
                    self.world.cwd,
                );
                self.records.push(record);
            }
            return;
        }
        let positions = self
            .args
            .positions
            .then_some((&self.sources, self.world.cwd));
        let text = report::list(findings, self.format == Format::Json, positions);
        self.out.stderr.push_str(&text);
    }

    /// A line that says that all is well.
    pub(super) fn success(&mut self, line: &str) {
        if !self.args.quiet && !self.format.is_document() {
            self.out.stdout.push_str(&format!("{line}\n"));
        }
    }

    /// The line in front of a team.
    pub(super) fn header(&mut self, project: &Project, always: bool) {
        let Some(team) = &project.team else {
            return;
        };
        if (self.args.quiet && !always) || self.format.is_document() {
            return;
        }
        let text = format!("\n--- Team: {team} ---\n");
        if self.args.command == "check" {
            self.out.stderr.push_str(&text);
        } else {
            self.out.stdout.push_str(&text);
        }
    }

    /// Ends the command.
    pub(super) fn finish(mut self, result: Result<bool, Failure>) -> Outcome {
        // What was written is remembered also if the command failed half-way.
        let saved = self
            .tracking
            .as_ref()
            .map(|lock| lock.save(self.world.disk));
        let result = result.and_then(|passed| saved.unwrap_or(Ok(())).map(|()| passed));
        let passed = matches!(result, Ok(true));
        let failure = result.err();
        if self.format.is_document() {
            let shown = failure.as_ref().map(|failure| {
                (
                    failure,
                    self.sources
                        .loc(failure.at, self.world.cwd)
                        .map(|loc| loc.file),
                )
            });
            self.out.stdout.push_str(&report::document(
                self.format,
                self.args.command,
                &self.records,
                shown,
                passed,
            ));
        }
        if let Some(failure) = &failure {
            let config = failure.kind == crate::load::FailureKind::Config
                && matches!(self.args.command, "render" | "check" | "generate");
            let prefix = if config { "Config error" } else { "Error" };
            self.out
                .stderr
                .push_str(&format!("{prefix}: {}\n", failure.message));
            if self.args.positions {
                if let Some(loc) = self.sources.loc(failure.at, self.world.cwd) {
                    self.out.stderr.push_str(&format!("    at {loc}\n"));
                }
                if let Some(advice) = &failure.advice {
                    self.out.stderr.push_str(&format!("    do: {advice}\n"));
                }
            }
        }
        self.out.status = u8::from(!passed);
        self.out.kept.extend(self.sources.into_trees());
        self.out
    }
}

/// A path as the listings show it.
pub(super) fn shown(path: &Path) -> String {
    paths::show(path)
}

/// One indented line per path.
pub(super) fn listing(files: &[PathBuf]) -> String {
    files
        .iter()
        .map(|path| format!("  {}\n", shown(path)))
        .collect()
}
