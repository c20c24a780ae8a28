//! The table that the build script leaves for the derive: what the scan believed of every item, and what it found.
//!
//! Text, one entry per line, so that a derive reads only the line it needs. No line numbers of sources: an edit above an item must
//! not change the table. Layout:
//!
//! ```text
//! contractual-handshake 1
//! generation <digest of all that follows>
//! generator <version>
//! crate <name>
//! cfg <JSON array of text>
//! roots <JSON array of text>
//! entry <file> <ident> <module> <digest> <identity> <flags> <meaning> <slots> <findings> <canonical text>   (columns part by tabs)
//! ```

use std::fmt;
use std::fmt::Write as _;

use crate::code::{Code, CodeError, record, words, wrong};
use crate::digest::{self, Digest, from_hex, to_hex};
use crate::item::Item;
use crate::json::{self, Json};

/// Number of this layout; a reader refuses others.
pub const FORMAT: u32 = 1;

const MAGIC: &str = "contractual-handshake";

/// A whole table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handshake {
    /// Version of the generator.
    pub generator: String,
    /// Name of the crate as rustc has it: the first step of every nominal identity.
    pub crate_name: String,
    /// The cfg set the scan evaluated with, as text (`unix`, `feature="a"`), sorted.
    pub cfg: Vec<String>,
    /// Root files of the scan, relative to the manifest, forward slashes, sorted.
    pub roots: Vec<String>,
    /// One per item that the scan saw, sorted by identity.
    pub entries: Vec<Entry>,
}

/// What the scan believed of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Source file relative to the manifest, forward slashes.
    pub file: String,
    /// Name of the item.
    pub ident: String,
    /// Module path below the crate's name: `a::b`, empty in the root.
    pub module: String,
    /// Digest of the canonical text.
    pub digest: Digest,
    /// Nominal identity: `crate::a::b::Ident`.
    pub id: String,
    /// True for an item under `#[cfg(test)]`: in the table, never emitted.
    pub test_only: bool,
    /// Digest of what the type and all it refers to means ([`crate::codec::digests`]); `None` for what is not in the model by itself.
    pub meaning: Option<Digest>,
    /// One per [`Item::slots`], in order.
    pub slots: Vec<Expected>,
    /// What the build found in this item.
    pub findings: Vec<Finding>,
    /// Canonical text of the item.
    pub canonical: String,
}

/// What the scan took a type for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Identity that rustc must find, too; `None` if it depends on a type parameter or could not be resolved.
    pub identity: Option<Digest>,
    /// The resolved type in words, or why there is no identity.
    pub shown: String,
    /// True if there is no identity because the type depends on a parameter of the item.
    pub generic: bool,
    /// For a generic type: how its identity follows from the parameters. `#` and hexadecimal digits is an identity, `$T` that of a type
    /// parameter, `=4` and `%N` are constants, `head(..)` folds parts: `list($T)`, `acme::Page(list($T),%N)`.
    pub formula: String,
    /// For a type that names contracts of other crates: the sum of the digests of all contracts that it names, which rustc must find, too.
    pub meaning: Option<Digest>,
}

/// A drift finding, to be reported on the part of the item that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The part, as [`Item::part_name`] calls it; empty for the whole item.
    pub place: String,
    /// How bad it is.
    pub class: FindingClass,
    /// Name of the rule or state.
    pub rule: String,
    /// What to say; several lines are allowed.
    pub text: String,
}

/// How a finding is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingClass {
    /// A compile error.
    Error,
    /// A compile warning.
    Warning,
}

words!(FindingClass {
    Error = "error",
    Warning = "warning",
});
record!(Finding {
    place,
    class,
    rule,
    text
});

impl Code for Expected {
    fn encode(&self) -> Json {
        let identity = match self.identity {
            Some(identity) => to_hex(identity),
            None if self.generic => format!("generic {}", self.formula),
            None => "unknown".to_owned(),
        };
        let mut all = vec![identity.into(), self.shown.as_str().into()];
        all.extend(self.meaning.map(|meaning| to_hex(meaning).into()));
        Json::Array(all)
    }
    fn decode(json: &Json) -> Result<Self, CodeError> {
        let all = Vec::<String>::decode(json)?;
        let (identity, shown, meaning) = match all.as_slice() {
            [identity, shown] => (identity.clone(), shown.clone(), None),
            [identity, shown, meaning] => {
                let meaning = from_hex(meaning).ok_or_else(|| CodeError("bad meaning".into()))?;
                (identity.clone(), shown.clone(), Some(meaning))
            }
            _ => return wrong("two or three texts", json),
        };
        Ok(Self {
            meaning,
            generic: identity.starts_with("generic "),
            formula: identity
                .strip_prefix("generic ")
                .unwrap_or_default()
                .to_owned(),
            identity: match identity.as_str() {
                "unknown" => None,
                text if text.starts_with("generic ") => None,
                hex => Some(from_hex(hex).ok_or_else(|| CodeError("bad identity".into()))?),
            },
            shown,
        })
    }
}

/// Why a text is no table of this generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandshakeError {
    /// What is wrong.
    pub message: String,
    /// Line, from one.
    pub line: usize,
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for HandshakeError {}

impl Handshake {
    /// The text of the table and its generation: the digest of everything below the second line.
    pub fn write(&self) -> (String, Digest) {
        let mut below = String::new();
        let texts = |list: &[String]| json::to_line(&list.to_vec().encode());
        // Writing to a String cannot fail.
        let _ = writeln!(below, "generator {}", one_line(&self.generator));
        let _ = writeln!(below, "crate {}", one_line(&self.crate_name));
        let _ = writeln!(below, "cfg {}", texts(&self.cfg));
        let _ = writeln!(below, "roots {}", texts(&self.roots));
        for entry in &self.entries {
            let _ = writeln!(
                below,
                "entry {}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                one_line(&entry.file),
                one_line(&entry.ident),
                one_line(&entry.module),
                to_hex(entry.digest),
                one_line(&entry.id),
                if entry.test_only { "test" } else { "-" },
                entry.meaning.map_or_else(|| "-".to_owned(), to_hex),
                json::to_line(&entry.slots.encode()),
                json::to_line(&entry.findings.encode()),
                entry.canonical,
            );
        }
        let generation = digest::of_bytes(below.as_bytes());
        let text = format!(
            "{MAGIC} {FORMAT}\ngeneration {}\n{below}",
            to_hex(generation)
        );
        (text, generation)
    }
}

/// Columns are parted by tabs and lines by line feeds; neither is legal in what stands there but for odd file names.
fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

/// A table being read: lines are found at once, entries are decoded when asked for.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// Generation that the table names.
    pub generation: Digest,
    /// Version of the generator.
    pub generator: &'a str,
    /// Name of the crate.
    pub crate_name: &'a str,
    cfg: &'a str,
    roots: &'a str,
    /// The entries, in the order of the table.
    pub entries: Vec<Line<'a>>,
}

/// One entry, not yet decoded.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Source file.
    pub file: &'a str,
    /// Name of the item.
    pub ident: &'a str,
    /// Module path below the crate's name.
    pub module: &'a str,
    /// Digest, as hexadecimal digits.
    pub digest: &'a str,
    /// Nominal identity.
    pub id: &'a str,
    /// True for an item under `#[cfg(test)]`.
    pub test_only: bool,
    /// Digest of what it means.
    pub meaning: Option<Digest>,
    slots: &'a str,
    findings: &'a str,
    /// Canonical text.
    pub canonical: &'a str,
    number: usize,
}

/// `<format>:<generation>`: the value of the variable that ties a compilation to a table.
pub fn variable(generation: Digest) -> String {
    format!("{FORMAT}:{}", to_hex(generation))
}

impl<'a> Table<'a> {
    /// Reads the frame of a table. Checks the layout's number, not the generation's digest: see [`Self::is_whole`].
    pub fn read(text: &'a str) -> Result<Self, HandshakeError> {
        let mut lines = text.lines().enumerate();
        let mut word = |name: &str| -> Result<&'a str, HandshakeError> {
            let (at, line) = lines.next().unwrap_or((0, ""));
            line.strip_prefix(name)
                .and_then(|rest| rest.strip_prefix(' '))
                .ok_or_else(|| HandshakeError {
                    message: format!("expected `{name} ..`"),
                    line: at + 1,
                })
        };
        let format = word(MAGIC)?;
        if format != FORMAT.to_string() {
            return Err(HandshakeError {
                message: format!(
                    "layout {format} was written by another version; this one reads layout {FORMAT}"
                ),
                line: 1,
            });
        }
        let generation = from_hex(word("generation")?).ok_or_else(|| HandshakeError {
            message: "expected 32 hexadecimal digits".into(),
            line: 2,
        })?;
        let generator = word("generator")?;
        let crate_name = word("crate")?;
        let cfg = word("cfg")?;
        let roots = word("roots")?;
        let mut entries = Vec::new();
        for (at, line) in lines {
            let entry = line
                .strip_prefix("entry ")
                .and_then(|rest| entry(rest, at + 1));
            entries.push(entry.ok_or_else(|| HandshakeError {
                message: "expected `entry ..` with ten columns".into(),
                line: at + 1,
            })?);
        }
        Ok(Self {
            generation,
            generator,
            crate_name,
            cfg,
            roots,
            entries,
        })
    }

    /// True if `text` is the table whose digest is its generation: nothing is missing and nothing was changed.
    pub fn is_whole(text: &str) -> bool {
        let mut parts = text.splitn(3, '\n');
        let (_, second, below) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
        second
            .and_then(|line| line.strip_prefix("generation "))
            .and_then(from_hex)
            == Some(digest::of_bytes(below.as_bytes()))
    }

    /// The cfg set.
    pub fn cfg(&self) -> Result<Vec<String>, HandshakeError> {
        decode(self.cfg, 5)
    }

    /// The root files.
    pub fn roots(&self) -> Result<Vec<String>, HandshakeError> {
        decode(self.roots, 6)
    }
}

impl Line<'_> {
    /// What the scan took each slot for.
    pub fn slots(&self) -> Result<Vec<Expected>, HandshakeError> {
        decode(self.slots, self.number)
    }

    /// What the build found in this item.
    pub fn findings(&self) -> Result<Vec<Finding>, HandshakeError> {
        decode(self.findings, self.number)
    }

    /// The item as the scan saw it.
    pub fn item(&self) -> Result<Item, HandshakeError> {
        Item::from_canonical(self.canonical).map_err(|e| HandshakeError {
            message: e.0,
            line: self.number,
        })
    }
}

fn entry(rest: &str, number: usize) -> Option<Line<'_>> {
    let mut columns = rest.splitn(10, '\t');
    let mut next = || columns.next();
    Some(Line {
        file: next()?,
        ident: next()?,
        module: next()?,
        digest: next()?,
        id: next()?,
        test_only: next()? == "test",
        meaning: from_hex(next()?),
        slots: next()?,
        findings: next()?,
        canonical: next()?,
        number,
    })
}

fn decode<T: Code>(text: &str, line: usize) -> Result<T, HandshakeError> {
    let json = json::parse(text).map_err(|e| HandshakeError {
        message: e.message,
        line,
    })?;
    T::decode(&json).map_err(|e| HandshakeError { message: e.0, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Handshake {
        Handshake {
            generator: "0.1.0".into(),
            crate_name: "acme".into(),
            cfg: vec!["unix".into(), "feature=\"a\"".into()],
            roots: vec!["src/lib.rs".into()],
            entries: vec![Entry {
                file: "src/a.rs".into(),
                ident: "Job".into(),
                module: "a".into(),
                digest: 7,
                id: "acme::a::Job".into(),
                test_only: false,
                meaning: Some(9),
                slots: vec![
                    Expected {
                        identity: Some(1),
                        shown: "u8".into(),
                        generic: false,
                        formula: String::new(),
                        meaning: Some(3),
                    },
                    Expected {
                        identity: None,
                        shown: "depends on `T`".into(),
                        generic: true,
                        formula: "list($T)".into(),
                        meaning: None,
                    },
                ],
                findings: vec![Finding {
                    place: "id".into(),
                    class: FindingClass::Error,
                    rule: "field_type_changed".into(),
                    text: "two\nlines\twith a tab".into(),
                }],
                canonical: "{}".into(),
            }],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let handshake = sample();
        let (text, generation) = handshake.write();
        let table = Table::read(&text).unwrap();
        assert_eq!(table.generation, generation);
        assert!(Table::is_whole(&text));
        assert_eq!(table.cfg().unwrap(), handshake.cfg);
        assert_eq!(table.roots().unwrap(), handshake.roots);
        let (line, entry) = (table.entries[0], &handshake.entries[0]);
        assert_eq!(
            (line.file, line.ident, line.id),
            ("src/a.rs", "Job", "acme::a::Job")
        );
        assert_eq!(line.meaning, entry.meaning);
        assert_eq!(line.slots().unwrap(), entry.slots);
        assert_eq!(line.findings().unwrap(), entry.findings);
    }

    #[test]
    fn a_changed_table_is_not_whole() {
        let (text, _) = sample().write();
        assert!(!Table::is_whole(&text.replace("src/a.rs", "src/b.rs")));
        assert!(!Table::is_whole(&text[..text.len() - 2]));
        assert!(
            Table::read(&text.replacen('1', "2", 1))
                .unwrap_err()
                .message
                .contains("layout 2")
        );
    }
}
