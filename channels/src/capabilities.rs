//! What a channel can do, as data the composer obeys.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// Longest text of one message, and what it is counted in.
    pub text_limit: Option<TextLimit>,
    pub html: bool,
    pub subject: bool,
    /// More than one recipient, To/Cc/Bcc chosen by the agent.
    pub recipients: bool,
    pub attachments: Option<AttachmentLimits>,
    pub templates: Templates,
    /// Seconds after the contact's last message in which free text may be sent; `None` = always.
    pub reply_window: Option<u64>,
    pub receipts: Receipts,
    pub threads: bool,
    /// The provider drops a second copy by our id, so a doubtful send may be repeated.
    pub idempotent_send: bool,
    pub typing: bool,
    pub quick_replies: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextLimit {
    pub count: u32,
    pub unit: TextUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    Characters,
    Bytes,
    SmsSegments,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentLimits {
    /// Sum over all files of one message.
    pub bytes: u64,
    pub count: u32,
    /// MIME types or `image/*` patterns; empty = any.
    pub types: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Templates {
    None,
    Optional,
    RequiredOutsideWindow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    /// Only that the provider took it, and failures it reports later.
    Sent,
    Delivered,
    Read,
}
