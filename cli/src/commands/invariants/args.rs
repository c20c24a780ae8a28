//! The arguments of `contractual invariants`.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};

/// Check what must always hold of a running system, over HTTP, by commands and in PostgreSQL.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, arg_required_else_help = true)]
pub(crate) struct Args {
    /// Print the version.
    #[arg(short = 'v', visible_short_alias = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Load suites, execute them, report.
    Run(Box<RunArgs>),
    /// Load and check the files; execute nothing, send nothing, write nothing.
    Validate(ValidateArgs),
    /// Print a loaded document as JSON, variables replaced.
    Parse(ParseArgs),
    /// Create `contracts/example.yml`, a small suite that works.
    Init(InitArgs),
    /// Say that the tool works.
    Hello,
    /// Print what a run would do, touch and need; send nothing.
    Plan(Box<RunArgs>),
    /// Work with JSON reports.
    #[command(subcommand)]
    Report(ReportCommand),
}

#[derive(Debug, clap::Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) suite: SuiteArgs,
    /// What HTTP paths are appended to [env: STONEY_BASE_URL].
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Where the JSON report goes.
    #[arg(long, value_name = "PATH", default_value = "stoney-report.json")]
    pub(crate) report: PathBuf,
    /// Run only groups with exactly this name.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub(crate) only_contract: Option<String>,
    /// Run only checks with exactly this id, in every group.
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) only_check: Option<String>,
    /// Run only checks with one of these tags (repeatable).
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    /// Leave out checks with one of these tags (repeatable).
    #[arg(long = "skip-tag", value_name = "TAG")]
    pub(crate) skip_tags: Vec<String>,
    /// Stop after the first failing check.
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// Every check needs a work item [env: STONEY_REQUIRE_WORK_ITEM].
    #[arg(long)]
    pub(crate) require_work_item: bool,
    /// ECMAScript pattern that is searched in the work item's key [env: STONEY_WORK_ITEM_PATTERN].
    #[arg(long, value_name = "REGEX", allow_hyphen_values = true)]
    pub(crate) work_item_pattern: Option<String>,
    /// Checks at a time; the report keeps file order.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) jobs: usize,
    /// HTTP or SQL steps at a time against one target; 0 for no limit.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs_per_target: usize,
    /// Give commands only PATH, HOME, LANG and their like, besides the step's own `env`.
    #[arg(long)]
    pub(crate) clean_env: bool,
    /// Trust these certificates (PEM) instead of the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) cacert: Option<PathBuf>,
    /// Show this client certificate (PEM).
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// The private key of the client certificate (PEM).
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Write answers of HTTP steps to this folder.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) record: Option<PathBuf>,
    /// Take answers of HTTP steps from this folder; send nothing.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) replay: Option<PathBuf>,
    /// The folder of the Rust package whose contracts `contract:` names.
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) package_dir: PathBuf,
    /// A further report, as FORMAT=PATH (`-` for standard output; repeatable).
    #[arg(long, value_name = "FORMAT=PATH", value_parser = parse_also)]
    pub(crate) also: Vec<(Format, PathBuf)>,
    /// Print failures and the summary only.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Print the whole report on one line between marker lines at the end.
    #[arg(long)]
    pub(crate) stdout_report: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SuiteArgs {
    /// File or glob of the suites.
    #[arg(
        long,
        value_name = "GLOB",
        default_value = "contracts/*.yml",
        allow_hyphen_values = true
    )]
    pub(crate) suite: String,
    /// An unset variable is an error.
    #[arg(long)]
    pub(crate) strict_env: bool,
    /// Read variables from this file; variables that are set win.
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// The value of this variable is secret (repeatable) [env: STONEY_SECRETS].
    #[arg(long = "secret", value_name = "NAME")]
    pub(crate) secrets: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ValidateArgs {
    #[command(flatten)]
    pub(crate) suite: SuiteArgs,
    /// How to print the findings.
    #[arg(long, value_enum, default_value_t = FindingFormat::Text)]
    pub(crate) format: FindingFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ParseArgs {
    /// The file.
    pub(crate) file: PathBuf,
    /// Indent by two blanks.
    #[arg(long)]
    pub(crate) pretty: bool,
    /// Print secrets as they are.
    #[arg(long)]
    pub(crate) reveal: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// Write a suite from this API: an OpenAPI document (JSON or YAML), or the name of a Rust trait with `#[contractual::api]`. It
    /// has the probes, and one check per operation from its fixtures.
    #[arg(long, value_name = "FILE|TRAIT")]
    pub(crate) api: Option<PathBuf>,
    /// The Rust package of the trait.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) package_dir: PathBuf,
    /// Where to write it.
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Turn a JSON report into another format.
    Render {
        /// The JSON report.
        #[arg(default_value = "stoney-report.json")]
        file: PathBuf,
        /// The format.
        #[arg(long, value_enum)]
        format: Format,
        /// Where to write it; standard output if absent.
        #[arg(long, value_name = "PATH")]
        out: Option<PathBuf>,
        /// Name of the uploaded artifact, for the comment.
        #[arg(long, value_name = "NAME")]
        artifact: Option<String>,
        /// Link to the workflow run, for the comment.
        #[arg(long, value_name = "URL")]
        run_url: Option<String>,
    },
    /// Compare two JSON reports: newly failing, fixed, still failing, flaky.
    Diff {
        /// The older report.
        old: PathBuf,
        /// The newer report.
        new: PathBuf,
        /// The format.
        #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
        format: DiffFormat,
    },
}

/// What a report can be turned into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The report itself.
    Json,
    /// JUnit XML.
    Junit,
    /// TAP version 14.
    Tap,
    /// SARIF 2.1.0.
    Sarif,
    /// A job summary in Markdown.
    Markdown,
    /// Annotations of GitHub Actions.
    Github,
    /// One self-contained HTML page.
    Html,
    /// The pull-request comment.
    Comment,
    /// Work items and their checks, in Markdown.
    Matrix,
    /// Work items and their checks, as JSON.
    MatrixJson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
    /// For pull requests.
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingFormat {
    /// For people.
    Text,
    /// Annotations of GitHub Actions.
    Github,
}

fn parse_also(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, path) = text.split_once('=').ok_or("write FORMAT=PATH")?;
    let format = Format::from_str(format, true)?;
    if path.is_empty() {
        return Err("the path is missing".to_owned());
    }
    Ok((format, PathBuf::from(path)))
}
