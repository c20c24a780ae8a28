//! The values that serde puts in the place of absent members, asked of the compiled functions themselves.

use contractual_model::item::{DefaultExpr, FieldItem, FieldPlace, FieldsItem, ItemBody};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::checks::member;
use super::printed;
use crate::input::Input;
use crate::verify::Standing;

/// The name of the list of an item's defaults; the empty list, where there is none.
pub(super) fn list(input: &Input, standing: &Standing) -> &'static str {
    match matches!(standing, Standing::Faulty) || defaults(input).is_empty() {
        true => "&[]",
        false => "_CONTRACTUAL_DEFAULTS",
    }
}

/// ```text
/// const _CONTRACTUAL_DEFAULTS: &[(&str, _contractual::Default)] = &[..];
/// ```
///
/// Beside the implementation, since a default may name a type of the item, which has a place of its own.
pub(super) fn constant(input: &Input, standing: &Standing) -> TokenStream {
    if list(input, standing) == "&[]" {
        return TokenStream::new();
    }
    let defaults = defaults(input);
    quote! {
        const _CONTRACTUAL_DEFAULTS: &[(&str, _contractual::Default)] = &[#(#defaults),*];
    }
}

/// One pair per field with a default:
///
/// ```text
/// ("attempts", || { use _contractual::{Mute as _, Spoken as _}; (&_contractual::DefaultOf(one)).json() })
/// ("tags", || { .. (&_contractual::DefaultOf(<Vec<Tag> as ::core::default::Default>::default)).json() })
/// ```
///
/// Types with parameters of their own say nothing: what is not known to implement `Serialize` here has no JSON form.
fn defaults(input: &Input) -> Vec<TokenStream> {
    if input.is_generic() {
        return Vec::new();
    }
    let this = input.this();
    match &input.item.body {
        ItemBody::Struct { attributes, fields } => fields
            .all()
            .iter()
            .enumerate()
            .filter_map(|(at, field)| {
                let made = match &attributes.serde.default {
                    Some(container) if field.attributes.serde.default.is_none() => {
                        let whole = function(container, &this);
                        let name = printed(&member(field));
                        Some(quote!(|| (#whole)().#name))
                    }
                    _ => None,
                };
                of_field(input, FieldPlace::Field(at), field, made)
            })
            .collect(),
        ItemBody::Enum { variants, .. } => variants
            .iter()
            .enumerate()
            .filter(|(_, variant)| matches!(variant.fields, FieldsItem::Named(_)))
            .flat_map(|(at, variant)| {
                let fields = variant.fields.all().iter().enumerate();
                fields.filter_map(move |(index, field)| {
                    of_field(input, FieldPlace::VariantField(at, index), field, None)
                })
            })
            .collect(),
        ItemBody::Api(_) => Vec::new(),
    }
}

fn of_field(
    input: &Input,
    part: FieldPlace,
    field: &FieldItem,
    made: Option<TokenStream>,
) -> Option<TokenStream> {
    let serde = &field.attributes.serde;
    if field.attributes.default.is_some() || serde.flatten || serde.skip_deserializing {
        return None;
    }
    let ty = input
        .slots
        .iter()
        .find(|slot| slot.part == part)
        .map(|slot| &slot.ty);
    let made = match (&serde.default, made) {
        (Some(default), _) => function(default, ty.unwrap_or(&quote!(_))),
        (None, Some(made)) => made,
        (None, None) => return None,
    };
    let name = input.item.part_name(part);
    Some(quote! {
        (#name, || {
            #[allow(unused_imports)]
            use _contractual::{Mute as _, Spoken as _};
            (&_contractual::DefaultOf(#made)).json()
        })
    })
}

/// The function that makes the default.
fn function(default: &DefaultExpr, ty: &TokenStream) -> TokenStream {
    match default {
        DefaultExpr::Standard => quote!(<#ty as ::core::default::Default>::default),
        DefaultExpr::Path(path) => match path.parse::<TokenStream>() {
            Ok(path) => at_call_site(path),
            Err(_) => quote!(::core::default::Default::default),
        },
    }
}

fn at_call_site(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(Span::call_site());
            token
        })
        .map(|token: TokenTree| token.into_token_stream())
        .collect()
}
