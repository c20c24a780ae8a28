//! What rustc knows about a type that stands in a contract.

use contractual_model::Type;

use crate::describe::Describer;

/// A type with a JSON form that contracts know: a contract type, a primitive, a container of such.
///
/// Never implemented by hand: `#[derive(Contract)]` does it for your types, this crate for std's, and features of this crate for
/// those of well-known crates.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a contract type",
    label = "its JSON form is not known",
    note = "on a type of yours: add `#[derive(contractual::Contract)]`",
    note = "for a type of another crate: turn on the feature of `contractual` that is named after the crate, or say what it is in JSON with `#[contract(wire = \"...\")]` on the field"
)]
pub trait Described {
    /// Nominal identity: which type this is, as a number that constants can compare.
    #[doc(hidden)]
    const IDENTITY: u128;

    /// What the contracts that this type names mean, as the sum of their digests; zero where that is not known.
    #[doc(hidden)]
    const MEANING: u128 = 0;

    /// For an instance of a generic contract: that its types are those that the build script took them for.
    #[doc(hidden)]
    const PROOF: () = ();

    /// The type as the model has it; what it refers to is added to the description.
    #[doc(hidden)]
    fn describe(into: &mut Describer) -> Type;

    /// True if the value surely meets its contract. False says nothing: the full check decides.
    #[doc(hidden)]
    #[inline]
    fn holds(&self) -> bool {
        false
    }

    /// The text, if this is text or a name for text.
    #[doc(hidden)]
    #[inline]
    fn text(&self) -> Seen<&str> {
        Seen::Unknown
    }

    /// The integer, if this is one or a name for one.
    #[doc(hidden)]
    #[inline]
    fn integer(&self) -> Seen<i128> {
        Seen::Unknown
    }

    /// The float, if this is one or a name for one.
    #[doc(hidden)]
    #[inline]
    fn float(&self) -> Seen<f64> {
        Seen::Unknown
    }

    /// How many items or members there are, if this is a list, a set or a map or a name for one.
    #[doc(hidden)]
    #[inline]
    fn size(&self) -> Seen<usize> {
        Seen::Unknown
    }

    /// The truth value, if this is one.
    #[doc(hidden)]
    #[inline]
    fn truth(&self) -> Seen<bool> {
        Seen::Unknown
    }

    /// True if the value is there and not null.
    #[doc(hidden)]
    #[inline]
    fn present(&self) -> Seen<bool> {
        Seen::Unknown
    }

    /// What tells the value from others, if that is cheap to know.
    #[doc(hidden)]
    #[inline]
    fn key(&self) -> Seen<Key<'_>> {
        match (self.text(), self.integer()) {
            (Seen::Value(text), _) => Seen::Value(Key::Text(text)),
            (_, Seen::Value(integer)) => Seen::Value(Key::Integer(integer)),
            _ => Seen::Unknown,
        }
    }

    /// True if no two items of this list are equal for sure.
    #[doc(hidden)]
    #[inline]
    fn distinct(&self) -> bool {
        false
    }
}

/// What tells a value from others of its type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// A text.
    Text(&'a str),
    /// An integer.
    Integer(i128),
    /// The number of a variant without a body.
    Variant(usize),
}

/// What a constraint sees of a value.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen<T> {
    /// The value to check.
    Value(T),
    /// `None`: constraints on the inner value say nothing.
    Absent,
    /// Not known here: the full check decides.
    Unknown,
}

impl<T> Seen<T> {
    /// True if there is nothing to check or the check passes.
    #[inline]
    pub fn holds(self, check: impl FnOnce(T) -> bool) -> bool {
        match self {
            Self::Value(value) => check(value),
            Self::Absent => true,
            Self::Unknown => false,
        }
    }
}
