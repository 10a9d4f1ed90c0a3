//! One stream of one channel: batch after batch into the ledger, and what is shown when it cannot be read.

use std::time::{Duration, Instant};

use centralino_channels::channel::{Batch, Cursor, Puller};
use centralino_channels::error::PullError;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::JobError;
use crate::app::App;
use crate::desk;
use crate::store;
use crate::store::channels::{Half, Trouble};
use crate::store::entity::channels::Model;
use crate::store::entity::intake::IntakeSource;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// "Works" is not written down more often.
const OK_EVERY: Duration = Duration::from_secs(60);

/// Pulls until `stop`. A broken link is tried again later and later; what an admin must do is shown at once.
pub async fn follow(app: App, row: Model, mut puller: Box<dyn Puller>, stop: CancellationToken) {
    let name = puller.name().to_owned();
    let mut trouble: Option<Duration> = None;
    let mut noted: Option<(Instant, Option<i64>)> = None;
    loop {
        // A pull is not cancel-safe: stopping drops the connection with the puller.
        let pulled = tokio::select! {
            () = stop.cancelled() => return,
            pulled = next(&app, &row, &name, puller.as_mut()) => pulled,
        };
        let result = match pulled {
            Ok(Ok(batch)) => store_batch(
                &app,
                &row,
                &name,
                puller.as_mut(),
                batch,
                &mut noted,
                trouble.is_some(),
            )
            .await
            .map_err(|error| (Trouble::Passing, error.to_string())),
            Ok(Err(PullError::Transient(reason))) => Err((Trouble::Passing, reason)),
            Ok(Err(error @ (PullError::Unauthorized(_) | PullError::Misconfigured(_)))) => {
                Err((Trouble::NeedsAdmin, error.to_string()))
            }
            Err(error) => Err((Trouble::Passing, error.to_string())),
        };
        match result {
            Ok(()) => trouble = None,
            Err((kind, reason)) => {
                tracing::warn!(channel = %row.name, stream = %name, %reason, "failed to read a channel");
                report(&app, row.id, Half::Receiving, kind, &reason).await;
                let longest = Duration::from_secs(app.config.mail.max_backoff_seconds.max(1));
                let wait = trouble.map_or(FIRST_PAUSE, |last| last * 2).min(longest);
                trouble = Some(wait);
                // Between half and the whole of it, so that a provider's restart does not bring all of us at once.
                pause(wait.mul_f64(0.5 + rand::random::<f64>() / 2.0), &stop).await;
            }
        }
    }
}

async fn next(
    app: &App,
    row: &Model,
    name: &str,
    puller: &mut dyn Puller,
) -> Result<Result<Batch, PullError>, JobError> {
    let cursor = store::cursors::find(app.store.read(), row.id, name)
        .await?
        .map(Cursor);
    Ok(puller.next(cursor.as_ref()).await)
}

/// Events and cursor in one transaction, then the provider may forget them.
async fn store_batch(
    app: &App,
    row: &Model,
    name: &str,
    puller: &mut dyn Puller,
    batch: Batch,
    noted: &mut Option<(Instant, Option<i64>)>,
    had_trouble: bool,
) -> Result<(), JobError> {
    let remaining = batch.remaining.and_then(|count| i64::try_from(count).ok());
    let is_news = !batch.events.is_empty();
    if is_news {
        let cursor = Some((name.to_owned(), batch.cursor));
        desk::intake::accept(app, IntakeSource::Pull, row, batch.events, cursor).await?;
        puller.committed().await?;
    } else if store::cursors::find(app.store.read(), row.id, name)
        .await?
        .as_ref()
        != Some(&batch.cursor.0)
    {
        let tx = app.store.write().await?;
        store::cursors::save(&tx, row.id, name, &batch.cursor.0).await?;
        tx.commit().await?;
    }
    let fresh = noted.is_some_and(|(at, shown)| at.elapsed() < OK_EVERY && shown == remaining);
    if had_trouble || !fresh {
        let tx = app.store.write().await?;
        store::channels::record_ok(&tx, row.id, Half::Receiving).await?;
        store::cursors::set_remaining(&tx, row.id, name, remaining).await?;
        tx.commit().await?;
        *noted = Some((Instant::now(), remaining));
    }
    Ok(())
}

/// Shows an error on the channel; when even that fails the log has it.
pub async fn report(app: &App, id: Uuid, half: Half, trouble: Trouble, reason: &str) {
    let written = async {
        let tx = app.store.write().await?;
        store::channels::record_error(&tx, id, half, trouble, reason).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, channel = %id, "failed to show a channel's error");
    }
}

/// Waits, unless told to stop.
pub async fn pause(length: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = sleep(length) => {}
    }
}
