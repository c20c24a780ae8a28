//! The environment as one snapshot, and what its variables mean (`STONEY_*`). Reading the process environment is the caller's work.

use std::collections::BTreeMap;

/// Variables by name. A blank value counts as set for `${NAME}`, as unset for settings.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// A snapshot from pairs.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            variables: pairs.into_iter().collect(),
        }
    }

    /// The value as it is set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The value of a setting: blank counts as unset.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// True if the variable, trimmed and lower-cased, is `1`, `true`, `yes` or `on`.
    pub fn is_on(&self, name: &str) -> bool {
        let value = self.get(name).unwrap_or_default().trim().to_lowercase();
        matches!(value.as_str(), "1" | "true" | "yes" | "on")
    }

    /// True if the variable, lower-cased, is exactly `true`.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// All variables, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.variables.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }
}

/// What replacing variables in one text did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replaced {
    /// The text.
    pub text: String,
    /// The names that were used, in order, each once.
    pub used: Vec<String>,
    /// Those of them that are not set.
    pub unset: Vec<String>,
}

/// Replaces each `${NAME}`, NAME made of `A-Z`, `0-9` and `_`, in one pass: inserted text is not looked at again.
///
/// ```
/// use contractual_invariants::{Environment, replace_variables};
/// let env = Environment::new([("A".to_owned(), "${B}".to_owned())]);
/// assert_eq!(replace_variables("<${A}> $${A} ${a} ${B", &env).text, "<${B}> $${B} ${a} ${B");
/// ```
pub fn replace_variables(text: &str, env: &Environment) -> Replaced {
    let mut out = Replaced::default();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        out.text.push_str(&rest[..at]);
        let inside = &rest[at + 2..];
        let length = inside
            .bytes()
            .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
            .count();
        if length > 0 && inside[length..].starts_with('}') {
            let name = &inside[..length];
            let value = env.get(name);
            if !out.used.iter().any(|n| n == name) {
                out.used.push(name.to_owned());
                if value.is_none() {
                    out.unset.push(name.to_owned());
                }
            }
            out.text.push_str(value.unwrap_or_default());
            rest = &inside[length + 1..];
        } else {
            out.text.push_str("${");
            rest = inside;
        }
    }
    out.text.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_and_what_is_left() {
        let env = Environment::new([
            ("A_1".to_owned(), "x".to_owned()),
            ("2".to_owned(), "two".to_owned()),
        ]);
        for (text, wanted) in [
            ("${A_1}${2}", "xtwo"),
            (
                "$A_1 ${a} ${A-1} ${A_1:-y} ${}",
                "$A_1 ${a} ${A-1} ${A_1:-y} ${}",
            ),
            ("${${A_1}}", "${x}"),
            ("a${NOPE}b", "ab"),
            ("$${A_1}", "$x"),
            ("${A_1", "${A_1"),
        ] {
            assert_eq!(replace_variables(text, &env).text, wanted, "{text}");
        }
        assert_eq!(replace_variables("${NOPE}${NOPE}", &env).unset, ["NOPE"]);
    }

    #[test]
    fn settings() {
        let env = Environment::new([
            ("E".to_owned(), "  ".to_owned()),
            ("ON".to_owned(), " Yes ".to_owned()),
            ("T".to_owned(), "TRUE".to_owned()),
        ]);
        assert_eq!(env.setting("E"), None);
        assert!(env.is_on("ON") && !env.is_true("ON") && env.is_true("T"));
    }
}
