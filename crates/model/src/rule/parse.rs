//! Text to expression, by recursive descent.
//!
//! ```text
//! expr    = implies { "<=>" implies }            or  = and { "or" and }        unary = "not" unary | "(" expr ")" | atom
//! implies = or [ "=>" implies ]                  and = unary { "and" unary }   atom  = call | term [ op term ]
//! term    = factor { ("+" | "-") factor }        factor = path | number | "text" | true | false | len(path) | sum(path) | "(" term ")"
//! ```

use super::{Comparison, Expr, Path, Quantity, Term};
use crate::json::{Json, Number};

/// Why a text is no rule expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// What is wrong, and what was expected.
    pub message: String,
    /// Byte range in the expression's text.
    pub range: std::ops::Range<usize>,
}

/// How deep an expression may nest.
const MAX_DEPTH: usize = 64;

/// Reads an expression.
///
/// # Errors
/// The first place that is not of the grammar, with its byte range.
///
/// ```
/// use contractual_model::rule::parse;
/// let rule = parse("present(end) => start <= end and len(tags) < 3")?;
/// assert_eq!(rule.to_string(), "present(end) => start <= end and len(tags) < 3");
/// assert_eq!(rule.fields(), ["end", "start", "tags"]);
/// # Ok::<(), contractual_model::rule::RuleError>(())
/// ```
pub fn parse(text: &str) -> Result<Expr, RuleError> {
    let tokens = tokens(text)?;
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        end: text.len(),
        depth: 0,
    };
    let expr = reader.iff()?;
    match reader.peek() {
        None => Ok(expr),
        Some(token) => Err(reader.error(format!(
            "expected the end of the rule, found `{}`",
            token.text
        ))),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    Name,
    Symbol,
    Value(Json),
}

struct Token {
    word: Word,
    text: String,
    range: std::ops::Range<usize>,
}

fn tokens(text: &str) -> Result<Vec<Token>, RuleError> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (word, length) = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_alphabetic() || c == '_' {
            let length = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            let word = match &rest[..length] {
                "true" => Word::Value(Json::Bool(true)),
                "false" => Word::Value(Json::Bool(false)),
                _ => Word::Name,
            };
            (word, length)
        } else if c.is_ascii_digit() {
            let length = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                .unwrap_or(rest.len());
            let number = Number::parse(&rest[..length]).ok_or_else(|| RuleError {
                message: format!("`{}` is no number", &rest[..length]),
                range: at..at + length,
            })?;
            (Word::Value(Json::Number(number)), length)
        } else if c == '"' || c == '\'' {
            let close = rest[1..].find(c).ok_or_else(|| RuleError {
                message: "text that does not end".to_owned(),
                range: at..text.len(),
            })?;
            (
                Word::Value(Json::String(rest[1..=close].to_owned())),
                close + 2,
            )
        } else {
            let symbol = [
                "<=>", "=>", "<=", ">=", "==", "!=", "<", ">", "(", ")", ",", ".", "+", "-",
            ]
            .into_iter()
            .find(|symbol| rest.starts_with(symbol))
            .ok_or_else(|| RuleError {
                message: format!("`{c}` has no meaning in a rule"),
                range: at..at + c.len_utf8(),
            })?;
            (Word::Symbol, symbol.len())
        };
        out.push(Token {
            word,
            text: rest[..length].to_owned(),
            range: at..at + length,
        });
        at += length;
    }
    Ok(out)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    end: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn peek_is(&self, text: &str) -> bool {
        self.peek()
            .is_some_and(|t| t.text == text && !matches!(t.word, Word::Value(_)))
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.peek_is(text);
        self.at += usize::from(found);
        found
    }

    fn error(&self, message: String) -> RuleError {
        let range = self
            .peek()
            .map_or(self.end..self.end, |token| token.range.clone());
        RuleError { message, range }
    }

    fn expected(&self, what: &str) -> RuleError {
        match self.peek() {
            Some(token) => self.error(format!("expected {what}, found `{}`", token.text)),
            None => self.error(format!("expected {what}, found the end of the rule")),
        }
    }

    fn expect(&mut self, text: &str) -> Result<(), RuleError> {
        if self.take(text) {
            Ok(())
        } else {
            Err(self.expected(&format!("`{text}`")))
        }
    }

    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, RuleError>,
    ) -> Result<T, RuleError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        let out = read(self);
        self.depth -= 1;
        out
    }

    fn iff(&mut self) -> Result<Expr, RuleError> {
        let mut left = self.implies()?;
        while self.take("<=>") {
            left = Expr::Iff(Box::new(left), Box::new(self.implies()?));
        }
        Ok(left)
    }

    fn implies(&mut self) -> Result<Expr, RuleError> {
        let left = self.chain("or", Self::and, Expr::Or)?;
        if self.take("=>") {
            let right = self.deeper(Self::implies)?;
            return Ok(Expr::Implies(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, RuleError> {
        self.chain("and", Self::unary, Expr::And)
    }

    fn chain(
        &mut self,
        word: &str,
        next: fn(&mut Self) -> Result<Expr, RuleError>,
        make: fn(Vec<Expr>) -> Expr,
    ) -> Result<Expr, RuleError> {
        let first = next(self)?;
        if !self.peek_is(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take(word) {
            parts.push(next(self)?);
        }
        Ok(make(parts))
    }

    fn unary(&mut self) -> Result<Expr, RuleError> {
        if self.take("not") {
            return Ok(Expr::Not(Box::new(self.deeper(Self::unary)?)));
        }
        if self.peek_is("(") {
            // A bracket opens an expression or a term; the expression is tried first.
            let start = self.at;
            self.at += 1;
            let inner = self.deeper(Self::iff);
            if let Ok(inner) = inner
                && self.take(")")
                && !self.follows_term()
            {
                return Ok(inner);
            }
            self.at = start;
        }
        self.atom()
    }

    /// True if what follows can only belong to a term.
    fn follows_term(&self) -> bool {
        ["==", "!=", "<", "<=", ">", ">=", "+", "-"]
            .iter()
            .any(|symbol| self.peek_is(symbol))
    }

    fn atom(&mut self) -> Result<Expr, RuleError> {
        let called = self
            .tokens
            .get(self.at + 1)
            .is_some_and(|t| t.text == "(" && t.word == Word::Symbol);
        if let Some(name) = self
            .peek()
            .filter(|t| called && t.word == Word::Name)
            .map(|t| t.text.clone())
            && let Some(expr) = self.call(&name)?
        {
            return Ok(expr);
        }
        let left = self.term()?;
        let comparison = self
            .peek()
            .filter(|t| t.word == Word::Symbol)
            .and_then(|t| {
                use Comparison as C;
                [
                    C::Equal,
                    C::NotEqual,
                    C::Less,
                    C::LessOrEqual,
                    C::Greater,
                    C::GreaterOrEqual,
                ]
                .into_iter()
                .find(|op| op.symbol() == t.text)
            });
        match (comparison, left) {
            (Some(op), left) => {
                self.at += 1;
                Ok(Expr::Compare(left, op, self.term()?))
            }
            (None, Term::Field(path)) => Ok(Expr::Truth(path)),
            (None, _) => Err(self.expected("a comparison such as `<=`")),
        }
    }

    /// A function whose result is a truth value.
    fn call(&mut self, name: &str) -> Result<Option<Expr>, RuleError> {
        let quantity = [
            Quantity::ExactlyOne,
            Quantity::AtLeastOne,
            Quantity::AtMostOne,
            Quantity::AllOrNone,
        ]
        .into_iter()
        .find(|quantity| quantity.name() == name);
        if let Some(quantity) = quantity {
            let start = self.at;
            self.at += 2;
            let mut paths = vec![self.path()?];
            while self.take(",") {
                paths.push(self.path()?);
            }
            if paths.len() < 2 {
                self.at = start;
                return Err(self.error(format!("`{name}` takes two fields or more")));
            }
            self.expect(")")?;
            return Ok(Some(Expr::Count(quantity, paths)));
        }
        match name {
            "present" => {
                self.at += 2;
                let path = self.path()?;
                self.expect(")")?;
                Ok(Some(Expr::Present(path)))
            }
            "unique_by" => {
                self.at += 2;
                let list = self.path()?;
                self.expect(",")?;
                let field = self.name()?;
                self.expect(")")?;
                Ok(Some(Expr::UniqueBy(list, field)))
            }
            "len" | "sum" => Ok(None),
            other => {
                let known = [
                    "present",
                    "exactly_one",
                    "at_least_one",
                    "at_most_one",
                    "all_or_none",
                    "unique_by",
                    "len",
                    "sum",
                ];
                let hint = contractual_diag::nearest(other, known).map_or_else(
                    || format!("known are {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                Err(self.error(format!("unknown function `{other}`; {hint}")))
            }
        }
    }

    fn term(&mut self) -> Result<Term, RuleError> {
        let mut left = self.factor()?;
        loop {
            if self.take("+") {
                left = Term::Add(Box::new(left), Box::new(self.factor()?));
            } else if self.take("-") {
                left = Term::Subtract(Box::new(left), Box::new(self.factor()?));
            } else {
                return Ok(left);
            }
        }
    }

    fn factor(&mut self) -> Result<Term, RuleError> {
        if self.take("(") {
            let inner = self.deeper(Self::term)?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("-") {
            return match self.factor()? {
                Term::Literal(Json::Number(number)) => {
                    Ok(Term::Literal(Json::Number(number.negated())))
                }
                _ => Err(self
                    .error("a minus sign stands before a number or between two terms".to_owned())),
            };
        }
        match self.peek().map(|t| (t.word.clone(), t.text.clone())) {
            Some((Word::Value(value), _)) => {
                self.at += 1;
                Ok(Term::Literal(value))
            }
            Some((Word::Name, name)) => {
                let called = self.tokens.get(self.at + 1).is_some_and(|t| t.text == "(");
                match name.as_str() {
                    "len" if called => {
                        self.at += 2;
                        let path = self.path()?;
                        self.expect(")")?;
                        Ok(Term::Len(path))
                    }
                    "sum" if called => {
                        let start = self.at;
                        self.at += 2;
                        let mut path = self.path()?;
                        self.expect(")")?;
                        match path.pop() {
                            Some(field) if !path.is_empty() => Ok(Term::Sum(path, field)),
                            _ => {
                                self.at = start;
                                Err(self.error("`sum` takes a list and a field of its items: `sum(lines.amount)`".to_owned()))
                            }
                        }
                    }
                    _ => Ok(Term::Field(self.path()?)),
                }
            }
            _ => Err(self.expected("a field, a number or text")),
        }
    }

    fn path(&mut self) -> Result<Path, RuleError> {
        let mut path = vec![self.name()?];
        while self.take(".") {
            path.push(self.name()?);
        }
        Ok(path)
    }

    fn name(&mut self) -> Result<String, RuleError> {
        match self.peek() {
            Some(token)
                if token.word == Word::Name
                    && !["and", "or", "not"].contains(&token.text.as_str()) =>
            {
                let name = token.text.clone();
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.expected("a field")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_is_a_normal_form() {
        for (written, shown) in [
            ("a<=b", "a <= b"),
            (
                "(state == 'failed') <=> present(reason)",
                "state == \"failed\" <=> present(reason)",
            ),
            ("not (a and b) or c", "not (a and b) or c"),
            ("(a => b) => c", "(a => b) => c"),
            ("a => (b => c)", "a => b => c"),
            (
                "total == sum(lines.amount) - (x + -1)",
                "total == sum(lines.amount) - (x + -1)",
            ),
            ("exactly_one(email,phone)", "exactly_one(email, phone)"),
            ("unique_by(lines, sku)", "unique_by(lines, sku)"),
            ("(a + 1) * 2 == 3", ""),
        ] {
            match parse(written) {
                Ok(expr) => {
                    assert_eq!(expr.to_string(), shown);
                    assert_eq!(parse(shown), Ok(expr));
                }
                Err(_) => assert_eq!(shown, "", "{written}"),
            }
        }
    }

    #[test]
    fn errors_name_place_and_expectation() {
        for (text, shown) in [
            (
                "",
                "0..0 expected a field, a number or text, found the end of the rule",
            ),
            (
                "a <= ",
                "5..5 expected a field, a number or text, found the end of the rule",
            ),
            ("a b", "2..3 expected the end of the rule, found `b`"),
            (
                "presnt(a)",
                "0..6 unknown function `presnt`; did you mean `present`?",
            ),
            (
                "exactly_one(a)",
                "0..11 `exactly_one` takes two fields or more",
            ),
            ("a & b", "2..3 `&` has no meaning in a rule"),
            (
                "1 + 2",
                "5..5 expected a comparison such as `<=`, found the end of the rule",
            ),
            (
                "sum(a) > 1",
                "0..3 `sum` takes a list and a field of its items: `sum(lines.amount)`",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(
                format!("{:?} {}", error.range, error.message),
                shown,
                "{text}"
            );
        }
    }
}
