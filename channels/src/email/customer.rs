//! A customer's mail made from a form: the mail sandbox writes to the hub with it, in the very bytes a mail client would.

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};

use crate::Timestamp;

/// What the form says. Addresses and names are checked here.
#[derive(Debug, Clone)]
pub struct CustomerMail<'a> {
    pub from_name: &'a str,
    pub from: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    /// Message-ID without angle brackets.
    pub message_id: &'a str,
    pub in_reply_to: Option<&'a str>,
    /// Oldest first.
    pub references: &'a [String],
    pub date: Timestamp,
}

/// The RFC 5322 bytes, or which field cannot be used and why.
pub fn write(mail: &CustomerMail<'_>) -> Result<Vec<u8>, (&'static str, String)> {
    let from = mail.from.parse().map_err(|error| ("from", format!("{error}")))?;
    let to = mail.to.parse().map_err(|error| ("to", format!("{error}")))?;
    let name = Some(mail.from_name.trim())
        .filter(|name| !name.is_empty())
        .map(str::to_owned);
    let mut builder = Message::builder()
        .from(Mailbox::new(name, from))
        .to(Mailbox::new(None, to))
        .subject(mail.subject)
        .date(mail.date.into())
        .message_id(Some(format!("<{}>", mail.message_id)));
    if let Some(parent) = mail.in_reply_to {
        builder = builder.in_reply_to(format!("<{parent}>"));
        let thread: Vec<String> = mail.references.iter().map(|id| format!("<{id}>")).collect();
        builder = builder.references(format!("{} <{parent}>", thread.join(" ")).trim().to_owned());
    }
    let message = builder
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.to_owned())
        .map_err(|error| ("text", error.to_string()))?;
    Ok(message.formatted())
}
