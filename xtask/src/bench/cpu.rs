//! CPU time of child processes: on a busy machine the clock on the wall says little.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::run::show;

/// User and system time of all children that ended, in clock ticks of 10 ms; `None` where the system does not say.
fn children() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    Some(fields.get(13)?.parse::<u64>().ok()? + fields.get(14)?.parse::<u64>().ok()?)
}

/// Runs a command that many times and gives the CPU time of one run, of everything that it starts; where the system does not say it, the
/// time by the clock.
///
/// # Errors
/// The command cannot be started, or fails.
pub(super) fn of(times: u32, command: &mut dyn FnMut() -> Command) -> Result<Duration, String> {
    let (before, start) = (children(), Instant::now());
    for _ in 0..times {
        let mut command = command();
        let shown = show(&command);
        let output = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .map_err(|why| format!("cannot run {shown}: {why}"))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{shown}: {}\n{text}", output.status));
        }
    }
    Ok(match (before, children()) {
        (Some(before), Some(after)) => Duration::from_millis((after - before) * 10) / times,
        _ => start.elapsed() / times,
    })
}

/// Milliseconds with one digit.
pub(super) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
