//! Generic parameters of an item, as tokens: what an implementation has to repeat.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// The parameters of `struct Page<'a, T: Clone = u8, const N: usize = 4> where T: Default`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Generics {
    params: Vec<Param>,
    /// Predicates of the `where` clause, without the word.
    predicates: TokenStream,
}

#[derive(Debug, Clone)]
enum Param {
    /// `'a: 'b`
    Lifetime {
        name: TokenStream,
        whole: TokenStream,
    },
    /// `T: Bound`, without its default.
    Type { name: Ident, bounds: TokenStream },
    /// `const N: usize`, without its default.
    Const { name: Ident, ty: TokenStream },
}

/// A parameter that decides what an instance means.
pub(crate) enum Argument<'a> {
    /// A type.
    Type(&'a Ident),
    /// A constant.
    Const(&'a Ident),
}

impl Generics {
    /// Reads them from the tokens of a struct, an enum or a trait.
    pub(crate) fn of_item(item: &TokenStream) -> Self {
        let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
        let keyword = tokens.iter().position(|token| {
            matches!(token, TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "union" || word == "trait")
        });
        let Some(start) = keyword.map(|at| at + 2) else {
            return Self::default();
        };
        let mut generics = Self::default();
        let mut at = start;
        if is_punct(tokens.get(at), '<') {
            let end = closing(&tokens, at);
            generics.params = split(&tokens[at + 1..end.min(tokens.len())], ',')
                .iter()
                .filter_map(|param| Param::read(param))
                .collect();
            at = end + 1;
        }
        if let Some(place) = tokens
            .iter()
            .skip(at)
            .position(|token| matches!(token, TokenTree::Ident(word) if word == "where"))
        {
            generics.predicates = tokens[at + place + 1..]
                .iter()
                .take_while(|token| match token {
                    TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
                    TokenTree::Punct(punct) => punct.as_char() != ';',
                    _ => true,
                })
                .cloned()
                .collect();
        }
        generics
    }

    /// True if an instance depends on types or constants.
    pub(crate) fn has_arguments(&self) -> bool {
        self.arguments().next().is_some()
    }

    /// Type and constant parameters, in order.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = Argument<'_>> {
        self.params.iter().filter_map(|param| match param {
            Param::Lifetime { .. } => None,
            Param::Type { name, .. } => Some(Argument::Type(name)),
            Param::Const { name, .. } => Some(Argument::Const(name)),
        })
    }

    /// `<'a: 'b, T: Clone, const N: usize>`
    pub(crate) fn declared(&self) -> TokenStream {
        let params = self.params.iter().map(|param| match param {
            Param::Lifetime { whole, .. } => whole.clone(),
            Param::Type { name, bounds } if bounds.is_empty() => quote!(#name),
            Param::Type { name, bounds } => quote!(#name: #bounds),
            Param::Const { name, ty } => quote!(const #name: #ty),
        });
        if self.params.is_empty() {
            return TokenStream::new();
        }
        quote!(<#(#params),*>)
    }

    /// `<'a, T, N>`
    pub(crate) fn applied(&self) -> TokenStream {
        let params = self.params.iter().map(|param| match param {
            Param::Lifetime { name, .. } => name.clone(),
            Param::Type { name, .. } | Param::Const { name, .. } => quote!(#name),
        });
        if self.params.is_empty() {
            return TokenStream::new();
        }
        quote!(<#(#params),*>)
    }

    /// The `where` clause with `T: bound` for every type parameter added; empty if nothing is demanded.
    pub(crate) fn demanded(&self, bound: &TokenStream) -> TokenStream {
        let own = &self.predicates;
        let added = self.params.iter().filter_map(|param| match param {
            Param::Type { name, .. } => Some(quote!(#name: #bound,)),
            _ => None,
        });
        let added: TokenStream = added.collect();
        if own.is_empty() && added.is_empty() {
            return TokenStream::new();
        }
        let comma = match own.clone().into_iter().last() {
            None => None,
            Some(TokenTree::Punct(last)) if last.as_char() == ',' => None,
            Some(_) => Some(quote!(,)),
        };
        quote!(where #own #comma #added)
    }
}

impl Param {
    fn read(tokens: &[TokenTree]) -> Option<Self> {
        let mut tokens = tokens;
        while let [TokenTree::Punct(hash), TokenTree::Group(_), rest @ ..] = tokens
            && hash.as_char() == '#'
        {
            tokens = rest;
        }
        let stream = |tokens: &[TokenTree]| tokens.iter().cloned().collect::<TokenStream>();
        match tokens {
            [TokenTree::Punct(tick), TokenTree::Ident(_), ..] if tick.as_char() == '\'' => {
                Some(Self::Lifetime {
                    name: stream(&tokens[..2]),
                    whole: stream(tokens),
                })
            }
            [
                TokenTree::Ident(word),
                TokenTree::Ident(name),
                TokenTree::Punct(_),
                rest @ ..,
            ] if word == "const" => Some(Self::Const {
                name: name.clone(),
                ty: stream(before_default(rest)),
            }),
            [TokenTree::Ident(name), TokenTree::Punct(colon), rest @ ..]
                if colon.as_char() == ':' =>
            {
                Some(Self::Type {
                    name: name.clone(),
                    bounds: stream(before_default(rest)),
                })
            }
            [TokenTree::Ident(name), ..] => Some(Self::Type {
                name: name.clone(),
                bounds: TokenStream::new(),
            }),
            _ => None,
        }
    }
}

/// What stands before `=` outside of angle brackets (`Iterator<Item = u8>` is a bound, not a default).
fn before_default(tokens: &[TokenTree]) -> &[TokenTree] {
    split(tokens, '=').first().copied().unwrap_or_default()
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// Depth change of angle brackets at a token; `->` and `=>` close nothing.
fn turn(tokens: &[TokenTree], at: usize) -> isize {
    let TokenTree::Punct(punct) = &tokens[at] else {
        return 0;
    };
    let arrow = at > 0
        && matches!(&tokens[at - 1], TokenTree::Punct(before)
            if before.spacing() == Spacing::Joint && matches!(before.as_char(), '-' | '='));
    match punct.as_char() {
        '<' => 1,
        '>' if !arrow => -1,
        _ => 0,
    }
}

/// The place of the `>` that closes the `<` at `open`; the end if there is none.
fn closing(tokens: &[TokenTree], open: usize) -> usize {
    let mut depth = 0;
    for at in open..tokens.len() {
        depth += turn(tokens, at);
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// The parts between `separator`s outside of angle brackets, without empty ones.
fn split(tokens: &[TokenTree], separator: char) -> Vec<&[TokenTree]> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for at in 0..tokens.len() {
        depth += turn(tokens, at);
        if depth == 0 && is_punct(tokens.get(at), separator) {
            parts.push(&tokens[start..at]);
            start = at + 1;
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The tokens of a type as it can be written outside of its item: named lifetimes become `'static`, `Self` becomes `this`.
pub(crate) fn outside(tokens: TokenStream, this: &TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tick = false;
    for token in tokens {
        let is_tick = is_punct(Some(&token), '\'');
        match token {
            TokenTree::Ident(name) if tick => {
                Ident::new("static", name.span()).to_tokens(&mut out);
            }
            TokenTree::Ident(name) if name == "Self" => this.to_tokens(&mut out),
            TokenTree::Group(group) => {
                let mut inner =
                    proc_macro2::Group::new(group.delimiter(), outside(group.stream(), this));
                inner.set_span(group.span());
                inner.to_tokens(&mut out);
            }
            other => other.to_tokens(&mut out),
        }
        tick = is_tick;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(item: &str, declared: &str, applied: &str, demanded: &str) {
        let generics = Generics::of_item(&item.parse().unwrap());
        let text = |tokens: TokenStream| tokens.to_string().replace(' ', "");
        let plain = |text: &str| text.replace(' ', "");
        assert_eq!(text(generics.declared()), plain(declared), "{item}");
        assert_eq!(text(generics.applied()), plain(applied), "{item}");
        assert_eq!(
            text(generics.demanded(&quote!(D))),
            plain(demanded),
            "{item}"
        );
    }

    #[test]
    fn parameters_are_repeated_without_defaults() {
        check("pub struct A { a: u8 }", "", "", "");
        check("struct A;", "", "", "");
        check(
            "pub(crate) struct Page<'a, 'b: 'a, T: Clone + Fn(u8) -> u8 = u8, const N: usize = 4>(Vec<T>) where T: Default;",
            "<'a, 'b: 'a, T: Clone + Fn(u8) -> u8, const N: usize>",
            "<'a, 'b, T, N>",
            "where T: Default, T: D,",
        );
        check(
            "enum E<T: Iterator<Item = u8>, #[x] U> where T: Copy, { A(T), B(U) }",
            "<T: Iterator<Item = u8>, U>",
            "<T, U>",
            "where T: Copy, T: D, U: D,",
        );
    }

    #[test]
    fn types_are_written_for_the_outside() {
        let tokens: TokenStream = "Option<(&'a str, Box<Self>)>".parse().unwrap();
        let this: TokenStream = "Node".parse().unwrap();
        assert_eq!(
            outside(tokens, &this).to_string().replace(' ', ""),
            "Option<(&'staticstr,Box<Node>)>"
        );
    }
}
