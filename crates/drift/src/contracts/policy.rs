//! What the settings say about judging, for every contract of a project.

use std::collections::BTreeMap;

use crate::compat::{ContentModel, Day, Direction, Level, Options, RuleLevel};

/// How contracts of a project are judged.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Policy {
    /// Whether generated code counts.
    pub level: Level,
    /// What a sender writes into an open object.
    pub content_model: ContentModel,
    /// Levels of single rules.
    pub rules: BTreeMap<String, RuleLevel>,
    /// The day, UTC; without it nothing expires and no sunset has passed.
    pub today: Option<Day>,
    /// How many days ahead a sunset must be when it is set.
    pub min_sunset_days: i64,
    /// How many days ahead an acceptance may expire.
    pub max_accept_days: i64,
    /// Steps of the decision procedure.
    pub steps: usize,
    /// Values tried when a witness is searched.
    pub candidates: usize,
    /// Whether a proved inclusion is double-checked by the search.
    pub oracle: bool,
    /// The project's own `versioning-policy.md`, as messages name it.
    pub document: Option<String>,
}

impl Default for Policy {
    fn default() -> Self {
        let options = Options::new(Direction::Both);
        Self {
            level: options.level,
            content_model: options.content_model,
            rules: BTreeMap::new(),
            today: None,
            min_sunset_days: options.min_sunset_days,
            max_accept_days: 180,
            steps: options.steps,
            candidates: options.candidates,
            oracle: options.oracle,
            document: None,
        }
    }
}

impl Policy {
    /// The options of one comparison.
    pub fn options(&self, direction: Direction) -> Options {
        let mut options = Options::new(direction);
        options.level = self.level;
        options.content_model = self.content_model;
        options.rules.clone_from(&self.rules);
        options.today = self.today;
        options.min_sunset_days = self.min_sunset_days;
        options.steps = self.steps;
        options.candidates = self.candidates;
        options.oracle = self.oracle;
        options
    }

    /// What to do about a finding of a rule; for removals and renames with the policy that speaks of them.
    pub fn advice(&self, rule: &str, fix: &str) -> String {
        // what others hold by a name; a constraint that goes is another matter
        const NAMED: [&str; 13] = [
            "property-",
            "required-property-",
            "path-",
            "operation-",
            "webhook-",
            "parameter-",
            "enum-value-",
            "open-enum-value-",
            "union-variant-",
            "request-",
            "response-",
            "server-",
            "security-",
        ];
        let step = |word: &str| rule.split('-').any(|part| part == word);
        let named = NAMED.iter().any(|start| rule.starts_with(start));
        if !named || !(step("removed") || step("renamed")) {
            return fix.to_owned();
        }
        match &self.document {
            Some(document) => format!("{fix} (policy: {document})"),
            None => format!("{fix} (the default policy: there is no versioning-policy.md)"),
        }
    }

    /// The day that messages propose for an acceptance.
    pub fn until(&self) -> String {
        match self.today {
            Some(today) => today.plus_days(self.max_accept_days.min(90)).to_string(),
            None => "YYYY-MM-DD".to_owned(),
        }
    }
}
