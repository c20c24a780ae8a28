//! Finding and loading suites, and the commands that do no more than that.

use std::path::Path;

use contractual_diag::{Diagnostic, SourceLoc, render};
use contractual_invariants::document::Suite;
use contractual_invariants::report::escape_controls;
use contractual_invariants::{
    Environment, Loaded, MAX_FILE_BYTES, Masker, Secrets, check_suite, find_files, read_bytes,
};

use super::UNUSABLE;
use super::args::{FindingFormat, ParseArgs, SuiteArgs, ValidateArgs};
use super::output::{err, findings_text, mask_panics, out};

/// A file with what it holds.
pub(super) struct LoadedFile {
    pub(super) name: String,
    pub(super) text: Option<String>,
    pub(super) loaded: Loaded,
}

impl LoadedFile {
    pub(super) fn is_valid(&self) -> bool {
        self.loaded.suite.is_some()
    }
}

/// All files of a pattern.
pub(super) struct LoadedSuites {
    pub(super) files: Vec<LoadedFile>,
    pub(super) secrets: Secrets,
    pub(super) masker: Masker,
}

impl LoadedSuites {
    /// The suites of valid files, in order.
    pub(super) fn take_suites(&mut self) -> Vec<Suite> {
        self.files
            .iter_mut()
            .filter_map(|f| f.loaded.suite.take())
            .collect()
    }
}

/// The environment of the process, and of a file below it.
pub(super) fn environment(file: Option<&Path>) -> Result<Environment, String> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    if let Some(path) = file {
        let bytes = read_bytes(path, MAX_FILE_BYTES)?;
        let text =
            String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
        for line in text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let (name, value) = line
                .split_once('=')
                .ok_or_else(|| format!("{}: a line is not NAME=value", path.display()))?;
            let value = value.trim();
            let quoted = ['"', '\'']
                .into_iter()
                .find_map(|q| value.strip_prefix(q)?.strip_suffix(q));
            pairs.push((name.trim().to_owned(), quoted.unwrap_or(value).to_owned()));
        }
    }
    // Later pairs win: what is set is stronger than the file.
    pairs.extend(std::env::vars_os().map(|(k, v)| {
        (
            k.to_string_lossy().into_owned(),
            v.to_string_lossy().into_owned(),
        )
    }));
    Ok(Environment::new(pairs))
}

/// Finds and reads the suites. An exit code stands for "nothing can be judged".
pub(super) fn load_suites(args: &SuiteArgs, base_url: Option<&str>) -> Result<LoadedSuites, u8> {
    let env = environment(args.env_file.as_deref()).map_err(|reason| {
        err(&format!("{}\n", escape_controls(&reason)));
        UNUSABLE
    })?;
    let mut secrets = Secrets::of_environment(&env, &args.secrets);
    secrets.add_url(base_url.unwrap_or_default());
    let paths = find_files(Path::new(""), &args.suite);
    if paths.is_empty() {
        let pattern = secrets.masker().mask(&args.suite);
        err(&format!(
            "no file matches the suite pattern `{}`\n  do: give --suite a file or a glob, or run `contractual invariants init`\n",
            escape_controls(&pattern)
        ));
        return Err(UNUSABLE);
    }
    let files: Vec<LoadedFile> = paths
        .iter()
        .map(|path| load_file(path, &env, args.strict_env))
        .collect();
    for file in &files {
        secrets.extend(&file.loaded.secrets);
    }
    let masker = secrets.masker();
    mask_panics(&masker);
    Ok(LoadedSuites {
        files,
        secrets,
        masker,
    })
}

fn load_file(path: &Path, env: &Environment, strict: bool) -> LoadedFile {
    let name = path.to_string_lossy().replace('\\', "/");
    match read_bytes(path, MAX_FILE_BYTES) {
        Ok(bytes) => {
            let loaded = check_suite(&bytes, &name, env, strict);
            LoadedFile {
                text: String::from_utf8(bytes).ok(),
                loaded,
                name,
            }
        }
        Err(reason) => LoadedFile {
            loaded: Loaded {
                findings: vec![
                    Diagnostic::error("unreadable_file", reason).at(SourceLoc::file(&name)),
                ],
                ..Loaded::default()
            },
            text: None,
            name,
        },
    }
}

/// `validate`
pub(super) fn validate(args: &ValidateArgs) -> u8 {
    let loaded = match load_suites(&args.suite, None) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let mut invalid = 0;
    for file in &loaded.files {
        invalid += usize::from(!file.is_valid());
        let findings = &file.loaded.findings;
        if !findings.is_empty() {
            match args.format {
                FindingFormat::Text => err(&findings_text(
                    findings,
                    file.text.as_deref(),
                    &loaded.masker,
                )),
                FindingFormat::Github => {
                    let lines: Vec<String> = findings.iter().map(render::github).collect();
                    out(&format!(
                        "{}\n",
                        loaded.masker.mask(lines.join("\n").trim_end())
                    ));
                }
            }
        }
        let verdict = if file.is_valid() { "valid" } else { "invalid" };
        let name = escape_controls(&loaded.masker.mask(&file.name));
        if args.format == FindingFormat::Text {
            out(&format!("{name}: {verdict}\n"));
        }
    }
    u8::from(invalid > 0)
}

/// `parse`
pub(super) fn parse(args: &ParseArgs) -> u8 {
    let env = match environment(None) {
        Ok(env) => env,
        Err(reason) => {
            err(&format!("{reason}\n"));
            return UNUSABLE;
        }
    };
    let file = load_file(&args.file, &env, false);
    let mut secrets = Secrets::of_environment(&env, &[]);
    secrets.extend(&file.loaded.secrets);
    let masker = secrets.masker();
    mask_panics(&masker);
    if !file.loaded.findings.is_empty() {
        err(&findings_text(
            &file.loaded.findings,
            file.text.as_deref(),
            &masker,
        ));
    }
    let (Some(document), true) = (&file.loaded.document, file.is_valid()) else {
        return UNUSABLE;
    };
    let document = if args.reveal {
        document.clone()
    } else {
        masker.mask_value(document)
    };
    if args.pretty {
        out(&contractual_model::json::to_pretty(&document.to_json()));
    } else {
        out(&format!("{}\n", document.to_compact()));
    }
    0
}
