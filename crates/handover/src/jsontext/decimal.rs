//! Numbers as they are written, compared exactly whatever their size.

/// A decimal number in one form: `1.0`, `1` and `10e-1` are the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// Significant digits without leading or trailing zeros; empty for zero.
    digits: String,
    /// The power of ten of the last digit.
    exponent: i64,
}

impl Decimal {
    /// Reads the text of a JSON number.
    pub(crate) fn parse(text: &str) -> Self {
        let (negative, rest) = text
            .strip_prefix('-')
            .map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) =
            rest.split_once(['e', 'E'])
                .map_or((rest, 0), |(mantissa, exponent)| {
                    let limit = i64::MAX / 4;
                    let value = exponent.trim_start_matches('+').parse::<i64>();
                    let edge = if exponent.starts_with('-') {
                        -limit
                    } else {
                        limit
                    };
                    (
                        mantissa,
                        value.map_or(edge, |value| value.clamp(-limit, limit)),
                    )
                });
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut exponent = exponent - i64::try_from(fraction.len()).unwrap_or(0);
        let mut digits: String = [whole, fraction].concat();
        while digits.ends_with('0') {
            digits.pop();
            exponent += 1;
        }
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Self {
                negative: false,
                digits,
                exponent: 0,
            };
        }
        Self {
            negative,
            digits,
            exponent,
        }
    }

    /// True for whole numbers, however they are written.
    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_and_others_are_not() {
        for (a, b, same) in [
            ("1", "1.0", true),
            ("10", "1e1", true),
            ("0.1", "1E-1", true),
            ("-0", "0", true),
            ("9007199254740992", "9007199254740993", false),
            ("0.1", "0.10000000000000000001", false),
            ("1e400", "1e401", false),
        ] {
            assert_eq!(Decimal::parse(a) == Decimal::parse(b), same, "{a} {b}");
        }
        assert!(Decimal::parse("1.50e1").is_integer());
        assert!(!Decimal::parse("1.5").is_integer());
    }
}
