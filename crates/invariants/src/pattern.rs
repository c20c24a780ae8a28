//! ECMAScript patterns without flags.

use regress::Regex;

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        Regex::new(text)
            .map(Self)
            .map_err(|e| format!("`{text}` is not an ECMAScript pattern: {e}"))
    }

    /// True if the pattern is found anywhere.
    pub fn is_found(&self, text: &str) -> bool {
        self.0.find(text).is_some()
    }

    /// The first group that took part in the first match, or the whole match.
    pub fn first_group<'t>(&self, text: &'t str) -> Option<&'t str> {
        let found = self.0.find(text)?;
        let range = found.group(1).unwrap_or_else(|| found.range());
        text.get(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ecmascript_semantics() {
        for (pattern, text, wanted) in [
            ("^KAN-\\d+$", "KAN-42", true),
            ("^KAN-\\d+$", "see KAN-7 please", false),
            ("^b$", "a\nb\nc", false),
            ("a.b", "a\nb", false),
            ("a.b", "a\u{2028}b", false),
            ("a[\\s\\S]b", "a\nb", true),
            ("(?<=v)1", "v1", true),
            ("(?<!v)1", "v1", false),
            ("(?!x)y", "y", true),
            ("(a)\\1", "aa", true),
            ("READY", "ready", false),
            ("\\d", "٣", false),
        ] {
            assert_eq!(
                Pattern::new(pattern).unwrap().is_found(text),
                wanted,
                "{pattern} in {text}"
            );
        }
        assert!(Pattern::new("(").is_err());
        assert!(Pattern::new("(?P<x>a)").is_err());
        assert_eq!(
            Pattern::new("id=(\\d+)").unwrap().first_group("id=17;"),
            Some("17")
        );
    }
}
