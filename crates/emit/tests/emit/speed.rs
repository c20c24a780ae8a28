//! How long emission takes in an unoptimised build, as Cargo builds build scripts.

use std::time::Instant;

use contractual_emit::{Existing, emit};
use contractual_model::{Int, Model, TypeDef};

use crate::support::*;

/// A thousand types: every tenth has a file of its own.
fn large(count: usize) -> Model {
    let types: Vec<TypeDef> = (0..count)
        .map(|at| match at % 10 {
            0 => {
                let mut fields: Vec<_> = (1..10)
                    .map(|next| {
                        field(
                            &format!("part_{next}"),
                            reference(&format!("Type{}", at + next)),
                        )
                    })
                    .collect();
                fields.push(option("note", with(text(), |c| c.max_length = Some(80))));
                entity(docs(structure(&format!("Type{at}"), fields), "An entity."))
            }
            1..=2 => words(
                &format!("Type{at}"),
                &[
                    ("Alpha", "alpha"),
                    ("BetaGamma", "beta_gamma"),
                    ("Delta", "delta"),
                ],
            ),
            3 => alias(&format!("Type{at}"), matching("^[a-z]{2,8}_[0-9]{4}$")),
            _ => docs(
                structure(
                    &format!("Type{at}"),
                    vec![
                        field("id", int(Int::U32)),
                        field("name", with(text(), |c| c.min_length = Some(1))),
                        option("memo", text()),
                        default("size", with(int(Int::U16), |c| c.max = bound(500)), "3"),
                        field("tags", list(text())),
                    ],
                ),
                "A part of an entity.",
            ),
        })
        .collect();
    model(types)
}

#[test]
fn a_thousand_types() {
    let model = large(1000);
    let all = project();
    let mut without_tests = project();
    without_tests.off = ["fixtures", "pytest"].map(str::to_owned).to_vec();
    for project in [&without_tests, &all] {
        let start = Instant::now();
        let emission = emit(&model, project, &Existing::default())
            .unwrap_or_else(|found| panic!("{found:#?}"));
        let bytes: usize = emission
            .artifacts
            .iter()
            .map(|artifact| artifact.text.len())
            .sum();
        println!(
            "{:?} for {} files, {bytes} bytes",
            start.elapsed(),
            emission.artifacts.len()
        );
    }
}
