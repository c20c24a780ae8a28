//! The worked examples of the constructs: the model, the schema, the component and the Pydantic model give each value one verdict.

use contractual_model::json::{Json, parse, to_line};
use contractual_model::naming;

use crate::support::emitted;
use crate::support::examples::{examples, meaning, verdicts};
use crate::tools;

#[test]
fn the_model_gives_the_verdicts_of_the_tables() {
    let model = examples();
    let wrong: Vec<String> = verdicts()
        .into_iter()
        .filter(|(name, mark, text)| meaning(&model, name, text) != (*mark == '+'))
        .map(|(name, mark, text)| format!("{name} {mark} {text}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_artifact_gives_the_verdicts_of_the_tables() {
    let folder = tools::written_out(&emitted(&examples()), "examples-verdicts");
    let cases = verdicts();
    let lines: Vec<String> = cases
        .iter()
        .map(|(name, _, text)| {
            let case = Json::Object(vec![
                ("type".to_owned(), name.as_str().into()),
                (
                    "entity".to_owned(),
                    format!("{}.schema.json", naming::entity(name, 1)).into(),
                ),
                ("text".to_owned(), text.as_str().into()),
            ]);
            to_line(&case)
        })
        .collect();
    for bin in tools::pythons() {
        let found = tools::judged(&bin, &folder, &lines);
        assert_eq!(found.len(), cases.len());
        let mut wrong = Vec::new();
        for ((name, mark, text), verdicts) in cases.iter().zip(&found) {
            let verdicts = parse(verdicts).unwrap_or_else(|e| panic!("{verdicts}: {e:?}"));
            let all = verdicts.as_object().unwrap_or_default();
            assert_eq!(all.len(), 4, "a judge is missing for {name}: {all:?}");
            for (judge, verdict) in all {
                let schema = judge == "schema" || judge == "component";
                let expected = *mark == '+' || (*mark == '@' && schema);
                if verdict.as_bool() != Some(expected) {
                    wrong.push(format!("{judge} says {verdict:?} to {name} {mark} {text}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}: {wrong:#?}", bin.display());
    }
}

#[test]
fn python_and_openapi_tools_accept_it() {
    let folder = tools::written_out(&emitted(&examples()), "examples");
    tools::check_project(&folder);
}
