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

    use rustls::pki_types::ServerName;
    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;

    use crate::sql::target::{SslMode, Target};
    use crate::sql::wire::Stream;
    use crate::tls::{Verify, client_config};

    /// Greets the server; verifies exactly what the mode asks for.
    pub(crate) async fn wrap(
        target: &Target,
        host: &str,
        stream: TcpStream,
    ) -> Result<Stream, String> {
        let verify = match target.ssl {
            SslMode::VerifyFull => Verify::ChainAndName,
            SslMode::VerifyCa => Verify::Chain,
            // As in libpq, `require` with a root certificate checks the chain.
            SslMode::Require if target.root_certificate.is_some() => Verify::Chain,
            SslMode::Require | SslMode::Disable | SslMode::Allow | SslMode::Prefer => {
                Verify::Nothing
            }
        };
        let client = target.certificate.as_deref().zip(target.key.as_deref());
        let config = client_config(verify, target.root_certificate.as_deref(), client)?;
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| "TLS: the host is no name that a certificate can have".to_owned())?;
        let stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .map_err(|e| format!("TLS: {}", crate::files::plain(&e)))?;
        Ok(Box::new(stream))
    }
}
