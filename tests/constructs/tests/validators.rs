//! The attributes of validator and garde that are read, judged by validator and garde themselves: what the contract accepts, they accept;
//! where an attribute is said to mean the same, what they accept the contract accepts too.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use constructs::validators::{ByGarde, ByValidator};
use contractual::Contract;
use serde::de::DeserializeOwned;

/// How the contract reads an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    /// The same values.
    TheSame,
    /// Fewer values; the guide says which are missing.
    Less,
}

/// A member, how its attribute is read, and values of it.
type Row = (&'static str, Means, &'static [&'static str]);

const MAILBOXES: &[&str] = &[
    r#""a@b""#,
    r#""ada@example.com""#,
    r#""a.b+c@x-y.example""#,
    r#""a@[127.0.0.1]""#,
    r#""a@[::1]""#,
    r#""a@[256.0.0.1]""#,
    r#""a@\u00e9.example""#,
    r#""\u00e9@example.com""#,
    r#""a b@example.com""#,
    r#""a@-b.example""#,
    r#""a@b-.example""#,
    r#""a@b..example""#,
    r#""@example.com""#,
    r#""a@""#,
    r#""a""#,
    r#""""#,
    r#""a@@b""#,
    r#""a@b@c""#,
    r#""a@b\n""#,
    r#""a\n@b""#,
    r#"".a.@b""#,
    r#""\"a\"@b""#,
    r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b""#,
    r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b""#,
    r#""a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b""#,
    r#""a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b""#,
    "null",
];

const TEXTS: &[&str] = &[
    r#""""#,
    r#""a""#,
    r#""ab""#,
    r#""abc""#,
    r#""abcd""#,
    r#""\u00e9\u00e9""#,
    r#""e\u0301""#,
    r#""\ud83d\ude00\ud83d\ude00""#,
    r#""\ud83d\ude00\ud83d\ude00\ud83d\ude00""#,
    r#""\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00""#,
    "null",
];

const LISTS: &[&str] = &["[]", "[1]", "[1, 2]", "[1, 2, 3]", "null"];
const SETS: &[&str] = &["[]", "[1]", "[1, 2]", "null"];
const MAPS: &[&str] = &["{}", r#"{"a": 1}"#, r#"{"a": 1, "b": 1}"#, "null"];
const WHOLES: &[&str] = &["-3", "-2", "0", "2", "3", "null"];
const PARTS: &[&str] = &[
    "[]",
    r#"[{"count": 5}]"#,
    r#"[{"count": 6}]"#,
    r#"[{"count": 1}, {"count": 0}]"#,
    r#"[{"count": 1}, {"count": 1}, {"count": 1}]"#,
];
const ONE_PART: &[&str] = &[
    r#"{"count": 0}"#,
    r#"{"count": 1}"#,
    r#"{"count": 5}"#,
    r#"{"count": 6}"#,
    "null",
];

const OF_VALIDATOR: &[Row] = &[
    ("email", Means::Less, MAILBOXES),
    ("text", Means::TheSame, TEXTS),
    ("exact", Means::TheSame, TEXTS),
    ("list", Means::TheSame, LISTS),
    ("set", Means::TheSame, SETS),
    ("map", Means::TheSame, MAPS),
    ("whole", Means::TheSame, WHOLES),
    (
        "part",
        Means::TheSame,
        &["0", "0.5", "0.51", "1", "9.49", "9.5", "10", "null"],
    ),
    // The contract's own bound is tighter: it holds as well.
    (
        "both",
        Means::Less,
        &["0", "1", "2", "3", "5", "6", "9", "10", "null"],
    ),
    ("nested", Means::TheSame, ONE_PART),
    ("all", Means::TheSame, PARTS),
];

const OF_GARDE: &[Row] = &[
    ("email", Means::Less, MAILBOXES),
    (
        "ipv4",
        Means::TheSame,
        &[
            r#""0.0.0.0""#,
            r#""255.255.255.255""#,
            r#""256.0.0.1""#,
            r#""01.1.1.1""#,
            r#""1.1.1""#,
            r#"" 1.1.1.1""#,
            r#""1.1.1.1\n""#,
            r#""::1""#,
            "null",
        ],
    ),
    (
        "ipv6",
        Means::TheSame,
        &[
            r#""::""#,
            r#""::1""#,
            r#""2001:DB8::1""#,
            r#""1:2:3:4:5:6:7:8""#,
            r#""1:2:3:4:5:6:7:8:9""#,
            r#""::ffff:192.0.2.1""#,
            r#""::ffff:192.0.2.256""#,
            r#""fe80::1%eth0""#,
            r#""[::1]""#,
            r#""12345::""#,
            r#""1.1.1.1""#,
            "null",
        ],
    ),
    ("text", Means::TheSame, TEXTS),
    ("exact", Means::TheSame, TEXTS),
    ("list", Means::TheSame, LISTS),
    ("set", Means::TheSame, SETS),
    ("map", Means::TheSame, MAPS),
    ("whole", Means::TheSame, WHOLES),
    ("three", Means::TheSame, &["2", "3", "4", "null"]),
    (
        "pattern",
        Means::TheSame,
        &[
            r#""ab""#,
            r#""a""#,
            r#""abc""#,
            r#""AB""#,
            r#""ab\n""#,
            r#""\nab""#,
            "null",
        ],
    ),
    (
        "dot",
        Means::Less,
        &[
            r#""1xa""#,
            r#""1\u00e9z""#,
            r#""1\ra""#,
            r#""1\na""#,
            r#""1\u2028a""#,
            r#""12""#,
            "null",
        ],
    ),
    (
        "inner",
        Means::TheSame,
        &["[]", "[1]", "[2]", "[9, 3]", "[9, 10]", "[3, 1]"],
    ),
    (
        "within",
        Means::TheSame,
        &[
            "null",
            "[]",
            r#"["ab", "\ud83d\ude00\ud83d\ude00"]"#,
            r#"["abc"]"#,
            r#"["a", "b", "c"]"#,
        ],
    ),
    ("dive", Means::TheSame, ONE_PART),
    ("skip", Means::TheSame, &[r#""anything""#, "null"]),
];

/// Puts every value before the contract and before the other library.
fn agree<T: Contract + DeserializeOwned>(rows: &[Row], valid: impl Fn(&T) -> bool) {
    let mut wrong = String::new();
    for (member, means, values) in rows {
        let (mut accepted, mut refused, mut fewer) = (0, 0, 0);
        for value in *values {
            let text = format!("{{\"{member}\": {value}}}");
            let ours = T::from_json(text.as_bytes()).is_ok();
            let theirs = serde_json::from_str::<T>(&text).is_ok_and(|read| valid(&read));
            match (ours, theirs) {
                (true, true) => accepted += 1,
                (false, false) => refused += 1,
                (false, true) if *means == Means::Less => fewer += 1,
                _ => {
                    let _ = writeln!(wrong, "{text}: the contract {ours}, the other {theirs}");
                }
            }
        }
        let told = accepted > 0 && (refused > 0 || *member == "skip");
        if !told || (fewer > 0) != (*means == Means::Less) {
            let _ = writeln!(wrong, "{member}: the values do not show what is said of it");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn what_is_read_of_validator_means_what_validator_means() {
    agree::<ByValidator>(OF_VALIDATOR, |read| {
        validator::Validate::validate(read).is_ok()
    });
}

#[test]
fn what_is_read_of_garde_means_what_garde_means() {
    agree::<ByGarde>(OF_GARDE, |read| garde::Validate::validate(read).is_ok());
}

/// The guide's table names what shows each of its rows, and nothing is shown that it does not name.
#[test]
fn the_table_of_the_guide_names_what_shows_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = std::fs::read_to_string(root.join("docs/guide/src/contracts/validators.md"))
        .expect("the page of the guide");
    let refusals = root.join("tests/ui/validators");
    let mut members: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut files: BTreeSet<String> = BTreeSet::new();
    for line in guide
        .lines()
        .filter(|line| line.starts_with("| validator |") || line.starts_with("| garde |"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [library, attribute, means, shown] = cells[..] else {
            panic!("four cells: {line}");
        };
        for word in shown.split([' ', ',']).filter(|word| !word.is_empty()) {
            match word
                .strip_prefix('`')
                .and_then(|word| word.strip_suffix('`'))
            {
                Some(member) => assert!(members.insert((library, member)), "{member} twice"),
                None => {
                    assert!(refusals.join(format!("{word}.stderr")).is_file(), "{line}");
                    files.insert(word.to_owned());
                }
            }
        }
        let told = !shown.is_empty() || means.starts_with("nothing");
        assert!(told, "nothing shows {attribute} of {library}");
    }
    for (library, rows) in [("validator", OF_VALIDATOR), ("garde", OF_GARDE)] {
        let named: BTreeSet<&str> = members
            .iter()
            .filter(|(of, _)| *of == library)
            .map(|(_, member)| *member)
            .collect();
        let judged: BTreeSet<&str> = rows.iter().map(|(member, ..)| *member).collect();
        assert_eq!(named, judged, "{library}");
    }
    let there: BTreeSet<String> = std::fs::read_dir(&refusals)
        .expect("the refusals")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    assert_eq!(files, there);
}
