//! `Described::holds` and its like: the constraints as plain Rust on the fields, for the fast path. Printed only where the JSON form of
//! a value follows from the fields alone; everything else is `false`, which leaves the value to the full check.

use contractual_model::item::{
    ContainerAttributes, FieldAttributes, FieldItem, FieldsItem, ItemBody, Limits, Presence,
    TypeExpr, VariantItem,
};
use contractual_model::json::{Json, Number};
use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use super::rules;
use crate::input::Input;

/// ```text
/// fn holds(&self) -> bool {
///     true && length(&self.name, 1, Some(80)) && self.name.holds() && ..
/// }
/// ```
pub(super) fn checks(input: &Input) -> TokenStream {
    match &input.item.body {
        ItemBody::Struct { attributes, fields } => {
            let holds = match is_plain(attributes) {
                true => of_struct(attributes, fields),
                false => None,
            };
            let holds = holds.unwrap_or_else(|| quote!(false));
            let present = quote! {
                #[inline]
                fn present(&self) -> _contractual::Seen<bool> { _contractual::Seen::Value(true) }
            };
            let forward = match fields {
                FieldsItem::Tuple(all) if all.len() == 1 => forward(&quote!(0), &all[0]),
                FieldsItem::Named(all) if attributes.serde.transparent && all.len() == 1 => {
                    let name = ident(&all[0].ident);
                    forward(&quote!(#name), &all[0])
                }
                FieldsItem::Named(_) if !attributes.serde.transparent => present,
                _ => TokenStream::new(),
            };
            let forward = if is_plain(attributes) {
                forward
            } else {
                TokenStream::new()
            };
            quote! {
                #[inline]
                fn holds(&self) -> bool { #holds }
                #forward
            }
        }
        ItemBody::Enum {
            attributes,
            variants,
        } => of_enum(attributes, variants),
        ItemBody::Api(_) => TokenStream::new(),
    }
}

/// True if the JSON form of the container follows from its fields.
fn is_plain(attributes: &ContainerAttributes) -> bool {
    let limits = &attributes.limits;
    attributes.wire.is_none()
        && attributes.serde.from.is_none()
        && attributes.serde.try_from.is_none()
        && attributes.serde.into.is_none()
        && attributes.serde.remote.is_none()
        && limits.min_properties.is_none()
        && limits.max_properties.is_none()
}

fn of_struct(attributes: &ContainerAttributes, fields: &FieldsItem) -> Option<TokenStream> {
    let mut parts = Vec::new();
    for field in fields.all() {
        if is_skipped(field) {
            continue;
        }
        let name = member(field);
        parts.push(of_field(&quote!(&self.#name), field)?);
    }
    match fields {
        // The constraints of a newtype are those of its value.
        FieldsItem::Tuple(all) if all.len() == 1 => {
            let name = member(&all[0]);
            parts.push(of_limits(
                &quote!(&self.#name),
                &attributes.limits,
                &all[0].ty,
            )?);
        }
        FieldsItem::Named(all) if attributes.serde.transparent && all.len() == 1 => {
            let name = member(&all[0]);
            parts.push(of_limits(
                &quote!(&self.#name),
                &attributes.limits,
                &all[0].ty,
            )?);
        }
        _ if !attributes.limits.is_empty() => return None,
        _ => {}
    }
    if let Some(constant) = &attributes.schema_version {
        let field = fields
            .all()
            .iter()
            .find(|field| field.ident == "schema_version")?;
        let name = member(field);
        parts.push(of_constant(
            &quote!(&self.#name),
            &Json::from(constant.as_str()),
        )?);
    }
    for rule in &attributes.rules {
        let holds = rules::rule(&rule.expr, fields)?;
        parts.push(quote!(#holds.is_kept()));
    }
    Some(all(&parts))
}

fn of_enum(attributes: &ContainerAttributes, variants: &[VariantItem]) -> TokenStream {
    let plain = is_plain(attributes) && attributes.limits.is_empty() && attributes.rules.is_empty();
    if !plain || attributes.serde.untagged {
        return TokenStream::new();
    }
    if variants.is_empty() {
        return quote! {
            #[inline]
            fn holds(&self) -> bool { match *self {} }
        };
    }
    let arms = variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        match of_variant(variant) {
            Some((bindings, holds)) => quote!(Self::#name #bindings => #holds,),
            None => quote!(Self::#name { .. } => false,),
        }
    });
    let units = variants
        .iter()
        .all(|variant| matches!(variant.fields, FieldsItem::Unit));
    // Members of a set of names are told apart by number.
    let key = units.then(|| {
        let arms = variants.iter().enumerate().map(|(at, variant)| {
            let (name, at) = (ident(&variant.ident), Literal::usize_suffixed(at));
            quote!(Self::#name => #at,)
        });
        quote! {
            #[inline]
            fn key(&self) -> _contractual::Seen<_contractual::Key<'_>> {
                _contractual::Seen::Value(_contractual::Key::Variant(match self { #(#arms)* }))
            }
        }
    });
    quote! {
        #[inline]
        fn holds(&self) -> bool {
            match self { #(#arms)* }
        }
        #[inline]
        fn present(&self) -> _contractual::Seen<bool> { _contractual::Seen::Value(true) }
        #key
    }
}

/// A pattern for the variant's fields, and what must hold of them.
fn of_variant(variant: &VariantItem) -> Option<(TokenStream, TokenStream)> {
    let serde = &variant.attributes.serde;
    let custom = serde.serialize_with.is_some()
        || serde.deserialize_with.is_some()
        || variant.attributes.wire.is_some();
    if custom || serde.untagged || serde.skip_serializing || serde.skip_deserializing {
        return None;
    }
    let mut parts = Vec::new();
    let mut bindings = Vec::new();
    for (at, field) in variant.fields.all().iter().enumerate() {
        let binding = format_ident!("field_{at}");
        let name = member(field);
        let skipped = is_skipped(field);
        bindings.push(match skipped {
            true => quote!(#name: _),
            false => quote!(#name: #binding),
        });
        if skipped {
            continue;
        }
        parts.push(of_field(&quote!(#binding), field)?);
        if !variant.attributes.limits.is_empty() {
            parts.push(of_limits(
                &quote!(#binding),
                &variant.attributes.limits,
                &field.ty,
            )?);
        }
    }
    let bindings = match variant.fields {
        FieldsItem::Unit => TokenStream::new(),
        _ => quote!({ #(#bindings),* }),
    };
    Some((bindings, all(&parts)))
}

fn is_skipped(field: &FieldItem) -> bool {
    field.attributes.serde.skip_serializing && field.attributes.serde.skip_deserializing
}

/// What must hold of one field; `None` if it cannot be said here.
fn of_field(value: &TokenStream, field: &FieldItem) -> Option<TokenStream> {
    let attributes = &field.attributes;
    if !reads_plainly(attributes) {
        return None;
    }
    let limits = of_limits(value, &attributes.limits, &field.ty)?;
    let holds = quote!(_contractual::Described::holds(#value));
    match attributes.limits.is_empty() {
        true => Some(holds),
        false => Some(quote!(#limits && #holds)),
    }
}

/// True if serde reads and writes the field by its type alone, and demands what the contract demands of its presence.
fn reads_plainly(attributes: &FieldAttributes) -> bool {
    let serde = &attributes.serde;
    let reader = serde.deserialize_with.as_deref();
    let presence = match attributes.presence {
        None => reader.is_none() || reader == Some("Option::deserialize"),
        // serde itself takes a missing `Option` for null, unless it is read by a function.
        Some(Presence::Nullable) => reader == Some("Option::deserialize"),
        Some(Presence::Optional | Presence::TriState) => false,
    };
    presence
        && serde.serialize_with.is_none()
        && serde.getter.is_none()
        && !serde.flatten
        && attributes.wire.is_none()
        && attributes.open.is_none()
}

/// The constraints of one place.
fn of_limits(value: &TokenStream, limits: &Limits, ty: &TypeExpr) -> Option<TokenStream> {
    let mut parts = Vec::new();
    if let Some(bound) = &limits.min {
        parts.push(bound_check(value, bound, "at_least", Rounding::Up)?);
    }
    if let Some(bound) = &limits.max {
        parts.push(bound_check(value, bound, "at_most", Rounding::Down)?);
    }
    if let Some(bound) = &limits.exclusive_min {
        parts.push(bound_check(value, bound, "above", Rounding::Down)?);
    }
    if let Some(bound) = &limits.exclusive_max {
        parts.push(bound_check(value, bound, "below", Rounding::Up)?);
    }
    if let Some(step) = &limits.multiple_of {
        let step = Literal::i128_suffixed(step.as_i128().filter(|step| *step > 0)?);
        parts.push(quote!(_contractual::multiple_of(#value, #step)));
    }
    if limits.min_length.is_some() || limits.max_length.is_some() {
        let (min, max) = range(limits.min_length, limits.max_length)?;
        parts.push(quote!(_contractual::length(#value, #min, #max)));
    }
    if limits.min_items.is_some() || limits.max_items.is_some() {
        let (min, max) = range(limits.min_items, limits.max_items)?;
        parts.push(quote!(_contractual::size(#value, #min, #max)));
    }
    if limits.min_properties.is_some() || limits.max_properties.is_some() {
        let (min, max) = range(limits.min_properties, limits.max_properties)?;
        parts.push(quote!(_contractual::size(#value, #min, #max)));
    }
    if let Some(pattern) = &limits.pattern {
        parts.push(quote!({
            static PATTERN: _contractual::Matches = _contractual::Matches::new(#pattern);
            PATTERN.holds(_contractual::Described::text(#value))
        }));
    }
    if let Some(format) = limits.format {
        let name = format.name();
        parts.push(quote!({
            static FORMAT: _contractual::Written = _contractual::Written::new(#name);
            FORMAT.holds(_contractual::Described::text(#value))
        }));
    }
    if limits.unique {
        parts.push(quote!(_contractual::Described::distinct(#value)));
    }
    if let Some(constant) = &limits.constant {
        parts.push(of_constant(value, constant)?);
    }
    if let Some(allowed) = &limits.one_of {
        let each: Option<Vec<TokenStream>> =
            allowed.iter().map(|one| of_constant(value, one)).collect();
        let each = each?;
        parts.push(quote!((false #(|| #each)*)));
    }
    if let Some(items) = &limits.items {
        let inner = of_limits(&quote!(item), items, &inner_type(ty)?)?;
        parts.push(quote!(_contractual::each(#value, |item| #inner)));
    }
    if limits.key.is_some() || limits.value.is_some() {
        let of = |limits: &Option<Box<Limits>>, name: TokenStream| match limits {
            Some(limits) => of_limits(&name, limits, &TypeExpr::name("_")),
            None => Some(quote!(true)),
        };
        let key = of(&limits.key, quote!(key))?;
        let inner = of(&limits.value, quote!(member))?;
        if !matches!(last_segment(ty)?.0, "BTreeMap" | "HashMap") {
            return None;
        }
        parts.push(quote!((#value).iter().all(|(key, member)| {
            let (_, _) = (key, member);
            #key && #inner
        })));
    }
    Some(all(&parts))
}

/// That all of them hold. A block that comes first would be a statement by itself.
fn all(parts: &[TokenStream]) -> TokenStream {
    let is_block = |part: &TokenStream| {
        let first = part.clone().into_iter().next();
        matches!(first, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
    };
    match parts {
        [] => quote!(true),
        [first, ..] if is_block(first) => quote!(true #(&& #parts)*),
        [first, rest @ ..] => quote!(#first #(&& #rest)*),
    }
}

/// The item type of a list that is written as one: `Vec<T>`, `Option<Vec<T>>`.
fn inner_type(ty: &TypeExpr) -> Option<TypeExpr> {
    match last_segment(ty)? {
        ("Vec", Some(item)) => Some(item.clone()),
        ("Option", Some(inner)) => match last_segment(inner)? {
            ("Vec", Some(item)) => Some(item.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(ty: &TypeExpr) -> Option<(&str, Option<&TypeExpr>)> {
    use contractual_model::item::ArgExpr;
    let TypeExpr::Path(path) = ty else {
        return None;
    };
    let last = path.segments.last()?;
    let first = match last.args.first() {
        Some(ArgExpr::Type(ty)) => Some(ty),
        _ => None,
    };
    Some((last.ident.as_str(), first))
}

enum Rounding {
    Up,
    Down,
}

/// Integers are compared exactly; floats only when they are clear of the limit, which hides that a text beyond it was rounded to it.
fn bound_check(
    value: &TokenStream,
    bound: &Number,
    name: &str,
    rounding: Rounding,
) -> Option<TokenStream> {
    let float = bound.as_f64();
    let integer = match (bound.as_i128(), rounding) {
        (Some(integer), _) => integer,
        (None, Rounding::Up) => whole(float.ceil())?,
        (None, Rounding::Down) => whole(float.floor())?,
    };
    let name = Ident::new(name, Span::call_site());
    let (integer, float) = (Literal::i128_suffixed(integer), finite(float)?);
    Some(quote!(_contractual::#name(#value, #integer, #float)))
}

fn whole(float: f64) -> Option<i128> {
    // Within 2^53 every step of the rounding was exact.
    (float.abs() < 9_007_199_254_740_992.0).then_some(float as i128)
}

fn finite(float: f64) -> Option<Literal> {
    float.is_finite().then(|| Literal::f64_suffixed(float))
}

fn range(min: Option<u64>, max: Option<u64>) -> Option<(Literal, Literal)> {
    let size = |limit: u64| usize::try_from(limit).ok().map(Literal::usize_suffixed);
    Some((
        size(min.unwrap_or(0))?,
        size(max.unwrap_or(u64::from(u32::MAX)))?,
    ))
}

fn of_constant(value: &TokenStream, constant: &Json) -> Option<TokenStream> {
    match constant {
        Json::String(text) => Some(quote!(_contractual::is_text(#value, #text))),
        Json::Number(number) => {
            let number = Literal::i128_suffixed(number.as_i128()?);
            Some(quote!(_contractual::is_integer(#value, #number)))
        }
        _ => None,
    }
}

/// A newtype is seen as its value.
fn forward(name: &TokenStream, field: &FieldItem) -> TokenStream {
    if !reads_plainly(&field.attributes) || is_skipped(field) {
        return TokenStream::new();
    }
    let name = match field.ident.parse::<usize>() {
        Ok(index) => {
            let index = Literal::usize_unsuffixed(index);
            quote!(#index)
        }
        Err(_) => name.clone(),
    };
    quote! {
        #[inline]
        fn text(&self) -> _contractual::Seen<&str> { _contractual::Described::text(&self.#name) }
        #[inline]
        fn integer(&self) -> _contractual::Seen<i128> { _contractual::Described::integer(&self.#name) }
        #[inline]
        fn float(&self) -> _contractual::Seen<f64> { _contractual::Described::float(&self.#name) }
        #[inline]
        fn size(&self) -> _contractual::Seen<usize> { _contractual::Described::size(&self.#name) }
        #[inline]
        fn key(&self) -> _contractual::Seen<_contractual::Key<'_>> { _contractual::Described::key(&self.#name) }
        #[inline]
        fn truth(&self) -> _contractual::Seen<bool> { _contractual::Described::truth(&self.#name) }
        #[inline]
        fn present(&self) -> _contractual::Seen<bool> { _contractual::Described::present(&self.#name) }
    }
}

/// How a field is reached: by name or by index.
pub(super) fn member(field: &FieldItem) -> TokenStream {
    match field.ident.parse::<usize>() {
        Ok(index) => {
            let index = Literal::usize_unsuffixed(index);
            quote!(#index)
        }
        Err(_) => {
            let name = ident(&field.ident);
            quote!(#name)
        }
    }
}

/// An identifier of the item; raw, so that keywords work.
pub(super) fn ident(name: &str) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(name, Span::call_site()),
        _ => Ident::new_raw(name, Span::call_site()),
    }
}
