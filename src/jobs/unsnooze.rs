//! Wakes snoozed tickets whose time has come.

use crate::app::App;
use crate::desk::error::DeskError;
use crate::desk::snooze;

/// One bounded batch; how many tickets woke. Safe to run at any time, and twice.
pub async fn run_once(app: &App) -> Result<usize, DeskError> {
    let tx = app.store.write().await?;
    let count = snooze::wake_due(&tx).await?;
    tx.commit().await?;
    Ok(count)
}
