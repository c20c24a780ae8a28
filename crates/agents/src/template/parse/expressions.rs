//! What stands inside of tags: names, paths, literals, arguments and calls.

use super::super::ast::{Call, Expression, Partial, Path, Strip};
use super::super::lexer::{Token, token};
use super::{Parsed, Parser};

impl Parser<'_> {
    pub(super) fn partial(&mut self, strip: bool, line: u32) -> Parsed<Partial> {
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

    pub(super) fn block_params(&mut self) -> Parsed<Vec<String>> {
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
    pub(super) fn call(&mut self) -> Parsed<Call> {
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

    pub(super) fn sub_call(&mut self) -> Parsed<Expression> {
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
    pub(super) fn arguments(&mut self) -> Parsed<(Vec<Expression>, Vec<(String, Expression)>)> {
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

    pub(super) fn parameter(&mut self) -> Parsed<Expression> {
        let (next, end) = token(self.text, self.at);
        if next == Token::OpenCall {
            self.at = end;
            return self.sub_call();
        }
        self.name()
    }

    /// A path, a data name or a literal.
    pub(super) fn name(&mut self) -> Parsed<Expression> {
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

    pub(super) fn path(&mut self, data: bool) -> Parsed<Path> {
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

    pub(super) fn close(&mut self) -> Parsed<bool> {
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

    pub(super) fn close_unescaped(&mut self) -> Parsed<bool> {
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

pub(super) fn expression_name(expression: &Expression) -> String {
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
