//! The private folder of an attempt: made anew from the same sources each time (section 7).

use std::path::{Path, PathBuf};

use crate::git::Git;
use crate::root::{Refused, Root};
use crate::{Options, RelPath, Violation};

/// What a workspace starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ground {
    Empty,
    /// The project at a commit.
    Worktree {
        base: String,
        branch: Option<String>,
    },
    /// Copies: source in the project, target in the workspace, read-only.
    Mount(Vec<(RelPath, RelPath, bool)>),
    /// The folder of another step.
    Ref(String),
}

/// At most this many files are copied for one mount.
const MAX_MOUNTED: usize = 200_000;

fn failed(message: impl Into<String>) -> Box<Violation> {
    Box::new(Violation::new("workspace_failed", message))
}

fn io(verb: &str, path: &Path, error: &std::io::Error) -> Box<Violation> {
    failed(format!(
        "cannot {verb} `{}`: {error}",
        path.file_name().unwrap_or_default().to_string_lossy()
    ))
}

/// Makes the workspace of an attempt at `folder`, which must not exist, and opens it.
pub(crate) fn make(
    folder: &Path,
    ground: &Ground,
    project: &Root,
    options: &Options,
) -> Result<Root, Box<Violation>> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| io("clear", folder, &error))?;
    }
    let workspace = match ground {
        Ground::Worktree { base, branch } => {
            worktree(folder, base, branch.as_deref(), project, options)?
        }
        Ground::Empty | Ground::Mount(_) | Ground::Ref(_) => {
            std::fs::create_dir_all(folder).map_err(|error| io("make", folder, &error))?;
            Root::open(folder).map_err(|error| io("open", folder, &error))?
        }
    };
    if let Ground::Mount(mounts) = ground {
        for (source, target, read_only) in mounts {
            let mut left = MAX_MOUNTED;
            copy_tree(project, source, &workspace, target, *read_only, &mut left).map_err(
                |error| {
                    failed(format!(
                        "cannot copy `{source}` into the workspace: {error}"
                    ))
                },
            )?;
        }
    }
    for own in ["artifacts", "output", "feedback", "contract"] {
        let path = RelPath::parse(&format!(".wave/{own}")).unwrap_or_default();
        let cleared = workspace.remove(&path);
        let made = if matches!(own, "artifacts" | "output") {
            workspace.make_folder(&path).map(drop)
        } else {
            Ok(())
        };
        if let Err(refused) = cleared.and(made) {
            return Err(failed(format!(
                "cannot prepare `{path}`: {}",
                reason(&refused)
            )));
        }
    }
    Ok(workspace)
}

fn reason(refused: &Refused) -> String {
    match refused {
        Refused::Missing => "it is gone".into(),
        Refused::Escape(link) => format!("the link `{link}` leads out of the workspace"),
        Refused::NotFile => "it is not a file".into(),
        Refused::NotFolder => "it is not a folder".into(),
        Refused::Loop => "its links lead in a circle".into(),
        Refused::Io(error) => error.to_string(),
    }
}

/// The project at a commit, in a repository of its own that borrows the project's objects: commits, stashes, index and refs of one
/// attempt can never be seen by another.
fn worktree(
    folder: &Path,
    base: &str,
    branch: Option<&str>,
    project: &Root,
    options: &Options,
) -> Result<Root, Box<Violation>> {
    let git = Git::at(project.path(), options);
    let top = git.run(&["rev-parse", "--show-toplevel"]).map_err(failed)?;
    let prefix = git.run(&["rev-parse", "--show-prefix"]).map_err(failed)?;
    let folder_text = folder.to_string_lossy().into_owned();
    if let Some(parent) = folder.parent() {
        std::fs::create_dir_all(parent).map_err(|error| io("make", parent, &error))?;
    }
    git.run(&[
        "clone",
        "--quiet",
        "--shared",
        "--no-checkout",
        "--",
        top.trim_end_matches('\n'),
        &folder_text,
    ])
    .map_err(failed)?;
    let own = Git::at(folder, options);
    let fetched = own.commit(base).is_some();
    if !fetched {
        return Err(failed(format!(
            "the commit {base} cannot be reached from the workspace"
        )));
    }
    let checkout: Vec<&str> = match branch {
        Some(branch) => vec!["checkout", "--quiet", "-B", branch, base],
        None => vec!["checkout", "--quiet", "--detach", base],
    };
    own.run(&checkout).map_err(failed)?;
    // A push must not land in the project by accident: the remote is the project's own, or none.
    match git.text(&["remote", "get-url", "origin"]) {
        Some(url) => own
            .run(&["remote", "set-url", "origin", url.trim()])
            .map_err(failed)?,
        None => own.run(&["remote", "remove", "origin"]).map_err(failed)?,
    };
    for key in ["user.name", "user.email"] {
        if let Some(value) = git.text(&["config", key]) {
            own.text(&["config", key, value.trim()]);
        }
    }
    let exclude = folder.join(".git/info");
    let _ = std::fs::create_dir_all(&exclude);
    let _ = std::fs::write(exclude.join("exclude"), "/.wave/\n");
    let workspace: PathBuf = folder.join(prefix.trim());
    std::fs::create_dir_all(&workspace).map_err(|error| io("make", &workspace, &error))?;
    Root::open(&workspace).map_err(|error| io("open", &workspace, &error))
}

/// Keeps the commits of an attempt reachable in the project, under a name that says where they come from.
pub(crate) fn keep_commits(
    workspace: &Root,
    base: &str,
    project: &Root,
    reference: &str,
    options: &Options,
) {
    let own = Git::at(workspace.path(), options);
    let Some(head) = own.head() else { return };
    if head == base {
        return;
    }
    let Some(top) = own.text(&["rev-parse", "--show-toplevel"]) else {
        return;
    };
    let spec = format!("{head}:{reference}");
    let git = Git::at(project.path(), options);
    git.text(&[
        "fetch",
        "--quiet",
        "--no-tags",
        "--",
        top.trim_end_matches('\n'),
        &spec,
    ]);
}

/// Copies a file or a folder with everything below it. Links are not followed out; other special files are left out.
pub(crate) fn copy_tree(
    from: &Root,
    source: &RelPath,
    to: &Root,
    target: &RelPath,
    read_only: bool,
    left: &mut usize,
) -> Result<(), String> {
    match from.file(source) {
        Ok(mut file) => {
            *left = left
                .checked_sub(1)
                .ok_or_else(|| format!("more than {MAX_MOUNTED} files"))?;
            let mode = mode_of(&file).unwrap_or(0o644);
            let mode = if read_only {
                mode & 0o555
            } else {
                mode | 0o200
            };
            to.copy_in(target, &mut file, mode)
                .map_err(|refused| reason(&refused))
        }
        Err(Refused::NotFile) => match from.folder(source) {
            Ok(_) => {
                to.make_folder(target).map_err(|refused| reason(&refused))?;
                for name in from
                    .names(source, usize::MAX / 16)
                    .map_err(|refused| reason(&refused))?
                {
                    if name == ".git" && source.is_base() {
                        continue;
                    }
                    let (Ok(below), Ok(there)) = (source.join(&name), target.join(&name)) else {
                        continue;
                    };
                    match copy_tree(from, &below, to, &there, read_only, left) {
                        Ok(()) => {}
                        Err(why) if *left == 0 => return Err(why),
                        Err(why) => return Err(why),
                    }
                }
                if read_only {
                    to.set_mode(target, 0o555)
                        .map_err(|refused| reason(&refused))?;
                }
                Ok(())
            }
            // Sockets, pipes and devices are no content.
            Err(_) => Ok(()),
        },
        // A link that leads nowhere or out is no content either.
        Err(Refused::Escape(_) | Refused::Loop) => Ok(()),
        Err(Refused::Missing) if !source.is_base() => Ok(()),
        Err(refused) => Err(reason(&refused)),
    }
}

#[cfg(unix)]
fn mode_of(file: &std::fs::File) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(file.metadata().ok()?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode_of(_: &std::fs::File) -> Option<u32> {
    None
}
