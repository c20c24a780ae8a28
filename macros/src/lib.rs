//! `#[derive(Contract)]` and `#[contractual::api]`. Documented where users find them, in the crate `contractual`.
//!
//! Order of work: `derive` reads the item with the parser it shares with the scanner (`contractual-syntax`), `verify` compares
//! it with the table that the build script left (`ground`), `expand` prints the constants in which rustc compares the types,
//! and the implementations of the runtime's traits.
#![forbid(unsafe_code)]

mod api;
mod derive;
mod expand;
mod generics;
mod ground;
mod input;
mod tokens;
mod verify;

use proc_macro::TokenStream;

#[allow(
    missing_docs,
    reason = "documented where it is re-exported, so that its examples compile"
)]
#[proc_macro_derive(Contract, attributes(contract, garde, validate))]
pub fn derive_contract(item: TokenStream) -> TokenStream {
    derive::derive(item.into()).into()
}

#[allow(
    missing_docs,
    reason = "documented where it is re-exported, so that its examples compile"
)]
#[proc_macro_attribute]
pub fn api(arguments: TokenStream, item: TokenStream) -> TokenStream {
    api::api(arguments.into(), item.into()).into()
}
