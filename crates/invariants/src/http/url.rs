//! URLs as browsers normalise them (WHATWG URL, special schemes), as far as requests need it.

use crate::secrets::percent_decode;

/// A normalised `http` or `https` URL. Without credentials and fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) https: bool,
    /// Lower-cased; IPv6 in brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Starts with a slash.
    pub(crate) path: String,
    /// Without its question mark.
    pub(crate) query: Option<String>,
    /// User and password, decoded, if the text had some.
    pub(crate) credentials: Option<(String, String)>,
}

impl Url {
    /// Reads an absolute URL.
    ///
    /// # Errors
    /// What is wrong; never shows user information.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
            .collect();
        let (scheme, rest) = text
            .split_once(':')
            .filter(|(_, rest)| rest.starts_with(['/', '\\']))
            .ok_or("the URL must begin with http:// or https://")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err("the URL must begin with http:// or https://".to_owned()),
        };
        let rest = rest.trim_start_matches(['/', '\\']);
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let (credentials, host_port) = match authority.rfind('@') {
            Some(at) => {
                let (user, password) = authority[..at]
                    .split_once(':')
                    .unwrap_or((&authority[..at], ""));
                let pair = (percent_decode(user), percent_decode(password));
                (Some(pair), &authority[at + 1..])
            }
            None => (None, authority),
        };
        let (host, port) = split_port(host_port)?;
        let mut url = Self {
            https,
            host: normal_host(host)?,
            port: port.unwrap_or(if https { 443 } else { 80 }),
            path: String::new(),
            query: None,
            credentials,
        };
        url.set_target(target);
        Ok(url)
    }

    /// Sets path and query from the text behind the authority.
    fn set_target(&mut self, target: &str) {
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        self.path = normal_path(path);
        self.query = query.map(|q| encode(q, QUERY));
    }

    /// The URL that a `Location` header means.
    ///
    /// # Errors
    /// The scheme is neither http nor https, or the host cannot be read.
    pub(crate) fn join(&self, location: &str) -> Result<Self, String> {
        let location: String = location
            .trim()
            .chars()
            .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
            .collect();
        if has_scheme(&location) {
            return Self::parse(&location);
        }
        let scheme = if self.https { "https" } else { "http" };
        let slashes = location
            .chars()
            .take_while(|c| matches!(c, '/' | '\\'))
            .count();
        if slashes >= 2 {
            return Self::parse(&format!("{scheme}:{location}"));
        }
        let mut url = self.clone();
        url.credentials = None;
        if slashes == 1 {
            url.set_target(&location);
        } else if let Some(query) = location.strip_prefix('?') {
            let query = query.split('#').next().unwrap_or_default();
            url.query = Some(encode(query, QUERY));
        } else if !location.is_empty() && !location.starts_with('#') {
            let folder = &self.path[..=self.path.rfind('/').unwrap_or(0)];
            url.set_target(&format!("{folder}{location}"));
        }
        Ok(url)
    }

    /// The text without credentials.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.origin(), self.target())
    }

    /// Path and query.
    pub(crate) fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    /// Scheme, host and, if it is not the scheme's own, port.
    pub(crate) fn origin(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}", self.authority())
    }

    /// What the `Host` header says.
    pub(crate) fn authority(&self) -> String {
        let default = if self.https { 443 } else { 80 };
        if self.port == default {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// The host without the brackets of IPv6.
    pub(crate) fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// True for this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.bare_host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    }

    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        self.https == other.https && self.host == other.host && self.port == other.port
    }

    /// For each entry the pair of that name is replaced, further pairs of the name removed, or the pairs are appended.
    /// Then the query is written as form encoding.
    pub(crate) fn set_query(&mut self, entries: &[(String, Vec<String>)]) {
        if entries.is_empty() {
            return;
        }
        let mut pairs: Vec<(String, String)> =
            self.query.as_deref().map(form_pairs).unwrap_or_default();
        for (name, values) in entries {
            let at = pairs
                .iter()
                .position(|(n, _)| n == name)
                .unwrap_or(pairs.len());
            pairs.retain(|(n, _)| n != name);
            let at = at.min(pairs.len());
            pairs.splice(at..at, values.iter().map(|v| (name.clone(), v.clone())));
        }
        let text: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", form_encode(name), form_encode(value)))
            .collect();
        self.query = (!text.is_empty()).then(|| text.join("&"));
    }
}

fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn split_port(text: &str) -> Result<(&str, Option<u16>), String> {
    let colon = match text.rfind(']') {
        Some(end) => text[end..].find(':').map(|at| at + end),
        None => text.rfind(':'),
    };
    match colon {
        None => Ok((text, None)),
        Some(at) if at + 1 == text.len() => Ok((&text[..at], None)),
        Some(at) => text[at + 1..]
            .parse()
            .map(|port| (&text[..at], Some(port)))
            .map_err(|_| "the port of the URL is not a number up to 65535".to_owned()),
    }
}

fn normal_host(host: &str) -> Result<String, String> {
    if host.is_empty() {
        return Err("the URL has no host".to_owned());
    }
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        let ip: std::net::Ipv6Addr = inner
            .parse()
            .map_err(|_| "the host of the URL is no IPv6 address".to_owned())?;
        return Ok(format!("[{ip}]"));
    }
    let host = percent_decode(host).to_lowercase();
    if !host.is_ascii() {
        return Err("the host of the URL must be written in ASCII (as xn--…)".to_owned());
    }
    let forbidden = |c: char| c.is_ascii_control() || " #/:<>?@[\\]^|%".contains(c);
    if host.contains(forbidden) {
        return Err("the host of the URL contains a character that hosts cannot have".to_owned());
    }
    Ok(host)
}

const PATH: &str = " \"#<>?^`{}";
const QUERY: &str = " \"#<>'";

/// Percent-encodes control characters, non-ASCII ones and those in `set`; existing escapes stay.
fn encode(text: &str, set: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() && !c.is_ascii_control() && !set.contains(c) {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

fn normal_path(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut segments: Vec<String> = Vec::new();
    let pieces: Vec<&str> = path.strip_prefix('/').unwrap_or(&path).split('/').collect();
    for (index, piece) in pieces.iter().enumerate() {
        let last = index + 1 == pieces.len();
        let plain = piece.replace("%2e", ".").replace("%2E", ".");
        match plain.as_str() {
            ".." => {
                segments.pop();
                if last {
                    segments.push(String::new());
                }
            }
            "." => {
                if last {
                    segments.push(String::new());
                }
            }
            _ => segments.push(encode(piece, PATH)),
        }
    }
    format!("/{}", segments.join("/"))
}

fn form_pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            let decode = |t: &str| percent_decode(&t.replace('+', " "));
            (decode(name), decode(value))
        })
        .collect()
}

fn form_encode(text: &str) -> String {
    crate::secrets::percent_encode(text, "*-._", true).replace("%20", "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(url: &str) -> String {
        Url::parse(url).map(|u| u.text()).unwrap_or_else(|e| e)
    }

    #[test]
    fn normalised_as_browsers_do() {
        for (url, wanted) in [
            ("http://H:80/a b/%41/é", "http://h/a%20b/%41/%C3%A9"),
            ("https://h:443", "https://h/"),
            ("http://h:8080/a/../b/./c/", "http://h:8080/b/c/"),
            ("http://h/a/%2e%2E/b", "http://h/b"),
            ("http://h/a/..", "http://h/"),
            ("http://h/p?x=é y#frag", "http://h/p?x=%C3%A9%20y"),
            ("http://u:p@h/p", "http://h/p"),
            ("http://[::1]:9/x", "http://[::1]:9/x"),
            ("http://h//a//b", "http://h//a//b"),
            ("http://h/100%", "http://h/100%"),
        ] {
            assert_eq!(text(url), wanted, "{url}");
        }
        for url in [
            "",
            "h/x",
            "localhost:80/x",
            "ftp://h/",
            "http://",
            "http://h:99999/",
            "http://a b/",
        ] {
            assert!(Url::parse(url).is_err(), "{url}");
        }
        let url = Url::parse("http://u%40x:p%3A@h/").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(url.credentials, Some(("u@x".to_owned(), "p:".to_owned())));
    }

    #[test]
    fn locations_are_resolved() {
        let base = Url::parse("http://h:1/a/b?x#y").unwrap_or_else(|e| panic!("{e}"));
        for (location, wanted) in [
            ("c", "http://h:1/a/c"),
            ("../c?d", "http://h:1/c?d"),
            ("/c", "http://h:1/c"),
            ("?z", "http://h:1/a/b?z"),
            ("//o/p", "http://o/p"),
            ("https://o", "https://o/"),
            ("#f", "http://h:1/a/b?x"),
        ] {
            assert_eq!(
                base.join(location).map(|u| u.text()),
                Ok(wanted.to_owned()),
                "{location}"
            );
        }
        assert!(base.join("mailto:x").is_err());
    }

    #[test]
    fn queries_are_set_like_url_search_params() {
        let set = |url: &str, entries: &[(&str, &[&str])]| {
            let mut url = Url::parse(url).unwrap_or_else(|e| panic!("{e}"));
            let entries: Vec<_> = entries
                .iter()
                .map(|(n, vs)| {
                    (
                        (*n).to_owned(),
                        vs.iter().map(|v| (*v).to_owned()).collect(),
                    )
                })
                .collect();
            url.set_query(&entries);
            url.query.unwrap_or_default()
        };
        assert_eq!(
            set("http://h/?a=1&b=2&a=3", &[("a", &["x y"])]),
            "a=x+y&b=2"
        );
        assert_eq!(
            set("http://h/?a=%20b", &[("c", &["1", "2"])]),
            "a=+b&c=1&c=2"
        );
        assert_eq!(
            set("http://h/", &[("é", &["*-._~!'()"])]),
            "%C3%A9=*-._%7E%21%27%28%29"
        );
        assert_eq!(set("http://h/?a=%7E", &[]), "a=%7E");
    }
}
