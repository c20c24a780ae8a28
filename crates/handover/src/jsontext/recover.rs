//! Reading JSON that a model has wrapped or bent (section 11.5): a tolerant parser that copies what is sound, repairs what its
//! level allows, and never edits the content of a string.

use std::fmt;

use super::scan::{MAX_DEPTH, Problem};

/// How much is repaired; each level includes the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// A fence, prose around exactly one value, comments, trailing commas.
    Conservative,
    /// And bare names, single quotes, missing commas between lines, `True`, `False`, `None`, double encoding.
    Progressive,
    /// And what is unclosed at the end of the file.
    Aggressive,
}

/// One kind of repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fix {
    CodeFence,
    Prose,
    Comment,
    TrailingComma,
    BareName,
    SingleQuotes,
    MissingComma,
    PythonWord,
    Unclosed,
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeFence => "removed a code fence",
            Self::Prose => "removed text around the value",
            Self::Comment => "removed a comment",
            Self::TrailingComma => "removed a trailing comma",
            Self::BareName => "quoted a member name",
            Self::SingleQuotes => "turned single quotes into double quotes",
            Self::MissingComma => "added a missing comma",
            Self::PythonWord => "turned a Python word into JSON",
            Self::Unclosed => "closed what the end of the file left open",
        })
    }
}

/// A repaired text.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// JSON, as far as the tolerant parser can say.
    pub(crate) text: String,
    /// What was repaired, with the place in the file.
    pub(crate) fixes: Vec<(usize, Fix)>,
    /// Offsets of the repaired text and of the file where a copied stretch begins.
    map: Vec<(usize, usize)>,
}

impl Recovered {
    /// The place in the file of an offset of the repaired text.
    pub(crate) fn original(&self, offset: usize) -> usize {
        let at = self.map.partition_point(|(new, _)| *new <= offset);
        match at.checked_sub(1).and_then(|at| self.map.get(at)) {
            Some((new, old)) => old + (offset - new),
            None => offset,
        }
    }
}

/// Why a text cannot be recovered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no value that could be meant.
    Nothing,
    /// The value that is meant breaks here.
    Broken(Problem),
    /// Several values could be meant; where they begin.
    Ambiguous(Vec<usize>),
}

/// Looks for the one value that a text holds.
pub(crate) fn recover(text: &str, level: Level) -> Result<Recovered, Failure> {
    let bytes = text.as_bytes();
    // One fence around the whole: what is inside is the text.
    if let Some((from, to)) = whole_fence(text) {
        return match one_value(text, from, to, level) {
            Ok(mut found) => {
                found.fixes.insert(0, (0, Fix::CodeFence));
                Ok(found)
            }
            Err(failure) => Err(failure),
        };
    }
    match one_value(text, 0, text.len(), level) {
        Err(Failure::Broken(problem)) if bytes.iter().any(|byte| matches!(byte, b'{' | b'[')) => {
            Err(Failure::Broken(problem))
        }
        other => other,
    }
}

/// The inside of a code fence that encloses everything but blanks.
fn whole_fence(text: &str) -> Option<(usize, usize)> {
    let trimmed = text.trim();
    let mark = ["```", "~~~"]
        .into_iter()
        .find(|mark| trimmed.starts_with(mark))?;
    let fence = trimmed.len() - trimmed.trim_start_matches(mark.chars().next()?).len();
    let start = text.len() - text.trim_start().len();
    let line_end = start + trimmed.find('\n')?;
    let inner = &text[line_end + 1..start + trimmed.len()];
    let last = inner.rfind('\n').map_or(0, |at| at + 1);
    let closing = inner[last..].trim();
    if closing.len() >= fence && closing.chars().all(|c| mark.starts_with(c)) {
        // A second fence inside means several blocks; they are looked at one by one.
        let body = &inner[..last];
        if body.lines().any(|line| line.trim_start().starts_with(mark)) {
            return None;
        }
        return Some((line_end + 1, line_end + 1 + last));
    }
    None
}

fn one_value(text: &str, from: usize, to: usize, level: Level) -> Result<Recovered, Failure> {
    let bytes = &text.as_bytes()[..to];
    let mut found: Vec<(usize, usize, Tolerant<'_>)> = Vec::new();
    let mut at = from;
    let mut first_text = None;
    while at < to {
        // Text that begins with JSON is JSON: what breaks it is reported, nothing inside it is picked out.
        let mut parser = Tolerant::new(&text[..to], at, level);
        if first_text.is_none() {
            match parser.blanks() {
                Ok(()) => at = parser.at,
                Err(problem) => return Err(Failure::Broken(problem)),
            }
            if at >= to {
                break;
            }
        }
        let byte = bytes[at];
        let looks = looks_like_json(&bytes[at..], level);
        if matches!(byte, b'{' | b'[') && (looks || first_text.is_none()) {
            let start = at;
            match parser.value(0) {
                Ok(()) => {
                    at = parser.at;
                    if let Some(stray) = stray_behind(bytes, at) {
                        let expected = "the end of the file".to_owned();
                        return Err(Failure::Broken(Problem::Syntax {
                            offset: stray,
                            expected,
                        }));
                    }
                    found.push((start, at, parser));
                    first_text = Some(start);
                    continue;
                }
                Err(problem) => return Err(Failure::Broken(problem)),
            }
        }
        if matches!(byte, b'{' | b'[') {
            let start = at;
            if parser.value(0).is_ok() {
                at = parser.at;
                found.push((start, at, parser));
                continue;
            }
        }
        if first_text.is_none() {
            if from > 0 {
                // Inside a fence, any one value will do.
                return match parser.value(0).and_then(|()| parser.end()) {
                    Ok(()) => Ok(parser.finish()),
                    Err(problem) => Err(Failure::Broken(problem)),
                };
            }
            first_text = Some(at);
        }
        at += 1;
    }
    if found.len() > 1 {
        return Err(Failure::Ambiguous(
            found.iter().map(|(start, _, _)| *start).collect(),
        ));
    }
    let Some((start, end, parser)) = found.pop() else {
        return Err(Failure::Nothing);
    };
    let before = text[from..start].trim();
    let after = text[end..to].trim();
    let mut recovered = parser.finish();
    let fenced = before
        .rsplit('\n')
        .next()
        .is_some_and(|line| line.trim_start().starts_with("```"));
    if fenced {
        recovered.fixes.insert(0, (from, Fix::CodeFence));
    }
    let prose = |text: &str| {
        text.lines().any(|line| {
            !line.trim().is_empty() && !line.trim().starts_with("```") && !is_comment(line)
        })
    };
    if prose(before) || prose(after) {
        recovered.fixes.insert(0, (from, Fix::Prose));
    } else if !fenced && (!before.is_empty() || !after.is_empty()) {
        recovered.fixes.insert(0, (from, Fix::Comment));
    }
    recovered.fixes.sort();
    Ok(recovered)
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("//")
        || line.starts_with("/*")
        || line.starts_with('*')
        || line.ends_with("*/")
}

/// Signs that a bracket opens JSON and not a remark in prose.
fn looks_like_json(bytes: &[u8], level: Level) -> bool {
    let mut rest = bytes[1..]
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace);
    let next = rest.next();
    if bytes[0] == b'{' {
        match next {
            Some(b'"' | b'}') => true,
            Some(b'\'') => level >= Level::Progressive,
            Some(byte)
                if level >= Level::Progressive && (byte.is_ascii_alphabetic() || byte == b'_') =>
            {
                rest.find(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_') == Some(b':')
            }
            _ => false,
        }
    } else {
        matches!(next, Some(b'{' | b'[' | b'"'))
    }
}

/// A bracket, comma or quote right behind a complete value: the value is part of something broken.
fn stray_behind(bytes: &[u8], at: usize) -> Option<usize> {
    let behind = bytes[at..]
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())?
        + at;
    matches!(bytes[behind], b'}' | b']' | b',' | b':').then_some(behind)
}

struct Tolerant<'a> {
    text: &'a str,
    at: usize,
    level: Level,
    out: String,
    map: Vec<(usize, usize)>,
    fixes: Vec<(usize, Fix)>,
}

type Step = Result<(), Problem>;

impl<'a> Tolerant<'a> {
    fn new(text: &'a str, at: usize, level: Level) -> Self {
        Self {
            text,
            at,
            level,
            out: String::new(),
            map: Vec::new(),
            fixes: Vec::new(),
        }
    }

    fn finish(self) -> Recovered {
        Recovered {
            text: self.out,
            fixes: self.fixes,
            map: self.map,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn fail(&self, expected: &str) -> Step {
        Err(Problem::Syntax {
            offset: self.at,
            expected: expected.to_owned(),
        })
    }

    fn fix(&mut self, fix: Fix) {
        self.fixes.push((self.at, fix));
    }

    /// Copies the next bytes as they are.
    fn copy(&mut self, end: usize) {
        self.map.push((self.out.len(), self.at));
        self.out.push_str(&self.text[self.at..end]);
        self.at = end;
    }

    /// Writes something that the file does not hold.
    fn put(&mut self, text: &str) {
        self.map.push((self.out.len(), self.at));
        self.out.push_str(text);
    }

    fn blanks(&mut self) -> Step {
        loop {
            let start = self.at;
            while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
                self.at += 1;
            }
            if self.at > start {
                let end = self.at;
                self.at = start;
                self.copy(end);
            }
            let rest = &self.text[self.at..];
            if rest.starts_with("//") {
                self.fix(Fix::Comment);
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else {
                    self.at = self.text.len();
                    return self.fail("`*/`");
                };
                self.fix(Fix::Comment);
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    fn end(&mut self) -> Step {
        self.blanks()?;
        if self.at < self.text.len() {
            self.fail("the end of the file")
        } else {
            Ok(())
        }
    }

    fn value(&mut self, depth: usize) -> Step {
        if depth >= MAX_DEPTH && matches!(self.peek(), Some(b'{' | b'[')) {
            return Err(Problem::TooDeep { offset: self.at });
        }
        match self.peek() {
            Some(b'{') => self.container(depth, b'}'),
            Some(b'[') => self.container(depth, b']'),
            Some(b'"') => self.string(b'"'),
            Some(b'\'') if self.level >= Level::Progressive => self.string(b'\''),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn container(&mut self, depth: usize, close: u8) -> Step {
        self.copy(self.at + 1);
        let mut first = true;
        loop {
            self.blanks()?;
            match self.peek() {
                Some(byte) if byte == close => {
                    self.copy(self.at + 1);
                    return Ok(());
                }
                None if self.level >= Level::Aggressive => {
                    self.fix(Fix::Unclosed);
                    self.put(if close == b'}' { "}" } else { "]" });
                    return Ok(());
                }
                _ => {}
            }
            if !first {
                self.comma(close)?;
                if self.peek() == Some(close)
                    || (self.peek().is_none() && self.level >= Level::Aggressive)
                {
                    continue;
                }
            }
            first = false;
            if close == b'}' {
                self.name()?;
                self.blanks()?;
                match self.peek() {
                    Some(b':') => self.copy(self.at + 1),
                    None if self.level >= Level::Aggressive => {
                        self.fix(Fix::Unclosed);
                        self.put(":null");
                        continue;
                    }
                    _ => return self.fail("`:`"),
                }
                self.blanks()?;
                if self.peek().is_none() && self.level >= Level::Aggressive {
                    self.fix(Fix::Unclosed);
                    self.put("null");
                    continue;
                }
            }
            self.value(depth + 1)?;
        }
    }

    /// The comma between two members, if there is or may be one.
    fn comma(&mut self, close: u8) -> Step {
        let expected = if close == b'}' {
            "`,` or `}`"
        } else {
            "`,` or `]`"
        };
        if self.peek() == Some(b',') {
            let comma = self.at;
            self.at += 1;
            let mark = (self.out.len(), self.map.len(), self.fixes.len());
            self.blanks()?;
            let trailing = self.peek() == Some(close)
                || (self.peek().is_none() && self.level >= Level::Aggressive);
            let behind = self.at;
            // Written again in order: the comma, then the blanks behind it.
            self.out.truncate(mark.0);
            self.map.truncate(mark.1);
            self.fixes.truncate(mark.2);
            self.at = comma;
            if trailing {
                self.fix(Fix::TrailingComma);
                self.at += 1;
            } else {
                self.copy(comma + 1);
            }
            self.blanks()?;
            debug_assert_eq!(self.at, behind);
            return Ok(());
        }
        let new_line = self.text[..self.at]
            .trim_end_matches([' ', '\t', '\r'])
            .ends_with('\n');
        if self.level >= Level::Progressive && new_line && self.peek().is_some() {
            self.fix(Fix::MissingComma);
            // In front of the blanks just copied would be nicer; here is just as sound.
            self.put(",");
            return Ok(());
        }
        self.fail(expected)
    }

    fn name(&mut self) -> Step {
        match self.peek() {
            Some(b'"') => self.string(b'"'),
            Some(b'\'') if self.level >= Level::Progressive => self.string(b'\''),
            Some(byte)
                if self.level >= Level::Progressive
                    && (byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$') =>
            {
                let rest = &self.text[self.at..];
                let len = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
                    .unwrap_or(rest.len());
                self.fix(Fix::BareName);
                self.put("\"");
                self.copy(self.at + len);
                self.put("\"");
                Ok(())
            }
            _ => self.fail("a member name in double quotes"),
        }
    }

    fn string(&mut self, quote: u8) -> Step {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start + 1;
        loop {
            match bytes.get(end) {
                Some(byte) if *byte == quote => break,
                Some(b'\\') => {
                    let known = matches!(
                        bytes.get(end + 1),
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' | b'u')
                    );
                    let own_quote = quote == b'\'' && bytes.get(end + 1) == Some(&b'\'');
                    if !known && !own_quote && bytes.get(end + 1).is_some() {
                        self.at = end + 1;
                        return self
                            .fail("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
                    }
                    end += 2;
                }
                Some(0..=0x1f) => {
                    self.at = end;
                    return self
                        .fail("the closing quote of the string, or a line break written as \\n");
                }
                Some(_) => end += 1,
                None => {
                    if self.level < Level::Aggressive {
                        self.at = self.text.len();
                        return self.fail("the closing quote of the string");
                    }
                    return self.unclosed_string(start, quote);
                }
            }
        }
        if quote == b'"' {
            self.copy(end + 1);
        } else {
            self.fix(Fix::SingleQuotes);
            self.single_quoted(start + 1, end);
            self.at = end + 1;
        }
        Ok(())
    }

    fn unclosed_string(&mut self, start: usize, quote: u8) -> Step {
        self.at = start;
        self.fixes.push((self.text.len(), Fix::Unclosed));
        // Half an escape at the very end is dropped; it never was content.
        let mut end = self.text.len();
        let tail = &self.text[start + 1..];
        if let Some(at) = tail.rfind('\\') {
            let escape = &tail[at..];
            let slashes = tail[..=at].len() - tail[..=at].trim_end_matches('\\').len();
            let cut_off = escape.len() == 1 || (escape.starts_with("\\u") && escape.len() < 6);
            if slashes % 2 == 1 && cut_off {
                end = start + 1 + at;
            }
        }
        if quote == b'"' {
            self.copy(end);
        } else {
            self.single_quoted(start + 1, end);
        }
        self.put("\"");
        self.at = self.text.len();
        Ok(())
    }

    /// The inside of a single-quoted string, quotes around it; the content stays what it is.
    fn single_quoted(&mut self, from: usize, to: usize) {
        self.at = from;
        self.put("\"");
        let inner = &self.text[from..to];
        let mut rest = inner;
        while let Some(at) = rest.find(['"', '\\']) {
            let here = self.at + at;
            self.copy(here);
            let escape = rest[at..].starts_with("\\'");
            if escape {
                self.at += 1;
                self.copy(self.at + 1);
                rest = &rest[at + 2..];
            } else if rest[at..].starts_with('"') {
                self.put("\\");
                self.copy(self.at + 1);
                rest = &rest[at + 1..];
            } else {
                let len = (2).min(rest.len() - at);
                self.copy(self.at + len);
                rest = &rest[at + len..];
            }
        }
        self.copy(to);
        if to == self.at && self.text.as_bytes().get(to) == Some(&b'\'') {
            self.put("\"");
        }
    }

    fn number(&mut self) -> Step {
        let bytes = self.text.as_bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = self.at + usize::from(self.peek() == Some(b'-'));
        let need = |end: usize| {
            if bytes.get(end).is_some_and(u8::is_ascii_digit) {
                Ok(())
            } else {
                Err(end)
            }
        };
        let result = (|| {
            need(end)?;
            end = if bytes[end] == b'0' {
                end + 1
            } else {
                digits(end)
            };
            if bytes.get(end) == Some(&b'.') {
                need(end + 1)?;
                end = digits(end + 1);
            }
            if matches!(bytes.get(end), Some(b'e' | b'E')) {
                let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
                need(end + 1 + sign)?;
                end = digits(end + 1 + sign);
            }
            if bytes.get(end).is_some_and(u8::is_ascii_digit) {
                return Err(end);
            }
            Ok(end)
        })();
        match result {
            Ok(end) => {
                self.copy(end);
                Ok(())
            }
            Err(at) => {
                self.at = at;
                self.fail("a digit")
            }
        }
    }

    fn word(&mut self) -> Step {
        let rest = &self.text[self.at..];
        for word in ["true", "false", "null"] {
            if rest.starts_with(word) {
                self.copy(self.at + word.len());
                return Ok(());
            }
        }
        if self.level >= Level::Progressive {
            for (word, json) in [("True", "true"), ("False", "false"), ("None", "null")] {
                let whole = rest.strip_prefix(word).is_some_and(|behind| {
                    !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                });
                if whole {
                    self.fix(Fix::PythonWord);
                    self.put(json);
                    self.at += word.len();
                    return Ok(());
                }
            }
        }
        if let Some(word) = ["true", "false", "null"]
            .into_iter()
            .find(|word| rest.starts_with(&word[..1]))
        {
            let same = rest
                .bytes()
                .zip(word.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            self.at += same;
            return self.fail(&format!("`{word}`"));
        }
        self.fail("a JSON value")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str, level: Level) -> (serde_json::Value, Vec<Fix>) {
        let recovered =
            recover(text, level).unwrap_or_else(|failure| panic!("{text}: {failure:?}"));
        let value = serde_json::from_str(&recovered.text)
            .unwrap_or_else(|error| panic!("{}: {error}", recovered.text));
        let mut fixes: Vec<Fix> = recovered.fixes.iter().map(|(_, fix)| *fix).collect();
        fixes.dedup();
        (value, fixes)
    }

    #[test]
    fn conservative_unwraps_and_never_touches_strings() {
        use serde_json::json;
        for (text, want, fixes) in [
            (
                "```json\n{\"a\": 1}\n```\n",
                json!({"a": 1}),
                vec![Fix::CodeFence],
            ),
            (
                "Here it is:\n\n{\"a\": \"x,]\"}\nDone.",
                json!({"a": "x,]"}),
                vec![Fix::Prose],
            ),
            (
                "{\"u\": \"http://x\", // note\n \"v\": [1, 2,], /* c */}",
                json!({"u": "http://x", "v": [1, 2]}),
                vec![
                    Fix::Comment,
                    Fix::TrailingComma,
                    Fix::TrailingComma,
                    Fix::Comment,
                ],
            ),
            (
                "Use {braces} and see:\n```\n[{\"a\": 1}]\n```",
                json!([{"a": 1}]),
                vec![Fix::CodeFence, Fix::Prose],
            ),
        ] {
            let (value, mut got) = ok(text, Level::Conservative);
            assert_eq!(value, want, "{text}");
            let mut fixes = fixes;
            fixes.sort();
            fixes.dedup();
            got.sort();
            got.dedup();
            assert_eq!(got, fixes, "{text}");
        }
    }

    #[test]
    fn several_values_are_not_guessed_at() {
        assert_eq!(
            recover("{\"a\":1}\n{\"a\":2}", Level::Aggressive).err(),
            Some(Failure::Ambiguous(vec![0, 8]))
        );
        let fences = "First:\n```json\n{\"a\":1}\n```\nthen:\n```json\n{\"a\":2}\n```\n";
        assert!(
            matches!(recover(fences, Level::Conservative), Err(Failure::Ambiguous(places)) if places.len() == 2)
        );
    }

    #[test]
    fn a_broken_outer_value_is_never_replaced_by_an_inner_one() {
        for text in [
            "{\"a\": {\"b\": 1} \"c\": 2}",
            "Result: {\"a\": {\"b\": 1}, oops}",
            "{\"a\": [1, 2}",
            "{\"a\":1}}",
        ] {
            assert!(
                matches!(recover(text, Level::Conservative), Err(Failure::Broken(_))),
                "{text}"
            );
        }
        assert_eq!(
            recover("no value here", Level::Aggressive).err(),
            Some(Failure::Nothing)
        );
    }

    #[test]
    fn progressive_and_aggressive_add_their_repairs() {
        use serde_json::json;
        let bent = "{name: 'it\\'s \"q\"', ok: True,\n  none: None\n  more: [1\n 2]}";
        assert!(recover(bent, Level::Conservative).is_err());
        assert_eq!(
            ok(bent, Level::Progressive).0,
            json!({"name": "it's \"q\"", "ok": true, "none": null, "more": [1, 2]})
        );
        for (cut, want) in [
            ("{\"a\": [1, 2", json!({"a": [1, 2]})),
            ("{\"a\": \"te", json!({"a": "te"})),
            ("{\"a\": 1, ", json!({"a": 1})),
            ("{\"a\": \"x\\u00", json!({"a": "x"})),
        ] {
            assert!(recover(cut, Level::Progressive).is_err(), "{cut}");
            assert_eq!(ok(cut, Level::Aggressive).0, want, "{cut}");
        }
    }

    #[test]
    fn places_of_the_repaired_text_lead_back_to_the_file() {
        let text = "Here:\n{\"a\": 1, // one\n \"b\": 2,}";
        let recovered = recover(text, Level::Conservative).expect("recovered");
        let at = recovered.text.find("\"b\"").expect("there");
        assert_eq!(recovered.original(at), text.find("\"b\"").expect("there"));
    }
}
