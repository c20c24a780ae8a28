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

/// Mutations of the seeds, one scalar at a time, at most `limit`.
pub(crate) fn mutations(seeds: &[Json], words: &[String], limit: usize) -> Vec<Json> {
    let mut out: Vec<Json> = seeds.to_vec();
    for seed in seeds {
        mutate(seed, words, &mut |value| out.push(value));
        if out.len() > limit {
            break;
        }
    }
    out.truncate(limit);
    out
}

fn mutate(value: &Json, words: &[String], emit: &mut dyn FnMut(Json)) {
    match value {
        Json::String(_) => words
            .iter()
            .for_each(|word| emit(Json::String(word.clone()))),
        Json::Number(number) => {
            for step in ["1", "-1", "0.5", "100", "-100", "1000000"] {
                if let Some(step) = Number::parse(step) {
                    emit(Json::Number(number.plus(&step)));
                }
            }
        }
        Json::Bool(set) => emit(Json::Bool(!set)),
        Json::Null => {}
        Json::Array(items) => {
            emit(Json::Array(Vec::new()));
            if let Some(first) = items.first() {
                let mut longer = items.clone();
                longer.push(first.clone());
                emit(Json::Array(longer));
            }
            for (at, inner) in items.iter().enumerate() {
                mutate(inner, words, &mut |changed| {
                    let mut items = items.clone();
                    items[at] = changed;
                    emit(Json::Array(items));
                });
            }
        }
        Json::Object(members) => {
            for (at, (name, inner)) in members.iter().enumerate() {
                mutate(inner, words, &mut |changed| {
                    let mut members = members.clone();
                    members[at] = (name.clone(), changed);
                    emit(Json::Object(members));
                });
            }
        }
    }
}
