//! schemars' `JsonSchema` of every entity means what the schema file means: one verdict on every case and every fixture, and every
//! reference leads somewhere.

use std::path::Path;

use constructs::entities;
use schemars1::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

/// The schema of a type, as schemars makes it.
fn schema_of<T: JsonSchema>() -> Schema {
    SchemaGenerator::new(SchemaSettings::draft2020_12()).into_root_schema_for::<T>()
}

type Make = fn() -> Schema;

fn all() -> Vec<(&'static str, Make)> {
    entities!(schema_of)
}

fn engine(name: &str, schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|why| panic!("{name}: {why}"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The texts of the cases and of the fixtures of a contract.
fn texts(name: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for kind in ["accept", "reject"] {
        let lines = read(&root.join(format!("cases/{name}.{kind}.jsonl")));
        found.extend(
            lines
                .lines()
                .map(|line| line.trim_start_matches('@').to_owned()),
        );
    }
    let start = format!("{}.", contractual_model::naming::kebab(name));
    let folder = root.join("tests/contracts/fixtures");
    for entry in std::fs::read_dir(folder).expect("the fixtures").flatten() {
        if entry.file_name().to_string_lossy().starts_with(&start) {
            found.push(read(&entry.path()));
        }
    }
    found
}

#[test]
fn schemars_gives_the_verdict_of_the_schema_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut judged = 0;
    for (name, make) in all() {
        let made = engine(name, &make().to_value());
        let file = contractual_model::naming::entity(name, 1);
        let file = read(&root.join(format!("docs/contracts/{file}.schema.json")));
        let file = engine(
            name,
            &serde_json::from_str(&file).expect("a schema is JSON"),
        );
        for text in texts(name) {
            let Ok(value) = serde_json::from_str::<Value>(&text) else {
                continue;
            };
            judged += 1;
            assert_eq!(
                made.is_valid(&value),
                file.is_valid(&value),
                "{name}: {text}"
            );
        }
    }
    assert!(judged > 1000, "only {judged} values were judged");
}

#[test]
fn one_generator_takes_all_types() {
    let mut generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    for (_, make) in all() {
        // Names are unique, so definitions of one type never hide those of another.
        let _ = make();
    }
    fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
        generator.subschema_for::<T>();
    }
    type Add = fn(&mut SchemaGenerator);
    let adders: Vec<(&str, Add)> = entities!(add);
    for (_, add) in adders {
        add(&mut generator);
    }
    let known = generator.definitions().clone();
    let text = Value::Object(known.clone()).to_string();
    for part in text.split("\"$ref\":\"#/$defs/").skip(1) {
        let name = part.split('"').next().unwrap_or_default();
        assert!(known.contains_key(name), "nothing is called {name}");
    }
}
