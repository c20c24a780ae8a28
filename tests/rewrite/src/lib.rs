//! Attribute macros that change items before or after a derive sees them.
#![forbid(unsafe_code)]

use proc_macro::{Ident, Literal, TokenStream, TokenTree};

/// Makes every `u64` of an item a `String`.
#[proc_macro_attribute]
pub fn every_field_is_text(_: TokenStream, item: TokenStream) -> TokenStream {
    replace(item, &|token| match token {
        TokenTree::Ident(name) if name.to_string() == "u64" => {
            TokenTree::Ident(Ident::new("String", name.span()))
        }
        other => other,
    })
}

/// Makes every integer of an item a six.
#[proc_macro_attribute]
pub fn every_number_is_six(_: TokenStream, item: TokenStream) -> TokenStream {
    replace(item, &|token| match token {
        TokenTree::Literal(number) if number.to_string().parse::<u64>().is_ok() => {
            TokenTree::Literal(Literal::u64_unsuffixed(6))
        }
        other => other,
    })
}

fn replace(tokens: TokenStream, with: &dyn Fn(TokenTree) -> TokenTree) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let stream = replace(group.stream(), with);
                let mut inner = proc_macro::Group::new(group.delimiter(), stream);
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => with(other),
        })
        .collect()
}
