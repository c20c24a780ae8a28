//! Where things stand: kept beside the model, never in it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use contractual_diag::SourceLoc;
use contractual_model::TypeId;

/// Positions of types and of their parts.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<(String, Arc<str>)>,
    /// For each type and API: file, byte of the name, range of the whole item, byte of each part.
    items: BTreeMap<TypeId, Item>,
}

#[derive(Debug, Clone)]
struct Item {
    file: usize,
    name: usize,
    range: Range<usize>,
    parts: Vec<(String, usize)>,
}

impl Sources {
    pub(crate) fn new(files: Vec<(String, Arc<str>)>) -> Self {
        Self {
            files,
            items: BTreeMap::new(),
        }
    }

    pub(crate) fn insert(
        &mut self,
        id: TypeId,
        file: usize,
        name: usize,
        range: Range<usize>,
        parts: Vec<(String, usize)>,
    ) {
        let item = Item {
            file,
            name,
            range,
            parts,
        };
        self.items.insert(id, item);
    }

    /// Position of a byte of a file.
    pub(crate) fn at(&self, file: usize, offset: usize) -> SourceLoc {
        match self.files.get(file) {
            Some((path, text)) => SourceLoc::of_offset(path.as_str(), text, offset),
            None => SourceLoc::file(""),
        }
    }

    /// Position of a type's or API's name, or of one of its parts (`field`, `Variant`, `Variant.field`, `operation.parameter`; empty for
    /// the whole). A part that is not known gives the whole.
    pub fn loc(&self, id: &TypeId, part: &str) -> Option<SourceLoc> {
        let item = self.items.get(id)?;
        let found = item.parts.iter().find(|(name, _)| name == part);
        Some(self.at(item.file, found.map_or(item.name, |(_, at)| *at)))
    }

    /// File and byte range of the item that a type comes from, attributes included.
    pub fn item(&self, id: &TypeId) -> Option<(&str, Range<usize>)> {
        let item = self.items.get(id)?;
        let (path, _) = self.files.get(item.file)?;
        Some((path, item.range.clone()))
    }

    /// Paths of the files that were read, in the order of the walk.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, _)| path.as_str())
    }

    /// Text of a file that was read.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|(known, _)| known == path)
            .map(|(_, text)| &**text)
    }
}
