//! One attempt of one request: connect, send, follow redirects, read the whole body, undo codings.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, Uri, Version};

use super::coding::decode;
use super::connect::{Sender, basic, connect, proxy_of};
use super::tls::Tls;
use super::url::Url;
use crate::run::settings::Settings;

/// Bodies beyond this size, raw or decoded, fail the step.
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;

/// Redirects that are followed.
const MAX_REDIRECTS: u32 = 20;

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) follow: bool,
}

/// The complete final answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// Decoded.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The first value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }
}

/// Why there is no complete answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CallError {
    /// Another attempt may succeed.
    Retry(String),
    /// It would fail again.
    Final(String),
}

/// What all checks share: settings of TLS, read once and only when needed. No connections, no cookies.
pub(crate) struct Client {
    tls: OnceLock<Result<Tls, String>>,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self {
            tls: OnceLock::new(),
        }
    }
}

/// The connections of one check; they are kept alive between its steps and never leave it.
#[derive(Default)]
pub(crate) struct Connections(RefCell<HashMap<String, Sender>>);

impl Client {
    /// Sends a request and reads the final answer. The time limit is the caller's.
    pub(crate) async fn call(
        &self,
        call: &Call,
        connections: &Connections,
        settings: &Settings,
    ) -> Result<Reply, CallError> {
        let mut call = call.clone();
        let mut redirects = 0;
        loop {
            let response = self.send(&call, connections, settings).await?;
            let status = response.status().as_u16();
            let location = match status {
                301 | 302 | 303 | 307 | 308 if call.follow => {
                    response.headers().get("location").cloned()
                }
                _ => None,
            };
            let Some(location) = location else {
                return read_reply(&call, response).await;
            };
            redirects += 1;
            if redirects > MAX_REDIRECTS {
                return Err(CallError::Final(format!(
                    "more than {MAX_REDIRECTS} redirects"
                )));
            }
            let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
            let next = call
                .url
                .join(&location)
                .map_err(|e| CallError::Final(format!("the redirect cannot be followed: {e}")))?;
            // The rest of this answer is of no use; a short one is read so that the connection can be used again.
            let _ =
                tokio::time::timeout(std::time::Duration::from_millis(50), drain(response)).await;
            redirect(&mut call, status, next);
        }
    }

    async fn send(
        &self,
        call: &Call,
        connections: &Connections,
        settings: &Settings,
    ) -> Result<Response<hyper::body::Incoming>, CallError> {
        let proxy = proxy_of(&call.url, &settings.env).map_err(CallError::Final)?;
        let key = call.url.origin();
        let idle = connections.0.borrow_mut().remove(&key);
        let reused = match idle {
            Some(sender) => {
                // Lets the connection notice that the server closed it.
                tokio::task::yield_now().await;
                sender.is_usable().then_some(sender)
            }
            None => None,
        };
        let mut sender = match reused {
            Some(sender) => sender,
            None => self.connect(&call.url, proxy.as_ref(), settings).await?,
        };
        let request = request_of(call, &sender, proxy.as_ref())?;
        let answer = match &mut sender {
            Sender::One(one) => one.send_request(request).await,
            Sender::Two(two) => two.send_request(request).await,
        };
        let response = answer.map_err(|e| CallError::Retry(describe(&e)))?;
        connections.0.borrow_mut().insert(key, sender);
        Ok(response)
    }

    async fn connect(
        &self,
        url: &Url,
        proxy: Option<&Url>,
        settings: &Settings,
    ) -> Result<Sender, CallError> {
        let tls = if url.https {
            let made = self.tls.get_or_init(|| Tls::new(&settings.options));
            Some(made.as_ref().map_err(|e| CallError::Final(e.clone()))?)
        } else {
            None
        };
        connect(url, proxy, tls).await.map_err(CallError::Retry)
    }
}

/// What the next request of a redirect looks like.
fn redirect(call: &mut Call, status: u16, next: Url) {
    let to_get = match status {
        301 | 302 => call.method == Method::POST,
        303 => call.method != Method::GET && call.method != Method::HEAD,
        _ => false,
    };
    if to_get {
        call.method = Method::GET;
        call.body = None;
        for name in [
            "content-type",
            "content-length",
            "content-encoding",
            "content-language",
            "content-location",
        ] {
            call.headers.remove(name);
        }
    }
    if !next.same_origin(&call.url) {
        for name in ["authorization", "cookie", "proxy-authorization", "host"] {
            call.headers.remove(name);
        }
    }
    call.url = Url {
        credentials: None,
        ..next
    };
}

fn request_of(
    call: &Call,
    sender: &Sender,
    proxy: Option<&Url>,
) -> Result<Request<Full<Bytes>>, CallError> {
    let is_two = matches!(sender, Sender::Two(_));
    let absolute = is_two || (proxy.is_some() && !call.url.https);
    let target = if absolute {
        call.url.text()
    } else {
        call.url.target()
    };
    let uri: Uri = target.parse().map_err(|_| {
        CallError::Final(format!("the URL {} cannot be requested", call.url.text()))
    })?;
    let body = call.body.clone().unwrap_or_default();
    let sends_body = call.body.is_some();
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = call.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = call.headers.clone();
    let headers = request.headers_mut();
    if is_two {
        *request.version_mut() = Version::HTTP_2;
        let headers = request.headers_mut();
        for name in [
            "host",
            "connection",
            "keep-alive",
            "transfer-encoding",
            "upgrade",
        ] {
            headers.remove(name);
        }
    } else {
        if !headers.contains_key("host") {
            let value = HeaderValue::from_str(&call.url.authority());
            headers.insert(
                "host",
                value.map_err(|_| CallError::Final("the host cannot be sent".to_owned()))?,
            );
        }
        if let Some(value) = proxy.filter(|_| !call.url.https).and_then(basic)
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            headers.insert("proxy-authorization", value);
        }
        let empty_post =
            !sends_body && [Method::POST, Method::PUT, Method::PATCH].contains(&call.method);
        if empty_post {
            headers.insert("content-length", HeaderValue::from_static("0"));
        }
    }
    Ok(request)
}

async fn drain(response: Response<hyper::body::Incoming>) {
    let mut body = response.into_body();
    let mut size = 0;
    while size < 64 * 1024 {
        match body.frame().await {
            Some(Ok(frame)) => size += frame.data_ref().map_or(0, Bytes::len),
            _ => break,
        }
    }
}

async fn read_reply(
    call: &Call,
    response: Response<hyper::body::Incoming>,
) -> Result<Reply, CallError> {
    let (parts, mut incoming) = response.into_parts();
    let headers: Vec<(String, String)> = parts
        .headers
        .iter()
        .map(|(n, v)| {
            (
                n.as_str().to_owned(),
                String::from_utf8_lossy(v.as_bytes()).into_owned(),
            )
        })
        .collect();
    let too_large = || CallError::Final(format!("the body is larger than {MAX_BODY} bytes"));
    let mut body = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame
            .map_err(|e| CallError::Retry(format!("the body was cut off: {}", describe(&e))))?;
        if let Some(data) = frame.data_ref() {
            if body.len() + data.len() > MAX_BODY {
                return Err(too_large());
            }
            body.extend_from_slice(data);
        }
    }
    let codings: Vec<&str> = headers
        .iter()
        .filter(|(n, _)| n == "content-encoding")
        .map(|(_, v)| v.as_str())
        .collect();
    if !codings.is_empty() && call.method != Method::HEAD {
        body = decode(body, &codings.join(","), MAX_BODY).map_err(|e| match e {
            Some(reason) => CallError::Retry(reason),
            None => too_large(),
        })?;
    }
    Ok(Reply {
        status: parts.status.as_u16(),
        headers,
        body,
    })
}

/// A transport error in words, with its cause.
fn describe(error: &hyper::Error) -> String {
    let mut text = if error.is_incomplete_message() {
        "the connection was closed before the answer was complete".to_owned()
    } else if error.is_parse() {
        format!("the answer is not HTTP: {error}")
    } else {
        error.to_string()
    };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let shown = match inner.downcast_ref::<std::io::Error>() {
            Some(io) => crate::files::plain(io),
            None => inner.to_string(),
        };
        if !text.contains(&shown) {
            text.push_str(": ");
            text.push_str(&shown);
        }
        cause = inner.source();
    }
    text
}

/// A header as it is sent.
///
/// # Errors
/// Name or value cannot be sent.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let parsed = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| format!("`{name}` is not a header name"))?;
    let value = HeaderValue::from_bytes(value.trim_matches([' ', '\t', '\r', '\n']).as_bytes())
        .map_err(|_| {
            format!(
                "the value of the header `{name}` contains a character that headers cannot have"
            )
        })?;
    Ok((parsed, value))
}
