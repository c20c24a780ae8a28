//! A lock of thousands of lines, most of which stand for files that follow from contracts and are what they were: such lines are neither
//! read nor printed, but copied.
//!
//! Where they are says an index in `OUT_DIR`, by emitter and contract, with a sum over the text that it is of.

use std::collections::BTreeMap;

use contractual_drift::states::Lock;
use contractual_emit::Aside;
use contractual_model::naming::kebab;

use crate::cargo::Environment;
use crate::sealed;

const INDEX: &str = "contractual/locked";

/// The emitters of files that follow from one contract.
const EMITTERS: [&str; 2] = ["fixtures", "reference"];

/// Lines that stand together: files of one emitter for one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    /// Emitter, contract and major version, as they stand in the lock.
    key: String,
    start: usize,
    end: usize,
    lines: usize,
    /// The first path and the last.
    first: String,
    last: String,
}

/// A lock's text, and where its blocks are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Locked {
    text: String,
    blocks: Vec<Block>,
}

impl Locked {
    /// A text with the index that an earlier run left, if it is the index of this text.
    pub(crate) fn read(environment: &Environment, text: String) -> Self {
        let blocks = index(environment, &text).unwrap_or_default();
        Self { text, blocks }
    }

    /// True if there is an index, so that something may be set aside.
    pub(crate) fn has_index(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// The text without its blocks.
    pub(crate) fn rest(&self) -> String {
        let mut out = String::new();
        let mut from = 0;
        for block in &self.blocks {
            out.push_str(&self.text[from..block.start]);
            from = block.end;
        }
        out.push_str(&self.text[from..]);
        out
    }

    /// Keeps the blocks of files that were set aside, and adds all others to a lock that was read from [`Locked::rest`]. `None` if a line
    /// is no line of a lock.
    pub(crate) fn keep(&mut self, aside: &[Aside], lock: &mut Lock) -> Option<()> {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for block in &self.blocks {
            *numbers.entry(&block.key).or_default() += block.lines;
        }
        let mut kept: Vec<String> = aside
            .iter()
            .map(|aside| {
                (
                    key(aside.emitter, &kebab(&aside.contract.0), aside.contract.1),
                    aside.files,
                )
            })
            .filter(|(key, files)| numbers.get(key.as_str()) == Some(files))
            .map(|(key, _)| key)
            .collect();
        if kept.len() != aside.len() {
            // one that is counted elsewhere than in the lock: nothing is certain
            return None;
        }
        kept.sort();
        let head = self.text.lines().next().unwrap_or_default();
        let (quiet, open): (Vec<Block>, Vec<Block>) = std::mem::take(&mut self.blocks)
            .into_iter()
            .partition(|block| kept.binary_search(&block.key).is_ok());
        for block in open {
            let lines = format!("{head}\n{}", &self.text[block.start..block.end]);
            lock.files.append(&mut Lock::parse(&lines).ok()?.files);
        }
        self.blocks = quiet;
        Some(())
    }

    /// The paths that were set aside.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        let blocks = self.blocks.iter();
        let lines = blocks.flat_map(|block| self.text[block.start..block.end].lines());
        lines.map(path_of)
    }

    /// The printed lines of other files with those that were set aside, in the order of paths.
    pub(crate) fn merged(&self, printed: &str) -> Self {
        let mut out = Self {
            text: String::with_capacity(printed.len() + self.text.len()),
            blocks: Vec::new(),
        };
        let mut blocks = self.blocks.iter().peekable();
        // lines of a block in which another line stands
        let mut open: Vec<&str> = Vec::new();
        for line in printed.split_inclusive('\n') {
            let path = match line.starts_with("file\t") {
                true => path_of(line),
                // the head stands first, what was released last
                false if line.starts_with("released\t") => "\u{10ffff}",
                false => "",
            };
            loop {
                if let Some(first) = open.last() {
                    if path_of(first) > path {
                        break;
                    }
                    out.add_line(open.pop().unwrap_or_default());
                } else if let Some(block) = blocks.next_if(|block| block.last.as_str() < path) {
                    out.add_block(&self.text, block);
                } else if let Some(block) = blocks.next_if(|block| block.first.as_str() < path) {
                    let lines = self.text[block.start..block.end].split_inclusive('\n');
                    open = lines.rev().collect();
                } else {
                    break;
                }
            }
            out.add_line(line);
        }
        while let Some(line) = open.pop() {
            out.add_line(line);
        }
        for block in blocks {
            out.add_block(&self.text, block);
        }
        out
    }

    fn add_block(&mut self, text: &str, block: &Block) {
        let start = self.text.len();
        self.text.push_str(&text[block.start..block.end]);
        self.blocks.push(Block {
            start,
            end: self.text.len(),
            ..block.clone()
        });
    }

    fn add_line(&mut self, line: &str) {
        let start = self.text.len();
        self.text.push_str(line);
        let Some((path, key)) = key_of(line) else {
            return;
        };
        match self.blocks.last_mut() {
            Some(last) if last.end == start && last.key == key => {
                last.end = self.text.len();
                last.lines += 1;
                path.clone_into(&mut last.last);
            }
            _ => self.blocks.push(Block {
                key: key.to_owned(),
                start,
                end: self.text.len(),
                lines: 1,
                first: path.to_owned(),
                last: path.to_owned(),
            }),
        }
    }

    /// The text of the lock.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Leaves an index for the next run.
    pub(crate) fn leave(&self, environment: &Environment) {
        let mut out = sealed::seal(self.text.as_bytes()).to_vec();
        for Block {
            key,
            start,
            end,
            lines,
            first,
            last,
        } in &self.blocks
        {
            let line = format!("{start}\t{end}\t{lines}\t{first}\t{last}\t{key}\n");
            out.extend_from_slice(line.as_bytes());
        }
        sealed::write(environment, INDEX, out);
    }
}

fn index(environment: &Environment, text: &str) -> Option<Vec<Block>> {
    let bytes = sealed::read(&environment.out_dir, INDEX)?;
    let (sum, lines) = bytes.split_at_checked(sealed::SEAL)?;
    if sum != sealed::seal(text.as_bytes()) {
        return None;
    }
    let mut blocks = Vec::new();
    for line in std::str::from_utf8(lines).ok()?.lines() {
        let mut fields = line.splitn(6, '\t');
        let mut next = || fields.next();
        blocks.push(Block {
            start: next()?.parse().ok()?,
            end: next()?.parse().ok()?,
            lines: next()?.parse().ok()?,
            first: next()?.to_owned(),
            last: next()?.to_owned(),
            key: next()?.to_owned(),
        });
    }
    let mut from = 0;
    for block in &blocks {
        if block.start < from || text.get(block.start..block.end).is_none() {
            return None;
        }
        from = block.end;
    }
    Some(blocks)
}

fn key(emitter: &str, contract: &str, major: u32) -> String {
    format!("{emitter}\t{contract}\t{major}")
}

/// The path in a line of a file.
fn path_of(line: &str) -> &str {
    line.split('\t').nth(2).unwrap_or_default()
}

/// Path and key of a line that can be set aside; `None` for one that cannot, also while it has the digest of what stood there before.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("file\t")?;
    let (_digest, rest) = line.split_once('\t')?;
    let (path, rest) = rest.split_once('\t')?;
    let mut fields = rest.split('\t');
    let (emitter, contract, major) = (fields.next()?, fields.next()?, fields.next()?);
    let last = fields.next().is_some() && fields.next().is_none();
    let length = emitter.len() + contract.len() + major.len() + 2;
    (last && contract != "-" && EMITTERS.contains(&emitter)).then(|| (path, &rest[..length]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, emitter: &str, contract: &str) -> String {
        let digest = contractual_drift::states::sha256_hex(path.as_bytes());
        format!("file\t{digest}\t{path}\t{emitter}\t{contract}\t1\tacme::A\n")
    }

    #[test]
    fn lines_are_set_aside_and_come_back_in_their_places() {
        let all: Vec<String> = [
            ("a/a-v1.json", "json_schema", "a"),
            ("f/a-b.x", "fixtures", "a-b"),
            ("f/a-b.y", "fixtures", "a-b"),
            ("f/a.x", "fixtures", "a"),
            ("f/a.y", "fixtures", "a"),
            ("f/a.z", "fixtures", "a"),
            ("f/b.x", "fixtures", "b"),
            ("r/a.md", "reference", "a"),
            ("t/x.py", "pytest", "x"),
        ]
        .iter()
        .map(|(path, emitter, contract)| line(path, emitter, contract))
        .collect();
        let head = Lock::default().print();
        let whole = format!("{head}{}", all.concat());
        let locked = Locked::default().merged(&whole);
        assert_eq!(locked.text(), whole);
        assert_eq!(locked.blocks.len(), 4);
        let aside = |contract: &str, files: usize| Aside {
            contract: (contract.to_owned(), 1),
            emitter: "fixtures",
            folder: "f".to_owned(),
            files,
        };
        let kept = |aside: &[Aside]| {
            let mut rest = locked.clone();
            let mut lock = Lock::parse(&rest.rest()).unwrap();
            rest.keep(aside, &mut lock)?;
            Some((rest, lock))
        };
        for chosen in [
            vec![],
            vec![aside("A", 3)],
            vec![aside("aB", 2), aside("B", 1)],
        ] {
            let (rest, lock) = kept(&chosen).unwrap();
            let number: usize = chosen.iter().map(|one| one.files).sum();
            assert_eq!(rest.paths().count(), number);
            assert_eq!(lock.files.len(), all.len() - number);
            let merged = rest.merged(&lock.print());
            assert_eq!(
                (merged.text(), &merged.blocks),
                (whole.as_str(), &locked.blocks)
            );
        }
        // a file more, or fewer, than were set aside
        assert!(kept(&[aside("A", 2)]).is_none());
        assert!(kept(&[aside("C", 1)]).is_none());
        // a new file whose place is inside of a block
        let (rest, mut lock) = kept(&[aside("A", 3)]).unwrap();
        let new = line("f/a.xx", "fixtures", "n");
        lock.files
            .append(&mut Lock::parse(&format!("{head}{new}")).unwrap().files);
        let merged = rest.merged(&lock.print());
        let mut sorted = all.clone();
        sorted.insert(4, new);
        assert_eq!(merged.text(), format!("{head}{}", sorted.concat()));
        assert_eq!(merged.blocks.len(), 6);
    }
}
