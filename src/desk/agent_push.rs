//! Notices to agents as push messages: what the bell shows, on their phone or while no page is open.

use chrono::Duration;
use sea_orm::{ConnectionTrait, DbErr, Iterable};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::quiet_hours;
use crate::app::App;
use crate::store::entity::messages::{self, MessageKind};
use crate::store::entity::notifications::{self, Reason};
use crate::store::entity::users::{self, UserState};
use crate::store::entity::{push_messages, push_subscriptions, tickets};
use crate::store::{self, Tx};

/// Notices looked at in one transaction.
const BATCH: u64 = 50;
/// Older ones are history: the bell still has them.
const LONGEST_WAIT: Duration = Duration::hours(4);
/// Characters of a subject, of a message.
const SUBJECT: usize = 120;
const WORDS: usize = 240;
/// More unread ones are not told apart.
const MOST_UNREAD: u64 = 100;

/// Queues messages to the devices of those whose notices have waited for `push.wait_seconds` without being read, at most
/// [`BATCH`] notices; how many there were. Quiet hours leave them to the bell: nobody wants the whole night at seven.
pub async fn queue_due(app: &App, tx: &Tx) -> Result<usize, DbErr> {
    let seconds = i64::try_from(app.config.push.wait_seconds).unwrap_or(i64::MAX);
    let wait = Duration::try_seconds(seconds).unwrap_or(LONGEST_WAIT);
    let due = store::notifications::due_for_push(tx, tx.now() - wait, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let ids = due.iter().map(|notice| notice.id).collect();
    store::notifications::pushes_made(tx, ids).await?;
    for notice in &due {
        let Some(user) = store::users::by_id(tx, notice.user_id).await? else {
            continue;
        };
        let rules = store::push_rules::of(tx, user.id).await?;
        if is_news(notice, tx) && !quiet_hours::is_quiet(&rules, &user.time_zone, tx.now()) {
            let devices = store::push_subscriptions::enabled_of(tx, user.id).await?;
            store::push_messages::enqueue(tx, &devices, Some(notice.id)).await?;
        }
    }
    Ok(due.len())
}

fn is_news(notice: &notifications::Model, tx: &Tx) -> bool {
    notice.read_at.is_none() && tx.now() - notice.created_at <= LONGEST_WAIT
}

/// What is sent to a device.
pub struct Told {
    /// JSON: `id`, `tag`, `title`, `body`, `url`, `lang`, `unread`.
    pub message: Vec<u8>,
    /// The same for everything about one ticket: at most 32 characters of base64url.
    pub topic: String,
    pub urgent: bool,
}

/// The message as it is to be sent now; `None` when there is nothing to tell any more: it was read meanwhile, the ticket
/// is out of the agent's reach, the device was switched off.
pub async fn load(
    app: &App,
    row: &push_messages::Model,
    device: &push_subscriptions::Model,
) -> Result<Option<Told>, DbErr> {
    let conn = app.store.read();
    let Some(user) = store::users::by_id(conn, device.user_id).await? else {
        return Ok(None);
    };
    let too_old = app.clock.now() - row.created_at > LONGEST_WAIT;
    if user.state != UserState::Active || too_old {
        return Ok(None);
    }
    let Some(notice_id) = row.notification_id else {
        return Ok(trial(app, &user));
    };
    if !device.enabled {
        return Ok(None);
    }
    let (Some(notice), Some(known)) = (
        store::notifications::by_id(conn, notice_id).await?,
        store::callers::by_user(conn, user.id).await?,
    ) else {
        return Ok(None);
    };
    let ticket = store::tickets::find(conn, &known.scope, notice.ticket_id).await?;
    let Some(ticket) = ticket.filter(|_| notice.read_at.is_none()) else {
        return Ok(None);
    };
    let unread = store::notifications::count_unread(conn, &known.scope, None, MOST_UNREAD).await?;
    let preview = match device.previews {
        true => Some(words_of(conn, &notice, &ticket).await?),
        false => None,
    };
    Ok(write(app, &user, &notice, &ticket, preview, unread))
}

/// Author and words of the message a notice is about.
async fn words_of(
    conn: &impl ConnectionTrait,
    notice: &notifications::Model,
    ticket: &tickets::Model,
) -> Result<(String, String), DbErr> {
    let message = match notice.message_id {
        Some(id) => store::messages::by_id(conn, id).await?,
        None => store::messages::newest_of_kind(conn, ticket.id, MessageKind::Inbound).await?,
    };
    let Some(message) = message.filter(|message| message.ticket_id == ticket.id) else {
        return Ok(Default::default());
    };
    let author = match message.author_name.as_str() {
        "" => message.author_address.clone().unwrap_or_default(),
        name => name.to_owned(),
    };
    Ok((author, short(own_words(&message), WORDS)))
}

fn own_words(message: &messages::Model) -> &str {
    match message.reply_text.trim() {
        "" => message.text.trim(),
        words => words,
    }
}

fn write(
    app: &App,
    user: &users::Model,
    notice: &notifications::Model,
    ticket: &tickets::Model,
    preview: Option<(String, String)>,
    unread: u64,
) -> Option<Told> {
    let shown = preview.is_some();
    let (author, words) = preview.unwrap_or_default();
    let values = json!({
        "is": Reason::iter().map(|reason| (reason, reason == notice.kind))
            .collect::<std::collections::BTreeMap<_, _>>(),
        "test": false,
        "number": ticket.number,
        "preview": shown,
        "subject": short(&ticket.subject, SUBJECT),
        "author": short(&author, SUBJECT),
        "words": words,
    });
    let urgent = matches!(notice.kind, Reason::Mention | Reason::Waiting | Reason::Assigned);
    let tag = format!("ticket-{}", ticket.id);
    let url = format!("/inbox/all/{}", ticket.number);
    told(app, user, &values, notice.id, &tag, &url, urgent, unread)
}

/// A message that says only that messages arrive.
fn trial(app: &App, user: &users::Model) -> Option<Told> {
    let is: std::collections::BTreeMap<_, _> = Reason::iter().map(|reason| (reason, false)).collect();
    let values = json!({
        "is": is, "test": true, "number": 0, "preview": false, "subject": "", "author": "", "words": "",
    });
    told(
        app,
        user,
        &values,
        app.clock.id(),
        "test",
        "/settings/profile",
        true,
        0,
    )
}

#[allow(clippy::too_many_arguments)]
fn told(
    app: &App,
    user: &users::Model,
    values: &serde_json::Value,
    id: Uuid,
    tag: &str,
    url: &str,
    urgent: bool,
    unread: u64,
) -> Option<Told> {
    let rendered = app
        .templates
        .render_plain("notifications/push", &user.language, values);
    let (title, body) = match rendered {
        Ok(rendered) => rendered,
        Err(error) => {
            tracing::error!(%error, "a push message could not be written");
            return None;
        }
    };
    let message = json!({
        "id": id, "tag": tag, "title": title, "body": body, "url": url, "lang": user.language,
        "unread": unread,
    });
    let mut topic = crate::keys::hex(&Sha256::digest(tag));
    topic.truncate(32);
    Some(Told {
        message: message.to_string().into_bytes(),
        topic,
        urgent,
    })
}

/// At most `most` characters, white space folded; what was cut is shown as cut.
fn short(text: &str, most: usize) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.chars().count() <= most {
        return folded;
    }
    let cut: String = folded.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
