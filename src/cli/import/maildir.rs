//! Reads a Maildir mail by mail, oldest first.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::Mail;
use centralino_channels::Timestamp;

/// Bytes of one mail that are kept: more than the parser takes, so that it is the parser who refuses.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The files of `cur` and `new`, by name, which begins with the time of delivery.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut found = false;
    for part in ["cur", "new"] {
        let part = folder.join(part);
        if !part.is_dir() {
            continue;
        }
        found = true;
        for entry in std::fs::read_dir(part)? {
            let entry = entry?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if entry.file_type()?.is_file() && !hidden {
                files.push(entry.path());
            }
        }
    }
    if !found {
        let reason = format!("{} has neither cur nor new: it is no Maildir", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    files.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    Ok(files)
}

/// Reads the files, each when its turn comes.
pub fn read(files: Vec<PathBuf>) -> impl Iterator<Item = io::Result<Mail>> {
    (1..).zip(files).map(|(progress, file)| {
        let mut raw = Vec::new();
        std::fs::File::open(&file)?
            .take(MOST_BYTES)
            .read_to_end(&mut raw)?;
        Ok(Mail {
            raw: raw.into(),
            received_at: arrival(&file),
            progress,
        })
    })
}

/// The seconds a Maildir name begins with, else the file's own time.
fn arrival(file: &Path) -> Option<Timestamp> {
    let name = file.file_name()?.to_string_lossy().into_owned();
    let seconds: Option<i64> = name.split('.').next().and_then(|digits| digits.parse().ok());
    match seconds.filter(|seconds| *seconds > 0) {
        Some(seconds) => DateTime::from_timestamp(seconds, 0),
        None => Some(std::fs::metadata(file).ok()?.modified().ok()?.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_folders_in_order_of_delivery() {
        let dir = tempfile::tempdir().unwrap();
        for (part, name, text) in [
            ("new", "1700000300.b.host", "second"),
            ("cur", "1700000200.a.host:2,S", "first"),
            ("tmp", "1700000100.c.host", "half written"),
        ] {
            std::fs::create_dir_all(dir.path().join(part)).unwrap();
            std::fs::write(dir.path().join(part).join(name), text).unwrap();
        }
        let mails: Vec<Mail> = read(files(dir.path()).unwrap()).map(Result::unwrap).collect();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].raw, "first");
        assert_eq!(mails[1].received_at.unwrap().timestamp(), 1_700_000_300);
        assert!(files(&dir.path().join("cur")).is_err());
    }
}
