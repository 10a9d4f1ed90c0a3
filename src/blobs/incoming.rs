//! A blob whose bytes come little by little: large ones go to the store while they come, so that memory holds a part.

use bytes::{Bytes, BytesMut};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{BlobError, Blobs, Stored};
use crate::keys::hex;

/// Bytes gathered before they go to the store; S3 takes no smaller parts.
const PART: usize = 5 * 1024 * 1024;

/// A blob on its way. Dropping it leaves nothing behind on disk; [`Incoming::abandon`] also tidies a remote store.
pub struct Incoming<'a> {
    blobs: &'a Blobs,
    /// Where its parts are until its name is known.
    place: Path,
    parts: Option<Box<dyn MultipartUpload>>,
    gathered: BytesMut,
    digest: Sha256,
    size: usize,
}

impl Blobs {
    /// Begins a blob; `id` tells it from others that come at the same time.
    pub fn begin(&self, id: Uuid) -> Incoming<'_> {
        Incoming {
            blobs: self,
            place: Path::from(format!("{}incoming/{id}", self.prefix)),
            parts: None,
            gathered: BytesMut::new(),
            digest: Sha256::new(),
            size: 0,
        }
    }
}

impl Incoming<'_> {
    /// Bytes taken so far.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Takes the next bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.digest.update(bytes);
        self.size += bytes.len();
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PART {
            self.send_part().await?;
        }
        Ok(())
    }

    /// Durable on return, under the name of its content; the same content is stored once.
    pub async fn finish(mut self) -> Result<Stored, BlobError> {
        if self.parts.is_none() {
            return self.blobs.put(self.gathered.freeze()).await;
        }
        if !self.gathered.is_empty() {
            self.send_part().await?;
        }
        if let Some(parts) = &mut self.parts {
            parts.complete().await?;
        }
        let stored = Stored {
            hash: hex(&self.digest.finalize()),
            size: i64::try_from(self.size).unwrap_or(i64::MAX),
        };
        let store = &self.blobs.store;
        if self.blobs.size(&stored.hash).await?.is_some() {
            store.delete(&self.place).await?;
            self.blobs.settle(&stored.hash).await?;
        } else {
            store.rename(&self.place, &self.blobs.path(&stored.hash)).await?;
        }
        Ok(stored)
    }

    /// Takes back what was sent so far.
    pub async fn abandon(mut self) {
        if let Some(parts) = &mut self.parts
            && let Err(error) = parts.abort().await
        {
            tracing::warn!(%error, "failed to take an unfinished upload back");
        }
    }

    async fn send_part(&mut self) -> Result<(), BlobError> {
        let part: Bytes = self.gathered.split().freeze();
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => none.insert(self.blobs.store.put_multipart(&self.place).await?),
        };
        Ok(parts.put_part(PutPayload::from(part)).await?)
    }
}
