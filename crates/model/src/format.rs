//! Written forms of text: the pattern every artifact carries, what a pattern cannot say, and a valid sample.

use crate::{Format, Pattern, instant, pattern};

impl Format {
    /// The pattern in the common dialect.
    pub fn pattern(self) -> Pattern {
        // Every pattern here is parsed by a test, so the fallback is never used.
        pattern::parse(self.written()).unwrap_or_else(|_| Pattern {
            written: self.written().to_owned(),
            common: self.written().to_owned(),
            guarded: false,
        })
    }

    fn written(self) -> &'static str {
        match self {
            Self::Timestamp => concat!(
                "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
                "T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]",
                "(?:\\.[0-9]{1,9})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$"
            ),
            Self::Date => "^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
            Self::Time => "^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?$",
            Self::Duration => concat!(
                "^P(?:[0-9]+W|(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)",
                "(?:T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?",
                "|T(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))$"
            ),
            Self::Uuid => "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            Self::Uri => concat!(
                "^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+",
                "(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$"
            ),
            Self::Url => concat!(
                "^[A-Za-z][A-Za-z0-9+.-]*:(?:",
                "//(?:(?:[A-Za-z0-9._~:!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*@)?",
                "(?:",
                v4!(),
                "|(?:[A-Za-z0-9_-]+\\.)*",
                "(?:[A-Za-z_][A-Za-z0-9_-]*|[0-9]+[A-WYZa-wyz_-][A-Za-z0-9_-]*)\\.?)",
                "(?::(?:[0-9]{0,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?",
                "(?:[/?](?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?",
                "|///[A-Za-z0-9._~-]+(?:/(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?",
                "|/?(?:[A-Za-z0-9._~@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})",
                "(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*",
                ")(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$"
            ),
            Self::UriReference => concat!(
                "^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[A-Za-z0-9._~/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})",
                "(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*",
                "(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?$"
            ),
            Self::Email => concat!(
                "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*",
                "@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
                "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$"
            ),
            Self::Hostname => concat!(
                "^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
                "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$"
            ),
            Self::Ipv4 => concat!("^", v4!(), "$"),
            Self::Ipv6 => concat!("^", v6!(), "$"),
            Self::Base64 => {
                "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"
            }
            Self::JsonPointer => "^(?:/(?:[^~/\\n\\r]|~[01])*)*$",
        }
    }

    /// What the form demands beyond its pattern: that a day is real, that a host name has at most 253 characters. The text is one
    /// that matches the pattern.
    pub fn is_real(self, text: &str) -> bool {
        match self {
            Self::Timestamp => instant::parse(text).is_some(),
            Self::Date => {
                let part = |from, to| {
                    text.get(from..to)
                        .and_then(|digits: &str| digits.parse().ok())
                };
                match (part(0, 4), part(5, 7), part(8, 10)) {
                    (Some(year), Some(month), Some(day)) => {
                        instant::day_number(year, month, day).is_some()
                    }
                    _ => false,
                }
            }
            Self::Hostname => text.len() <= 253,
            Self::Email => text
                .rfind('@')
                .is_some_and(|at| at <= 64 && text.len() - at <= 254),
            Self::Time
            | Self::Duration
            | Self::Uuid
            | Self::Uri
            | Self::Url
            | Self::UriReference
            | Self::Ipv4
            | Self::Ipv6
            | Self::Base64
            | Self::JsonPointer => true,
        }
    }

    /// A valid text, obviously made up.
    pub fn sample(self) -> &'static str {
        match self {
            Self::Timestamp => "2026-03-01T09:30:00Z",
            Self::Date => "2026-03-01",
            Self::Time => "09:30:00",
            Self::Duration => "PT15M",
            Self::Uuid => "00000000-0000-4000-8000-000000000001",
            Self::Uri | Self::Url | Self::UriReference => "https://example.com/a",
            Self::Email => "ada@example.com",
            Self::Hostname => "host.example.com",
            Self::Ipv4 => "192.0.2.1",
            Self::Ipv6 => "2001:db8::1",
            Self::Base64 => "AQI=",
            Self::JsonPointer => "/a/0",
        }
    }

    /// A near miss: a text that is refused, as close to the form as can be.
    pub fn near_miss(self) -> &'static str {
        match self {
            Self::Timestamp => "2026-03-01T09:30:00",
            Self::Date => "2026-03",
            Self::Time => "09:30",
            Self::Duration => "15M",
            Self::Uuid => "00000000000040008000000000000001",
            Self::Uri => "example.com/a b",
            Self::Url => "https://:80/a",
            Self::UriReference => "/a b",
            Self::Email => "ada.example.com",
            Self::Hostname => "-host.example.com",
            Self::Ipv4 => "192.0.2.256",
            Self::Ipv6 => "2001:db8:::1",
            Self::Base64 => "AQJ=",
            Self::JsonPointer => "a/0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Matcher;

    #[test]
    fn samples_are_valid_and_near_misses_are_not() {
        for format in Format::ALL {
            let parsed = pattern::parse(format.written())
                .unwrap_or_else(|e| panic!("{}: {e:?}", format.name()));
            assert_eq!(parsed.common, format.written(), "{}", format.name());
            assert!(parsed.guarded, "{}", format.name());
            let accepts = |text: &str| Matcher::new(&parsed).is_match(text) && format.is_real(text);
            assert!(accepts(format.sample()), "{}", format.name());
            assert!(!accepts(format.near_miss()), "{}", format.name());
        }
    }

    #[test]
    fn days_are_real() {
        let accepts =
            |f: Format, text: &str| Matcher::new(&f.pattern()).is_match(text) && f.is_real(text);
        assert!(accepts(Format::Date, "2024-02-29") && !accepts(Format::Date, "2026-02-29"));
        assert!(!accepts(Format::Date, "0000-01-01"));
        assert!(!accepts(Format::Timestamp, "2026-02-30T10:00:00Z"));
        assert!(!accepts(Format::Timestamp, "2026-02-20 10:00:00Z"));
    }

    #[test]
    fn addresses_agree_with_the_standard_library() {
        for text in [
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            ":::",
            "1::2::3",
            "1:2",
            "g::",
            "::ffff:192.0.2.1",
            "::192.0.2.1",
            "1:2:3:4:5:6:192.0.2.1",
            "1:2:3:4:5::192.0.2.1",
            "1:2:3:4:5:6::192.0.2.1",
            "1::2:3:4:5:192.0.2.1",
            "1::2:3:4:5:6:192.0.2.1",
            "1:2::3:4:5:192.0.2.1",
            "1:2:3:4::5:192.0.2.1",
            "::1:2:3:4:5:192.0.2.1",
            "::1:2:3:4:5:6:192.0.2.1",
            "::ffff:192.0.2.256",
            "1:2:3:4:5:6:7:192.0.2.1",
        ] {
            let accepted = Matcher::new(&Format::Ipv6.pattern()).is_match(text);
            assert_eq!(
                accepted,
                text.parse::<std::net::Ipv6Addr>().is_ok(),
                "{text}"
            );
        }
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "256.1.1.1",
            "01.1.1.1",
            "1.1.1",
        ] {
            let accepted = Matcher::new(&Format::Ipv4.pattern()).is_match(text);
            assert_eq!(
                accepted,
                text.parse::<std::net::Ipv4Addr>().is_ok(),
                "{text}"
            );
        }
    }
}
