//! Every rule, declared once: name, severity, what it finds, why, what to do, the section of the specification it rests
//! on, and a pair of documents that shows it.
//!
//! From here come `explain`, the list of rules, the reference page, the rule table of SARIF output, and the tests that
//! every pair does what it says.

mod beyond;
mod documents;
mod native;
mod project;
mod references;
mod schema;

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
    /// A change of [`EXAMPLE`] that the rule finds; empty for rules that no document alone can show.
    pub before: &'static str,
    /// The same change done right.
    pub after: &'static str,
}

/// The small clean project that the examples of rules change.
pub const EXAMPLE: &str = include_str!("example.yaml");

/// All rules: the schema layer first, then references, then lint, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().copied().flatten()
}

/// The tables, in the order in which their rules run.
static TABLES: [&[Rule]; 6] = [
    schema::SCHEMA,
    references::REFERENCES,
    native::NATIVE,
    documents::DOCUMENTS,
    beyond::BEYOND,
    project::PROJECT,
];

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// True for the name of a lint rule.
pub(crate) fn is_lint(name: &str) -> bool {
    find(name).is_some_and(|rule| rule.lint)
}

impl Rule {
    /// The page of the rule, in Markdown.
    pub fn page(&self) -> String {
        let mut out = format!(
            "# {}\n\n*{}; specification section {}*\n\n## What it finds\n\n{}\n\n## Why it matters\n\n{}\n",
            self.name, self.severity, self.basis, self.summary, self.why
        );
        if !self.before.is_empty() {
            out.push_str(&format!(
                "\n## Before\n\n```yaml\n{}\n```\n\n## After\n\n```yaml\n{}\n```\n",
                self.before, self.after
            ));
        }
        out.push_str(&format!("\n## What to do\n\n{}\n", self.fix));
        out.push_str("\n## When to allow it\n\n");
        if self.lint {
            out.push_str(&format!(
                "Change its severity in the configuration (`lint_rules: {{{}: off}}`; or `info`, `warning`, `error`), or waive one finding:\n\n```yaml\nwaivers:\n  - rule: {}\n    path: PATH\n    reason: WHY\n```\n",
                self.name, self.name
            ));
        } else {
            out.push_str("Never for long: waive one finding with `waivers` in the configuration, and give the reason.\n");
        }
        out
    }
}

/// The reference page of all rules, in Markdown.
pub fn reference() -> String {
    let mut out = String::from(
        "<!-- Generated from crates/agents/src/rules; a test fails if it is stale. -->\n# Rules of agent projects\n\nThe examples change this project:\n\n```yaml\n",
    );
    out.push_str(EXAMPLE);
    out.push_str("```\n");
    for rule in all() {
        let page = rule.page();
        let page = page.replace("\n## ", "\n### ");
        out.push_str(&format!("\n#{page}"));
    }
    out
}
