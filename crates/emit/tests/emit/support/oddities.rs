//! Constructs beyond the worked examples: open enums, old names of variants, recursion through aliases, every written form, names that
//! Python cannot use, long text, relations of every kind, types that look different when written.

use contractual_model::{
    Additional, Deprecation, Field, Format, Int, Kind, Model, Response, Tagging, Type, TypeDef,
    Variant, VariantBody,
};

use super::examples::double;
use super::jobs::{operation, response};
use super::*;

/// All of it, with an API that reads and writes some of the types.
pub fn oddities() -> Model {
    let mut types = Vec::new();
    types.extend(formats());
    types.extend(names());
    types.extend(choices());
    types.extend(recursion());
    types.extend(relations());
    types.extend(directions());
    let mut model = model(types);
    let mut api = jobs::jobs().apis.remove(0);
    let mut put = operation(
        contractual_model::Method::Put,
        "/v1/settings",
        "put_settings",
        "Change",
        Vec::new(),
    );
    put.body = Some(reference("Settings"));
    put.responses = vec![
        response(200, "Ok", "The settings.", "Settings"),
        Response {
            body: None,
            ..response(204, "Gone", "Nothing.", "Settings")
        },
    ];
    api.operations = vec![put];
    model.apis.push(api);
    model
}

fn formats() -> Vec<TypeDef> {
    let fields = Format::ALL
        .iter()
        .map(|format| field(&format.name().replace('-', "_"), written(*format)));
    let optional = Format::ALL.iter().map(|f| {
        option(
            &format!("maybe_{}", f.name().replace('-', "_")),
            written(*f),
        )
    });
    vec![entity(docs(
        structure("Forms", fields.chain(optional).collect()),
        "Every written form of text.",
    ))]
}

fn names() -> Vec<TypeDef> {
    let words = [
        "class",
        "json",
        "model_config",
        "date",
        "Any",
        "self",
        "_private",
        "9lives",
        "a-b",
        "data",
        "Ünï",
        "str",
    ];
    let mut fields: Vec<Field> = words
        .iter()
        .enumerate()
        .map(|(at, word)| renamed(field(&format!("field_{at}"), int(Int::U8)), word))
        .collect();
    let mut long = renamed(
        option(
            "long",
            with(
                list(matching(
                    "^(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda)$",
                )),
                |c| {
                    c.max_items = Some(3);
                    c.unique = true;
                },
            ),
        ),
        "aLongNameThatNeedsAnAliasAsItIsInCamelCase",
    );
    long.docs = "A description with \"quotes\", a backslash \\ and more words than fit on one line of a hundred characters, so that it has to be broken into pieces.\n\nSecond paragraph.".to_owned();
    long.deprecated = Some(Deprecation::default());
    fields.push(long);
    let mut short = field("short", text());
    short.docs = "It's short.".to_owned();
    fields.push(short);
    fields.push(default("quoted", text(), r#""say \"hi\" to 'them'\n""#));
    fields.push(default("point", reference("Point"), r#"{"x": 1, "y": 2}"#));
    fields.push(default(
        "matrix",
        list(list(int(Int::I16))),
        "[[1, 2], [3]]",
    ));
    fields.push(default(
        "nothing",
        Type::new(Kind::Map {
            key: Box::new(text()),
            value: Box::new(text()),
        }),
        "{}",
    ));
    fields.push(field("null", Type::new(Kind::Null)));
    fields.push(field("letter", Type::new(Kind::Char)));
    fields.push(option("free", Type::new(Kind::Any)));
    fields.push(field("loose", Type::new(Kind::AnyObject)));
    fields.push(field("single", Type::new(Kind::Float { double: false })));
    fields.push(field(
        "flag",
        with(Type::new(Kind::Bool), |c| c.constant = Some(true.into())),
    ));
    fields.push(field(
        "half",
        with(double(), |c| c.one_of = Some(vec![json("0.5"), json("1")])),
    ));
    vec![
        entity(docs(
            structure("Names", fields),
            "Names\nof all \"kinds\"\\ \"",
        )),
        structure(
            "Point",
            vec![field("x", int(Int::I32)), field("y", int(Int::I32))],
        ),
        structure("Empty", vec![]),
    ]
}

fn choices() -> Vec<TypeDef> {
    let other = Variant {
        other: true,
        ..unit("Other", "other")
    };
    let old = Variant {
        aliases: vec!["colour".to_owned()],
        ..unit("Color", "color")
    };
    let keyed = variant(
        "Sized",
        "sized",
        VariantBody::Struct(object(vec![field("size", int(Int::U8))])),
    );
    let old_sized = Variant {
        aliases: vec!["big".to_owned()],
        ..keyed.clone()
    };
    let bare = Variant {
        untagged: true,
        ..variant("Bare", "Bare", VariantBody::Newtype(int(Int::U32)))
    };
    vec![
        entity(choice(
            "OpenWord",
            Tagging::External,
            vec![unit("A", "a"), other.clone()],
        )),
        entity(choice(
            "OldWord",
            Tagging::External,
            vec![old.clone(), unit("Shape", "shape")],
        )),
        entity(choice(
            "OpenTag",
            Tagging::Internal {
                tag: "@type".to_owned(),
            },
            vec![old_sized.clone(), other.clone()],
        )),
        entity(choice(
            "OldTag",
            Tagging::Internal {
                tag: "type".to_owned(),
            },
            vec![old_sized.clone(), unit("B", "b")],
        )),
        entity(choice(
            "MixedOther",
            Tagging::External,
            vec![keyed.clone(), unit("A", "a"), other],
        )),
        entity(choice("OldKey", Tagging::External, vec![old_sized, old])),
        entity(choice(
            "TaggedOrBare",
            Tagging::Internal {
                tag: "t".to_owned(),
            },
            vec![keyed.clone(), bare],
        )),
        entity(choice(
            "OnlyOne",
            Tagging::Internal {
                tag: "t".to_owned(),
            },
            vec![keyed],
        )),
        entity(choice(
            "Anything",
            Tagging::Untagged,
            vec![
                unit("Nothing", "Nothing"),
                variant(
                    "Pair",
                    "Pair",
                    VariantBody::Tuple(vec![int(Int::U8), text()]),
                ),
                variant(
                    "Named",
                    "Named",
                    VariantBody::Struct(object(vec![field("name", text())])),
                ),
                variant("Number", "Number", VariantBody::Newtype(int(Int::I32))),
            ],
        )),
        entity(structure(
            "Holder",
            vec![
                field("one", reference("OldTag")),
                option("two", reference("Anything")),
                field("many", list(reference("TaggedOrBare"))),
                option("word", reference("OldWord")),
                field("empty", reference("Empty")),
            ],
        )),
    ]
}

fn recursion() -> Vec<TypeDef> {
    let json = vec![
        unit("Null", "Null"),
        variant("Text", "Text", VariantBody::Newtype(text())),
        variant(
            "List",
            "List",
            VariantBody::Newtype(list(reference("Tree"))),
        ),
    ];
    let expression = vec![
        variant(
            "Value",
            "value",
            VariantBody::Struct(object(vec![field("value", double())])),
        ),
        variant(
            "Sum",
            "sum",
            VariantBody::Struct(object(vec![
                field("left", reference("Expression")),
                field("right", reference("Expression")),
            ])),
        ),
    ];
    vec![
        entity(choice("Tree", Tagging::Untagged, json)),
        entity(alias(
            "Forest",
            with(list(reference("Forest")), |c| c.max_items = Some(2)),
        )),
        entity(choice(
            "Expression",
            Tagging::Internal {
                tag: "op".to_owned(),
            },
            expression,
        )),
        structure(
            "Left",
            vec![
                option("right", reference("Right")),
                field("id", int(Int::U8)),
            ],
        ),
        structure(
            "Right",
            vec![option("left", reference("Left")), field("name", text())],
        ),
    ]
}

fn relations() -> Vec<TypeDef> {
    let line = structure(
        "Line",
        vec![
            field("sku", text()),
            field("amount", int(Int::U32)),
            option("rate", double()),
        ],
    );
    let mut order = structure(
        "Order",
        vec![
            field("lines", list(reference("Line"))),
            field("total", int(Int::U64)),
            option("discount", int(Int::U32)),
            option("from", reference("Moment")),
            option("until", reference("Moment")),
            option("coupon", text()),
            option("voucher", text()),
            option("gift", Type::new(Kind::Bool)),
            field("express", Type::new(Kind::Bool)),
            default("count", int(Int::U8), "1"),
        ],
    );
    for (name, expr) in [
        ("sums_up", "sum(lines.amount) == total"),
        ("each_once", "unique_by(lines, sku)"),
        ("not_before", "from < until"),
        ("together", "all_or_none(from, until)"),
        ("one_paper", "at_most_one(coupon, voucher)"),
        (
            "paper_or_discount",
            "present(discount) => at_least_one(coupon, voucher)",
        ),
        ("few_lines", "len(lines) <= 3 or express"),
        ("gift_is_express", "gift => express"),
        ("small", "discount <= total and total + 1 > discount - 1"),
        ("counted", "count < 9 or not express"),
    ] {
        order = rule(order, name, expr);
    }
    vec![
        entity(order),
        line,
        alias("Moment", written(Format::Timestamp)),
    ]
}

fn directions() -> Vec<TypeDef> {
    let mut seen = field("seen", text());
    seen.read = None;
    let mut secret = field("secret", text());
    secret.write = None;
    let mut open = structure(
        "Settings",
        vec![
            default("size", int(Int::U8), "3"),
            seen,
            secret,
            option("inner", reference("Inner")),
            option("release", reference("Release")),
        ],
    );
    // Read as text, written with its parts.
    let mut release = alias("Release", matching("^[0-9]+[.][0-9]+$"));
    let mut parts = vec![
        field("major", int(Int::U16)),
        field("unit", reference("Inner")),
    ];
    parts.iter_mut().for_each(|part| part.read = None);
    release.written = Some(Shape::Object(object(parts)));
    if let Shape::Object(object) = &mut open.shape {
        object.additional = Additional::Open;
    }
    vec![
        open,
        structure("Inner", vec![default("depth", int(Int::U8), "1")]),
        release,
    ]
}
