//! SQL steps against a real server.

use std::path::Path;

use crate::cluster::Cluster;
use crate::harness::{World, check, step, suite};

/// A server for one test; a private one ends with it.
pub(crate) struct Postgres {
    pub(crate) url: String,
    // Ends before its folder is removed.
    _cluster: Cluster,
    _folder: tempfile::TempDir,
}

impl Postgres {
    pub(crate) fn start(extra: &str, prepare: impl Fn(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cluster =
            Cluster::start(folder.path(), extra, prepare).unwrap_or_else(|e| panic!("{e}"));
        Self {
            url: cluster.url.clone(),
            _cluster: cluster,
            _folder: folder,
        }
    }

    pub(crate) fn world(&self) -> World {
        World::default().with("DB", &self.url)
    }

    /// Runs statements that write.
    fn execute(&self, sql: &str) {
        let world = self
            .world()
            .with("STONEY_ALLOW_WRITE_SQL", "true")
            .with("STONEY_ALLOW_MULTI_SQL", "true");
        world.judge(&query("ok", sql, ""));
    }
}

/// One check with one query; YAML's single quotes are doubled.
fn query(id: &str, sql: &str, expect: &str) -> String {
    let sql = sql.replace('\'', "''").replace('\n', " ");
    let expect = if expect.is_empty() {
        String::new()
    } else {
        format!(", expect: {{{expect}}}")
    };
    check(
        id,
        &format!(
            "sql: {{driver: postgres, url_env: DB, query: '{sql}', timeout_ms: 10000}}{expect}"
        ),
    )
}

const SEED: &str = "
DROP SCHEMA IF EXISTS inv CASCADE;
CREATE SCHEMA inv;
CREATE TYPE inv.mood AS ENUM ('calm', 'busy');
CREATE DOMAIN inv.small AS int;
CREATE TABLE inv.canary (id int PRIMARY KEY, v text NOT NULL);
INSERT INTO inv.canary VALUES (1, 'one'), (2, 'two'), (3, 'three');
CREATE SEQUENCE inv.seq;
CREATE FUNCTION inv.writes() RETURNS int LANGUAGE sql VOLATILE AS 'INSERT INTO inv.canary VALUES (99, ''x'') RETURNING id'
";

#[test]
fn sql_steps_against_a_real_server() {
    let server = Postgres::start("", |_| {});
    server.execute(SEED);
    typing(&server);
    guard(&server);
    permissions(&server);
    sets_and_parameters(&server);
    sessions(&server);
    failures(&server);
    server.execute("DROP SCHEMA inv CASCADE");
}

fn typing(server: &Postgres) {
    let value = |id: &str, sql: &str, expected: &str| {
        query(
            id,
            &format!("select {sql} as x"),
            &format!("equals: {{x: {expected}}}"),
        )
    };
    server.world().judge(
        &[
            value("ok1", "7::smallint", "7"),
            value("bad1", "7", "'7'"),
            value("ok2", "9007199254740993", "'9007199254740993'"),
            value("ok3", "9007199254740993", "9007199254740993"),
            value("bad2", "9007199254740993", "9007199254740992"),
            value("ok4", "12.5000::numeric(10,4)", "'12.5000'"),
            value("ok5", "12.5000::numeric(10,4)", "12.5"),
            value("bad3", "12.5000::numeric(10,4)", "'12.5'"),
            value("ok6", "1.5::real", "1.5"),
            value("bad4", "1.5::real", "'1.5'"),
            value("ok7", "'NaN'::float8", ".nan"),
            value("ok8", "'-Infinity'::float8", "-.inf"),
            value("ok9", "true", "true"),
            value("ok10", "'ab'::char(5)", "'ab   '"),
            value("ok11", "'2024-01-02'::date", "2024-01-02"),
            value(
                "ok12",
                "'2024-01-02 03:04:05'::timestamp",
                "2024-01-02T03:04:05.000",
            ),
            value(
                "ok13",
                "'2024-01-02 03:04:05+00'::timestamptz",
                "'2024-01-02T04:04:05+01:00'",
            ),
            value(
                "bad5",
                "'2024-01-02 03:04:05+00'::timestamptz",
                "'2024-01-02T04:04:05Z'",
            ),
            value("ok14", "'1 day 2 hours'::interval", "'1 day 02:00:00'"),
            value("ok15", "'\\xdeadbeef'::bytea", "'\\xdeadbeef'"),
            value("ok16", "'{\"k\": [1, {\"z\": null}]}'::jsonb", "{k: [1]}"),
            value("ok17", "'null'::json", "'null'".trim_matches('\'')),
            value("ok18", "array[1,null,3]", "[1, null]"),
            value("ok19", "array[['a b','c'],['d','e']]", "[['a b'], [d, e]]"),
            value("ok20", "array['calm','busy']::inv.mood[]", "[calm, busy]"),
            value("ok21", "5::inv.small", "5"),
            value("ok22", "null::int", "null"),
            value("bad6", "null::int", "0"),
            value("ok23", "int4range(1,5)", "'[1,5)'"),
            value("ok24", "row(1,'a b')", "'(1,\"a b\")'"),
            value("ok25", "'10.0.0.1'::inet", "10.0.0.1"),
            value("ok26", "point(1,2)", "'(1,2)'"),
            query("bad7", "select 1 as a", "equals: {b: null}"),
            query(
                "ok27",
                "select count(*) from inv.canary",
                "rows: 1, equals: {count: 3}",
            ),
            query("bad8", "select 1 where false", "equals: {}"),
            query(
                "ok28",
                "show transaction_read_only",
                "equals: {transaction_read_only: 'on'}",
            ),
            query("ok29", "select 1 as a, 2 as a", "equals: {a: 2}"),
        ]
        .concat(),
    );
}

fn guard(server: &Postgres) {
    let refused = [
        "insert into inv.canary values (9, 'x')",
        "select 1; delete from inv.canary",
        "select E'\\\\'; delete from inv.canary --'; delete from inv.canary",
        "commit; delete from inv.canary",
        "with a as (delete from inv.canary returning *) select * from a",
        "with a as (select 1) delete from inv.canary",
        "explain analyze delete from inv.canary",
        "select * into inv.copy from inv.canary",
        "select * from inv.canary for update",
        "copy inv.canary to '/tmp/never'",
        "select pg_read_file('/etc/hostname')",
        "select nextval('inv.seq')",
        "select pg_notify('a', 'b')",
        "do $$ begin delete from inv.canary; end $$",
    ];
    let checks: String = refused
        .iter()
        .enumerate()
        .map(|(i, sql)| query(&format!("bad{i}"), sql, ""))
        .collect();
    let report = server.world().judge(&checks);
    for found in &report.results {
        assert!(
            found.steps[0].notes[0].starts_with("query refused and not sent"),
            "{found:#?}"
        );
    }
    // The second line: what the guard cannot see fails in a read-only transaction.
    let report = server
        .world()
        .judge(&query("bad", "select inv.writes()", ""));
    assert!(
        step(&report, "bad").notes[0].contains("25006"),
        "{report:#?}"
    );
    server.world().judge(&query(
        "ok",
        "select count(*) as n from inv.canary",
        "equals: {n: 3}",
    ));
}

fn permissions(server: &Postgres) {
    let write = server.world().with("STONEY_ALLOW_WRITE_SQL", "True");
    write.judge(
        &[
            query(
                "ok1",
                "insert into inv.canary values (7, 'x'), (8, 'y')",
                "rows: 2",
            ),
            query(
                "ok2",
                "delete from inv.canary where id > 3 returning id",
                "rows: 2",
            ),
            query("bad1", "select 1; select 2", ""),
            query("bad2", "insert into inv.canary values (1, 'again')", ""),
            query(
                "ok3",
                "insert into inv.canary values (1, 'again')",
                "refused_with: '23505'",
            ),
            query("bad3", "select 1", "refused_with: '23505'"),
        ]
        .concat(),
    );
    let multi = server.world().with("STONEY_ALLOW_MULTI_SQL", "true");
    multi.judge(
        &[
            query("ok", "select 1 as x; select 2 as x", "equals: {x: 2}"),
            query("bad", "select 1; delete from inv.canary", ""),
        ]
        .concat(),
    );
    let not_true = server.world().with("STONEY_ALLOW_WRITE_SQL", "1");
    not_true.judge(&query("bad", "delete from inv.canary", ""));
}

fn sets_and_parameters(server: &Postgres) {
    let report = server.world().judge(
        &[
            query("ok1", "select id, v from inv.canary", "row_set: [{id: 3}, {id: 1, v: one}, {id: 2}]"),
            query("bad1", "select id, v from inv.canary", "row_set: [{id: 3}, {id: 1}, {id: 1}]"),
            query("ok2", "select 1 as a from inv.canary", "all_rows: {a: 1}"),
            query("bad2", "select id as a from inv.canary", "all_rows: {a: 1}"),
            query("ok3", "select 1 where false", "no_rows: true"),
            query("bad3", "select id, v from inv.canary order by id", "no_rows: true"),
            query("ok4", "select id from inv.canary order by id", "assert: [{path: '$[*].id', ge: 1}, {path: '$[0].id', eq: 1}]"),
            check("ok5", "sql: {driver: postgres, url_env: DB, query: 'select v from inv.canary where id = $1 and v <> $2', params: [2, \"' or true --\"]}, expect: {rows: 1, equals: {v: two}}"),
            check("ok6", "sql: {driver: postgres, url_env: DB, query: 'select $1::int is null as n', params: [null]}, expect: {equals: {n: true}}"),
        ]
        .concat(),
    );
    assert!(
        step(&report, "bad3").notes[0]
            .starts_with("no_rows: expected no row, found 3: {\"id\": 1, \"v\": \"one\"}")
    );
}

/// A session is used again, with nothing in it; not after a step of another kind, and not where writing is allowed.
fn sessions(server: &Postgres) {
    server.execute(
        "CREATE OR REPLACE FUNCTION inv.leaves() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
           PERFORM set_config('inv.x', 'leak', false); PERFORM set_config('DateStyle', 'German', false);
           PERFORM pg_advisory_lock(42); EXECUTE 'PREPARE leaked AS SELECT 1'; EXECUTE 'LISTEN leaked';
           RETURN 1; END $$",
    );
    let pid = "{sql: {driver: postgres, url_env: DB, query: 'select pg_backend_pid() as pid'}, capture: {pid: '$[0].pid'}}";
    let same = |wanted: bool| {
        format!(
            "{{sql: {{driver: postgres, url_env: DB, query: 'select pg_backend_pid() = $1::int as same', params: ['{{{{pid}}}}']}}, expect: {{equals: {{same: {wanted}}}}}}}"
        )
    };
    server.execute("CREATE OR REPLACE FUNCTION inv.ends(p int) RETURNS bool LANGUAGE sql AS 'SELECT pg_terminate_backend(p)'");
    let steps =
        |id: &str, steps: &[&str]| format!("      - {{id: {id}, steps: [{}]}}\n", steps.join(", "));
    let other = format!("{}?application_name=other", server.url);
    server.world().with("OTHER", &other).judge(
        &[
            query("ok1", "select inv.leaves() as x", "equals: {x: 1}"),
            query(
                "ok2",
                "select coalesce(current_setting('inv.x', true), '') as x, current_setting('DateStyle') like 'ISO%' as style,
                 (select count(*) from pg_locks where locktype = 'advisory') as locks, (select count(*) from pg_prepared_statements) as prepared,
                 (select count(*) from pg_listening_channels()) as channels",
                "equals: {x: '', style: true, locks: 0, prepared: 0, channels: 0}",
            ),
            steps("ok3", &[pid, &same(true), "{exec: {run: 'true'}}", &same(false)]),
            query("bad1", "select 1/0", ""),
            query("ok4", "select 1 as x", "equals: {x: 1}"),
            // The server ends the session while it is idle.
            steps(
                "ok5",
                &[pid, "{sql: {driver: postgres, url_env: OTHER, query: 'select pg_terminate_backend($1::int) as gone', params: ['{{pid}}']}, expect: {no_rows: false}}"],
            )
            .replace("pg_terminate_backend($1::int)", "inv.ends($1::int)"),
            query("ok6", "select 2 as x", "equals: {x: 2}"),
        ]
        .concat(),
    );
    let write = server.world().with("STONEY_ALLOW_WRITE_SQL", "true");
    write.judge(&steps("ok1", &[pid, &same(false)]));
}

fn failures(server: &Postgres) {
    let wrong = server.url.replace("pw-K7%21", "wrong-pw-31");
    let mut world = server
        .world()
        .with("WRONG", &wrong)
        .with("NOBODY", "postgres://u:nobody-pw@127.0.0.1:1/x")
        .with("JUNK", "post gres//:junk-pw@@");
    world.options.fail_fast = false;
    let one = |id: &str, variable: &str| {
        check(
            id,
            &format!(
                "sql: {{driver: postgres, url_env: {variable}, query: 'select 1', timeout_ms: 3000}}"
            ),
        )
    };
    let start = std::time::Instant::now();
    let sleeping = check(
        "bad_slow",
        "sql: {driver: postgres, url_env: DB, query: 'select pg_sleep(20)', timeout_ms: 300}",
    );
    let report = world.run(&suite(
        &[
            one("bad_nobody", "NOBODY"),
            one("bad_junk", "JUNK"),
            one("bad_unset", "UNSET"),
            one("wrong", "WRONG"),
            sleeping,
        ]
        .concat(),
    ));
    assert!(start.elapsed().as_secs() < 6);
    assert!(
        report
            .results
            .iter()
            .filter(|r| r.id != "wrong")
            .all(|r| !r.ok)
    );
    assert!(step(&report, "bad_unset").notes[0].contains("UNSET is not set"));
    assert!(step(&report, "bad_nobody").notes[0].contains("connection refused"));
    let text = contractual_invariants::report::render_json(&report);
    for secret in ["wrong-pw", "nobody-pw", "junk-pw", "pw-K7"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
