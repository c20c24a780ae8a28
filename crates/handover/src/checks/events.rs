//! `event_contains`: certain events happened during the step (section 14.6).

use serde_json::json;

use super::{Scene, Verdict};
use crate::Violation;
use crate::document::Contract;

pub(super) fn check(scene: &Scene<'_>, contract: &Contract) -> Verdict {
    let past = (scene.events)();
    let mut verdict = Verdict::default();
    for wanted in &contract.events {
        let found = past.iter().any(|event| {
            wanted
                .state
                .as_ref()
                .is_none_or(|state| *state == event.state)
                && wanted
                    .contains
                    .as_ref()
                    .is_none_or(|text| event.message.contains(text.as_str()))
        });
        if found {
            continue;
        }
        let mut what = Vec::new();
        what.extend(
            wanted
                .state
                .as_ref()
                .map(|state| format!("state `{state}`")),
        );
        what.extend(
            wanted
                .contains
                .as_ref()
                .map(|text| format!("text `{text}`")),
        );
        let seen: Vec<_> = past
            .iter()
            .rev()
            .take(20)
            .rev()
            .map(|event| json!({"state": event.state, "message": event.message}))
            .collect();
        verdict.violations.push(
            Violation::new(
                "event_missing",
                format!("no event of the step has {}", what.join(" and ")),
            )
            .with(
                "pattern",
                json!({"state": wanted.state, "contains": wanted.contains}),
            )
            .with("seen", seen),
        );
    }
    verdict
}
