//! The model file: a model as JSON text and back, for dependents and tests.
//!
//! The file has its own format number. A reader refuses other formats; within one format unknown members are refused, so that a
//! model is never read as less than it says.

mod lines;

use std::fmt;
use std::fmt::Write as _;

use crate::code::{Code, CodeError, choice, chosen, optional_record, record, words, wrong};
use crate::constraint::{Bound, Constraints, Pattern};
use crate::contract::{
    Additional, Api, Deprecation, Enum, Field, FieldSide, Header, Int, Kind, Model, Object,
    Operation, Parameter, Response, Shape, Tagging, Type, TypeDef, TypeId, Variant, VariantBody,
};
use crate::json::{self, Json};
use crate::rule::{self, Rule};

pub use lines::{Line, Lines, digests, lines, lines_beside};

/// Number of the format.
pub const FORMAT: u64 = 1;

/// Why a text is no model of this format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelError {
    /// What is wrong.
    pub message: String,
    /// Line and column of a text that is no JSON.
    pub at: Option<(u32, u32)>,
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some((line, column)) => write!(f, "{line}:{column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ModelError {}

/// The model as text: JSON with one type or API per line, and a final line feed; equal models give equal bytes.
///
/// ```
/// use contractual_model::{Model, codec};
/// let text = codec::write(&Model::default());
/// assert_eq!(codec::read(&text)?, Model::default());
/// # Ok::<(), codec::ModelError>(())
/// ```
pub fn write(model: &Model) -> String {
    text(model, &lines(model), &[])
}

fn text(model: &Model, lines: &Lines, head: &[(&str, &str)]) -> String {
    let mut out = format!("{{\n  \"contractual_model\": {FORMAT}");
    for (name, value) in head {
        let value = json::to_line(&(*value).into());
        // Writing to a String cannot fail.
        let _ = write!(out, ",\n  \"{name}\": {value}");
    }
    out.push_str(",\n  \"types\": [");
    list(&mut out, lines.0.values().map(|line| line.text.as_str()));
    out.push_str("],\n  \"apis\": [");
    let apis: Vec<String> = model
        .apis
        .iter()
        .map(|api| json::to_line(&api.encode()))
        .collect();
    list(&mut out, apis.iter().map(String::as_str));
    out.push_str("]\n}\n");
    out
}

fn list<'a>(out: &mut String, lines: impl Iterator<Item = &'a str>) {
    let mut any = false;
    for line in lines {
        out.push_str(if any { ",\n    " } else { "\n    " });
        out.push_str(line);
        any = true;
    }
    if any {
        out.push_str("\n  ");
    }
}

/// A model with the crate that it is of: what a crate hands to those that depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Name of the package.
    pub package: String,
    /// Name of its library crate as rustc has it: the first step of its types' identities.
    pub crate_name: String,
    /// Its types and those of other crates that they refer to.
    pub model: Model,
}

impl Published {
    /// The text of the file.
    ///
    /// ```
    /// use contractual_model::codec::Published;
    /// let published = Published { package: "acme-types".into(), crate_name: "acme_types".into(), ..Published::default() };
    /// assert_eq!(Published::read(&published.write())?, published);
    /// # Ok::<(), contractual_model::codec::ModelError>(())
    /// ```
    pub fn write(&self) -> String {
        write_published(
            &self.package,
            &self.crate_name,
            &self.model,
            &lines(&self.model),
        )
    }

    /// What a text says.
    ///
    /// # Errors
    /// As [`read`], or the text does not say which crate it is of.
    pub fn read(text: &str) -> Result<Self, ModelError> {
        let json = parse(text)?;
        let model = of_json(&json)?;
        let word = |name: &str| {
            let found = json.get(name).and_then(Json::as_str).map(str::to_owned);
            found.ok_or_else(|| ModelError {
                message: format!("the model does not say its {name}"),
                at: None,
            })
        };
        Ok(Self {
            package: word("package")?,
            crate_name: word("crate")?,
            model,
        })
    }
}

/// What [`Published::write`] gives, of parts: `lines` are those of the model.
pub fn write_published(package: &str, crate_name: &str, model: &Model, lines: &Lines) -> String {
    text(model, lines, &[("package", package), ("crate", crate_name)])
}

/// A definition as text of one line: equal definitions give equal bytes, and others do not.
pub fn write_type(def: &TypeDef) -> String {
    json::to_line(&def.encode())
}

/// The model of a text.
///
/// # Errors
/// A text that is no JSON, is of another format, or does not say a model.
pub fn read(text: &str) -> Result<Model, ModelError> {
    of_json(&parse(text)?)
}

fn parse(text: &str) -> Result<Json, ModelError> {
    json::parse(text).map_err(|error| ModelError {
        at: Some((error.line, error.column)),
        message: error.message,
    })
}

fn of_json(json: &Json) -> Result<Model, ModelError> {
    let fail = |message: String| ModelError { message, at: None };
    match json
        .get("contractual_model")
        .and_then(Json::as_number)
        .and_then(json::Number::as_u64)
    {
        Some(FORMAT) => {}
        Some(other) => {
            return Err(fail(format!(
                "the model has format {other}, and this version reads format {FORMAT}; build both crates with one version of contractual"
            )));
        }
        None => {
            return Err(fail(
                "no model: the member contractual_model is missing".into(),
            ));
        }
    }
    let types: Vec<TypeDef> = crate::code::take(json, "types").map_err(|e| fail(e.0))?;
    let apis = crate::code::take(json, "apis").map_err(|e| fail(e.0))?;
    Ok(Model {
        types: types.into_iter().map(|def| (def.id.clone(), def)).collect(),
        apis,
    })
}

record!(TypeDef {
    id,
    name,
    major,
    release,
    entity,
    handover,
    schema_id,
    title,
    docs,
    deprecated,
    examples,
    shape,
    written,
    rules
});
record!(Field {
    ident,
    read,
    write,
    aliases,
    #[name = "type"]
    ty,
    default,
    tri_state,
    flatten,
    docs,
    deprecated,
    read_only,
    write_only,
    examples
});
record!(FieldSide {
    name,
    required,
    nullable
});
record!(Deprecation { note, sunset });
record!(Object {
    fields,
    additional,
    constraints
});
record!(Enum { tagging, variants });
record!(Variant {
    ident,
    read,
    write,
    aliases,
    other,
    untagged,
    body,
    docs,
    deprecated
});
record!(Type { kind, constraints });
record!(Bound { value, exclusive });
record!(Pattern {
    written,
    common,
    guarded
});
record!(Rule {
    name,
    expr,
    message
});
record!(Api {
    id,
    name,
    major,
    release,
    title,
    docs,
    servers,
    tags,
    operations
});
record!(Operation {
    ident,
    method,
    path,
    tags,
    summary,
    description,
    parameters,
    body,
    responses,
    public,
    deprecated
});
record!(Parameter {
    ident,
    name,
    #[name = "in"]
    place,
    #[name = "type"]
    ty,
    required,
    docs
});
record!(Response {
    status,
    variant,
    description,
    body,
    headers
});
record!(Header {
    name,
    #[name = "type"]
    ty,
    required,
    description
});
optional_record!(Constraints {
    min,
    max,
    multiple_of,
    min_length,
    max_length,
    pattern,
    format,
    min_items,
    max_items,
    unique,
    min_properties,
    max_properties,
    constant,
    one_of,
});
words!(Int {
    U8 = "u8",
    U16 = "u16",
    U32 = "u32",
    U64 = "u64",
    Usize = "usize",
    I8 = "i8",
    I16 = "i16",
    I32 = "i32",
    I64 = "i64",
    Isize = "isize",
});

impl Code for TypeId {
    fn encode(&self) -> Json {
        self.0.as_str().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        String::decode(json).map(Self)
    }
}

/// An expression as text.
impl Code for rule::Expr {
    fn encode(&self) -> Json {
        self.to_string().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        rule::parse(&String::decode(json)?).map_err(|e| CodeError(e.message))
    }
}

impl Code for Shape {
    fn encode(&self) -> Json {
        match self {
            Self::Alias(ty) => chosen("alias", ty.encode()),
            Self::Object(object) => chosen("object", object.encode()),
            Self::Enum(all) => chosen("enum", all.encode()),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        match choice(json)? {
            ("alias", inner) => Type::decode(inner).map(Self::Alias),
            ("object", inner) => Object::decode(inner).map(Self::Object),
            ("enum", inner) => Enum::decode(inner).map(Self::Enum),
            _ => wrong("alias, object or enum", json),
        }
    }
}

impl Code for Additional {
    fn encode(&self) -> Json {
        match self {
            Self::Closed => false.into(),
            Self::Open => true.into(),
            Self::Typed(ty) => ty.encode(),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        match json {
            Json::Bool(false) => Ok(Self::Closed),
            Json::Bool(true) => Ok(Self::Open),
            json => Box::decode(json).map(Self::Typed),
        }
    }
    fn usual() -> Option<Self> {
        Some(Self::Closed)
    }
    fn is_usual(&self) -> bool {
        *self == Self::Closed
    }
}

impl Code for Tagging {
    fn encode(&self) -> Json {
        match self {
            Self::External => "external".into(),
            Self::Untagged => "untagged".into(),
            Self::Internal { tag } => chosen("tag", tag.encode()),
            Self::Adjacent { tag, content } => Json::Object(vec![
                ("tag".to_owned(), tag.encode()),
                ("content".to_owned(), content.encode()),
            ]),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        match (json.as_str(), text("tag"), text("content")) {
            (Some("external"), ..) => Ok(Self::External),
            (Some("untagged"), ..) => Ok(Self::Untagged),
            (None, Some(tag), Some(content)) => Ok(Self::Adjacent { tag, content }),
            (None, Some(tag), None) => Ok(Self::Internal { tag }),
            _ => wrong("a tagging", json),
        }
    }
}

impl Code for VariantBody {
    fn encode(&self) -> Json {
        match self {
            Self::Unit => Json::Null,
            Self::Newtype(ty) => chosen("newtype", ty.encode()),
            Self::Tuple(items) => chosen("tuple", items.encode()),
            Self::Struct(object) => chosen("object", object.encode()),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        if *json == Json::Null {
            return Ok(Self::Unit);
        }
        match choice(json)? {
            ("newtype", inner) => Type::decode(inner).map(Self::Newtype),
            ("tuple", inner) => Vec::decode(inner).map(Self::Tuple),
            ("object", inner) => Object::decode(inner).map(Self::Struct),
            _ => wrong("newtype, tuple or object", json),
        }
    }
    fn usual() -> Option<Self> {
        Some(Self::Unit)
    }
    fn is_usual(&self) -> bool {
        *self == Self::Unit
    }
}

impl Code for Kind {
    fn encode(&self) -> Json {
        match self {
            Self::Null => "null".into(),
            Self::Bool => "bool".into(),
            Self::Integer(int) => int.encode(),
            Self::Float { double: false } => "f32".into(),
            Self::Float { double: true } => "f64".into(),
            Self::Char => "char".into(),
            Self::Text => "text".into(),
            Self::Any => "any".into(),
            Self::AnyObject => "any_object".into(),
            Self::Nullable(inner) => chosen("nullable", inner.encode()),
            Self::List(item) => chosen("list", item.encode()),
            Self::Set(item) => chosen("set", item.encode()),
            Self::Array(item, length) => {
                chosen("array", Json::Array(vec![item.encode(), length.encode()]))
            }
            Self::Tuple(items) => chosen("tuple", items.encode()),
            Self::Map { key, value } => {
                chosen("map", Json::Array(vec![key.encode(), value.encode()]))
            }
            Self::Ref(id) => chosen("ref", id.encode()),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        if let Some(word) = json.as_str() {
            return match word {
                "null" => Ok(Self::Null),
                "bool" => Ok(Self::Bool),
                "f32" => Ok(Self::Float { double: false }),
                "f64" => Ok(Self::Float { double: true }),
                "char" => Ok(Self::Char),
                "text" => Ok(Self::Text),
                "any" => Ok(Self::Any),
                "any_object" => Ok(Self::AnyObject),
                _ => Int::decode(json).map(Self::Integer),
            };
        }
        match choice(json)? {
            ("nullable", inner) => Box::decode(inner).map(Self::Nullable),
            ("list", inner) => Box::decode(inner).map(Self::List),
            ("set", inner) => Box::decode(inner).map(Self::Set),
            ("array", inner) => {
                let (item, length) = <(Box<Type>, u64)>::decode(inner)?;
                Ok(Self::Array(item, length))
            }
            ("tuple", inner) => Vec::decode(inner).map(Self::Tuple),
            ("map", inner) => {
                let (key, value) = <(Box<Type>, Box<Type>)>::decode(inner)?;
                Ok(Self::Map { key, value })
            }
            ("ref", inner) => TypeId::decode(inner).map(Self::Ref),
            _ => wrong("a kind of type", json),
        }
    }
}
