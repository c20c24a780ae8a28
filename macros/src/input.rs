//! One item as the macro got it: what the shared parser read, and the tokens that its parts stand for.

use contractual_model::item::{FieldPlace, Item};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::generics::Generics;
use crate::tokens::Range;

/// An annotated item.
pub(crate) struct Input {
    /// Name, with its span.
    pub(crate) ident: Ident,
    /// As the shared parser reads it.
    pub(crate) item: Item,
    /// Its canonical text.
    pub(crate) canonical: String,
    /// Parameters.
    pub(crate) generics: Generics,
    /// The types that the item names, in the order of `Item::slots`.
    pub(crate) slots: Vec<SlotTokens>,
    /// Where parts of the item stand.
    pub(crate) spans: Vec<(FieldPlace, Range)>,
    /// True if an attribute is left that may be a macro, which would run after the derive.
    pub(crate) rewritable: bool,
    /// Path of the facade: `::contractual`, or what `crate = ..` says.
    pub(crate) facade: TokenStream,
}

/// A type that the item names, as tokens.
pub(crate) struct SlotTokens {
    /// Where it stands.
    pub(crate) part: FieldPlace,
    /// The type.
    pub(crate) ty: TokenStream,
    /// Where errors about the type go.
    pub(crate) span: Range,
}

impl Input {
    /// The span of a part; the item's name if the part has no tokens of its own.
    pub(crate) fn span(&self, part: FieldPlace) -> Range {
        let find = |wanted| {
            self.spans
                .iter()
                .find(|(at, _)| *at == wanted)
                .map(|(_, span)| *span)
        };
        find(part)
            .or_else(|| match part {
                FieldPlace::VariantField(variant, _) => find(FieldPlace::Variant(variant)),
                FieldPlace::Parameter(operation, _)
                | FieldPlace::Response(operation, _)
                | FieldPlace::Header(operation, _, _) => find(FieldPlace::Body(operation)),
                _ => None,
            })
            .unwrap_or_else(|| self.ident.span().into())
    }

    /// The span of the part that the table calls by this name.
    pub(crate) fn span_of_name(&self, name: &str) -> Range {
        self.spans
            .iter()
            .find(|(part, _)| self.item.part_name(*part) == name)
            .map_or_else(|| self.ident.span().into(), |(_, span)| *span)
    }

    /// How messages call a part: ``field `a` of `A` ``.
    pub(crate) fn part_in_words(&self, part: FieldPlace) -> String {
        let ident = &self.ident;
        match (part, self.item.part_name(part)) {
            (FieldPlace::Whole, _) => format!("`{ident}`"),
            (FieldPlace::Variant(_), name) => format!("variant `{name}` of `{ident}`"),
            (FieldPlace::Field(_) | FieldPlace::VariantField(..), name) => {
                format!("field `{name}` of `{ident}`")
            }
            (_, name) => format!("`{name}` of `{ident}`"),
        }
    }

    /// The type with its parameters applied: `Page<'a, T>`.
    pub(crate) fn this(&self) -> TokenStream {
        let (ident, applied) = (&self.ident, self.generics.applied());
        quote!(#ident #applied)
    }

    /// True if instances depend on types or constants.
    pub(crate) fn is_generic(&self) -> bool {
        self.generics.has_arguments()
    }
}

/// What the macro has to say: where, and the text.
#[derive(Debug)]
pub(crate) struct Complaint {
    /// Where.
    pub(crate) span: Range,
    /// The whole text; several lines are allowed.
    pub(crate) text: String,
    /// Others of the same kind, which are said as well.
    pub(crate) more: Vec<Complaint>,
}

impl Complaint {
    /// A complaint.
    pub(crate) fn new(span: impl Into<Range>, text: impl Into<String>) -> Self {
        Self {
            span: span.into(),
            text: text.into(),
            more: Vec::new(),
        }
    }

    /// All of them as one; `None` if there is none.
    pub(crate) fn all(complaints: Vec<Complaint>) -> Option<Self> {
        let mut complaints = complaints.into_iter();
        let first = complaints.next()?;
        Some(Self {
            more: complaints.collect(),
            ..first
        })
    }

    /// `::core::compile_error! { "text" }` as an item.
    pub(crate) fn to_tokens(&self) -> TokenStream {
        let mut tokens = call("compile_error", self.span, &self.text, Delimiter::Brace);
        tokens.extend(self.more.iter().map(Self::to_tokens));
        tokens
    }
}

/// A call of one of core's macros with a text, which rustc shows as standing at the whole range.
pub(crate) fn call(name: &str, span: Range, text: &str, delimiter: Delimiter) -> TokenStream {
    let name = Ident::new(name, span.start);
    let mut body = Group::new(delimiter, quote!(#text));
    body.set_span(span.end);
    let body = TokenTree::Group(body);
    let path = quote_spanned!(span.start=> ::core::#name!);
    quote!(#path #body)
}
