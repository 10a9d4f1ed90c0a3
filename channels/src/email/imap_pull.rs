//! Reading one folder forward: the cursor, the backlog in bounded batches, and waiting for more.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};
use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::essence::Whereabouts;
use super::imap::Mailbox;
use super::imap_link::{self, Access, Link};
use super::read::{not_read, read};
use crate::Timestamp;
use crate::channel::{Batch, Cursor, Puller};
use crate::error::PullError;
use crate::event::{Direction, Event, Incoming};

/// Mails of one batch.
const BATCH_MAILS: usize = 100;
/// Bytes of one batch; a single mail may be larger.
const BATCH_BYTES: u64 = 8 * 1024 * 1024;
/// IDLE is begun anew before anything on the way forgets the connection.
const IDLE_CYCLE: Duration = Duration::from_secs(9 * 60);
/// The tagged answer to DONE.
const DONE_LIMIT: Duration = Duration::from_secs(15);
/// After UIDVALIDITY changed, mail is looked at again from this many days before the newest known.
const RESCAN_DAYS: u64 = 3;

/// What the mails of a folder are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Written to us.
    Inbox,
    /// Written by us in another program.
    Sent,
}

/// Everything up to `uid` is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    uidvalidity: u32,
    uid: u32,
    /// Arrival of the newest mail stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Timestamp>,
    /// While the folder is read for the first time, or again: older mail is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<NaiveDate>,
}

pub struct Follower {
    mailbox: Arc<Mailbox>,
    folder: String,
    role: Role,
    link: Option<Link>,
    /// Known and not yet fetched, ascending.
    waiting: VecDeque<u32>,
    /// Where the last batch ended: the core says in its cursor whether it was stored.
    handed_out: Option<Position>,
    /// Mails of the last batch, to be moved once they are stored.
    uncommitted: Vec<u32>,
}

/// What is known of a mail before it is fetched.
#[derive(Debug, Clone, Copy)]
struct Head {
    size: u64,
    arrived: Option<Timestamp>,
}

impl Follower {
    pub fn new(mailbox: Arc<Mailbox>, folder: &str, role: Role) -> Self {
        Self {
            mailbox,
            folder: folder.to_owned(),
            role,
            link: None,
            waiting: VecDeque::new(),
            handed_out: None,
            uncommitted: Vec::new(),
        }
    }

    fn access(&self) -> Access {
        match (&self.mailbox.settings.move_to, self.role) {
            (Some(_), Role::Inbox) => Access::ReadWrite,
            _ => Access::ReadOnly,
        }
    }

    async fn pull(&mut self, stored: Option<Position>) -> Result<Batch, PullError> {
        let mut link = match self.link.take() {
            Some(link) => link,
            None => {
                self.waiting.clear();
                self.mailbox.open(&self.folder, self.access()).await?
            }
        };
        let mut position = self.start(stored, &link);
        // A batch that was not stored is fetched again.
        if self.handed_out.as_ref() != Some(&position) {
            self.waiting.clear();
        }
        if self.waiting.is_empty() {
            self.waiting = look(&mut link, &position).await?;
        }
        if self.waiting.is_empty() {
            finish_scan(&mut position, &link);
            link = self.wait(link).await?;
            if position.uidvalidity == link.folder.uidvalidity {
                self.waiting = look(&mut link, &position).await?;
            }
        }
        let events = if self.waiting.is_empty() {
            Vec::new()
        } else {
            self.take(&mut link, &mut position).await?
        };
        self.uncommitted = events
            .iter()
            .filter_map(|event| event.external_id.rsplit(':').next()?.parse().ok())
            .collect();
        self.link = Some(link);
        self.handed_out = Some(position.clone());
        Ok(Batch {
            events,
            cursor: Cursor(serde_json::to_value(&position).unwrap_or_default()),
            remaining: u64::try_from(self.waiting.len()).ok(),
            rotated_secret: None,
        })
    }

    /// Where to go on. A folder that was made anew (another UIDVALIDITY) is read again from a while before the newest
    /// known mail; the ledger knows what it has.
    fn start(&self, stored: Option<Position>, link: &Link) -> Position {
        let uidvalidity = link.folder.uidvalidity;
        match stored {
            Some(position) if position.uidvalidity == uidvalidity => position,
            Some(position) => Position {
                uidvalidity,
                uid: 0,
                newest: position.newest,
                since: match position.newest {
                    Some(newest) => newest.date_naive().checked_sub_days(Days::new(RESCAN_DAYS)),
                    None => position.since,
                },
            },
            None => Position {
                uidvalidity,
                uid: 0,
                newest: None,
                since: self
                    .mailbox
                    .settings
                    .since_days
                    .and_then(|days| now().date_naive().checked_sub_days(Days::new(days.into()))),
            },
        }
    }

    /// Until something happens in the folder, or it is time to look.
    async fn wait(&self, mut link: Link) -> Result<Link, PullError> {
        let cycle = self.mailbox.settings.poll.min(IDLE_CYCLE);
        if !link.offers.idle {
            sleep(cycle).await;
            link.folder = imap_link::select(&mut link.session, &self.folder, self.access()).await?;
            return Ok(link);
        }
        let mut idle = link.session.idle();
        imap_link::limited("IDLE", async { idle.init().await.map_err(imap_link::pull_error) }).await?;
        let (waiting, interrupt) = idle.wait_with_timeout(cycle);
        let woken = {
            tokio::pin!(waiting);
            tokio::select! {
                woken = &mut waiting => woken.map(|_| true),
                // "Still here" of the server starts its own time-out anew, so ours ends the wait.
                () = sleep(cycle) => {
                    drop(interrupt);
                    waiting.await.map(|_| false)
                }
            }
        };
        let news = woken.map_err(imap_link::pull_error)?;
        link.session = timeout(DONE_LIMIT, idle.done())
            .await
            .map_err(|_| PullError::Transient("the server did not end IDLE".to_owned()))?
            .map_err(imap_link::pull_error)?;
        if !news {
            // Nobody tells when a selected folder was made anew.
            link.folder = imap_link::select(&mut link.session, &self.folder, self.access()).await?;
        }
        Ok(link)
    }

    /// Fetches the next mails of `waiting` and moves `position` past them.
    async fn take(&mut self, link: &mut Link, position: &mut Position) -> Result<Vec<Incoming>, PullError> {
        let candidates: Vec<u32> = self.waiting.iter().copied().take(BATCH_MAILS).collect();
        let heads = heads(link, &candidates).await?;
        let limit = self.mailbox.settings.max_bytes;
        let (mut whole, mut too_large, mut last, mut bytes) = (Vec::new(), Vec::new(), None, 0);
        for uid in candidates {
            if let Some(head) = heads.get(&uid) {
                if head.size > limit {
                    too_large.push(uid);
                } else if !whole.is_empty() && bytes + head.size > BATCH_BYTES {
                    break;
                } else {
                    bytes += head.size;
                    whole.push(uid);
                }
            }
            // One without a head was expunged between search and fetch.
            last = Some(uid);
            self.waiting.pop_front();
        }
        let mut raws = fetch_all(link, &whole, "BODY.PEEK[]").await?;
        let mut unreadable = HashMap::new();
        if !too_large.is_empty() {
            for (uid, header) in fetch_all(link, &too_large, "BODY.PEEK[HEADER]").await? {
                let size = heads.get(&uid).map_or(0, |head| head.size);
                unreadable.insert(
                    uid,
                    format!("the mail has {size} bytes, more than the {limit} that are fetched"),
                );
                raws.insert(uid, header);
            }
        }
        for uid in withheld(link, &whole, &raws).await? {
            unreadable.insert(uid, "the server has the mail but does not hand it out".to_owned());
            raws.insert(uid, Bytes::new());
        }
        let arrived: HashMap<u32, Timestamp> = heads
            .iter()
            .filter_map(|(uid, head)| Some((*uid, head.arrived?)))
            .collect();
        let events = self
            .events(position.uidvalidity, raws, unreadable, &arrived)
            .await?;
        position.newest = events
            .iter()
            .map(|event| event.received_at)
            .chain(position.newest)
            .max();
        position.uid = last.unwrap_or(position.uid).max(position.uid);
        Ok(events)
    }

    /// Parsing takes its time, so not on the runtime's threads.
    async fn events(
        &self,
        uidvalidity: u32,
        raws: HashMap<u32, Bytes>,
        mut unreadable: HashMap<u32, String>,
        arrived: &HashMap<u32, Timestamp>,
    ) -> Result<Vec<Incoming>, PullError> {
        let now = now();
        let mut mails: Vec<(u32, Bytes, Timestamp, Option<String>)> = raws
            .into_iter()
            .map(|(uid, raw)| {
                let at = arrived.get(&uid).copied().unwrap_or(now);
                (uid, raw, at, unreadable.remove(&uid))
            })
            .collect();
        mails.sort_unstable_by_key(|(uid, ..)| *uid);
        let (mailbox, folder, role) = (Arc::clone(&self.mailbox), self.folder.clone(), self.role);
        let work = move || {
            mails
                .into_iter()
                .map(|(uid, raw, received_at, reason)| {
                    let mut event = match reason {
                        Some(reason) => not_read(&raw, &mailbox.own, reason, Whereabouts::InTheMailbox),
                        None => read(&raw, &mailbox.own, now),
                    };
                    if let (Event::Message(message), Role::Sent) = (&mut event, role) {
                        message.direction = Direction::SentElsewhere;
                    }
                    Incoming {
                        external_id: format!("imap:{folder}:{uidvalidity}:{uid}"),
                        raw,
                        received_at,
                        event,
                    }
                })
                .collect()
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| PullError::Transient(format!("the mails could not be read: {error}")))
    }

    async fn move_away(&self, link: &mut Link, target: &str, uids: &[u32]) -> Result<(), PullError> {
        let (set, target) = (set(uids), imap_link::quoted(target));
        let limit = Duration::from_secs(60);
        let mut run = async |line: String| imap_link::command(&mut link.session, &line, limit, |_| ()).await;
        if link.offers.moving {
            return run(format!("UID MOVE {set} {target}")).await;
        }
        run(format!("UID COPY {set} {target}")).await?;
        run(format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)")).await?;
        // Without UIDPLUS an EXPUNGE would also remove what people marked: theirs to do.
        if link.offers.uidplus {
            run(format!("UID EXPUNGE {set}")).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Puller for Follower {
    fn name(&self) -> &str {
        &self.folder
    }

    async fn next(&mut self, cursor: Option<&Cursor>) -> Result<Batch, PullError> {
        let stored = cursor.and_then(|cursor| serde_json::from_value(cursor.0.clone()).ok());
        self.pull(stored).await
    }

    async fn committed(&mut self) -> Result<(), PullError> {
        let uids = std::mem::take(&mut self.uncommitted);
        let target = self.mailbox.settings.move_to.clone();
        let Some(target) = target.filter(|_| self.role == Role::Inbox && !uids.is_empty()) else {
            return Ok(());
        };
        let Some(mut link) = self.link.take() else {
            return Ok(());
        };
        self.move_away(&mut link, &target, &uids).await?;
        self.link = Some(link);
        Ok(())
    }
}

/// What came after `position`. `n:*` always names the newest mail, so smaller UIDs are dropped.
async fn look(link: &mut Link, position: &Position) -> Result<VecDeque<u32>, PullError> {
    let Some(first) = position.uid.checked_add(1) else {
        return Ok(VecDeque::new());
    };
    // Some servers tell a session of new mail only when it asks.
    imap_link::command(&mut link.session, "NOOP", DONE_LIMIT, |_| ()).await?;
    let since = position
        .since
        .map(|date| format!(" SINCE {}", date.format("%-d-%b-%Y")))
        .unwrap_or_default();
    let found = imap_link::search(&mut link.session, &format!("UID {first}:*{since}")).await?;
    Ok(found.into_iter().filter(|uid| *uid >= first).collect())
}

/// The folder was read to its end as it was when it was opened: what was left out stays so.
fn finish_scan(position: &mut Position, link: &Link) {
    if position.since.is_some()
        && let Some(next) = link.folder.uid_next
    {
        position.uid = position.uid.max(next.saturating_sub(1));
        position.since = None;
    }
}

async fn heads(link: &mut Link, uids: &[u32]) -> Result<HashMap<u32, Head>, PullError> {
    let mut heads = HashMap::new();
    imap_link::fetch(
        &mut link.session,
        &set(uids),
        "(UID RFC822.SIZE INTERNALDATE)",
        |response| {
            let Response::Fetch(_, attributes) = response else {
                return;
            };
            let (mut uid, mut size, mut arrived) = (None, None, None);
            for attribute in attributes {
                match attribute {
                    AttributeValue::Uid(value) => uid = Some(*value),
                    AttributeValue::Rfc822Size(value) => size = Some(u64::from(*value)),
                    AttributeValue::InternalDate(text) => arrived = internal_date(text),
                    _ => {}
                }
            }
            if let (Some(uid), Some(size)) = (uid, size) {
                heads.insert(uid, Head { size, arrived });
            }
        },
    )
    .await?;
    Ok(heads)
}

/// One section of each mail, by UID.
async fn fetch_all(link: &mut Link, uids: &[u32], section: &str) -> Result<HashMap<u32, Bytes>, PullError> {
    let wanted: HashSet<u32> = uids.iter().copied().collect();
    let mut raws = HashMap::new();
    if uids.is_empty() {
        return Ok(raws);
    }
    let fetched = imap_link::fetch(
        &mut link.session,
        &set(uids),
        &format!("(UID {section})"),
        |response| {
            let Response::Fetch(_, attributes) = response else {
                return;
            };
            let (mut uid, mut raw) = (None, None);
            for attribute in attributes {
                match attribute {
                    AttributeValue::Uid(value) => uid = Some(*value),
                    AttributeValue::BodySection { data: Some(data), .. } => raw = Some(data),
                    _ => {}
                }
            }
            if let (Some(uid), Some(raw)) = (uid, raw)
                && wanted.contains(&uid)
            {
                raws.insert(uid, Bytes::copy_from_slice(raw));
            }
        },
    )
    .await;
    match fetched {
        // A server may say NO when one of the mails is gone; the others came.
        Ok(()) | Err(PullError::Misconfigured(_)) => Ok(raws),
        Err(error) => Err(error),
    }
}

/// Mails that were not handed out although they are still there. Those that are gone were expunged in between. Each is
/// asked for once more alone, so that one bad mail does not hide its neighbours.
async fn withheld(
    link: &mut Link,
    wanted: &[u32],
    raws: &HashMap<u32, Bytes>,
) -> Result<Vec<u32>, PullError> {
    let missing: Vec<u32> = wanted
        .iter()
        .copied()
        .filter(|uid| !raws.contains_key(uid))
        .collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    imap_link::search(&mut link.session, &format!("UID {}", set(&missing))).await
}

/// `1,2,3` as `1:3`.
fn set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &uid in uids {
        match ranges.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(uid) => *end = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let words = ranges.iter().map(|(start, end)| {
        if start == end {
            start.to_string()
        } else {
            format!("{start}:{end}")
        }
    });
    words.collect::<Vec<_>>().join(",")
}

/// `17-Jul-1996 02:44:25 -0700` (RFC 3501).
fn internal_date(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z")
        .ok()
        .map(|date| date.with_timezone(&Utc))
}

/// A puller does I/O: unlike parsing it has a clock.
#[allow(clippy::disallowed_methods)]
fn now() -> Timestamp {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_short() {
        assert_eq!(set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(set(&[4]), "4");
    }

    #[test]
    fn internal_dates() {
        let date = internal_date(" 7-Jul-1996 02:44:25 -0700").unwrap();
        assert_eq!(date.to_rfc3339(), "1996-07-07T09:44:25+00:00");
        assert_eq!(internal_date("yesterday"), None);
    }
}
