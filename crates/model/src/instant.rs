//! Instants: RFC 3339 date and time, compared by time and not as text.

/// Nanoseconds since 0001-01-01T00:00:00Z (a moment just before it is negative); `None` unless the text has the written form of
/// [`crate::Format::Timestamp`] and names a real day.
///
/// ```
/// use contractual_model::instant;
/// assert_eq!(instant::parse("2026-05-01T10:00:00+02:00"), instant::parse("2026-05-01T08:00:00.000Z"));
/// assert_eq!(instant::parse("2026-02-30T10:00:00Z"), None);
/// ```
pub fn parse(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    if bytes.len() < 20 || !text.is_ascii() {
        return None;
    }
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators.iter().any(|(at, byte)| bytes[*at] != *byte) {
        return None;
    }
    let day = day_number(
        number(text, 0, 4)?,
        number(text, 5, 7)?,
        number(text, 8, 10)?,
    )?;
    let (hour, minute, second) = (
        number(text, 11, 13)?,
        number(text, 14, 16)?,
        number(text, 17, 19)?,
    );
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, zone) = match text[19..].strip_prefix('.') {
        None => (0, &text[19..]),
        Some(rest) => {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..=9).contains(&length) {
                return None;
            }
            let digits: i128 = rest[..length].parse().ok()?;
            (
                digits * 10_i128.pow(9 - u32::try_from(length).ok()?),
                &rest[length..],
            )
        }
    };
    let offset = match zone {
        "Z" => 0,
        _ => {
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            if zone.len() != 6 || zone.as_bytes()[3] != b':' {
                return None;
            }
            let (hours, minutes) = (number(zone, 1, 3)?, number(zone, 4, 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            sign * (hours * 60 + minutes) * 60
        }
    };
    let seconds = ((day * 24 + hour) * 60 + minute) * 60 + second - offset;
    Some(i128::from(seconds) * 1_000_000_000 + fraction)
}

/// Days since 0001-01-01 of a real day of the years 1 to 9999; `None` for any other.
pub fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [
        31,
        if leap { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let month = usize::try_from(month)
        .ok()
        .filter(|m| (1..=12).contains(m))?;
    if !(1..=9999).contains(&year) || !(1..=lengths[month - 1]).contains(&day) {
        return None;
    }
    let before = year - 1;
    let years = before * 365 + before / 4 - before / 100 + before / 400;
    Some(years + lengths[..month - 1].iter().sum::<i64>() + day - 1)
}

fn number(text: &str, from: usize, to: usize) -> Option<i64> {
    let digits = text.get(from..to)?;
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())?
}
