//! What goes beyond the drop-in format.

use crate::harness::{World, check, result, step, suite};
use crate::server::Server;

#[test]
fn assertions_on_values_headers_and_sizes() {
    let server = Server::start();
    World::at(&server.url).judge(
        &[
            check("ok1", "http: {method: GET, path: /status/200}, expect: {assert: [{path: '$.a[2].id', eq: 3}, {path: '$.a', length: 3, contains: 2}, {path: '$.none', exists: false}, {path: '$.n', gt: 9007199254740992, type: integer}]}"),
            check("bad1", "http: {method: GET, path: /status/200}, expect: {assert: [{path: '$.a[0]', gt: 1}]}"),
            check("bad2", "http: {method: GET, path: /status/200}, expect: {assert: [{path: '$.none', ne: 1}]}"),
            check("ok2", "http: {method: GET, path: /status/200}, expect: {json_contains: {a: [{id: 3}, 1]}, json_not: {a: [2]}}"),
            check("bad3", "http: {method: GET, path: /status/200}, expect: {json_contains: {a: [4]}}"),
            check("bad4", "http: {method: GET, path: /status/200}, expect: {json_not: {a: [1]}}"),
            check("ok3", "http: {method: GET, path: /text}, expect: {headers: {X-Id: '17', content-type: {regex: '^text/'}, x-none: {exists: false}}, bodyMatches: 'order=\\d+', bodyNotContains: FAILED, max_body_bytes: 14, max_response_ms: 5000}"),
            check("bad5", "http: {method: GET, path: /text}, expect: {headers: {x-id: {lt: 17}}}"),
            check("bad6", "http: {method: GET, path: /text}, expect: {max_body_bytes: 13}"),
            check("ok4", "exec: {run: \"printf '{\\\"a\\\": 1}'\"}, expect: {assert: [{path: '$.a', one_of: [1, 2]}]}"),
            check("bad7", "exec: {run: 'echo x'}, expect: {assert: [{path: '$.a', eq: 1}]}"),
        ]
        .concat(),
    );
}

#[test]
fn captures_carry_values_to_later_steps() {
    let server = Server::start();
    let report = World::at(&server.url).judge(
        "      - id: ok
        steps:
          - http: {method: GET, path: /status/200}
            capture: {id: '$.a[2].id', code: {status: true}}
          - http: {method: GET, path: /text}
            capture: {order: {regex: 'order=(\\d+)', secret: true}, x: {header: X-Id}}
          - http: {method: POST, path: '/echo/{{id}}/{{ order }}', body: {id: '{{id}}', text: 'n{{id}}', other: '{{unknown}}'}}
            expect: {json: {target: '/echo/3/42', body: '{\"id\":3,\"text\":\"n3\",\"other\":\"{{unknown}}\"}'}}
      - id: bad
        steps:
          - http: {method: GET, path: /text}
            capture: {nothing: $.a}
",
    );
    // Two digits are too short to be masked; the value is checked in `secrets`.
    assert_eq!(step(&report, "ok").status, Some(200));
    assert!(step(&report, "bad").notes[0].starts_with("capture.nothing:"));
}

#[test]
fn captured_secrets_are_masked_from_then_on() {
    let report = World::default().run(&suite(
        "      - id: a
        steps:
          - exec: {run: 'echo s3cr3t-value'}
            capture: {token: {text: true, secret: true}}
          - exec: {run: 'echo {{token}}; false'}
",
    ));
    let text = contractual_invariants::report::render_json(&report);
    assert!(!text.contains("s3cr3t-value"), "{text}");
}

#[test]
fn eventually_polls_until_it_holds() {
    let server = Server::start();
    let report = World::at(&server.url).judge(
        &[
            check("ok", "http: {method: GET, path: /later/3/a}, expect: {json: {ready: true}}, eventually: {within_ms: 3000, every_ms: 20}"),
            check("bad", "http: {method: GET, path: /later/999/b}, expect: {json: {ready: true}}, eventually: {within_ms: 150, every_ms: 20}"),
        ]
        .concat(),
    );
    assert_eq!(step(&report, "ok").attempts, 3);
    assert!(result(&report, "ok").flaky);
    assert!(
        step(&report, "bad")
            .notes
            .iter()
            .any(|n| n.starts_with("eventually: still failing after"))
    );
}

#[test]
fn tables_setup_teardown_warnings_and_skips() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut world = World::default().with("LOG", &log.display().to_string());
    world.options.today = 20_000;
    let report = world.run(
        "version: 1
feature: x
contracts:
  - name: g
    setup: [{exec: {run: 'echo setup >> $LOG'}}]
    teardown: [{exec: {run: 'echo teardown >> $LOG'}}]
    checks:
      - id: table
        cases: [{name: one, n: 1}, {n: 2}]
        steps: [{exec: {run: 'echo {{n}} >> $LOG; test {{n}} -eq 1'}}]
      - {id: warn, severity: warn, steps: [{exec: {run: 'false'}}]}
      - {id: later, skip: {reason: K-1, until: 2024-10-05}, steps: [{exec: {run: 'false'}}]}
      - {id: over, skip: {reason: K-2, until: 2024-10-03}, steps: [{exec: {run: 'true'}}]}
",
    );
    let shown: Vec<_> = report
        .results
        .iter()
        .map(|r| (r.id.as_str(), r.ok, r.warned, r.skipped.is_some()))
        .collect();
    assert_eq!(
        shown,
        [
            ("table[one]", true, false, false),
            ("table[2]", false, false, false),
            ("warn", true, true, false),
            ("later", true, false, true),
            ("over", false, false, false),
        ]
    );
    let lines = std::fs::read_to_string(log).unwrap();
    assert_eq!(
        lines.lines().take(6).collect::<Vec<_>>(),
        ["setup", "1", "teardown", "setup", "2", "teardown"]
    );
}

#[test]
fn tags_select() {
    let mut world = World::default();
    world.options.tags = vec!["smoke".to_owned()];
    world.options.skip_tags = vec!["slow".to_owned()];
    let ids = world.verdicts(
        "      - {id: a, tags: [smoke], steps: [{exec: {run: 'true'}}]}
      - {id: b, tags: [smoke, slow], steps: [{exec: {run: 'true'}}]}
      - {id: c, steps: [{exec: {run: 'true'}}]}
",
    );
    assert_eq!(ids, [("a".to_owned(), true)]);
}
