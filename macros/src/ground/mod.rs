//! The ground a macro stands on: which compilation this is, and what the build script left for it.
//!
//! The only part of this crate that reads the environment and files. [`Ground::of`] decides from plain data, so that every row of
//! the table of lenient places is a unit test.

mod files;
mod surroundings;
mod table;

pub(crate) use files::below_manifest;
pub(crate) use surroundings::Surroundings;
pub(crate) use table::{Loaded, load};

/// What may be demanded of an item at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// A build script left a table: every item has to stand in it as it is.
    Proven,
    /// An editor expands unsaved text: grammar errors only, never absence or mismatch.
    Editor,
    /// Tests, examples, benches, doctests: not under a scanned root. What the item is for is decided here and now.
    Loose,
    /// A packaged dependency without its build script: it was proven when it was published.
    Published,
    /// No build script ran the generator.
    Missing,
}

impl Ground {
    /// Decides for an item in `file`, which is relative to the manifest's folder with forward slashes (`None` if it is not known).
    pub(crate) fn of(around: &Surroundings, file: Option<&str>, table: Option<&Loaded>) -> Self {
        if around.editor {
            return Self::Editor;
        }
        if around.doctest {
            return Self::Loose;
        }
        let Some(table) = table else {
            return match file {
                _ if around.packaged => Self::Published,
                Some(file) if is_beside_sources(file) => Self::Loose,
                _ => Self::Missing,
            };
        };
        // The library's own compilation is always scanned; another target is, if its file stands below a root's folder.
        let library = around.crate_name.as_deref() == Some(table.crate_name());
        match file {
            Some(file) if !library && !table.covers(file) => Self::Loose,
            _ => Self::Proven,
        }
    }
}

/// True for Cargo's folders of targets that are no part of the library.
fn is_beside_sources(file: &str) -> bool {
    ["tests/", "examples/", "benches/"]
        .iter()
        .any(|folder| file.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(crate_name: &str) -> Surroundings {
        Surroundings {
            crate_name: Some(crate_name.to_owned()),
            ..Surroundings::default()
        }
    }

    fn table() -> Loaded {
        Loaded::read(
            contractual_model::handshake::Handshake {
                crate_name: "acme".into(),
                roots: vec!["src/lib.rs".into(), "tools/x.rs".into()],
                ..Default::default()
            }
            .write()
            .0,
        )
        .unwrap()
    }

    #[test]
    fn a_scanned_crate_is_proven() {
        let table = table();
        let proven = |name: &str, file| Ground::of(&around(name), Some(file), Some(&table));
        assert_eq!(proven("acme", "src/a.rs"), Ground::Proven);
        assert_eq!(proven("acme", "../shared/a.rs"), Ground::Proven);
        assert_eq!(proven("server", "src/main.rs"), Ground::Proven);
        assert_eq!(proven("x", "tools/x.rs"), Ground::Proven);
        assert_eq!(proven("end_to_end", "tests/end_to_end.rs"), Ground::Loose);
        assert_eq!(proven("bench", "benches/bench.rs"), Ground::Loose);
        assert_eq!(
            Ground::of(&around("acme"), None, Some(&table)),
            Ground::Proven
        );
    }

    #[test]
    fn without_a_table_it_depends_on_the_place() {
        let none = |around: &Surroundings, file| Ground::of(around, Some(file), None);
        assert_eq!(none(&around("acme"), "src/lib.rs"), Ground::Missing);
        assert_eq!(none(&around("t"), "tests/t.rs"), Ground::Loose);
        let packaged = Surroundings {
            packaged: true,
            ..around("acme")
        };
        assert_eq!(none(&packaged, "src/lib.rs"), Ground::Published);
    }

    #[test]
    fn editors_and_doctests_come_first() {
        let table = table();
        let editor = Surroundings {
            editor: true,
            ..around("acme")
        };
        assert_eq!(Ground::of(&editor, None, Some(&table)), Ground::Editor);
        assert_eq!(Ground::of(&editor, None, None), Ground::Editor);
        let doctest = Surroundings {
            doctest: true,
            ..around("acme")
        };
        assert_eq!(
            Ground::of(&doctest, Some("src/lib.rs"), Some(&table)),
            Ground::Loose
        );
    }
}
