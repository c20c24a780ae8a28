//! Rules over several fields as calls on the fields.

use contractual_model::item::{FieldItem, FieldsItem};
use contractual_model::json::Json;
use contractual_model::rule::{self, Comparison, Expr, Path, Quantity, Term};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::checks::member;

/// The rule's verdict as an expression of type `Truth`; `None` if it cannot be told from the fields alone.
pub(super) fn rule(written: &str, fields: &FieldsItem) -> Option<TokenStream> {
    Rules { fields }.expr(&rule::parse(written).ok()?)
}

struct Rules<'a> {
    fields: &'a FieldsItem,
}

impl Rules<'_> {
    fn expr(&self, expr: &Expr) -> Option<TokenStream> {
        Some(match expr {
            Expr::Compare(a, comparison, b) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                let name = word(match comparison {
                    Comparison::Equal => "Equal",
                    Comparison::NotEqual => "NotEqual",
                    Comparison::Less => "Less",
                    Comparison::LessOrEqual => "LessOrEqual",
                    Comparison::Greater => "Greater",
                    Comparison::GreaterOrEqual => "GreaterOrEqual",
                });
                quote!(_contractual::compare(#a, _contractual::Comparison::#name, #b))
            }
            Expr::Present(path) => {
                let field = self.field(path)?;
                quote!(_contractual::present(#field))
            }
            Expr::Truth(path) => {
                let field = self.field(path)?;
                quote!(_contractual::truth(#field))
            }
            Expr::Not(inner) => {
                let inner = self.expr(inner)?;
                quote!(_contractual::not(#inner))
            }
            Expr::And(parts) => {
                let parts = self.all(parts)?;
                quote!(_contractual::all(&[#(#parts),*]))
            }
            Expr::Or(parts) => {
                let parts = self.all(parts)?;
                quote!(_contractual::any(&[#(#parts),*]))
            }
            Expr::Implies(a, b) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                quote!(_contractual::any(&[_contractual::not(#a), #b]))
            }
            Expr::Iff(a, b) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                quote!(_contractual::iff(#a, #b))
            }
            Expr::Count(quantity, paths) => {
                let name = word(match quantity {
                    Quantity::ExactlyOne => "ExactlyOne",
                    Quantity::AtLeastOne => "AtLeastOne",
                    Quantity::AtMostOne => "AtMostOne",
                    Quantity::AllOrNone => "AllOrNone",
                });
                let fields: Option<Vec<_>> = paths.iter().map(|path| self.field(path)).collect();
                let fields = fields?;
                quote! {
                    _contractual::count(_contractual::Quantity::#name, &[#(_contractual::present(#fields)),*])
                }
            }
            Expr::UniqueBy(..) => return None,
        })
    }

    fn all(&self, parts: &[Expr]) -> Option<Vec<TokenStream>> {
        parts.iter().map(|part| self.expr(part)).collect()
    }

    fn term(&self, term: &Term) -> Option<TokenStream> {
        Some(match term {
            Term::Field(path) => {
                let field = self.field(path)?;
                quote!(_contractual::operand(#field))
            }
            Term::Literal(Json::Number(number)) => {
                let number = Literal::i128_suffixed(number.as_i128()?);
                quote!(_contractual::Operand::Integer(#number))
            }
            Term::Literal(Json::String(text)) => quote!(_contractual::Operand::Text(#text)),
            Term::Literal(Json::Bool(truth)) => quote!(_contractual::Operand::Bool(#truth)),
            Term::Literal(_) | Term::Sum(..) => return None,
            Term::Len(path) => {
                let field = self.field(path)?;
                quote!(_contractual::length_of(#field))
            }
            Term::Add(a, b) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                quote!(_contractual::plus(#a, #b))
            }
            Term::Subtract(a, b) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                quote!(_contractual::minus(#a, #b))
            }
        })
    }

    /// A field of the item itself that is in the JSON whenever it is in the value.
    fn field(&self, path: &Path) -> Option<TokenStream> {
        let [name] = path.as_slice() else { return None };
        let field = self
            .fields
            .all()
            .iter()
            .find(|field| field.ident == *name)?;
        if !is_faithful(field) {
            return None;
        }
        let name = member(field);
        Some(quote!(&self.#name))
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

fn word(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
