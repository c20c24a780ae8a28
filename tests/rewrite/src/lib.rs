//! Attribute macros that change items before a derive sees them.
#![forbid(unsafe_code)]

use proc_macro::{Ident, TokenStream, TokenTree};

/// Makes every `u64` of an item a `String`.
#[proc_macro_attribute]
pub fn every_field_is_text(_: TokenStream, item: TokenStream) -> TokenStream {
    replace(item)
}

fn replace(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(name) if name.to_string() == "u64" => {
                TokenTree::Ident(Ident::new("String", name.span()))
            }
            TokenTree::Group(group) => {
                let mut inner = proc_macro::Group::new(group.delimiter(), replace(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        })
        .collect()
}
