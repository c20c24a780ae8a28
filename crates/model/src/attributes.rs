//! The attributes of `#[contract(...)]`, of `#[contractual::api(...)]` and of its methods: one table, which the parser obeys and the
//! reference page is made from.

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The key.
    pub name: &'static str,
    /// What may follow it.
    pub grammar: Grammar,
    /// Where it is allowed.
    pub places: &'static [AttributePlace],
    /// One line for the reference page.
    pub summary: &'static str,
    /// Keys that may not stand beside it.
    pub conflicts: &'static [&'static str],
}

/// What follows a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// Nothing: `unique`.
    Flag,
    /// `= "text"`.
    Text,
    /// Nothing, or `= "text"`.
    FlagOrText,
    /// `= "Type"`.
    Type,
    /// Nothing, or `= "Type"`.
    FlagOrType,
    /// `= 5`, not negative.
    Count,
    /// `= 1`, or `= "1.2.0"`.
    Version,
    /// `= -1.5`.
    Number,
    /// `= value`: text, a number, `true`, `null`, `[..]`, `{"a": ..}`.
    Value,
    /// `(value, ..)`.
    Values,
    /// `= "name of a format"`.
    Format,
    /// `(min = 1, ..)`: constraints.
    Limits,
    /// `(name = "..", expr = "..", message = "..")`.
    Rule,
    /// `(lint, reason = "..")`.
    Allow,
    /// `= "url"`, or `(url = "..", description = "..")`.
    Server,
    /// `(name = "..", description = "..")`.
    Tag,
    /// `= path`: read by the macro alone.
    Path,
}

impl Grammar {
    /// How it is written, behind the key.
    pub fn example(self) -> &'static str {
        match self {
            Self::Flag => "",
            Self::Text => " = \"text\"",
            Self::FlagOrText => " or key = \"text\"",
            Self::Type => " = \"Type\"",
            Self::FlagOrType => " or key = \"Type\"",
            Self::Count => " = 1",
            Self::Version => " = 1",
            Self::Number => " = 1.5",
            Self::Value => " = \"value\"",
            Self::Values => "(\"a\", \"b\")",
            Self::Format => " = \"timestamp\"",
            Self::Limits => "(min_length = 1)",
            Self::Rule => "(name = \"start_before_end\", expr = \"start <= end\")",
            Self::Allow => "(lint, reason = \"why\")",
            Self::Server => " = \"https://example.test\"",
            Self::Tag => "(name = \"jobs\", description = \"Job management\")",
            Self::Path => " = path::to::contractual",
        }
    }
}

/// Where a key may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AttributePlace {
    /// A struct with named fields.
    Struct,
    /// A tuple struct of one field, a unit or tuple struct.
    Newtype,
    /// An enum.
    Enum,
    /// A field.
    Field,
    /// A variant.
    Variant,
    /// Inside `items(..)`, `key(..)`, `value(..)`.
    Nested,
    /// `#[contractual::api(..)]`.
    Api,
    /// `#[get("..", ..)]` and its like.
    Operation,
    /// A parameter of an operation: `#[param(..)]`, `#[query(..)]`, `#[header(..)]`.
    Parameter,
    /// `header(..)` of a response.
    Header,
}

impl AttributePlace {
    /// In words, for messages.
    pub fn words(self) -> &'static str {
        match self {
            Self::Struct => "a struct",
            Self::Newtype => "a tuple struct",
            Self::Enum => "an enum",
            Self::Field => "a field",
            Self::Variant => "a variant",
            Self::Nested => "elements, keys or values",
            Self::Api => "an API trait",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::Header => "a response header",
        }
    }
}

use AttributePlace::{
    Api, Enum, Field, Header, Nested, Newtype, Operation, Parameter, Struct, Variant,
};

const ITEM: &[AttributePlace] = &[Struct, Newtype, Enum];
const VALUE: &[AttributePlace] = &[Newtype, Field, Variant, Nested, Parameter, Header];
const MEMBERS: &[AttributePlace] = &[Struct, Newtype, Field, Variant, Nested];

const fn key(
    name: &'static str,
    grammar: Grammar,
    places: &'static [AttributePlace],
    summary: &'static str,
) -> Attribute {
    Attribute {
        name,
        grammar,
        places,
        summary,
        conflicts: &[],
    }
}

const fn apart(mut attribute: Attribute, conflicts: &'static [&'static str]) -> Attribute {
    attribute.conflicts = conflicts;
    attribute
}

/// All keys. Constraints first, in the order in which JSON Schema is written about.
pub const ALL: &[Attribute] = &[
    key("min", Grammar::Number, VALUE, "smallest number, inclusive"),
    key("max", Grammar::Number, VALUE, "largest number, inclusive"),
    apart(
        key(
            "exclusive_min",
            Grammar::Number,
            VALUE,
            "the number is larger than this",
        ),
        &["min"],
    ),
    apart(
        key(
            "exclusive_max",
            Grammar::Number,
            VALUE,
            "the number is smaller than this",
        ),
        &["max"],
    ),
    key(
        "multiple_of",
        Grammar::Number,
        VALUE,
        "the integer is a multiple of this",
    ),
    key(
        "min_length",
        Grammar::Count,
        VALUE,
        "fewest characters (code points) of a text, inclusive",
    ),
    key(
        "max_length",
        Grammar::Count,
        VALUE,
        "most characters (code points) of a text, inclusive",
    ),
    key(
        "pattern",
        Grammar::Text,
        VALUE,
        "regular expression the text matches; searched, so anchor it with ^ and $",
    ),
    key(
        "format",
        Grammar::Format,
        VALUE,
        "the text has this written form",
    ),
    key(
        "min_items",
        Grammar::Count,
        VALUE,
        "fewest items of a list, inclusive",
    ),
    key(
        "max_items",
        Grammar::Count,
        VALUE,
        "most items of a list, inclusive",
    ),
    key(
        "unique",
        Grammar::Flag,
        VALUE,
        "no two items are equal as JSON values",
    ),
    key(
        "min_properties",
        Grammar::Count,
        MEMBERS,
        "fewest members of an object or map, inclusive",
    ),
    key(
        "max_properties",
        Grammar::Count,
        MEMBERS,
        "most members of an object or map, inclusive",
    ),
    apart(
        key("const", Grammar::Value, VALUE, "the only value"),
        &["one_of"],
    ),
    key(
        "one_of",
        Grammar::Values,
        VALUE,
        "the only values, in order",
    ),
    key(
        "items",
        Grammar::Limits,
        VALUE,
        "constraints on every element of a list",
    ),
    key(
        "key",
        Grammar::Limits,
        VALUE,
        "constraints on every key of a map",
    ),
    key(
        "value",
        Grammar::Limits,
        VALUE,
        "constraints on every value of a map",
    ),
    key(
        "optional",
        Grammar::Flag,
        &[Field],
        "the field may be absent, not null",
    ),
    apart(
        key(
            "nullable",
            Grammar::Flag,
            &[Field],
            "the field must be present and may be null",
        ),
        &["optional"],
    ),
    apart(
        key(
            "tri_state",
            Grammar::Flag,
            &[Field],
            "absent, null and a value are three things",
        ),
        &["optional", "nullable"],
    ),
    key(
        "default",
        Grammar::Value,
        &[Field],
        "the value of serde's default, where the scan cannot read it",
    ),
    key(
        "open",
        Grammar::FlagOrType,
        &[Struct, Field],
        "further members are allowed, of that type",
    ),
    key(
        "wire",
        Grammar::Type,
        &[Struct, Newtype, Enum, Field, Variant],
        "the type of the JSON form, where the Rust type hides it",
    ),
    key(
        "name",
        Grammar::Text,
        &[Struct, Newtype, Enum, Parameter],
        "the contract's name; of a parameter, its name on the wire",
    ),
    key(
        "version",
        Grammar::Version,
        &[Struct, Newtype, Enum, Api],
        "the major version, from 1; or, where minor versions are counted, the whole version: `\"1.2.0\"`",
    ),
    key(
        "entity",
        Grammar::Flag,
        ITEM,
        "the type has a schema file of its own",
    ),
    key("id", Grammar::Text, ITEM, "the `$id` of the schema"),
    key(
        "handover",
        Grammar::Text,
        ITEM,
        "one more file with the type's schema, for a pipeline: a path below the root of the artifacts, ending in `.json`",
    ),
    key(
        "schema_version",
        Grammar::Text,
        &[Struct],
        "the constant of the field `schema_version`",
    ),
    key(
        "title",
        Grammar::Text,
        &[Struct, Newtype, Enum, Api],
        "the title",
    ),
    key(
        "example",
        Grammar::Value,
        &[Struct, Newtype, Enum, Field],
        "a valid value; may be repeated",
    ),
    key(
        "deprecated",
        Grammar::FlagOrText,
        &[Struct, Newtype, Enum, Field, Variant, Operation],
        "will go; what to use instead",
    ),
    key(
        "sunset",
        Grammar::Text,
        &[Struct, Newtype, Enum, Field, Variant, Operation],
        "the day from which on it may go, YYYY-MM-DD",
    ),
    key(
        "read_only",
        Grammar::Flag,
        &[Field],
        "sent by the server only",
    ),
    apart(
        key(
            "write_only",
            Grammar::Flag,
            &[Field],
            "sent by the client only",
        ),
        &["read_only"],
    ),
    key(
        "rule",
        Grammar::Rule,
        &[Struct],
        "a rule over several fields; may be repeated",
    ),
    key(
        "allow",
        Grammar::Allow,
        &[Struct, Newtype, Enum, Field, Variant, Api],
        "silences a lint, with a reason",
    ),
    key(
        "late",
        Grammar::Flag,
        ITEM,
        "only a macro can make the item: the scan need not see it",
    ),
    key(
        "export",
        Grammar::Flag,
        ITEM,
        "a contract although it stands outside the scanned roots",
    ),
    key(
        "crate",
        Grammar::Path,
        &[Struct, Newtype, Enum, Api],
        "path of the facade crate, if it was renamed",
    ),
    key(
        "server",
        Grammar::Server,
        &[Api],
        "URL of a server; may be repeated",
    ),
    key(
        "tag",
        Grammar::Tag,
        &[Api],
        "a tag and what it means; may be repeated",
    ),
    key(
        "tag",
        Grammar::Text,
        &[Operation],
        "the tag of the operation",
    ),
    key(
        "tags",
        Grammar::Values,
        &[Operation],
        "tags of the operation",
    ),
    key("public", Grammar::Flag, &[Operation], "no security"),
    key(
        "description",
        Grammar::Text,
        &[Header],
        "what the header says",
    ),
    key(
        "required",
        Grammar::Flag,
        &[Header],
        "the header is always sent",
    ),
    key(
        "type",
        Grammar::Type,
        &[Header],
        "the type of the header's value; String if it is not given",
    ),
];

/// The key of that name that is allowed at that place.
pub fn find(name: &str, place: AttributePlace) -> Result<&'static Attribute, Unknown> {
    let mut named = ALL
        .iter()
        .filter(|attribute| attribute.name == name)
        .peekable();
    if named.peek().is_none() {
        let known = ALL
            .iter()
            .filter(|attribute| attribute.places.contains(&place))
            .map(|attribute| attribute.name);
        return Err(Unknown::Key(contractual_diag::nearest(name, known)));
    }
    named
        .clone()
        .find(|attribute| attribute.places.contains(&place))
        .ok_or_else(|| {
            Unknown::Place(
                named
                    .flat_map(|attribute| attribute.places.iter().copied())
                    .collect(),
            )
        })
}

/// Why a key is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// There is no such key; the nearest known one.
    Key(Option<&'static str>),
    /// There is, but elsewhere.
    Place(Vec<AttributePlace>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_declared_once_for_each_place() {
        for (at, one) in ALL.iter().enumerate() {
            assert!(!one.places.is_empty(), "{}", one.name);
            for other in &ALL[at + 1..] {
                let shared = one.places.iter().any(|place| other.places.contains(place));
                assert!(one.name != other.name || !shared, "{}", one.name);
            }
            for conflict in one.conflicts {
                assert!(
                    ALL.iter().any(|other| other.name == *conflict),
                    "{conflict}"
                );
            }
        }
    }

    #[test]
    fn unknown_keys_get_the_nearest_name() {
        assert_eq!(
            find("min_lenght", Field),
            Err(Unknown::Key(Some("min_length")))
        );
        assert_eq!(find("entity", Field), Err(Unknown::Place(ITEM.to_vec())));
        assert_eq!(find("min", Field).map(|a| a.grammar), Ok(Grammar::Number));
    }
}
