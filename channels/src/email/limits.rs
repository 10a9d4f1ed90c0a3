//! What a mail may weigh and how it may nest; checked on the raw bytes, before anything is decoded.

use thiserror::Error;

/// Raw bytes of one mail.
pub const RAW_BYTES: usize = 50 * 1024 * 1024;
/// Multiparts and messages inside each other.
pub const DEPTH: usize = 20;
/// MIME parts of one mail, containers included.
pub const PARTS: usize = 500;
/// Header fields of one block.
pub const HEADERS: usize = 1_000;
/// Bytes of one header block.
pub const HEADER_BYTES: usize = 256 * 1024;
/// Parts that are files.
pub const ATTACHMENTS: usize = 200;
/// `message/rfc822` inside `message/rfc822`.
pub const NESTED_MESSAGES: usize = 3;
/// Text that is shown; what is longer becomes a file of the message.
pub const SHOWN_TEXT_BYTES: usize = 1024 * 1024;
/// HTML that is shown.
pub const SHOWN_HTML_BYTES: usize = 2 * 1024 * 1024;

/// The limit that was passed. A mail over a limit is kept raw and never parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Exceeded {
    #[error("the mail is larger than {} MB", RAW_BYTES / 1024 / 1024)]
    RawBytes,
    #[error("the parts are nested deeper than {DEPTH}")]
    Depth,
    #[error("there are more than {PARTS} parts")]
    Parts,
    #[error("there are more than {HEADERS} headers")]
    Headers,
    #[error("the headers are larger than {} KB", HEADER_BYTES / 1024)]
    HeaderBytes,
    #[error("there are more than {ATTACHMENTS} attachments")]
    Attachments,
    #[error("more than {NESTED_MESSAGES} messages are nested in each other")]
    NestedMessages,
}
