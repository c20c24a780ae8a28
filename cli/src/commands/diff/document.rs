//! A document with positions, from JSON or YAML. Merge-conflict markers, duplicate keys and depth are refused with their place.

use std::path::Path;

use contractual_build::fs;
use contractual_diag::{Diagnostic, Pointer, SourceLoc};
use contractual_model::json::{Json, Located, parse_located};

/// The largest document that is read.
const MAX_BYTES: usize = 16 << 20;

/// A document, and where its parts stand.
pub(super) struct Document {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) value: Json,
    places: Places,
}

enum Places {
    Json(Located),
    Yaml(Box<contractual_yaml::Document>),
}

impl Document {
    /// Reads a file: YAML by its ending `.yaml` or `.yml`, JSON by `.json`, else by its first character.
    pub(super) fn read(path: &Path) -> Result<Document, Vec<Diagnostic>> {
        let file = path.to_string_lossy().replace('\\', "/");
        let unusable = |headline: String| Diagnostic::error("unusable_input", headline);
        let whole = |headline: String| vec![unusable(headline).at(SourceLoc::file(&*file))];
        let text = match fs::read_text(path) {
            Ok(Some(text)) => text,
            Ok(None) => return Err(whole("there is no such file".to_owned())),
            Err(error) => return Err(whole(error.to_string())),
        };
        if text.len() > MAX_BYTES {
            let found = format!(
                "the document has {} bytes, at most {MAX_BYTES} are read",
                text.len()
            );
            return Err(whole(found));
        }
        if let Some(line) = conflict_marker(&text) {
            return Err(vec![
                unusable("a merge-conflict marker".to_owned())
                    .at(SourceLoc::new(&*file, line, 1))
                    .why("a document with both sides of a merge in it says nothing")
                    .fix("resolve the conflict, or take the file anew: contractual restore"),
            ]);
        }
        let ending = path
            .extension()
            .and_then(|end| end.to_str())
            .unwrap_or_default();
        let yaml = match ending {
            "yaml" | "yml" => true,
            "json" => false,
            _ => !text.trim_start().starts_with(['{', '[', '"']),
        };
        let (value, places) = if yaml {
            let document =
                contractual_yaml::parse_one(&text, &file, &contractual_yaml::Options::default())?;
            let value = contractual_yaml::to_json(&document.root)
                .map_err(|error| vec![error.diagnostic(&file)])?;
            (value, Places::Yaml(Box::new(document)))
        } else {
            let located = parse_located(&text).map_err(|error| {
                vec![
                    unusable(error.message.clone())
                        .at(SourceLoc::new(&*file, error.line, error.column))
                        .why("the file is read as JSON (RFC 8259), without extensions"),
                ]
            })?;
            (located.to_json(), Places::Json(located))
        };
        Ok(Document {
            file,
            text,
            value,
            places,
        })
    }

    /// Where a part stands; for one that is not there, the part around it.
    pub(super) fn place(&self, pointer: &Pointer) -> SourceLoc {
        let located = match &self.places {
            Places::Yaml(document) => return document.root.nearest(pointer).span.loc(&self.file),
            Places::Json(located) => located,
        };
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

    /// The text, where the line of a place is short enough to be shown.
    pub(super) fn shown(&self, place: &SourceLoc) -> Option<&str> {
        let line = self
            .text
            .lines()
            .nth((place.line as usize).wrapping_sub(1))?;
        (line.chars().count() <= 160).then_some(self.text.as_str())
    }

    /// Whether the document has this part.
    pub(super) fn has(&self, pointer: &Pointer) -> bool {
        self.value.at(pointer).is_some()
    }
}

/// The line of the first marker that a merge leaves behind.
fn conflict_marker(text: &str) -> Option<u32> {
    let marked = |line: &str| {
        line.starts_with("<<<<<<< ")
            || line.starts_with(">>>>>>> ")
            || line.starts_with("||||||| ")
            || line == "======="
    };
    let at = text.lines().position(marked)?;
    u32::try_from(at + 1).ok()
}
