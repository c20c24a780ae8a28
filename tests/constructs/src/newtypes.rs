//! Text with one written form, under a name.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A customer.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, pattern = "^cus_[0-9a-z]{4}$")]
pub struct CustomerId(pub String);

/// Money with two decimals, more than nothing.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = r"^(?:[1-9][0-9]{0,9}\.[0-9]{2}|0\.(?:[1-9][0-9]|0[1-9]))$")]
pub struct Money(pub String);

/// A payment's identifier.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "uuid")]
pub struct PaymentId(pub String);

/// Up to six bytes.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "base64", max_length = 8)]
pub struct Token(pub String);

/// A day.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "date")]
pub struct Day(pub String);

/// What was paid.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Which payment.
    pub id: PaymentId,
    /// How much.
    pub amount: Money,
    /// On which day.
    pub day: Day,
    /// What proves it.
    pub token: Option<Token>,
}
