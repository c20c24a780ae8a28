//! Map keys: text, and what serde_json writes as text in that place.

use serde::ser::{Impossible, Serialize, Serializer};

use contractual_model::json::Json;

use super::serializer::{NotJson, ToJson};

/// The name under which a value is a member.
pub(super) fn key<T: Serialize + ?Sized>(value: &T) -> Result<String, NotJson> {
    match value.serialize(Scalar)? {
        Json::String(text) => Ok(text),
        Json::Bool(value) => Ok(value.to_string()),
        Json::Number(number) => Ok(number.to_string()),
        other => Err(no_key(other.type_name())),
    }
}

fn no_key(what: &str) -> NotJson {
    NotJson::new(format!("a map key that is {what}, not text"))
}

/// [`ToJson`] for values that can be keys.
struct Scalar;

macro_rules! pass {
    ($($method:ident $type:ty),*) => {
        $(fn $method(self, value: $type) -> Result<Json, NotJson> {
            ToJson.$method(value)
        })*
    };
}

type Never = Impossible<Json, NotJson>;

impl Serializer for Scalar {
    type Ok = Json;
    type Error = NotJson;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    pass!(serialize_bool bool, serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_i128 i128, serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64,
        serialize_u128 u128, serialize_f32 f32, serialize_f64 f64, serialize_char char, serialize_str &str);

    fn serialize_bytes(self, _: &[u8]) -> Result<Json, NotJson> {
        Err(no_key("bytes"))
    }

    fn serialize_none(self) -> Result<Json, NotJson> {
        Err(no_key("null"))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Json, NotJson> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Json, NotJson> {
        Err(no_key("null"))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Json, NotJson> {
        Err(no_key("null"))
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
        _: &'static str,
        _: &T,
    ) -> Result<Json, NotJson> {
        Err(no_key("a variant with a value"))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Never, NotJson> {
        Err(no_key("an array"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Never, NotJson> {
        Err(no_key("an array"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never, NotJson> {
        Err(no_key("an array"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, NotJson> {
        Err(no_key("an array"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never, NotJson> {
        Err(no_key("an object"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Never, NotJson> {
        Err(no_key("an object"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never, NotJson> {
        Err(no_key("an object"))
    }
}
