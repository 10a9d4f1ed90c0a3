//! Raw first: bytes and files are durable in the blob store before any row names them.

use bytes::Bytes;
use centralino_channels::event::{Event, Incoming};
use futures::stream::{self, StreamExt, TryStreamExt};

use super::IntakeError;
use crate::app::App;
use crate::blobs::Stored;

/// Blobs written at the same time: each waits for the disk, and the disk takes many at once.
const AT_ONCE: usize = 16;

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
    stream::iter(
        incoming
            .into_iter()
            .map(|incoming| keep_one(app.clone(), incoming)),
    )
    .buffered(AT_ONCE)
    .try_collect()
    .await
}

async fn keep_one(app: App, incoming: Incoming) -> Result<Item, IntakeError> {
    let raw = app.blobs.put(incoming.raw.clone()).await?;
    let mut files = Vec::new();
    for bytes in files_of(&incoming) {
        files.push(app.blobs.put(bytes).await?);
    }
    Ok(Item { incoming, raw, files })
}

fn files_of(incoming: &Incoming) -> Vec<Bytes> {
    match &incoming.event {
        Event::Message(mail) => mail.attachments.iter().map(|file| file.bytes.clone()).collect(),
        Event::Receipt(_) | Event::Unreadable(_) => Vec::new(),
    }
}
