//! Newtypes, structs, tuple structs, generic structs.

use super::maker::{Form, Item, Maker, ORDERED};
use super::values::{Sort, Ty, bare};

/// serde reads and writes arrays of up to 32 items, and cannot say so of a parameter.
const BOUND: &str = "bound(serialize = \"A: Serialize, B: Serialize, [u8; N]: Serialize\", deserialize = \"A: Deserialize<'de>, B: Deserialize<'de>, [u8; N]: Deserialize<'de>\")";

impl Maker {
    pub(super) fn newtype(&mut self) -> Item {
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
            parts: None,
        }
    }

    /// A newtype around a list, a set or a map: uses say more of what is in it.
    pub(super) fn collection(&mut self) -> Item {
        let name = self.next_name();
        let inner = match self.rng.below(4) {
            0 => self.integer(),
            1 => self.text(),
            _ => self.named(true).unwrap_or_else(|| self.text()),
        };
        let chosen = inner
            .limits
            .iter()
            .any(|limit| limit.contains("one_of") || limit.contains("const"));
        let (text, head, key) = match self.rng.below(5) {
            0 if inner.ordered => (format!("BTreeSet<{}>", inner.text), "items", false),
            1 => (format!("BTreeMap<String, {}>", inner.text), "value", true),
            2 => (
                format!("std::collections::VecDeque<{}>", inner.text),
                "items",
                false,
            ),
            3 => (format!("Box<[{}]>", inner.text), "items", false),
            _ => (format!("Vec<{}>", inner.text), "items", false),
        };
        let mut limits = Vec::new();
        if !inner.limits.is_empty() {
            limits.push(format!("{head}({})", inner.limits.join(", ")));
        }
        if self.rng.chance(1, 4) {
            limits.push(
                if key {
                    "max_properties = 3"
                } else {
                    "max_items = 3"
                }
                .to_owned(),
            );
        }
        let head_text = self.head(&limits, &[], "");
        let form = match self.rng.chance(1, 4) {
            true => format!(
                "{}pub struct {name} {{\n    pub all: {text},\n}}\n",
                head_text.replace("#[contract", "#[serde(transparent)]\n#[contract")
            ),
            false => format!("{head_text}pub struct {name}(pub {text});\n"),
        };
        Item {
            source: form,
            name,
            form: Form::Other,
            key: false,
            safe: inner.safe,
            parts: Some((head, inner.sort))
                .filter(|(_, sort)| !chosen && matches!(sort, Sort::Integer | Sort::Text)),
        }
    }

    /// The form of somebody else's type, and a struct that has such a value.
    pub(super) fn remote(&mut self) -> Item {
        let name = self.next_name();
        let closed = self.rng.chance(1, 2);
        let mut serde = vec!["remote = \"far::Clock\"".to_owned()];
        if closed {
            serde.push("deny_unknown_fields".to_owned());
        }
        let form = self.head(&[], &serde, "").replace("entity, ", "");
        let outer = self.head(&[], &["deny_unknown_fields".to_owned()], "");
        let max = 5 + self.rng.below(60);
        Item {
            source: format!(
                "{form}pub struct {name}Form {{\n    #[contract(max = {max})]\n    pub minutes: u16,\n    #[contract(max_length = 2)]\n    pub name: String,\n    pub spare: Option<bool>,\n}}\n\
                 {outer}pub struct {name} {{\n    #[contract(wire = \"{name}Form\")]\n    #[serde(with = \"{name}Form\")]\n    pub clock: far::Clock,\n    \
                 #[contract(wire = \"String\", pattern = \"^(?:0|[1-9][0-9]{{0,3}})$\")]\n    #[serde(with = \"as_text\")]\n    pub number: u32,\n}}\n"
            ),
            name,
            form: Form::Object { closed: true },
            key: false,
            safe: true,
            parts: None,
        }
    }

    /// Read from text and written as text, with its parts in Rust.
    pub(super) fn parsed(&mut self) -> Item {
        let name = self.next_name();
        let head = self.head(
            &["pattern = \"^[0-9]{1,2}[.][0-9]$\"".to_owned()],
            &["try_from = \"String\", into = \"String\"".to_owned()],
            "Clone, ",
        );
        Item {
            source: format!(
                "{head}pub struct {name} {{\n    major: u8,\n    minor: u8,\n}}\nimpl TryFrom<String> for {name} {{\n    type Error = &'static str;\n    \
                 fn try_from(text: String) -> Result<Self, Self::Error> {{\n        let (a, b) = text.split_once('.').ok_or(\"no dot\")?;\n        \
                 Ok(Self {{ major: a.parse().map_err(|_| \"a\")?, minor: b.parse().map_err(|_| \"b\")? }})\n    }}\n}}\n\
                 impl From<{name}> for String {{\n    fn from(from: {name}) -> Self {{\n        format!(\"{{}}.{{}}\", from.major, from.minor)\n    }}\n}}\n"
            ),
            name,
            form: Form::Other,
            key: false,
            safe: true,
            parts: None,
        }
    }

    /// All members may be absent: the struct's own default stands in.
    pub(super) fn with_defaults(&mut self) -> Item {
        let name = self.next_name();
        let closed = self.rng.chance(1, 2);
        let mut serde = vec!["default".to_owned()];
        if closed {
            serde.push("deny_unknown_fields".to_owned());
        }
        let head = self.head(&[], &serde, "Default, ");
        let mut body = String::new();
        for _ in 0..2 + self.rng.below(3) {
            let field = self.member();
            let ty = *self.rng.pick(&[
                "u8",
                "bool",
                "String",
                "Option<i16>",
                "Vec<u16>",
                "BTreeMap<String, bool>",
            ]);
            let more = match self.rng.below(6) {
                0 => "    #[serde(skip_deserializing)]\n",
                1 => "    #[serde(skip_serializing)]\n",
                2 => "    #[contract(read_only)]\n",
                _ => "",
            };
            body.push_str(&format!("{more}    pub {field}: {ty},\n"));
        }
        Item {
            source: format!("{head}pub struct {name} {{\n{body}}}\n"),
            name,
            form: Form::Object { closed },
            key: false,
            safe: true,
            parts: None,
        }
    }

    /// Further limits on a newtype around text.
    pub(super) fn text_limits_of_name(&mut self) -> Vec<String> {
        match self.rng.below(3) {
            0 => vec!["max_length = 3".to_owned()],
            1 => vec!["pattern = \"^[^z]*$\"".to_owned()],
            _ => Vec::new(),
        }
    }

    pub(super) fn structure(&mut self, rich: bool) -> Item {
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
        let mut tagged = false;
        if rich && self.rng.chance(1, 4) {
            let fitting: Vec<(String, Form)> = self
                .items
                .iter()
                .filter(|item| {
                    item.safe
                        && matches!(
                            item.form,
                            Form::Object { closed: false } | Form::Tagged | Form::External
                        )
                })
                .map(|item| (item.name.clone(), item.form))
                .collect();
            if !fitting.is_empty() {
                let (other, form) = self.rng.pick(&fitting).clone();
                let field = self.member();
                let option = self.rng.chance(1, 3);
                tagged = form == Form::Tagged;
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
        if rich && safe && self.rng.chance(1, if flat { 3 } else { 12 }) {
            let field = self.member();
            let value = *self
                .rng
                .pick(&["i32", "String", "bool", "serde_json::Value"]);
            // What serde does not take out of the members, a flattened map gets as well.
            if tagged || self.rng.chance(1, 3) {
                more.push("open".to_owned());
            } else {
                body.push_str(&format!(
                    "    #[serde(flatten)]\n    pub {field}: BTreeMap<String, {value}>,\n"
                ));
                more.push("open".to_owned());
                flat = true;
            }
            closed = false;
        }
        if self.rng.chance(1, 8) {
            let field = self.member();
            body.push_str(&format!("    #[serde(skip)]\n    pub {field}: u8,\n"));
        }
        // Options that are written as null count as well: a limit of the number of fields leaves room for all of them, and for
        // further members there is none.
        if self.rng.chance(1, 10) {
            let word = match flat || self.rng.chance(1, 2) {
                true => "min_properties",
                false => "max_properties",
            };
            more.push(format!("{word} = {count}"));
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
            serde.push(match self.rng.chance(1, 4) {
                true => format!("rename_all(serialize = \"{case}\", deserialize = \"snake_case\")"),
                false => format!("rename_all = \"{case}\""),
            });
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
            parts: None,
        }
    }

    pub(super) fn tuple(&mut self) -> Item {
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
            parts: None,
        }
    }

    /// Read through another type, or written through one.
    pub(super) fn converted(&mut self) -> Item {
        let name = self.next_name();
        let reads = self.rng.chance(2, 3);
        let (serde, derives, conversion) = match reads {
            true => (
                "from = \"u8\"",
                "",
                format!(
                    "impl From<u8> for {name} {{\n    fn from(size: u8) -> Self {{\n        Self {{ half: size / 2, odd: size % 2 == 1 }}\n    }}\n}}\n"
                ),
            ),
            false => (
                "into = \"String\", deny_unknown_fields",
                "Clone, ",
                format!(
                    "impl From<{name}> for String {{\n    fn from(from: {name}) -> Self {{\n        format!(\"{{}} {{}}\", from.half, from.odd)\n    }}\n}}\n"
                ),
            ),
        };
        let limits = match reads && self.rng.chance(1, 2) {
            true => vec![format!("max = {}", 20 + self.rng.below(200))],
            false => Vec::new(),
        };
        let head = self.head(&limits, &[serde.to_owned()], derives);
        Item {
            source: format!(
                "{head}pub struct {name} {{\n    pub half: u8,\n    pub odd: bool,\n}}\n{conversion}"
            ),
            name,
            form: Form::Other,
            key: false,
            safe: true,
            parts: None,
        }
    }

    pub(super) fn generic(&mut self) -> Item {
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
            parts: None,
        }
    }
}
