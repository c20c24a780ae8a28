//! The values of enums.

use oxc_ast::ast::{Expression, TSEnumDeclaration, UnaryOperator};

use super::literals::number_text;
use super::work::{Result, Unsupported};
use crate::typescript::types::{Literal, Ty};

pub(super) fn enumeration(module: usize, declared: &TSEnumDeclaration<'_>) -> Result<Ty> {
    Ok(Ty::Union(
        enum_values(module, declared)?
            .into_iter()
            .map(|(_, literal)| Ty::Literal(literal))
            .collect(),
    ))
}

pub(super) fn enum_values(
    module: usize,
    declared: &TSEnumDeclaration<'_>,
) -> Result<Vec<(String, Literal)>> {
    let mut out: Vec<(String, Literal)> = Vec::new();
    let mut next: Option<f64> = Some(0.0);
    for member in &declared.body.members {
        let refuse = |message: &str| Unsupported {
            module,
            span: member.span,
            message: message.into(),
        };
        let number = |value: f64| Literal::Number(number_text(value));
        let literal = match &member.initializer {
            None => {
                let value = next.ok_or_else(|| refuse("the member needs a value"))?;
                next = Some(value + 1.0);
                number(value)
            }
            Some(Expression::StringLiteral(text)) => {
                next = None;
                Literal::Text(text.value.to_string())
            }
            Some(Expression::NumericLiteral(value)) => {
                next = Some(value.value + 1.0);
                number(value.value)
            }
            Some(Expression::UnaryExpression(unary)) => match (&unary.argument, unary.operator) {
                (Expression::NumericLiteral(value), UnaryOperator::UnaryNegation) => {
                    next = Some(1.0 - value.value);
                    number(-value.value)
                }
                _ => return Err(refuse("only literal values are supported in an enum")),
            },
            Some(_) => return Err(refuse("only literal values are supported in an enum")),
        };
        out.push((member.id.static_name().to_string(), literal));
    }
    Ok(out)
}
