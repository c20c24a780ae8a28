//! The tree of a template.

/// A sequence of statements.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    pub(super) body: Vec<Statement>,
    pub(super) block_params: Vec<String>,
    /// True for the body that an `{{else if ..}}` makes.
    pub(super) chained: bool,
}

/// Whether a `~` stands at the start or the end of a tag.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Strip {
    pub(super) open: bool,
    pub(super) close: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Statement {
    Content(Content),
    Mustache(Mustache),
    Block(Box<Block>),
    Partial(Box<Partial>),
    PartialBlock(Box<PartialBlock>),
    Comment(Strip),
}

/// Text outside of tags.
#[derive(Debug, Clone)]
pub(super) struct Content {
    pub(super) value: String,
    pub(super) original: String,
    pub(super) left_stripped: bool,
    pub(super) right_stripped: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Mustache {
    pub(super) call: Call,
    pub(super) escaped: bool,
    pub(super) strip: Strip,
    pub(super) line: u32,
}

/// A block; with `inline_partial` it is `{{#*inline ..}}`.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) call: Call,
    pub(super) program: Option<Program>,
    pub(super) inverse: Option<Program>,
    pub(super) open_strip: Strip,
    pub(super) inverse_strip: Strip,
    pub(super) close_strip: Strip,
    pub(super) decorator: bool,
    pub(super) line: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Partial {
    pub(super) name: Expression,
    pub(super) params: Vec<Expression>,
    pub(super) hash: Vec<(String, Expression)>,
    pub(super) indent: String,
    pub(super) strip: Strip,
    pub(super) line: u32,
}

#[derive(Debug, Clone)]
pub(super) struct PartialBlock {
    pub(super) partial: Partial,
    pub(super) program: Program,
    pub(super) open_strip: Strip,
    pub(super) close_strip: Strip,
}

/// A name with what is passed to it.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) path: Path,
    pub(super) params: Vec<Expression>,
    pub(super) hash: Vec<(String, Expression)>,
}

#[derive(Debug, Clone)]
pub(super) enum Expression {
    Path(Path),
    Text(String),
    Number(f64),
    Bool(bool),
    Undefined,
    Null,
    Call(Box<Call>),
}

/// A path such as `../a.b`, `this.x` or `@root.dsl`.
#[derive(Debug, Clone, Default)]
pub(super) struct Path {
    pub(super) data: bool,
    pub(super) depth: usize,
    pub(super) parts: Vec<String>,
    pub(super) original: String,
}

impl Path {
    /// True if it starts at the context for sure: `./x`, `this.x`.
    pub(super) fn scoped(&self) -> bool {
        let word = |at: usize| {
            let after = self.original[at + 4..].chars().next();
            !after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        self.original.starts_with('.')
            || self.original.match_indices("this").any(|(at, _)| word(at))
    }

    /// True for a single name that may be a helper.
    pub(super) fn simple(&self) -> bool {
        self.parts.len() == 1 && self.depth == 0 && !self.scoped()
    }
}
