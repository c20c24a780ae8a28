//! Freshness: what the types generate now, what is on disk, and what was written last, brought together.
//!
//! [`reconcile`] compares three sources, *blessed* (the [`Lock`]: digests of the bytes last written), *generated* ([`Claim`]s)
//! and *local* (the files as they are), and gives a list of [`Problem`]s. Each knows its state, its fix and its text to the
//! letter (`text`); printing and fixing are consumers of that list. Findings of the compatibility engine join the list
//! as problems of their own. Pure: no IO, no clock, no environment.

mod anchor;
mod document;
mod lock;
mod problem;
mod reconcile;
mod state;
mod summary;
mod text;

pub use crate::sha256::sha256_hex;
pub use anchor::{Anchor, anchor};
pub use document::{Change, ChangeKind, changes, is_within, same_contract};
pub use lock::{Changes, Lock, LockError, Released, Written};
pub use problem::{
    Acceptance, Additive, Break, ContractName, Drifted, Fix, LineDifference, Problem, Undecided,
    Witness,
};
pub use reconcile::{
    Claim, Digests, Disk, Documents, Local, Ownership, Reconciled, problem_order, reconcile,
    reconcile_known,
};
pub use state::State;
pub use summary::Summary;
pub use text::{Audience, clean, render};
