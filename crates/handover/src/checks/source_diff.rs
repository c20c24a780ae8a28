//! `source_diff`: the step changed enough source files (section 14.3).

use super::{Scene, Verdict};
use crate::Violation;
use crate::document::Contract;
use crate::git::Git;

pub(super) fn not_a_repository() -> Violation {
    Violation::new(
        "not_a_repository",
        "the workspace is not a git repository, so its changes cannot be counted",
    )
    .hint("write `workspace: {type: worktree}` for this step")
}

/// The repository of the workspace and the commit that the step began at.
pub(super) fn repository<'a>(scene: &Scene<'a>) -> Option<(Git<'a>, String)> {
    let git = Git::find(scene.workspace, scene.options)?;
    let base = scene.base.map(str::to_owned).or_else(|| git.head())?;
    Some((git, base))
}

pub(super) fn check(scene: &Scene<'_>, contract: &Contract) -> Verdict {
    let Some((git, base)) = repository(scene) else {
        return Verdict::one(not_a_repository());
    };
    let tracked = git.run(&["diff", "--name-only", "-z", "--relative", &base, "--"]);
    let untracked = git.run(&["ls-files", "--others", "--exclude-standard", "-z"]);
    let (tracked, untracked) = match (tracked, untracked) {
        (Ok(tracked), Ok(untracked)) => (tracked, untracked),
        (Err(why), _) | (_, Err(why)) => {
            return Verdict::one(Violation::new(
                "bad_ref",
                format!("git cannot compare the workspace with {base}: {why}"),
            ));
        }
    };
    let mut changed: Vec<String> = tracked
        .split('\0')
        .chain(untracked.split('\0'))
        .filter(|path| !path.is_empty() && !path.starts_with(".wave/"))
        .map(str::to_owned)
        .collect();
    changed.sort();
    changed.dedup();
    let (counted, left_out): (Vec<String>, Vec<String>) = changed.into_iter().partition(|path| {
        contract
            .glob
            .as_deref()
            .is_none_or(|glob| matches(glob, path))
            && !contract.exclude.iter().any(|glob| matches(glob, path))
    });
    let needed = contract.min_files.unwrap_or(1);
    if counted.len() as u64 >= needed {
        return Verdict::default();
    }
    let message = format!(
        "the step changed {} that {}, at least {needed} are needed",
        contractual_diag::counted(counted.len(), "file"),
        if counted.len() == 1 {
            "counts"
        } else {
            "count"
        }
    );
    Verdict::one(
        Violation::new("too_few_changes", message)
            .with("found", counted.len())
            .with("needed", needed)
            .with("counted", counted)
            .with(
                "excluded",
                left_out.into_iter().take(100).collect::<Vec<_>>(),
            ),
    )
}

/// True if a path, or its last part where the pattern has no `/`, matches a glob: `*` and `?` stay in one part, `**` does not.
pub(super) fn matches(glob: &str, path: &str) -> bool {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    if let Some((before, rest)) = glob.split_once('{')
        && let Some((choices, after)) = rest.split_once('}')
    {
        return choices
            .split(',')
            .any(|choice| matches(&format!("{before}{choice}{after}"), path));
    }
    let parts: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = glob.split('/').collect();
    if wanted.len() == 1 && part(glob, parts.last().copied().unwrap_or_default()) {
        return true;
    }
    whole(&wanted, &parts)
}

fn whole(wanted: &[&str], parts: &[&str]) -> bool {
    match wanted.split_first() {
        None => parts.is_empty(),
        Some((&"**", [])) => !parts.is_empty(),
        Some((&"**", rest)) => (0..=parts.len()).any(|skip| whole(rest, &parts[skip..])),
        Some((first, rest)) => parts
            .split_first()
            .is_some_and(|(name, below)| part(first, name) && whole(rest, below)),
    }
}

fn part(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut g, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match glob.get(g) {
            Some('*') => {
                star = Some((g, n));
                g += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                g += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    g = at + 1;
                    n = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    glob[g..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs() {
        for (glob, path, want) in [
            ("*.rs", "src/a/b.rs", true),
            ("*.rs", "b.rs.txt", false),
            ("src/*.rs", "src/b.rs", true),
            ("src/*.rs", "src/a/b.rs", false),
            ("src/**", "src/a/b.rs", true),
            ("**/b.rs", "b.rs", true),
            ("a/**/z.rs", "a/b/c/z.rs", true),
            ("a/**/z.rs", "a/z.rs", true),
            ("tests/**", "src/tests/x", false),
            ("*_test.go", "pkg/x_test.go", true),
            ("*.{ts,tsx}", "a/b.tsx", true),
            ("x?z", "xyz", true),
        ] {
            assert_eq!(matches(glob, path), want, "{glob} {path}");
        }
    }
}
