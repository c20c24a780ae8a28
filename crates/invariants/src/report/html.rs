//! One self-contained HTML page: no scripts, nothing loaded from elsewhere.

use super::console::escape_controls;
use super::model::{CheckResult, Report, StepResult};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c1c1e;background:#fff}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}code,pre{font:13px/1.45 ui-monospace,monospace}\
pre{background:#f5f5f7;padding:.6rem;overflow:auto;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}\
details{border:1px solid #d8d8dc;border-radius:6px;margin:.4rem 0;padding:.4rem .7rem}summary{cursor:pointer}\
.pass{color:#1a7f37}.fail{color:#b3261e}.warn{color:#8a5a00}.meta{color:#6b6b70}ul{margin:.3rem 0}\
@media(prefers-color-scheme:dark){body{background:#1c1c1e;color:#eee}pre{background:#2a2a2e}details{border-color:#444}.pass{color:#5ad27b}.fail{color:#ff8a80}.warn{color:#ffd27a}.meta{color:#aaa}}";

/// The report as a page.
pub fn render_html(report: &Report) -> String {
    let verdict = if report.ok() {
        ("pass", "passed")
    } else {
        ("fail", "failed")
    };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Invariants: {}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Invariants: <span class=\"{}\">{}</span></h1>\n",
        verdict.1, verdict.0, verdict.1
    );
    let base = if report.base_url.is_empty() {
        "(not set)"
    } else {
        &report.base_url
    };
    out.push_str(&format!(
        "<p>{} of {} passed, {} failed, in {} ms. Base URL: <code>{}</code></p>\n",
        report.passed(),
        report.total(),
        report.failed(),
        report.duration_ms,
        html(base)
    ));
    let mut last = None;
    for check in &report.results {
        let group = (&check.file, &check.contract);
        if last != Some(group) {
            out.push_str(&format!(
                "<h2>{} <span class=\"meta\">{} · {}</span></h2>\n",
                html(&check.contract),
                html(&check.feature),
                html(&check.file)
            ));
            last = Some(group);
        }
        check_html(check, &mut out);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn check_html(check: &CheckResult, out: &mut String) {
    let (class, mark) = match (check.ok, check.warned, check.skipped.is_some()) {
        (false, _, _) => ("fail", "✗"),
        (true, true, _) => ("warn", "!"),
        (true, false, true) => ("warn", "○"),
        (true, false, false) => ("pass", "✓"),
    };
    let open = if check.ok && !check.warned {
        ""
    } else {
        " open"
    };
    out.push_str(&format!(
        "<details{open}><summary><span class=\"{class}\">{mark}</span> {}",
        html(&check.id)
    ));
    if let Some(key) = &check.work_item {
        out.push_str(&format!(" <span class=\"meta\">[{}]</span>", html(key)));
    }
    out.push_str(&format!(
        " <span class=\"meta\">{} ms · line {}</span></summary>\n",
        check.duration_ms, check.line
    ));
    if let Some(says) = &check.says {
        out.push_str(&format!("<p>{}</p>\n", html(says)));
    }
    list(check.links.iter().chain(&check.notes), out);
    for step in &check.steps {
        step_html(step, out);
    }
    out.push_str("</details>\n");
}

fn step_html(step: &StepResult, out: &mut String) {
    let (class, mark) = if step.ok {
        ("pass", "✓")
    } else {
        ("fail", "✗")
    };
    out.push_str(&format!(
        "<p><span class=\"{class}\">{mark}</span> <code>{}</code> <span class=\"meta\">{} ms, {}</span></p>\n",
        html(&step.title),
        step.duration_ms,
        contractual_diag::counted(step.attempts, "attempt")
    ));
    list(step.notes.iter(), out);
    for (name, text) in [
        ("repeat", &step.curl),
        ("stdout", &step.stdout),
        ("stderr", &step.stderr),
    ] {
        if let Some(text) = text.as_ref().filter(|_| !step.ok) {
            out.push_str(&format!(
                "<p class=\"meta\">{name}</p>\n<pre>{}</pre>\n",
                html(text)
            ));
        }
    }
}

fn list<'t>(texts: impl Iterator<Item = &'t String>, out: &mut String) {
    let items: String = texts.map(|t| format!("<li>{}</li>\n", html(t))).collect();
    if !items.is_empty() {
        out.push_str(&format!("<ul>\n{items}</ul>\n"));
    }
}

fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape_controls(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
