//! What a contract demands, as functions on Rust values: what the derive's fast checks are made of. They say yes or nothing; the full
//! check is the judge.

mod limits;
mod rules;

pub use limits::{
    Items, Matches, Written, above, at_least, at_most, below, each, is_integer, is_text, length,
    multiple_of, size,
};
pub use rules::{
    Comparison, Operand, Quantity, Truth, all, any, compare, count, iff, length_of, minus, not,
    operand, plus, present, truth,
};
