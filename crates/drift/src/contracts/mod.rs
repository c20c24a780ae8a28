//! The contracts of a project against what was released or merged before: findings, acceptances, versions, and the states
//! that follow.
//!
//! [`judge`] compares one contract document with its earlier forms, [`settle`] brings what it found into the list of problems
//! that freshness gave. Callers read files, git objects and the clock; nothing here does.

mod judge;
mod policy;
mod promises;
mod reserved;
mod settle;
mod sunset;
mod version;

pub use judge::{Cover, Earlier, Fixture, Judged, JudgedFinding, Subject, judge, spent};
pub use policy::Policy;
pub use settle::{FindingPlaces, settle};
pub use sunset::{NearSunset, near_sunsets};
pub use version::{Version, api_major, declared_version, required_version};
