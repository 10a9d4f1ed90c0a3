//! What a failure says of the address: by the enhanced status code (RFC 3463), else by the words.

use std::sync::LazyLock;

use regex::Regex;

use crate::event::{AddressVerdict, ReceiptState};

static CODE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)").ok());

/// The first enhanced status code in `text`.
pub fn code(text: &str) -> Option<String> {
    Some(CODE.as_ref()?.captures(text)?.get(1)?.as_str().to_owned())
}

const UNKNOWN: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "no such recipient",
    "no mailbox here by that name",
    "no such mailbox",
    "no such address",
    "recipient unknown",
    "unknown recipient",
    "address not found",
    "does not exist",
    "doesn't exist",
    "doesn't have a",
    "invalid recipient",
    "recipient address rejected: undeliverable",
    "not listed in",
    "mailbox unavailable",
    "mailbox not found",
    "no such person",
    "unrouteable address",
    "account that you tried to reach",
    "address unknown",
    "unknown address",
    "domain not found",
    "host unknown",
    "host or domain name not found",
    "not our customer",
    "account is disabled",
    "account disabled",
    "account has been disabled",
    "inactive",
    "recipientnotfound",
    "no such domain",
];
const FULL: &[&str] = &[
    "mailbox full",
    "mailbox is full",
    "inbox is full",
    "inbox full",
    "over quota",
    "overquota",
    "quota exceeded",
    "exceeded its quota",
    "exceeded storage",
    "out of storage",
    "insufficient system storage",
    "mailbox has exceeded",
];
const BLOCKED: &[&str] = &[
    "blocked",
    "blacklist",
    "block list",
    "blocklist",
    "spamhaus",
    "dnsbl",
    "rbl",
    "reputation",
    "spam",
    "policy",
    "not authorized",
    "not allowed to send",
    "dmarc",
    "spf",
    "dkim",
    "denied",
    "banned",
    "poor reputation",
];

/// Judges a failure; anything but a failure or a delay says nothing against the address.
pub fn address(state: ReceiptState, status: Option<&str>, words: &str) -> AddressVerdict {
    match state {
        ReceiptState::Failed => {}
        ReceiptState::Delayed => return AddressVerdict::Soft,
        _ => return AddressVerdict::Fine,
    }
    let specific = status.filter(|code| is_specific(code)).map(str::to_owned);
    // A code that says something is believed before any words: only the listed ones speak against the address.
    match specific.or_else(|| code(words).filter(|code| is_specific(code))) {
        Some(code) => by_code(&code),
        None => by_words(words),
    }
}

/// `5.0.0` and `5.5.0` only say that something failed.
fn is_specific(code: &str) -> bool {
    !code.ends_with(".0.0") && !code.ends_with(".5.0")
}

fn by_code(code: &str) -> AddressVerdict {
    let (class, detail) = code.split_once('.').unwrap_or((code, ""));
    match (class, detail) {
        ("5", "1.1" | "1.2" | "1.3" | "1.10" | "2.1") => AddressVerdict::Undeliverable,
        (_, "2.2") => AddressVerdict::Soft,
        (_, detail) if detail.starts_with("7.") => AddressVerdict::Blocked,
        ("4", _) => AddressVerdict::Soft,
        _ => AddressVerdict::Fine,
    }
}

fn by_words(words: &str) -> AddressVerdict {
    let lower = words.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|phrase| lower.contains(phrase));
    if says(FULL) {
        AddressVerdict::Soft
    } else if says(UNKNOWN) {
        AddressVerdict::Undeliverable
    } else if says(BLOCKED) {
        AddressVerdict::Blocked
    } else {
        AddressVerdict::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words() {
        use AddressVerdict::{Blocked, Fine, Soft, Undeliverable};
        for (status, words, expected) in [
            (Some("5.1.1"), "", Undeliverable),
            (Some("5.1.2"), "", Undeliverable),
            (Some("5.1.3"), "", Undeliverable),
            (Some("5.1.10"), "", Undeliverable),
            (Some("5.2.1"), "", Undeliverable),
            (Some("5.2.2"), "user unknown", Soft),
            (Some("4.2.2"), "", Soft),
            (Some("4.4.7"), "", Soft),
            (Some("5.7.1"), "user unknown", Blocked),
            (Some("5.7.26"), "", Blocked),
            (Some("5.0.0"), "550 5.1.1 gone", Undeliverable),
            (Some("5.0.0"), "550 No Such User Here", Undeliverable),
            (None, "552 mailbox full", Soft),
            (None, "554 blocked using zen.spamhaus", Blocked),
            (Some("5.3.4"), "too big", Fine),
            (Some("5.4.1"), "recipient address rejected: unknown user", Fine),
            (Some("5.1.6"), "no such user", Fine),
            (None, "550 5.4.4 host or domain name not found", Fine),
            (None, "", Fine),
        ] {
            assert_eq!(
                address(ReceiptState::Failed, status, words),
                expected,
                "{status:?} {words}"
            );
        }
        assert_eq!(address(ReceiptState::Delayed, Some("4.4.1"), ""), Soft);
        assert_eq!(address(ReceiptState::Delivered, Some("2.0.0"), ""), Fine);
    }

    #[test]
    fn codes_are_found_in_words_but_not_in_addresses() {
        assert_eq!(code("550 5.1.1 <a@b>: unknown").as_deref(), Some("5.1.1"));
        assert_eq!(code("(#5.1.1)").as_deref(), Some("5.1.1"));
        assert_eq!(code("host 5.61.23.9 said no"), None);
        assert_eq!(code("552-5.2.2 full").as_deref(), Some("5.2.2"));
    }
}
