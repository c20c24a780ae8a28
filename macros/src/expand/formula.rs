//! How the identity of a type follows from parameters, as the table writes it ([`Expected::formula`]), as an expression.
//!
//! [`Expected::formula`]: contractual_model::handshake::Expected::formula

use contractual_model::digest::from_hex;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// How deep formulas may be nested.
const MAX_DEPTH: usize = 64;

/// The expression of a formula; `None` if it is none.
pub(super) fn expression(formula: &str) -> Option<TokenStream> {
    let (found, rest) = read(formula, 0)?;
    rest.is_empty().then_some(found)
}

fn read(text: &str, depth: usize) -> Option<(TokenStream, &str)> {
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(rest) = text.strip_prefix('#') {
        let (digits, rest) = split(rest);
        let identity = Literal::u128_suffixed(from_hex(digits)?);
        return Some((quote!(#identity), rest));
    }
    if let Some(rest) = text.strip_prefix('$') {
        let (name, rest) = split(rest);
        let name = ident(name)?;
        return Some((quote!(<#name as _contractual::Described>::IDENTITY), rest));
    }
    if let Some(rest) = text.strip_prefix('%') {
        let (name, rest) = split(rest);
        let name = ident(name)?;
        return Some((quote!(_contractual::constant(#name as i128)), rest));
    }
    if let Some(rest) = text.strip_prefix('=') {
        let (value, rest) = split(rest);
        let value = Literal::i128_suffixed(value.parse().ok()?);
        return Some((quote!(_contractual::constant(#value)), rest));
    }
    let (head, mut rest) = text.split_once('(')?;
    let mut parts = Vec::new();
    while let Some((part, after)) = read(rest, depth + 1) {
        parts.push(part);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None => {
                rest = after;
                break;
            }
        }
    }
    let rest = rest.strip_prefix(')')?;
    Some((quote!(_contractual::identity(#head, &[#(#parts),*])), rest))
}

/// The text up to a comma or a closing bracket, and the rest.
fn split(text: &str) -> (&str, &str) {
    text.split_at(text.find([',', ')']).unwrap_or(text.len()))
}

fn ident(name: &str) -> Option<Ident> {
    let plain = name
        .chars()
        .enumerate()
        .all(|(at, c)| c == '_' || c.is_alphabetic() || (at > 0 && c.is_alphanumeric()));
    (plain && !name.is_empty() && name != "_").then(|| Ident::new(name, Span::call_site()))
}

#[cfg(test)]
mod tests {
    use super::expression;

    fn check(formula: &str, expected: &str) {
        let found = expression(formula).map(|tokens| tokens.to_string().replace(' ', ""));
        assert_eq!(found.as_deref(), Some(expected), "{formula}");
    }

    #[test]
    fn formulas_are_expressions() {
        check("$T", "<Tas_contractual::Described>::IDENTITY");
        check(
            "acme::Page(list($T),%N,=4)",
            "_contractual::identity(\"acme::Page\",&[_contractual::identity(\"list\",\
             &[<Tas_contractual::Described>::IDENTITY]),_contractual::constant(Nasi128),_contractual::constant(4i128)])",
        );
        check("#00000000000000000000000000000010", "16u128");
        check("tuple()", "_contractual::identity(\"tuple\",&[])");
        for broken in ["", "$", "list($T", "list($T))", "#zz", "$a b", "=x"] {
            assert!(expression(broken).is_none(), "{broken}");
        }
    }
}
