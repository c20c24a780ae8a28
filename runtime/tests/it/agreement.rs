//! The fast path and the full check give one verdict, and so do texts and parsed values: on valid documents and on every small change
//! of them.

use contractual::Contract;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::types::*;

/// What is put in the place of a value.
fn others(value: &Value) -> Vec<Value> {
    let mut out = vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(9),
        json!(256),
        json!(0.5),
        json!(u64::MAX),
        json!(""),
        json!("x"),
        json!("ABCDEFGHI"),
        json!("ß"),
        json!([]),
        json!({}),
        json!([value]),
        json!({"Unit": null}),
    ];
    match value {
        Value::Object(members) => {
            out.push(Value::Array(members.values().cloned().collect()));
            for name in members.keys() {
                let mut less = members.clone();
                less.remove(name);
                out.push(Value::Object(less));
            }
            let mut more = members.clone();
            more.insert("unexpected".to_owned(), json!(1));
            out.push(Value::Object(more));
        }
        Value::Array(items) => {
            let mut twice = items.clone();
            twice.extend(items.last().cloned());
            out.push(Value::Array(twice));
            out.push(Value::Array(items.iter().skip(1).cloned().collect()));
        }
        Value::String(text) => {
            out.push(json!({text.as_str(): null}));
            out.push(json!({text.as_str(): [1]}));
            out.push(json!(format!("{text}\n")));
            out.push(json!(text.to_uppercase()));
            out.push(json!(format!("{text}{text}{text}")));
        }
        Value::Number(number) => {
            if let Some(integer) = number.as_i64() {
                out.extend([json!(integer + 1), json!(integer - 1), json!(integer * 5)]);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    out
}

/// The document with each of its values replaced in turn.
fn changed(value: &Value, found: &mut dyn FnMut(Value)) {
    for other in others(value) {
        found(other);
    }
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                changed(item, &mut |other| {
                    let mut items = items.clone();
                    items[at] = other;
                    found(Value::Array(items));
                });
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                changed(member, &mut |other| {
                    let mut members: Map<String, Value> = members.clone();
                    members.insert(name.clone(), other);
                    found(Value::Object(members));
                });
            }
        }
        _ => {}
    }
}

fn check<T: Contract + DeserializeOwned + Serialize + std::fmt::Debug>(valid: &[Value]) {
    let (mut accepted, mut refused) = (0, 0);
    let mut judge = |value: &Value| {
        let text = value.to_string();
        let full = T::violations(value);
        let by_serde = T::deserialize(value);
        let expected = full.is_empty() && by_serde.is_ok();
        let from_text = T::from_json(text.as_bytes());
        assert_eq!(
            from_text.is_ok(),
            expected,
            "{text}\n{full:?}\n{from_text:?}"
        );
        let from_value = T::from_value(value.clone());
        assert_eq!(from_value.is_ok(), expected, "{text} as a value");
        match from_text {
            Ok(read) => {
                accepted += 1;
                // What was read can be written, and is accepted again.
                read.check()
                    .unwrap_or_else(|found| panic!("{text}: {found}"));
                let written = serde_json::to_vec(&read).unwrap();
                assert!(T::from_json(&written).is_ok(), "{text} written");
            }
            Err(violations) => {
                refused += 1;
                assert!(violations.iter().count() > 0);
            }
        }
    };
    for value in valid {
        assert_eq!(T::violations(value), [], "{value}");
        judge(value);
        changed(value, &mut |other| judge(&other));
    }
    assert!(
        accepted >= valid.len() && refused > 20,
        "{accepted} accepted, {refused} refused"
    );
}

#[test]
fn structs() {
    check::<JobSubmitRequest>(&[
        json!({"schema_version": "1.0.0", "name": "n"}),
        json!({"schema_version": "1.0.0", "name": "n", "outputs": ["coverage_report", "log"], "attempts": 8,
            "run_after": "2026-05-01T10:00:00+02:00", "deadline": "2026-05-01T08:00:00Z"}),
    ]);
    check::<Reading>(&[
        json!({"channel": -128, "sequence": 9007199254740991_u64, "share": 1, "step": -5, "width": 4}),
        json!({"channel": 0, "sequence": 0, "share": 5e-324, "step": 0, "width": 1}),
    ]);
    check::<Contact>(&[
        json!({"family_name": "x", "class": 1, "type": 2}),
        json!({"surname": "x", "class": 1, "type": 2, "_links": 3}),
    ]);
    check::<Terms>(&[
        json!({"id": 1, "approvedBy": null}),
        json!({"id": 1, "approvedBy": "a", "memo": null, "graceDays": 1}),
    ]);
    check::<Node>(&[
        json!({"slug": "a", "children": [{"slug": "b"}, {"slug": "c", "children": []}]}),
    ]);
    check::<Page<Short>>(&[json!({"items": [{"qty": 1}], "next": {"items": [], "next": null}})]);
}

#[test]
fn enums() {
    check::<Output>(&[json!("log"), json!("coverage_report")]);
    check::<Dispatch>(&[
        json!("collectInStore"),
        json!({"courier": {"trackingNo": "1"}}),
        json!({"courier": {"trackingNo": "1", "insured": true}}),
        json!({"locker": [7, "B"]}),
        json!({"drone": 3}),
    ]);
    check::<PaymentSource>(&[
        json!({"method": "on_account"}),
        json!({"number": "1", "method": "bank_transfer"}),
        json!({"method": "gift_card", "cardNo": "1"}),
    ]);
    check::<Promotion>(&[
        json!({"kind": "rate", "data": 0.5}),
        json!({"data": {"sku": "a", "free": 1}, "kind": "bundle"}),
        json!({"kind": "gift"}),
        json!({"kind": "pair", "data": [1, 2]}),
    ]);
}

#[test]
fn containers() {
    check::<Basket>(&[
        json!({"skus": ["b", "a"], "rgb": [0, 1, 255], "at": [1, 2.5], "extra": [1, true]}),
        json!({"skus": [], "rgb": [0, 0, 0], "at": [0, 0], "extra": [{"a": 1}, {"a": true}]}),
    ]);
    check::<Stock>(&[
        json!({"labels": {}}),
        json!({"labels": {"a": "x", "b": ""}, "by_shelf": {"0": 1, "255": 2}, "by_output": {"log": 0}}),
    ]);
}

#[test]
fn flattened() {
    check::<Parcel>(&[
        json!({"id": 1, "by": "a", "at": 2, "state": "open"}),
        json!({"id": 1, "by": "a", "at": 2, "lat": 1, "lon": 2, "state": "shipped", "carrier": "x"}),
    ]);
}

#[test]
fn rules() {
    check::<Report>(&[
        json!({"failed": false, "email": "e", "low": 1, "high": 1}),
        json!({"failed": true, "reason": "r", "phone": "p", "email": null, "low": 1, "high": 2, "codes": ["AB"]}),
    ]);
}
