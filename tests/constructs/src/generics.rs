//! Generic and recursive types.

use std::borrow::Cow;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A node of a tree.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its name in addresses.
    #[contract(pattern = "^[a-z]+$")]
    pub slug: String,
    /// What is below it.
    #[serde(default)]
    pub children: Vec<Node>,
}

/// A page of a list.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Page<T> {
    /// What is on it.
    #[contract(max_items = 2)]
    pub items: Vec<T>,
    /// Where the next page starts; null on the last.
    #[contract(nullable)]
    #[serde(
        bound(deserialize = "T: Deserialize<'de>"),
        deserialize_with = "Option::deserialize"
    )]
    pub next: Option<String>,
}

/// Two pages of different things.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    /// Trees.
    pub trees: Page<Node>,
    /// Words, or nothing.
    pub words: Option<Page<Vec<Option<String>>>>,
}

/// A grid of numbers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Grid<T, const N: usize = 2> {
    /// Its cells.
    #[serde(bound(
        serialize = "T: Serialize + Copy",
        deserialize = "T: Deserialize<'de> + Copy + Default"
    ))]
    pub cells: Vec<[T; 2]>,
    /// How many at most.
    #[contract(max = 9)]
    pub limit: u8,
}

/// Two values.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Both<A, B = bool> {
    /// One.
    pub left: A,
    /// The other.
    pub right: Option<B>,
}

/// One of two.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum Either<A, B> {
    /// One.
    Left(A),
    /// The other.
    Right(B),
}

/// A name for a value.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Tagged<T>(pub T, pub u8);

/// Borrowed text.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Label<'a> {
    /// What it says.
    #[contract(min_length = 1)]
    pub text: Cow<'a, str>,
}

/// Instances of all of them.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// Two parameters, one by default.
    pub flags: Both<u8>,
    /// Two parameters.
    pub nested: Both<Both<String, u8>, Vec<Either<u8, Node>>>,
    /// A constant parameter.
    pub grid: Grid<u8, 3>,
    /// Another instance of it.
    pub wide: Option<Grid<i16>>,
    /// A tuple struct.
    pub tagged: Tagged<Option<bool>>,
    /// With a lifetime.
    pub label: Label<'static>,
}

/// A list that holds lists of lists.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Expression {
    /// A number.
    Number {
        /// Which.
        value: i32,
    },
    /// The other way round.
    Not {
        /// Of what.
        of: Box<Expression>,
    },
    /// Several.
    All {
        /// Which.
        #[contract(min_items = 1)]
        parts: Vec<Expression>,
    },
}

/// Half of a pair of types that hold each other.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// What is in it.
    pub files: Vec<File>,
}

/// The other half.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// Its name.
    #[contract(min_length = 1)]
    pub name: String,
    /// What is unpacked from it.
    pub unpacked_to: Option<Box<Folder>>,
}
