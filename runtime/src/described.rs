//! What rustc knows about a type that stands in a contract.

use contractual_model::Type;

use crate::describe::{Describe, Describer, Registration};

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

    /// What the derive says of the item; nothing for types that are no contracts, which `describe` themselves.
    #[doc(hidden)]
    const ABOUT: Registration<'static> = Registration::of("", "", &[]);

    /// Of a generic item: the types that it names. They stand apart because those of all others are proven where they are listed.
    #[doc(hidden)]
    const TYPES: &'static [Describe] = &[];

    /// The type as the model has it; what it refers to is added to the description.
    #[doc(hidden)]
    fn describe(into: &mut Describer) -> Type {
        into.contract(&Self::ABOUT)
    }

    /// True if the value surely meets its contract. False says nothing: the full check decides.
    #[doc(hidden)]
    #[inline]
    fn holds(&self) -> bool {
        false
    }

    /// What constraints and rules look at. It is asked only of values that hold, so that types which never do need not say it.
    #[doc(hidden)]
    #[inline]
    fn seen(&self) -> Seen<'_> {
        Seen::Present
    }

    /// True if no two items of this list are equal for sure.
    #[doc(hidden)]
    #[inline]
    fn distinct(&self) -> bool {
        false
    }
}

/// What constraints and rules see of a value.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen<'a> {
    /// `None`: constraints on the inner value say nothing.
    Absent,
    /// A value that is written as null.
    Null,
    /// A text.
    Text(&'a str),
    /// An integer.
    Integer(i128),
    /// A float, perhaps rounded when it was read.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A list, a set or a map with so many items or members.
    Size(usize),
    /// The number of a variant without a body.
    Variant(usize),
    /// Anything else that is there and not null.
    Present,
    /// Not known here: the full check decides.
    Unknown,
}

impl Seen<'_> {
    /// True if equal values of one type are seen as equal, and others as different.
    #[inline]
    pub(crate) fn is_key(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Integer(_) | Self::Variant(_))
    }

    /// True for what rules compare and add; of all else they know nothing.
    #[inline]
    pub(crate) fn is_operand(&self) -> bool {
        matches!(
            self,
            Self::Absent | Self::Integer(_) | Self::Float(_) | Self::Text(_) | Self::Bool(_)
        )
    }
}
