//! Printing, and turning reports into other formats.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use contractual_diag::{Diagnostic, render};
use contractual_invariants::report::{
    CommentOptions, diff_reports, escape_controls, parse_report, render_comment, render_diff_json,
    render_diff_markdown, render_diff_text, render_github, render_html, render_json, render_junit,
    render_markdown, render_matrix_json, render_matrix_markdown, render_sarif, render_tap,
};
use contractual_invariants::{Masker, Report, read_bytes, write_atomically};

use super::UNUSABLE;
use super::args::{DiffFormat, Format, ReportCommand};

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
pub(super) fn rendered(report: &Report, format: Format, options: &CommentOptions) -> String {
    match format {
        Format::Json => render_json(report),
        Format::Junit => render_junit(report),
        Format::Tap => render_tap(report),
        Format::Sarif => render_sarif(report),
        Format::Markdown => render_markdown(report),
        Format::Github => render_github(report),
        Format::Html => render_html(report),
        Format::Comment => render_comment(report, options),
        Format::Matrix => render_matrix_markdown(report),
        Format::MatrixJson => render_matrix_json(report),
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
            let options = CommentOptions {
                artifact: artifact.unwrap_or_else(|| "stoney-report".to_owned()),
                run_url,
            };
            let text = rendered(&report, format, &options);
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

fn diff(old: &Path, new: &Path, format: DiffFormat) -> Result<(), String> {
    let diff = diff_reports(&read_report(old)?, &read_report(new)?);
    out(&match format {
        DiffFormat::Text => render_diff_text(&diff),
        DiffFormat::Json => render_diff_json(&diff),
        DiffFormat::Markdown => render_diff_markdown(&diff),
    });
    Ok(())
}

/// Reports beyond this size are refused.
const MAX_REPORT: u64 = 512 * 1024 * 1024;

fn read_report(path: &Path) -> Result<Report, String> {
    let bytes = read_bytes(path, MAX_REPORT)?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
    parse_report(&text).map_err(|e| format!("{}: {e}", path.display()))
}
