//! The JSON form of a document, which a schema may judge (section 13.4).

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::outline::Document;

/// The JSON form, and the line of each node by its pointer.
pub(crate) fn to_json(document: &Document) -> (Value, HashMap<String, u32>) {
    let mut lines = HashMap::from([(String::new(), 1)]);
    let outline: Vec<_> = document
        .headings
        .iter()
        .filter(|heading| heading.top)
        .collect();
    let title = outline
        .iter()
        .find(|heading| heading.level == 1)
        .map(|heading| heading.text.clone());
    let front = document.front_matter.as_ref().and_then(|text| {
        let tree = contractual_yaml::parse_one(
            text,
            "front matter",
            &contractual_yaml::Options::default(),
        )
        .ok()?;
        let json = contractual_yaml::to_json(&tree.root).ok()?;
        serde_json::from_str(&contractual_model::json::to_line(&json)).ok()
    });
    let mut at = 0;
    let mut sections = Vec::new();
    while at < outline.len() {
        let pointer = format!("/sections/{}", sections.len());
        sections.push(section(document, &outline, &mut at, &pointer, &mut lines));
    }
    (
        json!({"title": title, "front_matter": front.unwrap_or(Value::Object(Map::new())), "sections": sections}),
        lines,
    )
}

fn section(
    document: &Document,
    outline: &[&super::outline::Heading],
    at: &mut usize,
    pointer: &str,
    lines: &mut HashMap<String, u32>,
) -> Value {
    let heading = outline[*at];
    *at += 1;
    lines.insert(pointer.to_owned(), heading.line);
    // What stands directly in the section, up to the next heading of any level.
    let end = outline
        .get(*at)
        .map_or(document.lines + 1, |next| next.line);
    let inside = |line: u32| line > heading.line && line < end;
    let mut list = |name: &str, found: Vec<(u32, Value)>| -> Value {
        for (index, (line, _)) in found.iter().enumerate() {
            lines.insert(format!("{pointer}/{name}/{index}"), *line);
        }
        found.into_iter().map(|(_, value)| value).collect()
    };
    let paragraphs: Vec<_> = document
        .blocks
        .iter()
        .filter(|block| !block.item && inside(block.line))
        .collect();
    let text = paragraphs
        .iter()
        .map(|block| block.text.as_str())
        .collect::<Vec<_>>()
        .join("\n\n");
    let paragraphs = list(
        "paragraphs",
        paragraphs
            .iter()
            .map(|block| (block.line, json!(block.text)))
            .collect(),
    );
    let items = document
        .blocks
        .iter()
        .filter(|block| block.item && inside(block.line));
    let items = list(
        "items",
        items
            .map(|block| (block.line, json!(block.text.trim())))
            .collect(),
    );
    let tables = document.tables.iter().filter(|table| inside(table.line));
    let tables = list(
        "tables",
        tables
            .map(|table| {
                (
                    table.line,
                    json!({"columns": table.columns, "rows": table.rows}),
                )
            })
            .collect(),
    );
    let code = document.fences.iter().filter(|fence| inside(fence.line));
    let code = list(
        "code",
        code.map(|fence| {
            let language = fence.info.split_whitespace().next().unwrap_or_default();
            (
                fence.line,
                json!({"language": language, "text": fence.text, "line": fence.line}),
            )
        })
        .collect(),
    );
    let links = document.links.iter().filter(|link| inside(link.line));
    let links = list(
        "links",
        links
            .map(|link| (link.line, json!({"text": link.text, "target": link.target})))
            .collect(),
    );
    let mut below = Vec::new();
    while outline
        .get(*at)
        .is_some_and(|next| next.level > heading.level)
    {
        let pointer = format!("{pointer}/sections/{}", below.len());
        below.push(section(document, outline, at, &pointer, lines));
    }
    json!({
        "level": heading.level, "title": heading.text.trim(), "line": heading.line, "text": text, "paragraphs": paragraphs,
        "items": items, "tables": tables, "code": code, "links": links, "sections": below,
    })
}
