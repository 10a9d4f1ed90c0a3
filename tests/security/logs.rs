//! The real program at its most talkative, with a real mailbox and a sender that signs in: its log holds no secret.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::dovecot::{Dovecot, PASSWORD, absent, free_port};
use crate::support::smtp_peer::{Script, SmtpPeer};

const SENDER: &str = "canary-smtp-55aa";
const OWNER: &str = "canary-login-77bb";

/// Ends with the test.
struct Hub(Child);

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(folder: &std::path::Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_centralino"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("CENTRALINO_DATA_DIR", folder)
        .env("CENTRALINO_HTTP_LISTEN", format!("127.0.0.1:{port}"))
        .env("CENTRALINO_METRICS_LISTEN", format!("127.0.0.1:{}", free_port()))
        .env("CENTRALINO_SECURITY_ALLOW_PRIVATE_ADDRESSES", "true")
        .env("CENTRALINO_DESK_UNDO_SECONDS", "0")
        .env(
            "CENTRALINO_LOG_FILTER",
            "trace,async_imap=trace,hyper=trace,sqlx=trace,rustls=trace",
        );
    command
}

fn user(folder: &std::path::Path, words: &[&str], input: &str) -> String {
    use std::io::Write;
    let mut child = command(folder, 0)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains(OWNER), "{said}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_the_real_program_holds_no_secret() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    let peer = SmtpPeer::start(Script::default()).await;
    let dir = tempfile::tempdir().unwrap();
    let (folder, port) = (dir.path(), free_port());
    let owner = [
        "user",
        "add",
        "anna@example.com",
        "--role",
        "administrator",
        "--password-stdin",
    ];
    user(folder, &owner, OWNER);
    let mint = [
        "token",
        "create",
        "--user",
        "anna@example.com",
        "--name",
        "script",
    ];
    let token = user(folder, &mint, "");
    let log = std::fs::File::create(folder.join("log")).unwrap();
    let child = command(folder, port)
        .arg("serve")
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap();
    let hub = Hub(child);
    let http = reqwest::Client::new();
    let api = format!("http://127.0.0.1:{port}/api/v1");
    for _ in 0..600 {
        if http.get(format!("{api}/setup")).send().await.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let login = json!({"email": "anna@example.com", "password": OWNER});
    let signed_in = http
        .post(format!("{api}/session"))
        .json(&login)
        .send()
        .await
        .unwrap();
    assert_eq!(signed_in.status(), 200);
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().to_owned();
    let session = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    let settings = json!({
        "address": "support@example.com",
        "ca_file": dovecot.ca_file,
        "inbound": dovecot.settings(),
        "outbound": {"kind": "smtp", "host": "localhost", "port": peer.port, "security": "plain", "allow_plain": true,
            "username": "support", "password": SENDER},
    });
    let body = json!({"kind": "email", "name": "Support", "settings": settings, "acknowledge": true});
    let made = http
        .post(format!("{api}/channels"))
        .bearer_auth(&token)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    dovecot.deliver(
        "",
        b"From: Ada <ada@customer.example>\r\nTo: support@example.com\r\nSubject: Late\r\nMessage-ID: <l1@customer.example>\r\n\r\nWhere is it?\r\n",
    );
    // Read from the mailbox and acknowledged through the sender: both have signed in.
    for _ in 0..600 {
        if !peer.taken().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut text = String::new();
    let read = |text: &mut String| {
        text.clear();
        let mut file = std::fs::File::open(folder.join("log")).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
    };
    read(&mut text);
    assert!(!peer.taken().is_empty(), "nothing was sent:\n{text}");
    drop(hub);
    read(&mut text);
    let lines: Vec<Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    assert!(
        lines.iter().any(|line| line["level"] == "DEBUG"),
        "the log is not talkative:\n{text}"
    );
    let base64 = |secret: &str| {
        base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            format!("\0support\0{secret}"),
        )
    };
    for secret in [
        PASSWORD,
        SENDER,
        OWNER,
        token.as_str(),
        &token[4..],
        &session,
        &base64(SENDER),
    ] {
        let line = text.lines().find(|line| line.contains(secret));
        assert!(
            line.is_none(),
            "{secret} is in the log: {}",
            line.unwrap_or_default()
        );
    }
}
