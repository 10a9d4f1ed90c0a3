//! Taking the database and the key out of a running hub.

use std::io::Write as _;
use std::path::Path;

use sea_orm::DbBackend;

use super::{BackupError, DatabaseKind};
use crate::app::App;

/// Writes a snapshot of the database into `folder`; gives its kind and file name.
pub(super) async fn database(app: &App, folder: &Path) -> Result<(DatabaseKind, String), BackupError> {
    match app.store.backend() {
        DbBackend::Sqlite => {
            let (name, part) = ("centralino.db", folder.join("centralino.db.part"));
            remove_if_there(&part)?;
            app.store.snapshot_sqlite(&part).await?;
            sync_and_rename(&part, &folder.join(name))?;
            Ok((DatabaseKind::Sqlite, name.into()))
        }
        _ => {
            let (name, part) = ("centralino.dump", folder.join("centralino.dump.part"));
            let url = app.config.database.url.clone().unwrap_or_default();
            // One transaction sees one state: PostgreSQL's own tool does exactly that.
            let output = tokio::process::Command::new("pg_dump")
                .args(["--format=custom", "--no-owner", "--no-privileges", "--file"])
                .arg(&part)
                .arg(url)
                .output()
                .await
                .map_err(|error| BackupError::Tool {
                    program: "pg_dump",
                    reason: format!("{error}; it comes with the PostgreSQL client package"),
                })?;
            if !output.status.success() {
                let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                return Err(BackupError::Tool {
                    program: "pg_dump",
                    reason,
                });
            }
            sync_and_rename(&part, &folder.join(name))?;
            Ok((DatabaseKind::Postgres, name.into()))
        }
    }
}

/// Copies the key, without which the secrets in the database cannot be read. A key given by configuration stays there.
pub(super) fn key(app: &App, folder: &Path) -> Result<(), BackupError> {
    if app.config.security.secret_key.is_some() {
        return Ok(());
    }
    let from = app.config.data_dir.0.join("secret.key");
    let bytes = std::fs::read(&from).map_err(|source| BackupError::File { path: from, source })?;
    let to = folder.join("secret.key");
    write_durably(&to, &bytes)?;
    owner_only(&to)
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), BackupError> {
    let part = path.with_extension("part");
    let failed = |source| BackupError::File {
        path: part.clone(),
        source,
    };
    let mut file = std::fs::File::create(&part).map_err(failed)?;
    owner_only(&part)?;
    file.write_all(bytes).map_err(failed)?;
    sync_and_rename(&part, path)
}

fn sync_and_rename(part: &Path, path: &Path) -> Result<(), BackupError> {
    let failed = |source| BackupError::File {
        path: path.to_owned(),
        source,
    };
    std::fs::File::open(part)
        .and_then(|file| file.sync_all())
        .map_err(failed)?;
    std::fs::rename(part, path).map_err(failed)?;
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(failed),
        None => Ok(()),
    }
}

fn remove_if_there(path: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(BackupError::File {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn owner_only(path: &Path) -> Result<(), BackupError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(|source| {
        BackupError::File {
            path: path.to_owned(),
            source,
        }
    })
}

#[cfg(not(unix))]
fn owner_only(_path: &Path) -> Result<(), BackupError> {
    Ok(())
}
