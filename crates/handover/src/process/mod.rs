//! Running one command: own process group, both streams drained with bounded memory, ended with its whole tree at its limit
//! (section 10.3).

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use other::{ended_as, kill_group, kill_marked, own_group, shell, watch};
#[cfg(unix)]
use unix::{ended_as, kill_group, kill_marked, own_group, shell, watch};

/// The first bytes of a stream that are kept.
pub(crate) const HEAD_BYTES: usize = 8 * 1024;
/// The last bytes of a stream that are kept.
pub(crate) const TAIL_BYTES: usize = 24 * 1024;
/// Between the request to end and the end by force.
#[cfg(unix)]
const GRACE: Duration = Duration::from_secs(2);
/// How long a background child may keep a pipe open after its parent has ended.
const LINGER: Duration = Duration::from_secs(1);
/// The environment variable by which descendants that left the group are found again.
const JOB_VARIABLE: &str = "WAVE_JOB";

/// A flag that ends everything that runs.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A flag that is raised from outside, by a signal for example.
    pub fn from_flag(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }

    /// Ends everything that runs under this flag.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// True once the flag was raised.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// What to start.
#[derive(Debug, Clone)]
pub(crate) enum Program {
    /// Text for the shell: `sh -c`, on Windows the command interpreter.
    Shell(String),
    /// A program with exactly these arguments.
    Exec(OsString, Vec<OsString>),
}

/// The environment of a command.
#[derive(Debug, Clone)]
pub(crate) struct Environment {
    /// True to start from this process's environment, false to start from nothing.
    pub(crate) inherit: bool,
    /// Variables set on top.
    pub(crate) set: Vec<(String, OsString)>,
}

/// One command to run.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    /// What to start.
    pub(crate) program: Program,
    /// The working folder.
    pub(crate) folder: &'a Path,
    /// Its environment.
    pub(crate) environment: Environment,
    /// Standard input; nothing means `/dev/null`.
    pub(crate) input: Option<Vec<u8>>,
    /// Its time limit.
    pub(crate) limit: Option<Duration>,
    /// Keep all of standard output up to this many bytes.
    pub(crate) keep_stdout: Option<usize>,
    /// What raises the run's end.
    pub(crate) cancel: &'a [&'a Cancel],
}

/// How a command ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With an exit status.
    Exit(i32),
    /// By a signal.
    #[cfg_attr(not(unix), allow(dead_code, reason = "there are none"))]
    Signal(i32),
    /// At its limit.
    TimedOut,
    /// Because the run was interrupted.
    Cancelled,
    /// It could not be started.
    NotStarted(io::Error),
}

/// What is kept of one stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct Captured {
    /// The first bytes.
    pub(crate) head: Vec<u8>,
    /// The last bytes, if there were more than fit into the head.
    pub(crate) tail: Vec<u8>,
    /// All bytes, counted.
    pub(crate) total: u64,
    /// Everything, if it was asked for and fitted.
    pub(crate) whole: Option<Vec<u8>>,
}

impl Captured {
    /// True if bytes between head and tail were dropped.
    pub(crate) fn truncated(&self) -> bool {
        self.total > (self.head.len() + self.tail.len()) as u64
    }

    /// Head and tail as one text, with a mark where bytes were dropped.
    pub(crate) fn text(&self) -> String {
        if self.truncated() {
            let dropped = self.total - (self.head.len() + self.tail.len()) as u64;
            return format!(
                "{}\n[... {dropped} bytes left out ...]\n{}",
                crate::clean::output_text(&self.head),
                crate::clean::output_text(&self.tail)
            );
        }
        let mut bytes = self.head.clone();
        bytes.extend_from_slice(&self.tail);
        crate::clean::output_text(&bytes)
    }
}

/// What became of a command.
#[derive(Debug)]
pub(crate) struct Finished {
    /// How it ended.
    pub(crate) ended: Ended,
    /// Its standard output.
    pub(crate) stdout: Captured,
    /// Its standard error.
    pub(crate) stderr: Captured,
    /// How long it ran.
    pub(crate) took: Duration,
    /// True if a background child had to be ended after the command itself.
    pub(crate) background: bool,
}

/// Input up to this size fits into an empty pipe: writing it never waits.
const AT_ONCE: usize = if cfg!(target_os = "linux") {
    32 * 1024
} else {
    512
};

/// Runs a command to its end.
pub(crate) fn run(job: Job<'_>) -> Finished {
    let started = Instant::now();
    let token = next_token();
    let mut command = match &job.program {
        Program::Shell(text) => shell(text),
        Program::Exec(program, arguments) => {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        }
    };
    if !job.environment.inherit {
        command.env_clear();
    }
    command.envs(
        job.environment
            .set
            .iter()
            .map(|(name, value)| (name, value)),
    );
    command
        .env(JOB_VARIABLE, &token)
        .env("PWD", job.folder)
        .current_dir(job.folder);
    own_group(&mut command);
    command.stdin(if job.input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return Finished {
                ended: Ended::NotStarted(error),
                stdout: Captured::default(),
                stderr: Captured::default(),
                took: started.elapsed(),
                background: false,
            };
        }
    };
    if let (Some(mut pipe), Some(input)) = (child.stdin.take(), job.input) {
        // A command that does not read its input closes the pipe; that is its right.
        if input.len() <= AT_ONCE {
            let _ = pipe.write_all(&input);
            drop(pipe);
        } else {
            std::thread::spawn(move || {
                let _ = pipe.write_all(&input);
            });
        }
    }
    let (closed_sender, closed) = mpsc::channel();
    let stdout = drain(child.stdout.take(), job.keep_stdout, closed_sender.clone());
    let stderr = drain(child.stderr.take(), None, closed_sender);
    let (mut ended, mut background) = watch(&mut child, &token, job.limit, job.cancel, started);
    let took = started.elapsed();
    let until = Instant::now() + LINGER;
    let mut open = 2;
    while open > 0 {
        match closed.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(()) => open -= 1,
            Err(RecvTimeoutError::Disconnected) => open = 0,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    kill_group(&child);
    if open > 0 {
        background = true;
        kill_marked(&token);
        let until = Instant::now() + LINGER;
        while open > 0
            && closed
                .recv_timeout(until.saturating_duration_since(Instant::now()))
                .is_ok()
        {
            open -= 1;
        }
    }
    match child.wait() {
        Ok(status) => {
            if let Ended::Exit(_) = ended {
                ended = ended_as(status);
            }
        }
        Err(error) => ended = Ended::NotStarted(error),
    }
    let take = |stream: Arc<Mutex<Captured>>| {
        std::mem::take(&mut *stream.lock().unwrap_or_else(PoisonError::into_inner))
    };
    Finished {
        ended,
        stdout: take(stdout).in_order(),
        stderr: take(stderr).in_order(),
        took,
        background,
    }
}

/// Ends whatever this process started and that still runs, wherever it went.
pub(crate) fn end_leftovers() {
    kill_marked(&format!("{}-", session()));
}

fn session() -> String {
    static STARTED: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    STARTED
        .get_or_init(|| {
            let now = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            format!("{}.{}", std::process::id(), now.as_nanos())
        })
        .clone()
}

fn next_token() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{}-{}", session(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Reads a stream to its end on its own thread. The tail is a ring until [`Captured::in_order`] turns it.
fn drain(
    stream: Option<impl Read + Send + 'static>,
    keep: Option<usize>,
    closed: mpsc::Sender<()>,
) -> Arc<Mutex<Captured>> {
    let shared = Arc::new(Mutex::new(Captured {
        whole: keep.map(|_| Vec::new()),
        ..Captured::default()
    }));
    let Some(mut stream) = stream else {
        return shared;
    };
    let kept = Arc::clone(&shared);
    std::thread::spawn(move || {
        let mut buffer = vec![0u8; 64 * 1024];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => kept
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(&buffer[..read], keep),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let _ = closed.send(());
    });
    shared
}

impl Captured {
    fn push(&mut self, bytes: &[u8], keep: Option<usize>) {
        if let (Some(limit), Some(whole)) = (keep, &mut self.whole) {
            if whole.len() + bytes.len() <= limit {
                whole.extend_from_slice(bytes);
            } else {
                self.whole = None;
            }
        }
        let mut rest = bytes;
        if self.head.len() < HEAD_BYTES {
            let take = rest.len().min(HEAD_BYTES - self.head.len());
            self.head.extend_from_slice(&rest[..take]);
            rest = &rest[take..];
            self.total += take as u64;
        }
        for byte in rest {
            if self.tail.len() < TAIL_BYTES {
                self.tail.push(*byte);
            } else {
                let at = self.ring_start();
                self.tail[at] = *byte;
            }
            self.total += 1;
        }
    }

    fn ring_start(&self) -> usize {
        let behind_head = self.total - self.head.len() as u64;
        usize::try_from(behind_head % TAIL_BYTES as u64).unwrap_or(0)
    }

    fn in_order(mut self) -> Self {
        if self.truncated() {
            let start = self.ring_start();
            self.tail.rotate_left(start);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job<'a>(text: &str, folder: &'a Path, limit: Option<Duration>) -> Job<'a> {
        Job {
            program: Program::Shell(text.to_owned()),
            folder,
            environment: Environment {
                inherit: true,
                set: Vec::new(),
            },
            input: None,
            limit,
            keep_stdout: None,
            cancel: &[],
        }
    }

    #[test]
    fn head_and_tail_are_kept_and_memory_is_bounded() {
        let folder = tempfile::tempdir().expect("folder");
        let done = run(job(
            "i=0; while [ $i -lt 20000 ]; do echo line-$i; i=$((i+1)); done",
            folder.path(),
            None,
        ));
        assert!(matches!(done.ended, Ended::Exit(0)));
        assert!(done.stdout.truncated());
        assert!(done.stdout.text().starts_with("line-0\n"));
        assert!(done.stdout.text().ends_with("line-19998\nline-19999\n"));
        assert!(done.stdout.head.len() + done.stdout.tail.len() <= HEAD_BYTES + TAIL_BYTES);
    }

    #[test]
    fn a_tree_ends_at_its_limit_even_in_another_session() {
        let folder = tempfile::tempdir().expect("folder");
        let text = "(sleep 4; touch child) & (setsid sh -c 'sleep 4; touch far' >/dev/null 2>&1 &) ; trap '' TERM; sleep 60";
        let started = Instant::now();
        let done = run(job(text, folder.path(), Some(Duration::from_millis(200))));
        assert!(matches!(done.ended, Ended::TimedOut));
        assert!(started.elapsed() < Duration::from_secs(5));
        std::thread::sleep(Duration::from_millis(4300).saturating_sub(started.elapsed()));
        assert!(!folder.path().join("far").exists());
    }

    #[test]
    fn a_background_child_does_not_hold_the_command() {
        let folder = tempfile::tempdir().expect("folder");
        let started = Instant::now();
        let done = run(job(
            "(sleep 30; touch late) & echo out",
            folder.path(),
            None,
        ));
        assert!(matches!(done.ended, Ended::Exit(0)));
        assert!(done.background);
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(done.stdout.text(), "out\n");
    }

    #[test]
    fn input_that_nobody_reads_is_no_error() {
        let folder = tempfile::tempdir().expect("folder");
        let mut job = job("exit 3", folder.path(), None);
        job.input = Some(vec![b'x'; 1 << 20]);
        assert!(matches!(run(job).ended, Ended::Exit(3)));
    }
}
