//! Dates and times as text: two spellings of one instant are equal.

/// A local date and time: days since the epoch, and nanoseconds of the day.
pub(crate) type Local = (i64, u64);

/// `2024-01-02T03:04:05.6`, with `T`, `t` or blanks between, seconds and fraction optional. `infinity` is not an instant.
pub(crate) fn local(text: &str) -> Option<Local> {
    let mut reader = Reader(text.trim());
    let at = reader.date_time()?;
    reader.0.is_empty().then_some(at)
}

/// As [`local`], with an offset or `Z` behind it (none means UTC): nanoseconds since the epoch.
pub(crate) fn absolute(text: &str) -> Option<i128> {
    let mut reader = Reader(text.trim());
    let (days, nanos) = reader.date_time()?;
    let offset = reader.offset()?;
    let day = i128::from(days) * 86_400_000_000_000;
    reader
        .0
        .is_empty()
        .then(|| day + i128::from(nanos) - i128::from(offset) * 1_000_000_000)
}

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
pub(crate) fn days_from_civil(year: i64, month: u32, day: u32) -> Option<i64> {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > length {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let month_index = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_index + 2) / 5 + i64::from(day) - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn date_time(&mut self) -> Option<Local> {
        let year = self.digits(4, 6)?;
        self.eat("-")?;
        let month = u32::try_from(self.digits(2, 2)?).ok()?;
        self.eat("-")?;
        let day = u32::try_from(self.digits(2, 2)?).ok()?;
        let days = days_from_civil(i64::try_from(year).ok()?, month, day)?;
        if self.0.is_empty() {
            return Some((days, 0));
        }
        if self.eat("T").is_none() && self.eat("t").is_none() {
            let rest = self.0.trim_start_matches(' ');
            if rest.len() == self.0.len() {
                return None;
            }
            self.0 = rest;
        }
        let hour = self.digits(2, 2)?;
        self.eat(":")?;
        let minute = self.digits(2, 2)?;
        let second = match self.eat(":") {
            Some(()) => self.digits(2, 2)?,
            None => 0,
        };
        let fraction = match self.eat(".") {
            Some(()) => self.fraction()?,
            None => 0,
        };
        if hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        let seconds = hour * 3600 + minute * 60 + second;
        let (days, seconds) = (
            days + i64::try_from(seconds / 86_400).ok()?,
            seconds % 86_400,
        );
        Some((days, seconds * 1_000_000_000 + fraction))
    }

    /// Seconds east of UTC.
    fn offset(&mut self) -> Option<i64> {
        self.0 = self.0.trim_start_matches(' ');
        if self.0.is_empty() || self.eat("Z").is_some() || self.eat("z").is_some() {
            return Some(0);
        }
        let sign = match (self.eat("+"), self.eat("-")) {
            (Some(()), _) => 1,
            (None, Some(())) => -1,
            (None, None) => return None,
        };
        let hours = self.digits(2, 2)?;
        let mut seconds = hours * 3600;
        if !self.0.is_empty() {
            let _ = self.eat(":");
            seconds += self.digits(2, 2)? * 60;
        }
        if !self.0.is_empty() {
            let _ = self.eat(":");
            seconds += self.digits(2, 2)?;
        }
        Some(sign * i64::try_from(seconds).ok()?)
    }

    fn eat(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u64> {
        let count = self
            .0
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if count < least {
            return None;
        }
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        head.parse().ok()
    }

    /// Nanoseconds; further digits are dropped.
    fn fraction(&mut self) -> Option<u64> {
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return None;
        }
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        let nine: String = head.chars().chain("000000000".chars()).take(9).collect();
        nine.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_instant() {
        let utc = absolute("2024-01-02 03:04:05+00").unwrap();
        for text in [
            "2024-01-02T03:04:05Z",
            "2024-01-02T04:04:05+01:00",
            "2024-01-01 22:34:05-0430",
            "2024-01-02T03:04:05.000",
            "2024-01-02 03:04:05 +00:00",
        ] {
            assert_eq!(absolute(text), Some(utc), "{text}");
        }
        assert_ne!(absolute("2024-01-02T03:04:05.000001Z"), Some(utc));
        assert_eq!(local("2024-01-02T03:04"), local("2024-01-02 03:04:00"));
        assert_eq!(local("1970-01-01 00:00:00"), Some((0, 0)));
        assert_eq!(local("2000-02-29 24:00:00"), local("2000-03-01 00:00:00"));
    }

    #[test]
    fn what_is_no_instant() {
        for text in [
            "",
            "infinity",
            "2024-13-01",
            "2023-02-29",
            "2024-01-02X",
            "2024-01-02T3:4",
            "04-01-02",
        ] {
            assert_eq!(local(text), None, "{text}");
        }
        assert_eq!(absolute("2024-01-02T03:04:05 CET"), None);
    }
}
