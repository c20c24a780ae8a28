//! TLS for HTTP: the system's store or an own CA, a client certificate, HTTP/2 where it is offered.

#[cfg(feature = "tls")]
mod real {
    use std::path::Path;
    use std::sync::Arc;

    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
    use rustls::{ClientConfig, RootCertStore};
    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;

    use crate::http::connect::Stream;
    use crate::run::settings::RunOptions;

    /// Makes TLS connections.
    #[derive(Clone)]
    pub(crate) struct Tls(TlsConnector);

    impl Tls {
        /// Reads certificates.
        ///
        /// # Errors
        /// What cannot be read or used.
        pub(crate) fn new(options: &RunOptions) -> Result<Self, String> {
            let mut roots = RootCertStore::empty();
            if let Some(path) = &options.ca_file {
                for certificate in certificates(path)? {
                    roots.add(certificate).map_err(|e| {
                        format!("cannot use a certificate of {}: {e}", path.display())
                    })?;
                }
            } else {
                let found = rustls_native_certs::load_native_certs();
                roots.add_parsable_certificates(found.certs);
                if roots.is_empty() {
                    return Err("no trusted certificates were found on this machine; name a file with --cacert".to_owned());
                }
            }
            let builder = ClientConfig::builder_with_provider(Arc::new(
                rustls::crypto::ring::default_provider(),
            ))
            .with_safe_default_protocol_versions()
            .map_err(|e| e.to_string())?
            .with_root_certificates(roots);
            let mut config = match (&options.client_certificate, &options.client_key) {
                (Some(certificate), Some(key)) => {
                    let chain = certificates(certificate)?;
                    let private = PrivateKeyDer::from_pem_file(key)
                        .map_err(|_| format!("cannot read a private key from {}", key.display()))?;
                    builder
                        .with_client_auth_cert(chain, private)
                        .map_err(|e| format!("cannot use the client certificate: {e}"))?
                }
                _ => builder.with_no_client_auth(),
            };
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            Ok(Self(TlsConnector::from(Arc::new(config))))
        }

        /// Greets the server. The flag says whether it speaks HTTP/2.
        pub(crate) async fn connect(
            &self,
            host: &str,
            stream: TcpStream,
        ) -> Result<(Stream, bool), String> {
            let name = ServerName::try_from(host.to_owned())
                .map_err(|_| "the host is no name that a certificate can have".to_owned())?;
            let stream = self
                .0
                .connect(name, stream)
                .await
                .map_err(|e| format!("TLS: {}", crate::files::plain(&e)))?;
            let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
            Ok((Box::new(stream), http2))
        }
    }

    fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
        let fail = || format!("cannot read certificates from {}", path.display());
        let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
            .map_err(|_| fail())?
            .collect();
        found.ok().filter(|c| !c.is_empty()).ok_or_else(fail)
    }
}

#[cfg(feature = "tls")]
pub(crate) use real::Tls;

#[cfg(not(feature = "tls"))]
mod none {
    use tokio::net::TcpStream;

    use crate::http::connect::Stream;
    use crate::run::settings::RunOptions;

    /// This build has no TLS.
    #[derive(Clone)]
    pub(crate) struct Tls;

    impl Tls {
        pub(crate) fn new(_: &RunOptions) -> Result<Self, String> {
            Err("this build of the runner has no TLS (feature `tls`)".to_owned())
        }

        pub(crate) async fn connect(
            &self,
            _: &str,
            _: TcpStream,
        ) -> Result<(Stream, bool), String> {
            Err("this build of the runner has no TLS (feature `tls`)".to_owned())
        }
    }
}

#[cfg(not(feature = "tls"))]
pub(crate) use none::Tls;
