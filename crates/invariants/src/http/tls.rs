//! TLS for HTTP: the system's store or an own CA, a client certificate, HTTP/2 where it is offered.

#[cfg(feature = "tls")]
mod real {
    use std::sync::Arc;

    use rustls::pki_types::ServerName;
    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;

    use crate::http::connect::Stream;
    use crate::run::settings::RunOptions;
    use crate::tls::{Verify, client_config};

    /// Makes TLS connections.
    #[derive(Clone)]
    pub(crate) struct Tls(TlsConnector);

    impl Tls {
        /// Reads certificates.
        ///
        /// # Errors
        /// What cannot be read or used.
        pub(crate) fn new(options: &RunOptions) -> Result<Self, String> {
            let client = options
                .client_certificate
                .as_deref()
                .zip(options.client_key.as_deref());
            let mut config =
                client_config(Verify::ChainAndName, options.ca_file.as_deref(), client)?;
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
