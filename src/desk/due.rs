//! When a message goes out: after the undo time, or at the hour the agent chose.

use chrono::{DateTime, Duration, Utc};

use super::error::DeskError;
use crate::app::App;
use crate::store::Tx;

/// Nobody means to send later than this many days ahead.
const LATEST_DAYS: i64 = 366;

/// The moment for `send_at`, never before the undo time is over.
pub fn at(app: &App, tx: &Tx, send_at: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, DeskError> {
    let undo = Duration::seconds(i64::try_from(app.config.desk.undo_seconds).unwrap_or(0));
    let soonest = tx.now() + undo;
    match send_at {
        Some(at) if at > tx.now() + Duration::days(LATEST_DAYS) => {
            Err(DeskError::invalid("/send_at", "is too far away"))
        }
        Some(at) => Ok(at.max(soonest)),
        None => Ok(soonest),
    }
}
