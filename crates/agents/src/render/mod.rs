//! Rendering the config's targets (specification 14) from contexts (15).

mod contexts;
mod related;
mod targets;

pub use contexts::{Contexts, Enforcement};
pub use targets::{Output, Target, expand_path, render_targets};
pub(crate) use targets::{covered, inside, unsafe_id};
