//! What happens, as it happens: one JSON object per line (section 19.3).

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::hooks::{HookEvent, fire};
use crate::Options;
use crate::checks::PastEvent;
use crate::clean::Secrets;

/// One event.
#[derive(Debug, Clone)]
pub struct Event {
    /// When, in UTC, RFC 3339.
    pub timestamp: String,
    /// The run.
    pub run: String,
    /// The step; absent for the run itself.
    pub step: Option<String>,
    /// What happened.
    pub state: &'static str,
    /// The attempt, from one.
    pub attempt: Option<u32>,
    /// In one line, for people.
    pub message: String,
    /// What else the state has to say.
    pub more: Map<String, Value>,
}

impl Event {
    /// The event as one line of JSON.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        out.insert("timestamp".into(), json!(self.timestamp));
        out.insert("run".into(), json!(self.run));
        if let Some(step) = &self.step {
            out.insert("step".into(), json!(step));
        }
        out.insert("state".into(), json!(self.state));
        if let Some(attempt) = self.attempt {
            out.insert("attempt".into(), json!(attempt));
        }
        if !self.message.is_empty() {
            out.insert("message".into(), json!(self.message));
        }
        out.extend(self.more.clone());
        Value::Object(out)
    }
}

/// Is told of every event: a terminal, a file, a hook.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn event(&self, event: &Event);
}

/// Everything that is told of a run.
pub(crate) struct Journal<'a> {
    pub(crate) run: String,
    pub(crate) observers: Vec<&'a dyn Observer>,
    pub(crate) secrets: Secrets,
    /// Who has hooks; nobody where contracts are only checked.
    hooks: Option<&'a Options>,
    past: Mutex<Vec<(Option<String>, PastEvent)>>,
}

impl<'a> Journal<'a> {
    pub(crate) fn new(run: &str, observers: Vec<&'a dyn Observer>, secrets: Secrets) -> Self {
        Self {
            run: run.to_owned(),
            observers,
            secrets,
            hooks: None,
            past: Mutex::new(Vec::new()),
        }
    }

    /// The same journal with the hooks of a run.
    pub(crate) fn with_hooks(mut self, options: &'a Options) -> Self {
        self.hooks = Some(options);
        self
    }

    /// Tells of something; `more` is a JSON object.
    pub(crate) fn tell(
        &self,
        step: Option<&str>,
        state: &'static str,
        attempt: Option<u32>,
        message: impl Into<String>,
        more: Value,
    ) {
        let message = self.secrets.mask(&message.into());
        let mut more = match more {
            Value::Object(more) => more,
            _ => Map::new(),
        };
        more.values_mut()
            .for_each(|value| self.secrets.mask_value(value));
        let event = Event {
            timestamp: timestamp(SystemTime::now()),
            run: self.run.clone(),
            step: step.map(str::to_owned),
            state,
            attempt,
            message,
            more,
        };
        let past = PastEvent {
            state: state.to_owned(),
            message: event.message.clone(),
        };
        self.past
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((event.step.clone(), past));
        for observer in &self.observers {
            observer.event(&event);
        }
        if let Some(options) = self.hooks.filter(|options| !options.hooks.is_empty())
            && let Some(hook) = HookEvent::of_state(state, step.is_some())
        {
            for why in fire(options, hook, &event.to_json()) {
                self.tell(step, "hook_failed", attempt, why, Value::Null);
            }
        }
    }

    /// The events of a step so far.
    pub(crate) fn of_step(&self, step: &str) -> Vec<PastEvent> {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.iter()
            .filter(|(of, _)| of.as_deref() == Some(step))
            .map(|(_, event)| event.clone())
            .collect()
    }
}

/// A moment as RFC 3339 in UTC with milliseconds.
pub(crate) fn timestamp(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    // Civil date from days since 1970-01-01, by the calendar's 400-year cycle.
    let z = i64::try_from(days).unwrap_or(0) + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        since.subsec_millis()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn timestamps_follow_the_calendar() {
        for (seconds, want) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_798_761_599, "2026-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(seconds)), want);
        }
    }
}
