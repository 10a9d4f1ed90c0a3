//! Mails of 5 to 50 KB, the same in every run: text, HTML, some with a file, some answering another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

const WORDS: &[&str] = &[
    "parcel", "late", "invoice", "refund", "order", "broken", "address", "colour", "delivery", "account",
    "password", "thanks", "question", "offer", "size", "return", "price", "receipt", "number", "again",
];

/// The n-th mail to `address`. One in five answers the mail before it; one customer in ten mails.
pub fn mail(n: usize, address: &str) -> Bytes {
    let mut dice = Dice(n as u64);
    let size = 5_000 + dice.next() % 45_000;
    let shape = n % 10;
    let mut head = format!(
        "Return-Path: <customer{c}@example.net>\r\nReceived: from mx.example.net by mx.hub.example; Sat, 21 Nov 2026 10:00:00 +0000\r\n\
         From: \"Customer {c}\" <customer{c}@example.net>\r\nTo: {address}\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\
         Message-ID: <bench-{n}@example.net>\r\nMIME-Version: 1.0\r\n",
        c = n / 10
    );
    if shape % 5 == 4 {
        let before = n - 1;
        head.push_str(&format!(
            "Subject: Re: {}\r\nIn-Reply-To: <bench-{before}@example.net>\r\nReferences: <bench-{before}@example.net>\r\n",
            subject(before)
        ));
    } else {
        head.push_str(&format!("Subject: {}\r\n", subject(n)));
    }
    let text = prose(&mut dice, size / 4, "\r\n");
    let body = match shape {
        0 | 1 => format!(
            "Content-Type: text/plain; charset=utf-8\r\n\r\n{}",
            prose(&mut dice, size, "\r\n")
        ),
        2 | 3 => with_file(&mut dice, &text, size * 3 / 5),
        _ => alternative(&mut dice, &text, size * 3 / 4),
    };
    Bytes::from(format!("{head}{body}"))
}

fn subject(n: usize) -> String {
    format!("{} {} {n}", WORDS[n % WORDS.len()], WORDS[n / 7 % WORDS.len()])
}

fn alternative(dice: &mut Dice, text: &str, html_size: u64) -> String {
    format!(
        "Content-Type: multipart/alternative; boundary=half\r\n\r\n--half\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
         --half\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p style=\"color:#333\">{}</p></body></html>\r\n--half--\r\n",
        prose(dice, html_size, "</p>\r\n<p style=\"color:#333\">")
    )
}

fn with_file(dice: &mut Dice, text: &str, file_size: u64) -> String {
    let bytes: Vec<u8> = (0..file_size).map(|_| (dice.next() >> 32) as u8).collect();
    let coded = STANDARD.encode(bytes);
    let lines: Vec<&str> = (0..coded.len())
        .step_by(76)
        .map(|from| &coded[from..coded.len().min(from + 76)])
        .collect();
    format!(
        "Content-Type: multipart/mixed; boundary=part\r\n\r\n--part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
         --part\r\nContent-Type: application/pdf; name=form.pdf\r\nContent-Disposition: attachment; filename=form.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--part--\r\n",
        lines.join("\r\n")
    )
}

fn prose(dice: &mut Dice, size: u64, between: &str) -> String {
    let mut text = String::new();
    while (text.len() as u64) < size {
        for _ in 0..12 {
            text.push_str(WORDS[dice.next() as usize % WORDS.len()]);
            text.push(' ');
        }
        text.push_str(between);
    }
    text
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 24
    }
}
