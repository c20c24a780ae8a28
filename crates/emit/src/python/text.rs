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

/// A text that is too long for one line: in brackets, one piece to a line.
pub(super) fn pieces(text: &str, indent: usize, pattern: bool) -> String {
    let is_raw = pattern && raw(text).starts_with('r');
    let quote = if is_raw && text.contains('"') {
        '\''
    } else {
        quote_for(text)
    };
    let limit = WIDTH
        .saturating_sub(indent + 4 + 2 + usize::from(is_raw))
        .max(20);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut last_break = None;
    for c in text.chars() {
        let mut next = String::new();
        if is_raw {
            next.push(c)
        } else {
            push_escaped(&mut next, c, quote)
        }
        if width(&line) + width(&next) > limit {
            // Words stay whole, and so do the escapes and classes of patterns.
            let mut rest = match last_break {
                Some(at) if at > limit / 2 => line.split_off(at),
                _ => String::new(),
            };
            if is_raw && line.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1 {
                // A raw string cannot end in a backslash.
                line.pop();
                rest.insert(0, '\\');
            }
            lines.push(std::mem::replace(&mut line, rest));
            last_break = None;
        }
        line.push_str(&next);
        let breaks = if pattern {
            c == ')' || c == '|' || c == '}'
        } else {
            c == ' '
        };
        let escaped = pattern && line.len() > 1 && line[..line.len() - next.len()].ends_with('\\');
        if breaks && !escaped {
            last_break = Some(line.len());
        }
    }
    lines.push(line);
    let (pad, end) = (" ".repeat(indent + 4), " ".repeat(indent));
    let prefix = if is_raw { "r" } else { "" };
    let each: String = lines
        .iter()
        .map(|line| format!("{pad}{prefix}{quote}{line}{quote}\n"))
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
