//! One annotated Rust item *as written*: attributes parsed, names unresolved, no positions, no function bodies.
//!
//! The scanner makes it from source text and the derive from its own tokens, both with the same code (`contractual-syntax`);
//! [`Item::canonical`] and [`Item::digest`] are what they compare. What the item *means* once its names are resolved
//! is [`crate::lower`]'s business.

mod attributes;
mod code;
mod difference;
mod slots;
mod type_expr;

pub use attributes::{
    Allow, ContainerAttributes, DefaultExpr, DeprecatedAttribute, FieldAttributes, Limits, Names,
    Presence, RenameAll, RuleAttribute, SerdeContainer, SerdeField, SerdeVariant, TypeOrOpen,
    VariantAttributes,
};
pub use difference::Difference;
pub use slots::{FieldPlace, Slot, SlotPlace, SlotRole};
pub use type_expr::{ArgExpr, PathExpr, SegmentExpr, TypeError, TypeExpr};

use crate::code::{Code, CodeError};
use crate::contract::{Method, ParameterPlace};
use crate::digest::{self, Digest};
use crate::json;

/// One annotated item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Name, without `r#`.
    pub ident: String,
    /// Type and constant parameters, in order; lifetimes are dropped.
    pub generics: Vec<GenericParam>,
    /// Doc comment: the leading space of each line removed, line breaks kept.
    pub docs: String,
    /// The form.
    pub body: ItemBody,
}

/// A generic parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GenericParam {
    /// `T`, `T = Default`.
    Type {
        /// Name.
        ident: String,
        /// Default, if there is one.
        default: Option<TypeExpr>,
    },
    /// `const N: usize`.
    Const {
        /// Name.
        ident: String,
        /// Its type, as written.
        ty: TypeExpr,
        /// Default as written, if there is one.
        default: Option<String>,
    },
}

impl GenericParam {
    /// The name.
    pub fn ident(&self) -> &str {
        match self {
            Self::Type { ident, .. } | Self::Const { ident, .. } => ident,
        }
    }
}

/// The form of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemBody {
    /// A struct.
    Struct {
        /// Attributes of the struct.
        attributes: Box<ContainerAttributes>,
        /// Its fields.
        fields: FieldsItem,
    },
    /// An enum.
    Enum {
        /// Attributes of the enum.
        attributes: Box<ContainerAttributes>,
        /// Its variants in order.
        variants: Vec<VariantItem>,
    },
    /// A trait with `#[contractual::api]`.
    Api(Box<ApiItem>),
}

/// The fields of a struct or a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldsItem {
    /// `;`
    Unit,
    /// `(A, B)`: the names are `0`, `1`, ..
    Tuple(Vec<FieldItem>),
    /// `{ a: A, b: B }`
    Named(Vec<FieldItem>),
}

impl FieldsItem {
    /// The fields in order.
    pub fn all(&self) -> &[FieldItem] {
        match self {
            Self::Unit => &[],
            Self::Tuple(fields) | Self::Named(fields) => fields,
        }
    }
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldItem {
    /// Name without `r#`, or the index of a tuple field.
    pub ident: String,
    /// Type as written.
    pub ty: TypeExpr,
    /// Doc comment.
    pub docs: String,
    /// Attributes.
    pub attributes: FieldAttributes,
}

/// One variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantItem {
    /// Name without `r#`.
    pub ident: String,
    /// Doc comment.
    pub docs: String,
    /// Attributes.
    pub attributes: VariantAttributes,
    /// What it holds.
    pub fields: FieldsItem,
}

/// A trait with `#[contractual::api]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiItem {
    /// `version = 1`.
    pub version: Option<u32>,
    /// `version = "1.2.0"`: the whole version, where it is counted.
    pub release: Option<String>,
    /// `title = "..."`.
    pub title: Option<String>,
    /// `server = "url"` or `server(url = "..", description = "..")`: URL and description.
    pub servers: Vec<(String, String)>,
    /// `tag(name = "..", description = "..")`.
    pub tags: Vec<(String, String)>,
    /// Lints that are silenced.
    pub allow: Vec<Allow>,
    /// In order.
    pub operations: Vec<OperationItem>,
}

/// One method of an API trait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationItem {
    /// Method name: the operation id.
    pub ident: String,
    /// Doc comment.
    pub docs: String,
    /// HTTP method.
    pub method: Method,
    /// Path template.
    pub path: String,
    /// `tag = "..."`.
    pub tags: Vec<String>,
    /// `public`: no security.
    pub public: bool,
    /// `deprecated`.
    pub deprecated: Option<DeprecatedAttribute>,
    /// Arguments in order, without `self` and the body.
    pub parameters: Vec<ParameterItem>,
    /// Type of the argument `body` or of that marked `#[body]`.
    pub body: Option<TypeExpr>,
    /// In order of the attribute.
    pub responses: Vec<ResponseItem>,
    /// Name of the response enum: the declared return type.
    pub returns: String,
}

/// One argument of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterItem {
    /// Argument name.
    pub ident: String,
    /// Name on the wire, if it was given.
    pub name: Option<String>,
    /// Doc comment.
    pub docs: String,
    /// Where it stands.
    pub place: ParameterPlace,
    /// Type as written.
    pub ty: TypeExpr,
    /// Constraints.
    pub limits: Limits,
}

/// One `status => Type` of `#[responds(..)]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseItem {
    /// Status code.
    pub status: u16,
    /// Body type, if there is one.
    pub body: Option<TypeExpr>,
    /// What it means, if it was given.
    pub description: Option<String>,
    /// Variant name, if it was given.
    pub variant: Option<String>,
    /// Response headers.
    pub headers: Vec<HeaderItem>,
}

/// One response header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderItem {
    /// Name.
    pub name: String,
    /// Type.
    pub ty: TypeExpr,
    /// True if it is always sent.
    pub required: bool,
    /// What it says.
    pub description: String,
    /// Constraints.
    pub limits: Limits,
}

impl Item {
    /// The item on one line of JSON: equal exactly if the items are equal.
    pub fn canonical(&self) -> String {
        json::to_line(&self.encode())
    }

    /// The item of a canonical text.
    pub fn from_canonical(text: &str) -> Result<Self, CodeError> {
        let json = json::parse(text).map_err(|e| CodeError(e.to_string()))?;
        Self::decode(&json)
    }

    /// Digest of the canonical text.
    pub fn digest(&self) -> Digest {
        digest::of_bytes(self.canonical().as_bytes())
    }

    /// The contract name that the item gives, else its own; of a generic item, what the names of its instances start with.
    pub fn contract_name(&self) -> &str {
        let given = self
            .attributes()
            .and_then(|attributes| attributes.name.as_deref());
        given.unwrap_or(&self.ident)
    }

    /// True if the item, or that part of it, silences a lint.
    pub fn allows(&self, lint: &str, part: &str) -> bool {
        let has = |list: &[Allow]| list.iter().any(|allow| allow.lint == lint);
        match &self.body {
            ItemBody::Api(api) => has(&api.allow),
            ItemBody::Struct { attributes, fields } => {
                let field = fields.all().iter().find(|field| field.ident == part);
                has(&attributes.allow) || field.is_some_and(|field| has(&field.attributes.allow))
            }
            ItemBody::Enum {
                attributes,
                variants,
            } => {
                let (name, inner) = part.split_once('.').unwrap_or((part, ""));
                let variant = variants.iter().find(|variant| variant.ident == name);
                let field = variant.and_then(|v| v.fields.all().iter().find(|f| f.ident == inner));
                has(&attributes.allow)
                    || variant.is_some_and(|variant| has(&variant.attributes.allow))
                    || field.is_some_and(|field| has(&field.attributes.allow))
            }
        }
    }

    /// True if the item has type or constant parameters.
    pub fn is_generic(&self) -> bool {
        !self.generics.is_empty()
    }

    /// Attributes of a struct or an enum.
    pub fn attributes(&self) -> Option<&ContainerAttributes> {
        match &self.body {
            ItemBody::Struct { attributes, .. } | ItemBody::Enum { attributes, .. } => {
                Some(attributes)
            }
            ItemBody::Api(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Json, Number};
    use crate::naming::Case;

    fn sample() -> Item {
        let mut attributes = ContainerAttributes {
            version: Some(1),
            open: Some(TypeOrOpen::Any),
            ..ContainerAttributes::default()
        };
        attributes.serde.rename_all.serialize = Some(Case::Camel);
        attributes.serde.default = Some(DefaultExpr::Standard);
        attributes.examples = vec![Json::Null, Json::Array(vec![Json::Null])];
        let mut field = FieldAttributes {
            default: Some(Json::Array(Vec::new())),
            presence: Some(Presence::TriState),
            ..FieldAttributes::default()
        };
        field.limits.items = Some(Box::new(Limits {
            min: Number::parse("1.5"),
            constant: Some(Json::Null),
            ..Limits::default()
        }));
        Item {
            ident: "Page".into(),
            generics: vec![
                GenericParam::Type {
                    ident: "T".into(),
                    default: Some(TypeExpr::name("u8")),
                },
                GenericParam::Const {
                    ident: "N".into(),
                    ty: TypeExpr::name("usize"),
                    default: None,
                },
            ],
            docs: "A page\n\nof \"things\".".into(),
            body: ItemBody::Struct {
                attributes: Box::new(attributes),
                fields: FieldsItem::Named(vec![FieldItem {
                    ident: "items".into(),
                    ty: TypeExpr::parse("Vec<[T; N]>").unwrap(),
                    docs: String::new(),
                    attributes: field,
                }]),
            },
        }
    }

    #[test]
    fn canonical_text_reads_back_and_is_one_line() {
        let item = sample();
        let text = item.canonical();
        assert!(!text.contains('\n'));
        assert_eq!(Item::from_canonical(&text).unwrap(), item);
        let mut other = item.clone();
        other.docs.push('!');
        assert_ne!(other.digest(), item.digest());
    }

    #[test]
    fn null_defaults_are_kept() {
        let mut item = sample();
        if let ItemBody::Struct {
            fields: FieldsItem::Named(fields),
            ..
        } = &mut item.body
        {
            fields[0].attributes.default = Some(Json::Null);
        }
        let read = Item::from_canonical(&item.canonical()).unwrap();
        assert_eq!(read, item);
    }

    #[test]
    fn unknown_members_are_refused() {
        let text = sample().canonical().replacen("\"docs\"", "\"dosc\"", 1);
        assert_eq!(
            Item::from_canonical(&text).unwrap_err().0,
            "unknown member dosc"
        );
    }
}
