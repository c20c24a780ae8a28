//! Random texts near every boundary: fixtures, changed in one to three places.

use contractual_model::json::{self, Json};

use crate::rng::Rng;

/// A JSON document that may hold what no parsed value can: repeated members, numbers as they are spelled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        json::parse(text).ok().map(|value| Self::of(&value))
    }

    fn of(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Number(number.to_string()),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Json::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::of(value)))
                    .collect(),
            ),
        }
    }

    pub(crate) fn print(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(text) => text.clone(),
            Self::Text(text) => quoted(text),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::print).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{}:{}", quoted(name), value.print()))
                    .collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    pub(crate) fn size(&self) -> usize {
        1 + match self {
            Self::List(items) => items.iter().map(Self::size).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| value.size()).sum(),
            _ => 0,
        }
    }

    /// The node of that number, counted from the top.
    fn node(&mut self, mut at: usize) -> &mut Self {
        if at == 0 {
            return self;
        }
        at -= 1;
        match self {
            Self::List(items) => {
                for item in items {
                    let size = item.size();
                    if at < size {
                        return item.node(at);
                    }
                    at -= size;
                }
                unreachable!("a node within the size")
            }
            Self::Object(members) => {
                for (_, value) in members {
                    let size = value.size();
                    if at < size {
                        return value.node(at);
                    }
                    at -= size;
                }
                unreachable!("a node within the size")
            }
            _ => unreachable!("a node within the size"),
        }
    }

    /// Smaller documents, the smallest steps last.
    pub(crate) fn smaller(&self) -> Vec<Self> {
        let mut found = Vec::new();
        for at in 0..self.size() {
            let mut whole = self.clone();
            match whole.node(at) {
                Self::List(items) if !items.is_empty() => {
                    for gone in 0..items.len() {
                        let mut other = self.clone();
                        if let Self::List(items) = other.node(at) {
                            items.remove(gone);
                        }
                        found.push(other);
                    }
                }
                Self::Object(members) if !members.is_empty() => {
                    for gone in 0..members.len() {
                        let mut other = self.clone();
                        if let Self::Object(members) = other.node(at) {
                            members.remove(gone);
                        }
                        found.push(other);
                    }
                }
                Self::Text(text) if text.chars().count() > 1 => {
                    let mut other = self.clone();
                    let shorter: String = text.chars().skip(1).collect();
                    *other.node(at) = Self::Text(shorter);
                    found.push(other);
                }
                Self::Null => {}
                _ => {
                    let mut other = self.clone();
                    *other.node(at) = Self::Null;
                    found.push(other);
                }
            }
        }
        found
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "2",
    "5",
    "9",
    "10",
    "127",
    "128",
    "-128",
    "-129",
    "255",
    "256",
    "65535",
    "65536",
    "32768",
    "4294967295",
    "4294967296",
    "2147483648",
    "9007199254740991",
    "0.5",
    "1.5",
    "-0.5",
    "3.4028234663852886e38",
    "3.5e38",
    "1e308",
    "5e-324",
    "1000000000",
    "999999999",
];

const TEXTS: &[&str] = &[
    "",
    "a",
    "ab",
    "abc",
    "abcd",
    "A",
    "é",
    "😀",
    "e\u{301}",
    "a\n",
    "\n",
    " ",
    "0",
    "12",
    "123",
    "v1",
    "Bc",
    "b",
    "bb",
    "abb",
    "AB-123",
    "AB-12",
    "+123",
    "-5",
    "a.b",
    "axb",
    "ü",
    "\u{661}",
    "true",
    "null",
    "2026-02-29",
    "2024-02-29",
    "2026-03-01T09:30:00Z",
    "2026-03-01T09:30:60Z",
    "23:59:59.5",
    "24:00:00",
    "P1D",
    "PT",
    "192.0.2.1",
    "::1",
    "::g",
    "AQI=",
    "AQJ=",
    "/a~1",
    "/~2",
    "a@b.co",
    "a@b",
    "x:y",
    "host",
    "-host",
    "unexpected",
    "DarkRed",
    "dark_red",
    "lawn",
    "X y",
    "UnitOne",
    "unit_one",
    "\u{2028}",
    "\u{feff}",
    "z",
    "2024-2-9",
    "20240229",
    "2024-02-29t09:30:00z",
    "2024-02-29 09:30:00Z",
    "2024-02-29T09:30:00+0000",
    "2024-02-29T09:30:00,5Z",
    "2024-02-29T09:30:00+23:59",
    "2024-02-29T09:30:00",
    "67e55044-10b1-426f-9247-bb680e5fe0c8",
    "67E55044-10B1-426F-9247-BB680E5FE0C8",
    "67e5504410b1426f9247bb680e5fe0c8",
    "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
    "1e2",
    "+1.5",
    ".5",
    "5.",
    "1_000",
    "-1.50",
    "https://",
    "https://a.b:99999/",
    "http://1.2.3.256/",
    "https://example.com/a?b#c",
    "127.0.0.1:80",
    "[::1]:80",
];

/// A random leaf.
fn leaf(rng: &mut Rng) -> Tree {
    match rng.below(12) {
        0 => Tree::Null,
        1 => Tree::Bool(rng.chance(1, 2)),
        2..=5 => Tree::Number((*rng.pick(NUMBERS)).to_owned()),
        6..=9 => Tree::Text((*rng.pick(TEXTS)).to_owned()),
        10 => Tree::List(Vec::new()),
        _ => Tree::Object(Vec::new()),
    }
}

/// A document near the given one. `others` are documents of the same type, whose parts may be taken.
pub(crate) fn near(rng: &mut Rng, base: &Tree, others: &[Tree]) -> Tree {
    let mut tree = base.clone();
    for _ in 0..1 + rng.below(3) {
        let size = tree.size();
        let at = rng.below(size);
        let graft = rng.chance(1, 10).then(|| {
            let other = rng.pick(others);
            let mut other = other.clone();
            let from = rng.below(other.size());
            other.node(from).clone()
        });
        let node = tree.node(at);
        match graft {
            Some(part) => *node = part,
            None => change(rng, node),
        }
    }
    tree
}

fn change(rng: &mut Rng, node: &mut Tree) {
    if rng.chance(1, 12) {
        *node = match rng.below(3) {
            0 => Tree::List(vec![node.clone()]),
            1 => Tree::Object(vec![("0".to_owned(), node.clone())]),
            _ => leaf(rng),
        };
        return;
    }
    match node {
        Tree::Null => *node = leaf(rng),
        Tree::Bool(value) => {
            *node = match rng.below(4) {
                0 => Tree::Number(u8::from(*value).to_string()),
                1 => Tree::Text(value.to_string()),
                2 => Tree::Null,
                _ => Tree::Bool(!*value),
            }
        }
        Tree::Number(text) => {
            let shifted = |by: i128| text.parse::<i128>().map(|n| (n + by).to_string());
            *node = match rng.below(9) {
                0 => shifted(1).map_or(Tree::Null, Tree::Number),
                1 => shifted(-1).map_or(Tree::Null, Tree::Number),
                2 => Tree::Text(text.clone()),
                3 if !text.contains(['.', 'e', 'E']) => Tree::Number(format!("{text}.5")),
                4 if !text.contains(['.', 'e', 'E']) => Tree::Number(format!("{text}.0")),
                5 => Tree::Bool(true),
                _ => Tree::Number((*rng.pick(NUMBERS)).to_owned()),
            }
        }
        Tree::Text(text) => {
            let mut chars: Vec<char> = text.chars().collect();
            match rng.below(12) {
                0 => chars.push('\n'),
                1 => chars.insert(0, ' '),
                2 => chars.push('😀'),
                3 => chars.push('a'),
                4 => {
                    chars.pop();
                }
                5 if !chars.is_empty() => {
                    let at = rng.below(chars.len());
                    let c = chars[at];
                    chars[at] = match c.is_uppercase() {
                        true => c.to_lowercase().next().unwrap_or(c),
                        false => c.to_uppercase().next().unwrap_or(c),
                    };
                }
                6 if !chars.is_empty() => {
                    let at = rng.below(chars.len());
                    chars[at] =
                        *rng.pick(&['0', '9', 'é', '\u{661}', '-', '.', '/', 'z', '\u{2028}']);
                }
                7 => {
                    *node = leaf(rng);
                    return;
                }
                8 => chars.push('0'),
                _ => chars = rng.pick(TEXTS).chars().collect(),
            }
            *text = chars.into_iter().collect();
        }
        Tree::List(items) => match rng.below(7) {
            0 if !items.is_empty() => {
                let again = rng.pick(items).clone();
                items.push(again);
            }
            1 | 2 if !items.is_empty() => {
                let at = rng.below(items.len());
                items.remove(at);
            }
            3 => items.push(leaf(rng)),
            4 => items.reverse(),
            5 => *node = Tree::Null,
            _ => items.clear(),
        },
        Tree::Object(members) => match rng.below(13) {
            0..=2 if !members.is_empty() => {
                let at = rng.below(members.len());
                members.remove(at);
            }
            3 => members.push(("unexpected".to_owned(), leaf(rng))),
            4 => {
                let name = (*rng.pick(TEXTS)).to_owned();
                if !members.iter().any(|(known, _)| *known == name) {
                    members.push((name, leaf(rng)));
                }
            }
            5 if !members.is_empty() => {
                let again = rng.pick(members).clone();
                members.push(again);
            }
            6 if !members.is_empty() => {
                let at = rng.below(members.len());
                members[at].1 = Tree::Null;
            }
            7 if !members.is_empty() => {
                let at = rng.below(members.len());
                let name = &mut members[at].0;
                *name = match rng.below(4) {
                    0 => name.to_uppercase(),
                    1 => name.to_lowercase(),
                    2 => name.replace('_', "-"),
                    _ => format!("{name}_"),
                };
                let name = name.clone();
                if members.iter().filter(|(other, _)| *other == name).count() > 1 {
                    members.remove(at);
                }
            }
            8 if members.len() > 1 => {
                let (a, b) = (rng.below(members.len()), rng.below(members.len()));
                let value = members[a].1.clone();
                members[b].1 = value;
            }
            9 => members.reverse(),
            10 => {
                let values = members.iter().map(|(_, value)| value.clone()).collect();
                *node = Tree::List(values);
            }
            11 => {
                if let [(name, value)] = members.as_slice()
                    && *value == Tree::Null
                {
                    *node = Tree::Text(name.clone());
                } else {
                    members.push(("c".to_owned(), Tree::Null));
                    members.dedup_by(|a, b| a.0 == b.0);
                }
            }
            _ => *node = leaf(rng),
        },
    }
}
