//! Version numbers of contract documents.

use std::fmt;

use contractual_model::json::Json;

use crate::compat::Bump;

/// `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Rises with a break.
    pub major: u32,
    /// Rises with an addition.
    pub minor: u32,
    /// Rises with anything else.
    pub patch: u32,
}

impl Version {
    /// Reads `1.4.0`, also with a leading `v`, and with fewer numbers (`1.4`, `v1`); anything after `-` or `+` is left out.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let core = text.split(['-', '+']).next()?;
        let mut numbers = [0; 3];
        let parts: Vec<&str> = core.split('.').collect();
        if parts.len() > 3 {
            return None;
        }
        for (number, part) in numbers.iter_mut().zip(&parts) {
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            *number = plain.then(|| part.parse().ok()).flatten()?;
        }
        let [major, minor, patch] = numbers;
        Some(Self {
            major,
            minor,
            patch,
        })
    }

    /// The next version that a bump gives. Below 1.0.0 a major demand is met by a minor version, a minor one by a patch.
    pub fn bumped(self, bump: Bump) -> Self {
        let early = self.major == 0;
        match bump {
            Bump::None => self,
            Bump::Major if !early => Self {
                major: self.major + 1,
                minor: 0,
                patch: 0,
            },
            Bump::Major | Bump::Minor if bump == Bump::Major || !early => Self {
                minor: self.minor + 1,
                patch: 0,
                ..self
            },
            Bump::Major | Bump::Minor | Bump::Patch => Self {
                patch: self.patch + 1,
                ..self
            },
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The version that a document declares: `info.version` of an OpenAPI document, `x-version` of a schema.
pub fn declared_version(document: &Json) -> Option<Version> {
    let named = match document.get("openapi") {
        Some(_) => document.get("info").and_then(|info| info.get("version")),
        None => document.get("x-version"),
    };
    Version::parse(named?.as_str()?)
}

/// The major version in the name of an OpenAPI document, `openapi-v2.yaml`; `None` for other files.
pub fn api_major(file: &str) -> Option<u32> {
    let name = file.rsplit('/').next()?;
    let major = name.strip_prefix("openapi-v")?.strip_suffix(".yaml")?;
    major.parse().ok()
}

/// The least version that satisfies what the findings demand; `None` if `new` does.
pub fn required_version(old: Version, new: Version, demanded: Bump) -> Option<Version> {
    let least = old.bumped(demanded);
    (new < least).then_some(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn versions_read_and_rise() {
        assert_eq!(version("v1").to_string(), "1.0.0");
        assert_eq!(version("1.4.2-rc.1").to_string(), "1.4.2");
        for text in ["", "1.", "a", "1.2.3.4", "1.-2", "v"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
        for (from, bump, to) in [
            ("1.2.3", Bump::Major, "2.0.0"),
            ("1.2.3", Bump::Minor, "1.3.0"),
            ("1.2.3", Bump::Patch, "1.2.4"),
            ("1.2.3", Bump::None, "1.2.3"),
            ("0.2.3", Bump::Major, "0.3.0"),
            ("0.2.3", Bump::Minor, "0.2.4"),
        ] {
            assert_eq!(version(from).bumped(bump).to_string(), to, "{from} {bump}");
        }
        let required = |old, new, bump| {
            required_version(version(old), version(new), bump).map(|found| found.to_string())
        };
        assert_eq!(
            required("1.2.0", "1.2.0", Bump::Minor).as_deref(),
            Some("1.3.0")
        );
        assert_eq!(required("1.2.0", "1.3.0", Bump::Minor), None);
        assert_eq!(required("1.2.0", "2.0.0", Bump::Minor), None);
    }
}
