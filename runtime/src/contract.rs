//! What a contract type can do.

use contractual_model::Direction;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::described::Described;
use crate::entry::Entry;
use crate::read;
use crate::violation::Violations;

/// A type whose JSON form is a contract. Made by `#[derive(Contract)]`, never by hand.
///
/// The methods give the verdict that the JSON Schema file, the OpenAPI component, the Pydantic model and the TypeScript check of the
/// same type give, also where serde alone is more lenient: unknown members, positional arrays, repeated members, folded sets, half-filled
/// flattened options.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no contract of its own",
    note = "add `#[derive(contractual::Contract)]` to the type"
)]
pub trait Contract: Described {
    /// Reads and checks a JSON text.
    ///
    /// # Errors
    /// All violations at once, each with a JSON pointer, the failing keyword, what was expected and what was found.
    fn from_json(json: &[u8]) -> Result<Self, Violations>
    where
        Self: DeserializeOwned,
    {
        read::from_json(Self::__entry(), json)
    }

    /// Checks and converts a parsed value. Repeated members and the spelling of numbers cannot be seen any more:
    /// prefer [`Contract::from_json`] for texts.
    ///
    /// # Errors
    /// As [`Contract::from_json`].
    fn from_value(value: serde_json::Value) -> Result<Self, Violations>
    where
        Self: DeserializeOwned,
    {
        read::from_value(Self::__entry(), value)
    }

    /// Checks a value as it would be written, before it is sent.
    ///
    /// # Errors
    /// As [`Contract::from_json`]; pointers name places in the JSON that serde would write.
    fn check(&self) -> Result<(), Violations>
    where
        Self: Serialize,
    {
        if self.holds() {
            return Ok(());
        }
        read::check(Self::__entry(), self)
    }

    /// Every reason why a JSON value is not this contract's, without making a Rust value of it.
    fn violations(value: &serde_json::Value) -> Vec<crate::Violation> {
        read::violations(Self::__entry(), value, Direction::Read)
    }

    /// The JSON Schema (draft 2020-12) of what is read, self-contained: that of the schema file, without its `$id`.
    ///
    /// ```
    /// use contractual::Contract;
    ///
    /// /// Identifier of a job.
    /// #[derive(Contract)]
    /// #[contract(min_length = 1)]
    /// struct JobId(String);
    ///
    /// assert_eq!(JobId::schema()["minLength"], 1);
    /// assert_eq!(JobId::schema()["description"], "Identifier of a job.");
    /// ```
    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        crate::schema::schema(Self::__entry())
    }

    /// What the type is in the model.
    #[doc(hidden)]
    fn __entry() -> &'static Entry {
        crate::entry::entry::<Self>()
    }
}
