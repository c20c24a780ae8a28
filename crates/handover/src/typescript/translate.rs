//! Declarations to types.
use super::types::Types;
use crate::root::Root;
use crate::{RelPath, Violation};
use std::sync::Arc;
pub(crate) fn load(
    _: &Arc<Root>,
    _: &RelPath,
    _: Option<&str>,
    _: bool,
) -> Result<Option<Types>, Vec<Violation>> {
    Ok(None)
}
