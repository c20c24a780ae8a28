//! `rules` of a Markdown contract (section 13.3).

use contractual::member_names;
use contractual_yaml::Node;

use super::reader::{Fields, Reader};
use crate::document::{HeadingRule, Links, Order, Rules, TableRule};
use crate::format;

pub(super) fn read(reader: &mut Reader, node: &Node, at: &str) -> Rules {
    let fields = Fields::of(
        reader,
        node,
        at,
        "`rules`",
        &member_names::<format::MarkdownRules>(),
    );
    let mut rules = Rules::default();
    for (index, item) in fields.items(reader, "headings").iter().enumerate() {
        let at = format!("{at}/headings/{index}");
        let entry = Fields::of(
            reader,
            item,
            &at,
            "an entry of `headings`",
            &member_names::<format::HeadingRule>(),
        );
        let rule = HeadingRule {
            level: level(reader, &entry, "level"),
            pattern: entry.text(reader, "match"),
            text: entry.text(reader, "text"),
            optional: entry.boolean(reader, "optional").unwrap_or(false),
            min_words: entry.count(reader, "min_words", 0, u64::MAX),
            at,
        };
        if let (Some(_), Some(node)) = (&rule.text, entry.key("match")) {
            reader.bad(
                node,
                "match",
                "an entry of `headings` has both `match` and `text`: give one of the two",
            );
        }
        if rule.text.is_none()
            && rule.pattern.is_none()
            && item.as_mapping().is_some()
            && rule.level.is_none()
        {
            entry.missing(
                reader,
                "text",
                "an entry of `headings` needs `text` or `match`",
            );
        }
        rules.headings.push(rule);
    }
    rules.order = fields
        .word(
            reader,
            "order",
            &[("any", Order::Any), ("strict", Order::Strict)],
        )
        .unwrap_or_default();
    rules.forbid_extra = fields
        .word(
            reader,
            "extra_headings",
            &[("allow", false), ("forbid", true)],
        )
        .unwrap_or(false);
    for (index, item) in fields.items(reader, "tables").iter().enumerate() {
        let at = format!("{at}/tables/{index}");
        let entry = Fields::of(
            reader,
            item,
            &at,
            "an entry of `tables`",
            &member_names::<format::TableRule>(),
        );
        let under = entry.required(reader, "under", "an entry of `tables`");
        let columns = entry.texts(reader, "columns");
        let min_rows = entry.count(reader, "min_rows", 0, u64::MAX).unwrap_or(0);
        rules.tables.extend(under.map(|under| TableRule {
            under,
            columns,
            min_rows,
        }));
    }
    rules.code_languages = fields
        .get("code_languages")
        .is_some()
        .then(|| fields.texts(reader, "code_languages"));
    if let Some(node) = fields.get("links") {
        let links = Fields::of(
            reader,
            node,
            &format!("{at}/links"),
            "`links`",
            &member_names::<format::LinkRule>(),
        );
        let must = links.word(
            reader,
            "relative_targets",
            &[("must_exist", true), ("ignore", false)],
        );
        // Links to other hosts are never followed: a check that needs a network is no check.
        let _: Option<()> = links.word(reader, "external", &[("ignore", ())]);
        rules.links = Links {
            relative_must_exist: must.unwrap_or(false),
        };
    }
    rules.placeholders = fields.texts(reader, "placeholders");
    rules.max_level = level(reader, &fields, "max_level");
    if let Some(node) = fields.get("front_matter") {
        let front = Fields::of(
            reader,
            node,
            &format!("{at}/front_matter"),
            "`front_matter`",
            &member_names::<format::FrontMatter>(),
        );
        rules.front_matter = Some(front.texts(reader, "required"));
    }
    rules
}

fn level(reader: &mut Reader, fields: &Fields<'_>, key: &str) -> Option<u8> {
    let value = fields.count(reader, key, 1, u64::MAX)?;
    match u8::try_from(value).ok().filter(|value| *value <= 6) {
        Some(value) => Some(value),
        None => {
            if let Some(node) = fields.get(key) {
                reader.bad(
                    node,
                    key,
                    format!("`{key}` must be a heading level from 1 to 6, found {value}"),
                );
            }
            None
        }
    }
}
