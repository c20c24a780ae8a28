//! Links: relative targets exist, anchors are headings of the document.

use std::collections::HashMap;

use super::super::outline::Document;
use super::MAX_PLACES;
use crate::Violation;
use crate::clean::cut;
use crate::paths::percent_decode;

pub(super) fn links(document: &Document, exists: &dyn Fn(&str) -> bool, out: &mut Vec<Violation>) {
    let mut anchors: Vec<String> = document.html_anchors.clone();
    let mut used: HashMap<String, usize> = HashMap::new();
    for heading in &document.headings {
        let slug = slug(&heading.text);
        let count = used.entry(slug.clone()).or_insert(0);
        anchors.push(if *count == 0 {
            slug
        } else {
            format!("{slug}-{count}")
        });
        *count += 1;
    }
    for link in document.links.iter().take(10_000) {
        let target = link.target.as_str();
        if has_scheme(target) || target.starts_with("//") {
            continue;
        }
        let (path, anchor) = target
            .split_once('#')
            .map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let path = path.split('?').next().unwrap_or_default();
        let message = if path.is_empty() {
            let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && *anchor != "top")
            else {
                continue;
            };
            let anchor = percent_decode(anchor);
            if anchors
                .iter()
                .any(|known| *known == anchor || known.eq_ignore_ascii_case(&anchor))
            {
                continue;
            }
            format!("the link leads to `#{anchor}`, but the document has no such heading")
        } else if exists(&percent_decode(path)) {
            continue;
        } else {
            format!(
                "the link leads to `{}`, which does not exist",
                cut(path, 200)
            )
        };
        if out
            .iter()
            .filter(|violation| violation.code == "md_broken_link")
            .count()
            < MAX_PLACES
        {
            out.push(
                Violation::new("md_broken_link", message)
                    .at(link.line, 1)
                    .with("target", target)
                    .with("text", cut(&link.text, 100)),
            );
        }
    }
}

fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// The anchor of a heading, as the usual renderers make it.
fn slug(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}
