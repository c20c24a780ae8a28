//! Bytes to checked value, and the checks alone, side by side in one run: `cargo xtask bench runtime`.
//!
//! Criterion's groups come first, then every goal with its ratio; `cargo xtask bench runtime goals` prints the goals alone.

mod documents;
mod goals;

use std::hint::black_box;
use std::time::Duration;

use contractual::Contract;
use criterion::{Criterion, Throughput};
use documents::{Node, Order, large, nested, node_schema, order_schema, small};
use garde::Validate;
use goals::{Contestant, Demand, fastest, report};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn main() {
    let criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .sample_size(50);
    let mut criterion = match std::env::args().any(|word| word == "goals") {
        true => None,
        false => Some(criterion.configure_from_args()),
    };
    let mut goals = Vec::new();
    goals.extend(document::<Order>(
        &mut criterion,
        "small",
        &small(),
        &order_schema(),
    ));
    goals.extend(document::<Node>(
        &mut criterion,
        "nested",
        &nested(),
        &node_schema(),
    ));
    goals.extend(document::<Order>(
        &mut criterion,
        "large",
        &large(),
        &order_schema(),
    ));
    if let Some(criterion) = criterion {
        criterion.final_summary();
    }
    println!("The fastest of many short rounds in turn:");
    for goal in goals {
        println!("{goal}");
    }
}

/// Measures one document; the goals with their ratios.
fn document<T>(
    criterion: &mut Option<Criterion>,
    name: &str,
    text: &[u8],
    schema: &Value,
) -> [String; 5]
where
    T: Contract + DeserializeOwned + Serialize + Validate<Context = ()>,
{
    let validator = jsonschema::validator_for(schema).expect("the schema is valid");
    let value: Value = serde_json::from_slice(text).expect("the document is JSON");
    let read = T::from_json(text).unwrap_or_else(|found| panic!("{found}"));
    assert!(validator.is_valid(&value) && read.validate().is_ok() && read.check().is_ok());

    let whole = [
        Contestant::new("contractual", || T::from_json(black_box(text)).is_ok()),
        Contestant::new("serde_json, unchecked", || {
            serde_json::from_slice::<T>(black_box(text)).is_ok()
        }),
        Contestant::new("serde_json and garde", || {
            serde_json::from_slice::<T>(black_box(text)).is_ok_and(|read| read.validate().is_ok())
        }),
        Contestant::new("Value and jsonschema", || {
            serde_json::from_slice::<Value>(black_box(text))
                .is_ok_and(|value| validator.is_valid(&value))
        }),
    ];
    let checks = [
        Contestant::new("contractual", || black_box(&read).check().is_ok()),
        Contestant::new("garde", || black_box(&read).validate().is_ok()),
        Contestant::new("jsonschema", || validator.is_valid(black_box(&value))),
    ];
    if let Some(criterion) = criterion {
        group(criterion, name, "bytes to value", text.len(), &whole);
        group(criterion, name, "checks alone", text.len(), &checks);
    }
    let [ours, serde, garde, jsonschema] = fastest(&whole)[..] else {
        unreachable!("there are four");
    };
    let [checks, checks_garde, checks_jsonschema] = fastest(&checks)[..] else {
        unreachable!("there are three");
    };
    let line = |what, ours, other, demand| report(name, what, ours, other, demand);
    [
        line(
            "bytes to value, beside from_slice",
            ours,
            serde,
            Demand::AtMost(1.3),
        ),
        line(
            "bytes to value, beside Value + jsonschema",
            ours,
            jsonschema,
            Demand::AtLeast(1.8),
        ),
        line(
            "bytes to value, beside from_slice + garde",
            ours,
            garde,
            Demand::Faster,
        ),
        line(
            "checks alone, beside jsonschema",
            checks,
            checks_jsonschema,
            Demand::AtLeast(5.0),
        ),
        line(
            "checks alone, beside garde",
            checks,
            checks_garde,
            Demand::Faster,
        ),
    ]
}

fn group(
    criterion: &mut Criterion,
    name: &str,
    what: &str,
    bytes: usize,
    contestants: &[Contestant<'_>],
) {
    let mut group = criterion.benchmark_group(format!("{name}/{what}"));
    group.throughput(Throughput::Bytes(bytes as u64));
    for one in contestants {
        group.bench_function(one.name, |bencher| {
            bencher.iter(|| assert!((one.run)(), "{} refuses the document", one.name));
        });
    }
    group.finish();
}
