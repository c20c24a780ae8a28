//! What a value must satisfy beyond its type. Names are those of JSON Schema.

use crate::item::Limits;
use crate::json::{Json, Number};

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The limit.
    pub value: Number,
    /// True if the limit itself is not allowed.
    pub exclusive: bool,
}

/// A regular expression in the common dialect: the same language in ECMA-262 (flag `u`), Rust, Python and Pydantic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As the user wrote it.
    pub written: String,
    /// As every artifact carries it: shorthand classes written out, ambiguous characters escaped.
    pub common: String,
    /// True if a second pattern stands beside it as `not`, which changes nothing for ECMA-262 and closes the hole of Python's `$`
    /// (which also matches before a final line feed): see [`Pattern::guard`].
    pub guarded: bool,
}

/// A written form of text with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 date and time with seconds and offset; upper-case `T` and `Z`, no leap second, up to nine digits of fraction.
    Timestamp,
    /// RFC 3339 `full-date`, a real day, years 0001 to 9999.
    Date,
    /// RFC 3339 `partial-time`, no leap second, up to nine digits of fraction.
    Time,
    /// ISO 8601 duration as RFC 3339 appendix A writes it.
    Duration,
    /// RFC 9562 text form with hyphens, either case.
    Uuid,
    /// RFC 3986 URI (absolute, with scheme), ASCII.
    Uri,
    /// An absolute URI that readers of URLs take: a host where `//` stands, which is a name or a dotted quad, and a port of 16 bits.
    Url,
    /// RFC 3986 URI reference, ASCII.
    UriReference,
    /// Mailbox of RFC 5321 in the restricted form HTML uses.
    Email,
    /// Host name of RFC 1123.
    Hostname,
    /// Dotted quad.
    Ipv4,
    /// RFC 4291 text form.
    Ipv6,
    /// Canonical base64 text (RFC 4648 section 4, padded, no stray bits).
    Base64,
    /// JSON pointer (RFC 6901).
    JsonPointer,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 14] = [
        Self::Timestamp,
        Self::Date,
        Self::Time,
        Self::Duration,
        Self::Uuid,
        Self::Uri,
        Self::Url,
        Self::UriReference,
        Self::Email,
        Self::Hostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Base64,
        Self::JsonPointer,
    ];

    /// The name in `#[contract(format = "...")]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Timestamp => "timestamp",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Uuid => "uuid",
            Self::Uri => "uri",
            Self::Url => "url",
            Self::UriReference => "uri-reference",
            Self::Email => "email",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Base64 => "base64",
            Self::JsonPointer => "json-pointer",
        }
    }

    /// The format of that name; `date-time` is another spelling of `timestamp`.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "date-time" {
            return Some(Self::Timestamp);
        }
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The value of JSON Schema's `format`; `None` where JSON Schema has no such format (base64 is a
    /// `contentEncoding`).
    pub fn keyword(self) -> Option<&'static str> {
        match self {
            Self::Timestamp => Some("date-time"),
            // `time` of JSON Schema wants an offset, which this form has not.
            Self::Base64 | Self::Time => None,
            Self::Url => Some("uri"),
            // The checker that python-jsonschema uses for host names fails on a value that is no text, whatever `type` says.
            Self::Hostname => None,
            other => Some(other.name()),
        }
    }
}

/// The constraints on one value. All of them hold together; an empty one allows everything the type allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Smallest number.
    pub min: Option<Bound>,
    /// Largest number.
    pub max: Option<Bound>,
    /// The number is an integer multiple of this (integers only).
    pub multiple_of: Option<Number>,
    /// Fewest code points of a text, inclusive.
    pub min_length: Option<u64>,
    /// Most code points of a text, inclusive.
    pub max_length: Option<u64>,
    /// The text matches (searched, not anchored).
    pub pattern: Option<Pattern>,
    /// The text has this written form.
    pub format: Option<Format>,
    /// Fewest items, inclusive.
    pub min_items: Option<u64>,
    /// Most items, inclusive.
    pub max_items: Option<u64>,
    /// No two items are equal as JSON values.
    pub unique: bool,
    /// Fewest members, inclusive.
    pub min_properties: Option<u64>,
    /// Most members, inclusive.
    pub max_properties: Option<u64>,
    /// The only value.
    pub constant: Option<Json>,
    /// The only values, in order.
    pub one_of: Option<Vec<Json>>,
    /// `items(..)`, `key(..)` and `value(..)` on a type that is named, as written. [`crate::lower::settle`] puts them on the parts of what
    /// the name stands for; a model that it has settled holds none.
    pub parts: Vec<Limits>,
}

impl Constraints {
    /// True if nothing is constrained.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
