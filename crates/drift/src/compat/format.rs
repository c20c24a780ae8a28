//! The table of asserted formats (section 1.4): ranges, languages, inclusions, examples and checks.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::number::Decimal;

/// Formats that the checker asserts.
const TEXTS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "uuid",
    "email",
    "ipv4",
    "ipv6",
    "ip",
    "uri",
    "uri-reference",
    "hostname",
];

const INTEGERS: &[(&str, &str, &str)] = &[
    ("int8", "-128", "127"),
    ("int16", "-32768", "32767"),
    ("int32", "-2147483648", "2147483647"),
    ("int64", "-9223372036854775808", "9223372036854775807"),
    ("uint8", "0", "255"),
    ("uint16", "0", "65535"),
    ("uint32", "0", "4294967295"),
    ("uint64", "0", "18446744073709551615"),
];

pub(crate) fn is_asserted(name: &str) -> bool {
    is_text(name) || range(name).is_some() || matches!(name, "float" | "double")
}

/// Whether the format speaks of texts.
pub(crate) fn is_text(name: &str) -> bool {
    TEXTS.contains(&name)
}

/// The range that an integer format stands for.
pub(crate) fn range(name: &str) -> Option<(Decimal, Decimal)> {
    let (_, low, high) = INTEGERS.iter().find(|(known, ..)| *known == name)?;
    Some((Decimal::parse(low)?, Decimal::parse(high)?))
}

/// Whether every text (or number) of format `a` is one of format `b`.
pub(crate) fn included(a: &str, b: &str) -> bool {
    if a == b || matches!((a, b), ("ipv4" | "ipv6", "ip") | ("uri", "uri-reference")) {
        return true;
    }
    match (range(a), range(b)) {
        (Some(a), Some(b)) => a.0 >= b.0 && a.1 <= b.1,
        (Some(_), None) => matches!(b, "float" | "double"),
        _ => matches!((a, b), ("float" | "double", "float" | "double")),
    }
}

const DATE: &str = r"(\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))|(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)";
const TIME: &str =
    r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)";

/// A pattern that every text of the format matches, and whether it matches nothing else.
pub(crate) fn language(name: &str) -> Option<(String, bool)> {
    let wrapped = |body: &str, exact: bool| Some((format!("^{body}$"), exact));
    match name {
        "uuid" => wrapped(
            "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            true,
        ),
        "ipv4" => wrapped(
            r"((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)",
            true,
        ),
        "date" => wrapped(DATE, true),
        "time" => wrapped(TIME, false),
        "date-time" => wrapped(&format!("{DATE}[Tt]{TIME}"), false),
        "duration" => wrapped("P[0-9YMWDTHS]+", false),
        "email" => wrapped(r"[^@\s]+@[^@\s]+", false),
        "ipv6" => wrapped("[0-9a-fA-F:.]{2,45}", false),
        "ip" => wrapped("[0-9a-fA-F:.]{2,45}", false),
        "uri" => wrapped(r"[A-Za-z][A-Za-z0-9+.\-]*:[!-~]*", false),
        "uri-reference" => wrapped("[!-~]*", false),
        "hostname" => wrapped(r"[A-Za-z0-9.\-]{1,253}", false),
        _ => None,
    }
}

/// Ordinary texts of the format.
pub(crate) fn examples(name: &str) -> &'static [&'static str] {
    match name {
        "date-time" => &[
            "2026-01-31T10:00:00Z",
            "2026-01-31T10:00:00.5+02:00",
            "2000-02-29T23:59:59Z",
        ],
        "date" => &["2026-01-31", "2000-02-29", "1999-12-01"],
        "time" => &["10:00:00Z", "23:59:59+02:00"],
        "duration" => &["P1D", "PT1H", "P1Y2M3DT4H5M6S", "P2W"],
        "uuid" => &[
            "00000000-0000-0000-0000-000000000000",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ],
        "email" => &["a@b.test", "ada.lovelace@example.test"],
        "ipv4" => &["127.0.0.1", "10.0.0.255"],
        "ipv6" => &["::1", "2001:db8::1"],
        "ip" => &["127.0.0.1", "::1"],
        "uri" => &["https://a.test/b", "urn:a:b"],
        "uri-reference" => &["/a", "https://a.test/b", "#a"],
        "hostname" => &["a.test", "example", "a-b.test"],
        _ => &[],
    }
}

/// Texts that tend not to be of any format.
pub(crate) const STRANGERS: &[&str] = &["a", "", "abc", " ", "a b", "\\", "1", "%", "zz zz"];

/// Whether the text is of the format; `true` for formats that say nothing about texts.
pub(crate) fn admits(name: &str, text: &str) -> bool {
    match name {
        "date" => is_date(text),
        "time" => is_time(text),
        "date-time" => match text.find(['T', 't']) {
            Some(at) => is_date(&text[..at]) && is_time(&text[at + 1..]),
            None => false,
        },
        "duration" => is_duration(text),
        "uuid" => is_uuid(text),
        "email" => is_email(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "ip" => text.parse::<Ipv4Addr>().is_ok() || text.parse::<Ipv6Addr>().is_ok(),
        "uri" => is_uri(text),
        "uri-reference" => is_uri_reference(text),
        "hostname" => is_hostname(text),
        _ => true,
    }
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    day >= 1 && day <= days_in(year, month)
}

/// The number of days of a month; zero if there is no such month.
pub(crate) fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

fn is_time(text: &str) -> bool {
    if !text.is_ascii() || text.len() < 9 {
        return false;
    }
    let (clock, rest) = text.split_at(8);
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second] = parts[..] else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) =
        (digits(hour, 2), digits(minute, 2), digits(second, 2))
    else {
        return false;
    };
    if hour > 23 || minute > 59 || second > 60 {
        return false;
    }
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return false;
            }
            zone
        }
        None => rest,
    };
    let offset = if rest.eq_ignore_ascii_case("z") {
        0
    } else {
        let sign = if rest.starts_with('+') { 1 } else { -1 };
        let Some(zone) = rest.strip_prefix(['+', '-']) else {
            return false;
        };
        match zone
            .split_once(':')
            .map(|(h, m)| (digits(h, 2), digits(m, 2)))
        {
            Some((Some(h), Some(m))) if h < 24 && m < 60 => sign * i64::from(h * 60 + m),
            _ => return false,
        }
    };
    // a leap second ends a day in UTC
    second < 60 || (i64::from(hour * 60 + minute) - offset).rem_euclid(1440) == 1439
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    let units = |mut text: &str, order: &str| -> Option<usize> {
        let mut left = order;
        let mut count = 0;
        while !text.is_empty() {
            let end = text
                .find(|c: char| !c.is_ascii_digit())
                .filter(|end| *end > 0)?;
            let unit = text[end..].chars().next()?;
            let at = left.find(unit)?;
            // units follow each other without a gap: 1Y2D is not a duration of RFC 3339
            if count > 0 && at > 0 {
                return None;
            }
            left = &left[at + 1..];
            text = &text[end + 1..];
            count += 1;
        }
        Some(count)
    };
    let weeks = date
        .strip_suffix('W')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    match (units(date, "YMD"), time.map(|time| units(time, "HMS"))) {
        _ if weeks => time.is_none(),
        (Some(date), None) => date > 0,
        (Some(_), Some(Some(time))) => time > 0,
        _ => false,
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    !local.is_empty()
        && local.len() <= 64
        && local.bytes().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && is_hostname(domain)
}

fn is_hostname(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 253
        && text.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

fn is_uri_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let b = bytes[at];
        if b == b'%' {
            let hex = bytes.get(at + 1..at + 3);
            if !hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                return false;
            }
            at += 3;
            continue;
        }
        if !b.is_ascii_graphic() || b"\"<>\\^`{|}".contains(&b) {
            return false;
        }
        at += 1;
    }
    text.matches('#').count() <= 1
}

/// Without a scheme the first step of a path has no colon.
fn is_uri_reference(text: &str) -> bool {
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    if first.contains(':') {
        is_uri(text)
    } else {
        is_uri_text(text)
    }
}

fn is_uri(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        && is_uri_text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_of_their_format_and_match_its_language() {
        for name in TEXTS {
            let (pattern, _) = language(name).unwrap();
            let parsed = super::super::pattern::parse(&pattern).unwrap();
            for example in examples(name) {
                assert!(admits(name, example), "{name}: {example}");
                assert_eq!(
                    super::super::pattern::matches(&parsed, example),
                    Some(true),
                    "{name}: {example}"
                );
            }
        }
    }

    #[test]
    fn what_is_not_of_a_format_is_refused() {
        for (name, text) in [
            ("date", "2026-02-29"),
            ("date", "26-01-01"),
            ("time", "10:00:00"),
            ("time", "10:00:60Z"),
            ("date-time", "2026-01-01"),
            ("duration", "P"),
            ("duration", "P1Y2D"),
            ("uuid", "a"),
            ("email", "a"),
            ("ipv4", "1.2.3"),
            ("uri", "/a"),
            ("uri-reference", "a b"),
            ("hostname", "-a"),
        ] {
            assert!(!admits(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn inclusions_of_the_table() {
        assert!(
            included("int32", "int64")
                && !included("int64", "int32")
                && !included("int32", "uint64")
        );
        assert!(
            included("ipv4", "ip")
                && included("uri", "uri-reference")
                && !included("date", "date-time")
        );
    }
}
