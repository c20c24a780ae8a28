//! Exact decimal numbers: the text of a JSON number, compared by value.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A JSON number, exact: sign, significant digits and a power of ten. `1`, `1.0` and `10e-1` are equal; `-0` equals `0`.
#[derive(Clone)]
pub struct Number {
    negative: bool,
    /// Significant decimal digits without leading or trailing zeros; empty for zero.
    digits: String,
    /// The value is `digits` times ten to this power.
    exponent: i64,
    /// Written with a fraction, an exponent or the sign of `-0`: no part of the value.
    loose: bool,
}

/// Exponents beyond this are cut off: such numbers compare as the largest (or smallest) there are.
const EXPONENT_LIMIT: i64 = 1_000_000_000;

impl Number {
    /// Zero.
    pub fn zero() -> Self {
        Self {
            negative: false,
            digits: String::new(),
            exponent: 0,
            loose: false,
        }
    }

    /// A number from its JSON text; `None` if the text is no JSON number.
    pub fn parse(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let rest = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, power) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        let (whole, fraction) = match mantissa.find('.') {
            Some(at) => (&mantissa[..at], Some(&mantissa[at + 1..])),
            None => (mantissa, None),
        };
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        if fraction.is_some_and(|f| !all_digits(f)) {
            return None;
        }
        let power = match power {
            None => 0,
            Some(power) => {
                let below = power.starts_with('-');
                let unsigned = power.strip_prefix(['-', '+']).unwrap_or(power);
                if !all_digits(unsigned) {
                    return None;
                }
                let size = unsigned
                    .parse::<i64>()
                    .unwrap_or(EXPONENT_LIMIT)
                    .min(EXPONENT_LIMIT);
                if below { -size } else { size }
            }
        };
        let fraction = fraction.unwrap_or_default();
        let digits = format!("{whole}{fraction}");
        let exponent = power - fraction.len() as i64;
        let mut number = Self::of_parts(negative, &digits, exponent);
        number.loose = mantissa.len() < rest.len()
            || whole.len() < mantissa.len()
            || (negative && number.is_zero());
        Some(number)
    }

    fn of_parts(negative: bool, digits: &str, exponent: i64) -> Self {
        let digits = digits.trim_start_matches('0');
        let kept = digits.trim_end_matches('0');
        if kept.is_empty() {
            return Self::zero();
        }
        let exponent = exponent + (digits.len() - kept.len()) as i64;
        Self {
            negative,
            digits: kept.to_owned(),
            exponent,
            loose: false,
        }
    }

    /// Sign, digits, exponent, and whether it was written loosely: everything that it is.
    pub(crate) fn parts(&self) -> (bool, &str, i64, bool) {
        (self.negative, &self.digits, self.exponent, self.loose)
    }

    /// The number of such parts; `None` if they are of none.
    pub(crate) fn from_parts(
        negative: bool,
        digits: &str,
        exponent: i64,
        loose: bool,
    ) -> Option<Self> {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        (plain && !digits.starts_with('0') && !digits.ends_with('0')).then(|| Self {
            negative,
            digits: digits.to_owned(),
            exponent,
            loose,
        })
    }

    /// True if there is no fraction.
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// True for an integer that was written as one: not `1.0`, `1e0` or `-0`, which readers of integers refuse.
    pub fn is_written_as_integer(&self) -> bool {
        self.is_integer() && !self.loose
    }

    /// True below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// True for zero.
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The value as an `i128`, if it is an integer that fits.
    pub fn as_i128(&self) -> Option<i128> {
        if self.is_zero() {
            return Some(0);
        }
        if !(0..=38).contains(&self.exponent) {
            return None;
        }
        let power = 10_i128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        let size = self.digits.parse::<i128>().ok()?.checked_mul(power)?;
        Some(if self.negative { -size } else { size })
    }

    /// The value as a `u64`, if it is an integer that fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128().and_then(|value| u64::try_from(value).ok())
    }

    /// The nearest `f64`; infinite if the number is too large.
    pub fn as_f64(&self) -> f64 {
        let sign = if self.negative { "-" } else { "" };
        let digits = if self.digits.is_empty() {
            "0"
        } else {
            &self.digits
        };
        format!("{sign}{digits}e{}", self.exponent)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// The shortest decimal text that reads back as `value`; `None` unless it is finite.
    pub fn from_f64(value: f64) -> Option<Self> {
        value
            .is_finite()
            .then(|| Self::parse(&format!("{value:e}")))
            .flatten()
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            negative: !self.negative && !self.is_zero(),
            ..self.clone()
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        let low = self.exponent.min(other.exponent);
        // Far apart beyond any use: the larger one stands for the sum.
        if (self.exponent.max(other.exponent) - low) > 5_000 {
            return if self.exponent > other.exponent {
                self.clone()
            } else {
                other.clone()
            };
        }
        let a = self.scaled(low);
        let b = other.scaled(low);
        if self.negative == other.negative {
            return Self::of_parts(self.negative, &add(&a, &b), low);
        }
        match cmp_digits(&a, &b) {
            Ordering::Equal => Self::zero(),
            Ordering::Greater => Self::of_parts(self.negative, &subtract(&a, &b), low),
            Ordering::Less => Self::of_parts(other.negative, &subtract(&b, &a), low),
        }
    }

    /// True if this number is an integer multiple of `step` (which is not zero), exactly. `None` if the numbers are too far
    /// apart to be divided within bounds.
    pub fn is_multiple_of(&self, step: &Self) -> Option<bool> {
        if step.is_zero() {
            return None;
        }
        if self.is_zero() {
            return Some(true);
        }
        let low = self.exponent.min(step.exponent);
        if self.exponent.max(step.exponent) - low > 5_000 || step.digits.len() > 30 {
            return None;
        }
        let divisor: u128 = step.scaled(low).parse().ok()?;
        if divisor > u128::MAX / 16 {
            return None;
        }
        let mut rest: u128 = 0;
        for digit in self.scaled(low).bytes() {
            rest = (rest * 10 + u128::from(digit - b'0')) % divisor;
        }
        Some(rest == 0)
    }

    /// The digits as an integer times ten to `exponent`, which is at most this number's own.
    fn scaled(&self, exponent: i64) -> String {
        let zeros = usize::try_from(self.exponent - exponent).unwrap_or(0);
        format!("{}{}", self.digits, "0".repeat(zeros))
    }
}

fn cmp_digits(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn add(a: &str, b: &str) -> String {
    let (mut a, mut b) = (a.bytes().rev(), b.bytes().rev());
    let mut out = Vec::new();
    let mut carry = 0;
    loop {
        let (x, y) = (a.next(), b.next());
        if x.is_none() && y.is_none() && carry == 0 {
            break;
        }
        let sum = x.map_or(0, |d| d - b'0') + y.map_or(0, |d| d - b'0') + carry;
        out.push(b'0' + sum % 10);
        carry = sum / 10;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

/// `a - b`, where `a` is the larger.
fn subtract(a: &str, b: &str) -> String {
    let mut b = b.bytes().rev();
    let mut out = Vec::new();
    let mut borrow = 0;
    for x in a.bytes().rev() {
        let x = i16::from(x - b'0') - borrow;
        let y = b.next().map_or(0, |d| i16::from(d - b'0'));
        let digit = if x < y { x + 10 - y } else { x - y };
        borrow = i16::from(x < y);
        out.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
    out.iter().rev().collect()
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.negative == other.negative
            && self.exponent == other.exponent
            && self.digits == other.digits
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.negative, self.exponent, &self.digits).hash(state);
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => {
                return if other.negative {
                    Ordering::Greater
                } else {
                    Ordering::Less
                };
            }
            (false, true) => {
                return if self.negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
            }
            (false, false) => {}
        }
        if self.negative != other.negative {
            return if self.negative {
                Ordering::Less
            } else {
                Ordering::Greater
            };
        }
        let magnitude = |n: &Self| n.digits.len() as i64 + n.exponent;
        let by_size = magnitude(self).cmp(&magnitude(other)).then_with(|| {
            let width = self.digits.len().max(other.digits.len());
            let pad = |n: &Self| format!("{:0<width$}", n.digits);
            pad(self).cmp(&pad(other))
        });
        if self.negative {
            by_size.reverse()
        } else {
            by_size
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The shortest JSON text: integers of up to 21 digits without a fraction, other numbers as `1.5`, `0.001` or `1.7e308`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        let count = self.digits.len() as i64;
        let point = count + self.exponent;
        if self.exponent >= 0 && point <= 39 {
            let zeros = usize::try_from(self.exponent).unwrap_or(0);
            write!(f, "{}{}", self.digits, "0".repeat(zeros))
        } else if self.exponent < 0 && point > 0 && point <= 39 {
            let at = usize::try_from(point).unwrap_or(0);
            write!(f, "{}.{}", &self.digits[..at], &self.digits[at..])
        } else if self.exponent < 0 && point <= 0 && point > -6 {
            let zeros = usize::try_from(-point).unwrap_or(0);
            write!(f, "0.{}{}", "0".repeat(zeros), self.digits)
        } else {
            let (first, rest) = self.digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            write!(f, "{first}{dot}{rest}e{}", point - 1)
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! from_integers {
    ($($kind:ty)*) => {$(
        impl From<$kind> for Number {
            fn from(value: $kind) -> Self {
                let text = value.to_string();
                let negative = text.starts_with('-');
                Self::of_parts(negative, text.trim_start_matches('-'), 0)
            }
        }
    )*};
}
from_integers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("{text} is no number"))
    }

    #[test]
    fn only_json_numbers_parse() {
        for text in [
            "", "-", "01", "1.", ".5", "+1", "1e", "1e+", "0x1", "NaN", "1_0", " 1",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn values_compare_exactly() {
        assert_eq!(n("1"), n("10e-1"));
        assert_eq!(n("-0"), n("0.0e9"));
        assert!(n("18446744073709551616") > n("18446744073709551615"));
        assert!(n("-2") < n("-1.5") && n("-1.5") < n("0") && n("0") < n("1e-300"));
        assert!(n("0.1") < n("0.10000000000000000000001"));
    }

    #[test]
    fn texts_are_short_and_read_back() {
        for (text, shown) in [
            ("1.0", "1"),
            ("1e2", "100"),
            ("-12.50", "-12.5"),
            ("5e-324", "5e-324"),
            ("0.001", "0.001"),
            ("1.7976931348623157e308", "1.7976931348623157e308"),
            ("18446744073709551615", "18446744073709551615"),
        ] {
            assert_eq!(n(text).to_string(), shown);
            assert_eq!(n(shown), n(text));
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(n("0.1").plus(&n("0.2")), n("0.3"));
        assert_eq!(n("5").plus(&n("-7")), n("-2"));
        assert_eq!(n("1000").plus(&n("-1")), n("999"));
        assert_eq!(n("19.99").is_multiple_of(&n("0.01")), Some(true));
        assert_eq!(n("7").is_multiple_of(&n("5")), Some(false));
        assert_eq!(n("-10").is_multiple_of(&n("5")), Some(true));
    }
}
