//! What an API offers: operations, what they take and what they answer.

use super::{Deprecation, Type, TypeId};

/// One API: a trait with `#[contractual::api]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Nominal identity of the trait.
    pub id: TypeId,
    /// Name of the trait.
    pub name: String,
    /// Major version: of the document and of the path prefix.
    pub major: u32,
    /// The whole version, such as `1.2.0`, where the source counts it; its first number is `major`.
    pub release: Option<String>,
    /// Title of the document, if it was set by hand.
    pub title: Option<String>,
    /// Doc comment of the trait.
    pub docs: String,
    /// URLs of servers, with a description each (may be empty).
    pub servers: Vec<(String, String)>,
    /// Tags with a description each (may be empty), in order of first use.
    pub tags: Vec<(String, String)>,
    /// In declaration order.
    pub operations: Vec<Operation>,
}

/// HTTP methods that an operation can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are HTTP's own")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
}

impl Method {
    /// All methods, in the order in which a path item lists them.
    pub const ALL: [Method; 7] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
    ];

    /// Lower case, as attributes and OpenAPI write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
        }
    }
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Operation id: the method's name.
    pub ident: String,
    /// HTTP method.
    pub method: Method,
    /// Path template, such as `/v1/jobs/{job_id}`.
    pub path: String,
    /// Tags.
    pub tags: Vec<String>,
    /// First paragraph of the doc comment, without its final stop.
    pub summary: String,
    /// The rest of the doc comment; empty if there is none.
    pub description: String,
    /// Parameters in declaration order.
    pub parameters: Vec<Parameter>,
    /// Type of the JSON request body.
    pub body: Option<Type>,
    /// Responses in ascending order of status.
    pub responses: Vec<Response>,
    /// True for `public`: no security (`security: []`).
    pub public: bool,
    /// Set if the operation is deprecated.
    pub deprecated: Option<Deprecation>,
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Rust name of the argument.
    pub ident: String,
    /// Name on the wire.
    pub name: String,
    /// Where it stands.
    pub place: ParameterPlace,
    /// Type of the value (not the option).
    pub ty: Type,
    /// True unless the argument is an option; always true in a path.
    pub required: bool,
    /// Description: the argument's doc comment, else that of its type.
    pub docs: String,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ParameterPlace {
    /// In the path template.
    Path,
    /// In the query.
    Query,
    /// In a request header.
    Header,
}

/// One response of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code, 100 to 599.
    pub status: u16,
    /// Name of the variant in the operation's response enum, such as `Accepted`.
    pub variant: String,
    /// What the answer means.
    pub description: String,
    /// Type of the JSON body, if there is one.
    pub body: Option<Type>,
    /// Response headers.
    pub headers: Vec<Header>,
}

/// One response header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Name as written.
    pub name: String,
    /// Type of the value.
    pub ty: Type,
    /// True if it is always sent.
    pub required: bool,
    /// What it says.
    pub description: String,
}
