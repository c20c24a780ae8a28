//! The implementations of the runtime's traits.

use contractual_model::digest::identity;
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::{checks, defaults, fields, proof};
use crate::generics::Argument;
use crate::input::Input;
use crate::verify::Standing;

/// ```text
/// impl Described for Job {
///     const IDENTITY: u128 = 0x1234;
///     fn describe(into: &mut Describer) -> Type {
///         into.contract(&Registration {
///             path: "acme::api::Job",
///             item: "{..}",
///             slots: &[<String as Described>::describe, ..],
///             arguments: &[],
///         })
///     }
/// }
/// impl Contract for Job {}
/// ```
pub(super) fn implementation(input: &Input, standing: &Standing) -> TokenStream {
    let this = input.this();
    let declared = input.generics.declared();
    let demanded = input.generics.demanded(&quote!(_contractual::Described));
    let item = input.item.canonical();
    let instances = proof::of_instances(input, standing);
    let evaluate = (!instances.is_empty()).then(|| quote!(const { Self::PROOF };));
    let faulty = matches!(standing, Standing::Faulty);
    let (path, head) = nominal(input, standing);
    // Only of several candidates, of a generic item and of one that stands in no table is the path named more than once, or computed.
    let (constant, path) = match standing {
        Standing::Proven(candidates) if candidates.len() == 1 && !input.is_generic() => {
            (TokenStream::new(), path)
        }
        _ => (quote!(const PATH: &str = #path;), quote!(PATH)),
    };
    let whole_identity = match input.is_generic() {
        false => head,
        true => {
            let parts = input.generics.arguments().map(|argument| match argument {
                Argument::Type(name) => quote!(<#name as _contractual::Described>::IDENTITY),
                Argument::Const(name) => quote!(_contractual::constant(#name as i128)),
            });
            quote!(_contractual::identity(PATH, &[#(#parts),*]))
        }
    };
    let slots = input.slots.iter().filter(|_| !faulty).map(|slot| {
        let ty = &slot.ty;
        quote_spanned!(slot.span.start=> <#ty as _contractual::Described>::describe)
    });
    let arguments = input.generics.arguments().map(|argument| match argument {
        Argument::Type(name) => quote! {
            _contractual::Argument::Type(<#name as _contractual::Described>::describe)
        },
        Argument::Const(name) => quote!(_contractual::Argument::Const(#name as i128)),
    });
    let (fields, checks, defaults) = match faulty {
        true => (TokenStream::new(), TokenStream::new(), Vec::new()),
        false => (
            fields::fields(input),
            checks::checks(input),
            defaults::defaults(input),
        ),
    };
    let meaning = meaning(input, standing);
    let schemars = schemars(&this, &declared, &demanded);
    quote! {
        #constant

        #[automatically_derived]
        impl #declared _contractual::Described for #this #demanded {
            const IDENTITY: u128 = #whole_identity;
            #meaning
            #instances

            fn describe(into: &mut _contractual::Describer) -> _contractual::Type {
                #evaluate
                #fields
                into.contract(&_contractual::Registration {
                    path: #path,
                    item: #item,
                    slots: &[#(#slots),*],
                    arguments: &[#(#arguments),*],
                    defaults: &[#(#defaults),*],
                })
            }

            #checks
        }

        #[automatically_derived]
        impl #declared _contractual::Contract for #this #demanded {}

        #schemars
    }
}

/// `impl JsonSchema`, if the facade was built with the feature `schemars1`.
fn schemars(this: &TokenStream, declared: &TokenStream, demanded: &TokenStream) -> TokenStream {
    if !cfg!(feature = "schemars") {
        return TokenStream::new();
    }
    quote! {
        #[automatically_derived]
        impl #declared _contractual::schemars::JsonSchema for #this #demanded {
            fn schema_name() -> _contractual::Cow<'static, str> {
                _contractual::schema_name(<Self as _contractual::Contract>::__entry())
            }

            fn schema_id() -> _contractual::Cow<'static, str> {
                _contractual::schema_id(<Self as _contractual::Contract>::__entry())
            }

            fn json_schema(
                generator: &mut _contractual::schemars::SchemaGenerator,
            ) -> _contractual::schemars::Schema {
                _contractual::json_schema(<Self as _contractual::Contract>::__entry(), generator)
            }
        }
    }
}

/// What the type means, as the build script read it: what dependents compare with the model that they read. An instance of a generic type
/// means what its arguments mean.
fn meaning(input: &Input, standing: &Standing) -> TokenStream {
    let value = match standing {
        _ if input.is_generic() => {
            let parts = input
                .generics
                .arguments()
                .filter_map(|argument| match argument {
                    Argument::Type(name) => {
                        Some(quote!(.wrapping_add(<#name as _contractual::Described>::MEANING)))
                    }
                    Argument::Const(_) => None,
                });
            quote!(0_u128 #(#parts)*)
        }
        Standing::Proven(candidates) => {
            let at = proof::module_at(input, candidates);
            let all = candidates
                .iter()
                .map(|one| Literal::u128_suffixed(one.meaning));
            match candidates.as_slice() {
                [one] => Literal::u128_suffixed(one.meaning).into_token_stream(),
                _ => quote!({ #at [#(#all),*][at] }),
            }
        }
        Standing::Free | Standing::Faulty => return TokenStream::new(),
    };
    quote!(const MEANING: u128 = #value;)
}

/// The path of the item and the identity that follows from it, both constant expressions.
fn nominal(input: &Input, standing: &Standing) -> (TokenStream, TokenStream) {
    match standing {
        // Where it stands is proven beside the implementation.
        Standing::Proven(candidates) if candidates.len() == 1 => {
            let id = candidates.first().map_or("", |one| one.id.as_str());
            let identity = identity(id, &[]);
            (quote!(#id), quote!(#identity))
        }
        Standing::Proven(candidates) => {
            let at = proof::module_at(input, candidates);
            let ids: Vec<&str> = candidates.iter().map(|one| one.id.as_str()).collect();
            let identities = ids.iter().map(|id| identity(id, &[]));
            (
                quote!({ #at [#(#ids),*][at] }),
                quote!({ #at [#(#identities),*][at] }),
            )
        }
        Standing::Free | Standing::Faulty => {
            let name = input.ident.to_string();
            let name = format!("::{}", name.strip_prefix("r#").unwrap_or(&name));
            (
                quote!(::core::concat!(::core::module_path!(), #name)),
                quote!(_contractual::identity(PATH, &[])),
            )
        }
    }
}
