//! Definitions as bytes, for what one build leaves for the next: quick to read in an unoptimised build script.
//!
//! No format of any file that people or other programs read: whoever keeps such bytes keeps with them which program wrote them, and a sum.
//! What is read equals what was written, to the last mark (`1.0` does not become `1`).

mod model;

use crate::contract::TypeDef;
use crate::digest::Digest;
use crate::json::{Json, Number};

/// How deep types and values may stand inside each other.
const MAX_DEPTH: u32 = 200;

/// Lengths below this are one byte.
const LONG: usize = 255;

/// Writes a length, or another number.
pub fn put_number(out: &mut Vec<u8>, number: usize) {
    match u8::try_from(number) {
        Ok(small) if number < LONG => out.push(small),
        _ => {
            out.push(u8::MAX);
            out.extend_from_slice(&(number as u64).to_le_bytes());
        }
    }
}

/// Writes a text with its length.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

/// Writes a digest.
pub fn put_digest(out: &mut Vec<u8>, digest: Digest) {
    out.extend_from_slice(&digest.to_le_bytes());
}

/// Writes a definition of a settled model.
pub fn put_definition(out: &mut Vec<u8>, def: &TypeDef) {
    def.pack(out);
}

/// Reads what was written, in the same order. Whatever is broken gives `None`.
#[derive(Debug, Clone, Copy)]
pub struct Unpacker<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: u32,
}

impl<'b> Unpacker<'b> {
    /// Of these bytes.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            depth: 0,
        }
    }

    /// True if everything was read.
    pub fn is_done(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Everything that was not read.
    pub fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// That many bytes.
    pub fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let end = self.at.checked_add(length)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    /// A number.
    pub fn number(&mut self) -> Option<usize> {
        match self.byte()? {
            u8::MAX => {
                let bytes = self.take(8)?.try_into().ok()?;
                usize::try_from(u64::from_le_bytes(bytes)).ok()
            }
            small => Some(usize::from(small)),
        }
    }

    /// A text.
    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// A digest.
    pub fn digest(&mut self) -> Option<Digest> {
        Some(Digest::from_le_bytes(self.take(16)?.try_into().ok()?))
    }

    /// A definition.
    pub fn definition(&mut self) -> Option<TypeDef> {
        TypeDef::unpack(self)
    }

    /// Something that may hold more of its kind.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let found = read(self);
        self.depth -= 1;
        found
    }
}

/// Data with a form as bytes.
trait Packed: Sized {
    fn pack(&self, out: &mut Vec<u8>);
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
}

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for u32 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(from.take(4)?.try_into().ok()?))
    }
}

impl Packed for u64 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self::from_le_bytes(from.take(8)?.try_into().ok()?))
    }
}

impl Packed for String {
    fn pack(&self, out: &mut Vec<u8>) {
        put_text(out, self);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.byte()? {
            0 => Some(None),
            1 => T::unpack(from).map(Some),
            _ => None,
        }
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.deeper(T::unpack).map(Box::new)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        put_number(out, self.len());
        self.iter().for_each(|item| item.pack(out));
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let number = from.number()?;
        if number == 0 {
            return Some(Self::new());
        }
        // each has a byte at least
        let left = from.bytes.len() - from.at;
        let mut all = Self::with_capacity(number.min(left));
        from.deeper(|from| {
            for _ in 0..number {
                all.push(T::unpack(from)?);
            }
            Some(())
        })?;
        Some(all)
    }
}

impl Packed for (String, Json) {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
        self.1.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some((String::unpack(from)?, Json::unpack(from)?))
    }
}

impl Packed for Number {
    fn pack(&self, out: &mut Vec<u8>) {
        let (negative, digits, exponent, loose) = self.parts();
        negative.pack(out);
        put_text(out, digits);
        out.extend_from_slice(&exponent.to_le_bytes());
        loose.pack(out);
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let negative = bool::unpack(from)?;
        let digits = from.text()?;
        let exponent = i64::from_le_bytes(from.take(8)?.try_into().ok()?);
        Self::from_parts(negative, digits, exponent, bool::unpack(from)?)
    }
}

impl Packed for Json {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Bool(value) => {
                out.push(1);
                value.pack(out);
            }
            Self::Number(value) => {
                out.push(2);
                value.pack(out);
            }
            Self::String(value) => {
                out.push(3);
                value.pack(out);
            }
            Self::Array(items) => {
                out.push(4);
                items.pack(out);
            }
            Self::Object(members) => {
                out.push(5);
                members.pack(out);
            }
        }
    }
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(match from.byte()? {
            0 => Self::Null,
            1 => Self::Bool(Packed::unpack(from)?),
            2 => Self::Number(Packed::unpack(from)?),
            3 => Self::String(Packed::unpack(from)?),
            4 => Self::Array(Packed::unpack(from)?),
            5 => Self::Object(Packed::unpack(from)?),
            _ => return None,
        })
    }
}
