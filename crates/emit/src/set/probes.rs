//! The answers of the operational probes, for projects that declare none themselves.

use std::collections::BTreeMap;

use contractual_model::json::Json;
use contractual_model::{
    Additional, Constraints, Field, FieldSide, Kind, Model, Object, Shape, Type, TypeDef, TypeId,
};

/// Identity of the built-in answer of `/healthz`.
pub(crate) const HEALTH: &str = "contractual::probe::HealthResponse";
/// Identity of the built-in answer of `/readyz`.
pub(crate) const READY: &str = "contractual::probe::ReadyResponse";

/// The two answers.
pub(crate) fn probes(major: u32) -> Model {
    let one_of = |words: &[&str]| {
        let words = words.iter().map(|word| Json::from(*word)).collect();
        Type {
            kind: Kind::Text,
            constraints: Constraints {
                one_of: Some(words),
                ..Constraints::default()
            },
        }
    };
    let states = Kind::Map {
        key: Box::new(Type::new(Kind::Text)),
        value: Box::new(one_of(&["ok", "degraded", "down"])),
    };
    let health = [
        ("status", one_of(&["ok"])),
        ("service", Type::new(Kind::Text)),
        ("version", Type::new(Kind::Text)),
    ];
    let ready = [
        ("status", one_of(&["ready", "not_ready"])),
        ("checks", Type::new(states)),
    ];
    let types = [
        answer(HEALTH, major, "The service is alive.", health.into()),
        answer(
            READY,
            major,
            "Whether the service can do its work, and the state of what it depends on.",
            ready.into(),
        ),
    ];
    Model {
        types: types
            .into_iter()
            .map(|def| (def.id.clone(), def))
            .collect::<BTreeMap<_, _>>(),
        apis: Vec::new(),
    }
}

fn answer(id: &str, major: u32, docs: &str, fields: Vec<(&str, Type)>) -> TypeDef {
    let fields = fields.into_iter().map(|(name, ty)| {
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
            ty,
            default: None,
            tri_state: false,
            flatten: false,
            docs: String::new(),
            deprecated: None,
            read_only: false,
            write_only: false,
            examples: Vec::new(),
        }
    });
    TypeDef {
        id: TypeId(id.to_owned()),
        name: id.rsplit("::").next().unwrap_or(id).to_owned(),
        major,
        release: None,
        entity: true,
        handover: None,
        schema_id: None,
        title: None,
        docs: docs.to_owned(),
        deprecated: None,
        examples: Vec::new(),
        shape: Shape::Object(Object {
            fields: fields.collect(),
            additional: Additional::Closed,
            constraints: Constraints::default(),
        }),
        written: None,
        rules: Vec::new(),
    }
}
