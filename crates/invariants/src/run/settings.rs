//! What a run needs to know besides the suites: flags and environment, already understood.

use std::path::PathBuf;
use std::time::Duration;

use crate::environment::Environment;
use crate::pattern::Pattern;
use crate::schema_source::SchemaSource;
use crate::sql::guard::Permissions;

/// Default time limit of a step.
const TIMEOUT_MS: f64 = 15_000.0;
/// Default number of further attempts of an HTTP step.
const RETRIES: u32 = 2;

/// The options of a run as they were given.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--only-contract`
    pub only_contract: Option<String>,
    /// `--only-check`
    pub only_check: Option<String>,
    /// `--tag`: a check needs one of them.
    pub tags: Vec<String>,
    /// `--skip-tag`: a check must have none of them.
    pub skip_tags: Vec<String>,
    /// `--fail-fast`
    pub fail_fast: bool,
    /// `--require-work-item`
    pub require_work_item: bool,
    /// `--work-item-pattern`
    pub work_item_pattern: Option<String>,
    /// `--jobs`
    pub jobs: usize,
    /// `--jobs-per-target`: HTTP and SQL steps against one host at a time; zero for no limit.
    pub jobs_per_target: usize,
    /// `--clean-env`
    pub clean_env: bool,
    /// `--cacert`
    pub ca_file: Option<PathBuf>,
    /// `--cert`
    pub client_certificate: Option<PathBuf>,
    /// `--key`
    pub client_key: Option<PathBuf>,
    /// Where relative paths start.
    pub root: PathBuf,
    /// Days since 1970-01-01, UTC: for skips that expire.
    pub today: i64,
    /// `--record`: the folder to write answers of HTTP steps to.
    pub record: Option<PathBuf>,
    /// `--replay`: the folder to read them from; nothing is sent.
    pub replay: Option<PathBuf>,
}

/// What a run goes by.
#[derive(Debug)]
pub struct Settings {
    /// The options.
    pub(crate) options: RunOptions,
    /// The snapshot of the environment.
    pub(crate) env: Environment,
    /// Trimmed; `None` if neither flag nor variable is set.
    pub(crate) base_url: Option<String>,
    pub(crate) timeout_ms: f64,
    pub(crate) retries: u32,
    pub(crate) require_work_item: bool,
    pub(crate) pattern: Option<(String, Pattern)>,
    pub(crate) permissions: Permissions,
    pub(crate) schemas: Option<Box<dyn SchemaSource>>,
}

impl Settings {
    /// Understands options and environment.
    ///
    /// # Errors
    /// Everything that cannot be understood, one sentence each.
    pub fn new(options: RunOptions, env: Environment) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let mut number = |name: &str, default: f64| match env.setting(name) {
            None => default,
            Some(text) => match text.trim().parse::<f64>() {
                Ok(value) if value >= 0.0 && value.is_finite() => value,
                _ => {
                    errors.push(format!("{name} must be a number that is not negative"));
                    default
                }
            },
        };
        let timeout_ms = number("STONEY_TIMEOUT_MS", TIMEOUT_MS);
        let retries = number("STONEY_RETRIES", f64::from(RETRIES));
        let not_blank = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
        let from_env = |name: &str| env.setting(name).map(str::to_owned);
        let pattern =
            not_blank(&options.work_item_pattern).or_else(|| from_env("STONEY_WORK_ITEM_PATTERN"));
        let pattern = pattern.and_then(|text| match Pattern::new(&text) {
            Ok(pattern) => Some((text, pattern)),
            Err(reason) => {
                errors.push(format!("the work item pattern cannot be used: {reason}"));
                None
            }
        });
        if options.client_certificate.is_some() != options.client_key.is_some() {
            errors.push("--cert and --key are given together".to_owned());
        }
        if options.record.is_some() && options.replay.is_some() {
            errors.push("--record and --replay exclude each other".to_owned());
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let base_url = not_blank(&options.base_url).or_else(|| from_env("STONEY_BASE_URL"));
        Ok(Self {
            base_url: base_url.map(|url| url.trim().to_owned()),
            timeout_ms,
            // Anything near the limit is "for ever".
            retries: retries.min(1e9) as u32,
            require_work_item: options.require_work_item || env.is_on("STONEY_REQUIRE_WORK_ITEM"),
            pattern,
            permissions: Permissions {
                write: env.is_true("STONEY_ALLOW_WRITE_SQL"),
                multi: env.is_true("STONEY_ALLOW_MULTI_SQL"),
            },
            schemas: None,
            options,
            env,
        })
    }

    /// Gives the source of JSON Schemas and contracts.
    #[must_use]
    pub fn with_schemas(mut self, schemas: Box<dyn SchemaSource>) -> Self {
        self.schemas = Some(schemas);
        self
    }

    /// The base URL as given, credentials included.
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    /// The base URL without credentials; empty if none is set.
    pub fn shown_base_url(&self) -> String {
        self.base_url()
            .map(crate::secrets::without_user)
            .unwrap_or_default()
    }

    /// The environment.
    pub fn env(&self) -> &Environment {
        &self.env
    }

    /// The time limit of a step.
    pub(crate) fn limit(&self, own: Option<f64>) -> Duration {
        limit(own.unwrap_or(self.timeout_ms))
    }
}

/// Milliseconds as a duration of at least one and at most a month.
pub(crate) fn limit(ms: f64) -> Duration {
    Duration::from_secs_f64((ms / 1000.0).clamp(0.001, 2_592_000.0))
}
