//! The values of literals: text by Rust's escapes, numbers exact.

use contractual_model::json::{Json, Number};

/// `text` as a Rust string literal.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0' => out.push_str("\\0"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The text of a string literal (`"..."`, `r"..."`), without suffix; `None` for other literals.
pub fn text(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inner = raw
            .get(hashes..)?
            .strip_prefix('"')?
            .strip_suffix(&"#".repeat(hashes))?
            .strip_suffix('"')?;
        return Some(inner.replace("\r\n", "\n"));
    }
    unescape(literal.strip_prefix('"')?.strip_suffix('"')?)
}

/// The character of a literal (`'a'`).
pub fn character(literal: &str) -> Option<char> {
    let inner = unescape(literal.strip_prefix('\'')?.strip_suffix('\'')?)?;
    let mut chars = inner.chars();
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next()? {
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '0' => out.push('\0'),
            '\\' => out.push('\\'),
            '"' => out.push('"'),
            '\'' => out.push('\''),
            'x' => {
                let digits: String = chars.by_ref().take(2).collect();
                out.push(char::from(u8::from_str_radix(&digits, 16).ok()?));
            }
            'u' => {
                if chars.next()? != '{' {
                    return None;
                }
                let digits: String = chars
                    .by_ref()
                    .take_while(|c| *c != '}')
                    .filter(|c| *c != '_')
                    .collect();
                out.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
            }
            // A line break is continued at the next line's first character that is not blank.
            '\n' | '\r' => {
                while chars.peek().is_some_and(|c| c.is_ascii_whitespace()) {
                    chars.next();
                }
            }
            _ => return None,
        }
    }
    Some(out)
}

/// The value of a number literal, without its suffix, exact.
pub fn number(literal: &str) -> Option<Number> {
    let plain = literal.replace('_', "");
    let radix = match plain.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    if radix != 10 {
        let digits = strip_suffix(&plain[2..], radix == 16);
        return u128::from_str_radix(digits, radix).ok().map(Number::from);
    }
    let digits = strip_suffix(&plain, false);
    // Rust allows `1.` and leading zeros, JSON does not.
    let digits = digits.strip_suffix('.').unwrap_or(digits);
    let trimmed = digits.trim_start_matches('0');
    let json = if trimmed.is_empty() || !trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        format!("0{trimmed}")
    } else {
        trimmed.to_owned()
    };
    Number::parse(&json.replace(".e", "e").replace(".E", "e"))
}

fn strip_suffix(digits: &str, hex: bool) -> &str {
    const INTEGERS: [&str; 12] = [
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
    ];
    let floats: &[&str] = if hex { &[] } else { &["f32", "f64"] };
    INTEGERS
        .iter()
        .chain(floats)
        .find_map(|suffix| digits.strip_suffix(suffix))
        .unwrap_or(digits)
}

/// The JSON value of a literal: text, character, number; `None` for byte literals.
pub fn json(literal: &str) -> Option<Json> {
    if let Some(text) = text(literal) {
        return Some(text.into());
    }
    if let Some(c) = character(literal) {
        return Some(c.to_string().into());
    }
    number(literal).map(Json::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_have_their_rust_values() {
        assert_eq!(text(r#""a\n\x41\u{1F600}\"""#).unwrap(), "a\nA\u{1f600}\"");
        assert_eq!(text("\"a\\\n    b\"").unwrap(), "ab");
        assert_eq!(text("r##\"a\"#\\n\"##").unwrap(), "a\"#\\n");
        assert_eq!(text("b\"a\""), None);
        assert_eq!(character("'\\''"), Some('\''));
        for (literal, value) in [
            ("0xFF_u8", "255"),
            ("1_000", "1000"),
            ("1.50f64", "1.5"),
            ("1.", "1"),
            ("007", "7"),
            ("0.5", "0.5"),
            ("1e3", "1000"),
            ("0b101", "5"),
            ("0", "0"),
        ] {
            assert_eq!(number(literal).unwrap().to_string(), value, "{literal}");
        }
    }

    #[test]
    fn quoting_reads_back() {
        let odd = "a\"\\\n\t\0\r'x";
        assert_eq!(text(&quoted(odd)).unwrap(), odd);
    }
}
