//! `/metrics` on a listener of its own, so that numbers are not public by accident.

use std::net::SocketAddr;
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::app::App;

const LIMIT: Duration = Duration::from_secs(5);

/// Installs the recorder and answers scrapes until `shutdown`. A port in use is a warning, not a reason not to start.
pub async fn serve_metrics(app: App, listen: SocketAddr, shutdown: CancellationToken) {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics are recorded elsewhere already");
        return;
    }
    let listener = match TcpListener::bind(listen).await {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(%listen, %error, "no metrics: set metrics.listen to a free address");
            return;
        }
    };
    tracing::info!(%listen, "metrics");
    let mut upkeep = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = upkeep.tick() => handle.run_upkeep(),
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    super::measure(&app).await;
                    let answer = answer(stream, handle.clone());
                    tokio::spawn(async move {
                        // A scraper that hangs up early is no event.
                        let _ = tokio::time::timeout(LIMIT, answer).await;
                    });
                }
            }
        }
    }
}

/// One request, one answer: a scraper needs no more of HTTP.
async fn answer(mut stream: TcpStream, handle: PrometheusHandle) -> std::io::Result<()> {
    let mut head = vec![0; 4096];
    let mut read = 0;
    while read < head.len() && !head[..read].windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut head[read..]).await? {
            0 => return Ok(()),
            more => read += more,
        }
    }
    let found = head.starts_with(b"GET /metrics");
    let (status, body) = if found {
        ("200 OK", handle.render())
    } else {
        ("404 Not Found", "See /metrics\n".into())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; version=0.0.4\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}
