//! The worked examples of the contract set: each source is scanned, and its model accepts and refuses exactly the listed values.
//!
//! One file for each construct under `tests/constructs`; the type `Root` is judged. In lists of refused values, `~` marks what serde
//! alone would accept and `@` what JSON Schema alone cannot refuse: the model's meaning refuses all of them.

use std::fs;
use std::path::Path;

use contractual_model::meaning::Checker;
use contractual_model::{Direction, codec, json};
use contractual_scan::{Options, Outline, Scan};

fn scan(source: &str) -> Scan {
    let source = source.to_owned();
    let read = move |path: &str| (path == "src/lib.rs").then(|| source.clone());
    let options = Options {
        crate_name: "acme".into(),
        roots: vec!["src/lib.rs".into()],
        ..Options::default()
    };
    Outline::read(&read, &options).scan()
}

#[test]
fn every_construct_accepts_and_refuses_what_the_specification_lists() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constructs");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of constructs")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 18, "constructs are missing");
    let mut wrong = Vec::new();
    for path in paths {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a readable file");
        construct(&name, &text, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn construct(name: &str, text: &str, wrong: &mut Vec<String>) {
    let section = |title: &str| -> &str {
        let start = text
            .find(&format!("== {title}\n"))
            .map(|at| at + title.len() + 4);
        let rest = start.map_or("", |at| &text[at..]);
        &rest[..rest.find("\n== ").map_or(rest.len(), |at| at + 1)]
    };
    // `Root` is a type of its own, so that what it names is a contract.
    let source = section("rust").replace(
        "pub type Root = ",
        "#[derive(Contract)] #[serde(transparent)] pub struct Root(pub ",
    );
    let source = match source.rfind("pub struct Root(pub ") {
        Some(at) => format!("{}{}", &source[..at], source[at..].replacen(';', ");", 1)),
        None => source,
    };
    let found = scan(&source);
    for diagnostic in found.diagnostics().filter(|found| found.is_error()) {
        wrong.push(format!(
            "{name}: {}",
            contractual_diag::render::human(diagnostic, Some(&source))
        ));
    }
    let text_of_model = codec::write(&found.model);
    if codec::read(&text_of_model).as_ref() != Ok(&found.model) {
        wrong.push(format!("{name}: the model file does not read back"));
    }
    let checker = Checker::new(&found.model);
    let root = contractual_model::TypeId("acme::Root".into());
    let mut counts = (0, 0);
    for (title, accepts) in [("accept", true), ("reject", false)] {
        for line in section(title).lines().filter(|line| !line.is_empty()) {
            let value = line.trim_start_matches(['~', '@']);
            let verdict = match json::parse(value) {
                Ok(value) => checker.check_id(&root, &value, Direction::Read),
                Err(error) => {
                    wrong.push(format!("{name}: {line}: {error}"));
                    continue;
                }
            };
            if accepts {
                counts.0 += 1;
            } else {
                counts.1 += 1;
            }
            if verdict.is_empty() != accepts {
                let why: Vec<String> = verdict.iter().map(ToString::to_string).collect();
                wrong.push(format!("{name}: {title} {line}: {}", why.join("; ")));
            }
        }
    }
    if counts.0 == 0 || counts.1 == 0 {
        wrong.push(format!("{name}: lists no values"));
    }
}
