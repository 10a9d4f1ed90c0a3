//! Machine-readable reports: delivery status (RFC 3464, 6533), disposition (RFC 8098), feedback (RFC 5965).

use super::verdict;
use crate::email::address;
use crate::email::header::{Headers, read_block};
use crate::event::{AddressVerdict, Outcome, ReceiptState};

/// What a report says, before it is matched to a message.
#[derive(Debug, Default)]
pub struct Report {
    pub outcomes: Vec<Outcome>,
    /// The word for `action`, one per outcome.
    pub actions: Vec<String>,
    /// Ids named inside the report, best first.
    pub ids: Vec<String>,
}

/// Most recipients read from one report.
const MOST: usize = 500;

/// `message/delivery-status`: one block for the message, one per recipient.
pub fn delivery_status(bytes: &[u8]) -> Report {
    let mut report = Report::default();
    for block in blocks(bytes) {
        if let Some(id) = block.line("Original-Envelope-Id") {
            report.ids.push(decode_xtext(id.trim()));
        }
        for name in ["X-Original-Message-ID", "Original-Message-ID"] {
            report.ids.extend(block.line(name).map(|id| bare_id(&id)));
        }
        let Some(recipient) = recipient(&block) else {
            continue;
        };
        let status = block
            .line("Status")
            .and_then(|line| verdict::code(&format!(" {line} ")));
        let diagnostic = block.line("Diagnostic-Code").map(|line| without_type(&line));
        let action = block
            .line("Action")
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let action = action
            .split([' ', ';', '('])
            .next()
            .unwrap_or_default()
            .to_owned();
        let state = match action.as_str() {
            "failed" => ReceiptState::Failed,
            "delayed" => ReceiptState::Delayed,
            "delivered" | "expanded" => ReceiptState::Delivered,
            "relayed" => ReceiptState::Sent,
            _ => match status.as_deref().and_then(|status| status.chars().next()) {
                Some('2') => ReceiptState::Delivered,
                Some('4') => ReceiptState::Delayed,
                _ => ReceiptState::Failed,
            },
        };
        let words = diagnostic.clone().unwrap_or_default();
        report.actions.push(if action.is_empty() {
            word(state).to_owned()
        } else {
            action
        });
        report.outcomes.push(Outcome {
            address: verdict::address(state, status.as_deref(), &words),
            recipient: Some(recipient),
            state,
            code: status,
            reason: diagnostic,
        });
    }
    report
}

/// `message/disposition-notification`: somebody opened, or deleted, the message.
pub fn disposition(bytes: &[u8]) -> Report {
    let mut report = Report::default();
    for block in blocks(bytes) {
        let Some(disposition) = block.line("Disposition") else {
            continue;
        };
        report
            .ids
            .extend(block.line("Original-Message-ID").map(|id| bare_id(&id)));
        let kind = disposition.rsplit(';').next().unwrap_or_default();
        let kind = kind
            .split('/')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let state = if kind == "displayed" {
            ReceiptState::Read
        } else {
            ReceiptState::Delivered
        };
        report.actions.push(kind);
        report.outcomes.push(Outcome {
            recipient: recipient(&block),
            state,
            code: None,
            reason: Some(disposition),
            address: AddressVerdict::Fine,
        });
    }
    report
}

/// `message/feedback-report`: the recipient called it spam.
pub fn feedback(bytes: &[u8]) -> Report {
    let mut report = Report::default();
    for block in blocks(bytes) {
        let Some(kind) = block.line("Feedback-Type") else {
            continue;
        };
        report.ids.extend(
            block
                .line("Original-Envelope-Id")
                .map(|id| decode_xtext(id.trim())),
        );
        let recipients: Vec<Option<String>> = match block.lines("Original-Rcpt-To") {
            lines if lines.is_empty() => vec![None],
            lines => lines
                .iter()
                .take(MOST)
                .map(|line| address::address(line))
                .collect(),
        };
        for recipient in recipients {
            report.actions.push("complaint".to_owned());
            report.outcomes.push(Outcome {
                recipient,
                state: ReceiptState::Complaint,
                code: None,
                reason: Some(kind.clone()),
                address: AddressVerdict::Fine,
            });
        }
    }
    report
}

pub fn word(state: ReceiptState) -> &'static str {
    match state {
        ReceiptState::Sent => "relayed",
        ReceiptState::Delayed => "delayed",
        ReceiptState::Delivered => "delivered",
        ReceiptState::Read => "displayed",
        ReceiptState::Failed => "failed",
        ReceiptState::Complaint => "complaint",
    }
}

/// Header blocks separated by empty lines.
fn blocks(bytes: &[u8]) -> Vec<Headers<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() && found.len() < MOST {
        let Ok(block) = read_block(bytes, at..bytes.len(), |_| false) else {
            break;
        };
        if !block.headers.fields.is_empty() {
            found.push(block.headers);
        }
        // a line that is no field: step over it
        let line = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1);
        at = if block.body > at { block.body } else { line };
    }
    found
}

/// The address we wrote to, where the report names it beside the one it ended at.
fn recipient(block: &Headers<'_>) -> Option<String> {
    ["Original-Recipient", "Final-Recipient", "X-Actual-Recipient"]
        .iter()
        .filter_map(|name| block.line(name))
        .find_map(|line| {
            let kind = line
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase();
            let text = without_type(&line);
            let text = if kind.starts_with("utf-8") {
                unescape_utf8(&text)
            } else {
                decode_xtext(&text)
            };
            address::address(&text).or_else(|| address::list(&text).into_iter().next().map(|m| m.address))
        })
        .map(|address| address.to_lowercase())
}

/// `rfc822; ada@example.com` without the type.
fn without_type(line: &str) -> String {
    let text = match line.split_once(';') {
        Some((kind, text)) if !kind.trim().contains(char::is_whitespace) && kind.len() < 30 => text,
        _ => line,
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare_id(id: &str) -> String {
    id.trim()
        .trim_start_matches('<')
        .trim_end_matches('>')
        .trim()
        .to_owned()
}

/// RFC 3461 §4: `+2B` for a plus sign. A `+` that no two upper-case hex digits follow stays.
fn decode_xtext(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('+') {
        out.push_str(&rest[..at]);
        let hex = rest.get(at + 1..at + 3).filter(|hex| matches!(*hex, "2B" | "3D"));
        match hex {
            Some("2B") => out.push('+'),
            Some(_) => out.push('='),
            None => out.push('+'),
        }
        rest = &rest[at + 1 + hex.map_or(0, str::len)..];
    }
    out.push_str(rest);
    out
}

/// RFC 6533 §3: `\x{FC}`.
fn unescape_utf8(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\x{") {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('}') else {
            break;
        };
        let decoded = u32::from_str_radix(&rest[at + 3..at + end], 16)
            .ok()
            .and_then(char::from_u32);
        out.extend(decoded);
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}
