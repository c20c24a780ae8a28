//! The skeleton of a file: where its items are, without reading what is inside.
//!
//! A user's sources are mostly not contracts, so bodies are skipped at the speed of a byte loop. The lexical steps are those of
//! `contractual_syntax::lex`, so comments and literals end where the parser of items sees them end. Compared with
//! `syn::parse_file` over the registry cache in `tests/skeleton.rs`.

mod cursor;
pub(crate) mod known;

use std::ops::Range;

use contractual_syntax::lex::{Blank, Kind, skip_blank};

/// One item of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawItem {
    /// What it is.
    pub kind: RawKind,
    /// Its name, where it has one; of an `impl`, empty.
    pub name: String,
    /// Attributes and doc comments in front of it.
    pub attributes: Range<usize>,
    /// The item without its attributes, up to its last byte.
    pub range: Range<usize>,
    /// Inside of its braces or brackets, if it has any.
    pub body: Option<Range<usize>>,
    /// True if any `pub` stands in front.
    pub public: bool,
}

/// Kinds of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are Rust's own")]
pub enum RawKind {
    Mod,
    Use,
    TypeAlias,
    Struct,
    Enum,
    Union,
    Trait,
    Fn,
    Const,
    Static,
    Impl,
    ExternCrate,
    ExternBlock,
    /// `macro_rules! name { .. }`
    MacroRules,
    /// `name! { .. }`: the name is that of the macro.
    MacroCall,
}

impl RawKind {
    const ALL: [Self; 15] = [
        Self::Mod,
        Self::Use,
        Self::TypeAlias,
        Self::Struct,
        Self::Enum,
        Self::Union,
        Self::Trait,
        Self::Fn,
        Self::Const,
        Self::Static,
        Self::Impl,
        Self::ExternCrate,
        Self::ExternBlock,
        Self::MacroRules,
        Self::MacroCall,
    ];

    /// The kind of that letter.
    pub(crate) fn of_letter(letter: char) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.letter() == letter)
    }

    /// A letter for each.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Mod => 'm',
            Self::Use => 'u',
            Self::TypeAlias => 'y',
            Self::Struct => 's',
            Self::Enum => 'e',
            Self::Union => 'n',
            Self::Trait => 't',
            Self::Fn => 'f',
            Self::Const => 'c',
            Self::Static => 'a',
            Self::Impl => 'i',
            Self::ExternCrate => 'x',
            Self::ExternBlock => 'b',
            Self::MacroRules => 'r',
            Self::MacroCall => 'l',
        }
    }
}

/// Why a text has no skeleton.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkeletonError {
    /// What is wrong.
    pub message: &'static str,
    /// Byte offset.
    pub offset: usize,
}

/// The items of a module whose inside is `range`.
pub fn items(text: &str, range: Range<usize>) -> Result<Vec<RawItem>, SkeletonError> {
    let mut reader = Reader {
        text: &text[..range.end],
        at: range.start,
        items_only: true,
    };
    if range.start == 0 && text.starts_with("#!") && !text[2..].trim_start().starts_with('[') {
        reader.at = text.find('\n').unwrap_or(text.len()).min(range.end);
    }
    let mut found = Vec::new();
    while let Some(item) = reader.item()? {
        found.push(item);
    }
    Ok(found)
}

/// Structs and enums with attributes anywhere in a body: of a function, a macro call, an `impl`. Each with the functions it stands in.
pub fn buried(text: &str, range: Range<usize>) -> Vec<(Vec<String>, RawItem)> {
    let mut found = Vec::new();
    bury(text, range, &mut Vec::new(), &mut found, 0);
    found
}

fn bury(
    text: &str,
    range: Range<usize>,
    path: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, RawItem)>,
    depth: usize,
) {
    if depth > 64 || !has_contract(&text[range.clone()]) {
        return;
    }
    let mut reader = Reader {
        text: &text[..range.end],
        at: range.start,
        items_only: false,
    };
    while let Ok(Some((kind, start, end))) = reader.token() {
        let word = &text[start..end];
        let starts_item = word == "#"
            || (kind == Kind::Ident
                && matches!(word, "pub" | "struct" | "enum" | "fn" | "mod" | "impl"));
        if starts_item {
            reader.at = start;
            match reader.item() {
                Ok(Some(item)) if matches!(item.kind, RawKind::Struct | RawKind::Enum) => {
                    found.push((path.clone(), item));
                    continue;
                }
                Ok(Some(item))
                    if !matches!(item.kind, RawKind::MacroCall | RawKind::MacroRules) =>
                {
                    if let Some(body) = item.body {
                        path.push(item.name);
                        bury(text, body, path, found, depth + 1);
                        path.pop();
                    }
                    continue;
                }
                _ => reader.at = end,
            }
        } else if let Kind::Open(_) = kind {
            let Ok(close) = reader.group_end(start) else {
                return;
            };
            bury(text, end..close - 1, path, found, depth + 1);
            reader.at = close;
        }
    }
}

/// Bytes inside of a word.
const WORD: [bool; 256] = table(false);
/// Bytes that mean nothing between brackets, where no word is.
const PLAIN: [bool; 256] = table(true);

const fn table(plain: bool) -> [bool; 256] {
    let mut all = [plain; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            all[at] = !plain;
        } else if byte >= 0x80 {
            all[at] = true;
        } else if matches!(
            byte,
            b'(' | b'[' | b'{' | b')' | b']' | b'}' | b'/' | b'"' | b'\''
        ) {
            all[at] = false;
        }
        at += 1;
    }
    all
}

/// True if the word stands in the text. Its first letter is rare, and looked for by the optimised standard library.
fn has_contract(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('C') {
        rest = &rest[at..];
        if rest.starts_with("Contract") {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Only items may stand here, as in a module; else what is none is passed over.
    items_only: bool,
}

type Token = (Kind, usize, usize);

/// Why no item starts with this text.
fn no_item(text: &str) -> &'static str {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    match marks.iter().any(|mark| text.starts_with(mark)) {
        true => "a merge conflict is not resolved here",
        false => "no item starts here",
    }
}

impl<'a> Reader<'a> {
    /// Outer and inner attributes and doc comments; the range from the first to the last outer one.
    fn attributes(&mut self) -> Result<Range<usize>, SkeletonError> {
        let mut found: Option<Range<usize>> = None;
        loop {
            let (start, end, inner) = match skip_blank(self.text, self.at) {
                Blank::Unterminated(at) => return self.fail("this comment does not end", at),
                Blank::Doc {
                    start, end, inner, ..
                } => (start, end, inner),
                Blank::To(at) => {
                    self.at = at;
                    if !self.text[at..].starts_with('#') {
                        break;
                    }
                    let before = at;
                    self.at = at + 1;
                    let inner = self.eat("!")?;
                    match self.peek()? {
                        Some((Kind::Open(_), open, _)) => (before, self.group_end(open)?, inner),
                        _ => {
                            self.at = before;
                            break;
                        }
                    }
                }
            };
            self.at = end;
            if !inner {
                match &mut found {
                    Some(range) => range.end = end,
                    None => found = Some(start..end),
                }
            }
        }
        Ok(found.unwrap_or(self.at..self.at))
    }

    fn item(&mut self) -> Result<Option<RawItem>, SkeletonError> {
        loop {
            let attributes = self.attributes()?;
            let Some((kind, start, end)) = self.peek()? else {
                return Ok(None);
            };
            if let Some(item) = self.one(attributes, start)? {
                return Ok(Some(item));
            }
            if self.items_only && !matches!(kind, Kind::Close(_)) && &self.text[start..end] != ";" {
                return self.fail(no_item(&self.text[start..]), start);
            }
            // Not an item: a stray token, or an expression in a macro's input.
            self.at = match kind {
                Kind::Open(_) => self.group_end(start)?,
                Kind::Close(_) => return self.fail("this bracket was not opened", start),
                _ => end,
            };
        }
    }

    /// The item that starts here; `None` if none does.
    fn one(
        &mut self,
        attributes: Range<usize>,
        start: usize,
    ) -> Result<Option<RawItem>, SkeletonError> {
        let public = self.visibility()?;
        let mut item = RawItem {
            kind: RawKind::Fn,
            name: String::new(),
            attributes,
            range: start..start,
            body: None,
            public,
        };
        // Qualifiers in front of `fn`, `impl`, `trait`, `mod`, `extern`.
        loop {
            let word = self.word()?;
            let here = self.at;
            match word {
                "async" | "unsafe" | "default" | "safe" | "auto" | "gen" => {
                    self.token()?;
                    let next = self.word()?;
                    if !is_keyword(next) {
                        self.at = here;
                        break;
                    }
                }
                "const" => {
                    self.token()?;
                    let next = self.word()?;
                    if !matches!(
                        next,
                        "fn" | "unsafe" | "async" | "extern" | "trait" | "impl"
                    ) {
                        self.at = here;
                        break;
                    }
                }
                "extern" => {
                    self.token()?;
                    if self.eat("crate")? {
                        item.kind = RawKind::ExternCrate;
                        item.name = self.name()?;
                        return self.until_semicolon(item).map(Some);
                    }
                    if matches!(self.peek()?, Some((Kind::Literal, ..))) {
                        self.token()?;
                    }
                    if self.word()? == "{" {
                        item.kind = RawKind::ExternBlock;
                        return self.until_body(item).map(Some);
                    }
                }
                _ => break,
            }
        }
        let here = self.at;
        let word = self.word()?;
        let kind = match word {
            "mod" => RawKind::Mod,
            "use" => RawKind::Use,
            "type" => RawKind::TypeAlias,
            "struct" => RawKind::Struct,
            "enum" => RawKind::Enum,
            "union" => RawKind::Union,
            "trait" => RawKind::Trait,
            "fn" => RawKind::Fn,
            "const" => RawKind::Const,
            "static" => RawKind::Static,
            "impl" => RawKind::Impl,
            "macro_rules" => RawKind::MacroRules,
            "macro" => RawKind::MacroRules,
            _ => return self.macro_call(item),
        };
        self.token()?;
        item.kind = kind;
        match kind {
            RawKind::Use => self.until_semicolon(item).map(Some),
            RawKind::Impl => self.until_body(item).map(Some),
            RawKind::MacroRules => {
                let bang = self.eat("!")?;
                if word == "macro_rules" && !bang {
                    self.at = here;
                    return Ok(None);
                }
                item.name = self.name()?;
                self.until_macro_body(item).map(Some)
            }
            RawKind::Const | RawKind::Static => {
                self.eat("mut")?;
                item.name = self.name()?;
                self.until_semicolon(item).map(Some)
            }
            RawKind::TypeAlias => {
                item.name = self.name()?;
                self.until_semicolon(item).map(Some)
            }
            RawKind::Union if !matches!(self.peek()?, Some((Kind::Ident, ..))) => {
                // `union` is a keyword only in front of a name.
                self.at = here;
                self.macro_call(item)
            }
            _ => {
                item.name = self.name()?;
                if item.name.is_empty() {
                    self.at = here;
                    return Ok(None);
                }
                self.until_body(item).map(Some)
            }
        }
    }

    fn visibility(&mut self) -> Result<bool, SkeletonError> {
        if self.word()? == "crate" {
            return Ok(false);
        }
        if !self.eat("pub")? {
            return Ok(false);
        }
        if let Some((Kind::Open(_), open, end)) = self.peek()?
            && self.text[open..].starts_with('(')
        {
            let inside = self.text[end..].trim_start();
            if ["crate", "self", "super", "in "]
                .iter()
                .any(|w| inside.starts_with(w))
            {
                self.at = self.group_end(open)?;
            }
        }
        Ok(true)
    }

    fn name(&mut self) -> Result<String, SkeletonError> {
        Ok(match self.peek()? {
            Some((Kind::Ident, start, end)) => {
                self.at = end;
                let name = &self.text[start..end];
                name.strip_prefix("r#").unwrap_or(name).to_owned()
            }
            _ => String::new(),
        })
    }

    /// `path::name! { .. }` or `name!(..);`.
    fn macro_call(&mut self, mut item: RawItem) -> Result<Option<RawItem>, SkeletonError> {
        let here = self.at;
        let mut name = String::new();
        loop {
            match self.peek()? {
                Some((Kind::Ident, start, end)) => {
                    name = self.text[start..end].to_owned();
                    self.at = end;
                }
                Some((Kind::Punct, start, end)) if &self.text[start..end] == ":" => self.at = end,
                _ => break,
            }
        }
        if name.is_empty() || !self.eat("!")? {
            self.at = here;
            return Ok(None);
        }
        item.kind = RawKind::MacroCall;
        // `macro! name { .. }` of old.
        item.name = name;
        self.name()?;
        let Some((Kind::Open(_), open, end)) = self.peek()? else {
            self.at = here;
            return Ok(None);
        };
        let close = self.group_end(open)?;
        self.at = close;
        item.body = Some(end..close - 1);
        item.range.end = close;
        if &self.text[open..end] != "{" && self.eat(";")? {
            item.range.end = self.at;
        }
        Ok(Some(item))
    }
}

fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "fn" | "unsafe"
            | "extern"
            | "impl"
            | "trait"
            | "mod"
            | "async"
            | "const"
            | "type"
            | "auto"
            | "gen"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match items(text, 0..text.len()) {
            Ok(found) => found
                .iter()
                .map(|item| {
                    let public = if item.public { "pub " } else { "" };
                    format!("{public}{:?} {}", item.kind, item.name)
                })
                .collect::<Vec<_>>()
                .join(", "),
            Err(error) => format!("{}: {}", error.offset, error.message),
        }
    }

    #[test]
    fn items_are_found_and_bodies_skipped() {
        for (text, shown) in [
            (
                "struct A; pub struct B(u8, Vec<u8>); pub(crate) enum C<T> where T: X { D }",
                "Struct A, pub Struct B, pub Enum C",
            ),
            (
                "fn f() -> Vec<u8> { if a < b { \"}\" } } mod m { struct In; } mod file;",
                "Fn f, Mod m, Mod file",
            ),
            (
                "impl A<{ N + 1 }> for B<{ 2 }> { fn f() {} } type T = u8;",
                "Impl , TypeAlias T",
            ),
            (
                "#![allow(x)]\n//! inner\n/// doc\n#[derive(A)] struct S { a: [u8; {3}] }",
                "Struct S",
            ),
            (
                "use a::{b, c as d}; pub use x::*; extern crate foo as bar; extern \"C\" { fn g(); }",
                "Use , pub Use , ExternCrate foo, ExternBlock ",
            ),
            (
                "macro_rules! m { ($x:expr) => { struct Y; } } m!(a); path::m! { struct Z; } thread_local! { static X: u8 = 1; }",
                "MacroRules m, MacroCall m, MacroCall m, MacroCall thread_local",
            ),
            (
                "const A: fn() -> u8 = || { 1 }; static mut B: u8 = 1; const _: () = { struct H; }; const fn c() {}",
                "Const A, Static B, Const _, Fn c",
            ),
            (
                "pub const unsafe extern \"C\" fn f() {} unsafe impl Send for X {} async fn g() {} pub unsafe trait T {}",
                "pub Fn f, Impl , Fn g, pub Trait T",
            ),
            (
                "union U { a: u8 } fn union() {} struct r#type;",
                "Union U, Fn union, Struct type",
            ),
            ("#!/usr/bin/env run\nfn main() {}", "Fn main"),
            (
                "pub struct P(pub u8, pub(crate) u8); fn f() where F: Fn() -> u8 {}",
                "pub Struct P, Fn f",
            ),
            ("struct A {", "9: this bracket is not closed"),
            ("struct A }", "0: this item has no body"),
            ("struct A {}; fn f() {}", "Struct A, Fn f"),
            ("fn f() {} pub struct { a: u8 }", "10: no item starts here"),
            ("pub strct A { a: u8 }", "0: no item starts here"),
            (
                "struct A {}\n<<<<<<< HEAD\nstruct B {}",
                "12: a merge conflict is not resolved here",
            ),
        ] {
            assert_eq!(show(text), shown, "{text}");
        }
    }

    #[test]
    fn buried_items_are_found_with_their_functions() {
        let text = "fn a() { let x = [1]; { #[derive(Contract)] pub struct In { y: u8 } } fn b() { if x { #[derive(Contract)] enum E { A } } } }";
        let found: Vec<String> = buried(text, 0..text.len())
            .iter()
            .map(|(path, item)| format!("{}::{}", path.join("::"), item.name))
            .collect();
        assert_eq!(found, ["a::In", "a::b::E"]);
    }
}
