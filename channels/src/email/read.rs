//! The door: raw bytes to one event, whatever the bytes are.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use serde_json::Value;

use super::address::{self, Mailbox};
use super::essence::{Whereabouts, essence};
use super::parse::parse;
use super::parsed::{ParsedMail, sha256_hex};
use super::{encoded_word, header, limits};
use crate::Timestamp;
use crate::event::{Attachment, AutomaticKind, Direction, Event, Inbound, Party, Unreadable, plain_email};

/// What a channel knows of itself.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// Our addresses, lower case, without plus-tags.
    pub addresses: Vec<String>,
    /// Value of the loop header on our automatic mail.
    pub loop_id: String,
}

/// Reads one mail. Same bytes and `now`, same event; never panics.
pub fn read(raw: &Bytes, own: &Own, now: Timestamp) -> Event {
    let mut mail = match parse_guarded(raw, Some(&own.loop_id)) {
        Ok(mail) => mail,
        Err(reason) => return not_read(raw, own, reason, Whereabouts::Kept),
    };
    if mail
        .date
        .is_some_and(|date| date > now + chrono::Duration::days(1))
    {
        mail.problems.push("the date lies in the future".to_owned());
    }
    if let Some(mut receipt) = mail.receipt {
        for outcome in &mut receipt.outcomes {
            outcome.recipient = outcome.recipient.as_deref().map(plain_email);
        }
        return Event::Receipt(receipt);
    }
    match mail.from.clone() {
        Some(author) => Event::Message(Box::new(inbound(mail, &author, own))),
        None => Event::Unreadable(unreadable(raw, "no sender".to_owned())),
    }
}

/// A mail of which only the first headers can be read: it passed a limit, the parser failed on it, or `raw` is all that
/// was fetched. Where they name an author it is a message that says so.
pub fn not_read(raw: &Bytes, own: &Own, reason: String, whole: Whereabouts) -> Event {
    let rest = catch_unwind(AssertUnwindSafe(|| essence(raw, &reason, whole))).unwrap_or_default();
    let Ok(mut mail) = parse_guarded(&rest, Some(&own.loop_id)) else {
        return Event::Unreadable(unreadable(raw, reason));
    };
    let Some(author) = mail.from.clone().filter(|_| mail.receipt.is_none()) else {
        return Event::Unreadable(unreadable(raw, reason));
    };
    if mail.message_id.starts_with("sha256:") {
        mail.message_id = format!("sha256:{}", sha256_hex(raw));
    }
    mail.problems.push(reason.clone());
    let mut message = inbound(mail, &author, own);
    message.not_read = Some(reason);
    Event::Message(Box::new(message))
}

/// The object `centralino parse-mail` prints, for any bytes whatever.
pub fn parse_mail_json(raw: &Bytes) -> Value {
    let printed =
        parse_guarded(raw, None).and_then(|mail| serde_json::to_value(&mail).map_err(|e| e.to_string()));
    printed.unwrap_or_else(|reason| {
        let saved = unreadable(raw, reason.clone());
        let mail = ParsedMail {
            message_id: format!("sha256:{}", sha256_hex(raw)),
            subject: saved.subject,
            from: saved.from.map(|address| Mailbox { name: None, address }),
            problems: vec![reason],
            ..ParsedMail::default()
        };
        serde_json::to_value(&mail).unwrap_or(Value::Null)
    })
}

fn parse_guarded(raw: &Bytes, loop_id: Option<&str>) -> Result<ParsedMail, String> {
    match catch_unwind(AssertUnwindSafe(|| parse(raw, loop_id))) {
        Ok(Ok(mail)) => Ok(mail),
        Ok(Err(exceeded)) => Err(exceeded.to_string()),
        Err(_) => Err("the parser failed on it".to_owned()),
    }
}

fn unreadable(raw: &Bytes, reason: String) -> Unreadable {
    let saved = catch_unwind(AssertUnwindSafe(|| {
        (saved_field(raw, b"subject"), saved_field(raw, b"from"))
    }));
    let (subject, from) = saved.unwrap_or_default();
    let subject = subject.map(|line| header::tidy(&encoded_word::decode(&line)));
    let from = from
        .and_then(|line| address::list(&line).into_iter().next())
        .map(|from| from.address);
    Unreadable {
        reason,
        subject,
        from,
    }
}

/// One field of a header block that may be too large to read.
fn saved_field(raw: &[u8], name: &[u8]) -> Option<String> {
    let lines = raw[..raw.len().min(limits::HEADER_BYTES)]
        .split(|&b| b == b'\n')
        .take(5_000);
    let mut lines = lines.take_while(|line| !header::trim_end(line).is_empty());
    let first = lines.find(|line| {
        line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name) && line[name.len()] == b':'
    })?;
    let folds = lines
        .take_while(|line| line.starts_with(b" ") || line.starts_with(b"\t"))
        .take(50);
    let value: Vec<u8> = folds.fold(first[name.len() + 1..].to_vec(), |value, fold| {
        [&value, fold].concat()
    });
    Some(header::unfold(&value)).filter(|value| !value.is_empty())
}

fn inbound(mail: ParsedMail, author: &Mailbox, own: &Own) -> Inbound {
    let ours = is_ours(&author.address, own);
    let looped = mail
        .automatic
        .as_ref()
        .is_some_and(|a| a.kind == AutomaticKind::Loop);
    let direction = if ours && !looped {
        Direction::SentElsewhere
    } else {
        Direction::Received
    };
    Inbound {
        message_id: mail.message_id,
        direction,
        author: party(author),
        reply_to: mail.reply_to.iter().map(party).collect(),
        to: mail.to.iter().map(party).collect(),
        cc: mail.cc.iter().map(party).collect(),
        recipients: mail.recipients,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        reply_text: mail.reply_text,
        sent_at: mail.date,
        in_reply_to: mail.in_reply_to,
        references: mail.references,
        automatic: mail.automatic,
        forwarded_from: mail.forwarded_from.as_ref().map(party),
        attachments: mail
            .attachments
            .into_iter()
            .map(|file| Attachment {
                filename: file.filename,
                content_type: file.content_type,
                content_id: file.content_id,
                inline: file.inline,
                bytes: file.bytes,
            })
            .collect(),
        problems: mail.problems,
        not_read: None,
    }
}

fn party(mailbox: &Mailbox) -> Party {
    Party::email(mailbox.name.as_deref(), &mailbox.address)
}

/// Our own address, plus-tags aside.
fn is_ours(address: &str, own: &Own) -> bool {
    let bare = without_tag(&address.to_lowercase());
    own.addresses
        .iter()
        .any(|ours| without_tag(&ours.to_lowercase()) == bare)
}

fn without_tag(address: &str) -> String {
    match address.split_once('@') {
        Some((local, domain)) => format!("{}@{domain}", local.split('+').next().unwrap_or(local)),
        None => address.to_owned(),
    }
}
