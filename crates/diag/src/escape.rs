//! Text inside the formats in which reports are written.

/// Text between the tags of an XML document: markup escaped, line breaks kept.
///
/// Characters that [XML 1.0](https://www.w3.org/TR/xml/#charsets) cannot hold in any form, and other control characters,
/// become U+FFFD.
///
/// ```
/// assert_eq!(contractual_diag::xml_text("a < b\n\u{1b}[0m"), "a &lt; b\n\u{fffd}[0m");
/// ```
#[must_use]
pub fn xml_text(text: &str) -> String {
    xml(text, false)
}

/// Text between the quotes of an XML attribute: as [`xml_text`], but a line break or tab is a character reference, because
/// a reader turns a plain one into a space.
///
/// ```
/// assert_eq!(contractual_diag::xml_attribute("say \"no\"\ntwice"), "say &quot;no&quot;&#10;twice");
/// ```
#[must_use]
pub fn xml_attribute(text: &str) -> String {
    xml(text, true)
}

fn xml(text: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\n' | '\t' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A path as a URI reference ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)): what a URI cannot hold is written in
/// percent, and an absolute path becomes a `file:` URI.
///
/// ```
/// assert_eq!(contractual_diag::uri("docs/my file.md"), "docs/my%20file.md");
/// assert_eq!(contractual_diag::uri("/tmp/x"), "file:///tmp/x");
/// ```
#[must_use]
pub fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            other => {
                let digit = |of: u8| char::from(b"0123456789ABCDEF"[usize::from(of)]);
                out.push('%');
                out.push(digit(other >> 4));
                out.push(digit(other & 15));
            }
        }
    }
    out
}
