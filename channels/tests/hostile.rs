//! Bytes nobody should send: whatever they are, the parser answers, within its limits, the same way twice.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // helpers outside of #[test] functions

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use centralino_channels::Timestamp;
use centralino_channels::email::limits;
use centralino_channels::email::read::{Own, parse_mail_json, read};
use centralino_channels::event::Event;
use proptest::prelude::*;

static CORPUS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/email")];
    let mut mails: Vec<PathBuf> = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "eml") {
                mails.push(path);
            }
        }
    }
    mails.sort();
    let small = |bytes: &Vec<u8>| bytes.len() < 20_000;
    mails
        .iter()
        .map(|path| fs::read(path).unwrap())
        .filter(small)
        .collect()
});

fn now() -> Timestamp {
    Timestamp::from_timestamp(1_774_000_000, 0).unwrap()
}

fn own() -> Own {
    Own {
        addresses: vec!["support@centralino.example".to_owned()],
        loop_id: "support@centralino.example".to_owned(),
    }
}

/// Reads twice, prints twice, and holds what must always hold.
fn check(raw: Vec<u8>) {
    let raw = Bytes::from(raw);
    let printed = parse_mail_json(&raw);
    assert_eq!(printed, parse_mail_json(&raw));
    let keys: Vec<&str> = printed.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 17, "{keys:?}");
    assert!(!printed["message_id"].as_str().unwrap().is_empty());
    let text = printed.to_string();
    assert!(!text.contains("\\u0000"), "a NUL came through");
    let html = printed["html"].as_str().unwrap_or_default().to_lowercase();
    for forbidden in [
        "<script",
        "<style",
        "<iframe",
        "<form",
        "<object",
        "<meta",
        "<link",
        "<base",
        "url(",
        "javascript:",
        " src=\"http",
    ] {
        let marked_up = html
            .split('<')
            .skip(1)
            .map(|tag| tag.split('>').next().unwrap_or_default());
        assert!(
            !marked_up
                .into_iter()
                .any(|tag| format!("<{tag}").contains(forbidden)),
            "{forbidden} in {html}"
        );
    }
    let event = read(&raw, &own(), now());
    assert_eq!(event, read(&raw, &own(), now()));
    if let Event::Message(message) = event {
        assert!(message.attachments.len() <= limits::ATTACHMENTS);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_answered(raw in proptest::collection::vec(any::<u8>(), 0..4_000)) {
        check(raw);
    }

    #[test]
    fn mail_like_bytes_are_answered(lines in proptest::collection::vec(piece(), 0..60)) {
        check(lines.concat());
    }

    #[test]
    fn mutated_mails_are_answered(
        which in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8, 1..60_usize), 1..12),
    ) {
        let mut raw = CORPUS[which.index(CORPUS.len())].clone();
        for (at, byte, kind, length) in edits {
            if raw.is_empty() {
                break;
            }
            let at = at.index(raw.len());
            let end = (at + length).min(raw.len());
            match kind {
                0 => raw[at] = byte,
                1 => { raw.drain(at..end); }
                2 => { let copy = raw[at..end].to_vec(); raw.splice(at..at, copy); }
                _ => raw.truncate(at),
            }
        }
        check(raw);
    }

    /// Answers between and below the lines of a quote stay, whatever they say.
    #[test]
    fn interleaved_words_are_never_lost(
        answers in proptest::collection::vec("[a-zà-ÿ]{3,9}( [a-zà-ÿ0-9]{2,9}){0,5}", 1..6),
        quotes in proptest::collection::vec("[A-Z][a-z]{2,9}( [a-z]{2,9}){0,5}", 1..6),
        attribution in prop::sample::select(vec![
            "On Tue, Mar 10, 2026 at 2:53 PM Support <support@centralino.example> wrote:",
            "Am 10.03.26 um 14:53 schrieb Support:",
            "Il 10/03/26 14:53, Support ha scritto:",
            "",
        ]),
        signed in any::<bool>(),
    ) {
        let mut body = format!("{attribution}\r\n");
        for (n, quote) in quotes.iter().enumerate() {
            write!(body, "> {quote}\r\n").unwrap();
            if let Some(answer) = answers.get(n) {
                write!(body, "\r\n{answer}\r\n\r\n").unwrap();
            }
        }
        for answer in answers.iter().skip(quotes.len()) {
            write!(body, "\r\n{answer}\r\n").unwrap();
        }
        if signed {
            body.push_str("\r\n-- \r\nAda\r\n");
        }
        let raw = format!("From: ada@example.com\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}");
        let printed = parse_mail_json(&Bytes::from(raw));
        let reply = printed["reply_text"].as_str().unwrap();
        for answer in &answers {
            prop_assert!(reply.contains(answer.as_str()), "{answer:?} is lost from {reply:?}");
        }
        if !attribution.is_empty() {
            for quote in &quotes {
                prop_assert!(!reply.contains(&format!("> {quote}")), "{quote:?} is shown in {reply:?}");
            }
        }
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "From: a@example.com\r\n",
        "From: =?utf-8?B?",
        "Subject: =?iso-2022-jp?Q?=1B$B",
        "?=\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/alternative; boundary=\"b\"\r\n",
        "Content-Type: message/rfc822\r\n",
        "Content-Type: text/html; charset=utf-16\r\n",
        "Content-Type: multipart/report; boundary=b\r\n",
        "Content-Type: message/delivery-status\r\n",
        "Content-Type: text/plain; format=flowed; delsp=yes\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%e2; filename*1*=%82%ac\r\n",
        "\r\n",
        "\n",
        "\r",
        "\r\n--b\r\n",
        "\r\n--b--\r\n",
        "<div><blockquote type=cite>",
        "</div></a><table><a href=\"http://x.test\">y.test</a>",
        "<style>x</style><script>alert(1)</script><img src=http://a.test/b onerror=x style=\"background:u\\72l(x)\">",
        "On Tue, Mar 10, 2026 x wrote:\r\n",
        "> quoted\r\n",
        "-- \r\n",
        "begin 644 x\r\n",
        "end\r\n",
        "\0",
        "\u{feff}",
        "\u{202e}",
        "Final-Recipient: rfc822; a@b.example\r\n",
        "Action: failed\r\n",
        "Status: 5.1.1\r\n",
        "Return-Path: <>\r\n",
        "-----BEGIN PGP SIGNED MESSAGE-----\r\n",
        " folded\r\n",
        "=\r\n=C3=A9=ZZ",
        "+AOk-",
        "\u{1b}$B",
    ]);
    prop_oneof![
        8 => known.prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
        2 => "[ -~]{0,60}".prop_map(|text| text.into_bytes()),
    ]
}

/// A test build is slow on a busy machine: its adversaries are smaller. `--release` meets them whole.
const SCALE: usize = if cfg!(debug_assertions) { 25 } else { 1 };

const HEAD: &str = "From: a@example.com\r\nMessage-ID: <x@example.com>\r\nMIME-Version: 1.0\r\n";

/// Mails made to be slow or large to read, up to the limits.
fn adversaries() -> Vec<(&'static str, Vec<u8>)> {
    let plain = |body: String| format!("{HEAD}Content-Type: text/plain\r\n\r\n{body}").into_bytes();
    let html = |body: String| format!("{HEAD}Content-Type: text/html\r\n\r\n{body}").into_bytes();
    let nested: String = (0..100_000 / SCALE).fold(String::new(), |mut out, n| {
        let _ = write!(
            out,
            "Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"
        );
        out
    });
    vec![
        (
            "delimiter lines",
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary=abc\r\n\r\n{}",
                "--abd\r\n".repeat(3_000_000 / SCALE)
            )
            .into_bytes(),
        ),
        ("deep multiparts", format!("{HEAD}{nested}").into_bytes()),
        (
            "many parts",
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
                "--b\r\n\r\nx\r\n".repeat(100_000 / SCALE)
            )
            .into_bytes(),
        ),
        ("deep html", html("<div>".repeat(100_000 / SCALE))),
        (
            "open formatting",
            html(format!("{}{}", "<b>".repeat(450), "<p>x".repeat(100_000 / SCALE))),
        ),
        (
            "many attributes",
            html(format!("<a {}>", "x=1 y ".repeat(200_000 / SCALE))),
        ),
        ("angle brackets", html("<".repeat(2_000_000 / SCALE))),
        ("unclosed comment", html("<!--".repeat(400_000 / SCALE))),
        (
            "many links",
            html("<a href=\"http://a.test\">b.test</a>".repeat(40_000 / SCALE)),
        ),
        (
            "plain formatting",
            html("<p>text <b>bold</b> more</p>\r\n".repeat(30_000 / SCALE)),
        ),
        ("nested tables", html("<table><tr><td>".repeat(160))),
        (
            "colon lines",
            plain("On 10.03.2026 a@b.example said:\r\n".repeat(60_000 / SCALE)),
        ),
        ("quote marks", plain("> ".repeat(1_000_000 / SCALE))),
        ("quoted lines", plain("> a\r\nb\r\n".repeat(200_000 / SCALE))),
        (
            "signature marks",
            plain("-- \r\nx\r\n\r\n".repeat(200_000 / SCALE)),
        ),
        ("labels", plain("From: a\r\n\r\n".repeat(150_000 / SCALE))),
        (
            "encoded words",
            format!(
                "{HEAD}Subject: {}\r\n\r\nx",
                "=?utf-8?Q?a?= ".repeat(15_000 / SCALE)
            )
            .into_bytes(),
        ),
        (
            "open encoded words",
            format!("{HEAD}Subject: {}\r\n\r\nx", "=?".repeat(100_000 / SCALE)).into_bytes(),
        ),
        (
            "addresses",
            format!("{HEAD}To: {}\r\n\r\nx", "a@b.example,(<\"".repeat(15_000 / SCALE)).into_bytes(),
        ),
        (
            "references",
            format!("{HEAD}References: {}\r\n\r\nx", "<a@b>".repeat(50_000 / SCALE)).into_bytes(),
        ),
        (
            "folds",
            format!("{HEAD}Subject: x\r\n{}\r\nx", " y\r\n".repeat(50_000 / SCALE)).into_bytes(),
        ),
        (
            "parameters",
            format!(
                "{HEAD}Content-Type: text/plain; {}\r\n\r\nx",
                "a*0=1;".repeat(30_000 / SCALE)
            )
            .into_bytes(),
        ),
        ("uuencode", plain("begin 644 x\r\n".repeat(100_000 / SCALE))),
        ("one line", plain("x".repeat(25_000_000 / SCALE))),
        (
            "broken base64",
            format!(
                "{HEAD}Content-Transfer-Encoding: base64\r\nContent-Type: application/x\r\n\r\n{}",
                "QUJD!\r\n".repeat(1_000_000 / SCALE)
            )
            .into_bytes(),
        ),
        (
            "latin text",
            [
                format!("{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n").as_bytes(),
                "gr\u{fc}\u{df}e "
                    .repeat(300_000 / SCALE)
                    .chars()
                    .map(|c| c as u8)
                    .collect::<Vec<u8>>()
                    .as_slice(),
            ]
            .concat(),
        ),
        ("25 MB file", big_file()),
    ]
}

/// A mail of 25 MB: a short text and one file in base64.
fn big_file() -> Vec<u8> {
    let line = format!(
        "{}\r\n",
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJz"
            .repeat(2)
            .get(..76)
            .unwrap()
    );
    format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n{}--b--\r\n",
        line.repeat(25_000_000 / SCALE / line.len())
    )
    .into_bytes()
}

/// Time this thread worked, so that a busy machine does not count.
fn worked() -> Duration {
    let line = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(line.split(' ').next().unwrap().parse().unwrap())
}

/// In a test build the time only shows what is quadratic; `--release` holds the real 100 ms.
#[test]
fn adversaries_are_read_in_time() {
    let allowed = if cfg!(debug_assertions) {
        Duration::from_secs(4)
    } else {
        Duration::from_millis(100)
    };
    let mut slow = Vec::new();
    let only = std::env::var("ADVERSARY").unwrap_or_default();
    for (name, raw) in adversaries().into_iter().filter(|(name, _)| name.contains(&only)) {
        let raw = Bytes::from(raw);
        let start = worked();
        let event = read(&raw, &own(), now());
        let took = worked() - start;
        let what = match event {
            Event::Message(_) => "message".to_owned(),
            Event::Receipt(_) => "receipt".to_owned(),
            Event::Unreadable(unreadable) => unreadable.reason,
        };
        println!("{name}: {} bytes, {took:?}, {what}", raw.len());
        if took > allowed {
            slow.push(format!("{name}: {took:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:?}");
}

#[test]
fn every_limit_holds() {
    let reason = |raw: String| match read(&Bytes::from(raw), &own(), now()) {
        Event::Unreadable(unreadable) => unreadable.reason,
        Event::Message(message) => message.not_read.unwrap_or_else(|| "Message".to_owned()),
        other => format!("{other:?}"),
    };
    let nested = |depth: usize| {
        (0..depth).fold(HEAD.to_owned(), |mut out, n| {
            let _ = write!(
                out,
                "Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"
            );
            out
        }) + "\r\nwords\r\n"
    };
    assert!(reason(nested(21)).contains("deeper"), "{}", reason(nested(21)));
    assert!(reason(nested(20)).contains("Message"));
    let parts = |count: usize| {
        format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            "--b\r\n\r\n\r\n".repeat(count)
        )
    };
    assert!(reason(parts(500)).contains("500 parts"));
    assert!(reason(parts(499)).contains("Message"));
    let headers = |count: usize| format!("{HEAD}{}\r\nx", "X-A: b\r\n".repeat(count));
    assert!(reason(headers(998)).contains("1000 headers"));
    assert!(reason(headers(997)).contains("Message"));
    assert!(reason(format!("{HEAD}X-A: {}\r\n\r\nx", "b".repeat(256 * 1024))).contains("256 KB"));
    let files = |count: usize| {
        format!(
            "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            "--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n".repeat(count)
        )
    };
    assert!(reason(files(201)).contains("200 attachments"));
    assert!(reason(files(200)).contains("Message"));
    let messages = |count: usize| {
        format!(
            "{HEAD}{}\r\nx",
            "Content-Type: message/rfc822\r\n\r\nFrom: b@example.com\r\n".repeat(count)
        )
    };
    assert!(reason(messages(4)).contains("nested in each other"));
    assert!(reason(messages(3)).contains("Message"));
    assert!(reason("x".repeat(limits::RAW_BYTES + 1)).contains("50 MB"));
    assert_eq!(reason("Subject: x\r\n\r\nwords".to_owned()), "no sender");
}
