//! A result as text for people, GitHub annotations, JUnit and SARIF. Pure: a result in, a text out.

mod github;
mod junit;
mod sarif;
mod text;

pub use github::github;
pub use junit::junit;
pub use sarif::sarif;
pub use text::text;
