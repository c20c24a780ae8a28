//! Types of fields and elements, with the constraints of their place.

use super::maker::{Form, Item, Maker};

/// A type expression with what its place may say about it.
#[derive(Debug, Clone)]
pub(super) struct Ty {
    pub(super) text: String,
    /// Keys of `#[contract(..)]`.
    pub(super) limits: Vec<String>,
    pub(super) safe: bool,
    /// `Default` gives a value of the contract.
    pub(super) default: bool,
    pub(super) sort: Sort,
    pub(super) ordered: bool,
}

/// What rules and newtypes ask of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Integer,
    Text,
    Truth,
    List,
    Other,
}

const PATTERNS: &[&str] = &[
    "^[a-z]+$",
    "^[A-Z]{2}-[0-9]{3}$",
    r"^\\d+$",
    r"^\\w{2,4}$",
    "^(?:a|bc)*$",
    "[0-9]",
    r"^\\S*$",
    "^.$",
    "^[é-ü]+$",
    "b",
    "^a?b{1,2}$",
    r"^\\+?[0-9]{3}$",
    "^[^a]{1,3}$",
    r"^(?:0|-?[1-9]\\d{0,3})$",
    r"^a\\.b$",
    "^😀?$",
];

const FORMATS: &[&str] = &[
    "timestamp",
    "date",
    "time",
    "duration",
    "uuid",
    "uri",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "base64",
    "json-pointer",
];

impl Maker {
    pub(super) fn integer(&mut self) -> Ty {
        let (name, low, high): (&str, i64, i64) = *self.rng.pick(&[
            ("u8", 0, 255),
            ("u16", 0, 65_535),
            ("u32", 0, 4_294_967_295),
            ("i8", -128, 127),
            ("i16", -32_768, 32_767),
            ("i32", -2_147_483_648, 2_147_483_647),
            ("i64", -9_007_199_254_740_991, 9_007_199_254_740_991),
            ("u64", 0, 9_007_199_254_740_991),
        ]);
        let mut limits = Vec::new();
        let wide = high > 4_294_967_295;
        let a = low.max(-3) + i64::try_from(self.rng.below(5)).unwrap_or(0);
        match self.rng.below(9) {
            0 => limits.push(format!("min = {a}")),
            1 => limits.push(format!("max = {}", a + 7)),
            2 => limits.extend([format!("min = {a}"), format!("max = {}", a + 4)]),
            3 => limits.push(format!("exclusive_min = {a}")),
            4 => limits.push(format!("exclusive_max = {}", a + 5)),
            5 => limits.push(format!("multiple_of = {}", 2 + self.rng.below(6))),
            6 if !wide => limits.push(format!("one_of({}, {}, {})", a + 1, a, a + 9)),
            7 if !wide && self.rng.chance(1, 2) => limits.push(format!("const = {}", a + 1)),
            _ => {}
        }
        if wide {
            if !limits.iter().any(|l| l.contains("max")) {
                limits.push(format!("max = {high}"));
            }
            if low < 0 && !limits.iter().any(|l| l.contains("min")) {
                limits.push(format!("min = {low}"));
            }
        }
        Ty {
            text: name.to_owned(),
            default: limits.is_empty(),
            limits,
            safe: true,
            sort: Sort::Integer,
            ordered: true,
        }
    }

    pub(super) fn float(&mut self) -> Ty {
        let mut limits = Vec::new();
        match self.rng.below(6) {
            0 => limits.push("min = -0.5".to_owned()),
            1 => limits.extend(["exclusive_min = 0".to_owned(), "max = 1.5".to_owned()]),
            2 => limits.push("exclusive_max = 10".to_owned()),
            _ => {}
        }
        Ty {
            text: (*self.rng.pick(&["f64", "f32"])).to_owned(),
            default: limits.is_empty(),
            limits,
            safe: true,
            sort: Sort::Other,
            ordered: false,
        }
    }

    pub(super) fn text_limits(&mut self) -> Vec<String> {
        let n = self.rng.below(4);
        match self.rng.below(9) {
            0 => vec![format!("min_length = {n}")],
            1 => vec![format!("max_length = {n}")],
            2 => vec![
                format!("min_length = {n}"),
                format!("max_length = {}", n + 2),
            ],
            3 | 4 => vec![format!("pattern = \"{}\"", self.rng.pick(PATTERNS))],
            5 => vec![format!("format = \"{}\"", self.rng.pick(FORMATS))],
            6 => vec!["one_of(\"a\", \"Bc\", \"é\", \"\")".to_owned()],
            7 if self.rng.chance(1, 2) => vec!["const = \"v1\"".to_owned()],
            _ => Vec::new(),
        }
    }

    pub(super) fn text(&mut self) -> Ty {
        let limits = self.text_limits();
        Ty {
            text: "String".to_owned(),
            default: limits.is_empty(),
            limits,
            safe: true,
            sort: Sort::Text,
            ordered: true,
        }
    }

    pub(super) fn plain(text: &str, safe: bool, default: bool, ordered: bool) -> Ty {
        Ty {
            text: text.to_owned(),
            limits: Vec::new(),
            safe,
            default,
            sort: if text == "bool" {
                Sort::Truth
            } else {
                Sort::Other
            },
            ordered,
        }
    }

    pub(super) fn scalar(&mut self) -> Ty {
        match self.rng.below(16) {
            0..=4 => self.integer(),
            5 => self.float(),
            6..=9 => self.text(),
            10 => Self::plain("bool", true, true, true),
            11 => Self::plain("char", true, false, true),
            12 => {
                let written: &&str = self.rng.pick(&[
                    "()",
                    "NonZeroU8",
                    "NonZeroI16",
                    "Ipv4Addr",
                    "IpAddr",
                    "Duration",
                    "std::ops::Range<u8>",
                    "Result<u8, String>",
                    "std::ops::Bound<i8>",
                    "std::borrow::Cow<'static, str>",
                    "std::num::Wrapping<u8>",
                    "std::net::Ipv6Addr",
                    "std::net::SocketAddr",
                    "std::time::SystemTime",
                    "chrono::NaiveDate",
                    "chrono::NaiveTime",
                    "chrono::NaiveDateTime",
                    "chrono::DateTime<chrono::Utc>",
                    "chrono::DateTime<chrono::FixedOffset>",
                    "chrono::Weekday",
                    "jiff::Timestamp",
                    "jiff::civil::Date",
                    "jiff::civil::DateTime",
                    "time::OffsetDateTime",
                    "time::Time",
                    "time::Duration",
                    "uuid::Uuid",
                    "url::Url",
                    "rust_decimal::Decimal",
                    "smol_str::SmolStr",
                    "bytes::Bytes",
                    "indexmap::IndexMap<String, u8>",
                    "indexmap::IndexSet<smol_str::SmolStr>",
                ]);
                Self::plain(written, true, false, false)
            }
            _ => self
                .named(true)
                .unwrap_or_else(|| Self::plain("bool", true, true, true)),
        }
    }

    /// An earlier item.
    pub(super) fn named(&mut self, safe: bool) -> Option<Ty> {
        let fitting: Vec<&Item> = self
            .items
            .iter()
            .filter(|item| item.safe || !safe)
            .collect();
        if fitting.is_empty() {
            return None;
        }
        let at = self.rng.below(fitting.len());
        let item = fitting[at].clone();
        let limits = match item.form {
            Form::Other if item.parts.is_some() && self.rng.chance(2, 3) => {
                let n = self.rng.below(4);
                match item.parts {
                    Some((head, Sort::Integer)) => vec![format!("{head}(max = {})", 4 + n)],
                    Some((head, _)) => vec![format!("{head}(max_length = {})", 2 + n)],
                    None => Vec::new(),
                }
            }
            Form::Text if self.rng.chance(1, 3) => {
                vec![format!("max_length = {}", 2 + self.rng.below(3))]
            }
            Form::Number if self.rng.chance(1, 3) => {
                vec![format!("max = {}", 4 + self.rng.below(9))]
            }
            Form::Object { .. } if self.rng.chance(1, 8) => vec!["min_properties = 2".to_owned()],
            _ => Vec::new(),
        };
        Some(Ty {
            text: item.name,
            limits,
            safe: item.safe,
            default: false,
            sort: match item.form {
                Form::Text => Sort::Text,
                Form::Number => Sort::Integer,
                _ => Sort::Other,
            },
            ordered: item.key,
        })
    }

    /// Any type that fits: `safe` where serde buffers.
    pub(super) fn ty(&mut self, depth: usize, safe: bool) -> Ty {
        if depth == 0 || self.rng.chance(11, 20) {
            let found = self.scalar();
            return match found.limits.iter().any(|l| l.starts_with("min_properties")) && depth == 0
            {
                true => Ty {
                    limits: Vec::new(),
                    ..found
                },
                false => found,
            };
        }
        let inner = self.ty(depth - 1, safe);
        let nested = |head: &str, inner: &Ty| match inner.limits.is_empty() {
            true => None,
            false => Some(format!("{head}({})", inner.limits.join(", "))),
        };
        let (text, mut limits) = match self.rng.below(11) {
            0..=3 => (format!("Vec<{}>", inner.text), nested("items", &inner)),
            4 => (
                format!("Vec<Option<{}>>", inner.text),
                nested("items", &inner),
            ),
            5 if inner.ordered => (format!("BTreeSet<{}>", inner.text), nested("items", &inner)),
            6 => (format!("[{}; 2]", inner.text), nested("items", &inner)),
            7 => {
                let other = self.ty(0, safe);
                return Ty {
                    text: format!("({}, {})", bare(&inner), bare(&other)),
                    limits: Vec::new(),
                    safe: inner.safe && other.safe,
                    default: false,
                    sort: Sort::Other,
                    ordered: false,
                };
            }
            8 => {
                return Ty {
                    text: format!("Box<{}>", inner.text),
                    sort: Sort::Other,
                    default: false,
                    ..inner
                };
            }
            9 => return self.map(&inner, safe),
            _ => {
                return Self::plain("serde_json::Value", true, false, false);
            }
        }
        .into_pair();
        let array = text.starts_with('[');
        let set = text.starts_with('B');
        if !array {
            match self.rng.below(6) {
                0 => limits.push(format!("min_items = {}", 1 + self.rng.below(2))),
                1 => limits.push(format!("max_items = {}", 1 + self.rng.below(3))),
                2 if !set => limits.push("unique".to_owned()),
                _ => {}
            }
        }
        Ty {
            default: !array && !limits.iter().any(|l| l.starts_with("min_items")),
            text,
            limits,
            safe: inner.safe,
            sort: if array { Sort::Other } else { Sort::List },
            ordered: false,
        }
    }

    pub(super) fn map(&mut self, value: &Ty, safe: bool) -> Ty {
        let mut limits = Vec::new();
        let (key, key_safe) = match self.rng.below(8) {
            0 if !safe => ("u8".to_owned(), false),
            1 if !safe => ("i16".to_owned(), false),
            2 if !safe => ("bool".to_owned(), false),
            3 => {
                let key = *self.rng.pick(&[
                    "char",
                    "char",
                    "uuid::Uuid",
                    "chrono::NaiveDate",
                    "smol_str::SmolStr",
                    "Ipv4Addr",
                    "rust_decimal::Decimal",
                ]);
                (key.to_owned(), true)
            }
            4 => {
                let keys: Vec<String> = self
                    .items
                    .iter()
                    .filter(|item| item.key && (item.form == Form::Text || !safe))
                    .map(|item| item.name.clone())
                    .collect();
                match keys.is_empty() {
                    true => ("String".to_owned(), true),
                    false => (self.rng.pick(&keys).clone(), false),
                }
            }
            _ => {
                let own = self.text_limits();
                // A key that has one value only leaves no room for counts.
                if !own.is_empty() && !own[0].starts_with("const") {
                    limits.push(format!("key({})", own.join(", ")));
                }
                ("String".to_owned(), true)
            }
        };
        let key_safe = key_safe || key == "String";
        if !value.limits.is_empty() {
            limits.push(format!("value({})", value.limits.join(", ")));
        }
        let mut default = true;
        match self.rng.below(5) {
            0 => {
                limits.push("min_properties = 1".to_owned());
                default = false;
            }
            1 => limits.push("max_properties = 2".to_owned()),
            _ => {}
        }
        Ty {
            text: format!("BTreeMap<{key}, {}>", value.text),
            limits,
            safe: value.safe && key_safe,
            default,
            sort: Sort::Other,
            ordered: false,
        }
    }
}

/// A type where no attribute can stand: without constraints.
pub(super) fn bare(ty: &Ty) -> String {
    ty.text.clone()
}

/// The attribute of a type at a place that can have one.
pub(super) fn attribute(ty: &Ty) -> String {
    match ty.limits.is_empty() {
        true => String::new(),
        false => format!("#[contract({})] ", ty.limits.join(", ")),
    }
}

trait IntoPair {
    fn into_pair(self) -> (String, Vec<String>);
}

impl IntoPair for (String, Option<String>) {
    fn into_pair(self) -> (String, Vec<String>) {
        (self.0, self.1.into_iter().collect())
    }
}
