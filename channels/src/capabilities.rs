//! What a channel can do, as data the composer obeys.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What one channel can carry; a null limit is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Capabilities {
    /// Longest text of one message, and what it is counted in.
    pub text_limit: Option<TextLimit>,
    pub html: bool,
    pub subject: bool,
    /// More than one recipient, To/Cc/Bcc chosen by the agent.
    pub recipients: bool,
    /// Null where files cannot go along.
    pub attachments: Option<AttachmentLimits>,
    pub templates: Templates,
    /// Seconds after the contact's last message in which free text may be sent; null: always.
    pub reply_window: Option<u64>,
    /// The most that is ever known of a delivery.
    pub receipts: Receipts,
    pub threads: bool,
    /// The provider drops a second copy by our id, so a doubtful send may be repeated.
    pub idempotent_send: bool,
    pub typing: bool,
    pub quick_replies: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextLimit {
    pub count: u32,
    pub unit: TextUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    Characters,
    Bytes,
    SmsSegments,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttachmentLimits {
    /// Sum over all files of one message.
    pub bytes: u64,
    pub count: u32,
    /// MIME types or `image/*` patterns; empty: any.
    pub types: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Templates {
    None,
    Optional,
    RequiredOutsideWindow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    /// Only that the provider took it, and failures it reports later.
    Sent,
    Delivered,
    Read,
}
