//! Template text to its tree (the grammar of Handlebars 4.7).

use super::ast::{
    Block, Call, Content, Expression, Mustache, Partial, PartialBlock, Path, Program, Statement,
    Strip,
};
use super::lexer::{Token, is_space, token};
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

#[derive(Debug, Clone, Copy, PartialEq)]
enum TagKind {
    Comment,
    Partial,
    PartialBlock,
    Block,
    Decorator,
    EndBlock,
    /// `{{else}}` or `{{^}}`, complete.
    Inverse,
    OpenInverse,
    InverseChain,
    Unescaped,
    Ampersand,
    Plain,
    PlainDecorator,
    Raw,
}

/// The start of a tag.
#[derive(Debug, Clone, Copy)]
struct Tag {
    kind: TagKind,
    strip: bool,
    /// Offset behind the opening token.
    end: usize,
    /// For complete tags: whether `~` stands at their end.
    close_strip: bool,
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

    /// The tag that starts here, if one does.
    fn peek_tag(&self) -> Option<Tag> {
        let rest = self.text[self.at..].strip_prefix("{{")?;
        let mut end = self.at + 2;
        let tag = |kind: TagKind, strip: bool, end: usize| {
            Some(Tag {
                kind,
                strip,
                end,
                close_strip: false,
            })
        };
        if rest.starts_with("{{") {
            return tag(TagKind::Raw, false, end + 2);
        }
        let (strip, rest) = match rest.strip_prefix('~') {
            Some(rest) => {
                end += 1;
                (true, rest)
            }
            None => (false, rest),
        };
        if rest.starts_with('>') {
            return tag(TagKind::Partial, strip, end + 1);
        }
        if rest.starts_with("#>") {
            return tag(TagKind::PartialBlock, strip, end + 2);
        }
        if rest.starts_with("#*") {
            return tag(TagKind::Decorator, strip, end + 2);
        }
        if rest.starts_with('#') {
            return tag(TagKind::Block, strip, end + 1);
        }
        if rest.starts_with('/') {
            return tag(TagKind::EndBlock, strip, end + 1);
        }
        let word = rest.strip_prefix('^').map(|after| (after, 1)).or_else(|| {
            let trimmed = rest.trim_start_matches(is_space);
            let after = trimmed.strip_prefix("else")?;
            let boundary = !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            boundary.then_some((after, rest.len() - after.len()))
        });
        if let Some((after, length)) = word {
            let trimmed = after.trim_start_matches(is_space);
            let close_strip = trimmed.starts_with('~');
            let closing = trimmed.strip_prefix('~').unwrap_or(trimmed);
            if closing.starts_with("}}") {
                let end = self.text.len() - closing.len() + 2;
                return Some(Tag {
                    kind: TagKind::Inverse,
                    strip,
                    end,
                    close_strip,
                });
            }
            let kind = if rest.starts_with('^') {
                TagKind::OpenInverse
            } else {
                TagKind::InverseChain
            };
            return tag(kind, strip, end + length);
        }
        if rest.starts_with('{') {
            return tag(TagKind::Unescaped, strip, end + 1);
        }
        if rest.starts_with('&') {
            return tag(TagKind::Ampersand, strip, end + 1);
        }
        if rest.starts_with('!') {
            return tag(TagKind::Comment, strip, end + 1);
        }
        if rest.starts_with('*') {
            return tag(TagKind::PlainDecorator, strip, end + 1);
        }
        tag(TagKind::Plain, strip, end)
    }

    fn statement(&mut self, tag: Tag) -> Parsed<Statement> {
        let start = self.at;
        let line = self.line(start);
        match tag.kind {
            TagKind::Comment => self.comment(tag),
            TagKind::Raw => self.raw_block(tag, line),
            TagKind::Partial => {
                self.at = tag.end;
                let mut partial = self.partial(tag.strip, line)?;
                partial.strip.close = self.close()?;
                Ok(Statement::Partial(Box::new(partial)))
            }
            TagKind::PartialBlock => {
                self.at = tag.end;
                let mut partial = self.partial(tag.strip, line)?;
                let open_strip = Strip {
                    open: tag.strip,
                    close: self.close()?,
                };
                partial.strip = open_strip;
                let program = self.program()?;
                let close_strip = self.end_block(&expression_name(&partial.name), start)?;
                Ok(Statement::PartialBlock(Box::new(PartialBlock {
                    partial,
                    program,
                    open_strip,
                    close_strip,
                })))
            }
            TagKind::Block | TagKind::Decorator | TagKind::OpenInverse => self.block(tag, line),
            TagKind::PlainDecorator => Err(self.error(
                "decorators other than inline partials are not known".to_owned(),
                start,
            )),
            TagKind::Unescaped | TagKind::Ampersand | TagKind::Plain => {
                self.at = tag.end;
                let call = self.call()?;
                let close = if tag.kind == TagKind::Unescaped {
                    self.close_unescaped()?
                } else {
                    self.close()?
                };
                Ok(Statement::Mustache(Mustache {
                    call,
                    escaped: tag.kind == TagKind::Plain,
                    strip: Strip {
                        open: tag.strip,
                        close,
                    },
                    line,
                }))
            }
            TagKind::EndBlock | TagKind::Inverse | TagKind::InverseChain => {
                Err(self.unexpected(start, "'EOF'", "INVERSE"))
            }
        }
    }

    fn comment(&mut self, tag: Tag) -> Parsed<Statement> {
        let rest = &self.text[tag.end..];
        let (length, close) = if rest.starts_with("--") {
            // `{{!-- .. --}}` may hold braces.
            let mut ends = rest
                .match_indices("--")
                .map(|(at, _)| (at, &rest[at + 2..]));
            let end = ends.find_map(|(at, after)| {
                if after.starts_with("}}") {
                    Some((at + 4, false))
                } else if after.starts_with("~}}") {
                    Some((at + 5, true))
                } else {
                    None
                }
            });
            match end {
                Some(end) => end,
                None => return Err(self.unexpected(self.text.len(), "'COMMENT'", "EOF")),
            }
        } else {
            match rest.find("}}") {
                Some(at) => (at + 2, rest[..at].ends_with('~')),
                None => return Err(self.unexpected(tag.end, "'COMMENT'", "INVALID")),
            }
        };
        self.at = tag.end + length;
        Ok(Statement::Comment(Strip {
            open: tag.strip,
            close,
        }))
    }

    fn raw_block(&mut self, tag: Tag, line: u32) -> Parsed<Statement> {
        self.at = tag.end;
        let call = self.call()?;
        let (next, end) = token(self.text, self.at);
        if next != Token::CloseRaw {
            return Err(self.unexpected(self.at, "'CLOSE_RAW_BLOCK'", next.name()));
        }
        let start = end;
        let mut at = end;
        let mut nested = 0;
        loop {
            let Some(found) = self.text[at..].find("{{{{") else {
                return Err(self.unexpected(self.text.len(), "'END_RAW_BLOCK'", "EOF"));
            };
            at += found;
            let rest = &self.text[at + 4..];
            let closing = rest
                .strip_prefix('/')
                .and_then(|after| Some((after, after.find("}}}}")?)));
            match closing {
                Some((_, length)) if nested > 0 => {
                    nested -= 1;
                    at += 5 + length + 4;
                }
                Some((after, length)) => {
                    let name = &after[..length];
                    if name != call.path.original {
                        return Err(self.mismatch(&call.path.original, name, at));
                    }
                    let text = &self.text[start..at];
                    self.at = at + 5 + length + 4;
                    let mut program = Program::default();
                    if !text.is_empty() {
                        program.body.push(Statement::Content(Content {
                            value: text.to_owned(),
                            original: text.to_owned(),
                            left_stripped: false,
                            right_stripped: false,
                        }));
                    }
                    return Ok(Statement::Block(Box::new(Block {
                        call,
                        program: Some(program),
                        inverse: None,
                        open_strip: Strip::default(),
                        inverse_strip: Strip::default(),
                        close_strip: Strip::default(),
                        decorator: false,
                        line,
                    })));
                }
                None => {
                    nested += 1;
                    at += 4;
                }
            }
        }
    }

    fn mismatch(&self, open: &str, close: &str, at: usize) -> TemplateError {
        let line = self.line(at);
        let column = at - self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        self.error(
            format!("{open} doesn't match {close} - {line}:{column}"),
            at,
        )
    }

    fn block(&mut self, tag: Tag, line: u32) -> Parsed<Statement> {
        let start = self.at;
        self.at = tag.end;
        let call = self.call()?;
        let block_params = self.block_params()?;
        let open_strip = Strip {
            open: tag.strip,
            close: self.close()?,
        };
        let mut program = self.program()?;
        program.block_params = block_params;
        let mut block = Block {
            call,
            program: Some(program),
            inverse: None,
            open_strip,
            inverse_strip: Strip::default(),
            close_strip: Strip::default(),
            decorator: tag.kind == TagKind::Decorator,
            line,
        };
        let inverted = tag.kind == TagKind::OpenInverse;
        match self.peek_tag() {
            Some(next)
                if next.kind == TagKind::Inverse
                    || (next.kind == TagKind::InverseChain && !inverted) =>
            {
                if block.decorator {
                    return Err(
                        self.error("Unexpected inverse block on decorator".to_owned(), self.at)
                    );
                }
                let (inverse, strip) = self.inverse(next)?;
                block.inverse = Some(inverse);
                block.inverse_strip = strip;
            }
            Some(next) if next.kind == TagKind::InverseChain => {
                return Err(self.unexpected(
                    self.at,
                    "'INVERSE', 'OPEN_ENDBLOCK'",
                    "OPEN_INVERSE_CHAIN",
                ));
            }
            _ => {}
        }
        block.close_strip = self.end_block(&block.call.path.original.clone(), start)?;
        if let Some(inverse) = block.inverse.as_mut().filter(|inverse| inverse.chained)
            && let Some(Statement::Block(first)) = inverse.body.first_mut()
        {
            first.close_strip = block.close_strip;
        }
        if inverted {
            std::mem::swap(&mut block.program, &mut block.inverse);
        }
        Ok(Statement::Block(Box::new(block)))
    }

    /// What follows `{{else}}` or `{{else x}}`, up to the end tag, which stays.
    fn inverse(&mut self, tag: Tag) -> Parsed<(Program, Strip)> {
        let line = self.line(self.at);
        self.at = tag.end;
        if tag.kind == TagKind::Inverse {
            let strip = Strip {
                open: tag.strip,
                close: tag.close_strip,
            };
            return Ok((self.program()?, strip));
        }
        self.enter()?;
        let call = self.call()?;
        let block_params = self.block_params()?;
        let strip = Strip {
            open: tag.strip,
            close: self.close()?,
        };
        let mut program = self.program()?;
        program.block_params = block_params;
        let mut block = Block {
            call,
            program: Some(program),
            inverse: None,
            open_strip: strip,
            inverse_strip: Strip::default(),
            close_strip: Strip::default(),
            decorator: false,
            line,
        };
        if let Some(next) = self.peek_tag()
            && matches!(next.kind, TagKind::Inverse | TagKind::InverseChain)
        {
            let (inverse, inverse_strip) = self.inverse(next)?;
            block.close_strip = inverse_strip;
            block.inverse_strip = inverse_strip;
            block.inverse = Some(inverse);
            if let Some(inverse) = block.inverse.as_mut().filter(|inverse| inverse.chained)
                && let Some(Statement::Block(first)) = inverse.body.first_mut()
            {
                first.close_strip = inverse_strip;
            }
        }
        self.depth -= 1;
        Ok((
            Program {
                body: vec![Statement::Block(Box::new(block))],
                block_params: Vec::new(),
                chained: true,
            },
            strip,
        ))
    }

    fn end_block(&mut self, open: &str, start: usize) -> Parsed<Strip> {
        match self.peek_tag() {
            Some(tag) if tag.kind == TagKind::EndBlock => {
                self.at = tag.end;
                let at = self.at;
                let name = self.name()?;
                let name = expression_name(&name);
                if name != open {
                    return Err(self.mismatch(open, &name, start));
                }
                let _ = at;
                Ok(Strip {
                    open: tag.strip,
                    close: self.close()?,
                })
            }
            Some(tag) => {
                let name = if tag.kind == TagKind::InverseChain {
                    "OPEN_INVERSE_CHAIN"
                } else {
                    "INVERSE"
                };
                Err(self.unexpected(self.at, "'OPEN_ENDBLOCK'", name))
            }
            None => Err(self.unexpected(
                self.text.len(),
                "'OPEN_INVERSE_CHAIN', 'INVERSE', 'OPEN_ENDBLOCK'",
                "EOF",
            )),
        }
    }

    fn partial(&mut self, strip: bool, line: u32) -> Parsed<Partial> {
        let (next, end) = token(self.text, self.at);
        let name = if next == Token::OpenCall {
            self.at = end;
            self.sub_call()?
        } else {
            self.name()?
        };
        let (params, hash) = self.arguments()?;
        if params.len() > 1 {
            let message = format!("Unsupported number of partial arguments: {}", params.len());
            return Err(self.error(message, self.at));
        }
        Ok(Partial {
            name,
            params,
            hash,
            indent: String::new(),
            strip: Strip {
                open: strip,
                close: false,
            },
            line,
        })
    }

    fn block_params(&mut self) -> Parsed<Vec<String>> {
        let (next, end) = token(self.text, self.at);
        if next != Token::OpenBlockParams {
            return Ok(Vec::new());
        }
        self.at = end;
        let mut names = Vec::new();
        loop {
            let (next, end) = token(self.text, self.at);
            match next {
                Token::Id(name) => names.push(unbracketed(&name).to_owned()),
                Token::CloseBlockParams if !names.is_empty() => {
                    self.at = end;
                    return Ok(names);
                }
                other => {
                    return Err(self.unexpected(
                        self.at,
                        "'CLOSE_BLOCK_PARAMS', 'ID'",
                        other.name(),
                    ));
                }
            }
            self.at = end;
        }
    }

    /// A name with its arguments.
    fn call(&mut self) -> Parsed<Call> {
        let name = self.name()?;
        let (params, hash) = self.arguments()?;
        let path = match name {
            Expression::Path(path) => path,
            other => {
                let text = expression_name(&other);
                Path {
                    // The empty name is that of the context itself.
                    parts: Some(text.clone())
                        .filter(|text| !text.is_empty())
                        .into_iter()
                        .collect(),
                    original: text,
                    ..Path::default()
                }
            }
        };
        Ok(Call { path, params, hash })
    }

    fn sub_call(&mut self) -> Parsed<Expression> {
        self.enter()?;
        let call = self.call()?;
        let (next, end) = token(self.text, self.at);
        if next != Token::CloseCall {
            return Err(self.unexpected(self.at, "'CLOSE_SEXPR'", next.name()));
        }
        self.at = end;
        self.depth -= 1;
        Ok(Expression::Call(Box::new(call)))
    }

    #[allow(clippy::type_complexity)]
    fn arguments(&mut self) -> Parsed<(Vec<Expression>, Vec<(String, Expression)>)> {
        let mut params = Vec::new();
        let mut hash: Vec<(String, Expression)> = Vec::new();
        loop {
            let (next, end) = token(self.text, self.at);
            match next {
                Token::Id(name) if token(self.text, end).0 == Token::Equals => {
                    self.at = token(self.text, end).1;
                    let value = self.parameter()?;
                    hash.push((unbracketed(&name).to_owned(), value));
                }
                Token::Id(_)
                | Token::Text(_)
                | Token::Number(_)
                | Token::Bool(_)
                | Token::Undefined
                | Token::Null
                | Token::Data
                | Token::OpenCall => {
                    if !hash.is_empty() {
                        return Err(self.unexpected(self.at, "'CLOSE', 'ID'", next.name()));
                    }
                    params.push(self.parameter()?);
                }
                _ => return Ok((params, hash)),
            }
        }
    }

    fn parameter(&mut self) -> Parsed<Expression> {
        let (next, end) = token(self.text, self.at);
        if next == Token::OpenCall {
            self.at = end;
            return self.sub_call();
        }
        self.name()
    }

    /// A path, a data name or a literal.
    fn name(&mut self) -> Parsed<Expression> {
        let (next, end) = token(self.text, self.at);
        let literal = match next {
            Token::Text(text) => Expression::Text(text),
            Token::Number(number) => Expression::Number(number),
            Token::Bool(value) => Expression::Bool(value),
            Token::Undefined => Expression::Undefined,
            Token::Null => Expression::Null,
            Token::Data => {
                self.at = end;
                return self.path(true).map(Expression::Path);
            }
            Token::Id(_) => return self.path(false).map(Expression::Path),
            other => {
                let expected = "'ID', 'STRING', 'NUMBER', 'BOOLEAN', 'UNDEFINED', 'NULL', 'DATA'";
                return Err(self.unexpected(self.at, expected, other.name()));
            }
        };
        self.at = end;
        Ok(literal)
    }

    fn path(&mut self, data: bool) -> Parsed<Path> {
        let start = self.at;
        let mut path = Path {
            data,
            original: if data { "@".to_owned() } else { String::new() },
            ..Path::default()
        };
        loop {
            let (next, end) = token(self.text, self.at);
            let Token::Id(name) = next else {
                return Err(self.unexpected(self.at, "'ID'", next.name()));
            };
            self.at = end;
            let part = unbracketed(&name);
            let literal = part.len() != name.len();
            path.original.push_str(part);
            if !literal && matches!(part, ".." | "." | "this") {
                if !path.parts.is_empty() {
                    return Err(self.error(format!("Invalid path: {}", path.original), start));
                }
                if part == ".." {
                    path.depth += 1;
                }
            } else {
                path.parts.push(part.to_owned());
            }
            let (next, end) = token(self.text, self.at);
            let Token::Separator(separator) = next else {
                return Ok(path);
            };
            path.original.push(separator);
            self.at = end;
        }
    }

    fn close(&mut self) -> Parsed<bool> {
        match token(self.text, self.at) {
            (Token::Close(strip), end) => {
                self.at = end;
                Ok(strip)
            }
            (other, _) => Err(self.unexpected(
                self.at,
                "'CLOSE', 'OPEN_SEXPR', 'ID', 'STRING', 'NUMBER', 'DATA'",
                other.name(),
            )),
        }
    }

    fn close_unescaped(&mut self) -> Parsed<bool> {
        match token(self.text, self.at) {
            (Token::CloseUnescaped(strip), end) => {
                self.at = end;
                Ok(strip)
            }
            (other, _) => Err(self.unexpected(self.at, "'CLOSE_UNESCAPED'", other.name())),
        }
    }
}

fn unbracketed(name: &str) -> &str {
    name.strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name)
}

fn expression_name(expression: &Expression) -> String {
    match expression {
        Expression::Path(path) => path.original.clone(),
        Expression::Text(text) => text.clone(),
        Expression::Number(number) => crate::js::number(*number),
        Expression::Bool(value) => value.to_string(),
        Expression::Undefined => "undefined".to_owned(),
        Expression::Null => "null".to_owned(),
        Expression::Call(call) => call.path.original.clone(),
    }
}
