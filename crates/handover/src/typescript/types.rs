//! Types as far as a JSON value can have them (section 12.3).

use fancy_regex::Regex;

/// A literal type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    /// The digits as JSON writes them.
    Number(String),
    Bool(bool),
}

/// A type.
#[derive(Debug, Clone)]
pub(crate) enum Ty {
    /// `any`, `unknown`.
    Any,
    Never,
    Null,
    /// Absent.
    Undefined,
    Bool,
    Number,
    Text,
    /// `object`: anything with members or items.
    SomeObject,
    /// `{}`: anything but null.
    NotNull,
    Literal(Literal),
    /// Its text, and what matches.
    Template(String, Box<Regex>),
    Array(Box<Ty>),
    Tuple(Tuple),
    Object(Object),
    Union(Vec<Ty>),
    /// A declared type by its place in the table; recursion goes through here.
    Named(usize),
}

/// A tuple.
#[derive(Debug, Clone)]
pub(crate) struct Tuple {
    pub(crate) items: Vec<(Ty, bool)>,
    /// The rest, and how many items stand behind it.
    pub(crate) rest: Option<(Box<Ty>, Vec<Ty>)>,
}

/// A member of an object type.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) optional: bool,
}

/// An object type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object {
    pub(crate) members: Vec<Member>,
    /// Members of any name, or of names that are numbers.
    pub(crate) any_name: Option<Box<Ty>>,
    pub(crate) any_number: Option<Box<Ty>>,
}

/// The types of a file, and the one to fit.
#[derive(Debug)]
pub(crate) struct Types {
    /// Text and meaning of each named type.
    pub(crate) table: Vec<(String, Option<Ty>)>,
    pub(crate) root: Ty,
    /// Its name.
    pub(crate) name: String,
}

impl Types {
    /// The type behind names.
    pub(crate) fn resolve<'a>(&'a self, ty: &'a Ty) -> &'a Ty {
        resolve(&self.table, ty)
    }
}

pub(super) fn resolve<'a>(table: &'a [(String, Option<Ty>)], ty: &'a Ty) -> &'a Ty {
    let mut ty = ty;
    for _ in 0..64 {
        match ty {
            Ty::Named(at) => match &table[*at].1 {
                Some(inner) => ty = inner,
                None => return &Ty::Never,
            },
            other => return other,
        }
    }
    &Ty::Never
}
