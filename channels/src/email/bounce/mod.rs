//! News of mails we sent: bounces, delays, deliveries, read receipts and complaints.

mod plain;
mod report;
mod verdict;

use bytes::Bytes;

use super::body::decoded;
use super::header::{Headers, read_block};
use super::mime::{Part, Structure};
use super::parse;
use super::parsed::{Bounce, ParsedMail};
use crate::event::{Receipt, ReceiptState};
use report::Report;

/// Reads a mail as news of another, if it is that. `mail` has its headers, words and recipients already.
pub fn read(raw: &Bytes, structure: &Structure<'_>, mail: &ParsedMail) -> Option<(Receipt, Bounce)> {
    let top = structure.parts.first()?;
    let machine = from_a_mail_system(&top.headers, mail);
    let reporting = top.content.media_type == "multipart/report";
    let mut report = Report::default();
    if reporting || machine {
        for (index, part) in outer_leaves(structure) {
            let read = match part.content.media_type.as_str() {
                "message/delivery-status" | "message/global-delivery-status" => report::delivery_status,
                "message/disposition-notification" | "message/global-disposition-notification" => {
                    report::disposition
                }
                "message/feedback-report" => report::feedback,
                _ => continue,
            };
            let said = read(&decoded(raw, index, part, &mut Vec::new()));
            report.outcomes.extend(said.outcomes);
            report.actions.extend(said.actions);
            report.ids.extend(said.ids);
        }
    }
    if report.outcomes.is_empty() {
        let outcomes = plain::read(&top.headers, &mail.text, machine || reporting)?;
        report.actions = outcomes
            .iter()
            .map(|outcome| report::word(outcome.state).to_owned())
            .collect();
        report.outcomes = outcomes;
    }
    let original = original_id(raw, structure, mail);
    let mut ids: Vec<String> = Vec::new();
    let references = mail.references.iter().rev();
    // A return path made for one message names it more surely than a thread does.
    let verp = mail.recipients.iter().filter(|address| address.contains('+'));
    for id in original
        .iter()
        .chain(&report.ids)
        .chain(verp)
        .chain(&mail.in_reply_to)
        .chain(references)
    {
        if !id.is_empty() && !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    let bounce = shown(
        &report,
        original
            .or_else(|| report.ids.first().cloned())
            .or_else(|| mail.in_reply_to.first().or(mail.references.last()).cloned()),
    );
    let receipt = Receipt {
        message_ids: ids,
        recipients: mail.recipients.clone(),
        outcomes: report.outcomes,
    };
    Some((receipt, bounce))
}

/// The outcome people want to know of first: a failure, else a delay, else the first.
fn shown(report: &Report, original_message_id: Option<String>) -> Bounce {
    let by_state = |state| report.outcomes.iter().position(|outcome| outcome.state == state);
    let at = by_state(ReceiptState::Failed)
        .or_else(|| by_state(ReceiptState::Delayed))
        .unwrap_or(0);
    let outcome = report.outcomes.get(at);
    Bounce {
        recipient: outcome.and_then(|outcome| outcome.recipient.clone()),
        action: report.actions.get(at).cloned().unwrap_or_default(),
        status: outcome.and_then(|outcome| outcome.code.clone()),
        diagnostic: outcome.and_then(|outcome| outcome.reason.clone()),
        original_message_id,
    }
}

/// Null sender, or an author mail systems use.
fn from_a_mail_system(headers: &Headers<'_>, mail: &ParsedMail) -> bool {
    let null = headers
        .lines("Return-Path")
        .iter()
        .any(|path| path.replace(' ', "") == "<>");
    let local = mail
        .from
        .as_ref()
        .and_then(|from| from.address.rsplit_once('@'))
        .map(|(local, _)| local.to_lowercase());
    let daemon = local.is_some_and(|local| {
        let local = local.split(['+', '/']).next().unwrap_or_default().to_owned();
        matches!(
            local.as_str(),
            "mailer-daemon"
                | "mailerdaemon"
                | "postmaster"
                | "mdaemon"
                | "mail-daemon"
                | "mailadmin"
                | "mailer"
        )
    });
    null || daemon
}

/// Leaves of the mail itself, not of messages inside of it.
fn outer_leaves<'a, 's>(structure: &'s Structure<'a>) -> Vec<(usize, &'s Part<'a>)> {
    let mut found = Vec::new();
    let mut waiting = vec![0];
    while let Some(index) = waiting.pop() {
        let part = &structure.parts[index];
        if part.content.is_multipart() {
            waiting.extend(part.children.iter().rev());
        } else {
            found.push((index, part));
        }
    }
    found
}

/// Message-ID of the returned message: attached whole, as headers only, or pasted into the words.
fn original_id(raw: &Bytes, structure: &Structure<'_>, mail: &ParsedMail) -> Option<String> {
    for (index, part) in outer_leaves(structure) {
        if let Some(&child) = part.children.first() {
            if let Some(id) = parse::ids(&structure.parts[child].headers, "Message-ID")
                .into_iter()
                .next()
            {
                return Some(id);
            }
            continue;
        }
        let headers = matches!(
            part.content.media_type.as_str(),
            "text/rfc822-headers"
                | "message/rfc822-headers"
                | "message/global-headers"
                | "text/rfc822"
                | "message/partial"
        );
        if headers || part.content.is_message() {
            let bytes = decoded(raw, index, part, &mut Vec::new());
            if let Some(id) = id_in(&bytes) {
                return Some(id);
            }
        }
    }
    // the copy below the words of a text-only bounce
    let about = plain::about_the_failure(&mail.text).len();
    let copy = mail
        .text
        .get(about..)
        .filter(|copy| !copy.is_empty())
        .unwrap_or(&mail.text);
    copy.lines().find_map(|line| {
        let line = line.trim_start_matches(['>', ' ', '\t', '|']);
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("message-id").then_some(())?;
        let inside = value.split('<').nth(1)?.split('>').next()?.trim();
        (!inside.is_empty()).then(|| inside.to_owned())
    })
}

fn id_in(bytes: &[u8]) -> Option<String> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let block = read_block(bytes, start..bytes.len(), |_| false).ok()?;
    parse::ids(&block.headers, "Message-ID").into_iter().next()
}
