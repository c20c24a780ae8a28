//! TLS for PostgreSQL, by a private server with its own certificate.

use std::path::Path;
use std::process::Command;

use crate::harness::{World, check, step};
use crate::postgres::Postgres;

/// A self-signed certificate for `db.test`, in the server's folder.
fn certificate(data: &Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=db.test",
        ])
        .args(["-addext", "subjectAltName=DNS:db.test", "-keyout"])
        .arg(data.join("server.key"))
        .arg("-out")
        .arg(data.join("server.crt"))
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "openssl is needed: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    let _ = Command::new("chmod")
        .arg("600")
        .arg(data.join("server.key"))
        .status();
}

#[test]
fn sslmode_means_what_libpq_says() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("root.crt");
    let server = Postgres::start("-c ssl=on", |data| {
        certificate(data);
        std::fs::copy(data.join("server.crt"), &kept).unwrap();
    });
    let root = format!("&sslrootcert={}", kept.display());
    let verdict = |query: &str| {
        let world = World::default().with("DB", &format!("{}?{query}", server.url));
        let report = world.run(&crate::harness::suite(&check(
            "a",
            "sql: {driver: postgres, url_env: DB, query: 'select ssl from pg_stat_ssl where pid = pg_backend_pid()', timeout_ms: 4000}, expect: {equals: {ssl: true}}",
        )));
        let step = step(&report, "a").clone();
        (step.ok, step.notes.join(" "))
    };
    assert!(verdict("").0, "prefer encrypts");
    assert!(verdict("sslmode=require").0, "require does not verify");
    assert!(!verdict("sslmode=disable").0, "disable does not encrypt");
    assert!(
        verdict(&format!("sslmode=verify-ca{root}")).0,
        "the chain is right, the name does not count: {:?}",
        verdict(&format!("sslmode=verify-ca{root}"))
    );
    let (ok, notes) = verdict(&format!("sslmode=verify-full{root}"));
    assert!(
        !ok && notes.contains("TLS"),
        "127.0.0.1 is not db.test: {notes}"
    );
    let (ok, notes) = verdict("sslmode=verify-full");
    assert!(
        !ok && notes.contains("TLS"),
        "nobody vouches for the certificate: {notes}"
    );
}
