//! Verdicts on hand-made models; the worked examples run from source text in the tests of the scanner.

use super::Checker;
use crate::json::{Json, parse};
use crate::rule::Rule;
use crate::{
    Additional, Constraints, Direction, Enum, Field, FieldSide, Format, Int, Kind, Model, Object,
    Shape, Tagging, Type, TypeDef, TypeId, Variant, VariantBody,
};

fn def(name: &str, shape: Shape) -> TypeDef {
    TypeDef {
        id: TypeId(name.to_owned()),
        name: name.to_owned(),
        major: 1,
        release: None,
        entity: false,
        handover: None,
        schema_id: None,
        title: None,
        docs: String::new(),
        deprecated: None,
        examples: Vec::new(),
        shape,
        written: None,
        rules: Vec::new(),
    }
}

fn field(name: &str, kind: Kind) -> Field {
    let side = FieldSide {
        name: name.to_owned(),
        required: true,
        nullable: false,
    };
    Field {
        ident: name.to_owned(),
        read: Some(side.clone()),
        write: Some(side),
        aliases: Vec::new(),
        ty: Type::new(kind),
        default: None,
        tri_state: false,
        flatten: false,
        docs: String::new(),
        deprecated: None,
        read_only: false,
        write_only: false,
        examples: Vec::new(),
    }
}

fn optional(mut field: Field) -> Field {
    for side in [&mut field.read, &mut field.write].into_iter().flatten() {
        side.required = false;
        side.nullable = true;
    }
    field
}

fn flattened(field: Field) -> Field {
    Field {
        flatten: true,
        ..field
    }
}

fn object(fields: Vec<Field>) -> Object {
    Object {
        fields,
        additional: Additional::Closed,
        constraints: Constraints::default(),
    }
}

fn variant(name: &str, body: VariantBody) -> Variant {
    Variant {
        ident: name.to_owned(),
        read: Some(name.to_lowercase()),
        write: Some(name.to_lowercase()),
        aliases: Vec::new(),
        other: false,
        untagged: false,
        body,
        docs: String::new(),
        deprecated: None,
    }
}

fn model(defs: Vec<TypeDef>) -> Model {
    Model {
        types: defs.into_iter().map(|def| (def.id.clone(), def)).collect(),
        apis: Vec::new(),
    }
}

fn reference(name: &str) -> Kind {
    Kind::Ref(TypeId(name.to_owned()))
}

/// One line per violation: `pointer keyword`, and the keyword and place of the schema if they differ.
fn judge(model: &Model, name: &str, text: &str) -> Vec<String> {
    let value: Json = parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    Checker::new(model)
        .check_id(&TypeId(name.to_owned()), &value, Direction::Read)
        .iter()
        .map(|v| {
            let (keyword, at) = v.in_schema();
            let outer = if v.outer.is_some() {
                format!(" < {at} {keyword}")
            } else {
                String::new()
            };
            format!("{} {}{outer}", v.pointer, v.keyword)
        })
        .collect()
}

fn accepts(model: &Model, name: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(judge(model, name, text), [""; 0], "{text}");
    }
}

fn refuses(model: &Model, name: &str, texts: &[(&str, &str)]) {
    for (text, expected) in texts {
        assert_eq!(judge(model, name, text).join("; "), *expected, "{text}");
    }
}

#[test]
fn constraints_closedness_and_rules() {
    let mut request = def(
        "Request",
        Shape::Object(object(vec![
            Field {
                ty: Type {
                    kind: Kind::Text,
                    constraints: Constraints {
                        min_length: Some(1),
                        max_length: Some(2),
                        ..Constraints::default()
                    },
                },
                ..field("name", Kind::Text)
            },
            Field {
                ty: Type {
                    kind: Kind::List(Box::new(Type::new(Kind::Integer(Int::U8)))),
                    constraints: Constraints {
                        min_items: Some(1),
                        unique: true,
                        ..Constraints::default()
                    },
                },
                ..optional(field("sizes", Kind::Null))
            },
            optional(field("start", reference("Timestamp"))),
            optional(field("end", reference("Timestamp"))),
        ])),
    );
    request.rules.push(Rule {
        name: "order".to_owned(),
        expr: crate::rule::parse("start <= end").unwrap(),
        message: None,
    });
    let timestamp = Shape::Alias(Type {
        kind: Kind::Text,
        constraints: Constraints {
            format: Some(Format::Timestamp),
            ..Constraints::default()
        },
    });
    let model = model(vec![request, def("Timestamp", timestamp)]);
    accepts(
        &model,
        "Request",
        &[
            r#"{"name":"😀"}"#,
            r#"{"name":"ab","sizes":null,"start":"2026-05-01T10:00:00+02:00","end":"2026-05-01T08:00:00Z"}"#,
        ],
    );
    refuses(
        &model,
        "Request",
        &[
            (r#"[]"#, " type"),
            (r#"{}"#, " required"),
            (r#"{"name":""}"#, "/name minLength"),
            (
                r#"{"name":"abc","x":1}"#,
                "/name maxLength;  additionalProperties",
            ),
            (r#"{"name":1}"#, "/name type"),
            (
                r#"{"name":"a","sizes":[]}"#,
                "/sizes minItems < /sizes anyOf",
            ),
            (
                r#"{"name":"a","sizes":[1,1.0]}"#,
                "/sizes uniqueItems < /sizes anyOf",
            ),
            (
                r#"{"name":"a","sizes":[256,-1,1.5]}"#,
                "/sizes/0 maximum < /sizes anyOf; /sizes/1 minimum < /sizes anyOf; /sizes/2 type < /sizes anyOf",
            ),
            (
                r#"{"name":"a","start":"2026-02-30T10:00:00Z"}"#,
                "/start format < /start anyOf",
            ),
            (
                r#"{"name":"a","start":"2026-02-20 10:00:00Z"}"#,
                "/start pattern < /start anyOf",
            ),
            (
                r#"{"name":"a","start":"2026-05-01T10:00:00-02:00","end":"2026-05-01T11:00:00Z"}"#,
                " rule",
            ),
        ],
    );
}

#[test]
fn enums_report_the_variant_that_was_meant() {
    let body = |fields| VariantBody::Struct(object(fields));
    let variants = vec![
        variant("Open", VariantBody::Unit),
        variant("Shipped", body(vec![field("carrier", Kind::Text)])),
        variant(
            "Rate",
            VariantBody::Newtype(Type::new(Kind::Float { double: true })),
        ),
    ];
    let all = |tagging| {
        Shape::Enum(Enum {
            tagging,
            variants: variants.clone(),
        })
    };
    let tag = || "kind".to_owned();
    let model = model(vec![
        def("External", all(Tagging::External)),
        def(
            "Adjacent",
            all(Tagging::Adjacent {
                tag: tag(),
                content: "data".to_owned(),
            }),
        ),
        def(
            "Internal",
            Shape::Enum(Enum {
                tagging: Tagging::Internal { tag: tag() },
                variants: variants[..2].to_vec(),
            }),
        ),
        def("Untagged", all(Tagging::Untagged)),
    ]);
    accepts(
        &model,
        "External",
        &[
            r#""open""#,
            r#"{"shipped":{"carrier":"x"}}"#,
            r#"{"rate":1}"#,
        ],
    );
    refuses(
        &model,
        "External",
        &[
            (r#"{"open":null}"#, " oneOf"),
            (r#""rate""#, " oneOf"),
            (r#"{"shipped":{}}"#, "/shipped required <  oneOf"),
            (r#"{"rate":1,"open":1}"#, " oneOf"),
        ],
    );
    accepts(
        &model,
        "Internal",
        &[r#"{"kind":"open"}"#, r#"{"carrier":"x","kind":"shipped"}"#],
    );
    refuses(
        &model,
        "Internal",
        &[
            (r#"{"kind":"open","x":1}"#, " additionalProperties <  oneOf"),
            (r#"{"kind":"Open"}"#, "/kind const <  oneOf"),
            (r#"["open"]"#, " type <  oneOf"),
            (r#"{"carrier":"x"}"#, " required <  oneOf"),
        ],
    );
    accepts(
        &model,
        "Adjacent",
        &[
            r#"{"kind":"open"}"#,
            r#"{"kind":"open","data":null}"#,
            r#"{"kind":"rate","data":1}"#,
        ],
    );
    refuses(
        &model,
        "Adjacent",
        &[
            (r#"{"kind":"open","data":{}}"#, "/data const <  oneOf"),
            (r#"{"kind":"rate"}"#, " required <  oneOf"),
            (
                r#"{"kind":"shipped","data":{"carrier":"x","y":1}}"#,
                "/data additionalProperties <  oneOf",
            ),
        ],
    );
    accepts(&model, "Untagged", &["null", "1.5", r#"{"carrier":"x"}"#]);
    refuses(
        &model,
        "Untagged",
        &[
            (r#"{"carrier":1}"#, "/carrier type <  anyOf"),
            (r#""x""#, " type <  anyOf"),
        ],
    );
}

#[test]
fn flattened_parts_are_all_or_nothing() {
    let state = Enum {
        tagging: Tagging::Internal {
            tag: "state".to_owned(),
        },
        variants: vec![
            variant("Open", VariantBody::Unit),
            variant(
                "Shipped",
                VariantBody::Struct(object(vec![field("carrier", Kind::Text)])),
            ),
        ],
    };
    let number = || Kind::Float { double: true };
    let model = model(vec![
        def(
            "Parcel",
            Shape::Object(object(vec![
                field("id", Kind::Integer(Int::U32)),
                flattened(field("audit", reference("Audit"))),
                flattened(optional(field("geo", reference("Geo")))),
                flattened(field("state", reference("State"))),
            ])),
        ),
        def(
            "Audit",
            Shape::Object(object(vec![field("by", Kind::Text)])),
        ),
        def(
            "Geo",
            Shape::Object(object(vec![field("lat", number()), field("lon", number())])),
        ),
        def("State", Shape::Enum(state)),
    ]);
    accepts(
        &model,
        "Parcel",
        &[
            r#"{"id":1,"by":"a","state":"open"}"#,
            r#"{"id":1,"by":"a","lat":1,"lon":2,"state":"shipped","carrier":"x"}"#,
        ],
    );
    refuses(
        &model,
        "Parcel",
        &[
            (
                r#"{"id":1,"by":"a","state":"open","x":1}"#,
                " additionalProperties",
            ),
            (r#"{"id":1,"by":"a","state":"open","lat":1}"#, " required"),
            (
                r#"{"id":1,"by":"a","state":"open","lat":null,"lon":null}"#,
                "/lat type; /lon type",
            ),
            (
                r#"{"id":1,"by":"a","state":"open","carrier":"x"}"#,
                " additionalProperties",
            ),
            (r#"{"id":1,"by":"a"}"#, " required <  oneOf"),
            (
                r#"{"id":1,"audit":{"by":"a"},"state":"open"}"#,
                " required;  additionalProperties",
            ),
        ],
    );
}

#[test]
fn keys_are_judged_as_text() {
    let map = |key| {
        Type::new(Kind::Map {
            key: Box::new(Type::new(key)),
            value: Box::new(Type::new(Kind::Bool)),
        })
    };
    let model = Model::default();
    let found = |key, text: &str| {
        Checker::new(&model)
            .check(&map(key), &parse(text).unwrap(), Direction::Read)
            .len()
    };
    assert_eq!(
        found(Kind::Integer(Int::U8), r#"{"0":true,"255":false}"#),
        0
    );
    for text in [
        r#"{"256":true}"#,
        r#"{"07":true}"#,
        r#"{"1.0":true}"#,
        r#"{"-1":true}"#,
        r#"{"+1":true}"#,
    ] {
        assert_eq!(found(Kind::Integer(Int::U8), text), 1, "{text}");
    }
    assert_eq!(found(Kind::Bool, r#"{"true":true,"True":true}"#), 1);
}
