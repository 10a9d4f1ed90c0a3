//! Hears what other processes changed (a mail from the pipe, a user disabled on the command line) and tells the live
//! connections of this one.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::JobError;
use crate::app::App;
use crate::live::Notice;
use crate::store::bells;

/// One small read each time.
const LOOK: Duration = Duration::from_millis(500);

/// Listens until the shutdown. What was rung before is old news: who connects fetches everything.
pub async fn run(app: App, shutdown: CancellationToken) -> Result<(), JobError> {
    let mut heard: HashSet<Uuid> = bells::recent(app.store.read())
        .await?
        .iter()
        .map(|bell| bell.id)
        .collect();
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = sleep(LOOK) => {}
        }
        // All rows that are left and not only those with greater ids: a transaction may end later than one begun after it.
        let rows = bells::recent(app.store.read()).await?;
        for bell in rows.iter().rev().filter(|bell| !heard.contains(&bell.id)) {
            match serde_json::from_value::<Vec<Notice>>(bell.notices.clone()) {
                Ok(notices) => app.live.publish(notices),
                Err(error) => tracing::warn!(%error, "a newer version left a notice that is not understood"),
            }
        }
        heard = rows.into_iter().map(|bell| bell.id).collect();
    }
}
