//! SQL text to tokens, as PostgreSQL's own scanner reads it with `standard_conforming_strings = on`.

/// A token that matters for the guard. Comments and blanks are gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// An unquoted identifier or keyword, lower-cased.
    Word(String),
    /// A quoted identifier, unescaped.
    Quoted(String),
    /// A text constant of any kind; the content does not matter.
    Text,
    /// Digits.
    Number,
    /// `$1`
    Parameter(u32),
    /// Any other character.
    Mark(char),
}

/// A statement: its tokens and its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement<'a> {
    /// The text between the semicolons, comments included.
    pub text: &'a str,
    /// The tokens.
    pub tokens: Vec<Token>,
}

/// Splits a text into its statements; empty ones vanish.
///
/// # Errors
/// What is not closed at the end of the text.
pub(crate) fn split(text: &str) -> Result<Vec<Statement<'_>>, String> {
    if text.contains('\0') {
        return Err("the query contains a NUL character".to_owned());
    }
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
    };
    let mut statements = Vec::new();
    let mut tokens = Vec::new();
    let mut start = 0;
    loop {
        lexer.blanks()?;
        let before = lexer.at;
        let token = lexer.token()?;
        match token {
            None | Some(Token::Mark(';')) => {
                if !tokens.is_empty() {
                    statements.push(Statement {
                        text: &text[start..before],
                        tokens: std::mem::take(&mut tokens),
                    });
                }
                start = lexer.at;
                if token.is_none() {
                    return Ok(statements);
                }
            }
            Some(token) => tokens.push(token),
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn continues_word(byte: u8) -> bool {
    starts_word(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Skips blanks and comments.
    fn blanks(&mut self) -> Result<(), String> {
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b), _) if is_blank(b) => self.at += 1,
                (Some(b'-'), Some(b'-')) => self.line_comment(),
                (Some(b'/'), Some(b'*')) => self.block_comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|b| b != b'\n' && b != b'\r') {
            self.at += 1;
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) -> Result<(), String> {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                (Some(_), _) => self.at += 1,
                (None, _) => return Err("a comment `/*` is not closed".to_owned()),
            }
        }
    }

    fn token(&mut self) -> Result<Option<Token>, String> {
        let Some(byte) = self.peek(0) else {
            return Ok(None);
        };
        let token = match byte {
            b'\'' => self.string(false)?,
            b'"' => Token::Quoted(self.quoted()?),
            b'$' => self.dollar()?,
            b'0'..=b'9' => {
                while self.peek(0).is_some_and(|b| b.is_ascii_digit()) {
                    self.at += 1;
                }
                Token::Number
            }
            b if starts_word(b) => self.word()?,
            _ => {
                let c = self.text[self.at..].chars().next().unwrap_or(' ');
                self.at += c.len_utf8();
                Token::Mark(c)
            }
        };
        Ok(Some(token))
    }

    fn word(&mut self) -> Result<Token, String> {
        let next = (
            self.peek(0).map(|b| b.to_ascii_lowercase()),
            self.peek(1),
            self.peek(2),
        );
        match next {
            (Some(b'e'), Some(b'\''), _) => {
                self.at += 1;
                return self.string(true);
            }
            (Some(b'b' | b'x' | b'n'), Some(b'\''), _) => {
                self.at += 1;
                return self.string(false);
            }
            (Some(b'u'), Some(b'&'), Some(b'\'')) => {
                self.at += 2;
                return self.string(false);
            }
            (Some(b'u'), Some(b'&'), Some(b'"')) => {
                self.at += 2;
                let name = self.quoted()?;
                return self.unicode_name(&name);
            }
            _ => {}
        }
        let start = self.at;
        while self.peek(0).is_some_and(continues_word) {
            self.at += 1;
        }
        Ok(Token::Word(self.text[start..self.at].to_lowercase()))
    }

    /// A text constant from its opening quote on; pieces that a line feed parts are one constant of the same kind.
    fn string(&mut self, escapes: bool) -> Result<Token, String> {
        loop {
            self.at += 1;
            loop {
                match (self.peek(0), self.peek(1)) {
                    (Some(b'\''), Some(b'\'')) => self.at += 2,
                    (Some(b'\''), _) => {
                        self.at += 1;
                        break;
                    }
                    (Some(b'\\'), Some(_)) if escapes => self.at += 2,
                    (Some(_), _) => self.at += 1,
                    (None, _) => return Err("a text constant `'` is not closed".to_owned()),
                }
            }
            if !self.continues_after_line_feed() {
                return Ok(Token::Text);
            }
        }
    }

    /// After a closing quote: blanks and line comments with a line feed among them, then another quote, go on with the constant.
    fn continues_after_line_feed(&mut self) -> bool {
        let back = self.at;
        let mut line_feed = false;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b'\n' | b'\r'), _) => {
                    line_feed = true;
                    self.at += 1;
                }
                (Some(b), _) if is_blank(b) => self.at += 1,
                (Some(b'-'), Some(b'-')) => self.line_comment(),
                (Some(b'\''), _) if line_feed => return true,
                _ => {
                    self.at = back;
                    return false;
                }
            }
        }
    }

    /// A quoted identifier from its opening quote on.
    fn quoted(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut name = String::new();
        loop {
            let start = self.at;
            while self.peek(0).is_some_and(|b| b != b'"') {
                self.at += 1;
            }
            name.push_str(&self.text[start..self.at]);
            if self.peek(0).is_none() {
                return Err("a quoted name `\"` is not closed".to_owned());
            }
            self.at += 1;
            if self.peek(0) != Some(b'"') {
                return Ok(name);
            }
            name.push('"');
            self.at += 1;
        }
    }

    /// `U&"…"`, with a `UESCAPE 'c'` behind it if there is one: the name with its escapes undone.
    fn unicode_name(&mut self, name: &str) -> Result<Token, String> {
        let back = self.at;
        self.blanks()?;
        let mut escape = '\\';
        let is_uescape = self.text[self.at..]
            .get(..7)
            .is_some_and(|w| w.eq_ignore_ascii_case("uescape"))
            && !self.peek(7).is_some_and(continues_word);
        if is_uescape {
            self.at += 7;
            self.blanks()?;
            let start = self.at;
            // PostgreSQL takes any spelling of a text constant here (`E'!'`, `$$!$$`, two pieces). Only the plain one is read;
            // a name that is read with the wrong escape would hide from the guard.
            if self.peek(0) == Some(b'\'') {
                self.string(false)?;
            }
            let mut plain = self.text[start..self.at].chars();
            let parts = (plain.next(), plain.next(), plain.next(), plain.next());
            match parts {
                (Some('\''), Some(c), Some('\''), None) if c != '\'' => escape = c,
                _ => {
                    return Err(
                        "the escape character behind UESCAPE must be written as one character in plain quotes"
                            .to_owned(),
                    );
                }
            }
        } else {
            self.at = back;
        }
        let chars: Vec<char> = name.chars().collect();
        let mut out = String::new();
        let mut at = 0;
        while at < chars.len() {
            if chars[at] != escape {
                out.push(chars[at]);
                at += 1;
                continue;
            }
            if chars.get(at + 1) == Some(&escape) {
                out.push(escape);
                at += 2;
                continue;
            }
            let (skip, length) = if chars.get(at + 1) == Some(&'+') {
                (2, 6)
            } else {
                (1, 4)
            };
            let digits: String = chars.iter().skip(at + skip).take(length).collect();
            match u32::from_str_radix(&digits, 16)
                .ok()
                .and_then(char::from_u32)
            {
                Some(c) if digits.len() == length => {
                    out.push(c);
                    at += skip + length;
                }
                _ => return Err("a name U&\"…\" holds an escape that cannot be read".to_owned()),
            }
        }
        Ok(Token::Quoted(out))
    }

    /// `$1`, `$tag$…$tag$`, or a lone dollar.
    fn dollar(&mut self) -> Result<Token, String> {
        let rest = &self.bytes[self.at + 1..];
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            let number = self.text[self.at + 1..=self.at + digits]
                .parse()
                .unwrap_or(u32::MAX);
            self.at += 1 + digits;
            return Ok(Token::Parameter(number));
        }
        let tag = match rest.first() {
            Some(b) if starts_word(*b) => rest
                .iter()
                .take_while(|b| starts_word(**b) || b.is_ascii_digit())
                .count(),
            _ => 0,
        };
        if rest.get(tag) != Some(&b'$') {
            self.at += 1;
            return Ok(Token::Mark('$'));
        }
        let delimiter = &self.text[self.at..self.at + tag + 2];
        let inside = self.at + tag + 2;
        let Some(length) = self.text[inside..].find(delimiter) else {
            return Err(format!("a text constant `{delimiter}` is not closed"));
        };
        self.at = inside + length + delimiter.len();
        Ok(Token::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Result<usize, String> {
        split(text).map(|s| s.len())
    }

    #[test]
    fn statements_are_counted_as_postgresql_counts_them() {
        for (text, wanted) in [
            ("", 0),
            (" ; ;; -- x", 0),
            ("/* a /* b */ ; */", 0),
            ("select 1;", 1),
            ("select 1; -- done;\n /* ; */ ", 1),
            ("select ';'", 1),
            ("select 'it''s; fine'", 1),
            ("select E'\\'; delete'", 1),
            ("select '\\'; delete from x; --'", 2),
            ("select e'a'\n 'b\\'; c'", 1),
            ("select e'a' -- x\n 'b\\'; c'", 1),
            ("select U&'\\0041;'", 1),
            ("select $a$ ; $b$ ; $a$", 1),
            ("select $$;$$; select 1", 2),
            ("select a$b$ from t; select 1", 2),
            ("select 1 as \"a;\"\"b\"", 1),
            ("select $1$a$;$a$", 1),
            ("select 1--;\n;select 2", 2),
            ("select 1 \u{a0};select 2", 2),
            ("select 1 +/*;*/ 2", 1),
        ] {
            assert_eq!(count(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_open_at_the_end_is_an_error() {
        for text in [
            "select '",
            "select $a$ $b$",
            "select \"x",
            "/* /* */",
            "select e'\\'",
            "\0",
            "select U&\"d!0061t\" UESCAPE E'!'",
            "select U&\"d!0061t\" uescape $$!$$",
            "select U&\"d!0061t\" UESCAPE ''\n'!'",
            "select U&\"d!0061t\" UESCAPE",
        ] {
            assert!(count(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_read_through_their_escapes() {
        let names = |text: &str| split(text).unwrap()[0].tokens.clone();
        assert_eq!(
            names("U&\"pg_\\0072ead\""),
            [Token::Quoted("pg_read".into())]
        );
        assert_eq!(
            names("U&\"d!0061t!+000061\" UESCAPE '!'"),
            [Token::Quoted("data".into())]
        );
        assert_eq!(
            names("U&\"a\" uescapes"),
            [Token::Quoted("a".into()), Token::Word("uescapes".into())]
        );
        assert_eq!(names("SeLeCT"), [Token::Word("select".into())]);
        assert_eq!(names("ÄE'x'")[0], Token::Word("äe".into()));
    }
}
