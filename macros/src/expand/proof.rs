//! Constants in which rustc itself compares what the scan resolved with what it resolved.

use contractual_model::handshake::Expected;
use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use super::formula;
use crate::generics::outside;
use crate::input::{Input, SlotTokens};
use crate::tokens::Range;
use crate::verify::{Candidate, Standing};

/// For an item in the table, one constant for all of its types, evaluated also by `cargo check`:
///
/// ```text
/// const _: () = {
///     _contractual::placed(module_path!(), &["api"], "contractual: `Job` stands in another module ..");
///     _contractual::expect(
///         <Vec<Tag> as _contractual::Described>::IDENTITY,
///         0x1234_u128,
///         "contractual: field `tags` of `Job` is not the type that the build script took it for, `[api::Tag]`",
///     );
///     let _: Option<&str> = option_env!("CONTRACTUAL_HANDSHAKE");
/// };
/// ```
///
/// Functions and not `panic!` in the place: a call costs rustc a fifth of a comparison with a macro in it, and since they track their
/// caller, the message stands at the same span. For other items each type must only have a JSON form.
pub(super) fn proof(input: &Input, standing: &Standing) -> TokenStream {
    match standing {
        Standing::Proven(candidates) => {
            let checks = checks(input, candidates);
            let at = module_at(input, candidates);
            // What ties rustc's memory of this crate to the generation of the table, which it does not see being read, is the last line.
            quote! {
                const _: () = {
                    #at
                    #checks
                    let _: ::core::option::Option<&str> = ::core::option_env!("CONTRACTUAL_HANDSHAKE");
                };
            }
        }
        Standing::Free | Standing::Faulty => TokenStream::new(),
    }
}

/// `let at`: which of the candidates stands in this module; of one candidate only that it does.
pub(super) fn module_at(input: &Input, candidates: &[Candidate]) -> TokenStream {
    let modules = candidates.iter().map(|candidate| &candidate.module);
    let span = input.ident.span();
    let text = format!(
        "contractual: `{}` stands in another module than the build script took it for; write it out where it belongs, \
         or mark it `#[contract(late)]`",
        input.ident
    );
    let inner = quote_spanned!(span=> ::core::module_path!(), &[#(#modules),*], #text);
    let found = helper("placed", span.into(), inner);
    match candidates {
        [_] => quote!(#found;),
        _ => quote!(let at: usize = #found;),
    }
}

/// What the candidate that stands here says: its value, or the one `at` which it stands.
pub(super) fn chosen(all: &[impl ToTokens]) -> TokenStream {
    match all {
        [one] => one.to_token_stream(),
        _ => quote!([#(#all),*][at]),
    }
}

/// A call of a function of the private module; its errors stand at the whole range.
fn helper(name: &str, span: Range, arguments: TokenStream) -> TokenStream {
    let name = Ident::new(name, span.start);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments);
    arguments.set_span(span.end);
    let arguments = TokenTree::Group(arguments);
    let path = quote_spanned!(span.start=> _contractual::#name);
    quote!(#path #arguments)
}

/// One comparison per type that depends on no parameter.
pub(super) fn checks(input: &Input, candidates: &[Candidate]) -> TokenStream {
    let this = outside_this(input);
    compare(input, candidates, true, |slot, expected| {
        let identity = Literal::u128_suffixed(expected.identity?);
        Some((outside(slot.ty.clone(), &this), quote!(#identity)))
    })
}

/// The comparisons of types that depend on parameters, as a constant of the implementation: it is evaluated for each instance that a
/// contract type names (also by `cargo check`), and for every instance that is compiled (in `describe`).
///
/// ```text
/// const PROOF: () = {
///     placed(..);
///     expect(<Vec<T> as Described>::IDENTITY, identity("list", &[<T as Described>::IDENTITY]), "..");
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
    let at = module_at(input, candidates);
    quote!(const PROOF: () = { #at #checks };)
}

/// `expect(<T as Described>::IDENTITY, .., "..")` for every slot for which all candidates say what is expected. If the item
/// is proven as a `whole`, the instances that it names are, too; from within an instance that could go on without end.
fn compare(
    input: &Input,
    candidates: &[Candidate],
    whole: bool,
    expect: impl Fn(&SlotTokens, &Expected) -> Option<(TokenStream, TokenStream)>,
) -> TokenStream {
    let mut out = TokenStream::new();
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
        let identity = quote_spanned!(slot.span.start=> <#ty as _contractual::Described>::IDENTITY);
        let check = helper("expect", slot.span, quote!(#identity, #wanted, #text));
        // Only a type with arguments can be an instance of a generic contract.
        let instance = has_arguments(ty).then(
            || quote_spanned!(slot.span.start=> let () = <#ty as _contractual::Described>::PROOF;),
        );
        let instance = instance.filter(|_| whole);
        let meaning = whole.then(|| meaning(input, slot, ty, &expected)).flatten();
        out.extend(quote! {
            #check;
            #instance
            #meaning
        });
    }
    out
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

fn has_arguments(ty: &TokenStream) -> bool {
    ty.clone().into_iter().any(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == '<',
        TokenTree::Group(group) => has_arguments(&group.stream()),
        _ => false,
    })
}
