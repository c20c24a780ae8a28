//! House rules for a document (section 13.3).

mod links;
mod tables;

use fancy_regex::Regex;

use self::links::links;
use self::tables::tables;
use super::outline::{Document, Heading};
use crate::Violation;
use crate::clean::cut;
use crate::document::{HeadingRule, Order, Rules};

/// At most this many places of one rule are listed.
const MAX_PLACES: usize = 50;

/// Rules whose patterns are compiled.
#[derive(Debug)]
pub(crate) struct CompiledRules {
    rules: Rules,
    patterns: Vec<Option<Regex>>,
}

impl CompiledRules {
    /// Compiles the patterns; each problem has the pointer of its entry.
    pub(crate) fn new(rules: &Rules) -> Result<Self, Vec<(String, String)>> {
        let mut patterns = Vec::new();
        let mut problems = Vec::new();
        for rule in &rules.headings {
            patterns.push(match rule.pattern.as_deref().map(Regex::new) {
                None => None,
                Some(Ok(pattern)) => Some(pattern),
                Some(Err(error)) => {
                    let text = rule.pattern.as_deref().unwrap_or_default();
                    problems.push((
                        format!("{}/match", rule.at),
                        format!("`{text}` is no regular expression: {error}"),
                    ));
                    None
                }
            });
        }
        if problems.is_empty() {
            Ok(Self {
                rules: rules.clone(),
                patterns,
            })
        } else {
            Err(problems)
        }
    }

    fn matches(&self, at: usize, heading: &Heading) -> bool {
        let rule = &self.rules.headings[at];
        if rule.level.is_some_and(|level| level != heading.level) {
            return false;
        }
        let by_text = rule
            .text
            .as_ref()
            .is_none_or(|text| same_text(text, &heading.text));
        let by_pattern = self.patterns[at]
            .as_ref()
            .is_none_or(|pattern| pattern.is_match(heading.text.trim()).unwrap_or(false));
        by_text && by_pattern
    }
}

fn same_text(a: &str, b: &str) -> bool {
    let flat = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    flat(a) == flat(b)
}

fn wanted(rule: &HeadingRule) -> String {
    let text = match (&rule.text, &rule.pattern) {
        (Some(text), _) => format!("\"{text}\""),
        (None, Some(pattern)) => format!("matching `{pattern}`"),
        (None, None) => "of any text".into(),
    };
    match rule.level {
        Some(level) => format!("{text} (level {level})"),
        None => text,
    }
}

/// Checks the rules. `exists` answers whether a relative target is there.
pub(crate) fn check_rules(
    document: &Document,
    compiled: &CompiledRules,
    exists: &dyn Fn(&str) -> bool,
) -> Vec<Violation> {
    let rules = &compiled.rules;
    let outline: Vec<&Heading> = document
        .headings
        .iter()
        .filter(|heading| heading.top)
        .collect();
    let mut out = Vec::new();
    sections(document, compiled, &outline, &mut out);
    tables(document, rules, &outline, &mut out);
    if let Some(languages) = &rules.code_languages {
        for fence in document.fences.iter().take(MAX_PLACES) {
            let word = fence
                .info
                .split(|c: char| c.is_whitespace() || c == ',' || c == '{')
                .next()
                .unwrap_or_default();
            if !languages
                .iter()
                .any(|language| language.eq_ignore_ascii_case(word))
            {
                let found = if word.is_empty() {
                    "none".to_owned()
                } else {
                    format!("`{}`", cut(word, 60))
                };
                out.push(
                    Violation::new(
                        "md_code_language",
                        format!(
                            "the code block names the language {found}, expected one of {}",
                            languages.join(", ")
                        ),
                    )
                    .at(fence.line, fence.column)
                    .with("expected", languages.clone())
                    .with("actual", word),
                );
            }
        }
    }
    if rules.links.relative_must_exist {
        links(document, exists, &mut out);
    }
    placeholders(document, rules, &mut out);
    if let Some(most) = rules.max_level {
        for heading in outline.iter().filter(|heading| heading.level > most) {
            out.push(at_heading(
                "md_level",
                heading,
                format!(
                    "the heading \"{}\" has level {}, at most {most} is allowed",
                    cut(&heading.text, 100),
                    heading.level
                ),
            ));
        }
    }
    if let Some(keys) = &rules.front_matter {
        front_matter(document, keys, &mut out);
    }
    out
}

fn at_heading(code: &'static str, heading: &Heading, message: String) -> Violation {
    Violation::new(code, message)
        .at(heading.line, 1)
        .with("heading", heading.text.clone())
        .with("level", heading.level)
}

fn sections(
    document: &Document,
    compiled: &CompiledRules,
    outline: &[&Heading],
    out: &mut Vec<Violation>,
) {
    let rules = &compiled.rules.headings;
    if rules.is_empty() && !compiled.rules.forbid_extra {
        return;
    }
    let mut met: Vec<Option<usize>> = vec![None; rules.len()];
    let mut furthest: Option<usize> = None;
    let list: Vec<String> = rules.iter().map(wanted).collect();
    for (position, heading) in outline.iter().enumerate() {
        let fits: Vec<usize> = (0..rules.len())
            .filter(|at| compiled.matches(*at, heading))
            .collect();
        // An entry that is still open comes before one that was met.
        let Some(at) = fits
            .iter()
            .find(|at| met[**at].is_none())
            .or(fits.first())
            .copied()
        else {
            if compiled.rules.forbid_extra {
                out.push(
                    at_heading(
                        "md_section_extra",
                        heading,
                        format!(
                            "the section \"{}\" is not one of those the rules name",
                            cut(&heading.text, 100)
                        ),
                    )
                    .with("expected", list.clone()),
                );
            }
            continue;
        };
        met[at] = met[at].or(Some(position));
        if compiled.rules.order == Order::Strict {
            if let Some(before) = furthest.filter(|before| at < *before) {
                out.push(
                    at_heading(
                        "md_section_order",
                        heading,
                        format!(
                            "the section \"{}\" must come before the section {}",
                            cut(&heading.text, 100),
                            list[before]
                        ),
                    )
                    .with("expected", list.clone()),
                );
            }
            furthest = Some(furthest.map_or(at, |before| before.max(at)));
        }
    }
    for (at, rule) in rules.iter().enumerate() {
        match met[at] {
            None if !rule.optional => {
                let headings: Vec<String> =
                    outline.iter().map(|heading| heading.text.clone()).collect();
                let near = rule.text.as_deref().and_then(|text| {
                    contractual_diag::nearest(text, headings.iter().map(String::as_str))
                });
                let mut violation = Violation::new(
                    "md_section_missing",
                    format!("the section {} is missing", list[at]),
                )
                .with("expected", list[at].clone())
                .with(
                    "present",
                    headings.iter().take(50).cloned().collect::<Vec<_>>(),
                );
                violation.hint =
                    near.map(|near| format!("\"{near}\" is there: did you mean that?"));
                out.push(violation);
            }
            None => {}
            Some(position) => {
                let Some(least) = rule.min_words else {
                    continue;
                };
                let (from, to) = section(document, outline, position);
                let found: usize = document
                    .words
                    .iter()
                    .filter(|words| words.line > from && words.line < to && !words.heading)
                    .map(|words| words.text.split_whitespace().count())
                    .sum();
                if (found as u64) < least {
                    let heading = outline[position];
                    out.push(
                        at_heading(
                            "md_section_short",
                            heading,
                            format!(
                                "the section \"{}\" has {}, at least {least} are needed",
                                cut(&heading.text, 100),
                                contractual_diag::counted(found, "word")
                            ),
                        )
                        .with("expected", least)
                        .with("actual", found),
                    );
                }
            }
        }
    }
}

/// The lines of a section: those of its heading and of the next heading of the same or a higher level, both outside.
fn section(document: &Document, outline: &[&Heading], position: usize) -> (u32, u32) {
    let heading = outline[position];
    let next = outline[position + 1..]
        .iter()
        .find(|next| next.level <= heading.level);
    (
        heading.line,
        next.map_or(document.lines + 1, |next| next.line),
    )
}

fn placeholders(document: &Document, rules: &Rules, out: &mut Vec<Violation>) {
    let mut seen: Vec<(u32, &str)> = Vec::new();
    for words in document.words.iter().filter(|words| !words.code) {
        for placeholder in &rules.placeholders {
            if has_word(&words.text, placeholder)
                && !seen.contains(&(words.line, placeholder))
                && seen.len() < MAX_PLACES
            {
                seen.push((words.line, placeholder));
                out.push(
                    Violation::new(
                        "md_placeholder",
                        format!("the placeholder \"{placeholder}\" is still in the text"),
                    )
                    .at(words.line, 1)
                    .with("placeholder", placeholder.clone())
                    .with("text", cut(&words.text, 200)),
                );
            }
        }
    }
}

/// True if `text` holds `word` as a word of its own.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let open = found.chars().next().is_some_and(inside) && before.is_some_and(inside);
        let close = found.chars().next_back().is_some_and(inside) && after.is_some_and(inside);
        !open && !close
    })
}

fn front_matter(document: &Document, keys: &[String], out: &mut Vec<Violation>) {
    let tree = document.front_matter.as_ref().map(|text| {
        contractual_yaml::parse_one(text, "front matter", &contractual_yaml::Options::default())
    });
    let tree = match tree {
        Some(Ok(document)) => Some(document.root),
        Some(Err(problems)) => {
            let why = problems
                .first()
                .map(|problem| problem.headline.clone())
                .unwrap_or_default();
            out.push(
                Violation::new(
                    "md_front_matter",
                    format!("the front matter cannot be read: {why}"),
                )
                .at(1, 1),
            );
            return;
        }
        None => None,
    };
    for key in keys {
        let there = tree
            .as_ref()
            .and_then(|tree| tree.get(key))
            .is_some_and(|node| !node.is_null());
        if !there {
            let what = if tree.is_none() {
                "the document has no front matter, so"
            } else {
                "the front matter lacks"
            };
            let message = if tree.is_none() {
                format!("{what} `{key}` is missing")
            } else {
                format!("{what} `{key}`")
            };
            out.push(
                Violation::new("md_front_matter", message)
                    .at(1, 1)
                    .with("missing", key.clone()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::document::{Links, TableRule};

    fn check(text: &str, rules: Rules) -> Vec<(&'static str, Option<u32>)> {
        let compiled = CompiledRules::new(&rules).expect("rules");
        check_rules(&parse(text), &compiled, &|path| path == "there.md")
            .into_iter()
            .map(|v| (v.code, v.line))
            .collect()
    }

    fn heading(text: &str) -> HeadingRule {
        HeadingRule {
            level: Some(2),
            text: Some(text.into()),
            ..HeadingRule::default()
        }
    }

    #[test]
    fn sections_order_extra_and_words() {
        let rules = Rules {
            headings: vec![
                heading("Summary"),
                heading("Risks"),
                HeadingRule {
                    min_words: Some(3),
                    ..heading("rollout")
                },
            ],
            order: Order::Strict,
            forbid_extra: true,
            ..Rules::default()
        };
        let text = "# T\n\n## Rollout\n\ntwo words\n\n### Sub\n\n## Summary\n";
        let mut found = check(text, rules);
        found.sort();
        assert_eq!(
            found,
            [
                ("md_section_extra", Some(1)),
                ("md_section_extra", Some(7)),
                ("md_section_missing", None),
                ("md_section_order", Some(9)),
                ("md_section_short", Some(3))
            ]
        );
    }

    #[test]
    fn tables_links_languages_and_placeholders() {
        let text = "# T\n\n## Data\n\n| Field | Kind |\n|---|---|\n| a | b |\n\nTODO: x, METODOS, `TODO`\n\n[a](there.md) [b](gone.md) [c](#t) [d](#none) [e](https://x.y)\n\n```py\n```\n";
        let rules = Rules {
            tables: vec![TableRule {
                under: "data".into(),
                columns: vec!["field".into(), "Type".into()],
                min_rows: 2,
            }],
            code_languages: Some(vec!["rust".into()]),
            links: Links {
                relative_must_exist: true,
            },
            placeholders: vec!["TODO".into()],
            max_level: Some(1),
            front_matter: Some(vec!["owner".into()]),
            ..Rules::default()
        };
        let mut found = check(text, rules);
        found.sort();
        assert_eq!(
            found,
            [
                ("md_broken_link", Some(11)),
                ("md_broken_link", Some(11)),
                ("md_code_language", Some(13)),
                ("md_front_matter", Some(1)),
                ("md_level", Some(3)),
                ("md_placeholder", Some(9)),
                ("md_table_columns", Some(5)),
                ("md_table_rows", Some(5)),
            ]
        );
    }
}
