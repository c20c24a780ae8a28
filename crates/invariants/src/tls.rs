//! Certificates and their verification, for HTTP and PostgreSQL alike.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

/// What is verified of a server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verify {
    /// Nothing: encryption only, as `sslmode=require` says.
    Nothing,
    /// The chain, not the name.
    Chain,
    /// Chain and name.
    ChainAndName,
}

/// A client configuration.
///
/// # Errors
/// What cannot be read or used.
pub(crate) fn client_config(
    verify: Verify,
    roots: Option<&Path>,
    client: Option<(&Path, &Path)>,
) -> Result<ClientConfig, String> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new(verify, roots, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    match client {
        Some((certificate, key)) => {
            let chain = certificates(certificate)?;
            let private = PrivateKeyDer::from_pem_file(key)
                .map_err(|_| format!("cannot read a private key from {}", key.display()))?;
            builder
                .with_client_auth_cert(chain, private)
                .map_err(|e| format!("cannot use the client certificate: {e}"))
        }
        None => Ok(builder.with_no_client_auth()),
    }
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let fail = || format!("cannot read certificates from {}", path.display());
    let found: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path)
        .map_err(|_| fail())?
        .collect();
    found.ok().filter(|c| !c.is_empty()).ok_or_else(fail)
}

/// Verifies by webpki. A server's certificate that stands itself in the file of trusted ones is trusted, too: self-signed
/// servers are common, and OpenSSL (so libpq and curl) takes them, while webpki refuses a root as a server's certificate.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    chain: Option<Arc<WebPkiServerVerifier>>,
    trusted: Vec<CertificateDer<'static>>,
    name: bool,
}

impl Verifier {
    fn new(
        verify: Verify,
        roots: Option<&Path>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, String> {
        let mut trusted = Vec::new();
        let chain = if verify == Verify::Nothing {
            None
        } else {
            let mut store = RootCertStore::empty();
            match roots {
                Some(path) => {
                    trusted = certificates(path)?;
                    for certificate in &trusted {
                        store.add(certificate.clone()).map_err(|e| {
                            format!("cannot use a certificate of {}: {e}", path.display())
                        })?;
                    }
                }
                None => {
                    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                }
            }
            if store.is_empty() {
                return Err("no trusted certificates were found on this machine".to_owned());
            }
            let built =
                WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider.clone())
                    .build();
            Some(built.map_err(|e| format!("the trusted certificates cannot be used: {e}"))?)
        };
        Ok(Self {
            provider: provider.clone(),
            chain,
            trusted,
            name: verify == Verify::ChainAndName,
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
        if self
            .trusted
            .iter()
            .any(|c| c.as_ref() == end_entity.as_ref())
        {
            if self.name {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        match chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
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
