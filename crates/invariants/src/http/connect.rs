//! Connections: names, sockets, proxies, TLS, and the HTTP handshake.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::tls::Tls;
use super::url::Url;
use crate::environment::Environment;

/// Any byte stream.
pub(crate) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// A byte stream to a server.
pub(crate) type Stream = Box<dyn Io>;

/// A connection on which requests can be sent.
pub(crate) enum Sender {
    One(http1::SendRequest<Full<Bytes>>),
    Two(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    pub(crate) fn is_usable(&self) -> bool {
        match self {
            Self::One(sender) => sender.is_ready(),
            Self::Two(sender) => sender.is_ready(),
        }
    }
}

/// A proxy for a URL: `None` for a direct connection.
///
/// # Errors
/// The variable holds something that is no `http://` URL.
pub(crate) fn proxy_of(url: &Url, env: &Environment) -> Result<Option<Url>, String> {
    if url.is_loopback() {
        return Ok(None);
    }
    let get = |names: [&'static str; 2]| {
        names
            .into_iter()
            .find_map(|n| env.setting(n).map(|v| (n, v)))
    };
    // HTTP_PROXY in capitals can be set by a request to a CGI program; curl ignores it for that reason.
    let found = if url.https {
        get(["https_proxy", "HTTPS_PROXY"])
    } else {
        get(["http_proxy", "http_proxy"])
    };
    let Some((name, value)) = found else {
        return Ok(None);
    };
    let exceptions = get(["no_proxy", "NO_PROXY"]).map_or("", |(_, v)| v);
    if is_exempt(url, exceptions) {
        return Ok(None);
    }
    let text = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    match Url::parse(&text) {
        Ok(proxy) if !proxy.https => Ok(Some(proxy)),
        Ok(_) => Err(format!("{name}: only http:// proxies can be used")),
        Err(reason) => Err(format!("{name}: {reason}")),
    }
}

fn is_exempt(url: &Url, exceptions: &str) -> bool {
    let host = url.bare_host();
    exceptions
        .split([',', ' '])
        .map(str::trim)
        .filter(|e| !e.is_empty())
        .any(|exception| {
            let exception = exception.to_ascii_lowercase();
            let (name, port) = match exception.rsplit_once(':') {
                Some((name, port)) if !name.contains(':') => match port.parse::<u16>() {
                    Ok(port) => (name.to_owned(), Some(port)),
                    Err(_) => (exception.clone(), None),
                },
                _ => (exception.clone(), None),
            };
            let name = name.trim_start_matches('*').trim_start_matches('.');
            exception == "*"
                || (port.is_none_or(|p| p == url.port)
                    && !name.is_empty()
                    && (host == name || host.ends_with(&format!(".{name}"))))
        })
}

/// Connects to the server of a URL, through a proxy if there is one.
pub(crate) async fn connect(
    url: &Url,
    proxy: Option<&Url>,
    tls: Option<&Tls>,
) -> Result<Sender, String> {
    let first = proxy.unwrap_or(url);
    let mut socket = tcp(first.bare_host(), first.port).await?;
    if !url.https {
        return handshake(Box::new(socket), false).await;
    }
    if let Some(proxy) = proxy {
        tunnel(&mut socket, proxy, url).await?;
    }
    let tls = tls.ok_or("TLS could not be set up")?;
    let (stream, http2) = tls.connect(url.bare_host(), socket).await?;
    handshake(stream, http2).await
}

/// Connects to the first address that answers.
pub(crate) async fn tcp(host: &str, port: u16) -> Result<TcpStream, String> {
    let addresses: Vec<_> = match host.parse::<std::net::IpAddr>() {
        Ok(ip) => vec![std::net::SocketAddr::new(ip, port)],
        Err(_) => tokio::net::lookup_host((host, port))
            .await
            .map_err(|_| format!("the host {host} is unknown"))?
            .collect(),
    };
    let mut reason = format!("the host {host} has no address");
    for (index, address) in addresses.iter().enumerate() {
        // A silent address must not use up the time of the next one.
        let patience = if index + 1 < addresses.len() {
            Duration::from_secs(3)
        } else {
            Duration::from_secs(3600)
        };
        match tokio::time::timeout(patience, TcpStream::connect(address)).await {
            Ok(Ok(socket)) => {
                let _ = socket.set_nodelay(true);
                return Ok(socket);
            }
            Ok(Err(e)) => {
                reason = format!(
                    "cannot connect to {host}:{port}: {}",
                    crate::files::plain(&e)
                )
            }
            Err(_) => reason = format!("cannot connect to {host}:{port}: no answer"),
        }
    }
    Err(reason)
}

async fn tunnel(socket: &mut TcpStream, proxy: &Url, url: &Url) -> Result<(), String> {
    let target = format!("{}:{}", url.host, url.port);
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if let Some(value) = basic(proxy) {
        request.push_str(&format!("Proxy-Authorization: {value}\r\n"));
    }
    request.push_str("\r\n");
    let fail = |e: std::io::Error| {
        format!(
            "the proxy closed the connection: {}",
            crate::files::plain(&e)
        )
    };
    socket.write_all(request.as_bytes()).await.map_err(fail)?;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > 16 * 1024 {
            return Err("the proxy's answer is too long".to_owned());
        }
        answer.push(socket.read_u8().await.map_err(fail)?);
    }
    let status = String::from_utf8_lossy(&answer)
        .split_whitespace()
        .nth(1)
        .map(str::to_owned);
    match status.as_deref() {
        Some(code) if code.starts_with('2') => Ok(()),
        Some(code) => Err(format!(
            "the proxy refused the connection with status {code}"
        )),
        None => Err("the proxy's answer is not HTTP".to_owned()),
    }
}

/// The credentials of a URL as Basic authentication.
pub(crate) fn basic(url: &Url) -> Option<String> {
    let (user, password) = url.credentials.as_ref()?;
    let pair = crate::secrets::base64(format!("{user}:{password}").as_bytes(), false);
    Some(format!("Basic {pair}"))
}

async fn handshake(stream: Stream, two: bool) -> Result<Sender, String> {
    let io = TokioIo::new(stream);
    if two {
        let (sender, connection) = http2::handshake(TokioExecutor::new(), io)
            .await
            .map_err(|e| format!("HTTP/2: {e}"))?;
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Sender::Two(sender))
    } else {
        let (sender, connection) = http1::Builder::new()
            .max_headers(1_000)
            .handshake(io)
            .await
            .map_err(|e| format!("HTTP: {e}"))?;
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Sender::One(sender))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(url: &str, pairs: &[(&str, &str)]) -> Option<String> {
        let env = Environment::new(
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned())),
        );
        let url = Url::parse(url).unwrap_or_else(|e| panic!("{e}"));
        proxy_of(&url, &env)
            .unwrap_or_else(|e| panic!("{e}"))
            .map(|p| p.origin())
    }

    #[test]
    fn proxies_and_their_exceptions() {
        let set = [
            ("HTTPS_PROXY", "http://u:p@proxy:3128"),
            ("NO_PROXY", "inner.example, .corp:8443"),
        ];
        assert_eq!(
            proxy("https://a.example/", &set).as_deref(),
            Some("http://proxy:3128")
        );
        assert_eq!(proxy("https://x.inner.example/", &set), None);
        assert_eq!(proxy("https://h.corp:8443/", &set), None);
        assert!(proxy("https://h.corp/", &set).is_some());
        assert_eq!(proxy("https://127.0.0.1/", &set), None);
        assert_eq!(proxy("https://localhost/", &set), None);
        assert_eq!(proxy("http://a.example/", &set), None);
        assert_eq!(
            proxy("https://a/", &[("https_proxy", "p:1"), ("no_proxy", "*")]),
            None
        );
    }
}
