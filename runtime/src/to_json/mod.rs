//! A Rust value as exact JSON, through serde: what `serde_json` would write, without the text.

mod compound;
mod key;
mod serializer;

use contractual_model::json::Json;
use serde::Serialize;

pub(crate) use serializer::{NotJson, ToJson};

/// What serde makes of the value.
///
/// # Errors
/// If `Serialize` fails, a number is not finite, a map key is no text, or a name is written twice.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Json, NotJson> {
    value.serialize(ToJson)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(serde::Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Form {
        Unit,
        Newtype(u8),
        Tuple(u8, char),
        Struct { a: Option<u8>, b: () },
    }

    #[derive(serde::Serialize)]
    struct Flat {
        id: u64,
        #[serde(flatten)]
        rest: BTreeMap<String, f32>,
    }

    /// What we make of a value is what serde_json writes for it.
    #[test]
    fn same_as_the_text_of_serde_json() {
        fn check<T: Serialize>(value: T) {
            let text = serde_json::to_string(&value).unwrap();
            let direct = to_json(&value).unwrap();
            assert_eq!(
                direct,
                contractual_model::json::parse(&text).unwrap(),
                "{text}"
            );
        }
        check((Form::Unit, Form::Newtype(3), Form::Tuple(4, 'ß')));
        check(Form::Struct { a: None, b: () });
        check(Flat {
            id: u64::MAX,
            rest: BTreeMap::from([("x".to_owned(), 0.1), ("y".to_owned(), 3.25e38)]),
        });
        check([BTreeMap::from([(3_u8, -0.0_f64)]), BTreeMap::new()]);
        check(BTreeMap::from([(true, i128::MIN)]));
        check(BTreeMap::from([(Some('a'), u128::MAX)]));
        check(serde_json::json!({"a": [1, 2.5, null, "x"], "b": {"c": true}}));
        check((1.0e-7_f32, 1.0e300_f64, f64::MIN_POSITIVE, f32::MAX));
    }

    #[test]
    fn what_json_cannot_say_is_refused() {
        assert_eq!(
            to_json(&[1.0, f64::NAN]).unwrap_err().found(),
            "NaN, which is no JSON number"
        );
        assert!(to_json(&f32::INFINITY).is_err());
        assert!(to_json(&BTreeMap::from([(vec![1], 1)])).is_err());
        let twice = Flat {
            id: 1,
            rest: BTreeMap::from([("id".to_owned(), 2.0)]),
        };
        assert_eq!(
            to_json(&twice).unwrap_err().found(),
            "the member `id` twice"
        );
    }
}
