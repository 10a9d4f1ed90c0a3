//! Takes away what has served its time: kept answers, ended sessions, used links, old notices, lost devices.

use chrono::Duration;
use sea_orm::DbErr;

use crate::access::sessions;
use crate::app::App;
use crate::store::{agent_mails, bells, idempotency, invitations, push_subscriptions};

/// Rows of each kind in one round.
const BATCH: u64 = 500;
/// Notices to agents repeat what a ticket says; after this long nobody asks what became of one.
const NOTICES_KEPT: Duration = Duration::days(30);

/// One bounded round; how many rows went. Safe to run at any time, and twice.
pub async fn run_once(app: &App) -> Result<usize, DbErr> {
    let tx = app.store.write().await?;
    // A browser says that it is there whenever its owner is; nobody is told for longer than a session can last.
    let unseen = Duration::days(i64::try_from(app.config.security.session_days).unwrap_or(30));
    let swept = idempotency::sweep(&tx, BATCH).await?
        + sessions::sweep(app, &tx, BATCH).await?
        + invitations::delete_ended(&tx, BATCH).await?
        + agent_mails::delete_old(&tx, tx.now() - NOTICES_KEPT, BATCH).await?
        + bells::delete_old(&tx, BATCH).await?
        + push_subscriptions::delete_stale(&tx, tx.now() - unseen, BATCH).await?;
    tx.commit().await?;
    Ok(usize::try_from(swept).unwrap_or(usize::MAX))
}
