//! The rules by which a mail is told to be automatic, a bounce, ours, or forwarded: each as one line.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // helpers outside of #[test] functions

use bytes::Bytes;
use centralino_channels::Timestamp;
use centralino_channels::email::read::{Own, read};
use centralino_channels::email::settings::StageLimits;
use centralino_channels::event::{
    AddressVerdict, AutomaticKind, Direction, Event, Inbound, Receipt, ReceiptState,
};

fn event(raw: &str) -> Event {
    let own = Own {
        addresses: vec!["support@centralino.example".to_owned()],
        loop_id: "hub-7f3a".to_owned(),
    };
    let now = Timestamp::from_timestamp(1_774_000_000, 0).unwrap();
    read(&Bytes::from(raw.replace('\n', "\r\n")), &own, now)
}

fn message(raw: &str) -> Inbound {
    match event(raw) {
        Event::Message(message) => *message,
        other => panic!("{other:?}"),
    }
}

fn receipt(raw: &str) -> Receipt {
    match event(raw) {
        Event::Receipt(receipt) => receipt,
        other => panic!("{other:?}"),
    }
}

#[test]
fn automatic_mail() {
    use AutomaticKind::{Bounce, Bulk, Loop, Notice, Reply};
    for (headers, expected) in [
        ("", None),
        ("Auto-Submitted: no", None),
        ("X-Auto-Response-Suppress: DR, RN", None),
        ("Precedence: first-class", None),
        ("Subject: Re: Out of office again?", None),
        ("Auto-Submitted: auto-replied", Some(Reply)),
        ("Auto-Submitted: auto-generated", Some(Notice)),
        ("Auto-Submitted: auto-notified; owner-email=x", Some(Notice)),
        ("X-Autoreply: yes", Some(Reply)),
        ("X-Autorespond: vacation", Some(Reply)),
        ("X-Autoresponder: 1", Some(Reply)),
        ("X-AutoReply-From: a@example.com", Some(Reply)),
        ("Precedence: auto_reply", Some(Reply)),
        ("Precedence: bulk", Some(Bulk)),
        ("Precedence: junk", Some(Bulk)),
        ("X-Precedence: list", Some(Bulk)),
        ("X-Auto-Response-Suppress: All", Some(Notice)),
        ("X-Auto-Response-Suppress: DR, AutoReply", Some(Notice)),
        ("X-Auto-Response-Suppress: OOF", Some(Notice)),
        ("List-Id: <x.example.com>", Some(Bulk)),
        ("List-Unsubscribe: <https://example.com/u>", Some(Bulk)),
        ("Return-Path: <>", Some(Notice)),
        ("Content-Type: multipart/report; boundary=x", Some(Bounce)),
        ("X-Loop: hub-7f3a", Some(Loop)),
        ("X-Loop: somebody@example.com", Some(Notice)),
        ("Subject: Automatic reply: your mail", Some(Reply)),
        ("Subject: Abwesenheitsnotiz: Ihre Mail", Some(Reply)),
        ("Subject: Risposta automatica: ordine", Some(Reply)),
        ("Subject: Réponse automatique : facture", Some(Reply)),
        ("Subject: Out of Office Re: order", Some(Reply)),
        ("Subject: 自動返信: ご注文", Some(Reply)),
    ] {
        let automatic = message(&format!("From: ada@example.com\n{headers}\n\nHello there")).automatic;
        assert_eq!(automatic.map(|automatic| automatic.kind), expected, "{headers}");
    }
    for robot in [
        "mailer-daemon",
        "postmaster",
        "noreply",
        "no-reply",
        "donotreply",
        "bounce",
        "bounces",
        "abuse",
        "root",
        "NoReply+x",
    ] {
        let automatic = message(&format!("From: {robot}@example.com\nSubject: Hello\n\nx")).automatic;
        assert_eq!(automatic.map(|automatic| automatic.kind), Some(Notice), "{robot}");
    }
}

#[test]
fn reports_by_the_standards() {
    let report = |fields: &str| {
        receipt(&format!(
            "From: mailer-daemon@mx.example\nTo: bounce+v1@centralino.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nwords\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nOriginal-Envelope-Id: env-9\n\n{fields}\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <m1@centralino.example>\nSubject: x\n--b--\n"
        ))
    };
    for (fields, state, verdict) in [
        (
            "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1",
            ReceiptState::Failed,
            AddressVerdict::Undeliverable,
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.2.2",
            ReceiptState::Failed,
            AddressVerdict::Soft,
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.7.1",
            ReceiptState::Failed,
            AddressVerdict::Blocked,
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.3.4",
            ReceiptState::Failed,
            AddressVerdict::Fine,
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1",
            ReceiptState::Delayed,
            AddressVerdict::Soft,
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0",
            ReceiptState::Delivered,
            AddressVerdict::Fine,
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: relayed\nStatus: 2.0.0",
            ReceiptState::Sent,
            AddressVerdict::Fine,
        ),
        (
            "Final-Recipient: rfc822; A@x.example\nStatus: 5.1.2",
            ReceiptState::Failed,
            AddressVerdict::Undeliverable,
        ),
    ] {
        let receipt = report(fields);
        assert_eq!(
            receipt.message_ids,
            ["m1@centralino.example", "env-9", "bounce+v1@centralino.example"],
            "{fields}"
        );
        assert_eq!(receipt.recipients, ["bounce+v1@centralino.example"]);
        let outcome = &receipt.outcomes[0];
        assert_eq!(outcome.recipient.as_deref(), Some("a@x.example"), "{fields}");
        assert_eq!((outcome.state, outcome.address), (state, verdict), "{fields}");
    }
}

#[test]
fn bounces_in_words_only() {
    for (headers, words, recipient, state) in [
        (
            "Subject: failure notice",
            "Hi. This is the qmail-send program at mx.example.\n\n<a@x.example>:\nSorry, no mailbox here by that name. (#5.1.1)",
            "a@x.example",
            ReceiptState::Failed,
        ),
        (
            "X-Failed-Recipients: a@x.example\nSubject: Mail delivery failed",
            "a@x.example\n  550 unknown user",
            "a@x.example",
            ReceiptState::Failed,
        ),
        (
            "Subject: Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.example.\n\n<a@x.example>: host mx said: 550 5.1.1 gone",
            "a@x.example",
            ReceiptState::Failed,
        ),
        (
            "Subject: Warning: message 1 delayed 24 hours",
            "This message was created automatically by mail delivery software.\n\n  a@x.example\n    451 later",
            "a@x.example",
            ReceiptState::Delayed,
        ),
        (
            "Subject: Undeliverable: hello",
            "Recipient address: a@x.example",
            "a@x.example",
            ReceiptState::Failed,
        ),
    ] {
        let receipt = receipt(&format!(
            "From: MAILER-DAEMON@mx.example\nReturn-Path: <>\n{headers}\n\n{words}\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <m1@centralino.example>\nTo: b@x.example\n"
        ));
        assert_eq!(receipt.message_ids, ["m1@centralino.example"], "{words}");
        assert_eq!(receipt.outcomes.len(), 1, "{words}");
        assert_eq!(
            receipt.outcomes[0].recipient.as_deref(),
            Some(recipient),
            "{words}"
        );
        assert_eq!(receipt.outcomes[0].state, state, "{words}");
    }
    // a person who writes about a bounce
    let person = message(
        "From: ada@example.com\nSubject: Mail delivery failed\n\nMy mail to bob@example.com came back, why?",
    );
    assert!(person.automatic.is_none());
}

#[test]
fn complaints_and_read_receipts() {
    let kind = |media: &str, fields: &str| {
        receipt(&format!("From: fbl@x.example\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: {media}\n\n{fields}\n--b--\n")).outcomes[0].clone()
    };
    let complaint = kind(
        "message/feedback-report",
        "Feedback-Type: abuse\nOriginal-Rcpt-To: <a@x.example>",
    );
    assert_eq!(
        (complaint.state, complaint.recipient.as_deref()),
        (ReceiptState::Complaint, Some("a@x.example"))
    );
    let read = kind(
        "message/disposition-notification",
        "Final-Recipient: rfc822; a@x.example\nDisposition: manual-action/MDN-sent-manually; displayed",
    );
    assert_eq!(read.state, ReceiptState::Read);
    let deleted = kind(
        "message/disposition-notification",
        "Final-Recipient: rfc822; a@x.example\nDisposition: automatic-action/MDN-sent-automatically; deleted",
    );
    assert_eq!(deleted.state, ReceiptState::Delivered);
}

/// Best first: returned Message-ID, envelope id, VERP address, In-Reply-To, References from last to first.
#[test]
fn ids_of_a_bounce_stand_in_their_order() {
    let raw = "From: mailer-daemon@mx.example\nTo: bounce+v1@centralino.example\nIn-Reply-To: <i1@x.example>\n\
        References: <r1@x.example> <r2@x.example>\nContent-Type: multipart/report; boundary=b\n\n--b\n\nwords\n--b\n\
        Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\nOriginal-Envelope-Id: env-9\n\n\
        Final-Recipient: rfc822; J@M\u{fc}ller.example\nAction: failed\nStatus: 5.1.1\n--b\n\
        Content-Type: text/rfc822-headers\n\nMessage-ID: <m1@centralino.example>\n--b--\n";
    let receipt = receipt(raw);
    assert_eq!(
        receipt.message_ids,
        [
            "m1@centralino.example",
            "env-9",
            "bounce+v1@centralino.example",
            "i1@x.example",
            "r2@x.example",
            "r1@x.example"
        ]
    );
    // As we know the address: deliveries are stored with their domain in ASCII.
    assert_eq!(
        receipt.outcomes[0].recipient.as_deref(),
        Some("j@xn--mller-kva.example")
    );
}

/// The codes that speak against an address, and no others.
#[test]
fn only_these_codes_blame_the_address() {
    for code in [
        "5.0.0", "5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.5", "5.1.6", "5.1.7", "5.1.8", "5.1.9",
        "5.1.10", "5.2.0", "5.2.1", "5.2.2", "5.2.3", "5.2.4", "5.3.0", "5.3.2", "5.3.4", "5.4.1", "5.4.4",
        "5.4.6", "5.4.7", "5.5.0", "5.5.2", "5.6.0", "5.7.0", "5.7.1", "5.7.25", "5.7.26", "5.7.509",
        "5.7.708", "4.1.1", "4.2.1", "4.2.2", "4.7.1",
    ] {
        let receipt = receipt(&format!(
            "From: mailer-daemon@mx.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\
            Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
            Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: {code}\n--b--\n"
        ));
        let listed = ["5.1.1", "5.1.2", "5.1.3", "5.1.10", "5.2.1"].contains(&code);
        let blamed = receipt.outcomes[0].address == AddressVerdict::Undeliverable;
        assert_eq!(blamed, listed, "{code}");
    }
}

#[test]
fn who_pretends_to_be_another_is_told_of() {
    let problems = |from: &str| message(&format!("From: {from}\n\nx")).problems.join("|");
    for from in [
        "\"billing@bank.example\" <eve@evil.example>",
        "=?utf-8?Q?billing=40bank.example?= <eve@evil.example>",
    ] {
        assert!(
            problems(from).contains("another address: billing@bank.example"),
            "{from}: {}",
            problems(from)
        );
    }
    assert!(!problems("\"eve@evil.example\" <eve@evil.example>").contains("another address"));
    // a Cyrillic a
    assert_eq!(
        message("From: Ada <ada@ex\u{430}mple.com>\n\nx").author.address,
        "ada@xn--exmple-4nf.com"
    );
}

#[test]
fn who_wrote_it_and_to_whom() {
    let original =
        message("From: 'Ada' via Info <info@club.example>\nX-Original-Sender: Ada@Example.com\n\nx");
    assert_eq!(
        (original.author.address.as_str(), original.author.name.as_deref()),
        ("ada@example.com", Some("Ada"))
    );
    assert_eq!(
        message("Sender: s@example.com\n\nx").author.address,
        "s@example.com"
    );
    assert_eq!(
        message("Return-Path: <r@example.com>\n\nx").author.address,
        "r@example.com"
    );
    assert!(
        matches!(event("Subject: x\n\nx"), Event::Unreadable(unreadable) if unreadable.reason == "no sender")
    );
    let ours = |extra: &str| message(&format!("From: Support+x@Centralino.example\n{extra}\n\nx")).direction;
    assert_eq!(ours("To: ada@example.com"), Direction::SentElsewhere);
    assert_eq!(ours("X-Loop: hub-7f3a"), Direction::Received);
    assert_eq!(
        message("From: ada@example.com\n\nx").direction,
        Direction::Received
    );
    let all = message(
        "From: a@example.com\nDelivered-To: d@x.example\nX-Original-To: o@x.example\nEnvelope-To: e@x.example\nX-Forwarded-To: f@x.example\nTo: T+tag@x.example\nCc: c@x.example\nBcc: b@x.example\n\nx",
    );
    for address in ["d", "o", "e", "f", "t+tag", "c", "b"] {
        assert!(
            all.recipients.contains(&format!("{address}@x.example")),
            "{address} in {:?}",
            all.recipients
        );
    }
    let id = message("From: a@example.com\n\nx").message_id;
    assert!(id.starts_with("sha256:") && id.len() == 71, "{id}");
}

#[test]
fn the_sender_of_a_forwarded_mail() {
    for (subject, words) in [
        (
            "Fwd: x",
            "See.\n\n---------- Forwarded message ---------\nFrom: Ada <ada@example.com>\nDate: x\nSubject: x\n\nHelp",
        ),
        (
            "WG: x",
            "z.K.\n\nVon: Ada <ada@example.com>\nGesendet: Sonntag, 3. Mai 2026 20:00\nAn: b@example.com\nBetreff: x\n\nHilfe",
        ),
        (
            "I: x",
            "-----Messaggio originale-----\nDa: Ada [mailto:ada@example.com]\nInviato: domenica 3 maggio 2026\nA: b\nOggetto: x\n\nAiuto",
        ),
        (
            "x",
            "Begin forwarded message:\n\nFrom: Ada <ada@example.com>\n\nHelp",
        ),
    ] {
        let mail = message(&format!("From: bob@example.com\nSubject: {subject}\n\n{words}"));
        assert_eq!(
            mail.forwarded_from.map(|party| party.address).as_deref(),
            Some("ada@example.com"),
            "{words}"
        );
        let last = words.lines().last().unwrap();
        assert!(
            mail.reply_text.contains(last),
            "{last} is lost from {:?}",
            mail.reply_text
        );
    }
    let answer = message(
        "From: bob@example.com\nSubject: Re: x\n\nYes.\n\nFrom: Support <s@example.com>\nSent: Sunday, May 3, 2026\nTo: b\nSubject: x\n\nold",
    );
    assert_eq!(
        (answer.forwarded_from, answer.reply_text.as_str()),
        (None, "Yes.")
    );
}

#[test]
fn words_that_only_look_like_a_quote_stay() {
    for words in [
        "On 10 March 2026 you wrote:\nthe parcel comes on Friday\nbut nothing came.",
        "Please change the contact of order 20260310 to ada@example.com:\nfrom now on she decides.",
        "On 10 March 2026, Support <s@example.com> wrote:\n\nan answer without any mark",
    ] {
        let mail = message(&format!("From: a@example.com\nSubject: Re: x\n\n{words}"));
        assert!(
            mail.reply_text.ends_with(words.lines().last().unwrap()),
            "{words}\n→ {}",
            mail.reply_text
        );
    }
}

/// How long a server may take, stage by stage (RFC 5321 §4.5.3.2).
#[test]
fn a_server_has_its_time_at_every_stage() {
    let minutes = |n: u64| std::time::Duration::from_secs(n * 60);
    let limits = StageLimits::default();
    assert_eq!(
        [
            limits.greeting,
            limits.mail,
            limits.rcpt,
            limits.data,
            limits.body,
            limits.end
        ],
        [
            minutes(5),
            minutes(5),
            minutes(5),
            minutes(2),
            minutes(3),
            minutes(10)
        ]
    );
}
