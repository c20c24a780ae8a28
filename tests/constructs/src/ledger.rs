//! Rules at their edges: sums of decimals, keys that are null or absent, defaults and old names, nested and absent paths, text beyond
//! the basic plane, instants with offsets.

use contractual::Contract;
use serde::{Deserialize, Serialize};

use crate::relations::Moment;

/// An entry, which may lack a number.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its number; no two are the same.
    pub number: Option<u32>,
    /// How much.
    #[contract(min = -1000, max = 1000)]
    pub amount: f64,
}

/// From when until when.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Its start.
    pub from: Option<Moment>,
    /// Its end.
    pub until: Option<Moment>,
}

fn ten() -> f64 {
    10.0
}

/// A ledger.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(
    entity,
    rule(name = "numbers", expr = "unique_by(entries, number)"),
    rule(name = "balance", expr = "sum(entries.amount) == total"),
    rule(name = "margin", expr = "limit - total >= 0.5"),
    rule(name = "period", expr = "period.from <= period.until"),
    rule(name = "alphabet", expr = "first < last")
)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// What was booked.
    pub entries: Vec<Entry>,
    /// What that makes.
    #[contract(min = -1000, max = 1000)]
    pub total: f64,
    /// What is not reached.
    #[serde(default = "ten")]
    #[contract(min = -1000, max = 1000)]
    pub limit: f64,
    /// When.
    pub period: Option<Period>,
    /// The first name in it.
    #[serde(alias = "begin")]
    pub first: String,
    /// The last name in it.
    pub last: Option<String>,
}
