//! An HTTP/1.1 server on loopback that does what hostile and healthy targets do.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Requests by "METHOD /path".
type Hits = Arc<Mutex<HashMap<String, usize>>>;

/// A server that lives as long as the process.
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) port: u16,
    hits: Hits,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hits = Hits::default();
        let counted = hits.clone();
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let hits = counted.clone();
                thread::spawn(move || serve(socket, &hits));
            }
        });
        Self {
            url: format!("http://127.0.0.1:{port}"),
            port,
            hits,
        }
    }

    pub(crate) fn hits(&self, key: &str) -> usize {
        self.hits.lock().unwrap().get(key).copied().unwrap_or(0)
    }
}

struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(n, _)| n == "content-length");
    let length = length.and_then(|(_, v)| v.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        target,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn json(text: &str) -> String {
    let mut out = String::new();
    contractual_model::json::escape(text, &mut out);
    out
}

fn serve(socket: TcpStream, hits: &Hits) {
    let mut out = socket.try_clone().unwrap();
    let mut reader = BufReader::new(socket);
    while let Some(request) = read(&mut reader) {
        let path = request
            .target
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        let count = {
            let mut hits = hits.lock().unwrap();
            let count = hits
                .entry(format!("{} {path}", request.method))
                .or_insert(0);
            *count += 1;
            *count
        };
        let mut send = |status: u16, headers: &str, body: &[u8]| {
            let head = format!(
                "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n",
                body.len()
            );
            let _ = out.write_all(head.as_bytes());
            if request.method != "HEAD" {
                let _ = out.write_all(body);
            }
        };
        const JSON: &str = "content-type: application/json\r\n";
        let parts: Vec<&str> = path.split('/').collect();
        match parts.get(1).copied().unwrap_or_default() {
            "echo" => {
                let headers: Vec<String> = request
                    .headers
                    .iter()
                    .map(|(n, v)| format!("{}: {}", json(n), json(v)))
                    .collect();
                let body = format!(
                    "{{\"method\": {}, \"target\": {}, \"body\": {}, \"headers\": {{{}}}}}",
                    json(&request.method),
                    json(&request.target),
                    json(&request.body),
                    headers.join(", ")
                );
                send(200, JSON, body.as_bytes());
            }
            "status" => send(
                parts[2].parse().unwrap(),
                JSON,
                b"{\"a\": [1, 2, {\"id\": 3}], \"n\": 9007199254740993}",
            ),
            "text" => send(
                200,
                "content-type: text/plain\r\nx-id: 17\r\n",
                b"order=42 READY",
            ),
            "problem" => send(
                409,
                "content-type: Application/Problem+JSON\r\n",
                b"{\"title\": \"Conflict\"}",
            ),
            "broken" => send(200, JSON, b"{\"a\": tru"),
            "deep" => send(
                200,
                JSON,
                format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000)).as_bytes(),
            ),
            "redirect" => {
                let code: u16 = parts[2].parse().unwrap();
                let left: u32 = parts[3].parse().unwrap();
                let location = if left <= 1 {
                    "/echo".to_owned()
                } else {
                    format!("/redirect/{code}/{}", left - 1)
                };
                send(code, &format!("location: {location}\r\n"), b"");
            }
            "flaky" => {
                let failures: usize = parts[2].parse().unwrap();
                if count <= failures {
                    return;
                }
                send(200, JSON, b"{\"ok\": true}");
            }
            "later" => {
                let ready: usize = parts[2].parse().unwrap();
                let body = format!("{{\"ready\": {}}}", count >= ready);
                send(200, JSON, body.as_bytes());
            }
            "stall" => {
                let _ = out.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nstart");
                thread::sleep(Duration::from_secs(5));
                return;
            }
            "cut" => {
                let _ = out.write_all(b"HTTP/1.1 200 X\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{}");
                return;
            }
            "bomb" => {
                let mut gzip =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                for _ in 0..80 {
                    gzip.write_all(&[0; 1 << 20]).unwrap();
                }
                let body = gzip.finish().unwrap();
                send(
                    200,
                    "content-encoding: gzip\r\ncontent-type: application/json\r\n",
                    &body,
                );
            }
            _ => send(404, JSON, b"{\"ok\": false}"),
        }
    }
}
