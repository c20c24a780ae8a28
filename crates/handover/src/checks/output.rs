//! What a command printed, as facts of a violation; and the failures that well-known tools print (section 10.5).

use std::sync::LazyLock;

use fancy_regex::Regex;
use serde_json::json;

use crate::Violation;
use crate::clean::{Secrets, cut, tail_bytes};
use crate::process::Finished;

/// At most this many failures are listed one by one.
const MAX_LISTED: usize = 30;

/// Head and tail of both streams, duration, and whether something was left out.
pub(crate) fn facts(violation: Violation, finished: &Finished, secrets: &Secrets) -> Violation {
    violation
        .with(
            "duration_ms",
            u64::try_from(finished.took.as_millis()).unwrap_or(u64::MAX),
        )
        .with("stdout", secrets.mask(&finished.stdout.text()))
        .with("stderr", secrets.mask(&finished.stderr.text()))
        .with("stdout_bytes", finished.stdout.total)
        .with("stderr_bytes", finished.stderr.total)
        .with(
            "truncated",
            finished.stdout.truncated() || finished.stderr.truncated(),
        )
}

/// The end of what was printed, for people and feedback.
pub(crate) fn tail_of(finished: &Finished, secrets: &Secrets, bytes: usize) -> String {
    let (out, err) = (finished.stdout.text(), finished.stderr.text());
    let both = match (out.trim().is_empty(), err.trim().is_empty()) {
        (_, true) => out,
        (true, false) => err,
        (false, false) => format!("{}\n{err}", out.trim_end()),
    };
    secrets.mask(tail_bytes(both.trim_end(), bytes))
}

/// One failure that a tool printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u32>,
}

/// `expect` states why the pattern compiles: it is a literal with a test.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern, compiled in the tests")
}

static RUST_PANIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^thread '([^']*)'(?: \(\d+\))? panicked at ([^\s:][^:]*):(\d+):(\d+):?$")
});
static CARGO_FAILED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^test (\S+) \.\.\. FAILED$"));
static PYTEST_FAILED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:FAILED|ERROR) ([^\s:]+\.py)(?:::(\S+))?(?: - (.*))?$"));
static GO_FAILED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*--- FAIL: (\S+)"));
static TAP_FAILED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^not ok \d+(?: -)? ?(?!.*# (?:TODO|SKIP))(.*)$"));
static RUSTC_PLACE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*--> ([^\s:]+):(\d+):(\d+)$"));
static COMPILER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^([A-Za-z0-9_./\\-]+\.[A-Za-z0-9]+)[:(](\d+)[:,](\d+)\)?:? *(?:fatal )?(error\b.*)$")
});
static LOCATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s+([A-Za-z0-9_./-]+\.[A-Za-z0-9]+):(\d+): (.+)$"));

/// The failures that the output names.
pub(crate) fn failures(text: &str) -> Vec<Failure> {
    let mut out: Vec<Failure> = Vec::new();
    let mut heading: Option<String> = None;
    let mut in_go_failure = false;
    for line in text.lines().filter(|line| line.len() <= 2000) {
        if out.len() >= MAX_LISTED {
            break;
        }
        let found = |regex: &Regex| -> Option<Vec<String>> {
            let captures = regex.captures(line).ok()??;
            Some(
                (0..captures.len())
                    .map(|at| {
                        captures
                            .get(at)
                            .map_or(String::new(), |group| group.as_str().to_owned())
                    })
                    .collect(),
            )
        };
        let number = |text: &str| text.parse::<u32>().ok();
        if let Some(parts) = found(&RUST_PANIC) {
            out.push(Failure {
                message: format!("`{}` panicked", parts[1]),
                file: Some(parts[2].clone()),
                line: number(&parts[3]),
                column: number(&parts[4]),
            });
        } else if let Some(parts) = found(&CARGO_FAILED) {
            out.push(Failure {
                message: format!("the test `{}` failed", parts[1]),
                file: None,
                line: None,
                column: None,
            });
        } else if let Some(parts) = found(&PYTEST_FAILED) {
            let name = if parts[2].is_empty() {
                parts[1].clone()
            } else {
                parts[2].clone()
            };
            let why = if parts[3].is_empty() {
                String::new()
            } else {
                format!(": {}", parts[3])
            };
            out.push(Failure {
                message: format!("`{name}` failed{why}"),
                file: Some(parts[1].clone()),
                line: None,
                column: None,
            });
        } else if let Some(parts) = found(&GO_FAILED) {
            out.push(Failure {
                message: format!("the test `{}` failed", parts[1]),
                file: None,
                line: None,
                column: None,
            });
            in_go_failure = true;
        } else if let (true, Some(parts)) = (in_go_failure, found(&LOCATED)) {
            out.push(Failure {
                message: parts[3].clone(),
                file: Some(parts[1].clone()),
                line: number(&parts[2]),
                column: None,
            });
        } else if let Some(parts) = found(&TAP_FAILED) {
            let name = if parts[1].is_empty() {
                "a test".to_owned()
            } else {
                format!("`{}`", parts[1])
            };
            out.push(Failure {
                message: format!("{name} failed"),
                file: None,
                line: None,
                column: None,
            });
        } else if line.starts_with("error") && line.contains(':') {
            heading = Some(line.to_owned());
        } else if let Some(parts) = found(&RUSTC_PLACE) {
            if let Some(message) = heading.take() {
                out.push(Failure {
                    message,
                    file: Some(parts[1].clone()),
                    line: number(&parts[2]),
                    column: number(&parts[3]),
                });
            }
        } else if let Some(parts) = found(&COMPILER) {
            out.push(Failure {
                message: parts[4].clone(),
                file: Some(parts[1].clone()),
                line: number(&parts[2]),
                column: number(&parts[3]),
            });
        }
    }
    out
}

/// The failures of a JUnit report.
pub(crate) fn junit(text: &str) -> Vec<Failure> {
    let mut out = Vec::new();
    for case in text.split("<testcase").skip(1) {
        let (head, rest) = case.split_once('>').unwrap_or((case, ""));
        if head.trim_end().ends_with('/') {
            continue;
        }
        let body = rest.split("</testcase>").next().unwrap_or(rest);
        let failed = ["<failure", "<error"]
            .iter()
            .find_map(|tag| body.split_once(tag).map(|(_, behind)| behind));
        let Some(behind) = failed else { continue };
        let attribute = |text: &str, name: &str| {
            let (_, value) = text.split_once(&format!(" {name}=\""))?;
            Some(unescape_xml(value.split('"').next()?))
        };
        let head = format!(" {head}");
        let name = attribute(&head, "name").unwrap_or_else(|| "a test".into());
        let tag = behind.split('>').next().unwrap_or_default();
        let why = attribute(&format!(" {tag}"), "message")
            .map(|why| format!(": {}", cut(&why, 300)))
            .unwrap_or_default();
        out.push(Failure {
            message: format!("`{name}` failed{why}"),
            file: attribute(&head, "file"),
            line: attribute(&head, "line").and_then(|line| line.parse().ok()),
            column: None,
        });
        if out.len() >= MAX_LISTED {
            break;
        }
    }
    out
}

fn unescape_xml(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// The failures as part of a violation.
pub(crate) fn listed(failures: &[Failure]) -> serde_json::Value {
    failures
        .iter()
        .map(|failure| json!({"message": failure.message, "file": failure.file, "line": failure.line, "column": failure.column}))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tools_are_understood() {
        let text = "test a::b ... FAILED\nthread 'a::b' panicked at src/lib.rs:10:5:\nFAILED tests/test_x.py::test_y - assert 1 == 2\n--- FAIL: TestZ (0.00s)\n    z_test.go:12: got 1\nnot ok 3 - adds\nok 4 - fine\nerror[E0308]: mismatched types\n  --> src/main.rs:4:9\nsrc/x.ts(3,7): error TS2322: no\n";
        let found = failures(text);
        let short: Vec<(&str, Option<&str>, Option<u32>)> = found
            .iter()
            .map(|f| (f.message.as_str(), f.file.as_deref(), f.line))
            .collect();
        assert_eq!(
            short,
            [
                ("the test `a::b` failed", None, None),
                ("`a::b` panicked", Some("src/lib.rs"), Some(10)),
                (
                    "`test_y` failed: assert 1 == 2",
                    Some("tests/test_x.py"),
                    None
                ),
                ("the test `TestZ` failed", None, None),
                ("got 1", Some("z_test.go"), Some(12)),
                ("`adds` failed", None, None),
                (
                    "error[E0308]: mismatched types",
                    Some("src/main.rs"),
                    Some(4)
                ),
                ("error TS2322: no", Some("src/x.ts"), Some(3)),
            ]
        );
    }

    #[test]
    fn junit_failures_have_their_file() {
        let text = r#"<testsuite><testcase name="a" file="t.py" line="3"><failure message="1 &lt; 2"/></testcase><testcase name="b"/></testsuite>"#;
        assert_eq!(
            junit(text),
            [Failure {
                message: "`a` failed: 1 < 2".into(),
                file: Some("t.py".into()),
                line: Some(3),
                column: None
            }]
        );
    }
}
