//! E02, E05 and E06: newtypes, text with one written form, string enums.

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A customer.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, pattern = "^cus_[0-9a-z]{4}$")]
pub struct CustomerId(pub String);

/// Money.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = r"^(?:[1-9][0-9]{0,9}\.[0-9]{2}|0\.(?:[1-9][0-9]|0[1-9]))$")]
pub struct Amount(pub String);

/// A large integer.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = "^(?:0|-?[1-9][0-9]{0,18})$")]
pub struct Int64Text(pub String);

/// A payment's identifier.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "uuid")]
pub struct PaymentId(pub String);

/// At most six bytes.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "base64", max_length = 8)]
pub struct Token(pub String);

/// A payment.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    pub id: PaymentId,
    pub amount: Amount,
    pub ledger: Int64Text,
    pub token: Option<Token>,
}

/// Who carries it.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    DHLExpress,
    RoyalMail2,
    #[serde(rename = "UPS")]
    Ups,
}
