//! The file a contract looks at: there, inside, regular, not too large, UTF-8, not blank (section 5.4, b to g).

use crate::root::{Refused, Root, read_limited};
use crate::{RelPath, Violation};

/// The text of a file, and whether it began with a byte order mark.
#[derive(Debug)]
pub(crate) struct FileText {
    pub(crate) text: String,
    /// What was skipped, as a note.
    pub(crate) note: Option<Violation>,
}

/// Why a path cannot be opened, as a violation.
pub(crate) fn refused(root: &Root, path: &RelPath, refused: Refused) -> Violation {
    let shown = path.to_string();
    let violation = match refused {
        Refused::Missing | Refused::NotFolder => {
            let names = root.names(&path.parent(), 20).unwrap_or_default();
            let violation = Violation::new(
                "source_missing",
                format!("the file `{shown}` does not exist"),
            );
            let near = contractual_diag::nearest(
                path.file_name().unwrap_or_default(),
                names.iter().map(String::as_str),
            );
            let hint = match (near, names.is_empty()) {
                (Some(near), _) => format!("`{near}` is there: write the file as `{shown}`"),
                (None, true) => {
                    format!("write the file to `{shown}`; its folder is empty or absent")
                }
                (None, false) => format!(
                    "write the file to `{shown}`; its folder holds {}",
                    names.join(", ")
                ),
            };
            violation.hint(hint).with("present", names)
        }
        Refused::Escape(link) => Violation::new(
            "path_escape",
            format!("`{shown}` leads out of the workspace by the link `{link}`"),
        )
        .field("source"),
        Refused::NotFile => Violation::new(
            "source_not_file",
            format!("`{shown}` is a folder or a special file, not a regular file"),
        ),
        Refused::Loop => Violation::new(
            "source_missing",
            format!("the links at `{shown}` lead in a circle"),
        ),
        Refused::Io(error) => Violation::new(
            "source_missing",
            format!("the file `{shown}` cannot be read: {error}"),
        ),
    };
    violation.file(shown)
}

/// Reads a file for a contract; the first problem is reported alone.
pub(crate) fn read_file(
    root: &Root,
    path: &RelPath,
    limit: u64,
) -> Result<FileText, Box<Violation>> {
    let shown = path.to_string();
    let bad = |code, message: String| Box::new(Violation::new(code, message).file(shown.clone()));
    let file = root
        .file(path)
        .map_err(|error| Box::new(refused(root, path, error)))?;
    let size = file.metadata().map(|data| data.len()).unwrap_or(0);
    let bytes = match read_limited(file, limit) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let found = bad(
                "source_too_large",
                format!("`{shown}` has {size} bytes; the limit is {limit}"),
            );
            return Err(Box::new(found.with("size", size).with("limit", limit)));
        }
        Err(error) => {
            return Err(bad(
                "source_missing",
                format!("`{shown}` cannot be read: {error}"),
            ));
        }
    };
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let before = String::from_utf8_lossy(&bytes[..offset]);
            let (line, column) = contractual_diag::line_column(&before, before.len());
            let message = format!(
                "`{shown}` is not UTF-8: byte {offset} (0x{:02x}) cannot be read",
                bytes[offset]
            );
            return Err(Box::new(
                bad("source_not_utf8", message)
                    .at(line, column)
                    .with("offset", offset),
            ));
        }
    };
    let mut note = None;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
        note = Some(
            Violation::new(
                "source_not_utf8",
                format!("`{shown}` begins with a byte order mark, which was skipped"),
            )
            .file(shown.clone()),
        );
    }
    if text.trim().is_empty() {
        let what = if text.is_empty() {
            "is empty"
        } else {
            "holds nothing but blanks"
        };
        return Err(Box::new(
            bad("source_empty", format!("`{shown}` {what}")).with("size", size),
        ));
    }
    Ok(FileText { text, note })
}
