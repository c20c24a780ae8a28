//! `#[derive(Contract)]`: read, verify, print.

use contractual_model::item::ItemBody;
use contractual_syntax::{Outcome, parse_item};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::expand;
use crate::generics::Generics;
use crate::ground::{self, Ground, Surroundings};
use crate::input::{Complaint, Input, SlotTokens};
use crate::tokens::Spans;
use crate::verify::{Standing, verify};

/// The output of the derive for an item's tokens.
pub(crate) fn derive(tokens: TokenStream) -> TokenStream {
    let (trees, spans) = Spans::read(tokens.clone());
    let outcome = parse_item(&trees, None);
    let mut complaints = complaints(&outcome, &spans);
    let Some(input) = input(outcome, &spans, &tokens) else {
        return complaints.iter().map(Complaint::to_tokens).collect();
    };
    // An item with problems of its own is no contract: its table entry, if there is one, says nothing.
    let standing = if complaints.is_empty() {
        standing(&input).unwrap_or_else(|complaint| {
            complaints.push(complaint);
            Standing::Faulty
        })
    } else {
        Standing::Faulty
    };
    let errors = complaints.iter().map(Complaint::to_tokens);
    // The implementations are printed in any case, so that one mistake is one message.
    let contract = expand::contract(&input, &standing);
    quote!(#(#errors)* #contract)
}

/// What the table knows of the item.
pub(crate) fn standing(input: &Input) -> Result<Standing, Complaint> {
    let around = Surroundings::read();
    let file = file_of(input, &around);
    let table = match ground::load(&around) {
        Some(Ok(table)) => Some(table),
        Some(Err(_)) if around.editor || around.doctest => None,
        Some(Err(problem)) => {
            return Err(Complaint::new(
                input.ident.span(),
                format!(
                    "{}\nbuild again from clean: `cargo clean -p <this package>`",
                    problem.0
                ),
            ));
        }
        None => None,
    };
    let ground = Ground::of(&around, file.as_deref(), table);
    verify(input, ground, file.as_deref(), table)
}

/// The source file of the item, as the table names files.
fn file_of(input: &Input, around: &Surroundings) -> Option<String> {
    let file = input.ident.span().unwrap().local_file()?;
    let current = std::env::current_dir().ok()?;
    let manifest = around.manifest.as_deref()?;
    Some(ground::below_manifest(&file, &current, manifest))
}

/// What the shared parser has to say, with spans.
pub(crate) fn complaints(outcome: &Outcome, spans: &Spans) -> Vec<Complaint> {
    outcome
        .problems
        .iter()
        .map(|problem| Complaint::new(spans.of(problem.place), in_words(&problem.diagnostic)))
        .collect()
}

/// A diagnostic as the text of a compiler message: rustc shows the place itself.
fn in_words(diagnostic: &contractual_diag::Diagnostic) -> String {
    let mut text = diagnostic.headline.clone();
    for note in &diagnostic.notes {
        text += &format!(
            "\n{:>5}: {}",
            note.kind.word(),
            note.text.replace('\n', "\n       ")
        );
    }
    text += &format!("\n more: contractual explain {}", diagnostic.code);
    text
}

/// The item with its tokens; `None` if no item could be read.
pub(crate) fn input(outcome: Outcome, spans: &Spans, tokens: &TokenStream) -> Option<Input> {
    let parsed = outcome.parsed?;
    let ident = proc_macro2::Ident::new_raw("x", proc_macro2::Span::call_site());
    let ident = named(tokens, &parsed.item.ident).unwrap_or(ident);
    let places: Vec<_> = parsed.item.slots().iter().map(|slot| slot.place).collect();
    let slots = places
        .into_iter()
        .zip(&parsed.slots)
        .map(|(place, slot)| SlotTokens {
            part: place.part,
            ty: spans.tokens(&slot.trees),
            span: spans.of(slot.place),
        })
        .collect();
    Some(Input {
        ident,
        generics: match parsed.item.body {
            ItemBody::Api(_) => Generics::default(),
            _ => Generics::of_item(tokens),
        },
        slots,
        spans: parsed
            .parts
            .iter()
            .map(|(part, place)| (*part, spans.of(*place)))
            .collect(),
        rewritable: is_rewritable(tokens),
        facade: facade(tokens),
        canonical: parsed.item.canonical(),
        item: parsed.item,
    })
}

/// The identifier of that name which comes first among the item's own tokens.
fn named(tokens: &TokenStream, name: &str) -> Option<proc_macro2::Ident> {
    tokens.clone().into_iter().find_map(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => {
            let text = ident.to_string();
            (text.strip_prefix("r#").unwrap_or(&text) == name).then_some(ident)
        }
        _ => None,
    })
}

/// Attributes that are no macros: rustc's own, serde's, and those that this derive declares.
const INERT: [&str; 16] = [
    "allow",
    "automatically_derived",
    "cfg",
    "contract",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "forbid",
    "garde",
    "must_use",
    "non_exhaustive",
    "repr",
    "serde",
    "validate",
    "warn",
];

/// True if one of the item's own attributes may be a macro. What stands above the derive ran before it, and fields cannot have such.
fn is_rewritable(tokens: &TokenStream) -> bool {
    let mut before_is_hash = false;
    for token in tokens.clone() {
        if let TokenTree::Group(attribute) = &token
            && before_is_hash
        {
            let mut inner = attribute.stream().into_iter();
            let name = inner.next();
            let inert = matches!(&name, Some(TokenTree::Ident(name)) if INERT.iter().any(|one| name == one));
            let path =
                matches!(inner.next(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':');
            if !inert || path {
                return true;
            }
        }
        before_is_hash = matches!(&token, TokenTree::Punct(hash) if hash.as_char() == '#');
    }
    false
}

/// `::contractual`, or the path of `#[contract(crate = path)]`, which may be written as text, too.
fn facade(tokens: &TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens
        .windows(2)
        .filter_map(|pair| match pair {
            [TokenTree::Punct(hash), TokenTree::Group(attribute)] if hash.as_char() == '#' => {
                named_facade(attribute.stream())
            }
            _ => None,
        })
        .next()
        .unwrap_or_else(|| quote!(::contractual))
}

/// The path in `contract(.., crate = path, ..)`.
fn named_facade(attribute: TokenStream) -> Option<TokenStream> {
    let attribute: Vec<TokenTree> = attribute.into_iter().collect();
    let [TokenTree::Ident(name), TokenTree::Group(keys)] = attribute.as_slice() else {
        return None;
    };
    if name != "contract" {
        return None;
    }
    let mut keys = keys
        .stream()
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(key) if key == "crate"));
    keys.next()?;
    match keys.next()? {
        TokenTree::Punct(equal) if equal.as_char() == '=' => {}
        _ => return None,
    }
    let path: Vec<TokenTree> = keys
        .take_while(|token| !matches!(token, TokenTree::Punct(comma) if comma.as_char() == ','))
        .collect();
    match path.as_slice() {
        [TokenTree::Literal(text)] => text.to_string().trim_matches('"').parse().ok(),
        _ => Some(path.into_iter().collect()),
    }
}
