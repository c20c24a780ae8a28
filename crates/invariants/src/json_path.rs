//! JSONPath (RFC 9535) without filter expressions: names, indices, slices, wildcards, unions and descendants.

use crate::matching::push_key;
use crate::value::Value;

/// How many values one path may find.
const MAX_FOUND: usize = 100_000;

/// A parsed path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonPath {
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    descend: bool,
    selectors: Vec<Selector>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Selector {
    Name(String),
    Index(i64),
    Slice(Option<i64>, Option<i64>, i64),
    All,
}

impl JsonPath {
    /// Reads a path such as `$.items[0].id`, `$..price`, `$['odd name'][-1]`, `$.a[*]`, `$.a[1:3]`.
    ///
    /// # Errors
    /// What was expected, and where.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let chars: Vec<char> = text.trim().chars().collect();
        if chars.first() != Some(&'$') {
            return Err(format!("the JSONPath `{text}` must begin with `$`"));
        }
        let mut parser = Parser { chars, at: 1 };
        let mut segments = Vec::new();
        while parser.at < parser.chars.len() {
            segments.push(parser.segment().map_err(|wanted| {
                format!(
                    "the JSONPath `{text}`: expected {wanted} at character {}",
                    parser.at + 1
                )
            })?);
        }
        Ok(Self { segments })
    }

    /// What the path finds, with the place of each.
    pub(crate) fn find<'v>(&self, root: &'v Value) -> Vec<(String, &'v Value)> {
        let mut here = vec![("$".to_owned(), root)];
        for segment in &self.segments {
            let mut next = Vec::new();
            for (path, value) in here {
                if segment.descend {
                    descend(&path, value, segment, &mut next, 0);
                } else {
                    select(&path, value, segment, &mut next);
                }
            }
            next.truncate(MAX_FOUND);
            here = next;
        }
        here
    }
}

fn descend<'v>(
    path: &str,
    value: &'v Value,
    segment: &Segment,
    out: &mut Vec<(String, &'v Value)>,
    depth: usize,
) {
    if out.len() >= MAX_FOUND || depth > crate::answer::KEPT_DEPTH {
        return;
    }
    select(path, value, segment, out);
    match value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                descend(&format!("{path}[{index}]"), item, segment, out, depth + 1);
            }
        }
        Value::Map(members) => {
            for (key, item) in members {
                let mut path = path.to_owned();
                push_key(&mut path, key);
                descend(&path, item, segment, out, depth + 1);
            }
        }
        _ => {}
    }
}

fn select<'v>(path: &str, value: &'v Value, segment: &Segment, out: &mut Vec<(String, &'v Value)>) {
    for selector in &segment.selectors {
        match (selector, value) {
            (Selector::Name(name), Value::Map(_)) => {
                if let Some(found) = value.get(name) {
                    let mut path = path.to_owned();
                    push_key(&mut path, name);
                    out.push((path, found));
                }
            }
            (Selector::All, Value::Map(members)) => {
                for (key, item) in members {
                    let mut path = path.to_owned();
                    push_key(&mut path, key);
                    out.push((path, item));
                }
            }
            (Selector::All, Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    out.push((format!("{path}[{index}]"), item));
                }
            }
            (Selector::Index(index), Value::List(items)) => {
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let at = if *index < 0 { length + index } else { *index };
                if let Some(item) = usize::try_from(at).ok().and_then(|at| items.get(at)) {
                    out.push((format!("{path}[{at}]"), item));
                }
            }
            (Selector::Slice(from, to, step), Value::List(items)) => {
                for at in slice(*from, *to, *step, items.len()) {
                    if let Some(item) = items.get(at) {
                        out.push((format!("{path}[{at}]"), item));
                    }
                }
            }
            _ => {}
        }
    }
}

/// The indices of a slice (RFC 9535, 2.3.4).
fn slice(from: Option<i64>, to: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let normal = |i: i64| if i < 0 { length + i } else { i };
    let mut out = Vec::new();
    if step > 0 {
        let end = normal(to.unwrap_or(length)).clamp(0, length);
        let mut at = normal(from.unwrap_or(0)).clamp(0, length);
        while at < end {
            out.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
    } else if step < 0 {
        let mut at = from.map_or(length - 1, |f| normal(f).clamp(-1, length - 1));
        let end = to.map_or(-1, |t| normal(t).clamp(-1, length - 1));
        while at > end {
            out.extend(usize::try_from(at));
            at = at.saturating_add(step);
        }
    }
    out
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn segment(&mut self) -> Result<Segment, &'static str> {
        self.blanks();
        match self.peek() {
            Some('.') => {
                self.at += 1;
                let descend = self.peek() == Some('.');
                if descend {
                    self.at += 1;
                }
                let selectors = match self.peek() {
                    Some('[') if descend => self.brackets()?,
                    Some('*') => {
                        self.at += 1;
                        vec![Selector::All]
                    }
                    _ => vec![Selector::Name(self.name()?)],
                };
                Ok(Segment { descend, selectors })
            }
            Some('[') => Ok(Segment {
                descend: false,
                selectors: self.brackets()?,
            }),
            _ => Err("`.` or `[`"),
        }
    }

    fn name(&mut self) -> Result<String, &'static str> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-' || !c.is_ascii())
        {
            self.at += 1;
        }
        if self.at == start {
            return Err("a name");
        }
        Ok(self.chars[start..self.at].iter().collect())
    }

    fn brackets(&mut self) -> Result<Vec<Selector>, &'static str> {
        self.at += 1;
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(match self.peek() {
                Some('*') => {
                    self.at += 1;
                    Selector::All
                }
                Some(quote @ ('\'' | '"')) => Selector::Name(self.quoted(quote)?),
                Some('?') => return Err("no filter expression (they are not supported)"),
                _ => self.index_or_slice()?,
            });
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {
                    self.at += 1;
                    return Ok(selectors);
                }
                _ => return Err("`,` or `]`"),
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, &'static str> {
        self.at += 1;
        let mut name = String::new();
        loop {
            match self.peek().ok_or("the end of a quoted name")? {
                '\\' => {
                    self.at += 1;
                    name.push(self.peek().ok_or("a character")?);
                }
                c if c == quote => {
                    self.at += 1;
                    return Ok(name);
                }
                c => name.push(c),
            }
            self.at += 1;
        }
    }

    fn integer(&mut self) -> Result<Option<i64>, &'static str> {
        self.blanks();
        let start = self.at;
        if self.peek() == Some('-') {
            self.at += 1;
        }
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        self.blanks();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| "an integer")
    }

    fn index_or_slice(&mut self) -> Result<Selector, &'static str> {
        let first = self.integer()?;
        if self.peek() != Some(':') {
            return first
                .map(Selector::Index)
                .ok_or("an index, a name in quotes, `*` or a slice");
        }
        self.at += 1;
        let second = self.integer()?;
        let mut step = 1;
        if self.peek() == Some(':') {
            self.at += 1;
            step = self.integer()?.unwrap_or(1);
        }
        Ok(Selector::Slice(first, second, step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::parse_answer;

    fn found(path: &str) -> Vec<String> {
        let value = parse_answer(r#"{"a":[{"id":1},{"id":2},{"id":3}],"b c":{"id":4},"n":null}"#)
            .unwrap()
            .value;
        let path = JsonPath::parse(path).unwrap();
        path.find(&value)
            .iter()
            .map(|(p, v)| format!("{p}={}", v.shown(20)))
            .collect()
    }

    #[test]
    fn paths_find_values() {
        assert_eq!(found("$.a[1].id"), ["$.a[1].id=2"]);
        assert_eq!(found("$.a[-1]['id']"), ["$.a[2].id=3"]);
        assert_eq!(found("$.a[*].id").len(), 3);
        assert_eq!(found("$.a[0:2].id").len(), 2);
        assert_eq!(
            found("$.a[::-1].id"),
            ["$.a[2].id=3", "$.a[1].id=2", "$.a[0].id=1"]
        );
        assert_eq!(found("$..id").len(), 4);
        assert_eq!(found("$[\"b c\"].id"), ["$[\"b c\"].id=4"]);
        assert_eq!(found("$.n"), ["$.n=null"]);
        assert!(found("$.nope").is_empty());
        assert_eq!(found("$.a[0,2].id").len(), 2);
    }

    #[test]
    fn mistakes_are_located() {
        for path in ["a.b", "$.", "$[", "$['a", "$[?@.a]", "$a", "$[1"] {
            assert!(JsonPath::parse(path).is_err(), "{path}");
        }
    }
}
