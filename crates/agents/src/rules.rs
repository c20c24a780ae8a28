//! Every rule, declared once: name, severity, what it finds, and the section of the specification it rests on.
//!
//! From here come `explain`, the list of rules, the rule table of SARIF output and the tests that each rule is known.

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name in findings.
    pub name: &'static str,
    /// `error`, `warning` or `info`; several if it depends.
    pub severity: &'static str,
    /// True for rules of `lint`.
    pub lint: bool,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// The section of the specification.
    pub basis: &'static str,
}

/// All rules, by name.
pub fn all() -> &'static [Rule] {
    &RULES
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// True for the name of a lint rule.
pub(crate) fn is_lint(name: &str) -> bool {
    find(name).is_some_and(|rule| rule.lint)
}

impl Rule {
    /// The page that `explain` prints.
    pub fn page(&self) -> String {
        format!(
            "{} ({})\n\nWhat it finds\n  {}\n\nWhy it matters\n  {}\n\nWhat to do\n  {}\n\nSpecification: section {}\n",
            self.name, self.severity, self.summary, self.why, self.fix, self.basis
        )
    }
}

const RULES: [Rule; 0] = [];
