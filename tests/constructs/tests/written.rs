//! What is written of types that serde reads through another type, or writes through one.

use constructs::conversions::Shipped;
use contractual::Contract;
use serde_json::json;

#[test]
fn what_is_written_has_the_form_of_its_direction() {
    let text = br#"{"release": "1.2", "advance": 5, "price": {"cents": 1, "currency": "EUR"}}"#;
    let shipped = Shipped::from_json(text).unwrap_or_else(|found| panic!("{found}"));
    let written = serde_json::to_value(&shipped).expect("it can be written");
    assert_eq!(
        written,
        json!({"release": {"major": 1, "minor": 2}, "advance": {"begun": {"share": 5}}, "price": "1 EUR"})
    );
    assert_eq!(shipped.check(), Ok(()));
    // What is written is not what is read.
    let found = Shipped::violations(&written);
    let places: Vec<String> = found.iter().map(|one| one.pointer.to_string()).collect();
    assert_eq!(places, ["/release", "/advance", "/price"]);
}
