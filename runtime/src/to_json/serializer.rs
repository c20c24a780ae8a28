//! The scalar half of the serializer.

use std::fmt;

use contractual_model::json::{Json, Number};
use serde::ser::{self, Serialize};

use super::compound::{Items, Members, Wrapped};

/// Why a value has no JSON form.
#[derive(Debug)]
pub(crate) struct NotJson(String);

impl NotJson {
    pub(crate) fn new(found: impl Into<String>) -> Self {
        Self(found.into())
    }

    /// What was found instead of something JSON can say.
    pub(crate) fn found(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotJson {}

impl ser::Error for NotJson {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Number from the text Rust's shortest printing gives, which is JSON's for finite numbers.
fn number(text: &str) -> Result<Json, NotJson> {
    Number::parse(text)
        .map(Json::Number)
        .ok_or_else(|| NotJson(format!("{text}, which is no JSON number")))
}

/// One object member, as enums need it.
pub(super) fn single(name: &str, value: Json) -> Json {
    Json::Object(vec![(name.to_owned(), value)])
}

/// Makes one [`Json`].
#[derive(Clone, Copy)]
pub(crate) struct ToJson;

macro_rules! integers {
    ($($method:ident $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<Json, NotJson> {
            Ok(Json::Number(Number::from(value)))
        })*
    };
}

impl ser::Serializer for ToJson {
    type Ok = Json;
    type Error = NotJson;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Wrapped<Items>;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Wrapped<Members>;

    fn serialize_bool(self, value: bool) -> Result<Json, NotJson> {
        Ok(Json::Bool(value))
    }

    integers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_i128 i128,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64);

    fn serialize_u128(self, value: u128) -> Result<Json, NotJson> {
        number(&value.to_string())
    }

    fn serialize_f32(self, value: f32) -> Result<Json, NotJson> {
        number(&format!("{value:?}"))
    }

    fn serialize_f64(self, value: f64) -> Result<Json, NotJson> {
        number(&format!("{value:?}"))
    }

    fn serialize_char(self, value: char) -> Result<Json, NotJson> {
        Ok(Json::String(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Json, NotJson> {
        Ok(Json::String(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Json, NotJson> {
        Ok(Json::Array(
            value
                .iter()
                .map(|byte| Json::Number(Number::from(*byte)))
                .collect(),
        ))
    }

    fn serialize_none(self) -> Result<Json, NotJson> {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Json, NotJson> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Json, NotJson> {
        Ok(Json::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Json, NotJson> {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Json, NotJson> {
        Ok(Json::String(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Json, NotJson> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Json, NotJson> {
        Ok(single(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, NotJson> {
        Ok(Items::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, NotJson> {
        Ok(Items::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, NotJson> {
        Ok(Items::default())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Wrapped<Items>, NotJson> {
        Ok(Wrapped::new(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members, NotJson> {
        Ok(Members::default())
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Members, NotJson> {
        Ok(Members::named(name))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Wrapped<Members>, NotJson> {
        Ok(Wrapped::new(variant))
    }
}
