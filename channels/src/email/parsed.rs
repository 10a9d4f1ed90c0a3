//! A mail as the parser understands it; serialises to the object `centralino parse-mail` prints.

use bytes::Bytes;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::address::Mailbox;
use crate::Timestamp;
use crate::event::{Automatic, Receipt};

/// Everything the bytes say. Ids are without angle brackets, addresses as written.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ParsedMail {
    /// `Message-ID`, or `sha256:<hex>` of the raw bytes.
    pub message_id: String,
    pub in_reply_to: Vec<String>,
    /// Oldest first.
    pub references: Vec<String>,
    pub date: Option<Timestamp>,
    /// The author: `X-Original-Sender`, From, else Sender, else Return-Path.
    pub from: Option<Mailbox>,
    pub sender: Option<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub subject: Option<String>,
    pub text: String,
    /// Sanitised.
    pub html: Option<String>,
    /// The new words only.
    pub reply_text: String,
    #[serde(serialize_with = "reason")]
    pub automatic: Option<Automatic>,
    pub bounce: Option<Bounce>,
    pub attachments: Vec<File>,
    pub problems: Vec<String>,
    /// Every address it was delivered to, lower case.
    #[serde(skip)]
    pub recipients: Vec<String>,
    /// A bounce, delivery notice, read receipt or complaint, in the contract's terms.
    #[serde(skip)]
    pub receipt: Option<Receipt>,
    #[serde(skip)]
    pub forwarded_from: Option<Mailbox>,
}

/// The first recipient a delivery report speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Bounce {
    pub recipient: Option<String>,
    /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`, `displayed`, `complaint`.
    pub action: String,
    /// Enhanced status code, `5.1.1`.
    pub status: Option<String>,
    pub diagnostic: Option<String>,
    pub original_message_id: Option<String>,
}

/// A file of the mail. Its hash is made when it is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    pub filename: String,
    pub content_type: String,
    pub content_id: Option<String>,
    pub inline: bool,
    pub bytes: Bytes,
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut file = serializer.serialize_struct("File", 6)?;
        file.serialize_field("filename", &self.filename)?;
        file.serialize_field("content_type", &self.content_type)?;
        file.serialize_field("size", &self.bytes.len())?;
        file.serialize_field("sha256", &sha256_hex(&self.bytes))?;
        file.serialize_field("content_id", &self.content_id)?;
        file.serialize_field("inline", &self.inline)?;
        file.end()
    }
}

fn reason<S: Serializer>(automatic: &Option<Automatic>, serializer: S) -> Result<S::Ok, S::Error> {
    automatic.as_ref().map(|a| &a.reason).serialize(serializer)
}

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}
