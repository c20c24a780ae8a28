//! Constants in which rustc itself compares what the scan resolved with what it resolved.

use contractual_model::handshake::Expected;
use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::formula;
use crate::generics::outside;
use crate::input::{Input, SlotTokens};
use crate::tokens::Range;
use crate::verify::{Candidate, Standing};

/// The types that an item without parameters names, each as what describes it. A static, so that `cargo check` evaluates it and nothing
/// that refers to it repeats its errors; each type stands once, where a message can name it:
///
/// ```text
/// static _CONTRACTUAL_TYPES: [_contractual::Describe; 1] = {
///     _contractual::placed(module_path!(), &[b"api"], "contractual: `Job` stands in another module ..");
///     [
///         _contractual::slot::<Vec<Tag>>(
///             0x1234_u128,
///             "contractual: field `tags` of `Job` is not the type that the build script took it for, `[api::Tag]`",
///         ),
///     ]
/// };
/// ```
///
/// Functions and not `panic!` in the place: a call costs rustc a fifth of a comparison with a macro in it, and since they track their
/// caller, the message stands at the same span. For other items each type must only have a JSON form.
pub(super) fn types(input: &Input, standing: &Standing) -> TokenStream {
    let this = outside_this(input);
    let (before, slots) = match standing {
        Standing::Proven(candidates) => {
            let at = module_at(input, candidates);
            let compared = compare(input, candidates, true, |slot, expected| {
                let identity = Literal::u128_suffixed(expected.identity?);
                Some((
                    outside(slot.ty.clone(), &this),
                    identity.into_token_stream(),
                ))
            });
            // Each is listed once, in order: what could not be compared would leave a gap.
            if compared.len() == input.slots.len() {
                let (slots, beside): (Vec<_>, Vec<_>) = compared
                    .into_iter()
                    .map(|one| (one.slot, one.beside))
                    .unzip();
                (quote!(#at #(#beside)*), slots)
            } else {
                let checks = statements(&compared);
                (quote!(#at #checks), described(input))
            }
        }
        Standing::Free => (TokenStream::new(), described(input)),
        Standing::Faulty => (TokenStream::new(), Vec::new()),
    };
    let count = slots.len();
    quote! {
        static _CONTRACTUAL_TYPES: [_contractual::Describe; #count] = { #before [#(#slots),*] };
    }
}

/// `<T as Described>::describe` for each type, where nothing is known of it.
pub(super) fn described(input: &Input) -> Vec<TokenStream> {
    let describe = |slot: &SlotTokens| {
        let ty = &slot.ty;
        quote_spanned!(slot.span.start=> <#ty as _contractual::Described>::describe)
    };
    input.slots.iter().map(describe).collect()
}

/// For an API or an item with parameters: a constant of the types that depend on none.
pub(super) fn proof(input: &Input, standing: &Standing) -> TokenStream {
    let Standing::Proven(candidates) = standing else {
        return TokenStream::new();
    };
    let at = module_at(input, candidates);
    let checks = checks(input, candidates);
    quote!(const _: () = { #at #checks };)
}

/// Which of several candidates stands in this module, as a constant; of one only that it does.
pub(super) fn module_at(input: &Input, candidates: &[Candidate]) -> TokenStream {
    if candidates.len() > 1 {
        return TokenStream::new();
    }
    let placed = placed(input, candidates);
    quote!(#placed;)
}

/// ```text
/// const _CONTRACTUAL_AT: usize = _contractual::placed(..);
/// ```
pub(super) fn candidate_at(input: &Input, standing: &Standing) -> TokenStream {
    match standing {
        Standing::Proven(candidates) if candidates.len() > 1 => {
            let placed = placed(input, candidates);
            quote!(const _CONTRACTUAL_AT: usize = #placed;)
        }
        _ => TokenStream::new(),
    }
}

fn placed(input: &Input, candidates: &[Candidate]) -> TokenStream {
    let modules = candidates.iter();
    let modules = modules.map(|candidate| Literal::byte_string(candidate.module.as_bytes()));
    let span = input.ident.span();
    let text = format!(
        "contractual: `{}` stands in another module than the build script took it for; write it out where it belongs, \
         or mark it `#[contract(late)]`",
        input.ident
    );
    let inner = quote_spanned!(span=> ::core::module_path!(), &[#(#modules),*], #text);
    helper("placed", span.into(), inner)
}

/// What the candidate that stands here says: its value, or that of the one which does.
pub(super) fn chosen(all: &[impl ToTokens]) -> TokenStream {
    match all {
        [one] => one.to_token_stream(),
        _ => quote!([#(#all),*][_CONTRACTUAL_AT]),
    }
}

/// A call of a function of the private module; its errors stand at the whole range.
fn helper(name: &str, span: Range, arguments: TokenStream) -> TokenStream {
    let name = Ident::new(name, span.start);
    let path = quote_spanned!(span.start=> _contractual::#name);
    call(path, span, arguments)
}

fn call(path: TokenStream, span: Range, arguments: TokenStream) -> TokenStream {
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(span.end);
    let arguments = TokenTree::Group(arguments);
    quote!(#path #arguments)
}

/// One comparison per type that depends on no parameter.
fn checks(input: &Input, candidates: &[Candidate]) -> TokenStream {
    let this = outside_this(input);
    let compared = compare(input, candidates, true, |slot, expected| {
        let identity = Literal::u128_suffixed(expected.identity?);
        Some((
            outside(slot.ty.clone(), &this),
            identity.into_token_stream(),
        ))
    });
    statements(&compared)
}

fn statements(compared: &[Compared]) -> TokenStream {
    let statement = |Compared { slot, beside }: &Compared| quote!(#slot; #beside);
    compared.iter().map(statement).collect()
}

/// The comparisons of types that depend on parameters, as a constant of the implementation: it is evaluated for each instance that a
/// contract type names (also by `cargo check`), and for every instance that is compiled (in `describe`).
///
/// ```text
/// const PROOF: () = {
///     slot::<Vec<T>>(identity("list", &[<T as Described>::IDENTITY]), "..");
/// };
/// ```
pub(super) fn of_instances(input: &Input, standing: &Standing) -> TokenStream {
    let Standing::Proven(candidates) = standing else {
        return TokenStream::new();
    };
    let checks = compare(input, candidates, false, |slot, expected| {
        let formula = formula::expression(&expected.formula)?;
        Some((slot.ty.clone(), formula))
    });
    if checks.is_empty() {
        return TokenStream::new();
    }
    let checks = statements(&checks);
    quote!(const PROOF: () = { #checks };)
}

/// A type that was compared.
struct Compared {
    /// What describes it, proven to be the type that the build script found.
    slot: TokenStream,
    /// What else must be true of it, as statements.
    beside: TokenStream,
}

/// `slot::<T>(.., "..")` for every slot for which all candidates say what is expected. If the item is proven as a `whole`, the instances
/// that it names are, too; from within an instance that could go on without end.
fn compare(
    input: &Input,
    candidates: &[Candidate],
    whole: bool,
    expect: impl Fn(&SlotTokens, &Expected) -> Option<(TokenStream, TokenStream)>,
) -> Vec<Compared> {
    let mut out = Vec::new();
    for (at, slot) in input.slots.iter().enumerate() {
        let expected: Vec<&Expected> = candidates
            .iter()
            .filter_map(|candidate| candidate.slots.get(at))
            .collect();
        let sides: Option<Vec<_>> = expected.iter().map(|one| expect(slot, one)).collect();
        let Some(sides) = sides.filter(|sides| sides.len() == candidates.len()) else {
            continue;
        };
        let Some((ty, _)) = sides.first() else {
            continue;
        };
        let identities: Vec<_> = sides.iter().map(|(_, identity)| identity).collect();
        let wanted = chosen(&identities);
        let shown: Vec<&str> = expected.iter().map(|one| one.shown.as_str()).collect();
        let text = format!(
            "contractual: {} is not the type that the build script took it for, `{}`; name the type by its full path",
            input.part_in_words(slot.part),
            shown.join("` or `")
        );
        let span = slot.span.start;
        let path = quote_spanned!(span=> _contractual::slot::<#ty>);
        let instance = whole && shown.iter().any(|shown| names_instance(shown));
        let instance = instance
            .then(|| quote_spanned!(span=> let () = <#ty as _contractual::Described>::PROOF;));
        let meaning = whole.then(|| meaning(input, slot, ty, &expected)).flatten();
        out.push(Compared {
            slot: call(path, slot.span, quote!(#wanted, #text)),
            beside: quote!(#instance #meaning),
        });
    }
    out
}

/// True if the build script found an instance of a generic contract in a type: `acme::Page<u8>`, by its full name. Containers have one
/// word: `Option<acme::Job>`.
fn names_instance(shown: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#');
    shown
        .match_indices('<')
        .any(|(at, _)| shown[..at].trim_end_matches(is_part).ends_with("::"))
}

/// For a type that names contracts of other crates: that they mean what the model said in which the build script read them. A crate that
/// was compiled without its table says nothing (zero): it was proven when it was published.
fn meaning(
    input: &Input,
    slot: &SlotTokens,
    ty: &TokenStream,
    expected: &[&Expected],
) -> Option<TokenStream> {
    if expected.iter().all(|one| one.meaning.is_none()) {
        return None;
    }
    let meanings: Vec<Literal> = expected
        .iter()
        .map(|one| Literal::u128_suffixed(one.meaning.unwrap_or_default()))
        .collect();
    let shown: Vec<&str> = expected.iter().map(|one| one.shown.as_str()).collect();
    let text = format!(
        "contractual: {}: what `{}` is in its crate, as compiled, is not what the build script read of it; \
         build that crate and this one again, with one version of it in the graph",
        input.part_in_words(slot.part),
        shown.join("` or `")
    );
    let found = quote_spanned!(slot.span.start=> <#ty as _contractual::Described>::MEANING);
    let wanted = chosen(&meanings);
    let check = helper("mean", slot.span, quote!(#found, #wanted, #text));
    Some(quote!(#check;))
}

/// The type's name where its parameters are not in scope: only right for items without type parameters.
fn outside_this(input: &Input) -> TokenStream {
    outside(input.this(), &TokenStream::new())
}

#[cfg(test)]
mod tests {
    use super::names_instance;

    #[test]
    fn instances_are_told_by_their_names() {
        assert!(names_instance("Option<acme::api::Page<u8>>"));
        assert!(names_instance("acme::r#Page_2<acme::Job, 4>"));
        assert!(!names_instance("Option<acme::Job>"));
        assert!(!names_instance("Vec<(u8, Option<String>)>"));
    }
}
