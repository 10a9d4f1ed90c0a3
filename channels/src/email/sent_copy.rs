//! A copy of what was sent in the mailbox's Sent folder, for people who look there with another mail program.

use std::time::Duration;

use tokio::time::timeout;

use super::imap::Mailbox;
use super::imap_link::{self, Access};
use crate::error::PullError;

/// A large mail over a slow line takes its time.
const UPLOAD_LIMIT: Duration = Duration::from_secs(300);

/// Files `mail` in `folder` as read, unless the server has put a mail of this Message-ID there itself.
pub async fn keep(mailbox: &Mailbox, folder: &str, message_id: &str, mail: &[u8]) -> Result<(), PullError> {
    let mut link = mailbox.open(folder, Access::ReadOnly).await?;
    let id: String = message_id
        .chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'))
        .collect();
    let there = imap_link::search(&mut link.session, &format!("HEADER Message-ID \"<{id}>\"")).await?;
    if there.is_empty() {
        timeout(UPLOAD_LIMIT, append(&mut link, folder, mail))
            .await
            .map_err(|_| PullError::Transient("the server did not take the copy in time".to_owned()))??;
    }
    imap_link::limited("LOGOUT", async {
        link.session.logout().await.map_err(imap_link::pull_error)
    })
    .await
}

/// APPEND (RFC 3501 §6.3.11). async-imap's own quotes the folder without encoding its name.
async fn append(link: &mut imap_link::Link, folder: &str, mail: &[u8]) -> Result<(), PullError> {
    link.session
        .append(imap_link::encoded(folder), Some("(\\Seen)"), None, mail)
        .await
        .map_err(imap_link::pull_error)
}
