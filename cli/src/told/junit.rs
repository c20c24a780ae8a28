//! JUnit XML: one test case for each thing told, and one that passes for each group without any.

use std::fmt::Write as _;

use contractual_diag::render::human;
use contractual_diag::{xml_attribute, xml_text};

use super::Told;

/// The report of a suite; `groups` are all contracts or files that were looked at.
pub(crate) fn junit(suite: &str, groups: &[String], told: &[Told]) -> String {
    let silent: Vec<&String> = groups
        .iter()
        .filter(|group| told.iter().all(|one| one.group != **group))
        .collect();
    let failures = told.iter().filter(|one| one.fails).count();
    let suite = xml_attribute(suite);
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
            xml_attribute(group)
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
            format!(" file=\"{}\"{line}", xml_attribute(&loc.file))
        });
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\"{file}>\n      ",
            xml_attribute(&one.group),
            xml_attribute(&name)
        );
        if one.fails {
            let _ = writeln!(
                out,
                "<failure type=\"{}\" message=\"{}\">{}</failure>",
                xml_attribute(&code),
                xml_attribute(&one.diagnostic.headline),
                xml_text(&human(&one.diagnostic, None))
            );
        } else {
            let _ = writeln!(
                out,
                "<system-out>{}</system-out>",
                xml_text(&human(&one.diagnostic, None))
            );
        }
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}
