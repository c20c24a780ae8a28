//! One command in its own process group: output collected within bounds, limits that hold, nothing left holding the step open.

use std::future::{Future, poll_fn};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep_until};

/// Between SIGTERM and SIGKILL.
const GRACE: Duration = Duration::from_millis(500);
/// After the command has ended: output is awaited until it has been quiet for this long.
const QUIET: Duration = Duration::from_millis(300);
/// Output of background children is awaited no longer than this in all.
const DRAIN: Duration = Duration::from_secs(3);
/// After SIGKILL.
const LAST: Duration = Duration::from_millis(200);

/// What to run.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) run: String,
    pub(crate) cwd: Option<PathBuf>,
    /// The whole environment.
    pub(crate) env: Vec<(String, String)>,
    pub(crate) limit: Duration,
    /// Bytes of standard output and standard error that are kept.
    pub(crate) keep: [usize; 2],
    /// Whether more output than is kept ends the command.
    pub(crate) must_keep: [bool; 2],
}

/// What one stream gave.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// The beginning, as much as was to be kept.
    pub(crate) bytes: Vec<u8>,
    /// All of its characters (UTF-8).
    pub(crate) chars: u64,
    keep: usize,
    /// More came than was kept.
    pub(crate) cut: bool,
}

impl Output {
    fn take(&mut self, bytes: &[u8]) {
        self.chars += bytes.iter().filter(|b| (**b & 0xc0) != 0x80).count() as u64;
        let room = self.keep.saturating_sub(self.bytes.len());
        self.cut |= bytes.len() > room;
        self.bytes
            .extend_from_slice(&bytes[..room.min(bytes.len())]);
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// `None` if it could not even be killed in time.
    pub(crate) status: Option<ExitStatus>,
    /// It reached its time limit.
    pub(crate) timed_out: bool,
    /// More output than the assertions can be given.
    pub(crate) too_much: bool,
    pub(crate) duration: Duration,
    pub(crate) stdout: Output,
    pub(crate) stderr: Output,
}

/// Kills the group when the step is given up (a signal to the tool).
struct Group {
    leader: Option<u32>,
    armed: bool,
}

impl Group {
    #[cfg(unix)]
    fn id(&self) -> Option<rustix::process::Pid> {
        let raw = i32::try_from(self.leader?).ok()?;
        rustix::process::Pid::from_raw(raw)
    }

    #[cfg(unix)]
    fn terminate(&self) {
        if let Some(id) = self.id() {
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::TERM);
        }
    }

    #[cfg(unix)]
    fn kill(&self) {
        if let Some(id) = self.id() {
            let _ = rustix::process::kill_process_group(id, rustix::process::Signal::KILL);
        }
    }

    #[cfg(unix)]
    fn is_gone(&self) -> bool {
        self.id()
            .is_none_or(|id| rustix::process::test_kill_process_group(id).is_err())
    }

    /// There is no polite way: the shell is ended, and [`Group::kill`] ends what it started.
    #[cfg(not(unix))]
    fn terminate(&self) {
        self.kill();
    }

    /// The system's own tool ends a process with all its children, while the process is still there.
    #[cfg(not(unix))]
    fn kill(&self) {
        if let Some(id) = self.leader {
            let _ = std::process::Command::new("taskkill")
                .args(["/T", "/F", "/PID", &id.to_string()])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
        }
    }

    #[cfg(not(unix))]
    fn is_gone(&self) -> bool {
        true
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.armed {
            self.kill();
        }
    }
}

enum Event {
    Exited(Option<ExitStatus>),
    Progress,
    Time,
}

struct Streams {
    /// Where a read puts its bytes.
    chunk: Vec<u8>,
    pipes: [Option<Pin<Box<dyn AsyncRead + Send>>>; 2],
    outputs: [Output; 2],
}

impl Streams {
    fn all_closed(&self) -> bool {
        self.pipes.iter().all(Option::is_none)
    }
}

/// Runs a command.
///
/// # Errors
/// Why it could not be started.
pub(crate) async fn run(job: &Job) -> Result<Ended, std::io::Error> {
    let start = Instant::now();
    let mut child = shell(job).spawn()?;
    let mut group = Group {
        leader: child.id(),
        armed: true,
    };
    let mut streams = Streams {
        chunk: vec![0; 64 * 1024],
        pipes: [
            child
                .stdout
                .take()
                .map(|p| Box::pin(p) as Pin<Box<dyn AsyncRead + Send>>),
            child
                .stderr
                .take()
                .map(|p| Box::pin(p) as Pin<Box<dyn AsyncRead + Send>>),
        ],
        outputs: job.keep.map(|keep| Output {
            keep,
            ..Output::default()
        }),
    };
    let deadline = start + job.limit;
    let mut status = None;
    let mut duration = None;
    let mut timed_out = false;
    let mut too_much = false;

    // 1. The command runs.
    while duration.is_none() {
        match next(&mut child, true, &mut streams, deadline).await {
            Event::Exited(ended) => {
                status = ended;
                duration = Some(start.elapsed());
            }
            Event::Progress => {
                too_much = (0..2).any(|i| job.must_keep[i] && streams.outputs[i].cut);
                if too_much {
                    break;
                }
            }
            Event::Time => {
                timed_out = true;
                break;
            }
        }
    }
    if duration.is_some() {
        // 2a. It has ended: what is left in the pipes is read until they are quiet.
        let end = Instant::now() + DRAIN;
        while !streams.all_closed() {
            match next(
                &mut child,
                false,
                &mut streams,
                end.min(Instant::now() + QUIET),
            )
            .await
            {
                Event::Progress if Instant::now() < end => {}
                _ => break,
            }
        }
        too_much = (0..2).any(|i| job.must_keep[i] && streams.outputs[i].cut);
        // Detached helpers live on.
        group.armed = false;
    } else {
        // 2b. It is stopped: politely, then by force, always the whole group.
        group.terminate();
        #[cfg(not(unix))]
        let _ = child.start_kill();
        let grace = Instant::now() + GRACE;
        let mut reaped = false;
        while Instant::now() < grace && !(reaped && streams.all_closed() && group.is_gone()) {
            let until = grace.min(Instant::now() + Duration::from_millis(20));
            if let Event::Exited(ended) = next(&mut child, !reaped, &mut streams, until).await {
                status = ended;
                reaped = true;
            }
        }
        group.kill();
        let last = Instant::now() + LAST;
        while Instant::now() < last && !(reaped && streams.all_closed()) {
            if let Event::Exited(ended) = next(&mut child, !reaped, &mut streams, last).await {
                status = ended;
                reaped = true;
            }
        }
        group.armed = false;
    }
    let [stdout, stderr] = streams.outputs;
    Ok(Ended {
        status,
        timed_out,
        too_much,
        duration: duration.unwrap_or_else(|| start.elapsed()),
        stdout,
        stderr,
    })
}

fn shell(job: &Job) -> Command {
    #[cfg(unix)]
    let mut command = {
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(&job.run).process_group(0);
        command
    };
    #[cfg(windows)]
    let mut command = {
        let mut command = Command::new("cmd.exe");
        command
            .arg("/d")
            .arg("/s")
            .arg("/c")
            .raw_arg(format!("\"{}\"", job.run));
        command
    };
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env_clear()
        .envs(job.env.iter().map(|(k, v)| (k, v)));
    if let Some(cwd) = &job.cwd {
        command.current_dir(cwd);
    }
    command
}

/// The next thing that happens, no later than `until`.
async fn next(child: &mut Child, wait: bool, streams: &mut Streams, until: Instant) -> Event {
    let mut timer = Box::pin(sleep_until(until));
    let mut exit = wait.then(|| Box::pin(child.wait()));
    poll_fn(|cx| {
        let mut progress = false;
        for (pipe, output) in streams.pipes.iter_mut().zip(&mut streams.outputs) {
            // A few chunks at a time: endless output must not keep the timer waiting.
            for _ in 0..16 {
                let Some(reader) = pipe else { break };
                let mut buffer = ReadBuf::new(&mut streams.chunk);
                match reader.as_mut().poll_read(cx, &mut buffer) {
                    Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                        output.take(buffer.filled());
                    }
                    Poll::Ready(_) => *pipe = None,
                    Poll::Pending => break,
                }
                progress = true;
            }
        }
        if timer.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Event::Time);
        }
        if progress {
            return Poll::Ready(Event::Progress);
        }
        if let Some(exit) = &mut exit
            && let Poll::Ready(status) = exit.as_mut().poll(cx)
        {
            return Poll::Ready(Event::Exited(status.ok()));
        }
        Poll::Pending
    })
    .await
}
