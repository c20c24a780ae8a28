//! schemars, with the feature: the same meaning under the generator's roof.

use contractual::Contract;
use serde_json::Value;

use crate::types::{JobSubmitRequest, Node, Page, Short};

#[test]
fn schemars_gets_the_same_schema() {
    let made = schemars1::schema_for!(JobSubmitRequest);
    let mut own = JobSubmitRequest::schema();
    own.as_object_mut().unwrap().remove("title");
    let mut made: Value = made.into();
    made.as_object_mut().unwrap().remove("title");
    assert_eq!(made, own);
}

#[test]
fn schemars_finds_every_definition() {
    #[derive(schemars1::JsonSchema)]
    #[schemars(crate = "schemars1")]
    #[expect(dead_code, reason = "only its schema is wanted")]
    struct Outer {
        tree: Node,
        page: Vec<Page<Short>>,
        again: Option<Short>,
    }
    let settings = schemars1::generate::SchemaSettings::openapi3();
    let made: Value = settings
        .into_generator()
        .into_root_schema_for::<Outer>()
        .into();
    let text = made.to_string();
    for name in ["Node", "PageOfShort", "Short"] {
        assert!(
            made.pointer(&format!("/components/schemas/{name}"))
                .is_some(),
            "{name}: {text}"
        );
    }
    assert!(!text.contains("$defs"), "{text}");
}
