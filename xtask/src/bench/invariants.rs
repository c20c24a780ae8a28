//! The figures of `contractual invariants`: the release program against a target and a database on loopback.
//!
//! CPU time is that of the kernel's account of ended children (steps of 10 ms); memory is the highest mark seen while the program
//! ran. Both are read from /proc and left out elsewhere.

#[path = "../../../crates/invariants/tests/it/cluster.rs"]
mod cluster;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cluster::Cluster;

use crate::run::{cargo, run};

/// Runs of each measurement; the median counts.
const RUNS: usize = 5;
const HTTP_CHECKS: usize = 1000;
const SQL_CHECKS: usize = 200;

/// Measures everything and prints it.
///
/// # Errors
/// Something cannot be built or started, or a run of the program fails.
pub(super) fn measure(root: &Path, rest: &[&str]) -> Result<(), String> {
    if !rest.is_empty() {
        return Err("`bench invariants` takes no words".to_owned());
    }
    run(cargo(
        root,
        &["build", "--release", "-p", "contractual-cli"],
    ))?;
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root.join("target"), |target| root.join(target));
    let program = target.join("release/contractual");
    let folder = target.join("bench/invariants");
    let _ = fs::remove_dir_all(&folder);
    let fault = |why: std::io::Error| format!("{}: {why}", folder.display());
    fs::create_dir_all(folder.join("database")).map_err(fault)?;
    let base = serve().map_err(fault)?;
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).map_err(fault);
    write("one.yml", &suite(1, http_check))?;
    write("http.yml", &suite(HTTP_CHECKS, http_check))?;
    write("sql.yml", &suite(SQL_CHECKS, sql_check))?;
    write("http.hurl", &hurl_file(&base))?;

    println!(
        "{:<34} {:>12} {:>12} {:>12}   wanted",
        "median of 5", "wall", "CPU", "memory"
    );
    let version = Work::new(&program, &folder, &["--version"]);
    row("--version", &version.median()?, "5 ms wall");
    let ours = |file: &str| {
        let words = ["invariants", "run", "--suite", file, "--base-url", &base];
        Work::new(&program, &folder, &words)
    };
    row(
        "one HTTP check",
        &ours("one.yml").median()?,
        "30 ms wall, 20 MiB",
    );
    let http = ours("http.yml").median()?;
    row(
        "1,000 HTTP checks, JSON report",
        &http,
        "0.25 s CPU, 40 MiB, less than hurl",
    );
    match hurl(root) {
        Some(hurl) => {
            let words = ["--test", "--report-json", "hurl-report", "http.hurl"];
            let theirs = Work::new(&hurl, &folder, &words).median()?;
            row(
                "the same requests by hurl",
                &theirs,
                "(hurl --test --report-json)",
            );
        }
        None => println!(
            "hurl is not on the PATH and not at target/tools/hurl/bin/hurl: not compared \
             (`cargo install hurl --root target/tools/hurl`)"
        ),
    }
    let server = Cluster::start(&folder.join("database"), "", |_| {})?;
    let mut sql = ours("sql.yml");
    sql.variable = Some(("BENCH_DB", server.url.clone()));
    row("200 SQL checks", &sql.median()?, "1.5 s wall");
    Ok(())
}

fn hurl(root: &Path) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&paths).collect();
    places.push(root.join("target/tools/hurl/bin"));
    places
        .into_iter()
        .map(|place| place.join("hurl"))
        .find(|program| program.is_file())
}

/// A target that answers every request with the same JSON, on connections that stay open.
fn serve() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    Ok(format!("http://127.0.0.1:{port}"))
}

fn answer(stream: std::net::TcpStream) -> std::io::Result<()> {
    const BODY: &str =
        r#"{"ok": true, "items": [{"id": 1, "name": "first"}, {"id": 2, "name": "second"}]}"#;
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut lines = BufReader::new(stream).lines();
    loop {
        // Requests of the bench have no body.
        loop {
            match lines.next() {
                Some(line) if line.as_deref().unwrap_or_default().is_empty() => break,
                Some(_) => {}
                None => return Ok(()),
            }
        }
        let text = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
            BODY.len()
        );
        out.write_all(text.as_bytes())?;
    }
}

fn suite(count: usize, check: fn(usize) -> String) -> String {
    let mut text =
        "version: 1\nfeature: bench\ncontracts:\n  - name: all\n    checks:\n".to_owned();
    for n in 0..count {
        text.push_str(&check(n));
    }
    text
}

fn http_check(n: usize) -> String {
    format!(
        "      - id: c{n}\n        steps:\n          - http: {{method: GET, path: /items/{n}}}\n            \
         expect: {{status: 200, json: {{ok: true, items: [{{id: 1}}]}}}}\n"
    )
}

fn sql_check(n: usize) -> String {
    format!(
        "      - id: c{n}\n        steps:\n          - sql: {{driver: postgres, url_env: BENCH_DB, query: \
         'select {n} as n, now() as at'}}\n            expect: {{rows: 1, equals: {{n: {n}}}}}\n"
    )
}

fn hurl_file(base: &str) -> String {
    let mut text = String::new();
    for n in 0..HTTP_CHECKS {
        let _ = write!(
            text,
            "GET {base}/items/{n}\nHTTP 200\n[Asserts]\njsonpath \"$.ok\" == true\njsonpath \"$.items[0].id\" == 1\n\n"
        );
    }
    text
}

/// A program to run and measure.
struct Work<'a> {
    program: &'a Path,
    folder: &'a Path,
    words: Vec<String>,
    variable: Option<(&'static str, String)>,
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Option<Duration>,
    kib: Option<u64>,
}

impl<'a> Work<'a> {
    fn new(program: &'a Path, folder: &'a Path, words: &[&str]) -> Self {
        Self {
            program,
            folder,
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            variable: None,
        }
    }

    /// The median of each figure.
    fn median(&self) -> Result<Cost, String> {
        let mut all = Vec::new();
        for _ in 0..RUNS {
            all.push(self.once()?);
        }
        let middle = |mut values: Vec<u128>| {
            values.sort_unstable();
            values.get(values.len() / 2).copied()
        };
        let nanos = |nanos: u128| Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let wall = middle(all.iter().map(|cost| cost.wall.as_nanos()).collect());
        let cpu = middle(
            all.iter()
                .filter_map(|cost| Some(cost.cpu?.as_nanos()))
                .collect(),
        );
        let kib = middle(
            all.iter()
                .filter_map(|cost| Some(u128::from(cost.kib?)))
                .collect(),
        );
        Ok(Cost {
            wall: wall.map(nanos).unwrap_or_default(),
            cpu: cpu.map(nanos),
            kib: kib.and_then(|kib| u64::try_from(kib).ok()),
        })
    }

    fn once(&self) -> Result<Cost, String> {
        let mut command = Command::new(self.program);
        command
            .args(&self.words)
            .current_dir(self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some((name, value)) = &self.variable {
            command.env(name, value);
        }
        let fault = |why: std::io::Error| format!("{}: {why}", self.program.display());
        let before = ended_children();
        let start = Instant::now();
        let mut child = command.spawn().map_err(fault)?;
        let id = child.id();
        let watch = std::thread::spawn(move || {
            let mut most = None;
            while let Some(kib) = high_mark(id) {
                most = most.max(Some(kib));
                std::thread::sleep(Duration::from_micros(500));
            }
            most
        });
        let status = child.wait().map_err(fault)?;
        let wall = start.elapsed();
        let kib = watch.join().ok().flatten();
        if !status.success() {
            return Err(format!(
                "{} {}: {status}",
                self.program.display(),
                self.words.join(" ")
            ));
        }
        let cpu = ended_children()
            .zip(before)
            .map(|(after, before)| after - before);
        Ok(Cost { wall, cpu, kib })
    }
}

/// CPU time of all children that have ended and been waited for: fields 16 and 17 of /proc/self/stat, in ticks of 10 ms.
fn ended_children() -> Option<Duration> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks(13)? + ticks(14)?) * 10))
}

/// The most memory that a process ever had, while it lives.
fn high_mark(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn row(what: &str, cost: &Cost, wanted: &str) {
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let cpu = cost.cpu.map_or_else(|| "-".to_owned(), ms);
    let memory = cost.kib.map_or_else(
        || "-".to_owned(),
        |kib| format!("{:.1} MiB", kib as f64 / 1024.0),
    );
    println!(
        "{what:<34} {:>12} {cpu:>12} {memory:>12}   {wanted}",
        ms(cost.wall)
    );
}
