//! HTTPS: own CA, HTTP/2 where it is offered, client certificates, proxies.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::harness::{World, check, step};

/// A self-signed certificate and its key, for `service.test` and loopback.
fn certificate(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (
        folder.join(format!("{name}.crt")),
        folder.join(format!("{name}.key")),
    );
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
            "/CN=service.test",
        ])
        .args([
            "-addext",
            "subjectAltName=DNS:service.test,IP:127.0.0.1",
            "-keyout",
        ])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "openssl is needed: {}",
        String::from_utf8_lossy(&made.stderr)
    );
    (certificate, key)
}

/// A client's certificate that `authority` signed.
fn signed(folder: &Path, authority: (&Path, &Path)) -> (PathBuf, PathBuf) {
    let file = |name: &str| folder.join(name);
    std::fs::write(
        file("leaf.ext"),
        "basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\nsubjectAltName=DNS:client\n",
    )
    .unwrap();
    let run = |command: &mut Command| {
        let made = command.output().unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    };
    run(Command::new("openssl")
        .args([
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            "/CN=client",
            "-keyout",
        ])
        .arg(file("leaf.key"))
        .arg("-out")
        .arg(file("leaf.csr")));
    run(Command::new("openssl")
        .args(["x509", "-req", "-days", "2", "-set_serial", "7", "-in"])
        .arg(file("leaf.csr"))
        .arg("-CA")
        .arg(authority.0)
        .arg("-CAkey")
        .arg(authority.1)
        .arg("-extfile")
        .arg(file("leaf.ext"))
        .arg("-out")
        .arg(file("leaf.crt")));
    (file("leaf.crt"), file("leaf.key"))
}

fn spawn(
    work: impl FnOnce(std::sync::mpsc::Sender<u16>) -> std::pin::Pin<Box<dyn Future<Output = ()>>>
    + Send
    + 'static,
) -> u16 {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let local = tokio::task::LocalSet::new();
        local.block_on(&runtime, work(sender));
    });
    receiver.recv().unwrap()
}

/// A TLS server that tells the version of each request. With `client`, it demands that certificate.
fn serve(
    certificate: &Path,
    key: &Path,
    alpn: &'static [&'static [u8]],
    client: Option<&Path>,
) -> u16 {
    let chain: Vec<_> = CertificateDer::pem_file_iter(certificate)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let key = PrivateKeyDer::from_pem_file(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap();
    let mut config = match client {
        Some(path) => {
            let mut roots = RootCertStore::empty();
            roots
                .add(CertificateDer::from_pem_file(path).unwrap())
                .unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .unwrap();
            builder.with_client_cert_verifier(verifier)
        }
        None => builder.with_no_client_auth(),
    }
    .with_single_cert(chain, key)
    .unwrap();
    config.alpn_protocols = alpn.iter().map(|p| p.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    spawn(move |ready| {
        Box::pin(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            ready.send(listener.local_addr().unwrap().port()).unwrap();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let acceptor = acceptor.clone();
                tokio::task::spawn_local(async move {
                    let Ok(stream) = acceptor.accept(socket).await else {
                        return;
                    };
                    let two = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    let answer = service_fn(|request: Request<hyper::body::Incoming>| async move {
                        let body = format!(
                            "{{\"version\": \"{:?}\", \"path\": \"{}\"}}",
                            request.version(),
                            request.uri().path()
                        );
                        let response =
                            Response::builder().header("content-type", "application/json");
                        Ok::<_, Infallible>(response.body(Full::new(Bytes::from(body))).unwrap())
                    });
                    let io = TokioIo::new(stream);
                    if two {
                        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                            .serve_connection(io, answer)
                            .await;
                    } else {
                        let _ = hyper::server::conn::http1::Builder::new()
                            .serve_connection(io, answer)
                            .await;
                    }
                });
            }
        })
    })
}

#[test]
fn http2_where_it_is_offered_and_own_authorities() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate(folder.path(), "server");
    let two = serve(&certificate, &key, &[b"h2", b"http/1.1"], None);
    let one = serve(&certificate, &key, &[b"http/1.1"], None);
    let get = |id: &str, version: &str| {
        check(
            id,
            &format!(
                "http: {{method: GET, path: /v, retries: 0}}, expect: {{json: {{version: {version}, path: /v}}}}"
            ),
        )
    };
    let mut world = World::at(&format!("https://127.0.0.1:{two}"));
    let report = world.judge(&get("bad_unknown_authority", "HTTP/2.0"));
    assert!(step(&report, "bad_unknown_authority").notes[0].contains("TLS"));
    world.options.ca_file = Some(certificate);
    world.judge(&get("ok2", "HTTP/2.0"));
    world.options.base_url = Some(format!("https://127.0.0.1:{one}"));
    world.judge(&get("ok1", "HTTP/1.1"));
    world.options.base_url = Some(format!("https://localhost:{one}"));
    world.judge(&get("bad_name", "HTTP/1.1"));
}

#[test]
fn client_certificates_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (server, server_key) = certificate(folder.path(), "server");
    let (client, client_key) = certificate(folder.path(), "client");
    let port = serve(&server, &server_key, &[b"http/1.1"], Some(&server));
    let get = |id: &str| {
        check(
            id,
            "http: {method: GET, path: /v, retries: 0}, expect: {status: 200}",
        )
    };
    let mut world = World::at(&format!("https://127.0.0.1:{port}"));
    world.options.ca_file = Some(server.clone());
    world.judge(&get("bad_none"));
    world.options.client_certificate = Some(client);
    world.options.client_key = Some(client_key);
    world.judge(&get("bad_other"));
    let (leaf, leaf_key) = signed(folder.path(), (&server, &server_key));
    world.options.client_certificate = Some(leaf);
    world.options.client_key = Some(leaf_key);
    world.judge(&get("ok_signed"));
    world.options.client_key = Some(folder.path().join("none.key"));
    let report = world.judge(&get("bad_file"));
    assert!(step(&report, "bad_file").notes[0].contains("cannot read a private key"));
}

/// A proxy that knows CONNECT and leads everything to one port.
fn proxy(target: u16, seen: Arc<AtomicUsize>) -> u16 {
    spawn(move |ready| {
        Box::pin(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            ready.send(listener.local_addr().unwrap().port()).unwrap();
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(socket.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                assert!(
                    head.starts_with("CONNECT service.test:443 HTTP/1.1\r\n"),
                    "{head}"
                );
                assert!(
                    head.contains("Proxy-Authorization: Basic dTpwdw=="),
                    "{head}"
                );
                seen.fetch_add(1, Ordering::SeqCst);
                socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
                let mut upstream = TcpStream::connect(("127.0.0.1", target)).await.unwrap();
                tokio::task::spawn_local(async move {
                    let _ = tokio::io::copy_bidirectional(&mut socket, &mut upstream).await;
                });
            }
        })
    })
}

#[test]
fn proxies_are_used_for_other_machines_only() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate(folder.path(), "server");
    let target = serve(&certificate, &key, &[b"http/1.1"], None);
    let seen = Arc::new(AtomicUsize::new(0));
    let port = proxy(target, seen.clone());
    let mut world = World::at("https://service.test")
        .with("HTTPS_PROXY", &format!("http://u:pw@127.0.0.1:{port}"));
    world.options.ca_file = Some(certificate);
    let get = |id: &str| {
        check(
            id,
            "http: {method: GET, path: /v, retries: 0}, expect: {status: 200}",
        )
    };
    world.judge(&get("ok_proxy"));
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    world.options.base_url = Some(format!("https://127.0.0.1:{target}"));
    world.judge(&get("ok_direct"));
    assert_eq!(seen.load(Ordering::SeqCst), 1);
}
