//! The third leg: a test beside each item that compares what the compiled item says of itself with what the build script read.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote};

use super::private;
use crate::generics::outside;
use crate::input::Input;
use crate::verify::{Candidate, Standing};

/// ```text
/// #[cfg(test)]
/// #[::core::prelude::v1::test]
/// fn contract_of_Job() {
///     ::contractual::__private_v0_1_0::prove::<Job>(::core::option_env!("OUT_DIR"));
/// }
/// ```
///
/// Only for items that stand in the model. Of a generic item there is nothing to describe: its instances are where they are named.
pub(super) fn of_type(input: &Input, standing: &Standing) -> TokenStream {
    if input.is_generic() || !is_testable(standing) {
        return TokenStream::new();
    }
    let (facade, private) = (&input.facade, private());
    let this = outside(input.this(), &TokenStream::new());
    test(
        input,
        &quote!(#facade::#private::prove::<#this>(::core::option_env!("OUT_DIR"));),
    )
}

/// The same for an API: its item, and a function for each type that its operations name.
pub(super) fn of_api(input: &Input, standing: &Standing) -> TokenStream {
    let Some([Candidate { id, .. }]) = is_testable(standing).then(|| candidates(standing)) else {
        return TokenStream::new();
    };
    let (facade, private) = (&input.facade, private());
    let item = Literal::string(&input.canonical);
    let slots = input.slots.iter().map(|slot| {
        let ty = outside(slot.ty.clone(), &TokenStream::new());
        quote!(<#ty as _contractual::Described>::describe)
    });
    test(
        input,
        &quote! {
            use #facade::#private as _contractual;
            _contractual::prove_api(
                &_contractual::Registration {
                    path: #id,
                    item: #item,
                    slots: &[#(#slots),*],
                    arguments: &[],
                    defaults: &[],
                },
                ::core::option_env!("OUT_DIR"),
            );
        },
    )
}

fn test(input: &Input, body: &TokenStream) -> TokenStream {
    let name = input.ident.to_string();
    let name = format_ident!(
        "contract_of_{}",
        name.strip_prefix("r#").unwrap_or(&name),
        span = Span::call_site().located_at(input.ident.span())
    );
    quote! {
        #[cfg(test)]
        #[::core::prelude::v1::test]
        #[allow(
            non_snake_case,
            unused_qualifications,
            unused_imports,
            deprecated,
            clippy::absolute_paths,
            clippy::redundant_test_prefix,
        )]
        fn #name() {
            #body
        }
    }
}

fn candidates(standing: &Standing) -> &[Candidate] {
    match standing {
        Standing::Proven(candidates) => candidates,
        Standing::Free | Standing::Faulty => &[],
    }
}

/// What only tests use is in the table and not in the model; in functions there are no tests.
fn is_testable(standing: &Standing) -> bool {
    let candidates = candidates(standing);
    !candidates.is_empty() && candidates.iter().all(|one| one.testable)
}
