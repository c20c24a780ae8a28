//! File, groups and checks.

use std::collections::HashMap;

use contractual::member_names;
use contractual_yaml::Node;

use super::fields::{Fields, Reader, Unknown, add_note, place};
use super::step::{read_step, read_steps};
use super::tree::to_value;
use crate::document::{Check, Group, Place, Severity, Skip, Suite};
use crate::format::{self, InvariantSuite, WorkItemDetails};
use crate::instant::days_from_civil;
use crate::value::Value;

/// How many checks the tables of one file may make.
const MAX_CHECKS: usize = 100_000;

pub(crate) fn read_suite(reader: &mut Reader<'_>, root: &Node) -> Option<Suite> {
    if root.is_null() {
        let finding = reader.error(root, "empty_file", "the file is empty");
        add_note(
            finding,
            "a suite is a mapping",
            "begin with `version: 1` and `feature: …`",
        );
        return None;
    }
    let fields = reader.fields(root, "", &member_names::<InvariantSuite>(), Unknown::Warned)?;
    match fields.mapping.get("version") {
        None => reader.missing(&fields, "version", "1"),
        Some(node) => {
            if to_value(node) != Value::Number(1.into()) {
                reader.wrong(node, "version", "the number 1");
            }
        }
    }
    let feature = reader.required_text(&fields, "feature");
    let description = reader.optional_text(&fields, "description");
    let mut contracts = Vec::new();
    for (index, node) in reader
        .required_list(&fields, "contracts")
        .iter()
        .enumerate()
    {
        contracts.extend(read_group(reader, node, &format!("contracts[{index}]")));
    }
    let checks: usize = contracts.iter().map(|g| g.checks.len()).sum();
    if checks > MAX_CHECKS {
        reader.error(
            root,
            "too_many_checks",
            format!("the file makes {checks} checks; {MAX_CHECKS} is the limit"),
        );
    }
    Some(Suite {
        file: reader.file.to_owned(),
        feature: feature?,
        description,
        contracts,
    })
}

fn read_group(reader: &mut Reader<'_>, node: &Node, path: &str) -> Option<Group> {
    let fields = reader.fields(
        node,
        path,
        &member_names::<format::Group>(),
        Unknown::Warned,
    )?;
    let name = reader.required_text(&fields, "name");
    let description = reader.optional_text(&fields, "description");
    let setup = optional_steps(reader, &fields, "setup");
    let teardown = optional_steps(reader, &fields, "teardown");
    let mut checks = Vec::new();
    let mut seen: HashMap<String, Place> = HashMap::new();
    for (index, node) in reader.required_list(&fields, "checks").iter().enumerate() {
        let path = format!("{path}.checks[{index}]");
        let Some((check, cases)) = read_check(reader, node, &path) else {
            continue;
        };
        let id_node = node.get("id").unwrap_or(node);
        if let Some(first) = seen.get(&check.id) {
            let (id, line) = (check.id.clone(), first.line);
            let finding = reader.error(
                id_node,
                "duplicate_id",
                format!("`{path}.id`: the id `{id}` is used twice in this group"),
            );
            add_note(
                finding,
                &format!(
                    "its first use is in line {line}; a report could not tell the checks apart"
                ),
                "give each check of a group its own id",
            );
        } else {
            seen.insert(check.id.clone(), place(id_node));
        }
        expand(check, cases, &mut checks);
    }
    Some(Group {
        name: name?,
        description,
        setup,
        teardown,
        checks,
    })
}

fn optional_steps(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    key: &str,
) -> Vec<crate::document::Step> {
    let Some(node) = fields.mapping.get(key) else {
        return Vec::new();
    };
    let path = fields.path_of(key);
    match node.as_sequence() {
        Some(items) => items
            .iter()
            .enumerate()
            .filter_map(|(index, node)| read_step(reader, node, &format!("{path}[{index}]")))
            .collect(),
        None => {
            reader.wrong(node, &path, "a list of steps");
            Vec::new()
        }
    }
}

type Row = Vec<(String, Value)>;

/// A table makes one check of each row: `id[name]`, or `id[1]`.
fn expand(check: Check, rows: Option<Vec<Row>>, out: &mut Vec<Check>) {
    let Some(rows) = rows else {
        out.push(check);
        return;
    };
    for (index, row) in rows.into_iter().enumerate() {
        let named = row.iter().find(|(key, _)| key == "name");
        let name = named.and_then(|(_, v)| v.as_str().map(str::to_owned));
        let name = name.unwrap_or_else(|| (index + 1).to_string());
        out.push(Check {
            id: format!("{}[{name}]", check.id),
            data: row,
            ..check.clone()
        });
    }
}

fn read_check(
    reader: &mut Reader<'_>,
    node: &Node,
    path: &str,
) -> Option<(Check, Option<Vec<Row>>)> {
    let fields = reader.fields(
        node,
        path,
        &member_names::<format::Check>(),
        Unknown::Warned,
    )?;
    let id = reader.required_text(&fields, "id");
    let mut says = trimmed(reader.optional_text(&fields, "says"));
    let mut links = reader.optional_texts(&fields, "links");
    let work_item = read_work_item(reader, &fields, &mut says, &mut links);
    let tags = reader.optional_texts(&fields, "tags");
    let severity = read_severity(reader, &fields);
    let skip = read_skip(reader, &fields);
    let setup = optional_steps(reader, &fields, "setup");
    let teardown = optional_steps(reader, &fields, "teardown");
    let cases = read_cases(reader, &fields);
    let steps = read_steps(reader, &fields);
    Some((
        Check {
            id: id?,
            work_item,
            says,
            links,
            tags,
            severity,
            skip,
            setup,
            teardown,
            steps,
            data: Vec::new(),
            place: place(node),
        },
        cases,
    ))
}

fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// A string, or a mapping whose `says` and `links` win over the check's own.
fn read_work_item(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    says: &mut Option<String>,
    links: &mut Vec<String>,
) -> Option<String> {
    let node = fields.mapping.get("work_item")?;
    let path = fields.path_of("work_item");
    if let Some(text) = node.as_str() {
        return Some(text.trim().to_owned());
    }
    if node.as_mapping().is_none() {
        reader.wrong(
            node,
            &path,
            "a string, or a mapping with `key`, `says` and `links`",
        );
        return None;
    }
    let item = reader.fields(
        node,
        &path,
        &member_names::<WorkItemDetails>(),
        Unknown::Warned,
    )?;
    let key = match item.mapping.get("key") {
        Some(node) => reader.text(node, &item.path_of("key")),
        None => {
            reader.missing(&item, "key", "a string");
            None
        }
    };
    if let Some(own) = trimmed(reader.optional_text(&item, "says")) {
        *says = Some(own);
    }
    if item.mapping.get("links").is_some() {
        *links = reader.optional_texts(&item, "links");
    }
    key.map(|k| k.trim().to_owned())
}

fn read_severity(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Severity {
    let Some(node) = fields.mapping.get("severity") else {
        return Severity::Error;
    };
    match node.as_str() {
        Some("error") => Severity::Error,
        Some("warn") => Severity::Warn,
        _ => {
            reader.wrong(node, &fields.path_of("severity"), "`error` or `warn`");
            Severity::Error
        }
    }
}

/// Both keys are required: a skip without an end would be green for ever.
fn read_skip(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<Skip> {
    let node = fields.mapping.get("skip")?;
    let path = fields.path_of("skip");
    let skip = reader.fields(
        node,
        &path,
        &member_names::<format::Skip>(),
        Unknown::Refused,
    )?;
    let reason = reader.required_text(&skip, "reason");
    let until = reader.required_text(&skip, "until");
    let until = until?;
    match day_of(&until) {
        Some(until_day) => Some(Skip {
            reason: reason?,
            until,
            until_day,
        }),
        None => {
            let node = skip.mapping.get("until").unwrap_or(node);
            reader.wrong(node, &skip.path_of("until"), "a date such as 2026-12-31");
            None
        }
    }
}

/// Days since 1970-01-01 of `YYYY-MM-DD`.
fn day_of(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let mut next = |length: usize| {
        let part = parts.next()?;
        (part.len() == length && part.bytes().all(|b| b.is_ascii_digit())).then_some(part)
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    days_from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn read_cases(reader: &mut Reader<'_>, fields: &Fields<'_>) -> Option<Vec<Row>> {
    fields.mapping.get("cases")?;
    let path = fields.path_of("cases");
    let mut rows = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (index, node) in reader.required_list(fields, "cases").iter().enumerate() {
        let path = format!("{path}[{index}]");
        match to_value(node) {
            Value::Map(row) => {
                let name = row
                    .iter()
                    .find(|(k, _)| k == "name")
                    .and_then(|(_, v)| v.as_str());
                let name = name.map_or_else(|| (index + 1).to_string(), str::to_owned);
                if names.contains(&name) {
                    reader.error(
                        node,
                        "duplicate_id",
                        format!("`{path}`: the name `{name}` is used twice in this table"),
                    );
                }
                names.push(name);
                rows.push(row);
            }
            _ => reader.wrong(node, &path, "a mapping of names to values"),
        }
    }
    Some(rows)
}
