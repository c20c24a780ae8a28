//! The pattern of the integers of a range in canonical decimal: what an integer key of a map looks like.

/// The pattern of all integers from `low` to `high`, both included.
pub(super) fn pattern(low: i128, high: i128) -> String {
    let mut parts = Vec::new();
    if low <= 0 && high >= 0 {
        parts.push("0".to_owned());
    }
    if high > 0 {
        parts.extend(magnitudes(low.max(1).unsigned_abs(), high.unsigned_abs()));
    }
    if low < 0 {
        let below = magnitudes(high.min(-1).unsigned_abs(), low.unsigned_abs());
        parts.push(if below.len() == 1 {
            format!("-{}", below[0])
        } else {
            format!("-(?:{})", below.join("|"))
        });
    }
    format!("^(?:{})$", parts.join("|"))
}

/// The decimal texts of `low` to `high`, which are at least 1.
fn magnitudes(low: u128, high: u128) -> Vec<String> {
    let mut parts = Vec::new();
    let (first, last) = (low.to_string().len(), high.to_string().len());
    if low == 1 && last > 1 {
        // Every shorter number at once.
        parts.push(format!("[1-9]{}", digits(0, last - 2)));
        same_length(
            10_u128.pow(u32::try_from(last - 1).unwrap_or(0)),
            high,
            &mut parts,
        );
        return parts;
    }
    for length in first..=last {
        let power = |n: usize| {
            10_u128
                .checked_pow(u32::try_from(n).unwrap_or(u32::MAX))
                .unwrap_or(u128::MAX)
        };
        same_length(
            low.max(power(length - 1)),
            high.min(power(length) - 1),
            &mut parts,
        );
    }
    parts
}

/// The numbers from `low` to `high`, which have the same number of digits.
fn same_length(low: u128, high: u128, parts: &mut Vec<String>) {
    split(&low.to_string(), &high.to_string(), "", parts);
}

fn split(low: &str, high: &str, prefix: &str, parts: &mut Vec<String>) {
    let rest = low.len() - 1;
    let free = |text: &str, digit: char| text.chars().all(|c| c == digit);
    let (a, b) = (first(low), first(high));
    if rest == 0 {
        parts.push(format!("{prefix}{}", span(a, b)));
        return;
    }
    if a == b {
        if free(&low[1..], '0') && free(&high[1..], '9') {
            parts.push(format!("{prefix}{a}{}", digits(rest, rest)));
        } else {
            split(&low[1..], &high[1..], &format!("{prefix}{a}"), parts);
        }
        return;
    }
    let (mut from, mut to) = (a, b);
    if !free(&low[1..], '0') {
        split(&low[1..], &"9".repeat(rest), &format!("{prefix}{a}"), parts);
        from = next(a);
    }
    let tail = !free(&high[1..], '9');
    if tail {
        to = before(b);
    }
    if from <= to {
        parts.push(format!("{prefix}{}{}", span(from, to), digits(rest, rest)));
    }
    if tail {
        split(
            &"0".repeat(rest),
            &high[1..],
            &format!("{prefix}{b}"),
            parts,
        );
    }
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or('0')
}

fn next(digit: char) -> char {
    char::from_u32(digit as u32 + 1).unwrap_or(digit)
}

fn before(digit: char) -> char {
    char::from_u32(digit as u32 - 1).unwrap_or(digit)
}

fn span(from: char, to: char) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("[{from}-{to}]")
    }
}

fn digits(least: usize, most: usize) -> String {
    match (least, most) {
        (_, 0) => String::new(),
        (1, 1) => "[0-9]".to_owned(),
        (0, 1) => "[0-9]?".to_owned(),
        (a, b) if a == b => format!("[0-9]{{{a}}}"),
        (a, b) => format!("[0-9]{{{a},{b}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn the_bytes_are_spelled_as_in_the_specification() {
        assert_eq!(
            pattern(0, 255),
            "^(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])$"
        );
    }

    #[test]
    fn every_range_matches_its_members_only() {
        for (low, high) in [
            (0, 255),
            (-128, 127),
            (0, 9),
            (1, 1),
            (-5, -5),
            (7, 1234),
            (-1000, 99),
            (10, 10),
            (0, 0),
        ] {
            let text = pattern(low, high);
            let matcher = regex_lite::Regex::new(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
            for n in -1500..1500_i128 {
                assert_eq!(
                    matcher.is_match(&n.to_string()),
                    (low..=high).contains(&n),
                    "{n} in {text}"
                );
            }
            assert!(!matcher.is_match("-0") && !matcher.is_match("01") && !matcher.is_match(""));
        }
    }

    #[test]
    fn the_largest_ranges_are_spelled_out() {
        let text = pattern(i64::MIN.into(), i64::MAX.into());
        let matcher = regex_lite::Regex::new(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert!(
            matcher.is_match("-9223372036854775808") && matcher.is_match("9223372036854775807")
        );
        assert!(
            !matcher.is_match("9223372036854775808") && !matcher.is_match("-9223372036854775809")
        );
    }
}
