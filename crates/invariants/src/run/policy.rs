//! What decides about a check before its steps run: work item policy, skips, selection.

use crate::document::{Check, Group};

use super::settings::{RunOptions, Settings};

/// True if the options select the check.
pub(crate) fn is_selected(group: &Group, check: &Check, options: &RunOptions) -> bool {
    let same_id = |wanted: &String| {
        let row = check.id.strip_prefix(wanted.as_str());
        row.is_some_and(|rest| rest.is_empty() || (!check.data.is_empty() && rest.starts_with('[')))
    };
    options
        .only_contract
        .as_ref()
        .is_none_or(|name| *name == group.name)
        && options.only_check.as_ref().is_none_or(same_id)
        && (options.tags.is_empty() || options.tags.iter().any(|tag| check.tags.contains(tag)))
        && !options.skip_tags.iter().any(|tag| check.tags.contains(tag))
}

/// The note of a check that breaks the work item policy.
pub(crate) fn work_item_note(check: &Check, settings: &Settings) -> Option<String> {
    if !settings.require_work_item {
        return None;
    }
    let key = check.work_item.as_deref().unwrap_or_default().trim();
    if key.is_empty() {
        return Some("work_item: a work item is required, and this check has none".to_owned());
    }
    match &settings.pattern {
        Some((text, pattern)) if !pattern.is_found(key) => Some(format!(
            "work_item: `{key}` does not match the required pattern `{text}`"
        )),
        _ => None,
    }
}

/// What a skip means today.
pub(crate) enum Skipping {
    /// The check runs.
    No,
    /// It does not: the reason.
    Yes(String),
    /// The skip is over, and that fails the check: the note.
    Expired(String),
}

pub(crate) fn skipping(check: &Check, today: i64) -> Skipping {
    match &check.skip {
        None => Skipping::No,
        Some(skip) if today <= skip.until_day => {
            Skipping::Yes(format!("{} (until {})", skip.reason, skip.until))
        }
        Some(skip) => Skipping::Expired(format!(
            "skip: it expired on {} ({}): repair the check and remove `skip`, or give a new date",
            skip.until, skip.reason
        )),
    }
}
