//! Lints: what is legal and rarely meant. Each is a build warning that one item can silence with a reason:
//! `#[contract(allow(wide_integer, reason = "..."))]`.

use std::collections::BTreeSet;

use crate::contract::{
    Enum, Kind, Model, Object, Shape, Tagging, Type, TypeDef, TypeId, VariantBody,
};
use crate::json::Number;
use crate::{builtin, pattern};

/// One lint.
#[derive(Debug, PartialEq, Eq)]
pub struct Lint {
    /// The name in messages, in `allow(..)` and for `contractual explain`.
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// Why it matters, for `explain`.
    pub doc: &'static str,
}

/// A contract with a schema file of its own, or an API, has no doc comment.
pub static MISSING_DOCS: Lint = Lint {
    name: "missing_docs",
    summary: "a contract has no description",
    advice: "write a doc comment: it becomes the description in every artifact",
    doc: "Readers of the schema, of the OpenAPI document and of the generated models see the doc comment as description.",
};

/// 64-bit integers beyond what JavaScript keeps.
pub static WIDE_INTEGER: Lint = Lint {
    name: "wide_integer",
    summary: "an integer may exceed what JavaScript keeps exactly",
    advice: "add `max = 9007199254740991` (and `min` for signed types), or send it as text",
    doc: "JSON readers in JavaScript keep integers up to 2^53 - 1. Larger ones are rounded without an error.",
};

/// `Vec<u8>` is an array of numbers.
pub static BYTES_AS_NUMBERS: Lint = Lint {
    name: "bytes_as_numbers",
    summary: "bytes are written as an array of numbers",
    advice: "use base64 text: #[contract(wire = \"String\", format = \"base64\")] with a serde `with` module",
    doc: "serde writes `Vec<u8>` as `[1, 2, 3]`: four times as long as base64, and no reader takes it for bytes.",
};

/// An untagged enum of several objects.
pub static UNTAGGED_OBJECTS: Lint = Lint {
    name: "untagged_objects",
    summary: "an untagged enum has several object variants",
    advice: "add #[serde(tag = \"...\")]",
    doc: "Without a tag every reader tries the variants in order, generators make poor code of it, and a member that is added later can change which variant is meant.",
};

/// An externally tagged enum beside the tag of another.
pub static NESTED_TAG: Lint = Lint {
    name: "nested_tag",
    summary: "an externally tagged enum stands beside the tag of another",
    advice: "give the inner enum a tag, or use adjacent tagging",
    doc: "The value becomes `{\"tag\": \"x\", \"Variant\": ...}`, with null for unit variants: two tags in one object.",
};

/// `Result`, `Duration`, `SystemTime`: forms that only serde's users expect.
pub static RUST_FORM: Lint = Lint {
    name: "rust_form",
    summary: "a type has a form on the wire that only Rust programs expect",
    advice: "use text in ISO 8601 form for times, and an enum with names that you mean for results",
    doc: "serde writes `Result` as {\"Ok\": ..} or {\"Err\": ..}, `Duration` as seconds and nanoseconds, `SystemTime` as seconds and nanoseconds since 1970. Readers in other languages have no such types.",
};

/// `$ref`, `__proto__`.
pub static AWKWARD_NAME: Lint = Lint {
    name: "awkward_name",
    summary: "a member has a name that some validators misread",
    advice: "rename it",
    doc: "Two OpenAPI validators take a property called `$ref` for a reference; ajv skips one called `__proto__`, finds `constructor` and its like in every object, and misses a required member whose name is empty in none.",
};

/// Integer keys where serde buffers.
pub static BUFFERED_KEYS: Lint = Lint {
    name: "buffered_keys",
    summary: "a map with integer keys stands where serde buffers values",
    advice: "use text keys, or take the map out of flatten, untagged and internally tagged enums",
    doc: "Inside flatten, untagged and internally tagged enums serde reads values twice, and an integer-keyed map never deserialises.",
};

/// A pattern that looks anchored and is not.
pub static LOOSE_PATTERN: Lint = Lint {
    name: "loose_pattern",
    summary: "a pattern means something else than it seems to",
    advice: "put the alternatives into brackets: ^(?:a|b)$",
    doc: "`^a|b$` means `(^a)|(b$)`: only one end of each alternative is anchored.",
};

/// The attribute of a validator that stays for Rust alone.
pub static VALIDATOR_ATTRIBUTE: Lint = Lint {
    name: "validator_attribute",
    summary: "an attribute of validator or garde is for Rust alone",
    advice: "write the constraint as #[contract(...)]",
    doc: "Attributes of validator and garde that no artifact can carry are refused unless this lint is allowed with a reason.",
};

/// All lints.
pub static ALL: &[&Lint] = &[
    &MISSING_DOCS,
    &WIDE_INTEGER,
    &BYTES_AS_NUMBERS,
    &UNTAGGED_OBJECTS,
    &NESTED_TAG,
    &RUST_FORM,
    &AWKWARD_NAME,
    &BUFFERED_KEYS,
    &LOOSE_PATTERN,
    &VALIDATOR_ATTRIBUTE,
];

/// The lint of that name.
pub fn find(name: &str) -> Option<&'static Lint> {
    ALL.iter().copied().find(|lint| lint.name == name)
}

/// A place that a lint points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The lint.
    pub lint: &'static Lint,
    /// The type or API.
    pub id: TypeId,
    /// The part, as [`crate::item::Item::part_name`] calls it; empty for the whole.
    pub part: String,
    /// One line.
    pub headline: String,
}

/// All hints of a model, silenced ones included.
pub fn lint(model: &Model) -> Vec<Hint> {
    lint_some(model, &model.types.keys().collect())
}

/// As [`lint`], of these types and of APIs alone: what is said of a type follows from what it reaches.
pub fn lint_some(model: &Model, types: &BTreeSet<&TypeId>) -> Vec<Hint> {
    let mut run = Run {
        model,
        found: Vec::new(),
        id: TypeId(String::new()),
    };
    for def in types.iter().filter_map(|id| model.types.get(id)) {
        run.id = def.id.clone();
        run.definition(def);
    }
    for api in &model.apis {
        run.id = api.id.clone();
        if api.docs.is_empty() {
            run.hint(
                &MISSING_DOCS,
                "",
                format!("the API `{}` has no description", api.name),
            );
        }
    }
    run.found
}

/// Members that every object of JavaScript has: validators that do not tell them from members of the document take them for present.
const OF_EVERY_OBJECT: [&str; 12] = [
    "__proto__",
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

fn is_rust_form(row: &builtin::Builtin) -> bool {
    use builtin::{Defined, Form};
    matches!(
        row.form,
        Form::Defined(Defined::Duration | Defined::SystemTime | Defined::Result)
    )
}

struct Run<'m> {
    model: &'m Model,
    found: Vec<Hint>,
    id: TypeId,
}

impl Run<'_> {
    fn hint(&mut self, lint: &'static Lint, part: &str, headline: String) {
        let hint = Hint {
            lint,
            id: self.id.clone(),
            part: part.to_owned(),
            headline,
        };
        if !self.found.contains(&hint) {
            self.found.push(hint);
        }
    }

    fn definition(&mut self, def: &TypeDef) {
        if def.entity && def.docs.is_empty() {
            self.hint(
                &MISSING_DOCS,
                "",
                format!("the contract `{}` has no description", def.name),
            );
        }
        for shape in std::iter::once(&def.shape).chain(&def.written) {
            match shape {
                Shape::Alias(ty) => self.ty(ty, ""),
                Shape::Object(object) => self.object(object, ""),
                Shape::Enum(all) => self.choice(all),
            }
        }
    }

    fn choice(&mut self, all: &Enum) {
        let mut objects = 0;
        for variant in &all.variants {
            let part = variant.ident.as_str();
            let untagged = variant.untagged || all.tagging == Tagging::Untagged;
            let buffered = untagged || matches!(all.tagging, Tagging::Internal { .. });
            match &variant.body {
                VariantBody::Unit => {}
                VariantBody::Newtype(ty) => {
                    self.ty(ty, part);
                    if buffered {
                        self.keys(ty, part);
                    }
                    let inner = self.enum_of(ty);
                    if matches!(all.tagging, Tagging::Internal { .. }) && inner == Some(true) {
                        self.hint(
                            &NESTED_TAG,
                            part,
                            format!("`{part}` holds an externally tagged enum beside the tag"),
                        );
                    }
                    objects += usize::from(untagged && self.is_object(ty));
                }
                VariantBody::Tuple(items) => {
                    for ty in items {
                        self.ty(ty, part);
                        if buffered {
                            self.keys(ty, part);
                        }
                    }
                }
                VariantBody::Struct(object) => {
                    self.object(object, part);
                    objects += usize::from(untagged);
                    if buffered {
                        object
                            .fields
                            .iter()
                            .for_each(|field| self.keys(&field.ty, part));
                    }
                }
            }
        }
        if objects > 1 {
            self.hint(
                &UNTAGGED_OBJECTS,
                "",
                format!("{objects} variants are objects and no tag tells which is meant"),
            );
        }
    }

    fn object(&mut self, object: &Object, variant: &str) {
        for field in &object.fields {
            let part = match variant {
                "" => field.ident.clone(),
                variant => format!("{variant}.{}", field.ident),
            };
            self.ty(&field.ty, &part);
            if field.flatten {
                self.keys_inside(&field.ty, &part, 0);
            }
            for side in field.read.iter().chain(&field.write) {
                if side.name == "$ref"
                    || side.name.is_empty()
                    || OF_EVERY_OBJECT.contains(&side.name.as_str())
                {
                    self.hint(
                        &AWKWARD_NAME,
                        &part,
                        format!("the member `{}` is misread by some validators", side.name),
                    );
                }
            }
        }
    }

    fn ty(&mut self, ty: &Type, part: &str) {
        let mut wide = None;
        let mut bytes = false;
        let mut loose = Vec::new();
        let mut form = None;
        ty.visit(&mut |inner| {
            let c = &inner.constraints;
            match &inner.kind {
                Kind::Ref(id) => {
                    form = builtin::row_of(id).filter(|row| is_rust_form(row)).or(form);
                }
                Kind::Integer(int) => {
                    let limit = Number::from(9_007_199_254_740_991_i64);
                    let (low, high) = int.range();
                    let over = Number::from(high) > limit
                        && c.max.as_ref().is_none_or(|b| b.value > limit);
                    let under = Number::from(low) < limit.negated()
                        && c.min.as_ref().is_none_or(|b| b.value < limit.negated());
                    if (over || under) && c.one_of.is_none() && c.constant.is_none() {
                        wide = Some(int.name());
                    }
                }
                Kind::List(item) => {
                    bytes |=
                        item.kind == Kind::Integer(crate::Int::U8) && item.constraints.is_empty();
                }
                _ => {}
            }
            if let Some(pattern) = &c.pattern
                && let Ok(tree) = pattern::parse_tree(&pattern.written)
            {
                loose.extend(pattern::lints(&tree));
            }
        });
        if let Some(name) = wide {
            self.hint(
                &WIDE_INTEGER,
                part,
                format!(
                    "{name} may exceed 9007199254740991, the last integer JavaScript keeps exactly"
                ),
            );
        }
        if let Some(row) = form {
            self.hint(
                &RUST_FORM,
                part,
                format!(
                    "`{}` has a form that only Rust programs expect",
                    row.paths[0]
                ),
            );
        }
        if bytes {
            self.hint(
                &BYTES_AS_NUMBERS,
                part,
                "bytes are written as an array of numbers".to_owned(),
            );
        }
        for text in loose {
            self.hint(&LOOSE_PATTERN, part, text);
        }
    }

    /// Integer-keyed maps below a type, not through references.
    fn keys(&mut self, ty: &Type, part: &str) {
        let mut found = false;
        ty.visit(&mut |inner| {
            if let Kind::Map { key, .. } = &inner.kind {
                found |= matches!(key.kind, Kind::Integer(_));
            }
        });
        if found {
            self.hint(
                &BUFFERED_KEYS,
                part,
                "a map with integer keys never deserialises here".to_owned(),
            );
        }
    }

    /// The same for the fields of a flattened type.
    fn keys_inside(&mut self, ty: &Type, part: &str, depth: usize) {
        let model = self.model;
        if let (Kind::Ref(id), true) = (&ty.kind, depth < 16) {
            match model.types.get(id).map(|def| &def.shape) {
                Some(Shape::Object(object)) => object
                    .fields
                    .iter()
                    .for_each(|field| self.keys(&field.ty, part)),
                Some(Shape::Alias(inner)) => self.keys_inside(inner, part, depth + 1),
                _ => {}
            }
        }
    }

    /// Whether a type is an externally tagged enum, if it is an enum.
    fn enum_of(&self, ty: &Type) -> Option<bool> {
        let Kind::Ref(id) = &ty.kind else { return None };
        match &self.model.types.get(id)?.shape {
            Shape::Enum(all) => Some(all.tagging == Tagging::External),
            Shape::Alias(inner) if !matches!(&inner.kind, Kind::Ref(other) if other == id) => {
                self.enum_of(inner)
            }
            _ => None,
        }
    }

    fn is_object(&self, ty: &Type) -> bool {
        match &ty.kind {
            Kind::Map { .. } | Kind::AnyObject => true,
            Kind::Ref(id) => matches!(
                self.model.types.get(id).map(|def| &def.shape),
                Some(Shape::Object(_))
            ),
            _ => false,
        }
    }
}
