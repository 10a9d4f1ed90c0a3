//! What comes in: the one kind of event every adapter produces.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// One thing a provider delivered, with the bytes it was made of and the key that makes it unique on its channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// Ledger key, unique per channel and stable over redeliveries (for IMAP `imap:<mailbox>:<uidvalidity>:<uid>`).
    pub external_id: String,
    /// The bytes as received; kept so that everything after this can be done again.
    pub raw: Bytes,
    pub received_at: Timestamp,
    pub event: Event,
}

/// What the bytes say.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Message(Box<Inbound>),
    Receipt(Receipt),
    /// Could not be read; stored raw, shown to an admin, never dropped.
    Unreadable(Unreadable),
}

/// A message somebody wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inbound {
    /// The provider's id of the message (email: `Message-ID` without angle brackets, or `sha256:<hex>` of the raw bytes).
    pub message_id: String,
    pub direction: Direction,
    /// Who wrote it. Email: `From`, else `Sender`, else `Return-Path`; `X-Original-Sender` honoured.
    pub author: Party,
    /// Where an answer should go when not to the author.
    pub reply_to: Vec<Party>,
    pub to: Vec<Party>,
    pub cc: Vec<Party>,
    /// Every address the message was delivered to, lower case, plus-tags kept: To, Cc, Bcc, Delivered-To,
    /// X-Original-To, Envelope-To, X-Forwarded-To. Reply tokens and the receiving mailbox are looked for here.
    pub recipients: Vec<String>,
    pub subject: Option<String>,
    /// The whole text (text part, else text made from HTML).
    pub text: String,
    /// The whole HTML, sanitised; `cid:` images are left as `cid:` for the reader to resolve.
    pub html: Option<String>,
    /// Only the new words: quotes and signatures folded away. Never empty when `text` has new words.
    pub reply_text: String,
    /// When the author says it was written.
    pub sent_at: Option<Timestamp>,
    /// Ids this message answers, without angle brackets, in the order of the header.
    pub in_reply_to: Vec<String>,
    /// Ids of the thread, oldest first.
    pub references: Vec<String>,
    /// Set when a machine wrote it.
    pub automatic: Option<Automatic>,
    /// A forwarded message: who wrote the original.
    pub forwarded_from: Option<Party>,
    pub attachments: Vec<Attachment>,
    /// What was wrong with the bytes, in words for the reader ("part 3: unknown charset").
    pub problems: Vec<String>,
    /// Set when only its first headers could be read, and why: it passed a limit, or the parser failed on it. `text`
    /// says so; nobody wrote those words, and they are never answered or sent on.
    #[serde(default)]
    pub not_read: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Written to us.
    Received,
    /// Written by us outside the hub (found in the Sent folder, or in a copy to the hub).
    SentElsewhere,
}

/// One side of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Party {
    pub name: Option<String>,
    pub kind: IdentityKind,
    /// Normalised: email lower case, its domain in ASCII; phone E.164.
    pub address: String,
}

impl Party {
    /// An email address with an optional display name; the address is normalised ([`plain_email`]).
    pub fn email(name: Option<&str>, address: &str) -> Self {
        Self {
            name: name.map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned),
            kind: IdentityKind::Email,
            address: plain_email(address),
        }
    }
}

/// A mail address in the one form it is stored, compared and shown in: lower case, the domain as servers know it (IDNA).
/// Letters of other scripts that look like Latin ones deceive nobody as `xn--…`.
pub fn plain_email(address: &str) -> String {
    let lower = address.trim().to_lowercase();
    if let Some((local, domain)) = lower.rsplit_once('@')
        && !domain.is_ascii()
        && let Ok(url::Host::Domain(ascii)) = url::Host::parse(domain)
    {
        return format!("{local}@{ascii}");
    }
    lower
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    Email,
    Phone,
    /// An id that only means something on one channel (a bot's chat id).
    Handle,
}

impl IdentityKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Handle => "handle",
        }
    }
}

/// Why a message is taken for a machine's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Automatic {
    pub kind: AutomaticKind,
    /// The rule that held, in words ("Auto-Submitted: auto-replied").
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticKind {
    /// Out of office, vacation, an acknowledgement: answers something of ours.
    Reply,
    /// Newsletter or list traffic.
    Bulk,
    /// Anything else a machine sends (alerts, no-reply senders).
    Notice,
    /// Carries our own loop header: we wrote it.
    Loop,
    /// A bounce that could not be read as a receipt.
    Bounce,
}

/// One file of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub filename: String,
    pub content_type: String,
    /// Content-ID without angle brackets.
    pub content_id: Option<String>,
    /// Shown inside the HTML rather than listed below it.
    pub inline: bool,
    #[serde(skip)]
    pub bytes: Bytes,
}

/// News of a message we sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Ids that may name our message, best first: returned Message-ID, envelope id, VERP token, In-Reply-To.
    pub message_ids: Vec<String>,
    /// Addresses the receipt itself was delivered to (a VERP return path names the message).
    pub recipients: Vec<String>,
    /// One line per recipient the provider speaks of.
    pub outcomes: Vec<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Whose copy; `None` = the whole message.
    pub recipient: Option<String>,
    pub state: ReceiptState,
    /// Provider's code (email: enhanced status `5.1.1`).
    pub code: Option<String>,
    /// The provider's words.
    pub reason: Option<String>,
    /// What the failure says of the address itself.
    pub address: AddressVerdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    Sent,
    /// Not yet delivered, the provider still tries: not a failure.
    Delayed,
    Delivered,
    Read,
    Failed,
    /// The recipient called it spam (RFC 5965 feedback report).
    Complaint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressVerdict {
    /// Nothing is known against the address.
    Fine,
    /// Does not exist (5.1.1, 5.1.2, 5.1.3, 5.1.10, 5.2.1): mark the identity undeliverable.
    Undeliverable,
    /// Passing trouble such as a full mailbox.
    Soft,
    /// A policy or reputation block (5.7.x): our problem, not the contact's.
    Blocked,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Completes "failed to read the message: ".
    pub reason: String,
    /// What could be saved, for the admin's list.
    pub subject: Option<String>,
    pub from: Option<String>,
}
