//! The grammar of ECMA-262 patterns (flag `u`, with the lenient escapes that are common in schemas).

use super::classes::CharSet;

/// How deep groups may nest and how long a pattern may be; beyond it the pattern is refused, not guessed at.
const MAX_DEPTH: usize = 200;
const MAX_LENGTH: usize = 20_000;

/// A parsed pattern. Capturing matters only to back references.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Pattern {
    Empty,
    Class(CharSet),
    /// A property class such as `\p{L}`, whose members are asked of the standard library when matching.
    Property {
        name: String,
        negated: bool,
    },
    Concat(Vec<Pattern>),
    Alternation(Vec<Pattern>),
    Repeat {
        inner: Box<Pattern>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
    Start,
    End,
    WordBoundary {
        negated: bool,
    },
    Look {
        inner: Box<Pattern>,
        ahead: bool,
        negated: bool,
    },
    Group {
        index: usize,
        inner: Box<Pattern>,
    },
    BackReference(usize),
}

/// Parses a pattern; the error says what is wrong with it and at which character.
pub(crate) fn parse(text: &str) -> Result<Pattern, String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > MAX_LENGTH {
        return Err(format!(
            "the pattern is longer than {MAX_LENGTH} characters"
        ));
    }
    let names = group_names(&chars);
    let mut parser = Parser {
        chars,
        at: 0,
        groups: 0,
        depth: 0,
        names,
    };
    let pattern = parser.alternation()?;
    if parser.at < parser.chars.len() {
        return Err(parser.fail("an unexpected `)`"));
    }
    Ok(pattern)
}

fn group_names(chars: &[char]) -> Vec<Option<String>> {
    let mut names = vec![None];
    let mut at = 0;
    let mut in_class = false;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                if chars.get(at + 1) != Some(&'?') {
                    names.push(None);
                } else if chars.get(at + 2) == Some(&'<')
                    && !matches!(chars.get(at + 3), Some('=' | '!'))
                {
                    names.push(Some(
                        chars[at + 3..].iter().take_while(|c| **c != '>').collect(),
                    ));
                }
            }
            _ => {}
        }
        at += 1;
    }
    names
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    groups: usize,
    depth: usize,
    names: Vec<Option<String>>,
}

impl Parser {
    fn fail(&self, what: &str) -> String {
        format!("{what} at character {}", self.at + 1)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, value: char) -> bool {
        let found = self.peek() == Some(value);
        if found {
            self.at += 1;
        }
        found
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let end = self.at + text.chars().count();
        let found =
            end <= self.chars.len() && self.chars[self.at..end].iter().copied().eq(text.chars());
        if found {
            self.at = end;
        }
        found
    }

    fn alternation(&mut self) -> Result<Pattern, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("groups nested too deeply"));
        }
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 {
            branches.swap_remove(0)
        } else {
            Pattern::Alternation(branches)
        })
    }

    fn sequence(&mut self) -> Result<Pattern, String> {
        let mut parts = Vec::new();
        while let Some(next) = self.peek() {
            if next == '|' || next == ')' {
                break;
            }
            let atom = self.atom()?;
            parts.push(self.quantified(atom)?);
        }
        Ok(match parts.len() {
            0 => Pattern::Empty,
            1 => parts.swap_remove(0),
            _ => Pattern::Concat(parts),
        })
    }

    fn quantified(&mut self, atom: Pattern) -> Result<Pattern, String> {
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.counts()? {
                Some(counts) => {
                    self.at -= 1;
                    counts
                }
                None => return Ok(atom),
            },
            _ => return Ok(atom),
        };
        self.at += 1;
        let greedy = !self.eat('?');
        if matches!(
            atom,
            Pattern::Start | Pattern::End | Pattern::WordBoundary { .. }
        ) {
            return Err(self.fail("a quantifier after an assertion"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.fail("a quantifier whose bounds are out of order"));
        }
        Ok(Pattern::Repeat {
            inner: Box::new(atom),
            min,
            max,
            greedy,
        })
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else is a literal brace and `None`. Leaves the position after the brace.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        let close = self.chars[self.at..].iter().position(|c| *c == '}');
        let Some(close) = close else { return Ok(None) };
        let body: String = self.chars[self.at + 1..self.at + close].iter().collect();
        let (low, high) = body
            .split_once(',')
            .map_or((body.as_str(), None), |(low, high)| (low, Some(high)));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(low) || high.is_some_and(|high| !high.is_empty() && !is_number(high)) {
            return Ok(None);
        }
        let read = |text: &str| {
            text.parse::<u32>()
                .map_err(|_| self.fail("a count that is too large"))
        };
        let min = read(low)?;
        let max = match high {
            None => Some(min),
            Some("") => None,
            Some(high) => Some(read(high)?),
        };
        self.at += close + 1;
        Ok(Some((min, max)))
    }

    fn atom(&mut self) -> Result<Pattern, String> {
        let Some(next) = self.peek() else {
            return Err(self.fail("the pattern ends too early"));
        };
        self.at += 1;
        match next {
            '^' => Ok(Pattern::Start),
            '$' => Ok(Pattern::End),
            '.' => Ok(Pattern::Class(CharSet::dot())),
            '(' => self.group(),
            '[' => self.class(),
            '\\' => self.escape(),
            '*' | '+' | '?' => {
                self.at -= 1;
                Err(self.fail("a quantifier with nothing to repeat"))
            }
            '{' => {
                self.at -= 1;
                if self.counts()?.is_some() {
                    return Err(self.fail("a quantifier with nothing to repeat"));
                }
                self.at += 1;
                Ok(Pattern::Class(CharSet::single('{')))
            }
            other => Ok(Pattern::Class(CharSet::single(other))),
        }
    }

    fn group(&mut self) -> Result<Pattern, String> {
        let open = self.at;
        let look = if self.eat_text("?=") {
            Some((true, false))
        } else if self.eat_text("?!") {
            Some((true, true))
        } else if self.eat_text("?<=") {
            Some((false, false))
        } else if self.eat_text("?<!") {
            Some((false, true))
        } else {
            None
        };
        let mut index = None;
        if look.is_none() && !self.eat_text("?:") {
            if self.eat_text("?<") || self.eat_text("?P<") {
                while self.peek().is_some_and(|c| c != '>') {
                    self.at += 1;
                }
                if !self.eat('>') {
                    return Err(self.fail("a group name without `>`"));
                }
            } else if self.peek() == Some('?') {
                return Err(self.fail("a group that ECMA-262 does not know"));
            }
            self.groups += 1;
            index = Some(self.groups);
        }
        let inner = Box::new(self.alternation()?);
        if !self.eat(')') {
            self.at = open;
            return Err(self.fail("a group that is not closed, opened"));
        }
        Ok(match (look, index) {
            (Some((ahead, negated)), _) => Pattern::Look {
                inner,
                ahead,
                negated,
            },
            (None, Some(index)) => Pattern::Group { index, inner },
            (None, None) => *inner,
        })
    }

    fn escape(&mut self) -> Result<Pattern, String> {
        let Some(next) = self.peek() else {
            return Err(self.fail("a `\\` at the end"));
        };
        match next {
            'b' | 'B' => {
                self.at += 1;
                Ok(Pattern::WordBoundary {
                    negated: next == 'B',
                })
            }
            'k' if self.chars.get(self.at + 1) == Some(&'<') => {
                let name: String = self.chars[self.at + 2..]
                    .iter()
                    .take_while(|c| **c != '>')
                    .collect();
                self.at += name.chars().count() + 3;
                match self
                    .names
                    .iter()
                    .position(|known| known.as_deref() == Some(name.as_str()))
                {
                    Some(index) if self.at <= self.chars.len() => Ok(Pattern::BackReference(index)),
                    _ => Err(self.fail("a back reference to a group that does not exist")),
                }
            }
            '1'..='9' => {
                let mut digits = String::new();
                while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
                    digits.push(digit);
                    self.at += 1;
                }
                match digits.parse::<usize>() {
                    Ok(index) if index < self.names.len() => Ok(Pattern::BackReference(index)),
                    _ => Err(self.fail("a back reference to a group that does not exist")),
                }
            }
            'p' | 'P' => self.property(),
            _ => Ok(Pattern::Class(self.class_escape()?)),
        }
    }

    fn property(&mut self) -> Result<Pattern, String> {
        let negated = self.peek() == Some('P');
        self.at += 1;
        if !self.eat('{') {
            return Err(self.fail("a property class without `{`"));
        }
        let name: String = self.chars[self.at..]
            .iter()
            .take_while(|c| **c != '}')
            .collect();
        self.at += name.chars().count();
        if !self.eat('}') {
            return Err(self.fail("a property class without `}`"));
        }
        Ok(Pattern::Property { name, negated })
    }

    /// One escape that stands for a set of characters, after the backslash.
    fn class_escape(&mut self) -> Result<CharSet, String> {
        let Some(next) = self.peek() else {
            return Err(self.fail("a `\\` at the end"));
        };
        self.at += 1;
        Ok(match next {
            'd' => CharSet::digits(),
            'D' => CharSet::digits().complement(),
            'w' => CharSet::word(),
            'W' => CharSet::word().complement(),
            's' => CharSet::space(),
            'S' => CharSet::space().complement(),
            't' => CharSet::single('\t'),
            'n' => CharSet::single('\n'),
            'r' => CharSet::single('\r'),
            'v' => CharSet::single('\u{0B}'),
            'f' => CharSet::single('\u{0C}'),
            '0' => CharSet::single('\0'),
            'c' => {
                let Some(letter) = self.peek().filter(char::is_ascii_alphabetic) else {
                    return Err(self.fail("a control escape without a letter"));
                };
                self.at += 1;
                CharSet::from_ranges(vec![(letter as u32 % 32, letter as u32 % 32)])
            }
            'x' => self.hex(2)?,
            'u' if self.eat('{') => {
                let digits: String = self.chars[self.at..]
                    .iter()
                    .take_while(|c| **c != '}')
                    .collect();
                self.at += digits.chars().count() + 1;
                let value = u32::from_str_radix(&digits, 16)
                    .ok()
                    .and_then(char::from_u32);
                CharSet::single(value.ok_or_else(|| self.fail("a code point that does not exist"))?)
            }
            'u' => self.hex(4)?,
            letter if letter.is_ascii_alphanumeric() => {
                return Err(self.fail("an escape that ECMA-262 does not know"));
            }
            other => CharSet::single(other),
        })
    }

    fn hex(&mut self, count: usize) -> Result<CharSet, String> {
        let digits: String = self.chars[self.at..].iter().take(count).collect();
        let value = if digits.chars().count() == count {
            u32::from_str_radix(&digits, 16).ok()
        } else {
            None
        };
        let Some(value) = value else {
            return Err(self.fail("a hexadecimal escape that is too short"));
        };
        self.at += count;
        if (0xD800..0xDC00).contains(&value) && self.eat_text("\\u") {
            let low: String = self.chars[self.at..].iter().take(4).collect();
            if let Some(low) = u32::from_str_radix(&low, 16)
                .ok()
                .filter(|low| (0xDC00..0xE000).contains(low))
            {
                self.at += 4;
                let joined = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
                return Ok(CharSet::from_ranges(vec![(joined, joined)]));
            }
            self.at -= 2;
        }
        Ok(CharSet::from_ranges(vec![(value, value)]))
    }

    fn class(&mut self) -> Result<Pattern, String> {
        let open = self.at;
        let negated = self.eat('^');
        let mut set = CharSet::default();
        let mut properties = Vec::new();
        loop {
            let Some(next) = self.peek() else {
                self.at = open;
                return Err(self.fail("a class that is not closed, opened"));
            };
            if next == ']' {
                self.at += 1;
                break;
            }
            if next == '\\' && matches!(self.chars.get(self.at + 1), Some('p' | 'P')) {
                self.at += 1;
                properties.push(self.property()?);
                continue;
            }
            let low = self.class_member()?;
            if self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']') {
                let back = self.at;
                self.at += 1;
                let high = self.class_member()?;
                match (single_of(&low), single_of(&high)) {
                    (Some(low), Some(high)) if low <= high => {
                        set = set.union(&CharSet::from_ranges(vec![(low, high)]));
                    }
                    (Some(_), Some(_)) => {
                        self.at = back;
                        return Err(self.fail("a range that is out of order"));
                    }
                    _ => set = set.union(&low).union(&CharSet::single('-')).union(&high),
                }
            } else {
                set = set.union(&low);
            }
        }
        match (&mut properties[..], negated) {
            ([], _) => Ok(Pattern::Class(if negated { set.complement() } else { set })),
            (
                [
                    Pattern::Property {
                        name,
                        negated: outside,
                    },
                ],
                true,
            ) if set.is_empty() => Ok(Pattern::Property {
                name: std::mem::take(name),
                negated: !*outside,
            }),
            (_, true) => {
                Err(self.fail("a negated class that mixes properties and other characters"))
            }
            // a mixture: as alternatives
            (_, false) => {
                if !set.is_empty() {
                    properties.push(Pattern::Class(set));
                }
                Ok(if properties.len() == 1 {
                    properties.swap_remove(0)
                } else {
                    Pattern::Alternation(properties)
                })
            }
        }
    }

    fn class_member(&mut self) -> Result<CharSet, String> {
        let Some(next) = self.peek() else {
            return Err(self.fail("a class that is not closed"));
        };
        self.at += 1;
        if next != '\\' {
            return Ok(CharSet::single(next));
        }
        match self.peek() {
            Some('b') => {
                self.at += 1;
                Ok(CharSet::single('\u{08}'))
            }
            Some('-') => {
                self.at += 1;
                Ok(CharSet::single('-'))
            }
            _ => self.class_escape(),
        }
    }
}

fn single_of(set: &CharSet) -> Option<u32> {
    match set.ranges() {
        [(low, high)] if low == high => Some(*low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (pattern, wanted) in [
            ("a(b", "a group that is not closed, opened at character 3"),
            ("a)", "an unexpected `)` at character 2"),
            ("[a", "a class that is not closed, opened at character 2"),
            ("*a", "a quantifier with nothing to repeat at character 1"),
            (
                "a{3,1}",
                "a quantifier whose bounds are out of order at character 7",
            ),
            ("[z-a]", "a range that is out of order at character 3"),
            (
                "\\2(a)",
                "a back reference to a group that does not exist at character 3",
            ),
        ] {
            assert_eq!(parse(pattern).unwrap_err(), wanted, "{pattern}");
        }
    }

    #[test]
    fn literal_braces_are_allowed() {
        assert!(parse("{a}").is_ok());
        assert!(parse("a{,3}").is_ok());
    }

    #[test]
    fn nesting_has_a_limit() {
        assert!(parse(&"(".repeat(10_000)).is_err());
    }
}
