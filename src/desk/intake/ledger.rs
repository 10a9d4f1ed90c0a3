//! One transaction of the intake: for each item a ledger row and what it led to, then the cursors.

use std::panic::AssertUnwindSafe;

use centralino_channels::event::{Event, Incoming};
use futures::FutureExt;
use sea_orm::DbErr;
use uuid::Uuid;

use super::arrival::Outcome;
use super::group::Job;
use super::raw::Item;
use super::{Filed, IntakeSource, copies, filing};
use crate::app::App;
use crate::desk::ours::Ours;
use crate::live::Notice;
use crate::store::entity::channels;
use crate::store::entity::intake::{IntakeState, Model};
use crate::store::failure::{self, Failure};
use crate::store::{self, Tx};

/// Writes all jobs and their cursors, or nothing. An error is the database's, never an item's.
pub(super) async fn write(app: &App, jobs: &[Job]) -> Result<Vec<Vec<Filed>>, DbErr> {
    let tx = app.store.write().await?;
    let ours = Ours::load(&tx).await?;
    let mut all = Vec::with_capacity(jobs.len());
    for job in jobs {
        let mut filed = Vec::with_capacity(job.items.len());
        for item in &job.items {
            filed.push(write_item(&tx, app, &ours, job, item).await?);
        }
        if let Some((stream, cursor)) = &job.cursor {
            store::cursors::save(&tx, job.channel.id, stream, &cursor.0).await?;
        }
        all.push(filed);
    }
    tx.commit().await?;
    Ok(all)
}

async fn write_item(tx: &Tx, app: &App, ours: &Ours, job: &Job, item: &Item) -> Result<Filed, DbErr> {
    let (channel, incoming) = (&job.channel, &item.incoming);
    if let Some(row) = store::intake::find(tx, channel.id, &incoming.external_id).await? {
        return Ok(filed(&row, true));
    }
    let outcome = file_apart(tx, app, ours, channel, job.source, item).await?;
    store::attachments::remember_blob(tx, &item.raw).await?;
    let row = new_row(tx, channel.id, job.source, item, &outcome);
    let result = filed(&row, outcome.duplicate);
    if row.state == IntakeState::Failed {
        tracing::warn!(intake = %row.id, channel = %channel.name, reason = row.reason, "could not be filed");
        tx.notify(Notice::Intake);
    }
    store::intake::insert(tx, row).await?;
    Ok(result)
}

/// Files the item in a savepoint. What cannot be filed, or panics, leaves nothing behind but its reason.
pub(super) async fn file_apart(
    tx: &Tx,
    app: &App,
    ours: &Ours,
    channel: &channels::Model,
    source: IntakeSource,
    item: &Item,
) -> Result<Outcome, DbErr> {
    let mut again = false;
    loop {
        let apart = tx.savepoint().await?;
        let filing = filing::file(&apart, app, ours, channel, source, item);
        let error = match AssertUnwindSafe(filing).catch_unwind().await {
            Ok(Ok(outcome)) => {
                apart.merge_into(tx).await?;
                return Ok(outcome);
            }
            Ok(Err(error)) => error,
            Err(_) => {
                apart.rollback().await?;
                return Ok(Outcome::failed("the hub broke down over it"));
            }
        };
        apart.rollback().await?;
        match failure::kind(&error) {
            // Another process was quicker with the same thing; a second look sees what it wrote.
            Failure::Taken if !again => again = true,
            Failure::Taken | Failure::Data => {
                return Ok(Outcome::failed(format!("it cannot be stored: {error}")));
            }
            Failure::Contention | Failure::Unavailable => return Err(error),
        }
    }
}

pub(super) fn filed(row: &Model, duplicate: bool) -> Filed {
    Filed {
        intake_id: row.id,
        state: row.state,
        reason: row.reason.clone(),
        ticket_id: row.ticket_id,
        message_id: row.message_id,
        duplicate,
    }
}

fn new_row(tx: &Tx, channel_id: Uuid, source: IntakeSource, item: &Item, outcome: &Outcome) -> Model {
    let incoming = &item.incoming;
    let (subject, sender) = headline(incoming);
    Model {
        id: tx.id(),
        channel_id,
        external_id: incoming.external_id.clone(),
        source,
        received_at: incoming.received_at,
        raw_hash: item.raw.hash.clone(),
        raw_size: item.raw.size,
        state: outcome.state,
        reason: outcome.reason.clone(),
        subject,
        sender,
        reference_id: copies::reference_id(&incoming.event, &item.raw),
        content_hash: copies::content_hash(&incoming.event, &item.raw, &item.files),
        message_id: outcome.message_id,
        ticket_id: outcome.ticket_id,
        attempts: 1,
        handled_by: None,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// Subject and sender, for the list of an administrator.
fn headline(incoming: &Incoming) -> (Option<String>, Option<String>) {
    let (subject, sender) = match &incoming.event {
        Event::Message(mail) => (mail.subject.clone(), Some(mail.author.address.clone())),
        Event::Receipt(_) => (None, None),
        Event::Unreadable(unreadable) => (unreadable.subject.clone(), unreadable.from.clone()),
    };
    let short = |text: String| text.chars().filter(|c| *c != '\0').take(500).collect::<String>();
    (subject.map(short), sender.map(short))
}
