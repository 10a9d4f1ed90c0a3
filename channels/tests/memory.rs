//! What reading a mail may take: never more than 200 MB for the largest a customer sends, measured on this very process.
//!
//! One test alone in its binary: the high-water mark of the process is the measure (proc_pid_status(5)).

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // helpers outside of #[test] functions

use std::fs;

use bytes::Bytes;
use centralino_channels::Timestamp;
use centralino_channels::email::read::{Own, parse_mail_json, read};

const MOST_KB: u64 = 200 * 1024;
const MAIL_BYTES: usize = 25 * 1024 * 1024;
const HEAD: &str = "From: a@example.com\r\nMessage-ID: <x@example.com>\r\nMIME-Version: 1.0\r\n";

/// The most this process ever held at once, in KB.
fn peak_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// `line` until the mail is as large as they get.
fn filled(head: &str, line: &str, end: &str) -> Bytes {
    let mut raw = String::with_capacity(MAIL_BYTES + 1024);
    raw.push_str(HEAD);
    raw.push_str(head);
    while raw.len() + line.len() + end.len() <= MAIL_BYTES {
        raw.push_str(line);
    }
    raw.push_str(end);
    Bytes::from(raw)
}

type Made = fn() -> Bytes;

const MAILS: &[(&str, Made)] = &[
    ("one file in base64", || {
        filled(
            "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzQUJDREVGR0hJSktM\r\n",
            "",
        )
    }),
    ("many files", || {
        let file = format!(
            "--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzQUJDREVGR0hJSktM\r\n".repeat(2_000)
        );
        filled(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            &file,
            "--b--\r\n",
        )
    }),
    ("one line of text", || {
        filled("Content-Type: text/plain\r\n\r\n", "x", "")
    }),
    ("lines of text", || {
        filled("Content-Type: text/plain\r\n\r\n", "some words on a line\r\n", "")
    }),
    ("quoted-printable", || {
        filled(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
            "=C3=A9=C3=A8=C3=A0 =E2=82=AC=\r\n",
            "",
        )
    }),
    ("text in UTF-16", || {
        filled(
            "Content-Type: text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            "YQBiAGMAZABlAGYAZwBoAGkAagBrAGwAbQBuAG8AcABxAHIAcwB0AHUAdgB3AHgAeQB6AA==\r\n",
            "",
        )
    }),
    ("HTML", || {
        filled(
            "Content-Type: text/html\r\n\r\n",
            "<p>text <b>bold</b> <a href=\"http://a.test\">b.test</a></p>\r\n",
            "",
        )
    }),
    ("open tags", || {
        filled("Content-Type: text/html\r\n\r\n", "<div><b><font color=red>", "")
    }),
    ("quotations", || {
        filled("Content-Type: text/plain\r\n\r\n", "> a\r\nb\r\n", "")
    }),
    ("parts without end", || {
        filled(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
            "--b\r\n\r\nx\r\n",
            "",
        )
    }),
    ("headers without end", || filled("", "X-A: b\r\n", "\r\nx")),
    ("a message in a message", || {
        filled(
            "Content-Type: message/rfc822\r\n\r\nFrom: b@example.com\r\n\r\n",
            "words\r\n",
            "",
        )
    }),
    ("uuencode", || {
        filled(
            "Content-Type: text/plain\r\n\r\nbegin 644 x\r\n",
            "M86)C9&5F9VAI:FML;6YO<'%R<W1U=G=X>7IA8F-D969G:&EJ:VQM;F]P<7)S\r\n",
            "`\r\nend\r\n",
        )
    }),
];

#[test]
fn no_mail_takes_more_than_200_mb() {
    let own = Own {
        addresses: vec!["support@centralino.example".to_owned()],
        loop_id: "hub".to_owned(),
    };
    let now = Timestamp::from_timestamp(1_774_000_000, 0).unwrap();
    let mut greedy = Vec::new();
    for (name, make) in MAILS {
        let raw = make();
        assert!(raw.len() > MAIL_BYTES - 400_000, "{name}: {}", raw.len());
        // 5: forget the high-water mark so far
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let event = read(&raw, &own, now);
        drop(event);
        let reading = peak_kb();
        drop(parse_mail_json(&raw));
        let printing = peak_kb();
        println!(
            "{name}: {} MB to read, {} MB to print",
            reading / 1024,
            printing / 1024
        );
        if printing > MOST_KB {
            greedy.push(format!("{name}: {} MB, {} MB", reading / 1024, printing / 1024));
        }
    }
    assert!(greedy.is_empty(), "more than 200 MB: {greedy:?}");
}
