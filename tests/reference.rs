//! The reference pages under `docs/reference` say what `contractual explain` says: both come from the same declarations.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::support::root;

/// Kinds that have a page of their own elsewhere.
const ELSEWHERE: &[&str] = &["rules"];

const MARK: &str =
    "<!-- Generated from the declarations in the code by `cargo xtask bless`; do not edit. -->\n";

fn pages() -> BTreeMap<PathBuf, String> {
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    files.insert(
        "command_line",
        format!("{MARK}\n{}", contractual_cli::command_line()),
    );
    for page in contractual_cli::pages() {
        if ELSEWHERE.contains(&page.kind) {
            continue;
        }
        let text = files.entry(page.kind).or_insert_with(|| MARK.to_owned());
        text.push('\n');
        // The page of a kind with one name is the file; else each is a section of it.
        let alone = page.name == page.kind;
        for line in page.text.trim_end().lines() {
            let heading = line.starts_with('#') && !alone;
            text.push_str(if heading { "#" } else { "" });
            text.push_str(line);
            text.push('\n');
        }
    }
    files
        .into_iter()
        .map(|(kind, text)| (root().join(format!("docs/reference/{kind}.md")), text))
        .collect()
}

#[test]
fn reference_pages_are_fresh() {
    let pages = pages();
    assert!(pages.len() >= 5, "{:?}", pages.keys());
    let bless = std::env::var_os("CONTRACTUAL_BLESS").is_some();
    for (path, text) in pages {
        if bless {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{} is stale; run `cargo xtask bless`",
            path.display()
        );
    }
}
