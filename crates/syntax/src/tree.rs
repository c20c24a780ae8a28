//! Token trees: the one form in which source text and a macro's tokens reach the parser.
//!
//! The scanner makes them from text ([`mod@crate::lex`]) with byte offsets as places; the derive makes them from its token stream with
//! token numbers as places. The parser never looks into a place: it hands places back with what it found.

/// A place: from the start of the first token to the end of the last. Byte offsets or token numbers, whoever made the trees knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// First byte, or number of the first token.
    pub start: u32,
    /// Byte behind the last, or number behind that of the last token.
    pub end: u32,
}

impl Place {
    /// The place from the start of this one to the end of the other.
    #[must_use]
    pub fn to(self, end: Place) -> Self {
        Self {
            start: self.start,
            end: end.end.max(self.end),
        }
    }
}

/// One token, or a group of tokens in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// A group.
    Group(Group),
    /// An identifier, keyword or lifetime (with its `'`); raw identifiers keep their `r#`.
    Ident(String, Place),
    /// One punctuation character; joint if the next follows at once.
    Punct(char, Joint, Place),
    /// A literal as written.
    Literal(String, Place),
}

/// Whether the next punctuation character belongs to the same operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Follows at once.
    Yes,
    /// Something lies between.
    No,
}

/// Tokens in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which brackets.
    pub delim: Delim,
    /// What is inside.
    pub trees: Vec<Tree>,
    /// With the brackets.
    pub place: Place,
}

/// Brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delim {
    /// `( )`
    Paren,
    /// `[ ]`
    Bracket,
    /// `{ }`
    Brace,
    /// None: what a `macro_rules!` fragment such as `$ty` arrives in.
    None,
}

impl Tree {
    /// Where it stands.
    pub fn place(&self) -> Place {
        match self {
            Self::Group(group) => group.place,
            Self::Ident(_, place) | Self::Punct(_, _, place) | Self::Literal(_, place) => *place,
        }
    }

    /// The name, if this is an identifier; without `r#`.
    pub fn ident(&self) -> Option<&str> {
        match self {
            Self::Ident(text, _) => Some(text.strip_prefix("r#").unwrap_or(text)),
            _ => None,
        }
    }

    /// True for that punctuation character.
    pub fn is_punct(&self, wanted: char) -> bool {
        matches!(self, Self::Punct(c, _, _) if *c == wanted)
    }
}

/// The place of several trees; `otherwise` if there are none.
pub fn place_of(trees: &[Tree], otherwise: Place) -> Place {
    match (trees.first(), trees.last()) {
        (Some(first), Some(last)) => first.place().to(last.place()),
        _ => otherwise,
    }
}

/// The trees as text: one space between words, none around punctuation. For messages and for paths that are compared as text.
pub fn to_text(trees: &[Tree]) -> String {
    let mut out = String::new();
    write_text(trees, &mut out);
    out
}

fn write_text(trees: &[Tree], out: &mut String) {
    for tree in trees {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '"' || c == '\'';
        match tree {
            Tree::Ident(text, _) | Tree::Literal(text, _) => {
                if out.ends_with(word) && text.starts_with(word) {
                    out.push(' ');
                }
                let raw = matches!(tree, Tree::Ident(..)).then(|| text.strip_prefix("r#"));
                out.push_str(raw.flatten().unwrap_or(text));
            }
            Tree::Punct(c, _, _) => out.push(*c),
            Tree::Group(group) => {
                let (open, close) = match group.delim {
                    Delim::Paren => ("(", ")"),
                    Delim::Bracket => ("[", "]"),
                    Delim::Brace => ("{", "}"),
                    Delim::None => ("", ""),
                };
                out.push_str(open);
                write_text(&group.trees, out);
                out.push_str(close);
            }
        }
    }
}

/// The trees without those that lie in one of the places: how a macro takes its own attributes out of an item.
pub fn without(trees: &[Tree], places: &[Place]) -> Vec<Tree> {
    trees
        .iter()
        .filter(|tree| {
            let at = tree.place();
            !places
                .iter()
                .any(|place| place.start <= at.start && at.end <= place.end)
        })
        .map(|tree| match tree {
            Tree::Group(group) => Tree::Group(Group {
                delim: group.delim,
                trees: without(&group.trees, places),
                place: group.place,
            }),
            other => other.clone(),
        })
        .collect()
}
