//! The page of `contractual agents graph` in a real browser: search, filters, details and findings work, and nothing is fetched.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use contractual_agents::run::{NoSchemas, RealDisk, World, main};
use contractual_model::json::{self, Json};

/// What a person would do, written as a script; its results go into an element that the dump of the page shows.
const VISIT: &str = include_str!("browser.js");

fn browser() -> PathBuf {
    let named = std::env::var_os("CONTRACTUAL_BROWSER").map(PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let names = [
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    ];
    let found = names.iter().find_map(|name| {
        std::env::split_paths(&folders)
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
    });
    named.or(found).unwrap_or_else(|| {
        panic!(
            "this test needs a browser: run `apt-get install chromium-headless-shell` (Debian), or name a Chromium with CONTRACTUAL_BROWSER"
        )
    })
}

/// The page of the project that `init` writes, with one fault put in.
fn page(folder: &Path) -> PathBuf {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder).unwrap();
    let world = World {
        disk: &RealDisk,
        cwd: folder,
        now: "2026-01-01T00:00:00.000Z",
        schemas: &NoSchemas,
    };
    let run = |line: &str| {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let outcome = main(&words, &world);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    };
    run("init");
    let document = folder.join("agent-contracts.yaml");
    let text = std::fs::read_to_string(&document).unwrap();
    let broken = text.replacen("result_handoff: ", "result_handoff: no-such-", 1);
    assert_ne!(text, broken);
    std::fs::write(&document, broken).unwrap();
    run("graph");
    folder.join("agents.html")
}

/// Opens a page without a window and gives what the page is then.
fn dumped(page: &Path, folder: &Path) -> String {
    let out = folder.join("dump.html");
    let mut child = Command::new(browser())
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            // Whatever the page might ask for, there is no network.
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--virtual-time-budget=2000",
            "--dump-dom",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("file://{}", page.display()))
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(120) {
            let _ = child.kill();
            panic!("the browser did not end in two minutes");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    std::fs::read_to_string(out).unwrap()
}

#[test]
fn the_page_works_in_a_browser_and_fetches_nothing() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agents-browser");
    let written = page(&folder);
    let text = std::fs::read_to_string(&written).unwrap();
    // The only addresses are names of formats, which nobody opens.
    let addresses: Vec<&str> = text
        .match_indices("://")
        .map(|(at, _)| &text[text[..at].rfind(['"', ' ']).unwrap_or(0) + 1..][..26])
        .collect();
    assert!(
        addresses
            .iter()
            .all(|one| one.starts_with("http://www.w3.org/2000/svg")),
        "{addresses:?}"
    );
    let visited = folder.join("visit.html");
    let script = format!("<script>{VISIT}</script>\n</body>");
    std::fs::write(&visited, text.replace("</body>", &script)).unwrap();
    let dump = dumped(&visited, &folder);
    let begin = dump
        .find("<pre id=\"result\">")
        .unwrap_or_else(|| panic!("the script did not run:\n{dump}"));
    let result = &dump[begin + "<pre id=\"result\">".len()..];
    let result = &result[..result.find("</pre>").unwrap()];
    let result = result.replace("&quot;", "\"").replace("&amp;", "&");
    let Json::Object(steps) = json::parse(&result).unwrap_or_else(|e| panic!("{result}: {e}"))
    else {
        panic!("{result}");
    };
    let wrong: Vec<&(String, Json)> = steps
        .iter()
        .filter(|(_, value)| *value != Json::Bool(true))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(steps.len() >= 12, "{steps:?}");
}
