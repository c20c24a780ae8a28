//! PostgreSQL's text values as values to compare (specification 8.4).

use crate::answer::parse_answer;
use crate::matching::Actual;
use crate::value::Value;

/// What is known of a type that PostgreSQL does not come with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TypeInfo {
    /// The element type of an array; zero for other types.
    pub(crate) element: u32,
    /// Between the elements of an array.
    pub(crate) delimiter: char,
}

/// The element type of PostgreSQL's own arrays.
fn element_of(oid: u32) -> Option<u32> {
    Some(match oid {
        1000 => 16,
        1001 => 17,
        1002 => 18,
        1003 => 19,
        1005 => 21,
        1007 => 23,
        1009 => 25,
        1014 => 1042,
        1015 => 1043,
        1016 => 20,
        1021 => 700,
        1022 => 701,
        1028 => 26,
        1040 => 829,
        1041 => 869,
        651 => 650,
        1115 => 1114,
        1182 => 1082,
        1183 => 1083,
        1185 => 1184,
        1187 => 1186,
        1231 => 1700,
        1270 => 1266,
        1561 => 1560,
        1563 => 1562,
        143 => 142,
        199 => 114,
        3807 => 3802,
        2951 => 2950,
        791 => 790,
        775 => 774,
        _ => return None,
    })
}

/// True if the catalogue has to be asked about the type.
pub(crate) fn is_unknown(oid: u32) -> bool {
    oid >= 16_384 || (element_of(oid).is_none() && ARRAYS_OF_OTHERS.contains(&oid))
}

/// Arrays of geometry, ranges and the like: rare, so the catalogue tells.
const ARRAYS_OF_OTHERS: [u32; 21] = [
    1017, 1018, 1019, 1020, 1027, 719, 629, 3643, 3644, 3645, 3735, 3770, 3905, 3907, 3909, 3911,
    3913, 3927, 2949, 1011, 1012,
];

/// The value of one column.
pub(crate) fn value_of(
    text: Option<&str>,
    oid: u32,
    known: &dyn Fn(u32) -> Option<TypeInfo>,
) -> Actual {
    let Some(text) = text else {
        return Actual::Json(Value::Null);
    };
    let string = || Actual::Json(Value::String(text.to_owned()));
    let array = element_of(oid).map(|element| TypeInfo {
        element,
        delimiter: ',',
    });
    if let Some(info) = array
        .or_else(|| known(oid))
        .filter(|info| info.element != 0)
    {
        return parse_array(text, info, known).unwrap_or_else(string);
    }
    match oid {
        // boolean
        16 => Actual::Json(Value::Bool(text == "t")),
        // smallint, integer, oid
        21 | 23 | 26 => match contractual_model::json::Number::parse(text) {
            Some(number) => Actual::Json(Value::Number(number)),
            None => string(),
        },
        // bigint, numeric
        20 | 1700 => Actual::Exact(text.to_owned()),
        // real, double precision
        700 | 701 => Actual::Float(text.to_owned()),
        // json, jsonb
        114 | 3802 => match parse_answer(text) {
            Ok(answer) => Actual::Json(answer.value),
            Err(_) => string(),
        },
        1114 => Actual::Timestamp(text.to_owned()),
        1184 => Actual::TimestampTz(text.to_owned()),
        _ => string(),
    }
}

/// `{1,"a b",NULL,{2}}`, with bounds in front if they are unusual.
fn parse_array(
    text: &str,
    info: TypeInfo,
    known: &dyn Fn(u32) -> Option<TypeInfo>,
) -> Option<Actual> {
    let body = match text.strip_prefix('[') {
        Some(_) => &text[text.find('=')? + 1..],
        None => text,
    };
    let chars: Vec<char> = body.chars().collect();
    let mut at = 0;
    let value = list(&chars, &mut at, info, known, 0)?;
    (at == chars.len()).then_some(value)
}

fn list(
    chars: &[char],
    at: &mut usize,
    info: TypeInfo,
    known: &dyn Fn(u32) -> Option<TypeInfo>,
    depth: usize,
) -> Option<Actual> {
    // PostgreSQL has six dimensions at most.
    if chars.get(*at) != Some(&'{') || depth > 6 {
        return None;
    }
    *at += 1;
    let mut items = Vec::new();
    if chars.get(*at) == Some(&'}') {
        *at += 1;
        return Some(Actual::List(items));
    }
    loop {
        items.push(match chars.get(*at)? {
            '{' => list(chars, at, info, known, depth + 1)?,
            '"' => {
                let text = quoted(chars, at)?;
                value_of(Some(&text), info.element, known)
            }
            _ => {
                let mut text = String::new();
                while let Some(c) = chars
                    .get(*at)
                    .filter(|c| **c != info.delimiter && **c != '}')
                {
                    if *c == '\\' {
                        *at += 1;
                    }
                    text.push(*chars.get(*at)?);
                    *at += 1;
                }
                let is_null = text.eq_ignore_ascii_case("null");
                value_of((!is_null).then_some(text.as_str()), info.element, known)
            }
        });
        match chars.get(*at)? {
            '}' => {
                *at += 1;
                return Some(Actual::List(items));
            }
            c if *c == info.delimiter => *at += 1,
            _ => return None,
        }
    }
}

fn quoted(chars: &[char], at: &mut usize) -> Option<String> {
    *at += 1;
    let mut text = String::new();
    loop {
        match chars.get(*at)? {
            '"' => {
                *at += 1;
                return Some(text);
            }
            '\\' => {
                *at += 1;
                text.push(*chars.get(*at)?);
            }
            c => text.push(*c),
        }
        *at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_lists_of_typed_values() {
        let none = |_: u32| None;
        let shown = |text: &str, oid: u32| value_of(Some(text), oid, &none).shown(200);
        assert_eq!(shown("{1,2,NULL}", 1007), "[1, 2, null]");
        assert_eq!(
            shown("{1,9007199254740993}", 1016),
            "[\"1\", \"9007199254740993\"]"
        );
        assert_eq!(
            shown("{alpha,\"be ta\",NULL,\"NULL\",\"q\\\"\\\\\"}", 1009),
            r#"["alpha", "be ta", null, "NULL", "q\"\\"]"#
        );
        assert_eq!(shown("{{1,2},{3,4}}", 1007), "[[1, 2], [3, 4]]");
        assert_eq!(shown("[0:1]={5,6}", 1007), "[5, 6]");
        assert_eq!(shown("{}", 1007), "[]");
        assert_eq!(shown("{t,f}", 1000), "[true, false]");
        assert_eq!(shown("{broken", 1009), "\"{broken\"");
        let enums = |oid: u32| {
            (oid == 20_000).then_some(TypeInfo {
                element: 20_001,
                delimiter: ',',
            })
        };
        assert_eq!(
            value_of(Some("{calm,busy}"), 20_000, &enums).shown(99),
            "[\"calm\", \"busy\"]"
        );
    }
}
