//! Reference pages, read by a CommonMark parser that is not ours: nothing of a name, doc comment or pattern breaks out of its place.

use std::collections::BTreeSet;

use contractual_emit::{Emission, Existing, emit};
use contractual_model::Model;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::{examples::examples, jobs::jobs, *};

/// What a parser sees of a page.
#[derive(Debug, Default)]
struct Seen {
    /// Text of each cell, by table row.
    rows: Vec<Vec<String>>,
    headings: Vec<String>,
    links: Vec<String>,
    html: Vec<String>,
    fences: usize,
}

fn read(page: &str) -> Seen {
    let mut seen = Seen::default();
    let mut text = String::new();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => seen.links.push(dest_url.into_string()),
            Event::Start(Tag::TableHead | Tag::TableRow) => seen.rows.push(Vec::new()),
            Event::Start(Tag::TableCell | Tag::Heading { .. }) => text.clear(),
            Event::Start(Tag::CodeBlock(_)) => seen.fences += 1,
            Event::End(TagEnd::Heading(_)) => seen.headings.push(text.clone()),
            Event::End(TagEnd::TableCell) => {
                let row = seen.rows.last_mut().expect("a cell stands in a row");
                row.push(text.clone());
            }
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Html(part) | Event::InlineHtml(part) => seen.html.push(part.into_string()),
            _ => {}
        }
    }
    seen
}

fn pages(emission: &Emission) -> Vec<(&str, &str)> {
    emission
        .artifacts
        .iter()
        .filter(|artifact| artifact.emitter == "reference")
        .map(|artifact| (artifact.path.as_str(), artifact.text.as_str()))
        .collect()
}

fn check(emission: &Emission) {
    let paths: BTreeSet<&str> = emission.artifacts.iter().map(|a| a.path.as_str()).collect();
    let pages = pages(emission);
    assert!(!pages.is_empty());
    for (path, text) in pages {
        let seen = read(text);
        for html in &seen.html {
            let own = html.starts_with("<!-- Generated")
                || html.starts_with("<a id=")
                || ["</a>", "<code>", "</code>"].contains(&html.as_str());
            assert!(own, "{path}: {html}");
        }
        for row in &seen.rows {
            assert!([3, 4, 5].contains(&row.len()), "{path}: {row:?}");
        }
        let rows = text.lines().filter(|line| line.starts_with("| ")).count();
        let rulers = text
            .lines()
            .filter(|line| line.starts_with("| --- |"))
            .count();
        assert_eq!(
            seen.rows.len(),
            rows - rulers,
            "{path}: a table is not read as one"
        );
        for link in &seen.links {
            let fine = match link.strip_prefix('#') {
                Some(anchor) => anchor.is_empty() || text.contains(&format!("<a id=\"{anchor}\">")),
                None => {
                    let mut steps: Vec<&str> = path.split('/').collect();
                    steps.pop();
                    for step in link.split('/') {
                        match step {
                            ".." => drop(steps.pop()),
                            step => steps.push(step),
                        }
                    }
                    link.starts_with("https://") || paths.contains(steps.join("/").as_str())
                }
            };
            assert!(fine, "{path}: {link} leads nowhere");
        }
    }
}

#[test]
fn a_parser_reads_every_page_as_it_is_meant() {
    check(&emitted(&jobs()));
    check(&emitted(&examples()));
}

/// Every text that a user can give, with everything that Markdown could take for its own.
fn hostile() -> Model {
    const TEXT: &str = "a | b <script>alert(1)</script> `open\n\n# Head\n```\nnever closed <b>\n---\n[x](javascript:y) \\| z\nc | d";
    let mut odd = renamed(field("odd", matching("^(?:a|`b`)$")), "o|d`d<b>");
    odd.docs = TEXT.to_owned();
    odd.deprecated = Some(contractual_model::Deprecation {
        note: Some(TEXT.to_owned()),
        sunset: None,
    });
    odd.examples = vec!["a|`b`<c>".into()];
    let mut def = entity(docs(
        rule(
            structure("Odd", vec![odd, option("part", reference("Part"))]),
            "named",
            "odd != \"a|b\"",
        ),
        TEXT,
    ));
    def.rules[0].message = Some(TEXT.to_owned());
    def.title = Some(TEXT.to_owned());
    let part = docs(words("Part", &[("A", "a|b"), ("B", "`<b>")]), TEXT);
    model(vec![def, part])
}

#[test]
fn nothing_breaks_out_of_its_place() {
    let emission = emitted(&hostile());
    check(&emission);
    let page = file(&emission, "docs/contracts/reference/odd-v1.md");
    let seen = read(page);
    assert_eq!(seen.rows[1][0], "o|d`d<b>");
    assert!(
        seen.rows[1][3].contains("^(?:a|`b`)$"),
        "{:?}",
        seen.rows[1]
    );
    assert!(
        seen.rows[1][4].contains("a | b <script>"),
        "{:?}",
        seen.rows[1]
    );
    let titles = ["Members", "Types", "Part", "Examples", "Refused documents"];
    for title in titles {
        assert!(
            seen.headings.iter().any(|h| h == title),
            "{title}: {:?}",
            seen.headings
        );
    }
}

#[test]
fn without_fixtures_the_smallest_document_is_shown_and_nothing_links_to_what_is_not_there() {
    let mut project = project();
    project.off = ["fixtures", "pytest", "json_schema", "openapi"]
        .map(str::to_owned)
        .to_vec();
    let emission = emit(&jobs(), &project, &Existing::default()).expect("jobs can be emitted");
    check(&emission);
    let page = file(
        &emission,
        "docs/contracts/reference/job-submit-request-v1.md",
    );
    assert_eq!(read(page).fences, 1);
    project.off.push("reference".to_owned());
    let emission = emit(&jobs(), &project, &Existing::default()).expect("jobs can be emitted");
    assert!(pages(&emission).is_empty());
}

#[test]
fn two_majors_link_to_each_other() {
    let one = entity(structure("Thing", vec![field("a", text())]));
    let mut two = entity(structure("Thing", vec![field("b", text())]));
    two.id = contractual_model::TypeId("acme::v2::Thing".to_owned());
    two.major = 2;
    let emission = emitted(&model(vec![one, two]));
    check(&emission);
    let page = file(&emission, "docs/contracts/reference/thing-v2.md");
    assert!(
        page.contains("* Version 1: [thing-v1](thing-v1.md)\n"),
        "{page}"
    );
}
