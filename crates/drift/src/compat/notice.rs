//! Notices of an end: something is deprecated, with or without the day on which it goes.

use super::options::Day;

/// What is announced of one part of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notice<'a> {
    /// It is to be used no more.
    pub(crate) deprecated: bool,
    /// The announced day, as written.
    pub(crate) sunset: Option<&'a str>,
}

impl<'a> Notice<'a> {
    pub(crate) fn new(deprecated: bool, sunset: Option<&'a String>) -> Self {
        Self {
            deprecated,
            sunset: sunset.map(String::as_str),
        }
    }

    /// The day, as messages add it to "is deprecated"; empty if none is announced.
    pub(crate) fn until(self) -> String {
        self.sunset
            .map_or_else(String::new, |day| format!(" until {day}"))
    }
}

/// Which rule a notice falls under that came or was withdrawn.
pub(crate) fn turned(was: Notice<'_>, is: Notice<'_>) -> Option<&'static str> {
    match (was.deprecated, is.deprecated) {
        (false, true) => Some("deprecated-added"),
        (true, false) => Some("deprecated-removed"),
        (false, false) | (true, true) => None,
    }
}

/// Which rule the move of an announced day falls under, with the days before and after.
pub(crate) fn moved(was: Notice<'_>, is: Notice<'_>) -> Option<(&'static str, String, String)> {
    let before = was.sunset?;
    let told = |rule, after: &str| Some((rule, before.to_owned(), after.to_owned()));
    match is.sunset {
        None if is.deprecated => told("sunset-moved-earlier", "no day"),
        Some(after) => match (Day::parse(before), Day::parse(after)) {
            (Some(a), Some(b)) if b < a => told("sunset-moved-earlier", after),
            (Some(a), Some(b)) if b > a => told("sunset-moved-later", after),
            _ => None,
        },
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Notice, moved, turned};

    fn notice(deprecated: bool, sunset: Option<&str>) -> Notice<'_> {
        Notice { deprecated, sunset }
    }

    #[test]
    fn days_move() {
        let rule = |was, is, deprecated| {
            moved(notice(true, was), notice(deprecated, is)).map(|(rule, ..)| rule)
        };
        let (early, late) = (Some("2027-01-01"), Some("2028-01-01"));
        assert_eq!(rule(late, early, true), Some("sunset-moved-earlier"));
        assert_eq!(rule(early, late, true), Some("sunset-moved-later"));
        assert_eq!(rule(late, None, true), Some("sunset-moved-earlier"));
        assert_eq!(rule(late, None, false), None);
        assert_eq!(rule(None, early, true), None);
        assert_eq!(rule(late, late, true), None);
    }

    #[test]
    fn notices_come_and_are_withdrawn() {
        let (silent, given) = (notice(false, None), notice(true, Some("2027-01-01")));
        assert_eq!(turned(silent, given), Some("deprecated-added"));
        assert_eq!(turned(given, silent), Some("deprecated-removed"));
        assert_eq!(turned(given, given), None);
        assert_eq!(
            (given.until().as_str(), silent.until().as_str()),
            (" until 2027-01-01", "")
        );
    }
}
