//! Numbers that are read from the tables when somebody asks.

use metrics::gauge;

use crate::app::App;

/// Sets the gauges: what waits in the outbox, what failed on the way in, which channels are in trouble.
pub async fn measure(app: &App) {
    match app.store.queue_depths().await {
        Ok(depths) => {
            gauge!("centralino_outbox_waiting").set(depths.outbox_waiting as f64);
            gauge!("centralino_outbox_overdue").set(depths.outbox_overdue as f64);
            gauge!("centralino_intake_failed").set(depths.intake_failed as f64);
            gauge!("centralino_channels_in_error").set(depths.channels_in_error as f64);
        }
        Err(error) => tracing::warn!(%error, "failed to read the queue depths"),
    }
}
