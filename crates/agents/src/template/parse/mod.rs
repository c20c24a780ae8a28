//! Template text to its tree (the grammar of Handlebars 4.7).

mod blocks;
mod expressions;
mod tags;

use self::tags::TagKind;
use super::ast::{Content, Program, Statement};
use super::whitespace;

/// The largest template, in bytes.
const MAX_BYTES: usize = 4 << 20;
/// Blocks and calls inside each other.
const MAX_DEPTH: usize = 100;

/// A template that can be rendered.
#[derive(Debug)]
pub struct Template {
    pub(super) program: Program,
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong.
    pub message: String,
    /// The line of the template, from one; zero if it is not known.
    pub line: u32,
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TemplateError {}

type Parsed<T> = Result<T, TemplateError>;

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// Everything that Handlebars 4.7 refuses, and templates beyond the bounds.
    pub fn parse(text: &str) -> Parsed<Self> {
        if text.len() > MAX_BYTES {
            return Err(TemplateError {
                message: format!(
                    "the template has {} bytes; {MAX_BYTES} are allowed",
                    text.len()
                ),
                line: 0,
            });
        }
        let mut parser = Parser {
            text,
            at: 0,
            depth: 0,
            emulate: false,
        };
        let mut program = parser.program()?;
        if let Some(tag) = parser.peek_tag() {
            let name = match tag.kind {
                TagKind::EndBlock => "OPEN_ENDBLOCK",
                TagKind::InverseChain => "OPEN_INVERSE_CHAIN",
                _ => "INVERSE",
            };
            return Err(parser.unexpected(parser.at, "'EOF'", name));
        }
        whitespace::control(&mut program);
        Ok(Self { program })
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    /// True behind an escaped `\{{`: the next piece of text starts with the braces.
    emulate: bool,
}

impl<'t> Parser<'t> {
    fn line(&self, at: usize) -> u32 {
        let lines = self.text[..at.min(self.text.len())]
            .bytes()
            .filter(|b| *b == b'\n')
            .count();
        u32::try_from(lines + 1).unwrap_or(u32::MAX)
    }

    fn error(&self, message: String, at: usize) -> TemplateError {
        TemplateError {
            message,
            line: self.line(at),
        }
    }

    /// The message of a parse error: line, excerpt with a mark, what was expected and what came.
    fn unexpected(&self, at: usize, expected: &str, got: &str) -> TemplateError {
        let line = self.line(at);
        let tail = |text: &str, most: usize| -> String {
            let count = text.chars().count();
            let dots = if count > most { "..." } else { "" };
            format!(
                "{dots}{}",
                text.chars()
                    .skip(count.saturating_sub(most))
                    .collect::<String>()
                    .replace('\n', "")
            )
        };
        let before = tail(&self.text[..at.min(self.text.len())], 20);
        let rest: String = self.text[at.min(self.text.len())..]
            .chars()
            .take(20)
            .collect();
        let dots = if self.text.len() > at + rest.len() {
            "..."
        } else {
            ""
        };
        let mark = "-".repeat(before.chars().count());
        let after = rest.replace('\n', "");
        self.error(
            format!("Parse error on line {line}:\n{before}{after}{dots}\n{mark}^\nExpecting {expected}, got '{got}'"),
            at,
        )
    }

    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(
                format!("more than {MAX_DEPTH} blocks inside each other"),
                self.at,
            ));
        }
        Ok(())
    }

    /// Statements up to the end or to a tag that ends a body.
    fn program(&mut self) -> Parsed<Program> {
        self.enter()?;
        let mut program = Program::default();
        loop {
            self.content(&mut program.body);
            let Some(tag) = self.peek_tag() else {
                break;
            };
            match tag.kind {
                TagKind::EndBlock | TagKind::Inverse | TagKind::InverseChain => break,
                _ => {
                    let statement = self.statement(tag)?;
                    program.body.push(statement);
                }
            }
        }
        self.depth -= 1;
        Ok(program)
    }

    /// Text up to the next tag, with the escapes `\{{` and `\\{{`.
    fn content(&mut self, body: &mut Vec<Statement>) {
        let push = |body: &mut Vec<Statement>, text: &str| {
            if !text.is_empty() {
                body.push(Statement::Content(Content {
                    value: text.to_owned(),
                    original: text.to_owned(),
                    left_stripped: false,
                    right_stripped: false,
                }));
            }
        };
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return;
            }
            if self.emulate {
                self.emulate = false;
                // At least the two braces, then up to the next tag or escape.
                let from = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
                let next = rest[from..].find("{{").map_or(rest.len(), |at| from + at);
                let slashes =
                    rest[from..next].len() - rest[from..next].trim_end_matches('\\').len();
                let end = if next < rest.len() {
                    next - slashes.min(2)
                } else {
                    next
                };
                push(body, &rest[..end]);
                self.at += end;
                continue;
            }
            let Some(next) = rest.find("{{") else {
                push(body, rest);
                self.at = self.text.len();
                return;
            };
            let before = &rest[..next];
            self.at += next;
            if before.ends_with("\\\\") {
                push(body, &before[..before.len() - 1]);
                return;
            }
            if let Some(text) = before.strip_suffix('\\') {
                push(body, text);
                self.emulate = true;
                continue;
            }
            push(body, before);
            return;
        }
    }
}
