//! What a channel can carry, as the composer reads it.

use centralino_channels::capabilities as contract;
use serde::Serialize;
use utoipa::ToSchema;

/// A null limit is no limit.
#[derive(Debug, Serialize, ToSchema)]
pub struct Capabilities {
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
    pub idempotent_send: bool,
    pub typing: bool,
    pub quick_replies: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TextLimit {
    pub count: u32,
    pub unit: TextUnit,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    Characters,
    Bytes,
    SmsSegments,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentLimits {
    /// Sum over all files of one message.
    pub bytes: u64,
    pub count: u32,
    /// MIME types or `image/*` patterns; empty: any.
    pub types: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Templates {
    None,
    Optional,
    RequiredOutsideWindow,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    Sent,
    Delivered,
    Read,
}

impl From<&contract::Capabilities> for Capabilities {
    fn from(of: &contract::Capabilities) -> Self {
        Self {
            text_limit: of.text_limit.map(|limit| TextLimit {
                count: limit.count,
                unit: match limit.unit {
                    contract::TextUnit::Characters => TextUnit::Characters,
                    contract::TextUnit::Bytes => TextUnit::Bytes,
                    contract::TextUnit::SmsSegments => TextUnit::SmsSegments,
                },
            }),
            html: of.html,
            subject: of.subject,
            recipients: of.recipients,
            attachments: of.attachments.as_ref().map(|limits| AttachmentLimits {
                bytes: limits.bytes,
                count: limits.count,
                types: limits.types.clone(),
            }),
            templates: match of.templates {
                contract::Templates::None => Templates::None,
                contract::Templates::Optional => Templates::Optional,
                contract::Templates::RequiredOutsideWindow => Templates::RequiredOutsideWindow,
            },
            reply_window: of.reply_window,
            receipts: match of.receipts {
                contract::Receipts::Sent => Receipts::Sent,
                contract::Receipts::Delivered => Receipts::Delivered,
                contract::Receipts::Read => Receipts::Read,
            },
            threads: of.threads,
            idempotent_send: of.idempotent_send,
            typing: of.typing,
            quick_replies: of.quick_replies,
        }
    }
}
