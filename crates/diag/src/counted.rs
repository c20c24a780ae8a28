//! Numbers with their nouns.

use std::fmt::Display;

/// A number and its noun: `1 violation`, `2 violations`. `noun` is the singular of a noun with a regular plural.
///
/// ```
/// use contractual_diag::counted;
/// assert_eq!(counted(1, "violation"), "1 violation");
/// assert_eq!(counted(0, "violation"), "0 violations");
/// assert_eq!(counted(2, "entry"), "2 entries");
/// assert_eq!(counted(2, "day"), "2 days");
/// assert_eq!(counted(2, "witness"), "2 witnesses");
/// ```
pub fn counted(number: impl Display, noun: &str) -> String {
    let number = number.to_string();
    if number == "1" {
        return format!("1 {noun}");
    }
    let vowel = |text: &str| text.ends_with(['a', 'e', 'i', 'o', 'u']);
    match noun.strip_suffix('y') {
        Some(stem) if !vowel(stem) => format!("{number} {stem}ies"),
        _ if noun.ends_with('s') => format!("{number} {noun}es"),
        _ => format!("{number} {noun}s"),
    }
}
