//! That the compiled item is the one which the derive was given: an attribute macro that stands below the derive runs after it, and may
//! add fields or give them other types.

use contractual_model::item::{FieldPlace, FieldsItem, ItemBody, SlotRole};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::checks::{ident, member};
use super::printed;
use crate::input::Input;

/// A match on nothing; rustc checks that all fields are there and have the types that the derive read. Not a closure, which would be
/// a body of its own to check:
///
/// ```text
/// match Option::<&Self>::None {
///     None => {}
///     Some(Self { name: field_0, tags: field_1 }) => {
///         _contractual::same::<String, _>(field_0);
///         _contractual::same::<Vec<Tag>, _>(field_1);
///     }
/// }
/// ```
///
/// Only where such a macro may stand: each body costs rustc time.
pub(super) fn fields(input: &Input) -> TokenStream {
    if !input.rewritable {
        return TokenStream::new();
    }
    let arms: Vec<TokenStream> = match &input.item.body {
        ItemBody::Struct { fields, .. } => {
            vec![arm(input, &quote!(Self), fields, FieldPlace::Field)]
        }
        ItemBody::Enum { variants, .. } => variants
            .iter()
            .enumerate()
            .map(|(at, variant)| {
                let name = printed(&ident(&variant.ident));
                let place = |index| FieldPlace::VariantField(at, index);
                arm(input, &quote!(Self::#name), &variant.fields, place)
            })
            .collect(),
        ItemBody::Api(_) => return TokenStream::new(),
    };
    if arms.is_empty() {
        return TokenStream::new();
    }
    quote! {
        match ::core::option::Option::<&Self>::None {
            ::core::option::Option::None => {}
            #(#arms)*
        }
    }
}

fn arm(
    input: &Input,
    head: &TokenStream,
    fields: &FieldsItem,
    place: impl Fn(usize) -> FieldPlace,
) -> TokenStream {
    let declared = input.item.slots();
    let mut pattern = Vec::new();
    let mut same = Vec::new();
    for (at, field) in fields.all().iter().enumerate() {
        let name = printed(&member(field));
        let slot = declared.iter().zip(&input.slots).find(|(slot, _)| {
            slot.place.part == place(at) && slot.place.role == SlotRole::Declared
        });
        // serde's placeholders and what it skips have no slot: they only have to be there
        let Some((_, slot)) = slot else {
            pattern.push(quote!(#name: _));
            continue;
        };
        let bound = format_ident!("field_{at}");
        let (ty, span) = (&slot.ty, slot.span.start);
        pattern.push(quote!(#name: #bound));
        same.push(quote_spanned!(span=> _contractual::same::<#ty, _>(#bound);));
    }
    quote!(::core::option::Option::Some(#head { #(#pattern),* }) => { #(#same)* })
}
