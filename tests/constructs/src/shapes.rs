//! Structs of every shape, and names by the case rules that no other module has.

use std::collections::BTreeMap;

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Nothing but a name.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Nothing;

/// Three values by position.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct Triple(
    pub u8,
    #[contract(max_length = 2)] pub String,
    pub Option<bool>,
);

/// A struct in braces without a field.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct Hollow {}

/// Words under limits of their own.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(min_items = 1, items(pattern = "^[a-z]{1,4}$"))]
pub struct Tags(pub Vec<String>);

/// Digits.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(items(max = 9))]
pub struct Digits(pub [u8; 3]);

/// Rows of numbers above zero.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(max_items = 2, items(max_items = 2, items(min = 1)))]
pub struct Rows(pub Vec<Vec<u8>>);

/// Shares by country.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(max_properties = 2, key(pattern = "^[A-Z]{2}$"), value(max = 100))]
pub struct Shares(pub BTreeMap<String, u8>);

/// Names as types have them.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Pascal {
    /// Two words.
    pub line_one: u8,
}

/// Names in capitals.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "UPPERCASE")]
pub enum Loud {
    /// Two words.
    NightBus,
    /// One.
    Tram,
}

/// Read under names of one case, written under names of another.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(
    rename_all(serialize = "camelCase", deserialize = "kebab-case"),
    deny_unknown_fields
)]
pub struct Bilingual {
    /// Two words.
    pub first_name: String,
}

/// Known steps, and all others, beside their content.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(
    tag = "step",
    content = "with",
    rename_all = "snake_case",
    deny_unknown_fields
)]
pub enum Step {
    /// So far.
    Walk(u8),
    /// Not at all.
    #[serde(alias = "halt")]
    Rest,
}

mod clock {
    /// Somebody else's type, whose fields are private.
    #[derive(Debug)]
    pub struct Clock {
        minutes: u16,
    }

    impl Clock {
        pub fn new(minutes: u16) -> Self {
            Self { minutes }
        }

        pub fn minutes(&self) -> u16 {
            self.minutes
        }
    }
}

/// The form of somebody else's type, through a function.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(remote = "clock::Clock", deny_unknown_fields)]
pub struct ClockForm {
    /// Since midnight.
    #[contract(max = 1439)]
    #[serde(getter = "clock::Clock::minutes")]
    pub minutes: u16,
}

impl From<ClockForm> for clock::Clock {
    fn from(form: ClockForm) -> Self {
        Self::new(form.minutes)
    }
}

/// All of them.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Shapes {
    /// Always null.
    pub nothing: Nothing,
    /// Three by position.
    pub triple: Triple,
    /// No member.
    pub hollow: Option<Hollow>,
    /// Words.
    pub tags: Tags,
    /// Digits.
    #[serde(default)]
    pub digits: Option<Digits>,
    /// Rows.
    pub rows: Option<Rows>,
    /// Shares.
    pub shares: Option<Shares>,
    /// Capitals at the start of words.
    pub pascal: Option<Pascal>,
    /// Capitals.
    pub loud: Option<Loud>,
    /// Two names.
    pub bilingual: Option<Bilingual>,
    /// Adjacent.
    pub step: Option<Step>,
    /// In the form of a stand-in.
    #[contract(wire = "ClockForm")]
    #[serde(with = "ClockForm")]
    pub clock: clock::Clock,
    /// Any object.
    #[contract(max_properties = 1)]
    pub free: Option<serde_json::Map<String, serde_json::Value>>,
}
