//! Random patterns, as newtypes, with random subjects near their language: every engine gives one verdict, ECMA-262 in ajv and in the
//! TypeScript check, Rust's in Pydantic and the runtime, Python's in jsonschema.

use contractual_model::pattern;

use crate::rng::Rng;

/// A part of a pattern.
#[derive(Debug, Clone)]
enum Part {
    /// As written, and texts that match.
    Atom(&'static str, &'static [&'static str]),
    Sequence(Vec<Part>),
    Either(Vec<Part>),
    /// The part, the quantifier, how often it may stand.
    Repeat(Box<Part>, &'static str, usize, usize),
}

const ATOMS: &[(&str, &[&str])] = &[
    ("a", &["a"]),
    ("b", &["b"]),
    ("Z", &["Z"]),
    ("0", &["0"]),
    ("é", &["é"]),
    ("😀", &["😀"]),
    ("-", &["-"]),
    ("/", &["/"]),
    ("_", &["_"]),
    (" ", &[" "]),
    (r"\.", &["."]),
    (r"\+", &["+"]),
    (r"\$", &["$"]),
    (r"\\", &["\\"]),
    (r"\d", &["0", "9"]),
    (r"\D", &["a", "\u{661}", "\n"]),
    (r"\w", &["a", "_", "Z"]),
    (r"\W", &["é", "-", " "]),
    (r"\s", &[" ", "\t", "\u{2028}", "\u{feff}", "\u{a0}"]),
    (r"\S", &["a", "\u{1c}", "\u{85}"]),
    (".", &["a", "😀", "\u{85}"]),
    ("[a-c]", &["a", "c"]),
    ("[^a-c]", &["d", "é", "\n"]),
    (r"[\d_]", &["5", "_"]),
    (r"[\w.]", &["a", "."]),
    (r"[^\s]", &["a"]),
    ("[à-ÿ]", &["é", "ÿ"]),
    ("[.$^*]", &["$", "^"]),
    ("[0-9A-F]", &["7", "F"]),
    ("[a&b]", &["&", "b"]),
];

/// Characters that engines see in different ways, and plain ones.
const CHARS: &[char] = &[
    'a', 'b', 'c', 'Z', '0', '9', '_', '-', '.', '/', '$', '\\', ' ', '\t', '\n', '\r', '&', '[',
    'é', 'ÿ', 'ß', '😀', '\u{85}', '\u{a0}', '\u{1c}', '\u{661}', '\u{2028}', '\u{2029}',
    '\u{feff}', '\u{301}', '\u{212a}',
];

fn part(rng: &mut Rng, depth: usize) -> Part {
    match rng.below(if depth == 0 { 5 } else { 11 }) {
        0..=4 => {
            let (written, samples) = *rng.pick(ATOMS);
            Part::Atom(written, samples)
        }
        5..=7 => Part::Sequence(
            (0..2 + rng.below(3))
                .map(|_| part(rng, depth - 1))
                .collect(),
        ),
        8 => Part::Either(
            (0..2 + rng.below(2))
                .map(|_| part(rng, depth - 1))
                .collect(),
        ),
        _ => {
            let inner = Box::new(part(rng, depth - 1));
            let (written, least, most) = *rng.pick(&[
                ("*", 0, 3),
                ("+", 1, 3),
                ("?", 0, 1),
                ("{2}", 2, 2),
                ("{1,3}", 1, 3),
                ("{2,}", 2, 4),
            ]);
            Part::Repeat(inner, written, least, most)
        }
    }
}

impl Part {
    fn print(&self) -> String {
        match self {
            Self::Atom(written, _) => (*written).to_owned(),
            Self::Sequence(parts) => parts.iter().map(Self::print).collect(),
            Self::Either(parts) => {
                let parts: Vec<String> = parts.iter().map(Self::print).collect();
                format!("(?:{})", parts.join("|"))
            }
            Self::Repeat(inner, quantifier, _, _) => match **inner {
                Self::Atom(written, _) => format!("{written}{quantifier}"),
                _ => format!("(?:{}){quantifier}", inner.print()),
            },
        }
    }

    fn sample(&self, rng: &mut Rng) -> String {
        match self {
            Self::Atom(_, samples) => (*rng.pick(samples)).to_owned(),
            Self::Sequence(parts) => parts.iter().map(|part| part.sample(rng)).collect(),
            Self::Either(parts) => rng.pick(parts).sample(rng),
            Self::Repeat(inner, _, least, most) => {
                let count = least + rng.below(most - least + 1);
                (0..count).map(|_| inner.sample(rng)).collect()
            }
        }
    }
}

/// A newtype with a pattern, and subjects.
#[derive(Debug, Clone)]
pub(crate) struct Patterned {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) subjects: Vec<String>,
}

/// That many newtypes with that many subjects each.
pub(crate) fn make(rng: &mut Rng, prefix: &str, count: usize, subjects: usize) -> Vec<Patterned> {
    let mut found: Vec<Patterned> = Vec::new();
    while found.len() < count {
        let inner = part(rng, 3);
        let (start, end) = *rng.pick(&[
            ("^", "$"),
            ("^", "$"),
            ("^", "$"),
            ("", "$"),
            ("^", ""),
            ("", ""),
        ]);
        let written = match inner {
            Part::Either(_) => format!("{start}(?:{}){end}", inner.print()),
            _ => format!("{start}{}{end}", inner.print()),
        };
        // What is not in the dialect does not compile; the tests of the dialect itself say what that is.
        if pattern::parse(&written).is_err() {
            continue;
        }
        let name = format!("{prefix}P{}", found.len());
        let source = format!(
            "/// A random pattern.\n#[derive(Debug, Serialize, Deserialize, Contract)]\n\
             #[contract(entity, pattern = r#\"{written}\"#, allow(loose_pattern, reason = \"random patterns have it\"))]\n\
             pub struct {name}(pub String);\n"
        );
        let mut texts = vec![String::new()];
        while texts.len() < subjects {
            let mut text: Vec<char> = match rng.below(4) {
                0 => Vec::new(),
                _ => inner.sample(rng).chars().collect(),
            };
            for _ in 0..rng.below(3) {
                let at = rng.below(text.len() + 1);
                match rng.below(3) {
                    0 if at < text.len() => {
                        text.remove(at);
                    }
                    1 if at < text.len() => text[at] = *rng.pick(CHARS),
                    _ => text.insert(at, *rng.pick(CHARS)),
                }
            }
            if rng.chance(1, 5) {
                text.push('\n');
            }
            texts.push(text.into_iter().collect());
        }
        // The lint `loose_pattern` names what Python's `$` reads in another way: a listed gap.
        let tree = pattern::parse_tree(&written).ok();
        if tree.is_some_and(|tree| !pattern::lints(&tree).is_empty()) {
            texts.retain(|text| !text.ends_with('\n'));
        }
        texts.sort();
        texts.dedup();
        found.push(Patterned {
            name,
            source,
            subjects: texts,
        });
    }
    found
}
