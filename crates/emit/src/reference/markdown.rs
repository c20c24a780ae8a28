//! Text as CommonMark: what comes from doc comments keeps its meaning, and nothing of it can break the page around it.
//!
//! Doc comments are Markdown already. Code spans, emphasis, lists, closed fences and links to the web stay; HTML, headings above the
//! page's own, open fences and links into Rust paths do not.

/// What can mean something else than itself in the text of an HTML element.
const MEANING: &str = "|`<>&*_\\[]~:@$";

/// A code span that shows exactly `text`, in a table cell too.
pub(super) fn code(text: &str) -> String {
    let plain = !text.is_empty()
        && !text.contains(['`', '|', '\n', '\r'])
        && !text.starts_with(' ')
        && !text.ends_with(' ');
    if plain {
        return format!("`{text}`");
    }
    // `\|` means one thing to one table reader and another to the next: character references mean the same to all.
    let mut out = String::from("<code>");
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push_str("&#9166;"),
            c if MEANING.contains(c) => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push_str("</code>");
    out
}

/// A doc comment as one line for a table cell: blocks follow each other, parted by spaces.
pub(super) fn cell(docs: &str) -> String {
    let lines = lines(docs);
    let mut parts: Vec<String> = Vec::new();
    let mut text = String::new();
    for piece in pieces(&lines) {
        let line = match piece {
            Piece::Line(line) | Piece::Heading(_, line) => line.trim(),
            Piece::Blank | Piece::Fence(_) => "",
        };
        if line.is_empty() {
            parts.push(inline(&std::mem::take(&mut text), true));
        } else {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(line);
        }
        if let Piece::Fence([_, inner @ .., _]) = piece {
            let inner = inner.iter().map(|line| line.trim());
            parts.extend(inner.filter(|line| !line.is_empty()).map(code));
        }
    }
    parts.push(inline(&text, true));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// A doc comment as blocks: headings are lowered below those of the page.
pub(super) fn block(docs: &str) -> String {
    let lines = lines(docs);
    let mut out: Vec<String> = Vec::new();
    let mut text: Vec<&str> = Vec::new();
    for piece in pieces(&lines) {
        if let Piece::Line(line) = piece {
            text.push(line);
            continue;
        }
        flush(&mut text, &mut out);
        match piece {
            Piece::Fence(lines) => out.extend(lines.iter().map(|line| (*line).to_owned())),
            Piece::Heading(level, rest) => {
                let marks = "#".repeat((level + 3).min(6));
                out.push(format!("{marks} {}", inline(rest, false)));
            }
            Piece::Blank | Piece::Line(_) => out.push(String::new()),
        }
    }
    flush(&mut text, &mut out);
    out.join("\n").trim_matches('\n').to_owned()
}

/// One or more lines of a doc comment.
enum Piece<'t> {
    /// A fenced block that is closed, with both fences.
    Fence(&'t [&'t str]),
    Heading(usize, &'t str),
    Blank,
    Line(&'t str),
}

fn pieces<'t>(lines: &'t [&'t str]) -> Vec<Piece<'t>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let end = opened(line).and_then(|mark| {
            let end = lines[at + 1..].iter().position(|line| closes(line, mark))?;
            Some(at + 1 + end)
        });
        found.push(match (end, heading(line)) {
            (Some(end), _) => Piece::Fence(&lines[at..=end]),
            (None, Some((level, text))) => Piece::Heading(level, text),
            (None, None) if line.is_empty() => Piece::Blank,
            (None, None) => Piece::Line(line),
        });
        at = end.unwrap_or(at) + 1;
    }
    found
}

fn lines(docs: &str) -> Vec<&str> {
    docs.lines().map(str::trim_end).collect()
}

fn flush(text: &mut Vec<&str>, out: &mut Vec<String>) {
    if text.is_empty() {
        return;
    }
    // A line of `=` or `-` below text would make a heading of it; a fence that never closes would swallow the page.
    let safe: Vec<String> = text
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let bare = line.trim();
            let underline =
                at > 0 && (bare.chars().all(|c| c == '=') || bare.chars().all(|c| c == '-'));
            if underline || bare.starts_with("~~~") {
                format!("\\{bare}")
            } else {
                (*line).to_owned()
            }
        })
        .collect();
    out.push(inline(&safe.join("\n"), false));
    text.clear();
}

/// The fence that a line opens.
fn opened(line: &str) -> Option<&str> {
    let start = line.trim_start();
    let indent = line.len() - start.len();
    let mark = ["`", "~"]
        .into_iter()
        .find(|mark| start.starts_with(&mark.repeat(3)))?;
    let rest = start.trim_start_matches(mark);
    let bad_info = mark == "`" && rest.contains('`');
    (indent < 4 && !bad_info).then(|| &start[..start.len() - rest.len()])
}

fn closes(line: &str, mark: &str) -> bool {
    let line = line.trim();
    line.starts_with(mark) && line.chars().all(|c| mark.starts_with(c))
}

/// Level and text of an ATX heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    let text = rest.trim().trim_end_matches('#').trim_end();
    ((1..=6).contains(&level) && (rest.is_empty() || rest.starts_with(' ')))
        .then_some((level, text))
}

/// Inline text: code spans, escapes and links to the web stay as they are; `<`, stray backticks and, in a cell, bars are written so
/// that they stand for themselves.
fn inline(text: &str, in_cell: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut taken = c.len_utf8();
        match c {
            '`' => {
                let run = rest.len() - rest.trim_start_matches('`').len();
                match closing(&rest[run..], run) {
                    Some(end) => {
                        let content = &rest[run..run + end];
                        if in_cell {
                            out.push_str(&code(content.trim()));
                        } else {
                            out.push_str(&rest[..run + end + run]);
                        }
                        taken = run + end + run;
                    }
                    None => {
                        out.push_str(&"\\`".repeat(run));
                        taken = run;
                    }
                }
            }
            '\\' => match rest[1..].chars().next() {
                Some('|') if in_cell => {
                    out.push_str("&#124;");
                    taken += 1;
                }
                Some(next) if next.is_ascii_punctuation() => {
                    out.push(c);
                    out.push(next);
                    taken += 1;
                }
                _ => out.push_str("\\\\"),
            },
            '<' => match autolink(rest) {
                Some(end) => {
                    out.push_str(&rest[..end]);
                    taken = end;
                }
                None => out.push_str("&lt;"),
            },
            '|' if in_cell => out.push_str("&#124;"),
            '\n' if in_cell => out.push(' '),
            '[' => match link(rest) {
                Some(link) => {
                    let shown = inline(link.text, in_cell);
                    match link.target {
                        Some(target) => out.push_str(&format!("[{shown}]({target})")),
                        None => out.push_str(&shown),
                    }
                    taken = link.length;
                }
                None => out.push_str("\\["),
            },
            other => out.push(other),
        }
        rest = &rest[taken..];
    }
    out.trim_end().to_owned()
}

/// Where a run of exactly `run` backticks stands.
fn closing(text: &str, run: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let start = at + start;
        let length = text[start..].len() - text[start..].trim_start_matches('`').len();
        if length == run {
            return Some(start);
        }
        at = start + length;
    }
    None
}

/// The end of `<https://...>`.
fn autolink(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    let inner = &text[1..end];
    (is_web(inner) && !inner.contains(['<', ' ', '\n', '|', '`'])).then_some(end + 1)
}

struct Link<'t> {
    text: &'t str,
    target: Option<&'t str>,
    length: usize,
}

/// `[text](target)`, `[text][label]` or [`code`]: only targets on the web survive, since a Rust path leads nowhere from a page.
fn link(text: &str) -> Option<Link<'_>> {
    let end = text.find(']')?;
    let shown = &text[1..end];
    if shown.contains('[') {
        return None;
    }
    let rest = &text[end + 1..];
    if let Some(inner) = rest.strip_prefix('(') {
        let close = inner.find(')')?;
        let target = &inner[..close];
        let fine = is_web(target) && !target.contains([' ', '\n', '<', '|', '`', '(']);
        return Some(Link {
            text: shown,
            target: fine.then_some(target),
            length: end + 2 + close + 1,
        });
    }
    if let Some(inner) = rest.strip_prefix('[') {
        let close = inner.find(']')?;
        return Some(Link {
            text: shown,
            target: None,
            length: end + 2 + close + 1,
        });
    }
    let is_code = shown.len() > 2 && shown.starts_with('`') && shown.ends_with('`');
    is_code.then_some(Link {
        text: shown,
        target: None,
        length: end + 1,
    })
}

fn is_web(target: &str) -> bool {
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| target.starts_with(scheme))
}

/// A link; the path needs no marks unless it has spaces or brackets.
pub(super) fn to_file(text: &str, path: &str) -> String {
    if path.contains([' ', '(', ')', '<', '>']) {
        let path = path.replace('<', "%3C").replace('>', "%3E");
        format!("[{text}](<{path}>)")
    } else {
        format!("[{text}]({path})")
    }
}

/// A table: a head and rows of cells that are safe in a table already.
pub(super) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells
            .iter()
            .map(|cell| {
                if cell.is_empty() {
                    " ".to_owned()
                } else {
                    format!(" {cell} ")
                }
            })
            .collect();
        format!("|{}|\n", cells.join("|"))
    };
    let mut out = line(
        &head
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>(),
    );
    out.push_str(&line(&vec!["---".to_owned(); head.len()]));
    rows.iter().for_each(|row| out.push_str(&line(row)));
    out
}

#[cfg(test)]
mod tests {
    use super::{block, cell, code};

    #[test]
    fn code_shows_its_text_in_every_place() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("<T>"), "`<T>`");
        assert_eq!(code("^a|b$"), "<code>^a&#124;b&#36;</code>");
        assert_eq!(code("a`b"), "<code>a&#96;b</code>");
        assert_eq!(code(""), "<code></code>");
        assert_eq!(code(" a\n"), "<code> a&#9166;</code>");
    }

    #[test]
    fn a_cell_stays_one_cell() {
        assert_eq!(cell("a | b\nc"), "a &#124; b c");
        assert_eq!(cell("a \\| b \\c \\*d"), "a &#124; b \\\\c \\*d");
        assert_eq!(
            cell("see `a|b` and <b>"),
            "see <code>a&#124;b</code> and &lt;b>"
        );
        assert_eq!(cell("an open ` tick"), "an open \\` tick");
        assert_eq!(cell("# Title\n\ntext"), "Title text");
        assert_eq!(
            cell("one:\n```json\n{\"a\": 1}\n```\ntwo"),
            "one: `{\"a\": 1}` two"
        );
        assert_eq!(cell("one\n```\ntwo"), "one \\`\\`\\` two");
    }

    #[test]
    fn links_lead_to_the_web_or_nowhere() {
        assert_eq!(cell("[`Job`] and [it](crate::Job)"), "`Job` and it");
        assert_eq!(
            cell("[it][Job], [x] and [a](https://a.example/b)"),
            "it, \\[x] and [a](https://a.example/b)"
        );
        assert_eq!(
            cell("<https://a.example> <script>"),
            "<https://a.example> &lt;script>"
        );
        assert_eq!(cell("[a](javascript:x)"), "a");
    }

    #[test]
    fn blocks_stay_blocks() {
        assert_eq!(
            block(
                "Text <b>.\n\n# Head\n* one\n* two | three\n\n```rust\nlet a: Vec<u8>;\n```\nend"
            ),
            "Text &lt;b>.\n\n#### Head\n* one\n* two | three\n\n```rust\nlet a: Vec<u8>;\n```\nend"
        );
        assert_eq!(block("a\n---\nb"), "a\n\\---\nb");
        assert_eq!(block("a\n```\nb"), "a\n\\`\\`\\`\nb");
        assert_eq!(block("~~~\nb"), "\\~~~\nb");
    }
}
