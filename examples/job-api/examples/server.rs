//! A small job service for the suites in `contracts/`: everything it sends and accepts goes through the contract types.
//!
//! `cargo run -p job-api --example server -- 8000`; with 0 it takes a free port and prints it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use contractual::Contract;
use job_api::{
    ArtifactLinksResponse, ErrorResponse, JobId, JobResponse, JobState, JobSubmitRequest,
};

type Jobs = Arc<Mutex<BTreeMap<String, JobState>>>;

/// Requests beyond this size are refused.
const MOST: usize = 64 * 1024;

fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))?;
    println!("listening on http://{}", listener.local_addr()?);
    let jobs = Jobs::default();
    for stream in listener.incoming() {
        let jobs = Arc::clone(&jobs);
        let stream = stream?;
        std::thread::spawn(move || {
            if let Err(why) = serve(&stream, &jobs) {
                eprintln!("a connection ended: {why}");
            }
        });
    }
    Ok(())
}

struct Answer {
    status: &'static str,
    location: Option<String>,
    body: String,
}

fn serve(stream: &TcpStream, jobs: &Jobs) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length.min(MOST)];
    reader.read_exact(&mut body)?;
    let mut words = first.split_whitespace();
    let (method, path) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let answer = answer(method, path, &body, jobs);
    let location = answer
        .location
        .map_or_else(String::new, |place| format!("Location: {place}\r\n"));
    let mut out = stream;
    write!(
        out,
        "HTTP/1.1 {}\r\nContent-Type: application/json\r\n{location}Content-Length: {}\r\nConnection: close\r\n\r\n{}",
        answer.status,
        answer.body.len(),
        answer.body
    )
}

fn answer(method: &str, path: &str, body: &[u8], jobs: &Jobs) -> Answer {
    let mut jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (method, parts.as_slice()) {
        ("GET", ["healthz"]) => {
            plain(r#"{"status": "ok", "service": "job-api", "version": "1.0.0"}"#)
        }
        ("GET", ["readyz"]) => plain(r#"{"status": "ready", "checks": {"jobs": "ok"}}"#),
        ("POST", ["v1", "jobs"]) => match JobSubmitRequest::from_json(body) {
            Ok(_) => {
                let id = format!("job_{:04}", jobs.len() + 1);
                jobs.insert(id.clone(), JobState::Queued);
                let job = JobResponse {
                    job_id: JobId(id.clone()),
                    state: JobState::Queued,
                    error: None,
                };
                Answer {
                    location: Some(format!("/v1/jobs/{id}")),
                    ..send("202 Accepted", &job)
                }
            }
            Err(violations) => error(
                "422 Unprocessable Content",
                "INVALID_REQUEST",
                &violations.to_string(),
            ),
        },
        ("GET", ["v1", "jobs", id]) => match jobs.get_mut(*id) {
            Some(state) => {
                // Each look finds the job one state further: enough for a client that polls.
                let now = *state;
                *state = match now {
                    JobState::Queued => JobState::Running,
                    _ => JobState::Succeeded,
                };
                send(
                    "200 OK",
                    &JobResponse {
                        job_id: JobId((*id).to_owned()),
                        state: now,
                        error: None,
                    },
                )
            }
            None => error("404 Not Found", "NO_SUCH_JOB", "no job has this id"),
        },
        ("GET", ["v1", "jobs", id, "artifact"]) => match jobs.get(*id) {
            Some(JobState::Succeeded) => send(
                "200 OK",
                &ArtifactLinksResponse {
                    job_id: JobId((*id).to_owned()),
                    links: vec![format!("https://artifacts.example/{id}/log.txt")],
                },
            ),
            Some(_) => error("202 Accepted", "NOT_FINISHED", "the job has not finished"),
            None => error("404 Not Found", "NO_SUCH_JOB", "no job has this id"),
        },
        _ => error("404 Not Found", "NO_SUCH_PATH", "nothing is here"),
    }
}

fn plain(body: &str) -> Answer {
    Answer {
        status: "200 OK",
        location: None,
        body: body.to_owned(),
    }
}

fn error(status: &'static str, code: &str, message: &str) -> Answer {
    send(
        status,
        &ErrorResponse {
            code: code.to_owned(),
            message: message.to_owned(),
            retryable: false,
        },
    )
}

/// What breaks its own contract is not sent.
fn send<T: Contract + serde::Serialize>(status: &'static str, value: &T) -> Answer {
    let checked = value.check().map_err(|violations| violations.to_string());
    match checked.and_then(|()| serde_json::to_string(value).map_err(|why| why.to_string())) {
        Ok(body) => Answer {
            status,
            location: None,
            body,
        },
        Err(why) => {
            eprintln!("an answer breaks its contract: {why}");
            Answer {
                status: "500 Internal Server Error",
                location: None,
                body: "{}".to_owned(),
            }
        }
    }
}
