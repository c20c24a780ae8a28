//! The skeletons that one outline leaves for the next: what a file's items are follows from its text alone, and so does what their
//! attributes say, as long as none asks for a `cfg`.

use std::ops::Range;

use contractual_model::packed::{Unpacker, put_number, put_text};
use contractual_model::quick::HashMap;
use contractual_syntax::cfg::Verdict;
use contractual_syntax::{Heads, heads, lex};

use super::{RawItem, RawKind};
use crate::cfg::Asking;

const HEAD: &str = "contractual-skeletons 1";

/// Words of attributes that the walk asks about.
const WORDS: [&str; 5] = ["cfg", "derive", "path", "api", "contract"];

/// An item, and what its attributes say, if they ask for no `cfg`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Headed {
    pub(crate) raw: RawItem,
    pub(crate) heads: Option<Heads>,
}

impl Headed {
    pub(crate) fn of(text: &str, raw: RawItem, asking: &Asking<'_>) -> Self {
        let written = &text[raw.attributes.clone()];
        let relevant = written.contains('#') && WORDS.iter().any(|word| written.contains(word));
        let heads = match (relevant, written.contains("cfg")) {
            (_, true) => None,
            (false, false) => Some(heads(&[], asking)),
            (true, false) => {
                let trees = lex(written, raw.attributes.start).unwrap_or_default();
                Some(heads(&trees, asking))
            }
        };
        Self { raw, heads }
    }
}

/// What an earlier outline left.
#[derive(Debug, Default)]
pub(crate) struct Skeletons<'t> {
    /// By path: the text of a file, and its items.
    files: HashMap<&'t str, (&'t str, &'t [u8])>,
}

impl<'t> Skeletons<'t> {
    /// Reads what [`put_file`] put together; `None` if it is not whole or of another format.
    pub(crate) fn read(bytes: &'t [u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes);
        if from.text()? != HEAD {
            return None;
        }
        let mut files = HashMap::default();
        while !from.is_done() {
            let path = from.text()?;
            let text = from.text()?;
            let length = from.number()?;
            files.insert(path, (text, from.take(length)?));
        }
        Some(Self { files })
    }

    /// The items of a file with this text, as they are kept.
    pub(crate) fn kept(&self, path: &str, text: &str) -> Option<&'t [u8]> {
        let (known, items) = self.files.get(path)?;
        (*known == text).then_some(items)
    }
}

/// The start of what [`Skeletons::read`] reads.
pub(crate) fn head() -> Vec<u8> {
    let mut out = Vec::new();
    put_text(&mut out, HEAD);
    out
}

/// Adds a file.
pub(crate) fn put_file(out: &mut Vec<u8>, path: &str, text: &str, items: &[u8]) {
    put_text(out, path);
    put_text(out, text);
    put_number(out, items.len());
    out.extend_from_slice(items);
}

/// Items as they are kept.
pub(crate) fn pack(items: &[Headed]) -> Vec<u8> {
    let mut out = Vec::new();
    let out = &mut out;
    put_number(out, items.len());
    for Headed { raw, heads } in items {
        let RawItem {
            kind,
            name,
            attributes,
            range,
            body,
            public,
        } = raw;
        put_number(out, kind.letter() as usize);
        put_text(out, name);
        put_range(out, attributes);
        put_range(out, range);
        put_number(out, usize::from(body.is_some()));
        body.iter().for_each(|body| put_range(out, body));
        put_number(out, usize::from(*public));
        put_number(out, usize::from(heads.is_some()));
        let Some(Heads {
            // they ask for none
            cfg: _,
            derives,
            paths,
            path,
        }) = heads
        else {
            continue;
        };
        for list in [derives, paths] {
            put_number(out, list.len());
            list.iter().for_each(|text| put_text(out, text));
        }
        put_number(out, usize::from(path.is_some()));
        path.iter().for_each(|path| put_text(out, path));
    }
    std::mem::take(out)
}

/// The items that were kept of this text; `None` if they are broken.
pub(crate) fn unpack(bytes: &[u8], text: &str) -> Option<Vec<Headed>> {
    let mut from = Unpacker::new(bytes);
    let from = &mut from;
    let mut items = Vec::new();
    for _ in 0..from.number()? {
        let letter = u32::try_from(from.number()?).ok()?;
        let raw = RawItem {
            kind: RawKind::of_letter(char::from_u32(letter)?)?,
            name: from.text()?.to_owned(),
            attributes: range(from, text)?,
            range: range(from, text)?,
            body: match from.number()? {
                0 => None,
                _ => Some(range(from, text)?),
            },
            public: from.number()? == 1,
        };
        let heads = match from.number()? {
            0 => None,
            _ => Some(Heads {
                cfg: Verdict::Known(true),
                derives: texts(from)?,
                paths: texts(from)?,
                path: match from.number()? {
                    0 => None,
                    _ => Some(from.text()?.to_owned()),
                },
            }),
        };
        items.push(Headed { raw, heads });
    }
    from.is_done().then_some(items)
}

fn put_range(out: &mut Vec<u8>, range: &Range<usize>) {
    put_number(out, range.start);
    put_number(out, range.end);
}

fn range(from: &mut Unpacker<'_>, text: &str) -> Option<Range<usize>> {
    let range = from.number()?..from.number()?;
    text.get(range.clone()).map(|_| range)
}

fn texts(from: &mut Unpacker<'_>) -> Option<Vec<String>> {
    let mut all = Vec::new();
    for _ in 0..from.number()? {
        all.push(from.text()?.to_owned());
    }
    Some(all)
}
