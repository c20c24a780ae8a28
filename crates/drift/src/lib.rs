//! Old contracts against new ones.
//!
//! [`compat`] decides what a change means for those who hold the other version, with a witness for every break; [`states`] says
//! whether committed artifacts are fresh, and gives every state its text and exit status; [`versions`] is what a team
//! decides: accepted changes and when something may go; [`contracts`] brings all of it together for the contracts of a
//! project. Pure: callers pass texts in and take
//! findings and problems out.
#![forbid(unsafe_code)]

pub mod compat;
pub mod contracts;
mod sha256;
pub mod states;
pub mod versions;
