//! Making text from outside fit to show: terminal escapes out, secrets masked, long values cut.

/// The values that must not appear in anything written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets(Vec<String>);

/// Words in the name of an environment variable that say its value is a secret.
const SECRET_WORDS: [&str; 9] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "CREDENTIAL",
    "API_KEY",
    "APIKEY",
    "PRIVATE_KEY",
    "ACCESS_KEY",
];

impl Secrets {
    /// The secrets among environment variables: those whose name says so and whose value is long enough to be one.
    pub(crate) fn among<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut values: Vec<String> = variables
            .into_iter()
            .filter(|(name, value)| value.len() >= 6 && is_secret_name(name))
            .map(|(_, value)| value.to_owned())
            .collect();
        values.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        values.dedup();
        Self(values)
    }

    /// The text with every secret replaced.
    pub(crate) fn mask(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for secret in &self.0 {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), "[masked]");
            }
        }
        out
    }

    /// The value with every secret in its texts replaced.
    pub(crate) fn mask_value(&self, value: &mut serde_json::Value) {
        if self.0.is_empty() {
            return;
        }
        match value {
            serde_json::Value::String(text) => {
                if self.0.iter().any(|secret| text.contains(secret.as_str())) {
                    *text = self.mask(text);
                }
            }
            serde_json::Value::Array(items) => {
                items.iter_mut().for_each(|item| self.mask_value(item))
            }
            serde_json::Value::Object(members) => {
                members.values_mut().for_each(|item| self.mask_value(item))
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
            }
        }
    }
}

/// True if the name of an environment variable says that its value is a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    SECRET_WORDS.iter().any(|word| upper.contains(word))
        || upper.ends_with("_KEY")
        || upper == "KEY"
}

/// Output as text: replacement characters for what is not UTF-8, no terminal escapes, no control characters but line ends
/// and tabs.
pub(crate) fn output_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            '\u{9b}' => skip_sequence(&mut chars),
            '\n' | '\t' => out.push(c),
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_escape(chars: &mut Chars<'_>) {
    match chars.next() {
        Some('[') => skip_sequence(chars),
        // Operating system commands and their kin end with BEL or ESC \.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(c) = chars.next() {
                if c == '\u{7}' || c == '\u{9c}' {
                    break;
                }
                if c == '\u{1b}' {
                    chars.next_if_eq(&'\\');
                    break;
                }
                if c == '\n' {
                    break;
                }
            }
        }
        Some('(' | ')' | '#' | '%') => {
            chars.next();
        }
        _ => {}
    }
}

fn skip_sequence(chars: &mut Chars<'_>) {
    while let Some(c) = chars.peek().copied() {
        if c == '\n' {
            break;
        }
        chars.next();
        if ('\u{40}'..='\u{7e}').contains(&c) {
            break;
        }
    }
}

/// The first `limit` characters, with a mark if there was more.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// The first `limit` bytes at most, ending at a character boundary.
pub(crate) fn cut_bytes(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The last `limit` bytes at most, beginning at a character boundary.
pub(crate) fn tail_bytes(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut start = text.len() - limit;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_go_and_text_stays() {
        let text = output_text(b"\x1b[31mred\x1b[0m \x1b]0;title\x07ok\r\nnext\x00\xff");
        assert_eq!(text, "red ok\nnext\u{fffd}");
    }

    #[test]
    fn secrets_are_masked_longest_first() {
        let secrets = Secrets::among([
            ("MY_TOKEN", "abcdef"),
            ("DB_PASSWORD", "abcdef-long"),
            ("HOME", "/home/user"),
        ]);
        assert_eq!(
            secrets.mask("x abcdef-long abcdef /home/user"),
            "x [masked] [masked] /home/user"
        );
    }
}
