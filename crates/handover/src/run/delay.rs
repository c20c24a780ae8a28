//! The pause before an attempt (section 16.6).

use std::time::Duration;

use crate::document::{Backoff, StepRetry};

/// The pause before attempt `number` (from two): grows as the step says, at most its cap, up to a tenth more or less.
pub(super) fn delay(retry: &StepRetry, number: u32) -> Duration {
    let base = retry.base_delay;
    let grown = match retry.backoff {
        Backoff::Fixed => base,
        Backoff::Linear => base.saturating_mul(number),
        Backoff::Exponential => {
            base.saturating_mul(2u32.saturating_pow(number.saturating_sub(1).min(30)))
        }
    };
    let capped = grown.min(retry.max_delay);
    // A clock's last digits spread the retries of parallel runs.
    let nanos = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_nanos());
    capped.mul_f64(0.9 + 0.2 * f64::from(nanos % 1000) / 1000.0)
}
