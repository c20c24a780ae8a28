//! Reads the YAML that we write ourselves, quickly: a build compares a large document with itself at each change of a type.
//!
//! Only the forms that `yaml` writes are known: blocks indented by two, one-line lists of scalars, plain text that no reader takes for
//! anything else, double quotes. Whatever else stands in a text, also a comment or an indent of three, gives `None`, and the
//! caller asks the reader of all YAML. A text is ours only if its tree is written as that text again, to the byte; that the tree is
//! what the other reader says is shown by tests, over committed documents and mutated ones.

use contractual_model::json::{Json, Number};
use contractual_model::quick::{HashMap, HashSet};
use contractual_yaml::is_ambiguous;

use super::yaml;

/// Deeper documents are left to the other reader, which has its own limit.
const DEPTH: usize = 48;

/// The tree of a document in our own form.
pub(super) fn read(text: &str, notice: &str) -> Option<Json> {
    let body = text.strip_prefix(notice)?;
    let mut lines = Vec::new();
    for line in body.strip_suffix('\n')?.split('\n') {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        if rest.is_empty() || rest.ends_with(' ') || indent % 2 != 0 {
            return None;
        }
        lines.push((indent, rest));
    }
    let mut reader = Reader { lines, at: 0 };
    let tree = reader.map(0, 0)?;
    let whole = reader.at == reader.lines.len();
    // what is read loosely here (a text in quotes that needs none, a list on one line that is too long) is not our form either
    (whole && yaml::write(&tree) == body).then_some(tree)
}

/// The same, beside a document that is known to be written from `known`.
pub(super) fn read_beside(text: &str, notice: &str, written: &str, known: &Json) -> Option<Json> {
    let (here, there) = (Schemas::of(text)?, Schemas::of(written)?);
    let there: HashMap<&str, &str> = there.blocks.into_iter().collect();
    let known = known.get("components")?.get("schemas")?;
    let reused = |at: usize, block: &(&str, &str)| at > 0 && there.get(block.0) == Some(&block.1);
    // what is left is a document of the same form, if the whole is one; the first schema stays, so that there is one
    let mut rest = here.before.to_owned();
    for (at, block) in here.blocks.iter().enumerate() {
        if !reused(at, block) {
            rest.push_str(block.1);
        }
    }
    rest.push_str(here.after);
    let mut tree = read(&rest, notice)?;
    let schemas = tree.get_mut("components")?.get_mut("schemas")?;
    let Json::Object(members) = std::mem::take(schemas) else {
        return None;
    };
    let mut kept = members.into_iter();
    let mut all = Vec::with_capacity(here.blocks.len());
    for (at, block) in here.blocks.iter().enumerate() {
        all.push(if reused(at, block) {
            let (name, _) = entry(block.0.trim_start())?;
            let schema = known.get_near(at, &name)?.clone();
            (name, schema)
        } else {
            kept.next()?
        });
    }
    *schemas = Json::Object(all);
    let distinct = distinct(schemas.as_object()?);
    (distinct && kept.next().is_none()).then_some(tree)
}

/// The schemas of a document, as text: each with its first line.
struct Schemas<'t> {
    before: &'t str,
    blocks: Vec<(&'t str, &'t str)>,
    after: &'t str,
}

impl<'t> Schemas<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let components = text.find("\ncomponents:\n")? + "\ncomponents:\n".len();
        let start =
            components + text[components - 1..].find("\n  schemas:\n")? + "  schemas:\n".len();
        let mut blocks: Vec<(&str, &str)> = Vec::new();
        let (mut at, mut first) = (start, start);
        let mut head = "";
        for line in text[start..].split_inclusive('\n') {
            let bytes = line.as_bytes();
            if !bytes.starts_with(b"    ") {
                break;
            }
            if bytes.get(4) != Some(&b' ') {
                if at > start {
                    blocks.push((head, &text[first..at]));
                }
                (head, first) = (line.trim_end(), at);
            }
            at += line.len();
        }
        if at > start {
            blocks.push((head, &text[first..at]));
        }
        (!blocks.is_empty()).then_some(Self {
            before: &text[..start],
            blocks,
            after: &text[at..],
        })
    }
}

struct Reader<'t> {
    /// Indent and the rest of each line.
    lines: Vec<(usize, &'t str)>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn here(&self) -> Option<(usize, &'t str)> {
        self.lines.get(self.at).copied()
    }

    /// The members that stand at that indent.
    fn map(&mut self, indent: usize, depth: usize) -> Option<Json> {
        let mut members: Vec<(String, Json)> = Vec::new();
        if depth > DEPTH || self.here()?.0 != indent {
            return None;
        }
        while let Some((at, rest)) = self.here() {
            if at < indent {
                break;
            }
            if at > indent {
                return None;
            }
            let (key, value) = entry(rest)?;
            let value = self.member(&key, value, indent, depth)?;
            members.push((key, value));
        }
        distinct(&members).then_some(Json::Object(members))
    }

    /// The value behind `key:` on the line at hand; leaves the line.
    fn member(&mut self, key: &str, value: &str, indent: usize, depth: usize) -> Option<Json> {
        self.at += 1;
        if !value.is_empty() {
            let version = indent == 0 && key == "openapi" && value == "3.1.0";
            return if version {
                Some(value.into())
            } else {
                scalar(value)
            };
        }
        match self.here()? {
            (deeper, rest) if deeper == indent + 2 => match rest == "-" || rest.starts_with("- ") {
                true => self.list(deeper, depth + 1),
                false => self.map(deeper, depth + 1),
            },
            _ => None,
        }
    }

    fn list(&mut self, indent: usize, depth: usize) -> Option<Json> {
        let mut items = Vec::new();
        if depth > DEPTH {
            return None;
        }
        while let Some((at, rest)) = self.here() {
            if at < indent {
                break;
            }
            if at > indent {
                return None;
            }
            if rest == "-" {
                self.at += 1;
                match self.here()? {
                    (deeper, next) if deeper == indent + 2 && next.starts_with('-') => {
                        items.push(self.list(deeper, depth + 1)?);
                    }
                    _ => return None,
                }
                continue;
            }
            let rest = rest.strip_prefix("- ")?;
            if entry(rest).is_some() {
                // the members of an object start behind the hyphen
                let line = self.lines.get_mut(self.at)?;
                *line = (indent + 2, rest);
                items.push(self.map(indent + 2, depth + 1)?);
            } else {
                self.at += 1;
                items.push(scalar(rest)?);
            }
        }
        Some(Json::Array(items))
    }
}

fn distinct(members: &[(String, Json)]) -> bool {
    if members.len() < 12 {
        return members
            .iter()
            .enumerate()
            .all(|(at, (name, _))| members[..at].iter().all(|(other, _)| other != name));
    }
    let mut seen = HashSet::default();
    members.iter().all(|(name, _)| seen.insert(name.as_str()))
}

/// Key and value of `key: value` or `key:`.
fn entry(line: &str) -> Option<(String, &str)> {
    let (key, rest) = if line.starts_with('"') {
        let (key, rest) = quoted(line)?;
        (key, rest.strip_prefix(':')?)
    } else {
        let bytes = line.as_bytes();
        let mut at = 0;
        loop {
            let colon = bytes.get(at)? == &b':';
            if colon && bytes.get(at + 1).is_none_or(|next| *next == b' ') {
                break;
            }
            at += 1;
        }
        let key = &line[..at];
        if is_ambiguous(key) {
            return None;
        }
        (key.to_owned(), &line[at + 1..])
    };
    match rest.strip_prefix(' ') {
        Some(value) if !value.is_empty() && !value.starts_with(' ') => Some((key, value)),
        None if rest.is_empty() => Some((key, rest)),
        _ => None,
    }
}

fn scalar(text: &str) -> Option<Json> {
    match text {
        "[]" => return Some(Json::Array(Vec::new())),
        "{}" => return Some(Json::object()),
        _ => {}
    }
    if text.starts_with('"') {
        let (text, rest) = quoted(text)?;
        return rest.is_empty().then_some(Json::String(text));
    }
    match text.strip_prefix('[') {
        Some(inner) => on_one_line(inner),
        None => plain(text),
    }
}

/// `a, b]`
fn on_one_line(text: &str) -> Option<Json> {
    let mut items = Vec::new();
    let mut rest = text;
    loop {
        let after = if rest.starts_with('"') {
            let (text, after) = quoted(rest)?;
            items.push(Json::String(text));
            after
        } else {
            let end = rest.find([',', ']'])?;
            let word = &rest[..end];
            if word.contains(['[', '{', '}']) {
                return None;
            }
            items.push(plain(word)?);
            &rest[end..]
        };
        if after == "]" {
            return Some(Json::Array(items));
        }
        rest = after.strip_prefix(", ")?;
    }
}

fn plain(text: &str) -> Option<Json> {
    match text {
        "null" => Some(Json::Null),
        "true" => Some(Json::Bool(true)),
        "false" => Some(Json::Bool(false)),
        text if !is_ambiguous(text) => Some(text.into()),
        text => number(text),
    }
}

/// A number as we write it: a sign and a fraction where there is an exponent.
fn number(text: &str) -> Option<Json> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let fine = digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| {
            fraction.is_some() && exponent.strip_prefix(['+', '-']).is_some_and(digits)
        });
    let read = || Number::parse(&text.replace('+', ""));
    fine.then(read).flatten().map(Json::Number)
}

/// A text in double quotes at the start, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut out = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((out, &inner[at + 1..])),
            '\\' => {
                let (at, escape) = chars.next()?;
                let length = match escape {
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                out.push(match escape {
                    '"' | '\\' => escape,
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'u' | 'U' => {
                        let digits = inner.get(at + 1..at + 1 + length)?;
                        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                            return None;
                        }
                        char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                    }
                    _ => return None,
                });
                for _ in 0..length {
                    chars.next()?;
                }
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                return None;
            }
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use contractual_model::json::{Json, parse};

    use super::super::{NOTICE, yaml};
    use super::read;

    fn full(text: &str) -> Option<Json> {
        let document =
            contractual_yaml::parse_one(text, "t.yaml", &contractual_yaml::Options::default());
        contractual_yaml::to_json(&document.ok()?.root).ok()
    }

    const SAMPLE: &str = r##"{"openapi": "3.1.0", "info": {"title": "A: b", "x": "a # b", "e": "two\nlines", "u": "\u0001\u00e9😀"},
        "tags": ["a", "no", "a, b", 1, -2.5, 1.7e308, -5e-324, true, null, "~"], "none": [], "empty": {}, "blank": "",
        "paths": {"/v1/a/{b}": {"get": {"200": {"list": [{"$ref": "#/x", "y": [[1, 2], {"z": null}]}, "plain", 12]}}}},
        "pattern": "^[a-z]{1,8}$", "long": ["a text that is too long for one line", "another text that is too long for one line", "x"],
        "key: odd": {"\"q\"": 0.5, "- x": "- y", "o:k": "a:b"}}"##;

    fn written(json: &str) -> String {
        let tree = parse(json).unwrap_or_else(|e| panic!("{e:?}"));
        format!("{NOTICE}{}", yaml::write(&tree))
    }

    /// Every document of this repository that a build committed.
    fn committed() -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/../..").into()];
        while let Some(folder) = open.pop() {
            let folder: std::path::PathBuf = folder;
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let kind = entry.file_type().unwrap_or_else(|e| panic!("{e}"));
                if kind.is_dir() && !name.starts_with('.') && name != "target" {
                    open.push(entry.path());
                } else if name.starts_with("openapi-v") && name.ends_with(".yaml") {
                    let text = std::fs::read_to_string(entry.path());
                    found.push(text.unwrap_or_else(|e| panic!("{e}")));
                }
            }
        }
        found.sort();
        found
    }

    #[test]
    fn what_we_write_is_read_as_the_other_reader_reads_it() {
        let goldens = [
            include_str!("../../tests/golden/job-api/docs/contracts/openapi-v1.yaml"),
            include_str!("../../tests/golden/examples/docs/contracts/openapi-v1.yaml"),
        ];
        let sample = written(SAMPLE);
        let ours: Vec<String> = committed()
            .into_iter()
            .filter(|text| text.starts_with(NOTICE))
            .collect();
        assert!(ours.len() >= goldens.len(), "{} documents", ours.len());
        let goldens = goldens.into_iter().map(str::to_owned);
        for text in goldens.chain(ours).chain([sample.clone()]) {
            let tree = read(&text, NOTICE);
            assert!(tree.is_some(), "{text}");
            assert_eq!(tree, full(&text));
        }
        assert_eq!(read(&sample, NOTICE), parse(SAMPLE).ok());
    }

    /// Committed documents with single characters dropped, doubled and replaced: nothing is read unless it is, to the byte, what we
    /// would write, and then as the other reader reads it.
    #[test]
    fn a_mutated_document_is_our_own_form_or_left_to_the_other_reader() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below.max(1) as u64).unwrap_or(0)
        };
        let marks = [
            " ", "  ", "\n", "\t", "-", "- ", ":", ": ", "#", " #", "\"", "'", "[", "]", "{", "}",
            ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "\\", "0", "1", ".", "e", "+",
            "y", "null", "true", "\r", "\u{2028}", "\u{feff}", "é",
        ];
        let (mut read_too, mut left) = (0, 0);
        for text in committed() {
            // the other reader takes its time for large documents
            let rounds = (3_000_000 / text.len().max(1)).min(120);
            for _ in 0..rounds {
                let mut at = next(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                let after = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                let mark = marks[next(marks.len())];
                let changed = match next(4) {
                    0 => format!("{}{}", &text[..at], &text[after..]),
                    1 => format!("{}{mark}{}", &text[..at], &text[at..]),
                    2 => format!("{}{mark}{}", &text[..at], &text[after..]),
                    _ => format!("{}{}{}", &text[..after], &text[at..after], &text[after..]),
                };
                match read(&changed, NOTICE) {
                    Some(tree) => {
                        assert_eq!(changed, format!("{NOTICE}{}", yaml::write(&tree)));
                        assert_eq!(Some(tree), full(&changed), "{changed}");
                        read_too += 1;
                    }
                    None => left += 1,
                }
            }
        }
        assert!(read_too > 20 && left > 20, "{read_too} read, {left} left");
    }

    /// Every line changed in many ways: nothing is read as anything else than the reader of all YAML reads.
    #[test]
    fn an_edited_document_is_read_alike_or_left_to_the_other_reader() {
        let sample = written(SAMPLE);
        let lines: Vec<&str> = sample.lines().collect();
        let mut both = 0;
        for at in 0..lines.len() {
            let line = lines[at];
            let edits = [
                String::new(),
                format!(" {line}"),
                format!("  {line}"),
                line.trim_start().to_owned(),
                line.strip_prefix("  ").unwrap_or("-").to_owned(),
                format!("{line} # note"),
                format!("{line} "),
                format!("{line}\t"),
                format!("{line}\r"),
                format!("{line}\n"),
                format!("{line}\n    more"),
                format!("{line}\n{line}"),
                format!("# note\n{line}"),
                format!("---\n{line}"),
                line.replacen(": ", ":", 1),
                line.replacen(": ", ":  ", 1),
                line.replacen(": ", ": &a ", 1),
                line.replacen(": ", ": |\n  ", 1),
                line.replacen(": ", ": !!str ", 1),
                line.replacen("- ", "-", 1),
                line.replacen("- ", "-  ", 1),
                line.replacen("- ", "- - ", 1),
                line.replace('"', "'"),
                line.replace('"', ""),
                line.replace("\\n", "\\x41"),
                line.replace(", ", ","),
                line.replace(['[', ']'], ""),
                line.replacen("1", "01", 1),
                line.replacen("1", "0x1", 1),
                line.replacen("e+", "e", 1),
                line.replacen("a", "{a}", 1),
                line.replacen("a", "[a", 1),
                line.replacen("true", "yes", 1),
            ];
            for edit in edits {
                let mut changed = lines.clone();
                changed[at] = &edit;
                let text = format!("{}\n", changed.join("\n"));
                if let Some(tree) = read(&text, NOTICE) {
                    assert_eq!(Some(tree), full(&text), "{text}");
                    both += 1;
                }
            }
        }
        assert!(both > 20, "only {both} edited documents were read");
    }
}
