//! Old contracts against new ones.
//!
//! [`states`] says whether committed artifacts are fresh, and gives every state its text and exit status. Pure: callers pass
//! texts in and take problems out.
#![forbid(unsafe_code)]

pub mod states;
