//! Tells of tickets that have waited too long for an answer.

use sea_orm::DbErr;

use crate::app::App;
use crate::desk::waiting;

/// One bounded batch; how many tickets there were. Safe to run at any time, and twice.
pub async fn run_once(app: &App) -> Result<usize, DbErr> {
    let tx = app.store.write().await?;
    let count = waiting::tell_due(&tx).await?;
    tx.commit().await?;
    Ok(count)
}
