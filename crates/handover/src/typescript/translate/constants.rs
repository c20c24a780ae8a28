//! The type of a constant, from its value.

use oxc_ast::ast::{Expression, ObjectPropertyKind, TSType, TSTypeName, UnaryOperator};
use oxc_span::GetSpan;

use super::literals::number_text;
use super::work::{Place, Result, Work};
use crate::typescript::types::{Literal, Member, Object, Tuple, Ty};

impl<'a> Work<'_, 'a> {
    /// The type of a constant's value; `exact` below `as const`.
    pub(super) fn value_type(
        &mut self,
        place: Place<'_>,
        value: &'a Expression<'a>,
        exact: bool,
        constant: bool,
    ) -> Result<Ty> {
        let keep = exact || constant;
        Ok(match value {
            Expression::TSAsExpression(cast) => {
                let is_const = matches!(&cast.type_annotation, TSType::TSTypeReference(reference)
                    if matches!(&reference.type_name, TSTypeName::IdentifierReference(id) if id.name == "const"));
                if is_const {
                    self.value_type(place, &cast.expression, true, true)?
                } else {
                    self.ty(place, &cast.type_annotation)?
                }
            }
            Expression::TSSatisfiesExpression(inner) => {
                self.value_type(place, &inner.expression, exact, constant)?
            }
            Expression::ParenthesizedExpression(inner) => {
                self.value_type(place, &inner.expression, exact, constant)?
            }
            Expression::StringLiteral(text) if keep => {
                Ty::Literal(Literal::Text(text.value.to_string()))
            }
            Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => Ty::Text,
            Expression::NumericLiteral(number) if keep => {
                Ty::Literal(Literal::Number(number_text(number.value)))
            }
            Expression::NumericLiteral(_) => Ty::Number,
            Expression::BooleanLiteral(flag) if keep => Ty::Literal(Literal::Bool(flag.value)),
            Expression::BooleanLiteral(_) => Ty::Bool,
            Expression::NullLiteral(_) => Ty::Null,
            Expression::ObjectExpression(object) => {
                let mut out = Object::default();
                for property in &object.properties {
                    let ObjectPropertyKind::ObjectProperty(property) = property else {
                        return place
                            .refuse(property.span(), "a spread in a constant is not supported");
                    };
                    let Some(name) = property.key.static_name() else {
                        return place
                            .refuse(property.span, "a computed member name is not supported");
                    };
                    let ty = self.value_type(place, &property.value, exact, false)?;
                    out.members.push(Member {
                        name: name.into_owned(),
                        ty,
                        optional: false,
                    });
                }
                Ty::Object(out)
            }
            Expression::ArrayExpression(array) => {
                let mut items = Vec::new();
                for element in &array.elements {
                    let Some(expression) = element.as_expression() else {
                        return place.refuse(
                            element.span(),
                            "a spread or a hole in a constant is not supported",
                        );
                    };
                    items.push(self.value_type(place, expression, exact, false)?);
                }
                if exact {
                    Ty::Tuple(Tuple {
                        items: items.into_iter().map(|ty| (ty, false)).collect(),
                        rest: None,
                    })
                } else {
                    Ty::Array(Box::new(Ty::Union(items)))
                }
            }
            Expression::UnaryExpression(unary)
                if unary.operator == UnaryOperator::UnaryNegation =>
            {
                match &unary.argument {
                    Expression::NumericLiteral(number) if keep => {
                        Ty::Literal(Literal::Number(format!("-{}", number_text(number.value))))
                    }
                    Expression::NumericLiteral(_) => Ty::Number,
                    _ => {
                        return place
                            .refuse(unary.span, "only literals are supported in a constant");
                    }
                }
            }
            other => {
                return place.refuse(
                    other.span(),
                    "only literals, objects and arrays are supported in a constant",
                );
            }
        })
    }
}
