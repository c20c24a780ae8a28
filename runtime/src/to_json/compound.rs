//! The compound half of the serializer: arrays, objects, variants with a body.

use contractual_model::json::{self, Json, Number};
use serde::ser::{self, Serialize};

use super::key::key;
use super::serializer::{NotJson, ToJson, single};

/// Names under which serde_json passes its own exact numbers and raw texts through serde.
const EXACT_NUMBER: &str = "$serde_json::private::Number";
const RAW_TEXT: &str = "$serde_json::private::RawValue";

/// An array in the making.
#[derive(Default)]
pub(crate) struct Items(Vec<Json>);

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.0.push(value.serialize(ToJson)?);
        Ok(())
    }
}

impl ser::SerializeSeq for Items {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.push(value)
    }

    fn end(self) -> Result<Json, NotJson> {
        Ok(Json::Array(self.0))
    }
}

impl ser::SerializeTuple for Items {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.push(value)
    }

    fn end(self) -> Result<Json, NotJson> {
        Ok(Json::Array(self.0))
    }
}

impl ser::SerializeTupleStruct for Items {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.push(value)
    }

    fn end(self) -> Result<Json, NotJson> {
        Ok(Json::Array(self.0))
    }
}

/// An object in the making.
#[derive(Default)]
pub(crate) struct Members {
    name: &'static str,
    list: Vec<(String, Json)>,
    key: Option<String>,
}

impl Members {
    pub(super) fn named(name: &'static str) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    fn push<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<(), NotJson> {
        self.list.push((key.to_owned(), value.serialize(ToJson)?));
        Ok(())
    }

    fn finish(self) -> Result<Json, NotJson> {
        if let [(_, Json::String(text))] = self.list.as_slice() {
            if self.name == EXACT_NUMBER {
                let number = Number::parse(text).map(Json::Number);
                return number.ok_or_else(|| NotJson::new(format!("the number {text}")));
            }
            if self.name == RAW_TEXT {
                return json::parse(text).map_err(|error| NotJson::new(error.to_string()));
            }
        }
        let mut names: Vec<&str> = self.list.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(NotJson::new(format!("the member `{}` twice", pair[0]))),
            None => Ok(Json::Object(self.list)),
        }
    }
}

impl ser::SerializeMap for Members {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.key = Some(key(value)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        let Some(key) = self.key.take() else {
            return Err(NotJson::new("a map value without a key"));
        };
        self.push(&key, value)
    }

    fn end(self) -> Result<Json, NotJson> {
        self.finish()
    }
}

impl ser::SerializeStruct for Members {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), NotJson> {
        self.push(key, value)
    }

    fn end(self) -> Result<Json, NotJson> {
        self.finish()
    }
}

/// A variant's body, under the variant's name.
pub(crate) struct Wrapped<Body> {
    variant: &'static str,
    body: Body,
}

impl<Body: Default> Wrapped<Body> {
    pub(super) fn new(variant: &'static str) -> Self {
        Self {
            variant,
            body: Body::default(),
        }
    }
}

impl ser::SerializeTupleVariant for Wrapped<Items> {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotJson> {
        self.body.push(value)
    }

    fn end(self) -> Result<Json, NotJson> {
        Ok(single(self.variant, Json::Array(self.body.0)))
    }
}

impl ser::SerializeStructVariant for Wrapped<Members> {
    type Ok = Json;
    type Error = NotJson;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), NotJson> {
        self.body.push(key, value)
    }

    fn end(self) -> Result<Json, NotJson> {
        Ok(single(self.variant, self.body.finish()?))
    }
}
