//! The tables of the worked examples before every judge: serde with the runtime, two JSON Schema engines, the OpenAPI component, ajv in
//! strict mode, the TypeScript check, and Pydantic from text and from a parsed value, with the pinned and with the newest versions.

use std::path::Path;

use contractual::Contract;
use contractual_tests_equivalence::{
    ByType, Case, Expected, Judge, Package, Tools, Verdict, disagreements, judge,
};
use worked_examples::{bodies, enums, flatten, generics, jobs, names, presence, relations, texts};

fn by_runtime<T: Contract + serde::de::DeserializeOwned>(text: &str) -> bool {
    T::from_json(text.as_bytes()).is_ok()
}

fn by_type(name: &str) -> ByType {
    match name {
        "JobSubmitRequest" => by_runtime::<jobs::JobSubmitRequest>,
        "CustomerId" => by_runtime::<texts::CustomerId>,
        "Terms" => by_runtime::<presence::Terms>,
        "Reading" => by_runtime::<bodies::Reading>,
        "Payment" => by_runtime::<texts::Payment>,
        "Carrier" => by_runtime::<texts::Carrier>,
        "Dispatch" => by_runtime::<enums::Dispatch>,
        "PaymentSource" => by_runtime::<enums::PaymentSource>,
        "Promotion" => by_runtime::<enums::Promotion>,
        "Quantity" => by_runtime::<enums::Quantity>,
        "Basket" => by_runtime::<bodies::Basket>,
        "Stock" => by_runtime::<bodies::Stock>,
        "Parcel" => by_runtime::<flatten::Parcel>,
        "Counters" => by_runtime::<flatten::Counters>,
        "PageOfNode" => by_runtime::<generics::Page<generics::Node>>,
        "Contact" => by_runtime::<names::Contact>,
        "Report" => by_runtime::<relations::Report>,
        "JobPatch" => by_runtime::<presence::JobPatch>,
        other => panic!("the table names `{other}`, which no type is"),
    }
}

/// The tables: `[Type]`, then a line for each value, `+` accepted, `-` refused, `@` refused by a rule that JSON Schema cannot say.
fn rows() -> Vec<(Case, Expected)> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/emit/tests/emit/examples.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut rows = Vec::new();
    let mut name = "";
    for line in text.lines() {
        if let Some((mark @ ("+" | "-" | "@"), value)) = line.split_once(' ') {
            let expected = Expected {
                accepts: mark == "+",
                in_schema: mark != "@",
            };
            rows.push((Case::new(name, value), expected));
        } else if let Some(rest) = line.strip_prefix('[') {
            name = rest.trim_end_matches(']');
        }
    }
    rows
}

#[test]
fn every_judge_gives_the_verdict_of_the_tables() {
    let package = Package::new(env!("CARGO_MANIFEST_DIR"), "acme_jobs");
    let rows = rows();
    let cases: Vec<Case> = rows.iter().map(|(case, _)| case.clone()).collect();
    let tools = Tools::find().unwrap_or_else(|why| panic!("{why}"));
    let all = judge(&tools, &package, &cases).unwrap_or_else(|why| panic!("{why}"));
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for ((case, expected), mut verdicts) in rows.iter().zip(all) {
        verdicts.push(Verdict {
            judge: Judge::Runtime,
            with: None,
            accepts: by_type(&case.contract)(&case.text),
        });
        // Two environments with four judges each, two engines in JavaScript, two in Rust.
        assert_eq!(
            verdicts.len(),
            12,
            "a judge is missing for {}: {verdicts:?}",
            case.contract
        );
        asked += verdicts.len();
        wrong.extend(disagreements(case, *expected, &verdicts));
    }
    println!("{} values, {asked} verdicts", rows.len());
    assert!(asked > 2000, "the tables are short: {asked} verdicts");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
