//! Files by their content: written once, named by their SHA-256, on disk or in S3.

mod batch;
mod incoming;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::config::BlobsConfig;
use crate::keys::hex;
pub use incoming::Incoming;

#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    /// Where the files lie when they lie on a disk.
    folder: Option<PathBuf>,
}

#[derive(Debug, Error)]
pub enum BlobError {
    #[error("failed to use the blob store: {0}")]
    Store(#[from] object_store::Error),
    #[error("failed to prepare the blob folder {path}: {source}")]
    Folder { path: String, source: std::io::Error },
    #[error("failed to make blobs durable: {0}")]
    Sync(std::io::Error),
    #[error("failed to read blobs.url: {0}")]
    Url(String),
}

/// A blob's name and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256, lower-case hex.
    pub hash: String,
    /// Bytes.
    pub size: i64,
}

impl Stored {
    fn of(bytes: &[u8]) -> Self {
        Self {
            hash: hash(bytes),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        }
    }
}

impl Blobs {
    /// Opens the store of `config`; by default `blobs/` in `data_dir`, fsynced on every write.
    pub fn open(config: &BlobsConfig, data_dir: &Path) -> Result<Self, BlobError> {
        match &config.url {
            None => {
                let path = data_dir.join("blobs");
                std::fs::create_dir_all(&path).map_err(|source| BlobError::Folder {
                    path: path.display().to_string(),
                    source,
                })?;
                let disk = LocalFileSystem::new_with_prefix(&path)?.with_fsync(true);
                Ok(Self {
                    store: Arc::new(disk),
                    prefix: String::new(),
                    folder: Some(path),
                })
            }
            Some(url) => {
                let options = std::env::vars().filter_map(|(key, value)| {
                    let key = key.to_ascii_lowercase();
                    key.starts_with("aws_").then_some((key, value))
                });
                let (store, prefix) = object_store::parse_url_opts(url, options)
                    .map_err(|error| BlobError::Url(error.to_string()))?;
                Ok(Self {
                    store: Arc::from(store),
                    prefix: format!("{prefix}/"),
                    folder: None,
                })
            }
        }
    }

    /// Stores the bytes, durable on return. The same content is stored once.
    pub async fn put(&self, bytes: Bytes) -> Result<Stored, BlobError> {
        let stored = Stored::of(&bytes);
        let options = PutOptions {
            mode: PutMode::Create,
            ..Default::default()
        };
        match self
            .store
            .put_opts(&self.path(&stored.hash), PutPayload::from(bytes), options)
            .await
        {
            Ok(_) => Ok(stored),
            Err(object_store::Error::AlreadyExists { .. }) => {
                self.settle(&stored.hash).await?;
                Ok(stored)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The whole blob.
    pub async fn get(&self, hash: &str) -> Result<Bytes, BlobError> {
        Ok(self.store.get(&self.path(hash)).await?.bytes().await?)
    }

    /// Bytes `from..to` of a blob.
    pub async fn range(&self, hash: &str, from: u64, to: u64) -> Result<Bytes, BlobError> {
        Ok(self.store.get_range(&self.path(hash), from..to).await?)
    }

    /// Bytes of a blob, or none when it is not there.
    pub async fn size(&self, hash: &str) -> Result<Option<u64>, BlobError> {
        match self.store.head(&self.path(hash)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Names of all blobs, in no order.
    pub fn hashes(&self) -> impl Stream<Item = Result<String, BlobError>> + '_ {
        let prefix = (!self.prefix.is_empty()).then(|| object_store::path::Path::from(self.prefix.as_str()));
        self.store
            .list(prefix.as_ref())
            .map_err(BlobError::from)
            .try_filter_map(|found| async move {
                let name = found.location.filename();
                // What is still coming in has another name.
                Ok(name.filter(|name| is_hash(name)).map(str::to_owned))
            })
    }

    fn path(&self, hash: &str) -> object_store::path::Path {
        object_store::path::Path::from(format!("{}{}", self.prefix, relative(hash)))
    }
}

/// Where a blob lies. Two levels of folders keep each one small.
fn relative(hash: &str) -> String {
    let (a, b) = (hash.get(0..2).unwrap_or("xx"), hash.get(2..4).unwrap_or("xx"));
    format!("{a}/{b}/{hash}")
}

fn is_hash(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// SHA-256 in lower-case hex.
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_same_content_is_stored_once() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&BlobsConfig::default(), dir.path()).unwrap();
        let first = blobs.put(Bytes::from_static(b"hello")).await.unwrap();
        let second = blobs.put(Bytes::from_static(b"hello")).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(blobs.get(&first.hash).await.unwrap(), "hello");
        assert_eq!(blobs.range(&first.hash, 1, 3).await.unwrap(), "el");
        assert_eq!(blobs.size(&first.hash).await.unwrap(), Some(5));
        assert_eq!(blobs.size(&hash(b"other")).await.unwrap(), None);
    }
}
