//! An instance with positions, from JSON or YAML.

use std::path::Path;

use contractual_build::fs;
use contractual_diag::{Diagnostic, Pointer, SourceLoc};
use contractual_model::json::{Json, Located, parse_located};
use contractual_yaml::{Document, Options};

/// An instance and where its parts stand.
pub(super) struct Instance {
    /// Name of the file in messages.
    pub(super) file: String,
    /// The text.
    pub(super) text: String,
    /// The value.
    pub(super) value: Json,
    places: PlaceTable,
}

enum PlaceTable {
    Json(Located),
    Yaml(Box<Document>),
}

impl Instance {
    /// Reads a file; YAML by its ending `.yaml` or `.yml`, else JSON.
    pub(super) fn read(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        let file = path.to_string_lossy().replace('\\', "/");
        let unusable = |headline: String| {
            vec![Diagnostic::error("unusable_input", headline).at(SourceLoc::file(&*file))]
        };
        let text = match fs::read_text(path) {
            Ok(Some(text)) => text,
            Ok(None) => return Err(unusable("there is no such file".to_owned())),
            Err(error) => return Err(unusable(error.to_string())),
        };
        let yaml = path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "yml");
        let (value, places) = if yaml {
            let document = contractual_yaml::parse_one(&text, &file, &Options::default())?;
            let value = contractual_yaml::to_json(&document.root)
                .map_err(|error| vec![error.diagnostic(&file)])?;
            (value, PlaceTable::Yaml(Box::new(document)))
        } else {
            let located = parse_located(&text).map_err(|error| {
                vec![
                    Diagnostic::error("unusable_input", error.message.clone())
                        .at(SourceLoc::new(&*file, error.line, error.column))
                        .why("the file is read as JSON (RFC 8259), without extensions"),
                ]
            })?;
            (located.to_json(), PlaceTable::Json(located))
        };
        Ok(Self {
            file,
            text,
            value,
            places,
        })
    }

    /// Where a part stands; for one that is not there, the part around it.
    pub(super) fn place(&self, pointer: &Pointer) -> SourceLoc {
        match &self.places {
            PlaceTable::Yaml(document) => document.root.nearest(pointer).span.loc(&self.file),
            PlaceTable::Json(located) => {
                let mut here = pointer.clone();
                loop {
                    if let Some(part) = located.at(&here) {
                        return SourceLoc::of_offset(&*self.file, &self.text, part.start);
                    }
                    match here.split_last() {
                        Some((above, _)) => here = above,
                        None => return SourceLoc::file(&*self.file),
                    }
                }
            }
        }
    }
}
