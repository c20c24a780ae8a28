//! Strings, numbers, truth values, dates.

use super::Value;
use super::parse::{Fault, Parser};

impl Parser<'_> {
    /// Any of the four kinds of string; the parser stands on the opening quotation mark.
    pub(super) fn string(&mut self) -> Result<String, Fault> {
        let start = self.at;
        let literal = self.peek() == Some(b'\'');
        let (mark, triple) = if literal {
            ('\'', "'''")
        } else {
            ('"', "\"\"\"")
        };
        let many = self.rest().starts_with(triple);
        self.at += if many { 3 } else { 1 };
        if many {
            if self.rest().starts_with("\r\n") {
                self.at += 2;
            } else if self.rest().starts_with('\n') {
                self.at += 1;
            }
        }
        let mut out = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else {
                return self.fault(start, "this text is never closed");
            };
            if many && self.rest().starts_with(triple) {
                // up to two quotation marks may stand before the closing three
                let marks = self
                    .rest()
                    .chars()
                    .take_while(|c| *c == mark)
                    .count()
                    .min(5);
                out.extend(std::iter::repeat_n(mark, marks - 3));
                self.at += marks;
                return Ok(out);
            }
            if !many && c == mark {
                self.at += 1;
                return Ok(out);
            }
            if c == '\\' && !literal {
                self.escape(many, &mut out)?;
                continue;
            }
            if c == '\n' || self.rest().starts_with("\r\n") {
                if !many {
                    return self.fault(start, "this text is not closed on its line");
                }
                out.push('\n');
                self.at += if c == '\n' { 1 } else { 2 };
                continue;
            }
            if (c < ' ' && c != '\t') || c == '\u{7f}' {
                return self.fault(
                    self.at,
                    "a control character in a text; write it as an escape",
                );
            }
            out.push(c);
            self.at += c.len_utf8();
        }
    }

    fn escape(&mut self, many: bool, out: &mut String) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.rest().chars().next() else {
            return self.fault(start, "this text is never closed");
        };
        self.at += c.len_utf8();
        let digits = match c {
            'b' => return push(out, '\u{8}'),
            't' => return push(out, '\t'),
            'n' => return push(out, '\n'),
            'f' => return push(out, '\u{c}'),
            'r' => return push(out, '\r'),
            '"' => return push(out, '"'),
            '\\' => return push(out, '\\'),
            'u' => 4,
            'U' => 8,
            ' ' | '\t' | '\n' | '\r' if many => {
                let line = &self.text[start + 1..];
                let spaces = line.len() - line.trim_start_matches([' ', '\t']).len();
                let end = &line[spaces..];
                if !end.starts_with('\n') && !end.starts_with("\r\n") {
                    return self.fault(start, "only a line end may follow this backslash");
                }
                let skipped = line.len() - line.trim_start_matches([' ', '\t', '\n', '\r']).len();
                self.at = start + 1 + skipped;
                return Ok(());
            }
            c => {
                return self.fault(start, format!("`\\{c}` is no escape; in text between single quotation marks a backslash is itself"));
            }
        };
        let value = self
            .rest()
            .get(..digits)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        match value {
            Some(c) => {
                self.at += digits;
                out.push(c);
                Ok(())
            }
            None => self.fault(
                start,
                format!("expected {digits} hexadecimal digits of a Unicode scalar value"),
            ),
        }
    }
}

fn push(out: &mut String, c: char) -> Result<(), Fault> {
    out.push(c);
    Ok(())
}

/// A value that is no string, array or table.
pub(super) fn scalar(word: &str) -> Result<Value, String> {
    match word {
        "" => return Err("expected a value".to_owned()),
        "true" => return Ok(Value::Bool(true)),
        "false" => return Ok(Value::Bool(false)),
        "inf" | "+inf" => return Ok(Value::Float(f64::INFINITY)),
        "-inf" => return Ok(Value::Float(f64::NEG_INFINITY)),
        "nan" | "+nan" | "-nan" => return Ok(Value::Float(f64::NAN)),
        _ => {}
    }
    if is_datetime(word) {
        return Ok(Value::Datetime(word.to_owned()));
    }
    let digits = word.strip_prefix(['+', '-']).unwrap_or(word);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!("`{word}` is no value; text needs quotation marks"));
    }
    let plain = parted(word)?;
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = plain.strip_prefix(prefix) {
            let plain_digits = rest.bytes().all(|b| b.is_ascii_alphanumeric());
            return match i64::from_str_radix(rest, radix) {
                Ok(value) if plain_digits => Ok(Value::Integer(value)),
                _ => Err(format!(
                    "`{word}` is no whole number of 64 bits in base {radix}"
                )),
            };
        }
    }
    let bare = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    let whole = bare.split(['.', 'e', 'E']).next().unwrap_or(bare);
    if whole.len() > 1 && whole.starts_with('0') {
        return Err(format!("a whole number begins with no zero: `{word}`"));
    }
    if bare.bytes().all(|b| b.is_ascii_digit()) {
        return plain
            .parse()
            .map(Value::Integer)
            .map_err(|_| format!("`{word}` does not fit into 64 bits"));
    }
    let mut dot = bare.splitn(2, '.');
    let (_, fraction) = (dot.next(), dot.next());
    let well_formed = fraction.is_none_or(|f| f.starts_with(|c: char| c.is_ascii_digit()));
    match plain.parse::<f64>() {
        Ok(value) if well_formed => Ok(Value::Float(value)),
        _ => Err(format!("`{word}` is no number")),
    }
}

/// The number without `_`, which must stand between digits.
fn parted(word: &str) -> Result<String, String> {
    let bytes = word.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let inside = at > 0
            && bytes[at - 1].is_ascii_alphanumeric()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
        if *byte == b'_' && !inside {
            return Err(format!("`_` must stand between two digits: `{word}`"));
        }
    }
    Ok(word.replace('_', ""))
}

/// RFC 3339 in TOML's four forms: date and time with and without offset, date, time.
fn is_datetime(word: &str) -> bool {
    let matches = |text: &str, form: &str| {
        text.len() == form.len()
            && text.bytes().zip(form.bytes()).all(|(b, f)| match f {
                b'd' => b.is_ascii_digit(),
                f => b == f,
            })
    };
    let is_time = |text: &str| match text.split_once('.') {
        None => matches(text, "dd:dd:dd"),
        Some((head, fraction)) => {
            matches(head, "dd:dd:dd")
                && !fraction.is_empty()
                && fraction.bytes().all(|b| b.is_ascii_digit())
        }
    };
    let Some((date, rest)) = word.split_at_checked(10) else {
        return is_time(word);
    };
    if !matches(date, "dddd-dd-dd") {
        return is_time(word);
    }
    if rest.is_empty() {
        return true;
    }
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else {
        return false;
    };
    let local = time
        .strip_suffix(['Z', 'z'])
        .or_else(|| {
            time.len().checked_sub(6).and_then(|at| {
                let (local, offset) = time.split_at_checked(at)?;
                (matches(offset, "+dd:dd") || matches(offset, "-dd:dd")).then_some(local)
            })
        })
        .unwrap_or(time);
    is_time(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates() {
        for (word, value) in [
            ("1_000", Value::Integer(1000)),
            ("-17", Value::Integer(-17)),
            ("0b11", Value::Integer(3)),
            ("+1.5", Value::Float(1.5)),
            ("6e-2", Value::Float(0.06)),
            (
                "2027-01-31T10:00:00.5+02:00",
                Value::Datetime("2027-01-31T10:00:00.5+02:00".into()),
            ),
            ("10:00:00", Value::Datetime("10:00:00".into())),
        ] {
            assert_eq!(scalar(word), Ok(value), "{word}");
        }
        for word in [
            "_1",
            "1_",
            "1.",
            "1.e3",
            ".5",
            "0x",
            "99999999999999999999",
            "auto",
            "2027-1-31",
            "-0x1",
        ] {
            assert!(scalar(word).is_err(), "{word}");
        }
    }
}
