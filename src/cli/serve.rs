//! `centralino serve`: runs the hub until it is told to stop, then drains.

use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::access::invitations;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::{http, jobs, telemetry};

#[derive(Debug, Default, Args)]
#[command(
    after_help = "Example:\n  CENTRALINO_HTTP_LISTEN=127.0.0.1:8080 CENTRALINO_DATA_DIR=/srv/centralino centralino serve\n\n\
    On an empty directory it prints a one-time link that makes the first administrator."
)]
pub struct ServeArgs {}

pub async fn run(config: Config) -> anyhow::Result<()> {
    telemetry::start_logs(&config.log);
    let app = App::open(config, Clock::system()).await?;
    if let Some(link) = invitations::first_run(&app).await? {
        writeln!(std::io::stdout(), "Set up the first administrator (once): {link}")?;
    }
    until_stopped(app).await
}

/// Serves HTTP, jobs and metrics until SIGINT or SIGTERM; then lets open requests and running jobs finish.
pub(super) async fn until_stopped(app: App) -> anyhow::Result<()> {
    let _alone = alone(&app)?;
    http::idempotency::release_orphans(&app).await?;
    let listen = app.config.http.listen;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| anyhow::anyhow!("failed to listen on {listen} (http.listen): {error}"))?;
    let shutdown = CancellationToken::new();
    tokio::spawn(cancel_on_signal(shutdown.clone()));
    if let Some(listen) = app.config.metrics.listen {
        tokio::spawn(telemetry::serve_metrics(app.clone(), listen, shutdown.clone()));
    }
    let jobs = tokio::spawn(jobs::run(app.clone(), shutdown.clone()));
    tracing::info!(address = %listener.local_addr()?, url = app.config.public_url(), "listening");
    let drain = Duration::from_secs(app.config.http.drain_seconds);
    http::server::serve(app.clone(), listener, shutdown).await;
    // Jobs hold leases: what does not end in time is taken up again at the next start.
    if tokio::time::timeout(drain, jobs).await.is_err() {
        tracing::warn!("some jobs did not end in time; their work is taken up at the next start");
    }
    app.store.close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// A SQLite file is served by one process: a second one would take the first for dead and its work for orphaned. The
/// lock goes with the process, however it ends.
fn alone(app: &App) -> anyhow::Result<Option<File>> {
    if !app.store.belongs_to_one_process() {
        return Ok(None);
    }
    lock(&app.config.data_dir.0).map(Some)
}

/// Holds `data_dir` until the file is dropped; an error when another process serves it.
pub(super) fn lock(data_dir: &Path) -> anyhow::Result<File> {
    let path = data_dir.join("serve.lock");
    let lock = File::create(&path).with_context(|| format!("failed to open {}", path.display()))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => anyhow::bail!(
            "another process serves {} already; several nodes need PostgreSQL (database.url)",
            data_dir.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("failed to lock {}", path.display()))
        }
    }
}

async fn cancel_on_signal(shutdown: CancellationToken) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    shutdown.cancel();
}
