//! Whether a build may write. Decided from plain data, so that every case is a line of a test.

use std::path::Path;

use crate::settings::ModeSetting;

/// What a build does with the source tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Writes what changed.
    Write,
    /// Compares only, and fails on any difference.
    Check,
    /// Neither: the tree is not ours (a packaged or vendored crate, docs.rs). Only `OUT_DIR` is written.
    Foreign,
}

/// What the decision rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs<'a> {
    /// Value of `CI`.
    pub ci: Option<&'a str>,
    /// Value of `CONTRACTUAL`.
    pub contractual: Option<&'a str>,
    /// True if a marker says that the tree is not ours.
    pub foreign: bool,
}

/// The mode of a build.
///
/// # Errors
/// `CONTRACTUAL` has a value that means nothing.
pub fn mode(setting: ModeSetting, signs: Signs<'_>) -> Result<Mode, String> {
    if signs.foreign {
        return Ok(Mode::Foreign);
    }
    match signs.contractual {
        None | Some("") => {}
        Some("check") => return Ok(Mode::Check),
        Some(other) => {
            return Err(format!(
                "the variable CONTRACTUAL is `{other}`; the only value is `check`: set that, or remove the variable"
            ));
        }
    }
    Ok(match setting {
        ModeSetting::Write => Mode::Write,
        ModeSetting::Check => Mode::Check,
        ModeSetting::Auto => match signs.ci {
            None | Some("" | "0" | "false") => Mode::Write,
            Some(_) => Mode::Check,
        },
    })
}

/// True if a marker says that the package is packaged, vendored, or a checkout of Cargo's.
pub fn is_foreign(package: &Path, docs_rs: bool) -> bool {
    docs_rs
        || package.join("Cargo.toml.orig").exists()
        || package.join(".cargo-checksum.json").exists()
        || package
            .ancestors()
            .any(|folder| folder.join(".cargo-ok").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case() {
        use ModeSetting::{Auto, Check, Write};
        for (setting, ci, contractual, foreign, expected) in [
            (Auto, None, None, false, Mode::Write),
            (Auto, Some(""), None, false, Mode::Write),
            (Auto, Some("false"), None, false, Mode::Write),
            (Auto, Some("true"), None, false, Mode::Check),
            (Auto, Some("1"), None, false, Mode::Check),
            (Auto, None, Some("check"), false, Mode::Check),
            (Write, Some("true"), None, false, Mode::Write),
            (Write, None, Some("check"), false, Mode::Check),
            (Check, None, None, false, Mode::Check),
            (Write, None, None, true, Mode::Foreign),
        ] {
            let signs = Signs {
                ci,
                contractual,
                foreign,
            };
            assert_eq!(mode(setting, signs), Ok(expected), "{setting:?} {signs:?}");
        }
        let signs = Signs {
            contractual: Some("force"),
            ..Signs::default()
        };
        assert!(mode(Auto, signs).unwrap_err().contains("`force`"));
    }
}
