//! Processes on Unix: own groups, and descendants that left the group are found by their environment where `/proc` shows it.

use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};

use super::{Cancel, Ended, GRACE, JOB_VARIABLE};

/// The shell with a text.
pub(super) fn shell(text: &str) -> Command {
    // A full path: the child need not look for it, and no `PATH` of a job decides which shell it is.
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(text);
    command
}

/// The command will lead a group of its own.
pub(super) fn own_group(command: &mut Command) {
    command.process_group(0);
}

/// Ends the group of a command by force.
pub(super) fn kill_group(child: &Child) {
    let _ = rustix::process::kill_process_group(Pid::from_child(child), Signal::KILL);
}

/// What a status says.
pub(super) fn ended_as(status: ExitStatus) -> Ended {
    match (status.code(), status.signal()) {
        (Some(code), _) => Ended::Exit(code),
        (None, Some(signal)) => Ended::Signal(signal),
        (None, None) => Ended::Exit(1),
    }
}

/// Waits for the main process. It stays unreaped, so that its group cannot be taken over by a stranger.
pub(super) fn watch(
    child: &mut Child,
    token: &str,
    limit: Option<Duration>,
    cancel: &[&Cancel],
    started: Instant,
) -> (Ended, bool) {
    let group = Pid::from_child(child);
    let (sender, gone) = mpsc::channel();
    std::thread::spawn(move || {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while let Err(rustix::io::Errno::INTR) =
            rustix::process::waitid(WaitId::Pid(group), options)
        {}
        let _ = sender.send(());
    });
    let ended = loop {
        let step = Duration::from_millis(25);
        let left = limit.map(|limit| limit.saturating_sub(started.elapsed()));
        match gone.recv_timeout(left.map_or(step, |left| left.min(step))) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return (Ended::Exit(0), false),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if cancel.iter().any(|flag| flag.is_cancelled()) {
            break Ended::Cancelled;
        }
        if limit.is_some_and(|limit| started.elapsed() >= limit) {
            break Ended::TimedOut;
        }
    };
    let _ = rustix::process::kill_process_group(group, Signal::TERM);
    let until = Instant::now() + GRACE;
    let _ = gone.recv_timeout(GRACE);
    // The main process may be gone while others of its group still clean up.
    while Instant::now() < until && group_lives(group) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = rustix::process::kill_process_group(group, Signal::KILL);
    kill_marked(token);
    (ended, false)
}

/// True if a process of the group, other than zombies, is left.
fn group_lives(group: Pid) -> bool {
    let wanted = group.as_raw_nonzero().get().to_string();
    processes().any(|pid| {
        std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
            let Some((_, rest)) = stat.rsplit_once(')') else {
                return false;
            };
            let mut fields = rest.split_whitespace();
            let state = fields.next();
            let _parent = fields.next();
            fields.next() == Some(wanted.as_str()) && state != Some("Z")
        })
    })
}

fn processes() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc").ok();
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// Ends every process that carries the job's mark in its environment: those that left the process group.
pub(super) fn kill_marked(token: &str) {
    let mark = format!("{JOB_VARIABLE}={token}");
    let own = std::process::id().cast_signed();
    for _ in 0..20 {
        let mut found = false;
        for pid in processes().filter(|pid| *pid != own) {
            let Ok(environment) = std::fs::read(format!("/proc/{pid}/environ")) else {
                continue;
            };
            let marked = environment.split(|byte| *byte == 0).any(|variable| {
                variable == mark.as_bytes()
                    || (variable.starts_with(mark.as_bytes()) && token.ends_with('-'))
            });
            if marked && let Some(pid) = Pid::from_raw(pid) {
                found |= rustix::process::kill_process(pid, Signal::KILL).is_ok();
            }
        }
        if !found {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
