//! What a run would do, touch and need. Nothing is sent.

use std::collections::BTreeSet;

use super::policy::{Skipping, is_selected, skipping, work_item_note};
use super::settings::Settings;
use crate::document::{Action, Suite};
use crate::sql::guard::check_query;

/// What a run would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The base URL, without credentials.
    pub base_url: String,
    /// The checks in order.
    pub checks: Vec<PlannedCheck>,
    /// Variables that hold connection URLs, and whether they are set.
    pub databases: Vec<(String, bool)>,
    /// What would fail for lack of something.
    pub problems: Vec<String>,
}

/// One check of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlannedCheck {
    /// The suite file.
    pub file: String,
    /// The group's name.
    pub contract: String,
    /// The check's id.
    pub id: String,
    /// The titles of its steps, setup and teardown included.
    pub steps: Vec<String>,
    /// Why it would not run, or would fail at once.
    pub notes: Vec<String>,
}

/// Plans a run.
pub fn plan_suites(suites: &[Suite], settings: &Settings) -> Plan {
    let mut plan = Plan {
        base_url: settings
            .base_url()
            .map(crate::secrets::without_user)
            .unwrap_or_default(),
        ..Plan::default()
    };
    let mut databases = BTreeSet::new();
    let mut needs_base = false;
    for suite in suites {
        for group in &suite.contracts {
            for check in group
                .checks
                .iter()
                .filter(|c| is_selected(group, c, &settings.options))
            {
                let mut planned = PlannedCheck {
                    file: suite.file.clone(),
                    contract: group.name.clone(),
                    id: check.id.clone(),
                    ..PlannedCheck::default()
                };
                planned.notes.extend(work_item_note(check, settings));
                match skipping(check, settings.options.today) {
                    Skipping::No => {}
                    Skipping::Yes(reason) => planned.notes.push(format!("skipped: {reason}")),
                    Skipping::Expired(note) => planned.notes.push(note),
                }
                let phases = [
                    &group.setup,
                    &check.setup,
                    &check.steps,
                    &check.teardown,
                    &group.teardown,
                ];
                for step in phases.into_iter().flatten() {
                    planned.steps.push(step.title());
                    match &step.action {
                        Action::Http(..) => needs_base = true,
                        Action::Exec(..) => {}
                        Action::Sql(sql, _) => {
                            databases.insert(sql.url_env.clone());
                            if let Err(refusal) = check_query(&sql.query, settings.permissions) {
                                planned.notes.push(refusal.note());
                            }
                        }
                    }
                }
                plan.checks.push(planned);
            }
        }
    }
    if needs_base && plan.base_url.is_empty() {
        plan.problems
            .push("HTTP steps need a base URL: --base-url or STONEY_BASE_URL".to_owned());
    }
    for name in databases {
        let set = settings.env.setting(&name).is_some();
        if !set {
            plan.problems
                .push(format!("SQL steps need the variable {name}"));
        }
        plan.databases.push((name, set));
    }
    plan
}
