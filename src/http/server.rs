//! Our own accept loop: `axum::serve` has no header time-out, no cap per address and no end to its drain.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::client_ip::Peer;
use super::router::router;
use crate::app::App;
use crate::config::HttpConfig;

/// Request extension: the server is going; sockets that live long close.
#[derive(Clone)]
pub struct Stopping(pub CancellationToken);

/// A request head larger than this is refused.
const HEAD_BYTES: usize = 64 * 1024;
const HEADERS: usize = 100;

/// Listens as configured and serves in the background until `shutdown`. Gives the bound address (port 0 is fine) and
/// the task, which ends once open requests had their time.
pub async fn start(app: App, shutdown: CancellationToken) -> io::Result<(SocketAddr, JoinHandle<()>)> {
    let listener = TcpListener::bind(app.config.http.listen).await?;
    let address = listener.local_addr()?;
    Ok((address, tokio::spawn(serve(app, listener, shutdown))))
}

/// Serves on `listener` until `shutdown`, then lets open requests end for `drain_seconds`.
pub async fn serve(app: App, listener: TcpListener, shutdown: CancellationToken) {
    let config = app.config.http.clone();
    let router = router(app).layer(axum::Extension(Stopping(shutdown.clone())));
    let open = Open::default();
    let graceful = GracefulShutdown::new();
    loop {
        let (stream, peer) = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, or the client went: neither ends the server.
                    tracing::warn!(%error, "failed to accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let ip = peer.ip().to_canonical();
        let is_proxy = config.trusted_proxies.iter().any(|net| net.contains(&ip));
        let most = if is_proxy {
            usize::MAX
        } else {
            config.connections_per_ip
        };
        let Some(seat) = open.take(ip, most) else {
            continue;
        };
        answer(stream, peer, seat, router.clone(), &config, &graceful);
    }
    drop(listener);
    let drain = Duration::from_secs(config.drain_seconds);
    if tokio::time::timeout(drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("open requests were cut off");
    }
}

/// HTTP/1.1 with upgrades: browsers speak HTTP/2 only over TLS, which a proxy ends.
fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    seat: Seat,
    router: Router,
    config: &HttpConfig,
    graceful: &GracefulShutdown,
) {
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().call(request)
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(config.header_timeout_seconds))
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS);
    let patience = Duration::from_secs(config.header_timeout_seconds);
    let watcher = graceful.watcher();
    tokio::spawn(async move {
        // Hyper's clock starts with the first byte: whoever sends none is put down by ours.
        let mut first = [0];
        if !matches!(
            tokio::time::timeout(patience, stream.peek(&mut first)).await,
            Ok(Ok(1..))
        ) {
            return;
        }
        let connection = builder
            .serve_connection_with_upgrades(TokioIo::new(stream), service)
            .into_owned();
        // A client that breaks off or stalls is no event worth more.
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "connection ended");
        }
        drop(seat);
    });
}

/// Connections each address holds open.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<HashMap<IpAddr, usize>>>);

struct Seat {
    open: Open,
    ip: IpAddr,
}

impl Open {
    fn take(&self, ip: IpAddr, most: usize) -> Option<Seat> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = open.entry(ip).or_default();
        if *held >= most {
            return None;
        }
        *held += 1;
        Some(Seat {
            open: self.clone(),
            ip,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = open.get_mut(&self.ip) {
            *held -= 1;
            if *held == 0 {
                open.remove(&self.ip);
            }
        }
    }
}
