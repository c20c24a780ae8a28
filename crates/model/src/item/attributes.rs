//! Attributes as written: serde's, read by serde's rules, and ours.

use super::TypeExpr;
use crate::constraint::Format;
use crate::json::{Json, Number};
use crate::naming::Case;

/// Attributes of a struct or an enum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerAttributes {
    /// serde's.
    pub serde: SerdeContainer,
    /// `name = "..."`: the contract name.
    pub name: Option<String>,
    /// `version = 1`: the major version.
    pub version: Option<u32>,
    /// `version = "1.2.0"`: the whole version, where it is counted.
    pub release: Option<String>,
    /// `entity`: has a schema file of its own.
    pub entity: bool,
    /// `id = "..."`.
    pub id: Option<String>,
    /// `handover = "..."`: one more file with the schema.
    pub handover: Option<String>,
    /// `title = "..."`.
    pub title: Option<String>,
    /// `schema_version = "1.0.0"`: the constant of the field `schema_version`.
    pub schema_version: Option<String>,
    /// `open`, `open = "Type"`.
    pub open: Option<TypeOrOpen>,
    /// `wire = "Type"`: the JSON form.
    pub wire: Option<TypeExpr>,
    /// Constraints, for newtypes and for the number of members.
    pub limits: Limits,
    /// `rule(..)`.
    pub rules: Vec<RuleAttribute>,
    /// `example = ..`.
    pub examples: Vec<Json>,
    /// `#[deprecated]` or `deprecated`.
    pub deprecated: Option<DeprecatedAttribute>,
    /// `late`: only a macro can make the item, no scan entry is demanded.
    pub late: bool,
    /// `export`: registered although it stands outside the scanned roots.
    pub export: bool,
    /// `allow(lint, reason = "...")`.
    pub allow: Vec<Allow>,
}

/// `open`, or `open = "Type"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeOrOpen {
    /// Any further member.
    Any,
    /// Further members of this type.
    Of(TypeExpr),
}

/// A lint silenced with a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allow {
    /// Name of the lint.
    pub lint: String,
    /// Why.
    pub reason: String,
}

/// `rule(name = "...", expr = "...", message = "...")`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleAttribute {
    /// Name.
    pub name: String,
    /// Expression as written.
    pub expr: String,
    /// Message, if it was given.
    pub message: Option<String>,
}

/// `#[deprecated]`, `#[contract(deprecated = "note", sunset = "2027-01-01")]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeprecatedAttribute {
    /// What to use instead.
    pub note: Option<String>,
    /// `YYYY-MM-DD`.
    pub sunset: Option<String>,
}

/// Attributes of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldAttributes {
    /// serde's.
    pub serde: SerdeField,
    /// Constraints.
    pub limits: Limits,
    /// `optional`, `nullable`, `tri_state`.
    pub presence: Option<Presence>,
    /// `default = ..`: the JSON value of serde's default, where the scan cannot read it.
    pub default: Option<Json>,
    /// `wire = "Type"`: the JSON form of the field.
    pub wire: Option<TypeExpr>,
    /// `open`: the flattened map or free-form value is meant.
    pub open: Option<TypeOrOpen>,
    /// `example = ..`.
    pub examples: Vec<Json>,
    /// `#[deprecated]` or `deprecated`.
    pub deprecated: Option<DeprecatedAttribute>,
    /// `read_only`.
    pub read_only: bool,
    /// `write_only`.
    pub write_only: bool,
    /// `allow(lint, reason = "...")`.
    pub allow: Vec<Allow>,
}

/// How an optional field may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// May be absent, not null.
    Optional,
    /// Must be present, may be null.
    Nullable,
    /// Absent, null and a value are three things.
    TriState,
}

/// Attributes of a variant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantAttributes {
    /// serde's.
    pub serde: SerdeVariant,
    /// Constraints on the value of a newtype variant.
    pub limits: Limits,
    /// `wire = "Type"`: the JSON form of the variant's value.
    pub wire: Option<TypeExpr>,
    /// `#[deprecated]` or `deprecated`.
    pub deprecated: Option<DeprecatedAttribute>,
    /// `allow(lint, reason = "...")`.
    pub allow: Vec<Allow>,
}

/// Constraints as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// `min`
    pub min: Option<Number>,
    /// `max`
    pub max: Option<Number>,
    /// `exclusive_min`
    pub exclusive_min: Option<Number>,
    /// `exclusive_max`
    pub exclusive_max: Option<Number>,
    /// `multiple_of`
    pub multiple_of: Option<Number>,
    /// `min_length`
    pub min_length: Option<u64>,
    /// `max_length`
    pub max_length: Option<u64>,
    /// `pattern`
    pub pattern: Option<String>,
    /// `format`
    pub format: Option<Format>,
    /// `min_items`
    pub min_items: Option<u64>,
    /// `max_items`
    pub max_items: Option<u64>,
    /// `unique`
    pub unique: bool,
    /// `min_properties`
    pub min_properties: Option<u64>,
    /// `max_properties`
    pub max_properties: Option<u64>,
    /// `const`
    pub constant: Option<Json>,
    /// `one_of(..)`
    pub one_of: Option<Vec<Json>>,
    /// `items(..)`: on every element.
    pub items: Option<Box<Limits>>,
    /// `key(..)`: on every key of a map.
    pub key: Option<Box<Limits>>,
    /// `value(..)`: on every value of a map.
    pub value: Option<Box<Limits>>,
}

impl Limits {
    /// True if nothing is constrained.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// serde's attributes of a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SerdeContainer {
    /// `rename`
    pub rename: Names,
    /// `rename_all`
    pub rename_all: RenameAll,
    /// `rename_all_fields`
    pub rename_all_fields: RenameAll,
    /// `deny_unknown_fields`
    pub deny_unknown_fields: bool,
    /// `tag`
    pub tag: Option<String>,
    /// `content`
    pub content: Option<String>,
    /// `untagged`
    pub untagged: bool,
    /// `default`
    pub default: Option<DefaultExpr>,
    /// `transparent`
    pub transparent: bool,
    /// `from`
    pub from: Option<TypeExpr>,
    /// `try_from`
    pub try_from: Option<TypeExpr>,
    /// `into`
    pub into: Option<TypeExpr>,
    /// `remote`
    pub remote: Option<String>,
}

/// serde's attributes of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SerdeField {
    /// `rename`
    pub rename: Names,
    /// `alias`
    pub aliases: Vec<String>,
    /// `default`
    pub default: Option<DefaultExpr>,
    /// `flatten`
    pub flatten: bool,
    /// `skip` or `skip_serializing`
    pub skip_serializing: bool,
    /// `skip` or `skip_deserializing`
    pub skip_deserializing: bool,
    /// `skip_serializing_if`
    pub skip_serializing_if: Option<String>,
    /// `serialize_with`, or `with` and `::serialize`
    pub serialize_with: Option<String>,
    /// `deserialize_with`, or `with` and `::deserialize`
    pub deserialize_with: Option<String>,
    /// `getter`
    pub getter: Option<String>,
}

/// serde's attributes of a variant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SerdeVariant {
    /// `rename`
    pub rename: Names,
    /// `alias`
    pub aliases: Vec<String>,
    /// `rename_all`
    pub rename_all: RenameAll,
    /// `skip` or `skip_serializing`
    pub skip_serializing: bool,
    /// `skip` or `skip_deserializing`
    pub skip_deserializing: bool,
    /// `other`
    pub other: bool,
    /// `untagged`
    pub untagged: bool,
    /// `serialize_with`, or `with` and `::serialize`
    pub serialize_with: Option<String>,
    /// `deserialize_with`, or `with` and `::deserialize`
    pub deserialize_with: Option<String>,
}

/// `rename = "x"`, `rename(serialize = "x", deserialize = "y")`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Name when written.
    pub serialize: Option<String>,
    /// Name when read.
    pub deserialize: Option<String>,
}

/// `rename_all = "case"`, `rename_all(serialize = "a", deserialize = "b")`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenameAll {
    /// Case when written.
    pub serialize: Option<Case>,
    /// Case when read.
    pub deserialize: Option<Case>,
}

/// `default`, `default = "path"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefaultExpr {
    /// `Default::default`.
    Standard,
    /// The function of that path.
    Path(String),
}
