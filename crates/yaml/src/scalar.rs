//! What an unquoted scalar means: the YAML 1.2 core schema (YAML 1.2.2, section 10.3.2).

/// The meaning of a plain scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar {
    /// Null.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer that fits 128 bits.
    Int(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    Text,
}

/// Resolves an unquoted scalar by the core schema.
pub fn resolve_plain(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        _ => {}
    }
    match text.as_bytes()[0] {
        b'+' | b'-' | b'.' | b'0'..=b'9' => number(text),
        _ => Scalar::Text,
    }
}

fn number(text: &str) -> Scalar {
    let radix = |digits: &str, base: u32| {
        if digits.is_empty() || !digits.chars().all(|c| c.is_digit(base)) {
            return Scalar::Text;
        }
        i128::from_str_radix(digits, base).map_or_else(
            |_| {
                Scalar::Float(digits.chars().fold(0.0, |sum, c| {
                    sum * f64::from(base) + f64::from(c.to_digit(base).unwrap_or(0))
                }))
            },
            Scalar::Int,
        )
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let (negative, body) = match text.as_bytes()[0] {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if matches!(body, ".inf" | ".Inf" | ".INF") {
        return Scalar::Float(if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        });
    }
    if !body.is_empty() && body.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<i128>().map_or_else(
            |_| Scalar::Float(text.parse().unwrap_or(f64::INFINITY)),
            Scalar::Int,
        );
    }
    if is_float(body) {
        return text.parse().map_or(Scalar::Text, Scalar::Float);
    }
    Scalar::Text
}

/// `( "." [0-9]+ | [0-9]+ ( "." [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(body: &str) -> bool {
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (&body[..at], Some(&body[at + 1..])),
        None => (body, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let mantissa_ok = match mantissa.split_once('.') {
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
        None => digits(mantissa),
    };
    let exponent_ok =
        exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    mantissa_ok && exponent_ok
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_schema() {
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "2024-02-30",
            "12:30:45",
            "1_000",
            "0b11",
            "0o8",
            "+",
            ".",
            "e3",
            "-0x1",
            "1e",
            "tRue",
        ] {
            assert_eq!(resolve_plain(text), Scalar::Text, "{text}");
        }
        for (text, value) in [
            ("017", 17),
            ("0o17", 15),
            ("0xFF", 255),
            ("-5", -5),
            ("+5", 5),
        ] {
            assert_eq!(resolve_plain(text), Scalar::Int(value), "{text}");
        }
        for (text, value) in [
            ("1e3", 1000.0),
            (".5", 0.5),
            ("1.", 1.0),
            ("-4.50", -4.5),
            ("-.inf", f64::NEG_INFINITY),
            ("0.1e-2", 0.001),
        ] {
            assert_eq!(resolve_plain(text), Scalar::Float(value), "{text}");
        }
        assert!(matches!(resolve_plain(".nan"), Scalar::Float(v) if v.is_nan()));
        assert_eq!(resolve_plain("True"), Scalar::Bool(true));
        assert_eq!(resolve_plain(""), Scalar::Null);
    }

    #[test]
    fn integers_too_large_are_doubles() {
        let text = "9".repeat(60);
        assert_eq!(resolve_plain(&text), Scalar::Float(1e60));
        assert!(
            matches!(resolve_plain(&format!("0x{}", "f".repeat(40))), Scalar::Float(v) if v > 1e47)
        );
    }
}
