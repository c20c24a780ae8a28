//! The gaps that no artifact can close, read off a text: what a reader loses before any check sees the value.

use std::collections::BTreeSet;

use contractual_model::json::Number;

use crate::judges::Judge;

/// A listed difference between readers of JSON. Each is named in the artifacts it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// `1.0`, `1e0`: an integer for JSON Schema and JavaScript, refused by serde and by strict Pydantic.
    IntegerWithFraction,
    /// `-0`: zero for all but serde_json, which refuses it for integers.
    NegativeZero,
    /// An integer beyond 2^53 - 1: JavaScript rounds it.
    BeyondJavaScript,
    /// An integer beyond 64 bits: `serde_json::Value`, which the second engine in Rust reads, makes a double of it.
    BeyondInteger,
    /// A number with more digits than a double holds, or of a size that it does not have: `1e400`.
    BeyondDouble,
    /// A member that stands twice: `JSON.parse`, serde_json's `Value` and Pydantic's parser keep the last one.
    RepeatedMember,
    /// Half of a surrogate pair: no text for serde and Pydantic's parser, invisible to Python's loader and to ajv.
    LoneSurrogate,
    /// A member called `__proto__`, which ajv skips.
    ProtoMember,
    /// More than 127 values inside each other, where serde_json stops reading.
    Depth,
    /// A day of the year 0000, which the pattern lets through and only `format` can refuse: ajv and the crate `jsonschema` know that year,
    /// Python and the Rust types begin with 0001.
    YearZero,
    /// A moment in the last two days of the year 9999: its instant may lie beyond what `jiff::Timestamp` holds.
    LastDays,
}

impl Gap {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::IntegerWithFraction,
        Self::NegativeZero,
        Self::BeyondJavaScript,
        Self::BeyondInteger,
        Self::BeyondDouble,
        Self::RepeatedMember,
        Self::LoneSurrogate,
        Self::ProtoMember,
        Self::Depth,
        Self::YearZero,
        Self::LastDays,
    ];

    /// The gaps that a text meets.
    pub fn of(text: &str) -> Vec<Self> {
        let mut reader = Reader {
            text,
            at: 0,
            open: Vec::new(),
            found: BTreeSet::new(),
        };
        reader.read();
        reader.found.into_iter().collect()
    }

    /// True if that judge may differ because of it.
    pub fn excuses(self, judge: Judge) -> bool {
        let javascript = matches!(judge, Judge::Ajv | Judge::TypeScript);
        match self {
            Self::IntegerWithFraction => judge.is_schema() || javascript,
            Self::NegativeZero | Self::Depth => judge != Judge::Runtime,
            Self::BeyondJavaScript => javascript,
            Self::BeyondInteger => judge == Judge::JsonschemaRust,
            Self::BeyondDouble | Self::LastDays => true,
            Self::RepeatedMember => {
                javascript || matches!(judge, Judge::PydanticText | Judge::JsonschemaRust)
            }
            Self::LoneSurrogate => {
                judge == Judge::Ajv
                    || matches!(
                        judge,
                        Judge::JsonschemaPython | Judge::Component | Judge::PydanticValue
                    )
            }
            Self::ProtoMember => javascript,
            Self::YearZero => matches!(judge, Judge::Ajv | Judge::JsonschemaRust),
        }
    }

    /// What the guide calls it, in the table of `contracts/types.md`.
    pub fn title(self) -> &'static str {
        match self {
            Self::IntegerWithFraction => "integer written as `1.0` or `1e0`",
            Self::NegativeZero => "`-0` for an integer",
            Self::BeyondJavaScript => "integer beyond 2^53 - 1",
            Self::BeyondInteger => "integer beyond 64 bits",
            Self::BeyondDouble => "number that no double holds",
            Self::RepeatedMember => "member that stands twice",
            Self::LoneSurrogate => "half of a surrogate pair",
            Self::ProtoMember => "member called `__proto__`",
            Self::Depth => "more than 127 levels",
            Self::YearZero => "day of the year 0000",
            Self::LastDays => "moment in the last two days of 9999",
        }
    }
}

/// Reads tokens; a text that is no JSON has gaps only as far as it can be read.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// For each open object the names seen, for an array nothing.
    open: Vec<Option<BTreeSet<String>>>,
    found: BTreeSet<Gap>,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(byte) = self.text.as_bytes().get(self.at).copied() {
            match byte {
                b'{' | b'[' => {
                    self.open.push((byte == b'{').then(BTreeSet::new));
                    if self.open.len() > 127 {
                        self.found.insert(Gap::Depth);
                    }
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.open.pop();
                    self.at += 1;
                }
                b'"' => self.string(),
                b'-' | b'0'..=b'9' => self.number(),
                _ => self.at += 1,
            }
        }
    }

    fn string(&mut self) {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let mut length = 0;
        while length < rest.len() && rest[length] != b'"' {
            length += if rest[length] == b'\\' { 2 } else { 1 };
        }
        let start = self.at;
        self.at = (start + length + 2).min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        let token = &self.text[start..self.at];
        let Ok(name) = serde_json::from_str::<String>(token) else {
            if token.to_ascii_lowercase().contains("\\ud") {
                self.found.insert(Gap::LoneSurrogate);
            }
            return;
        };
        let year_zero = name.strip_prefix("0000-").is_some_and(|rest| {
            let digits = rest.bytes().take(2).filter(u8::is_ascii_digit).count();
            digits == 2 && rest.as_bytes().get(2) == Some(&b'-')
        });
        if year_zero {
            self.found.insert(Gap::YearZero);
        }
        if name.starts_with("9999-12-3") && name.contains('T') {
            self.found.insert(Gap::LastDays);
        }
        let is_name = self.text[self.at..].trim_start().starts_with(':');
        if let (true, Some(Some(names))) = (is_name, self.open.last_mut()) {
            if name == "__proto__" {
                self.found.insert(Gap::ProtoMember);
            }
            if !names.insert(name) {
                self.found.insert(Gap::RepeatedMember);
            }
        }
    }

    fn number(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c)))
            .unwrap_or(rest.len());
        let token = &rest[..length];
        self.at += length;
        let Some(number) = Number::parse(token) else {
            // Larger than our own reader takes.
            self.found.insert(Gap::BeyondDouble);
            return;
        };
        if number.is_zero() && token.starts_with('-') {
            self.found.insert(Gap::NegativeZero);
        }
        let double = Number::from_f64(number.as_f64());
        if number.is_integer() {
            if token.contains(['.', 'e', 'E']) {
                self.found.insert(Gap::IntegerWithFraction);
            }
            let limit = Number::from((1_i64 << 53) - 1);
            if number > limit || number.negated() > limit {
                self.found.insert(Gap::BeyondJavaScript);
            }
            let whole = number.as_i128();
            if whole.is_none_or(|n| n < i128::from(i64::MIN) || n > i128::from(u64::MAX)) {
                self.found.insert(Gap::BeyondInteger);
            }
            if double.is_none() {
                self.found.insert(Gap::BeyondDouble);
            }
        } else if double.as_ref() != Some(&number) {
            self.found.insert(Gap::BeyondDouble);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_read_off_a_text() {
        for (text, expected) in [
            ("{}", vec![]),
            (
                r#"{"a": [1, -2, 0.1, 1.5e3], "b": "1.0"}"#,
                vec![Gap::IntegerWithFraction],
            ),
            ("[0.1, 5e-324, 1.0000000000000002]", vec![]),
            ("1.0", vec![Gap::IntegerWithFraction]),
            ("[-0]", vec![Gap::NegativeZero]),
            ("-0.0", vec![Gap::IntegerWithFraction, Gap::NegativeZero]),
            ("9007199254740991", vec![]),
            ("-9007199254740992", vec![Gap::BeyondJavaScript]),
            ("18446744073709551615", vec![Gap::BeyondJavaScript]),
            (
                "-9223372036854775809",
                vec![Gap::BeyondJavaScript, Gap::BeyondInteger],
            ),
            ("0.10000000000000000001", vec![Gap::BeyondDouble]),
            (
                "1e400",
                vec![
                    Gap::IntegerWithFraction,
                    Gap::BeyondJavaScript,
                    Gap::BeyondInteger,
                    Gap::BeyondDouble,
                ],
            ),
            (r#"{"a": 1, "b": {"a": 2}}"#, vec![]),
            (r#"{"a": 1, "\u0061": 2}"#, vec![Gap::RepeatedMember]),
            (r#"["\ud83d\ude00", "\\ud800"]"#, vec![]),
            (r#"["\ud83d"]"#, vec![Gap::LoneSurrogate]),
            (r#"{"__proto__": 1}"#, vec![Gap::ProtoMember]),
            (r#"["é\"", {"é": "\\"}]"#, vec![]),
            (
                r#"["0000-02-29", "00000000-0000-4000"]"#,
                vec![Gap::YearZero],
            ),
            (r#"{"at": "0000-01-01T00:00:00Z"}"#, vec![Gap::YearZero]),
            (r#"["0001-01-01", "0000-1-1", "0000-"]"#, vec![]),
            (r#"["9999-12-31T23:59:59Z"]"#, vec![Gap::LastDays]),
            (r#"["9999-12-31", "9999-12-29T23:59:59Z"]"#, vec![]),
        ] {
            assert_eq!(Gap::of(text), expected, "{text}");
        }
        let deep = "[".repeat(128) + &"]".repeat(128);
        assert_eq!(Gap::of(&deep), [Gap::Depth]);
    }

    #[test]
    fn the_guide_names_every_gap() {
        let page = include_str!("../../../docs/guide/src/contracts/types.md");
        for gap in Gap::ALL {
            let row = format!("| {} |", gap.title());
            assert!(page.contains(&row), "{row}");
        }
    }

    #[test]
    fn the_runtime_is_excused_by_doubles_and_the_end_of_time_only() {
        let excusing: Vec<Gap> = Gap::ALL
            .into_iter()
            .filter(|gap| gap.excuses(Judge::Runtime))
            .collect();
        assert_eq!(excusing, [Gap::BeyondDouble, Gap::LastDays]);
    }
}
