//! `#[contractual::api]`: the trait as it stands, its response enums, and the proof that its types are those that the build script
//! took them for.

use contractual_model::item::{ApiItem, FieldPlace, ItemBody, OperationItem, ResponseItem};
use contractual_model::lower::{reason, variant_name};
use contractual_model::naming;
use contractual_syntax::parse_api;
use contractual_syntax::tree::{self, Delim, Tree};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::derive::{complaints, input, standing};
use crate::expand;
use crate::input::{Complaint, Input};
use crate::tokens::Spans;
use crate::verify::Standing;

/// The output of the attribute for a trait's tokens.
pub(crate) fn api(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let (trees, mut spans) = Spans::read(tokens.clone());
    let arguments = spans.trees(arguments);
    let outcome = parse_api(Some(&arguments), &trees, None);
    let mut complaints = complaints(&outcome, &spans);
    let own = outcome
        .parsed
        .as_ref()
        .map(|parsed| parsed.own_attributes.clone());
    let plain = tree::without(&trees, &own.unwrap_or_default());
    let Some(input) = input(outcome, &spans, &tokens) else {
        // Not a trait, or none that can be read: give it back with the complaint.
        let errors = complaints.iter().map(Complaint::to_tokens);
        return quote!(#(#errors)* #tokens);
    };
    let standing = if complaints.is_empty() {
        standing(&input).unwrap_or_else(|complaint| {
            complaints.push(complaint);
            Standing::Faulty
        })
    } else {
        Standing::Faulty
    };
    let ItemBody::Api(item) = &input.item.body else {
        return tokens;
    };
    let errors = complaints.iter().map(Complaint::to_tokens);
    let visibility = visibility(&plain, &spans);
    let rewritten = futures(&plain, item, &mut spans);
    let printed = spans.tokens(&rewritten);
    let enums = item
        .operations
        .iter()
        .enumerate()
        .map(|(at, operation)| responses(&input, operation, at, &visibility));
    let proof = expand::api(&input, &standing);
    quote!(#(#errors)* #printed #(#enums)* #proof)
}

/// What stands before `trait`: its visibility.
fn visibility(trees: &[Tree], spans: &Spans) -> TokenStream {
    let start = trees
        .iter()
        .position(|tree| matches!(tree, Tree::Ident(word, _) if word == "pub"));
    let Some(start) = start else {
        return TokenStream::new();
    };
    let restricted =
        matches!(trees.get(start + 1), Some(Tree::Group(group)) if group.delim == Delim::Paren);
    spans.tokens(&trees[start..=start + usize::from(restricted)])
}

/// `async fn f(..) -> R;` as `fn f(..) -> impl Future<Output = R> + Send;`, which is what servers need, and which no lint minds.
/// A method without a return type gets that of its response enum.
fn futures(trees: &[Tree], api: &ApiItem, spans: &mut Spans) -> Vec<Tree> {
    trees
        .iter()
        .map(|tree| match tree {
            Tree::Group(body) if body.delim == Delim::Brace => {
                let mut body = body.clone();
                body.trees = methods(&body.trees, api, spans);
                Tree::Group(body)
            }
            other => other.clone(),
        })
        .collect()
}

fn methods(trees: &[Tree], api: &ApiItem, spans: &mut Spans) -> Vec<Tree> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        let is_async = matches!(tree, Tree::Ident(word, _) if word == "async");
        let keyword = at + usize::from(is_async);
        let is_fn = matches!(trees.get(keyword), Some(Tree::Ident(word, _)) if word == "fn");
        let name = trees.get(keyword + 1).and_then(Tree::ident);
        let operation = name.and_then(|name| api.operations.iter().find(|one| one.ident == name));
        let (true, Some(operation)) = (is_fn, operation) else {
            out.push(tree.clone());
            at += 1;
            continue;
        };
        // Up to the arguments; then the return type, which names the response enum.
        let arguments = (keyword..trees.len())
            .find(|at| matches!(&trees[*at], Tree::Group(group) if group.delim == Delim::Paren))
            .unwrap_or(trees.len() - 1);
        let end = (arguments + 1..trees.len())
            .find(|at| {
                trees[*at].is_punct(';')
                    || matches!(&trees[*at], Tree::Group(group) if group.delim == Delim::Brace)
            })
            .unwrap_or(trees.len());
        out.extend_from_slice(&trees[keyword..=arguments]);
        let given = trees[arguments + 1..end]
            .iter()
            .rev()
            .find_map(|tree| matches!(tree, Tree::Ident(..)).then(|| spans.of(tree.place()).start));
        let span = given.unwrap_or_else(|| spans.of(trees[keyword + 1].place()).start);
        let returns = Ident::new(&operation.returns, span);
        let output = match is_async {
            true => quote_spanned! {span=>
                -> impl ::core::future::Future<Output = #returns> + ::core::marker::Send
            },
            false => quote_spanned!(span=> -> #returns),
        };
        out.extend(spans.trees(output));
        if let Some(tree) = trees.get(end) {
            match tree {
                // A body of an `async` method is a future now.
                Tree::Group(body) if is_async => {
                    let body = spans.tokens(&body.trees);
                    out.extend(spans.trees(quote!({ async move { #body } })));
                }
                other => out.push(other.clone()),
            }
        }
        at = end + 1;
    }
    out
}

/// Everything that an operation may answer; nothing else compiles:
///
/// ```text
/// /// What `submit_job` answers.
/// pub enum SubmitJob {
///     /// 202: Accepted.
///     Accepted { body: JobResponse, location: String },
///     /// 422: The request does not satisfy the contract.
///     UnprocessableContent(ErrorResponse),
/// }
/// impl SubmitJob {
///     /// The status code.
///     pub fn status(&self) -> u16 { .. }
/// }
/// ```
fn responses(
    input: &Input,
    operation: &OperationItem,
    at: usize,
    visibility: &TokenStream,
) -> TokenStream {
    let span = input.span(FieldPlace::Body(at)).start;
    let name = Ident::new(&operation.returns, span.resolved_at(Span::call_site()));
    let docs = format!("What `{}` answers.", operation.ident);
    let facade = &input.facade;
    let private = expand::private();
    let mut variants = Vec::new();
    let mut statuses = Vec::new();
    let mut answers = Vec::new();
    for (index, response) in operation.responses.iter().enumerate() {
        let ident = variant(response);
        let code = Literal::u16_suffixed(response.status);
        let says = response.description.clone();
        let says = says.unwrap_or_else(|| reason(response.status));
        let docs = format!("{}: {says}", response.status);
        let body = slot(input, FieldPlace::Response(at, index));
        let headers: Vec<Header> = response
            .headers
            .iter()
            .enumerate()
            .filter_map(|(nth, header)| {
                let ty = slot(input, FieldPlace::Header(at, index, nth))?;
                Some(Header {
                    field: format_ident!("{}", naming::snake(&header.name)),
                    name: header.name.clone(),
                    docs: header.description.clone(),
                    ty: match header.required {
                        true => ty,
                        false => quote!(::core::option::Option<#ty>),
                    },
                })
            })
            .collect();
        if headers.is_empty() {
            let fields = body.as_ref().map(|body| quote!((#body)));
            variants.push(quote!(#[doc = #docs] #ident #fields));
            statuses.push(quote!(Self::#ident { .. } => #code));
            answers.push(match body {
                Some(_) => {
                    quote!(Self::#ident(body) => _contractual::Answer::new(#code).body(body))
                }
                None => quote!(Self::#ident => _contractual::Answer::new(#code)),
            });
            continue;
        }
        let body_field = body
            .as_ref()
            .map(|body| quote!(#[doc = "The body."] body: #body,));
        let fields = headers.iter().map(|header| {
            let Header {
                field, docs, ty, ..
            } = header;
            quote!(#[doc = #docs] #field: #ty,)
        });
        variants.push(quote!(#[doc = #docs] #ident { #body_field #(#fields)* }));
        statuses.push(quote!(Self::#ident { .. } => #code));
        let names: Vec<&Ident> = headers.iter().map(|header| &header.field).collect();
        let wire = headers.iter().map(|header| &header.name);
        let (bound, with_body) = match body {
            Some(_) => (quote!(body,), quote!(.body(body))),
            None => (TokenStream::new(), TokenStream::new()),
        };
        answers.push(quote! {
            Self::#ident { #bound #(#names),* } =>
                _contractual::Answer::new(#code)#with_body #(.header(#wire, #names))*
        });
    }
    let answer = match answers.is_empty() {
        true => quote!(match *self {}),
        false => quote!(match self { #(#answers,)* }),
    };
    quote_spanned! {span=>
        #[doc = #docs]
        #visibility enum #name {
            #(#variants,)*
        }

        impl #name {
            /// The status code.
            #[must_use]
            #[allow(dead_code, unreachable_pub)]
            pub fn status(&self) -> u16 {
                match *self { #(#statuses,)* }
            }
        }

        #[doc(hidden)]
        #[allow(unused_qualifications, deprecated)]
        const _: () = {
            use #facade::#private as _contractual;

            #[automatically_derived]
            impl _contractual::Respond for #name {
                fn answer(&self) -> _contractual::Answer {
                    #answer
                }
            }
        };
    }
}

struct Header {
    field: Ident,
    name: String,
    docs: String,
    ty: TokenStream,
}

fn variant(response: &ResponseItem) -> Ident {
    let name = match &response.variant {
        Some(name) => name.clone(),
        None => variant_name(response.status),
    };
    Ident::new(&name, Span::call_site())
}

/// The tokens of the type at a place.
fn slot(input: &Input, part: FieldPlace) -> Option<TokenStream> {
    input
        .slots
        .iter()
        .find(|slot| slot.part == part)
        .map(|slot| slot.ty.clone())
}
