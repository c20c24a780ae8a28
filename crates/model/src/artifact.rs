//! What emitters make: files as data.

use crate::TypeId;

/// One file that follows from the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to the package folder, with forward slashes.
    pub path: String,
    /// The whole content: UTF-8, line feeds, one final line feed.
    pub text: String,
    /// The emitter that owns the file, by its name in the settings.
    pub emitter: &'static str,
    /// The types the file follows from, the most direct one first; shown as the `{rust path}` of messages.
    pub claimed_by: Vec<TypeId>,
    /// Contract name and major version the file belongs to; `None` for files of the whole set.
    pub contract: Option<(String, u32)>,
}
