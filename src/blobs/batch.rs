//! Many blobs made durable together: on a disk two syncs for all of them instead of several for each.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::stream::{self, StreamExt, TryStreamExt};

use super::{BlobError, Blobs, Stored};

/// Fewer are written one by one, each with its own sync.
const FEW: usize = 8;
/// Blobs written at the same time where each goes by itself.
const AT_ONCE: usize = 16;

impl Blobs {
    /// Stores all of them, in their order; durable on return. The same content is stored once.
    pub async fn put_all(&self, all: Vec<Bytes>) -> Result<Vec<Stored>, BlobError> {
        match &self.folder {
            Some(folder) if all.len() >= FEW && cfg!(target_os = "linux") => {
                let folder = folder.clone();
                tokio::task::spawn_blocking(move || write_all(&folder, &all))
                    .await
                    .map_err(io::Error::other)
                    .and_then(|written| written)
                    .map_err(BlobError::Sync)
            }
            _ => {
                stream::iter(all.into_iter().map(|bytes| self.put(bytes)))
                    .buffered(AT_ONCE)
                    .try_collect()
                    .await
            }
        }
    }
}

impl Blobs {
    /// Makes the name of a blob that somebody else stored durable: they may not have come so far.
    pub(super) async fn settle(&self, hash: &str) -> Result<(), BlobError> {
        let Some(folder) = self.folder.as_ref().filter(|_| cfg!(unix)) else {
            return Ok(());
        };
        let path = folder.join(super::relative(hash));
        tokio::task::spawn_blocking(move || {
            let mut folders = path.ancestors().skip(1).take(3);
            folders.try_for_each(|folder| fs::File::open(folder)?.sync_all())
        })
        .await
        .map_err(io::Error::other)
        .and_then(|synced| synced)
        .map_err(BlobError::Sync)
    }
}

/// Content first, names second: a name that survives a power cut never stands for half a file.
fn write_all(folder: &Path, all: &[Bytes]) -> io::Result<Vec<Stored>> {
    let stored: Vec<Stored> = all.iter().map(|bytes| Stored::of(bytes)).collect();
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let result = stage(folder, all, &stored, &mut staged)
        .and_then(|()| sync(folder))
        .and_then(|()| staged.iter().try_for_each(|(from, to)| fs::rename(from, to)))
        // Also for what was there already: its name may be another batch's, not yet synced.
        .and_then(|()| sync(folder));
    if result.is_err() {
        for (from, _) in staged {
            // Some have their name already; the rest must not pile up.
            let _ = fs::remove_file(from);
        }
    }
    result.map(|()| stored)
}

fn stage(
    folder: &Path,
    all: &[Bytes],
    stored: &[Stored],
    staged: &mut Vec<(PathBuf, PathBuf)>,
) -> io::Result<()> {
    for (bytes, stored) in all.iter().zip(stored) {
        let to = folder.join(super::relative(&stored.hash));
        if to.try_exists()? {
            continue;
        }
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        // A number after # marks an unfinished file for the object store, which leaves it out of its lists.
        let from = to.with_file_name(format!("{}#{}", stored.hash, rand::random::<u64>()));
        staged.push((from.clone(), to));
        fs::write(from, bytes)?;
    }
    Ok(())
}

/// Everything written to the file system that holds `folder` is on the disk; reports what could not be written (Linux
/// 5.8 and later, syncfs(2)).
#[cfg(target_os = "linux")]
fn sync(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(fs::File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync(_: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::BlobsConfig;

    #[tokio::test]
    async fn a_batch_is_stored_whole_and_once() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&BlobsConfig::default(), dir.path()).unwrap();
        let single = blobs.put(Bytes::from_static(b"blob 3")).await.unwrap();
        let all: Vec<Bytes> = (0..20).map(|n| Bytes::from(format!("blob {}", n % 10))).collect();
        let stored = blobs.put_all(all.clone()).await.unwrap();
        assert_eq!(stored[3], single);
        assert_eq!(stored[3], stored[13]);
        for (bytes, stored) in all.iter().zip(&stored) {
            assert_eq!(&blobs.get(&stored.hash).await.unwrap(), bytes);
        }
        let names: Vec<String> = blobs.hashes().try_collect().await.unwrap();
        assert_eq!(names.len(), 10);
    }
}
