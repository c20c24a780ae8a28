//! `non_empty_file`: a regular file with at least one byte that is not white space (section 14.1).

use std::io::Read;

use super::{Prepared, Scene, Verdict, refused};
use crate::Violation;

pub(super) fn check(scene: &Scene<'_>, prepared: &Prepared) -> Verdict {
    let Some(path) = &prepared.source else {
        return Verdict::default();
    };
    let shown = path.to_string();
    let mut file = match scene.workspace.file(path) {
        Ok(file) => file,
        Err(error) => return Verdict::one(refused(scene.workspace, path, error)),
    };
    let size = file.metadata().map(|data| data.len()).unwrap_or(0);
    let mut buffer = vec![0u8; 64 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read)
                if buffer[..read]
                    .iter()
                    .any(|byte| !byte.is_ascii_whitespace()) =>
            {
                return Verdict::default();
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Verdict::one(
                    Violation::new(
                        "source_missing",
                        format!("`{shown}` cannot be read: {error}"),
                    )
                    .file(shown),
                );
            }
        }
    }
    let what = if size == 0 {
        "is empty"
    } else {
        "holds nothing but blanks"
    };
    Verdict::one(
        Violation::new("source_empty", format!("`{shown}` {what}"))
            .file(shown)
            .with("size", size),
    )
}
