//! Places: a position in a file, and a JSON pointer into a document.
//!
//! Lines and columns count from one; columns count Unicode scalar values. Sources that count from zero, or in bytes, are
//! converted here and nowhere else ([`line_column`]).

use std::fmt;

/// A position in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLoc {
    /// Relative path with forward slashes.
    pub file: String,
    /// Line, from one. Zero means: the whole file.
    pub line: u32,
    /// Column in characters, from one. Zero means: the whole line.
    pub column: u32,
}

impl SourceLoc {
    /// A position in `file`.
    pub fn new(file: impl Into<String>, line: u32, column: u32) -> Self {
        Self {
            file: file.into(),
            line,
            column,
        }
    }

    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self::new(file, 0, 0)
    }

    /// The position of the byte `offset` of `text`, which is the content of `file`.
    pub fn of_offset(file: impl Into<String>, text: &str, offset: usize) -> Self {
        let (line, column) = line_column(text, offset);
        Self::new(file, line, column)
    }
}

impl fmt::Display for SourceLoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        Ok(())
    }
}

/// Line and column (both from one, column in characters) of the byte `offset` of `text`. An offset behind the end is the end.
pub fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

/// A JSON pointer (RFC 6901), held escaped: `/properties/a~1b`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document: the empty pointer.
    pub fn root() -> Self {
        Self::default()
    }

    /// A pointer from its escaped text, such as `/a/0`; `None` unless it is empty or starts with a slash.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// This pointer and one member name more.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        let mut longer = self.clone();
        longer.push_key(name);
        longer
    }

    /// This pointer and one array index more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// Adds one member name.
    pub fn push_key(&mut self, name: &str) {
        self.0.push('/');
        for c in name.chars() {
            match c {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                c => self.0.push(c),
            }
        }
    }

    /// The pointer without its last step, and that step; `None` for the whole document.
    pub fn split_last(&self) -> Option<(Self, String)> {
        let at = self.0.rfind('/')?;
        Some((Self(self.0[..at].to_owned()), unescape(&self.0[at + 1..])))
    }

    /// The steps, unescaped.
    pub fn steps(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The escaped text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("aä\nß=1", 0), (1, 1));
        assert_eq!(line_column("aä\nß=1", 6), (2, 2));
        assert_eq!(line_column("ab", 99), (1, 3));
    }

    #[test]
    fn pointers_escape_and_split() {
        let at = Pointer::root().key("a/b").index(0).key("~");
        assert_eq!(at.as_str(), "/a~1b/0/~0");
        assert_eq!(at.steps().collect::<Vec<_>>(), ["a/b", "0", "~"]);
        assert_eq!(
            at.split_last(),
            Some((Pointer::parse("/a~1b/0").unwrap(), "~".into()))
        );
    }
}
