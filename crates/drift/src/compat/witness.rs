//! Values that may prove a break: smaller ones of a known witness, and mutations of known values where nothing was proved.

use std::collections::BTreeSet;

use contractual_model::json::{Json, Number};

use super::format;
use super::schema::{Graph, NodeId};

/// Values with one thing less, or one thing plainer, nearest first.
pub(crate) fn smaller(value: &Json) -> Vec<Json> {
    let mut out = Vec::new();
    match value {
        Json::Object(members) => {
            for at in 0..members.len() {
                let mut fewer = members.clone();
                fewer.remove(at);
                out.push(Json::Object(fewer));
            }
            for (at, (name, inner)) in members.iter().enumerate() {
                for plainer in smaller(inner) {
                    let mut changed = members.clone();
                    changed[at] = (name.clone(), plainer);
                    out.push(Json::Object(changed));
                }
            }
        }
        Json::Array(items) => {
            for at in 0..items.len().min(20) {
                let mut fewer = items.clone();
                fewer.remove(at);
                out.push(Json::Array(fewer));
            }
            for (at, inner) in items.iter().enumerate().take(20) {
                for plainer in smaller(inner) {
                    let mut changed = items.clone();
                    changed[at] = plainer;
                    out.push(Json::Array(changed));
                }
            }
        }
        Json::String(text) if text != "a" && !text.is_empty() => {
            out.push(Json::from("a"));
            let shorter: String = text.chars().skip(1).collect();
            out.push(Json::String(shorter));
        }
        Json::Number(number) if !number.is_zero() => out.push(Json::Number(Number::zero())),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
    out
}

/// Texts worth trying: literal parts of patterns, and texts of and beside formats.
pub(crate) fn words_of(graph: &mut Graph, roots: &[NodeId]) -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = roots.to_vec();
    while let Some(id) = open.pop() {
        if !seen.insert(id) || seen.len() > 500 {
            continue;
        }
        let flat = graph.flat(id);
        for pattern in &flat.patterns {
            let letters: String = pattern
                .chars()
                .filter(|c| c.is_alphanumeric() || "-_@. ".contains(*c))
                .take(40)
                .collect();
            words.insert(letters.clone());
            for piece in pattern
                .split(|c: char| !c.is_alphanumeric())
                .filter(|piece| !piece.is_empty())
                .take(12)
            {
                words.insert(piece.to_owned());
                words.insert(format!("{piece}{piece}"));
                words.insert(format!("{piece}-{piece}"));
            }
        }
        for name in &flat.formats {
            words.extend(format::examples(name).iter().map(|word| (*word).to_owned()));
        }
        open.extend(graph.reaches(id));
    }
    let alphabet = [
        "a", "b", "0", "A", "-", "aa", "ab", "a-a", "aa-aa", "aaa-a", "aa-a", "a-aa", " ",
    ];
    words.extend(
        format::STRANGERS
            .iter()
            .chain(&alphabet)
            .map(|word| (*word).to_owned()),
    );
    words.into_iter().collect()
}

/// Members and entries that are copied for all mutations of a value together.
const MAX_COPIED: usize = 1_000_000;

/// Mutations of the seeds, one scalar at a time, at most `limit`; of large seeds fewer.
pub(crate) fn mutations(seeds: &[Json], words: &[String], limit: usize) -> Vec<Json> {
    let mut out: Vec<Json> = seeds.iter().take(limit).cloned().collect();
    for seed in seeds {
        let limit = limit.min(out.len() + MAX_COPIED / size(seed).max(1));
        mutate(seed, words, &mut |value| {
            let room = out.len() < limit;
            if room {
                out.push(value());
            }
            room
        });
    }
    out
}

/// Parts of a value.
fn size(value: &Json) -> usize {
    1 + match value {
        Json::Array(items) => items.iter().map(size).sum::<usize>(),
        Json::Object(members) => members.iter().map(|(_, inner)| size(inner)).sum(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 0,
    }
}

/// Offers each mutation until one is declined; false then. What is declined is not built.
fn mutate(
    value: &Json,
    words: &[String],
    offer: &mut dyn FnMut(&dyn Fn() -> Json) -> bool,
) -> bool {
    match value {
        Json::String(_) => words
            .iter()
            .all(|word| offer(&|| Json::String(word.clone()))),
        Json::Number(number) => ["1", "-1", "0.5", "100", "-100", "1000000"]
            .iter()
            .filter_map(|step| Number::parse(step))
            .all(|step| offer(&|| Json::Number(number.plus(&step)))),
        Json::Bool(set) => offer(&|| Json::Bool(!set)),
        Json::Null => true,
        Json::Array(items) => {
            let longer = |first: &Json| {
                let mut longer = items.clone();
                longer.push(first.clone());
                Json::Array(longer)
            };
            offer(&|| Json::Array(Vec::new()))
                && items.first().is_none_or(|first| offer(&|| longer(first)))
                && items.iter().enumerate().all(|(at, inner)| {
                    mutate(inner, words, &mut |changed| {
                        offer(&|| {
                            let mut items = items.clone();
                            items[at] = changed();
                            Json::Array(items)
                        })
                    })
                })
        }
        Json::Object(members) => members.iter().enumerate().all(|(at, (name, inner))| {
            mutate(inner, words, &mut |changed| {
                offer(&|| {
                    let mut members = members.clone();
                    members[at] = (name.clone(), changed());
                    Json::Object(members)
                })
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::json::{parse, to_line};

    #[test]
    fn one_scalar_is_changed_at_a_time_and_the_limit_holds() {
        let seed = parse(r#"{"a": [true, 1], "b": "x"}"#).unwrap();
        let words = ["w".to_owned()];
        let all = mutations(std::slice::from_ref(&seed), &words, 100);
        let lines: Vec<String> = all.iter().map(to_line).collect();
        assert_eq!(lines.len(), 11, "{lines:?}");
        for line in [
            r#"{"a": [], "b": "x"}"#,
            r#"{"a": [true, 1, true], "b": "x"}"#,
            r#"{"a": [false, 1], "b": "x"}"#,
            r#"{"a": [true, 2], "b": "x"}"#,
            r#"{"a": [true, 1], "b": "w"}"#,
        ] {
            assert!(lines.iter().any(|known| known == line), "{line} {lines:?}");
        }
        assert_eq!(mutations(&[seed], &words, 3).len(), 3);
        let large = Json::Array((0..200_000).map(|n: i64| Json::from(n)).collect());
        assert!(mutations(&[large], &words, 2_000).len() < 10);
    }
}
