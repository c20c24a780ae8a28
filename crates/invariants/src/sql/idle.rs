//! Sessions between SQL steps: one that only read, and ended cleanly, is given to the next step on the same target.
//!
//! Opening a session costs a server far more than a small query does. Nothing leaks through a session that is used again: its
//! transaction was rolled back, and the next step begins with `DISCARD ALL`, which undoes everything that a session can hold. A
//! step that may write, failed on the connection or ran into its limit leaves none, and none stays open while a step of another
//! kind runs: a command may want to drop the database.

use std::cell::RefCell;
use std::time::Duration;

use tokio::time::timeout;

use super::target::Target;
use super::wire::Session;

/// Sessions that are kept by one worker at a time.
const MOST: usize = 4;

/// A session in its place.
pub(crate) struct Open {
    pub(crate) session: Session,
    pub(crate) host: String,
    pub(crate) port: u16,
}

/// The idle sessions of one worker. They belong to its runtime.
#[derive(Default)]
pub(crate) struct Idle {
    kept: RefCell<Vec<(Target, Open)>>,
}

impl Idle {
    /// A session on the target as good as a new one, if one is kept and still works.
    pub(crate) async fn take(&self, target: &Target, patience: Duration) -> Option<Open> {
        let mut open = {
            let mut kept = self.kept.borrow_mut();
            let at = kept.iter().position(|(of, _)| of == target)?;
            kept.swap_remove(at).1
        };
        match timeout(patience, open.session.command("DISCARD ALL")).await {
            Ok(Ok(_)) => Some(open),
            _ => None,
        }
    }

    /// Keeps a session whose transaction was rolled back.
    pub(crate) async fn put(&self, target: Target, open: Open) {
        let oldest = {
            let mut kept = self.kept.borrow_mut();
            let full = kept.len() >= MOST;
            let oldest = full.then(|| kept.remove(0).1);
            kept.push((target, open));
            oldest
        };
        if let Some(oldest) = oldest {
            oldest.session.close().await;
        }
    }

    /// Closes all of them.
    pub(crate) async fn close(&self) {
        let kept = std::mem::take(&mut *self.kept.borrow_mut());
        for (_, open) in kept {
            open.session.close().await;
        }
    }
}
