//! What a value is refused for: where, which rule, what was expected, what was found. All of it at once.

use std::fmt;

use contractual_model::meaning;

/// One reason why a value is not the contract's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The value that is wrong, as a JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
    /// The JSON Schema keyword that fails (`required`, `maxLength`, ..); `rule` for a rule over several fields;
    /// `json` if the text is no JSON at all; `serde` if only serde refuses it.
    pub keyword: &'static str,
    /// What the contract demands.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// Name of the rule, for `rule`.
    pub rule: Option<String>,
}

impl Violation {
    pub(crate) fn new(
        pointer: impl Into<String>,
        keyword: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            keyword,
            expected: expected.into(),
            found: found.into(),
            rule: None,
        }
    }
}

impl From<meaning::Violation> for Violation {
    fn from(violation: meaning::Violation) -> Self {
        Self {
            pointer: violation.pointer.as_str().to_owned(),
            keyword: violation.keyword,
            expected: violation.expected,
            found: violation.found,
            rule: violation.rule,
        }
    }
}

/// ``at `/name`: expected at most 80 characters, found 81 (maxLength)``
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str("at the top")?,
            pointer => write!(f, "at `{pointer}`")?,
        }
        write!(
            f,
            ": expected {}, found {} ({})",
            self.expected, self.found, self.keyword
        )
    }
}

/// Every reason why a value is not the contract's; at least one. Sorted by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations {
    contract: String,
    list: Vec<Violation>,
}

impl Violations {
    /// Never empty: a caller that found nothing to say has no error to give.
    pub(crate) fn new(contract: &str, list: Vec<Violation>) -> Self {
        debug_assert!(!list.is_empty(), "an error needs a reason");
        Self {
            contract: contract.to_owned(),
            list,
        }
    }

    /// Name of the contract that was not met.
    pub fn contract(&self) -> &str {
        &self.contract
    }

    /// The reasons.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// The reasons, owned.
    pub fn into_vec(self) -> Vec<Violation> {
        self.list
    }

    /// True if the text was no JSON, so that nothing else could be checked.
    pub fn is_syntax(&self) -> bool {
        self.list
            .iter()
            .any(|violation| violation.keyword == "json")
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// One line that counts, then one line per reason.
impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons = match self.list.len() {
            1 => "1 violation".to_owned(),
            many => format!("{many} violations"),
        };
        write!(f, "not a `{}`: {reasons}", self.contract)?;
        for violation in &self.list {
            write!(f, "\n  {violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
