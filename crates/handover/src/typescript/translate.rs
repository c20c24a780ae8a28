//! Declarations to types.
use std::sync::Arc;
use super::types::Types;
use crate::root::Root;
use crate::{RelPath, Violation};
pub(crate) fn load(_: &Arc<Root>, _: &RelPath, _: Option<&str>, _: bool) -> Result<Option<Types>, Vec<Violation>> { Ok(None) }
