//! How bad a change is: the rule's severity, corrected by inclusion, with a witness wherever there is one.
//!
//! A change that the walker proposed is an error only if some value, sent by one side, breaks *this* demand at *this* place
//! and is refused by the whole contract of the other side. The decision procedure looks for that value; validators check it.

mod judging;
mod places;
mod proof;

pub(crate) use judging::{Judge, Site, Validators, bump_of, declared_severity};
pub(crate) use places::{path_words, place_words};
