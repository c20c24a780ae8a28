//! Rules over several fields, judged on Rust values. As in the model's own judge there is a third value, *unknown*, for operands that
//! are absent; and a fourth, *unsure*, for what cannot be told here.

use std::cmp::Ordering;

use contractual_model::instant;
pub use contractual_model::rule::{Comparison, Quantity};

use crate::described::{Described, Seen};

/// The verdict on an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Definitely true.
    Holds,
    /// Definitely false.
    Fails,
    /// An operand is absent.
    Unknown,
    /// Left to the full check.
    Unsure,
}

impl Truth {
    #[inline]
    fn of(truth: bool) -> Self {
        if truth { Self::Holds } else { Self::Fails }
    }

    /// True if a rule with this verdict refuses nothing.
    #[inline]
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Holds | Self::Unknown)
    }
}

/// `len(x)`
#[inline]
pub fn length_of<T: Described + ?Sized>(value: &T) -> Seen<'_> {
    match value.seen() {
        Seen::Size(size) => Seen::Integer(size as i128),
        Seen::Text(text) => Seen::Integer(text.chars().count() as i128),
        Seen::Absent => Seen::Absent,
        _ => Seen::Unknown,
    }
}

/// `a + b`
#[inline]
pub fn plus<'a>(a: Seen<'a>, b: Seen<'a>) -> Seen<'a> {
    arithmetic(a, b, i128::checked_add)
}

/// `a - b`
#[inline]
pub fn minus<'a>(a: Seen<'a>, b: Seen<'a>) -> Seen<'a> {
    arithmetic(a, b, i128::checked_sub)
}

#[inline]
fn arithmetic<'a>(a: Seen<'a>, b: Seen<'a>, operator: fn(i128, i128) -> Option<i128>) -> Seen<'a> {
    match (a, b) {
        (Seen::Integer(a), Seen::Integer(b)) => operator(a, b).map_or(Seen::Unknown, Seen::Integer),
        // What is not known may be absent or not.
        (Seen::Absent, other) | (other, Seen::Absent) if other.is_operand() => Seen::Absent,
        _ => Seen::Unknown,
    }
}

/// `a <= b` and its like.
#[inline]
pub fn compare(a: Seen<'_>, comparison: Comparison, b: Seen<'_>) -> Truth {
    let order = match (a, b) {
        (Seen::Absent, other) | (other, Seen::Absent) if other.is_operand() => {
            return Truth::Unknown;
        }
        (Seen::Integer(a), Seen::Integer(b)) => a.cmp(&b),
        (Seen::Float(a), Seen::Float(b)) => match a.partial_cmp(&b) {
            // Two texts that differ may have been rounded to one float.
            Some(order) if order.is_ne() => order,
            _ => return Truth::Unsure,
        },
        (Seen::Text(a), Seen::Text(b)) => texts(a, b),
        (Seen::Bool(a), Seen::Bool(b)) => match comparison {
            Comparison::Equal => return Truth::of(a == b),
            Comparison::NotEqual => return Truth::of(a != b),
            _ => return Truth::Unknown,
        },
        _ => return Truth::Unsure,
    };
    Truth::of(match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

/// Instants by time, other text by code points.
#[inline]
fn texts(a: &str, b: &str) -> Ordering {
    match (instant::parse(a), instant::parse(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

/// `present(x)`
#[inline]
pub fn present<T: Described + ?Sized>(value: &T) -> Truth {
    match value.seen() {
        Seen::Absent | Seen::Null => Truth::Fails,
        Seen::Unknown => Truth::Unsure,
        _ => Truth::Holds,
    }
}

/// A bare field of type `bool`.
#[inline]
pub fn truth<T: Described + ?Sized>(value: &T) -> Truth {
    match value.seen() {
        Seen::Bool(truth) => Truth::of(truth),
        Seen::Absent => Truth::Unknown,
        _ => Truth::Unsure,
    }
}

/// `not x`
#[inline]
pub fn not(truth: Truth) -> Truth {
    match truth {
        Truth::Holds => Truth::Fails,
        Truth::Fails => Truth::Holds,
        other => other,
    }
}

/// `x and y`
#[inline]
pub fn all(parts: &[Truth]) -> Truth {
    if parts.contains(&Truth::Fails) {
        return Truth::Fails;
    }
    for other in [Truth::Unsure, Truth::Unknown] {
        if parts.contains(&other) {
            return other;
        }
    }
    Truth::Holds
}

/// `x or y`
#[inline]
pub fn any(parts: &[Truth]) -> Truth {
    if parts.contains(&Truth::Holds) {
        return Truth::Holds;
    }
    for other in [Truth::Unsure, Truth::Unknown] {
        if parts.contains(&other) {
            return other;
        }
    }
    Truth::Fails
}

/// `x <=> y`
#[inline]
pub fn iff(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Truth::Unsure, _) | (_, Truth::Unsure) => Truth::Unsure,
        (Truth::Unknown, _) | (_, Truth::Unknown) => Truth::Unknown,
        (a, b) => Truth::of(a == b),
    }
}

/// `exactly_one(a, b)` and its like, over presence.
#[inline]
pub fn count(quantity: Quantity, fields: &[Truth]) -> Truth {
    if fields.contains(&Truth::Unsure) {
        return Truth::Unsure;
    }
    let there = fields
        .iter()
        .filter(|field| **field == Truth::Holds)
        .count();
    Truth::of(match quantity {
        Quantity::ExactlyOne => there == 1,
        Quantity::AtLeastOne => there >= 1,
        Quantity::AtMostOne => there <= 1,
        Quantity::AllOrNone => there == 0 || there == fields.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [Truth; 4] = [Truth::Holds, Truth::Fails, Truth::Unknown, Truth::Unsure];

    #[test]
    fn what_is_unsure_never_hides_a_failure() {
        // Whatever an unsure part turns out to be, a kept verdict stays kept.
        for a in VALUES {
            for b in VALUES {
                for resolved in [Truth::Holds, Truth::Fails, Truth::Unknown] {
                    let settle = |truth| {
                        if truth == Truth::Unsure {
                            resolved
                        } else {
                            truth
                        }
                    };
                    for operator in [|a, b| all(&[a, b]), |a, b| any(&[a, b]), iff] {
                        let (early, late) = (operator(a, b), operator(settle(a), settle(b)));
                        assert!(
                            !early.is_kept() || late.is_kept(),
                            "{a:?} {b:?} {resolved:?}"
                        );
                        let (early, late) = (not(early), not(late));
                        assert!(
                            !early.is_kept() || late.is_kept(),
                            "not {a:?} {b:?} {resolved:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn operands_compare_as_in_the_model() {
        fn seen<T: Described + ?Sized>(value: &T) -> Seen<'_> {
            value.seen()
        }
        let less = |a, b| compare(a, Comparison::Less, b);
        assert_eq!(less(seen(&1_u8), seen(&2_i64)), Truth::Holds);
        assert_eq!(less(seen(&Some(3_u8)), seen(&None::<u8>)), Truth::Unknown);
        assert_eq!(less(seen(&1.0_f64), seen(&1.0_f64)), Truth::Unsure);
        assert_eq!(
            less(
                seen("2026-05-01T10:00:00-02:00"),
                seen("2026-05-01T11:00:00Z")
            ),
            Truth::Fails
        );
        assert_eq!(less(length_of("ßß"), seen(&3_u8)), Truth::Holds);
        assert_eq!(
            count(Quantity::AllOrNone, &[present(&None::<u8>), present("")]),
            Truth::Fails
        );
        assert_eq!(truth(&Some(true)), Truth::Holds);
        assert_eq!(present(&serde_json::Value::Null), Truth::Fails);
    }
}
