//! serde's holes, G1 to G14 of the contract set: what serde alone takes and nobody means.

use contractual::Contract;
use serde::de::DeserializeOwned;

use crate::types::*;

/// serde takes the text, the contract refuses it, at that place and for that reason.
fn hole<T: Contract + DeserializeOwned + std::fmt::Debug>(
    text: &str,
    pointer: &str,
    keyword: &str,
) {
    assert!(
        serde_json::from_str::<T>(text).is_ok(),
        "serde refuses {text}"
    );
    let violations = T::from_json(text.as_bytes()).unwrap_err();
    let found: Vec<_> = violations
        .iter()
        .map(|found| (found.pointer.as_str(), found.keyword))
        .collect();
    assert_eq!(found, [(pointer, keyword)], "{text}");
}

#[test]
fn g1_objects_are_closed() {
    hole::<Account>(r#"{"number": "1", "x": 1}"#, "", "additionalProperties");
    hole::<PaymentSource>(
        r#"{"method": "on_account", "note": "x"}"#,
        "",
        "additionalProperties",
    );
    hole::<Promotion>(
        r#"{"kind": "bundle", "data": {"sku": "a", "free": 1, "x": 1}}"#,
        "/data",
        "additionalProperties",
    );
    hole::<Promotion>(
        r#"{"kind": "rate", "data": 0.5, "x": 1}"#,
        "",
        "additionalProperties",
    );
    hole::<Parcel>(
        r#"{"id": 1, "by": "a", "at": 2, "state": "open", "x": 1}"#,
        "",
        "additionalProperties",
    );
    hole::<Node>(
        r#"{"slug": "a", "children": [{"slug": "b", "x": 0}]}"#,
        "/children/0",
        "additionalProperties",
    );
}

#[test]
fn g2_a_struct_is_an_object() {
    hole::<Account>(r#"["1"]"#, "", "type");
    hole::<Dispatch>(r#"{"courier": ["1", null]}"#, "/courier", "type");
    hole::<PaymentSource>(r#"["on_account"]"#, "", "type");
    hole::<Promotion>(r#"["rate", 0.5]"#, "", "type");
    hole::<Page<Short>>(r#"{"items": [[3]], "next": null}"#, "/items/0", "type");
}

#[test]
fn g3_a_unit_variant_is_text() {
    hole::<Output>(r#"{"log": null}"#, "", "type");
    let violations = Dispatch::from_json(br#"{"collectInStore": null}"#).unwrap_err();
    assert_eq!(violations.iter().count(), 1, "{violations}");
}

#[test]
fn g4_to_g6_numbers_are_what_they_are() {
    for text in [
        r#"{"qty": 256}"#,
        r#"{"qty": "3"}"#,
        r#"{"qty": true}"#,
        r#"{"qty": 1e400}"#,
        r#"{"qty": NaN}"#,
        r#"{"qty": 3.5}"#,
    ] {
        assert!(Short::from_json(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn g7_and_g8_absent_and_null() {
    assert!(Terms::from_json(br#"{"id": 1, "approvedBy": null, "memo": null}"#).is_ok());
    for text in [
        r#"{"id": 1}"#,
        r#"{"id": 1, "approvedBy": null, "graceDays": null}"#,
        r#"{"id": null, "approvedBy": null}"#,
    ] {
        assert!(Terms::from_json(text.as_bytes()).is_err(), "{text}");
    }
    let null = br#"{"schema_version": "1.0.0", "name": "n", "outputs": null}"#;
    assert!(JobSubmitRequest::from_json(null).is_err());
}

#[test]
fn g9_sets_have_no_repeats() {
    hole::<Basket>(
        r#"{"skus": ["a", "a"], "rgb": [0, 1, 2], "at": [1, 2], "extra": []}"#,
        "/skus",
        "uniqueItems",
    );
    hole::<Basket>(
        r#"{"skus": [], "rgb": [0, 1, 2], "at": [1, 2], "extra": [1, 1.0]}"#,
        "/extra",
        "uniqueItems",
    );
}

#[test]
fn g10_a_flattened_option_is_whole_or_absent() {
    for (text, keyword) in [
        (
            r#"{"id": 1, "by": "a", "at": 2, "state": "open", "lat": 1}"#,
            "required",
        ),
        (
            r#"{"id": 1, "by": "a", "at": 2, "state": "open", "lat": "1", "lon": 2}"#,
            "type",
        ),
    ] {
        assert!(
            serde_json::from_str::<Parcel>(text).is_ok(),
            "serde refuses {text}"
        );
        let violations = Parcel::from_json(text.as_bytes()).unwrap_err();
        assert!(
            violations.iter().any(|found| found.keyword == keyword),
            "{text}: {violations}"
        );
    }
}

#[test]
fn g11_integer_keys_are_canonical() {
    for key in ["07", "1.0", "256", "-0", "+1", " 1"] {
        let text = format!(r#"{{"labels": {{}}, "by_shelf": {{"{key}": 1}}}}"#);
        assert!(Stock::from_json(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn g12_one_of_two_names() {
    let both = br#"{"family_name": "x", "surname": "x", "class": 1, "type": 2}"#;
    assert!(Contact::from_json(both).is_err());
}

#[test]
fn g13_members_are_not_repeated() {
    for text in [
        r#"{"labels": {"a": "x", "a": "y"}}"#,
        r#"{"labels": {}, "by_shelf": {"1": 1, "1": 2}}"#,
        r#"{"labels": {"a": "x", "\u0061": "y"}}"#,
    ] {
        assert!(
            serde_json::from_str::<Stock>(text).is_ok(),
            "serde refuses {text}"
        );
        let violations = Stock::from_json(text.as_bytes()).unwrap_err();
        assert!(violations.is_syntax(), "{text}: {violations}");
    }
}

#[test]
fn g14_lengths_count_code_points() {
    let named = |name: &str| format!(r#"{{"schema_version": "1.0.0", "name": "{name}"}}"#);
    // Eight characters of four bytes each.
    let eight = "\u{1f600}".repeat(8);
    assert!(JobSubmitRequest::from_json(named(&eight).as_bytes()).is_ok());
    let nine = "\u{1f600}".repeat(9);
    assert!(JobSubmitRequest::from_json(named(&nine).as_bytes()).is_err());
    let lone = named("\\ud800");
    assert!(JobSubmitRequest::from_json(lone.as_bytes()).is_err());
}

#[test]
fn everything_is_reported_at_once() {
    let text = br#"{"schema_version": "1.0.1", "name": "", "outputs": ["log", "Log"], "attempts": 9, "x": 1,
        "deadline": "2026-02-30T10:00:00Z"}"#;
    let violations = JobSubmitRequest::from_json(text).unwrap_err();
    assert_eq!(
        violations.to_string(),
        "not a `JobSubmitRequest`: 6 violations
  at `/schema_version`: expected \"1.0.0\", found \"1.0.1\" (const)
  at `/name`: expected at least 1 character, found 0 (minLength)
  at `/outputs/1`: expected one of \"log\", \"coverage_report\", found \"Log\" (enum)
  at `/attempts`: expected at most 8, found 9 (maximum)
  at `/deadline`: expected text in the form `timestamp`, such as 2026-03-01T09:30:00Z, found \"2026-02-30T10:00:00Z\" (format)
  at the top: expected no further members, found the member `x` (additionalProperties)"
    );
}

/// serde takes the first variant that reads, also if a later one is meant; the verdict is that of all variants together.
#[test]
fn an_untagged_value_may_be_of_a_later_variant() {
    assert!(Quantity::from_json(br#"{"qty": 3}"#).is_ok());
    assert!(Quantity::from_json(br#"{"qty": 10}"#).is_ok());
    assert!(Quantity::from_json(br#"{"qty": -1, "unit": null}"#).is_ok());
    for text in [
        "1",
        "null",
        r#"{"qty": 3, "x": 1}"#,
        "[3]",
        r#"{"qty": "3"}"#,
        "{}",
    ] {
        assert!(Quantity::from_json(text.as_bytes()).is_err(), "{text}");
    }
}

/// The schema that a type gives says what the type's own check says.
#[cfg(feature = "schema")]
#[test]
fn a_type_gives_its_own_schema() {
    let schema = Node::schema();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["$ref"], "#/$defs/Node");
    assert_eq!(
        schema["$defs"]["Node"]["properties"]["slug"]["pattern"],
        "^[a-z]+$"
    );
    assert_eq!(schema.get("$id"), None);
    let schema = JobSubmitRequest::schema();
    assert_eq!(schema["properties"]["attempts"]["default"], 1);
    assert_eq!(
        schema["properties"]["outputs"]["default"],
        serde_json::json!(["log"])
    );
    assert_eq!(Page::<Short>::schema()["title"], "PageOfShort v1");
}
