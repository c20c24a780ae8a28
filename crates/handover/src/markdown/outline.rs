//! One walk over the CommonMark events; what the rules need, with lines.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A heading.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub(crate) level: u8,
    pub(crate) text: String,
    pub(crate) line: u32,
    /// It counts for the outline: not in a quote or a list.
    pub(crate) top: bool,
}

/// A fenced code block.
#[derive(Debug, Clone)]
pub(crate) struct Fence {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) info: String,
    pub(crate) closed: bool,
    pub(crate) text: String,
}

/// A table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) line: u32,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// A link or an image.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) line: u32,
    pub(crate) target: String,
    pub(crate) text: String,
}

/// A stretch of visible text.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    pub(crate) line: u32,
    pub(crate) text: String,
    /// Text of a code block or span.
    pub(crate) code: bool,
    /// Text of a heading.
    pub(crate) heading: bool,
}

/// A paragraph or a list item, as text.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) line: u32,
    pub(crate) text: String,
    pub(crate) item: bool,
}

/// What a document holds, in order.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) headings: Vec<Heading>,
    pub(crate) fences: Vec<Fence>,
    pub(crate) tables: Vec<Table>,
    pub(crate) links: Vec<Link>,
    pub(crate) words: Vec<Words>,
    pub(crate) blocks: Vec<Block>,
    /// `id` and `name` attributes of HTML in the text.
    pub(crate) html_anchors: Vec<String>,
    /// The text of the front matter, without its marks.
    pub(crate) front_matter: Option<String>,
    pub(crate) lines: u32,
}

/// Lines of a text whatever the line ends: LF, CR LF or CR.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at + 1);
            }
        }
        Self(starts)
    }

    fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    fn column(&self, text: &str, offset: usize) -> u32 {
        let start = self.0[self.0.partition_point(|start| *start <= offset) - 1];
        u32::try_from(text[start..offset].chars().count() + 1).unwrap_or(u32::MAX)
    }
}

/// The byte range of the front matter's content and the end of the block.
fn front_matter(text: &str) -> Option<(usize, usize, usize)> {
    let first_end = text.find('\n')? + 1;
    if text[..first_end].trim_end() != "---" {
        return None;
    }
    let mut at = first_end;
    let mut has_key = false;
    for line in text[first_end..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == "---" || bare == "..." {
            return has_key.then_some((first_end, at, at + line.len()));
        }
        let begins = line.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"');
        has_key |= begins && (bare.contains(": ") || bare.ends_with(':'));
        at += line.len();
    }
    None
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Document {
    let lines = Lines::of(text);
    let mut document = Document {
        lines: lines.line(text.len()),
        ..Document::default()
    };
    let mut body = text.to_owned();
    if let Some((from, to, end)) = front_matter(text) {
        document.front_matter = Some(text[from..to].to_owned());
        // Blank lines keep every place behind it where it was.
        let blank: String = text[..end]
            .bytes()
            .map(|byte| {
                if matches!(byte, b'\n' | b'\r') {
                    byte as char
                } else {
                    ' '
                }
            })
            .collect();
        body.replace_range(..end, &blank);
    }
    let mut walk = Walk {
        text: &body,
        lines: &lines,
        document,
        ..Walk::new(&body, &lines)
    };
    for (event, range) in Parser::new_ext(&body, Options::ENABLE_TABLES).into_offset_iter() {
        walk.event(event, range);
    }
    walk.document
}

struct Walk<'a> {
    text: &'a str,
    lines: &'a Lines,
    document: Document,
    depth: usize,
    heading: Option<Heading>,
    fence: Option<(Fence, usize, usize)>,
    in_code: bool,
    table: Option<Table>,
    row: Vec<String>,
    cell: Option<String>,
    links: Vec<Link>,
    paragraph: Option<Block>,
    items: Vec<Block>,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str, lines: &'a Lines) -> Self {
        Self {
            text,
            lines,
            document: Document::default(),
            depth: 0,
            heading: None,
            fence: None,
            in_code: false,
            table: None,
            row: Vec::new(),
            cell: None,
            links: Vec::new(),
            paragraph: None,
            items: Vec::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        let line = self.lines.line(range.start);
        match event {
            Event::Start(tag) => self.start(tag, range, line),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.words(&text, line, range, false),
            Event::Code(text) => self.words(&text, line, range, true),
            Event::Html(html) | Event::InlineHtml(html) => self.anchors(&html),
            Event::SoftBreak | Event::HardBreak => {
                for target in [
                    self.heading.as_mut().map(|h| &mut h.text),
                    self.paragraph.as_mut().map(|p| &mut p.text),
                    self.cell.as_mut(),
                ]
                .into_iter()
                .flatten()
                {
                    target.push(' ');
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: std::ops::Range<usize>, line: u32) {
        match tag {
            Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) => self.depth += 1,
            Tag::Item => self.items.push(Block {
                line,
                text: String::new(),
                item: true,
            }),
            Tag::Heading { level, .. } => {
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    HeadingLevel::H5 => 5,
                    HeadingLevel::H6 => 6,
                };
                self.heading = Some(Heading {
                    level,
                    text: String::new(),
                    line,
                    top: self.depth == 0,
                });
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                if let CodeBlockKind::Fenced(info) = kind {
                    // The range may begin with the indentation of the fence.
                    let blank = self.text[range.clone()].len()
                        - self.text[range.clone()]
                            .trim_start_matches([' ', '\t'])
                            .len();
                    let start = range.start + blank;
                    let column = self.lines.column(self.text, start);
                    let fence = Fence {
                        line: self.lines.line(start),
                        column,
                        info: info.into_string(),
                        closed: false,
                        text: String::new(),
                    };
                    let opening_end = self.text[start..range.end]
                        .find(['\n', '\r'])
                        .map_or(range.end, |at| start + at);
                    self.fence = Some((fence, start, opening_end));
                }
            }
            Tag::Table(_) => {
                self.table = Some(Table {
                    line,
                    columns: Vec::new(),
                    rows: Vec::new(),
                })
            }
            Tag::TableHead | Tag::TableRow => self.row = Vec::new(),
            Tag::TableCell => self.cell = Some(String::new()),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push(Link {
                    line,
                    target: dest_url.into_string(),
                    text: String::new(),
                });
            }
            Tag::Paragraph => {
                self.paragraph = Some(Block {
                    line,
                    text: String::new(),
                    item: false,
                })
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: std::ops::Range<usize>) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.depth = self.depth.saturating_sub(1)
            }
            TagEnd::Item => self.document.blocks.extend(self.items.pop()),
            TagEnd::Heading(_) => self.document.headings.extend(self.heading.take()),
            TagEnd::CodeBlock => {
                self.in_code = false;
                if let Some((mut fence, start, content_end)) = self.fence.take() {
                    fence.closed = self.is_closed(start, content_end, range.end);
                    self.document.fences.push(fence);
                }
            }
            TagEnd::Table => self.document.tables.extend(self.table.take()),
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.columns = std::mem::take(&mut self.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(std::mem::take(&mut self.row));
                }
            }
            TagEnd::TableCell => self
                .row
                .extend(self.cell.take().map(|cell| cell.trim().to_owned())),
            TagEnd::Link | TagEnd::Image => self.document.links.extend(self.links.pop()),
            TagEnd::Paragraph => self.document.blocks.extend(self.paragraph.take()),
            _ => {}
        }
    }

    /// A fence is closed if something like itself follows its content.
    fn is_closed(&self, start: usize, content_end: usize, end: usize) -> bool {
        let open = self.text[start..].chars().next().unwrap_or('`');
        let width = self.text[start..]
            .chars()
            .take_while(|c| *c == open)
            .count();
        let rest = &self.text[content_end.min(end)..end];
        let last = rest
            .trim_end()
            .rsplit(['\n', '\r'])
            .next()
            .unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']);
        last.chars().count() >= width && last.chars().all(|c| c == open)
    }

    fn words(&mut self, text: &str, line: u32, range: std::ops::Range<usize>, code_span: bool) {
        if let Some((fence, _, content_end)) = &mut self.fence {
            fence.text.push_str(text);
            *content_end = range.end;
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(cell) = &mut self.cell {
            cell.push_str(text);
        }
        for link in &mut self.links {
            link.text.push_str(text);
        }
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.text.push_str(text);
        }
        if let Some(item) = self.items.last_mut() {
            item.text.push_str(text);
        }
        self.document.words.push(Words {
            line,
            text: text.to_owned(),
            code: code_span || self.in_code,
            heading: self.heading.is_some(),
        });
    }

    fn anchors(&mut self, html: &str) {
        for name in ["id=", "name="] {
            for piece in html.split(name).skip(1) {
                let quote = piece.chars().next().filter(|c| matches!(c, '"' | '\''));
                let value = match quote {
                    Some(quote) => piece[1..].split(quote).next(),
                    None => piece.split(|c: char| c.is_whitespace() || c == '>').next(),
                };
                self.document.html_anchors.extend(value.map(str::to_owned));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, Option<u32>)> {
        super::super::check_structure(&parse(text))
            .into_iter()
            .map(|v| (v.code, v.line))
            .collect()
    }

    #[test]
    fn headings_count_as_commonmark_says() {
        assert_eq!(
            codes("no heading, #tag\n\n> # quoted\n\n- # listed\n\n<!--\n# c\n-->\n"),
            [("md_no_heading", None)]
        );
        assert_eq!(codes("Title\n=====\n\nSub\n---\n\n### Third ###\n"), []);
        assert_eq!(
            codes("# A\n\n### C\n\n###### F\n"),
            [("md_heading_skip", Some(3)), ("md_heading_skip", Some(5))]
        );
        assert_eq!(codes("### deep first\n\n# up\n"), []);
        assert_eq!(
            codes("# A\r\n\r\n### C\r\n"),
            [("md_heading_skip", Some(3))]
        );
        assert_eq!(codes("# A\r\r### C\r"), [("md_heading_skip", Some(3))]);
        assert_eq!(codes("---\ntitle: x\n---\n\n# A\n"), []);
        assert_eq!(
            codes("# A\n\n    ### indented code\n\n```\n### code\n```\n"),
            []
        );
    }

    #[test]
    fn fences_are_closed_by_their_like_only() {
        for closed in [
            "# A\n```\nx\n```\n",
            "# A\n~~~\n```\n~~~\n",
            "# A\n````md\n```js\n```\n````\n",
            "# A\n```\n```\n",
            "# A\n```sh\nx\n`````   \n",
            "# A\n- x\n\n  ```\n  y\n  ```\n",
            "# A\n> ```\n> y\n> ```\n",
            "# A\n```\nx\n```",
            "# A\n1. ```rust\n   fn x() {}\n   ```\n2. z\n",
            "# A\n   ```\nx\n   ```\n",
        ] {
            assert_eq!(codes(closed), [], "{closed}");
        }
        for (open, line) in [
            ("# A\n```\nx\n", 2),
            ("# A\n```\nx\n~~~\n", 2),
            ("# A\n````\n```\n", 2),
            ("# A\n```", 2),
            ("# A\n```\nx\n    ```\n", 2),
            ("# A\n- x\n\n  ```\n  y\n\nout\n", 4),
            ("# A\n> ```\n> y\n\nout\n", 2),
            ("# A\n```\nx\n``` y\n", 2),
        ] {
            assert_eq!(codes(open), [("md_unclosed_fence", Some(line))], "{open}");
        }
    }
}
