//! Using a canned reply: its words filled in for a ticket, its files as uploads of whoever uses it.

use uuid::Uuid;

use super::fill::{Filled, fill};
use super::values::Values;
use super::variables::Variables;
use super::{require_writer, viewer};
use crate::access::Caller;
use crate::app::App;
use crate::blobs::Stored;
use crate::desk::error::DeskError;
use crate::store::attachments::NewAttachment;
use crate::store::entity::canned_replies::Model;
use crate::store::entity::{attachments as attachment_row, tickets as ticket_row};
use crate::store::{Tx, attachments, canned_files, canned_replies, tickets};

/// Words and files for the composer.
#[derive(Clone, Debug)]
pub struct Taken {
    pub words: Filled,
    pub files: Vec<attachment_row::Model>,
}

/// Takes the reply for a ticket the caller sees, and counts the use.
pub async fn take(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    id: Uuid,
    ticket_id: Uuid,
    channel_id: Option<Uuid>,
) -> Result<Taken, DeskError> {
    let reply = canned_replies::find(tx, viewer(caller), id)
        .await?
        .ok_or(DeskError::NotFound)?;
    let ticket = tickets::find(tx, &caller.scope, ticket_id)
        .await?
        .ok_or(DeskError::NotFound)?;
    require_writer(caller)?;
    on(app, tx, caller, &reply, &ticket, channel_id).await
}

/// Takes a reply that was found for a ticket that was found.
pub async fn on(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    reply: &Model,
    ticket: &ticket_row::Model,
    channel_id: Option<Uuid>,
) -> Result<Taken, DeskError> {
    let variables = Variables::load(tx).await?;
    let values = Values::load(app, tx, caller, Some(ticket), channel_id, &variables).await?;
    let words = fill(&app.templates, &reply.text, reply.html.as_deref(), &values)?;
    let mut files = Vec::new();
    for file in canned_files::of_reply(tx, reply.id).await? {
        let copy = NewAttachment {
            message_id: None,
            uploaded_by: Some(caller.user_id),
            blob: Stored {
                hash: file.blob_hash,
                size: file.size,
            },
            filename: file.filename,
            content_type: file.content_type,
            content_id: None,
            inline: false,
            position: file.position,
        };
        files.push(attachments::insert(tx, copy).await?);
    }
    canned_replies::used(tx, reply.id).await?;
    Ok(Taken { words, files })
}
