//! Objects of a git repository, read by the `git` program: nothing is checked out, fetched or written.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// At most so many files of one folder are read.
const MAX_FILES: usize = 5_000;
/// At most so many tags are compared with.
const MAX_TAGS: usize = 200;

/// A repository, seen from a folder in it.
pub(super) struct Git {
    folder: PathBuf,
    /// The folder's path from the top, with a slash at its end; empty at the top.
    prefix: String,
    shallow: bool,
}

impl Git {
    /// The repository around a folder; `None` if there is none.
    pub(super) fn open(folder: &Path) -> Result<Option<Self>, String> {
        let absolute = folder
            .canonicalize()
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        // without this, a folder outside any repository would cost a process
        if !absolute.ancestors().any(|up| up.join(".git").exists()) {
            return Ok(None);
        }
        let mut git = Self {
            folder: absolute,
            prefix: String::new(),
            shallow: false,
        };
        let out = git.ask(&["rev-parse", "--is-shallow-repository", "--show-prefix"])?;
        let mut lines = out.lines();
        git.shallow = lines.next() == Some("true");
        git.prefix = lines.next().unwrap_or_default().to_owned();
        Ok(Some(git))
    }

    /// The merge-base of HEAD and a reference; `None` if there is no commit yet.
    pub(super) fn merge_base(
        &self,
        reference: &str,
        explicit: bool,
    ) -> Result<Option<String>, String> {
        if self.commit("HEAD").is_none() {
            return Ok(None);
        }
        let mut names = vec![reference.to_owned(), format!("origin/{reference}")];
        if !explicit {
            names.extend(["master".to_owned(), "origin/master".to_owned()]);
        }
        let Some(theirs) = names.iter().find_map(|name| self.commit(name)) else {
            return Err(match self.shallow {
                true => format!("{}, {reference} is not in it", self.depth()),
                false => format!("there is no {reference} in this repository"),
            });
        };
        match self.ask(&["merge-base", "HEAD", &theirs]) {
            Ok(found) => match found.lines().next() {
                Some(commit) => Ok(Some(commit.to_owned())),
                None => Err(self.unrelated(reference)),
            },
            Err(_) => Err(self.unrelated(reference)),
        }
    }

    fn unrelated(&self, reference: &str) -> String {
        match self.shallow {
            true => format!(
                "{}, the merge-base with {reference} is not in it",
                self.depth()
            ),
            false => format!("HEAD and {reference} have no commit in common"),
        }
    }

    fn depth(&self) -> String {
        let count = self.ask(&["rev-list", "--count", "HEAD"]);
        let count = count.as_deref().map_or("?", str::trim);
        match count {
            "1" => "this is a shallow clone of 1 commit".to_owned(),
            count => format!("this is a shallow clone of {count} commits"),
        }
    }

    /// Tags of released commits, newest first, with their commits.
    pub(super) fn released(&self, pattern: &str) -> Result<Vec<(String, String)>, String> {
        if self.commit("HEAD").is_none() {
            return Ok(Vec::new());
        }
        let tags = self.ask(&[
            "for-each-ref",
            "--merged=HEAD",
            "--sort=-version:refname",
            "--format=%(refname:lstrip=2)",
            &format!("refs/tags/{pattern}"),
        ])?;
        let found: Vec<(String, String)> = tags
            .lines()
            .take(MAX_TAGS)
            .filter_map(|tag| Some((tag.to_owned(), self.commit(&format!("refs/tags/{tag}"))?)))
            .collect();
        if found.is_empty() && self.shallow {
            return Err(format!("{}, no tag {pattern} is in it", self.depth()));
        }
        Ok(found)
    }

    fn commit(&self, name: &str) -> Option<String> {
        let wanted = format!("{name}^{{commit}}");
        let out = self
            .ask(&[
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &wanted,
            ])
            .ok()?;
        out.lines().next().map(str::to_owned)
    }

    /// The texts of all files below a folder in a commit, by their path from this folder.
    pub(super) fn files(&self, commit: &str, below: &str) -> Result<Vec<(String, String)>, String> {
        let folder = normal(&format!("{}{below}", self.prefix));
        let listed = self.ask(&[
            "ls-tree",
            "-r",
            "-z",
            "--full-tree",
            "--name-only",
            commit,
            "--",
            &format!("{folder}/"),
        ])?;
        let paths: Vec<&str> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && !path.contains('\n'))
            .take(MAX_FILES)
            .collect();
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let questions: String = paths
            .iter()
            .map(|path| format!("{commit}:{path}\n"))
            .collect();
        let answers = self.run(&["cat-file", "--batch"], Some(questions))?;
        let mut rest = answers.as_slice();
        let mut out = Vec::new();
        for path in paths {
            let end = rest
                .iter()
                .position(|b| *b == b'\n')
                .ok_or("git cat-file ended early")?;
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            let mut words = head.rsplit(' ');
            let size = words.next().and_then(|size| size.parse::<usize>().ok());
            let (Some(size), Some("blob")) = (size, words.next()) else {
                // a partial clone without the object, or no file
                return Err(format!("{path} of {commit} is not in this repository"));
            };
            let bytes = rest.get(..size).ok_or("git cat-file ended early")?;
            rest = rest.get(size + 1..).unwrap_or_default();
            let text = String::from_utf8_lossy(bytes).into_owned();
            let inner = path.strip_prefix(&folder).unwrap_or(path);
            out.push((format!("{below}{inner}"), text));
        }
        Ok(out)
    }

    /// Files that change when HEAD or a branch moves.
    pub(super) fn moving(&self) -> Vec<PathBuf> {
        let asked = self.ask(&[
            "rev-parse",
            "--git-path",
            "logs/HEAD",
            "--git-path",
            "HEAD",
            "--git-path",
            "packed-refs",
        ]);
        let Ok(paths) = asked else {
            return Vec::new();
        };
        paths
            .lines()
            .map(|path| self.folder.join(path))
            .filter(|path| path.is_file())
            .collect()
    }

    fn ask(&self, arguments: &[&str]) -> Result<String, String> {
        let out = self.run(arguments, None)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    fn run(&self, arguments: &[&str], input: Option<String>) -> Result<Vec<u8>, String> {
        let mut command = Command::new("git");
        command
            .current_dir(&self.folder)
            .args([
                "--no-pager",
                "--no-replace-objects",
                "-c",
                "core.fsmonitor=false",
            ])
            .args(arguments)
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("LC_ALL", "C")
            .stdin(match input {
                Some(_) => Stdio::piped(),
                None => Stdio::null(),
            })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // a hook that runs a build sets these for its own repository
        for name in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_PREFIX",
        ] {
            command.env_remove(name);
        }
        let mut child = command
            .spawn()
            .map_err(|error| format!("the program git cannot be run: {error}"))?;
        let writer = child.stdin.take().zip(input).map(|(mut stdin, input)| {
            // git answers while it is asked: both pipes move at once
            std::thread::spawn(move || stdin.write_all(input.as_bytes()))
        });
        let output = child
            .wait_with_output()
            .map_err(|error| format!("the program git cannot be read: {error}"))?;
        if let Some(writer) = writer {
            let _ = writer.join();
        }
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = said.lines().next().unwrap_or("no reason given");
            return Err(format!("git {} failed: {said}", arguments[0]));
        }
        Ok(output.stdout)
    }
}

/// A path without `.` and `..` steps.
fn normal(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn paths_are_made_plain() {
        assert_eq!(normal("a/b/./../docs/contracts"), "a/docs/contracts");
        assert_eq!(normal("./docs//contracts"), "docs/contracts");
    }
}
