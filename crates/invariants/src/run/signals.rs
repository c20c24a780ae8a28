//! INT and TERM: the run stops, children are killed, the report is written.

use tokio::sync::watch;

/// Tells whether the run was interrupted.
#[derive(Debug, Clone)]
pub struct Interrupt(watch::Receiver<Option<i32>>);

impl Interrupt {
    /// An interrupt that never comes.
    pub fn never() -> Self {
        Self(watch::channel(None).1)
    }

    /// The signal's number, once it came.
    pub fn signal(&self) -> Option<i32> {
        *self.0.borrow()
    }

    /// Waits for the signal.
    pub(crate) async fn wait(&self) -> i32 {
        let mut receiver = self.0.clone();
        loop {
            if let Some(signal) = *receiver.borrow_and_update() {
                return signal;
            }
            if receiver.changed().await.is_err() {
                // Nobody can send any more.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Listens for INT and TERM from now on, on a thread of its own. Without them (no such signals on this system, or they cannot
/// be listened for) the interrupt never comes.
pub fn listen() -> Interrupt {
    let (sender, receiver) = watch::channel(None);
    let started = std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_io()
                .build();
            if let Ok(runtime) = runtime
                && let Some(signal) = runtime.block_on(first_signal())
            {
                let _ = sender.send(Some(signal));
                // The sender stays: the value is looked at until the process ends.
                loop {
                    std::thread::park();
                }
            }
        });
    drop(started);
    Interrupt(receiver)
}

#[cfg(unix)]
async fn first_signal() -> Option<i32> {
    use crate::race::{First, race};
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).ok()?;
    let mut terminate = signal(SignalKind::terminate()).ok()?;
    match race(interrupt.recv(), terminate.recv()).await {
        First::Left(got) => got.map(|()| 2),
        First::Right(got) => got.map(|()| 15),
    }
}

#[cfg(not(unix))]
async fn first_signal() -> Option<i32> {
    tokio::signal::ctrl_c().await.ok().map(|()| 2)
}
