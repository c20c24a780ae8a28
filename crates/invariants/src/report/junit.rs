//! JUnit XML: one suite per group, one case per check.

use contractual_diag::xml_attribute;

use super::console::escape_controls;
use super::failure_lines;
use super::model::{CheckResult, Report};

/// The report as JUnit XML.
pub fn render_junit(report: &Report) -> String {
    let skipped = report
        .results
        .iter()
        .filter(|r| r.skipped.is_some())
        .count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"invariants\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{skipped}\" time=\"{}\">\n",
        report.total(),
        report.failed(),
        seconds(report.duration_ms)
    ));
    let mut rest = &report.results[..];
    while let Some(first) = rest.first() {
        let same = |r: &CheckResult| {
            r.file == first.file && r.contract == first.contract && r.feature == first.feature
        };
        let length = rest.iter().take_while(|r| same(r)).count();
        let (group, others) = rest.split_at(length);
        suite(group, &mut out);
        rest = others;
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(group: &[CheckResult], out: &mut String) {
    let Some(first) = group.first() else { return };
    let failures = group.iter().filter(|r| !r.ok).count();
    let skipped = group.iter().filter(|r| r.skipped.is_some()).count();
    let time: u64 = group.iter().map(|r| r.duration_ms).sum();
    out.push_str(&format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"{}\">\n",
        xml(&format!("{}: {}", first.feature, first.contract)),
        group.len(),
        seconds(time)
    ));
    for check in group {
        case(check, out);
    }
    out.push_str("  </testsuite>\n");
}

fn case(check: &CheckResult, out: &mut String) {
    out.push_str(&format!(
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" time=\"{}\"",
        xml(&check.id),
        xml(&format!("{}.{}", check.feature, check.contract)),
        xml(&check.file),
        check.line,
        seconds(check.duration_ms)
    ));
    let lines = failure_lines(check);
    let output = output_of(check);
    if check.ok
        && check.skipped.is_none()
        && !check.warned
        && check.work_item.is_none()
        && output.is_empty()
    {
        out.push_str("/>\n");
        return;
    }
    out.push_str(">\n");
    if let Some(key) = &check.work_item {
        out.push_str(&format!(
            "      <properties><property name=\"work_item\" value=\"{}\"/></properties>\n",
            xml(key)
        ));
    }
    if let Some(reason) = &check.skipped {
        out.push_str(&format!("      <skipped message=\"{}\"/>\n", xml(reason)));
    } else if !check.ok {
        let message = lines.first().map_or("failed", String::as_str);
        out.push_str(&format!(
            "      <failure message=\"{}\" type=\"invariant\">{}</failure>\n",
            xml(message),
            xml(&lines.join("\n"))
        ));
    } else if check.warned {
        out.push_str(&format!(
            "      <system-err>{}</system-err>\n",
            xml(&lines.join("\n"))
        ));
    }
    if !output.is_empty() && !check.ok {
        out.push_str(&format!(
            "      <system-out>{}</system-out>\n",
            xml(&output)
        ));
    }
    out.push_str("    </testcase>\n");
}

fn output_of(check: &CheckResult) -> String {
    let mut out = String::new();
    for step in check.steps.iter().filter(|s| !s.ok) {
        for text in [&step.stdout, &step.stderr].into_iter().flatten() {
            out.push_str(text);
            if !text.ends_with('\n') {
                out.push('\n');
            }
        }
    }
    out
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// Text for XML 1.0, in an attribute as between tags: characters that XML cannot hold are shown as escapes.
fn xml(text: &str) -> String {
    xml_attribute(&escape_controls(text))
}
