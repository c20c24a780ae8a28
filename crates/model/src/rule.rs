//! Rules over several fields: the expression language of `#[contract(rule(name = "...", expr = "..."))]`.
//!
//! An expression is judged in three values: a comparison with an absent or null operand is *unknown*, and a rule refuses a value only
//! if its expression is definitely false. So `start <= end` says nothing when one end is missing, and `present(end)` asks for it.

mod evaluate;
mod parse;
mod print;

pub use evaluate::{Verdict, evaluate};
pub use parse::{RuleError, parse};

/// One rule of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Name: fixtures, violations and the rule record use it.
    pub name: String,
    /// What must not be false.
    pub expr: Expr,
    /// What to say when it is, if it was given.
    pub message: Option<String>,
}

/// A truth-valued expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// `a <= b`; unknown if an operand is absent or null.
    Compare(Term, Comparison, Term),
    /// `present(x)`: there, and not null.
    Present(Path),
    /// A bare field of type `bool`; unknown if absent or null.
    Truth(Path),
    /// `not x`
    Not(Box<Expr>),
    /// `x and y and ..`
    And(Vec<Expr>),
    /// `x or y or ..`
    Or(Vec<Expr>),
    /// `x => y`
    Implies(Box<Expr>, Box<Expr>),
    /// `x <=> y`
    Iff(Box<Expr>, Box<Expr>),
    /// `exactly_one(a, b, ..)` and its like, over presence.
    Count(Quantity, Vec<Path>),
    /// `unique_by(list, field)`: no two items have equal `field`s; absent and null ones are not counted.
    UniqueBy(Path, String),
}

/// How many of the named fields are present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// `exactly_one`
    ExactlyOne,
    /// `at_least_one`
    AtLeastOne,
    /// `at_most_one`
    AtMostOne,
    /// `all_or_none`
    AllOrNone,
}

impl Quantity {
    /// The function's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExactlyOne => "exactly_one",
            Self::AtLeastOne => "at_least_one",
            Self::AtMostOne => "at_most_one",
            Self::AllOrNone => "all_or_none",
        }
    }
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "see `symbol`")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`: the same in Rust and Python.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The comparison that holds exactly when this one does not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
        }
    }
}

/// A value in a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A field, by Rust names, through nested objects: `period.start`.
    Field(Path),
    /// A number, text, `true` or `false`.
    Literal(crate::json::Json),
    /// `len(x)`: code points of a text, items of a list, members of a map.
    Len(Path),
    /// `sum(list.field)`: 0 for an empty list.
    Sum(Path, String),
    /// `a + b`, `a - b`, on numbers.
    Add(Box<Term>, Box<Term>),
    /// The difference.
    Subtract(Box<Term>, Box<Term>),
}

/// A field by its Rust names, outermost first; never empty.
pub type Path = Vec<String>;

impl Expr {
    /// The fields of the type itself that the expression speaks of, in order of first mention.
    pub fn fields(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        self.visit(&mut |path: &Path| {
            if let Some(first) = path.first()
                && !found.iter().any(|known| known == first)
            {
                found.push(first);
            }
        });
        found
    }

    /// Calls `seen` with every field path, in order of mention.
    pub fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Path)) {
        match self {
            Self::Compare(a, _, b) => {
                a.visit(seen);
                b.visit(seen);
            }
            Self::Present(path) | Self::Truth(path) | Self::UniqueBy(path, _) => seen(path),
            Self::Not(inner) => inner.visit(seen),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.visit(seen)),
            Self::Implies(a, b) | Self::Iff(a, b) => {
                a.visit(seen);
                b.visit(seen);
            }
            Self::Count(_, paths) => paths.iter().for_each(seen),
        }
    }
}

impl Term {
    fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Path)) {
        match self {
            Self::Field(path) | Self::Len(path) | Self::Sum(path, _) => seen(path),
            Self::Literal(_) => {}
            Self::Add(a, b) | Self::Subtract(a, b) => {
                a.visit(seen);
                b.visit(seen);
            }
        }
    }
}
