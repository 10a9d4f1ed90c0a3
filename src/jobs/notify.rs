//! Mails the notices that nobody read in the browser.

use sea_orm::DbErr;

use crate::app::App;
use crate::desk::agent_notice;

/// One bounded batch; how many notices there were. Safe to run at any time, and twice.
pub async fn run_once(app: &App) -> Result<usize, DbErr> {
    let tx = app.store.write().await?;
    let count = agent_notice::mail_due(app, &tx).await?;
    tx.commit().await?;
    Ok(count)
}
