//! Raw first: bytes and files are durable in the blob store before any row names them.

use bytes::Bytes;
use centralino_channels::event::{Event, Incoming};

use super::IntakeError;
use crate::app::App;
use crate::blobs::Stored;

/// One thing received whose bytes are safe.
#[derive(Debug)]
pub(super) struct Item {
    pub incoming: Incoming,
    pub raw: Stored,
    /// The files of a message, in their order.
    pub files: Vec<Stored>,
}

/// Stores raw bytes and files of everything, keeping the order.
pub(super) async fn keep(app: &App, incoming: Vec<Incoming>) -> Result<Vec<Item>, IntakeError> {
    let mut bytes = Vec::new();
    for incoming in &incoming {
        bytes.push(incoming.raw.clone());
        bytes.extend(files_of(incoming));
    }
    let mut stored = app.blobs.put_all(bytes).await?.into_iter();
    let item = |incoming: Incoming| {
        let raw = stored.next()?;
        let files = stored.by_ref().take(files_of(&incoming).len()).collect();
        Some(Item { incoming, raw, files })
    };
    Ok(incoming.into_iter().map_while(item).collect())
}

fn files_of(incoming: &Incoming) -> Vec<Bytes> {
    match &incoming.event {
        Event::Message(mail) => mail.attachments.iter().map(|file| file.bytes.clone()).collect(),
        Event::Receipt(_) | Event::Unreadable(_) => Vec::new(),
    }
}
