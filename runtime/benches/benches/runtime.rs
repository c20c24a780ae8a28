//! Bytes to checked value, and the checks alone, side by side in one run: `cargo bench -p contractual-benches`.

mod documents;

use std::hint::black_box;

use contractual::Contract;
use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use documents::{Node, Order, large, nested, node_schema, order_schema, small};
use garde::Validate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    document::<Order>(&mut criterion, "small", &small(), &order_schema());
    document::<Order>(&mut criterion, "large", &large(), &order_schema());
    document::<Node>(&mut criterion, "nested", &nested(), &node_schema());
    criterion.final_summary();
}

fn document<T>(criterion: &mut Criterion, name: &str, text: &[u8], schema: &Value)
where
    T: Contract + DeserializeOwned + Serialize + Validate<Context = ()>,
{
    let validator = jsonschema::validator_for(schema).expect("the schema is valid");
    let value: Value = serde_json::from_slice(text).expect("the document is JSON");
    let read = T::from_json(text).unwrap_or_else(|found| panic!("{found}"));
    assert!(validator.is_valid(&value) && read.validate().is_ok() && read.check().is_ok());

    let mut group = criterion.benchmark_group(format!("{name}/bytes to value"));
    group.throughput(Throughput::Bytes(text.len() as u64));
    bench(&mut group, "serde_json, unchecked", || {
        serde_json::from_slice::<T>(black_box(text)).is_ok()
    });
    bench(&mut group, "contractual", || {
        T::from_json(black_box(text)).is_ok()
    });
    bench(&mut group, "serde_json and garde", || {
        serde_json::from_slice::<T>(black_box(text)).is_ok_and(|read| read.validate().is_ok())
    });
    bench(&mut group, "Value and jsonschema", || {
        serde_json::from_slice::<Value>(black_box(text))
            .is_ok_and(|value| validator.is_valid(&value))
    });
    group.finish();

    let mut group = criterion.benchmark_group(format!("{name}/checks alone"));
    bench(&mut group, "contractual", || {
        black_box(&read).check().is_ok()
    });
    bench(&mut group, "garde", || black_box(&read).validate().is_ok());
    bench(&mut group, "jsonschema", || {
        validator.is_valid(black_box(&value))
    });
    group.finish();
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, mut run: impl FnMut() -> bool) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| assert!(run(), "{name} refuses the document"));
    });
}
