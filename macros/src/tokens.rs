//! Between the compiler's tokens and the trees of the shared parser. A place is a range of token numbers; the spans are kept here.

use contractual_syntax::tree::{Delim, Group, Joint, Place, Tree};
use proc_macro2::{Delimiter, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The spans of an item's tokens, by number.
#[derive(Default)]
pub(crate) struct Spans {
    spans: Vec<Span>,
}

/// From the first token to the last: rustc shows the whole of it if both ends are used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    /// First token.
    pub(crate) start: Span,
    /// Last token.
    pub(crate) end: Span,
}

impl From<Span> for Range {
    fn from(span: Span) -> Self {
        Self {
            start: span,
            end: span,
        }
    }
}

impl Spans {
    /// The trees of a token stream, and the spans that their places number.
    pub(crate) fn read(tokens: TokenStream) -> (Vec<Tree>, Self) {
        let mut spans = Self::default();
        let trees = spans.trees(tokens);
        (trees, spans)
    }

    /// Reads more tokens; their places follow on those that were read before.
    pub(crate) fn trees(&mut self, tokens: TokenStream) -> Vec<Tree> {
        let mut out = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    let start = self.add(group.span_open());
                    let trees = self.trees(group.stream());
                    let end = self.add(group.span_close());
                    out.push(Tree::Group(Group {
                        delim: match group.delimiter() {
                            Delimiter::Parenthesis => Delim::Paren,
                            Delimiter::Bracket => Delim::Bracket,
                            Delimiter::Brace => Delim::Brace,
                            Delimiter::None => Delim::None,
                        },
                        trees,
                        place: start.to(end),
                    }));
                }
                TokenTree::Ident(ident) => {
                    let place = self.add(ident.span());
                    out.push(Tree::Ident(ident.to_string(), place));
                }
                TokenTree::Punct(tick) if tick.as_char() == '\'' => {
                    // A lifetime is one tree.
                    let place = self.add(tick.span());
                    if let Some(TokenTree::Ident(name)) = tokens.peek() {
                        out.push(Tree::Ident(format!("'{name}"), place));
                        tokens.next();
                    }
                }
                TokenTree::Punct(punct) => {
                    let joint = match punct.spacing() {
                        Spacing::Joint => Joint::Yes,
                        Spacing::Alone => Joint::No,
                    };
                    let place = self.add(punct.span());
                    out.push(Tree::Punct(punct.as_char(), joint, place));
                }
                TokenTree::Literal(literal) => {
                    let place = self.add(literal.span());
                    out.push(Tree::Literal(literal.to_string(), place));
                }
            }
        }
        out
    }

    fn add(&mut self, span: Span) -> Place {
        // An item of four thousand million tokens does not fit into a compiler.
        let number = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
        self.spans.push(span);
        Place {
            start: number,
            end: number.saturating_add(1),
        }
    }

    /// The spans of a place.
    pub(crate) fn of(&self, place: Place) -> Range {
        let at = |number: u32| {
            let known = self
                .spans
                .get(usize::try_from(number).unwrap_or(usize::MAX));
            known.copied().unwrap_or_else(Span::call_site)
        };
        Range {
            start: at(place.start),
            end: at(place.end.saturating_sub(1).max(place.start)),
        }
    }

    /// Trees as tokens again, each where it stood.
    pub(crate) fn tokens(&self, trees: &[Tree]) -> TokenStream {
        let mut out = TokenStream::new();
        for tree in trees {
            let span = self.of(tree.place()).start;
            match tree {
                Tree::Group(group) => {
                    let delimiter = match group.delim {
                        Delim::Paren => Delimiter::Parenthesis,
                        Delim::Bracket => Delimiter::Bracket,
                        Delim::Brace => Delimiter::Brace,
                        Delim::None => Delimiter::None,
                    };
                    let mut made = proc_macro2::Group::new(delimiter, self.tokens(&group.trees));
                    made.set_span(span);
                    made.to_tokens(&mut out);
                }
                Tree::Ident(text, _) => ident(text, span, &mut out),
                Tree::Punct(c, joint, _) => {
                    let spacing = match joint {
                        Joint::Yes => Spacing::Joint,
                        Joint::No => Spacing::Alone,
                    };
                    let mut made = Punct::new(*c, spacing);
                    made.set_span(span);
                    made.to_tokens(&mut out);
                }
                Tree::Literal(text, _) => {
                    if let Ok(mut made) = text.parse::<Literal>() {
                        made.set_span(span);
                        made.to_tokens(&mut out);
                    }
                }
            }
        }
        out
    }
}

fn ident(text: &str, span: Span, out: &mut TokenStream) {
    if let Some(name) = text.strip_prefix('\'') {
        let mut tick = Punct::new('\'', Spacing::Joint);
        tick.set_span(span);
        tick.to_tokens(out);
        Ident::new(name, span).to_tokens(out);
        return;
    }
    match text.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, span).to_tokens(out),
        None => Ident::new(text, span).to_tokens(out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_the_round_trip() {
        let text = "pub struct A < 'a , T : 'static > { r#type : & 'a [T ; 4] , b : Box < dyn Fn (u8) -> i8 > , c : [u8 ; 0x_1u8] }";
        let tokens: TokenStream = text.parse().unwrap();
        let (trees, spans) = Spans::read(tokens.clone());
        assert_eq!(spans.tokens(&trees).to_string(), tokens.to_string());
    }
}
