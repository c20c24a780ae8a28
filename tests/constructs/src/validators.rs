//! Attributes of validator and garde that say what a constraint says.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A part with a constraint of its own.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// How many.
    #[validate(range(min = 1, max = 5))]
    pub count: u8,
}

/// What validator's attributes say.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Signup {
    /// Between one and three characters.
    #[validate(length(min = 1, max = 3, message = "not that long"))]
    pub name: String,
    /// Two characters, if it is there.
    #[validate(length(equal = 2))]
    pub country: Option<String>,
    /// From one, below nine and a half.
    #[validate(range(min = 1.0, exclusive_max = 9.5))]
    pub score: f64,
    /// Above nothing.
    #[validate(range(exclusive_min = 0))]
    pub age: i16,
    /// Where an answer goes.
    #[validate(email)]
    pub mail: Option<String>,
    /// One or two of them.
    #[validate(length(min = 1, max = 2), nested)]
    pub parts: Vec<Part>,
    /// At most one member.
    #[validate(length(max = 1))]
    pub notes: std::collections::BTreeMap<String, bool>,
    /// A function that only Rust runs, and a bound that all know.
    #[contract(
        max = 8,
        allow(validator_attribute, reason = "numbers that are odd are refused later")
    )]
    #[validate(custom(function = "is_even"))]
    pub even: u8,
}

/// What garde's attributes say.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Between two and four characters.
    #[garde(length(chars, min = 2, max = 4))]
    pub nick: String,
    /// Either side of zero.
    #[garde(range(min = -2, max = 2))]
    pub shift: i8,
    /// Small letters.
    #[garde(pattern("^[a-z]+$"))]
    pub word: String,
    /// At most two, each short.
    #[garde(length(max = 2), inner(length(chars, min = 1, max = 3)))]
    pub tags: Vec<String>,
    /// Bounds of the elements.
    #[garde(inner(range(max = 9)))]
    pub digits: Option<Vec<u8>>,
    /// Four bytes.
    #[garde(ipv4)]
    pub from: Option<String>,
    /// Sixteen bytes.
    #[garde(ipv6)]
    pub to: Option<String>,
    /// Anything.
    #[garde(skip)]
    pub free: Option<String>,
    /// By its own rules.
    #[garde(dive)]
    pub part: Option<Part>,
}
