//! A service whose messages are made of types of another crate.

use std::collections::BTreeMap;

use contractual::Contract;
use goods_types::{Address as Place, Door as Gate, Labels, Parcel, places};
use serde::{Deserialize, Serialize};

/// What is to be delivered.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(version = 1, rule(name = "known_gate", expr = "gate == \"closed\" => present(code)"))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// What.
    pub parcel: Parcel,
    /// Where to, if not to the parcel's address.
    #[contract(max_items = 2)]
    pub elsewhere: Vec<places::Address>,
    /// How the gate is.
    pub gate: Option<Gate>,
    /// What opens it.
    pub code: Option<u16>,
    /// By the state of their door.
    #[contract(value(max = 9))]
    pub doors: Option<goods_types::Doors>,
    /// By gate.
    #[serde(default)]
    pub notes: BTreeMap<Gate, String>,
    /// More of them.
    #[contract(min_items = 1, items(min_length = 2))]
    pub labels: Labels,
    /// What happened.
    pub events: Vec<goods_types::Event>,
    /// A number or a word.
    pub size: goods_types::Size,
    /// Some weights.
    pub weights: Option<goods_types::Page<goods_types::Weight>>,
    /// Lighter than most.
    #[contract(max = 100)]
    pub light: Option<goods_types::Weight>,
    /// Which one.
    pub release: goods_types::Release,
}

/// Somebody who lives somewhere.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(version = 1)]
pub struct Person {
    /// Who.
    pub name: String,
    /// Where: the members are ours.
    #[serde(flatten)]
    pub place: Place,
    /// What came last: the members are ours.
    #[serde(flatten)]
    pub last: goods_types::Event,
}

/// One of several.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(version = 1)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Message {
    /// A parcel.
    Parcel(Parcel),
    /// A place.
    Place(Place),
}
