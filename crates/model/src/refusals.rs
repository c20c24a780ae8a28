//! What is refused when types are read: name, summary, advice and the page that `explain` shows. Declared once, used by the scan
//! and the derive.

/// One reason to refuse an item.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The name in messages and for `contractual explain`.
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// What to do, if the message has nothing better.
    pub advice: &'static str,
    /// Why it is refused, for `explain`.
    pub doc: &'static str,
}

macro_rules! refusals {
    ($($name:ident: $summary:literal, $advice:literal, $doc:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $name: Refusal = Refusal {
                name: lower(stringify!($name)),
                summary: $summary,
                advice: $advice,
                doc: $doc,
            };
        )*
        /// All refusals, by name.
        pub static ALL: &[&Refusal] = &[$(&$name),*];
    };
}

/// Names are written in capitals where they are declared and in small letters everywhere else.
const fn lower(name: &'static str) -> &'static str {
    // A constant cannot allocate: the table below is checked by a test to be the lower-case spelling.
    let mut at = 0;
    while at < LOWER.len() {
        if same(LOWER[at].as_bytes(), name.as_bytes()) {
            return LOWER[at];
        }
        at += 1;
    }
    panic!("a refusal is missing in LOWER")
}

const fn same(lower: &[u8], upper: &[u8]) -> bool {
    if lower.len() != upper.len() {
        return false;
    }
    let mut at = 0;
    while at < lower.len() {
        if lower[at].to_ascii_uppercase() != upper[at] {
            return false;
        }
        at += 1;
    }
    true
}

const LOWER: &[&str] = &[
    "syntax_error",
    "unsupported_item",
    "unknown_key",
    "misplaced_key",
    "repeated_key",
    "conflicting_keys",
    "bad_value",
    "bad_constraint",
    "bad_pattern",
    "bad_rule",
    "bad_name",
    "bad_version",
    "serde_attribute",
    "serde_conflict",
    "with_needs_wire",
    "presence",
    "flatten_open",
    "flatten_type",
    "tagged_newtype",
    "map_key",
    "float_multiple",
    "unresolved_type",
    "not_a_contract",
    "refused_type",
    "unsupported_type",
    "recursive_alias",
    "generic_depth",
    "name_clash",
    "wire_clash",
    "unknown_default",
    "bad_example",
    "cfg_unknown",
    "module_missing",
    "limit_exceeded",
    "validator_attribute",
    "api_method",
    "api_path",
    "api_parameter",
    "api_response",
    "api_clash",
    "wire_mismatch",
];

refusals! {
    SYNTAX_ERROR: "the item is no Rust the parser understands",
        "correct the item as rustc says",
        "The item could not be read. rustc reports the same fault in its own words; no artifact is touched until it is gone.";
    UNSUPPORTED_ITEM: "only structs, enums and API traits are contracts",
        "derive Contract on a struct or an enum",
        "A union has no JSON form, and neither have functions, modules or constants.";
    UNKNOWN_KEY: "a key of an attribute is not known",
        "use a key of the attribute reference",
        "Attributes are closed: a typing error must never be taken for an absent constraint, because then the artifacts would promise less than was meant.";
    MISPLACED_KEY: "a key stands where it means nothing",
        "move the key to where it is allowed",
        "Each key is allowed only where it has a meaning, so that none is written in vain.";
    REPEATED_KEY: "a key is given twice",
        "keep one of them",
        "Two values for one key would make the meaning depend on their order.";
    CONFLICTING_KEYS: "two keys exclude each other",
        "keep one of them",
        "The two keys make different promises about the same thing.";
    BAD_VALUE: "the value of a key has the wrong form",
        "write the value as the attribute reference shows",
        "The value is read at compile time and must be a literal of the form that the key takes.";
    BAD_CONSTRAINT: "a constraint can never hold or does not fit the type",
        "correct the bounds, or put the constraint on a type it speaks of",
        "A constraint that does not fit the JSON form of its type would be ignored by validators or refuse every value.";
    BAD_PATTERN: "a pattern is not in the common dialect",
        "write the pattern in the common subset",
        "A pattern is read by ECMA-262, Rust, Python and Pydantic. Only what means the same in all of them is accepted.";
    BAD_RULE: "a rule cannot be read or speaks of unknown fields",
        "correct the expression",
        "Rules are type checked when the type is compiled, so that no artifact carries a rule that cannot be judged.";
    BAD_NAME: "a contract name is not legal",
        "use letters, digits, `.`, `_` and `-`",
        "Contract names are component keys in OpenAPI: `^[a-zA-Z0-9._-]+$`.";
    BAD_VERSION: "a version is not a positive integer or not a semantic version",
        "write a version such as 1 or \"1.2.0\", and \"1.0.0\" for schema_version",
        "Major versions are counted from 1; a version that counts minor versions, and `schema_version`, have three numbers.";
    SERDE_ATTRIBUTE: "a serde attribute is not modelled",
        "remove the attribute, or state the JSON form with `wire`",
        "Silent disagreement with serde would make every artifact wrong, so an attribute whose effect on the JSON form is not modelled is refused.";
    SERDE_CONFLICT: "serde's attributes contradict each other or the contract",
        "correct the attributes",
        "serde's own rules decide what is read and written. This combination is refused by serde, or it makes values that cannot be read back.";
    WITH_NEEDS_WIRE: "a function decides the JSON form",
        "state the form: #[contract(wire = \"String\")]",
        "`with`, `serialize_with` and `deserialize_with` hide the JSON form in a function body. The contract must state it.";
    PRESENCE: "how a field may be missing is not clear",
        "state `optional`, `nullable` or `tri_state`",
        "Absent, null and present are three things. What serde does and what the contract says must agree.";
    FLATTEN_OPEN: "a flattened map opens the object",
        "say so: #[contract(open)] on the field",
        "Every object is closed unless it is asked for by name, because open objects cannot find typing errors.";
    FLATTEN_TYPE: "a flattened field is no object",
        "flatten a struct, an option of one, a map or a tagged enum",
        "Only members can be merged into an object.";
    TAGGED_NEWTYPE: "an internally tagged newtype variant is no object",
        "use adjacent tagging, or a struct variant",
        "serde compiles it and then fails at run time: the tag has no object to stand in.";
    MAP_KEY: "a map key is not text on the wire",
        "use text, an integer, a text enum or a newtype around one of these",
        "JSON object names are text; serde_json fails at run time for other keys.";
    FLOAT_MULTIPLE: "multiple_of on a float",
        "use an integer of the smallest unit",
        "Binary fractions make validators disagree: 19.99 is a multiple of 0.01 for some and not for others.";
    UNRESOLVED_TYPE: "a type's name cannot be resolved",
        "write its full path, or state the JSON form: #[contract(wire = \"...\")]",
        "The scan resolves names by Rust's rules as far as sources show them. What it cannot resolve is never guessed.";
    NOT_A_CONTRACT: "a type has no contract",
        "derive Contract on it, or state the JSON form: #[contract(wire = \"...\")]",
        "Every type reachable from a contract is part of it, so each must say what its JSON form is.";
    REFUSED_TYPE: "a type has no JSON form that all readers share",
        "use the type the message names",
        "Some types are written differently by platform or lose precision in most readers.";
    UNSUPPORTED_TYPE: "a type expression has no JSON form",
        "use a named type",
        "Functions, pointers, trait objects and associated types have no JSON form that sources show.";
    RECURSIVE_ALIAS: "a type contains nothing but itself",
        "put a list, an option or a box of members in between",
        "No finite JSON value has such a type.";
    GENERIC_DEPTH: "a generic type grows without end",
        "break the recursion with a plain type",
        "Each instantiation of a generic type is a contract of its own; there would be infinitely many.";
    NAME_CLASH: "two types have one contract name",
        "give one of them another: #[contract(name = \"...\")]",
        "Contract names are file names and component keys. Silent numbering would make them depend on the order of declarations.";
    WIRE_CLASH: "two members have one name on the wire",
        "rename one of them",
        "A reader could not tell which is meant.";
    UNKNOWN_DEFAULT: "the value of a default cannot be read from the source",
        "state it: #[contract(default = ...)]",
        "The default stands in the artifacts, so it must be known without running the code.";
    BAD_EXAMPLE: "an example or default breaks its own contract",
        "correct the value",
        "Examples and defaults are shown to users; each must be a valid value.";
    CFG_UNKNOWN: "a cfg is not known to a build script",
        "move the attribute off contract types",
        "Cargo does not tell build scripts about `test`, `doc`, `miri` and cfgs of other build scripts; the artifacts would be a guess.";
    MODULE_MISSING: "the file of a module is missing",
        "create the file, or correct #[path]",
        "Modules are followed as rustc finds them.";
    LIMIT_EXCEEDED: "the source is larger than the scan reads",
        "split the file",
        "Everything read from outside has a limit, so that no input makes a build hang.";
    VALIDATOR_ATTRIBUTE: "a validator or garde attribute does not mean the same as any constraint",
        "write the constraint as #[contract(...)], and drop or keep the other for Rust alone with #[contract(allow(validator_attribute, reason = \"...\"))]",
        "Attributes of validator and garde are read where they mean the same; where they do not, artifacts and runtime would disagree.";
    API_METHOD: "a method of an API trait is no operation",
        "add #[get(\"/v1/...\")] or another method, and #[responds(..)]",
        "Every method of an API trait is an operation with a method, a path and at least one response.";
    API_PATH: "the path of an operation is not legal",
        "write a path such as \"/v1/jobs/{job_id}\"",
        "Paths start with the major version and name each parameter once.";
    API_PARAMETER: "a parameter does not fit its place",
        "use text, numbers, booleans, text enums, newtypes or lists of these",
        "Paths, queries and headers are text: objects and tagged enums have no agreed form there.";
    API_RESPONSE: "a response is not legal",
        "write #[responds(200 => Type, 404 => Error)]",
        "Every status is given once; 204 and 304 have no body.";
    API_CLASH: "two operations are the same",
        "give each its own method and path, and each trait its own name",
        "An OpenAPI document holds each pair of method and path, and each operation id, once.";
    WIRE_MISMATCH: "what is read and what is written differ in a way the model cannot say",
        "give both `from` and `into` the same type, or state `wire`",
        "A conversion in one direction only gives a type two forms, one for what is read and one for what is written. Where the members or the text of a value are taken apart (flatten, the value beside a tag, map keys, rules), a type has to have one.";
}

/// The refusal of that name.
pub fn find(name: &str) -> Option<&'static Refusal> {
    ALL.iter().copied().find(|refusal| refusal.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_is_found_by_its_name() {
        assert_eq!(ALL.len(), LOWER.len());
        for refusal in ALL {
            assert_eq!(find(refusal.name), Some(*refusal));
            assert!(
                !refusal.advice.ends_with('.') && refusal.doc.ends_with('.'),
                "{}",
                refusal.name
            );
        }
    }
}
