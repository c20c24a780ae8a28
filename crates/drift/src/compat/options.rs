//! What is asked of a comparison, and by which settings.

use std::collections::BTreeMap;
use std::fmt;

use contractual_model::json::Json;

use super::format::days_in;
use super::rules::Severity;

/// Who wrote with which version (section 1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Old clients write, the new server reads.
    Request,
    /// The new server writes, old clients read.
    Response,
    /// A type that travels both ways.
    Both,
    /// Stored or queued events.
    Event(Mode),
}

/// Which half of the question is asked of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// New code reads what old code stored.
    Backward,
    /// Old code reads what new code writes.
    Forward,
    /// Both.
    Full,
}

/// One half of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// Is everything the old contract lets a sender write still admitted?
    Request,
    /// Is everything the new contract lets a sender write admitted by the old one?
    Response,
}

impl Question {
    /// The word of machine output.
    pub fn name(self) -> &'static str {
        match self {
            Question::Request => "request",
            Question::Response => "response",
        }
    }
}

impl Direction {
    /// The questions that are asked.
    pub fn questions(self) -> &'static [Question] {
        match self {
            Direction::Request | Direction::Event(Mode::Backward) => &[Question::Request],
            Direction::Response | Direction::Event(Mode::Forward) => &[Question::Response],
            Direction::Both | Direction::Event(Mode::Full) => {
                &[Question::Request, Question::Response]
            }
        }
    }
}

/// Whether generated code counts (section 1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Level {
    /// Only messages count.
    #[default]
    Wire,
    /// Rules about generated code are errors.
    Source,
}

/// What a sender writes into an open object (section 1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum ContentModel {
    /// Declared members, and members nobody knows.
    #[default]
    Declared,
    /// Anything that its schema admits.
    Strict,
}

/// A day, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u32,
    month: u32,
    day: u32,
}

impl Day {
    /// A day from `YYYY-MM-DD`; `None` if there is no such day.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let digits = |range: std::ops::Range<usize>| {
            let part = &text[range];
            part.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| part.parse::<u32>().ok())
                .flatten()
        };
        let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
        (day >= 1 && day <= days_in(year, month)).then_some(Day { year, month, day })
    }

    /// The day a number of days after 1970-01-01.
    pub fn of_epoch_days(days: i64) -> Day {
        // days since 0000-03-01, in eras of 400 years
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let part = |value: i64| u32::try_from(value).unwrap_or(0);
        Day {
            year: part(year),
            month: part(month),
            day: part(day),
        }
    }

    /// The number of days after 1970-01-01.
    pub fn epoch_days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted = i64::from(if self.month > 2 {
            self.month - 3
        } else {
            self.month + 9
        });
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(self.day) - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + of_era - 719_468
    }

    /// The day a number of days later.
    pub fn plus_days(self, days: i64) -> Day {
        Day::of_epoch_days(self.epoch_days() + days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A setting for a single rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleLevel {
    /// The rule is not reported.
    Off,
    /// The rule has this severity.
    As(Severity),
}

/// Everything that a comparison is told besides the two documents.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Who wrote with which version.
    pub direction: Direction,
    /// Whether generated code counts.
    pub level: Level,
    /// What a sender writes into an open object.
    pub content_model: ContentModel,
    /// The day for sunset rules; without it no sunset has passed.
    pub today: Option<Day>,
    /// How many days ahead a sunset must be when it is set.
    pub min_sunset_days: i64,
    /// Levels of single rules. `undecided` and the rules of section 5.14 cannot be lowered.
    pub rules: BTreeMap<String, RuleLevel>,
    /// Steps of the decision procedure for each question; 100,000 unless told.
    pub steps: usize,
    /// Values tried when a witness is searched; 2,000 unless told.
    pub candidates: usize,
    /// Committed fixtures of older versions: the first values tried as a witness.
    pub fixtures: Vec<Json>,
    /// Whether a proved inclusion is double-checked by the search: so in debug builds and in tests (section 6.1).
    pub oracle: bool,
}

impl Options {
    /// The defaults for a direction.
    pub fn new(direction: Direction) -> Options {
        Options {
            direction,
            level: Level::Wire,
            content_model: ContentModel::Declared,
            today: None,
            min_sunset_days: 90,
            rules: BTreeMap::new(),
            steps: 100_000,
            candidates: 2_000,
            fixtures: Vec::new(),
            oracle: cfg!(debug_assertions),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_like_the_calendar() {
        assert_eq!(Day::of_epoch_days(0).to_string(), "1970-01-01");
        for text in ["2000-02-29", "2026-11-22", "1999-12-31", "2100-03-01"] {
            let day = Day::parse(text).unwrap();
            assert_eq!(Day::of_epoch_days(day.epoch_days()), day, "{text}");
        }
        assert_eq!(
            Day::parse("2026-12-31").unwrap().plus_days(1).to_string(),
            "2027-01-01"
        );
        assert_eq!(Day::parse("2026-02-29"), None);
    }
}
