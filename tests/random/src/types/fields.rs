//! Named fields in every presence form, and rules over several of them.

use super::maker::Maker;
use super::values::{Sort, Ty};

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

impl Maker {
    /// A field: attributes and declaration.
    pub(super) fn field(&mut self, safe: bool, own: Option<&str>) -> (String, String, Ty, bool) {
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
    pub(super) fn taken(&mut self, name: &str) -> bool {
        !self.odd.insert(name.to_owned())
    }

    pub(super) fn rules(&mut self, fields: &[(String, Sort, bool)]) -> Vec<String> {
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
            add(match self.rng.below(3) {
                0 => format!("{number} == 1 => not present({option})"),
                1 => format!("{number} > 2 => present({option})"),
                _ => format!("{number} <= 5 or not present({option})"),
            });
        }
        let texts = of(Sort::Text);
        if let ([text, ..], [option, ..]) = (texts.as_slice(), options.as_slice())
            && text != option
            && self.rng.chance(1, 3)
        {
            add(match self.rng.below(3) {
                0 => format!("len({text}) >= 2 => present({option})"),
                1 => format!("{text} == \\\"a\\\" => present({option})"),
                _ => format!("not present({option}) or len({text}) != 0"),
            });
        }
        if let ([list, ..], [option, ..]) = (lists.as_slice(), options.as_slice())
            && list != option
            && self.rng.chance(1, 3)
        {
            add(format!("len({list}) > 1 => not present({option})"));
        }
        if let ([list, ..], [number, ..]) = (lists.as_slice(), numbers.as_slice())
            && self.rng.chance(1, 3)
        {
            add(format!("len({list}) <= {number}"));
        }
        found
    }

    /// A struct variant.
    pub(super) fn members(&mut self, safe: bool) -> (String, bool) {
        let mut body = String::new();
        let mut fits = true;
        for _ in 0..1 + self.rng.below(2) {
            let (text, _, ty, _) = self.field(safe, None);
            fits &= ty.safe;
            body.push_str(&text.replace("    pub ", "    "));
        }
        (body.replace("    ", "        "), fits)
    }
}
