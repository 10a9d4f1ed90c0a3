//! A TCP connection to a mail server, encrypted or not: one kind of stream for both protocols.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum WireError {
    /// Not there, or too slow: worth another try.
    #[error("{0}")]
    Network(String),
    /// The certificate is not theirs, not valid, or there is no encryption where there must be.
    #[error("{0}")]
    Trust(String),
}

/// Bytes to and from a mail server.
#[derive(Debug)]
pub struct Wire {
    stream: Stream,
    /// Read before the stream: the greeting that a connection does not repeat after its upgrade.
    ahead: Bytes,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Connects without encryption (yet).
pub async fn connect(host: &str, port: u16, limit: Duration) -> Result<TcpStream, WireError> {
    let network = |words: String| WireError::Network(format!("failed to connect to {host}:{port}: {words}"));
    match timeout(limit, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => {
            // Commands are small and each waits for its answer.
            stream
                .set_nodelay(true)
                .map_err(|error| network(error.to_string()))?;
            Ok(stream)
        }
        Ok(Err(error)) => Err(network(error.to_string())),
        Err(_) => Err(network(format!("no answer in {} s", limit.as_secs()))),
    }
}

/// Encrypts `stream` after the server proved to be `host`.
pub async fn encrypt(
    stream: TcpStream,
    host: &str,
    config: Arc<ClientConfig>,
    limit: Duration,
) -> Result<Wire, WireError> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| WireError::Trust(format!("{host} is not a name a certificate can have")))?;
    match timeout(limit, TlsConnector::from(config).connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Wire {
            stream: Stream::Tls(Box::new(stream)),
            ahead: Bytes::new(),
        }),
        Ok(Err(error)) => Err(handshake_error(host, &error)),
        Err(_) => Err(WireError::Network(format!(
            "{host} did not finish the TLS handshake"
        ))),
    }
}

fn handshake_error(host: &str, error: &io::Error) -> WireError {
    let tls = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::InvalidCertificate(reason)) => WireError::Trust(format!(
            "the certificate of {host} is not to be trusted: {reason}"
        )),
        Some(rustls::Error::NoCertificatesPresented) => {
            WireError::Trust(format!("{host} presented no certificate"))
        }
        // A port that speaks plain text, or only versions that are not secure any more.
        Some(
            error @ (rustls::Error::InvalidMessage(_)
            | rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(rustls::AlertDescription::ProtocolVersion)
            | rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure)),
        ) => WireError::Trust(format!("no TLS with {host}: {error}")),
        _ => WireError::Network(format!("the TLS handshake with {host} broke: {error}")),
    }
}

/// The rules by which certificates are checked: the system's authorities, and those of `ca_file`.
pub fn tls_config(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, WireError> {
    let trust = |words: String| WireError::Trust(words);
    let extra = match ca_file {
        None => Vec::new(),
        Some(path) => {
            let unreadable = |error: &dyn std::fmt::Display| {
                trust(format!(
                    "failed to read the authorities in {}: {error}",
                    path.display()
                ))
            };
            CertificateDer::pem_file_iter(path)
                .map_err(|error| unreadable(&error))?
                .collect::<Result<Vec<_>, _>>()
                .map_err(|error| unreadable(&error))?
        }
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(extra, Arc::clone(&provider))
        .map_err(|error| trust(format!("failed to load the certificate authorities: {error}")))?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| trust(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

impl Wire {
    pub fn plain(stream: TcpStream) -> Self {
        Self {
            stream: Stream::Plain(stream),
            ahead: Bytes::new(),
        }
    }

    /// Gives `bytes` to the reader before anything the server sends.
    pub fn with_ahead(mut self, bytes: &'static [u8]) -> Self {
        self.ahead = Bytes::from_static(bytes);
        self
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            let count = self.ahead.len().min(buf.remaining());
            buf.put_slice(&self.ahead[..count]);
            self.ahead.advance(count);
            return Poll::Ready(Ok(()));
        }
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Stream::Plain(stream) => stream.peer_addr(),
            Stream::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}
