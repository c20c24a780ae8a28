//! An expression's verdict on a value.

use super::{Comparison, Expr, Path, Quantity, Term};
use crate::json::{Json, Number};

/// Three-valued truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Definitely true.
    Holds,
    /// Definitely false: the rule refuses the value.
    Fails,
    /// An operand is absent or null.
    Unknown,
}

impl Verdict {
    fn of(truth: bool) -> Self {
        if truth { Self::Holds } else { Self::Fails }
    }

    fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Judges `expr` on a value. `look` gives the value a path of Rust names leads to (wire names and defaults are its business) and
/// `None` if it is absent; `item` gives the field of a list's item by its Rust name.
pub fn evaluate(
    expr: &Expr,
    look: &dyn Fn(&Path) -> Option<Json>,
    item: &dyn Fn(&Path, &Json, &str) -> Option<Json>,
) -> Verdict {
    Judge { look, item }.expr(expr)
}

struct Judge<'a> {
    look: &'a dyn Fn(&Path) -> Option<Json>,
    item: &'a dyn Fn(&Path, &Json, &str) -> Option<Json>,
}

impl Judge<'_> {
    fn value(&self, path: &Path) -> Option<Json> {
        (self.look)(path).filter(|value| !matches!(value, Json::Null))
    }

    fn expr(&self, expr: &Expr) -> Verdict {
        match expr {
            Expr::Compare(a, op, b) => match (self.term(a), self.term(b)) {
                (Some(a), Some(b)) => compare(&a, *op, &b),
                _ => Verdict::Unknown,
            },
            Expr::Present(path) => Verdict::of(self.value(path).is_some()),
            Expr::Truth(path) => match self.value(path) {
                Some(Json::Bool(truth)) => Verdict::of(truth),
                _ => Verdict::Unknown,
            },
            Expr::Not(inner) => self.expr(inner).not(),
            Expr::And(parts) => self.all(parts.iter().map(|part| self.expr(part))),
            Expr::Or(parts) => self
                .all(parts.iter().map(|part| self.expr(part).not()))
                .not(),
            Expr::Implies(a, b) => self
                .all([self.expr(a), self.expr(b).not()].into_iter())
                .not(),
            Expr::Iff(a, b) => match (self.expr(a), self.expr(b)) {
                (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
                (a, b) => Verdict::of(a == b),
            },
            Expr::Count(quantity, paths) => {
                let present = paths
                    .iter()
                    .filter(|path| self.value(path).is_some())
                    .count();
                Verdict::of(match quantity {
                    Quantity::ExactlyOne => present == 1,
                    Quantity::AtLeastOne => present >= 1,
                    Quantity::AtMostOne => present <= 1,
                    Quantity::AllOrNone => present == 0 || present == paths.len(),
                })
            }
            Expr::UniqueBy(list, field) => match self.value(list) {
                Some(Json::Array(items)) => {
                    let keys: Vec<Json> = items
                        .iter()
                        .filter_map(|at| (self.item)(list, at, field))
                        .filter(|key| !matches!(key, Json::Null))
                        .collect();
                    Verdict::of(
                        keys.iter()
                            .enumerate()
                            .all(|(at, key)| !keys[..at].contains(key)),
                    )
                }
                _ => Verdict::Unknown,
            },
        }
    }

    fn all(&self, verdicts: impl Iterator<Item = Verdict>) -> Verdict {
        let mut out = Verdict::Holds;
        for verdict in verdicts {
            match verdict {
                Verdict::Fails => return Verdict::Fails,
                Verdict::Unknown => out = Verdict::Unknown,
                Verdict::Holds => {}
            }
        }
        out
    }

    fn term(&self, term: &Term) -> Option<Json> {
        match term {
            Term::Field(path) => self.value(path),
            Term::Literal(value) => Some(value.clone()),
            Term::Len(path) => match self.value(path)? {
                Json::String(text) => Some(Json::from(text.chars().count() as u64)),
                Json::Array(items) => Some(Json::from(items.len() as u64)),
                Json::Object(members) => Some(Json::from(members.len() as u64)),
                Json::Null | Json::Bool(_) | Json::Number(_) => None,
            },
            Term::Sum(list, field) => match self.value(list)? {
                Json::Array(items) => {
                    let mut sum = Number::zero();
                    for at in &items {
                        if let Some(Json::Number(number)) = (self.item)(list, at, field) {
                            sum = sum.plus(&number);
                        }
                    }
                    Some(Json::Number(sum))
                }
                _ => None,
            },
            Term::Add(a, b) => self.numbers(a, b).map(|(a, b)| Json::Number(a.plus(&b))),
            Term::Subtract(a, b) => self
                .numbers(a, b)
                .map(|(a, b)| Json::Number(a.plus(&b.negated()))),
        }
    }

    fn numbers(&self, a: &Term, b: &Term) -> Option<(Number, Number)> {
        match (self.term(a)?, self.term(b)?) {
            (Json::Number(a), Json::Number(b)) => Some((a, b)),
            _ => None,
        }
    }
}

/// Numbers by value, instants by time, other text by code points; values of different kinds are only equal or not.
fn compare(a: &Json, op: Comparison, b: &Json) -> Verdict {
    let order = match (a, b) {
        (Json::Number(a), Json::Number(b)) => Some(a.cmp(b)),
        (Json::String(a), Json::String(b)) => {
            match (crate::instant::parse(a), crate::instant::parse(b)) {
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ => Some(a.cmp(b)),
            }
        }
        _ => None,
    };
    let truth = match (op, order) {
        (Comparison::Equal, Some(order)) => order.is_eq(),
        (Comparison::NotEqual, Some(order)) => order.is_ne(),
        (Comparison::Equal, None) => a == b,
        (Comparison::NotEqual, None) => a != b,
        (Comparison::Less, Some(order)) => order.is_lt(),
        (Comparison::LessOrEqual, Some(order)) => order.is_le(),
        (Comparison::Greater, Some(order)) => order.is_gt(),
        (Comparison::GreaterOrEqual, Some(order)) => order.is_ge(),
        (_, None) => return Verdict::Unknown,
    };
    Verdict::of(truth)
}
