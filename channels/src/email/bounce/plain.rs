//! Bounces in words only: qmail, Exim, Postfix text, Yahoo, MDaemon, old Exchange and Sendmail.

use std::sync::LazyLock;

use regex::Regex;

use super::verdict;
use crate::email::address;
use crate::email::header::Headers;
use crate::event::{Outcome, ReceiptState};

/// How subjects of bounces begin or what they contain, lower case.
const SUBJECTS: &[&str] = &[
    "failure notice",
    "mail delivery failed",
    "mail delivery failure",
    "delivery failure",
    "delivery failed",
    "undeliverable",
    "undelivered mail",
    "undeliverable mail",
    "returned mail",
    "delivery status notification",
    "mail system error",
    "permanent delivery failure",
    "delivery notification",
    "message undeliverable",
    "could not be delivered",
    "delivery has failed",
    "returned to sender",
    "non-delivery",
    "nondeliverable",
    "unzustellbar",
    "nicht zustellbar",
    "zustellung fehlgeschlagen",
    "fehler bei der zustellung",
    "non recapitabile",
    "mancato recapito",
    "mancata consegna",
    "non remis",
    "non distribué",
    "échec de la remise",
    "échec de remise",
    "no se puede entregar",
    "no entregado",
    "não entregue",
    "falha na entrega",
    "niet bezorgd",
    "onbestelbaar",
    "niedostarcz",
    "kan inte levereras",
    "ikke leveres",
    "nedoruč",
    "недоставлен",
    "не доставлено",
    "配信不能",
    "配信できません",
    "退信",
    "无法投递",
    "배달되지",
    "반송",
];
const DELAYS: &[&str] = &[
    "delayed",
    "delay",
    "warning: message",
    "warning: could not send",
    "not yet been delivered",
    "still trying",
    "will be retried",
    "will continue to try",
    "delivery attempts will continue",
    "verzögert",
    "ritardo",
    "retardé",
    "temporary problem",
];
/// Where the returned message begins; nothing after it is about the failure.
const COPIES: &[&str] = &[
    "--- below this line is a copy of the message",
    "------ this is a copy of",
    "--- the header of the original message",
    "--- begin message header",
    "----- original message",
    "--- original message",
    "--- returned message",
    "----- unsent message",
    "------ this is a copy of the message",
    "--- undelivered message",
    "--- the original message",
    "original message follows",
    "--- transcript of original",
];

static AT_LINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)^[ \t]*<?([^\s<>"'()]+@[^\s<>"'():,;]+)>?:?[ \t]*(.*)$"#).ok());
static ANYWHERE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i)(?:rcpt to: ?<?|recipient(?: address)?: *<?|delivered to:?\s+<?|undeliverable (?:to|address):? *<?|original recipient: *<?|deliver(?:y)? to:? *<?|address:? *<)([^\s<>"'()]+@[^\s<>"'():,;]+)"#).ok()
});

/// Reads a bounce that only has words. `machine`: the mail comes from a mail system (null sender, mailer-daemon).
pub fn read(headers: &Headers<'_>, text: &str, machine: bool) -> Option<Vec<Outcome>> {
    let subject = headers.text("Subject").unwrap_or_default().to_lowercase();
    let failed_header = headers.line("X-Failed-Recipients");
    let about = about_the_failure(text);
    let lower = about.to_lowercase();
    let qmail = lower.contains("this is the qmail-send program")
        || lower.contains("this is the mail delivery agent")
        || lower.contains("this message was created automatically by mail delivery software")
        || lower.contains("this is the mail system at host");
    let bounce_subject = SUBJECTS.iter().any(|words| subject.contains(words));
    let delayed = DELAYS.iter().any(|words| subject.contains(words))
        || (!bounce_subject && DELAYS.iter().any(|words| lower.contains(words)) && qmail);
    if failed_header.is_none() && !(machine && (bounce_subject || qmail || delayed)) {
        return None;
    }
    let state = if delayed {
        ReceiptState::Delayed
    } else {
        ReceiptState::Failed
    };
    let named: Vec<String> = match &failed_header {
        Some(line) => address::list(line)
            .into_iter()
            .map(|mailbox| mailbox.address.to_lowercase())
            .collect(),
        None => Vec::new(),
    };
    let named = if named.is_empty() { addresses(about) } else { named };
    let outcome = |recipient: Option<String>| {
        let reason = reason(about, recipient.as_deref());
        let code = reason.as_deref().and_then(verdict::code);
        let words = reason.clone().unwrap_or_else(|| about.to_owned());
        Outcome {
            address: verdict::address(state, code.as_deref(), &words),
            recipient,
            state,
            code,
            reason,
        }
    };
    if named.is_empty() {
        return Some(vec![outcome(None)]);
    }
    Some(
        named
            .into_iter()
            .take(100)
            .map(|recipient| outcome(Some(recipient)))
            .collect(),
    )
}

/// The words before the returned message.
pub fn about_the_failure(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.trim().to_lowercase();
        if COPIES.iter().any(|mark| lower.starts_with(mark)) {
            return &text[..at];
        }
        at += line.len();
        if at > 64 * 1024 {
            break;
        }
    }
    &text[..at.min(text.len())]
}

/// Addresses the words name: alone at the start of a line first, else behind "RCPT TO:" and its kin.
fn addresses(about: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut push = |text: &str| {
        if let Some(address) = address::address(text.trim_end_matches(['.', ':'])).map(|a| a.to_lowercase())
            && !found.contains(&address)
        {
            found.push(address);
        }
    };
    let Some((line, anywhere)) = AT_LINE.as_ref().zip(ANYWHERE.as_ref()) else {
        return found;
    };
    for captures in line.captures_iter(about).take(100) {
        push(&captures[1]);
    }
    if found.is_empty() {
        let mut push = |text: &str| {
            if let Some(address) =
                address::address(text.trim_end_matches(['.', ':'])).map(|a| a.to_lowercase())
                && !found.contains(&address)
            {
                found.push(address);
            }
        };
        for captures in anywhere.captures_iter(about).take(100) {
            push(&captures[1]);
        }
    }
    found
}

/// The words about one recipient: what follows its address, up to an empty line; else the line with a code in it.
fn reason(about: &str, recipient: Option<&str>) -> Option<String> {
    let lines: Vec<&str> = about.lines().collect();
    let at = recipient.and_then(|recipient| {
        lines.iter().position(|line| {
            let lower = line.trim().to_lowercase();
            lower.trim_start_matches('<').starts_with(recipient)
        })
    });
    let paragraph = at.map(|at| {
        let recipient_len = recipient.map_or(0, str::len);
        let first = lines[at].trim().trim_start_matches('<');
        let first = first
            .get(recipient_len..)
            .unwrap_or_default()
            .trim_start_matches(['>', ':', ' ']);
        let rest = lines[at + 1..]
            .iter()
            .take_while(|line| !line.trim().is_empty())
            .take(8)
            .map(|line| line.trim());
        std::iter::once(first)
            .chain(rest)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    });
    paragraph
        .filter(|words| !words.is_empty())
        .or_else(|| {
            let coded = lines.iter().find(|line| verdict::code(line).is_some())?;
            Some(coded.split_whitespace().collect::<Vec<_>>().join(" "))
        })
        .or_else(|| {
            // "… for the following reason:" and its kin
            let after = lines.iter().position(|line| line.trim_end().ends_with(':'))?;
            let words = lines[after + 1..]
                .iter()
                .map(|line| line.trim())
                .skip_while(|line| line.is_empty())
                .take_while(|line| !line.is_empty());
            Some(words.collect::<Vec<_>>().join(" "))
        })
        .map(|words| words.chars().take(500).collect::<String>())
        .filter(|words| !words.is_empty())
}
