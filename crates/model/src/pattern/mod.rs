//! Regular expressions in one dialect: the same language in ECMA-262 (flag `u`), Rust, Python's `re` and Pydantic.
//!
//! [`parse`] accepts the common subset, rewrites what can be rewritten (shorthand classes, `.`, ambiguous characters) and refuses the
//! rest with the range and the way out. The rewritten text is what every artifact carries and what the runtime compiles.
//!
//! ```
//! use contractual_model::pattern;
//! let pattern = pattern::parse(r"^v\d+(?<minor>\.\d)?$").map_err(|e| e.message)?;
//! assert_eq!(pattern.common, r"^v[0-9]+(?:\.[0-9])?$");
//! assert!(pattern.guarded);
//! assert_eq!(pattern::sample(&pattern, 4).as_deref(), Some("v000"));
//! # Ok::<(), String>(())
//! ```

mod ast;
mod automaton;
mod language;
mod parse;
mod print;
mod sample;

pub use ast::{ClassItem, Node};
pub use automaton::Automaton;
pub use language::{Matcher, lints};
pub use parse::{PatternError, parse_tree};
pub use sample::sample;

use crate::Pattern;

/// Reads a pattern and rewrites it into the common dialect.
///
/// # Errors
/// What is not in the common subset, with its byte range and what to write instead.
pub fn parse(written: &str) -> Result<Pattern, PatternError> {
    let tree = parse_tree(written)?;
    let common = print::print(&tree);
    if let Err(why) = regex_lite::Regex::new(&common) {
        return Err(PatternError {
            message: format!("the pattern is too large: {why}"),
            range: 0..written.len(),
        });
    }
    let guarded = language::guard(&tree).is_some();
    Ok(Pattern {
        written: written.to_owned(),
        common,
        guarded,
    })
}

impl Pattern {
    /// The pattern that is to be refused beside this one, if it is [guarded](Pattern::guarded).
    pub fn guard(&self) -> Option<&'static str> {
        let tree = parse_tree(&self.common).ok().filter(|_| self.guarded)?;
        language::guard(&tree)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn guards_refuse_nothing_else() {
        for (written, guard) in [
            ("^a*$", Some(r"[\n\r]")),
            ("a$", Some(r"\n$")),
            (r"^\s?a$", Some(r"\n$")),
            (r"\sa*$", None),
            ("^(?:a|[^b]c)$", Some(r"\n$")),
            ("^[^b]$", None),
            ("a*$", None),
            ("^a", None),
            ("^a|b$", None),
        ] {
            let pattern = super::parse(written).unwrap_or_else(|e| panic!("{written}: {e:?}"));
            assert_eq!(pattern.guard(), guard, "{written}");
        }
    }

    use super::*;

    #[test]
    fn rewrites_into_the_common_dialect() {
        for (written, common, guarded) in [
            (r"^\d{2,}$", r"^[0-9]{2,}$", true),
            (r"^[\w.]+?$", r"^[A-Za-z0-9_.]+?$", true),
            (r"^.$", r"^[^\n\r\u2028\u2029]$", true),
            (
                r"^\s$",
                r"^[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028-\u2029\u202f\u205f\u3000\ufeff]$",
                false,
            ),
            (r"[[]", r"[\[]", false),
            (r"^[a&&b~~-]$", r"^[a&\x26b~\x7e-]$", true),
            (r"a\/b\-c", r"a/b-c", false),
            (r"^\u{1F600}\u{e9}$", "^\u{1f600}\u{e9}$", true),
            (r"^(a)|(?P<x>b)$", r"^(a)|(?:b)$", false),
            (r"^(?:a|b)$", r"^(?:a|b)$", true),
            (r"^[^a]$", r"^[^a]$", false),
            (r"^\0$", r"^\x00$", true),
        ] {
            let pattern = parse(written).unwrap_or_else(|e| panic!("{written}: {e:?}"));
            assert_eq!(
                (pattern.common.as_str(), pattern.guarded),
                (common, guarded),
                "{written}"
            );
            assert_eq!(
                parse(common).map(|again| again.common).as_deref(),
                Ok(common),
                "not a fixed point"
            );
        }
    }

    #[test]
    fn refuses_with_place_and_way_out() {
        for (written, shown) in [
            (
                "a(?=b)",
                "1..4 look-around does not exist in Rust's engine; write the alternatives out, or use a rule",
            ),
            (
                "(?i)a",
                "2..3 inline flags are not part of the common dialect; write both cases out, such as `[Aa]`",
            ),
            (r"a\z", r"1..3 `\z` is an error in ECMA-262; write `$`"),
            (
                r"(a)\1",
                "3..5 back-references do not exist in Rust's engine; use a rule",
            ),
            (
                "a{,3}",
                "1..5 `{,n}` is an error in ECMA-262 and in Rust; write `{0,n}`",
            ),
            (
                "a{3",
                r"1..2 `{` alone is an error in ECMA-262; write `\{` for the character",
            ),
            (
                "[[:alpha:]]",
                "1..3 POSIX classes exist in Rust's engine only; write the characters out, such as `a-zA-Z`",
            ),
            (
                r"[\w-.]",
                r"3..4 a shorthand cannot start a range; write `\-` for the character",
            ),
            (
                "a**",
                "2..3 two repetitions in a row are not part of the common dialect; put the inner part in `(?:..)`",
            ),
            (
                "(a",
                r"0..1 the group is not closed; write `\(` for the character",
            ),
            (
                "a)",
                r"1..2 `)` closes no group; write `\)` for the character",
            ),
            ("[b-a]", "1..4 the range ends before it starts"),
            (
                r"\p{L}",
                r"0..2 Unicode properties do not exist in Python's `re`; write the ranges out, such as `\u00c0-\u024f`",
            ),
        ] {
            let error = parse(written).expect_err(written);
            assert_eq!(
                format!("{:?} {}", error.range, error.message),
                shown,
                "{written}"
            );
        }
    }

    #[test]
    fn samples_match() {
        for (written, at_least, shown) in [
            ("^job_[0-9a-z]{4}$", 0, Some("job_0000")),
            ("^[A-Z][A-Z0-9_]+$", 5, Some("AAAAA")),
            (
                "^(?:[1-9][0-9]{0,9}\\.[0-9]{2}|0\\.(?:[1-9][0-9]|0[1-9]))$",
                6,
                Some("100.00"),
            ),
            ("^a$", 2, None),
            ("b", 3, Some("baa")),
        ] {
            let pattern = parse(written).unwrap();
            assert_eq!(sample(&pattern, at_least).as_deref(), shown, "{written}");
        }
    }
}
