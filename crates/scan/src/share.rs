//! What a walk takes from one file, whatever the other files say: if it is the same, so is the outline, though the text is another.
//!
//! With it, an edit of one function costs the skeleton of one file, and not that of a crate.

use std::ops::Range;

use crate::input::Options;
use crate::outline::Outline;
use crate::skeleton::RawItem;
use crate::walk::has_constant;

/// What was taken from a file.
#[derive(Debug, Default)]
pub(crate) struct Share {
    text: String,
    functions: Vec<(String, Range<usize>)>,
    /// With whether the head names `Default`.
    impls: Vec<(Range<usize>, bool)>,
    /// True if the file has no skeleton.
    pub(crate) broken: bool,
    /// How often the file stands in the tree of modules.
    pub(crate) walks: u32,
}

impl Share {
    /// Something that was read, as it is written.
    pub(crate) fn add(&mut self, text: &str) {
        self.text.push_str(text);
        // in no Rust text
        self.text.push('\0');
    }

    /// An item, before anything is asked about it: what it is, and the attributes that may decide whether it is there, or where.
    pub(crate) fn add_item(&mut self, text: &str, item: &RawItem) {
        self.text.push(item.kind.letter());
        self.text.push(if item.public { '+' } else { '-' });
        self.add(&item.name);
        let attributes = &text[item.attributes.clone()];
        if attributes.contains('#') && ["cfg", "path"].iter().any(|word| attributes.contains(word))
        {
            self.add(attributes);
        }
    }

    pub(crate) fn add_function(&mut self, name: &str, range: Range<usize>) {
        self.functions.push((name.to_owned(), range));
    }

    pub(crate) fn add_impl(&mut self, range: Range<usize>, default: bool) {
        self.impls.push((range, default));
    }

    /// As text; `functions` holds the items that name functions, whose bodies count then.
    fn finish(&self, text: &str, functions: &str) -> Option<String> {
        if self.broken || self.walks != 1 {
            return None;
        }
        let mut out = self.text.clone();
        if functions.is_empty() {
            return Some(out);
        }
        let named = self.functions.iter();
        let named = named.filter(|(name, _)| functions.contains(name.as_str()));
        let impls = self.impls.iter();
        let impls = impls.filter(|(range, default)| *default || has_constant(&text[range.clone()]));
        let impls = impls.map(|(range, _)| range);
        for range in named.map(|(_, range)| range).chain(impls) {
            out.push_str(&text[range.clone()]);
            out.push('\0');
        }
        Some(out)
    }
}

impl Outline {
    /// What the outline takes from each file, by path in the order of the walk: together they decide everything that [`Outline::text`]
    /// says, as long as the same files are there. `None` if that cannot be told apart by file.
    pub fn shares(&self) -> Option<Vec<(&str, String)>> {
        let functions = self.functions();
        let walk = &self.walk;
        let files = walk.files.iter().zip(&walk.shares);
        files
            .map(|(file, share)| Some((file.path.as_str(), share.finish(&file.text, &functions)?)))
            .collect()
    }

    /// What an outline would take from a file with this text, if all others are as they were. `functions` is [`Outline::functions`] of them.
    pub fn share_of(path: &str, text: &str, options: &Options, functions: &str) -> Option<String> {
        let alone = |asked: &str| (asked == path).then(|| text.to_owned());
        let options = Options {
            roots: vec![path.to_owned()],
            ..options.clone()
        };
        let outline = Self::read(&alone, &options);
        match outline.walk.shares.as_slice() {
            [share] => share.finish(text, functions),
            _ => None,
        }
    }
}
