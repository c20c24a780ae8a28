//! Constraints on the elements, keys and values of types that have names of their own.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Words.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(max_items = 3, items(max_length = 4))]
pub struct Labels(pub Vec<String>);

/// Words without repeats, under a second name.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(min_items = 1)]
pub struct Picked(pub Labels);

/// Numbers, or null.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Maybe(pub Option<Vec<u16>>);

/// Numbers by country.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(key(min_length = 1), value(min = 1))]
pub struct Tally(pub BTreeMap<String, u16>);

/// Lists of lists.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Grid(pub Vec<Row>);

/// A list.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
pub struct Row(pub Vec<i16>);

/// A set of numbers.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Ports(pub BTreeSet<u16>);

/// A fixed number of them.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Trio(pub [u8; 3]);

/// Anything in a list.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct ListOf<T>(pub Vec<T>);

/// A short word.
#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
#[contract(pattern = "^[a-z]+$", min_length = 1, max_length = 6)]
pub struct Short(pub String);

/// Numbers that may be missing.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Gaps(pub Vec<Option<u8>>);

/// A tree of lists.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Branches(pub Vec<Branches>);

type Named = Labels;

/// Constraints through names: they add up with those of the name.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// Pattern and length.
    #[contract(min_items = 1, items(pattern = "^[a-z]*$", min_length = 2))]
    pub labels: Labels,
    /// Through two names.
    #[contract(unique, items(one_of("a", "bb", "cccc")))]
    pub chosen: Option<Picked>,
    /// Through an alias and a box.
    #[contract(items(min_length = 1))]
    pub boxed: Box<Named>,
    /// Through an option, shared.
    #[contract(max_items = 1, items(const = "x"))]
    pub shared: Option<Arc<Labels>>,
    /// Borrowed or not.
    #[contract(items(max_length = 2))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cow: Option<Cow<'static, Labels>>,
    /// What the name stands for may be null.
    #[contract(max_items = 2, items(max = 9))]
    pub maybe: Maybe,
    /// Keys and values.
    #[contract(
        max_properties = 2,
        key(pattern = "^[A-Z]+$"),
        value(max = 100, multiple_of = 5)
    )]
    pub tally: Tally,
    /// Values only.
    #[contract(value(exclusive_max = 10))]
    pub few: Option<Tally>,
    /// Two levels, two names.
    #[contract(items(min_items = 1, items(min = 0)))]
    pub grid: Option<Grid>,
    /// Elements that have a name.
    #[contract(items(max_items = 1))]
    pub rows: Option<Vec<Row>>,
    /// The elements of elements that have a name.
    #[contract(items(items(max = 5)))]
    pub inner: Option<Vec<Row>>,
    /// Values of a map that have a name.
    #[contract(value(items(min = -1)))]
    pub by_name: Option<HashMap<String, Row>>,
    /// A set.
    #[contract(items(min = 1024))]
    pub ports: Option<Ports>,
    /// An array.
    #[contract(items(max = 9))]
    pub trio: Option<Trio>,
    /// An instance of a generic type.
    #[contract(items(max_length = 3))]
    pub words: Option<ListOf<Short>>,
    /// Another instance.
    #[contract(unique, items(multiple_of = 2))]
    pub evens: Option<ListOf<u16>>,
    /// Elements that may be null.
    #[contract(items(one_of(1, 2)))]
    pub gaps: Option<Gaps>,
    /// One level of a type that holds itself.
    #[contract(items(max_items = 1))]
    pub branches: Option<Branches>,
}

/// The same in other places: elements of a newtype, and of variants.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(items(items(max = 50)))]
pub struct Narrow(pub Grid);

/// One of several.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(
    tag = "kind",
    content = "data",
    rename_all = "snake_case",
    deny_unknown_fields
)]
pub enum Packed {
    /// A list through a name.
    #[contract(items(min_length = 3))]
    Labels(Labels),
    /// By position.
    Pair(#[contract(items(max = 3))] Row, u8),
    /// In a member.
    Member {
        /// Through a name.
        #[contract(value(max = 10))]
        tally: Tally,
    },
    /// Through three names.
    Narrow(Narrow),
}
