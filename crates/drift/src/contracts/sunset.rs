//! Announced ends that come too soon: a day must be far enough ahead when it is set, or it gives nobody time.

use contractual_diag::Pointer;
use contractual_model::json::Json;

use crate::compat::Day;

/// A day that was set or moved, and is too near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearSunset {
    /// Of the part that will go.
    pub pointer: Pointer,
    /// The announced day.
    pub day: Day,
    /// How many days it is ahead; negative if it has passed.
    pub ahead: i64,
}

/// Days in a document that its earlier form does not have at the same place, nearer than `least` days.
pub fn near_sunsets(
    document: &Json,
    earlier: Option<&Json>,
    today: Day,
    least: i64,
) -> Vec<NearSunset> {
    let mut found = Vec::new();
    walk(document, earlier, &Pointer::root(), &mut |pointer, day| {
        let ahead = day.epoch_days() - today.epoch_days();
        if ahead < least {
            found.push(NearSunset {
                pointer: pointer.clone(),
                day,
                ahead,
            });
        }
    });
    found
}

fn walk(value: &Json, earlier: Option<&Json>, at: &Pointer, found: &mut dyn FnMut(&Pointer, Day)) {
    match value {
        Json::Object(members) => {
            let said = value.get("x-sunset").and_then(Json::as_str);
            let before = earlier
                .and_then(|earlier| earlier.get("x-sunset"))
                .and_then(Json::as_str);
            if said != before
                && let Some(day) = said.and_then(Day::parse)
            {
                found(at, day);
            }
            for (key, inner) in members {
                let then = earlier.and_then(|earlier| earlier.get(key));
                walk(inner, then, &at.key(key), found);
            }
        }
        Json::Array(items) => {
            let then = match earlier {
                Some(Json::Array(then)) => then.as_slice(),
                _ => &[],
            };
            for (index, inner) in items.iter().enumerate() {
                walk(inner, then.get(index), &at.index(index), found);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::parse;

    #[test]
    fn days_that_are_new_and_near_are_found() {
        let today = Day::parse("2026-11-22").unwrap();
        let old = parse(r#"{"properties": {"a": {"x-sunset": "2026-12-01"}, "b": {}}}"#).unwrap();
        let new = parse(
            r#"{"x-sunset": "2027-02-20", "properties": {"a": {"x-sunset": "2026-12-01"}, "b": {"x-sunset": "2027-02-19"}}, "allOf": [{"x-sunset": "2026-11-21"}]}"#,
        )
        .unwrap();
        let found: Vec<(String, i64)> = near_sunsets(&new, Some(&old), today, 90)
            .into_iter()
            .map(|near| (near.pointer.as_str().to_owned(), near.ahead))
            .collect();
        assert_eq!(
            found,
            [
                ("/properties/b".to_owned(), 89),
                ("/allOf/0".to_owned(), -1)
            ]
        );
        assert!(near_sunsets(&new, Some(&new), today, 90).is_empty());
        assert_eq!(near_sunsets(&new, None, today, 90).len(), 3);
    }
}
