//! Types as written: paths with arguments, tuples, arrays, slices, references. Lifetimes are dropped: they mean nothing on the wire.

use std::fmt;

/// How deep types may stand inside each other.
const MAX_DEPTH: usize = 64;

/// A type as written, with unresolved names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeExpr {
    /// `a::b::C<D>`.
    Path(PathExpr),
    /// `(A, B)`, `()`.
    Tuple(Vec<TypeExpr>),
    /// `[T; N]`; the length as written.
    Array(Box<TypeExpr>, String),
    /// `[T]`.
    Slice(Box<TypeExpr>),
    /// `&T`, `&mut T`.
    Reference(Box<TypeExpr>),
    /// Anything else, as text: never a contract type.
    Other(String),
}

/// A path as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PathExpr {
    /// True for a leading `::`.
    pub global: bool,
    /// Never empty.
    pub segments: Vec<SegmentExpr>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SegmentExpr {
    /// Without `r#`.
    pub ident: String,
    /// Type and constant arguments.
    pub args: Vec<ArgExpr>,
}

/// An argument of a path segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ArgExpr {
    /// A type, or the name of a constant, which cannot be told apart without resolution.
    Type(TypeExpr),
    /// A literal or a block, as written.
    Const(String),
}

impl TypeExpr {
    /// A path of one segment without arguments.
    pub fn name(ident: &str) -> Self {
        Self::Path(PathExpr {
            global: false,
            segments: vec![SegmentExpr {
                ident: ident.to_owned(),
                args: Vec::new(),
            }],
        })
    }

    /// The name, if this is a path of one segment without arguments.
    pub fn as_name(&self) -> Option<&str> {
        match self {
            Self::Path(path) => path.as_name(),
            _ => None,
        }
    }

    /// Reads a type from its text; `Err` says what is wrong and at which byte.
    ///
    /// ```
    /// use contractual_model::item::TypeExpr;
    /// let written = "std::collections::BTreeMap<String, Option<[u8; 4]>>";
    /// assert_eq!(TypeExpr::parse(written).unwrap().to_string(), written);
    /// ```
    pub fn parse(text: &str) -> Result<Self, TypeError> {
        let mut reader = Reader { text, at: 0 };
        let found = reader.ty(0)?;
        reader.space();
        if reader.at < text.len() {
            return reader.fail("the type ends here, but more text follows");
        }
        Ok(found)
    }
}

impl PathExpr {
    /// The name, if this is one segment without arguments.
    pub fn as_name(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [only] if only.args.is_empty() && !self.global => Some(&only.ident),
            _ => None,
        }
    }
}

impl fmt::Display for TypeExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => path.fmt(f),
            Self::Tuple(items) => {
                f.write_str("(")?;
                list(items, f)?;
                f.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
            Self::Array(item, length) => write!(f, "[{item}; {length}]"),
            Self::Slice(item) => write!(f, "[{item}]"),
            Self::Reference(to) => write!(f, "&{to}"),
            Self::Other(text) => write!(f, "`{}`", text.replace('`', "'")),
        }
    }
}

impl fmt::Display for PathExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            if at > 0 || self.global {
                f.write_str("::")?;
            }
            f.write_str(&segment.ident)?;
            if !segment.args.is_empty() {
                f.write_str("<")?;
                list(&segment.args, f)?;
                f.write_str(">")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for ArgExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(ty) => ty.fmt(f),
            Self::Const(text) => f.write_str(text),
        }
    }
}

fn list<T: fmt::Display>(items: &[T], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        item.fmt(f)?;
    }
    Ok(())
}

/// Why a text is no type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeError {
    /// What is wrong.
    pub message: String,
    /// Byte offset.
    pub offset: usize,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TypeError {}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn fail<T>(&self, message: impl Into<String>) -> Result<T, TypeError> {
        Err(TypeError {
            message: message.into(),
            offset: self.at,
        })
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), TypeError> {
        if self.eat(token) {
            return Ok(());
        }
        self.fail(format!("expected `{token}`"))
    }

    fn ident(&mut self) -> Option<String> {
        self.space();
        let rest = self.rest();
        let rest = rest.strip_prefix("r#").unwrap_or(rest);
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        if end == 0 || rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let found = rest[..end].to_owned();
        self.at = self.text.len() - rest.len() + end;
        Some(found)
    }

    /// Text up to one of the closing characters outside of brackets, trimmed.
    fn raw(&mut self, closing: &[char]) -> Result<String, TypeError> {
        self.space();
        let mut depth = 0_usize;
        for (at, c) in self.rest().char_indices() {
            if depth == 0 && closing.contains(&c) {
                let found = self.rest()[..at].trim().to_owned();
                self.at += at;
                return Ok(found);
            }
            match c {
                '{' | '(' | '[' | '<' => depth += 1,
                '}' | ')' | ']' | '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.fail(format!("expected `{}`", closing[0]))
    }

    fn ty(&mut self, depth: usize) -> Result<TypeExpr, TypeError> {
        if depth > MAX_DEPTH {
            return self.fail(format!("types may be nested {MAX_DEPTH} deep at most"));
        }
        if self.eat("(") {
            let mut items = Vec::new();
            let mut comma = true;
            while !self.eat(")") {
                if !comma {
                    return self.fail("expected `,` or `)`");
                }
                items.push(self.ty(depth + 1)?);
                comma = self.eat(",");
            }
            let plain = items.len() == 1 && !comma;
            return Ok(match items.pop() {
                Some(only) if plain => only,
                last => TypeExpr::Tuple(items.into_iter().chain(last).collect()),
            });
        }
        if self.eat("[") {
            let item = Box::new(self.ty(depth + 1)?);
            if self.eat(";") {
                let length = self.raw(&[']'])?;
                self.expect("]")?;
                return Ok(TypeExpr::Array(item, length));
            }
            self.expect("]")?;
            return Ok(TypeExpr::Slice(item));
        }
        if self.eat("&") {
            if self.eat("'") {
                self.ident();
            }
            let before = self.at;
            if self.ident().as_deref() != Some("mut") {
                self.at = before;
            }
            return Ok(TypeExpr::Reference(Box::new(self.ty(depth + 1)?)));
        }
        if self.eat("`") {
            let Some(end) = self.rest().find('`') else {
                return self.fail("expected a closing backtick");
            };
            let text = self.rest()[..end].to_owned();
            self.at += end + 1;
            return Ok(TypeExpr::Other(text));
        }
        self.path(depth).map(TypeExpr::Path)
    }

    fn path(&mut self, depth: usize) -> Result<PathExpr, TypeError> {
        let mut path = PathExpr {
            global: self.eat("::"),
            segments: Vec::new(),
        };
        loop {
            let Some(ident) = self.ident() else {
                return self.fail("expected a type");
            };
            let mut args = Vec::new();
            let turbofish = self.rest().trim_start().starts_with("::<") && self.eat("::");
            if self.eat("<") {
                while !self.eat(">") {
                    if let Some(arg) = self.arg(depth + 1)? {
                        args.push(arg);
                    }
                    if !self.eat(",") {
                        self.expect(">")?;
                        break;
                    }
                }
            } else if turbofish {
                return self.fail("expected `<`");
            }
            path.segments.push(SegmentExpr { ident, args });
            if !self.eat("::") {
                return Ok(path);
            }
        }
    }

    fn arg(&mut self, depth: usize) -> Result<Option<ArgExpr>, TypeError> {
        self.space();
        if self.eat("'") {
            self.ident();
            return Ok(None);
        }
        let constant = |c: char| c.is_ascii_digit() || matches!(c, '-' | '{' | '"' | '\'');
        if self.rest().starts_with(constant) {
            return self.raw(&[',', '>']).map(ArgExpr::Const).map(Some);
        }
        self.ty(depth).map(ArgExpr::Type).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_types_read_back() {
        for written in [
            "u8",
            "()",
            "(u8,)",
            "(u8, String)",
            "::std::vec::Vec<[Option<T>; N]>",
            "&[u8]",
            "Frame<4, {N + 1}>",
            "`<Self as Trait>::A`",
        ] {
            let read = TypeExpr::parse(written).unwrap_or_else(|e| panic!("{written}: {e}"));
            assert_eq!(read.to_string(), written);
        }
        let cow = TypeExpr::parse("Cow<'a, str>").unwrap();
        assert_eq!(cow.to_string(), "Cow<str>");
        assert_eq!(TypeExpr::parse("Vec::<u8>").unwrap().to_string(), "Vec<u8>");
        assert_eq!(TypeExpr::parse("&'a mut T").unwrap().to_string(), "&T");
    }

    #[test]
    fn what_is_no_type_is_told() {
        assert_eq!(
            TypeExpr::parse("Vec<u8").unwrap_err().message,
            "expected `>`"
        );
        assert_eq!(TypeExpr::parse("").unwrap_err().message, "expected a type");
        assert_eq!(TypeExpr::parse("u8 u8").unwrap_err().offset, 3);
        assert!(TypeExpr::parse(&"[".repeat(1000)).is_err());
    }
}
