//! What goes out: the one kind of message every adapter accepts.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::event::Party;

/// A message ready to be handed to a provider. Everything in it is fixed before the first attempt, so that all
/// attempts are byte-identical.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outbound {
    /// Our id of the message (email: the Message-ID without angle brackets). The same on every attempt.
    pub message_id: String,
    /// Shown as the author ("Ada at Example").
    pub from_name: Option<String>,
    /// Overrides the channel's own address when set.
    pub from_address: Option<String>,
    /// Where answers should go; carries the signed reply token.
    pub reply_to: Option<String>,
    pub to: Vec<Party>,
    pub cc: Vec<Party>,
    pub bcc: Vec<Party>,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    pub in_reply_to: Option<String>,
    /// Oldest first; already cut to first + last ten.
    pub references: Vec<String>,
    pub date: Timestamp,
    pub automatic: AutomaticMark,
    /// Null or VERP envelope sender; `None` = the channel's address.
    pub envelope: EnvelopeSender,
    pub attachments: Vec<OutboundAttachment>,
    /// Provider-neutral extra header-like facts an adapter may carry (email: further headers).
    pub headers: Vec<(String, String)>,
    /// Recipients that an earlier attempt already got accepted for; they are not tried again.
    pub done: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticMark {
    /// A person wrote it.
    No,
    /// An answer by a machine (acknowledgement).
    Replied,
    /// A notice by a machine (notification to an agent).
    Generated,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvelopeSender {
    /// The channel's own bounce address or mailbox.
    Channel,
    /// `<>`: nobody wants the bounce.
    Null,
    /// A per-message address (VERP).
    Address(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutboundAttachment {
    pub filename: String,
    pub content_type: String,
    pub content_id: Option<String>,
    pub inline: bool,
    #[serde(skip)]
    pub bytes: Bytes,
}

/// The provider took the message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The provider's own id, when it gives one.
    pub provider_id: Option<String>,
    /// The provider's words ("250 2.0.0 Ok: queued as 4F1C").
    pub response: String,
    /// Recipients refused while others were taken.
    pub refused: Vec<Refused>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub recipient: String,
    pub code: Option<String>,
    pub reason: String,
    /// Worth another try (4xx), or final (5xx).
    pub temporary: bool,
}
