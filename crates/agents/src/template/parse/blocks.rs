//! Statements: tags with what stands between them.

use super::super::ast::{Block, Content, Mustache, PartialBlock, Program, Statement, Strip};
use super::super::lexer::{Token, token};
use super::expressions::expression_name;
use super::tags::{Tag, TagKind};
use super::{Parsed, Parser, TemplateError};

impl Parser<'_> {
    pub(super) fn statement(&mut self, tag: Tag) -> Parsed<Statement> {
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

    pub(super) fn comment(&mut self, tag: Tag) -> Parsed<Statement> {
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

    pub(super) fn raw_block(&mut self, tag: Tag, line: u32) -> Parsed<Statement> {
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

    pub(super) fn mismatch(&self, open: &str, close: &str, at: usize) -> TemplateError {
        let line = self.line(at);
        let column = at - self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        self.error(
            format!("{open} doesn't match {close} - {line}:{column}"),
            at,
        )
    }

    pub(super) fn block(&mut self, tag: Tag, line: u32) -> Parsed<Statement> {
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
    pub(super) fn inverse(&mut self, tag: Tag) -> Parsed<(Program, Strip)> {
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

    pub(super) fn end_block(&mut self, open: &str, start: usize) -> Parsed<Strip> {
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
}
