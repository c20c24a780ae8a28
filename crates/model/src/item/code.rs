//! The JSON form of items: what their canonical text is made of.

use super::attributes::{
    Allow, ContainerAttributes, DefaultExpr, DeprecatedAttribute, FieldAttributes, Limits, Names,
    Presence, RenameAll, RuleAttribute, SerdeContainer, SerdeField, SerdeVariant, TypeOrOpen,
    VariantAttributes,
};
use super::{
    ApiItem, FieldItem, FieldsItem, GenericParam, HeaderItem, Item, ItemBody, OperationItem,
    ParameterItem, ResponseItem, TypeExpr, VariantItem,
};
use crate::code::{Code, CodeError, choice, chosen, optional_record, record, words, wrong};
use crate::constraint::Format;
use crate::contract::{Method, ParameterPlace};
use crate::json::Json;
use crate::naming::Case;

record!(Item {
    #[name = "item"]
    ident,
    generics,
    docs,
    body
});
record!(FieldItem {
    #[name = "field"]
    ident,
    #[name = "type"]
    ty,
    docs,
    attributes
});
record!(VariantItem {
    #[name = "variant"]
    ident,
    docs,
    attributes,
    fields
});
record!(ApiItem {
    version,
    release,
    title,
    servers,
    tags,
    allow,
    operations
});
record!(OperationItem {
    #[name = "operation"]
    ident,
    docs,
    method,
    path,
    tags,
    public,
    deprecated,
    parameters,
    body,
    responses,
    returns
});
record!(ParameterItem {
    #[name = "parameter"]
    ident,
    name,
    docs,
    #[name = "in"]
    place,
    #[name = "type"]
    ty,
    limits
});
record!(ResponseItem {
    status,
    body,
    description,
    variant,
    headers
});
record!(HeaderItem {
    #[name = "header"]
    name,
    #[name = "type"]
    ty,
    required,
    description,
    limits
});
record!(Allow { lint, reason });
record!(RuleAttribute {
    name,
    expr,
    message
});
record!(DeprecatedAttribute { note, sunset });

optional_record!(ContainerAttributes {
    serde,
    name,
    version,
    release,
    entity,
    id,
    handover,
    title,
    schema_version,
    open,
    wire,
    limits,
    rules,
    examples,
    deprecated,
    late,
    export,
    allow,
});
optional_record!(FieldAttributes {
    serde,
    limits,
    presence,
    default,
    wire,
    open,
    examples,
    deprecated,
    read_only,
    write_only,
    allow,
});
optional_record!(VariantAttributes {
    serde,
    limits,
    wire,
    deprecated,
    allow,
});
optional_record!(Limits {
    min,
    max,
    exclusive_min,
    exclusive_max,
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
    items,
    key,
    value,
});
optional_record!(SerdeContainer {
    rename,
    rename_all,
    rename_all_fields,
    deny_unknown_fields,
    tag,
    content,
    untagged,
    default,
    transparent,
    from,
    try_from,
    into,
    remote,
});
optional_record!(SerdeField {
    rename,
    aliases,
    default,
    flatten,
    skip_serializing,
    skip_deserializing,
    skip_serializing_if,
    serialize_with,
    deserialize_with,
    getter,
});
optional_record!(SerdeVariant {
    rename,
    aliases,
    rename_all,
    skip_serializing,
    skip_deserializing,
    other,
    untagged,
    serialize_with,
    deserialize_with,
});
optional_record!(Names {
    serialize,
    deserialize
});
optional_record!(RenameAll {
    serialize,
    deserialize
});

words!(Presence {
    Optional = "optional",
    Nullable = "nullable",
    TriState = "tri_state",
});
words!(Method {
    Get = "get",
    Put = "put",
    Post = "post",
    Delete = "delete",
    Options = "options",
    Head = "head",
    Patch = "patch",
});
words!(ParameterPlace {
    Path = "path",
    Query = "query",
    Header = "header",
});

impl Code for Format {
    fn encode(&self) -> Json {
        self.name().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        json.as_str()
            .and_then(Self::from_name)
            .map_or_else(|| wrong("the name of a format", json), Ok)
    }
}

impl Code for Case {
    fn encode(&self) -> Json {
        self.name().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        json.as_str()
            .and_then(Self::from_name)
            .map_or_else(|| wrong("the name of a case rule", json), Ok)
    }
}

impl Code for TypeExpr {
    fn encode(&self) -> Json {
        self.to_string().into()
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        Self::parse(&String::decode(json)?).map_err(|e| CodeError(e.message))
    }
}

impl Code for TypeOrOpen {
    fn encode(&self) -> Json {
        match self {
            Self::Any => true.into(),
            Self::Of(ty) => ty.encode(),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        match json {
            Json::Bool(true) => Ok(Self::Any),
            json => TypeExpr::decode(json).map(Self::Of),
        }
    }
}

impl Code for DefaultExpr {
    fn encode(&self) -> Json {
        match self {
            Self::Standard => true.into(),
            Self::Path(path) => path.encode(),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        match json {
            Json::Bool(true) => Ok(Self::Standard),
            json => String::decode(json).map(Self::Path),
        }
    }
}

/// A parameter as an object: `{"type": "T", "default": "X"}`.
impl Code for GenericParam {
    fn encode(&self) -> Json {
        let mut members = Vec::new();
        match self {
            Self::Type { ident, default } => {
                crate::code::put(&mut members, "parameter", ident);
                crate::code::put(&mut members, "default", default);
            }
            Self::Const { ident, ty, default } => {
                crate::code::put(&mut members, "constant", ident);
                crate::code::put(&mut members, "type", ty);
                crate::code::put(&mut members, "default", default);
            }
        }
        Json::Object(members)
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        use crate::code::take;
        crate::code::members(json, &["parameter", "constant", "type", "default"])?;
        if json.get("constant").is_some() {
            return Ok(Self::Const {
                ident: take(json, "constant")?,
                ty: take(json, "type")?,
                default: take(json, "default")?,
            });
        }
        Ok(Self::Type {
            ident: take(json, "parameter")?,
            default: take(json, "default")?,
        })
    }
}

impl Code for FieldsItem {
    fn encode(&self) -> Json {
        match self {
            Self::Unit => Json::Null,
            Self::Tuple(fields) => chosen("tuple", fields.encode()),
            Self::Named(fields) => chosen("named", fields.encode()),
        }
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        if *json == Json::Null {
            return Ok(Self::Unit);
        }
        match choice(json)? {
            ("tuple", fields) => Vec::decode(fields).map(Self::Tuple),
            ("named", fields) => Vec::decode(fields).map(Self::Named),
            _ => wrong("tuple or named", json),
        }
    }
    fn usual() -> Option<Self> {
        Some(Self::Unit)
    }
    fn is_usual(&self) -> bool {
        *self == Self::Unit
    }
}

impl Code for ItemBody {
    fn encode(&self) -> Json {
        let mut members = Vec::new();
        match self {
            Self::Struct { attributes, fields } => {
                crate::code::put(&mut members, "attributes", attributes);
                members.push(("struct".to_owned(), fields.encode()));
            }
            Self::Enum {
                attributes,
                variants,
            } => {
                crate::code::put(&mut members, "attributes", attributes);
                members.push(("enum".to_owned(), variants.encode()));
            }
            Self::Api(api) => members.push(("api".to_owned(), api.encode())),
        }
        Json::Object(members)
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        use crate::code::take;
        crate::code::members(json, &["attributes", "struct", "enum", "api"])?;
        if let Some(fields) = json.get("struct") {
            return Ok(Self::Struct {
                attributes: take(json, "attributes")?,
                fields: FieldsItem::decode(fields)?,
            });
        }
        if let Some(variants) = json.get("enum") {
            return Ok(Self::Enum {
                attributes: take(json, "attributes")?,
                variants: Vec::decode(variants)?,
            });
        }
        match json.get("api") {
            Some(api) => Box::decode(api).map(Self::Api),
            None => wrong("struct, enum or api", json),
        }
    }
}
