//! Connection URLs: `postgres://user:password@host:port/database?…`, and the keyword form.

use std::path::PathBuf;

use crate::environment::Environment;
use crate::secrets::percent_decode;

/// What libpq's `sslmode` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SslMode {
    Disable,
    Allow,
    #[default]
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// Where and as whom to connect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Target {
    /// Host (or folder of a socket, beginning with a slash) and port, in the order to try.
    pub(crate) hosts: Vec<(String, u16)>,
    pub(crate) user: String,
    pub(crate) password: Option<String>,
    pub(crate) database: String,
    pub(crate) ssl: SslMode,
    pub(crate) root_certificate: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) application_name: Option<String>,
    pub(crate) options: Option<String>,
    pub(crate) connect_timeout: Option<u64>,
}

impl Target {
    /// Reads a URL or the keyword form.
    ///
    /// # Errors
    /// What is wrong; never shows a part of the text that could be secret.
    pub(crate) fn parse(text: &str, env: &Environment) -> Result<Self, String> {
        let text = text.trim();
        let mut target = Self::default();
        let rest = text
            .strip_prefix("postgres://")
            .or_else(|| text.strip_prefix("postgresql://"));
        let mut pairs = match rest {
            Some(rest) => target.read_url(rest)?,
            None if text.contains('=') && !text.contains("://") => keywords(text)?,
            None => return Err("it is not a postgres:// or postgresql:// URL".to_owned()),
        };
        let mut hosts: Option<String> = None;
        let mut ports: Option<String> = None;
        for (key, value) in pairs.drain(..) {
            match key.as_str() {
                "host" | "hostaddr" => hosts = Some(value),
                "port" => ports = Some(value),
                "user" => target.user = value,
                "password" => target.password = Some(value),
                "dbname" | "database" => target.database = value,
                "sslmode" => target.ssl = ssl_mode(&value)?,
                "ssl" => match value.as_str() {
                    "true" | "1" => target.ssl = SslMode::Require,
                    "false" | "0" => target.ssl = SslMode::Disable,
                    _ => return Err("its parameter `ssl` must be true or false".to_owned()),
                },
                "requiressl" if value == "1" => target.ssl = SslMode::Require,
                "sslrootcert" if value == "system" => {
                    target.ssl = SslMode::VerifyFull;
                }
                "sslrootcert" => target.root_certificate = Some(PathBuf::from(value)),
                "sslcert" => target.certificate = Some(PathBuf::from(value)),
                "sslkey" => target.key = Some(PathBuf::from(value)),
                "application_name" | "fallback_application_name" => {
                    target.application_name = Some(value)
                }
                "options" => target.options = Some(value),
                "connect_timeout" => target.connect_timeout = value.parse().ok().filter(|s| *s > 0),
                "channel_binding" if value == "require" => {
                    return Err(
                        "its parameter `channel_binding=require` is not supported".to_owned()
                    );
                }
                "gssencmode" if value == "require" => {
                    return Err("its parameter `gssencmode=require` is not supported".to_owned());
                }
                // The rest of libpq's parameters and those of other clients do not change what is asserted.
                _ => {}
            }
        }
        if let Some(hosts) = hosts {
            target.hosts = hosts.split(',').map(|h| (h.trim().to_owned(), 0)).collect();
        }
        if let Some(ports) = ports {
            let ports: Result<Vec<u16>, _> = ports.split(',').map(|p| p.trim().parse()).collect();
            let ports = ports.map_err(|_| "its port is not a number up to 65535".to_owned())?;
            for (index, host) in target.hosts.iter_mut().enumerate() {
                host.1 = ports.get(index).or(ports.first()).copied().unwrap_or(0);
            }
        }
        if target.hosts.is_empty() {
            target.hosts.push((String::new(), 0));
        }
        for (host, port) in &mut target.hosts {
            if host.is_empty() {
                *host = env.setting("PGHOST").unwrap_or("localhost").to_owned();
            }
            if *port == 0 {
                *port = env
                    .setting("PGPORT")
                    .and_then(|p| p.parse().ok())
                    .unwrap_or(5432);
            }
        }
        if target.user.is_empty() {
            let names = ["PGUSER", "USER", "LOGNAME"];
            let user = names.into_iter().find_map(|n| env.setting(n));
            target.user = user.unwrap_or("postgres").to_owned();
        }
        if target.password.is_none() {
            target.password = env.setting("PGPASSWORD").map(str::to_owned);
        }
        if target.database.is_empty() {
            target.database.clone_from(&target.user);
        }
        let all = [&target.user, &target.database];
        if all.iter().any(|t| t.contains('\0'))
            || target.options.as_ref().is_some_and(|o| o.contains('\0'))
        {
            return Err("it contains a NUL character".to_owned());
        }
        Ok(target)
    }

    fn read_url(&mut self, rest: &str) -> Result<Vec<(String, String)>, String> {
        let rest = rest.split('#').next().unwrap_or_default();
        let (main, query) = rest.split_once('?').unwrap_or((rest, ""));
        let slash = main.find('/').unwrap_or(main.len());
        let (authority, path) = main.split_at(slash);
        let hosts = match authority.rfind('@') {
            Some(at) => {
                let (user, password) = match authority[..at].split_once(':') {
                    Some((user, password)) => (user, Some(password)),
                    None => (&authority[..at], None),
                };
                self.user = percent_decode(user);
                self.password = password.map(percent_decode);
                &authority[at + 1..]
            }
            None => authority,
        };
        for host in hosts.split(',').filter(|h| !h.is_empty()) {
            let colon = match host.rfind(']') {
                Some(end) => host[end..].find(':').map(|c| c + end),
                None => host.rfind(':'),
            };
            let (name, port) = colon.map_or((host, ""), |c| (&host[..c], &host[c + 1..]));
            let port = match port {
                "" => 0,
                text => text
                    .parse()
                    .map_err(|_| "its port is not a number up to 65535".to_owned())?,
            };
            let name = percent_decode(name.trim_start_matches('[').trim_end_matches(']'));
            self.hosts.push((name, port));
        }
        self.database = percent_decode(path.strip_prefix('/').unwrap_or(path));
        Ok(query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (percent_decode(key), percent_decode(value))
            })
            .collect())
    }

    /// The place, without anything secret.
    pub(crate) fn shown(&self, host: &str, port: u16) -> String {
        let place = if host.starts_with('/') {
            format!("{host}/.s.PGSQL.{port}")
        } else {
            format!("{host}:{port}")
        };
        format!("{place}, database {}, user {}", self.database, self.user)
    }
}

fn ssl_mode(text: &str) -> Result<SslMode, String> {
    Ok(match text {
        "disable" => SslMode::Disable,
        "allow" => SslMode::Allow,
        "prefer" => SslMode::Prefer,
        "require" => SslMode::Require,
        "verify-ca" => SslMode::VerifyCa,
        "verify-full" => SslMode::VerifyFull,
        // node-postgres writes this for "encrypt, do not verify".
        "no-verify" => SslMode::Require,
        _ => return Err(
            "its `sslmode` is none of disable, allow, prefer, require, verify-ca and verify-full"
                .to_owned(),
        ),
    })
}

/// `host=h user='a b'`
fn keywords(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Ok(pairs);
        }
        let mut key = String::new();
        while let Some(c) = chars.next_if(|c| *c != '=') {
            key.push(c);
        }
        if chars.next().is_none() {
            return Err("a keyword has no value".to_owned());
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match chars.next() {
                Some('\\') => value.extend(chars.next()),
                Some('\'') if quoted => break,
                Some(c) if !quoted && c.is_whitespace() => break,
                Some(c) => value.push(c),
                None if quoted => return Err("a quoted value does not end".to_owned()),
                None => break,
            }
        }
        pairs.push((key.trim().to_owned(), value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Target {
        let env = Environment::new([("USER".to_owned(), "me".to_owned())]);
        Target::parse(text, &env).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn urls() {
        let t = read(
            "postgres://o%40x:p%2F%3A@h:6000/d%20b?sslmode=require&application_name=a%20b&options=-c%20x%3D1",
        );
        assert_eq!(
            (t.user.as_str(), t.password.as_deref(), t.database.as_str()),
            ("o@x", Some("p/:"), "d b")
        );
        assert_eq!(t.hosts, [("h".to_owned(), 6000)]);
        assert_eq!(
            (t.ssl, t.application_name.as_deref(), t.options.as_deref()),
            (SslMode::Require, Some("a b"), Some("-c x=1"))
        );
        assert_eq!(
            read("postgresql://[::1]/x").hosts,
            [("::1".to_owned(), 5432)]
        );
        assert_eq!(
            read("postgres://a,b:2/x").hosts,
            [("a".to_owned(), 5432), ("b".to_owned(), 2)]
        );
        assert_eq!(
            read("postgres:///x?host=/run/pg&port=7").hosts,
            [("/run/pg".to_owned(), 7)]
        );
        assert_eq!(read("postgres://h").database, "me");
        assert_eq!(
            read("host=h port=3 user='a b' password='it\\'s'")
                .password
                .as_deref(),
            Some("it's")
        );
    }

    #[test]
    fn mistakes_show_nothing_secret() {
        for text in [
            "",
            "post gres//:junk-pw@@",
            "mysql://u:pw@h/d",
            "postgres://u:pw@h:x/d",
            "postgres://u:pw@h/d?sslmode=pw",
        ] {
            let error = Target::parse(text, &Environment::default()).unwrap_err();
            assert!(!error.contains("pw"), "{error}");
        }
    }
}
