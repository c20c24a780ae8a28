//! TLS for PostgreSQL as libpq's `sslmode` defines it.

#[cfg(not(feature = "tls"))]
pub(crate) async fn wrap(
    _: &super::target::Target,
    _: &str,
    _: tokio::net::TcpStream,
) -> Result<super::wire::Stream, String> {
    Err("this build of the runner has no TLS (feature `tls`)".to_owned())
}

#[cfg(feature = "tls")]
pub(crate) use real::wrap;

#[cfg(feature = "tls")]
mod real {
    use std::sync::Arc;

    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
    use rustls::{
        CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore,
        SignatureScheme,
    };
    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;

    use crate::sql::target::{SslMode, Target};
    use crate::sql::wire::Stream;

    /// Greets the server; verifies exactly what the mode asks for.
    pub(crate) async fn wrap(
        target: &Target,
        host: &str,
        stream: TcpStream,
    ) -> Result<Stream, String> {
        let config = config(target)?;
        let name = ServerName::try_from(host.to_owned())
            .or_else(|_| ServerName::try_from("localhost".to_owned()))
            .map_err(|e| e.to_string())?;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .map_err(|e| format!("TLS: {}", crate::files::plain(&e)))?;
        Ok(Box::new(stream))
    }

    fn config(target: &Target) -> Result<ClientConfig, String> {
        let provider = Arc::new(ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = Arc::new(Verifier::new(target, &provider)?);
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| e.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        let config = match (&target.certificate, &target.key) {
            (Some(certificate), Some(key)) => {
                let chain = certificates(certificate)?;
                let key = PrivateKeyDer::from_pem_file(key)
                    .map_err(|_| format!("cannot read a private key from {}", key.display()))?;
                builder
                    .with_client_auth_cert(chain, key)
                    .map_err(|e| format!("cannot use the client certificate: {e}"))?
            }
            _ => builder.with_no_client_auth(),
        };
        Ok(config)
    }

    fn certificates(path: &std::path::Path) -> Result<Vec<CertificateDer<'static>>, String> {
        let fail = || format!("cannot read certificates from {}", path.display());
        let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
            .map_err(|_| fail())?
            .collect();
        found.ok().filter(|c| !c.is_empty()).ok_or_else(fail)
    }

    /// `require` and below encrypt without verifying; `verify-ca` checks the chain, `verify-full` the host's name as well.
    /// As in libpq, `require` with a root certificate checks the chain, too.
    #[derive(Debug)]
    struct Verifier {
        provider: Arc<CryptoProvider>,
        chain: Option<Arc<WebPkiServerVerifier>>,
        name: bool,
    }

    impl Verifier {
        fn new(target: &Target, provider: &Arc<CryptoProvider>) -> Result<Self, String> {
            let verify = match target.ssl {
                SslMode::VerifyCa | SslMode::VerifyFull => true,
                SslMode::Require => target.root_certificate.is_some(),
                SslMode::Disable | SslMode::Allow | SslMode::Prefer => false,
            };
            let chain = if verify {
                let mut roots = RootCertStore::empty();
                match &target.root_certificate {
                    Some(path) => {
                        for certificate in certificates(path)? {
                            roots.add(certificate).map_err(|e| {
                                format!("cannot use a certificate of {}: {e}", path.display())
                            })?;
                        }
                    }
                    None => {
                        roots.add_parsable_certificates(
                            rustls_native_certs::load_native_certs().certs,
                        );
                    }
                }
                let verifier =
                    WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
                Some(
                    verifier
                        .build()
                        .map_err(|e| format!("no certificate to verify with: {e}"))?,
                )
            } else {
                None
            };
            Ok(Self {
                provider: provider.clone(),
                chain,
                name: target.ssl == SslMode::VerifyFull,
            })
        }
    }

    impl ServerCertVerifier for Verifier {
        fn verify_server_cert(
            &self,
            end_entity: &CertificateDer<'_>,
            intermediates: &[CertificateDer<'_>],
            server_name: &ServerName<'_>,
            ocsp_response: &[u8],
            now: UnixTime,
        ) -> Result<ServerCertVerified, Error> {
            let Some(chain) = &self.chain else {
                return Ok(ServerCertVerified::assertion());
            };
            match chain.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            ) {
                Err(Error::InvalidCertificate(
                    CertificateError::NotValidForName
                    | CertificateError::NotValidForNameContext { .. },
                )) if !self.name => Ok(ServerCertVerified::assertion()),
                other => other,
            }
        }

        fn verify_tls12_signature(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls12_signature(
                message,
                cert,
                dss,
                &self.provider.signature_verification_algorithms,
            )
        }

        fn verify_tls13_signature(
            &self,
            message: &[u8],
            cert: &CertificateDer<'_>,
            dss: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, Error> {
            verify_tls13_signature(
                message,
                cert,
                dss,
                &self.provider.signature_verification_algorithms,
            )
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            self.provider
                .signature_verification_algorithms
                .supported_schemes()
        }
    }
}
