//! Text in Python: strings, patterns, doc strings.

use super::{WIDTH, width};

/// A string literal in the quotes that need fewer escapes, double ones if it makes no difference.
pub(crate) fn quoted(text: &str) -> String {
    let quote = quote_for(text);
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    text.chars().for_each(|c| push_escaped(&mut out, c, quote));
    out.push(quote);
    out
}

fn quote_for(text: &str) -> char {
    let count = |quote| text.chars().filter(|c| *c == quote).count();
    if count('"') > count('\'') { '\'' } else { '"' }
}

fn push_escaped(out: &mut String, c: char, quote: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c == quote => {
            out.push('\\');
            out.push(c);
        }
        c if (c as u32) < 0x20 || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
        c if is_invisible(c) => {
            let code = c as u32;
            out.push_str(&if code < 0x1_0000 {
                format!("\\u{code:04x}")
            } else {
                format!("\\U{code:08x}")
            });
        }
        c => out.push(c),
    }
}

/// Characters that a reader of the source cannot see or that break lines for some editors.
fn is_invisible(c: char) -> bool {
    matches!(c as u32, 0x80..=0xa0 | 0xad | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff0..=0xffff)
}

/// A pattern: a raw string where that is possible.
pub(crate) fn raw(text: &str) -> String {
    let safe = !text.chars().any(|c| c.is_control() || is_invisible(c)) && !text.ends_with('\\');
    match (safe, text.contains('"'), text.contains('\'')) {
        (true, false, _) => format!("r\"{text}\""),
        (true, true, false) => format!("r'{text}'"),
        _ => quoted(text),
    }
}

/// A text that is too long for one line: in brackets, one piece to a line. Each piece has the quotes that suit it.
pub(super) fn pieces(text: &str, indent: usize, pattern: bool) -> String {
    let limit = WIDTH.saturating_sub(indent + 4 + 3).max(20);
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    let mut used = 0;
    // Where the piece may be broken: words stay whole, and so do the groups of patterns.
    let mut last_break = None;
    for c in text.chars() {
        let mut written = String::new();
        push_escaped(&mut written, c, '"');
        let size = if c == '\'' { 2 } else { width(&written) };
        if used + size > limit {
            let rest = match last_break {
                Some(at) if at > piece.len() / 2 => piece.split_off(at),
                _ => String::new(),
            };
            used = rest.chars().map(|_| 2).sum();
            pieces.push(std::mem::replace(&mut piece, rest));
            last_break = None;
        }
        let escaped = pattern && piece.ends_with('\\');
        piece.push(c);
        used += size;
        let breaks = if pattern {
            matches!(c, ')' | '|' | '}')
        } else {
            c == ' '
        };
        if breaks && !escaped {
            last_break = Some(piece.len());
        }
    }
    pieces.push(piece);
    let (pad, end) = (" ".repeat(indent + 4), " ".repeat(indent));
    let literal = |piece: &String| if pattern { raw(piece) } else { quoted(piece) };
    let each: String = pieces
        .iter()
        .map(|piece| format!("{pad}{}\n", literal(piece)))
        .collect();
    format!("(\n{each}{end})")
}

/// A doc string in a block that is indented by `indent`, with its final line feed; empty for an empty text.
pub(crate) fn docstring(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let escaped = text
        .trim()
        .replace('\\', "\\\\")
        .replace("\"\"\"", "\\\"\\\"\\\"")
        .replace('\t', "    ");
    let clean: String = escaped
        .chars()
        .filter(|c| *c == '\n' || !(c.is_control() || is_invisible(*c)))
        .collect();
    let mut lines: Vec<String> = Vec::new();
    for line in clean.lines() {
        wrap(line.trim_end(), WIDTH - indent - 7, &mut lines);
    }
    if let Some(first) = lines.first_mut()
        && first.starts_with('"')
    {
        first.insert(0, '\\');
    }
    if let Some(last) = lines.last_mut()
        && last.ends_with('"')
        && !last.ends_with("\\\"")
    {
        // Four quotes in a row would end the doc string early.
        last.pop();
        last.push_str("\\\"");
    }
    match lines.as_slice() {
        [] => String::new(),
        [only] => format!("{pad}\"\"\"{only}\"\"\"\n"),
        [first, rest @ ..] => {
            let mut out = format!("{pad}\"\"\"{first}\n");
            for line in rest {
                out.push_str(&if line.is_empty() {
                    "\n".to_owned()
                } else {
                    format!("{pad}{line}\n")
                });
            }
            out.push_str(&format!("{pad}\"\"\"\n"));
            out
        }
    }
}

fn wrap(line: &str, limit: usize, lines: &mut Vec<String>) {
    let mut rest = line;
    while width(rest) > limit {
        let end = rest
            .char_indices()
            .map(|(at, _)| at)
            .take_while(|at| width(&rest[..*at]) <= limit)
            .last();
        let Some(at) = end
            .and_then(|end| rest[..end].rfind(' '))
            .filter(|at| *at > 0)
        else {
            break;
        };
        lines.push(rest[..at].trim_end().to_owned());
        rest = rest[at..].trim_start();
    }
    lines.push(rest.to_owned());
}
