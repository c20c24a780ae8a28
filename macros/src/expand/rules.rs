//! Rules over several fields as calls on the fields, printed as text.

use contractual_model::item::{FieldItem, FieldsItem};
use contractual_model::json::Json;
use contractual_model::rule::{self, Comparison, Expr, Path, Quantity, Term};

use super::checks::member;

/// The rule's verdict as an expression of type `Truth`; `None` if it cannot be told from the fields alone.
pub(super) fn rule(written: &str, fields: &FieldsItem) -> Option<String> {
    Rules { fields }.expr(&rule::parse(written).ok()?)
}

struct Rules<'a> {
    fields: &'a FieldsItem,
}

impl Rules<'_> {
    fn expr(&self, expr: &Expr) -> Option<String> {
        Some(match expr {
            Expr::Compare(a, comparison, b) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                let name = match comparison {
                    Comparison::Equal => "Equal",
                    Comparison::NotEqual => "NotEqual",
                    Comparison::Less => "Less",
                    Comparison::LessOrEqual => "LessOrEqual",
                    Comparison::Greater => "Greater",
                    Comparison::GreaterOrEqual => "GreaterOrEqual",
                };
                format!("_contractual::compare({a}, _contractual::Comparison::{name}, {b})")
            }
            Expr::Present(path) => format!("_contractual::present({})", self.field(path)?),
            Expr::Truth(path) => format!("_contractual::truth({})", self.field(path)?),
            Expr::Not(inner) => format!("_contractual::not({})", self.expr(inner)?),
            Expr::And(parts) => format!("_contractual::all(&[{}])", self.all(parts)?),
            Expr::Or(parts) => format!("_contractual::any(&[{}])", self.all(parts)?),
            Expr::Implies(a, b) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                format!("_contractual::any(&[_contractual::not({a}), {b}])")
            }
            Expr::Iff(a, b) => {
                format!("_contractual::iff({}, {})", self.expr(a)?, self.expr(b)?)
            }
            Expr::Count(quantity, paths) => {
                let name = match quantity {
                    Quantity::ExactlyOne => "ExactlyOne",
                    Quantity::AtLeastOne => "AtLeastOne",
                    Quantity::AtMostOne => "AtMostOne",
                    Quantity::AllOrNone => "AllOrNone",
                };
                let present = |path| Some(format!("_contractual::present({})", self.field(path)?));
                let fields: Option<Vec<String>> = paths.iter().map(present).collect();
                let fields = fields?.join(", ");
                format!("_contractual::count(_contractual::Quantity::{name}, &[{fields}])")
            }
            Expr::UniqueBy(..) => return None,
        })
    }

    fn all(&self, parts: &[Expr]) -> Option<String> {
        let parts: Option<Vec<String>> = parts.iter().map(|part| self.expr(part)).collect();
        Some(parts?.join(", "))
    }

    fn term(&self, term: &Term) -> Option<String> {
        Some(match term {
            Term::Field(path) => format!("_contractual::Described::seen({})", self.field(path)?),
            Term::Literal(Json::Number(number)) => {
                format!("_contractual::Seen::Integer({})", number.as_i128()?)
            }
            Term::Literal(Json::String(text)) => format!("_contractual::Seen::Text({text:?})"),
            Term::Literal(Json::Bool(truth)) => format!("_contractual::Seen::Bool({truth})"),
            Term::Literal(_) | Term::Sum(..) => return None,
            Term::Len(path) => format!("_contractual::length_of({})", self.field(path)?),
            Term::Add(a, b) => format!("_contractual::plus({}, {})", self.term(a)?, self.term(b)?),
            Term::Subtract(a, b) => {
                format!("_contractual::minus({}, {})", self.term(a)?, self.term(b)?)
            }
        })
    }

    /// A field of the item itself that is in the JSON whenever it is in the value.
    fn field(&self, path: &Path) -> Option<String> {
        let [name] = path.as_slice() else { return None };
        let field = self
            .fields
            .all()
            .iter()
            .find(|field| field.ident == *name)?;
        if !is_faithful(field) {
            return None;
        }
        Some(format!("&self.{}", member(field)))
    }
}

/// True unless serde may leave the field out, or puts something else in its place.
fn is_faithful(field: &FieldItem) -> bool {
    let serde = &field.attributes.serde;
    !serde.skip_serializing
        && !serde.skip_deserializing
        && matches!(
            serde.skip_serializing_if.as_deref(),
            None | Some("Option::is_none")
        )
}
