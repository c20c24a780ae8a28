//! What a contract demands, as functions on Rust values: what the derive's fast checks are made of. They say yes or nothing; the full
//! check is the judge.

mod limits;
mod parts;
mod rules;

pub use contractual_model::Format;
pub use limits::{
    Above, AtLeast, AtMost, Below, Each, Entries, Is, Length, Matches, MultipleOf, OneOf, Size,
    Unique,
};
pub use parts::hold;
pub use rules::{
    Comparison, Quantity, Truth, all, any, compare, count, iff, length_of, minus, not, plus,
    present, truth,
};
