//! How emission grows with the number of types.

use std::time::{Duration, Instant};

use contractual_emit::{Existing, emit};
use contractual_model::{Int, Model, TypeDef};

use crate::support::*;

/// That many types: every tenth has a file of its own.
fn types(count: usize) -> Model {
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

/// The shortest of a few emissions.
fn shortest(model: &Model) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            let emission = emit(model, &project(), &Existing::default())
                .unwrap_or_else(|found| panic!("{found:#?}"));
            assert!(
                emission
                    .warnings
                    .iter()
                    .all(|warning| warning.code != "no_fixture")
            );
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

#[test]
fn no_step_is_quadratic() {
    let (small, large) = (shortest(&types(60)), shortest(&types(480)));
    println!("60 types: {small:?}, 480 types: {large:?}");
    // Eight times the types; a step that compares every type with every other would take 64 times as long.
    assert!(
        large < small * 30,
        "60 types took {small:?}, 480 types {large:?}"
    );
}
