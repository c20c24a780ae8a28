//! Tokens of Handlebars 4.7, by its own lexical rules, which are tried in order.

/// A token inside of a tag.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Id(String),
    Separator(char),
    Text(String),
    Number(f64),
    Bool(bool),
    Undefined,
    Null,
    Data,
    OpenCall,
    CloseCall,
    Equals,
    OpenBlockParams,
    CloseBlockParams,
    /// `}}`; true with `~`.
    Close(bool),
    /// `}}}`; true with `~`.
    CloseUnescaped(bool),
    /// `}}}}`
    CloseRaw,
    Invalid,
    End,
}

impl Token {
    /// The name that Handlebars gives the token in its messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Id(_) => "ID",
            Self::Separator(_) => "SEP",
            Self::Text(_) => "STRING",
            Self::Number(_) => "NUMBER",
            Self::Bool(_) => "BOOLEAN",
            Self::Undefined => "UNDEFINED",
            Self::Null => "NULL",
            Self::Data => "DATA",
            Self::OpenCall => "OPEN_SEXPR",
            Self::CloseCall => "CLOSE_SEXPR",
            Self::Equals => "EQUALS",
            Self::OpenBlockParams => "OPEN_BLOCK_PARAMS",
            Self::CloseBlockParams => "CLOSE_BLOCK_PARAMS",
            Self::Close(_) => "CLOSE",
            Self::CloseUnescaped(_) => "CLOSE_UNESCAPED",
            Self::CloseRaw => "CLOSE_RAW_BLOCK",
            Self::Invalid => "INVALID",
            Self::End => "EOF",
        }
    }
}

/// Reads the token at `at` of `text`; gives it with the offset behind it. White space in front is skipped.
pub(super) fn token(text: &str, at: usize) -> (Token, usize) {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches(is_space);
    let at = at + (rest.len() - trimmed.len());
    let rest = trimmed;
    let Some(first) = rest.chars().next() else {
        return (Token::End, at);
    };
    let after = |n: usize| rest[n..].chars().next();
    match first {
        '(' => return (Token::OpenCall, at + 1),
        ')' => return (Token::CloseCall, at + 1),
        '=' => return (Token::Equals, at + 1),
        '@' => return (Token::Data, at + 1),
        '|' => return (Token::CloseBlockParams, at + 1),
        '.' if rest.starts_with("..") => return (Token::Id("..".to_owned()), at + 2),
        '.' if lookahead(after(1)) => return (Token::Id(".".to_owned()), at + 1),
        '.' | '/' => return (Token::Separator(first), at + 1),
        '"' | '\'' => return quoted(rest, at, first),
        '[' => return bracketed(rest, at),
        _ => {}
    }
    for (pattern, token) in [
        ("}}}}", Token::CloseRaw),
        ("}~}}", Token::CloseUnescaped(true)),
        ("}}}", Token::CloseUnescaped(false)),
        ("~}}", Token::Close(true)),
        ("}}", Token::Close(false)),
    ] {
        if rest.starts_with(pattern) {
            return (token, at + pattern.len());
        }
    }
    for (word, token) in [
        ("true", Token::Bool(true)),
        ("false", Token::Bool(false)),
        ("undefined", Token::Undefined),
        ("null", Token::Null),
    ] {
        if rest.starts_with(word) && literal_lookahead(after(word.len())) {
            return (token, at + word.len());
        }
    }
    if let Some((number, length)) = number(rest) {
        return (Token::Number(number), at + length);
    }
    if let Some(behind) = rest.strip_prefix("as") {
        let trimmed = behind.trim_start_matches(is_space);
        if trimmed.len() < behind.len() && trimmed.starts_with('|') {
            return (Token::OpenBlockParams, at + rest.len() - trimmed.len() + 1);
        }
    }
    let length = rest.find(|c| !id_char(c)).unwrap_or(rest.len());
    if length > 0 && lookahead(after(length)) {
        return (Token::Id(rest[..length].to_owned()), at + length);
    }
    (Token::Invalid, at)
}

fn quoted(rest: &str, at: usize, quote: char) -> (Token, usize) {
    let mut value = String::new();
    let mut chars = rest[1..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        if c == '\\' && chars.peek().is_some_and(|(_, next)| *next == quote) {
            value.push(quote);
            chars.next();
        } else if c == quote {
            return (Token::Text(value), at + 1 + offset + 1);
        } else {
            value.push(c);
        }
    }
    (Token::Invalid, at)
}

fn bracketed(rest: &str, at: usize) -> (Token, usize) {
    let mut value = String::new();
    let mut chars = rest[1..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        match c {
            '\\' if chars
                .peek()
                .is_some_and(|(_, next)| matches!(next, ']' | '\\')) =>
            {
                value.extend(chars.next().map(|(_, next)| next));
            }
            // The brackets mark the name as one that is never `this` or `..`.
            ']' => return (Token::Id(format!("[{value}]")), at + 1 + offset + 1),
            c => value.push(c),
        }
    }
    (Token::Invalid, at)
}

fn number(rest: &str) -> Option<(f64, usize)> {
    let sign = usize::from(rest.starts_with('-'));
    let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(sign);
    if whole == 0 {
        return None;
    }
    let end = sign + whole;
    let mut ends = vec![end];
    if rest[end..].starts_with('.') {
        let fraction = digits(end + 1);
        if fraction > 0 {
            ends.insert(0, end + 1 + fraction);
        }
    }
    let end = ends
        .into_iter()
        .find(|end| literal_lookahead(rest[*end..].chars().next()))?;
    Some((rest[..end].parse().ok()?, end))
}

pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn lookahead(next: Option<char>) -> bool {
    next.is_none_or(|c| "=~}/.)|]".contains(c) || is_space(c))
}

fn literal_lookahead(next: Option<char>) -> bool {
    next.is_some_and(|c| "~})]".contains(c) || is_space(c))
}

fn id_char(c: char) -> bool {
    !is_space(c)
        && !matches!(c, '!' | '"' | '#' | '%'..=',' | '.' | '/' | ';'..='>' | '@' | '['..='^' | '`' | '{'..='~')
}
