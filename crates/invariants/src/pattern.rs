//! ECMAScript patterns without flags.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use regress::Regex;

/// How long one search may take.
const PATIENCE: Duration = Duration::from_secs(5);

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

    /// As [`Pattern::is_found`], for texts that a target controls: backtracking without end is cut off.
    ///
    /// # Errors
    /// The search took longer than five seconds.
    pub fn search(&self, text: &str) -> Result<bool, String> {
        // Short texts cannot keep a sensible pattern busy, and a thread costs more than the search.
        if text.len() <= 24 {
            return Ok(self.is_found(text));
        }
        let (sender, receiver) = mpsc::channel();
        let (pattern, text) = (self.clone(), text.to_owned());
        // A search that is given up goes on until the program ends; it holds nothing that anybody waits for.
        let started = thread::Builder::new()
            .name("pattern".to_owned())
            .spawn(move || sender.send(pattern.is_found(&text)));
        if started.is_err() {
            return Err("the search could not be started".to_owned());
        }
        receiver.recv_timeout(PATIENCE).map_err(|_| {
            format!(
                "the search took longer than {} s and was given up",
                PATIENCE.as_secs()
            )
        })
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
        assert_eq!(
            Pattern::new("END$")
                .unwrap()
                .search(&format!("{} END", "x".repeat(100_000))),
            Ok(true)
        );
        assert!(Pattern::new("(").is_err());
        assert!(Pattern::new("(?P<x>a)").is_err());
        assert_eq!(
            Pattern::new("id=(\\d+)").unwrap().first_group("id=17;"),
            Some("17")
        );
    }

    #[test]
    fn a_search_without_end_is_given_up() {
        let outcome = Pattern::new("(a+)+$")
            .unwrap()
            .search(&format!("{}b", "a".repeat(60)));
        assert!(outcome.is_err());
    }
}
