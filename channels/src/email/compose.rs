//! An outbound message as the bytes of a mail (RFC 5322, MIME): the same bytes on every attempt.

use std::time::{Duration, SystemTime};

use lettre::address::Envelope;
use lettre::message::header::{ContentDisposition, ContentId, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};
use sha2::{Digest, Sha256};

use super::settings::Settings;
use super::{dkim, envelope};
use crate::event::Party;
use crate::outbound::{AutomaticMark, Outbound, OutboundAttachment};

/// Who we are on this channel.
pub struct Sender<'a> {
    pub settings: &'a Settings,
    /// Value of `X-Loop` on automatic mail.
    pub loop_id: &'a str,
}

/// The bytes of `message`, signed where the channel has a DKIM key. The error says what of it cannot be mailed.
pub fn compose(sender: &Sender<'_>, message: &Outbound) -> Result<Vec<u8>, String> {
    let own = message
        .from_address
        .as_deref()
        .unwrap_or(&sender.settings.address);
    let from = envelope::address(own).ok_or_else(|| format!("{own} is not an address to send from"))?;
    let mut builder = Message::builder()
        // The envelope is given to the server apart from this; lettre only wants one to be there.
        .envelope(Envelope::new(None, vec![from.clone()]).map_err(|error| error.to_string())?)
        .from(Mailbox::new(clean_name(message.from_name.as_deref()), from))
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(message.date.timestamp().max(0).unsigned_abs()));
    builder = recipients(builder, message);
    if let Some(reply_to) = message.reply_to.as_deref().and_then(envelope::address) {
        builder = builder.reply_to(Mailbox::new(clean_name(message.from_name.as_deref()), reply_to));
    }
    builder = builder.subject(one_line(message.subject.as_deref().unwrap_or_default()));
    builder = ids(builder, message);
    builder = automatic(builder, message.automatic, sender.loop_id);
    for (name, value) in &message.headers {
        builder = header(builder, name, value);
    }
    let mail = body(builder, message)?;
    let mut bytes = mail.formatted();
    if let Some(settings) = &sender.settings.dkim {
        let mut signed = dkim::sign(settings, &bytes)?.into_bytes();
        signed.append(&mut bytes);
        bytes = signed;
    }
    Ok(bytes)
}

/// To and Cc as they are shown; Bcc is nowhere in the mail. Addresses that cannot be written are left out here and
/// refused by the sending side.
fn recipients(mut builder: MessageBuilder, message: &Outbound) -> MessageBuilder {
    let mailbox = |party: &Party| {
        envelope::address(&party.address)
            .map(|address| Mailbox::new(clean_name(party.name.as_deref()), address))
    };
    for to in message.to.iter().filter_map(mailbox) {
        builder = builder.to(to);
    }
    for cc in message.cc.iter().filter_map(mailbox) {
        builder = builder.cc(cc);
    }
    builder
}

/// Message-ID, In-Reply-To and References: never encoded, one id a line.
fn ids(mut builder: MessageBuilder, message: &Outbound) -> MessageBuilder {
    builder = raw(builder, "Message-ID", format!("<{}>", id(&message.message_id)));
    if let Some(parent) = &message.in_reply_to {
        builder = raw(builder, "In-Reply-To", format!("<{}>", id(parent)));
    }
    if !message.references.is_empty() {
        let ids: Vec<String> = message
            .references
            .iter()
            .map(|reference| format!("<{}>", id(reference)))
            .collect();
        builder = raw(builder, "References", ids.join("\r\n "));
    }
    builder
}

/// The marks by which other machines know ours (RFC 3834, and what Exchange and old list software read).
fn automatic(mut builder: MessageBuilder, mark: AutomaticMark, loop_id: &str) -> MessageBuilder {
    let (submitted, precedence) = match mark {
        AutomaticMark::No => return builder,
        AutomaticMark::Replied => ("auto-replied", "auto_reply"),
        AutomaticMark::Generated => ("auto-generated", "bulk"),
    };
    for (name, value) in [
        ("Auto-Submitted", submitted),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", precedence),
        ("X-Loop", loop_id),
    ] {
        builder = header(builder, name, value);
    }
    builder
}

fn body(builder: MessageBuilder, message: &Outbound) -> Result<Message, String> {
    let boundary = |part: &str| boundary(&message.message_id, part);
    let text = SinglePart::plain(crlf(&message.text));
    let (inline, files): (Vec<_>, Vec<_>) = message
        .attachments
        .iter()
        .partition(|file| file.inline && file.content_id.is_some() && message.html.is_some());
    let failed = |error: lettre::error::Error| error.to_string();
    let Some(html) = &message.html else {
        if files.is_empty() {
            return builder.singlepart(text).map_err(failed);
        }
        let mixed = MultiPart::mixed().boundary(boundary("mixed")).singlepart(text);
        return builder.multipart(with_files(mixed, &files)).map_err(failed);
    };
    let html = SinglePart::html(crlf(html));
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(text);
    let words = if inline.is_empty() {
        alternative.singlepart(html)
    } else {
        let related = MultiPart::related()
            .boundary(boundary("related"))
            .singlepart(html);
        alternative.multipart(with_files(related, &inline))
    };
    if files.is_empty() {
        return builder.multipart(words).map_err(failed);
    }
    let mixed = MultiPart::mixed().boundary(boundary("mixed")).multipart(words);
    builder.multipart(with_files(mixed, &files)).map_err(failed)
}

/// lettre makes CRLF by moving the rest of the text once a line: minutes for a long text.
fn crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 20);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        // A CR in the middle of a line would be read as an end by some.
        lines.extend(bare.chars().map(|c| if c == '\r' { ' ' } else { c }));
        if line.ends_with('\n') {
            lines.push_str("\r\n");
        }
    }
    lines
}

fn with_files(mut parts: MultiPart, files: &[&OutboundAttachment]) -> MultiPart {
    for file in files {
        parts = parts.singlepart(attachment(file));
    }
    parts
}

fn attachment(file: &OutboundAttachment) -> SinglePart {
    let name = one_line(&file.filename);
    let octets = || ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN);
    let content_type = match ContentType::parse(&file.content_type) {
        // A nested message or multipart must not be encoded (RFC 2046 §5.2.1); as a plain file it may.
        Ok(_) if file.content_type.starts_with("message/") || file.content_type.starts_with("multipart/") => {
            octets()
        }
        Ok(content_type) => content_type,
        Err(_) => octets(),
    };
    match file.content_id.as_deref().filter(|_| file.inline) {
        Some(id) => SinglePart::builder()
            .header(ContentId::from(format!("<{}>", self::id(id))))
            .header(ContentDisposition::inline_with_name(&name))
            .header(content_type)
            .body(file.bytes.to_vec()),
        None => Attachment::new(name).body(file.bytes.to_vec(), content_type),
    }
}

/// Made from the message's id, so that every attempt has the same.
fn boundary(message_id: &str, part: &str) -> String {
    let digest = Sha256::digest(format!("{message_id}\0{part}"));
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("=_{hex}")
}

fn header(builder: MessageBuilder, name: &str, value: &str) -> MessageBuilder {
    match HeaderName::new_from_ascii(name.to_owned()) {
        Ok(name) => builder.raw_header(HeaderValue::new(name, one_line(value))),
        Err(_) => builder,
    }
}

/// `value` is ASCII without line breaks but folds.
fn raw(builder: MessageBuilder, name: &str, value: String) -> MessageBuilder {
    match HeaderName::new_from_ascii(name.to_owned()) {
        Ok(name) => builder.raw_header(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value)),
        Err(_) => builder,
    }
}

/// An id as it may stand between angle brackets: printable ASCII, nothing that ends it.
fn id(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'))
        .take(900)
        .collect()
}

fn clean_name(name: Option<&str>) -> Option<String> {
    name.map(one_line).filter(|name| !name.is_empty())
}

/// No line break gets into a header.
fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.trim().to_owned()
}

/// The addresses the mail is handed over for, in order, without those of `done`.
pub fn targets(message: &Outbound) -> Vec<(String, Option<Address>)> {
    let mut targets: Vec<(String, Option<Address>)> = Vec::new();
    for party in message.to.iter().chain(&message.cc).chain(&message.bcc) {
        let known = targets.iter().any(|(address, _)| *address == party.address);
        let done = message
            .done
            .iter()
            .any(|done| done.eq_ignore_ascii_case(&party.address));
        if !known && !done {
            targets.push((party.address.clone(), envelope::address(&party.address)));
        }
    }
    targets
}
