//! What the reader accepts, refuses and shows, and what the writer writes.
#![allow(clippy::unwrap_used)]

use contractual_diag::render;
use contractual_model::json::Json;
use contractual_yaml::{
    Data, Documents, Limits, Node, Options, Style, Value, parse, parse_bytes, parse_one, to_json,
    write,
};

fn read(text: &str) -> Node {
    read_with(text, &Options::default())
}

fn read_with(text: &str, options: &Options) -> Node {
    match parse_one(text, "f.yaml", options) {
        Ok(document) => document.root,
        Err(problems) => panic!("{text}\n{problems:?}"),
    }
}

fn problems(text: &str, options: &Options) -> String {
    let found = parse(text, "f.yaml", options).map(|_| ()).unwrap_err();
    let lines: Vec<String> = found.iter().map(|one| render::human(one, None)).collect();
    lines.join("")
}

fn to_line(value: &Json) -> String {
    contractual_model::json::to_line(value)
        .replace("\": ", "\":")
        .replace(", ", ",")
}

fn json(text: &str) -> String {
    to_line(&to_json(&read(text)).unwrap())
}

#[test]
fn values_follow_the_core_schema() {
    assert_eq!(
        json(
            "a: yes\nb: 0o17\nc: 0xFF\nd: 017\ne: ~\nf:\ng: 2024-02-30\nh: 1e3\ni: -4.50\nj: '1'\nk: 12345678901234567890123\n"
        ),
        r#"{"a":"yes","b":15,"c":255,"d":17,"e":null,"f":null,"g":"2024-02-30","h":1000,"i":-4.5,"j":"1","k":12345678901234567890123}"#
    );
    assert_eq!(json(""), "null");
    assert_eq!(json("0.1000000000000000000001"), "0.1000000000000000000001");
    assert_eq!(json("!!str 10"), "\"10\"");
    assert_eq!(json("!!float 10"), "10");
    assert_eq!(json("! 10"), "\"10\"");
}

#[test]
fn places_count_characters_from_one() {
    let root = read("ä: 1\nlist:\n  - ß: x\n    key: \"v\"\nblock: |\n  text\n");
    let at = |pointer: &str| {
        let span = root.pointer(pointer).unwrap().span;
        (
            span.start.line,
            span.start.column,
            span.end.line,
            span.end.column,
        )
    };
    assert_eq!(at("/ä"), (1, 4, 1, 5));
    assert_eq!(at("/list/0/key"), (4, 10, 4, 13));
    assert_eq!(at("/list/0"), (3, 5, 4, 13));
    assert_eq!(root.pointer("/block").unwrap().style, Style::Literal);
    let span = root.pointer("/list/0/key").unwrap().span;
    assert_eq!(
        &"ä: 1\nlist:\n  - ß: x\n    key: \"v\"\n"[span.bytes()],
        "\"v\""
    );
    let bom = "\u{feff}a: b\n";
    let value = parse_one(bom, "f.yaml", &Options::default()).unwrap().root;
    assert_eq!(&bom[value.get("a").unwrap().span.bytes()], "b");
}

#[test]
fn windows_line_ends_are_line_ends() {
    assert_eq!(
        json("a: 1\r\nb: |\r\n  x\r\n  y\r\n"),
        r#"{"a":1,"b":"x\ny\n"}"#
    );
}

#[test]
fn duplicate_keys_show_both_places() {
    assert_eq!(
        problems("a:\n  x: 1\n  y: 2\n  x: 3\n", &Options::default()),
        "error[yaml_duplicate_key]: duplicate key `x`\n  --> f.yaml:4:3\n  at: /a/x\n  see: the first one is here (f.yaml:2:3)\n  why: readers disagree which of the two values counts\n  do: remove one, or rename it\n"
    );
    let many: String = (0..40)
        .map(|n| format!("k{n}: 1\n"))
        .chain(["k30: 2\n".into()])
        .collect();
    assert!(problems(&many, &Options::default()).contains("f.yaml:41:1"));
    assert!(problems("1: a\n'1': b\n", &Options::default()).contains("duplicate key `1`"));
}

#[test]
fn keys_of_different_kinds_are_a_choice() {
    let typed = Options {
        typed_keys: true,
        ..Options::default()
    };
    for (text, keys) in [
        ("1: a\n\"1\": b\n", 2),
        ("true: a\n'true': b\n~: c\n'': d\n", 4),
        ("1.5: a\n'1.5': b\n", 2),
    ] {
        assert!(problems(text, &Options::default()).contains("yaml_duplicate_key"));
        let Value::Mapping(mapping) = read_with(text, &typed).value else {
            panic!("{text}");
        };
        assert_eq!(mapping.entries.len(), keys, "{text}");
    }
    let many: String = (0..40).map(|n| format!("{n}: a\n'{n}': b\n")).collect();
    assert!(matches!(read_with(&many, &typed).value, Value::Mapping(one) if one.len() == 80));
    for text in [
        "1: a\n0x1: b\n",
        "1: a\n'1': b\n1.0: c\n",
        "a: 1\n'a': 2\n",
        "~: a\nnull: b\n",
        &format!("{many}7: c\n"),
    ] {
        assert!(
            problems(text, &typed).contains("yaml_duplicate_key"),
            "{text}"
        );
    }
}

#[test]
fn aliases_are_copies_with_the_place_of_the_anchor() {
    let root = read("a: &x {k: [1, 2]}\nb: *x\n");
    assert_eq!(root.get("a"), root.get("b"));
    let b = root.get("b").unwrap();
    assert_eq!((b.span.start.line, b.alias().unwrap().line), (1, 2));
    let refused = Options {
        aliases: false,
        ..Options::default()
    };
    assert!(problems("a: &x 1\nb: *x\n", &refused).contains("yaml_alias_refused"));
    assert!(problems("a: &x [*x]\n", &Options::default()).contains("yaml_alias_cycle"));
    assert!(
        problems("a: *gone\n", &Options::default())
            .contains("alias `*gone` has no anchor before it")
    );
}

#[test]
fn merge_keys_are_a_choice() {
    let text = "base: &b {x: 1, y: 2}\nother: &o {x: 5, z: 6}\nm: {<<: [*b, *o], y: 3}\n";
    assert!(read(text).pointer("/m/<<").is_some());
    let options = Options {
        merge_keys: true,
        ..Options::default()
    };
    let root = read_with(text, &options);
    assert_eq!(
        to_line(&to_json(root.get("m").unwrap()).unwrap()),
        r#"{"x":1,"z":6,"y":3}"#
    );
    let root = read_with("m: {'<<': 1}\n", &options);
    assert!(root.pointer("/m/<<").is_some());
    assert!(problems("m: {<<: 1}\n", &options).contains("yaml_merge"));
}

#[test]
fn every_bound_ends_in_a_finding() {
    let bomb: String = std::iter::once("a0: &a0 [x]\n".to_owned())
        .chain((1..10).map(|n| {
            format!(
                "a{n}: &a{n} [{}]\n",
                vec![format!("*a{}", n - 1); 9].join(",")
            )
        }))
        .collect();
    assert!(problems(&bomb, &Options::default()).contains("yaml_too_many_nodes"));
    // A large document may be allowed where large copies are not.
    let wide = Options {
        limits: Limits {
            max_nodes: usize::MAX,
            max_copies: 1000,
            ..Limits::default()
        },
        ..Options::default()
    };
    assert!(problems(&bomb, &wide).contains("more than 1000 nodes"));
    let many = format!("a: &a [x, y]\nb: [{}]\n", "*a, ".repeat(400));
    assert!(problems(&many, &wide).contains("more than 1000 nodes through aliases"));
    let deep = "[".repeat(20_000);
    assert!(problems(&deep, &Options::default()).contains("yaml_too_deep"));
    let deep: String = (0..200)
        .map(|n| format!("{}k:\n", "  ".repeat(n)))
        .collect();
    assert!(problems(&deep, &Options::default()).contains("yaml_too_deep"));
    let long_chain: String = std::iter::once("a0: &a0 [x]\n".to_owned())
        .chain((1..200).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)))
        .collect();
    assert!(problems(&long_chain, &Options::default()).contains("yaml_too_deep"));
    let small = Options {
        limits: Limits {
            max_bytes: 10,
            ..Limits::default()
        },
        ..Options::default()
    };
    assert!(
        problems("aaaaaaaaaaaaaaaaa", &small).contains("the file has 17 bytes; 10 are allowed")
    );
    let many: String = (0..500).map(|n| format!("a{n}: *gone\n")).collect();
    assert_eq!(
        parse(&many, "f", &Options::default()).unwrap_err().len(),
        100
    );
}

#[test]
fn several_documents_are_a_choice() {
    let text = "a: 1\n---\nb: 2\n";
    assert!(problems(text, &Options::default()).contains("f.yaml:2:1"));
    let options = Options {
        documents: Documents::Many,
        ..Options::default()
    };
    assert_eq!(parse(text, "f.yaml", &options).unwrap().len(), 2);
    assert_eq!(parse("", "f.yaml", &options).unwrap().len(), 0);
}

#[test]
fn foreign_tags_are_a_choice() {
    assert!(problems("a: !secret x\n", &Options::default()).contains("unknown tag `!secret`"));
    let options = Options {
        foreign_tags: true,
        ..Options::default()
    };
    let document = parse_one("a: !secret 10\nb: !!set {x}\n", "f.yaml", &options).unwrap();
    assert_eq!(document.root.get("a").unwrap().as_str(), Some("10"));
    assert_eq!(document.warnings.len(), 2);
    assert!(problems("a: !!int x\n", &Options::default()).contains("no value for the tag `!!int`"));
}

#[test]
fn syntax_errors_have_a_place() {
    let found = parse("a: [1, 2\nb: 3\n", "f.yaml", &Options::default()).unwrap_err();
    assert_eq!(found[0].code, "yaml_syntax");
    assert!(found[0].loc.as_ref().unwrap().line >= 1);
    let found = parse_bytes(b"a: \xff\n", "f.yaml", &Options::default()).unwrap_err();
    assert_eq!(found[0].loc.as_ref().unwrap().to_string(), "f.yaml:1:4");
    assert!(problems("a: 1\n b: 2\n", &Options::default()).contains("f.yaml:2"));
    assert!(problems("{[a]: 1}\n", &Options::default()).contains("a list cannot be a key"));
}

/// Any text must come back as it was, as a value and as a key.
#[test]
fn what_is_written_reads_back() {
    let texts = [
        "",
        " ",
        "a",
        "no",
        "Yes",
        "12:30:45",
        "2001-01-01",
        "=",
        "<<",
        "~",
        "null",
        "1_000",
        "0b1",
        "0o7",
        "0x1F",
        "1e3",
        ".5",
        "-",
        "- x",
        "?",
        "a: b",
        "a #b",
        "a:",
        ":a",
        "#a",
        "it's \"fine\"",
        "tab\tin",
        "\ttab",
        "l1\nl2",
        "l1\nl2\n",
        "l1\n\n\nl2\n\n",
        "\nl1",
        " l1\nl2",
        "l1 \nl2",
        "\u{1F600}",
        "\u{85}",
        "\u{feff}x",
        "\r\n",
        "a\r\nb",
        "---",
        "--- x",
        "...",
        "%x",
        "@x",
        "`x",
        "[x",
        "{x",
        "x]",
        "x,y",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "\\",
        "\0",
        "\n",
        "\n\n",
        "190:20:30",
    ];
    for text in texts {
        let value = Json::Object(vec![
            (text.to_owned(), Json::from("v")),
            (
                "zz".to_owned(),
                Json::Array(vec![Json::from(text), Json::Array(vec![Json::from(text)])]),
            ),
            (
                "zy".to_owned(),
                Json::Object(vec![("k".to_owned(), Json::from(text))]),
            ),
        ]);
        let written = write(&Data::from(&value));
        let document = parse_one(&written, "w.yaml", &Options::default())
            .unwrap_or_else(|e| panic!("{text:?}\n{written}\n{e:?}"));
        assert_eq!(to_json(&document.root).unwrap(), value, "{written}");
    }
}

#[test]
fn written_form_is_block_style() {
    let value = contractual_model::json::parse(
        r#"{"a":[],"b":{},"c":[{"x":1,"y":[1,2e5]},[3]],"d":"one\ntwo\n","e":null,"f":true}"#,
    )
    .unwrap();
    assert_eq!(
        write(&Data::from(&value)),
        "a: []\nb: {}\nc:\n  - x: 1\n    \"y\":\n      - 1\n      - 200000\n  - - 3\nd: |\n  one\n  two\ne: null\nf: true\n"
    );
}
