//! JUnit XML: one test case for each thing told, and one that passes for each group without any.

use std::fmt::Write as _;

use contractual_diag::render::human;

use super::Told;

/// The report of a suite; `groups` are all contracts or files that were looked at.
pub(crate) fn junit(suite: &str, groups: &[String], told: &[Told]) -> String {
    let silent: Vec<&String> = groups
        .iter()
        .filter(|group| told.iter().all(|one| one.group != **group))
        .collect();
    let failures = told.iter().filter(|one| one.fails).count();
    let suite = xml(suite);
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"",
        told.len() + silent.len()
    );
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{suite}\" {counts}>\n  <testsuite name=\"{suite}\" {counts}>\n"
    );
    for group in silent {
        let _ = writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"compatible\"/>",
            xml(group)
        );
    }
    for one in told {
        let code = one.diagnostic.code.to_string();
        let name = match one.pointer.as_str() {
            "" => code.clone(),
            pointer => format!("{code} {pointer}"),
        };
        let file = one.diagnostic.loc.as_ref().map_or(String::new(), |loc| {
            let line = match loc.line {
                0 => String::new(),
                line => format!(" line=\"{line}\""),
            };
            format!(" file=\"{}\"{line}", xml(&loc.file))
        });
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\"{file}>\n      ",
            xml(&one.group),
            xml(&name)
        );
        if one.fails {
            let _ = writeln!(
                out,
                "<failure type=\"{}\" message=\"{}\">{}</failure>",
                xml(&code),
                xml(&one.diagnostic.headline),
                xml(&human(&one.diagnostic, None))
            );
        } else {
            let _ = writeln!(
                out,
                "<system-out>{}</system-out>",
                xml(&human(&one.diagnostic, None))
            );
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Text in XML; characters that XML 1.0 cannot hold become U+FFFD.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
