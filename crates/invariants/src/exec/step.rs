//! An exec step: start, judge, keep the beginning of the output.

use std::time::Duration;

use super::process::{Ended, Job, Output, run};
use crate::context::Context;
use crate::document::{Exec, ExecExpect, StreamExpect};
use crate::judge::Judge;
use crate::observed::Observed;
use crate::pattern::Pattern;

/// Output that assertions look at is kept up to this size; more fails the step.
const MOST: usize = 256 * 1024 * 1024;

/// Characters of each stream in the report.
const OUTPUT_CHARS: u64 = 8192;

/// Variables that `--clean-env` leaves.
const CLEAN: [&str; 8] = [
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TZ",
    "SYSTEMROOT",
    "USER",
];

/// Runs an exec step.
pub(crate) async fn run_exec(
    exec: &Exec,
    expect: &ExecExpect,
    judge: &mut Judge<'_>,
    ctx: &Context<'_>,
) -> Observed {
    let limit = ctx.settings.limit(exec.timeout_ms);
    let max_chars = exec.max_output_chars.unwrap_or(OUTPUT_CHARS);
    let job = job_of(exec, expect, judge, ctx, limit, max_chars);
    let retries = exec.retries.unwrap_or(0);
    let mut attempt = 1;
    let ended = loop {
        judge.result.attempts += 1;
        match start(&job).await {
            Ok(ended) => break ended,
            Err(reason) if attempt > retries => {
                judge.result.exit_code = Some(None);
                let tries = if attempt > 1 {
                    format!(" ({attempt} attempts)")
                } else {
                    String::new()
                };
                judge.fail(
                    "start",
                    &format!("the command could not be started: {reason}{tries}"),
                );
                return Observed::default();
            }
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(500).saturating_mul(attempt)).await;
                attempt += 1;
            }
        }
    };
    let stdout = String::from_utf8_lossy(&ended.stdout.bytes);
    let stderr = String::from_utf8_lossy(&ended.stderr.bytes);
    judge.result.duration_ms = ms(ended.duration);
    judge_end(&ended, expect, limit, judge);
    judge_stream("stdout", &stdout, &expect.stdout, judge);
    judge_stream("stderr", &stderr, &expect.stderr, judge);
    let took = ended.duration.as_secs_f64() * 1000.0;
    if let Some(most) = expect.max_duration_ms
        && took > most
    {
        judge.differ(
            "max_duration_ms",
            &format!("at most {most} ms"),
            &format!("{took:.0} ms"),
        );
    }
    let observed = Observed::of_text(&stdout, expect.more.needs_json() || ctx.captures_json);
    observed.judge_more(&expect.more, "stdout", judge, ctx);
    judge.result.stdout = kept(&stdout, &ended.stdout, max_chars, judge);
    judge.result.stderr = kept(&stderr, &ended.stderr, max_chars, judge);
    observed
}

fn job_of(
    exec: &Exec,
    expect: &ExecExpect,
    judge: &Judge<'_>,
    ctx: &Context<'_>,
    limit: Duration,
    max_chars: u64,
) -> Job {
    let mut env: Vec<(String, String)> = ctx
        .settings
        .env
        .iter()
        .filter(|(name, _)| !ctx.settings.options.clean_env || CLEAN.contains(name))
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect();
    env.retain(|(name, _)| !exec.env.iter().any(|(own, _)| own == name));
    env.extend(exec.env.iter().cloned());
    // A character has at most four bytes; a secret at the end must be seen whole to be masked.
    let shown = usize::try_from(max_chars)
        .unwrap_or(MOST)
        .saturating_add(judge.masker().longest() + 1);
    let shown = shown.saturating_mul(4).min(MOST);
    let needs = |e: &StreamExpect| {
        e.contains.is_some()
            || e.not_contains.is_some()
            || e.regex.is_some()
            || e.empty == Some(true)
    };
    let must_keep = [
        needs(&expect.stdout) || expect.more.needs_json() || ctx.captures_any,
        needs(&expect.stderr),
    ];
    Job {
        run: exec.run.clone(),
        // A blank folder (an unset variable) is the tool's own.
        cwd: exec
            .cwd
            .as_ref()
            .filter(|cwd| !cwd.trim().is_empty())
            .map(|cwd| ctx.settings.options.root.join(cwd)),
        env,
        limit,
        keep: must_keep.map(|must| if must { MOST } else { shown }),
        must_keep,
    }
}

async fn start(job: &Job) -> Result<Ended, String> {
    if let Some(cwd) = &job.cwd
        && !cwd.is_dir()
    {
        return Err(format!(
            "there is no folder `{}` to run it in",
            cwd.display()
        ));
    }
    run(job).await.map_err(|e| crate::files::plain(&e))
}

fn judge_end(ended: &Ended, expect: &ExecExpect, limit: Duration, judge: &mut Judge<'_>) {
    let code = ended.status.and_then(|s| s.code());
    let signal = signal_of(ended);
    judge.result.exit_code = Some(code);
    judge.result.signal.clone_from(&signal);
    if ended.timed_out {
        let text = format!(
            "the command reached its time limit of {} ms and was stopped",
            ms(limit)
        );
        return judge.fail("timeout_ms", &text);
    }
    if ended.too_much {
        judge.fail(
            "output",
            &format!("more than {MOST} bytes of output, which the assertions cannot be given"),
        );
        if ended.status.is_none_or(|s| s.code().is_none()) {
            return;
        }
    }
    let wanted = expect.exit_code.clone().unwrap_or_else(|| 0.into());
    match code {
        Some(code) if wanted == code.into() => {}
        Some(code) => judge.differ("exit_code", &wanted.to_string(), &code.to_string()),
        None => {
            let signal = signal.unwrap_or_else(|| "a signal".to_owned());
            judge.differ(
                "exit_code",
                &wanted.to_string(),
                &format!("none: killed by {signal}"),
            );
        }
    }
}

#[cfg(unix)]
fn signal_of(ended: &Ended) -> Option<String> {
    use std::os::unix::process::ExitStatusExt;
    let number = ended.status?.signal()?;
    let name = match number {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => return Some(format!("signal {number}")),
    };
    Some(name.to_owned())
}

#[cfg(not(unix))]
fn signal_of(_: &Ended) -> Option<String> {
    None
}

fn judge_stream(name: &str, text: &str, expect: &StreamExpect, judge: &mut Judge<'_>) {
    let found = |judge: &Judge<'_>| {
        let start: String = text
            .chars()
            .take(1_000 + judge.masker().longest())
            .collect();
        if text.is_empty() {
            "nothing".to_owned()
        } else {
            format!("`{start}`")
        }
    };
    if let Some(part) = &expect.contains
        && !text.contains(part.as_str())
    {
        let actual = found(judge);
        let message = format!("{name}_contains: `{}` is not in {name}", judge.shown(part));
        judge.unmet(&format!("{name}_contains"), part, Some(&actual), &message);
    }
    if let Some(part) = &expect.not_contains
        && text.contains(part.as_str())
    {
        let message = format!("{name}_not_contains: `{}` is in {name}", judge.shown(part));
        judge.unmet(&format!("{name}_not_contains"), part, None, &message);
    }
    if let Some(pattern) = &expect.regex {
        let key = format!("{name}_regex");
        match Pattern::new(pattern).and_then(|p| p.search(text)) {
            Err(reason) => judge.fail(&key, &format!("{key}: {reason}")),
            Ok(true) => {}
            Ok(false) => {
                let actual = found(judge);
                let message = format!("{key}: `{}` is not found in {name}", judge.shown(pattern));
                judge.unmet(&key, pattern, Some(&actual), &message);
            }
        }
    }
    // A byte-order mark is white space for ECMAScript, whose notion the format follows.
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}';
    if expect.empty == Some(true) && !text.chars().all(blank) {
        let actual = found(judge);
        let message = format!(
            "{name}_empty: expected nothing on {name}, found {}",
            judge.shown(&actual)
        );
        judge.unmet(&format!("{name}_empty"), "nothing", Some(&actual), &message);
    }
}

/// The beginning of a stream for the report; `None` if it is empty.
fn kept(text: &str, output: &Output, limit: u64, judge: &Judge<'_>) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let limit_chars = usize::try_from(limit).unwrap_or(usize::MAX);
    let (mut shown, _) = judge.masker().mask_start(text, limit_chars);
    let more = output.chars.saturating_sub(limit);
    if more > 0 {
        shown.push_str(&format!("\n…(truncated, {more} more chars)"));
    }
    Some(shown)
}

pub(crate) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
