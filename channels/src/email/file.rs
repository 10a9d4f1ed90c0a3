//! Sending to a folder: every mail becomes an `.eml` file. For the demo and for tests.

use std::path::{Path, PathBuf};

use crate::error::SendError;
use crate::outbound::Outbound;

/// The folder of one mailbox: `sent-mail/<address>` in the data directory.
pub fn folder(data_dir: &Path, address: &str) -> PathBuf {
    data_dir.join("sent-mail").join(safe(address))
}

/// Writes the mail, durable on return, with its envelope in `Return-Path` and `X-Envelope-To` on top. The name sorts
/// by date and is made from the message's id: a second attempt writes the same file.
pub async fn write(
    folder: PathBuf,
    message: &Outbound,
    sender: &str,
    recipients: &[String],
    mail: &[u8],
) -> Result<PathBuf, SendError> {
    let name = format!(
        "{:014}-{}.eml",
        message.date.timestamp_millis(),
        safe(&message.message_id)
    );
    let mut bytes = format!(
        "Return-Path: <{sender}>\r\nX-Envelope-To: {}\r\n",
        recipients.join(",\r\n ")
    )
    .into_bytes();
    bytes.extend_from_slice(mail);
    let path = folder.join(name);
    let target = path.clone();
    let written = tokio::task::spawn_blocking(move || store(&folder, &target, &bytes)).await;
    let transient = |reason: String| SendError::Transient {
        reason: format!("failed to write the mail: {reason}"),
    };
    match written {
        Ok(Ok(())) => Ok(path),
        Ok(Err(error)) => Err(transient(error.to_string())),
        Err(error) => Err(transient(error.to_string())),
    }
}

fn store(folder: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let unfinished = target.with_extension("part");
    let mut file = std::fs::File::create(&unfinished)?;
    std::io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, target)?;
    std::fs::File::open(folder)?.sync_all()
}

/// A file name that stays in its folder on every system.
fn safe(text: &str) -> String {
    let name: String = text
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+' | '=') {
                c
            } else {
                '_'
            }
        })
        .take(150)
        .collect();
    if name.trim_matches('.').is_empty() {
        "_".to_owned()
    } else {
        name
    }
}
