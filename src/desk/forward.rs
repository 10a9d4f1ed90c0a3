//! Passing a message on: its words below ours, its files beside ours.

use uuid::Uuid;

use super::error::DeskError;
use super::quote::{Quote, text_as_html};
use crate::access::Caller;
use crate::blobs::Stored;
use crate::store::addresses::{self, Address};
use crate::store::attachments::NewAttachment;
use crate::store::entity::attachments::Model as Attached;
use crate::store::entity::messages::Model;
use crate::store::{Tx, attachments};

/// The forwarded message as it stands below the new words: whole, with who wrote it to whom and when.
pub fn quote(message: &Model) -> Quote {
    let list = |value: &serde_json::Value| {
        let all: Vec<String> = addresses::from_json(value).iter().map(shown).collect();
        all.join(", ")
    };
    let from = shown(&author(message));
    let mut head = vec![
        "---------- Forwarded message ---------".to_owned(),
        format!("From: {from}"),
        format!("Date: {}", message.at.format("%a, %-d %b %Y %H:%M UTC")),
    ];
    head.extend(
        message
            .subject
            .as_ref()
            .map(|subject| format!("Subject: {subject}")),
    );
    head.push(format!("To: {}", list(&message.to)));
    if message.cc.as_array().is_some_and(|cc| !cc.is_empty()) {
        head.push(format!("Cc: {}", list(&message.cc)));
    }
    let head = head.join("\n");
    let body = match &message.html {
        Some(html) => html.clone(),
        None => text_as_html(&message.text),
    };
    Quote {
        text: format!("{head}\n\n{}", message.text),
        html: format!("<p>{}</p>{body}", text_as_html(&head)),
    }
}

/// Who wrote it.
pub fn author(message: &Model) -> Address {
    Address {
        name: Some(message.author_name.clone()).filter(|name| !name.is_empty()),
        address: message.author_address.clone().unwrap_or_default(),
    }
}

/// `Ada Rossi <ada@example.com>`
fn shown(address: &Address) -> String {
    match &address.name {
        Some(name) => format!("{name} <{}>", address.address),
        None => address.address.clone(),
    }
}

/// Copies files of a message as uploads of the caller, to be attached; the bytes stay where they are. `chosen` are the
/// ones that go along; what the words show inline always does.
pub async fn copy_files(
    tx: &Tx,
    caller: &Caller,
    message: &Model,
    chosen: Option<&[Uuid]>,
) -> Result<Vec<Uuid>, DeskError> {
    let files = attachments::of_messages(tx, &[message.id]).await?;
    for (index, id) in chosen.unwrap_or_default().iter().enumerate() {
        if !files.iter().any(|file| file.id == *id) {
            let pointer = format!("/forward_attachment_ids/{index}");
            return Err(DeskError::invalid(pointer, "names no file of the message"));
        }
    }
    let goes = |file: &Attached| file.inline || chosen.is_none_or(|chosen| chosen.contains(&file.id));
    let mut copies = Vec::new();
    for file in files.into_iter().filter(goes) {
        let copy = NewAttachment {
            message_id: None,
            uploaded_by: Some(caller.user_id),
            blob: Stored {
                hash: file.blob_hash,
                size: file.size,
            },
            filename: file.filename,
            content_type: file.content_type,
            content_id: file.content_id,
            inline: file.inline,
            position: file.position,
        };
        copies.push(attachments::insert(tx, copy).await?.id);
    }
    Ok(copies)
}
