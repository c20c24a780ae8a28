//! Expression to text: one normal form, which parses back to the same expression.

use std::fmt;

use super::{Expr, Path, Term};
use crate::json::to_line;

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(self, 0, f)
    }
}

/// Binding strength, weakest first: `<=>` 1, `=>` 2, `or` 3, `and` 4, `not` 5, the rest 6.
fn strength(expr: &Expr) -> u8 {
    match expr {
        Expr::Iff(..) => 1,
        Expr::Implies(..) => 2,
        Expr::Or(_) => 3,
        Expr::And(_) => 4,
        Expr::Not(_) => 5,
        Expr::Compare(..)
        | Expr::Present(_)
        | Expr::Truth(_)
        | Expr::Count(..)
        | Expr::UniqueBy(..) => 6,
    }
}

fn print(expr: &Expr, outer: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let own = strength(expr);
    if own < outer {
        f.write_str("(")?;
    }
    match expr {
        Expr::Compare(a, op, b) => write!(f, "{a} {} {b}", op.symbol())?,
        Expr::Present(path) => write!(f, "present({})", path.join("."))?,
        Expr::Truth(path) => f.write_str(&path.join("."))?,
        Expr::Not(inner) => {
            f.write_str("not ")?;
            print(inner, own, f)?;
        }
        Expr::And(parts) => join(parts, " and ", own, f)?,
        Expr::Or(parts) => join(parts, " or ", own, f)?,
        Expr::Implies(a, b) => {
            print(a, own + 1, f)?;
            f.write_str(" => ")?;
            print(b, own, f)?;
        }
        Expr::Iff(a, b) => {
            print(a, own + 1, f)?;
            f.write_str(" <=> ")?;
            print(b, own + 1, f)?;
        }
        Expr::Count(quantity, paths) => {
            let names: Vec<String> = paths.iter().map(|p: &Path| p.join(".")).collect();
            write!(f, "{}({})", quantity.name(), names.join(", "))?;
        }
        Expr::UniqueBy(list, field) => write!(f, "unique_by({}, {field})", list.join("."))?,
    }
    if own < outer {
        f.write_str(")")?;
    }
    Ok(())
}

fn join(parts: &[Expr], word: &str, own: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        print(part, own + 1, f)?;
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => f.write_str(&path.join(".")),
            Self::Literal(value) => f.write_str(&to_line(value)),
            Self::Len(path) => write!(f, "len({})", path.join(".")),
            Self::Sum(list, field) => write!(f, "sum({}.{field})", list.join(".")),
            Self::Add(a, b) => write!(f, "{a} + {b}"),
            Self::Subtract(a, b) => write!(f, "{a} - {}", Operand(b)),
        }
    }
}

/// The right side of a difference: a sum there needs brackets.
struct Operand<'a>(&'a Term);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Term::Add(..) | Term::Subtract(..) => write!(f, "({})", self.0),
            other => write!(f, "{other}"),
        }
    }
}
