//! stub
use crate::Package;
use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::handshake::Entry;
use contractual_model::{Model, TypeId};
/// stub
#[derive(Debug)]
pub struct Scanned {
    /// m
    pub model: Model,
    /// w
    pub warnings: Vec<Diagnostic>,
    /// e
    pub entries: Vec<Entry>,
    /// f
    pub files: Vec<String>,
    /// f
    pub fast: String,
    /// i
    pub all: Vec<TypeId>,
}
impl Scanned {
    /// ids
    pub fn ids(&self) -> Vec<&TypeId> {
        self.all.iter().collect()
    }
}
impl crate::generate::Places for Scanned {
    fn place(&self, _: &TypeId, _: &str) -> Option<SourceLoc> {
        None
    }
}
/// stub
pub fn scan(_: &Package, _: &[String]) -> Result<Scanned, Vec<Diagnostic>> {
    Err(vec![Diagnostic::error(
        "config-invalid",
        "sources are not read yet",
    )])
}
