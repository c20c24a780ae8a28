//! Paths as pipelines write them: checked as text, before anything is opened (section 6).

use std::fmt;

/// A path below some base: its parts, already free of `.` and `..`. The empty path is the base itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RelPath(Vec<String>);

/// Why a path is refused as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathProblem {
    /// It begins with `/` or a drive letter.
    Absolute,
    /// It begins with `~`.
    Home,
    /// It leaves its base by `..`.
    Leaves,
    /// It holds a NUL character.
    Nul,
}

impl PathProblem {
    /// What is wrong, to stand behind the path.
    pub fn text(self) -> &'static str {
        match self {
            Self::Absolute => "is an absolute path",
            Self::Home => "begins with `~`, which names a home folder",
            Self::Leaves => "leads out of its folder by `..`",
            Self::Nul => "holds a NUL character",
        }
    }
}

impl RelPath {
    /// Reads a path as pipelines write it. `/` separates on every platform; `..` is resolved as text.
    ///
    /// ```
    /// use contractual_handover::RelPath;
    /// assert_eq!(RelPath::parse("a/../b/./c.json").map(|p| p.to_string()), Ok("b/c.json".to_owned()));
    /// assert!(RelPath::parse("a/../../b").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, PathProblem> {
        if text.contains('\0') {
            return Err(PathProblem::Nul);
        }
        if text.starts_with('/') || text.starts_with('\\') {
            return Err(PathProblem::Absolute);
        }
        let bytes = text.as_bytes();
        if bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic() {
            return Err(PathProblem::Absolute);
        }
        if text.starts_with('~') {
            return Err(PathProblem::Home);
        }
        let mut parts: Vec<String> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err(PathProblem::Leaves);
                    }
                }
                // A backslash separates on Windows only; what would climb there is refused everywhere.
                _ if part.split('\\').any(|piece| piece == "..") => {
                    return Err(PathProblem::Leaves);
                }
                _ => parts.push(part.to_owned()),
            }
        }
        Ok(Self(parts))
    }

    /// The base itself.
    pub fn base() -> Self {
        Self::default()
    }

    /// The parts of the path.
    pub fn parts(&self) -> &[String] {
        &self.0
    }

    /// True for the base itself.
    pub fn is_base(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part.
    pub fn file_name(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }

    /// The path without its last part.
    pub fn parent(&self) -> Self {
        let mut parts = self.0.clone();
        parts.pop();
        Self(parts)
    }

    /// A path below this one; `text` is read as [`RelPath::parse`] reads it, and may climb inside the base.
    pub fn join(&self, text: &str) -> Result<Self, PathProblem> {
        if self.is_base() {
            return Self::parse(text);
        }
        Self::parse(text).map_or_else(
            |problem| match problem {
                PathProblem::Leaves => Self::parse(&format!("{self}/{text}")),
                other => Err(other),
            },
            |below| Ok(Self(self.0.iter().cloned().chain(below.0).collect())),
        )
    }

    /// The extension of the last part, without its dot.
    pub fn extension(&self) -> Option<&str> {
        let name = self.file_name()?;
        let (stem, extension) = name.rsplit_once('.')?;
        (!stem.is_empty()).then_some(extension)
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        f.write_str(&self.0.join("/"))
    }
}

/// True if `text` can be one part of a path: not empty, not `.` or `..`, no separator, no NUL.
pub(crate) fn is_safe_component(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '\\', '\0'])
}

/// A part of a URI without its percent signs; what is no escape stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let raw = text.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let hex = (raw[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(raw[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_refused_and_what_stays_is_resolved() {
        for (text, want) in [
            ("a/b", Ok("a/b")),
            ("./a//b/", Ok("a/b")),
            ("a/../b", Ok("b")),
            (".", Ok(".")),
            ("..", Err(PathProblem::Leaves)),
            ("a/../..", Err(PathProblem::Leaves)),
            ("a\\..\\..\\b", Err(PathProblem::Leaves)),
            ("/etc/passwd", Err(PathProblem::Absolute)),
            ("C:/x", Err(PathProblem::Absolute)),
            ("C:x", Err(PathProblem::Absolute)),
            ("\\\\host\\x", Err(PathProblem::Absolute)),
            ("~/x", Err(PathProblem::Home)),
            ("a\0b", Err(PathProblem::Nul)),
        ] {
            let got = RelPath::parse(text).map(|path| path.to_string());
            assert_eq!(got, want.map(str::to_owned), "{text}");
        }
        let base = RelPath::parse(".wave/contracts").expect("inside");
        assert_eq!(
            base.join("../x.json").map(|p| p.to_string()),
            Ok(".wave/x.json".into())
        );
        assert_eq!(base.join("../../../x.json"), Err(PathProblem::Leaves));
    }
}
