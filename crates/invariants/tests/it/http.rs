//! HTTP steps.

use std::time::{Duration, Instant};

use crate::harness::{World, check, result, step};
use crate::server::Server;

#[test]
fn requests_and_answers() {
    let server = Server::start();
    let world = World::at(&format!("{}//", server.url)).with("WHO", "ann");
    world.judge(
        &[
            check("ok1", "http: {method: post, path: '/echo?a=1&a=2', query: {a: 'x y', n: 1.50}, body: {k: [1]}}, expect: {status: 200, json: {method: POST, target: '/echo?a=x+y&n=1.5', body: '{\"k\":[1]}', headers: {content-type: application/json}}}"),
            check("ok2", "http: {method: GET, path: '/echo/é ${WHO}', body: hi}, expect: {json: {target: '/echo/%C3%A9%20ann', body: hi, headers: {content-type: 'text/plain;charset=UTF-8'}}}"),
            check("ok3", "http: {method: GET, path: /status/500}"),
            check("bad1", "http: {method: GET, path: /status/500}, expect: {status: 200}"),
            check("ok4", "http: {method: GET, path: /status/200}, expect: {json: {n: 9007199254740993}}"),
            check("bad2", "http: {method: GET, path: /status/200}, expect: {json: {n: 9007199254740992}}"),
            check("bad3", "http: {method: GET, path: /text}, expect: {json: {}}"),
            check("ok5", "http: {method: GET, path: /text}, expect: {bodyContains: READY}"),
            check("ok6", "http: {method: GET, path: /problem}, expect: {json: {title: Conflict}}"),
            check("ok7", "http: {method: GET, path: /broken}, expect: {status: 200}"),
            check("bad4", "http: {method: GET, path: /broken}, expect: {json: {}}"),
            check("ok8", "http: {method: GET, path: /deep}, expect: {json: [[[]]]}"),
            check("bad5", "http: {method: GET, path: '/', headers: {X: \"a\\nb\"}}"),
        ]
        .concat(),
    );
}

#[test]
fn redirects_as_fetch_follows_them() {
    let server = Server::start();
    World::at(&server.url).judge(
        &[
            check("ok301", "http: {method: POST, path: /redirect/301/1, body: x}, expect: {json: {method: GET, body: ''}}"),
            check("ok307", "http: {method: POST, path: /redirect/307/1, body: x}, expect: {json: {method: POST, body: x}}"),
            check("ok303", "http: {method: PUT, path: /redirect/303/1, body: x}, expect: {json: {method: GET}}"),
            check("ok20", "http: {method: GET, path: /redirect/302/20}, expect: {status: 200}"),
            check("bad21", "http: {method: GET, path: /redirect/302/21}"),
            check("ok_manual", "http: {method: GET, path: /redirect/302/1, redirect: manual}, expect: {status: 302, headers: {location: /echo}}"),
        ]
        .concat(),
    );
    assert_eq!(
        server.hits("GET /redirect/302/21"),
        1,
        "a loop is not retried"
    );
}

#[test]
fn only_incomplete_answers_are_retried() {
    let server = Server::start();
    let report = World::at(&server.url).with("STONEY_RETRIES", "1").judge(
        &[
            check(
                "ok_second",
                "http: {method: GET, path: /flaky/1/a}, expect: {json: {ok: true}}",
            ),
            check(
                "bad_none",
                "http: {method: GET, path: /flaky/1/b, retries: 0}",
            ),
            check(
                "bad_answer",
                "http: {method: GET, path: /status/503}, expect: {status: 200}",
            ),
            check("bad_cut", "http: {method: GET, path: /cut}"),
        ]
        .concat(),
    );
    assert_eq!(step(&report, "ok_second").attempts, 2);
    assert_eq!(server.hits("GET /flaky/1/b"), 1);
    assert_eq!(server.hits("GET /status/503"), 1);
    assert_eq!(server.hits("GET /cut"), 2);
}

#[test]
fn limits_hold_to_the_last_byte() {
    let server = Server::start();
    let start = Instant::now();
    let world = World::at(&server.url);
    world.judge(&check(
        "bad_stall",
        "http: {method: GET, path: /stall, timeout_ms: 300, retries: 0}",
    ));
    assert!(start.elapsed() < Duration::from_secs(3));
    let report = world.judge(&check(
        "bad_bomb",
        "http: {method: GET, path: /bomb, timeout_ms: 60000}",
    ));
    assert!(step(&report, "bad_bomb").notes[0].contains("larger than"));
}

#[test]
fn secrets_stay_inside_and_failures_can_be_repeated() {
    let server = Server::start();
    let base = format!("http://user:pa%2Fss-99@127.0.0.1:{}", server.port);
    let world = World::at(&base)
        .with("API_TOKEN", "tok-12345-xyz")
        .with("COOKIE", "c00kie-val");
    let report = world.run(&crate::harness::suite(&check(
        "leak",
        "http: {method: GET, path: '/echo/${API_TOKEN}', headers: {Cookie: '${COOKIE}'}}, expect: {status: 201, json: {target: x, headers: {cookie: y, authorization: z}}, bodyContains: 'no ${API_TOKEN}!'}",
    )));
    let text = contractual_invariants::report::render_json(&report);
    for secret in [
        "tok-12345-xyz",
        "c00kie-val",
        "pa%2Fss-99",
        "pa/ss-99",
        "dXNlcjpwYS9zcy05OQ",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let found = result(&report, "leak");
    let step = &found.steps[0];
    assert_eq!(step.failures.len(), 5, "{step:#?}");
    assert!(
        step.curl
            .as_deref()
            .unwrap_or_default()
            .starts_with("curl -i -X GET")
    );
    assert!(step.failures.iter().all(|f| f.line == 6));
    assert!(
        step.notes
            .iter()
            .any(|n| n == "status: expected 201, found 200")
    );
}

#[test]
fn without_a_base_url_other_steps_still_run() {
    let report = World::default().judge(
        &[
            check("bad", "http: {method: GET, path: /}"),
            check("ok", "exec: {run: 'true'}"),
        ]
        .concat(),
    );
    assert!(step(&report, "bad").notes[0].contains("--base-url"));
}

#[test]
fn checks_can_run_side_by_side_and_report_in_order() {
    let server = Server::start();
    let mut world = World::at(&server.url);
    world.options.jobs = 4;
    world.options.jobs_per_target = 2;
    let checks: String = (0..40)
        .map(|i| {
            check(
                &format!("ok{i:02}"),
                "http: {method: GET, path: /echo}, expect: {status: 200}",
            )
        })
        .collect();
    let report = world.judge(&checks);
    let ids: Vec<_> = report.results.iter().map(|r| r.id.clone()).collect();
    let mut sorted = ids.clone();
    sorted.sort();
    assert_eq!(ids, sorted);
    assert_eq!(server.hits("GET /echo"), 40);
}

#[test]
fn recorded_answers_can_be_replayed_without_a_target() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let checks = check(
        "ok",
        "http: {method: GET, path: /status/200}, expect: {status: 200, json: {a: [1]}}",
    );
    let mut world = World::at(&server.url).with("A_TOKEN", "x-token-secret");
    world.options.record = Some(folder.path().to_owned());
    world.judge(&checks);
    world.options.record = None;
    world.options.replay = Some(folder.path().to_owned());
    world.options.base_url = Some("http://127.0.0.1:1".to_owned());
    world.judge(&checks);
    let unknown = world.verdicts(&check("other", "http: {method: GET, path: /other}"));
    assert_eq!(unknown, [("other".to_owned(), false)]);
}
