//! Findings as text, JSON and the formats of other tools (specification 1.10).

use std::path::Path;

use crate::finding::{Finding, Layer, Severity};
use crate::js;
use crate::load::{Failure, Sources};
use crate::value::{Map, Node, Value};

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// One line per finding, on standard error.
    #[default]
    Text,
    /// One array per list of findings, on standard error.
    Json,
    /// One object for the whole command, with places, on standard output.
    JsonV2,
    /// Workflow commands, on standard output.
    Github,
    /// SARIF 2.1.0, on standard output.
    Sarif,
    /// JUnit XML, on standard output.
    Junit,
}

impl Format {
    /// The format of that name; any other word means text.
    pub fn of(word: Option<&str>) -> Self {
        match word {
            Some("json") => Self::Json,
            Some("json-v2") => Self::JsonV2,
            Some("github") => Self::Github,
            Some("sarif") => Self::Sarif,
            Some("junit") => Self::Junit,
            _ => Self::Text,
        }
    }

    /// True if the whole command is one document.
    pub fn is_document(self) -> bool {
        !matches!(self, Self::Text | Self::Json)
    }
}

/// A finding with what the document formats need to know besides.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) team: Option<String>,
    pub(super) finding: Finding,
    pub(super) file: Option<String>,
}

impl Record {
    pub(super) fn new(
        team: Option<&str>,
        finding: Finding,
        sources: &Sources,
        root: &Path,
    ) -> Self {
        let file = sources.loc(finding.at, root).map(|loc| loc.file);
        Self {
            team: team.map(str::to_owned),
            finding,
            file,
        }
    }
}

/// One list of findings in the drop-in formats.
pub(super) fn list(
    findings: &[Finding],
    json: bool,
    positions: Option<(&Sources, &Path)>,
) -> String {
    if json {
        let items = findings.iter().map(|finding| {
            let mut map = Map::new();
            if finding.layer == Layer::Lint {
                map.insert("ruleId", finding.code);
                map.insert("severity", finding.severity.word());
                map.insert("path", finding.path.as_str());
                map.insert("message", finding.message.as_str());
            } else {
                map.insert("path", finding.path.as_str());
                map.insert("message", finding.message.as_str());
                map.insert("code", finding.code);
                if finding.severity == Severity::Warning {
                    map.insert("severity", "warning");
                }
            }
            Node::from(map)
        });
        return format!("{}\n", js::json(&Value::list(items.collect()), 2));
    }
    let mut out = String::new();
    for finding in findings {
        if let Some((sources, root)) = positions
            && let Some(loc) = sources.loc(finding.at, root)
        {
            out.push_str(&format!("{loc}: "));
        }
        let severity = match (finding.layer, finding.severity) {
            // The peer tool prints the code where these findings have no severity.
            (Layer::Structure, Severity::Error) => finding.code,
            (_, severity) => severity.word(),
        };
        out.push_str(&format!(
            "{}: {severity} [{}] {}\n",
            finding.path, finding.code, finding.message
        ));
        if let Some(advice) = finding.advice.as_ref().filter(|_| positions.is_some()) {
            out.push_str(&format!("    do: {advice}\n"));
        }
    }
    out
}

/// The whole command as one document.
pub(super) fn document(
    format: Format,
    command: &str,
    records: &[Record],
    failure: Option<(&Failure, Option<String>)>,
    passed: bool,
) -> String {
    match format {
        Format::Text | Format::Json => String::new(),
        Format::JsonV2 => json_v2(command, records, failure, passed),
        Format::Github => github(records, failure),
        Format::Sarif => sarif(records, failure),
        Format::Junit => junit(command, records, failure),
    }
}

fn json_v2(
    command: &str,
    records: &[Record],
    failure: Option<(&Failure, Option<String>)>,
    passed: bool,
) -> String {
    let mut map = Map::new();
    map.insert("format", "contractual-agents/2");
    map.insert("command", command);
    map.insert("passed", passed);
    if let Some((failure, file)) = failure {
        let mut error = Map::new();
        error.insert("message", failure.message.as_str());
        place(
            &mut error,
            file.as_deref(),
            failure.at.line(),
            failure.at.column(),
        );
        if let Some(advice) = &failure.advice {
            error.insert("advice", advice.as_str());
        }
        map.insert("error", error);
    }
    let findings = records.iter().map(|record| {
        let finding = &record.finding;
        let mut map = Map::new();
        if let Some(team) = &record.team {
            map.insert("team", team.as_str());
        }
        map.insert("rule", finding.code);
        map.insert("severity", finding.severity.word());
        map.insert("path", finding.path.as_str());
        place(
            &mut map,
            record.file.as_deref(),
            finding.at.line(),
            finding.at.column(),
        );
        map.insert("message", finding.message.as_str());
        if let Some(advice) = &finding.advice {
            map.insert("advice", &**advice);
        }
        Node::from(map)
    });
    map.insert("findings", findings.collect::<Vec<_>>());
    format!("{}\n", js::json(&Value::map(map), 2))
}

fn place(map: &mut Map, file: Option<&str>, line: u32, column: u32) {
    if let Some(file) = file {
        map.insert("file", file);
        map.insert("line", f64::from(line));
        map.insert("column", f64::from(column));
    }
}

fn github(records: &[Record], failure: Option<(&Failure, Option<String>)>) -> String {
    let escape = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let line =
        |word: &str, title: &str, file: Option<&str>, line: u32, column: u32, message: &str| {
            let place = file
                .map(|file| format!("file={},line={line},col={column},", property(file)))
                .unwrap_or_default();
            format!(
                "::{word} {place}title={}::{}\n",
                property(title),
                escape(message)
            )
        };
    let mut out = String::new();
    for record in records {
        let finding = &record.finding;
        let word = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut message = format!("{}: {}", finding.path, finding.message);
        if let Some(advice) = &finding.advice {
            message.push_str(&format!("\n{advice}"));
        }
        out.push_str(&line(
            word,
            finding.code,
            record.file.as_deref(),
            finding.at.line(),
            finding.at.column(),
            &message,
        ));
    }
    if let Some((failure, file)) = failure {
        out.push_str(&line(
            "error",
            "failure",
            file.as_deref(),
            failure.at.line(),
            failure.at.column(),
            &failure.message,
        ));
    }
    out
}

/// A path as a relative reference: what a URI cannot hold is written in percent.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn sarif(records: &[Record], failure: Option<(&Failure, Option<String>)>) -> String {
    let object = |entries: Vec<(&str, Node)>| Node::from(entries.into_iter().collect::<Map>());
    let text = |text: &str| object(vec![("text", Node::from(text))]);
    let location = |file: &str, line: u32, column: u32| {
        let uri = Node::from(uri(file));
        let mut physical = vec![("artifactLocation", object(vec![("uri", uri)]))];
        if line > 0 {
            let region = vec![
                ("startLine", f64::from(line).into()),
                ("startColumn", f64::from(column.max(1)).into()),
            ];
            physical.push(("region", object(region)));
        }
        Node::from(vec![object(vec![("physicalLocation", object(physical))])])
    };
    let mut rules: Vec<&str> = records.iter().map(|record| record.finding.code).collect();
    rules.sort_unstable();
    rules.dedup();
    let declared = rules.iter().map(|rule| {
        let summary = crate::rules::find(rule).map_or(*rule, |rule| rule.summary);
        object(vec![
            ("id", Node::from(*rule)),
            ("shortDescription", text(summary)),
        ])
    });
    let mut results: Vec<Node> = records
        .iter()
        .map(|record| {
            let finding = &record.finding;
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "note",
            };
            let mut entries = vec![
                ("ruleId", Node::from(finding.code)),
                ("level", Node::from(level)),
                (
                    "message",
                    text(&format!("{}: {}", finding.path, finding.message)),
                ),
            ];
            if let Some(file) = &record.file {
                entries.push((
                    "locations",
                    location(file, finding.at.line(), finding.at.column()),
                ));
            }
            object(entries)
        })
        .collect();
    if let Some((failure, file)) = failure {
        let mut entries = vec![
            ("ruleId", Node::from("failure")),
            ("level", Node::from("error")),
            ("message", text(&failure.message)),
        ];
        if let Some(file) = file {
            entries.push((
                "locations",
                location(&file, failure.at.line(), failure.at.column()),
            ));
        }
        results.push(object(entries));
    }
    let driver = object(vec![
        ("name", Node::from("contractual agents")),
        ("version", Node::from(env!("CARGO_PKG_VERSION"))),
        ("rules", Node::from(declared.collect::<Vec<_>>())),
    ]);
    let run = object(vec![
        ("tool", object(vec![("driver", driver)])),
        ("results", Node::from(results)),
    ]);
    let log = object(vec![
        (
            "$schema",
            Node::from("https://json.schemastore.org/sarif-2.1.0.json"),
        ),
        ("version", Node::from("2.1.0")),
        ("runs", Node::from(vec![run])),
    ]);
    format!("{}\n", js::json(&log, 2))
}

fn junit(command: &str, records: &[Record], failure: Option<(&Failure, Option<String>)>) -> String {
    let escape = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\n' => out.push_str("&#10;"),
                c if c.is_control() && c != '\t' => out.push('\u{fffd}'),
                c => out.push(c),
            }
        }
        out
    };
    let mut cases = String::new();
    let failures = records
        .iter()
        .filter(|record| record.finding.is_error())
        .count()
        + usize::from(failure.is_some());
    let total = records.len() + usize::from(failure.is_some());
    for record in records {
        let finding = &record.finding;
        let name = escape(&format!("{} {}", finding.code, finding.path));
        let place = record
            .file
            .as_deref()
            .map(|file| format!("{file}:{}:{}: ", finding.at.line(), finding.at.column()))
            .unwrap_or_default();
        let message = escape(&format!("{place}{}", finding.message));
        if finding.is_error() {
            cases.push_str(&format!(
                "    <testcase classname=\"{}\" name=\"{name}\"><failure type=\"{}\" message=\"{message}\"/></testcase>\n",
                escape(record.team.as_deref().unwrap_or("agents")),
                finding.code
            ));
        } else {
            cases.push_str(&format!(
                "    <testcase classname=\"{}\" name=\"{name}\"><system-out>{message}</system-out></testcase>\n",
                escape(record.team.as_deref().unwrap_or("agents"))
            ));
        }
    }
    if let Some((failure, _)) = failure {
        let message = escape(&failure.message);
        cases.push_str(&format!("    <testcase classname=\"agents\" name=\"{command}\"><error message=\"{message}\"/></testcase>\n"));
    }
    let total = if total == 0 {
        cases.push_str(&format!(
            "    <testcase classname=\"agents\" name=\"{command}\"/>\n"
        ));
        1
    } else {
        total
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"contractual agents {command}\" tests=\"{total}\" failures=\"{failures}\">\n{cases}  </testsuite>\n</testsuites>\n"
    )
}
