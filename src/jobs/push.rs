//! Push messages: notices become one for each device, and each is handed to its push service.

use std::time::Duration as StdDuration;

use chrono::Duration;
use sea_orm::DbErr;
use tokio::task::JoinSet;

use crate::app::App;
use crate::desk::agent_push::{self, Told};
use crate::push::deliver::{self, Device, Envelope, Sender, Verdict};
use crate::store::entity::{push_messages, push_subscriptions};
use crate::store::{self, Tx};

/// Messages handed over at the same time.
const AT_ONCE: u64 = 32;
/// An attempt ends long before; whoever holds it longer is dead.
const LEASE: Duration = Duration::seconds(60);
/// For how long a service keeps a message for a device that is away: an afternoon.
const LIVES: StdDuration = StdDuration::from_secs(4 * 3600);
/// Minutes between attempts; after the last one the message is given up: the bell still has it.
const PAUSES: [i64; 5] = [1, 2, 5, 15, 60];

/// One bounded round; how many notices and messages were handled. Safe to run at any time, and twice: a message that is
/// sent again replaces itself on the device, both carry the same tag.
pub async fn run_once(app: &App) -> Result<usize, DbErr> {
    let tx = app.store.write().await?;
    let notices = agent_push::queue_due(app, &tx).await?;
    let claimed = store::push_messages::claim(&tx, AT_ONCE, LEASE).await?;
    if notices > 0 || !claimed.is_empty() {
        tx.commit().await?;
    }
    let handled = notices + claimed.len();
    let mut attempts = JoinSet::new();
    for row in claimed {
        let app = app.clone();
        attempts.spawn(async move { attempt(&app, &row).await });
    }
    while let Some(ended) = attempts.join_next().await {
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::error!(%error, "a push message failed in the house; its lease will lapse")
            }
            Err(error) => tracing::error!(%error, "sending a push message panicked"),
        }
    }
    Ok(handled)
}

async fn attempt(app: &App, row: &push_messages::Model) -> Result<(), DbErr> {
    let device = store::push_subscriptions::by_id(app.store.read(), row.subscription_id).await?;
    let told = match &device {
        Some(device) => agent_push::load(app, row, device).await?,
        None => None,
    };
    let (Some(device), Some(told)) = (device, told) else {
        let tx = app.store.write().await?;
        store::push_messages::finish(&tx, row).await?;
        return tx.commit().await;
    };
    let verdict = send(app, &device, &told).await;
    let tx = app.store.write().await?;
    settle(&tx, row, &device, verdict).await?;
    tx.commit().await
}

async fn send(app: &App, device: &push_subscriptions::Model, told: &Told) -> Verdict {
    let subject = app.config.push_subject();
    let from = Sender {
        keys: &app.keys,
        subject: subject.as_deref(),
        private_too: app.config.security.allow_private_addresses,
    };
    let to = Device {
        endpoint: &device.endpoint,
        p256dh: &device.p256dh,
        auth: &device.auth,
        server_key: &device.server_key,
    };
    let envelope = Envelope {
        lives: LIVES,
        topic: &told.topic,
        urgent: told.urgent,
    };
    deliver::deliver(&from, &to, &envelope, &told.message, app.clock.now()).await
}

async fn settle(
    tx: &Tx,
    row: &push_messages::Model,
    device: &push_subscriptions::Model,
    verdict: Verdict,
) -> Result<(), DbErr> {
    match verdict {
        Verdict::Taken => {
            store::push_subscriptions::note_ok(tx, device.id).await?;
            store::push_messages::finish(tx, row).await
        }
        Verdict::Gone => {
            tracing::info!(device = %device.id, user = %device.user_id, "a device takes no push messages any more");
            store::push_subscriptions::delete(tx, device).await
        }
        Verdict::Refused(reason) => {
            tracing::warn!(device = %device.id, %reason, "a push message was refused");
            store::push_subscriptions::note_trouble(tx, device.id, &reason).await?;
            store::push_messages::finish(tx, row).await
        }
        Verdict::Later(wait, reason) => {
            store::push_subscriptions::note_trouble(tx, device.id, &reason).await?;
            let tried = usize::try_from(row.attempts).unwrap_or(usize::MAX);
            let Some(minutes) = PAUSES.get(tried) else {
                tracing::warn!(device = %device.id, %reason, "a push message was given up");
                return store::push_messages::finish(tx, row).await;
            };
            let asked = wait.and_then(|wait| Duration::from_std(wait).ok());
            let pause = Duration::minutes(*minutes).max(asked.unwrap_or_default());
            store::push_messages::put_back(tx, row, tx.now() + pause).await
        }
    }
}
