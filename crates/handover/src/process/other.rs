//! Processes where there are no groups: a command is ended together with what it started by the system's own tool. What detaches
//! itself after its parent has ended is not found.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{Cancel, Ended};

/// The command interpreter with a text.
#[cfg(windows)]
pub(super) fn shell(text: &str) -> Command {
    use std::os::windows::process::CommandExt;
    let mut command = Command::new("cmd.exe");
    command
        .args(["/d", "/s", "/c"])
        .raw_arg(format!("\"{text}\""));
    command
}

/// The shell with a text.
#[cfg(not(windows))]
pub(super) fn shell(text: &str) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(text);
    command
}

/// There are no groups.
pub(super) fn own_group(_: &mut Command) {}

/// Ends a command and what it started.
pub(super) fn kill_group(child: &Child) {
    let id = child.id().to_string();
    let _ = Command::new("taskkill")
        .args(["/T", "/F", "/PID", &id])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Nothing marks a process here.
pub(super) fn kill_marked(_: &str) {}

/// What a status says.
pub(super) fn ended_as(status: ExitStatus) -> Ended {
    Ended::Exit(status.code().unwrap_or(1))
}

/// Waits for the main process.
pub(super) fn watch(
    child: &mut Child,
    _: &str,
    limit: Option<Duration>,
    cancel: &[&Cancel],
    started: Instant,
) -> (Ended, bool) {
    let ended = loop {
        match child.try_wait() {
            Ok(None) => {}
            Ok(Some(_)) => return (Ended::Exit(0), false),
            Err(error) => return (Ended::NotStarted(error), false),
        }
        if cancel.iter().any(|flag| flag.is_cancelled()) {
            break Ended::Cancelled;
        }
        if limit.is_some_and(|limit| started.elapsed() >= limit) {
            break Ended::TimedOut;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    kill_group(child);
    let _ = child.kill();
    (ended, false)
}
