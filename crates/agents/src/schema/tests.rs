//! The schema layer and the contracts of the language say the same.

use std::collections::BTreeSet;
use std::path::Path;

use contractual::Contract;
use contractual_model::json::{self, Json};
use contractual_model::{Kind, Model, Shape as Form, Tagging, Type, VariantBody};

use super::shape::Shape;
use super::{check, tables, unknown};
use crate::dsl;
use crate::jsonschema::from_json;
use crate::load::{MemoryFiles, Sources};
use crate::value::Node;

/// Everything wrong with the shape of a value, known keys included.
fn verdict(node: &Node, shape: &'static Shape) -> Vec<String> {
    let mut out: Vec<String> = check(node, shape)
        .into_iter()
        .map(|issue| format!("{}: {}", issue.path, issue.message))
        .collect();
    if out.is_empty() && std::ptr::eq(shape, tables::document()) {
        let mut findings = Vec::new();
        unknown::check_unknown(node, &mut findings);
        // Where the contract is open, fixtures have a member `further`: the language wants an `x-` in front of it.
        let paths = findings.into_iter().map(|one| one.path);
        out.extend(paths.filter(|path| path.rsplit('.').next() != Some("further")));
    }
    out
}

#[test]
fn every_fixture_gets_the_verdict_of_its_contract() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/contracts/fixtures");
    let mut seen = [0_usize; 2];
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let shape = match name.split('.').next() {
            Some("agent-document") => tables::document(),
            Some("agent-configuration") => tables::configuration(),
            Some("agent-binding") => tables::binding(),
            _ => continue,
        };
        // Configurations and bindings keep their old promise: unknown keys are ignored, also where the contract is closed.
        if name.contains("unexpected") && !name.starts_with("agent-document") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let wrong = verdict(&from_json(&json::parse(&text).unwrap()), shape);
        let valid = name.contains(".valid");
        assert_eq!(wrong.is_empty(), valid, "{name}: {wrong:#?}");
        seen[usize::from(valid)] += 1;
    }
    assert!(seen[0] > 500 && seen[1] >= 9, "{seen:?}");
}

/// The kinds that tables can be made from, without the one that stands for everything else.
fn kinds(model: &Model) -> BTreeSet<String> {
    let mut odd = BTreeSet::new();
    let mut see = |ty: &Type| match &ty.kind {
        Kind::Text
        | Kind::Bool
        | Kind::Float { .. }
        | Kind::Integer(_)
        | Kind::List(_)
        | Kind::Map { .. }
        | Kind::AnyObject
        | Kind::Ref(_) => {}
        other => {
            odd.insert(format!("{other:?}"));
        }
    };
    for def in model.types.values() {
        def.visit_types(&mut see);
        if let Form::Enum(all) = &def.shape {
            let tagged = matches!(all.tagging, Tagging::Internal { .. })
                && all
                    .variants
                    .iter()
                    .all(|one| matches!(one.body, VariantBody::Newtype(_)));
            assert!(all.is_text() || tagged, "{}", def.name);
        }
    }
    odd
}

#[test]
fn the_types_use_only_what_tables_can_say() {
    for model in [
        dsl::Document::__entry().model(),
        dsl::Configuration::__entry().model(),
        dsl::Binding::__entry().model(),
    ] {
        assert_eq!(kinds(model), BTreeSet::new());
    }
}

#[test]
fn each_member_of_each_type_is_a_key_of_the_tables() {
    let root = json::parse(dsl::DOCUMENT_SCHEMA).unwrap();
    let Shape::Object(document) = tables::document() else {
        panic!("a document is an object");
    };
    let keys: Vec<&str> = document.fields.iter().map(|field| &*field.name).collect();
    let Some(Json::Object(members)) = root.get("properties") else {
        panic!("no properties");
    };
    let properties: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(keys, properties);
    assert_eq!(tables::node_types().len(), 18);
    assert_eq!(tables::node_types()[4], "execution_step");
}

#[test]
fn projects_are_values_of_the_contract() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = [
        "src/run/init/agent-contracts.yaml",
        "src/rules/example.yaml",
    ];
    for file in files {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let files = MemoryFiles::new([("/p/a.yaml", text)]);
        let node = Sources::new().yaml(&files, Path::new("/p/a.yaml")).unwrap();
        let value: serde_json::Value = serde_json::from_str(&crate::js::json(&node, 0)).unwrap();
        assert_eq!(dsl::Document::violations(&value), Vec::new(), "{file}");
        assert!(verdict(&node, tables::document()).is_empty(), "{file}");
        let typed: dsl::Document = serde_json::from_value(value).unwrap();
        assert!(!typed.agents.is_empty(), "{file}");
    }
}
