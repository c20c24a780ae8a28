//! Data to text: one file per form.

mod github;
mod human;
mod line;

pub use github::github;
pub use human::human;
pub use line::line;
