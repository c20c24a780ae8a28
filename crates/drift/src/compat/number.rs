//! Exact decimals, and the arithmetic that bounds and steps need. No floating point is involved anywhere in the engine.
//!
//! A [`Decimal`] holds up to 38 significant digits; whatever does not fit is refused where it is read, so that a
//! comparison is never rounded.

use std::cmp::Ordering;
use std::fmt;

/// An exact decimal number: `mantissa * 10^exponent`, with a mantissa that does not end in zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    mantissa: i128,
    exponent: i32,
}

impl Decimal {
    pub(crate) const ZERO: Decimal = Decimal {
        mantissa: 0,
        exponent: 0,
    };

    pub(crate) fn new(mantissa: i128, exponent: i32) -> Decimal {
        if mantissa == 0 {
            return Decimal::ZERO;
        }
        let (mut mantissa, mut exponent) = (mantissa, exponent);
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        Decimal { mantissa, exponent }
    }

    pub(crate) fn from_int(value: i128) -> Decimal {
        Decimal::new(value, 0)
    }

    /// Reads a JSON number. `None` if it has more than 38 significant digits or an exponent beyond ±100,000.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (digits, exponent) = match rest.find(['e', 'E']) {
            Some(at) => {
                let exponent: i32 = rest[at + 1..].trim_start_matches('+').parse().ok()?;
                (&rest[..at], exponent)
            }
            None => (rest, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = fraction.trim_end_matches('0');
        let mut mantissa: i128 = 0;
        let mut dropped = 0i32;
        let all = whole.trim_start_matches('0');
        let whole_kept = if fraction.is_empty() {
            all.trim_end_matches('0')
        } else {
            all
        };
        dropped += i32::try_from(all.len() - whole_kept.len()).ok()?;
        for byte in whole_kept.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(i128::from(byte - b'0'))?;
        }
        if mantissa == 0 {
            return Some(Decimal::ZERO);
        }
        let exponent = exponent
            .checked_add(dropped)?
            .checked_sub(i32::try_from(fraction.len()).ok()?)?;
        if !(-100_000..=100_000).contains(&exponent) {
            return None;
        }
        Some(Decimal::new(
            if negative { -mantissa } else { mantissa },
            exponent,
        ))
    }

    /// The greatest whole number that is not above.
    pub(crate) fn floor(self) -> Decimal {
        if self.exponent >= 0 {
            return self;
        }
        match 10i128.checked_pow(self.exponent.unsigned_abs()) {
            Some(power) => Decimal::from_int(self.mantissa.div_euclid(power)),
            None => Decimal::from_int(if self.mantissa < 0 { -1 } else { 0 }),
        }
    }

    /// The least whole number that is not below.
    pub(crate) fn ceil(self) -> Decimal {
        self.negate().floor().negate()
    }

    /// The sum; `None` if it does not fit.
    pub(crate) fn plus(self, other: Decimal) -> Option<Decimal> {
        if self.is_zero() {
            return Some(other);
        }
        if other.is_zero() {
            return Some(self);
        }
        let low = self.exponent.min(other.exponent);
        Some(Decimal::new(
            self.scaled(low)?.checked_add(other.scaled(low)?)?,
            low,
        ))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(crate) fn exponent(self) -> i32 {
        self.exponent
    }

    pub(crate) fn negate(self) -> Decimal {
        Decimal {
            mantissa: -self.mantissa,
            exponent: self.exponent,
        }
    }

    /// The number as a count of `10^exponent`; `None` if it is no whole count or does not fit.
    pub(crate) fn scaled(self, exponent: i32) -> Option<i128> {
        if self.mantissa == 0 {
            return Some(0);
        }
        let shift = self.exponent.checked_sub(exponent)?;
        if !(0..=37).contains(&shift) {
            return None;
        }
        self.mantissa
            .checked_mul(10i128.checked_pow(u32::try_from(shift).ok()?)?)
    }

    /// The number as a count that fits `u64`, for lengths.
    pub(crate) fn as_count(self) -> Option<u64> {
        self.scaled(0).and_then(|value| u64::try_from(value).ok())
    }

    /// Whether the number is a whole multiple of `step`; `None` if the numbers are too far apart to tell.
    pub(crate) fn is_multiple_of(self, step: Decimal) -> Option<bool> {
        if step.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(true);
        }
        let low = self.exponent.min(step.exponent);
        if let (Some(value), Some(step)) = (self.scaled(low), step.scaled(low)) {
            return Some(value % step == 0);
        }
        if self.exponent > step.exponent {
            // value = m * 10^k * 10^low: divisible once enough factors of ten are in, decided modulo the step
            let shift = u32::try_from(self.exponent - step.exponent).ok()?;
            let modulus = step.mantissa.checked_abs()?;
            let mut rest = self.mantissa.checked_rem(modulus)?;
            for _ in 0..shift {
                rest = rest.checked_mul(10)? % modulus;
                if rest == 0 {
                    return Some(true);
                }
            }
            return Some(rest == 0);
        }
        // the value is finer than the step: it has a digit below anything a multiple can have
        if step.exponent > self.exponent + 37 {
            Some(false)
        } else {
            None
        }
    }

    fn magnitude(self) -> i64 {
        let mut digits = 0i64;
        let mut rest = self.mantissa.unsigned_abs();
        while rest > 0 {
            rest /= 10;
            digits += 1;
        }
        digits + i64::from(self.exponent)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        if signs != Ordering::Equal || self.mantissa == 0 {
            return signs;
        }
        let flip = |order: Ordering| {
            if self.mantissa < 0 {
                order.reverse()
            } else {
                order
            }
        };
        let by_size = self.magnitude().cmp(&other.magnitude());
        if by_size != Ordering::Equal {
            return flip(by_size);
        }
        // the same magnitude: digit by digit, without scaling
        flip(digits_of(self.mantissa).cmp(&digits_of(other.mantissa)))
    }
}

fn digits_of(mantissa: i128) -> String {
    mantissa.unsigned_abs().to_string()
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.mantissa == 0 {
            return f.write_str("0");
        }
        if self.mantissa < 0 {
            f.write_str("-")?;
        }
        let digits = digits_of(self.mantissa);
        if self.exponent >= 0 && self.exponent <= 40 {
            f.write_str(&digits)?;
            return f.write_str(&"0".repeat(usize::try_from(self.exponent).unwrap_or(0)));
        }
        let below = usize::try_from(-i64::from(self.exponent)).unwrap_or(0);
        if self.exponent < 0 && below <= 40 {
            return if digits.len() > below {
                write!(
                    f,
                    "{}.{}",
                    &digits[..digits.len() - below],
                    &digits[digits.len() - below..]
                )
            } else {
                write!(f, "0.{}{digits}", "0".repeat(below - digits.len()))
            };
        }
        write!(f, "{digits}e{}", self.exponent)
    }
}

pub(crate) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    i128::try_from(a).unwrap_or(i128::MAX)
}

/// The least common multiple; `None` if it does not fit.
pub(crate) fn lcm(a: i128, b: i128) -> Option<i128> {
    if a == 0 || b == 0 {
        return Some(0);
    }
    (a / gcd(a, b)).checked_mul(b)?.checked_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn spellings_of_a_number_are_one_number() {
        assert_eq!(d("1"), d("1.0"));
        assert_eq!(d("1"), d("1e0"));
        assert_eq!(d("100"), d("1E+2"));
        assert_eq!(d("-0.50"), d("-5e-1"));
        assert_eq!(d("0e10"), d("-0"));
        assert_eq!(d("1e400").to_string(), "1e400");
    }

    #[test]
    fn order_is_exact() {
        assert!(d("0.1") < d("0.10000000000000000000001"));
        assert!(d("-2") < d("-1.5"));
        assert!(d("1e300") > d("9e299"));
        assert!(d("12") > d("9"));
    }

    #[test]
    fn multiples() {
        assert_eq!(d("0.3").is_multiple_of(d("0.1")), Some(true));
        assert_eq!(d("1e300").is_multiple_of(d("3")), Some(false));
        assert_eq!(d("1e300").is_multiple_of(d("4")), Some(true));
        assert_eq!(d("7").is_multiple_of(d("2")), Some(false));
        assert_eq!(lcm(4, 6), Some(12));
    }

    #[test]
    fn too_many_digits_are_refused() {
        assert_eq!(Decimal::parse(&"9".repeat(60)), None);
        assert_eq!(Decimal::parse("1e999999999"), None);
    }
}
