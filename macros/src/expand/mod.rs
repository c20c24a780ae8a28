//! Printing: what the macros put beside the user's item. Nothing here reports; [`crate::verify`] and the shared parser did.

mod checks;
mod defaults;
mod drift;
mod fields;
mod formula;
mod implementation;
mod proof;
mod rules;
mod test;

use std::sync::atomic::{AtomicBool, Ordering};

use proc_macro2::TokenStream;
use quote::quote;

use crate::input::Input;
use crate::verify::Standing;

/// Name of the facade's private module, which carries the version so that macro and facade cannot be of different releases.
pub(crate) fn private() -> TokenStream {
    let version = env!("CARGO_PKG_VERSION").replace(['.', '-', '+'], "_");
    let name = quote::format_ident!("__private_v{version}");
    quote!(#name)
}

/// Everything that a derive prints:
///
/// ```text
/// const _: () = {
///     use ::contractual::__private_v0_1_0 as _contractual;
///     /* proof, implementations */
/// };
/// /* drift, the test of the third leg */
/// ```
pub(crate) fn contract(input: &Input, standing: &Standing) -> TokenStream {
    let facade = &input.facade;
    let private = private();
    let at = proof::candidate_at(input, standing);
    let proof = match input.is_generic() {
        true => proof::proof(input, standing),
        false => proof::types(input, standing),
    };
    let defaults = defaults::constant(input, standing);
    let generation = generation(standing);
    let drift = drift::drift(input, standing);
    let implementation = implementation::implementation(input, standing);
    let test = test::of_type(input, standing);
    quote! {
        #[doc(hidden)]
        #[allow(
            unused_qualifications,
            unreachable_pub,
            deprecated,
            clippy::absolute_paths,
            clippy::indexing_slicing,
        )]
        const _: () = {
            use #facade::#private as _contractual;
            #at
            #proof
            #defaults
            #implementation
            #generation
        };
        #drift
        #test
    }
}

/// What stands beside an API trait: the proof of its types, and drift findings.
pub(crate) fn api(input: &Input, standing: &Standing) -> TokenStream {
    let facade = &input.facade;
    let private = private();
    let at = proof::candidate_at(input, standing);
    let proof = proof::proof(input, standing);
    let generation = generation(standing);
    let drift = drift::drift(input, standing);
    let test = test::of_api(input, standing);
    quote! {
        #[doc(hidden)]
        #[allow(unused_imports, unused_qualifications, deprecated, clippy::absolute_paths)]
        const _: () = {
            use #facade::#private as _contractual;
            #at
            #proof
            #generation
        };
        #drift
        #test
    }
}

/// What ties rustc's memory of this crate to the generation of the table, which it does not see being read: said by the first item that
/// stands in the table, since each macro costs rustc as much as a field.
fn generation(standing: &Standing) -> TokenStream {
    static SAID: AtomicBool = AtomicBool::new(false);
    if !matches!(standing, Standing::Proven(_)) || SAID.swap(true, Ordering::Relaxed) {
        return TokenStream::new();
    }
    quote!(let _: ::core::option::Option<&str> = ::core::option_env!("CONTRACTUAL_HANDSHAKE");)
}

/// Tokens of what this module prints as text. Read by rustc's own lexer: `proc_macro2` would first look through the text by itself, which
/// costs more than all else that is done with it.
fn printed(text: &str) -> TokenStream {
    match text.parse::<proc_macro::TokenStream>() {
        Ok(tokens) => tokens.into(),
        Err(error) => {
            let text = format!("contractual printed no Rust: {error}");
            quote!(::core::compile_error! { #text })
        }
    }
}
