//! The constructs of the worked examples, one root each, in one model.

use contractual_model::{
    Additional, Bound, Constraints, Direction, Field, Format, Int, Kind, Model, Tagging, Type,
    TypeDef, TypeId, VariantBody, json::Number,
};

use super::*;

/// All examples. Every root is an entity.
pub fn examples() -> Model {
    let mut types = Vec::new();
    types.extend(jobs::jobs().types.into_values());
    types.extend(scalars());
    types.extend(enums());
    types.extend(containers());
    types.extend(objects());
    types.extend(relations());
    let mut model = model(types);
    model.apis = jobs::jobs().apis;
    model
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|| panic!("{text}"))
}

pub fn double() -> Type {
    Type::new(Kind::Float { double: true })
}

fn scalars() -> Vec<TypeDef> {
    let terms = vec![
        field("id", int(Int::U32)),
        option("memo", text()),
        renamed(default("net_days", int(Int::U16), "30"), "netDays"),
        renamed(nullable("approved_by", text()), "approvedBy"),
        renamed(optional("grace_days", int(Int::U16)), "graceDays"),
        Field {
            tri_state: true,
            ..option("discount", int(Int::U8))
        },
    ];
    let reading = vec![
        field("channel", int(Int::I8)),
        field(
            "sequence",
            with(int(Int::U64), |c| c.max = bound(9_007_199_254_740_991)),
        ),
        field(
            "share",
            with(double(), |c| {
                c.min = Some(Bound {
                    value: number("0"),
                    exclusive: true,
                });
                c.max = bound(1);
            }),
        ),
        field(
            "step",
            with(int(Int::I32), |c| c.multiple_of = Some(number("5"))),
        ),
        field(
            "width",
            with(int(Int::U8), |c| {
                c.one_of = Some(vec![json("1"), json("2"), json("4")])
            }),
        ),
    ];
    let payment = vec![
        field("id", reference("PaymentId")),
        field("amount", reference("Amount")),
        field("ledger", reference("Int64Text")),
        option("token", reference("Token")),
    ];
    vec![
        entity(alias("CustomerId", matching("^cus_[0-9a-z]{4}$"))),
        entity(structure("Terms", terms)),
        entity(structure("Reading", reading)),
        entity(structure("Payment", payment)),
        alias("PaymentId", written(Format::Uuid)),
        alias(
            "Amount",
            matching(r"^(?:[1-9][0-9]{0,9}\.[0-9]{2}|0\.(?:[1-9][0-9]|0[1-9]))$"),
        ),
        alias("Int64Text", matching("^(?:0|-?[1-9][0-9]{0,18})$")),
        alias(
            "Token",
            with(written(Format::Base64), |c| c.max_length = Some(8)),
        ),
        entity(words(
            "Carrier",
            &[
                ("DHLExpress", "d-h-l-express"),
                ("RoyalMail2", "royal-mail2"),
                ("Ups", "UPS"),
            ],
        )),
    ]
}

fn newtype(ident: &str, name: &str, ty: Type) -> contractual_model::Variant {
    variant(ident, name, VariantBody::Newtype(ty))
}

fn enums() -> Vec<TypeDef> {
    let dispatch = vec![
        unit("CollectInStore", "collectInStore"),
        variant(
            "Courier",
            "courier",
            VariantBody::Struct(object(vec![
                renamed(field("tracking_no", text()), "trackingNo"),
                option("insured", Type::new(Kind::Bool)),
            ])),
        ),
        variant(
            "Locker",
            "locker",
            VariantBody::Tuple(vec![with(int(Int::U8), |c| c.max = bound(99)), text()]),
        ),
        newtype("Drone", "drone", double()),
    ];
    let source = vec![
        newtype("BankTransfer", "bank_transfer", reference("Account")),
        newtype("StandingOrder", "standing_order", reference("Account")),
        variant(
            "GiftCard",
            "gift_card",
            VariantBody::Struct(object(vec![renamed(field("card_no", text()), "cardNo")])),
        ),
        unit("OnAccount", "on_account"),
    ];
    let promotion = vec![
        newtype("Rate", "rate", double()),
        variant(
            "Bundle",
            "bundle",
            VariantBody::Struct(object(vec![
                field("sku", text()),
                field("free", int(Int::U8)),
            ])),
        ),
        unit("Gift", "gift"),
        variant(
            "Pair",
            "pair",
            VariantBody::Tuple(vec![int(Int::U8), int(Int::U8)]),
        ),
    ];
    let quantity = vec![
        newtype("Flag", "Flag", Type::new(Kind::Bool)),
        newtype("Code", "Code", reference("Code")),
        newtype("Short", "Short", reference("Short")),
        newtype("Long", "Long", reference("Long")),
    ];
    vec![
        entity(choice("Dispatch", Tagging::External, dispatch)),
        structure("Account", vec![field("number", text())]),
        entity(choice(
            "PaymentSource",
            Tagging::Internal {
                tag: "method".to_owned(),
            },
            source,
        )),
        entity(choice(
            "Promotion",
            Tagging::Adjacent {
                tag: "kind".to_owned(),
                content: "data".to_owned(),
            },
            promotion,
        )),
        alias("Code", with(text(), |c| c.min_length = Some(2))),
        structure(
            "Short",
            vec![field("qty", with(int(Int::U8), |c| c.max = bound(9)))],
        ),
        structure(
            "Long",
            vec![field("qty", int(Int::I64)), option("unit", text())],
        ),
        entity(choice("Quantity", Tagging::Untagged, quantity)),
    ]
}

fn map(key: Type, value: Type) -> Type {
    Type::new(Kind::Map {
        key: Box::new(key),
        value: Box::new(value),
    })
}

fn containers() -> Vec<TypeDef> {
    let basket = vec![
        field("skus", Type::new(Kind::Set(Box::new(text())))),
        field("rgb", Type::new(Kind::Array(Box::new(int(Int::U8)), 3))),
        field("at", Type::new(Kind::Tuple(vec![double(), double()]))),
        field(
            "extra",
            with(list(Type::new(Kind::Any)), |c| {
                c.max_items = Some(2);
                c.unique = true;
            }),
        ),
    ];
    let labels = map(
        matching("^[a-z]{1,8}$"),
        with(text(), |c| c.max_length = Some(4)),
    );
    let stock = vec![
        field("labels", with(labels, |c| c.max_properties = Some(2))),
        option("by_shelf", map(int(Int::U8), int(Int::U32))),
        option("by_unit", map(reference("Unit"), int(Int::U32))),
    ];
    let node = vec![
        field("slug", matching("^[a-z]+$")),
        default("children", list(reference("Node")), "[]"),
    ];
    let page = vec![
        field(
            "items",
            with(list(reference("Node")), |c| c.max_items = Some(2)),
        ),
        nullable("next", text()),
    ];
    let mut page = structure("PageOfNode", page);
    page.id = TypeId("acme::Page<acme::Node>".to_owned());
    vec![
        entity(structure("Basket", basket)),
        words("Unit", &[("Box", "box"), ("Pallet", "pallet")]),
        entity(structure("Stock", stock)),
        structure("Node", node),
        entity(page),
    ]
}

fn objects() -> Vec<TypeDef> {
    let state = vec![
        unit("Open", "open"),
        variant(
            "Shipped",
            "shipped",
            VariantBody::Struct(object(vec![field("carrier", text())])),
        ),
    ];
    let parcel = vec![
        field("id", int(Int::U32)),
        flatten(field("audit", reference("Audit"))),
        flatten(option("geo", reference("Geo"))),
        flatten(field("state", reference("State"))),
    ];
    let mut counters = object(vec![field("name", text())]);
    counters.additional = Additional::Typed(Box::new(int(Int::I32)));
    let mut family_name = field("family_name", text());
    family_name.aliases.push("surname".to_owned());
    let contact = vec![
        family_name,
        renamed(field("tier", int(Int::U8)), "class"),
        renamed(option("links", int(Int::U8)), "_links"),
        renamed(option("reference", int(Int::U8)), "$ref"),
        field("schema", int(Int::U8)),
    ];
    vec![
        structure(
            "Audit",
            vec![field("by", text()), field("at", int(Int::U32))],
        ),
        structure("Geo", vec![field("lat", double()), field("lon", double())]),
        choice(
            "State",
            Tagging::Internal {
                tag: "state".to_owned(),
            },
            state,
        ),
        entity(structure("Parcel", parcel)),
        entity(def("Counters", Shape::Object(counters))),
        entity(structure("Contact", contact)),
    ]
}

fn relations() -> Vec<TypeDef> {
    let report = vec![
        field("state", reference("Progress")),
        option("reason", text()),
        option("email", text()),
        option("phone", text()),
        field("low", int(Int::I32)),
        field("high", int(Int::I32)),
    ];
    let report = rule(
        structure("Report", report),
        "failure",
        "state == \"failed\" <=> present(reason)",
    );
    let report = rule(
        rule(report, "one_contact", "exactly_one(email, phone)"),
        "order",
        "low <= high",
    );
    let mut patch = object(vec![
        optional("name", with(text(), |c| c.min_length = Some(1))),
        Field {
            tri_state: true,
            ..option("note", text())
        },
    ]);
    patch.constraints = Constraints {
        min_properties: Some(1),
        ..Constraints::default()
    };
    vec![
        words("Progress", &[("Running", "running"), ("Failed", "failed")]),
        entity(report),
        entity(def("JobPatch", Shape::Object(patch))),
    ]
}

/// The value and verdict lists: type name, mark, JSON text.
pub fn verdicts() -> Vec<(String, char, String)> {
    let mut found = Vec::new();
    let mut name = String::new();
    for line in include_str!("../examples.txt").lines() {
        if let Some(rest) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
            && !rest.contains(' ')
        {
            name = rest.to_owned();
        } else if let Some((mark @ ("+" | "-" | "@"), text)) = line.split_once(' ') {
            found.push((
                name.clone(),
                mark.chars().next().unwrap_or('+'),
                text.to_owned(),
            ));
        }
    }
    found
}

/// What the model itself says to a value.
pub fn meaning(model: &Model, name: &str, text: &str) -> bool {
    let Ok(value) = contractual_model::json::parse(text) else {
        return false;
    };
    let def = model
        .types
        .values()
        .find(|def| def.name == name)
        .unwrap_or_else(|| panic!("no {name}"));
    contractual_model::meaning::Checker::new(model)
        .check_id(&def.id, &value, Direction::Read)
        .is_empty()
}
