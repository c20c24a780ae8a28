//! A result as text for people, GitHub annotations and JUnit. Pure: a result in, a text out.

mod github;
mod junit;
mod text;

pub use github::github;
pub use junit::junit;
pub use text::text;
