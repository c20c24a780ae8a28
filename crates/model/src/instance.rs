//! Instances of generic items: their nominal identity and their contract name. Shared by the scan and the runtime.

use crate::contract::{Kind, Type, TypeId};

/// An argument of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "a handful of them at a time")]
pub enum Argument {
    /// A type.
    Type(Type),
    /// A constant; a truth value is 0 or 1, a character its code point.
    Const(i128),
}

/// The nominal identity of an instance: `acme::Page<acme::Node>`; the path itself without arguments.
///
/// ```
/// use contractual_model::instance::{Argument, id};
/// use contractual_model::{Kind, Type};
/// let texts = Type::new(Kind::List(Box::new(Type::new(Kind::Text))));
/// let arguments = [Argument::Type(texts), Argument::Const(4)];
/// assert_eq!(id("acme::Frame", &arguments).0, "acme::Frame<List<Text>, 4>");
/// ```
pub fn id(path: &str, arguments: &[Argument]) -> TypeId {
    if arguments.is_empty() {
        return TypeId(path.to_owned());
    }
    let arguments: Vec<String> = arguments
        .iter()
        .map(|argument| match argument {
            Argument::Type(ty) => path_of(ty),
            Argument::Const(value) => value.to_string(),
        })
        .collect();
    TypeId(format!("{path}<{}>", arguments.join(", ")))
}

/// The contract name of an instance, legal as a component key: `PageOfNode`, `PageOfListOfNullableWindow`, `Frame4`,
/// `PairOfTextAndNode`. `named` gives the contract name of a type.
///
/// ```
/// use contractual_model::instance::{Argument, name};
/// use contractual_model::{Kind, Type};
/// let node = Type::new(Kind::Nullable(Box::new(Type::reference("acme::Node"))));
/// let list = Argument::Type(Type::new(Kind::List(Box::new(node))));
/// let named = |_: &_| Some("Node".to_owned());
/// assert_eq!(name("Page", &[list], &named), "PageOfListOfNullableNode");
/// assert_eq!(name("Frame", &[Argument::Const(4)], &named), "Frame4");
/// ```
pub fn name(
    base: &str,
    arguments: &[Argument],
    named: &dyn Fn(&TypeId) -> Option<String>,
) -> String {
    let mut out = base.to_owned();
    let mut first = true;
    for argument in arguments {
        match argument {
            Argument::Type(ty) => {
                out.push_str(if first { "Of" } else { "And" });
                out.push_str(&words(ty, named));
                first = false;
            }
            Argument::Const(value) if *value < 0 => {
                out.push_str("Minus");
                out.push_str(&value.unsigned_abs().to_string());
            }
            Argument::Const(value) => {
                // Two numbers side by side would read as one.
                if out.ends_with(|c: char| c.is_ascii_digit()) {
                    out.push('x');
                }
                out.push_str(&value.to_string());
            }
        }
    }
    out
}

/// A type in an identity.
fn path_of(ty: &Type) -> String {
    let of = |head: &str, inner: &Type| format!("{head}<{}>", path_of(inner));
    match &ty.kind {
        Kind::Ref(id) => id.0.clone(),
        Kind::Nullable(inner) => of("Nullable", inner),
        Kind::List(item) => of("List", item),
        Kind::Set(item) => of("Set", item),
        Kind::Array(item, length) => format!("Array<{}, {length}>", path_of(item)),
        Kind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(path_of).collect();
            format!("Tuple<{}>", items.join(", "))
        }
        Kind::Map { key, value } => format!("Map<{}, {}>", path_of(key), path_of(value)),
        _ => match (ty.constraints.format, &ty.constraints.pattern) {
            // Two patterned texts are two types.
            (None, Some(_)) => format!("{}:{:08x}", scalar(ty), short(ty)),
            _ if ty.constraints.min.is_some() => format!("NonZero<{}>", scalar(ty)),
            _ => scalar(ty),
        },
    }
}

/// A type in a name.
fn words(ty: &Type, named: &dyn Fn(&TypeId) -> Option<String>) -> String {
    match &ty.kind {
        Kind::Ref(id) => named(id).unwrap_or_else(|| {
            // Not described yet: the last step of the path, legal characters only.
            let path = id.0.split('<').next().unwrap_or(&id.0);
            path.rsplit("::").next().unwrap_or(path).to_owned()
        }),
        Kind::Nullable(inner) => format!("Nullable{}", words(inner, named)),
        Kind::List(item) => format!("ListOf{}", words(item, named)),
        Kind::Set(item) => format!("SetOf{}", words(item, named)),
        Kind::Array(item, length) => format!("Array{length}Of{}", words(item, named)),
        Kind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| words(item, named)).collect();
            format!("TupleOf{}", items.join("And"))
        }
        Kind::Map { key, value } => match key.kind {
            Kind::Text => format!("MapOf{}", words(value, named)),
            _ => format!("MapOf{}To{}", words(key, named), words(value, named)),
        },
        _ => scalar(ty),
    }
}

/// Types without parts; a written form has its own name.
fn scalar(ty: &Type) -> String {
    match &ty.kind {
        Kind::Null => "Null".to_owned(),
        Kind::Bool => "Bool".to_owned(),
        Kind::Integer(int) => int.name().to_ascii_uppercase(),
        Kind::Float { double: true } => "F64".to_owned(),
        Kind::Float { double: false } => "F32".to_owned(),
        Kind::Char => "Char".to_owned(),
        Kind::Any => "Any".to_owned(),
        Kind::AnyObject => "AnyObject".to_owned(),
        _ => match ty.constraints.format {
            Some(format) => crate::naming::Case::Pascal.field(&format.name().replace('-', "_")),
            None => "Text".to_owned(),
        },
    }
}

/// A type in Rust's spelling, for messages.
pub fn text(ty: &Type) -> String {
    let plain = match &ty.kind {
        Kind::Null => "()".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Integer(int) => int.name().to_owned(),
        Kind::Float { double } => if *double { "f64" } else { "f32" }.to_owned(),
        Kind::Char => "char".to_owned(),
        Kind::Text => "String".to_owned(),
        Kind::Any => "Value".to_owned(),
        Kind::AnyObject => "Object".to_owned(),
        Kind::Nullable(inner) => format!("Option<{}>", text(inner)),
        Kind::List(item) => format!("Vec<{}>", text(item)),
        Kind::Set(item) => format!("Set<{}>", text(item)),
        Kind::Array(item, length) => format!("[{}; {length}]", text(item)),
        Kind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("({},)", items.join(", "))
        }
        Kind::Map { key, value } => format!("Map<{}, {}>", text(key), text(value)),
        Kind::Ref(id) => id.0.clone(),
    };
    match (&ty.constraints.format, &ty.constraints.pattern) {
        (Some(format), _) => format!("{plain}:{}", format.name()),
        (None, Some(_)) => format!("{plain}:pattern"),
        (None, None) if ty.constraints.min.is_some() => format!("NonZero<{plain}>"),
        (None, None) => plain,
    }
}

/// Tells patterned texts of built-in types apart.
fn short(ty: &Type) -> u32 {
    let pattern = ty
        .constraints
        .pattern
        .as_ref()
        .map_or("", |p| p.common.as_str());
    u32::try_from(crate::digest::of_bytes(pattern.as_bytes()) >> 96).unwrap_or(u32::MAX)
}
