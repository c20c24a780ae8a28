//! Attributes of validator and garde that say what a constraint says.

use std::collections::{BTreeMap, BTreeSet};

use contractual::Contract;
use serde::{Deserialize, Serialize};
use validator::Validate as _;

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
    #[garde(inner(inner(range(max = 9))))]
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

/// A part that validator and garde look into.
#[derive(Debug, Serialize, Deserialize, Contract, validator::Validate, garde::Validate)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// How many.
    #[validate(range(min = 1, max = 5))]
    #[garde(range(min = 1, max = 5))]
    pub count: u8,
}

/// Every attribute of validator that is read, on a member of its own: `tests/validators.rs` asks validator itself.
#[derive(Debug, Default, Serialize, Deserialize, Contract, validator::Validate)]
#[contract(entity)]
#[serde(default, deny_unknown_fields)]
pub struct ByValidator {
    /// A mailbox.
    #[validate(email(message = "no mailbox", code = "mail"))]
    pub email: Option<String>,
    /// Characters.
    #[validate(length(min = 1, max = 3))]
    pub text: Option<String>,
    /// Exactly so many characters.
    #[validate(length(equal = 2))]
    pub exact: Option<String>,
    /// Elements.
    #[validate(length(min = 1, max = 2))]
    pub list: Option<Vec<u16>>,
    /// Elements without repeats.
    #[validate(length(max = 1))]
    pub set: Option<BTreeSet<u16>>,
    /// Members.
    #[validate(length(min = 1, max = 1))]
    pub map: Option<BTreeMap<String, u16>>,
    /// Bounds that are included.
    #[validate(range(min = -2, max = 2))]
    pub whole: Option<i16>,
    /// Bounds that are not.
    #[validate(range(exclusive_min = 0.5, exclusive_max = 9.5))]
    pub part: Option<f64>,
    /// A bound of the contract's own: both hold.
    #[validate(range(min = 3, max = 9))]
    #[contract(max = 5)]
    pub both: Option<u8>,
    /// By its own attributes.
    #[validate(nested)]
    pub nested: Option<Counted>,
    /// By their own attributes.
    #[validate(nested, length(max = 2))]
    pub all: Option<Vec<Counted>>,
}

/// Every attribute of garde that is read, on a member of its own: `tests/validators.rs` asks garde itself.
#[derive(Debug, Default, Serialize, Deserialize, Contract, garde::Validate)]
#[contract(entity)]
#[serde(default, deny_unknown_fields)]
pub struct ByGarde {
    /// A mailbox.
    #[garde(email)]
    pub email: Option<String>,
    /// Four bytes.
    #[garde(ipv4)]
    pub ipv4: Option<String>,
    /// Sixteen bytes.
    #[garde(ipv6)]
    pub ipv6: Option<String>,
    /// Characters.
    #[garde(length(chars, min = 1, max = 3))]
    pub text: Option<String>,
    /// Exactly so many characters.
    #[garde(length(chars, equal = 2))]
    pub exact: Option<String>,
    /// Elements.
    #[garde(length(min = 1, max = 2))]
    pub list: Option<Vec<u16>>,
    /// Elements without repeats.
    #[garde(length(simple, max = 1))]
    pub set: Option<BTreeSet<u16>>,
    /// Members.
    #[garde(length(equal = 1))]
    pub map: Option<BTreeMap<String, u16>>,
    /// Bounds, which are included.
    #[garde(range(min = -2, max = 2))]
    pub whole: Option<i16>,
    /// One number.
    #[garde(range(equal = 3))]
    pub three: Option<u8>,
    /// A pattern without shorthands.
    #[garde(pattern("^[a-z]{2}$"))]
    pub pattern: Option<String>,
    /// No end of a line to the contract, no line feed to garde.
    #[garde(pattern(r"^1.[a-z]$"))]
    pub dot: Option<String>,
    /// Elements of a list.
    #[garde(inner(range(min = 2, max = 9)))]
    pub inner: Vec<u16>,
    /// The value of an option, and the elements of the list that it is.
    #[garde(inner(length(max = 2), inner(length(chars, max = 2))))]
    pub within: Option<Vec<String>>,
    /// By its own attributes.
    #[garde(dive)]
    pub dive: Option<Counted>,
    /// Nothing.
    #[garde(skip)]
    pub skip: Option<String>,
}
