//! `centralino parse-mail` from outside: one JSON object for any bytes whatever, a clear error where there are none to
//! read, and never a panic; within its memory.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
    command.arg("parse-mail").env_clear();
    command
}

fn piped(input: &[u8]) -> Output {
    let mut child = program()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

/// The one object on one line, and nothing else.
fn object(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(said, "");
    let text = std::str::from_utf8(&output.stdout).unwrap();
    assert_eq!(text.matches('\n').count(), 1, "{text}");
    let value: Value = serde_json::from_str(text).unwrap();
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "attachments",
            "automatic",
            "bounce",
            "cc",
            "date",
            "from",
            "html",
            "in_reply_to",
            "message_id",
            "problems",
            "references",
            "reply_text",
            "reply_to",
            "sender",
            "subject",
            "text",
            "to",
        ]
    );
    value
}

#[test]
fn any_bytes_give_one_object() {
    // Numbers that look like noise and are the same every time (xorshift64).
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut noise = |length: usize| -> Vec<u8> {
        (0..length)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[3]
            })
            .collect()
    };
    for length in [0, 1, 2, 3, 10, 100, 1_000, 100_000, 3_000_000] {
        object(&piped(&noise(length)));
    }
    for odd in [
        &b""[..],
        b"\0",
        b"\n",
        b"\r\n\r\n",
        b"From: a@example.com",
        b"\xff\xfe\xfd",
        b"Content-Type: multipart/mixed\r\n\r\n--\r\n",
        b"Subject: =?utf-8?B?\xff?=\r\n\r\n",
    ] {
        object(&piped(odd));
    }
    let empty = object(&piped(b""));
    assert!(empty["message_id"].as_str().unwrap().starts_with("sha256:"));
    let mail = object(&piped(
        b"From: Ada <ada@example.com>\r\nSubject: Hi\r\n\r\nHello\r\n",
    ));
    assert_eq!(mail["from"]["address"], "ada@example.com");
    assert_eq!(mail["reply_text"], "Hello");
}

#[test]
fn more_than_is_ever_parsed_is_one_object_that_says_so() {
    let mut mail = b"From: ada@example.com\r\nSubject: Large\r\n\r\n".to_vec();
    mail.resize(51 * 1024 * 1024, b'x');
    let value = object(&piped(&mail));
    assert_eq!(value["subject"], "Large");
    assert!(
        value["problems"].to_string().contains("50 MB"),
        "{}",
        value["problems"]
    );
}

#[test]
fn what_cannot_be_read_is_a_clear_error() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("missing.eml");
    for (path, words) in [(dir.path(), "directory"), (missing.as_path(), "No such file")] {
        let output = program().arg(path).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(66), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(said.contains(&path.display().to_string()), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        assert_eq!(output.stdout, b"");
    }
    let output = program().arg("--no-such-option").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let file = dir.path().join("a.eml");
    std::fs::write(&file, "From: ada@example.com\r\n\r\nx").unwrap();
    object(&program().arg(&file).output().unwrap());
}

/// Whoever reads goes away: no panic, no noise.
#[test]
fn a_reader_who_leaves_is_no_panic() {
    let mut child = program()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"From: ada@example.com\r\n\r\nx")
        .unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    assert!(!said.contains("panicked"), "{said}");
}

/// The whole program with the largest mail a customer sends: below 200 MB. It is caught at the end of its work, when it
/// writes into a pipe that is full.
#[test]
fn a_mail_of_25_mb_takes_less_than_200_mb() {
    let dir = tempfile::tempdir().unwrap();
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzQUJDREVGR0hJSktM\r\n";
    let head = "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n\
        Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let mail = format!("{head}{}--b--\r\n", line.repeat(25 * 1024 * 1024 / line.len()));
    let file = dir.path().join("large.eml");
    std::fs::write(&file, &mail).unwrap();
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    // As much as a pipe holds (pipe(7)).
    writer.write_all(&[b' '; 65_536]).unwrap();
    let mut child = program().arg(&file).stdout(writer).spawn().unwrap();
    let peak = peak_once_idle(child.id());
    let mut printed = Vec::new();
    reader.read_to_end(&mut printed).unwrap();
    assert!(child.wait().unwrap().success());
    let value: Value = serde_json::from_slice(&printed).unwrap();
    assert!(value["attachments"][0]["size"].as_u64().unwrap() > 18_000_000);
    println!("peak: {} MB", peak / 1024);
    assert!((30_000..200 * 1024).contains(&peak), "{peak} KB");
}

/// High-water mark in KB of a process that has stopped working.
fn peak_once_idle(id: u32) -> u64 {
    let folder = Path::new("/proc").join(id.to_string());
    let worked = || {
        let stat = std::fs::read_to_string(folder.join("stat")).unwrap();
        let fields: Vec<String> = stat
            .rsplit(") ")
            .next()
            .unwrap()
            .split(' ')
            .map(str::to_owned)
            .collect();
        (fields[11].clone(), fields[12].clone())
    };
    let mut before = worked();
    let mut still = 0;
    // It must have begun, and then rest for a second.
    while still < 10 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let now = worked();
        let begun = now.0 != "0" || now.1 != "0";
        still = if begun && now == before { still + 1 } else { 0 };
        before = now;
    }
    let status = std::fs::read_to_string(folder.join("status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
