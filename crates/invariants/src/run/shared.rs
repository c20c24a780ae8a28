//! What all checks of a run share: TLS settings and turns per target; and what a worker keeps. No cookies, no values.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Shared by all checks, across threads.
pub(crate) struct Shared {
    #[cfg(feature = "http")]
    pub(crate) client: crate::http::Client,
    per_target: usize,
    turns: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// What one worker keeps from check to check. It belongs to the worker's runtime.
#[derive(Default)]
pub(crate) struct Worker {
    #[cfg(feature = "postgres")]
    pub(crate) idle: crate::sql::Idle,
}

impl Worker {
    /// Closes what is open.
    pub(crate) async fn close(&self) {
        #[cfg(feature = "postgres")]
        self.idle.close().await;
    }
}

impl Shared {
    pub(crate) fn new(per_target: usize) -> Self {
        Self {
            #[cfg(feature = "http")]
            client: crate::http::Client::new(),
            per_target,
            turns: Mutex::new(HashMap::new()),
        }
    }

    /// Waits until fewer than `--jobs-per-target` steps are at work on the target.
    pub(crate) async fn turn(&self, target: &str) -> Option<OwnedSemaphorePermit> {
        if self.per_target == 0 {
            return None;
        }
        let semaphore = {
            let mut turns = self.turns.lock().ok()?;
            let semaphore = turns
                .entry(target.to_owned())
                .or_insert_with(|| Arc::new(Semaphore::new(self.per_target)));
            semaphore.clone()
        };
        semaphore.acquire_owned().await.ok()
    }
}
