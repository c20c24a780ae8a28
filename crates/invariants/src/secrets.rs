//! Secrets: which values they are, and their removal from everything that leaves the process.
//!
//! Assertions see real values; a [`Masker`] is applied to every text on its way out. Derived forms (percent-encoded, JSON-escaped,
//! base64 at any alignment, hexadecimal) are removed as well.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::environment::Environment;
use crate::value::Value;

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// Passwords and interpolated values shorter than this are not masked: they would shred every text.
const SHORTEST: usize = 3;

/// Values of variables that only their name makes secret must have this many characters.
const SHORTEST_BY_NAME: usize = 6;

const TELLING_NAMES: [&str; 8] = [
    "TOKEN",
    "SECRET",
    "PASSWORD",
    "PASSWD",
    "API_KEY",
    "APIKEY",
    "PRIVATE",
    "CREDENTIAL",
];

/// Collects secret values.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    values: BTreeSet<String>,
    /// Forms that are matched as they are, without derived forms.
    literal: BTreeSet<String>,
}

impl Secrets {
    /// What the environment itself tells: variables with telling names, passwords in URLs, names listed in `STONEY_SECRETS`
    /// and in `named`.
    pub fn of_environment(env: &Environment, named: &[String]) -> Self {
        let mut secrets = Self::default();
        for (name, value) in env.iter() {
            if name == "STONEY_SECRETS" {
                continue;
            }
            let upper = name.to_uppercase();
            if TELLING_NAMES.iter().any(|part| upper.contains(part))
                && value.chars().count() >= SHORTEST_BY_NAME
            {
                secrets.add(value);
            }
            secrets.add_url(value);
        }
        let listed = env.get("STONEY_SECRETS").unwrap_or_default();
        let listed = listed.split([',', ';', ' ', '\t', '\n']);
        for name in listed.chain(named.iter().map(String::as_str)) {
            if let Some(value) = env.get(name.trim()) {
                secrets.add_always(value);
            }
        }
        secrets
    }

    /// A value that is secret. Very short values are left out.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.chars().count() >= SHORTEST {
            self.values.insert(value.to_owned());
            // Lines of keys and certificates appear one by one in logs.
            for line in value.lines().map(str::trim).filter(|l| l.len() >= 16) {
                self.values.insert(line.to_owned());
            }
        }
    }

    /// A value that the user named as secret: of any length.
    pub fn add_always(&mut self, value: &str) {
        self.add(value);
        if !value.trim().is_empty() {
            self.values.insert(value.trim().to_owned());
        }
    }

    /// The value of a sensitive header: without the scheme word (`Bearer x`), and whole.
    pub fn add_header_value(&mut self, value: &str) {
        self.add(value);
        if let Some((scheme, rest)) = value.trim().split_once(' ')
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-')
        {
            self.add(rest);
            self.values.remove(value.trim());
        }
    }

    /// The value of a variable that `url_env` names: the whole of it, and its password.
    pub fn add_database_url(&mut self, value: &str) {
        let value = value.trim();
        if value.chars().count() >= SHORTEST {
            self.literal.insert(value.to_owned());
        }
        self.add_url(value);
        // Whatever stands before an `@` in a text that is no URL may be a password.
        if user_information(value).is_none()
            && let Some(at) = value.rfind('@')
        {
            let before = &value[..at];
            let start = before.rfind([':', '/', ' ']).map_or(0, |at| at + 1);
            self.add(before[start..].trim_end_matches('@'));
        }
        for (key, password) in value
            .split([' ', '?', '&'])
            .filter_map(|pair| pair.split_once('='))
        {
            if matches!(key.trim(), "password" | "sslpassword") {
                self.add(password.trim_matches('\''));
                self.add(&percent_decode(password));
            }
        }
    }

    /// The password of a URL with user information, raw and decoded, and the pair as Basic authentication writes it.
    pub fn add_url(&mut self, text: &str) {
        let Some((user, password)) = user_information(text.trim()) else {
            return;
        };
        let decoded = percent_decode(password);
        self.add(password);
        self.add(&decoded);
        if !password.is_empty() {
            for user in [user.to_owned(), percent_decode(user)] {
                for password in [password, &decoded] {
                    self.literal
                        .insert(base64(format!("{user}:{password}").as_bytes(), false));
                }
            }
        }
    }

    /// All of another collection.
    pub fn extend(&mut self, other: &Secrets) {
        self.values.extend(other.values.iter().cloned());
        self.literal.extend(other.literal.iter().cloned());
    }

    /// The masker for what was collected.
    pub fn masker(&self) -> Masker {
        let mut forms: BTreeSet<String> = self.literal.clone();
        for value in &self.values {
            derive_forms(value, &mut forms);
        }
        forms.retain(|form| !form.is_empty());
        let patterns: Vec<String> = forms.into_iter().collect();
        let longest = patterns
            .iter()
            .map(|p| p.chars().count())
            .max()
            .unwrap_or(0);
        let finder = (!patterns.is_empty())
            .then(|| {
                AhoCorasick::builder()
                    .match_kind(MatchKind::LeftmostLongest)
                    .build(&patterns)
                    .ok()
            })
            .flatten();
        Masker {
            finder,
            patterns,
            longest,
        }
    }
}

/// Removes secrets from texts.
#[derive(Debug, Clone, Default)]
pub struct Masker {
    finder: Option<AhoCorasick>,
    patterns: Vec<String>,
    longest: usize,
}

impl Masker {
    /// True if the text holds a secret.
    pub fn is_hit(&self, text: &str) -> bool {
        match &self.finder {
            Some(finder) => finder.is_match(text),
            None => !self.patterns.is_empty(),
        }
    }

    /// Characters of the longest form of a secret.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The text without secrets.
    pub fn mask(&self, text: &str) -> String {
        match &self.finder {
            Some(finder) if finder.is_match(text) => {
                let mut out = String::with_capacity(text.len());
                let mut from = 0;
                for found in finder.find_iter(text) {
                    out.push_str(&text[from..found.start()]);
                    out.push_str(MASK);
                    from = found.end();
                }
                out.push_str(&text[from..]);
                out
            }
            // The search could not be built (out of memory): slower, never open.
            None if !self.patterns.is_empty() => {
                let mut by_length: Vec<&String> = self.patterns.iter().collect();
                by_length.sort_by_key(|p| std::cmp::Reverse(p.len()));
                by_length
                    .into_iter()
                    .fold(text.to_owned(), |text, p| text.replace(p.as_str(), MASK))
            }
            _ => text.to_owned(),
        }
    }

    /// The value with every string masked, keys included.
    pub fn mask_value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.mask(text)),
            Value::List(items) => {
                Value::List(items.iter().map(|item| self.mask_value(item)).collect())
            }
            Value::Map(members) => Value::Map(
                members
                    .iter()
                    .map(|(key, item)| (self.mask(key), self.mask_value(item)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    /// The first `limit` characters of the masked text. A secret that is cut by the limit does not show its beginning.
    /// Gives the number of characters of the text that are not shown, too.
    pub fn mask_start(&self, text: &str, limit: usize) -> (String, usize) {
        let total = text.chars().count();
        if total <= limit {
            return (self.mask(text), 0);
        }
        let end = byte_of(text, limit.saturating_add(self.longest));
        let mut masked = self.mask(&text[..end]);
        if end < text.len() {
            let cut = self.partial_suffix(&masked);
            masked.truncate(masked.len() - cut);
        }
        masked.truncate(byte_of(&masked, limit));
        (masked, total - limit)
    }

    /// How many bytes at the end of `text` are the beginning of a secret.
    fn partial_suffix(&self, text: &str) -> usize {
        let mut longest = 0;
        for pattern in &self.patterns {
            for (at, _) in pattern.char_indices().skip(1) {
                if at > longest && text.ends_with(&pattern[..at]) {
                    longest = at;
                }
            }
        }
        longest
    }
}

/// The byte offset of the character `index`, or the end.
fn byte_of(text: &str, index: usize) -> usize {
    text.char_indices()
        .nth(index)
        .map_or(text.len(), |(at, _)| at)
}

/// True for headers whose value is a credential.
pub(crate) fn is_sensitive_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    matches!(
        name.as_str(),
        "authorization" | "proxy-authorization" | "cookie"
    ) || [
        "api-key",
        "apikey",
        "token",
        "secret",
        "access-key",
        "password",
    ]
    .iter()
    .any(|part| name.contains(part))
        || name.ends_with("-auth")
        || name.ends_with("-authorization")
}

/// User and password of `scheme://user:password@rest`, as they are written.
pub(crate) fn user_information(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if !is_scheme {
        return None;
    }
    // A password with a raw slash is wrong, but it is still a password: look for the last `@` before a blank.
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let strict = rest[..end].find(['/', '?', '#']).unwrap_or(end);
    let at = rest[..strict].rfind('@').or_else(|| {
        let colon = rest[..end].find(':')?;
        let at = rest[..end].rfind('@')?;
        // `host:8080/path@x` is a port and a path.
        let port = rest[colon + 1..strict.max(colon + 1)]
            .bytes()
            .all(|b| b.is_ascii_digit());
        (colon < at && !port).then_some(at)
    })?;
    let information = &rest[..at];
    Some(information.split_once(':').unwrap_or((information, "")))
}

/// A URL without its user information.
pub(crate) fn without_user(text: &str) -> String {
    match user_information(text) {
        Some((user, password)) => {
            let raw = if text.contains(&format!("://{user}:{password}@")) {
                format!("{user}:{password}@")
            } else {
                format!("{user}@")
            };
            text.replacen(&raw, "", 1)
        }
        None => text.to_owned(),
    }
}

/// `%41` to `A`; what is no escape stays; bytes that are no UTF-8 become U+FFFD.
pub(crate) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes
            .get(at + 1..at + 3)
            .filter(|h| bytes[at] == b'%' && h.iter().all(u8::is_ascii_hexdigit))
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn derive_forms(value: &str, forms: &mut BTreeSet<String>) {
    forms.insert(value.to_owned());
    // Percent-encoded: everything but unreserved characters, what browsers leave in paths, and what forms do.
    for keep in [
        "-._~",
        "-_.!~*'()",
        "*-._",
        "-._~/",
        "-._~!$&'()*+,;=:@",
        "-._~!$&'()*+,;=:@/?",
    ] {
        for upper in [true, false] {
            let encoded = percent_encode(value, keep, upper);
            forms.insert(encoded.replace("%20", "+"));
            forms.insert(encoded);
        }
    }
    // JSON-escaped, with and without non-ASCII characters, and with `\/`; twice, for JSON inside JSON.
    let mut json = String::new();
    contractual_model::json::escape(value, &mut json);
    let json = json[1..json.len() - 1].to_owned();
    let mut twice = String::new();
    contractual_model::json::escape(&json, &mut twice);
    forms.insert(twice[1..twice.len() - 1].to_owned());
    forms.insert(json.replace('/', "\\/"));
    forms.insert(json_ascii(&json));
    forms.insert(json);
    forms.insert(value.escape_debug().to_string());
    // XML and HTML.
    let html = value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    forms.insert(html.replace('"', "&quot;").replace('\'', "&#39;"));
    forms.insert(html.replace('"', "&#34;").replace('\'', "&#x27;"));
    forms.insert(html);
    // Shell: inside single quotes.
    forms.insert(value.replace('\'', "'\\''"));
    forms.insert(value.replace('\'', "''"));
    // Base64 and hexadecimal; short values would hit by chance.
    if value.len() >= 6 {
        for url_safe in [false, true] {
            forms.insert(base64(value.as_bytes(), url_safe));
            for shift in 0..3 {
                forms.insert(base64_inside(value.as_bytes(), shift, url_safe));
            }
        }
        let hex: String = value.bytes().map(|b| format!("{b:02x}")).collect();
        forms.insert(hex.to_uppercase());
        forms.insert(hex);
    } else if value.len() >= SHORTEST {
        forms.insert(base64(value.as_bytes(), false));
    }
}

/// Percent-encodes every byte but ASCII letters, digits and those in `keep`.
pub(crate) fn percent_encode(text: &str, keep: &str, upper: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || (byte < 0x80 && keep.contains(c)) {
            out.push(c);
        } else if upper {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push_str(&format!("%{byte:02x}"));
        }
    }
    out
}

fn json_ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 without padding.
fn base64_digits(bytes: &[u8], url_safe: bool) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = (u32::from(chunk[0]) << 16)
            | (u32::from(chunk.get(1).copied().unwrap_or(0)) << 8)
            | u32::from(chunk.get(2).copied().unwrap_or(0));
        for digit in 0..=chunk.len() {
            let index = (word >> (18 - 6 * digit)) & 63;
            let c = char::from(ALPHABET[index as usize]);
            out.push(match (url_safe, c) {
                (true, '+') => '-',
                (true, '/') => '_',
                (_, c) => c,
            });
        }
    }
    out
}

/// Base64; with padding in the standard alphabet, without it in the URL-safe one.
pub(crate) fn base64(bytes: &[u8], url_safe: bool) -> String {
    let mut out = base64_digits(bytes, url_safe);
    while !url_safe && !out.len().is_multiple_of(4) {
        out.push('=');
    }
    out
}

/// The digits that `bytes` have in every longer base64 text where they start `shift` bytes behind a multiple of three.
fn base64_inside(bytes: &[u8], shift: usize, url_safe: bool) -> String {
    let mut padded = vec![0; shift];
    padded.extend_from_slice(bytes);
    let digits = base64_digits(&padded, url_safe);
    let start = (shift * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    digits[start.min(end)..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masker(pairs: &[(&str, &str)]) -> Masker {
        let env = Environment::new(
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
        );
        Secrets::of_environment(&env, &["NAMED".to_owned()]).masker()
    }

    #[test]
    fn passwords_of_urls_are_masked_in_every_form() {
        let url = "postgres://inv_owner:pw-9f2K%21x%3A%2F%40z@127.0.0.1:5432/db";
        let m = masker(&[("STONEY_DB_URL", url)]);
        for text in [
            "pw-9f2K!x:/@z",
            "pw-9f2K%21x%3A%2F%40z",
            "pw-9f2K!x%3a%2f%40z",
            "pw-9f2K!x:\\/@z",
            &base64(b"inv_owner:pw-9f2K!x:/@z", false),
            &base64(b"somebody:pw-9f2K!x:/@z;", false),
        ] {
            let shown = m.mask(&format!("<{text}>"));
            assert!(shown.contains(MASK), "{text}: {shown}");
            assert!(!shown.contains("9f2K"), "{shown}");
        }
        assert_eq!(m.mask("inv_owner 127.0.0.1 db"), "inv_owner 127.0.0.1 db");
    }

    #[test]
    fn names_tell() {
        let m = masker(&[
            ("MY_API_TOKEN", "abcdef123"),
            ("SHORT_SECRET", "abc"),
            ("PLAIN", "ordinary"),
            ("NAMED", "zz"),
            ("STONEY_SECRETS", "OTHER, X"),
            ("OTHER", "listed"),
        ]);
        assert_eq!(
            m.mask("abcdef123 abc ordinary zz listed OTHER"),
            "*** abc ordinary *** *** OTHER"
        );
    }

    #[test]
    fn base64_at_any_alignment() {
        let m = masker(&[("TOKEN", "hold-secret-4242-Zq")]);
        for lead in ["", "a", "ab", "abc", "user:"] {
            let text = base64(format!("{lead}hold-secret-4242-Zq!").as_bytes(), false);
            assert!(m.mask(&text).contains(MASK), "{lead}");
        }
    }

    #[test]
    fn a_cut_text_shows_no_part_of_a_secret() {
        let m = masker(&[("TOKEN", "hold-secret-4242")]);
        let (shown, more) =
            m.mask_start("0123456789hold-secret-4242 and more text that follows", 14);
        assert_eq!((shown.as_str(), more), ("0123456789*** ", 39));
        let text = format!("{}hold-secret-4242", "hold-secret-4242 ".repeat(4));
        let (shown, _) = m.mask_start(&text, 20);
        assert!(!shown.contains("hol"), "{shown}");
        assert_eq!(m.mask_start("abc", 3), ("abc".to_owned(), 0));
    }

    #[test]
    fn user_information_of_odd_urls() {
        assert_eq!(user_information("http://u:p@h/x@y"), Some(("u", "p")));
        assert_eq!(user_information("http://h:8080/x@y"), None);
        assert_eq!(user_information("postgres://u:a/b@h/x"), Some(("u", "a/b")));
        assert_eq!(user_information("no url: a@b"), None);
    }
}
