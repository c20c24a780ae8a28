//! Reading JSON that a model has wrapped or bent (section 11.5): a tolerant parser that copies what is sound, repairs what its
//! level allows, and never edits the content of a string.

mod tolerant;

use std::fmt;

use self::tolerant::Tolerant;
use super::scan::Problem;

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
