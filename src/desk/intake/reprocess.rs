//! Second chances: a row that failed is filed again from its raw bytes, or discarded with a reason.

use bytes::Bytes;
use centralino_channels::event::{Event, Incoming};
use uuid::Uuid;

use super::raw::{self, Item};
use super::{Filed, IntakeError, IntakeState, ledger};
use crate::app::App;
use crate::desk::ours::Ours;
use crate::live::Notice;
use crate::store;

/// Files a failed row again. `event` is what its channel reads in the raw bytes now; `by` the user who asked, if any.
pub async fn reprocess(
    app: &App,
    intake_id: Uuid,
    raw: Bytes,
    event: Event,
    by: Option<Uuid>,
) -> Result<Filed, IntakeError> {
    let row = store::intake::by_id(app.store.read(), intake_id)
        .await?
        .ok_or(IntakeError::NotFailed)?;
    let incoming = Incoming {
        external_id: row.external_id.clone(),
        raw,
        received_at: row.received_at,
        event,
    };
    let mut items = raw::keep(app, vec![incoming]).await?;
    let item: Item = items.pop().ok_or(IntakeError::NotFailed)?;
    let tx = app.store.write().await?;
    let mut row = store::intake::lock(&tx, intake_id)
        .await?
        .filter(|row| row.state == IntakeState::Failed)
        .ok_or(IntakeError::NotFailed)?;
    let ours = Ours::load(&tx).await?;
    let channel = ours.by_id(row.channel_id).ok_or(IntakeError::NotFailed)?;
    let outcome = ledger::file_apart(&tx, app, &ours, channel, row.source, &item).await?;
    row.attempts += 1;
    row.state = outcome.state;
    row.reason = outcome.reason;
    row.message_id = outcome.message_id;
    row.ticket_id = outcome.ticket_id;
    row.handled_by = by;
    row.reference_id = super::copies::reference_id(&item.incoming.event, &item.raw);
    row.content_hash = super::copies::content_hash(&item.incoming.event, &item.raw, &item.files);
    let row = store::intake::save(&tx, row).await?;
    tx.notify(Notice::Intake);
    tx.commit().await?;
    Ok(ledger::filed(&row, outcome.duplicate))
}

/// Takes a failed row off the list, for good and with a reason. Its raw bytes stay.
pub async fn discard(app: &App, intake_id: Uuid, reason: &str, by: Uuid) -> Result<Filed, IntakeError> {
    let tx = app.store.write().await?;
    let mut row = store::intake::lock(&tx, intake_id)
        .await?
        .filter(|row| row.state == IntakeState::Failed)
        .ok_or(IntakeError::NotFailed)?;
    row.state = IntakeState::Discarded;
    row.reason = Some(reason.to_owned());
    row.handled_by = Some(by);
    let row = store::intake::save(&tx, row).await?;
    tx.notify(Notice::Intake);
    tx.commit().await?;
    Ok(ledger::filed(&row, false))
}
