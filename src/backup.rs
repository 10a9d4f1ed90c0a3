//! Backup and restore: a consistent copy of database, blobs and key, taken while the hub runs.
//!
//! The order makes it consistent: the database snapshot comes first, and a blob is always durable before a row names it,
//! so every blob of the snapshot is there to copy. Blobs never change, so a second backup into the same folder copies
//! only new ones.

mod dump;
mod restore;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::app::App;
use crate::blobs::{BlobError, Blobs};
use crate::config::BlobsConfig;
use crate::store::StoreError;

pub use restore::restore;

/// What a backup holds; `backup.json` in its folder. Written last: without it the folder is no backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the binary that wrote it.
    pub version: String,
    pub taken_at: DateTime<Utc>,
    pub database: DatabaseKind,
    /// File in the folder, and its SHA-256.
    pub database_file: String,
    pub database_sha256: String,
    pub blobs: u64,
    pub blob_bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKind {
    Sqlite,
    Postgres,
}

#[derive(Debug, Error)]
pub enum BackupError {
    #[error("failed to use {path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
    #[error("failed to read backup.json: {0}")]
    Manifest(#[from] serde_json::Error),
    #[error("failed to run {program}: {reason}")]
    Tool { program: &'static str, reason: String },
    #[error("{0}")]
    Refused(String),
}

/// Copies everything into `folder`. `progress` is told (blobs done, blobs in all).
pub async fn backup(
    app: &App,
    folder: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Manifest, BackupError> {
    let at = |source| BackupError::File {
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(at)?;
    // A folder in the middle of a new backup must not pass for the old one.
    match std::fs::remove_file(folder.join("backup.json")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(at(error)),
        _ => {}
    }
    let (database, database_file) = dump::database(app, folder).await?;
    dump::key(app, folder)?;
    let target = Blobs::open(&BlobsConfig::default(), folder)?;
    let all: Vec<String> = app.blobs.hashes().try_collect().await?;
    let mut blob_bytes = 0;
    for (done, hash) in all.iter().enumerate() {
        blob_bytes += copy_blob(&app.blobs, &target, hash).await?;
        progress(done as u64 + 1, all.len() as u64);
    }
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").into(),
        taken_at: app.clock.now(),
        database,
        database_sha256: file_hash(&folder.join(&database_file))?,
        database_file,
        blobs: all.len() as u64,
        blob_bytes,
    };
    dump::write_durably(
        &folder.join("backup.json"),
        &serde_json::to_vec_pretty(&manifest)?,
    )?;
    Ok(manifest)
}

/// Copies one blob unless it is there; gives its size. What was damaged on the way in is not passed on silently.
async fn copy_blob(from: &Blobs, to: &Blobs, hash: &str) -> Result<u64, BackupError> {
    if let Some(size) = to.size(hash).await? {
        return Ok(size);
    }
    let bytes = from.get(hash).await?;
    let size = bytes.len() as u64;
    let stored = to.put(bytes).await?;
    if stored.hash != hash {
        return Err(BackupError::Refused(format!(
            "blob {hash} is damaged: its content has the hash {}",
            stored.hash
        )));
    }
    Ok(size)
}

fn file_hash(path: &Path) -> Result<String, BackupError> {
    use sha2::Digest;
    let failed = |source| BackupError::File {
        path: path.to_owned(),
        source,
    };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut digest = sha2::Sha256::new();
    std::io::copy(&mut file, &mut HashWriter(&mut digest)).map_err(failed)?;
    Ok(crate::keys::hex(&digest.finalize()))
}

struct HashWriter<'a>(&'a mut sha2::Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        sha2::Digest::update(self.0, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
