//! What happens, for people: lines that stay on a terminal and in a log, written to standard error.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use contractual_handover::{Event, Observer, RunResult};

/// Tells people what runs.
pub(super) struct Progress {
    terminal: bool,
    /// Steps that run now, shown in one line that is written over.
    running: Mutex<Vec<String>>,
}

impl Progress {
    pub(super) fn new() -> Self {
        let plain = std::env::var_os("CI").is_some() || std::env::var_os("NO_COLOR").is_some();
        Self {
            terminal: std::io::stderr().is_terminal() && !plain,
            running: Mutex::default(),
        }
    }

    /// Where the run is kept, said once at the end if somebody will want to look.
    pub(super) fn end(&self, result: &RunResult, storage: &Path) {
        if self.terminal {
            write("\r\x1b[K");
        }
        if !result.refused && (!result.ok || result.cancelled) && !result.run.is_empty() {
            write(&format!(
                "kept in {}\n",
                storage.join(&result.run).display()
            ));
            if result.cancelled {
                write(&format!("continue with --resume {}\n", result.run));
            }
        }
    }

    fn line(&self, text: &str, running: &[String]) {
        if self.terminal {
            let status = if running.is_empty() {
                String::new()
            } else {
                format!("running: {}", running.join(", "))
            };
            write(&format!("\r\x1b[K{text}\n{status}"));
        } else {
            write(&format!("{text}\n"));
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event) {
        let Some(step) = &event.step else { return };
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match event.state {
            "running" => {
                running.retain(|other| other != step);
                running.push(step.clone());
            }
            "completed" | "failed" | "soft_failed" | "rejected" | "skipped" => {
                running.retain(|other| other != step)
            }
            _ => {}
        }
        let text = match event.state {
            "running" => format!("{step}: {}", event.message),
            "contract_passed" => format!("{step}: {} passed", event.message),
            "contract_failed" => format!("{step}: {}", event.message),
            "retrying" => format!("{step}: runs again"),
            "reworking" => format!("{step}: is repaired by another step"),
            "completed" => format!("{step}: passed"),
            "soft_failed" => format!("{step}: failed softly"),
            "failed" => format!("{step}: failed"),
            "rejected" => format!("{step}: rejected"),
            "skipped" => format!("{step}: skipped ({})", event.message),
            "hook_failed" => format!("{step}: {}", event.message),
            _ => return,
        };
        self.line(&text, &running);
    }
}

fn write(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes every event as a line of JSON.
pub(super) struct EventLines(Mutex<File>);

impl EventLines {
    pub(super) fn create(path: &Path) -> std::io::Result<Self> {
        Ok(Self(Mutex::new(File::create(path)?)))
    }
}

impl Observer for EventLines {
    fn event(&self, event: &Event) {
        let line = format!("{}\n", event.to_json());
        let _ = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write_all(line.as_bytes());
    }
}
