//! Arguments of `contractual handover`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// Arguments of `contractual handover`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a pipeline
    Run(Run),
    /// Find every problem of a pipeline without running anything
    Validate(Validate),
    /// Check the contracts of a step against a folder, without any work
    Check(Check),
    /// Say what a code means and what to do about it
    Explain(Explain),
    /// List contracts and the schemas they use, or the runs that are kept
    List(List),
    /// Check the kept artifacts of a run against the contracts as they are now
    Replay(Replay),
    /// Mutate an artifact that passes, and show which mutants a step's contracts let through
    Test(Test),
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// The result document
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit XML
    Junit,
    /// SARIF 2.1.0
    Sarif,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Project {
    /// The folder the pipeline is run for [default: the current folder]
    #[arg(long, value_name = "DIR")]
    pub(super) project: Option<PathBuf>,
    /// Where runs are kept [default: the user's state folder]
    #[arg(long, value_name = "DIR")]
    pub(super) storage: Option<PathBuf>,
    /// How the result is written to standard output
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    /// Write the result document to a file as well
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Run {
    /// The pipeline file
    pub(super) pipeline: PathBuf,
    #[command(flatten)]
    pub(super) project: Project,
    /// The input of the pipeline
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with = "input_file",
        allow_hyphen_values = true
    )]
    pub(super) input: Option<String>,
    /// A file with the input, without its last line end
    #[arg(long, value_name = "FILE")]
    pub(super) input_file: Option<PathBuf>,
    /// The command that does the work of every persona without a command of its own; it gets the prompt on standard input
    #[arg(long, value_name = "CMD", allow_hyphen_values = true)]
    pub(super) persona_command: Option<String>,
    /// The command of one persona
    #[arg(long, value_name = "NAME=CMD")]
    pub(super) persona: Vec<String>,
    /// The command that judges for llm_judge
    #[arg(long, value_name = "CMD")]
    pub(super) judge_command: Option<String>,
    /// Ask the judge even about content that it has judged before
    #[arg(long)]
    pub(super) judge_again: bool,
    /// A command that is told of an event: contract_validated, step_retrying, step_failed, artifact_created, workspace_created
    #[arg(long, value_name = "EVENT=CMD")]
    pub(super) hook: Vec<String>,
    /// Steps at a time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) jobs: u16,
    /// A variable that contract and step commands get as well
    #[arg(long, value_name = "NAME")]
    pub(super) env: Vec<String>,
    /// The name of the run [default: the pipeline's name and some digits]
    #[arg(long, value_name = "NAME", conflicts_with = "resume")]
    pub(super) run_id: Option<String>,
    /// Continue a run that was cut off
    #[arg(long, value_name = "RUN")]
    pub(super) resume: Option<String>,
    /// Resume without comparing pipeline, input and artifacts with what was recorded
    #[arg(long, requires = "resume")]
    pub(super) force: bool,
    /// Write every event as a line of JSON to a file
    #[arg(long, value_name = "FILE")]
    pub(super) events: Option<PathBuf>,
    /// Say nothing while it runs
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Validate {
    /// The pipeline file
    pub(super) pipeline: PathBuf,
    #[command(flatten)]
    pub(super) project: Project,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Check {
    /// The pipeline file, or a file of contracts alone
    pub(super) pipeline: PathBuf,
    #[command(flatten)]
    pub(super) project: Project,
    /// The step whose contracts are checked; needed for a pipeline
    #[arg(long, value_name = "ID")]
    pub(super) step: Option<String>,
    /// The folder that holds what the step wrote
    #[arg(long, value_name = "DIR")]
    pub(super) workspace: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Explain {
    /// The code; without it all codes are listed
    pub(super) code: Option<String>,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Listed {
    /// Contracts of pipelines, and the schemas they use
    Contracts,
    /// Runs that are kept
    Runs,
}

#[derive(Debug, ClapArgs)]
pub(super) struct List {
    /// What is listed
    #[arg(value_enum, default_value = "contracts")]
    pub(super) what: Listed,
    /// Pipeline files [default: those of the project's folders pipelines and .wave/pipelines]
    pub(super) pipelines: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) project: Project,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Replay {
    /// The run
    pub(super) run: String,
    #[command(flatten)]
    pub(super) project: Project,
    /// The step whose contracts are checked again
    #[arg(long, value_name = "ID")]
    pub(super) step: String,
    /// The pipeline file as it is now [default: the one that was run]
    #[arg(long, value_name = "FILE")]
    pub(super) pipeline: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Test {
    /// The pipeline file
    pub(super) pipeline: PathBuf,
    #[command(flatten)]
    pub(super) project: Project,
    /// The step whose contracts are tried
    #[arg(long, value_name = "ID")]
    pub(super) step: String,
    /// A folder that holds what the step wrote and that passes
    #[arg(long, value_name = "DIR")]
    pub(super) workspace: PathBuf,
}
