//! Random contract types as source text: every kind of item, attributes, constraints, rules, nesting.
//!
//! What serde cannot do is left out, as the lints and refusals of the product say: maps with keys that are no text inside buffered
//! positions, closed structs that are flattened, tags around scalars.

use std::collections::BTreeSet;

use crate::rng::Rng;

/// A generated item.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) source: String,
    form: Form,
    /// Text on the wire and ordered in Rust: a key of maps.
    key: bool,
    /// Can be read from serde's buffer.
    safe: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Named members; closed by serde or not.
    Object {
        closed: bool,
    },
    /// An internally or adjacently tagged enum.
    Tagged,
    Text,
    Number,
    Other,
}

/// A type expression with what its place may say about it.
#[derive(Debug, Clone)]
struct Ty {
    text: String,
    /// Keys of `#[contract(..)]`.
    limits: Vec<String>,
    safe: bool,
    /// `Default` gives a value of the contract.
    default: bool,
    sort: Sort,
    ordered: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
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

/// Names that are words of other languages, and odd ones; not those that every object of JavaScript has, which a lint names.
const RENAMES: &[&str] = &[
    "class",
    "_links",
    "schema",
    "model_config",
    "$id",
    "a b",
    "é",
    "from",
    "copy",
    "x-y",
    "None",
    "type",
    "date",
    "1st",
];

/// All items of one crate, later ones made of earlier ones.
pub(crate) struct Maker {
    rng: Rng,
    prefix: String,
    pub(crate) items: Vec<Item>,
    names: usize,
    /// Odd names that are given away.
    odd: BTreeSet<String>,
}

impl Maker {
    /// Items whose names start with `prefix`.
    pub(crate) fn new(seed: u64, prefix: &str) -> Self {
        Self {
            rng: Rng::new(seed),
            prefix: prefix.to_owned(),
            items: Vec::new(),
            names: 0,
            odd: BTreeSet::new(),
        }
    }

    /// Makes that many items.
    pub(crate) fn make(mut self, count: usize) -> Vec<Item> {
        for at in 0..count {
            let item = match (at, self.rng.below(20)) {
                (0, _) => self.newtype(),
                (1, _) => self.text_enum(),
                (2, _) => self.structure(false),
                (_, 0..=2) => self.newtype(),
                (_, 3) => self.text_enum(),
                (_, 4..=5) => self.structure(false),
                (_, 6..=11) => self.structure(true),
                (_, 12..=13) => self.external(),
                (_, 14..=15) => self.internal(),
                (_, 16) => self.adjacent(),
                (_, 17) => self.untagged(),
                (_, 18) => self.generic(),
                (_, _) => self.tuple(),
            };
            self.items.push(item);
        }
        self.items
    }

    fn next_name(&mut self) -> String {
        format!("{}{}", self.prefix, self.items.len())
    }

    fn member(&mut self) -> String {
        self.names += 1;
        let stem = *self.rng.pick(&[
            "size",
            "owner_name",
            "kind",
            "value",
            "line_1",
            "url_path",
            "note",
        ]);
        format!("{stem}_{}", self.names)
    }

    fn head(&mut self, more: &[String], serde: &[String], derives: &str) -> String {
        let mut contract = vec!["entity".to_owned()];
        contract.extend(more.iter().cloned());
        for lint in [
            "wide_integer",
            "bytes_as_numbers",
            "untagged_objects",
            "nested_tag",
            "rust_form",
            "loose_pattern",
            "missing_docs",
        ] {
            contract.push(format!("allow({lint}, reason = \"random types have it\")"));
        }
        let serde = match serde.is_empty() {
            true => String::new(),
            false => format!("#[serde({})]\n", serde.join(", ")),
        };
        format!(
            "/// A random contract.\n#[derive(Debug, {derives}Serialize, Deserialize, Contract)]\n#[contract({})]\n{serde}",
            contract.join(", ")
        )
    }

    // ---- values

    fn integer(&mut self) -> Ty {
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

    fn float(&mut self) -> Ty {
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

    fn text_limits(&mut self) -> Vec<String> {
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

    fn text(&mut self) -> Ty {
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

    fn plain(text: &str, safe: bool, default: bool, ordered: bool) -> Ty {
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

    fn scalar(&mut self) -> Ty {
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
                ]);
                Self::plain(written, true, false, false)
            }
            _ => self
                .named(true)
                .unwrap_or_else(|| Self::plain("bool", true, true, true)),
        }
    }

    /// An earlier item.
    fn named(&mut self, safe: bool) -> Option<Ty> {
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
    fn ty(&mut self, depth: usize, safe: bool) -> Ty {
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

    fn map(&mut self, value: &Ty, safe: bool) -> Ty {
        let mut limits = Vec::new();
        let (key, key_safe) = match self.rng.below(8) {
            0 if !safe => ("u8".to_owned(), false),
            1 if !safe => ("i16".to_owned(), false),
            2 if !safe => ("bool".to_owned(), false),
            3 => ("char".to_owned(), true),
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

    // ---- items

    fn newtype(&mut self) -> Item {
        let name = self.next_name();
        let inner = match self.rng.below(6) {
            0..=1 => self.text(),
            2 => self.integer(),
            3 => {
                let known = self.items.iter().filter(|item| item.form == Form::Text);
                match known.map(|item| item.name.clone()).next_back() {
                    Some(text) => Ty {
                        text,
                        limits: self.text_limits_of_name(),
                        safe: true,
                        default: false,
                        sort: Sort::Text,
                        ordered: true,
                    },
                    None => self.text(),
                }
            }
            _ => self.ty(1, false),
        };
        let key = inner.ordered && matches!(inner.sort, Sort::Text | Sort::Integer);
        let form = match inner.sort {
            Sort::Text => Form::Text,
            Sort::Integer => Form::Number,
            _ => Form::Other,
        };
        let derives = if key { ORDERED } else { "" };
        let head = self.head(&inner.limits, &[], derives);
        Item {
            source: format!("{head}pub struct {name}(pub {});\n", inner.text),
            name,
            form: if key { form } else { Form::Other },
            key,
            safe: inner.safe,
        }
    }

    /// Further limits on a newtype around text.
    fn text_limits_of_name(&mut self) -> Vec<String> {
        match self.rng.below(3) {
            0 => vec!["max_length = 3".to_owned()],
            1 => vec!["pattern = \"^[^z]*$\"".to_owned()],
            _ => Vec::new(),
        }
    }

    fn text_enum(&mut self) -> Item {
        let name = self.next_name();
        let case = *self.rng.pick(&[
            "snake_case",
            "kebab-case",
            "SCREAMING_SNAKE_CASE",
            "camelCase",
            "lowercase",
        ]);
        let open = self.rng.chance(1, 5);
        let mut body = String::from("    DarkRed,\n    #[serde(alias = \"lawn\")]\n    Green2,\n");
        body.push_str("    #[serde(rename = \"X y\")]\n    URLPath,\n");
        if open {
            body.push_str("    #[serde(other)]\n    Other,\n");
        }
        let head = self.head(&[], &[format!("rename_all = \"{case}\"")], ORDERED);
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            // What is read as `Other` is one key.
            key: !open,
            safe: true,
        }
    }

    /// A field: attributes and declaration.
    fn field(&mut self, safe: bool, own: Option<&str>) -> (String, String, Ty, bool) {
        let name = self.member();
        let mut contract: Vec<String> = Vec::new();
        let mut serde: Vec<String> = Vec::new();
        if let Some(own) = own.filter(|_| self.rng.chance(1, 12)) {
            let text = match self.rng.below(3) {
                0 => format!("Option<Box<{own}>>"),
                1 => format!("Vec<{own}>"),
                _ => format!("BTreeMap<String, {own}>"),
            };
            let ty = Self::plain(&text, true, false, false);
            return (format!("    pub {name}: {text},\n"), name, ty, false);
        }
        let ty = self.ty(2, safe);
        contract.extend(ty.limits.iter().cloned());
        let mut text = ty.text.clone();
        let mut optional = false;
        match self.rng.below(12) {
            0..=3 => {
                text = format!("Option<{text}>");
                optional = true;
            }
            4 => {
                text = format!("Option<{text}>");
                contract.push("optional".to_owned());
                serde.extend([
                    "default".to_owned(),
                    "deserialize_with = \"present\"".to_owned(),
                    "skip_serializing_if = \"Option::is_none\"".to_owned(),
                ]);
                optional = true;
            }
            5 => {
                text = format!("Option<{text}>");
                contract.push("nullable".to_owned());
                serde.push("deserialize_with = \"Option::deserialize\"".to_owned());
            }
            6 => {
                text = format!("Option<Option<{text}>>");
                contract.push("tri_state".to_owned());
                serde.extend([
                    "default".to_owned(),
                    "deserialize_with = \"double\"".to_owned(),
                    "skip_serializing_if = \"Option::is_none\"".to_owned(),
                ]);
            }
            7 if ty.default => serde.push("default".to_owned()),
            _ => {}
        }
        if text.starts_with("Option<()") || text.starts_with("Option<serde_json") {
            // Null is the value itself.
            return self.field(safe, own);
        }
        match self.rng.below(14) {
            0 => {
                self.names += 1;
                let to = format!(
                    "{}{}",
                    self.rng.pick(RENAMES),
                    if self.rng.chance(1, 2) {
                        self.names.to_string()
                    } else {
                        String::new()
                    }
                );
                if !self.taken(&to) {
                    serde.push(format!("rename = \"{to}\""));
                }
            }
            1 => serde.push(format!("alias = \"old_{}\"", self.names)),
            2 => serde.push(format!(
                "rename(serialize = \"w{0}\", deserialize = \"r{0}\")",
                self.names
            )),
            _ => {}
        }
        let mut out = String::new();
        if !contract.is_empty() {
            out.push_str(&format!("    #[contract({})]\n", contract.join(", ")));
        }
        if !serde.is_empty() {
            out.push_str(&format!("    #[serde({})]\n", serde.join(", ")));
        }
        out.push_str(&format!("    pub {name}: {text},\n"));
        (out, name, ty, optional)
    }

    /// Odd names are used once in a crate, so that none clashes.
    fn taken(&mut self, name: &str) -> bool {
        !self.odd.insert(name.to_owned())
    }

    fn structure(&mut self, rich: bool) -> Item {
        let name = self.next_name();
        let mut body = String::new();
        let mut safe = true;
        let mut closed = self.rng.chance(1, 2);
        let mut fields: Vec<(String, Sort, bool)> = Vec::new();
        let count = 1 + self.rng.below(if rich { 5 } else { 3 });
        for _ in 0..count {
            let (text, field, ty, optional) = self.field(!rich, Some(&name));
            safe &= ty.safe;
            let plain =
                !text.contains("nullable") && !text.contains("tri_state") && !text.contains("Box<");
            if plain {
                fields.push((field, ty.sort, optional));
            }
            body.push_str(&text);
        }
        let mut more = Vec::new();
        let mut flat = false;
        if rich && self.rng.chance(1, 4) {
            let fitting: Vec<(String, Form)> = self
                .items
                .iter()
                .filter(|item| {
                    item.safe && matches!(item.form, Form::Object { closed: false } | Form::Tagged)
                })
                .map(|item| (item.name.clone(), item.form))
                .collect();
            if !fitting.is_empty() {
                let (other, form) = self.rng.pick(&fitting).clone();
                let field = self.member();
                let option = matches!(form, Form::Object { .. }) && self.rng.chance(1, 3);
                let ty = if option {
                    format!("Option<{other}>")
                } else {
                    other
                };
                body.push_str(&format!("    #[serde(flatten)]\n    pub {field}: {ty},\n"));
                (closed, flat) = (false, true);
                // What is flattened around it is buffered.
                if !safe {
                    return self.structure(rich);
                }
            }
        }
        if rich && self.rng.chance(1, 12) && safe {
            let field = self.member();
            let value = *self
                .rng
                .pick(&["i32", "String", "bool", "serde_json::Value"]);
            body.push_str(&format!(
                "    #[serde(flatten)]\n    pub {field}: BTreeMap<String, {value}>,\n"
            ));
            more.push("open".to_owned());
            (closed, flat) = (false, true);
        }
        if self.rng.chance(1, 8) {
            let field = self.member();
            body.push_str(&format!("    #[serde(skip)]\n    pub {field}: u8,\n"));
        }
        if self.rng.chance(1, 10) {
            more.push(format!(
                "{} = {}",
                self.rng.pick(&["min_properties", "max_properties"]),
                count
            ));
        }
        if rich {
            more.extend(self.rules(&fields));
        }
        let counted = more.iter().any(|m| m.contains("_properties"));
        let mut serde = Vec::new();
        if closed {
            serde.push("deny_unknown_fields".to_owned());
        }
        if self.rng.chance(1, 3) {
            let case = *self.rng.pick(&[
                "camelCase",
                "PascalCase",
                "kebab-case",
                "SCREAMING_SNAKE_CASE",
            ]);
            serde.push(format!("rename_all = \"{case}\""));
        }
        let head = self.head(&more, &serde, "");
        let open = more.iter().any(|m| m == "open");
        Item {
            source: format!("{head}pub struct {name} {{\n{body}}}\n"),
            name,
            form: if flat || counted || open {
                Form::Other
            } else {
                Form::Object { closed }
            },
            key: false,
            safe,
        }
    }

    fn rules(&mut self, fields: &[(String, Sort, bool)]) -> Vec<String> {
        let of = |sort: Sort| -> Vec<&String> {
            fields
                .iter()
                .filter(|f| f.1 == sort)
                .map(|f| &f.0)
                .collect()
        };
        let options: Vec<&String> = fields.iter().filter(|f| f.2).map(|f| &f.0).collect();
        let (numbers, truths, lists) = (of(Sort::Integer), of(Sort::Truth), of(Sort::List));
        let mut found: Vec<String> = Vec::new();
        let mut add = |expr: String| {
            let at = found.len();
            found.push(format!("rule(name = \"rule_{at}\", expr = \"{expr}\")"));
        };
        if let [a, b, ..] = numbers.as_slice()
            && self.rng.chance(1, 2)
        {
            let op = *self.rng.pick(&["<=", "<", "!=", "=="]);
            add(format!("{a} {op} {b}"));
        }
        if let [a, b, ..] = options.as_slice()
            && self.rng.chance(2, 3)
        {
            let word =
                *self
                    .rng
                    .pick(&["exactly_one", "at_least_one", "at_most_one", "all_or_none"]);
            add(format!("{word}({a}, {b})"));
        }
        if let ([truth, ..], [option, ..]) = (truths.as_slice(), options.as_slice())
            && self.rng.chance(2, 3)
            && truth != option
        {
            let op = *self.rng.pick(&["=>", "<=>"]);
            add(format!("{truth} {op} present({option})"));
        }
        if let ([number, ..], [option, ..]) = (numbers.as_slice(), options.as_slice())
            && number != option
            && self.rng.chance(1, 3)
        {
            add(format!("{number} == 1 => not present({option})"));
        }
        if let ([list, ..], [number, ..]) = (lists.as_slice(), numbers.as_slice())
            && self.rng.chance(1, 3)
        {
            add(format!("len({list}) <= {number}"));
        }
        found
    }

    fn tuple(&mut self) -> Item {
        let name = self.next_name();
        let mut parts = Vec::new();
        let mut safe = true;
        for _ in 0..2 + self.rng.below(2) {
            let ty = self.ty(1, false);
            safe &= ty.safe;
            let limits = match ty.limits.is_empty() {
                true => String::new(),
                false => format!("#[contract({})] ", ty.limits.join(", ")),
            };
            parts.push(format!("{limits}pub {}", ty.text));
        }
        let head = self.head(&[], &[], "");
        Item {
            source: format!("{head}pub struct {name}({});\n", parts.join(", ")),
            name,
            form: Form::Other,
            key: false,
            safe,
        }
    }

    fn generic(&mut self) -> Item {
        let name = self.next_name();
        let template = format!("{name}Of");
        let (a, b) = (self.ty(1, true), self.ty(0, true));
        let rename = *self.rng.pick(&["camelCase", "snake_case"]);
        let head = self
            .head(
                &[],
                &[
                    format!("rename_all = \"{rename}\""),
                    "deny_unknown_fields".to_owned(),
                    BOUND.to_owned(),
                ],
                "",
            )
            .replace("entity, ", "");
        let source = format!(
            "{head}pub struct {template}<A, B = u8, const N: usize = 2> {{\n    pub first_part: A,\n    pub second_part: Option<B>,\n    pub list: Vec<A>,\n    pub bytes: [u8; N],\n}}\n"
        );
        let outer = self.head(&[], &["deny_unknown_fields".to_owned()], "");
        let (a, b) = (bare(&a), bare(&b));
        Item {
            source: format!(
                "{source}{outer}pub struct {name} {{\n    pub one: {template}<{a}, {b}, 1>,\n    pub two: Option<{template}<bool>>,\n    pub three: Vec<{template}<Vec<{b}>, String, 0>>,\n}}\n"
            ),
            name,
            form: Form::Object { closed: true },
            key: false,
            safe: true,
        }
    }

    /// A struct variant.
    fn members(&mut self, safe: bool) -> (String, bool) {
        let mut body = String::new();
        let mut fits = true;
        for _ in 0..1 + self.rng.below(2) {
            let (text, _, ty, _) = self.field(safe, None);
            fits &= ty.safe;
            body.push_str(&text.replace("    pub ", "    "));
        }
        (body.replace("    ", "        "), fits)
    }

    fn external(&mut self) -> Item {
        let name = self.next_name();
        let (members, mut safe) = self.members(false);
        let one = self.ty(1, false);
        let two = self.ty(0, false);
        safe &= one.safe && two.safe;
        let mut body = String::from("    UnitOne,\n");
        body.push_str(&format!("    HoldsOne({}{}),\n", attribute(&one), one.text));
        body.push_str(&format!(
            "    HoldsTwo({}{}, bool),\n",
            attribute(&two),
            two.text
        ));
        body.push_str(&format!("    HoldsMembers {{\n{members}    }},\n"));
        let extra = match self.rng.below(5) {
            0 => {
                "    #[serde(rename = \"Empty!\", alias = \"none\")]\n    Nothing {},\n".to_owned()
            }
            1 => "    #[serde(untagged)]\n    Free(#[contract(min = 5)] u8),\n".to_owned(),
            2 => "    #[serde(skip)]\n    Hidden,\n".to_owned(),
            _ => String::new(),
        };
        body.push_str(&extra);
        let serde = self.enum_case();
        let head = self.head(&[], &serde, "");
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            key: false,
            safe,
        }
    }

    fn enum_case(&mut self) -> Vec<String> {
        let mut serde = Vec::new();
        if self.rng.chance(1, 2) {
            let case = *self.rng.pick(&["snake_case", "camelCase", "kebab-case"]);
            serde.push(format!("rename_all = \"{case}\""));
        }
        if self.rng.chance(1, 3) {
            serde.push("rename_all_fields = \"camelCase\"".to_owned());
        }
        if self.rng.chance(1, 3) {
            serde.push("deny_unknown_fields".to_owned());
        }
        serde
    }

    fn internal(&mut self) -> Item {
        let name = self.next_name();
        let (members, _) = self.members(true);
        let objects: Vec<String> = self
            .items
            .iter()
            .filter(|item| item.safe && matches!(item.form, Form::Object { .. }))
            .map(|item| item.name.clone())
            .collect();
        let mut body = String::from("    UnitOne,\n");
        if !objects.is_empty() {
            let first = self.rng.pick(&objects).clone();
            body.push_str(&format!("    Holds({first}),\n    HoldsAgain({first}),\n"));
        }
        body.push_str(&format!("    HoldsMembers {{\n{members}    }},\n"));
        match self.rng.below(5) {
            0 => body.push_str(
                "    #[contract(max_properties = 2)]\n    Labels(BTreeMap<String, u8>),\n",
            ),
            1 => body.push_str("    #[serde(other)]\n    Unknown,\n"),
            _ => {}
        }
        let mut serde = vec!["tag = \"the tag\"".to_owned()];
        serde.extend(self.enum_case());
        let head = self.head(&[], &serde, "");
        let closed = serde.iter().any(|s| s == "deny_unknown_fields");
        let plain = !body.contains("Labels") && !closed;
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: if plain { Form::Tagged } else { Form::Other },
            key: false,
            safe: true,
        }
    }

    fn adjacent(&mut self) -> Item {
        let name = self.next_name();
        let (members, mut safe) = self.members(true);
        let one = self.ty(1, true);
        let two = self.ty(0, true);
        safe &= one.safe && two.safe;
        let mut body = String::from("    UnitOne,\n");
        body.push_str(&format!("    HoldsOne({}{}),\n", attribute(&one), one.text));
        body.push_str(&format!(
            "    HoldsTwo({}{}, u8),\n",
            attribute(&two),
            two.text
        ));
        body.push_str(&format!("    HoldsMembers {{\n{members}    }},\n"));
        let mut serde = vec!["tag = \"t\"".to_owned(), "content = \"c\"".to_owned()];
        serde.extend(self.enum_case());
        let head = self.head(&[], &serde, "");
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            key: false,
            safe,
        }
    }

    fn untagged(&mut self) -> Item {
        let name = self.next_name();
        let (members, _) = self.members(true);
        let mut body = String::new();
        let mut parts = vec![
            "    Small(#[contract(max = 9)] u8),\n".to_owned(),
            "    Truth(bool),\n".to_owned(),
            format!("    Members {{\n{members}    }},\n"),
            "    Pair(u8, bool),\n".to_owned(),
        ];
        let one = self.ty(1, true);
        if one.safe {
            parts.push(format!("    One({}{}),\n", attribute(&one), one.text));
        }
        let text = self.text();
        parts.push(format!("    Words({}String),\n", attribute(&text)));
        for _ in 0..2 + self.rng.below(3) {
            if parts.is_empty() {
                break;
            }
            let at = self.rng.below(parts.len());
            body.push_str(&parts.remove(at));
        }
        let head = self.head(&[], &["untagged".to_owned()], "");
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            key: false,
            safe: true,
        }
    }
}

/// serde reads and writes arrays of up to 32 items, and cannot say so of a parameter.
const BOUND: &str = "bound(serialize = \"A: Serialize, B: Serialize, [u8; N]: Serialize\", deserialize = \"A: Deserialize<'de>, B: Deserialize<'de>, [u8; N]: Deserialize<'de>\")";

const ORDERED: &str = "Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ";

/// A type where no attribute can stand: without constraints.
fn bare(ty: &Ty) -> String {
    ty.text.clone()
}

fn attribute(ty: &Ty) -> String {
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
