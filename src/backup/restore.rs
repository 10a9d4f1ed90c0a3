//! Bringing a backup back into an empty place.

use std::path::Path;

use futures::TryStreamExt;

use super::{BackupError, DatabaseKind, Manifest, copy_blob, dump, file_hash};
use crate::blobs::Blobs;
use crate::config::{BlobsConfig, Config};

/// Restores `folder` into the places `config` names. Refuses to write over anything that is there, and refuses a backup
/// whose parts do not match its manifest.
pub async fn restore(
    config: &Config,
    folder: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<Manifest, BackupError> {
    let file = folder.join("backup.json");
    let text = std::fs::read(&file).map_err(|source| BackupError::File { path: file, source })?;
    let manifest: Manifest = serde_json::from_slice(&text)?;
    let dump = folder.join(&manifest.database_file);
    if file_hash(&dump)? != manifest.database_sha256 {
        return Err(BackupError::Refused(format!(
            "{} is damaged: its hash differs",
            dump.display()
        )));
    }
    let data_dir = &config.data_dir.0;
    std::fs::create_dir_all(data_dir).map_err(|source| BackupError::File {
        path: data_dir.clone(),
        source,
    })?;
    refuse_if_there(&data_dir.join("secret.key"))?;
    // Blobs first: they are harmless without rows, while rows without blobs are not.
    let from = Blobs::open(&BlobsConfig::default(), folder)?;
    let to = Blobs::open(&config.blobs, data_dir)?;
    let all: Vec<String> = from.hashes().try_collect().await?;
    if (all.len() as u64) < manifest.blobs {
        return Err(BackupError::Refused(format!(
            "{} of {} blobs are there",
            all.len(),
            manifest.blobs
        )));
    }
    for (done, hash) in all.iter().enumerate() {
        copy_blob(&from, &to, hash).await?;
        progress(done as u64 + 1, all.len() as u64);
    }
    restore_database(config, &manifest, &dump).await?;
    let key = folder.join("secret.key");
    if config.security.secret_key.is_none() && key.exists() {
        let bytes = std::fs::read(&key).map_err(|source| BackupError::File { path: key, source })?;
        dump::write_durably(&data_dir.join("secret.key"), &bytes)?;
    }
    Ok(manifest)
}

async fn restore_database(config: &Config, manifest: &Manifest, dump: &Path) -> Result<(), BackupError> {
    let url = config.database.url_in(&config.data_dir.0);
    match (manifest.database, url.strip_prefix("sqlite:")) {
        (DatabaseKind::Sqlite, Some(path)) => {
            let path = Path::new(path.trim_start_matches("//").split('?').next().unwrap_or(path));
            refuse_if_there(path)?;
            let bytes = |source| BackupError::File {
                path: path.to_owned(),
                source,
            };
            let part = path.with_extension("part");
            std::fs::copy(dump, &part).map_err(bytes)?;
            std::fs::File::open(&part)
                .and_then(|file| file.sync_all())
                .map_err(bytes)?;
            std::fs::rename(&part, path).map_err(bytes)
        }
        (DatabaseKind::Postgres, None) => {
            // --exit-on-error and one transaction: a database that is not empty is left as it was.
            let output = tokio::process::Command::new("pg_restore")
                .args([
                    "--no-owner",
                    "--no-privileges",
                    "--exit-on-error",
                    "--single-transaction",
                    "--dbname",
                ])
                .arg(url)
                .arg(dump)
                .output()
                .await
                .map_err(|error| BackupError::Tool {
                    program: "pg_restore",
                    reason: format!("{error}; it comes with the PostgreSQL client package"),
                })?;
            if output.status.success() {
                return Ok(());
            }
            let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(BackupError::Tool {
                program: "pg_restore",
                reason,
            })
        }
        (kind, _) => Err(BackupError::Refused(format!(
            "the backup is of a {kind:?} database and database.url names another kind"
        ))),
    }
}

fn refuse_if_there(path: &Path) -> Result<(), BackupError> {
    if path.exists() {
        let advice =
            "restore into an empty directory (CENTRALINO_DATA_DIR) and keep the old one until it works";
        return Err(BackupError::Refused(format!(
            "{} exists already: {advice}",
            path.display()
        )));
    }
    Ok(())
}
