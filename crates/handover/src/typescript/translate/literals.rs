//! Literals in types, and the patterns of the holes of template literals.

use oxc_ast::ast::{Expression, TSLiteral, UnaryOperator};
use oxc_span::Span;

use super::work::{Place, Result, Work};
use crate::typescript::types::{Literal, Ty, resolve};

impl Work<'_, '_> {
    /// The pattern of a hole of a template literal.
    pub(super) fn hole(&self, place: Place<'_>, ty: &Ty, span: Span) -> Result<String> {
        Ok(match resolve(&self.table, ty) {
            Ty::Text | Ty::Any => ".*".into(),
            Ty::Number => r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?".into(),
            Ty::Bool => "(?:true|false)".into(),
            Ty::Null => "null".into(),
            Ty::Literal(Literal::Text(text) | Literal::Number(text)) => {
                fancy_regex::escape(text).into_owned()
            }
            Ty::Literal(Literal::Bool(value)) => value.to_string(),
            Ty::Union(branches) => {
                let parts: Result<Vec<String>> = branches
                    .iter()
                    .map(|branch| self.hole(place, branch, span))
                    .collect();
                format!("(?:{})", parts?.join("|"))
            }
            _ => return place.refuse(span, "this type cannot be part of a template literal"),
        })
    }
}

pub(super) fn number_text(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{}", value as i64)
    } else {
        format!("{value}")
    }
}

pub(super) fn literal_type(place: Place<'_>, literal: &TSLiteral<'_>) -> Result<Ty> {
    Ok(Ty::Literal(match literal {
        TSLiteral::BooleanLiteral(flag) => Literal::Bool(flag.value),
        TSLiteral::NumericLiteral(number) => Literal::Number(number_text(number.value)),
        TSLiteral::StringLiteral(text) => Literal::Text(text.value.to_string()),
        TSLiteral::TemplateLiteral(template) if template.expressions.is_empty() => Literal::Text(
            template
                .quasis
                .iter()
                .map(|quasi| quasi.value.raw.to_string())
                .collect(),
        ),
        TSLiteral::UnaryExpression(unary) => match (&unary.argument, unary.operator) {
            (Expression::NumericLiteral(number), UnaryOperator::UnaryNegation) => {
                Literal::Number(format!("-{}", number_text(number.value)))
            }
            _ => return place.refuse(unary.span, "only negative numbers are supported here"),
        },
        TSLiteral::BigIntLiteral(number) => {
            return place.refuse(number.span, "`bigint` cannot come from JSON");
        }
        TSLiteral::TemplateLiteral(template) => {
            return place.refuse(template.span, "this template literal is not supported");
        }
    }))
}
