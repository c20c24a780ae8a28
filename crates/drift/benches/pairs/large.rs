//! Documents of unusual size.

use contractual_drift::compat::{Direction, Options, compare_openapi, compare_schemas};
use contractual_model::json::{Json, parse};

use super::figures::{millis, now};

fn read(text: &str) -> Json {
    parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// An object of many members, each with a definition of its own.
fn wide(members: usize, maximum: u32) -> Json {
    let mut text = String::from("{\"type\":\"object\",\"properties\":{");
    for at in 0..members {
        let comma = if at == 0 { "" } else { "," };
        text.push_str(&format!("{comma}\"m{at}\":{{\"$ref\":\"#/$defs/d{at}\"}}"));
    }
    text.push_str("},\"$defs\":{");
    for at in 0..members {
        let comma = if at == 0 { "" } else { "," };
        let maximum = if at == 7 { maximum } else { 100 };
        text.push_str(&format!("{comma}\"d{at}\":{{\"type\":\"integer\",\"maximum\":{maximum},\"description\":\"the member number {at} of a wide object\"}}"));
    }
    text.push_str("}}");
    read(&text)
}

/// Definitions that refer to each other, one to the next.
fn chain(links: usize, maximum: u32) -> Json {
    let mut text = String::from("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for at in 0..links {
        text.push_str(&format!(
            "\"d{at}\":{{\"type\":\"object\",\"properties\":{{\"next\":{{\"$ref\":\"#/$defs/d{}\"}}}}}},",
            at + 1
        ));
    }
    text.push_str(&format!(
        "\"d{links}\":{{\"type\":\"integer\",\"maximum\":{maximum}}}}}}}"
    ));
    read(&text)
}

/// A list of texts and nothing else.
fn texts(count: usize, last: &str) -> Json {
    let texts: Vec<String> = (0..count)
        .map(|at| format!("\"a longer text that is number {at}\""))
        .collect();
    read(&format!("{{\"enum\":[{},\"{last}\"]}}", texts.join(",")))
}

/// Tagged variants.
fn variants(count: usize, maximum: u32) -> Json {
    let variants: Vec<String> = (0..count)
        .map(|at| {
            let maximum = if at == 7 { maximum } else { 100 };
            format!("{{\"type\":\"object\",\"required\":[\"tag\"],\"properties\":{{\"tag\":{{\"const\":\"v{at}\"}},\"n\":{{\"type\":\"integer\",\"maximum\":{maximum}}}}}}}")
        })
        .collect();
    read(&format!("{{\"oneOf\":[{}]}}", variants.join(",")))
}

/// An API of that many operations over a few shared schemas.
fn api(paths: usize, maximum: u32) -> Json {
    let paths: Vec<String> = (0..paths)
        .map(|at| {
            let body = "{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Item\"}}}";
            format!("\"/p{at}/{{id}}\":{{\"put\":{{\"parameters\":[{{\"name\":\"id\",\"in\":\"path\",\"required\":true,\"schema\":{{\"type\":\"integer\"}}}}],\"requestBody\":{{\"required\":true,\"content\":{body}}},\"responses\":{{\"200\":{{\"description\":\"ok\",\"content\":{body}}}}}}}}}")
        })
        .collect();
    read(&format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"paths\":{{{}}},\"components\":{{\"schemas\":{{\"Item\":{{\"type\":\"object\",\"properties\":{{\"n\":{{\"type\":\"integer\",\"maximum\":{maximum}}}}}}}}}}}}}",
        paths.join(",")
    ))
}

fn pattern(text: &str) -> Json {
    let mut out = Json::object();
    out.set("type", "string");
    out.set("pattern", text);
    out
}

/// Compares them and prints the time that each took.
pub(crate) fn print() {
    let mut alias = String::from("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
    for at in 0..90 {
        alias.push_str(&format!("\"d{at}\":{{\"$ref\":\"#/$defs/d{}\"}},", at + 1));
    }
    let alias = |kind: &str| read(&format!("{alias}\"d90\":{{\"type\":\"{kind}\"}}}}}}"));
    let shapes = [
        (
            "object of 10,000 members",
            wide(10_000, 100),
            wide(10_000, 50),
        ),
        (
            "object of 60,000 members (10 MB)",
            wide(60_000, 100),
            wide(60_000, 50),
        ),
        (
            "chain of 3,000 objects",
            chain(3_000, 100),
            chain(3_000, 50),
        ),
        ("chain of 90 references", alias("integer"), alias("number")),
        (
            "enum of 250,000 texts (10 MB)",
            texts(250_000, "old"),
            texts(250_000, "new"),
        ),
        (
            "union of 300 tagged variants",
            variants(300, 100),
            variants(300, 50),
        ),
        ("API of 2,000 operations", api(2_000, 100), api(2_000, 50)),
        (
            "pattern of nested repeats",
            pattern("^(a+)+$"),
            pattern("^((a|b)+)+$"),
        ),
        (
            "pattern of many states",
            pattern("^(.{1,99}x){1,99}$"),
            pattern("^(.{1,98}x){1,99}$"),
        ),
        (
            "pattern of blown-up subsets",
            pattern("^(a|b)*a(a|b){18}$"),
            pattern("^(a|b)*b(a|b){18}$"),
        ),
    ];
    for (name, old, new) in shapes {
        let start = now();
        let options = Options::new(Direction::Both);
        let found = match new.get("openapi") {
            Some(_) => compare_openapi(&old, &new, &options),
            None => compare_schemas(&old, &new, &options),
        };
        let words = match &found {
            Ok(found) => format!(
                "{}, {} findings",
                found.verdict.name(),
                found.findings.len()
            ),
            Err(error) => error.to_string(),
        };
        let spent = millis(now().saturating_sub(start));
        println!("{name}: {spent:.0} ms ({words})");
    }
}
