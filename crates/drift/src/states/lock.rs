//! The lock: digests of the bytes that the generator last wrote, committed beside the contracts as `contracts.lock`.
//!
//! One line per file, sorted by path, fields parted by a tab, so that two branches merge line by line:
//! `file`, SHA-256, path, emitter, contract, major version, Rust path. While a build writes, a line may have an eighth
//! field, the digest before: a build killed in the middle leaves files of either kind, and both are known as ours.
//!
//! `released` lines hold every released form of a contract document: contract, major version, version, file, SHA-256 of the
//! last field, the document as JSON on one line. They are the baseline of builds without git.

use std::collections::BTreeMap;
use std::fmt;

use contractual_model::json::{self, Json, to_line};

use crate::sha256::sha256_hex;

const HEAD: &str = "contractual-lock 1";
const NOTE: &str = "# Written together with the files it lists; never edit. After a merge: cargo contractual restore --all";

/// What was written last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lock {
    /// By path relative to the project's root.
    pub files: BTreeMap<String, Written>,
    /// Every released form of a contract document, oldest first.
    pub released: Vec<Released>,
}

/// A released form of a contract document.
#[derive(Debug, Clone, PartialEq)]
pub struct Released {
    /// The contract's name.
    pub contract: String,
    /// Its major version.
    pub major: u32,
    /// The version it was released as: `1.3.0`, or a tag.
    pub version: String,
    /// The file, relative to the project's root.
    pub file: String,
    /// The document.
    pub document: Json,
}

/// One file as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub digest: String,
    /// Digest of the bytes before, while a build is writing.
    pub before: Option<String>,
    /// The emitter that owned it.
    pub emitter: String,
    /// The contract it belongs to; `None` for a file of the whole set.
    pub contract: Option<(String, u32)>,
    /// The type that claimed it, as `crate::module::Type`.
    pub rust: String,
}

/// Lines of a lock that are to become others, by file; `None`: the line goes.
pub type Changes = BTreeMap<String, Option<Written>>;

/// A line that is no line of a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockError {
    /// From one.
    pub line: u32,
    /// What was expected there.
    pub message: String,
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

impl std::error::Error for LockError {}

impl Written {
    /// True if these bytes are what was written, or what stood there before a write that may not have ended.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        let digest = sha256_hex(bytes);
        self.digest == digest || self.before.as_deref() == Some(digest.as_str())
    }

    fn print(&self, path: &str, before: Option<&String>, out: &mut String) {
        out.push_str("file\t");
        out.push_str(&self.digest);
        out.push('\t');
        out.push_str(path);
        out.push('\t');
        out.push_str(&self.emitter);
        match &self.contract {
            Some((name, major)) => {
                out.push('\t');
                out.push_str(name);
                out.push('\t');
                out.push_str(&major.to_string());
                out.push('\t');
            }
            None => out.push_str("\t-\t-\t"),
        }
        out.push_str(&self.rust);
        if let Some(before) = before.or(self.before.as_ref()) {
            out.push('\t');
            out.push_str(before);
        }
        out.push('\n');
    }
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// The first line that is not as [`Lock::print`] writes it.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        let mut lines = text.lines().enumerate();
        let fault = |index: usize, message: &str| LockError {
            line: u32::try_from(index + 1).unwrap_or(u32::MAX),
            message: message.to_owned(),
        };
        match lines.next() {
            Some((_, HEAD)) => {}
            Some((_, head)) if head.starts_with("contractual-lock ") => {
                return Err(fault(
                    0,
                    "this lock was written by a newer contractual; update the tool",
                ));
            }
            _ => return Err(fault(0, &format!("expected `{HEAD}`"))),
        }
        for (index, line) in lines {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with("<<<<<<<")
                || line.starts_with("=======")
                || line.starts_with(">>>>>>>")
            {
                return Err(fault(
                    index,
                    "a merge conflict is not resolved here; run `cargo contractual restore --all`",
                ));
            }
            if let Some(fields) = line.strip_prefix("released\t") {
                let released = Released::parse(fields).map_err(|message| fault(index, &message))?;
                lock.released.push(released);
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let ([kind, digest, path, emitter, name, major, rust]
            | [kind, digest, path, emitter, name, major, rust, _]) = fields[..]
            else {
                return Err(fault(index, "expected 7 fields parted by tabs"));
            };
            if kind != "file" {
                return Err(fault(
                    index,
                    "expected a line that begins with `file` or `released`",
                ));
            }
            let before = fields.get(7).copied();
            if !is_digest(digest) || !before.is_none_or(is_digest) {
                return Err(fault(
                    index,
                    "expected 64 hexadecimal digits (SHA-256) as the second field",
                ));
            }
            let contract = match (name, major.parse::<u32>()) {
                ("-", _) => None,
                (name, Ok(major)) => Some((name.to_owned(), major)),
                (_, Err(_)) => {
                    return Err(fault(index, "expected a major version as the sixth field"));
                }
            };
            let written = Written {
                digest: digest.to_owned(),
                before: before.map(str::to_owned),
                emitter: emitter.to_owned(),
                contract,
                rust: rust.to_owned(),
            };
            if lock.files.insert(path.to_owned(), written).is_some() {
                return Err(fault(index, &format!("`{path}` is listed twice")));
            }
        }
        Ok(lock)
    }

    /// The lock as text; parsing it gives the same lock.
    pub fn print(&self) -> String {
        self.print_changed(&Changes::new(), &BTreeMap::new())
    }

    /// The lock as text, with these lines changed, and with digests of what stands in some files before they are written.
    pub fn print_changed(&self, changes: &Changes, before: &BTreeMap<&str, String>) -> String {
        let mut out = format!("{HEAD}\n{NOTE}\n");
        let mut line = |path: &str, written: &Written| {
            written.print(path, before.get(path), &mut out);
        };
        let mut changes = changes.iter().peekable();
        for (path, written) in &self.files {
            while let Some((new, added)) = changes.next_if(|(new, _)| *new < path) {
                added.iter().for_each(|added| line(new, added));
            }
            match changes.next_if(|(changed, _)| *changed == path) {
                None => line(path, written),
                Some((_, changed)) => changed.iter().for_each(|changed| line(path, changed)),
            }
        }
        for (new, added) in changes {
            added.iter().for_each(|added| line(new, added));
        }
        for released in &self.released {
            let document = to_line(&released.document);
            let fields = [
                "released",
                &released.contract,
                &released.major.to_string(),
                &released.version,
                &released.file,
                &sha256_hex(document.as_bytes()),
                &document,
            ];
            out.push_str(&fields.join("\t"));
            out.push('\n');
        }
        out
    }

    /// Notes a form of a contract document as released; one that is the same as the last is noted once.
    pub fn release(&mut self, released: Released) {
        let last = self
            .released
            .iter()
            .rev()
            .find(|known| known.contract == released.contract && known.major == released.major);
        if last.is_none_or(|last| last.document != released.document) {
            self.released.push(released);
        }
    }
}

impl Released {
    fn parse(fields: &str) -> Result<Self, String> {
        let fields: Vec<&str> = fields.split('\t').collect();
        let [contract, major, version, file, digest, document] = fields[..] else {
            return Err("expected 7 fields parted by tabs".to_owned());
        };
        let major = major
            .parse::<u32>()
            .map_err(|_| "expected a major version as the third field".to_owned())?;
        if sha256_hex(document.as_bytes()) != digest {
            return Err(format!(
                "the released form of {contract} {version} was changed: its digest is another; take the line back from git"
            ));
        }
        let document = json::parse(document)
            .map_err(|error| format!("the released form of {contract} is no JSON: {error}"))?;
        Ok(Self {
            contract: contract.to_owned(),
            major,
            version: version.to_owned(),
            file: file.to_owned(),
            document,
        })
    }
}

fn is_digest(text: &str) -> bool {
    // a lock may have many lines, and build scripts run unoptimised: so a plain loop
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() && matches!(text[at], b'0'..=b'9' | b'a'..=b'f') {
        at += 1;
    }
    at == 64 && text.len() == 64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Lock {
        let mut lock = Lock::default();
        for (path, contract, before) in [
            (
                "docs/contracts/a-v1.schema.json",
                Some(("a".to_owned(), 1)),
                None,
            ),
            ("tests/contracts/test_x.py", None, Some(sha256_hex(b"old"))),
        ] {
            lock.files.insert(
                path.to_owned(),
                Written {
                    digest: sha256_hex(path.as_bytes()),
                    before,
                    emitter: "json_schema".to_owned(),
                    contract,
                    rust: "acme::A".to_owned(),
                },
            );
        }
        let mut released = Released {
            contract: "a".to_owned(),
            major: 1,
            version: "1.0.0".to_owned(),
            file: "docs/contracts/a-v1.schema.json".to_owned(),
            document: json::parse("{\"type\": \"string\", \"title\": \"a\\tb\"}").unwrap(),
        };
        lock.release(released.clone());
        lock.release(released.clone());
        released.version = "1.1.0".to_owned();
        released.document = json::parse("{\"type\": \"null\"}").unwrap();
        lock.release(released);
        assert_eq!(lock.released.len(), 2);
        lock
    }

    #[test]
    fn parse_after_print_is_identity() {
        assert_eq!(Lock::parse(&sample().print()), Ok(sample()));
    }

    #[test]
    fn changed_lines_are_printed_in_their_order() {
        let lock = sample();
        let one = lock.files.values().next().cloned();
        for (changes, expected) in [
            (
                vec![("a", true)],
                vec![
                    "a",
                    "docs/contracts/a-v1.schema.json",
                    "tests/contracts/test_x.py",
                ],
            ),
            (
                vec![("docs/contracts/a-v1.schema.json", false), ("z", true)],
                vec!["tests/contracts/test_x.py", "z"],
            ),
            (
                vec![("docs/contracts/a-v1.schema.json", true), ("e", false)],
                vec![
                    "docs/contracts/a-v1.schema.json",
                    "tests/contracts/test_x.py",
                ],
            ),
        ] {
            let changes: Changes = changes
                .into_iter()
                .map(|(path, stays)| (path.to_owned(), one.clone().filter(|_| stays)))
                .collect();
            let mut wanted = lock.clone();
            for (path, change) in &changes {
                match change {
                    Some(written) => drop(wanted.files.insert(path.clone(), written.clone())),
                    None => drop(wanted.files.remove(path)),
                }
            }
            let printed = lock.print_changed(&changes, &BTreeMap::new());
            assert_eq!(Lock::parse(&printed), Ok(wanted.clone()));
            assert_eq!(wanted.files.keys().collect::<Vec<_>>(), expected);
            assert_eq!(printed, wanted.print());
        }
    }

    #[test]
    fn an_edited_released_form_is_refused() {
        let text = sample().print().replace("\"null\"", "\"string\"");
        let fault = Lock::parse(&text).unwrap_err();
        assert_eq!(fault.line, 6);
        assert!(fault.message.contains("was changed"), "{fault}");
    }

    #[test]
    fn bytes_before_a_killed_write_are_ours() {
        let written = &sample().files["tests/contracts/test_x.py"];
        assert!(written.matches(b"old"));
        assert!(written.matches(b"tests/contracts/test_x.py"));
        assert!(!written.matches(b"edited"));
    }

    #[test]
    fn faults_name_their_line() {
        for (text, expected) in [
            ("", "1: expected `contractual-lock 1`"),
            (
                "contractual-lock 9\n",
                "1: this lock was written by a newer contractual; update the tool",
            ),
            (
                "contractual-lock 1\n<<<<<<< HEAD\n",
                "2: a merge conflict is not resolved here; run `cargo contractual restore --all`",
            ),
            (
                "contractual-lock 1\nfile\tabc\n",
                "2: expected 7 fields parted by tabs",
            ),
            (
                "contractual-lock 1\nfile\tabc\tp\te\t-\t-\tr\n",
                "2: expected 64 hexadecimal digits (SHA-256) as the second field",
            ),
        ] {
            assert_eq!(Lock::parse(text).unwrap_err().to_string(), expected);
        }
    }
}
