//! Emptying the outbox: due messages are claimed channel by channel, so that a slow one never delays another.

use std::collections::HashMap;
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{JobError, attempt};
use crate::app::App;
use crate::live::{Notice, TicketChange};
use crate::store;
use crate::store::entity::outbox::OutboxStage;

/// Attempts at the same time on one channel.
const PER_CHANNEL: u64 = 4;
/// A lost notice is made up for by looking.
const LOOK: Duration = Duration::from_secs(5);
/// Many notices at once are one reason to look.
const SETTLE: Duration = Duration::from_millis(20);

type Attempts = JoinSet<Uuid>;

/// Sends what is due until the shutdown, then waits for the attempts under way. A database that is away is looked at
/// again: starting anew would forget which attempts are ours.
pub async fn run(app: App, shutdown: CancellationToken) -> Result<(), JobError> {
    // Whoever held these leases is dead.
    let mut orphaned = app.store.belongs_to_one_process();
    let mut notices = app.live.subscribe();
    let mut attempts = Attempts::new();
    let mut running: HashMap<Uuid, u64> = HashMap::new();
    while !shutdown.is_cancelled() {
        let looked = look(&app, &mut orphaned, &mut attempts, &mut running).await;
        let wait = looked.unwrap_or_else(|error| {
            tracing::error!(%error, "failed to look into the outbox");
            LOOK
        });
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = next_reason(&mut notices) => sleep(SETTLE).await,
            () = sleep(wait) => {}
            Some(ended) = attempts.join_next() => note_end(&mut running, ended),
        }
    }
    while attempts.join_next().await.is_some() {}
    Ok(())
}

/// Begins what is due; until when nothing else is.
async fn look(
    app: &App,
    orphaned: &mut bool,
    attempts: &mut Attempts,
    running: &mut HashMap<Uuid, u64>,
) -> Result<Duration, DbErr> {
    if *orphaned {
        release(app, app.clock.now() + chrono::Duration::days(3650)).await?;
        *orphaned = false;
    }
    claim(app, attempts, running).await?;
    until_next(app).await
}

/// Sends everything that is due now and waits for the outcomes; how many attempts it were.
pub async fn run_once(app: &App) -> Result<usize, JobError> {
    let (mut attempts, mut running, mut count) = (Attempts::new(), HashMap::new(), 0);
    loop {
        count += claim(app, &mut attempts, &mut running).await?;
        match attempts.join_next().await {
            Some(ended) => note_end(&mut running, ended),
            None => return Ok(count),
        }
    }
}

/// Ends attempts whose worker is gone: before the handover they are tried again, after it the outcome is unknown.
pub async fn release_lapsed(app: &App) -> Result<usize, DbErr> {
    release(app, app.clock.now()).await
}

async fn release(app: &App, before: chrono::DateTime<chrono::Utc>) -> Result<usize, DbErr> {
    let tx = app.store.write().await?;
    let rows = store::outbox::lapsed(&tx, before).await?;
    for row in &rows {
        match row.stage {
            OutboxStage::HandedOver => attempt::give_up_in_doubt(&tx, row).await?,
            OutboxStage::Claimed | OutboxStage::Waiting => {
                let reason = "the process ended before the message left";
                store::outbox::put_back(&tx, row, tx.now(), row.attempts, reason).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(rows.len())
}

/// Starts attempts for due messages, as many as each channel has room for.
async fn claim(app: &App, attempts: &mut Attempts, running: &mut HashMap<Uuid, u64>) -> Result<usize, DbErr> {
    let channels = store::channels::with_due_mail(app.store.read(), app.clock.now()).await?;
    let mut count = 0;
    for channel in channels {
        let busy = running.entry(channel.id).or_default();
        let room = PER_CHANNEL.saturating_sub(*busy);
        if room == 0 {
            continue;
        }
        let tx = app.store.write().await?;
        let rows = store::outbox::claim(&tx, channel.id, room, attempt::LEASE).await?;
        tx.commit().await?;
        for row in rows {
            *busy += 1;
            count += 1;
            let (app, channel) = (app.clone(), channel.clone());
            attempts.spawn(async move {
                let id = channel.id;
                // A task of its own: a panic is one message's trouble, and its lease lapses.
                if let Err(error) = tokio::spawn(attempt::run(app, channel, row)).await {
                    tracing::error!(%error, "an attempt to send panicked");
                }
                id
            });
        }
    }
    Ok(count)
}

fn note_end(running: &mut HashMap<Uuid, u64>, ended: Result<Uuid, tokio::task::JoinError>) {
    if let Ok(channel) = ended
        && let Some(busy) = running.get_mut(&channel)
    {
        *busy = busy.saturating_sub(1);
    }
}

async fn until_next(app: &App) -> Result<Duration, DbErr> {
    let due = store::outbox::next_due(app.store.read(), app.clock.now()).await?;
    let wait = due.and_then(|due| (due - app.clock.now()).to_std().ok());
    Ok(wait.map_or(LOOK, |wait| wait.min(LOOK)).max(SETTLE))
}

async fn next_reason(notices: &mut tokio::sync::broadcast::Receiver<Notice>) {
    loop {
        match notices.recv().await {
            Ok(
                Notice::Channel { .. }
                | Notice::Ticket {
                    change: TicketChange::Message | TicketChange::Created,
                    ..
                },
            )
            | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
