//! Notices to agents by mail: what the bell shows, sent to those who want it, with a signed address for their answer.
//!
//! They are no messages: they have a table of their own, and no timeline or customer sees them.

use centralino_channels::event::Party;
use centralino_channels::outbound::{AutomaticMark, EnvelopeSender, Outbound};
use chrono::{DateTime, Duration, Utc};
use sea_orm::{DbErr, Iterable};
use serde_json::json;
use uuid::Uuid;

use super::ours::Ours;
use super::outgoing::OutgoingError;
use super::{invitation_mail, loop_limit, message_id, reply_token};
use crate::access::Permission;
use crate::app::App;
use crate::people::identities::kind_of;
use crate::store::entity::messages::{DeliveryState, MessageKind};
use crate::store::entity::notifications::Reason;
use crate::store::entity::users::UserState;
use crate::store::entity::{agent_mails, channels, messages, notifications, tickets, users};
use crate::store::{self, Tx};

/// Notices looked at in one transaction.
const BATCH: u64 = 50;
/// Older ones are history: the bell still has them.
const LONGEST_WAIT: Duration = Duration::hours(24);
/// Characters of a message that are mailed along.
const WORDS: usize = 4_000;
/// Begins the line above which agents write; what a mail client quotes below it never reaches the customer.
const MARK: &str = "##-";

/// Queues a mail for each notice that has waited for `mail.notify_seconds` without being read in the browser, at most
/// [`BATCH`] of them; how many notices were looked at.
pub async fn mail_due(app: &App, tx: &Tx) -> Result<usize, DbErr> {
    let seconds = i64::try_from(app.config.mail.notify_seconds).unwrap_or(i64::MAX);
    let wait = Duration::try_seconds(seconds).unwrap_or(LONGEST_WAIT);
    let due = store::notifications::due_for_mail(tx, tx.now() - wait, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let ours = Ours::load(tx).await?;
    for notice in &due {
        store::notifications::mail_made(tx, notice.id).await?;
        if let Some(about) = look(app, tx, &ours, notice).await? {
            queue(app, tx, &about).await?;
        }
    }
    Ok(due.len())
}

/// Everything one mail tells of.
struct About<'a> {
    notice: &'a notifications::Model,
    user: users::Model,
    ticket: tickets::Model,
    /// The words it shows.
    message: Option<messages::Model>,
    channel: &'a channels::Model,
    /// Whether an answer would be taken.
    may_answer: bool,
}

/// What the mail would tell; `None` when there is to be none.
async fn look<'a>(
    app: &App,
    tx: &Tx,
    ours: &'a Ours,
    notice: &'a notifications::Model,
) -> Result<Option<About<'a>>, DbErr> {
    if notice.read_at.is_some() || tx.now() - notice.created_at > LONGEST_WAIT {
        return Ok(None);
    }
    let (Some(user), Some(known), Some(named)) = (
        store::users::by_id(tx, notice.user_id).await?,
        store::callers::by_user(tx, notice.user_id).await?,
        store::tickets::lock_any(tx, notice.ticket_id).await?,
    ) else {
        return Ok(None);
    };
    let ticket = store::tickets::forward(tx, named).await?;
    let sees = store::tickets::find(tx, &known.scope, ticket.id).await?.is_some();
    // Mail to one of our own mailboxes would come back as a customer's.
    if !sees || user.state != UserState::Active || ours.is(&user.email) {
        return Ok(None);
    }
    let wanted = app.config.mail.notifications_channel.as_deref();
    let by_mail =
        |channel: &&channels::Model| channel.address.as_deref().is_some_and(|own| own.contains('@'));
    let channel = wanted
        .and_then(|name| ours.by_name(name))
        .filter(by_mail)
        .or_else(|| ours.by_id(ticket.channel_id).filter(by_mail));
    let Some(channel) = channel else {
        return Ok(None);
    };
    if let Some(limit) = loop_limit::refusal(tx, &user.email, ticket.id).await? {
        tracing::warn!(user = %user.id, ticket = ticket.number, %limit, "a notice was not mailed");
        return Ok(None);
    }
    let message = match notice.message_id {
        Some(id) => store::threads::lock_message(tx, id).await?,
        None => store::messages::newest_of_kind(tx, ticket.id, MessageKind::Inbound).await?,
    };
    Ok(Some(About {
        notice,
        user,
        ticket,
        message,
        channel,
        may_answer: Permission::from_stored(&known.permissions).contains(&Permission::TicketsReply),
    }))
}

async fn queue(app: &App, tx: &Tx, about: &About<'_>) -> Result<(), DbErr> {
    let (user, ticket, channel) = (&about.user, &about.ticket, about.channel);
    let own = channel.address.as_deref().unwrap_or_default();
    let reply_to =
        reply_token::agent_address(&app.keys, own, ticket.id, user.id).filter(|_| about.may_answer);
    let values = values(app, about, reply_to.is_some());
    let rendered = match app
        .templates
        .render("notifications/notice", &user.language, &values)
    {
        Ok(rendered) => rendered,
        Err(error) => {
            tracing::error!(%error, "a notice could not be written");
            return Ok(());
        }
    };
    let id = tx.id();
    let mail = agent_mails::Model {
        id,
        user_id: user.id,
        ticket_id: Some(ticket.id),
        invitation_id: None,
        channel_id: channel.id,
        kind: Some(about.notice.kind),
        reference_id: message_id::mint(&app.keys, id, Some(own)),
        recipient_name: user.name.clone(),
        recipient: user.email.clone(),
        reply_to,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        state: DeliveryState::Queued,
        code: None,
        state_reason: None,
        at: tx.now(),
        updated_at: tx.now(),
    };
    store::agent_mails::enqueue(tx, mail).await?;
    store::automatic_replies::insert(tx, &user.email, ticket.id).await
}

fn values(app: &App, about: &About<'_>, answerable: bool) -> serde_json::Value {
    let message = about.message.as_ref();
    let kind = about.notice.kind;
    let words: String = message
        .map(|message| match message.reply_text.trim() {
            "" => message.text.trim(),
            words => words,
        })
        .unwrap_or_default()
        .chars()
        .take(WORDS)
        .collect();
    let author = message.map(|message| match message.author_name.as_str() {
        "" => message.author_address.clone().unwrap_or_default(),
        name => name.to_owned(),
    });
    json!({
        "name": about.user.name,
        "is": Reason::iter().map(|reason| (reason, reason == kind))
            .collect::<std::collections::BTreeMap<_, _>>(),
        "number": about.ticket.number,
        "subject": about.ticket.subject,
        "author": author,
        "words": words,
        "problem": message.and_then(|message| message.state_reason.clone()),
        "url": format!("{}/tickets/{}", app.config.public_url(), about.ticket.number),
        "answerable": answerable,
        "mark": MARK,
    })
}

/// The mail as its channel sends it.
pub async fn load(app: &App, id: Uuid) -> Result<Outbound, OutgoingError> {
    let (mail, channel) = store::agent_mails::with_channel(app.store.read(), id)
        .await?
        .filter(|(mail, _)| is_news(mail.at, app.clock.now()))
        .ok_or(OutgoingError::Gone)?;
    if let Some(invitation_id) = mail.invitation_id {
        return invitation_mail::load(app, invitation_id, mail, channel).await;
    }
    // One id for each ticket, which no mail has: mail programs show the notices about it as one thread.
    let thread = mail
        .ticket_id
        .map(|ticket_id| message_id::mint(&app.keys, ticket_id, channel.address.as_deref()));
    Ok(Outbound {
        message_id: mail.reference_id,
        from_name: Some(channel.name),
        from_address: None,
        reply_to: mail.reply_to,
        to: vec![Party {
            kind: kind_of(&mail.recipient),
            name: Some(mail.recipient_name),
            address: mail.recipient,
        }],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some(mail.subject),
        text: mail.text,
        html: Some(mail.html),
        in_reply_to: None,
        references: thread.into_iter().collect(),
        date: mail.at,
        automatic: AutomaticMark::Generated,
        envelope: EnvelopeSender::Null,
        attachments: Vec::new(),
        headers: Vec::new(),
        done: Vec::new(),
    })
}

/// A notice that could not leave for so long (a paused channel) is told to nobody any more.
fn is_news(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - at <= LONGEST_WAIT * 2
}

/// What an agent wrote in answer to a notice: the words above its mark. Where the notice was quoted between the words,
/// every quoted line goes: it may hold colleagues' notes.
pub fn words_of_answer(text: &str) -> String {
    let is_quoted = |line: &&str| line.trim_start().starts_with('>');
    let has_mark = |line: &&str| line.contains(MARK);
    let own: Vec<&str> = text
        .lines()
        .take_while(|line| is_quoted(line) || !has_mark(line))
        .collect();
    let quotes_notice = own.iter().any(|line| is_quoted(line) && has_mark(line));
    let kept: Vec<&str> = own
        .into_iter()
        .filter(|line| !quotes_notice || !is_quoted(line))
        .collect();
    kept.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_notice_is_answered() {
        assert_eq!(words_of_answer("Yes.\n\n##- Write above -##\nsecret"), "Yes.");
        assert_eq!(
            words_of_answer("> ##- Write above -##\n> secret\nYes.\n> more\nNo."),
            "Yes.\nNo."
        );
        assert_eq!(words_of_answer("> What colour?\nRed."), "> What colour?\nRed.");
    }
}
