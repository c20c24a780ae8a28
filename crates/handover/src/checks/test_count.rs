//! `test_diff` and `test_count_baseline`: tests were not removed on balance (sections 14.4 and 14.5).

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::source_diff::{matches, not_a_repository, repository};
use super::{Prepared, Scene, Verdict};
use crate::Violation;
use crate::document::Contract;
use crate::git::Git;

static GO_TEST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^func (Test|Example|Benchmark|Fuzz)\w*\s*\(")
        .expect("a literal pattern, compiled in the tests")
});
/// Lines that switch a test off.
static SWITCHED_OFF: LazyLock<Regex> = LazyLock::new(|| {
    let text = r"(^|[{;\]])\s*(#\[ignore|@pytest\.mark\.skip|@unittest\.skip|(t|b|f)\.Skip(Now|f)?\(|(it|test|describe)\.skip\(|x(it|describe)\()";
    Regex::new(text).expect("a literal pattern, compiled in the tests")
});

/// A line that begins a test, where it was.
struct TestLine {
    file: String,
    line: u32,
    text: String,
}

#[derive(Default)]
struct Count {
    removed: Vec<TestLine>,
    added: Vec<TestLine>,
    /// Tests switched off, less those switched on.
    switched_off: i64,
}

pub(super) fn check_diff(scene: &Scene<'_>, contract: &Contract, prepared: &Prepared) -> Verdict {
    let Some((git, base)) = repository(scene) else {
        return Verdict::one(not_a_repository());
    };
    let diff = match changes(&git, &[&base]) {
        Ok(diff) => diff,
        Err(why) => {
            let message = format!("git cannot compare the workspace with {base}: {why}");
            return Verdict::one(Violation::new("bad_ref", message));
        }
    };
    let mut count = Count::default();
    read_diff(&diff, contract, prepared, &mut count);
    // A new file holds tests as well: moving tests is not deleting them.
    let untracked = git
        .run(&["ls-files", "--others", "--exclude-standard", "-z"])
        .unwrap_or_default();
    for path in untracked
        .split('\0')
        .filter(|path| is_test_file(contract, path))
    {
        let Ok(rel) = crate::RelPath::parse(path) else {
            continue;
        };
        let Ok(file) = super::read_file(scene.workspace, &rel, scene.options.limits.artifact_bytes)
        else {
            continue;
        };
        add_text(&file.text, path, prepared, &mut count);
    }
    verdict(contract, count)
}

pub(super) fn check_baseline(
    scene: &Scene<'_>,
    contract: &Contract,
    prepared: &Prepared,
) -> Verdict {
    let Some(git) = Git::find(scene.workspace, scene.options) else {
        return Verdict::one(not_a_repository());
    };
    let wanted = contract.base_ref.as_deref().unwrap_or("HEAD~1");
    let (Some(base), Some(head)) = (git.commit(wanted), git.head()) else {
        return Verdict::one(
            Violation::new("bad_ref", format!("the workspace has no commit `{wanted}`"))
                .with("ref", wanted),
        );
    };
    let diff = match changes(&git, &[&base, &head]) {
        Ok(diff) => diff,
        Err(why) => {
            let message = format!("git cannot compare {base} with {head}: {why}");
            return Verdict::one(Violation::new("bad_ref", message));
        }
    };
    let mut count = Count::default();
    read_diff(&diff, contract, prepared, &mut count);
    verdict(contract, count)
}

/// The lines that differ: between a commit and the working tree, or between two commits.
fn changes(git: &Git, commits: &[&str]) -> Result<String, String> {
    let mut words = vec![
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--no-renames",
        "--relative",
    ];
    words.extend(commits);
    words.push("--");
    git.run(&words)
}

fn is_test_file(contract: &Contract, path: &str) -> bool {
    !path.is_empty()
        && !path.starts_with(".wave/")
        && contract
            .test_file_pattern
            .iter()
            .any(|glob| matches(glob, path))
}

fn is_test(prepared: &Prepared, line: &str) -> bool {
    prepared
        .test_pattern
        .as_ref()
        .unwrap_or(&GO_TEST)
        .is_match(line)
        .unwrap_or(false)
}

fn is_off(line: &str) -> bool {
    SWITCHED_OFF.is_match(line).unwrap_or(false)
}

fn add_text(text: &str, path: &str, prepared: &Prepared, count: &mut Count) {
    for (at, line) in text.lines().enumerate() {
        if is_test(prepared, line) {
            let line_number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            count.added.push(TestLine {
                file: path.to_owned(),
                line: line_number,
                text: line.trim().to_owned(),
            });
        }
        count.switched_off += i64::from(is_off(line));
    }
}

/// Reads a unified diff without context lines.
fn read_diff(diff: &str, contract: &Contract, prepared: &Prepared, count: &mut Count) {
    let (mut old_file, mut new_file) = (String::new(), String::new());
    let (mut old_line, mut new_line) = (0u32, 0u32);
    let (mut old_left, mut new_left) = (0u32, 0u32);
    for line in diff.lines() {
        if old_left == 0 && new_left == 0 {
            if let Some(path) = line.strip_prefix("--- ") {
                old_file = path.strip_prefix("a/").unwrap_or("").to_owned();
            } else if let Some(path) = line.strip_prefix("+++ ") {
                new_file = path.strip_prefix("b/").unwrap_or("").to_owned();
            } else if let Some(hunk) = line.strip_prefix("@@ -") {
                let mut parts = hunk.split(' ');
                let range = |text: Option<&str>| {
                    let text = text.unwrap_or_default().trim_start_matches('+');
                    let (start, len) = text.split_once(',').unwrap_or((text, "1"));
                    (start.parse().unwrap_or(0), len.parse().unwrap_or(0))
                };
                (old_line, old_left) = range(parts.next());
                (new_line, new_left) = range(parts.next());
            }
            continue;
        }
        if let Some(text) = line.strip_prefix('-').filter(|_| old_left > 0) {
            if is_test_file(contract, &old_file) {
                if is_test(prepared, text) {
                    count.removed.push(TestLine {
                        file: old_file.clone(),
                        line: old_line,
                        text: text.trim().to_owned(),
                    });
                }
                count.switched_off -= i64::from(is_off(text));
            }
            old_line += 1;
            old_left -= 1;
        } else if let Some(text) = line.strip_prefix('+').filter(|_| new_left > 0) {
            if is_test_file(contract, &new_file) {
                if is_test(prepared, text) {
                    count.added.push(TestLine {
                        file: new_file.clone(),
                        line: new_line,
                        text: text.trim().to_owned(),
                    });
                }
                count.switched_off += i64::from(is_off(text));
            }
            new_line += 1;
            new_left -= 1;
        }
    }
}

fn verdict(contract: &Contract, count: Count) -> Verdict {
    let off = count.switched_off.max(0);
    let net = count.removed.len() as i64 + off - count.added.len() as i64;
    let allowed = i64::try_from(contract.max_test_deletions).unwrap_or(i64::MAX);
    if net <= allowed {
        return Verdict::default();
    }
    // A line that went and came back is no loss.
    let mut back: Vec<&str> = count.added.iter().map(|line| line.text.as_str()).collect();
    let gone: Vec<&TestLine> = count
        .removed
        .iter()
        .filter(
            |line| match back.iter().position(|other| *other == line.text) {
                Some(at) => {
                    back.swap_remove(at);
                    false
                }
                None => true,
            },
        )
        .collect();
    let names: Vec<String> = gone
        .iter()
        .take(50)
        .map(|line| crate::clean::cut(&line.text, 120))
        .collect();
    let off_text = if off > 0 {
        format!(", {off} of them switched off")
    } else {
        String::new()
    };
    let message = format!(
        "{} {} gone on balance{off_text}; at most {allowed} may go",
        contractual_diag::counted(net, "test"),
        if net == 1 { "is" } else { "are" }
    );
    let mut violation = Violation::new("net_test_deletions", message)
        .with("net", net)
        .with("removed", count.removed.len())
        .with("added", count.added.len())
        .with("switched_off", off)
        .with("names", names);
    if let Some(first) = gone.first() {
        violation = violation.file(first.file.clone()).at(first.line, 1);
    }
    Verdict::one(violation)
}

#[cfg(test)]
mod tests {
    use super::is_off;

    #[test]
    fn what_switches_a_test_off() {
        for line in [
            "    t.Skip()",
            "func TestTwo(t *testing.T) { t.Skip(\"later\") }",
            "\tt.Helper(); t.SkipNow()",
            "#[ignore]",
            "#[test] #[ignore = \"slow\"]",
            "it.skip('adds', () => {",
            "  xit('adds', () => {",
            "@pytest.mark.skip(reason='x')",
        ] {
            assert!(is_off(line), "{line}");
        }
        for line in [
            "// t.Skip() was here",
            "assert.Skip(1)",
            "fn ignore() {}",
            "exit('now')",
            "emit.skip()",
        ] {
            assert!(!is_off(line), "{line}");
        }
    }
}
