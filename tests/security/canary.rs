//! A secret that goes in never comes out: not in an answer, not in the log, not readable in the table.

use std::io;
use std::sync::{Arc, Mutex};

use centralino::store::entity::{api_tokens, audit_log, channels, invitations, sessions};
use sea_orm::EntityTrait;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::TestApp;

const CANARY: &str = "canary-7f3e-bird";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn the_canary_is_never_seen_again() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    // This test runs on one thread, so its log is its own.
    let _listening = tracing::subscriber::set_default(subscriber);
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let settings = json!({
        "address": "support@example.com",
        "inbound": {"kind": "imap", "host": "127.0.0.1", "port": 1, "security": "tls",
            "username": "support", "password": CANARY},
        "outbound": {"kind": "smtp", "host": "127.0.0.1", "port": 1, "security": "tls",
            "username": "support", "password": CANARY},
    });
    let mut answers = Vec::new();
    let body = json!({"kind": "email", "name": "Support", "settings": settings});
    let made = anna.post("/channels", body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/channels/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(
        made.json()["settings"]["inbound"]["password"],
        json!({"set": true})
    );
    answers.push(made);
    answers.push(anna.get(&path).await);
    answers.push(anna.get("/channels").await);
    answers.push(
        anna.patch(&path, json!({"settings": made_again(&settings)}))
            .await,
    );
    answers.push(anna.post(&format!("{path}/test"), json!({})).await);
    answers.push(
        anna.post("/channels/test", json!({"kind": "email", "settings": settings}))
            .await,
    );
    answers.push(anna.post("/channels", body).await);
    let bad = json!({"kind": "email", "name": "Bad", "settings": {"inbound": {"password": CANARY}}});
    answers.push(anna.post("/channels", bad).await);
    answers.push(anna.delete(&path).await);
    // Passwords, tokens and cookies that are wrong or right.
    let wrong = json!({"email": "anna@example.com", "password": CANARY});
    answers.push(test.anonymous().post("/session", wrong).await);
    answers.push(test.bearer(CANARY).get("/session").await);
    answers.push(
        test.anonymous()
            .get(&format!("/oauth/callback?state={CANARY}&code={CANARY}"))
            .await,
    );
    answers.push(
        anna.get(&format!("/oauth/callback?state={CANARY}&code={CANARY}"))
            .await,
    );
    let accept = json!({"token": CANARY, "password": CANARY});
    answers.push(test.anonymous().post("/invitations/accept", accept).await);
    for answer in &answers {
        assert!(
            !answer.text().contains(CANARY),
            "{} {}",
            answer.status,
            answer.text()
        );
        let headers = format!("{:?}", answer.headers);
        assert!(!headers.contains(CANARY), "{headers}");
    }
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("request"), "the log is listened to");
    assert!(!logged.contains(CANARY), "{logged}");
    let session = anna.headers["cookie"]
        .to_str()
        .unwrap()
        .split_once('=')
        .unwrap()
        .1
        .to_owned();
    assert!(!logged.contains(&session), "a cookie in the log");
    let db = test.app.store.read();
    let rows = format!(
        "{:?}{:?}{:?}{:?}{:?}",
        audit_log::Entity::find().all(db).await.unwrap(),
        channels::Entity::find().all(db).await.unwrap(),
        api_tokens::Entity::find().all(db).await.unwrap(),
        sessions::Entity::find().all(db).await.unwrap(),
        invitations::Entity::find().all(db).await.unwrap(),
    );
    assert!(!rows.contains(CANARY) && !rows.contains(&session), "{rows}");
}

/// Whoever may change a channel but does not know its password must not have it sent to a server of their own.
#[tokio::test]
async fn a_secret_does_not_follow_its_channel_to_another_host() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let settings = json!({
        "address": "support@example.com",
        "inbound": {"kind": "imap", "host": "127.0.0.1", "port": 1, "security": "tls",
            "username": "support", "password": CANARY},
        "outbound": {"kind": "file"},
    });
    let body = json!({"kind": "email", "name": "Support", "settings": settings});
    let made = anna.post("/channels", body).await.ok();
    let path = format!("/channels/{}", made["id"].as_str().unwrap());
    let mut moved = made["settings"].clone();
    moved["inbound"]["host"] = json!("evil.example");
    let problem = anna
        .patch(&path, json!({"settings": moved}))
        .await
        .problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/settings/inbound/password");
    // With another port or folder it stays; with the password said anew it moves.
    let mut changed = made["settings"].clone();
    changed["inbound"]["port"] = json!(2);
    anna.patch(&path, json!({"settings": changed})).await.ok();
    moved["inbound"]["password"] = json!("another one");
    anna.patch(&path, json!({"settings": moved})).await.ok();
}

/// The settings as the API shows them, sent back.
fn made_again(settings: &serde_json::Value) -> serde_json::Value {
    let mut shown = settings.clone();
    shown["inbound"]["password"] = json!({"set": true});
    shown["outbound"]["password"] = json!({"set": true});
    shown
}
