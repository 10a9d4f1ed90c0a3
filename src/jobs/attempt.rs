//! One attempt to hand one message to its provider, and what its outcome does to the message and its outbox row.

use std::collections::HashSet;
use std::time::Duration as StdDuration;

use async_trait::async_trait;
use centralino_channels::channel::Handover;
use centralino_channels::error::SendError;
use centralino_channels::outbound::{Accepted, Outbound, Refused};
use chrono::Duration;
use sea_orm::DbErr;
use tokio::time::sleep;

use super::JobError;
use crate::app::App;
use crate::desk::outgoing::OutgoingError;
use crate::desk::parcel;
use crate::store::channels::{Half, Trouble};
use crate::store::entity::messages::DeliveryState;
use crate::store::entity::{channels, outbox};
use crate::store::failure::{self, Failure};
use crate::store::{self, Tx};

/// An attempt that does not renew its lease for so long is dead.
pub const LEASE: Duration = Duration::seconds(60);
const RENEW: StdDuration = StdDuration::from_secs(20);
/// Between attempts to write an outcome down.
const FIRST_PAUSE: StdDuration = StdDuration::from_millis(100);
const LONGEST_PAUSE: StdDuration = StdDuration::from_secs(5);
/// Minutes between attempts; the last one repeats.
const PAUSES: [i64; 8] = [1, 5, 15, 30, 60, 120, 240, 480];
const GIVE_UP_AFTER: Duration = Duration::hours(48);
const DELAYED_AFTER: Duration = Duration::minutes(15);
/// "Works" is not written on the channel more often.
const OK_EVERY: Duration = Duration::minutes(1);

/// Sends the claimed message and writes down what became of it.
pub async fn run(app: App, channel: channels::Model, row: outbox::Model) {
    match send(&app, &channel, &row).await {
        Ok(Some((message, outcome))) => {
            let sent = outcome.is_ok();
            settle_at_last(&app, &channel, &row, &message, outcome).await;
            if sent {
                // The message is out and written down; this delays nothing and fails nothing.
                tokio::spawn(async move { keep_copy(&app, &channel, &message).await });
            }
        }
        Ok(None) => {}
        Err(error) => {
            tracing::error!(%error, parcel = ?row.cargo(), "an attempt to send failed in the house");
            put_back(&app, &row, &error.to_string()).await;
        }
    }
}

/// For errors of our own (database, files) from before anything left the house.
async fn put_back(app: &App, row: &outbox::Model, reason: &str) {
    let put_back = async {
        let tx = app.store.write().await?;
        let due = tx.now() + Duration::minutes(1);
        store::outbox::put_back(&tx, row, due, row.attempts, reason).await?;
        tx.commit().await
    };
    if let Err(error) = put_back.await {
        tracing::error!(%error, parcel = ?row.cargo(), "failed to put a message back: its lease will lapse");
    }
}

/// What the provider said; none when there is nothing to write down. An error means that nothing left.
async fn send(
    app: &App,
    channel: &channels::Model,
    row: &outbox::Model,
) -> Result<Option<(Outbound, Result<Accepted, SendError>)>, JobError> {
    let message = match parcel::load(app, row).await {
        Ok(message) => message,
        Err(OutgoingError::Gone) => {
            let tx = app.store.write().await?;
            store::outbox::finish(&tx, row).await?;
            tx.commit().await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let outcome = match app.channels.open(channel) {
        Ok(open) => {
            let may_repeat = open.capabilities().idempotent_send;
            let ticket = Ticket { app, row };
            let sent = tokio::select! {
                sent = open.send(&message, &ticket) => sent,
                // Dropping the send closes its connection.
                () = keep_lease(app, row) => {
                    tracing::warn!(parcel = ?row.cargo(), "an attempt was superseded");
                    return Ok(None);
                }
            };
            match sent {
                Err(SendError::Unknown { reason }) if may_repeat => Err(SendError::Transient { reason }),
                sent => sent,
            }
        }
        Err(error) => Err(SendError::Unauthorized {
            reason: error.to_string(),
        }),
    };
    Ok(Some((message, outcome)))
}

/// Settles as soon as the database lets us: nobody else knows the outcome, and putting back what was sent would send it
/// twice. Ends when the attempt was superseded, or when the outcome cannot be stored at all: then its lease lapses.
async fn settle_at_last(
    app: &App,
    channel: &channels::Model,
    row: &outbox::Model,
    message: &Outbound,
    outcome: Result<Accepted, SendError>,
) {
    let mut pause = FIRST_PAUSE;
    while let Err(error) = settle(app, channel, row, message, outcome.clone()).await {
        tracing::error!(%error, parcel = ?row.cargo(), outcome = ?outcome, "failed to write an outcome down");
        if failure::kind(&error) == Failure::Data {
            return;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// A copy for the Sent folder, where the channel keeps one; tried a few times, then given up.
async fn keep_copy(app: &App, channel: &channels::Model, message: &Outbound) {
    for pause in [0, 5, 60] {
        sleep(StdDuration::from_secs(pause)).await;
        let kept = match app.channels.open(channel) {
            Ok(open) => open.keep_copy(message).await,
            Err(error) => Err(error.to_string()),
        };
        match kept {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(channel = %channel.name, %error, "failed to keep a copy in the Sent folder");
            }
        }
    }
}

/// Ends when the attempt was superseded.
async fn keep_lease(app: &App, row: &outbox::Model) {
    loop {
        sleep(RENEW).await;
        let renewed = async {
            let tx = app.store.write().await?;
            let held = store::outbox::renew(&tx, row, LEASE).await?;
            tx.commit().await?;
            Ok::<bool, DbErr>(held)
        };
        match renewed.await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, "failed to renew a lease"),
        }
    }
}

/// The right of one attempt to hand its message over.
struct Ticket<'a> {
    app: &'a App,
    row: &'a outbox::Model,
}

#[async_trait]
impl Handover for Ticket<'_> {
    async fn begin(&self) -> Result<(), SendError> {
        let begun = async {
            let tx = self.app.store.write().await?;
            let held = store::outbox::hand_over(&tx, self.row, LEASE).await?;
            if held {
                parcel::advance(&tx, self.row, None, DeliveryState::Sending, None, None).await?;
                tx.commit().await?;
            }
            Ok::<bool, DbErr>(held)
        };
        match begun.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(SendError::Transient {
                reason: "the attempt was superseded".to_owned(),
            }),
            Err(error) => Err(SendError::Transient {
                reason: format!("the handover could not be noted: {error}"),
            }),
        }
    }
}

/// Writes the outcome down, unless the attempt was superseded: then somebody else has.
async fn settle(
    app: &App,
    channel: &channels::Model,
    row: &outbox::Model,
    message: &Outbound,
    outcome: Result<Accepted, SendError>,
) -> Result<(), DbErr> {
    let tx = app.store.write().await?;
    let outcome_word = format!("{outcome:?}");
    let held = match outcome {
        Ok(accepted) => accepted_by(&tx, channel, row, message, accepted).await?,
        Err(SendError::Transient { reason }) => back_off(&tx, row, message, &reason).await?,
        Err(SendError::Throttled { retry_after, reason }) => {
            let pause = Duration::from_std(retry_after).unwrap_or(GIVE_UP_AFTER);
            later(&tx, row, message, pause, row.attempts, &reason).await?
        }
        Err(SendError::Rejected {
            reason,
            code,
            refused,
        }) => rejected(&tx, row, message, &reason, code.as_deref(), &refused).await?,
        Err(SendError::WindowClosed { reason }) => rejected(&tx, row, message, &reason, None, &[]).await?,
        Err(SendError::Unknown { reason }) => {
            tracing::warn!(parcel = ?row.cargo(), %reason, "nobody knows whether a message arrived");
            end(&tx, row, message, DeliveryState::Unknown, None, &reason).await?
        }
        Err(SendError::Unauthorized { reason }) => {
            let held = store::outbox::put_back(&tx, row, tx.now(), row.attempts, &reason).await?;
            if held {
                store::channels::record_error(&tx, channel.id, Half::Sending, Trouble::NeedsAdmin, &reason)
                    .await?;
            }
            held
        }
    };
    if held {
        tx.commit().await
    } else {
        tracing::warn!(parcel = ?row.cargo(), attempt = row.attempt_no, outcome = %outcome_word,
            "a late result of an old attempt was refused");
        tx.rollback().await
    }
}

/// A handed-over attempt without a result: nobody knows.
pub async fn give_up_in_doubt(tx: &Tx, row: &outbox::Model) -> Result<(), DbErr> {
    let reason = "the process ended while the message was being handed over";
    if store::outbox::finish(tx, row).await? {
        tracing::warn!(parcel = ?row.cargo(), "nobody knows whether a message arrived: {reason}");
        parcel::advance(tx, row, None, DeliveryState::Unknown, None, Some(reason)).await?;
    }
    Ok(())
}

/// Recipients of this attempt, lower case, each once.
fn recipients(message: &Outbound) -> Vec<String> {
    let done: HashSet<String> = message.done.iter().map(|done| done.to_lowercase()).collect();
    let mut seen = HashSet::new();
    let all = message.to.iter().chain(&message.cc).chain(&message.bcc);
    all.map(|party| party.address.to_lowercase())
        .filter(|address| !done.contains(address) && seen.insert(address.clone()))
        .collect()
}

async fn accepted_by(
    tx: &Tx,
    channel: &channels::Model,
    row: &outbox::Model,
    message: &Outbound,
    accepted: Accepted,
) -> Result<bool, DbErr> {
    let mut again = false;
    for recipient in recipients(message) {
        let refusal = accepted
            .refused
            .iter()
            .find(|one| one.recipient.eq_ignore_ascii_case(&recipient));
        match refusal {
            Some(refused) if refused.temporary => again = true,
            Some(refused) => fail_one(tx, row, refused).await?,
            None => {
                let words = Some(accepted.response.as_str());
                parcel::advance(tx, row, Some(&recipient), DeliveryState::Sent, None, words).await?;
            }
        }
    }
    let stale = channel.last_ok_at.is_none_or(|at| tx.now() - at > OK_EVERY);
    if stale || channel.last_error.is_some() {
        store::channels::record_ok(tx, channel.id, Half::Sending).await?;
    }
    if again {
        let reason = accepted
            .refused
            .iter()
            .find(|one| one.temporary)
            .map(|one| one.reason.clone());
        return back_off(tx, row, message, &reason.unwrap_or_default()).await;
    }
    store::outbox::finish(tx, row).await
}

async fn fail_one(tx: &Tx, row: &outbox::Model, refused: &Refused) -> Result<(), DbErr> {
    let recipient = refused.recipient.to_lowercase();
    parcel::advance(
        tx,
        row,
        Some(&recipient),
        DeliveryState::Failed,
        refused.code.as_deref(),
        Some(&refused.reason),
    )
    .await?;
    Ok(())
}

/// Refused for good; recipients refused only for now are tried again.
async fn rejected(
    tx: &Tx,
    row: &outbox::Model,
    message: &Outbound,
    reason: &str,
    code: Option<&str>,
    refused: &[Refused],
) -> Result<bool, DbErr> {
    for one in refused.iter().filter(|one| !one.temporary) {
        fail_one(tx, row, one).await?;
    }
    if refused.iter().any(|one| one.temporary) {
        return back_off(tx, row, message, reason).await;
    }
    end(tx, row, message, DeliveryState::Failed, code, reason).await
}

/// The last word on every recipient that has none yet.
async fn end(
    tx: &Tx,
    row: &outbox::Model,
    message: &Outbound,
    state: DeliveryState,
    code: Option<&str>,
    reason: &str,
) -> Result<bool, DbErr> {
    let open = recipients(message);
    for recipient in &open {
        parcel::advance(tx, row, Some(recipient), state, code, Some(reason)).await?;
    }
    if open.is_empty() {
        parcel::advance(tx, row, None, state, code, Some(reason)).await?;
    }
    store::outbox::finish(tx, row).await
}

/// The next attempt by the schedule.
async fn back_off(tx: &Tx, row: &outbox::Model, message: &Outbound, reason: &str) -> Result<bool, DbErr> {
    let step = usize::try_from(row.attempts)
        .unwrap_or_default()
        .min(PAUSES.len() - 1);
    later(
        tx,
        row,
        message,
        Duration::minutes(PAUSES[step]),
        row.attempts + 1,
        reason,
    )
    .await
}

/// Another attempt after `pause`, unless it has been tried for too long.
async fn later(
    tx: &Tx,
    row: &outbox::Model,
    message: &Outbound,
    pause: Duration,
    attempts: i32,
    reason: &str,
) -> Result<bool, DbErr> {
    let tried_for = row
        .first_tried_at
        .map_or(Duration::zero(), |first| tx.now() - first);
    if tried_for >= GIVE_UP_AFTER {
        let words = format!("given up after 48 hours: {reason}");
        return end(tx, row, message, DeliveryState::Failed, None, &words).await;
    }
    let due = tx.now() + pause;
    let held = store::outbox::put_back(tx, row, due, attempts, reason).await?;
    if held {
        let words = if tried_for >= DELAYED_AFTER {
            format!("delayed: {reason}")
        } else {
            format!("will be tried again: {reason}")
        };
        parcel::delay(tx, row, &words).await?;
    }
    Ok(held)
}
